/**
 * Text a person wrote, on its way: draft -> queued -> submitting -> accepted | returned, and `unsure` where an answer
 * was lost. At every moment each text is in exactly one place (I-13): an item leaves the outbox only when the server
 * has it, or when the person takes it back or drops it.
 */
import type { SessionLoaded, TranscriptSnapshot } from '../transport/events.js';
import { readiness, toAttachments } from './attachments.js';
import type { LocalEvent } from './local-events.js';
import type { OutboxItem, OutboxRecord } from './composer.js';
import type { SessionError } from './slices.js';
import { noteSent, restoreSent } from './sent-texts.js';
import type { SessionState, Stamp, Unseen } from './state.js';
import type { TranscriptRow } from './transcript.js';

export type OutboxEvent = Extract<
  LocalEvent,
  {
    type:
      | 'send.queued'
      | 'send.submitted'
      | 'send.swallowed'
      | 'send.busy'
      | 'send.returned'
      | 'send.unsure'
      | 'outbox.removed'
      | 'outbox.reclaimed'
      | 'outbox.others'
      | 'outbox.adopted'
      | 'kept.restored';
  }
>;

/** Only the text's place; what a send means for the run is the run reducer's. */
export function reduceOutbox(state: SessionState, event: OutboxEvent): SessionState {
  switch (event.type) {
    case 'send.queued':
      return put(event.fromDraft === true ? { ...state, draft: '', files: [] } : state, {
        ref: event.ref,
        text: event.text,
        state: 'queued',
        error: null,
        ...(event.fromDraft === true && state.files.length > 0 ? { attachments: state.files } : {}),
      });
    case 'send.submitted':
      return leave(put(state, { ref: event.ref, text: event.text, state: 'submitting', error: null }), event.ref);
    case 'send.swallowed':
    case 'outbox.removed':
      return { ...state, outbox: state.outbox.filter((item) => item.ref !== event.ref) };
    case 'outbox.reclaimed':
      return reclaim(state, event.ref);
    case 'send.busy': {
      const held = mark(state, event.ref, 'queued', null);
      // A run nobody here knew of may be this very text's, where a proxy sent it twice: its prompt tells.
      const known = event.run === null || event.run === state.live?.run || state.over.includes(event.run);
      return known ? held : doubt(held, event.ref);
    }
    case 'send.returned':
      return mark(state, event.ref, 'returned', event.error);
    case 'send.unsure':
      return mark(state, event.ref, 'unsure', event.error);
    case 'outbox.others':
      return takeOthers(state, event.owner, event.items);
    case 'outbox.adopted':
      return adopt(state, event.owner);
    case 'kept.restored':
      return restore(state, event);
  }
}

/**
 * A read made after an unsure send says what became of it: the prompt of the running turn, or a prompt stored since, is
 * ours; otherwise it did not arrive and goes back to the person. Where the answer is only late, or the text had come back
 * and arrived after all, a read that has it settles it too: it must not be in two places. The server gives no key to match
 * by, so the text of exactly that place is compared (protocol: a retried start is told apart by the pending message).
 */
export function settleUnsure(state: SessionState, event: SessionLoaded, stamp: Stamp): SessionState {
  let outbox = state.outbox;
  let { live } = state;
  let noted = state;
  for (const item of state.outbox) {
    // What was never sent can't have arrived, whatever else says the same.
    if (item.state === 'queued' && item.doubtful !== true) continue;
    // Of a run that a restart lost as well: the server stores its prompt when it puts it away.
    const running = event.run?.input ? isPrompt(item, event.run.input) : false;
    const stored = event.transcript !== null && isStored(item, event.transcript);
    if (running && live?.run === event.run?.run && live) live = { ...live, inputKey: inputKeyOf(item.ref) };
    if (running && event.run && item.owner === undefined) noted = noteSent(noted, event.run.run, item, stamp);
    if (running || stored) outbox = outbox.filter((known) => known.ref !== item.ref);
    else if (item.state === 'unsure')
      outbox = outbox.map((known) => (known.ref === item.ref ? { ...known, state: 'returned' } : known));
  }
  return outbox === state.outbox ? state : { ...noted, outbox, live };
}

/**
 * Behind the rows that were there before. Where another client rotated the session or took rows away meanwhile, that many
 * say nothing: then it is told by being the last thing said, as it was not before.
 */
function isStored(item: OutboxRecord, { rows, offset }: TranscriptSnapshot): boolean {
  const last = item.anew === true ? rows.findLastIndex(isSaid) : -1;
  return rows.some(
    (row, at) => row.role === 'user' && (offset + at >= item.baseTotal || at === last) && isPrompt(item, row),
  );
}

/** By a person: a server's own turns have prompts too. */
function isSaid({ role, origin }: TranscriptRow): boolean {
  return role === 'user' && origin === 'person';
}

/** Files that went without a word are told apart by their names, as servers write them, where those are known. */
function isPrompt(
  { text, attachments = [] }: OutboxRecord,
  prompt: { readonly text: string; readonly attachments: readonly string[] },
): boolean {
  if (prompt.text.trim() !== text.trim()) return false;
  if (text.trim() !== '' || prompt.attachments.length === 0) return true;
  const plain = (names: readonly string[]): string =>
    names
      .map((name) => name.replace(/[^\p{L}\p{N}_.-]/gu, '_'))
      .sort()
      .join('/');
  return plain(attachments.map(({ name }) => name)) === plain(prompt.attachments);
}

/** The session is gone: what may have arrived there is the person's again. */
export function returnUnsure(state: SessionState, error: SessionError): SessionState {
  if (!state.outbox.some((item) => item.state === 'unsure')) return state;
  const outbox = state.outbox.map((item) =>
    item.state === 'unsure' ? { ...item, state: 'returned' as const, error } : item,
  );
  return { ...state, outbox };
}

