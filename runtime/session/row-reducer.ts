/**
 * What a list row says of a session. Rows are levels: they can begin what we did not know of and they can make us look,
 * they never end a run by themselves (a row may be older than the stream that tells it better).
 */
import type { SessionListed } from '../transport/events.js';
import { wantRequests } from './requests-reducer.js';
import { beginRun, idleRun, overlaps } from './run-reducer.js';
import type { SessionMeta } from './slices.js';
import type { SessionState, Stamp, Titled } from './state.js';
import { isOldTitle } from './titles.js';

export function reduceRow(state: SessionState, event: SessionListed, stamp: Stamp): SessionState {
  if (state.gone && event.asOf < state.changedAt) return state;
  const there = state.gone ? returned(state, stamp) : state;
  const meta = mergeMeta(there, event.meta, stamp);
  // Most rows of most lists say what is known: then nothing changes, for ten thousand sessions too.
  const next = noteWaiting(
    meta === there.meta ? there : { ...there, meta, titled: rowTitled(there, meta, event) },
    event,
    stamp,
  );
  // The row was asked for before the last thing we know for sure.
  if (event.asOf < state.changedAt) return next;
  if (event.run !== null) return reduceRunning(next, event, event.run, stamp);
  return reduceIdle(next, event, stamp);
}

/** Somebody in between said it was gone, or it was put back: the server lists it. What was shown is read again. */
function returned(state: SessionState, stamp: Stamp): SessionState {
  const { status } = state.transcript;
  return {
    ...state,
    gone: false,
    transcript: status === 'failed' ? { ...state.transcript, status: 'loading' } : state.transcript,
    wants: status === 'unread' ? state.wants : { ...state.wants, reload: stamp.tick, requests: stamp.tick },
  };
}

function reduceRunning(state: SessionState, event: SessionListed, run: string, stamp: Stamp): SessionState {
  // We saw its end; the server is still putting it away.
  if (state.over.includes(run)) return state;
  if (overlaps(state, run, event.asOf)) return wantRead(state, stamp.tick);
  const known = state.live?.run === run;
  // What a row tells is as old as the question: a read that was asked for since is the newer word.
  const told: Stamp = { ...stamp, tick: event.asOf, arrived: stamp.tick };
  const begun = beginRun(state, { run, origin: 'person', input: null, startedAt: event.startedAt }, told);
  const shown = begun.transcript.status !== 'unread';
  return firstSight(!known && shown ? wantRead(begun, event.asOf) : begun, event.meta.messageCount);
}

function reduceIdle(state: SessionState, event: SessionListed, stamp: Stamp): SessionState {
  const running = state.run.phase === 'running' || state.run.phase === 'stopping';
  const orphan = event.orphan !== null && !state.over.includes(event.orphan);
  // Either its end is on its way here, or it was missed: a read tells.
  if (running || orphan) return wantRead(state, event.asOf);
  const known = state.run.phase === 'unknown' ? { ...state, run: idleRun(state.run) } : state;
  return countRows(firstSight(known, event.meta.messageCount), event.meta.messageCount, stamp);
}

/** Any read asked for after the row will do, also one that is under way. */
function wantRead(state: SessionState, asOf: number): SessionState {
  return asOf <= state.wants.reload ? state : { ...state, wants: { ...state.wants, reload: asOf } };
}

/** The row's attention is a hint until the pending requests are read. */
function noteWaiting(state: SessionState, event: SessionListed, stamp: Stamp): SessionState {
  const { requests } = state;
  if (event.asOf < Math.max(requests.asOf.approval, requests.asOf.question)) return state;
  const waiting = event.waiting?.count ?? 0;
  const open = requests.open.filter((request) => request.state !== 'submitting').length;
  const over = state.run.phase === 'idle' && state.run.end !== null;
  const hint = waiting > 0 && open === 0 && !over ? event.waiting : null;
  const hinted = hint === requests.hint ? state : { ...state, requests: { ...requests, hint } };
  return waiting === open ? hinted : wantRequests(hinted, stamp);
}

/** The first sight of a session counts as seen: nobody wants to begin with everything unread. */
function firstSight(state: SessionState, count: number): SessionState {
  if (state.unseen.seen >= 0) return state;
  return { ...state, unseen: { ...state.unseen, seen: count, settled: Math.max(count, state.unseen.settled) } };
}

/** Idle rows tell of changes made elsewhere: more rows are unread, and a shown transcript is read again. */
function countRows(state: SessionState, count: number, stamp: Stamp): SessionState {
  const read = state.transcript.status === 'ready' ? state.transcript.total : null;
  const changed = state.listedCount === null ? count !== read : count !== state.listedCount;
  const settled = Math.max(read ?? 0, count);
  // A row may be older than what was seen; only a transcript that was read says that there is less of it.
  const seen = read === null ? state.unseen.seen : Math.min(state.unseen.seen, settled);
  const reload = changed && read !== null && count !== read;
  const same = state.unseen.settled === settled && state.unseen.seen === seen;
  if (same && !reload && state.listedCount === count) return state;
  return {
    ...state,
    listedCount: count,
    unseen: same ? state.unseen : { ...state.unseen, settled, seen },
    wants: reload ? { ...state.wants, reload: stamp.tick } : state.wants,
  };
}

function rowTitled({ meta: { title }, titled }: SessionState, meta: SessionMeta, { asOf }: SessionListed): Titled {
  return title === meta.title || title === '' ? titled : { ...titled, row: { tick: asOf, was: title } };
}

/** Rows lack some fields a read has, and their title may lag. */
function mergeMeta(state: SessionState, row: SessionMeta, stamp: Stamp): SessionMeta {
  const known = state.meta;
  const merged: SessionMeta = {
    ...row,
    id: known.id,
    title: isOldTitle(state.titled, row.title, stamp.now) ? known.title : row.title,
    createdAt: row.createdAt ?? known.createdAt,
    workspace: row.workspace ?? known.workspace,
  };
  const keys = Object.keys(merged) as (keyof SessionMeta)[];
  return keys.every((key) => merged[key] === known[key]) ? known : merged;
}
