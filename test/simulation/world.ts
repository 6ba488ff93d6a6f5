/**
 * A whole world under one virtual clock: a server (the emulator), and any number of browser tabs in front of it, each
 * with a registry and an adapter of its own. Nothing here waits for real time.
 */
import { createEmulator, type Emulator, type EmulatorOptions } from '../../demo/emulator/index.js';
import { createWebuiTransport, SessionRegistry, type SessionRuntime } from '../../runtime/index.js';
import { FakeClock } from '../runtime/support/fake-clock.js';
import { MemoryStorage } from '../runtime/support/fake-environment.js';
import { Browser, TabEnvironment } from './tab-environment.js';

const ORIGIN = 'http://emulator.test/';

export class World {
  readonly clock = new FakeClock();
  readonly server: Emulator;
  readonly storage = new MemoryStorage();
  readonly browser = new Browser(this.storage, this.clock);
  readonly tabs = new Set<Tab>();
  readonly #password: string | undefined;
  readonly #lateAnswers: boolean;
  #tabs = 0;

  /** `lateAnswers`: its browsers tell of an answer with its first byte. */
  constructor({ lateAnswers = false, ...options }: EmulatorOptions & { readonly lateAnswers?: boolean } = {}) {
    this.#password = options.password;
    this.#lateAnswers = lateAnswers;
    this.server = createEmulator({ seed: 7, ...options, clock: this.clock });
  }

  /**
   * Opens a page: a registry with storage shared between the tabs of this browser, or in another browser. Without a name
   * of its own it is the same tab again, as after a reload.
   */
  openTab(
    options: {
      readonly connections?: number;
      readonly browser?: Browser | 'another';
      readonly tab?: string;
      readonly protocol?: string;
    } = {},
  ): Tab {
    const browser =
      options.browser === 'another' ? new Browser(new MemoryStorage(), this.clock) : (options.browser ?? this.browser);
    const tab = new Tab(this, `tab${(this.#tabs += 1)}`, browser, options);
    this.tabs.add(tab);
    return tab;
  }

  /** Another browser, of a person who signed in there. */
  async openBrowser(): Promise<Browser> {
    const browser = new Browser(new MemoryStorage(), this.clock);
    await this.signIn(browser);
    return browser;
  }

  /** Types the password in, where the server has one. A login that fails changes nothing. */
  async signIn(browser: Browser = this.browser): Promise<void> {
    if (this.#password === undefined) return;
    const answer = await this.ask('api/auth/login', { password: this.#password });
    const cookie = answer?.headers.get('set-cookie')?.split(';')[0];
    if (cookie) browser.cookie = cookie;
  }

  /** A request of another client. Null when it did not arrive. */
  async ask(path: string, body: unknown, cookie: string | null = null): Promise<Response | null> {
    const headers = { 'content-type': 'application/json', ...(cookie === null ? {} : { cookie }) };
    const request = new Request(ORIGIN + path, { method: 'POST', headers, body: JSON.stringify(body) });
    return this.server.fetch(request).catch(() => null);
  }

  /** A read of another client. Null when it did not arrive. */
  async read(path: string): Promise<Response | null> {
    const { cookie } = await this.openBrowser();
    const request = new Request(ORIGIN + path, { headers: cookie === null ? {} : { cookie } });
    return this.server.fetch(request).catch(() => null);
  }

  /** A request of a page. */
  async fetch(request: Request): Promise<Response> {
    const answer = await this.server.fetch(request);
    return this.#lateAnswers ? atFirstByte(answer) : answer;
  }

  advance(ms: number): Promise<void> {
    return this.clock.advance(ms);
  }

  /** Advances in small steps until it is so; fails loudly after `withinMs` of virtual time. */
  async until(what: string, holds: () => boolean, withinMs = 60_000): Promise<void> {
    for (let waited = 0; waited <= withinMs; waited += 50) {
      await this.clock.flush();
      if (holds()) return;
      await this.clock.advance(50);
    }
    throw new Error(`not within ${withinMs} ms of virtual time: ${what}`);
  }

  dispose(): void {
    for (const tab of [...this.tabs]) tab.close();
    this.server.dispose();
  }
}

export class Tab {
  readonly environment: TabEnvironment;
  readonly registry: SessionRegistry;
  /** Put in front of every id this page makes. */
  readonly name: string;
  readonly #world: World;
  readonly #disconnect: () => void;

  constructor(
    world: World,
    name: string,
    browser: Browser,
    {
      connections,
      tab,
      protocol,
    }: { readonly connections?: number; readonly tab?: string; readonly protocol?: string },
  ) {
    this.#world = world;
    this.name = name;
    this.environment = new TabEnvironment(browser, {
      clock: world.clock,
      baseUrl: ORIGIN,
      name,
      tab,
      protocol,
      fetch: (input, init) => {
        const headers = new Headers(init?.headers);
        headers.set('x-tab', name);
        return world.fetch(requestOf(String(input), { ...init, headers }));
      },
    });
    this.registry = new SessionRegistry({ environment: this.environment, connections });
    this.#disconnect = this.registry.connect(createWebuiTransport({ environment: this.environment, baseUrl: ORIGIN }));
  }

  session(id: string): SessionRuntime {
    const session = this.registry.peek(id);
    if (!session) throw new Error(`no session ${id}`);
    return session;
  }

  /** The page goes away, as a reload or a closed tab does: what was noted is written, nothing else survives. */
  close(): void {
    this.environment.emitLifecycle('hide');
    this.#disconnect();
    this.registry.dispose();
    this.#world.tabs.delete(this);
  }

  /** The page dies: it is told nothing, and writes nothing any more. */
  crash(): void {
    this.environment.die();
    this.#world.tabs.delete(this);
  }
}

/** What the server reads of a request: to make a whole one takes longer than to answer it. */
function requestOf(url: string, init: RequestInit): Request {
  const { body, method = 'GET', headers, signal } = init;
  if (body != null && typeof body !== 'string') return new Request(url, init);
  const text = (): Promise<string> => Promise.resolve(body ?? '');
  return { url, method, headers, signal: signal ?? NEVER, text } as unknown as Request;
}

const NEVER = new AbortController().signal;

/** Only streams keep one waiting for it. */
async function atFirstByte(answer: Response): Promise<Response> {
  if (!answer.body || !answer.headers.get('content-type')?.startsWith('text/event-stream')) return answer;
  const reader = answer.body.getReader();
  let first: ReadableStreamReadResult<Uint8Array> | null = await reader.read();
  const body = new ReadableStream<Uint8Array>({
    async pull(controller) {
      const chunk = first ?? (await reader.read());
      first = null;
      if (chunk.done) controller.close();
      else controller.enqueue(chunk.value);
    },
    cancel: (reason) => reader.cancel(reason),
  });
  return new Response(body, { status: answer.status, headers: answer.headers });
}

/** All the text a person can read of a session, in order: settled, then live. */
export function readable(session: SessionRuntime): string {
  const { messages, live, pending } = session.transcript.value;
  const settled = messages.flatMap((message) =>
    message.blocks.map((block) => (block.kind === 'tool' ? `[${block.tool.name}]` : block.text)),
  );
  const blocks = live?.blocks.map((block) => (block.kind === 'tool' ? `[${block.tool.name}]` : block.text)) ?? [];
  const prompt = pending?.blocks.map((block) => (block.kind === 'text' ? block.text : '')) ?? [];
  return [...settled, ...prompt, ...blocks, live?.tail?.text.value ?? ''].join('\n');
}
