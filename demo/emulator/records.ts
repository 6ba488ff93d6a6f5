/** What the emulated server keeps "on disk": sessions and their messages. Survives a restart. */

export type Json = null | boolean | number | string | Json[] | { [key: string]: Json };
export type WireObject = Record<string, unknown>;

export interface Message extends WireObject {
  role: 'user' | 'assistant' | 'tool' | 'system';
  content: unknown;
  timestamp?: number;
}

export interface ToolSummary extends WireObject {
  name: string;
  snippet: string;
  tid: string;
  assistant_msg_idx: number;
  args: WireObject;
}

export interface TodoItem {
  id: string;
  content: string;
  status: 'pending' | 'in_progress' | 'completed' | 'cancelled';
}

export interface SessionRecord {
  session_id: string;
  title: string;
  workspace: string;
  created_workspace: string;
  model: string;
  model_provider: string | null;
  created_at: number;
  updated_at: number;
  pinned: boolean;
  archived: boolean;
  project_id: string | null;
  profile: string;
  input_tokens: number;
  output_tokens: number;
  estimated_cost: number | null;
  context_length: number | null;
  threshold_tokens: number | null;
  last_prompt_tokens: number | null;
  compression_anchor_visible_idx: number | null;
  compression_anchor_message_key: WireObject | null;
  pre_compression_snapshot: boolean;
  manual_title: boolean;
  /** True until a title was generated; not on the wire. */
  provisional_title: boolean;
  parent_session_id: string | null;
  parent_title: string | null;
  relationship_type: string | null;
  is_cli_session: boolean;
  source_tag: string | null;
  raw_source: string | null;
  session_source: string | null;
  source_label: string | null;
  read_only: boolean;
  enabled_toolsets: string[] | null;
  composer_draft: WireObject;
  active_stream_id: string | null;
  pending_user_message: string | null;
  pending_started_at: number | null;
  pending_user_source: string | null;
  pending_attachments: unknown[] | null;
  messages: Message[];
  tool_calls: ToolSummary[];
  todo_state: WireObject | null;
  /** Highest row id given out; rows keep their ids when others are removed. */
  last_row_id: number;
}

export interface Seed {
  id?: string;
  title?: string;
  messages?: Message[];
  /** Milliseconds before now at which the session was created; rows are spread up to `updatedAgo`. */
  createdAgo?: number;
  updatedAgo?: number;
  pinned?: boolean;
  archived?: boolean;
  projectId?: string | null;
  parentSessionId?: string | null;
  relationshipType?: string | null;
  sessionSource?: string | null;
  readOnly?: boolean;
  todos?: TodoItem[];
  profile?: string;
}

export const DEFAULT_WORKSPACE = '/workspace/app';
export const DEFAULT_MODEL = 'hermes-4-70b';
