/**
 * How a run ends: what is written into the session, which frames say so, in which order. Each
 * ending exists once per backend, because the two paths of the server differ.
 */

import { liveUsage } from './metering.js';
import type { Message, SessionRecord, WireObject } from './records.js';
import { DEFAULT_MODEL } from './records.js';
import { errorText } from './error-texts.js';
import { rotateSession } from './rotation.js';
import type { Run } from './run.js';
import { startWakeups } from './run-start.js';
import type { ServerState } from './server-state.js';
import { settledSession } from './session-view.js';
import type { ErrorKind } from './steps.js';

/** Small gaps between the frames of an ending, so that they are separate in time as on the wire. */
const GATEWAY_DONE_MS = 3;
const GATEWAY_END_MS = 2;

export function finishRun(server: ServerState, run: Run): void {
  run.flushReasoning();
  run.stopScript();
  const session = run.session;
  if (!session) return leave(server, run);
  if (run.inProcess) finishInProcess(server, run, session);
  else finishOnGateway(server, run, session);
}

export function failRun(server: ServerState, run: Run, kind: ErrorKind, message?: string): void {
  run.flushReasoning();
  run.stopScript();
  const session = run.session;
  if (!session) return leave(server, run);
  if (!run.inProcess && kind === 'drop') return finishOnGateway(server, run, session);
  if (kind === 'empty') return failEmpty(server, run, session);
  const text = errorText(kind, message);
  const at = Math.floor(server.timers.seconds);
  addRows(
    session,
    [{ ...promptRow(run, session, at), _recovered: true }, ...present(run.transcript.partialRow(at))],
    false,
  );
  addRows(
    session,
    [
      {
        role: 'assistant',
        content: `**${text.label}:** ${text.message}${text.hint ? `\n\n*${text.hint}*` : ''}`,
        timestamp: at,
        _error: true,
        _turnDuration: turnSeconds(server, run),
        provider_details: text.message,
      },
    ],
    false,
  );
  clearPending(server, session, []);
  const said = {
    message: text.message,
    type: text.type,
    ...(text.hint ? { hint: text.hint } : {}),
    details: text.message,
  };
  const id = session.session_id;
  run.phase = 'finalising';
  if (run.inProcess) {
    server.listEvents.publish('attention_resolved');
    run.emit('apperror', { ...said, session_id: id, old_session_id: id });
  } else {
    run.emit('apperror', {
      ...said,
      session: settledSession(session),
      session_id: id,
      terminal_session_persisted: true,
      terminal_session_persisted_session_id: id,
    });
  }
  leave(server, run);
}

export function cancelRun(server: ServerState, run: Run): boolean {
  if (run.phase !== 'running') return run.phase === 'finalising';
  if (!run.inProcess && server.tuning.stop === 'fail') return false;
  run.stopScript();
  run.phase = 'cancelled';
  const session = run.session;
  if (session) saveCancelled(server, run, session);
  if (run.inProcess) cancelInProcess(server, run, session);
  else {
    server.approvals.purge(run.sessionId, run.streamId);
    run.emit('cancel', { message: 'Cancelled by gateway' });
    leave(server, run);
    server.approvals.announce(run.sessionId);
  }
  return true;
}

