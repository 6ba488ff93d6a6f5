/**
 * `/api/sessions`: the rows, their order, and the cache behind them. Titles and counts may be
 * stale for 2.5 s (45 s while anything runs); what is running and what needs somebody never is.
 */

import { touch } from './lost-runs.js';
import type { SessionRecord, WireObject } from './records.js';
import type { ServerState } from './server-state.js';
import { compactSession, lastMessageAt, listRow, textOf } from './session-view.js';

const IDLE_TTL_MS = 2500;
const BUSY_TTL_MS = 45_000;

export interface ListQuery {
  includeArchived: boolean;
  archivedLimit: number | null;
  archivedOffset: number;
  allProfiles: boolean;
  source: string | null;
}

export class SessionList {
  readonly #server: ServerState;
  #cached: Map<string, WireObject> | null = null;
  #builtAt = 0;

  constructor(server: ServerState) {
    this.#server = server;
  }

  invalidate(): void {
    this.#cached = null;
  }

  read(query: ListQuery): WireObject {
    const { store, timers } = this.#server;
    for (const session of store.all()) touch(this.#server, session);
    const rows: { row: WireObject; running: boolean; at: number }[] = [];
    const archived: { row: WireObject; running: boolean; at: number }[] = [];
    const cached = this.#rows();
    let otherProfiles = 0;
    for (const session of store.all()) {
      const row = cached.get(session.session_id);
      if (!row || this.#hidden(session)) continue;
      if (session.profile !== 'default' && !query.allProfiles) {
        otherProfiles += 1;
        continue;
      }
      const running = this.#server.isLive(session.active_stream_id);
      const at = Math.max(lastMessageAt(session), session.pending_started_at ?? 0);
      (session.archived ? archived : rows).push({ row: this.#overlaid(session, row, running), running, at });
    }
    const order = (list: typeof rows) => list.sort((a, b) => Number(b.running) - Number(a.running) || b.at - a.at);
    order(archived);
    const shown = query.includeArchived
      ? archived.slice(
          query.archivedOffset,
          query.archivedLimit === null ? undefined : query.archivedOffset + query.archivedLimit,
        )
      : [];
    const all = order([...rows, ...shown]).map((item) => item.row);
    const wanted = query.source ? all.filter((row) => (row['is_cli_session'] ? 'cli' : 'webui') === query.source) : all;
    const cli = rows.filter((item) => item.row['is_cli_session']).length;
    return {
      sessions: wanted,
      sidebar_reference_sessions: [],
      cli_count: cli,
      archived_count: archived.length,
      archived_webui_count: archived.length,
      archived_cli_count: 0,
      include_archived: query.includeArchived,
      all_profiles: query.allProfiles,
      active_profile: 'default',
      other_profile_count: otherProfiles,
      server_time: timers.seconds,
      server_tz: '+0000',
      webui_session_count: rows.length - cli,
      cli_session_count: cli,
      ...(query.includeArchived && query.archivedLimit !== null
        ? { archived_limit: query.archivedLimit, archived_offset: query.archivedOffset }
        : {}),
    };
  }

  search(text: string, content: boolean, depth: number): WireObject {
    const needle = text.toLowerCase();
    const found: { item: WireObject; at: number }[] = [];
    for (const session of this.#server.store.all()) {
      if (this.#hidden(session)) continue;
      const match = needle === '' ? {} : this.#match(session, needle, content, depth);
      if (match) found.push({ item: { ...compactSession(session), ...match }, at: lastMessageAt(session) });
    }
    const pinnedFirst = (entry: { item: WireObject }) => Number(entry.item['pinned'] === true);
    const sessions = found.sort((a, b) => pinnedFirst(b) - pinnedFirst(a) || b.at - a.at).map((entry) => entry.item);
    const scope = { all_profiles: false, active_profile: 'default' };
    return needle === '' ? { sessions, ...scope } : { sessions, query: needle, count: sessions.length, ...scope };
  }

  #rows(): Map<string, WireObject> {
    const now = this.#server.timers.now;
    const ttl = this.#server.live.size > 0 ? BUSY_TTL_MS : IDLE_TTL_MS;
    if (!this.#cached || now - this.#builtAt >= ttl) {
      this.#cached = new Map();
      for (const session of this.#server.store.all()) this.#cached.set(session.session_id, listRow(session));
      this.#builtAt = now;
    }
    return this.#cached;
  }

  #overlaid(session: SessionRecord, row: WireObject, running: boolean): WireObject {
    const approvals = this.#server.approvals.queue(session.session_id).length;
    const questions = this.#server.clarifies.size(session.session_id);
    return {
      ...row,
      active_stream_id: session.active_stream_id,
      has_pending_user_message: session.pending_user_message !== null,
      updated_at: session.updated_at,
      last_message_at: lastMessageAt(session),
      is_streaming: running,
      ...(running && session.pending_started_at !== null ? { pending_started_at: session.pending_started_at } : {}),
      cron_running: false,
      attention:
        approvals > 0
          ? { kind: 'approval', count: approvals, severity: 'critical' }
          : questions > 0
            ? { kind: 'clarify', count: questions, severity: 'question' }
            : null,
    };
  }

  #hidden(session: SessionRecord): boolean {
    const id = session.session_id;
    if (session.pre_compression_snapshot && this.#server.store.continuationOf(id)) return true;
    if (session.messages.length > 0 || session.pending_user_message !== null) return false;
    return !this.#server.approvals.queue(id).length && !this.#server.clarifies.size(id);
  }

  #match(session: SessionRecord, needle: string, content: boolean, depth: number): WireObject | null {
    if (session.title.toLowerCase().includes(needle)) return { match_type: 'title' };
    if (!content) return null;
    const rows = depth > 0 ? session.messages.slice(0, depth) : session.messages;
    for (const message of rows) {
      const text = textOf(message);
      const at = text.toLowerCase().indexOf(needle);
      if (at < 0) continue;
      return { match_type: 'content', match_preview: text.slice(Math.max(0, at - 40), at + 80) };
    }
    return null;
  }
}
