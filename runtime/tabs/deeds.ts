/**
 * Deeds: what one tab did that the others are to show within a second, though the server tells them late or not at all.
 * Pure: which local event is a deed, and which events a deed of another tab is here.
 */
import type { Attachment } from '../session/attachments.js';
import type { SessionEvent } from '../session/reducer.js';
import type { SessionState } from '../session/state.js';
import type { TabDeed } from './tab-messages.js';

/** The deed in an event of this tab, or null: most events come to every tab by themselves. */
export function deedOf(event: SessionEvent, before: SessionState, after: SessionState): TabDeed | null {
  switch (event.type) {
    case 'send.accepted': {
      const { ref, run, input, startedAt } = event;
      const item = before.outbox.find((known) => known.ref === ref);
      return item ? { did: 'began', ref, run, input, startedAt, baseTotal: item.baseTotal } : null;
    }
    case 'answer.accepted': {
      const answer = before.requests.open.find((request) => request.id === event.request)?.answer;
      return answer ? { did: 'answered', request: event.request, answer } : null;
    }
    case 'consent.changed':
      return { did: 'consented', autoApprove: event.autoApprove };
    case 'seen.marked':
    case 'unread.marked': {
      const { seen, marked } = after.unseen;
      return { did: 'saw', seen, marked, idle: after.run.phase === 'idle', over: after.run.end?.run ?? null };
    }
    case 'meta.changed': {
      const { title, pinned, archived } = event;
      return {
        did: 'changed',
        ...(title !== undefined && { title }),
        ...(pinned !== undefined && { pinned }),
        ...(archived !== undefined && { archived }),
      };
    }
    // What is stored other tabs have read as well.
    case 'files.restored':
      return null;
    default:
      return filed(before.files, after.files);
  }
}

/** A file is shared when the server has it: until then its bytes are in one tab, and only that one can say what becomes of it. */
function filed(before: readonly Attachment[], after: readonly Attachment[]): TabDeed | null {
  if (before === after) return null;
  const known = new Map(before.map((file) => [file.ref, file.state]));
  const ready = after.filter((file) => file.state === 'ready' && known.get(file.ref) !== 'ready');
  const left = new Set(after.map((file) => file.ref));
  const gone = before.map((file) => file.ref).filter((ref) => !left.has(ref));
  return ready.length === 0 && gone.length === 0 ? null : { did: 'filed', ready, gone };
}

/** What a deed of another tab means for the session's record here. Removal and rotation are the registry's. */
export function eventsOf(deed: TabDeed): readonly SessionEvent[] {
  switch (deed.did) {
    case 'began': {
      const { ref, run, input, startedAt, baseTotal } = deed;
      return [{ type: 'began.elsewhere', ref, run, input, startedAt, baseTotal }];
    }
    case 'answered':
      return [{ type: 'answer.accepted', request: deed.request, elsewhere: deed.answer }];
    case 'consented':
      return [{ type: 'consent.changed', autoApprove: deed.autoApprove, asked: deed.autoApprove }];
    case 'saw':
      return [{ type: 'seen.elsewhere', seen: deed.seen, marked: deed.marked, idle: deed.idle, over: deed.over }];
    case 'changed': {
      const { title, pinned, archived } = deed;
      return [
        {
          type: 'meta.changed',
          ...(title !== undefined && { title }),
          ...(pinned !== undefined && { pinned }),
          ...(archived !== undefined && { archived }),
        },
      ];
    }
    case 'filed':
      return [
        { type: 'files.restored', files: deed.ready, elsewhere: true },
        ...deed.ready.flatMap(({ ref, path, image }): readonly SessionEvent[] =>
          path === null ? [] : [{ type: 'file.uploaded', ref, path, image }],
        ),
      ];
    case 'removed':
    case 'followed':
      return [];
  }
}
