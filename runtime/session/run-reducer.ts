/**
 * The life of a run in a session's record: begin, end, and nothing in between that could be mistaken for either.
 * One terminal per run; nothing reopens it (I-09).
 */
import type { RunId, RunInput, RunOrigin, RunOutcome, TranscriptSnapshot } from '../transport/events.js';
import { composeMessages } from './compose-messages.js';
import { blocksOf, closeTail, messagesOf, sealTools } from './live-reducer.js';
import { sealRequests, wantRequests } from './requests-reducer.js';
import { openHints, sentFailed } from './sent-texts.js';
import type { RunEnd, RunSlice, SessionError } from './slices.js';
import type { Cursor, LiveState, SessionState, Stamp, TranscriptState } from './state.js';
import { turnKey, type Block } from './transcript.js';

/** Runs remembered as over. Late evidence of a run older than these can't come any more. */
const REMEMBERED = 32;

export interface Begin {
  readonly run: RunId;
  readonly origin: RunOrigin;
  readonly input: RunInput | null;
  readonly inputKey?: string;
  readonly startedAt: number | null;
}

/** The server says this run is live. Known already: facts are filled in; over already: refused. */
export function beginRun(state: SessionState, begin: Begin, stamp: Stamp): SessionState {
  if (state.over.includes(begin.run)) return state;
  if (state.live?.run === begin.run && state.live.ended === null) return fillIn(state, begin);
  // A run we followed gave way to another without a word: its end is in the transcript.
  const again = state.live?.run === begin.run;
  const settled = state.live && !again ? keepAsMessages(state) : state;
  const over =
    state.live && !again && !state.over.includes(state.live.run) ? remember(state.over, state.live.run) : state.over;
  const live: LiveState = {
    run: begin.run,
    key: turnKey(begin.run),
    inputKey: begin.inputKey ?? `you:${begin.run}`,
    input: begin.input,
    origin: begin.origin,
    startedAt: begin.startedAt,
    learnedAt: stamp.arrived ?? stamp.tick,
    blocks: [],
    tail: null,
    ordinal: 0,
    toolCount: 0,
    ended: null,
  };
  return {
    ...settled,
    over,
    live,
    tailText: '',
    orphaned: false,
    cursor: freshCursor(begin.run),
    changedAt: stamp.tick,
    run: {
      phase: 'running',
      run: begin.run,
      origin: begin.origin,
      input: begin.input,
      startedAt: begin.startedAt,
      activity: { kind: 'waiting', label: null },
      tokensPerSecond: null,
      end: null,
    },
    wants: state.live ? { ...settled.wants, reload: stamp.tick } : settled.wants,
  };
}

/**
 * We heard of the run that is followed only after this was asked for: questions that overlap are not in order, so that
 * an answer without it neither ends nor replaces it. The next one does.
 */
export function overlaps(state: SessionState, told: RunId | null, asOf: number): boolean {
  const { live } = state;
  return live !== null && live.ended === null && live.run !== told && live.learnedAt > asOf;
}

/**
 * The one terminal. With a transcript the turn is settled; without, what was seen stays as messages and a read is
 * wanted. A second terminal of the same run changes nothing.
 */
export function endRun(
  state: SessionState,
  run: RunId,
  outcome: RunOutcome,
  error: SessionError | null,
  transcript: TranscriptSnapshot | null,
  stamp: Stamp,
): SessionState {
  if (state.over.includes(run)) return state;
  const end: RunEnd = { run, outcome, error, at: stamp.now };
  const ended: SessionState = {
    ...state,
    over: remember(state.over, run),
    changedAt: stamp.tick,
    run: { ...state.run, phase: 'idle', run: null, activity: null, tokensPerSecond: null, end },
    sent: outcome === 'failed' ? sentFailed(state.sent, run, error) : state.sent,
    steered: openHints(state.steered, (other) => other !== run),
    unseen: { ...state.unseen, ended: state.unseen.ended || run !== state.unseen.over },
    listedCount: null,
  };
  const sealed = wantRequests(sealRequests(sealLive(ended, outcome), stamp), stamp);
  const settled = transcript ? settle(sealed, transcript, stamp) : sealed;
  // What became of a text whose answer was lost, only a read tells.
  const owed = !transcript || state.outbox.some((item) => item.state === 'unsure');
  return owed ? { ...settled, wants: { ...settled.wants, reload: stamp.tick } } : settled;
}

/** Replaces the settled rows; the turn that was live keeps its keys and what the server does not store of it. */
export function settle(state: SessionState, snapshot: TranscriptSnapshot, stamp: Stamp): SessionState {
  const live = state.live?.ended ? state.live : null;
  const transcript = live
    ? withRows(withLiveKeys(state.transcript, snapshot, live, blocksOf(live, state.tailText)), snapshot)
    : withRows(state.transcript, snapshot);
  return {
    ...state,
    transcript,
    live: live ? null : state.live,
    tailText: live ? '' : state.tailText,
    unseen: { ...state.unseen, settled: snapshot.total },
    loadedAt: Math.max(state.loadedAt, stamp.tick),
    error: null,
  };
}

