/** Everything that changes a session without starting a turn. What is announced, and what is not, matters. */

import type { Call } from './calls.js';
import { bad, json, text } from './calls.js';
import type { Message, SessionRecord, WireObject } from './records.js';
import type { ServerState } from './server-state.js';
import { compactSession, storedCount, textOf } from './session-view.js';

type Write = (server: ServerState, session: SessionRecord, body: WireObject) => Response;

const VIEW_ONLY = 'This session is view-only.';
/** These refuse a read-only session with 403, the others with 400. */
const FORBIDDEN_WHEN_READ_ONLY = new Set(['rename', 'update', 'move']);

const WRITES: Record<string, Write> = {
  rename(server, session, body) {
    session.title = text(body['title']).slice(0, 80) || 'Untitled';
    session.manual_title = session.title !== 'Untitled';
    session.updated_at = server.timers.seconds;
    announce(server, session, 'session_rename');
    return json({ session: compactSession(session) });
  },
  pin(server, session, body) {
    const pinned = body['pinned'] !== false;
    const limit = Number(server.settings['pinned_sessions_limit'] ?? 3);
    const others = [...server.store.all()].filter((other) => other.pinned && other !== session && !other.archived);
    if (pinned && !session.pinned && others.length >= limit) return bad(`Only ${limit} sessions can be pinned.`);
    session.pinned = pinned;
    session.updated_at = server.timers.seconds;
    announce(server, session, 'session_pin');
    return json({ ok: true, session: compactSession(session) });
  },
  archive(server, session, body) {
    session.archived = body['archived'] !== false;
    announce(server, session, 'session_archive');
    return json({ ok: true, session: compactSession(session) });
  },
  move(server, session, body) {
    const project = body['project_id'] === null ? null : text(body['project_id']);
    if (project && !server.projects.some((item) => item.project_id === project)) return bad('Project not found', 404);
    session.project_id = project || null;
    announce(server, session, 'session_move');
    return json({ ok: true, session: compactSession(session) });
  },
  duplicate(server, session) {
    const copy = server.store.create({
      ...fresh(session),
      title: `${session.title} (copy)`,
      composer_draft: session.composer_draft,
      messages: copyRows(session.messages),
      tool_calls: session.tool_calls.map((call) => ({ ...call })),
    });
    announce(server, copy, 'session_duplicate');
    return json({ session: { ...compactSession(copy), messages: copy.messages } });
  },
  branch(server, session, body) {
    const keep = body['keep_count'] === undefined ? session.messages.length : Number(body['keep_count']);
    if (!Number.isInteger(keep) || keep < 0) return bad('keep_count must be a non-negative integer');
    const fork = server.store.create({
      ...fresh(session),
      title: text(body['title']) || `${session.title} (fork)`,
      parent_session_id: session.session_id,
      session_source: 'fork',
      messages: copyRows(session.messages.slice(0, keep)),
      tool_calls: session.tool_calls.filter((call) => call.assistant_msg_idx < keep).map((call) => ({ ...call })),
    });
    announce(server, fork, 'session_branch');
    return json({ session_id: fork.session_id, title: fork.title, parent_session_id: session.session_id });
  },
  truncate(server, session, body) {
    const keep = Number(body['keep_count']);
    if (body['keep_count'] === undefined || !Number.isInteger(keep) || keep < 0) return bad('keep_count is required');
    shorten(server, session, keep);
    return json({ ok: true, session: { ...compactSession(session), messages: session.messages } });
  },
  clear(server, session) {
    shorten(server, session, 0);
    session.active_stream_id = null;
    session.pending_user_message = null;
    session.pending_started_at = null;
    session.todo_state = null;
    return json({ ok: true, session: compactSession(session) });
  },
  undo(server, session) {
    const turn = lastTurn(session);
    if (!turn) return json({ error: 'Nothing to undo.' });
    shorten(server, session, turn.index);
    return json({ ok: true, removed_count: turn.count, removed_preview: turn.text.slice(0, 80) });
  },
  retry(server, session) {
    const turn = lastTurn(session);
    if (!turn) return json({ error: 'No previous message to retry.' });
    shorten(server, session, turn.index);
    return json({ ok: true, last_user_text: turn.text, removed_count: turn.count });
  },
  update(server, session, body) {
    if (text(body['workspace'])) session.workspace = text(body['workspace']);
    if (text(body['model'])) session.model = text(body['model']);
    if (body['model_provider'] !== undefined) session.model_provider = text(body['model_provider']) || null;
    session.updated_at = server.timers.seconds;
    return json({ session: { ...compactSession(session), messages: session.messages } });
  },
  draft(_server, session, body) {
    const draft: WireObject = {};
    if (body['text'] !== undefined) draft['text'] = String(body['text']).slice(0, 50_000);
    if (Array.isArray(body['files'])) draft['files'] = body['files'].slice(0, 50);
    const unchanged = JSON.stringify(draft) === JSON.stringify(session.composer_draft);
    session.composer_draft = draft;
    return json({ ok: true, draft, ...(unchanged ? { unchanged: true } : {}) });
  },
  toolsets(_server, session, body) {
    session.enabled_toolsets = Array.isArray(body['toolsets']) ? body['toolsets'].map(String) : null;
    return json({ ok: true, enabled_toolsets: session.enabled_toolsets });
  },
  'anchor-scene'(_server, session, body) {
    const index = Number(body['message_index'] ?? session.messages.length - 1);
    const row = session.messages[index];
    if (!row) return bad('message not found', 404);
    row['_anchor_activity_scene'] = body['scene'];
    if (body['stream_id']) row['_anchor_stream_id'] = body['stream_id'];
    return json({ ok: true, message_index: index, message_ref: null });
  },
};

