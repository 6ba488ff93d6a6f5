/**
 * Follows the list of sessions: one stream of hints, and reads. The server does not push the end of a background run
 * reliably, so the list is read on a clock while anything runs, and on every hint. One read at a time; a hint that comes
 * during a read is answered by one more. An answer says nothing about what happened after it was asked for.
 */
import type { Environment, TimerHandle } from './environment.js';
import type { ConnectionInspection } from './inspection.js';
import type { RegistryLink } from './registry-link.js';
import { backoffDelay, unitFrom } from './transport/backoff.js';
import { asSessionError } from './transport/transport-error.js';
import type { Detach, SessionList, StreamEnd, Transport } from './transport/transport.js';

export interface FollowerHost {
  readonly environment: Environment;
  /** Logical time for a request that leaves now. */
  tick(): number;
  /** `all`: every live run has a stream, the list only confirms; `some`: the list is all we have for some. */
  running(): 'none' | 'all' | 'some';
  listed(list: SessionList, asOf: number): void;
  linkChanged(link: RegistryLink): void;
}

/** Milliseconds between reads. The server's own cache of idle lists is 2.5 s (http-api 4.1). */
const EVERY_MS = { some: 2_500, all: 6_000, none: 15_000 } as const;
/** A hidden page has nobody to show it to: it keeps up, slowly. */
const HIDDEN_FACTOR = 4;
/** Hints come in bursts (several per end of a turn). */
const HINT_MS = 150;

export class ListFollower {
  readonly #host: FollowerHost;
  readonly #transport: Transport;
  #reading: AbortController | null = null;
  #again = false;
  #timer: TimerHandle | null = null;
  #timerAt = 0;
  #stream: Detach | null = null;
  #streamTimer: TimerHandle | null = null;
  #streamFailures = 0;
  #streamOpenAt: number | null = null;
  #streamAliveAt: number | null = null;
  #streamRetryAt: number | null = null;
  #failures = 0;
  #stopped = true;
  #link: RegistryLink = { status: 'none', error: null, retryAt: null };

  constructor(host: FollowerHost, transport: Transport) {
    this.#host = host;
    this.#transport = transport;
  }

