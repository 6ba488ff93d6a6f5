/** Approvals and clarify questions -> requests a person can answer. The same objects come by stream and by poll. */
import type { AgentRequest, ApprovalChoice, RequestKind } from '../../session/requests.js';
import type { RunId, SessionId } from '../../transport/events.js';
import { child, filled, id, MAX_CHOICES, millis, obj, count, str, strings, type Json } from './json.js';

const CHOICES: readonly ApprovalChoice[] = ['once', 'session', 'always', 'deny'];

/** Null where there is none, or one without an id: answering that would answer whichever is oldest by then (I-12). */
export function mapApproval(pending: unknown, session: SessionId, run: RunId | null): AgentRequest | null {
  const from = obj(pending);
  const requestId = id(from, 'approval_id', 'request_id');
  if (requestId === null) return null;
  const patterns = strings(from, 'pattern_keys');
  const pattern = filled(from, 'pattern_key');
  const wire = ownerOf(from, requestId);
  return {
    kind: 'approval',
    // A gateway may count its requests anew in every run: the same id under another owner is another request.
    id: wire['run_id'] === undefined ? requestId : `${wire['run_id']}:${requestId}`,
    session,
    run,
    state: 'pending',
    openedAt: null,
    expiresAt: null,
    closedBy: null,
    error: null,
    answer: null,
    wire,
    approval: {
      command: str(from, 'command') ?? '',
      description: str(from, 'description') ?? '',
      tool: filled(from, 'tool'),
      args: child(from, 'args'),
      risk: filled(from, 'risk_level'),
      patterns: patterns.length > 0 || pattern === null ? patterns : [pattern],
      choices: choicesOf(from),
    },
  };
}

export function mapQuestion(pending: unknown, session: SessionId, run: RunId | null): AgentRequest | null {
  const from = obj(pending);
  const requestId = id(from, 'clarify_id', 'request_id');
  if (requestId === null) return null;
  return {
    kind: 'question',
    id: requestId,
    session,
    run,
    state: 'pending',
    openedAt: millis(from, 'requested_at'),
    // 0 stands for a question that never expires.
    expiresAt: millis(from, 'expires_at'),
    closedBy: null,
    error: null,
    answer: null,
    wire: {},
    question: { text: str(from, 'question') ?? '', choices: strings(from, 'choices_offered').slice(0, MAX_CHOICES) },
  };
}

/** The answer of a pending endpoint. Questions come without a count: the server shows one at a time. */
export function mapPending(
  answer: unknown,
  kind: RequestKind,
  session: SessionId,
): { readonly head: AgentRequest | null; readonly waiting: number } {
  const from = obj(answer);
  const head =
    kind === 'approval' ? mapApproval(from['pending'], session, null) : mapQuestion(from['pending'], session, null);
  return { head, waiting: head === null ? 0 : Math.max(1, count(from, 'pending_count')) };
}

/** Exactly what is offered, in its order. Servers that say nothing take all four, unless a rule may not be stored. */
function choicesOf(from: Json): readonly ApprovalChoice[] {
  const offered = strings(from, 'choices');
  const known = CHOICES.filter((choice) => offered.includes(choice));
  if (known.length > 0) return known.toSorted((a, b) => offered.indexOf(a) - offered.indexOf(b));
  return CHOICES.filter((choice) => choice !== 'always' || from['allow_permanent'] !== false);
}

/** Owner of a relayed approval: both halves or neither, one alone is refused (http-api 7.6). With it the id as it was sent. */
function ownerOf(from: Json, approval: string): Readonly<Record<string, string>> {
  const run = id(from, 'run_id');
  const token = filled(from, '_gateway_mirror_token');
  return run !== null && token !== null ? { approval_id: approval, run_id: run, mirror_token: token } : {};
}
