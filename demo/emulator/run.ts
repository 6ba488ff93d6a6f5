/**
 * One live run: drives a script step by step and turns each step into journaled events.
 * Owns its journal tail, channel and transcript until the worker is out; how it ends is decided
 * in `run-settlement.ts`. A killed run never touches the server again.
 */

import { approvalCard } from './approval-cards.js';
import type { Choice } from './approvals.js';
import type { CancelTimer } from './clock.js';
import type { Journal } from './journal.js';
import { encodeFrame } from './journal.js';
import { Metering } from './metering.js';
import type { SessionRecord, TodoItem, WireObject } from './records.js';
import { cancelRun, failRun, finishRun } from './run-settlement.js';
import type { ServerState } from './server-state.js';
import type { ApprovalAsk, Script, Step, StepResult } from './steps.js';
import { isVisible } from './steps.js';
import { StreamChannel } from './stream-channel.js';
import { stringifiedArgs } from './tool-args.js';
import { todoState } from './todo-state.js';
import { TurnTranscript } from './turn-transcript.js';

export type RunPhase = 'running' | 'finalising' | 'cancelled' | 'over';

export interface RunOptions {
  session: SessionRecord;
  streamId: string;
  prompt: string;
  scenario: string;
  source: string;
  wakeup: WireObject | null;
  paused: boolean;
  journal: Journal;
}

type Waiting =
  | { for: 'time'; cancel: CancelTimer }
  | { for: 'release'; name: string; cancel: CancelTimer }
  | { for: 'approval' | 'clarify' };

/** Thoughts reach the wire in pieces of about this length in time on the in-process path. */
const REASONING_FLUSH_MS = 100;
const WAITS = Symbol('waits');

export class Run {
  readonly streamId: string;
  readonly sessionId: string;
  readonly prompt: string;
  readonly scenario: string;
  readonly source: string;
  readonly wakeup: WireObject | null;
  readonly startedAt: number;
  readonly journal: Journal;
  readonly channel: StreamChannel;
  readonly transcript = new TurnTranscript();
  readonly metering: Metering;
  readonly gatewayRunId: string;
  /** Steering texts not yet applied at a tool boundary. */
  readonly steers: string[] = [];
  phase: RunPhase = 'running';
  /** The session the turn ends in: another one after a rotation. */
  settledSessionId: string;
  compression: { rotate: boolean } | null = null;
  leftover: string | null = null;
  title: { title: string; afterMs: number } | null = null;
  usage: { input: number; output: number } | null = null;
  readonly #server: ServerState;
  readonly #released = new Set<string>();
  #script: Script | null = null;
  #waiting: Waiting | null = null;
  #blocked: Step | null = null;
  /** How many more visible steps may go out; null when running freely. */
  #budget: number | null;
  #reasoning = '';
  #reasoningSince = Number.NEGATIVE_INFINITY;
  #approvalCount = 0;

  constructor(server: ServerState, options: RunOptions) {
    this.#server = server;
    this.streamId = options.streamId;
    this.sessionId = options.session.session_id;
    this.settledSessionId = this.sessionId;
    this.prompt = options.prompt;
    this.scenario = options.scenario;
    this.source = options.source;
    this.wakeup = options.wakeup;
    this.startedAt = server.timers.now;
    this.journal = options.journal;
    this.channel = new StreamChannel(server.timers);
    this.metering = new Metering(this.startedAt);
    this.#budget = options.paused ? 0 : null;
    server.runCounter += 1;
    this.gatewayRunId = `run_${String(server.runCounter).padStart(4, '0')}`;
  }

  get session(): SessionRecord | undefined {
    return this.#server.store.get(this.sessionId);
  }

  get inProcess(): boolean {
    return this.#server.backend === 'agent';
  }

