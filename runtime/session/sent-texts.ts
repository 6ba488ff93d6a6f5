/**
 * What becomes of a text the server took. Nearly always its prompt is stored, with an answer or an error behind it. A gateway
 * that brought no answer at all makes some servers forget the prompt too (lifecycle 6E): the text is nobody's then, so it is
 * the person's again. Until a read tells, what was sent is remembered by whoever sent it, also across a reload.
 */
import type { RunId, TranscriptSnapshot } from '../transport/events.js';
import type { OutboxRecord, SentText, SteeredText } from './composer.js';
import type { SessionError } from './slices.js';
import type { SessionState, Stamp } from './state.js';

/** Runs follow each other, and a read settles all that are over: more than these wait only where none has arrived for long. */
const REMEMBERED = 32;

/** Nobody said so: it is found out. */
const FORGOTTEN: SessionError = { code: 'not-kept', detail: '', retryable: false };

/** The server took it: it is the prompt of this run. */
export function noteSent(state: SessionState, run: RunId, item: OutboxRecord, { now }: Stamp): SessionState {
  const { end } = state.run;
  const sent: SentText = {
    run,
    session: state.meta.id,
    at: now,
    item,
    base: item.leftTotal ?? null,
    error: end?.run === run && end.outcome === 'failed' ? end.error : null,
  };
  const others = state.sent.filter((one) => one.item.ref !== item.ref);
  return { ...state, sent: [...others, sent].slice(-REMEMBERED) };
}

/** Its turn failed: what follows may end before anybody knows what was stored of it. */
export function sentFailed(sent: readonly SentText[], run: RunId, error: SessionError | null): readonly SentText[] {
  return sent.some((one) => one.run === run) ? sent.map((one) => (one.run === run ? { ...one, error } : one)) : sent;
}

/** Hints whose run may still give them back. It does so before its end: of one that is over they were used, or have come back. */
export function openHints(steered: readonly SteeredText[], isOpen: (run: RunId) => boolean): readonly SteeredText[] {
  return steered.every(({ run }) => isOpen(run)) ? steered : steered.filter(({ run }) => isOpen(run));
}

/** What this browser remembered of an earlier page, or of a record that turned out to be this one. */
export function restoreSent(state: SessionState, kept: readonly SentText[]): SessionState {
  const known = new Set([...state.sent.map(({ item }) => item.ref), ...state.outbox.map(({ ref }) => ref)]);
  const more = kept.filter(({ item }) => !known.has(item.ref));
  return more.length === 0 ? state : { ...state, sent: [...more, ...state.sent].slice(-REMEMBERED) };
}

/**
 * A stored transcript, and the run that goes on behind it: what became of the texts of every other run. Of a turn that is known to
 * have failed the prompt itself must be there; of any other what a person said since counts for it, in whatever words it is stored.
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
      .map((sent) => (isThere(sent, snapshot) ? sent : sentAfter(sent, snapshot.total))),
    // In front of what was to follow it: that goes nowhere before a person has seen to this one.
    outbox: lost.length === 0 ? state.outbox : [...lost.map(returned), ...state.outbox],
  };
}

function isForgotten(one: SentText, { meta, sent }: SessionState, snapshot: TranscriptSnapshot): boolean {
  const { base, error, session } = one;
  // Of a turn too long for the window nothing is concluded.
  if (isThere(one, snapshot) || snapshot.offset > (base ?? Infinity)) return false;
  if (error !== null) return true;
  // What rotates the id has brought an answer; and the rows of another successor say nothing of this one's.
  if (session !== meta.id) return false;
  if (base === null) return true;
  const others = new Set(sent.filter((other) => other !== one).map(({ item }) => item.text.trim()));
  return !snapshot.rows.some(
    ({ role, origin, text }, at) =>
      role === 'user' && origin === 'person' && at + snapshot.offset >= base && !others.has(text.trim()),
  );
}

/** Where another client took rows away before it was sent, its place is further up: then it is the last one. */
function isThere({ item, base }: SentText, { rows, offset }: TranscriptSnapshot): boolean {
  const last = rows.findLastIndex(({ role }) => role === 'user');
  return rows.some(
    ({ role, text }, at) =>
      role === 'user' && text.trim() === item.text.trim() && (at === last || offset + at >= (base ?? 0)),
  );
}

/** So many rows were there before it. */
function sentAfter(sent: SentText, total: number): SentText {
  return { ...sent, base: Math.max(sent.base ?? 0, total) };
}

function returned({ item, error }: SentText): OutboxRecord {
  const { owner: _, ...mine } = item;
  return { ...mine, state: 'returned', error: error ?? FORGOTTEN };
}
