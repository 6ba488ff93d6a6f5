/**
 * A session and a registry with real signals and no server, for element tests. Writes go through `session.set.*`; every
 * verb is recorded in `session.calls`. Structurally the runtime's public surface, so a type error here means it changed.
 */
import { computed, signal, type Signal } from '@preact/signals-core';
import type {
  AgentRequest,
  ApprovalRequest,
  Block,
  CollectOptions,
  Collected,
  ComposerSlice,
  ConsentSlice,
  JsonValue,
  Lease,
  LinkSlice,
  LiveTurn,
  Message,
  MessageFile,
  QuestionRequest,
  RegistryLink,
  RequestsSlice,
  RunSlice,
  SendOutcome,
  SessionError,
  SessionMeta,
  SessionNews,
  SessionRegistry,
  SessionRuntime,
  SessionStatus,
  SessionView,
  StorageStatus,
  Todo,
  ToolCall,
  TranscriptSlice,
  TransportCapabilities,
  Usage,
} from '../../../runtime/index.js';

export type Call = readonly [verb: string, ...args: unknown[]];

interface Writable {
  readonly aliases: Signal<readonly string[]>;
  readonly meta: Signal<SessionMeta>;
  readonly run: Signal<RunSlice>;
  readonly transcript: Signal<TranscriptSlice>;
  readonly requests: Signal<RequestsSlice>;
  readonly consent: Signal<ConsentSlice>;
  readonly composer: Signal<ComposerSlice>;
  readonly link: Signal<LinkSlice>;
  readonly error: Signal<SessionError | null>;
  readonly usage: Signal<Usage | null>;
  readonly todos: Signal<readonly Todo[]>;
  readonly unread: Signal<boolean>;
  readonly failed: Signal<boolean>;
  readonly canContinue: Signal<boolean>;
  readonly children: Signal<readonly SessionRuntime[]>;
}

export type FakeSession = SessionRuntime & {
  readonly set: Writable;
  readonly calls: Call[];
  /** What `send`, `sendDraft` and `steer` resolve with next. */
  reply: { send: SendOutcome; steer: 'accepted' | 'queued' | 'refused' };
  tell(news: SessionNews): void;
};

/** A part of a slice replaced, the rest kept. */
export function patch<T extends object>(target: Signal<T>, part: Partial<T>): void {
  target.value = { ...target.peek(), ...part };
}

export const idleRun: RunSlice = {
  phase: 'idle',
  run: null,
  origin: 'person',
  input: null,
  startedAt: null,
  activity: null,
  tokensPerSecond: null,
  end: null,
};

