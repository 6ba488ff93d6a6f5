/** Turn control: start, stop, steer, and the stream of a run with its cursor rules. */

import type { Call } from './calls.js';
import { bad, json, text } from './calls.js';
import { clampCursor, readCursor } from './cursor.js';
import type { Journal } from './journal.js';
import { encodeFrame, RELAY_CLOSING } from './journal.js';
import { interruptedNotice } from './lost-runs.js';
import type { Run } from './run.js';
import { beginTurn, busyStream } from './run-start.js';
import type { ServerState } from './server-state.js';
import { regenerationRevision, textOf } from './session-view.js';
import type { ChannelFrame } from './stream-channel.js';

export function chatStart(server: ServerState, call: Call): Response {
  const { body } = call;
  const id = text(body['session_id']);
  if (!id) return bad('Missing required field(s): session_id');
  const session = server.store.get(id);
  if (body['regenerate'] === true) return regenerate(server, call);
  if (typeof body['message'] !== 'string') return bad('Missing required field(s): message');
  const message = body['message'].trim();
  if (!message) return bad('message is required');
  if (!session) return bad('Session not found', 404);
  if (session.read_only) return bad('This session is view-only.', 403);
  if (message === '[SILENT]') return json({ status: 'suppressed', reason: 'silent_control_message' });
  const busy = busyStream(server, session);
  if (busy) return bad('session already has an active stream', 409, { active_stream_id: busy });
  const attachments = Array.isArray(body['attachments']) ? body['attachments'].slice(0, 20) : [];
  const { run, startedAt, turnId } = beginTurn(server, session, { text: message, attachments });
  return json({
    stream_id: run.streamId,
    session_id: id,
    pending_started_at: startedAt,
    turn_id: turnId,
    title: session.title,
  });
}

function regenerate(server: ServerState, call: Call): Response {
  const { body } = call;
  const session = server.store.get(text(body['session_id']));
  if (!session) return bad('Session not found', 404);
  if (['message', 'attachments', 'keep_count', 'prompt', 'prompt_index'].some((key) => body[key] !== undefined)) {
    return bad('A regeneration takes no other input.', 400, { code: 'invalid_regeneration_request' });
  }
  if (session.read_only) return bad('This session is view-only.', 403, { code: 'regeneration_read_only' });
  const busy = busyStream(server, session);
  if (busy) return bad('session already has an active stream', 409, { code: 'session_active', active_stream_id: busy });
  const revision = regenerationRevision(session);
  if (!revision) return bad('There is no turn to regenerate.', 400, { code: 'no_regenerable_turn' });
  if (body['regeneration_revision'] !== revision) {
    return bad('The conversation has changed.', 409, { code: 'stale_regeneration_revision' });
  }
  const index = session.messages.findLastIndex((message) => message.role === 'user');
  const prompt = session.messages[index];
  if (!prompt) return bad('There is no turn to regenerate.', 400, { code: 'no_regenerable_turn' });
  session.messages.length = index;
  session.tool_calls = session.tool_calls.filter((item) => item.assistant_msg_idx < index);
  const { run, startedAt, turnId } = beginTurn(server, session, {
    text: textOf(prompt),
    ...(Array.isArray(prompt['attachments']) ? { attachments: prompt['attachments'] } : {}),
  });
  return json({
    stream_id: run.streamId,
    session_id: session.session_id,
    pending_started_at: startedAt,
    turn_id: turnId,
    title: session.title,
  });
}

export function chatCancel(server: ServerState, call: Call): Response {
  const streamId = call.query.get('stream_id') ?? '';
  if (!streamId) return bad('stream_id required');
  const run = server.live.get(streamId);
  if (!run) return json({ ok: true, cancelled: false, stream_id: streamId });
  if (!run.cancel()) {
    return json({ ok: false, cancelled: false, stream_id: streamId, error: 'Gateway stop failed' }, 502);
  }
  return json({ ok: true, cancelled: true, stream_id: streamId });
}

