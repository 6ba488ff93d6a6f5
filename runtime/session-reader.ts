/**
 * Reads sessions when their records want it, and only then: one read per session at a time, few at once, farther apart
 * the longer they bring nothing new. What was asked for while a read was under way is read after it.
 */
import type { Environment, TimerHandle } from './environment.js';
import type { ReadInspection } from './inspection.js';
import { TransportError, asSessionError } from './transport/transport-error.js';
import type { SessionRecord } from './session/record.js';
import type { SessionError } from './session/slices.js';
import type { RequestKind } from './session/requests.js';
import type { Transport } from './transport/transport.js';
import type { SessionId } from './transport/events.js';

export interface ReaderHost {
  readonly environment: Environment;
  transport(): Transport | null;
  /** Logical time for a request that leaves now. */
  tick(): number;
  isShown(record: SessionRecord): boolean;
  isLeased(record: SessionRecord): boolean;
  /** `to` continues `from`, the id that was asked for. */
  rekey(record: SessionRecord, to: SessionId, from: SessionId): void;
  authRequired(error: SessionError): void;
  /** Nothing is asked of the server now: offline, or signed out. */
  paused(): boolean;
  /** A read succeeded: whatever link trouble reads had is over. */
  loaded(record: SessionRecord): void;
}

interface Reading {
  session: AbortController | null;
  requests: AbortController | null;
  timer: TimerHandle | null;
  requestsTimer: TimerHandle | null;
  /** Reads in a row that did not settle what was wanted. */
  fruitless: number;
}

/** Visible rows of the first window. */
const WINDOW = 40;
/** Connections are scarce: two reads at once, and a stream or a POST never waits behind more. */
const AT_ONCE = 2;
const DELAYS_MS: readonly number[] = [0, 400, 800, 1_600, 3_200, 6_400, 10_000];
/** A lost run is put right by the server about 30 s after it began, when somebody reads (lifecycle 10). */
const ORPHAN_MS = 5_000;
const REQUESTS_RETRY_MS = 2_000;

export class SessionReader {
  readonly #host: ReaderHost;
  readonly #readings = new Map<SessionRecord, Reading>();
  readonly #queue: SessionRecord[] = [];
  #active = 0;
  /** Sessions whose pending requests are to be read, and how many of those reads are under way. */
  readonly #toAsk = new Set<SessionRecord>();
  #asking = 0;

  constructor(host: ReaderHost) {
    this.#host = host;
  }