  get load(): { readonly streams: number; readonly timers: number } {
    return { streams: this.#stream ? 1 : 0, timers: (this.#timer ? 1 : 0) + (this.#streamTimer ? 1 : 0) };
  }

  inspect(): readonly ConnectionInspection[] {
    if (!this.#stream && !this.#streamTimer) return [];
    const open = this.#stream !== null && this.#streamOpenAt !== null;
    return [
      {
        kind: 'list',
        session: null,
        run: null,
        state: open ? 'open' : this.#stream ? 'opening' : 'waiting',
        openSince: open ? this.#streamOpenAt : null,
        aliveAt: this.#streamAliveAt,
        failures: this.#streamFailures,
        retryAt: this.#streamTimer ? this.#streamRetryAt : null,
        tab: null,
        leading: null,
      },
    ];
  }

  start(): void {
    if (!this.#stopped) return;
    this.#stopped = false;
    if (!this.#host.environment.online.online) {
      this.#setLink(OFFLINE);
      return;
    }
    // A list that is there stays "live" while it is read again.
    if (this.#link.status !== 'live') this.#setLink(CONNECTING);
    this.#openStream();
    void this.#read();
  }

  stop(): void {
    this.#stopped = true;
    this.#reading?.abort();
    this.#reading = null;
    this.#again = false;
    this.#clearTimers();
    this.#closeStream();
  }

  /** Reads now, whatever was planned: a person asked, the page came back, the network is back. */
  refresh(): void {
    this.#failures = 0;
    this.stop();
    this.start();
  }

  /** The same, without showing "connecting" for a list that is there. */
  hint(): void {
    this.#plan(HINT_MS);
  }

  /** What runs has changed: the next read may be due earlier. */
  reconsider(): void {
    if (this.#stopped || this.#reading || this.#failures > 0 || this.#link.status !== 'live') return;
    this.#plan(this.#interval());
  }

  offline(): void {
    this.stop();
    this.#setLink(OFFLINE);
  }

  authRequired(link: RegistryLink): void {
    this.stop();
    this.#setLink(link);
  }

  #interval(): number {
    const { visible } = this.#host.environment.visibility;
    return EVERY_MS[this.#host.running()] * (visible ? 1 : HIDDEN_FACTOR);
  }

  async #read(): Promise<void> {
    if (this.#stopped) return;
    if (this.#reading) {
      this.#again = true;
      return;
    }
    this.#clearTimer();
    const abort = new AbortController();
    this.#reading = abort;
    const asOf = this.#host.tick();
    try {
      const list = await this.#transport.listSessions(abort.signal);
      if (abort.signal.aborted) return;
      this.#reading = null;
      this.#failures = 0;
      this.#setLink(LIVE);
      this.#host.listed(list, asOf);
    } catch (thrown) {
      if (abort.signal.aborted) return;
      this.#reading = null;
      this.#failed(thrown);
      return;
    }
    if (this.#stopped) return;
    if (this.#again) {
      this.#again = false;
      this.#plan(HINT_MS);
    } else this.#plan(this.#interval());
  }

  #failed(thrown: unknown): void {
    const error = asSessionError(thrown);
    if (error.code === 'auth') {
      this.authRequired({ status: 'auth', error, retryAt: null });
      return;
    }
    const { environment } = this.#host;
    const delay = Math.max(
      error.retryAfterMs ?? 0,
      backoffDelay(this.#failures, unitFrom(environment.randomId()), { baseMs: 1_000, capMs: 30_000, floorMs: 500 }),
    );
    this.#failures += 1;
    const status = error.retryable ? 'reconnecting' : 'refused';
    this.#setLink({ status, error, retryAt: environment.now() + delay });
    this.#plan(delay);
  }

  /** Plans a read no later than `ms` from now; an earlier plan stands. */
  #plan(ms: number): void {
    if (this.#stopped) return;
    const { environment } = this.#host;
    if (this.#reading) {
      this.#again = true;
      return;
    }
    const at = environment.now() + ms;
    if (this.#timer && this.#timerAt <= at) return;
    this.#clearTimer();
    this.#timerAt = at;
    this.#timer = environment.setTimeout(() => {
      this.#timer = null;
      void this.#read();
    }, ms);
  }

  #openStream(): void {
    if (this.#stopped || this.#stream || !this.#transport.capabilities.listPush) return;
    let mine = true;
    this.#streamOpenAt = null;
    const detach = this.#transport.watchList({
      changed: () => {
        if (!mine) return;
        this.#streamFailures = 0;
        this.#plan(HINT_MS);
      },
      opened: () => {
        if (mine) this.#streamOpenAt = this.#host.environment.now();
      },
      alive: () => {
        if (!mine) return;
        this.#streamFailures = 0;
        this.#streamAliveAt = this.#host.environment.now();
      },
      closed: (end) => {
        if (!mine) return;
        mine = false;
        this.#stream = null;
        this.#streamEnded(end);
      },
    });
    this.#stream = () => {
      mine = false;
      detach();
    };
  }

  #streamEnded(end: StreamEnd): void {
    if (this.#stopped) return;
    if (end.kind === 'refused' && end.error.code === 'auth') {
      this.authRequired({ status: 'auth', error: end.error, retryAt: null });
      return;
    }
    // There is no replay on this stream: whatever was missed is in the next read.
    const { environment } = this.#host;
    const delay = backoffDelay(this.#streamFailures, unitFrom(environment.randomId()), {
      baseMs: 1_000,
      capMs: 30_000,
      floorMs: 500,
    });
    this.#streamFailures += 1;
    this.#streamRetryAt = environment.now() + delay;
    this.#streamTimer = environment.setTimeout(() => {
      this.#streamTimer = null;
      this.#openStream();
      this.#plan(HINT_MS);
    }, delay);
  }

  #closeStream(): void {
    this.#stream?.();
    this.#stream = null;
  }

  #clearTimer(): void {
    if (this.#timer) this.#host.environment.clearTimeout(this.#timer);
    this.#timer = null;
  }

  #clearTimers(): void {
    this.#clearTimer();
    if (this.#streamTimer) this.#host.environment.clearTimeout(this.#streamTimer);
    this.#streamTimer = null;
  }

  #setLink(link: RegistryLink): void {
    if (this.#link.status === link.status && this.#link.error === link.error && this.#link.retryAt === link.retryAt)
      return;
    this.#link = link;
    this.#host.linkChanged(link);
  }
}

const LIVE: RegistryLink = { status: 'live', error: null, retryAt: null };
const CONNECTING: RegistryLink = { status: 'connecting', error: null, retryAt: null };
const OFFLINE: RegistryLink = { status: 'offline', error: null, retryAt: null };
