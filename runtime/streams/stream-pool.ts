/**
 * The connections of one browser to one server, and their only owner. Registries (of this tab, and of others when this
 * one leads) say what they wish; the pool merges the wishes, keeps to the budget, opens each stream once and tells
 * everybody who wishes for it. A stream that breaks is taken up again where the one furthest behind stands, after a
 * while that grows; returning to a stream that is open reuses it.
 */
import type { Environment, TimerHandle } from '../environment.js';
import { backoffDelay, unitFrom } from '../transport/backoff.js';
import type { Detach, StreamEnd, Transport } from '../transport/transport.js';
import type { SessionId, TransportEvent } from '../transport/events.js';
import { planStreams, type Candidate } from './stream-plan.js';
import { seqOf, StreamLog } from './stream-log.js';
import { Turns } from './stream-turns.js';
import { type StreamKind, type StreamListener, type StreamNews, type StreamWish } from './stream-wish.js';

/** An aborted `fetch` gives its connection back after the task that aborted it: in Chromium 2 to 30 ms after. */
const LEAVE_MS = 40;
/** The connections of a tab that is gone, or that lost the lead, take longer: they end in another process. */
const TAKEN_MS = 100;
/**
 * A stream whose answer is this late may be open and silent: Firefox tells of an answer with its first byte, and a run that
 * waits for a person has none to send before the next heartbeat (5 s). A short request tells whether anything is missing.
 */
const QUIET_MS = 300;
/** What the server refuses for good is asked again seldom: it may be restarted or put right. */
const REFUSED_MS = 10_000;

export interface PoolHost {
  readonly environment: Environment;
  readonly transport: Transport;
}

/** One connection, or one that is waiting to be tried again. For the inspector and tests too. */
export interface Connection {
  readonly key: string;
  readonly kind: StreamKind;
  readonly session: string;
  readonly run: string | null;
  readonly open: boolean;
  /** It shares a connection with others, and has it now and then. */
  readonly inTurns: boolean;
  /** Our clock, milliseconds. */
  readonly since: number;
  readonly lastSign: number | null;
  readonly failures: number;
  readonly retryAt: number | null;
  /** Whose wishes it serves. */
  readonly clients: readonly string[];
}

interface Stream {
  readonly key: string;
  kind: StreamKind;
  inTurns: boolean;
  detach: Detach | null;
  timer: TimerHandle | null;
  retryAt: number | null;
  /** Ends in a row without a sign of life between them. */
  failures: number;
  /** It ended and has not been open since. */
  broke: boolean;
  open: boolean;
  /** Until it is asked whether a stream without an answer has anything to tell. */
  quiet: TimerHandle | null;
  /** That question, under way. */
  asked: AbortController | null;
  since: number;
  lastSign: number | null;
  log: StreamLog;
}

interface Client {
  readonly tell: StreamListener;
  wishes: ReadonlyMap<string, StreamWish>;
  /** How far it has been told, by key: where a stream is taken up for it. */
  readonly places: Map<string, number>;
}

export class StreamPool {
  readonly #host: PoolHost;
  readonly #clients = new Map<string, Client>();
  readonly #streams = new Map<string, Stream>();
  readonly #turns: Turns;
  #budget: number;
  /** Streams let go of a moment ago: they count until the browser has closed their connections. */
  readonly #leaving = new Set<TimerHandle>();
  #closed = false;

