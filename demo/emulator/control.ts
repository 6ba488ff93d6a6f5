/**
 * Direct control for tests and the demo: what a person, a gateway, an operator or a bad network
 * would do. Not part of the wire. Runs are named by stream id, session id, or `latest`.
 */

import type { Choice } from './approvals.js';
import { encodeFrame } from './journal.js';
import type { FaultRule } from './faults.js';
import type { EventStream, StreamKind } from './event-stream.js';
import type { Seed, SessionRecord, WireObject } from './records.js';
import { rotateSession } from './rotation.js';
import type { Run } from './run.js';
import { beginServerTurn, beginTurn, busyStream, wakeupText } from './run-start.js';
import type { ServerState, Tuning } from './server-state.js';
import type { Scenario, Step } from './steps.js';
import type { TrafficReport } from './traffic.js';

export interface RunInfo {
  streamId: string;
  sessionId: string;
  settledSessionId: string;
  scenario: string;
  phase: string;
  waitingFor: string | null;
  lastSeq: number;
  attached: number;
}

export interface EmulatorState extends TrafficReport {
  now: number;
  serverStartedAt: number;
  sessions: number;
  runs: RunInfo[];
  journals: number;
  pendingApprovals: number;
  pendingQuestions: number;
  held: Record<string, number>;
  timers: number;
  down: boolean;
}

export interface StreamFilter {
  kind?: StreamKind;
  session?: string;
  /** Regular expression over path and query. */
  path?: string;
}

export interface StartTurn {
  text: string;
  scenario?: Scenario;
  source?: string;
}

export interface BackgroundTask {
  taskId?: string;
  summary?: string;
  command?: string;
  exitCode?: number;
  /** Start a turn about it, now or when the session is idle. Default true. */
  wake?: boolean;
}

export class EmulatorControl {
  readonly #server: ServerState;

  constructor(server: ServerState) {
    this.#server = server;
  }

  // Sessions

  seed(seed: Seed): string {
    const session = this.#server.store.seed(seed);
    this.#server.list.invalidate();
    return session.session_id;
  }

  /** Many small idle sessions, newest first. */
  seedMany(count: number, rows = 2): string[] {
    const ids: string[] = [];
    for (let i = 0; i < count; i += 1) {
      const messages = Array.from({ length: rows }, (_, row) => ({
        role: row % 2 === 0 ? ('user' as const) : ('assistant' as const),
        content: `${row % 2 === 0 ? 'Question' : 'Answer'} ${row + 1} of session ${i + 1}`,
      }));
      const age = (i + 1) * 60_000;
      ids.push(this.seed({ title: `Session ${i + 1}`, messages, createdAgo: age + 30_000, updatedAgo: age }));
    }
    return ids;
  }

  session(id: string): Readonly<SessionRecord> | undefined {
    return this.#server.store.get(id);
  }