export function fakeSession(id: string, meta: Partial<SessionMeta> = {}): FakeSession {
  const calls: Call[] = [];
  const listeners = new Set<(news: SessionNews) => void>();
  const set: Writable = {
    aliases: signal<readonly string[]>([id]),
    meta: signal<SessionMeta>({
      id,
      title: `Session ${id}`,
      model: 'test/model-1',
      workspace: '/home/me/project',
      profile: null,
      pinned: false,
      archived: false,
      readOnly: false,
      project: null,
      createdAt: 1_700_000_000_000,
      updatedAt: 1_700_000_000_000,
      messageCount: 0,
      parent: null,
      relation: null,
      source: null,
      ...meta,
    }),
    run: signal<RunSlice>(idleRun),
    transcript: signal<TranscriptSlice>({
      status: 'ready',
      messages: [],
      pending: null,
      live: null,
      hasOlder: false,
      loadingOlder: false,
    }),
    requests: signal<RequestsSlice>({ open: [], waiting: 0, closed: [] }),
    consent: signal<ConsentSlice>({ autoApprove: null, changing: false, error: null }),
    composer: signal<ComposerSlice>({ draft: '', files: [], outbox: [], waitsFor: null }),
    link: signal<LinkSlice>({ status: 'live', error: null, retryAt: null }),
    error: signal<SessionError | null>(null),
    usage: signal<Usage | null>(null),
    todos: signal<readonly Todo[]>([]),
    unread: signal(false),
    failed: signal(false),
    canContinue: signal(false),
    children: signal<readonly SessionRuntime[]>([]),
  };
  const live = computed(() => ['starting', 'running', 'stopping'].includes(set.run.value.phase));
  const attention = computed(() => set.requests.value.waiting);
  const verb =
    <R>(name: string, result?: R) =>
    (...args: unknown[]) => {
      calls.push([name, ...args]);
      return result as R;
    };
  const done = Promise.resolve();
  const kept = new Map<string, JsonValue>();

  const session = {
    id,
    set,
    view: {
      get: (name: string) => kept.get(name),
      set(name: string, value: JsonValue | undefined) {
        if (value === undefined) kept.delete(name);
        else kept.set(name, value);
      },
    } satisfies SessionView,
    calls,
    reply: { send: 'accepted', steer: 'accepted' } as FakeSession['reply'],
    ...set,
    attention,
    canSend: computed(() => !set.meta.value.readOnly && set.error.value?.code !== 'not-found'),
    canStop: live,
    status: computed<SessionStatus>(() => {
      if (attention.value > 0) return 'needs-you';
      if (set.failed.value) return 'failed';
      if (live.value) return 'running';
      if (set.unread.value) return 'unread';
      return set.composer.value.draft === '' ? 'idle' : 'draft';
    }),
    async send(text: string) {
      calls.push(['send', text]);
      return session.reply.send;
    },
    async sendDraft() {
      calls.push(['sendDraft', set.composer.peek().draft]);
      patch(set.composer, { draft: '' });
      return session.reply.send;
    },
    async steer(text: string) {
      calls.push(['steer', text]);
      return session.reply.steer;
    },
    async continueRun(text?: string) {
      calls.push(['continueRun', text]);
      set.canContinue.value = false;
      return session.reply.send;
    },
    setDraft(text: string) {
      calls.push(['setDraft', text]);
      patch(set.composer, { draft: text });
    },
    markSeen() {
      calls.push(['markSeen']);
      set.unread.value = false;
    },
    attachFiles: (files: Iterable<File>) => calls.push(['attachFiles', ...[...files].map((file) => file.name)]),
    removeFile: verb('removeFile'),
    retryFile: verb('retryFile'),
    stop: verb('stop', done),
    answer: verb('answer', done),
    setAutoApprove: verb('setAutoApprove', done),
    reclaim: verb('reclaim'),
    resend: verb('resend'),
    discard: verb('discard'),
    rename: verb('rename', done),
    pin: verb('pin', done),
    archive: verb('archive', done),
    remove: verb('remove', done),
    gone: signal(false),
    capabilities: signal<TransportCapabilities | null>(allCapabilities),
    async editAndFork(index: number) {
      calls.push(['editAndFork', index]);
      return fakeSession(`${id}-edit`);
    },
    async retry() {
      calls.push(['retry']);
      return 'accepted';
    },
    async collect(options: CollectOptions): Promise<Collected> {
      calls.push(['collect']);
      options.progress?.(1, 1);
      return { messages: set.transcript.peek().messages, whole: true };
    },
    /** Files of the tests lie beside them; what is called `missing` is on no server. */
    fileUrls: (file: MessageFile, options: { readonly download?: boolean } = {}) =>
      file.source === null
        ? [
            new URL(
              `/test/files/${encodeURIComponent(file.name)}${options.download ? '?download=1' : ''}`,
              location.href,
            ).href,
          ]
        : [],
    async fork(keep?: number) {
      calls.push(['fork', keep]);
      return fakeSession(`${id}-fork`);
    },
    loadOlder: verb('loadOlder', done),
    refresh: verb('refresh'),
    markUnread: verb('markUnread'),
    onNews(listener: (news: SessionNews) => void) {
      listeners.add(listener);
      return () => listeners.delete(listener);
    },
    tell(news: SessionNews) {
      for (const listener of [...listeners]) listener(news);
    },
  };
  return session as unknown as FakeSession;
}

