/**
 * Everything the runtime needs of the world it runs in: clock, timers, network, random ids, storage, and what the page
 * is going through. It is passed in, so that the whole runtime can run under a virtual clock, in a worker or in Node.
 *
 * This is the only file in `runtime/` that touches globals for any of these. Importing it touches none: they are read
 * when called, so it may be imported anywhere.
 */

declare const timerBrand: unique symbol;

/** What `setTimeout` gave back. Opaque: a number in browsers, an object in Node. */
export interface TimerHandle {
  readonly [timerBrand]: true;
}

/**
 * Small strings by key, kept across reloads. Any call may throw (quota, storage switched off in mid-session); callers
 * catch and go on without.
 */
export interface KeyValueStorage {
  get(key: string): string | null;
  set(key: string, value: string): void;
  remove(key: string): void;
  keys(): readonly string[];
}

export interface PageVisibility {
  /** The page is shown. True where there is no page. */
  readonly visible: boolean;
  /** The page has the keyboard focus: several installed-app windows can all be visible. True where there is no page. */
  readonly focused: boolean;
  /** Called after either of them may have changed. Returns the unsubscriber. */
  subscribe(listener: () => void): () => void;
}

export interface NetworkStatus {
  /** The browser's own opinion. False can be trusted, true can't. */
  readonly online: boolean;
  subscribe(listener: () => void): () => void;
}

/**
 * `restore`: the page came back from the back-forward cache, every connection is dead. `freeze` and `resume`: timers
 * stopped, and run again. `hide`: the page goes away, perhaps for good; only synchronous work is certain to be done.
 */
export type LifecycleEvent = 'resume' | 'freeze' | 'restore' | 'hide';

export interface PageLifecycle {
  subscribe(listener: (event: LifecycleEvent) => void): () => void;
}

/** Locks between the tabs of this browser. The browser gives back what a tab held that closed or crashed. */
export interface TabLocks {
  /**
   * Asks for a lock. `wait`: in line behind others. `if-free`: now or never. `steal`: from whoever has it. Returns what
   * gives the lock, or the place in the line, back; after that nothing is called any more.
   */
  request(
    name: string,
    how: 'wait' | 'if-free' | 'steal',
    told: { readonly granted: () => void; readonly refused?: () => void; readonly stolen?: () => void },
  ): () => void;
}

/** Words between the tabs of this browser. Plain data; never heard by the one who says it. */
export interface TabChannel {
  post(message: unknown): void;
  close(): void;
}

export interface Tabs {
  /** Null where there are none (Web Locks need a secure context): a tab can't be certain of another then. */
  readonly locks: TabLocks | null;
  open(name: string, hear: (message: unknown) => void): TabChannel;
}

export interface Environment {
  /** Milliseconds since the epoch, our clock. May jump. */
  now(): number;
  /** Calls `fn` once, `ms` milliseconds from now at the earliest. */
  setTimeout(fn: () => void, ms: number): TimerHandle;
  clearTimeout(handle: TimerHandle): void;
  readonly fetch: typeof fetch;
  /** Unique, not secret. */
  randomId(): string;
  /** Names this tab, the same after its own reload. A duplicated tab begins with the name of the one it was made from. */
  tab(): string;
  /** Takes another name: this one is in use. */
  renameTab(): string;
  /** The other tabs of this browser; null where there are none to be known of (no channels, no page). */
  readonly tabs: Tabs | null;
  /** The protocol of the last answer that came from this address, as the browser measured it (`h2`, `h3`, `http/1.1`); empty when unknown. */
  protocolOf(url: string): string;
  /** Null where nothing can be kept. */
  readonly storage: KeyValueStorage | null;
  readonly visibility: PageVisibility;
  readonly online: NetworkStatus;
  readonly lifecycle: PageLifecycle;
  /** What relative URLs are relative to; empty where there is no page. */
  baseUrl(): string;
}

const TAB_KEY = 'hermes-elements/tab';

/** Browsers turn longer delays into none at all. */
const LONGEST_DELAY = 2 ** 31 - 1;

/**
 * The environment of the page, worker or Node process this runs in. What is missing is replaced by its absence: no
 * document means visible, online, no storage, an empty base URL.
 */
export function browserEnvironment(): Environment {
  return {
    now: () => Date.now(),
    setTimeout: (fn, ms) => globalThis.setTimeout(fn, Math.min(ms, LONGEST_DELAY)) as unknown as TimerHandle,
    clearTimeout: (handle) => globalThis.clearTimeout(handle as unknown as number),
    // Looked up at each call: a host may replace it later (the WebUI page does, to add its CSRF header).
    fetch: (input, init) => globalThis.fetch(input, init),
    randomId,
    tab: tabName,
    renameTab,
    tabs: pageTabs(),
    protocolOf,
    storage: pageStorage(),
    visibility: {
      get visible() {
        return typeof document === 'undefined' || document.visibilityState !== 'hidden';
      },
      get focused() {
        return typeof document === 'undefined' || document.hasFocus();
      },
      subscribe: (listener) => {
        const stopDocument = listen(pageDocument(), ['visibilitychange'], listener);
        const stopWindow = listen(pageWindow(), ['focus', 'blur'], listener);
        return () => {
          stopDocument();
          stopWindow();
        };
      },
    },
    online: {
      get online() {
        return typeof navigator === 'undefined' || navigator.onLine !== false;
      },
      subscribe: (listener) => listen(pageWindow(), ['online', 'offline'], listener),
    },
    lifecycle: { subscribe: subscribeLifecycle },
    baseUrl: () => pageDocument()?.baseURI ?? '',
  };
}

