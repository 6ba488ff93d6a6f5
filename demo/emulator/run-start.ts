/** How a turn begins: pending state on the session, a journal, a run; and who may not begin one. */

import { Journal } from './journal.js';
import type { SessionRecord, WireObject } from './records.js';
import { repairLostRun } from './lost-runs.js';
import { Run } from './run.js';
import { scenarioFor } from './scenarios.js';
import type { ServerState } from './server-state.js';
import { LOST_RUN_GRACE_SECONDS } from './server-state.js';
import type { Scenario, ScenarioContext } from './steps.js';
import { readTag } from './steps.js';
import { Randomness } from './random.js';

/** The worker thread comes up a little after the request was answered. */
const WORKER_START_MS = 4;
const PROVISIONAL_TITLE = 64;

export interface TurnRequest {
  text: string;
  source?: string;
  attachments?: unknown[];
  wakeup?: WireObject;
  /** Plays this instead of what the text asks for. */
  scenario?: Scenario;
}

export interface StartedTurn {
  run: Run;
  startedAt: number;
  turnId: string;
}

/** The stream that keeps the session busy, or null. Repairs a run lost long enough ago. */
export function busyStream(server: ServerState, session: SessionRecord): string | null {
  const live = server.runOf(session.session_id) ?? server.unwinding.get(session.session_id);
  if (live) return live.streamId;
  const stale = session.active_stream_id;
  if (!stale) return null;
  const age = server.timers.seconds - (session.pending_started_at ?? 0);
  if (age < LOST_RUN_GRACE_SECONDS) return stale;
  repairLostRun(server, session);
  return null;
}

export function beginTurn(server: ServerState, session: SessionRecord, request: TurnRequest): StartedTurn {
  const { timers, random, store } = server;
  const first = session.messages.length === 0;
  const startedAt = timers.seconds;
  const streamId = random.hex(32);
  if (session.title === 'Untitled' && !session.manual_title) {
    session.title = request.text.replaceAll(/\s+/g, ' ').trim().slice(0, PROVISIONAL_TITLE) || 'Untitled';
  }
  session.active_stream_id = streamId;
  session.pending_user_message = request.text;
  session.pending_started_at = startedAt;
  session.pending_user_source = request.source ?? 'webui';
  session.pending_attachments = request.attachments ?? [];
  session.updated_at = startedAt;
  if (first) server.listEvents.publish('session_new', { sessionId: session.session_id, profile: session.profile });

  const tag = readTag(request.text);
  const journal = new Journal(streamId, session.session_id);
  server.journals.set(streamId, journal);
  const run = new Run(server, {
    session,
    streamId,
    prompt: request.text,
    scenario: tag?.name ?? 'answer',
    source: request.source ?? 'webui',
    wakeup: request.wakeup ?? null,
    paused: tag?.options['step'] === true,
    journal,
  });
  server.live.set(streamId, run);
  const scenario = request.scenario ?? scenarioFor(tag?.name ?? null);
  const options = tag?.options ?? {};
  const context: ScenarioContext = {
    prompt: request.text,
    backend: server.backend,
    random: new Randomness(Number(options['seed']) || hash(request.text)),
    flag: (name) => options[name] !== undefined,
    number: (name, otherwise) => {
      const value = Number(options[name]);
      return options[name] === undefined || options[name] === true || Number.isNaN(value) ? otherwise : value;
    },
    text: (name, otherwise) => (typeof options[name] === 'string' ? options[name] : otherwise),
    steers: () => run.steers.splice(0),
  };
  const delay = WORKER_START_MS + context.number('create-delay', 0);
  timers.after(delay, () => {
    if (run.phase === 'running' && store.get(session.session_id)) run.start(scenario(context));
  });
  return { run, startedAt, turnId: turnId(server) };
}

/** A turn nobody asked for in a browser, announced only on the session's own channel. */
export function beginServerTurn(server: ServerState, session: SessionRecord, request: TurnRequest): StartedTurn {
  const source = request.source ?? 'process_wakeup';
  const started = beginTurn(server, session, { ...request, source });
  server.sessionStreams.send(session.session_id, 'server_turn_started', {
    session_id: session.session_id,
    stream_id: started.run.streamId,
    pending_started_at: started.startedAt,
    source,
  });
  return started;
}

/** Wake-ups that came while the session was busy begin when its turn is over. */
export function startWakeups(server: ServerState, sessionId: string): void {
  const waiting = server.wakeups.get(sessionId);
  const session = server.store.get(sessionId);
  const wakeup = waiting?.shift();
  if (waiting?.length === 0) server.wakeups.delete(sessionId);
  if (!wakeup || !session || busyStream(server, session)) return;
  beginServerTurn(server, session, { text: wakeupText(wakeup), wakeup });
}

export function wakeupText(wakeup: WireObject): string {
  const command = String(wakeup['command'] ?? 'a background process');
  return `[IMPORTANT: The background process "${command}" finished with exit code ${String(wakeup['exit_code'] ?? 0)}.]`;
}

function turnId(server: ServerState): string {
  const stamp = new Date(server.timers.now).toISOString().replaceAll(/[-:]/g, '').slice(0, 15);
  return `${stamp}Z-${server.random.hex(12)}`;
}

function hash(text: string): number {
  let h = 0x811c9dc5;
  for (let i = 0; i < text.length; i += 1) h = Math.imul(h ^ text.charCodeAt(i), 0x01000193) >>> 0;
  return h || 1;
}
