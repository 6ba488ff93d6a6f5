/** `GET /api/session` and the small reads. A read repairs a run that was lost long enough ago. */

import type { Call } from './calls.js';
import { bad, json } from './calls.js';
import { touch } from './lost-runs.js';
import type { Message, SessionRecord, WireObject } from './records.js';
import type { ServerState } from './server-state.js';
import { compactSession, regenerationRevision } from './session-view.js';
import { runtimeSnapshot } from './snapshot.js';

const MAX_WINDOW = 500;
const TOOL_TEXT_LIMIT = 4096;

export function getSession(server: ServerState, call: Call): Response {
  const { query } = call;
  const id = query.get('session_id') ?? '';
  if (!id) return bad('session_id is required');
  const session = server.store.get(id);
  if (!session) return bad('Session not found', 404);
  if (session.profile !== 'default') {
    return bad('Session belongs to a different profile', 409, {
      code: 'session_profile_mismatch',
      session_id: id,
      profile: session.profile,
    });
  }
  touch(server, session);
  return json({ session: detail(server, session, query) });
}

function detail(server: ServerState, session: SessionRecord, query: URLSearchParams): WireObject {
  const withMessages = query.get('messages') !== '0';
  const limit = positive(query.get('msg_limit'));
  const before = positive(query.get('msg_before'));
  const window = withMessages ? windowOf(session.messages, limit, before) : { start: 0, rows: [] };
  const end = window.start + window.rows.length;
  const whole = window.start === 0 && end >= session.messages.length;
  const live = server.isLive(session.active_stream_id);
  const journal = session.active_stream_id ? server.journals.get(session.active_stream_id) : undefined;
  const withSnapshot = live && journal && (!withMessages || limit === null);
  const truncated = window.start > 0;
  const revision = truncated ? null : regenerationRevision(session);
  const continuation = session.pre_compression_snapshot ? server.store.continuationOf(session.session_id) : undefined;
  return {
    ...compactSession(session, live),
    ...(withMessages ? { message_count: session.messages.length } : {}),
    context_length: session.context_length ?? 0,
    threshold_tokens: session.threshold_tokens ?? 0,
    last_prompt_tokens: session.last_prompt_tokens ?? 0,
    messages: limit === null ? window.rows : window.rows.map(clipped),
    tool_calls: withMessages
      ? session.tool_calls
          .filter((call) => whole || (call.assistant_msg_idx >= window.start && call.assistant_msg_idx < end))
          .map((call) => ({ ...call, assistant_msg_idx: call.assistant_msg_idx - window.start }))
      : [],
    pending_attachments: withMessages || withSnapshot ? session.pending_attachments : [],
    pending_started_at: session.pending_started_at,
    pending_user_source: session.pending_user_source,
    ...(journal ? { runtime_journal: journal.summary(live) } : {}),
    ...(withSnapshot ? { runtime_journal_snapshot: runtimeSnapshot(journal) } : {}),
    ...(withMessages && session.todo_state ? { todo_state: session.todo_state } : {}),
    ...(continuation ? { continuation_session_id: continuation.session_id } : {}),
    _messages_truncated: truncated,
    _messages_offset: window.start,
    _msg_limit_max: MAX_WINDOW,
    ...(revision ? { regeneration_revision: revision } : {}),
  };
}

/** Counts visible rows from the end; results of tools come along without being counted. */
function windowOf(
  messages: readonly Message[],
  limit: number | null,
  before: number | null,
): { start: number; rows: Message[] } {
  const end = before === null ? messages.length : Math.min(before, messages.length);
  if (limit === null) return { start: 0, rows: messages.slice(0, end) };
  const wanted = Math.min(Math.max(limit, 1), MAX_WINDOW);
  let start = end;
  let visible = 0;
  while (start > 0 && visible < wanted) {
    start -= 1;
    if (messages[start]?.role !== 'tool') visible += 1;
  }
  return { start, rows: messages.slice(start, end) };
}

function clipped(message: Message): Message {
  const { content } = message;
  if (message.role !== 'tool' || typeof content !== 'string' || content.length <= TOOL_TEXT_LIMIT) return message;
  return {
    ...message,
    content: `${content.slice(0, TOOL_TEXT_LIMIT)}\n… [${content.length - TOOL_TEXT_LIMIT} more characters]`,
    _content_truncated: true,
    _content_original_chars: content.length,
  };
}

export function sessionStatus(server: ServerState, call: Call): Response {
  const session = server.store.get(call.query.get('session_id') ?? '');
  if (!session) return bad('Session not found', 404);
  touch(server, session);
  return json({
    session_id: session.session_id,
    title: session.title,
    model: session.model,
    profile: session.profile,
    hermes_home: '/hermes',
    workspace: session.workspace,
    personality: null,
    message_count: session.messages.length,
    created_at: session.created_at,
    updated_at: session.updated_at,
    agent_running: session.active_stream_id !== null,
    active_stream_id: server.isLive(session.active_stream_id) ? session.active_stream_id : null,
    input_tokens: session.input_tokens,
    output_tokens: session.output_tokens,
    total_tokens: session.input_tokens + session.output_tokens,
    estimated_cost: session.estimated_cost,
  });
}

export function sessionUsage(server: ServerState, call: Call): Response {
  const session = server.store.get(call.query.get('session_id') ?? '');
  if (!session) return bad('Session not found', 404);
  return json({
    input_tokens: session.input_tokens,
    output_tokens: session.output_tokens,
    total_tokens: session.input_tokens + session.output_tokens,
    estimated_cost: session.estimated_cost,
    model: session.model,
  });
}

function positive(value: string | null): number | null {
  return value !== null && /^\d+$/.test(value) ? Number(value) : null;
}