function pageDocument(): Document | null {
  return typeof document === 'undefined' ? null : document;
}

/** The window, or the worker's global: both fire `online`. Node's global has no events. */
function pageWindow(): EventTarget | null {
  return typeof globalThis.addEventListener === 'function' ? globalThis : null;
}

/** One listener per subscription, so the last unsubscribe leaves none behind. */
function listen(target: EventTarget | null, types: readonly string[], listener: (event: Event) => void): () => void {
  for (const type of types) target?.addEventListener(type, listener);
  return () => {
    for (const type of types) target?.removeEventListener(type, listener);
  };
}

function subscribeLifecycle(listener: (event: LifecycleEvent) => void): () => void {
  const stops = [
    listen(pageWindow(), ['pageshow'], (event) => {
      if ((event as PageTransitionEvent).persisted) listener('restore');
    }),
    listen(pageWindow(), ['pagehide'], () => listener('hide')),
    listen(pageDocument(), ['freeze'], () => listener('freeze')),
    listen(pageDocument(), ['resume'], () => listener('resume')),
  ];
  return () => {
    for (const stop of stops) stop();
  };
}

function randomId(): string {
  const source = globalThis.crypto as Crypto | undefined;
  // `randomUUID` exists only in secure contexts, and a WebUI on the local network is none.
  if (typeof source?.randomUUID === 'function') return source.randomUUID();
  const bytes = new Uint8Array(16);
  if (typeof source?.getRandomValues === 'function') source.getRandomValues(bytes);
  else for (let i = 0; i < bytes.length; i += 1) bytes[i] = Math.floor(Math.random() * 256);
  return Array.from(bytes, (byte) => byte.toString(16).padStart(2, '0')).join('');
}

let tab: string | undefined;

/** Kept where a tab keeps things for itself; without such a place a reload makes another tab of it. */
function tabName(): string {
  if (tab !== undefined) return tab;
  const kept = inTabStorage((storage) => storage.getItem(TAB_KEY));
  return kept === null ? renameTab() : (tab = kept);
}

function renameTab(): string {
  const name = (tab = randomId());
  inTabStorage((storage) => storage.setItem(TAB_KEY, name));
  return name;
}

function inTabStorage<T>(use: (storage: Storage) => T): T | null {
  if (typeof document === 'undefined') return null;
  try {
    return use(globalThis.sessionStorage);
  } catch {
    // Forbidden or full: the name lasts as long as the page.
    return null;
  }
}

/** Web Locks exist only in secure contexts, and a WebUI on the local network is none. */
function pageTabs(): Tabs | null {
  if (typeof document === 'undefined' || typeof BroadcastChannel === 'undefined') return null;
  const locks = (navigator as { locks?: LockManager }).locks;
  return {
    locks: locks ? { request: (name, how, told) => requestLock(locks, name, how, told) } : null,
    open: openChannel,
  };
}

function requestLock(
  locks: LockManager,
  name: string,
  how: 'wait' | 'if-free' | 'steal',
  told: Parameters<TabLocks['request']>[2],
): () => void {
  const waiting = new AbortController();
  let over = false;
  let giveBack: () => void = () => {};
  const options: LockOptions =
    how === 'wait' ? { signal: waiting.signal } : how === 'steal' ? { steal: true } : { ifAvailable: true };
  const work = locks.request(name, options, (lock) => {
    if (over) return undefined;
    if (!lock) {
      told.refused?.();
      return undefined;
    }
    told.granted();
    return new Promise<void>((resolve) => {
      giveBack = resolve;
      if (over) resolve();
    });
  });
  // Rejects when we gave up waiting, when it was stolen, and where locks are forbidden (a page in a sandbox).
  work.catch(() => {
    if (!over) (told.stolen ?? told.refused)?.();
  });
  return () => {
    over = true;
    waiting.abort();
    giveBack();
  };
}

function openChannel(name: string, hear: (message: unknown) => void): TabChannel {
  const channel = new BroadcastChannel(name);
  const listener = (event: MessageEvent): void => hear(event.data);
  channel.addEventListener('message', listener);
  return {
    post: (message) => channel.postMessage(message),
    close: () => {
      channel.removeEventListener('message', listener);
      channel.close();
    },
  };
}

function protocolOf(url: string): string {
  if (typeof performance === 'undefined' || typeof performance.getEntriesByType !== 'function') return '';
  const entries = performance.getEntriesByType('resource') as PerformanceResourceTiming[];
  return entries.findLast((entry) => entry.name.startsWith(url) && entry.nextHopProtocol !== '')?.nextHopProtocol ?? '';
}

/** `localStorage`, or null where it is missing or where the mere mention of it throws (sandboxed frames). */
function pageStorage(): KeyValueStorage | null {
  // Node has a `localStorage` of its own in some versions, with a warning; without a document it is not ours.
  if (typeof document === 'undefined') return null;
  let storage: Storage;
  try {
    storage = globalThis.localStorage;
    if (!storage) return null;
  } catch {
    return null;
  }
  return {
    get: (key) => storage.getItem(key),
    set: (key, value) => storage.setItem(key, value),
    remove: (key) => storage.removeItem(key),
    keys: () => Array.from({ length: storage.length }, (_, i) => storage.key(i)).filter((key) => key !== null),
  };
}

/**
 * A subscriber of the host's threw. It goes to the page's own error reporting, as an uncaught one would, and stops
 * nothing of ours.
 */
export function reportFault(error: unknown): void {
  if (typeof globalThis.reportError === 'function') globalThis.reportError(error);
  // Node has no such place; silence would hide a fault.
  // eslint-disable-next-line no-console
  else console.error(error);
}
