/**
 * The surroundings of one tab in a browser: what it shares with the other tabs (storage, wall clock, cookies), and what
 * happens to a page that freezes or dies. A dead page does nothing any more: no timer, no write, no request.
 */
import {
  FakeEnvironment,
  type FakeEnvironmentOptions,
  type MemoryStorage,
} from '../runtime/support/fake-environment.js';
import type { KeyValueStorage } from '../../runtime/environment.js';
import { FakeBrowser, type FakeBrowserOptions } from '../runtime/support/fake-browser.js';
import type { FakeClock } from '../runtime/support/fake-clock.js';

/** `full`: nothing can be written. `broken`: every call throws. */
export type StorageHealth = 'fine' | 'full' | 'broken';

/** What all tabs of one browser share. */
export class Browser {
  readonly storage: MemoryStorage;
  /** Locks and channels between its tabs. */
  readonly tabs: FakeBrowser;
  storageHealth: StorageHealth = 'fine';
  /** Wall clock ahead of the server's, milliseconds: a person or a time server sets it. Timers do not care. */
  skewMs = 0;
  /** The login, sent with every request; null where there is none. */
  cookie: string | null = null;

  constructor(storage: MemoryStorage, clock: FakeClock, options: FakeBrowserOptions = {}) {
    this.storage = storage;
    this.tabs = new FakeBrowser(clock, options);
  }
}

export class TabEnvironment extends FakeEnvironment {
  readonly #browser: Browser;
  readonly #page: { dead: boolean };

  constructor(
    browser: Browser,
    options: Omit<FakeEnvironmentOptions, 'storage' | 'fetch' | 'browser'> & { fetch: typeof fetch },
  ) {
    const page = { dead: false };
    super({
      ...options,
      browser: browser.tabs,
      storage: new TabStorage(browser, page),
      fetch: (input, init) => options.fetch(input, { ...init, headers: withCookie(browser, init) }),
    });
    this.#browser = browser;
    this.#page = page;
  }

  override now(): number {
    return super.now() + this.#browser.skewMs;
  }

  /** The tab is gone without a word: nothing it had not written yet is written. */
  die(): void {
    this.#page.dead = true;
    this.kill();
  }

  /** Put to sleep by the browser, which says so. Timers stand still; what comes over the network is still taken in. */
  sleep(): void {
    this.emitLifecycle('freeze');
    this.freeze();
  }

  wake(): void {
    this.thaw();
    this.emitLifecycle('resume');
  }
}

function withCookie(browser: Browser, init: RequestInit | undefined): Headers {
  const headers = new Headers(init?.headers);
  if (browser.cookie !== null) headers.set('cookie', browser.cookie);
  return headers;
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
