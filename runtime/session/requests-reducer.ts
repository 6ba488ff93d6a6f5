/**
 * Requests are a set reconciled by id (I-10): the server shows the head of its queue and a count, and every read of that
 * is the truth as of the time it was asked for. What was answered here is never shown again; what left by itself may
 * come back only on a newer word of the server.
 */
import type { RequestsListed } from '../transport/events.js';
import type { AgentRequest, RequestKind, RequestState } from './requests.js';
import type { LocalEvent } from './local-events.js';
import type { RequestsState, SessionState, Stamp } from './state.js';

/** Closed requests remembered per session: enough to refuse a late frame, few enough to forget. */
const REMEMBERED = 32;

type AnswerEvent = Extract<LocalEvent, { type: `answer.${string}` }>;

export function reduceAnswer(state: SessionState, event: AnswerEvent, stamp: Stamp): SessionState {
  const request = state.requests.open.find((open) => open.id === event.request);
  if (!request) return state;
  switch (event.type) {
    case 'answer.submitted':
      // At most one answer is under way (I-11).
      if (request.state === 'submitting') return state;
      return withOpen(state, { ...request, state: 'submitting', answer: event.answer, error: null });
    case 'answer.failed':
      return withOpen(state, { ...request, state: 'failed', error: event.error.detail });
    case 'answer.accepted':
      return wantRequests(close(state, [request.id], 'resolved', stamp), stamp);
    case 'answer.gone':
      return wantRequests(close(state, [request.id], 'gone', stamp), stamp);
  }
}

/** Reconciles one kind with what the server says is pending. */
export function reduceListed(state: SessionState, event: RequestsListed, stamp: Stamp): SessionState {
  if (event.asOf < state.requests.asOf[event.kind]) return state;
  const head = event.head && accepts(state, event.head, event.asOf) ? event.head : null;
  const waiting = head ? Math.max(event.waiting, 1) : 0;
  const left = state.requests.open.filter(
    (open) => open.kind === event.kind && open.state !== 'submitting' && !stays(open, head, waiting),
  );
  let next = close(
    state,
    left.map((open) => open.id),
    'gone',
    stamp,
  );
  if (head) next = upsert(next, head);
  return {
    ...next,
    requests: {
      ...next.requests,
      waiting: { ...next.requests.waiting, [event.kind]: waiting },
      asOf: { ...next.requests.asOf, [event.kind]: event.asOf },
      hint: next.requests.hint?.kind === event.kind ? null : next.requests.hint,
    },
  };
}

/** The run is over: nothing of it waits for a person any more (I-09). */
export function sealRequests(state: SessionState, stamp: Stamp): SessionState {
  const open = state.requests.open.filter((request) => request.state !== 'submitting').map((request) => request.id);
  const sealed = close(state, open, 'gone', stamp);
  return { ...sealed, requests: { ...sealed.requests, waiting: { approval: 0, question: 0 }, hint: null } };
}

export function wantRequests(state: SessionState, stamp: Stamp): SessionState {
  return { ...state, wants: { ...state.wants, requests: stamp.tick } };
}

/** Requests that need a person: the server's count where it is larger than what it has shown. */
export function waitingCount(requests: RequestsState): number {
  const kinds: readonly RequestKind[] = ['approval', 'question'];
  const known = kinds.reduce(
    (sum, kind) => sum + Math.max(requests.waiting[kind], requests.open.filter((open) => open.kind === kind).length),
    0,
  );
  return Math.max(known, requests.hint?.count ?? 0);
}

function accepts(state: SessionState, head: AgentRequest, asOf: number): boolean {
  const { run } = state;
  // After the end of a run the server may still list its request until the worker is out; it can't be acted on.
  if (run.phase === 'idle' && run.end && (head.run === null || state.over.includes(head.run))) return false;
  const closed = state.requests.closed.find((request) => request.id === head.id);
  if (!closed) return true;
  return closed.state === 'gone' && asOf > closed.closedAt;
}

function stays(open: AgentRequest, head: AgentRequest | null, waiting: number): boolean {
  if (!head) return false;
  return open.id === head.id || waiting > 1;
}

function upsert(state: SessionState, head: AgentRequest): SessionState {
  const known = state.requests.open.find((open) => open.id === head.id);
  // The same request again: its state, answer and place are ours.
  if (known) return state;
  const closed = state.requests.closed.filter((request) => request.id !== head.id);
  return {
    ...state,
    requests: { ...state.requests, closed, open: [...state.requests.open, { ...head, state: 'pending' }] },
  };
}

function withOpen(state: SessionState, request: AgentRequest): SessionState {
  const open = state.requests.open.map((known) => (known.id === request.id ? request : known));
  return { ...state, requests: { ...state.requests, open } };
}

function close(state: SessionState, ids: readonly string[], to: RequestState, stamp: Stamp): SessionState {
  const leaving = state.requests.open.filter((open) => ids.includes(open.id));
  if (leaving.length === 0) return state;
  const waiting = { ...state.requests.waiting };
  for (const request of leaving) waiting[request.kind] = Math.max(0, waiting[request.kind] - 1);
  return {
    ...state,
    requests: {
      ...state.requests,
      open: state.requests.open.filter((open) => !ids.includes(open.id)),
      closed: [
        ...state.requests.closed,
        ...leaving.map((request) => ({ ...request, state: to, closedAt: stamp.tick })),
      ].slice(-REMEMBERED),
      waiting,
    },
  };
}
