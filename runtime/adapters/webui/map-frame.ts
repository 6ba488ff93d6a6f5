/**
 * Frames of a run's stream -> events. Pure: the same frame gives the same events, live or replayed, and nothing in a
 * frame can make it throw.
 *
 * A frame is numbered by its id (`<run>:<seq>`). Of the events it becomes exactly one carries the number, the last; what
 * has to be known first (a new session id) comes before it without one. Three kinds of frames are never numbered,
 * whatever their id says (sse-streams 1.1 and 1.3): `cancel` and background notes, which reuse the id of the frame
 * before them, and the restart marker, which is in no journal.
 */
import type { SseFrame } from '../../transport/sse.js';
import type { NoticeKind, RunId, SessionId, TranscriptSnapshot, TransportEvent } from '../../transport/events.js';
import type { SessionMeta } from '../../session/slices.js';
import { argsOf, toolId } from './content.js';
import { child, count, duration, filled, firstFilled, flag, id, num, str, type Json } from './json.js';
import { mapRunError } from './map-error.js';
import { mapMeta, mapTodoState, mapUsage } from './map-meta.js';
import { mapApproval, mapQuestion } from './map-request.js';
import { mapTranscript } from './map-session.js';

export interface FrameContext {
  /** The session whose run this is, under the id the stream was opened for. It stays that when the server rotates ids. */
  readonly session: SessionId;
  readonly run: RunId;
}

interface Scope {
  readonly session: SessionId;
  readonly run: RunId;
  readonly seq?: number;
}

/** The events of one frame, in order. None for a frame of another run, a broken one, and those nobody has to know of. */
export function mapFrame(frame: SseFrame, context: FrameContext): readonly TransportEvent[] {
  const number = frameNumber(frame.id, context.run);
  if (number === 'foreign') return [];
  // Its content is lost, so its number must not be taken: the hole makes the runtime read the session.
  if (typeof frame.data !== 'object' || frame.data === null || Array.isArray(frame.data)) return [];
  const bare: Scope = { session: context.session, run: context.run };
  const scope: Scope = number === null ? bare : { ...bare, seq: number };
  return mapPayload(frame.event, frame.data as Json, scope, bare);
}

/** The number in a frame's id; null where it has none, `foreign` where it names another run. */
function frameNumber(frameId: string | null, run: RunId): number | null | 'foreign' {
  if (frameId === null) return null;
  const colon = frameId.lastIndexOf(':');
  if (colon === -1) return null;
  if (frameId.slice(0, colon) !== run) return 'foreign';
  const digits = frameId.slice(colon + 1);
  const seq = /^\d{1,15}$/.test(digits) ? Number(digits) : 0;
  return seq > 0 ? seq : null;
}

function mapPayload(name: string, data: Json, scope: Scope, bare: Scope): readonly TransportEvent[] {
  switch (name) {
    case 'token':
      return [{ ...scope, type: 'text.delta', text: str(data, 'text') ?? '' }];
    case 'reasoning':
      return [{ ...scope, type: 'reasoning.delta', text: str(data, 'text') ?? '' }];
    case 'interim_assistant':
      return [mapBoundary(data, scope)];
    case 'tool':
    case 'tool_complete':
      return [mapTool(name, data, scope)];
    case 'approval':
    case 'clarify':
      return [mapRequest(name, data, scope)];
    case 'metering':
      return [mapMetering(data, scope)];
    case 'context_status':
    case 'title_status':
      return [progress(scope)];
    case 'todo_state': {
      const state = mapTodoState(data);
      return [state ? { ...scope, type: 'todos.updated', ...state } : progress(scope)];
    }
    case 'compressing':
    case 'compressed':
    case 'warning':
    case 'goal':
    case 'goal_continue':
    case 'state_saved':
      return [mapNotice(name, data, scope)];
    case 'pending_steer_leftover': {
      const text = filled(data, 'text');
      return [text === null ? progress(scope) : { ...scope, type: 'steer.returned', text }];
    }
    case 'bg_task_complete':
      return [{ ...bare, type: 'run.notice', notice: 'background', text: filled(data, 'summary') ?? '' }];
    case 'process_complete':
      // The older name of `bg_task_complete`, sent along with it.
      return [];
    case 'title': {
      const title = filled(data, 'title');
      if (title === null) return [progress(scope)];
      return [{ ...scope, type: 'session.titled', title, of: id(data, 'session_id') ?? bare.session }];
    }
    case 'done':
      return mapDone(data, scope);
    case 'cancel':
      return [mapCancel(data, bare)];
    case 'apperror':
      return mapAppError(data, scope, bare);
    case 'error':
      return [
        { ...scope, type: 'run.finished', outcome: 'failed', error: mapRunError(data), transcript: null, meta: null },
      ];
    case 'stream_end':
      return [{ ...scope, type: 'run.closed' }];
    default:
      return [{ ...scope, type: 'run.unknown', name }];
  }
}

function progress(scope: Scope): TransportEvent {
  return { ...scope, type: 'run.progress', usage: null, tokensPerSecond: null };
}

function mapBoundary(data: Json, scope: Scope): TransportEvent {
  const text = filled(data, 'text');
  if (text === null) return progress(scope);
  return {
    ...scope,
    type: 'text.boundary',
    text,
    alreadyStreamed: flag(data, 'already_streamed'),
    reasoningEcho: flag(data, 'reasoning_echo'),
  };
}