function finishInProcess(server: ServerState, run: Run, session: SessionRecord): void {
  const rows = run.transcript.fullRows(server.timers.seconds);
  if (rows.length === 0) return failEmpty(server, run, session);
  const { timers, tuning } = server;
  run.phase = 'finalising';
  const used = run.usage ?? { input: 11, output: run.transcript.tokens };
  session.input_tokens += used.input;
  session.output_tokens += used.output;
  session.estimated_cost ??= 0;
  session.context_length = 200000;
  session.threshold_tokens = 160000;
  session.last_prompt_tokens = 1200 + session.input_tokens;
  addRows(session, [promptRow(run, session, session.pending_started_at ?? timers.seconds)], false);
  const base = session.messages.length;
  const last = rows.at(-1) as Message;
  const duration = turnSeconds(server, run);
  const tps = run.metering.rate(timers.now);
  const ttft = run.metering.timeToFirstToken;
  Object.assign(last, {
    _turnDuration: duration,
    ...(tps === null ? {} : { _turnTps: tps }),
    ...(ttft === null ? {} : { _firstTokenMs: ttft }),
    _usedModel: DEFAULT_MODEL,
  });
  addRows(session, rows, true);
  session.tool_calls.push(...run.transcript.summaries(base, rows));
  clearPending(server, session, []);

  let settled = session;
  if (run.compression?.rotate) {
    settled = rotateSession(server, session);
    run.settledSessionId = settled.session_id;
  }
  const leftover = run.leftover ?? (run.steers.join('\n') || null);
  if (leftover) run.emit('pending_steer_leftover', { session_id: run.sessionId, text: leftover });
  if (run.compression) {
    run.emit('compressed', {
      session_id: run.sessionId,
      old_session_id: run.sessionId,
      new_session_id: settled.session_id,
      continuation_session_id: settled.session_id,
      message: 'Compression finished',
      usage: liveUsage(settled),
    });
  }
  if (tuning.withholdTerminal) return vanish(server, run);
  run.emit('done', {
    session: settledSession(settled),
    usage: {
      input_tokens: settled.input_tokens,
      output_tokens: settled.output_tokens,
      estimated_cost: settled.estimated_cost ?? 0,
      cache_read_tokens: 0,
      cache_write_tokens: 0,
      cache_hit_percent: null,
      turn_cache_hit_percent: null,
      duration_seconds: duration,
      ...(tps === null ? {} : { tps }),
      ...(ttft === null ? {} : { ttft_ms: ttft }),
      used_model: DEFAULT_MODEL,
      context_length: settled.context_length,
      threshold_tokens: settled.threshold_tokens,
      last_prompt_tokens: settled.last_prompt_tokens,
      post_compression_context_tokens_estimate: null,
    },
  });
  server.listEvents.publish('attention_resolved');
  run.emitMetering(false);
  timers.after(run.title?.afterMs ?? tuning.titleMs, () => endWithTitle(server, run, settled));
}

/** The title is made after the answer; `stream_end` waits for it. */
function endWithTitle(server: ServerState, run: Run, session: SessionRecord): void {
  if (run.phase === 'over') return;
  const id = session.session_id;
  const wanted = run.title && session.provisional_title && !session.manual_title ? run.title.title : null;
  if (wanted) {
    session.title = wanted;
    session.provisional_title = false;
    run.emit('title_status', { session_id: id, status: 'llm_aux', title: wanted, raw_preview: wanted });
    run.emit('title', { session_id: id, title: wanted });
  } else {
    run.emit('title_status', { session_id: id, status: 'skipped', reason: 'llm_error_aux', title: session.title });
  }
  run.emit('stream_end', { session_id: id });
  leave(server, run);
}

function finishOnGateway(server: ServerState, run: Run, session: SessionRecord): void {
  const answer = run.transcript.plainRow(server.timers.seconds);
  if (!answer) return failEmpty(server, run, session);
  run.phase = 'finalising';
  addRows(session, [promptRow(run, session, session.pending_started_at ?? server.timers.seconds), answer], true);
  clearPending(server, session, null);
  if (server.tuning.withholdTerminal) return vanish(server, run);
  const announce = () => {
    server.approvals.announce(run.sessionId);
    server.listEvents.publish('attention_resolved');
  };
  announce();
  server.timers.after(GATEWAY_DONE_MS, () => {
    run.emit('done', {
      session: settledSession(session),
      usage: run.usage ? { input_tokens: run.usage.input, output_tokens: run.usage.output } : {},
    });
    announce();
    server.timers.after(GATEWAY_END_MS, () => {
      run.emit('stream_end', { session_id: session.session_id });
      leave(server, run);
      server.approvals.announce(run.sessionId);
    });
  });
}

/** Without any answer the gateway path loses the prompt; the in-process path keeps it with an error. */
function failEmpty(server: ServerState, run: Run, session: SessionRecord): void {
  const id = session.session_id;
  run.phase = 'finalising';
  if (run.inProcess) {
    const at = Math.floor(server.timers.seconds);
    const message = 'The model returned no answer for this turn.';
    addRows(session, [promptRow(run, session, at)], false);
    addRows(
      session,
      [
        {
          role: 'assistant',
          content: `**No response:** ${message}`,
          timestamp: at,
          _error: true,
          provider_details: message,
        },
      ],
      false,
    );
    clearPending(server, session, []);
    server.listEvents.publish('attention_resolved');
    run.emit('apperror', {
      message,
      type: 'no_response',
      details: message,
      session: settledSession(session),
      session_id: id,
    });
  } else {
    clearPending(server, session, null);
    run.emit('apperror', {
      label: 'Gateway returned no response',
      type: 'gateway_empty_response',
      message: 'Gateway returned no assistant message for this turn.',
      hint: 'See whether the gateway is up and can be reached.',
      session_id: id,
    });
  }
  leave(server, run);
}

