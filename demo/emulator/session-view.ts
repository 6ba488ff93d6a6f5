/** The shapes in which a session record appears on the wire. Pure functions of the record. */

import { digest } from './random.js';
import type { Message, SessionRecord, WireObject } from './records.js';

export function lastMessageAt(session: SessionRecord): number {
  if (session.pending_started_at !== null) return session.pending_started_at;
  for (let i = session.messages.length - 1; i >= 0; i -= 1) {
    const at = session.messages[i]?.timestamp;
    if (typeof at === 'number') return at;
  }
  return session.updated_at;
}

/** A pending prompt makes a conversation count at least one row although none is stored. */
export function storedCount(session: SessionRecord): number {
  return Math.max(session.messages.length, session.pending_user_message === null ? 0 : 1);
}

function userCount(session: SessionRecord): number {
  let count = 0;
  for (const message of session.messages) if (message.role === 'user') count += 1;
  return count;
}

/** What both forms of a session begin with. */
function sharedFields(session: SessionRecord): WireObject {
  return {
    session_id: session.session_id,
    title: session.title,
    workspace: session.workspace,
    model: session.model,
    model_provider: session.model_provider,
    message_count: storedCount(session),
    created_at: session.created_at,
    updated_at: session.updated_at,
    last_message_at: lastMessageAt(session),
    pinned: session.pinned,
    archived: session.archived,
    project_id: session.project_id,
    profile: session.profile,
    input_tokens: session.input_tokens,
    output_tokens: session.output_tokens,
    estimated_cost: session.estimated_cost,
    cache_read_tokens: 0,
    cache_write_tokens: 0,
    cache_hit_percent: null,
    personality: null,
  };
}

/** The object used by most answers. `is_streaming` is only truthful where the caller says so. */
export function compactSession(session: SessionRecord, live = false): WireObject {
  return {
    ...sharedFields(session),
    compression_anchor_visible_idx: session.compression_anchor_visible_idx,
    compression_anchor_message_key: session.compression_anchor_message_key,
    compression_anchor_summary: null,
    pre_compression_snapshot: session.pre_compression_snapshot,
    context_engine: null,
    compression_anchor_engine: null,
    compression_anchor_mode: null,
    compression_anchor_details: {},
    context_engine_state: {},
    context_length: session.context_length,
    threshold_tokens: session.threshold_tokens,
    last_prompt_tokens: session.last_prompt_tokens,
    post_compression_context_tokens_estimate: null,
    compression_recovery: {},
    recommended_recovery_action: null,
    gateway_routing: null,
    gateway_routing_history: [],
    manual_title: session.manual_title,
    ...(session.parent_session_id ? { parent_session_id: session.parent_session_id } : {}),
    created_workspace: session.created_workspace,
    user_message_count: userCount(session),
    active_stream_id: session.active_stream_id,
    pending_user_message: session.pending_user_message,
    has_pending_user_message: session.pending_user_message !== null,
    is_cli_session: session.is_cli_session,
    source_tag: session.source_tag,
    raw_source: session.raw_source,
    session_source: session.session_source,
    source_label: session.source_label,
    read_only: session.read_only,
    enabled_toolsets: session.enabled_toolsets,
    composer_draft: session.composer_draft,
    process_wakeup_pause: {},
    share_token: null,
    share_created_at: null,
    is_streaming: live,
  };
}

/** What `done` and `apperror` embed: the whole transcript, never a window. */
export function settledSession(session: SessionRecord, options: { toolCalls?: boolean } = {}): WireObject {
  const revision = regenerationRevision(session);
  return {
    ...compactSession(session),
    messages: session.messages.map((message) => ({ ...message })),
    ...(options.toolCalls === false ? {} : { tool_calls: session.tool_calls.map((call) => ({ ...call })) }),
    ...(session.todo_state ? { todo_state: session.todo_state } : {}),
    ...(revision ? { regeneration_revision: revision } : {}),
  };
}

/** The slim object of the session list. Runtime fields are overlaid by the list at read time. */
export function listRow(session: SessionRecord): WireObject {
  return {
    ...sharedFields(session),
    pre_compression_snapshot: session.pre_compression_snapshot,
    context_length: session.context_length,
    gateway_routing: null,
    ...(session.parent_session_id ? { parent_session_id: session.parent_session_id } : {}),
    ...(session.relationship_type
      ? { relationship_type: session.relationship_type, parent_title: session.parent_title }
      : {}),
    user_message_count: userCount(session),
    active_stream_id: session.active_stream_id,
    has_pending_user_message: session.pending_user_message !== null,
    is_cli_session: session.is_cli_session,
    source_tag: session.source_tag,
    raw_source: session.raw_source,
    session_source: session.session_source,
    source_label: session.source_label,
    read_only: session.read_only,
  };
}

/** Present only when idle, writable, and the tail is a prompt with an answer in words. */
export function regenerationRevision(session: SessionRecord): string | null {
  if (session.read_only || session.active_stream_id) return null;
  const last = session.messages.at(-1);
  if (!last || last.role !== 'assistant' || !textOf(last)) return null;
  if (!session.messages.some((message) => message.role === 'user')) return null;
  return digest(`${session.session_id}|${session.messages.length}|${JSON.stringify(last)}`);
}

export function textOf(message: Message): string {
  if (typeof message.content === 'string') return message.content;
  if (!Array.isArray(message.content)) return '';
  return message.content
    .map((part: unknown) => (part && typeof part === 'object' && 'text' in part ? String(part.text) : ''))
    .join('');
}
