/** The routes a chat client touches beside sessions and runs. */

import { SESSION_COOKIE } from './auth.js';
import type { Call } from './calls.js';
import { bad, json, text, truthy } from './calls.js';
import { digest } from './random.js';
import { DEFAULT_MODEL, DEFAULT_WORKSPACE } from './records.js';
import type { ServerState } from './server-state.js';

/** Fields of the stored form that the emulator never sets. */
const EXPORT_CONSTANTS = {
  model_explicit_pick_signature: null,
  cache_read_tokens: 0,
  cache_write_tokens: 0,
  personality: null,
  context_messages: [],
  compression_anchor_summary: null,
  context_engine: null,
  compression_anchor_engine: null,
  compression_anchor_mode: null,
  compression_anchor_details: {},
  context_engine_state: {},
  post_compression_context_tokens_estimate: null,
  compression_recovery: {},
  recommended_recovery_action: null,
  compression_recovery_source_session_id: null,
  compression_recovery_action: null,
  clear_generation: null,
  gateway_routing: null,
  gateway_routing_history: [],
  worktree_path: null,
  worktree_branch: null,
  worktree_repo_root: null,
  worktree_created_at: null,
  process_wakeup_pause: {},
  share_token: null,
  share_created_at: null,
  anchor_activity_scenes: {},
  _anchor_scene_index: {},
  _metadata_message_count: null,
};

export function health(server: ServerState): Response {
  const { timers, traffic } = server;
  return json({
    status: 'ok',
    sessions: server.store.size,
    active_streams: server.live.size,
    active_runs: server.live.size,
    runs: [...server.live.values()].map((run) => ({ run_id: run.streamId, session_id: run.sessionId })),
    last_run_finished_at: server.lastRunFinishedAt,
    server_started_at: server.startedAt,
    uptime_seconds: Math.round((timers.seconds - server.startedAt) * 10) / 10,
    accept_loop: { requests_total: traffic.report().requests, last_request_at: timers.seconds },
  });
}

export function login(server: ServerState, call: Call): Response {
  if (!server.auth.enabled) return json({ ok: true, message: 'Auth not enabled' });
  const result = server.auth.login(call.body['password'], server.timers.now);
  if ('error' in result) return bad(result.error, result.status);
  return json({ ok: true }, 200, { 'set-cookie': result.cookie });
}

export function logout(server: ServerState, call: Call): Response {
  server.auth.logout(call.headers);
  const response = json({ ok: true });
  for (const name of [SESSION_COOKIE, 'hermes_profile']) {
    response.headers.append('set-cookie', `${name}=""; HttpOnly; Max-Age=0; Path=/; SameSite=Lax`);
  }
  return response;
}

export function listSessions(server: ServerState, call: Call): Response {
  const { query } = call;
  const limit = query.get('archived_limit');
  const source = query.get('sidebar_source');
  const body = server.list.read({
    includeArchived: truthy(query.get('include_archived')),
    archivedLimit: limit !== null && /^\d+$/.test(limit) ? Math.min(2000, Number(limit)) : null,
    archivedOffset: Number(query.get('archived_offset')) || 0,
    allProfiles: truthy(query.get('all_profiles')),
    source: source === 'webui' || source === 'cli' ? source : null,
  });
  server.onListRead?.();
  return new Response(JSON.stringify(body), {
    headers: { 'content-type': 'application/json; charset=utf-8', 'cache-control': 'no-store' },
  });
}

export function searchSessions(server: ServerState, call: Call): Response {
  const depth = call.query.get('depth');
  return json(
    server.list.search(
      (call.query.get('q') ?? '').trim(),
      truthy(call.query.get('content')),
      depth === null ? 5 : Number(depth) || 0,
    ),
  );
}

export function exportSession(server: ServerState, call: Call): Response {
  const session = server.store.get(call.query.get('session_id') ?? '');
  if (!session) return bad('Session not found', 404);
  const {
    provisional_title: provisional,
    last_row_id: _row,
    parent_title: _title,
    relationship_type: _type,
    todo_state: _todo,
    ...rest
  } = session;
  return json({
    ...EXPORT_CONSTANTS,
    ...rest,
    llm_title_generated: !provisional && !session.manual_title,
    truncation_watermark: session.messages.at(-1)?.timestamp ?? null,
    truncation_boundary: session.messages.at(-1)?.timestamp ?? null,
    intentional_shrink_generation: digest(`${session.session_id}|${session.messages.length}`).slice(0, 32),
  });
}

export function listProjects(server: ServerState): Response {
  return json({ projects: server.projects, all_profiles: false, active_profile: 'default', other_profile_count: 0 });
}

export function createProject(server: ServerState, call: Call): Response {
  const name = text(call.body['name']).slice(0, 128);
  if (!name) return bad('name is required');
  const project = {
    project_id: server.random.hex(12),
    name,
    color: text(call.body['color']) || null,
    profile: 'default',
    created_at: server.timers.seconds,
  };
  server.projects.push(project);
  return json({ ok: true, project });
}

export function profiles(): Response {
  return json({
    profiles: [
      {
        name: 'default',
        path: '/hermes',
        is_default: true,
        is_active: true,
        gateway_running: false,
        model: DEFAULT_MODEL,
        provider: null,
        has_env: false,
        visible: true,
        skill_count: 0,
        enabled_skills: 0,
        total_skills: 0,
      },
    ],
    active: 'default',
    single_profile_mode: false,
  });
}

export function activeProfile(): Response {
  return json({ name: 'default', path: '/hermes', is_default: true, default_workspace: DEFAULT_WORKSPACE });
}

export function saveSettings(server: ServerState, call: Call): Response {
  Object.assign(server.settings, call.body);
  return json(server.settings);
}

export function models(_server: ServerState, call: Call): Response {
  const freshness = call.query.get('freshness');
  if (freshness !== null && freshness !== 'session_visit') return bad('Invalid freshness');
  return json({
    active_provider: 'nous',
    default_model: DEFAULT_MODEL,
    configured_model_badges: {},
    groups: [
      {
        provider: 'Nous',
        provider_id: 'nous',
        models: [
          { id: DEFAULT_MODEL, label: 'Hermes 4 70B' },
          { id: 'hermes-4-405b', label: 'Hermes 4 405B' },
        ],
      },
    ],
    aliases: {},
  });
}

export function commands(): Response {
  return json({
    commands: [
      { name: 'new', description: 'Begin a new session' },
      { name: 'retry', description: 'Ask the last question again' },
      { name: 'undo', description: 'Take back the last turn' },
      { name: 'stop', description: 'Stop the running turn' },
    ],
  });
}

/** Kept for old clients; does nothing. */
export function acknowledgeTask(_server: ServerState, call: Call): Response {
  const { session_id, task_id, event_id } = call.body;
  return json({ ok: true, session_id, task_id, event_id, noop: true });
}
