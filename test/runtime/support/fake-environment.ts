/**
 * An `Environment` a test holds in its hands: virtual clock, memory storage, deterministic ids, and a page whose
 * visibility, network and lifecycle the test decides. Several of them on one clock and one storage are several tabs.
 */
import type { Environment, KeyValueStorage, LifecycleEvent, Tabs, TimerHandle } from '../../../runtime/environment.js';
import { FakeClock } from './fake-clock.js';
import type { FakeBrowser, FakePage } from './fake-browser.js';

export interface FakeEnvironmentOptions {
  /** Shared between environments to make them tabs of one browser. */
  readonly clock?: FakeClock;
  readonly storage?: KeyValueStorage | null;
  /** Default: every request fails like a network that is down. */
  readonly fetch?: typeof fetch;
  readonly baseUrl?: string;
  /** Put in front of random ids, to tell tabs apart. */
  readonly name?: string;
  /** Which tab this is; a page reloaded in its tab has the same. */
  readonly tab?: string;
  /** The browser it is a page of: its tabs know of each other. Absent: it is alone. */
  readonly browser?: FakeBrowser;
  /** What the browser measured of the server's connections. */
  readonly protocol?: string;
}

export class FakeEnvironment implements Environment {
  readonly clock: FakeClock;
  readonly storage: KeyValueStorage | null;
  readonly fetch: typeof fetch;
  readonly #baseUrl: string;
  readonly #name: string;
  #tab: string;
  readonly #page: FakePage | null;
  readonly #protocol: string;
  readonly #timers = new Set<TimerHandle>();
  /** Timers that came due while the page was frozen. */
  readonly #overdue: (() => void)[] = [];
  #state: 'running' | 'frozen' | 'dead' = 'running';
  /** Under way, streams included. */
  readonly #requests = new Set<AbortController>();
  #ids = 0;
  #visible = true;
  #focused = true;
  #online = true;
  readonly #visibilityListeners = new Set<() => void>();
  readonly #onlineListeners = new Set<() => void>();
  readonly #lifecycleListeners = new Set<(event: LifecycleEvent) => void>();

  constructor(options: FakeEnvironmentOptions = {}) {
    this.clock = options.clock ?? new FakeClock();
    this.storage = options.storage === undefined ? new MemoryStorage() : options.storage;
    this.fetch = this.#mortal(options.fetch ?? (() => Promise.reject(new TypeError('fetch failed'))));
    this.#baseUrl = options.baseUrl ?? 'http://127.0.0.1:8787/';
    this.#name = options.name ?? 'id';
    this.#tab = options.tab ?? 'tab';
    this.#protocol = options.protocol ?? 'http/1.1';
    this.#page = options.browser?.open() ?? null;
  }

  now(): number {
    return this.clock.now();
  }

