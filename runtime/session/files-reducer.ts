/** Files in the draft and in the outbox: chosen, uploaded, failed, removed. What becomes of the text, outbox-reducer. */
import { readiness, type Attachment } from './attachments.js';
import type { OutboxRecord } from './composer.js';
import type { LocalEvent } from './local-events.js';
import type { SessionState } from './state.js';

export type FilesEvent = Extract<
  LocalEvent,
  {
    type: 'files.chosen' | 'file.uploaded' | 'file.failed' | 'file.retried' | 'file.removed' | 'files.restored';
  }
>;

export function reduceFiles(state: SessionState, event: FilesEvent): SessionState {
  switch (event.type) {
    case 'files.chosen':
      return event.files.length === 0 ? state : { ...state, files: [...state.files, ...event.files] };
    case 'file.uploaded': {
      const { ref, path, image } = event;
      return change(state, ref, (file) => ({ ...file, state: 'ready', path, image, error: null }));
    }
    case 'file.failed':
      return returnBroken(change(state, event.ref, (file) => ({ ...file, state: 'failed', error: event.error })));
    case 'file.retried':
      return change(state, event.ref, (file) => ({ ...file, state: 'uploading', error: null }));
    case 'file.removed':
      return state.files.some((file) => file.ref === event.ref)
        ? { ...state, files: state.files.filter((file) => file.ref !== event.ref) }
        : state;
    case 'files.restored':
      return restore(state, event.files, event.elsewhere === true);
  }
}

/** A file is changed where it is, in the draft or with a text that waits for it. */
function change(state: SessionState, ref: string, how: (file: Attachment) => Attachment): SessionState {
  const each = (files: readonly Attachment[]): readonly Attachment[] =>
    files.some((file) => file.ref === ref) ? files.map((file) => (file.ref === ref ? how(file) : file)) : files;
  const files = each(state.files);
  const holder = state.outbox.find((item) => item.attachments?.some((file) => file.ref === ref));
  const outbox = holder
    ? state.outbox.map((item) => (item === holder ? { ...item, attachments: each(item.attachments ?? []) } : item))
    : state.outbox;
  return files === state.files && outbox === state.outbox ? state : { ...state, files, outbox };
}

/** A text whose file did not arrive is the person's again, file and all. */
function returnBroken(state: SessionState): SessionState {
  const broken = (item: OutboxRecord): boolean =>
    item.state === 'queued' && readiness(item.attachments ?? []) === 'broken';
  if (!state.outbox.some(broken)) return state;
  const outbox = state.outbox.map((item): OutboxRecord => {
    if (!broken(item)) return item;
    const error = item.attachments?.find((file) => file.error !== null)?.error ?? null;
    return { ...item, state: 'returned', error };
  });
  return { ...state, outbox };
}

/**
 * The draft and the outbox are kept apart: what had left with a text already is there and nowhere else. A tab that says
 * it is in its draft knows better than what is known here of that tab's texts, which it may have taken back.
 */
function restore(state: SessionState, files: readonly Attachment[], elsewhere: boolean): SessionState {
  const waiting = elsewhere ? state.outbox.filter((item) => item.owner === undefined) : state.outbox;
  const known = new Set([...state.files, ...waiting.flatMap((item) => item.attachments ?? [])].map(({ ref }) => ref));
  const kept = files.filter((file) => !known.has(file.ref));
  return kept.length === 0 ? state : { ...state, files: [...kept, ...state.files] };
}