export type FakeRegistry = SessionRegistry & {
  readonly set: {
    readonly link: Signal<RegistryLink>;
    readonly capabilities: Signal<TransportCapabilities | null>;
    readonly sessions: Signal<readonly SessionRuntime[]>;
    readonly listed: Signal<boolean>;
    readonly storage: Signal<StorageStatus>;
    readonly inbox: Signal<readonly { session: SessionRuntime; request: AgentRequest }[]>;
  };
  /** `retain a`, `release a`, `visible a false`, `connect`, ... in order. */
  readonly log: string[];
  /** Leases held now. */
  held(id?: string): number;
  add(session: FakeSession): FakeSession;
  session(id: string): FakeSession;
  /** Two ids turn out to be one conversation: leases of `from` follow to `to`. */
  merge(from: string, to: string): void;
  tell(news: SessionNews): void;
  nextCreated: FakeSession | null;
};

export const allCapabilities: TransportCapabilities = {
  replay: 'cursor',
  requests: ['approval', 'question'],
  steer: true,
  stop: true,
  create: true,
  rename: true,
  pin: true,
  archive: true,
  remove: true,
  fork: true,
  retry: true,
  attachments: true,
  listPush: true,
};

export function fakeRegistry(...initial: FakeSession[]): FakeRegistry {
  const records = new Map<string, Signal<FakeSession>>();
  const counts = new Map<string, number>();
  const log: string[] = [];
  const listeners = new Set<(news: SessionNews) => void>();
  const set = {
    link: signal<RegistryLink>({ status: 'live', error: null, retryAt: null }),
    capabilities: signal<TransportCapabilities | null>(allCapabilities),
    sessions: signal<readonly SessionRuntime[]>([]),
    listed: signal(true),
    storage: signal<StorageStatus>('ok'),
    inbox: signal<readonly { session: SessionRuntime; request: AgentRequest }[]>([]),
  };
  const record = (id: string) => {
    let found = records.get(id);
    if (found === undefined) {
      found = signal(fakeSession(id));
      records.set(id, found);
    }
    return found;
  };
  const count = (status: SessionStatus) =>
    set.sessions.value.filter((session) => session.status.value === status).length;

  const registry = {
    ...set,
    set,
    log,
    nextCreated: null as FakeSession | null,
    summary: computed(() => ({
      needsYou: count('needs-you'),
      failed: count('failed'),
      running: count('running'),
      unread: count('unread'),
    })),
    held: (id?: string) =>
      id === undefined ? [...counts.values()].reduce((sum, one) => sum + one, 0) : (counts.get(id) ?? 0),
    add(session: FakeSession) {
      records.set(session.id, signal(session));
      set.sessions.value = [...set.sessions.peek(), session];
      return session;
    },
    session: (id: string) => record(id).peek(),
    merge(from: string, to: string) {
      record(from).value = record(to).peek();
    },
    retain(id: string): Lease {
      log.push(`retain ${id}`);
      counts.set(id, (counts.get(id) ?? 0) + 1);
      let held = true;
      const release = () => {
        if (!held) return;
        held = false;
        log.push(`release ${id}`);
        counts.set(id, (counts.get(id) ?? 0) - 1);
      };
      return {
        session: record(id),
        setVisible: (visible) => log.push(`visible ${id} ${visible}`),
        release,
        [Symbol.dispose]: release,
      };
    },
    peek: (id: string) => records.get(id)?.peek(),
    async createSession() {
      log.push('create');
      return registry.nextCreated ?? registry.add(fakeSession(`new-${records.size}`, { title: '' }));
    },
    connect() {
      log.push('connect');
      return () => log.push('disconnect');
    },
    signInUrl: (returnTo: string) => `/login?next=${encodeURIComponent(returnTo)}`,
    refresh: () => log.push('refresh'),
    onNews(listener: (news: SessionNews) => void) {
      listeners.add(listener);
      return () => listeners.delete(listener);
    },
    tell(news: SessionNews) {
      for (const listener of [...listeners]) listener(news);
    },
    dispose: () => log.push('dispose'),
  };
  for (const session of initial) registry.add(session);
  return registry as unknown as FakeRegistry;
}