  setTimeout(fn: () => void, ms: number): TimerHandle {
    if (this.#state === 'dead') return null as unknown as TimerHandle;
    const handle = this.clock.setTimeout(() => {
      const run = (): void => {
        if (this.#timers.delete(handle)) fn();
      };
      if (this.#state === 'frozen') this.#overdue.push(run);
      else if (this.#state === 'running') run();
    }, ms);
    this.#timers.add(handle);
    return handle;
  }

  clearTimeout(handle: TimerHandle): void {
    this.#timers.delete(handle);
    this.clock.clearTimeout(handle);
  }

  randomId(): string {
    this.#ids += 1;
    return `${this.#name}-${String(this.#ids).padStart(6, '0')}`;
  }

  tab(): string {
    return this.#tab;
  }

  renameTab(): string {
    return (this.#tab = this.randomId());
  }

  get tabs(): Tabs | null {
    return this.#page?.tabs ?? null;
  }

  protocolOf(): string {
    return this.#protocol;
  }

  /** What a dead page asked for is cut off, and its answers reach nobody. */
  #mortal(send: typeof fetch): typeof fetch {
    const never = (): Promise<Response> => new Promise(() => {});
    return async (input, init) => {
      if (this.#state === 'dead') return never();
      const abort = new AbortController();
      this.#requests.add(abort);
      const stop = (): void => abort.abort(init?.signal?.reason);
      if (init?.signal?.aborted) stop();
      init?.signal?.addEventListener('abort', stop);
      try {
        const response = await send(input, { ...init, signal: abort.signal });
        return this.#isDead() ? await never() : response;
      } catch (error) {
        if (this.#isDead()) return never();
        throw error;
      }
    };
  }

  #isDead(): boolean {
    return this.#state === 'dead';
  }

  /** Nothing runs and nothing is heard until `thaw`. What is on its way still arrives, later. */
  freeze(): void {
    if (this.#state !== 'running') return;
    this.#state = 'frozen';
    this.#page?.freeze();
  }

  thaw(): void {
    if (this.#state !== 'frozen') return;
    this.#state = 'running';
    this.#page?.thaw();
    for (const run of this.#overdue.splice(0)) run();
  }

  /** The tab crashes: nothing is told, nothing runs any more, what it held is given back by the browser. */
  kill(): void {
    this.#state = 'dead';
    for (const request of this.#requests) request.abort();
    for (const handle of [...this.#timers]) this.clearTimeout(handle);
    this.#page?.kill();
  }

  baseUrl(): string {
    return this.#baseUrl;
  }

  readonly visibility = ((environment: FakeEnvironment) => ({
    get visible() {
      return environment.#visible;
    },
    get focused() {
      return environment.#focused;
    },
    subscribe: (listener: () => void) => subscribe(environment.#visibilityListeners, listener),
  }))(this);

  readonly online = ((environment: FakeEnvironment) => ({
    get online() {
      return environment.#online;
    },
    subscribe: (listener: () => void) => subscribe(environment.#onlineListeners, listener),
  }))(this);

  readonly lifecycle = {
    subscribe: (listener: (event: LifecycleEvent) => void) => subscribe(this.#lifecycleListeners, listener),
  };

  /** Moves the clock on and lets everything settle. */
  advance(ms: number): Promise<void> {
    return this.clock.advance(ms);
  }

  /** Lets everything that is already under way settle. */
  flush(): Promise<void> {
    return this.clock.flush();
  }

  /** A hidden page has no focus either. */
  setVisible(visible: boolean, focused = visible): void {
    this.#visible = visible;
    this.#focused = focused;
    for (const listener of [...this.#visibilityListeners]) listener();
  }

  setOnline(online: boolean): void {
    this.#online = online;
    for (const listener of [...this.#onlineListeners]) listener();
  }

  emitLifecycle(event: LifecycleEvent): void {
    for (const listener of [...this.#lifecycleListeners]) listener(event);
  }

  /** Timers and listeners still held: zero once everything is disposed. */
  get held(): { readonly timers: number; readonly listeners: number } {
    return {
      timers: this.#timers.size,
      listeners: this.#visibilityListeners.size + this.#onlineListeners.size + this.#lifecycleListeners.size,
    };
  }
}

export class MemoryStorage implements KeyValueStorage {
  readonly #entries = new Map<string, string>();
  /** Set by a test: every call throws it, as a full or forbidden storage does. */
  failure: Error | null = null;

  get(key: string): string | null {
    this.#check();
    return this.#entries.get(key) ?? null;
  }

  set(key: string, value: string): void {
    this.#check();
    this.#entries.set(key, value);
  }

  remove(key: string): void {
    this.#check();
    this.#entries.delete(key);
  }

  keys(): readonly string[] {
    this.#check();
    return [...this.#entries.keys()];
  }

  #check(): void {
    if (this.failure) throw this.failure;
  }
}

function subscribe<Listener>(listeners: Set<Listener>, listener: Listener): () => void {
  // Wrapped per subscription by identity of the set entry: the same function twice is one entry, as with DOM listeners.
  listeners.add(listener);
  return () => listeners.delete(listener);
}