  get waitingFor(): string | null {
    if (this.#blocked) return 'step';
    return this.#waiting?.for ?? null;
  }

  start(script: Script): void {
    this.#script = script;
    this.emit('context_status', {
      session_id: this.sessionId,
      prefill: { status: 'not_configured', source: 'none', label: '', message_count: 0 },
    });
    this.#drive(undefined);
  }

  /** Journals the event, then hands it to whoever is attached. */
  emit(event: string, payload: WireObject): void {
    if (this.phase === 'over') return;
    const row = this.journal.append(event, payload, this.#server.timers.seconds);
    this.channel.publish({ seq: row.seq, event, frame: row.frame });
  }

  /** A frame that is not journaled carries the id of the last one that is. */
  emitUnjournaled(event: string, payload: WireObject): void {
    const id = this.journal.lastEventId ?? undefined;
    this.channel.publish({ seq: this.journal.lastSeq || null, event, frame: encodeFrame(event, payload, id) });
  }

  emitMetering(withUsage: boolean): void {
    const session = this.#server.store.get(this.settledSessionId) ?? this.session;
    if (!session || !this.inProcess) return;
    const event = this.metering.event(this.#server.timers.now, session, this.#server.live.size, withUsage);
    this.emit('metering', { ...event, session_id: this.sessionId });
  }

  flushReasoning(): void {
    if (!this.#reasoning) return;
    const text = this.#reasoning;
    this.#reasoning = '';
    this.#reasoningSince = this.#server.timers.now;
    this.emit('reasoning', { text });
    if (this.metering.due(this.#server.timers.now)) this.emitMetering(true);
  }

  /** Lets a held script go on; also remembered for a hold that comes later. */
  release(name = 'end'): void {
    this.#released.add(name);
    if (this.#waiting?.for === 'release' && this.#waiting.name === name) {
      this.#waiting.cancel();
      this.#resume(true);
    }
  }

  pause(): void {
    this.#budget ??= 0;
  }

  unpause(): void {
    this.#budget = null;
    this.#unblock();
  }

  /** Lets `n` more visible steps out. */
  step(n: number): void {
    this.#budget = (this.#budget ?? 0) + n;
    this.#unblock();
  }

  /** Plays a step from outside, as if the script had come to it. */
  inject(step: Step): void {
    if (this.phase !== 'running' || step.do === 'wait' || step.do === 'hold') return;
    // A card from outside must not wake the script; what it waits for stays what it was.
    const waiting = this.#waiting;
    this.#perform(step);
    if (step.do === 'approvals' || step.do === 'clarify') this.#waiting = waiting;
  }

  /** False when the thing behind the server refuses; the run then goes on. */
  cancel(): boolean {
    return cancelRun(this.#server, this);
  }

  /** Ends the script without any event. */
  stopScript(): void {
    this.flushReasoning();
    if (this.#waiting && 'cancel' in this.#waiting) this.#waiting.cancel();
    this.#waiting = null;
    this.#blocked = null;
    this.#script = null;
  }

  /** The process is gone: nothing more happens, nothing is cleaned up. */
  kill(): void {
    this.#reasoning = '';
    this.stopScript();
    this.phase = 'over';
  }

  #unblock(): void {
    const step = this.#blocked;
    if (!step || (this.#budget !== null && this.#budget <= 0)) return;
    this.#blocked = null;
    this.#spend();
    const result = this.#perform(step);
    if (result !== WAITS) this.#drive(result as StepResult);
  }

  #spend(): void {
    if (this.#budget !== null) this.#budget -= 1;
  }

  #resume(result: StepResult): void {
    this.#waiting = null;
    this.#drive(result);
  }

  /** The agent hears of an answer after the one who gave it got a reply. */
  #resumeSoon(waiting: Waiting, result: StepResult): void {
    this.#server.timers.after(0, () => {
      if (this.phase === 'running' && this.#waiting === waiting) this.#resume(result);
    });
  }

  #drive(result: StepResult): void {
    let input = result;
    while (this.#script && this.phase === 'running') {
      const next = this.#script.next(input);
      if (next.done) {
        this.#script = null;
        finishRun(this.#server, this);
        return;
      }
      const step = next.value;
      if (this.#budget !== null && isVisible(step)) {
        if (this.#budget <= 0) {
          this.#blocked = step;
          return;
        }
        this.#spend();
      }
      const outcome = this.#perform(step);
      if (outcome === WAITS) return;
      input = outcome as StepResult;
    }
  }

  #perform(step: Step): StepResult | typeof WAITS {
    switch (step.do) {
      case 'wait': {
        this.#waiting = { for: 'time', cancel: this.#server.timers.after(step.ms, () => this.#resume(undefined)) };
        return WAITS;
      }
      case 'hold':
        return this.#hold(step.name ?? 'end', step.orMs);
      case 'token':
        this.flushReasoning();
        this.transcript.addText(step.text);
        this.metering.countToken(this.#server.timers.now);
        this.emit('token', { text: step.text });
        if (this.inProcess && this.metering.due(this.#server.timers.now)) this.emitMetering(true);
        return undefined;
      case 'reasoning':
        this.#think(step.text);
        return undefined;
      case 'interim':
        if (!this.inProcess) return undefined;
        this.flushReasoning();
        this.transcript.addText(this.transcript.text ? `\n\n${step.text}` : step.text);
        this.emit('interim_assistant', { text: step.text, already_streamed: false });
        return undefined;
      case 'tool':
        this.#startTool(step.id, step.name, step.args, step.preview ?? null);
        return undefined;
      case 'tool_done':
        this.#finishTool(step);
        return undefined;
      case 'approvals':
        return this.#askApprovals(step.asks);
      case 'clarify':
        return this.#askClarify(step.question, step.choices, step.timeoutSeconds ?? 3600);
      case 'todo':
        this.#todo(step.todos);
        return undefined;
      case 'compressing':
        if (this.inProcess) this.emit('compressing', { session_id: this.sessionId, message: 'Compressing context' });
        return undefined;
      case 'compressed':
        if (this.inProcess) this.compression = { rotate: step.rotate };
        return undefined;
      case 'warning':
        this.emit('warning', { type: step.type, message: step.message });
        return undefined;
      case 'state_saved':
        if (this.inProcess) {
          const { kind, action, name } = step;
          this.emit('state_saved', { session_id: this.sessionId, kind, action, ...(name ? { name } : {}) });
        }
        return undefined;
      case 'steer_leftover':
        this.leftover = step.text;
        return undefined;
      case 'title':
        this.title = { title: step.title, afterMs: step.afterMs ?? this.#server.tuning.titleMs };
        return undefined;
      case 'output':
        this.transcript.output = step.text;
        return undefined;
      case 'usage':
        this.usage = { input: step.input, output: step.output };
        return undefined;
      case 'fail':
        failRun(this.#server, this, step.kind, step.message);
        return WAITS;
      case 'emit':
        this.flushReasoning();
        this.emit(step.event, step.payload);
        return undefined;
    }
  }

  #hold(name: string, orMs: number | undefined): StepResult | typeof WAITS {
    if (this.#released.has(name)) return true;
    const cancel = orMs === undefined ? () => {} : this.#server.timers.after(orMs, () => this.#resume(false));
    this.#waiting = { for: 'release', name, cancel };
    return WAITS;
  }

  #think(text: string): void {
    this.transcript.addReasoning(text);
    if (!this.inProcess) {
      this.emit('reasoning', { text });
      return;
    }
    this.metering.countReasoning();
    this.#reasoning += text;
    if (this.#server.timers.now - this.#reasoningSince >= REASONING_FLUSH_MS) this.flushReasoning();
  }

  #startTool(id: string | undefined, name: string, args: WireObject, preview: string | null): void {
    this.flushReasoning();
    const note = this.transcript.noteBeforeTool();
    if (this.inProcess && note) this.emit('interim_assistant', { text: note, already_streamed: true });
    const call = this.transcript.startTool(id, name, args, preview);
    this.emit('tool', {
      event_type: 'tool.started',
      name,
      preview: this.inProcess ? null : preview,
      args: this.inProcess ? stringifiedArgs(args, 4) : args,
      ...(this.inProcess ? {} : { is_error: false }),
      ...(call.given || this.inProcess ? { tid: call.id } : {}),
    });
    this.emitMetering(true);
  }

  #finishTool(step: Extract<Step, { do: 'tool_done' }>): void {
    const result = step.output ?? step.preview ?? '';
    const call = this.transcript.finishTool(step.id, step.name, result, step.isError ?? false);
    if (!call) return;
    this.emit('tool_complete', {
      event_type: 'tool.completed',
      name: step.name,
      preview: (this.inProcess ? result : (step.preview ?? result)).slice(0, 4000),
      args: this.inProcess ? stringifiedArgs(call.args, 4) : {},
      // The in-process path never says that a tool failed; only its text does.
      is_error: this.inProcess ? false : call.isError,
      ...(call.given || this.inProcess ? { tid: call.id } : {}),
      ...(step.duration === undefined ? {} : { duration: step.duration }),
    });
    this.emitMetering(true);
    // A tool boundary is where the agent reads what it was steered to.
    this.steers.length = 0;
  }

  #askApprovals(asks: ApprovalAsk[]): StepResult | typeof WAITS {
    const session = this.sessionId;
    if (this.#server.approvals.yolo(session)) return asks.map(() => 'once');
    this.flushReasoning();
    const choices: (Choice | undefined)[] = asks.map(() => undefined);
    const waiting: Waiting = { for: 'approval' };
    this.#waiting = waiting;
    asks.forEach((ask, index) => {
      this.#approvalCount += 1;
      const entry = approvalCard(this.#server, this, ask, this.#approvalCount, (choice) => {
        choices[index] = choice;
        if (choices.every((given) => given !== undefined)) {
          this.#resumeSoon(waiting, choices as Choice[]);
        }
      });
      this.#server.approvals.add(session, entry);
      this.#server.listEvents.publish('attention_pending');
      const { pending, pending_count } = this.#server.approvals.pending(session);
      this.emit('approval', { ...pending, pending_count });
    });
    return WAITS;
  }

  #askClarify(question: string, choices: string[], timeoutSeconds: number): StepResult | typeof WAITS {
    if (!this.inProcess) return '';
    this.flushReasoning();
    const id = this.#server.random.hex(12);
    const waiting: Waiting = { for: 'clarify' };
    const request = { question, choices, timeoutSeconds, streamId: this.streamId };
    this.#server.listEvents.publish('attention_pending');
    const wire = this.#server.clarifies.ask(this.sessionId, id, request, (answer) => {
      this.#resumeSoon(waiting, answer);
    });
    this.emit('clarify', wire);
    this.#waiting = waiting;
    return WAITS;
  }

  #todo(todos: TodoItem[]): void {
    const session = this.session;
    if (!this.inProcess || !session) return;
    session.todo_state = todoState(todos, this.#server.timers.seconds);
    this.emit('todo_state', {
      session_id: this.sessionId,
      stream_id: this.streamId,
      source: 'tool',
      ...session.todo_state,
    });
  }
}
