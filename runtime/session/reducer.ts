/**
 * The one writer of a session's record: `(state, event, stamp) -> state`. Pure: no clock, no I/O, no other session.
 *
 * Run events are routed here only by session; this is where run and cursor are checked. An event of a run the record
 * does not know is counted and dropped (I-05). Per run, a number at or below the last applied one is a no-op, a hole asks
 * for a read (I-06). Answers to reads carry the logical time they were asked at and never overrule what happened since.
 */
import type { RunEvent, SessionGone, SessionTitled, TranscriptOlder, TransportEvent } from '../transport/events.js';
import { composeMessages } from './compose-messages.js';
import { reduceFiles } from './files-reducer.js';
import type { LocalEvent } from './local-events.js';
import { reduceLive, type LiveEvent } from './live-reducer.js';
import { reduceLoaded, reduceLoadFailed } from './load-reducer.js';
import { inputKeyOf, reduceOutbox, returnUnsure, type OutboxEvent } from './outbox-reducer.js';
import { reduceAnswer, reduceConsent, reduceListed, wantRequests } from './requests-reducer.js';
import { reduceRow } from './row-reducer.js';
import { beginRun, endRun, idleRun } from './run-reducer.js';
import { noteSent, settleSent } from './sent-texts.js';
import { EMPTY_TRANSCRIPT, HOLE_READS, type SessionState, type Stamp } from './state.js';
import { retitled } from './titles.js';

/** Hints remembered: a run answers for its own before it ends. */
const MOST_STEERED = 8;

export type SessionEvent = TransportEvent | LocalEvent;

export function reduceSession(state: SessionState, event: SessionEvent, stamp: Stamp): SessionState {
  switch (event.type) {
    case 'session.loaded':
      return reduceLoaded(state, event, stamp);
    case 'session.load-failed':
      return reduceLoadFailed(state, event.error, event.asOf);
    case 'session.listed':
      return reduceRow(state, event, stamp);
    case 'session.gone':
      return reduceGone(state, event, stamp);
    case 'session.rekeyed':
      return reduceRekeyed(state, event.to, stamp);
    case 'alias.learned':
      return state.aliases.includes(event.id)
        ? state
        : { ...state, aliases: [...state.aliases.slice(0, -1), event.id, state.meta.id] };
    case 'alias.parted':
      return { ...state, aliases: state.aliases.filter((id) => id !== event.id || id === state.meta.id) };
    case 'session.titled':
      return reduceTitled(state, event, stamp);
    case 'session.stale':
      return { ...state, wants: { ...state.wants, reload: stamp.tick } };
    case 'requests.listed':
      return reduceListed(state, event, stamp);
    case 'transcript.older':
      return reduceOlder(state, event);
    case 'run.started':
      return beginRun(state, event, stamp);
    case 'send.queued':
    case 'send.returned':
    case 'send.swallowed':
    case 'send.busy':
    case 'send.unsure':
    case 'send.submitted':
    case 'outbox.removed':
    case 'outbox.reclaimed':
    case 'outbox.others':
    case 'outbox.adopted':
    case 'kept.restored':
      return reduceSend(reduceOutbox(state, event), event, stamp);
    case 'send.accepted':
      return reduceAccepted(state, event, stamp);
    case 'began.elsewhere':
      return beganElsewhere(state, event, stamp);
    case 'files.chosen':
    case 'file.uploaded':
    case 'file.failed':
    case 'file.retried':
    case 'file.removed':
    case 'files.restored':
      return reduceFiles(state, event);
    case 'draft.changed':
      return event.text === state.draft ? state : { ...state, draft: event.text };
    case 'stop.requested':
      return state.run.phase === 'running' ? { ...state, run: { ...state.run, phase: 'stopping' } } : state;
    case 'stop.failed':
      return {
        ...state,
        error: event.error,
        run: state.run.phase === 'stopping' ? { ...state.run, phase: 'running' } : state.run,
      };
    case 'stop.over':
      return { ...state, wants: { ...state.wants, reload: stamp.tick } };
    case 'answer.submitted':
    case 'answer.accepted':
    case 'answer.gone':
    case 'answer.failed':
    case 'answer.deferred':
      return reduceAnswer(state, event, stamp);
    case 'consent.read':
    case 'consent.changing':
    case 'consent.changed':
    case 'consent.failed':
      return reduceConsent(state, event, stamp);
    case 'steer.accepted':
      return { ...state, steered: [...state.steered, { run: event.run, text: event.text }].slice(-MOST_STEERED) };
    case 'seen.marked':
      return markSeen(state);
    case 'unread.marked':
      return { ...state, unseen: { ...state.unseen, marked: true } };
    case 'seen.elsewhere':
      return seenElsewhere(state, event);
    case 'link.changed':
      return { ...state, link: event.link };
    case 'read.wanted':
      return {
        ...state,
        wants: { ...state.wants, reload: stamp.tick, requests: stamp.tick },
        transcript: state.transcript.status === 'ready' ? state.transcript : { ...state.transcript, status: 'loading' },
      };
    case 'requests.wanted':
      return wantRequests(state, stamp);
    case 'requests.read':
      return settleRequestWant(state, event.asOf);
    case 'older.wanted':
      return { ...state, transcript: { ...state.transcript, loadingOlder: true } };
    case 'older.failed':
      return { ...state, transcript: { ...state.transcript, loadingOlder: false } };
    case 'transcript.dropped':
      return state.live ? state : { ...state, transcript: EMPTY_TRANSCRIPT, loadedAt: 0 };
    case 'meta.changed':
      return {
        ...state,
        titled: event.title === undefined ? state.titled : retitled(state, event.title, stamp),
        meta: {
          ...state.meta,
          title: event.title ?? state.meta.title,
          pinned: event.pinned ?? state.meta.pinned,
          archived: event.archived ?? state.meta.archived,
        },
      };
    default:
      return reduceRunEvent(state, event, stamp);
  }
}

