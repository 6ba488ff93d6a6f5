/**
 * A server inside the page, behind the public `Transport`: what it is given becomes rows and journals, and every read and
 * stream comes a task later, as over a wire. It does as little as it can: what it costs is counted against us.
 */
import { EMPTY_ROW } from '../../runtime/transport/empty-row.js';
import type {
  AttachPoint,
  Detach,
  ListSink,
  RunId,
  RunInput,
  SendResult,
  SessionId,
  SessionList,
  SessionListed,
  SessionLoaded,
  SessionMeta,
  StreamEnd,
  StreamSink,
  TranscriptRow,
  TranscriptSnapshot,
  Transport,
  TransportCapabilities,
  TransportEvent,
} from '../../runtime/index.js';
import type { BenchMessage, BenchTool } from './driver.js';

const CAPABILITIES: TransportCapabilities = {
  replay: 'cursor',
  requests: [],
  steer: false,
  stop: true,
  create: false,
  rename: false,
  pin: false,
  archive: false,
  remove: false,
  fork: false,
  attachments: false,
  listPush: true,
};

const ENDED: StreamEnd = { kind: 'ended' };

/** What one run has said so far; frame `n` of the wire is `events[n - 1]`. */
interface Run {
  readonly id: RunId;
  readonly session: string;
  readonly input: RunInput;
  readonly startedAt: number;
  readonly events: TransportEvent[];
  text: string;
  readonly tools: Map<string, BenchTool>;
  readonly sinks: Set<StreamSink>;
}

interface Session {
  readonly id: SessionId;
  readonly rows: TranscriptRow[];
  run: Run | null;
  readonly watchers: Set<StreamSink>;
}

export class BenchServer implements Transport {
  readonly kind = 'bench';
  readonly scope: string;
  readonly address = '';
  readonly capabilities = CAPABILITIES;

  readonly #sessions = new Map<SessionId, Session>();
  readonly #lists = new Set<ListSink>();
  #runs = 0;
  #disposed = false;

  constructor(scope: string) {
    this.scope = scope;
  }

  // What the workload does to the server.

  append(id: SessionId, messages: readonly BenchMessage[]): void {
    const session = this.#of(id);
    for (const message of messages) addRows(session.rows, message);
    for (const sink of session.watchers) sink.event({ type: 'session.stale', session: id });
    this.#listChanged(id);
  }

  /** A turn begins here by itself, or because of a message that was sent. */
  begin(id: SessionId, text: string): RunId {
    const session = this.#of(id);
    const run: Run = {
      id: `run-${(this.#runs += 1)}`,
      session: id,
      input: { text, attachments: [] },
      startedAt: Date.now(),
      events: [],
      text: '',
      tools: new Map(),
      sinks: new Set(),
    };
    session.run = run;
    for (const sink of session.watchers) sink.event(started(run));
    this.#listChanged(id);
    return run.id;
  }

  isRunning(id: SessionId): boolean {
    return this.#sessions.get(id)?.run != null;
  }

  text(id: SessionId, text: string): void {
    const { run } = this.#of(id);
    if (!run) return;
    run.text += text;
    this.#say(run, { type: 'text.delta', session: id, run: run.id, seq: run.events.length + 1, text });
  }

  tool(id: SessionId, tool: BenchTool): void {
    const { run } = this.#of(id);
    if (!run) return;
    const known = run.tools.has(tool.id);
    run.tools.set(tool.id, tool);
    const of = { session: id, run: run.id, toolId: tool.id, name: tool.name, args: tool.args ?? {} };
    if (!known) this.#say(run, { ...of, type: 'tool.started', seq: run.events.length + 1, preview: null });
    if (tool.result === undefined) return;
    const result = { result: tool.result, failed: false, durationMs: null };
    this.#say(run, { ...of, ...result, type: 'tool.finished', seq: run.events.length + 1 });
  }

  end(id: SessionId): void {
    const session = this.#of(id);
    const { run } = session;
    if (!run) return;
    const at = session.rows.length;
    addRows(session.rows, { id: `${run.id}-u`, role: 'user', text: run.input.text });
    addRows(session.rows, { id: `${run.id}-a`, role: 'assistant', text: run.text, tools: [...run.tools.values()] });
    session.run = null;
    const settled = { transcript: snapshot(session.rows, Math.max(0, at - 2)), meta: metaOf(session), usage: null };
    this.#say(run, { type: 'run.settled', session: id, run: run.id, seq: run.events.length + 1, ...settled });
    for (const sink of [...run.sinks]) sink.closed(ENDED);
    run.sinks.clear();
    this.#listChanged(id);
  }

  // What the runtime asks of it.