  /** Reads under way and planned: for tests and the inspector. */
  get load(): { readonly active: number; readonly timers: number } {
    let timers = 0;
    for (const reading of this.#readings.values()) timers += (reading.timer ? 1 : 0) + (reading.requestsTimer ? 1 : 0);
    return { active: this.#active, timers };
  }

  inspect(record: SessionRecord): ReadInspection {
    const reading = this.#readings.get(record);
    const state = (now: unknown, queued: boolean, timer: unknown) =>
      now ? 'reading' : queued ? 'queued' : timer ? 'planned' : 'none';
    return {
      session: state(reading?.session, this.#queue.includes(record), reading?.timer),
      requests: state(reading?.requests, this.#toAsk.has(record), reading?.requestsTimer),
      fruitless: reading?.fruitless ?? 0,
    };
  }

  /** Looks at what the record wants now. Called after every change of it. */
  consider(record: SessionRecord): void {
    const { wants, gone, orphaned } = record.state;
    // What is gone is read only when a person asks: it may be there again, or the answer was wrong.
    const transport = this.#host.transport();
    if ((gone && wants.reload === 0) || this.#host.paused() || !transport) return;
    const reading = this.#readings.get(record);
    if (wants.reload > 0 && !reading?.session && !reading?.timer) this.#plan(record);
    else if (wants.reload === 0 && orphaned && this.#host.isLeased(record) && !reading?.timer && !reading?.session)
      this.#after(record, ORPHAN_MS);
    // A backend without requests has none to read, however much they are wanted.
    const asks = transport.capabilities.requests.length > 0;
    if (asks && wants.requests > 0 && !reading?.requests && !reading?.requestsTimer) {
      this.#toAsk.add(record);
      this.#ask();
    }
  }

  /** The person asked, or the network is back: no waiting. */
  hurry(record: SessionRecord): void {
    const reading = this.#readings.get(record);
    if (!reading) return;
    reading.fruitless = 0;
    this.#clear(reading);
    this.consider(record);
  }

  release(record: SessionRecord): void {
    const reading = this.#readings.get(record);
    if (!reading) return;
    this.#clear(reading);
    reading.session?.abort();
    reading.requests?.abort();
    this.#toAsk.delete(record);
    this.#readings.delete(record);
    const queued = this.#queue.indexOf(record);
    if (queued >= 0) this.#queue.splice(queued, 1);
  }

  releaseAll(): void {
    for (const record of [...this.#readings.keys()]) this.release(record);
  }

  #of(record: SessionRecord): Reading {
    let reading = this.#readings.get(record);
    if (!reading) {
      reading = { session: null, requests: null, timer: null, requestsTimer: null, fruitless: 0 };
      this.#readings.set(record, reading);
    }
    return reading;
  }

  #clear(reading: Reading): void {
    if (reading.timer) this.#host.environment.clearTimeout(reading.timer);
    if (reading.requestsTimer) this.#host.environment.clearTimeout(reading.requestsTimer);
    reading.timer = null;
    reading.requestsTimer = null;
  }

  #plan(record: SessionRecord): void {
    const { fruitless } = this.#of(record);
    const delay = DELAYS_MS[Math.min(fruitless, DELAYS_MS.length - 1)] ?? 0;
    if (delay > 0) this.#after(record, delay);
    else this.#enqueue(record);
  }

  #after(record: SessionRecord, delay: number): void {
    const reading = this.#of(record);
    reading.timer = this.#host.environment.setTimeout(() => {
      reading.timer = null;
      this.#enqueue(record);
    }, delay);
  }

  #enqueue(record: SessionRecord): void {
    if (this.#queue.includes(record)) return;
    if (this.#host.isShown(record)) this.#queue.unshift(record);
    else this.#queue.push(record);
    this.#next();
  }

  #next(): void {
    while (this.#active < AT_ONCE) {
      const record = this.#queue.shift();
      if (!record) return;
      void this.#read(record);
    }
  }

  async #read(record: SessionRecord): Promise<void> {
    const transport = this.#host.transport();
    const reading = this.#of(record);
    if (!transport || reading.session) return;
    const abort = new AbortController();
    reading.session = abort;
    this.#active += 1;
    const asOf = this.#host.tick();
    const asked = record.tip;
    try {
      const { loaded, rekeyedTo } = await transport.loadSession(asked, {
        window: WINDOW,
        asOf,
        signal: abort.signal,
      });
      if (abort.signal.aborted) return;
      reading.session = null;
      if (rekeyedTo !== null) this.#host.rekey(record, rekeyedTo, asked);
      // It went on once more while this was read: what came is of an id that is history.
      if (loaded.meta.id !== record.tip) {
        record.dispatch({ type: 'session.stale', session: record.key });
        return;
      }
      // The rotation just learned is newer than the read that told it, by our own count only.
      record.dispatch(rekeyedTo === null ? loaded : { ...loaded, asOf: Math.max(asOf, record.state.changedAt) });
      reading.fruitless = record.state.wants.reload > 0 ? reading.fruitless + 1 : 0;
      this.#host.loaded(record);
    } catch (thrown) {
      if (abort.signal.aborted) return;
      reading.session = null;
      reading.fruitless += 1;
      this.#failed(record, asSessionError(thrown), asOf);
    } finally {
      this.#active -= 1;
      this.#next();
    }
    this.consider(record);
  }

  #failed(record: SessionRecord, error: SessionError, asOf: number): void {
    if (error.code === 'not-found' || error.code === 'other-profile') {
      record.dispatch({ type: 'session.gone', session: record.key, error });
      return;
    }
    record.dispatch({ type: 'session.load-failed', session: record.key, asOf, error });
    if (error.code === 'auth') this.#host.authRequired(error);
    else if (error.retryable)
      record.dispatch({ type: 'link.changed', link: { status: 'reconnecting', error, retryAt: null } });
    else record.dispatch({ type: 'link.changed', link: { status: 'refused', error, retryAt: null } });
  }