/** Events that name a run: ownership, then cursor, then content. */
function reduceRunEvent(state: SessionState, event: RunEvent, stamp: Stamp): SessionState {
  const live = state.live;
  if (!live || live.run !== event.run) {
    // Late words of a run that is over are expected; of a run nobody knows, they are a fault worth counting.
    return state.over.includes(event.run) ? state : counted(state, 'dropped');
  }
  // A lost run is replayed for its text; its phase is settled.
  if (live.ended !== null && !isContent(event)) return state;
  return growNext(state, event) ?? takeCursorAndApply(state, event, stamp);
}

/** The next delta of the block that is open, as nearly every event is: what the general way makes, in one step. */
function growNext(state: SessionState, event: RunEvent): SessionState | null {
  const { cursor, live } = state;
  if (event.type !== 'text.delta' && event.type !== 'reasoning.delta') return null;
  const continues = live?.tail?.kind === (event.type === 'text.delta' ? 'text' : 'reasoning');
  if (!continues || event.seq !== cursor.seq + 1) return null;
  return {
    ...state,
    cursor: { ...cursor, seq: event.seq, hole: null },
    tailText: state.tailText + event.text,
  };
}

function takeCursorAndApply(state: SessionState, event: RunEvent, stamp: Stamp): SessionState {
  const checked = takeCursor(state, event, stamp);
  return checked.apply ? applyRunEvent(checked.state, event, stamp) : checked.state;
}

function takeCursor(state: SessionState, event: RunEvent, stamp: Stamp): { apply: boolean; state: SessionState } {
  const { cursor } = state;
  if (event.seq === undefined) {
    // Unnumbered by rule (cancel, background) is fine; unnumbered text means the journal failed.
    const text = event.type === 'text.delta' || event.type === 'reasoning.delta';
    return { apply: true, state: text ? { ...state, cursor: { ...cursor, unnumbered: true } } : state };
  }
  if (event.seq <= cursor.seq) return { apply: false, state: counted(state, 'duplicate') };
  const stepOver = cursor.unnumbered || (cursor.hole?.after === cursor.seq && cursor.hole.reads >= HOLE_READS);
  if (event.seq > cursor.seq + 1 && !stepOver) {
    const asked = { ...state, wants: { ...state.wants, reload: stamp.tick, resync: stamp.tick } };
    return { apply: false, state: counted(asked, 'gaps') };
  }
  return { apply: true, state: { ...state, cursor: { ...cursor, seq: event.seq, hole: null } } };
}