  async listSessions(): Promise<SessionList> {
    await nextTask();
    const rows = [...this.#sessions.values()].map((session): SessionListed => ({
      type: 'session.listed',
      session: session.id,
      asOf: 0,
      meta: metaOf(session),
      run: session.run?.id ?? null,
      startedAt: session.run?.startedAt ?? null,
      orphan: null,
      waiting: null,
    }));
    return { rows, lineage: [], profile: null, serverTime: null };
  }

  async loadSession(
    id: SessionId,
    { window, asOf }: { readonly window: number; readonly asOf: number },
  ): Promise<{ readonly loaded: SessionLoaded; readonly rekeyedTo: null }> {
    await nextTask();
    const session = this.#of(id);
    const { rows, run } = session;
    return {
      rekeyedTo: null,
      loaded: {
        type: 'session.loaded',
        session: id,
        asOf,
        meta: metaOf(session),
        transcript: snapshot(rows, Math.max(0, rows.length - window)),
        run: run && {
          run: run.id,
          live: true,
          startedAt: run.startedAt,
          origin: 'person',
          input: run.input,
          seq: run.tools.size === 0 ? run.events.length : 0,
          blocks: run.text === '' ? [] : [{ kind: 'text', id: 'b0', text: run.text, note: false }],
          exact: run.tools.size === 0,
        },
        usage: null,
        todos: null,
      },
    };
  }

  async loadOlder(
    id: SessionId,
    { before, limit }: { readonly before: number; readonly limit: number },
  ): Promise<TranscriptSnapshot> {
    await nextTask();
    return snapshot(this.#of(id).rows, Math.max(0, before - limit), before);
  }

  attach(id: SessionId, { run: wanted, after }: AttachPoint, sink: StreamSink): Detach {
    const { run } = this.#of(id);
    let over = false;
    void nextTask().then(() => {
      if (over) return;
      sink.opened();
      if (run?.id !== wanted) return sink.closed(ENDED);
      sink.alive();
      for (const event of run.events.slice(after)) if (!over) sink.event(event);
      if (!over && this.#of(id).run === run) run.sinks.add(sink);
      else if (!over) sink.closed(ENDED);
    });
    return () => {
      over = true;
      run?.sinks.delete(sink);
    };
  }

  watch(id: SessionId, _known: number, sink: StreamSink): Detach {
    const session = this.#of(id);
    let over = false;
    void nextTask().then(() => {
      if (over) return;
      sink.opened();
      session.watchers.add(sink);
      if (session.run) sink.event(started(session.run));
    });
    return () => {
      over = true;
      session.watchers.delete(sink);
    };
  }

  watchList(sink: ListSink): Detach {
    let over = false;
    void nextTask().then(() => {
      if (over) return;
      sink.opened();
      this.#lists.add(sink);
    });
    return () => {
      over = true;
      this.#lists.delete(sink);
    };
  }

  async send(id: SessionId, { text }: RunInput): Promise<SendResult> {
    await nextTask();
    const run = this.begin(id, text);
    return { kind: 'started', run, session: id, startedAt: this.#of(id).run?.startedAt ?? null, title: null };
  }

  async stop(id: SessionId): Promise<{ readonly kind: 'stopping' }> {
    await nextTask();
    this.end(id);
    return { kind: 'stopping' };
  }

  async probeRun(run: RunId): ReturnType<Transport['probeRun']> {
    await nextTask();
    for (const session of this.#sessions.values())
      if (session.run?.id === run) return { live: true, replayable: true, seq: session.run.events.length };
    return { live: false, replayable: false, seq: null };
  }

  async listRequests(): ReturnType<Transport['listRequests']> {
    await nextTask();
    return { head: null, waiting: 0 };
  }

  async ping(): Promise<void> {
    await nextTask();
  }

  signInUrl(): null {
    return null;
  }

  dispose(): void {
    this.#disposed = true;
    this.#lists.clear();
  }

  // No workload asks for these, and the capabilities say so.
  createSession = unsupported;
  upload = unsupported;
  steer = unsupported;
  answer = unsupported;
  rename = unsupported;
  pin = unsupported;
  archive = unsupported;
  remove = unsupported;
  fork = unsupported;

  #of(id: SessionId): Session {
    let session = this.#sessions.get(id);
    if (!session) this.#sessions.set(id, (session = { id, rows: [], run: null, watchers: new Set() }));
    return session;
  }

  #say(run: Run, event: TransportEvent): void {
    run.events.push(event);
    for (const sink of run.sinks) sink.event(event);
  }

  #listChanged(session: SessionId): void {
    if (this.#disposed) return;
    for (const sink of this.#lists) sink.changed({ session, reason: 'bench' });
  }
}

function started(run: Run): TransportEvent {
  const { id, session, input, startedAt } = run;
  return { type: 'run.started', session, run: id, origin: 'person', input, startedAt };
}

function metaOf({ id, rows }: Session): SessionMeta {
  return {
    id,
    title: `Session ${id}`,
    model: 'bench',
    workspace: null,
    profile: null,
    pinned: false,
    archived: false,
    readOnly: false,
    project: null,
    createdAt: 0,
    updatedAt: 0,
    messageCount: rows.length,
    parent: null,
    relation: null,
    source: null,
  };
}

function snapshot(rows: readonly TranscriptRow[], from: number, to = rows.length): TranscriptSnapshot {
  return { offset: from, rows: rows.slice(from, to), total: rows.length };
}

/** Calls are a row of their own before the answer: text in a row with calls was said on the way to them. */
function addRows(rows: TranscriptRow[], { role, text, tools = [] }: BenchMessage): void {
  const toolCalls = tools.map(({ id, name, args, result }) => ({ id, name, args: args ?? {}, result: result ?? '' }));
  if (toolCalls.length > 0) rows.push({ ...EMPTY_ROW, role, toolCalls });
  rows.push({ ...EMPTY_ROW, role, text });
}

async function unsupported(): Promise<never> {
  throw new Error('Not part of any workload.');
}

const waiting: (() => void)[] = [];
const channel = new MessageChannel();
channel.port1.onmessage = () => waiting.shift()?.();

/** As soon as a network could: in a task of its own, and unlike a timer without waiting. */
function nextTask(): Promise<void> {
  return new Promise((resolve) => {
    waiting.push(resolve);
    channel.port2.postMessage(null);
  });
}
