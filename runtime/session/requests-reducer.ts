/**
 * Requests are a set reconciled by id (I-10): the server shows the head of its queue and a count, and every read of that
 * is the truth as of the time it was asked for. What was answered here is never shown again; what left by itself may
 * come back only on a newer word of the server.
 */
import type { RequestsListed } from '../transport/events.js';
import type { AgentRequest, RequestClosing, RequestKind, RequestState } from './requests.js';
import type { LocalEvent } from './local-events.js';
import type { RequestsState, SessionState, Stamp } from './state.js';

/** Closed requests remembered per session: enough to refuse a late frame, few enough to forget. */
const REMEMBERED = 32;

type AnswerEvent = Extract<LocalEvent, { type: `answer.${string}` }>;
type ConsentEvent = Extract<LocalEvent, { type: `consent.${string}` }>;

export function reduceAnswer(state: SessionState, event: AnswerEvent, stamp: Stamp): SessionState {
  const request = state.requests.open.find((open) => open.id === event.request);
  if (!request) return state;
  switch (event.type) {
    case 'answer.submitted':
      // At most one answer is under way (I-11).
      if (request.state === 'submitting') return state;
      return withOpen(state, { ...request, state: 'submitting', answer: event.answer, error: null });
    case 'answer.failed':
      // The server may have it all the same: a read tells.
      return wantRequests(withOpen(state, { ...request, state: 'failed', error: event.error.detail }), stamp);
    case 'answer.deferred':
      return wantRequests(withOpen(state, { ...request, state: 'pending', answer: null, error: null }), stamp);
    case 'answer.accepted': {
      if (event.elsewhere === undefined)
        return wantRequests(close(state, [request.id], 'resolved', 'here', stamp), stamp);
      const told = withOpen(state, { ...request, answer: event.elsewhere });
      return wantRequests(close(told, [request.id], 'resolved', 'elsewhere', stamp), stamp);
    }
    case 'answer.gone':
      return wantRequests(close(state, [request.id], 'gone', 'elsewhere', stamp), stamp);
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
  const late = left.filter((open) => open.expiresAt !== null && stamp.now >= open.expiresAt);
  let next = close(state, idsOf(late), 'expired', 'deadline', stamp);
  next = close(next, idsOf(left), 'gone', null, stamp);
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
  const open = state.requests.open.filter((request) => request.state !== 'submitting');
  const sealed = close(state, idsOf(open), 'gone', 'run', stamp);
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

/** Whether the agent asks at all: the newest word of the server's holds (I-10). */
export function reduceConsent(state: SessionState, event: ConsentEvent, stamp: Stamp): SessionState {
  const { consent } = state;
  switch (event.type) {
    case 'consent.read': {
      // One that was asked for before a change, or while it is on its way, may be from before it.
      if (consent.changing || event.asOf < consent.asOf) return state;
      if (event.autoApprove === consent.autoApprove) return state;
      return { ...state, consent: { ...consent, autoApprove: event.autoApprove, asOf: event.asOf } };
    }
    case 'consent.changing':
      return { ...state, consent: { ...consent, changing: true, error: null } };
    case 'consent.changed': {
      const changed = { autoApprove: event.autoApprove, changing: false, error: null, asOf: stamp.tick };
      // What waited may have been let through with it.
      return wantRequests({ ...state, consent: changed }, stamp);
    }
    case 'consent.failed':
      return { ...state, consent: { ...consent, changing: false, error: event.error.detail, asOf: stamp.tick } };
  }
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

function idsOf(requests: readonly AgentRequest[]): readonly string[] {
  return requests.map((request) => request.id);
}

function close(
  state: SessionState,
  ids: readonly string[],
  to: RequestState,
  closedBy: RequestClosing | null,
  stamp: Stamp,
): SessionState {
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
        ...leaving.map((request) => ({ ...request, state: to, closedBy, closedAt: stamp.tick })),
      ].slice(-REMEMBERED),
      waiting,
    },
  };
}