function applyRunEvent(state: SessionState, event: RunEvent, stamp: Stamp): SessionState {
  switch (event.type) {
    case 'text.delta':
    case 'text.boundary':
    case 'reasoning.delta':
    case 'tool.started':
    case 'tool.finished':
    case 'run.notice':
      return reduceLive(state, event);
    case 'run.progress':
      return reduceProgress(state, event.usage, event.tokensPerSecond);
    case 'request.opened':
      // The frame may be history, and shows the queue's head, not this request: ask.
      return wantRequests(state, stamp);
    case 'todos.updated':
      return event.at < state.todosAt ? state : { ...state, todos: event.todos, todosAt: event.at };
    case 'steer.returned':
      return steerReturned(state, event.run, event.seq ?? 0, event.text);
    case 'run.settled': {
      const ended = endRun(state, event.run, 'completed', null, event.transcript, stamp);
      const settled = settleSent(ended, event.transcript, null);
      return { ...withMeta(settled, event.meta), usage: event.usage ?? ended.usage };
    }
    case 'run.finished': {
      const ended = endRun(state, event.run, event.outcome, event.error, event.transcript, stamp);
      return withMeta(event.transcript ? settleSent(ended, event.transcript, null) : ended, event.meta);
    }
    case 'run.uncertain':
    case 'run.closed':
      // No terminal came: a read decides.
      return { ...state, wants: { ...state.wants, reload: stamp.tick } };
    case 'run.unknown':
      return counted(state, 'unknown');
    case 'run.started':
      return beginRun(state, event, stamp);
  }
}

/** Every client that follows the run hears of it; the one whose hint it was queues it, once. */
function steerReturned(state: SessionState, run: string, seq: number, text: string): SessionState {
  if (!state.steered.some((hint) => hint.run === run)) return state;
  const steered = state.steered.filter((hint) => hint.run !== run);
  return reduceOutbox({ ...state, steered }, { type: 'send.queued', ref: `steer:${run}:${seq}`, text });
}

/** The id is changed by a rotation only: a run that began under an earlier one ends under that (I-15). */
function withMeta(state: SessionState, meta: SessionState['meta'] | null): SessionState {
  return meta ? { ...state, meta: { ...meta, id: state.meta.id } } : state;
}

function isContent(event: RunEvent): event is LiveEvent {
  return (
    event.type === 'text.delta' ||
    event.type === 'text.boundary' ||
    event.type === 'reasoning.delta' ||
    event.type === 'tool.started' ||
    event.type === 'tool.finished' ||
    event.type === 'run.notice' ||
    event.type === 'run.progress'
  );
}

function reduceProgress(
  state: SessionState,
  usage: SessionState['usage'],
  tokensPerSecond: number | null,
): SessionState {
  const run =
    tokensPerSecond === null || tokensPerSecond === state.run.tokensPerSecond
      ? state.run
      : { ...state.run, tokensPerSecond };
  if (run === state.run && usage === null) return state;
  return { ...state, run, usage: usage ?? state.usage };
}

/** Deleted or not ours. What was seen of it stays on screen; nothing more is asked of the server. */
function reduceGone(state: SessionState, event: SessionGone, stamp: Stamp): SessionState {
  const back = returnUnsure(state, event.error);
  const ended =
    back.live && back.live.ended === null ? endRun(back, back.live.run, 'lost', event.error, null, stamp) : back;
  const failed =
    ended.transcript.status === 'loading' ? { ...ended.transcript, status: 'failed' as const } : ended.transcript;
  return {
    ...ended,
    // Where the answer was wrong the run is live for all that: it may begin anew.
    over: state.over,
    sent: event.deleted === true ? [] : state.sent,
    gone: true,
    changedAt: stamp.tick,
    error: event.error,
    run: idleRun(ended.run),
    transcript: failed,
    wants: { reload: 0, requests: 0, resync: 0 },
  };
}