/** Key of the message that shows this text, from the first moment to the stored row. */
export function inputKeyOf(ref: string): string {
  return `you:${ref}`;
}

/** Text that is on its way can't be taken back: it may have arrived. */
function reclaim(state: SessionState, ref: string): SessionState {
  const item = state.outbox.find((known) => known.ref === ref);
  if (!item || item.owner !== undefined || item.state === 'submitting' || item.state === 'unsure') return state;
  const draft = [state.draft, item.text].filter((text) => text.trim() !== '').join('\n\n');
  const files = [...state.files, ...(item.attachments ?? [])];
  return { ...state, draft, files, outbox: state.outbox.filter((known) => known.ref !== ref) };
}

function put(state: SessionState, item: OutboxItem): SessionState {
  const known = state.outbox.find((old) => old.ref === item.ref);
  const { transcript, unseen } = state;
  const next: OutboxRecord = {
    ...(known?.attachments ? { attachments: known.attachments } : {}),
    ...item,
    baseTotal: known?.baseTotal ?? (transcript.status === 'ready' ? transcript.total : unseen.settled),
    ...(known?.doubtful === true ? { doubtful: true } : {}),
    ...(known?.anew === undefined ? {} : { anew: known.anew }),
  };
  return {
    ...state,
    outbox: known ? state.outbox.map((old) => (old.ref === item.ref ? next : old)) : [...state.outbox, next],
  };
}

/** What was stored before it, as far as is known: what comes while its answer is late may be its own. */
function leave(state: SessionState, ref: string): SessionState {
  const { transcript, unseen, live } = state;
  const total = transcript.status === 'ready' ? transcript.total : unseen.settled;
  const leftTotal = transcript.status === 'ready' || total > 0 ? total : null;
  const said = live ? (live.origin === 'person' ? live.input : null) : transcript.rows.findLast(isSaid);
  return {
    ...state,
    outbox: state.outbox.map((item) => {
      if (item.ref !== ref) return item;
      // Since it left for the first time.
      const anew = item.anew ?? (said != null && !isPrompt(item, said));
      return { ...item, leftTotal, anew };
    }),
  };
}

function mark(state: SessionState, ref: string, to: OutboxItem['state'], error: SessionError | null): SessionState {
  const doubt = to === 'unsure' ? { doubtful: true } : {};
  return {
    ...state,
    outbox: state.outbox.map((item) => (item.ref === ref ? { ...item, ...doubt, state: to, error } : item)),
  };
}

/** Another tab's texts are as that tab has them; a text is in one place, whoever it belonged to before. */
function takeOthers(state: SessionState, owner: string, items: readonly OutboxRecord[]): SessionState {
  const theirs = new Map(items.map((item) => [item.ref, { ...item, owner }]));
  const kept = state.outbox.flatMap((item) => {
    const now = theirs.get(item.ref);
    theirs.delete(item.ref);
    if (now) return [now];
    return item.owner === owner ? [] : [item];
  });
  if (kept.length === 0 && theirs.size === 0 && state.outbox.length === 0) return state;
  return { ...state, outbox: [...kept, ...theirs.values()] };
}

/** What was on its way from the tab that is gone may or may not have arrived. */
function adopt(state: SessionState, owner: string): SessionState {
  if (!state.outbox.some((item) => item.owner === owner)) return state;
  const outbox = state.outbox.map((item) => {
    if (item.owner !== owner) return item;
    const { owner: _, ...mine } = item;
    return afterCrash(mine);
  });
  return { ...state, outbox };
}

function afterCrash(item: OutboxRecord): OutboxRecord {
  return item.state === 'submitting' ? { ...item, state: 'unsure', doubtful: true } : item;
}

function doubt(state: SessionState, ref: string): SessionState {
  return { ...state, outbox: state.outbox.map((item) => (item.ref === ref ? { ...item, doubtful: true } : item)) };
}

/** Its files came out of storage as well: one that was still uploading can't go on, and the text does not go without it. */
function withoutBytes(item: OutboxRecord): OutboxRecord {
  if (!item.attachments) return item;
  const attachments = toAttachments(item.attachments);
  return {
    ...item,
    attachments,
    state: readiness(attachments) !== 'ready' && item.state === 'queued' ? 'returned' : item.state,
  };
}

function restoreUnseen(unseen: Unseen, kept: { readonly seen: number | null; readonly ended: boolean }): Unseen {
  if (unseen.looked) return { ...unseen, seen: Math.max(unseen.seen, kept.seen ?? -1) };
  return { ...unseen, seen: kept.seen ?? unseen.seen, ended: unseen.ended || kept.ended };
}

/** What was on its way when the page went away may or may not have arrived. */
function restore(state: SessionState, event: Extract<OutboxEvent, { type: 'kept.restored' }>): SessionState {
  const known = new Set(state.outbox.map((item) => item.ref));
  const kept = event.outbox
    .filter((item) => !known.has(item.ref))
    // It may have been sent since it was stored, from here or from another tab: the transcript is looked at first.
    .map((item): OutboxRecord => withoutBytes({ ...afterCrash(item), doubtful: true }));
  const restored = {
    ...state,
    draft: event.draft ?? state.draft,
    steered: event.steered ? [...event.steered, ...state.steered] : state.steered,
    outbox: [...kept, ...state.outbox],
    unseen: restoreUnseen(state.unseen, event),
  };
  const sent = event.sent?.map((one) => ({ ...one, item: withoutBytes(one.item) }));
  return restoreSent(restored, sent ?? []);
}