/**
 * Two `cancel` events: one at once for whoever is attached, with the session and the id of the
 * event before it; one in the journal when the worker is out.
 */
function cancelInProcess(server: ServerState, run: Run, session: SessionRecord | undefined): void {
  const cancelled = { message: 'Cancelled by user', type: 'cancelled', status: 'cancelled' };
  const id = run.sessionId;
  if (server.clarifies.purge(id, run.streamId)) server.listEvents.publish('attention_cleared');
  server.live.delete(run.streamId);
  server.unwinding.set(id, run);
  const full = session ? { session: settledSession(session, { toolCalls: false }) } : {};
  run.emitUnjournaled('cancel', { ...cancelled, ...full, session_id: id });
  server.timers.after(server.tuning.unwindMs, () => {
    if (run.phase === 'over') return;
    run.emit('cancel', { ...cancelled, session_id: id });
    if (server.unwinding.get(id) === run) server.unwinding.delete(id);
    leave(server, run);
  });
}

function saveCancelled(server: ServerState, run: Run, session: SessionRecord): void {
  const at = Math.floor(server.timers.seconds);
  addRows(session, [promptRow(run, session, at), ...present(run.transcript.partialRow(at))], false);
  addRows(
    session,
    [
      {
        role: 'assistant',
        content: '**Task cancelled:** Task cancelled.\n\n*You stopped this run before it was finished.*',
        _error: true,
        provider_details: 'Task cancelled.',
        provider_details_label: 'Cancellation details',
        timestamp: at,
      },
    ],
    false,
  );
  clearPending(server, session, []);
}

/** The worker is out: the run leaves memory, what it left pending is dropped, waiting turns begin. */
function leave(server: ServerState, run: Run): void {
  const dropped = server.approvals.purge(run.sessionId, run.streamId);
  if (dropped) server.approvals.announce(run.sessionId);
  server.clarifies.purge(run.sessionId, run.streamId);
  if (!run.inProcess || dropped || run.phase === 'cancelled') server.listEvents.publish('attention_resolved');
  run.phase = 'over';
  server.live.delete(run.streamId);
  server.lastRunFinishedAt = server.timers.seconds;
  startWakeups(server, run.settledSessionId);
}

/** The answer is saved but nobody is told: whoever is attached gets heartbeats for ever. */
function vanish(server: ServerState, run: Run): void {
  run.phase = 'over';
  server.live.delete(run.streamId);
  server.list.invalidate();
}

function clearPending(server: ServerState, session: SessionRecord, attachments: unknown[] | null): void {
  session.active_stream_id = null;
  session.pending_user_message = null;
  session.pending_started_at = null;
  session.pending_user_source = null;
  session.pending_attachments = attachments;
  session.updated_at = server.timers.seconds;
}

function promptRow(run: Run, session: SessionRecord, at: number): Message {
  const files = (session.pending_attachments ?? []).map((file) =>
    typeof file === 'string' ? file : String((file as WireObject)['name'] ?? (file as WireObject)['filename'] ?? ''),
  );
  return {
    role: 'user',
    content: run.prompt,
    timestamp: at,
    ...(files.length > 0 ? { attachments: files } : {}),
    ...(run.source === 'webui' ? {} : { _source: run.source }),
    ...(run.wakeup ? { _wakeup_meta: run.wakeup } : {}),
  };
}

function addRows(session: SessionRecord, rows: Message[], numbered: boolean): void {
  for (const row of rows) {
    session.last_row_id += 1;
    session.messages.push(numbered ? { ...row, id: session.last_row_id } : row);
  }
}

function present(row: Message | null): Message[] {
  return row ? [row] : [];
}

function turnSeconds(server: ServerState, run: Run): number {
  return Math.round(server.timers.now - run.startedAt) / 1000;
}
