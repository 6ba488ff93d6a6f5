/**
 * One authoritative read of a session enters its record here. A read speaks of the time it was asked for (`asOf`): what
 * changed since then is newer, and the read is asked for again instead of being believed (I-04, I-07).
 */
import type { RunSnapshot, SessionLoaded } from '../transport/events.js';
import { takenOverActivity } from './live-reducer.js';
import { settleUnsure } from './outbox-reducer.js';
import { beginRun, endRun, idleRun, overlaps, settle, withRows } from './run-reducer.js';
import { openHints, settleSent } from './sent-texts.js';
import type { SessionError } from './slices.js';
import type { LiveState, SessionState, Stamp } from './state.js';
import { retitled } from './titles.js';

/**
 * Frames up to here are replayed from the start rather than taken from the server's summary of them, where that summary
 * lost the order of some. Replaying is exact and takes well under a second.
 */
const REPLAY_LIMIT = 5_000;

export function reduceLoaded(state: SessionState, event: SessionLoaded, stamp: Stamp): SessionState {
  if (event.asOf < state.loadedAt) return state;
  if (event.asOf < state.changedAt || overlaps(state, event.run?.run ?? null, event.asOf))
    return { ...state, wants: { ...state.wants, reload: stamp.tick } };

  const read = settleUnsure(
    {
      ...state,
      ...metaRead(state, event, stamp),
      usage: event.usage ?? state.usage,
      todos: event.todos && state.todosAt === 0 ? event.todos : state.todos,
      error: null,
      gone: false,
      steered: openHints(state.steered, (run) => run === event.run?.run),
      loadedAt: event.asOf,
      orphaned: event.run?.live === false,
      // What was asked for after this read began is still owed.
      wants: { ...state.wants, reload: state.wants.reload > event.asOf ? state.wants.reload : 0 },
    },
    event,
    stamp,
  );
  // What it tells is as old as the question: what is asked for since, a row of the list too, is the newer word.
  const told: Stamp = { ...stamp, tick: event.asOf, arrived: stamp.tick };
  const loaded = loadRun(read, event, told);
  return event.transcript ? settleSent(loaded, event.transcript, event.run?.run ?? null) : loaded;
}

function loadRun(state: SessionState, event: SessionLoaded, stamp: Stamp): SessionState {
  if (event.run === null) return loadIdle(state, event, stamp);
  return event.run.live ? loadRunning(state, event, event.run, stamp) : loadLost(state, event, event.run, stamp);
}

/** A title that came while the read was under way is the newer one. */
function metaRead(
  state: SessionState,
  { meta, asOf }: SessionLoaded,
  stamp: Stamp,
): Pick<SessionState, 'meta' | 'titled'> {
  const { title } = state.meta;
  const { tick, row } = state.titled;
  // A row was asked for later, and said what came after that.
  const late = row !== null && asOf < row.tick && meta.title === row.was;
  if (asOf < tick || late) return { meta: { ...meta, title }, titled: state.titled };
  return { meta, titled: title === meta.title ? state.titled : retitled(state, meta.title, { ...stamp, tick: asOf }) };
}

export function reduceLoadFailed(state: SessionState, error: SessionError, asOf: number): SessionState {
  // After signing in the same read is made again.
  const again = error.retryable || error.code === 'auth';
  const owed = state.wants.reload > asOf || again;
  const failed = state.transcript.status === 'loading' && !again;
  return {
    ...state,
    error,
    wants: { ...state.wants, reload: owed ? state.wants.reload : 0 },
    transcript: failed ? { ...state.transcript, status: 'failed' } : state.transcript,
  };
}

/** The server says nothing runs. A run we still follow has ended without a word. */
function loadIdle(state: SessionState, event: SessionLoaded, stamp: Stamp): SessionState {
  const { reload } = state.wants;
  let next = state;
  if (next.live && next.live.ended === null) {
    const how = lastEnd(event);
    const left = leftNothing(next, event);
    next = endRun(next, next.live.run, how.outcome, how.error, event.transcript, stamp);
    if (left) next = { ...next, unseen: { ...next.unseen, ended: state.unseen.ended } };
  } else if (event.transcript) {
    next = settle(next, event.transcript, stamp);
  }
  const { unseen } = next;
  return {
    ...next,
    wants: { ...next.wants, reload: event.transcript ? reload : next.wants.reload, resync: 0 },
    // A send is on its way: its answer says more than this read.
    run: next.run.phase === 'starting' ? next.run : idleRun(next.run),
    unseen: unseen.seen < 0 ? { ...unseen, seen: unseen.settled } : unseen,
  };
}