export const SESSION_WRITES: ReadonlySet<string> = new Set(Object.keys(WRITES));

export function writeSession(server: ServerState, call: Call, verb: string): Response {
  const id = text(call.body['session_id']);
  if (!id) return bad('Missing required field(s): session_id');
  const session = server.store.get(id);
  if (!session) return bad('Session not found', 404);
  if (session.read_only) return bad(VIEW_ONLY, FORBIDDEN_WHEN_READ_ONLY.has(verb) ? 403 : 400);
  return (WRITES[verb] as Write)(server, session, call.body);
}

/** In memory only and unlisted until its first turn. */
export function newSession(server: ServerState, call: Call): Response {
  const { body } = call;
  const session = server.store.create({
    ...(text(body['workspace']) ? { workspace: text(body['workspace']) } : {}),
    ...(text(body['model']) ? { model: text(body['model']) } : {}),
    ...(text(body['model_provider']) ? { model_provider: text(body['model_provider']) } : {}),
    ...(text(body['project_id']) ? { project_id: text(body['project_id']) } : {}),
    ...(Array.isArray(body['enabled_toolsets']) ? { enabled_toolsets: body['enabled_toolsets'].map(String) } : {}),
  });
  return json({ session: { ...compactSession(session), messages: [] } });
}

export function importSession(server: ServerState, call: Call): Response {
  const rows = Array.isArray(call.body['messages']) ? (call.body['messages'] as Message[]) : null;
  if (!rows) return bad('messages is required');
  const session = server.store.create({
    title: text(call.body['title']) || 'Untitled',
    provisional_title: false,
    messages: copyRows(rows),
    last_row_id: rows.length,
  });
  server.listEvents.publish('session_import');
  return json({ ok: true, session: { ...compactSession(session), messages: session.messages } });
}

/** Unknown ids are fine; a running turn goes on into nothing. */
export function deleteSession(server: ServerState, call: Call): Response {
  const id = text(call.body['session_id']);
  if (!id) return bad('Missing required field(s): session_id');
  if (server.store.get(id)?.read_only) return bad(VIEW_ONLY);
  server.store.delete(id);
  for (const journal of [...server.journals.values()]) {
    if (journal.sessionId === id && !server.live.has(journal.streamId)) server.journals.delete(journal.streamId);
  }
  server.listEvents.publish('session_delete');
  return json({ ok: true, state_db_cleanup_failed: false });
}

function announce(server: ServerState, session: SessionRecord, reason: string): void {
  server.listEvents.publish(reason, { sessionId: session.session_id, profile: session.profile });
}

/** Nothing on the list stream tells about this; the cached row may stay stale for a while. */
function shorten(server: ServerState, session: SessionRecord, keep: number): void {
  session.messages = session.messages.slice(0, keep);
  session.tool_calls = session.tool_calls.filter((call) => call.assistant_msg_idx < keep);
  session.updated_at = server.timers.seconds;
}

function lastTurn(session: SessionRecord): { index: number; count: number; text: string } | null {
  const index = session.messages.findLastIndex((message) => message.role === 'user');
  const row = session.messages[index];
  return row ? { index, count: session.messages.length - index, text: textOf(row) } : null;
}

function copyRows(rows: readonly Message[]): Message[] {
  return rows.map((row) => ({ ...row }));
}

function fresh(session: SessionRecord): Partial<SessionRecord> {
  return {
    workspace: session.workspace,
    model: session.model,
    model_provider: session.model_provider,
    project_id: session.project_id,
    profile: session.profile,
    provisional_title: false,
    last_row_id: storedCount(session),
  };
}