function mapTool(name: 'tool' | 'tool_complete', data: Json, scope: Scope): TransportEvent {
  const tool = filled(data, 'name');
  // Questions have a card of their own.
  if (tool === null || tool === 'clarify') return progress(scope);
  const shared = { ...scope, toolId: toolId(data), name: tool, args: argsOf(data['args']) };
  if (name === 'tool') return { ...shared, type: 'tool.started', preview: filled(data, 'preview') };
  return {
    ...shared,
    type: 'tool.finished',
    result: str(data, 'preview'),
    failed: flag(data, 'is_error'),
    durationMs: duration(data, 'duration'),
  };
}

function mapRequest(name: 'approval' | 'clarify', data: Json, scope: Scope): TransportEvent {
  const map = name === 'approval' ? mapApproval : mapQuestion;
  const request = map(data, scope.session, scope.run);
  if (request === null) return progress(scope);
  return { ...scope, type: 'request.opened', request, waiting: Math.max(1, count(data, 'pending_count')) };
}

function mapMetering(data: Json, scope: Scope): TransportEvent {
  const usage = child(data, 'usage');
  const known = data['tps_available'] !== false;
  return {
    ...scope,
    type: 'run.progress',
    usage: usage && mapUsage(usage),
    tokensPerSecond: known ? num(data, 'tps') : null,
  };
}

const NOTICES: Readonly<Record<string, NoticeKind>> = {
  compressing: 'compressing',
  compressed: 'compressed',
  warning: 'warning',
  state_saved: 'saved',
  goal: 'goal',
  goal_continue: 'goal',
};

function mapNotice(name: string, data: Json, scope: Scope): TransportEvent {
  const saved = ['kind', 'action', 'name'].map((key) => filled(data, key)).filter((word) => word !== null);
  const text =
    name === 'state_saved' ? saved.join(' ') : (firstFilled(data, 'message', 'text', 'continuation_prompt') ?? '');
  return { ...scope, type: 'run.notice', notice: NOTICES[name] ?? 'system', text };
}

function mapDone(data: Json, scope: Scope): readonly TransportEvent[] {
  // The end of a side question (`/btw`) says nothing about this session.
  if (flag(data, 'ephemeral')) return [progress(scope)];
  const session = child(data, 'session');
  if (session === null) {
    return [{ ...scope, type: 'run.finished', outcome: 'completed', error: null, transcript: null, meta: null }];
  }
  const usage = child(data, 'usage');
  const settled = settledOf(session, scope.session);
  const settledEvent: TransportEvent = settled.transcript
    ? {
        ...scope,
        type: 'run.settled',
        transcript: settled.transcript,
        meta: settled.meta,
        usage: mapUsage({ ...session, ...usage }),
      }
    : { ...scope, type: 'run.finished', outcome: 'completed', error: null, transcript: null, meta: settled.meta };
  return [...rekeyed(scope, id(session, 'session_id')), settledEvent];
}

/** The answer of Stop carries the session (live, in-process only); it is believed only if it is this one. */
function mapCancel(data: Json, bare: Scope): TransportEvent {
  const session = child(data, 'session');
  const own = session !== null && (id(session, 'session_id') ?? bare.session) === bare.session;
  const settled = own ? settledOf(session, bare.session) : { transcript: null, meta: null };
  return { ...bare, type: 'run.finished', outcome: 'stopped', error: null, ...settled };
}

function mapAppError(data: Json, scope: Scope, bare: Scope): readonly TransportEvent[] {
  const type = str(data, 'type');
  // Not about the turn: the stream can't tell how it ended (server restart, frames dropped).
  if (flag(data, 'recovery_control')) {
    return [{ ...bare, type: 'run.uncertain', message: filled(data, 'message') ?? '' }];
  }
  const session = child(data, 'session');
  const settled = session ? settledOf(session, scope.session) : { transcript: null, meta: null };
  const moved = id(data, 'new_session_id', 'continuation_session_id') ?? (session && id(session, 'session_id'));
  const stopped = type === 'cancelled' || type === 'interrupted';
  const end: TransportEvent = stopped
    ? { ...scope, type: 'run.finished', outcome: 'stopped', error: null, ...settled }
    : { ...scope, type: 'run.finished', outcome: 'failed', error: mapRunError(data), ...settled };
  return [...rekeyed(scope, moved), end];
}

function settledOf(
  session: Json,
  fallback: SessionId,
): { readonly transcript: TranscriptSnapshot | null; readonly meta: SessionMeta } {
  const whole = Array.isArray(session['messages']);
  return { transcript: whole ? mapTranscript(session, 'tail') : null, meta: mapMeta(session, fallback) };
}

function rekeyed(scope: Scope, to: SessionId | null): readonly TransportEvent[] {
  return to === null || to === scope.session ? [] : [{ type: 'session.rekeyed', session: scope.session, to }];
}

/** For counting: a frame that `mapFrame` turned into nothing because it is not of this run. */
export function isForeign(frame: SseFrame, run: RunId): boolean {
  return frameNumber(frame.id, run) === 'foreign';
}