  /** All ids the server knows, snapshots from before a rotation included. */
  sessionIds(): string[] {
    return [...this.#server.store.all()].map((session) => session.session_id);
  }

  /** The id under which the conversation goes on now. */
  tip(id: string): string {
    return this.#server.store.continuationOf(id)?.session_id ?? id;
  }

  /** Rotates an idle session at once, as a compression between turns would; gives the new id. */
  rotate(sessionId: string): string {
    const session = this.#session(sessionId);
    return rotateSession(this.#server, session).session_id;
  }

  // Runs

  run(name = 'latest'): RunInfo | undefined {
    const run = this.#find(name);
    return run && this.#info(run);
  }

  /** A turn from another client, without going over the wire. */
  startTurn(sessionId: string, turn: StartTurn): string {
    const session = this.#session(sessionId);
    if (busyStream(this.#server, session)) throw new Error(`session ${sessionId} is busy`);
    return beginTurn(this.#server, session, turn).run.streamId;
  }

  /** A turn the server starts itself; announced on the session's channel. */
  startServerTurn(sessionId: string, turn: Partial<StartTurn> = {}): string {
    const session = this.#session(sessionId);
    if (busyStream(this.#server, session)) throw new Error(`session ${sessionId} is busy`);
    const wakeup = { type: 'completion', task_id: this.#server.random.hex(8), command: 'npm test', exit_code: 0 };
    const request = {
      text: turn.text ?? wakeupText(wakeup),
      wakeup,
      ...(turn.scenario ? { scenario: turn.scenario } : {}),
    };
    return beginServerTurn(this.#server, session, { ...request, source: turn.source ?? 'process_wakeup' }).run.streamId;
  }

  /** A background process ended: told to whoever listens, and a reason for a turn of its own. */
  completeBackgroundTask(sessionId: string, task: BackgroundTask = {}): void {
    const session = this.#session(sessionId);
    const payload: WireObject = {
      session_id: sessionId,
      task_id: task.taskId ?? this.#server.random.hex(8),
      completed_at: this.#server.timers.seconds,
      event_id: this.#server.random.hex(16),
      ...(task.summary ? { summary: task.summary.slice(0, 200) } : {}),
    };
    const run = this.#server.runOf(sessionId);
    for (const event of ['bg_task_complete', 'process_complete']) {
      run?.emitUnjournaled(event, payload);
      this.#server.sessionStreams.send(sessionId, event, payload);
    }
    if (task.wake === false) return;
    const wakeup = {
      type: 'completion',
      task_id: payload['task_id'],
      command: task.command ?? 'npm test',
      exit_code: task.exitCode ?? 0,
    };
    if (busyStream(this.#server, session)) {
      const waiting = this.#server.wakeups.get(sessionId) ?? [];
      this.#server.wakeups.set(sessionId, [...waiting, wakeup]);
    } else {
      beginServerTurn(this.#server, session, { text: wakeupText(wakeup), wakeup });
    }
  }

  /** Plays a step in a running turn, on top of its script. */
  emit(run: string, step: Step): void {
    this.#need(run).inject(step);
  }

  release(run = 'latest', name = 'end'): void {
    this.#need(run).release(name);
  }

  pause(run = 'latest'): void {
    this.#need(run).pause();
  }

  resume(run = 'latest'): void {
    this.#need(run).unpause();
  }

  step(run = 'latest', n = 1): void {
    this.#need(run).step(n);
  }

  /** Stops a run as a person at another place would. */
  cancel(run = 'latest'): boolean {
    return this.#need(run).cancel();
  }

  // Requests

  /** Ids of what waits for a person in this session, oldest first. */
  waiting(sessionId: string): { readonly approvals: readonly string[]; readonly questions: readonly string[] } {
    return {
      approvals: this.#server.approvals.queue(sessionId).map((entry) => entry.approvalId),
      questions: this.#server.clarifies.ids(sessionId),
    };
  }

  /** The approvals of this session are given unasked. */
  autoApproves(sessionId: string): boolean {
    return this.#server.approvals.yolo(sessionId);
  }

  /** Answers the oldest pending approval of the session from elsewhere. */
  approve(sessionId: string, choice: Choice = 'once'): boolean {
    const entry = this.#server.approvals.queue(sessionId)[0];
    if (!entry) return false;
    this.#server.approvals.remove(sessionId, entry);
    this.#server.approvals.announce(sessionId);
    this.#server.listEvents.publish('attention_resolved');
    entry.resolve(choice);
    return true;
  }

  /** Answers the pending question of the session from elsewhere. */
  answer(sessionId: string, text: string): boolean {
    const resume = this.#server.clarifies.answer(sessionId, null, text);
    if (!resume) return false;
    this.#server.listEvents.publish('attention_resolved');
    resume();
    return true;
  }

  // The list

  publish(reason: string, scope: { sessionId?: string; profile?: string } = {}): void {
    this.#server.listEvents.publish(reason, scope);
  }

  // The process

  /** Kills the process and starts it again: memory and streams are gone, sessions and journals stay. */
  restart(downMs = 0): void {
    this.goDown();
    if (downMs > 0) this.#server.timers.after(downMs, () => this.#comeUp());
    else this.#comeUp();
  }

  /** Kills the process; requests fail until `restart`. */
  goDown(): void {
    const server = this.#server;
    server.down = true;
    for (const stream of [...server.traffic.open]) stream.finish();
    for (const run of [...server.live.values(), ...server.unwinding.values()]) run.kill();
    server.live.clear();
    server.unwinding.clear();
    server.wakeups.clear();
    server.approvals.clear();
    server.clarifies.clear();
    server.approvalStreams.clear();
    server.clarifyStreams.clear();
    server.sessionStreams.clear();
    server.listEvents.reset();
    server.list.invalidate();
    this.#forgetUnsavedSessions();
  }

  expireLogins(): void {
    this.#server.auth.expireAll();
  }

  tune(tuning: Partial<Tuning>): void {
    Object.assign(this.#server.tuning, tuning);
  }

  // The network

  fault(rule: FaultRule): number {
    return this.#server.faults.add(rule);
  }

  /** Removes one rule, or all of them together with everything they hold. */
  clearFaults(id?: number): void {
    if (id === undefined) this.#server.faults.clear();
    else this.#server.faults.remove(id);
  }

  releaseHeld(name?: string): number {
    return this.#server.faults.release(name);
  }

  /** Breaks open streams with a network error. */
  cutStreams(filter: StreamFilter = {}): number {
    return this.#each(filter, (stream) => stream.cut());
  }

  /** Ends open streams cleanly, without a terminal frame. */
  endStreams(filter: StreamFilter = {}): number {
    return this.#each(filter, (stream) => stream.finish());
  }

  /** Leaves streams open and silent for good. */
  stallStreams(filter: StreamFilter = {}): number {
    return this.#each(filter, (stream) => stream.stall());
  }

  /** Writes bytes into open streams that are no frame of theirs. */
  injectBytes(text: string, filter: StreamFilter = {}): number {
    return this.#each(filter, (stream) => stream.sendRaw(text));
  }

  /** Writes a frame into open streams without journaling it. */
  injectFrame(event: string, payload: WireObject, filter: StreamFilter & { id?: string } = {}): number {
    return this.#each(filter, (stream) => stream.send(encodeFrame(event, payload, filter.id)));
  }

  // Observation

  state(): EmulatorState {
    const server = this.#server;
    return {
      now: server.timers.now,
      serverStartedAt: server.startedAt,
      sessions: server.store.size,
      runs: [...server.live.values()].map((run) => this.#info(run)),
      journals: server.journals.size,
      pendingApprovals: server.approvals.count,
      pendingQuestions: server.clarifies.count,
      held: server.faults.held,
      timers: server.timers.size,
      down: server.down,
      ...server.traffic.report(),
    };
  }

  resetCounters(): void {
    this.#server.traffic.reset();
  }

  journal(streamId: string): readonly { seq: number; event: string; payload: WireObject }[] {
    return this.#server.journals.get(streamId)?.rows ?? [];
  }

  #each(filter: StreamFilter, act: (stream: EventStream) => void): number {
    const path = filter.path ? new RegExp(filter.path) : null;
    const streams = [...this.#server.traffic.open].filter(
      (stream) =>
        (!filter.kind || stream.kind === filter.kind) &&
        (!filter.session || stream.sessionId === filter.session) &&
        (!path || path.test(stream.path)),
    );
    for (const stream of streams) act(stream);
    return streams.length;
  }

  #comeUp(): void {
    this.#server.down = false;
    this.#server.startedAt = this.#server.timers.seconds;
  }

  #forgetUnsavedSessions(): void {
    for (const session of [...this.#server.store.all()]) {
      if (session.messages.length === 0 && session.pending_user_message === null) {
        this.#server.store.delete(session.session_id);
      }
    }
  }

  #session(id: string): SessionRecord {
    const session = this.#server.store.get(id);
    if (!session) throw new Error(`no session ${id}`);
    return session;
  }

  #find(name: string): Run | undefined {
    const { live } = this.#server;
    if (name === 'latest') return [...live.values()].at(-1);
    return live.get(name) ?? this.#server.runOf(name);
  }

  #need(name: string): Run {
    const run = this.#find(name);
    if (!run) throw new Error(`no run ${name}`);
    return run;
  }

  #info(run: Run): RunInfo {
    return {
      streamId: run.streamId,
      sessionId: run.sessionId,
      settledSessionId: run.settledSessionId,
      scenario: run.scenario,
      phase: run.phase,
      waitingFor: run.waitingFor,
      lastSeq: run.journal.lastSeq,
      attached: run.channel.attached,
    };
  }
}