let made = 0;

export function userMessage(text: string, part: Partial<Message> = {}): Message {
  return message('user', [textBlock(text)], part);
}

export function agentMessage(blocks: readonly Block[] | string, part: Partial<Message> = {}): Message {
  return message('assistant', typeof blocks === 'string' ? [textBlock(blocks)] : blocks, part);
}

function message(role: Message['role'], blocks: readonly Block[], part: Partial<Message>): Message {
  made += 1;
  return {
    key: `m${made}`,
    role,
    index: made,
    blocks,
    attachments: [],
    at: 1_700_000_000_000,
    origin: 'person',
    durationMs: null,
    model: null,
    partial: false,
    ...part,
  };
}

export function textBlock(text: string, part: { id?: string; note?: boolean } = {}): Block {
  made += 1;
  return { kind: 'text', id: part.id ?? `b${made}`, text, note: part.note ?? false };
}

export function toolBlock(tool: Partial<ToolCall> = {}): Block {
  made += 1;
  const id = tool.id ?? `t${made}`;
  return {
    kind: 'tool',
    id,
    tool: {
      id,
      name: 'read_file',
      preview: 'src/index.ts',
      args: { path: 'src/index.ts' },
      result: 'ok',
      status: 'done',
      durationMs: 240,
      ...tool,
    },
  };
}

export function liveTurn(part: Partial<LiveTurn> = {}): LiveTurn {
  return { key: 'run-1', run: 'run-1', blocks: [], tail: null, startedAt: Date.now(), ended: false, ...part };
}

/** The running state of a session in one call: phase, live turn, input. */
export function startRun(
  session: FakeSession,
  part: { run?: Partial<RunSlice>; live?: Partial<LiveTurn>; prompt?: string } = {},
): void {
  session.set.run.value = {
    ...idleRun,
    phase: 'running',
    run: 'run-1',
    startedAt: Date.now(),
    activity: { kind: 'writing', label: null },
    ...part.run,
  };
  patch(session.set.transcript, {
    live: liveTurn(part.live),
    pending: part.prompt === undefined ? null : userMessage(part.prompt, { key: 'prompt-1', index: null }),
  });
}

/** What every request has that nobody has answered. */
function pending(session: string) {
  made += 1;
  return {
    id: `r${made}`,
    session,
    run: 'run-1',
    state: 'pending' as const,
    openedAt: 1_700_000_000_000,
    expiresAt: null,
    closedBy: null,
    error: null,
    answer: null,
    wire: {},
  };
}

export function approval(session: string, part: Partial<ApprovalRequest> = {}): ApprovalRequest {
  return {
    kind: 'approval',
    ...pending(session),
    approval: {
      command: 'rm -rf build',
      description: 'recursive delete',
      tool: 'terminal',
      args: null,
      risk: null,
      patterns: ['rm -rf *'],
      choices: ['once', 'session', 'always', 'deny'],
    },
    ...part,
  };
}

export function question(session: string, part: Partial<QuestionRequest> = {}): QuestionRequest {
  return {
    kind: 'question',
    ...pending(session),
    question: { text: 'Which database?', choices: ['SQLite', 'PostgreSQL'] },
    ...part,
  };
}

/** Puts requests into a session and its registry's inbox. */
export function openRequests(registry: FakeRegistry, session: FakeSession, ...open: AgentRequest[]): void {
  session.set.requests.value = { open, waiting: open.length, closed: session.set.requests.peek().closed };
  registry.set.inbox.value = [
    ...registry.set.inbox.peek().filter((entry) => entry.session !== session),
    ...open.map((request) => ({ session: session as SessionRuntime, request })),
  ];
}
