/** Owns every session record. Pure storage: no streams, no runs. Survives a restart. */

import type { Timers } from './clock.js';
import type { Randomness } from './random.js';
import type { Message, Seed, SessionRecord } from './records.js';
import { DEFAULT_MODEL, DEFAULT_WORKSPACE } from './records.js';
import { todoState } from './todo-state.js';

export class SessionStore {
  readonly #sessions = new Map<string, SessionRecord>();
  readonly #timers: Timers;
  readonly #random: Randomness;

  constructor(timers: Timers, random: Randomness) {
    this.#timers = timers;
    this.#random = random;
  }

  get size(): number {
    return this.#sessions.size;
  }

  get(id: string): SessionRecord | undefined {
    return this.#sessions.get(id);
  }

  all(): IterableIterator<SessionRecord> {
    return this.#sessions.values();
  }

  delete(id: string): boolean {
    return this.#sessions.delete(id);
  }

  create(fields: Partial<SessionRecord> = {}): SessionRecord {
    const now = this.#timers.seconds;
    const workspace = fields.workspace ?? DEFAULT_WORKSPACE;
    const session: SessionRecord = {
      session_id: fields.session_id ?? this.#random.hex(12),
      title: 'Untitled',
      workspace,
      created_workspace: workspace,
      model: DEFAULT_MODEL,
      model_provider: null,
      created_at: now,
      updated_at: now,
      pinned: false,
      archived: false,
      project_id: null,
      profile: 'default',
      input_tokens: 0,
      output_tokens: 0,
      estimated_cost: null,
      context_length: null,
      threshold_tokens: null,
      last_prompt_tokens: null,
      compression_anchor_visible_idx: null,
      compression_anchor_message_key: null,
      pre_compression_snapshot: false,
      manual_title: false,
      provisional_title: true,
      parent_session_id: null,
      parent_title: null,
      relationship_type: null,
      is_cli_session: false,
      source_tag: null,
      raw_source: null,
      session_source: null,
      source_label: null,
      read_only: false,
      enabled_toolsets: null,
      composer_draft: {},
      active_stream_id: null,
      pending_user_message: null,
      pending_started_at: null,
      pending_user_source: null,
      pending_attachments: [],
      messages: [],
      tool_calls: [],
      todo_state: null,
      last_row_id: 0,
      ...fields,
    };
    this.#sessions.set(session.session_id, session);
    return session;
  }

  /** A session with a past: rows without a timestamp are spread between creation and last update. */
  seed(seed: Seed): SessionRecord {
    const now = this.#timers.now;
    const created = (now - (seed.createdAgo ?? 3_600_000)) / 1000;
    const updated = (now - (seed.updatedAgo ?? 60_000)) / 1000;
    const rows = seed.messages ?? [];
    const step = rows.length > 1 ? (updated - created) / (rows.length - 1) : 0;
    const messages: Message[] = rows.map((row, index) => ({
      ...row,
      timestamp: row.timestamp ?? created + step * index,
      id: index + 1,
    }));
    return this.create({
      ...(seed.id ? { session_id: seed.id } : {}),
      title: seed.title ?? 'Untitled',
      created_at: created,
      updated_at: updated,
      pinned: seed.pinned ?? false,
      archived: seed.archived ?? false,
      project_id: seed.projectId ?? null,
      parent_session_id: seed.parentSessionId ?? null,
      parent_title: (seed.parentSessionId && this.#sessions.get(seed.parentSessionId)?.title) || null,
      relationship_type: seed.relationshipType ?? null,
      session_source: seed.sessionSource ?? null,
      read_only: seed.readOnly ?? false,
      profile: seed.profile ?? 'default',
      provisional_title: !seed.title,
      ...(seed.todos ? { todo_state: todoState(seed.todos, updated) } : {}),
      messages,
      last_row_id: messages.length,
    });
  }

  /**
   * The newest visible session that continues a compressed one; follows chains. Forks and
   * delegated children share `parent_session_id` but are not continuations.
   */
  continuationOf(id: string): SessionRecord | undefined {
    let found: SessionRecord | undefined;
    let at = id;
    for (let hops = 0; hops < 50; hops += 1) {
      let next: SessionRecord | undefined;
      for (const session of this.#sessions.values()) {
        if (session.parent_session_id !== at || session.session_source === 'fork' || session.relationship_type)
          continue;
        if (!next || session.created_at >= next.created_at) next = session;
      }
      if (!next) break;
      found = next;
      at = next.session_id;
    }
    return found;
  }
}