  /**
   * `budget`: long-lived connections, the list's included. `taken`: another tab had them all until now, and the browser
   * is about to close them.
   */
  constructor(host: PoolHost, budget: number, { taken = false } = {}) {
    this.#host = host;
    this.#budget = budget;
    this.#turns = new Turns({
      environment: host.environment,
      probe: (run, signal) => host.transport.probeRun(run, signal),
      place: (key) => this.#place(key),
      run: (key) => this.#wish(key)?.run ?? null,
      isShown: (key) => this.#isShown(key),
      notBefore: (key) => this.#streams.get(key)?.retryAt ?? 0,
      broke: (key) => this.#streams.get(key)?.broke === true,
      free: () => this.#leaving.size + this.#connected() < this.#budget,
      begin: (key) => this.#beginTurn(key),
      end: (key) => this.#endTurn(key),
    });
    for (let at = 0; taken && at < budget; at += 1) this.#leaveFor(TAKEN_MS);
  }

  get budget(): number {
    return this.#budget;
  }

  set budget(connections: number) {
    if (this.#budget === connections) return;
    this.#budget = connections;
    this.#plan();
  }

  get load(): { readonly streams: number; readonly timers: number } {
    let waiting = 0;
    for (const { timer, quiet } of this.#streams.values()) waiting += (timer ? 1 : 0) + (quiet ? 1 : 0);
    return { streams: this.#connected(), timers: waiting + this.#leaving.size + this.#turns.timers };
  }

  get connections(): readonly Connection[] {
    return [...this.#streams.values()].map((stream) => ({
      key: stream.key,
      kind: stream.kind,
      session: this.#wish(stream.key)?.session ?? '',
      run: this.#wish(stream.key)?.run ?? null,
      open: stream.open,
      inTurns: stream.inTurns,
      since: stream.since,
      lastSign: stream.lastSign,
      failures: stream.failures,
      retryAt: stream.retryAt,
      clients: [...this.#clients].filter(([, client]) => client.wishes.has(stream.key)).map(([name]) => name),
    }));
  }

  /** Everything this client wishes for now; what it wished for before and does not any more is let go. */
  want(name: string, wishes: readonly StreamWish[], tell: StreamListener): void {
    if (this.#closed) return;
    const before = this.#clients.get(name);
    const client: Client = before ?? { tell, wishes: new Map(), places: new Map() };
    if (!before) this.#clients.set(name, client);
    const known = client.wishes;
    client.wishes = new Map(wishes.map((wish) => [wish.key, wish]));
    for (const key of client.places.keys()) if (!client.wishes.has(key)) client.places.delete(key);
    const joined = wishes.filter((wish) => !known.has(wish.key) || known.get(wish.key)?.join !== wish.join);
    for (const wish of joined) client.places.set(wish.key, wish.after);
    if (wishes.length === 0) this.#clients.delete(name);
    this.#plan();
    for (const wish of joined) this.#serve(client, wish);
  }

  leave(name: string): void {
    if (!this.#clients.delete(name)) return;
    this.#plan();
  }

  /** Opens everything anew: connections may be dead without knowing (sleep, back-forward cache). */
  renew(): void {
    for (const stream of [...this.#streams.values()]) this.#drop(stream);
    this.#plan();
  }

  close(): void {
    this.#closed = true;
    this.#clients.clear();
    this.#turns.stop();
    for (const stream of [...this.#streams.values()]) this.#drop(stream);
    for (const timer of this.#leaving) this.#host.environment.clearTimeout(timer);
    this.#leaving.clear();
  }

  #connected(): number {
    let streams = 0;
    for (const stream of this.#streams.values()) if (stream.detach) streams += 1;
    return streams;
  }

  #plan(): void {
    if (this.#closed) return;
    const { fixed, turns } = planStreams(this.#candidates(), this.#budget);
    const inTurns = new Set(turns);
    const wanted = new Set([...fixed, ...turns]);
    for (const stream of [...this.#streams.values()]) {
      if (!wanted.has(stream.key)) this.#giveUp(stream);
      // Its connection is the shared one from now on; its turn ends like any other.
      else if (inTurns.has(stream.key) && !stream.inTurns) this.#share(stream);
    }
    for (const key of fixed) {
      const stream = this.#streams.get(key) ?? this.#make(key);
      stream.kind = this.#wish(key)?.kind ?? stream.kind;
      if (stream.inTurns) {
        stream.inTurns = false;
        this.#turns.forget(key);
      }
      if (stream.detach || stream.timer) continue;
      // Planned again as soon as what was closed is closed.
      if (this.#leaving.size + this.#connected() >= this.#budget) continue;
      this.#connect(stream);
    }
    this.#turns.set(turns);
  }

  #candidates(): Candidate[] {
    const merged = new Map<string, Candidate>();
    for (const client of this.#clients.values()) {
      for (const wish of client.wishes.values()) {
        const known = merged.get(wish.key);
        const stream = this.#streams.get(wish.key);
        // A turn that ended while it had the shared connection keeps it for the title that may follow.
        const tail = wish.kind === 'tail' && stream?.detach != null;
        merged.set(wish.key, {
          key: wish.key,
          // While one of them takes the run for live, it is.
          kind: known?.kind === 'run' ? 'run' : wish.kind,
          shown: wish.shown || known?.shown === true,
          attached: stream !== undefined && (!stream.inTurns || tail),
          since: Math.max(wish.since, known?.since ?? 0),
        });
      }
    }
    return [...merged.values()];
  }

  #make(key: string): Stream {
    const stream: Stream = {
      key,
      kind: this.#wish(key)?.kind ?? 'run',
      inTurns: false,
      detach: null,
      timer: null,
      retryAt: null,
      failures: 0,
      broke: false,
      open: false,
      quiet: null,
      asked: null,
      since: this.#host.environment.now(),
      lastSign: null,
      log: new StreamLog(this.#place(key)),
    };
    this.#streams.set(key, stream);
    return stream;
  }

  #share(stream: Stream): void {
    stream.inTurns = true;
    this.#cancelRetry(stream);
    if (stream.detach) this.#disconnect(stream);
  }

  #connect(stream: Stream): void {
    const { environment, transport } = this.#host;
    const wish = this.#wish(stream.key);
    if (!wish) return this.#drop(stream);
    this.#cancelRetry(stream);
    stream.since = environment.now();
    stream.kind = wish.kind;
    const after = this.#place(stream.key);
    if (after < stream.log.last) stream.log = new StreamLog(after);
    let detached = false;
    const mine =
      <Args extends readonly unknown[]>(act: (...args: Args) => void) =>
      (...args: Args): void => {
        if (!detached && this.#streams.get(stream.key) === stream) act(...args);
      };
    const sink = {
      event: mine((event: TransportEvent) => this.#heard(stream, event)),
      changed: mine((hint: { readonly session: SessionId | null }) => this.#changed(stream, hint.session)),
      opened: mine(() => this.#opened(stream)),
      alive: mine(() => this.#alive(stream)),
      closed: mine((end: StreamEnd) => this.#ended(stream, end)),
    };
    const detach =
      wish.kind === 'list'
        ? transport.watchList(sink)
        : wish.run !== null
          ? transport.attach(wish.session, { run: wish.run, after }, sink)
          : transport.watch(wish.session, after, sink);
    stream.detach = () => {
      detached = true;
      detach();
    };
    if (stream.open) return;
    const { run } = wish;
    stream.quiet = environment.setTimeout(() => {
      stream.quiet = null;
      // There is no journal to these: whoever missed something reads it now, and that tells whether the server is there.
      if (run === null) this.#opened(stream);
      else this.#askQuiet(stream, run);
    }, QUIET_MS);
  }

  /** No answer yet. Where the run is alive and its journal no further than we are, an open stream would be as silent. */
  #askQuiet(stream: Stream, run: string): void {
    const asked = new AbortController();
    stream.asked = asked;
    this.#host.transport.probeRun(run, asked.signal).then(
      ({ live, seq }) => {
        if (asked.signal.aborted) return;
        stream.asked = null;
        if (!live || (seq ?? 0) > this.#place(stream.key)) return;
        this.#opened(stream);
        this.#turns.still(stream.key);
      },
      () => {
        if (stream.asked === asked) stream.asked = null;
      },
    );
  }

  #clearQuiet(stream: Stream): void {
    if (stream.quiet) this.#host.environment.clearTimeout(stream.quiet);
    stream.quiet = null;
    stream.asked?.abort();
    stream.asked = null;
  }

  #opened(stream: Stream): void {
    this.#clearQuiet(stream);
    stream.open = true;
    stream.broke = false;
    stream.lastSign = this.#host.environment.now();
    this.#turns.opened(stream.key);
    this.#tellAll(stream.key, { type: 'opened' });
  }

  #alive(stream: Stream): void {
    stream.lastSign = this.#host.environment.now();
    stream.failures = 0;
  }

  #heard(stream: Stream, event: TransportEvent): void {
    stream.failures = 0;
    stream.log.add(event);
    this.#turns.heard(stream.key);
    const seq = seqOf(event);
    const news: StreamNews = { type: 'event', event };
    for (const client of [...this.#clients.values()]) {
      const wish = client.wishes.get(stream.key);
      if (!wish) continue;
      if (seq !== null) client.places.set(stream.key, Math.max(seq, client.places.get(stream.key) ?? 0));
      client.tell(stream.key, news, wish.join);
    }
  }

  #changed(stream: Stream, session: SessionId | null): void {
    stream.failures = 0;
    this.#tellAll(stream.key, { type: 'changed', session });
  }

  #ended(stream: Stream, end: StreamEnd): void {
    const { environment } = this.#host;
    this.#clearQuiet(stream);
    stream.detach = null;
    stream.open = false;
    stream.broke = true;
    stream.failures += 1;
    const delay = Math.max(
      end.kind === 'refused' ? (end.error.retryAfterMs ?? 0) : 0,
      end.kind === 'refused' && !end.error.retryable ? REFUSED_MS : 0,
      backoffDelay(stream.failures - 1, unitFrom(environment.randomId()), { baseMs: 500, capMs: 15_000 }),
    );
    stream.retryAt = environment.now() + delay;
    if (!stream.inTurns) {
      stream.timer = environment.setTimeout(() => {
        stream.timer = null;
        this.#plan();
      }, delay);
    }
    this.#turns.ended(stream.key);
    this.#tellAll(stream.key, { type: 'ended', end, retryAt: stream.retryAt });
  }

  #beginTurn(key: string): void {
    const stream = this.#streams.get(key) ?? this.#make(key);
    stream.inTurns = true;
    if (!stream.detach) this.#connect(stream);
  }

  #endTurn(key: string): void {
    const stream = this.#streams.get(key);
    if (stream?.detach) this.#disconnect(stream);
  }

  /** What somebody who joins missed: from what passed, or from the server's journal by opening the stream again. */
  #serve(client: Client, wish: StreamWish): void {
    const stream = this.#streams.get(wish.key);
    if (!stream || this.#clients.get(this.#nameOf(client))?.wishes.get(wish.key) !== wish) return;
    const numbered = stream.kind !== 'watch' && stream.kind !== 'list' && !stream.log.unnumbered;
    const missed = numbered ? stream.log.after(wish.after) : [];
    if (missed === null) {
      // Opened anew, in its next turn or once its connection is closed, where the one furthest behind stands: what this
      // connection still brings lies behind a hole for whoever just joined.
      if (!stream.detach) return;
      this.#disconnect(stream);
      if (stream.inTurns) this.#turns.ended(stream.key);
      return;
    }
    if (stream.open || stream.inTurns) client.tell(wish.key, { type: 'opened' }, wish.join);
    for (const event of missed) {
      if (client.wishes.get(wish.key) !== wish) return;
      const seq = seqOf(event);
      if (seq !== null) client.places.set(wish.key, seq);
      client.tell(wish.key, { type: 'event', event }, wish.join);
    }
  }

  #nameOf(client: Client): string {
    for (const [name, known] of this.#clients) if (known === client) return name;
    return '';
  }

  #tellAll(key: string, news: StreamNews): void {
    for (const client of [...this.#clients.values()]) {
      const wish = client.wishes.get(key);
      if (wish) client.tell(key, news, wish.join);
    }
  }

  #wish(key: string): StreamWish | null {
    let found: StreamWish | null = null;
    for (const client of this.#clients.values()) {
      const wish = client.wishes.get(key);
      if (wish && (found === null || wish.kind === 'run')) found = wish;
    }
    return found;
  }

  #isShown(key: string): boolean {
    for (const client of this.#clients.values()) if (client.wishes.get(key)?.shown === true) return true;
    return false;
  }

  /** Where the one furthest behind stands. */
  #place(key: string): number {
    let place = Infinity;
    for (const client of this.#clients.values()) {
      const wish = client.wishes.get(key);
      if (wish) place = Math.min(place, client.places.get(key) ?? wish.after);
    }
    return Number.isFinite(place) ? place : 0;
  }

  /** Others need its connection more. Whoever still waits for a title on it hears that none will come. */
  #giveUp(stream: Stream): void {
    const tail = stream.detach !== null && this.#wish(stream.key)?.kind === 'tail';
    this.#drop(stream);
    if (tail) this.#tellAll(stream.key, { type: 'ended', end: { kind: 'cut' }, retryAt: 0 });
  }

  #drop(stream: Stream): void {
    this.#cancelRetry(stream);
    this.#streams.delete(stream.key);
    this.#turns.forget(stream.key);
    if (stream.detach) this.#disconnect(stream);
  }

  #disconnect(stream: Stream): void {
    const { detach } = stream;
    this.#clearQuiet(stream);
    stream.detach = null;
    stream.open = false;
    if (!detach) return;
    detach();
    if (!this.#closed) this.#leaveFor(LEAVE_MS);
  }

  #leaveFor(ms: number): void {
    const timer = this.#host.environment.setTimeout(() => {
      this.#leaving.delete(timer);
      // After every turn, many times a second: where nobody waits for a connection of their own, the next one has its turn.
      if (this.#isShort()) this.#plan();
      else this.#turns.next();
    }, ms);
    this.#leaving.add(timer);
  }

  /** A stream that is to be open at all times is not, and no timer opens it. */
  #isShort(): boolean {
    for (const stream of this.#streams.values())
      if (!stream.inTurns && stream.detach === null && stream.timer === null) return true;
    return false;
  }

  #cancelRetry(stream: Stream): void {
    if (stream.timer) this.#host.environment.clearTimeout(stream.timer);
    stream.timer = null;
    stream.retryAt = null;
  }
}
