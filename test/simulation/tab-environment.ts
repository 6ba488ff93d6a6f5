/**
 * The surroundings of one tab in a browser: what it shares with the other tabs (storage, wall clock, cookies), and what
 * happens to a page that freezes or dies. A dead page does nothing any more: no timer, no write, no request.
 */
import {
  FakeEnvironment,
  type FakeEnvironmentOptions,
  type MemoryStorage,
} from '../runtime/support/fake-environment.js';
import type { KeyValueStorage, TimerHandle } from '../../runtime/environment.js';

/** `full`: nothing can be written. `broken`: every call throws. */
export type StorageHealth = 'fine' | 'full' | 'broken';

/** What all tabs of one browser share. */
export class Browser {
  readonly storage: MemoryStorage;
  storageHealth: StorageHealth = 'fine';
  /** Wall clock ahead of the server's, milliseconds: a person or a time server sets it. Timers do not care. */
  skewMs = 0;
  /** The login, sent with every request; null where there is none. */
  cookie: string | null = null;

  constructor(storage: MemoryStorage) {
    this.storage = storage;
  }
}

export class TabEnvironment extends FakeEnvironment {
  readonly #browser: Browser;
  readonly #timers = new Set<TimerHandle>();
  readonly #page: { dead: boolean };
  /** Under way, streams included. */
  readonly #requests: ReadonlySet<AbortController>;
  /** Timers that came due while the page was frozen; null when it is not. */
  #frozen: Map<TimerHandle, () => void> | null = null;

  constructor(browser: Browser, options: Omit<FakeEnvironmentOptions, 'storage' | 'fetch'> & { fetch: typeof fetch }) {
    const page = { dead: false };
    const requests = new Set<AbortController>();
    super({
      ...options,
      storage: new TabStorage(browser, page),
      fetch: (input, init) => fetchFor({ browser, page, requests }, options.fetch, input, init),
    });
    this.#browser = browser;
    this.#page = page;
    this.#requests = requests;
  }

  override now(): number {
    return super.now() + this.#browser.skewMs;
  }

  override setTimeout(fn: () => void, ms: number): TimerHandle {
    if (this.#page.dead) return super.setTimeout(() => {}, 0);
    const handle = super.setTimeout(() => {
      this.#timers.delete(handle);
      if (this.#frozen) this.#frozen.set(handle, fn);
      else fn();
    }, ms);
    this.#timers.add(handle);
    return handle;
  }

  override clearTimeout(handle: TimerHandle): void {
    this.#timers.delete(handle);
    this.#frozen?.delete(handle);
    super.clearTimeout(handle);
  }

  /** The tab is gone without a word: nothing it had not written yet is written. */
  die(): void {
    for (const handle of this.#timers) super.clearTimeout(handle);
    this.#timers.clear();
    this.#frozen = null;
    this.#page.dead = true;
    for (const request of this.#requests) request.abort();
  }

  /** Timers stand still until `thaw`; what comes over the network is still taken in. */
  freeze(): void {
    if (this.#frozen) return;
    this.emitLifecycle('freeze');
    this.#frozen = new Map();
  }

  thaw(): void {
    const due = this.#frozen;
    if (!due) return;
    // One that runs may clear another.
    for (const [handle, fn] of due) {
      due.delete(handle);
      fn();
    }
    this.#frozen = null;
    this.emitLifecycle('resume');
  }
}

interface Page {
  readonly browser: Browser;
  readonly page: { readonly dead: boolean };
  readonly requests: Set<AbortController>;
}

/** With the browser's cookie; a dead page hears of no answer. */
async function fetchFor(
  { browser, page, requests }: Page,
  send: typeof fetch,
  input: RequestInfo | URL,
  init?: RequestInit,
): Promise<Response> {
  const never = (): Promise<Response> => new Promise(() => {});
  if (page.dead) return never();
  const abort = new AbortController();
  requests.add(abort);
  const stop = (): void => abort.abort(init?.signal?.reason);
  if (init?.signal?.aborted) stop();
  init?.signal?.addEventListener('abort', stop);
  const headers = new Headers(init?.headers);
  if (browser.cookie !== null) headers.set('cookie', browser.cookie);
  try {
    const response = await send(input, { ...init, headers, signal: abort.signal });
    return page.dead ? await never() : response;
  } catch (error) {
    if (page.dead) return never();
    throw error;
  }
}

class TabStorage implements KeyValueStorage {
  readonly #browser: Browser;
  readonly #page: { readonly dead: boolean };

  constructor(browser: Browser, page: { readonly dead: boolean }) {
    this.#browser = browser;
    this.#page = page;
  }

  get(key: string): string | null {
    this.#check(false);
    return this.#browser.storage.get(key);
  }

  set(key: string, value: string): void {
    this.#check(true);
    if (!this.#page.dead) this.#browser.storage.set(key, value);
  }

  remove(key: string): void {
    this.#check(false);
    if (!this.#page.dead) this.#browser.storage.remove(key);
  }

  keys(): readonly string[] {
    this.#check(false);
    return this.#browser.storage.keys();
  }

  #check(writes: boolean): void {
    const { storageHealth } = this.#browser;
    if (storageHealth === 'broken' || (storageHealth === 'full' && writes))
      throw new Error(`storage is ${storageHealth}`);
  }
}