/** A run that was over when we heard of it (a server that still puts it away names it): there is nothing to see. */
function leftNothing({ live, unseen }: SessionState, { transcript }: SessionLoaded): boolean {
  const shown = live !== null && (live.blocks.length > 0 || live.tail !== null);
  return !shown && transcript !== null && transcript.total <= unseen.seen;
}

function loadRunning(state: SessionState, event: SessionLoaded, run: RunSnapshot, stamp: Stamp): SessionState {
  // We saw its end; the server is still putting it away, and the rows of this read do not have it yet.
  if (state.over.includes(run.run)) return { ...state, wants: { ...state.wants, reload: stamp.tick } };
  const known = state.live?.run === run.run;
  const transcript = event.transcript ? withRows(state.transcript, event.transcript) : state.transcript;
  const begun = beginRun(
    { ...state, transcript },
    { run: run.run, origin: run.origin, input: run.input, startedAt: run.startedAt },
    stamp,
  );
  const live = begun.live;
  if (!live) return begun;
  const nothingYet = begun.cursor.seq === 0 && live.blocks.length === 0 && live.tail === null;
  const adopt = nothingYet && run.seq > 0 && (run.exact || run.seq > REPLAY_LIMIT);
  const { resync } = state.wants;
  // A read that was under way when the hole was seen says nothing of it: the same stream would go on behind it.
  const owed = known && resync > event.asOf;
  const { seq, hole: seen } = begun.cursor;
  // The hole was seen and this read confirms the run: the stream is attached anew in front of it.
  const hole = known && resync > 0 && !owed ? { after: seq, reads: (seen?.after === seq ? seen.reads : 0) + 1 } : seen;
  const { unseen } = begun;
  const total = event.transcript?.total ?? unseen.settled;
  const loaded: SessionState = {
    ...begun,
    // An earlier run that gave way is in the rows of this read.
    transcript,
    cursor: adopt ? { ...begun.cursor, seq: run.seq } : { ...begun.cursor, hole },
    ...(adopt ? adoptBlocks(live, run) : {}),
    wants: { reload: state.wants.reload, resync: owed ? resync : 0, requests: stamp.tick },
    unseen: {
      ...unseen,
      settled: total,
      seen: unseen.seen < 0 ? total : unseen.seen,
      ended: unseen.ended || (state.live !== null && !known),
    },
  };
  return adopt ? takenOverActivity(loaded) : loaded;
}

/** The server restarted: the id is still there and nobody works on it. What it had said can be replayed. */
function loadLost(state: SessionState, event: SessionLoaded, run: RunSnapshot, stamp: Stamp): SessionState {
  const rows = event.transcript ? { ...state, transcript: withRows(state.transcript, event.transcript) } : state;
  if (state.over.includes(run.run)) return rows;
  const begun = {
    ...beginRun(rows, { run: run.run, origin: run.origin, input: run.input, startedAt: run.startedAt }, stamp),
    // An earlier run that gave way is in the rows of this read.
    transcript: rows.transcript,
  };
  const error: SessionError = {
    code: 'run-lost',
    detail: 'The server restarted while this turn was running.',
    retryable: false,
  };
  const ended = endRun(begun, run.run, 'lost', error, null, stamp);
  return { ...ended, orphaned: true, wants: { ...ended.wants, reload: state.wants.reload } };
}

/** The last text or thinking of a snapshot is still open: the next delta goes on in it. */
function adoptBlocks(live: LiveState, run: RunSnapshot): Pick<SessionState, 'live' | 'tailText'> {
  const last = run.blocks.at(-1);
  const open = (last?.kind === 'text' && !last.note) || last?.kind === 'reasoning' ? last : null;
  return {
    live: {
      ...live,
      blocks: open ? run.blocks.slice(0, -1) : run.blocks,
      tail: open ? { kind: open.kind, id: open.id } : null,
      ordinal: countBlocks(run, false),
      toolCount: countBlocks(run, true),
    },
    tailText: open ? open.text : '',
  };
}

function countBlocks(run: RunSnapshot, tools: boolean): number {
  return run.blocks.filter((block) => (block.kind === 'tool') === tools).length;
}

/** How the last turn ended, when only its stored rows tell. */
function lastEnd(event: SessionLoaded): {
  outcome: 'completed' | 'failed' | 'stopped' | 'lost';
  error: SessionError | null;
} {
  const row = event.transcript?.rows.findLast((candidate) => candidate.role !== 'system');
  switch (row?.notice) {
    case 'stopped':
      return { outcome: 'stopped', error: null };
    case 'interrupted':
      return { outcome: 'lost', error: { code: 'run-lost', detail: row.text, retryable: false } };
    case 'error':
      return { outcome: 'failed', error: { code: 'run-failed', detail: row.text, retryable: false } };
    default:
      return { outcome: 'completed', error: null };
  }
}