export function chatSteer(server: ServerState, call: Call): Response {
  const words = text(call.body['text']);
  if (!words) return bad('text is required');
  const refused = (fallback: string, streamId: string | null = null) =>
    json({ accepted: false, fallback, stream_id: streamId });
  const session = server.store.get(text(call.body['session_id']));
  if (!session) return refused('session_not_found');
  const run = server.runOf(session.session_id);
  if (!run || run.phase !== 'running') return refused(session.active_stream_id ? 'stream_dead' : 'not_running');
  if (!run.inProcess) return refused('gateway_steer_queued', run.streamId);
  if (server.tuning.steer === 'lacks') return refused('agent_lacks_steer');
  run.steers.push(words);
  return json({ accepted: true, fallback: null, stream_id: run.streamId });
}

export function streamStatus(server: ServerState, call: Call): Response {
  const streamId = call.query.get('stream_id') ?? '';
  const journal = server.journals.get(streamId);
  const active = server.live.has(streamId);
  return json({
    active,
    stream_id: streamId,
    replay_available: journal !== undefined,
    ...(journal ? { journal: journal.summary(active) } : {}),
  });
}

export function chatStream(server: ServerState, call: Call): Response {
  const streamId = call.query.get('stream_id') ?? '';
  const journal = server.journals.get(streamId);
  const run = server.live.get(streamId);
  if (!journal) return bad('stream not found', 404);
  return run ? attachLive(server, call, run) : replayDead(server, call, journal);
}

/** A run that is over or lost: what the journal has after the cursor, then the end. */
function replayDead(server: ServerState, call: Call, journal: Journal): Response {
  const stream = open(server, call, journal);
  const after = clampCursor(readCursor(call.query, call.headers, journal.streamId), journal.lastSeq);
  stream.sendAll(journal.after(after).map((row) => row.frame));
  const unwinding = server.unwinding.get(journal.sessionId)?.streamId === journal.streamId;
  if (!journal.terminal && !unwinding) {
    stream.sendAll([encodeFrame('apperror', interruptedNotice(journal), `${journal.streamId}:${journal.lastSeq + 1}`)]);
  }
  stream.finish();
  return stream.response();
}

/**
 * A run in memory. With a cursor the journal bridges from there to what the ring holds, and nothing
 * is sent twice; without one only the ring counts, so what others have seen is not repeated.
 */
function attachLive(server: ServerState, call: Call, run: Run): Response {
  const stream = open(server, call, run.journal);
  const cursor = readCursor(call.query, call.headers, run.streamId);
  let sentUpTo = -1;
  const subscriber = {
    deliver: (frame: ChannelFrame) => {
      if (frame.seq !== null && frame.seq <= sentUpTo) return;
      stream.send(frame.frame);
      if (RELAY_CLOSING.has(frame.event)) stream.finish();
    },
  };
  const { buffered, lastSeq } = run.channel.subscribe(subscriber);
  stream.onClose(() => run.channel.unsubscribe(subscriber));
  const ring: string[] = [];
  if (cursor.requested) {
    const after = clampCursor(cursor, lastSeq);
    const firstBuffered = buffered[0]?.seq ?? null;
    const bridge = firstBuffered === null ? lastSeq : Math.min(firstBuffered - 1, lastSeq);
    stream.sendAll(run.journal.after(after, bridge).map((row) => row.frame));
    sentUpTo = Math.max(after, bridge);
  }
  let closes = false;
  for (const frame of buffered) {
    if (frame.seq !== null && frame.seq <= sentUpTo) continue;
    ring.push(frame.frame);
    closes ||= RELAY_CLOSING.has(frame.event);
  }
  stream.sendAll(ring);
  if (closes) stream.finish();
  return stream.response();
}

function open(server: ServerState, call: Call, journal: Journal) {
  return server.openStream({
    kind: 'chat',
    path: call.target,
    method: call.method,
    signal: call.signal,
    sessionId: journal.sessionId,
    streamId: journal.streamId,
  });
}