function reduceRekeyed(state: SessionState, to: string, stamp: Stamp): SessionState {
  if (state.meta.id === to) return state;
  return {
    ...state,
    meta: { ...state.meta, id: to },
    aliases: [...state.aliases.filter((id) => id !== to), to],
    // What is called something under this id was called so after the rotation.
    titled: { ...state.titled, before: [] },
    changedAt: stamp.tick,
    listedCount: null,
    ...consentAnew(state, stamp),
  };
}

/** What an id may do unasked is asked anew for the next one. */
function consentAnew({ consent, wants }: SessionState, stamp: Stamp): Partial<SessionState> {
  if (consent.autoApprove === null) return {};
  return {
    consent: { autoApprove: null, changing: false, error: null, asOf: stamp.tick },
    wants: { ...wants, requests: stamp.tick },
  };
}

function reduceTitled(state: SessionState, event: SessionTitled, stamp: Stamp): SessionState {
  let next = state;
  if (event.run !== undefined && event.seq !== undefined && state.live?.run === event.run) {
    const checked = takeCursor(
      state,
      {
        type: 'run.progress',
        session: event.session,
        run: event.run,
        seq: event.seq,
        usage: null,
        tokensPerSecond: null,
      },
      stamp,
    );
    next = checked.state;
  }
  if (event.title === '') return next;
  // An id the conversation has left was given a title: what it is called now, only the server knows.
  if (event.of !== undefined && event.of !== next.meta.id && next.aliases.includes(event.of))
    return { ...next, wants: { ...next.wants, reload: stamp.tick } };
  return { ...next, titled: retitled(next, event.title, stamp), meta: { ...next.meta, title: event.title } };
}

function reduceOlder(state: SessionState, event: TranscriptOlder): SessionState {
  const { transcript } = state;
  const { rows, offset } = event.transcript;
  const fits = offset + rows.length === transcript.offset && transcript.status === 'ready';
  if (!fits) return { ...state, transcript: { ...transcript, loadingOlder: false } };
  const all = [...rows, ...transcript.rows];
  const messages = composeMessages(
    { rows: all, offset, keys: transcript.keys, work: transcript.work },
    transcript.messages,
  );
  return { ...state, transcript: { ...transcript, rows: all, offset, messages, loadingOlder: false } };
}

/** What a send means for the run: `starting` is a lease on the future, taken at submit and given back on any answer. */
function reduceSend(state: SessionState, event: OutboxEvent, stamp: Stamp): SessionState {
  switch (event.type) {
    case 'send.submitted':
      return state.run.phase === 'idle' || state.run.phase === 'unknown'
        ? { ...state, changedAt: stamp.tick, run: { ...state.run, phase: 'starting' } }
        : state;
    case 'send.busy': {
      const back = unstart(state);
      if (event.run === null) return back;
      // The answer may be an old one, and name a run from before the one that is followed: a read tells.
      const other = back.live !== null && back.live.ended === null && back.live.run !== event.run;
      const next = other
        ? back
        : beginRun(back, { run: event.run, origin: 'person', input: null, startedAt: null }, stamp);
      return { ...next, wants: { ...back.wants, reload: stamp.tick } };
    }
    case 'send.unsure':
      return { ...unstart(state), wants: { ...state.wants, reload: stamp.tick } };
    case 'send.returned':
    case 'send.swallowed':
      return unstart(state);
    case 'outbox.adopted':
    case 'kept.restored':
      return state.outbox.some((item) => item.state === 'unsure')
        ? { ...state, wants: { ...state.wants, reload: stamp.tick } }
        : state;
    case 'send.queued':
    case 'outbox.removed':
    case 'outbox.reclaimed':
    case 'outbox.others':
      return state;
  }
}

