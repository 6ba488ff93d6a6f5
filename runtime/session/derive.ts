/** What can be said of a session from its slices: derived at every look, stored never (I-19). */
import type { QueueWait } from './composer.js';
import { waitingCount } from './requests-reducer.js';
import type { SessionStatus } from './slices.js';
import type { SessionState } from './state.js';
import type { TranscriptRow } from './transcript.js';

export function isUnread(state: SessionState): boolean {
  const { settled, seen, ended, marked } = state.unseen;
  return marked || ended || (seen >= 0 && settled > seen);
}

export function isRunning(state: SessionState): boolean {
  const { phase } = state.run;
  return phase === 'running' || phase === 'stopping' || phase === 'starting';
}

/** The last run failed and nobody has looked since. */
function isFailed(state: SessionState): boolean {
  const end = state.run.end;
  return end !== null && (end.outcome === 'failed' || end.outcome === 'lost') && state.unseen.ended;
}

export function hasDraft(state: SessionState): boolean {
  return (
    state.draft.trim() !== '' ||
    state.files.length > 0 ||
    state.outbox.some((item) => item.state === 'returned' || item.state === 'queued')
  );
}

export function statusOf(state: SessionState): SessionStatus {
  if (waitingCount(state.requests) > 0) return 'needs-you';
  if (isFailed(state)) return 'failed';
  if (isRunning(state)) return 'running';
  if (isUnread(state)) return 'unread';
  if (hasDraft(state)) return 'draft';
  return 'idle';
}

/** A person wrote something here that is not sent. */
export function holdsWords(state: SessionState): boolean {
  return hasDraft(state) || state.outbox.length > 0;
}

/** Of that, something is newer than this earlier state. */
export function wroteSince(state: SessionState, before: SessionState): boolean {
  const known = new Set(before.outbox.map(({ ref }) => ref));
  return (hasDraft(state) && state.draft !== before.draft) || state.outbox.some(({ ref }) => !known.has(ref));
}

/** Something of a person's is in it, or something is going on: such a record is always listed and never evicted. */
export function isHeld(state: SessionState): boolean {
  // What the server took is in nobody's hands until a read has it.
  const owed = state.sent.length > 0 && !state.gone;
  return isRunning(state) || holdsWords(state) || owed || waitingCount(state.requests) > 0;
}

/**
 * The session rests and its last turn is known to have ended well: what waits may go out by itself. After a reload that
 * is known only from the transcript.
 */
export function goesOn(state: SessionState): boolean {
  const { run, transcript } = state;
  if (run.phase !== 'idle') return false;
  if (run.end) return run.end.outcome === 'completed' || run.end.outcome === 'stopped';
  if (transcript.status !== 'ready') return false;
  const last = lastNotice(state);
  return last !== 'error' && last !== 'interrupted';
}

export function queueWaitsFor(state: SessionState): QueueWait | null {
  if (!state.outbox.some((item) => item.state === 'queued')) return null;
  if (state.run.phase !== 'idle') return 'run';
  return goesOn(state) ? 'server' : 'person';
}

/** The last turn was cut off by the server and nothing followed: a person may want it to go on. */
export function canContinue(state: SessionState): boolean {
  const { run, outbox } = state;
  if (run.phase !== 'idle' || !canSend(state) || outbox.length > 0) return false;
  return run.end ? run.end.outcome === 'lost' : lastNotice(state) === 'interrupted';
}

function lastNotice({ transcript }: SessionState): TranscriptRow['notice'] {
  return transcript.rows.findLast((row) => row.role !== 'system')?.notice ?? null;
}

export function canSend(state: SessionState): boolean {
  return !state.gone && !state.meta.readOnly;
}

export function canStop(state: SessionState): boolean {
  return state.run.phase === 'running' && state.run.run !== null;
}