/**
 * Rows of a snapshot, composed. A snapshot that reaches less far back than what is shown keeps the older rows. It has
 * every turn that gave way to another, so nothing provisional is left.
 */
export function withRows(transcript: TranscriptState, snapshot: TranscriptSnapshot): TranscriptState {
  const older =
    transcript.status === 'ready' &&
    transcript.offset < snapshot.offset &&
    transcript.offset + transcript.rows.length >= snapshot.offset
      ? transcript.rows.slice(0, snapshot.offset - transcript.offset)
      : [];
  const offset = snapshot.offset - older.length;
  const rows = older.length > 0 ? [...older, ...snapshot.rows] : snapshot.rows;
  // A transcript that shrank (undo, edit) forgets the keys of what is gone: the same index will mean something else.
  const keys = shrunk(transcript, snapshot)
    ? new Map([...transcript.keys].filter(([index]) => index < snapshot.total))
    : transcript.keys;
  const messages = composeMessages({ rows, offset, keys, work: transcript.work }, [
    ...transcript.messages,
    ...transcript.provisional,
  ]);
  return { ...transcript, status: 'ready', rows, offset, total: snapshot.total, keys, messages, provisional: [] };
}

/** What a turn produced stays on screen as messages until the server's transcript of it is here. */
function keepAsMessages(state: SessionState): SessionState {
  const live = state.live;
  if (!live) return state;
  return {
    ...state,
    live: null,
    tailText: '',
    transcript: {
      ...state.transcript,
      provisional: [...state.transcript.provisional, ...messagesOf(live, state.tailText)],
    },
  };
}

export function idleRun(run: RunSlice): RunSlice {
  return run.phase === 'idle' ? run : { ...run, phase: 'idle', run: null, activity: null, tokensPerSecond: null };
}

function freshCursor(run: RunId | null): Cursor {
  return { run, seq: 0, unnumbered: false, hole: null };
}

function fillIn(state: SessionState, begin: Begin): SessionState {
  const live = state.live;
  if (!live) return state;
  const input = live.input ?? begin.input;
  const startedAt = live.startedAt ?? begin.startedAt;
  const inputKey = begin.inputKey ?? live.inputKey;
  const stopping = state.run.phase === 'stopping';
  if (
    input === live.input &&
    startedAt === live.startedAt &&
    inputKey === live.inputKey &&
    (stopping || state.run.phase === 'running')
  )
    return state;
  return {
    ...state,
    live: { ...live, input, inputKey, startedAt },
    run: { ...state.run, phase: stopping ? 'stopping' : 'running', run: begin.run, input, startedAt },
  };
}

function sealLive(state: SessionState, outcome: RunOutcome): SessionState {
  const closed = closeTail(state);
  if (!closed.live) return closed;
  return { ...closed, live: { ...closed.live, blocks: sealTools(closed.live.blocks), ended: outcome } };
}

function remember(over: readonly RunId[], run: RunId): readonly RunId[] {
  return [...over.filter((known) => known !== run), run].slice(-REMEMBERED);
}

/** Binds the keys of the turn that just ended to the rows it became. */
function withLiveKeys(
  transcript: TranscriptState,
  snapshot: TranscriptSnapshot,
  live: LiveState,
  blocks: readonly Block[],
): TranscriptState {
  const prompt = promptRow(transcript, snapshot, live);
  if (prompt === -1) return transcript;
  const keys = new Map(transcript.keys);
  keys.set(snapshot.offset + prompt, live.inputKey);
  const next = snapshot.rows.findIndex((row, at) => at > prompt && row.role === 'user');
  let last = (next === -1 ? snapshot.rows.length : next) - 1;
  while (last > prompt && snapshot.rows[last]?.role === 'system') last--;
  if (last > prompt) keys.set(snapshot.offset + last, live.key);
  const work = new Map(transcript.work);
  // One block is found again without being remembered.
  if (blocks.length > 1 || blocks.some((block) => block.kind === 'tool')) work.set(live.key, blocks);
  return { ...transcript, keys, work };
}

/**
 * The row of a turn's prompt, by its place: the last prompt among the rows that are new since it began. Other turns may
 * have come before and after it meanwhile, and some servers drop a prompt that got no answer: of those rows only one
 * with the same text can be it.
 */
function promptRow(transcript: TranscriptState, snapshot: TranscriptSnapshot, live: LiveState): number {
  const known = transcript.status === 'ready' ? transcript.total : 0;
  return snapshot.rows.findLastIndex(
    (row, at) =>
      row.role === 'user' &&
      snapshot.offset + at >= known &&
      (live.input === null || row.text.trim() === live.input.text.trim()),
  );
}

function shrunk(transcript: TranscriptState, snapshot: TranscriptSnapshot): boolean {
  return snapshot.total < transcript.total;
}