function reduceAccepted(
  state: SessionState,
  event: Extract<LocalEvent, { type: 'send.accepted' }>,
  stamp: Stamp,
): SessionState {
  const taken: SessionState = { ...state, outbox: state.outbox.filter((item) => item.ref !== event.ref) };
  // The answer is late: a read had the text already, and knows whether its turn is over.
  const known = state.outbox.some((item) => item.ref === event.ref) || state.live?.run === event.run;
  if (!known && isStored(state, event.input.text, 0))
    return { ...unstart(taken), wants: { ...taken.wants, reload: stamp.tick } };
  // The answer is late: the session was deleted meanwhile, and its run with it. If that was not so, a read tells.
  if (state.gone && state.live?.run === event.run && state.live.ended !== null)
    return { ...unstart(taken), wants: { ...taken.wants, reload: stamp.tick } };
  const item = state.outbox.find(({ ref, owner }) => ref === event.ref && owner === undefined);
  // The answer is late: another run is live already, and which of the two is newer only a read tells.
  if (state.live && state.live.ended === null && state.live.run !== event.run) {
    const sent = item ? noteSent(taken, event.run, item, stamp) : taken;
    return { ...sent, wants: { ...sent.wants, reload: stamp.tick } };
  }
  const begun = beginRun(
    unstart(taken),
    {
      run: event.run,
      origin: 'person',
      input: event.input,
      inputKey: inputKeyOf(event.ref),
      startedAt: event.startedAt,
    },
    stamp,
  );
  const noted = item ? noteSent(begun, event.run, item, stamp) : begun;
  // The answer is late: the run is over already, and what was stored of it only a read tells.
  const sent = state.over.includes(event.run) ? { ...noted, wants: { ...noted.wants, reload: stamp.tick } } : noted;
  return event.title !== null && sent.meta.title === ''
    ? { ...sent, meta: { ...sent.meta, title: event.title } }
    : sent;
}

/** Another tab began a turn. Word of it may come after a read that had all of it. */
function beganElsewhere(
  state: SessionState,
  event: Extract<LocalEvent, { type: 'began.elsewhere' }>,
  stamp: Stamp,
): SessionState {
  const { run, input, startedAt } = event;
  const without = { ...state, outbox: state.outbox.filter((item) => item.ref !== event.ref) };
  const other = state.live !== null && state.live.ended === null && state.live.run !== run;
  if (state.gone || other || isStored(state, input.text, event.baseTotal))
    return { ...without, wants: { ...without.wants, reload: stamp.tick } };
  return beginRun(without, { run, origin: 'person', input, startedAt }, stamp);
}

/** The transcript has this prompt, at or after a row. */
function isStored(state: SessionState, text: string, from: number): boolean {
  const { rows, offset } = state.transcript;
  return rows.some((row, at) => row.role === 'user' && offset + at >= from && row.text.trim() === text.trim());
}

function unstart(state: SessionState): SessionState {
  return state.run.phase === 'starting' ? { ...state, run: { ...state.run, phase: 'idle' } } : state;
}

function settleRequestWant(state: SessionState, asOf: number): SessionState {
  return state.wants.requests > asOf || state.wants.requests === 0
    ? state
    : { ...state, wants: { ...state.wants, requests: 0 } };
}

function markSeen(state: SessionState): SessionState {
  // Nothing is known of it yet: there is nothing to see, and what was seen before stays seen.
  if (state.run.phase === 'unknown') return state;
  const { settled, seen, ended, marked, looked } = state.unseen;
  if (looked && seen === settled && !ended && !marked) return state;
  return { ...state, unseen: { settled, seen: settled, ended: false, marked: false, looked: true, over: null } };
}

/** Further than seen here, never less far; an end that came after what was seen there stays unseen. */
function seenElsewhere(state: SessionState, mark: Extract<LocalEvent, { type: 'seen.elsewhere' }>): SessionState {
  const { unseen, live } = state;
  if (mark.marked) return { ...state, unseen: { ...unseen, marked: true } };
  const running = live !== null && live.ended === null ? live.run : null;
  // Rows nobody had seen, where nothing runs any more: those of the run that goes on here.
  const itsEnd = running !== null && (mark.over === running || (mark.idle && mark.seen > unseen.seen));
  return {
    ...state,
    unseen: {
      settled: unseen.settled,
      seen: Math.max(unseen.seen, mark.seen),
      ended: unseen.ended && unseen.settled > mark.seen,
      marked: false,
      looked: true,
      over: itsEnd ? running : unseen.over,
    },
  };
}

function counted(state: SessionState, what: keyof SessionState['counts']): SessionState {
  return { ...state, counts: { ...state.counts, [what]: state.counts[what] + 1 } };
}