  #ask(): void {
    for (const record of this.#toAsk) {
      if (this.#asking >= AT_ONCE) return;
      this.#toAsk.delete(record);
      void this.#readRequests(record);
    }
  }

  async #readRequests(record: SessionRecord): Promise<void> {
    const transport = this.#host.transport();
    if (!transport) return;
    const reading = this.#of(record);
    const abort = new AbortController();
    reading.requests = abort;
    this.#asking += 1;
    // Of what is wanted while one kind is being read, the answer for another kind says nothing.
    const asOf = this.#host.tick();
    const { failed, some } = await this.#readKinds(record, transport, abort.signal);
    const done = failed === null || (some && !failed.retryable && failed.code !== 'auth');
    if (done && !abort.signal.aborted) record.dispatch({ type: 'requests.read', asOf });
    if (failed === null && !abort.signal.aborted) await this.#readConsent(record, transport, abort.signal);
    this.#asking -= 1;
    if (!abort.signal.aborted) {
      reading.requests = null;
      if (failed === null) this.consider(record);
      else this.#requestsFailed(record, failed);
    }
    this.#ask();
  }

  #requestsFailed(record: SessionRecord, failed: SessionError): void {
    const reading = this.#of(record);
    if (failed.code === 'auth') this.#host.authRequired(failed);
    if (!failed.retryable) return;
    reading.requestsTimer = this.#host.environment.setTimeout(() => {
      reading.requestsTimer = null;
      if (this.#host.paused()) return;
      // One kind may have been read: that the other was not is known only here.
      this.#toAsk.add(record);
      this.#ask();
    }, REQUESTS_RETRY_MS);
  }

  /** The first failure, or null, and whether some kind was read; nothing more is asked once it is not wanted. */
  async #readKinds(
    record: SessionRecord,
    transport: Transport,
    signal: AbortSignal,
  ): Promise<{ readonly failed: SessionError | null; readonly some: boolean }> {
    let failed: SessionError | null = null;
    let some = false;
    for (const kind of transport.capabilities.requests) {
      const error = await this.#readKind(record, transport, kind, signal);
      if (signal.aborted) return { failed: null, some };
      failed ??= error;
      some ||= error === null;
    }
    return { failed, some };
  }

  /**
   * Whether the server asks at all: beside what it asks, where somebody looks. What can't be read stays as it was, and is
   * read with the requests the next time.
   */
  async #readConsent(record: SessionRecord, transport: Transport, signal: AbortSignal): Promise<void> {
    if (transport.capabilities.autoApprove !== true || !this.#host.isLeased(record)) return;
    const asOf = this.#host.tick();
    try {
      const autoApprove = await transport.readAutoApprove?.(record.tip, signal);
      if (autoApprove !== undefined && !signal.aborted) record.dispatch({ type: 'consent.read', asOf, autoApprove });
    } catch {
      // See above.
    }
  }

  async #readKind(
    record: SessionRecord,
    transport: Transport,
    kind: RequestKind,
    signal: AbortSignal,
  ): Promise<SessionError | null> {
    const asOf = this.#host.tick();
    try {
      const { head, waiting } = await transport.listRequests(record.tip, kind, signal);
      if (!signal.aborted) record.dispatch({ type: 'requests.listed', session: record.key, asOf, kind, head, waiting });
      return null;
    } catch (thrown) {
      return thrown instanceof TransportError || !signal.aborted ? asSessionError(thrown) : null;
    }
  }
}
