/**
 * What becomes of a text the server took. Nearly always its prompt is stored, with an answer or an error behind it. A gateway
 * that brought no answer at all makes some servers forget the prompt too (lifecycle 6E): the text is nobody's then, so it is
 * the person's again. Until a read tells, what was sent is remembered by whoever sent it, also across a reload.
 */
import type { RunId, TranscriptSnapshot } from '../transport/events.js';
import type { OutboxRecord, SentText } from './composer.js';
import type { SessionError } from './slices.js';
import type { SessionState } from './state.js';

/** Runs follow each other, and each is settled by the next read: more than these are never open. */
const REMEMBERED = 4;

const FORGOTTEN: SessionError = {
  code: 'run-failed',
  detail: 'The turn brought no answer, and the server did not keep the message.',
  retryable: false,
};

/** The server took it: it is the prompt of this run, and what is stored by now was there before it. */
export function noteSent(state: SessionState, run: RunId, item: OutboxRecord): SessionState {
  const others = state.sent.filter((known) => known.item.ref !== item.ref);
  const { transcript, unseen } = state;
  const sent = sentAfter(
    { run, session: state.meta.id, item, error: null },
    transcript.status === 'ready' ? transcript.total : unseen.settled,
  );
  return { ...state, sent: [...others, sent].slice(-REMEMBERED) };
}

/** Its turn failed: what follows may end before anybody knows what was stored of it. */
export function sentFailed(sent: readonly SentText[], run: RunId, error: SessionError | null): readonly SentText[] {
  return sent.some((one) => one.run === run) ? sent.map((one) => (one.run === run ? { ...one, error } : one)) : sent;
}

/** What this browser remembered of an earlier page, or of a record that turned out to be this one. */
export function restoreSent(state: SessionState, kept: readonly SentText[]): SessionState {
  const known = new Set([...state.sent.map(({ item }) => item.ref), ...state.outbox.map(({ ref }) => ref)]);
  const more = kept.filter(({ item }) => !known.has(item.ref));
  return more.length === 0 ? state : { ...state, sent: [...more, ...state.sent].slice(-REMEMBERED) };
}

/**
 * A stored transcript, and the run that goes on behind it. Whatever has come since a text was sent is taken for its turn, unless
 * that is known to have failed: then the prompt itself must be among it (a turn before it may have been put away late).
 */
export function settleSent(state: SessionState, snapshot: TranscriptSnapshot, running: RunId | null): SessionState {
  if (state.sent.length === 0) return state;
  const here = new Set(state.outbox.map(({ ref }) => ref));
  const lost = state.sent.filter(
    (sent) => sent.run !== running && isForgotten(sent, state, snapshot) && !here.has(sent.item.ref),
  );
  return {
    ...state,
    sent: state.sent
      .filter(({ run }) => run === running)
      .map((sent) => (isStored(sent, snapshot) ? sent : sentAfter(sent, snapshot.total))),
    // In front of what was to follow it: that goes nowhere before a person has seen to this one.
    outbox: lost.length === 0 ? state.outbox : [...lost.map(returned), ...state.outbox],
  };
}

function isForgotten(sent: SentText, { meta }: SessionState, snapshot: TranscriptSnapshot): boolean {
  if (isStored(sent, snapshot)) return false;
  if (sent.error !== null && snapshot.offset <= sent.item.baseTotal) return true;
  // What rotates the id has brought an answer; and the rows of another successor say nothing of this one's.
  return sent.session === meta.id && snapshot.total <= sent.item.baseTotal;
}

/** Where another client took rows away before it was sent, its place is further up: then it is the last one. */
function isStored({ item }: SentText, { rows, offset }: TranscriptSnapshot): boolean {
  const prompts = rows.map((row, at) => ({ ...row, at: offset + at })).filter(({ role }) => role === 'user');
  return prompts.some(
    ({ text, at }, nth) => text.trim() === item.text.trim() && (at >= item.baseTotal || nth === prompts.length - 1),
  );
}

/** So many rows were there before it. */
function sentAfter(sent: SentText, total: number): SentText {
  const { item } = sent;
  return total <= item.baseTotal ? sent : { ...sent, item: { ...item, baseTotal: total } };
}

function returned({ item, error }: SentText): OutboxRecord {
  const { owner: _, ...mine } = item;
  return { ...mine, state: 'returned', error: error ?? FORGOTTEN };
}
