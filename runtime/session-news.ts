/**
 * Edges of a session's life, for announcing and for hosts' notifications. Levels are on the slices; news are told once,
 * by comparing the record before and after one event, so that replays and re-reads tell nothing twice.
 */
import { statusOf } from './session/derive.js';
import type { AgentRequest } from './session/requests.js';
import type { SessionError, SessionStatus } from './session/slices.js';
import type { SessionState } from './session/state.js';
import type { RunOutcome } from './transport/events.js';
import type { SessionRuntime } from './session-runtime.js';

export type SessionNews =
  | { readonly kind: 'started'; readonly session: SessionRuntime }
  | {
      readonly kind: 'ended';
      readonly session: SessionRuntime;
      readonly outcome: RunOutcome;
      readonly error: SessionError | null;
    }
  | { readonly kind: 'attention'; readonly session: SessionRuntime; readonly request: AgentRequest }
  | { readonly kind: 'status'; readonly session: SessionRuntime; readonly status: SessionStatus };

export function newsOf(session: SessionRuntime, before: SessionState, after: SessionState): readonly SessionNews[] {
  const news: SessionNews[] = [];
  if (after.run.run !== null && after.run.run !== before.run.run) news.push({ kind: 'started', session });
  const end = after.run.end;
  if (end && end !== before.run.end && before.run.end?.run !== end.run) {
    news.push({ kind: 'ended', session, outcome: end.outcome, error: end.error });
  }
  if (after.requests.open !== before.requests.open) {
    for (const request of after.requests.open) {
      const known = before.requests.open.some((old) => old.id === request.id);
      if (!known) news.push({ kind: 'attention', session, request });
    }
  }
  const status = statusOf(after);
  if (status !== statusOf(before)) news.push({ kind: 'status', session, status });
  return news;
}
