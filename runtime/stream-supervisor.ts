/**
 * The one place that decides who is attached, and the only owner of run streams. It looks at the records (which runs
 * are live), at the leases (who is shown) and at the budget; returning to a session whose stream is open reuses it.
 *
 * A stream that breaks is taken up again behind the record's cursor, after a while that grows; what the record missed
 * comes from the server's journal. Link trouble stays on the link slice: it ends no run and touches no text (I-22).
 */
import type { Environment, TimerHandle } from './environment.js';
import type { ConnectionInspection } from './inspection.js';
import type { SessionRecord } from './session/record.js';
import type { LinkSlice, SessionError } from './session/slices.js';
import type { SessionEvent } from './session/reducer.js';
import { planStreams, type Candidate, type StreamKind } from './stream-plan.js';
import { backoffDelay, unitFrom } from './transport/backoff.js';
import type { Detach, StreamEnd, StreamSink, Transport } from './transport/transport.js';
import type { TransportEvent } from './transport/events.js';

export interface SupervisorHost {
  readonly environment: Environment;
  transport(): Transport | null;
  /** Records that may need a stream: leased, running, or lost with something to replay. */
  candidates(): Iterable<SessionRecord>;
  isShown(record: SessionRecord): boolean;
  isLeased(record: SessionRecord): boolean;
  shownSince(record: SessionRecord): number;
  /** Nothing is asked of the server now: offline, or signed out. */
  paused(): boolean;
  /** Routes an event to the session it names. */
  route(event: TransportEvent): void;
  authRequired(error: SessionError): void;
  /** Something changed that is on no record: plan again soon. */
  wake(): void;
}

/** A title may take a while after the end of a turn; longer than this it is not waited for. */
const TAIL_MS = 60_000;
/** An aborted `fetch` gives its connection back after the task that aborted it: in Chromium 2 to 30 ms after. */
const LEAVE_MS = 60;

interface Slot {
  readonly record: SessionRecord;
  /** A run stream whose turn is over becomes a `tail`: it may still bring the title. */
  kind: StreamKind;
  /** The run of a run stream; null for a watch. */
  readonly run: string | null;
  detach: Detach | null;
  timer: TimerHandle | null;
  /** Ends in a row without an event between them. */
  failures: number;
  open: boolean;
  /** For the inspector, our clock. */
  openSince: number | null;
  aliveAt: number | null;
  retryAt: number | null;
}

const LIVE: LinkSlice = { status: 'live', error: null, retryAt: null };
const CATCHING_UP: LinkSlice = { status: 'catching-up', error: null, retryAt: null };

export class StreamSupervisor {
  readonly #host: SupervisorHost;
  readonly #budget: number;
  readonly #slots = new Map<SessionRecord, Slot>();
  /** Lost runs whose journal has been replayed once. */
  readonly #replayed = new Set<string>();
  /** Streams let go of a moment ago: they count until the browser has closed their connections. */
  #leaving = 0;
  #left: TimerHandle | null = null;

  /** `budget`: connections for streams of sessions (the list's own is not among them). */
  constructor(host: SupervisorHost, budget: number) {
    this.#host = host;
    this.#budget = budget;
  }

  /** Streams that are open or being opened, and planned retries: for tests and the inspector. */
  get load(): { readonly streams: number; readonly timers: number } {
    const slots = [...this.#slots.values()];
    const timers = slots.filter((slot) => slot.timer).length + (this.#left ? 1 : 0);
    return { streams: slots.filter((slot) => slot.detach).length, timers };
  }

  /** What is open, being opened, or to be opened again. */
  inspect(): readonly ConnectionInspection[] {
    return [...this.#slots.values()].map(
      ({ record, kind, run, detach, open, failures, openSince, aliveAt, retryAt }) => ({
        kind,
        session: record.key,
        run,
        state: open ? 'open' : detach ? 'opening' : 'waiting',
        openSince: open ? openSince : null,
        aliveAt,
        failures,
        retryAt: detach ? null : retryAt,
        tab: null,
        leading: null,
      }),
    );
  }

  has(record: SessionRecord): boolean {
    return this.#slots.has(record);
  }

  /** Looks at everything and makes the streams what they should be. Cheap when nothing changed. */
  plan(): void {
    const transport = this.#host.transport();
    if (!transport || this.#host.paused()) {
      this.#closeAll();
      return;
    }
    const wanted: Candidate<SessionRecord>[] = [];
    for (const record of new Set([...this.#slots.keys(), ...this.#host.candidates()])) {
      const kind = this.#need(record);
      if (!kind) continue;
      const slot = this.#slots.get(record);
      if (kind === 'tail' && slot?.kind === 'run') this.#becomeTail(slot);
      wanted.push({
        of: record,
        kind,
        shown: this.#host.isShown(record),
        attached: slot?.kind === kind,
        since: this.#host.shownSince(record),
      });
    }
    const chosen = new Map(planStreams(wanted, this.#budget).map((candidate) => [candidate.of, candidate.kind]));
    for (const slot of [...this.#slots.values()]) {
      const kind = chosen.get(slot.record);
      const same = kind === slot.kind && (kind !== 'run' || slot.run === runOf(slot.record));
      if (!same || slot.record.state.wants.resync > 0) this.#close(slot);
    }
    for (const [record, kind] of chosen) {
      if (kind === 'tail' || this.#slots.has(record) || record.state.wants.resync > 0) continue;
      // Planned again as soon as what was closed is closed.
      if (this.#slots.size + this.#leaving >= this.#budget && this.#leaving > 0) break;
      const slot: Slot = {
        record,
        kind,
        run: kind === 'run' ? runOf(record) : null,
        detach: null,
        timer: null,
        failures: 0,
        open: false,
        openSince: null,
        aliveAt: null,
        retryAt: null,
      };
      this.#slots.set(record, slot);
      this.#attach(slot, transport);
    }
  }

  /** Opens everything anew: connections may be dead without knowing (sleep, back-forward cache). */
  renew(): void {
    this.#closeAll();
    this.plan();
  }

  /** A read succeeded and no stream speaks for the session: its link is fine. */
  relink(record: SessionRecord): void {
    const slot = this.#slots.get(record);
    if (!slot || slot.open || slot.kind === 'watch') this.#link(record, LIVE);
  }

  release(record: SessionRecord): void {
    const slot = this.#slots.get(record);
    if (slot) this.#close(slot);
  }

  releaseAll(): void {
    this.#closeAll();
    this.#replayed.clear();
    if (this.#left) this.#host.environment.clearTimeout(this.#left);
    this.#left = null;
    this.#leaving = 0;
  }

  #need(record: SessionRecord): StreamKind | null {
    const { live, gone, wants, transcript, error, orphaned, run } = record.state;
    if (gone) return null;
    // Snapshot first, then the tail; unless the snapshot can't be had.
    if (wants.reload > 0 && transcript.status === 'loading' && error === null) return null;
    if (live && live.ended === null) return 'run';
    const lost = live && orphaned && live.ended === 'lost' && !this.#replayed.has(live.run);
    if (lost && this.#host.isLeased(record)) return 'run';
    const slot = this.#slots.get(record);
    if (slot && slot.kind !== 'watch' && slot.detach && slot.run !== null && !live) return 'tail';
    return this.#host.isLeased(record) && transcript.status === 'ready' && run.phase === 'idle' && !live
      ? 'watch'
      : null;
  }

  #becomeTail(slot: Slot): void {
    slot.kind = 'tail';
    slot.timer = this.#host.environment.setTimeout(() => {
      slot.timer = null;
      this.#close(slot);
      this.#host.wake();
    }, TAIL_MS);
  }

  #attach(slot: Slot, transport: Transport): void {
    const { record } = slot;
    const sink = this.#sink(slot);
    slot.open = false;
    if (slot.kind === 'watch') {
      slot.detach = transport.watch(record.tip, record.state.transcript.total, sink);
      return;
    }
    const run = runOf(record);
    if (run === null) return;
    if (slot.failures === 0) this.#link(record, CATCHING_UP);
    slot.detach = transport.attach(record.tip, { run, after: record.state.cursor.seq }, sink);
  }

  #sink(slot: Slot): StreamSink {
    const mine = (): boolean => this.#slots.get(slot.record) === slot;
    return {
      event: (event) => {
        if (!mine()) return;
        slot.failures = 0;
        this.#host.route(event);
      },
      opened: () => {
        if (!mine()) return;
        slot.open = true;
        slot.openSince = this.#host.environment.now();
        this.#link(slot.record, LIVE);
      },
      alive: () => {
        slot.aliveAt = this.#host.environment.now();
      },
      closed: (end) => {
        if (!mine()) return;
        slot.detach = null;
        slot.open = false;
        this.#ended(slot, end);
      },
    };
  }

  #ended(slot: Slot, end: StreamEnd): void {
    const { record } = slot;
    const live = record.state.live;
    if (slot.kind === 'run' && live && live.ended !== null && record.state.orphaned) {
      // The replay of a lost run is through.
      this.#replayed.add(live.run);
    }
    if (slot.kind === 'tail' || (slot.run !== null && record.state.over.includes(slot.run))) {
      this.#close(slot);
      this.#host.wake();
      return;
    }
    slot.failures += 1;
    const error = end.kind === 'refused' ? end.error : null;
    if (error?.code === 'auth') {
      this.#slots.delete(record);
      this.#host.authRequired(error);
      return;
    }
    // Whatever ended a run's stream before its terminal, a read tells what became of the run.
    if (slot.kind === 'run') record.dispatch({ type: 'session.stale', session: record.key });
    if (slot.kind === 'run' && end.kind !== 'ended') this.#trouble(slot, error, end);
    this.#retry(slot, error?.retryAfterMs);
  }

  #trouble(slot: Slot, error: SessionError | null, end: StreamEnd): void {
    const known: SessionError = error ?? {
      code: end.kind === 'garbled' ? 'bad-answer' : 'network',
      detail:
        end.kind === 'stalled'
          ? 'The connection went silent.'
          : end.kind === 'garbled'
            ? 'The server sent something else than a stream.'
            : 'The connection was cut.',
      retryable: true,
    };
    this.#link(slot.record, { status: 'reconnecting', error: known, retryAt: null });
  }

  #retry(slot: Slot, atLeastMs = 0): void {
    const { environment } = this.#host;
    const delay = Math.max(
      atLeastMs,
      backoffDelay(slot.failures - 1, unitFrom(environment.randomId()), { baseMs: 500, capMs: 15_000 }),
    );
    slot.retryAt = environment.now() + delay;
    if (slot.kind === 'run' && slot.record.state.link.status === 'reconnecting') {
      this.#link(slot.record, { ...slot.record.state.link, retryAt: slot.retryAt });
    }
    slot.timer = environment.setTimeout(() => {
      slot.timer = null;
      const transport = this.#host.transport();
      // By now the record may want nothing of the kind; the plan, not this timer, decides.
      if (
        !transport ||
        this.#need(slot.record) !== slot.kind ||
        (slot.kind === 'run' && runOf(slot.record) !== slot.run)
      ) {
        this.#close(slot);
        this.plan();
        return;
      }
      this.#attach(slot, transport);
    }, delay);
  }

  #close(slot: Slot): void {
    if (slot.timer) this.#host.environment.clearTimeout(slot.timer);
    slot.timer = null;
    this.#slots.delete(slot.record);
    if (slot.detach) this.#leave();
    slot.detach?.();
    slot.detach = null;
    // Without a stream the list tells how it goes on: that is no trouble, and the stream's own is over with it.
    const { link, error } = slot.record.state;
    if (link.status === 'catching-up' || (link.status === 'reconnecting' && error === null))
      this.#link(slot.record, LIVE);
  }

  #leave(): void {
    this.#leaving += 1;
    if (this.#left) this.#host.environment.clearTimeout(this.#left);
    this.#left = this.#host.environment.setTimeout(() => {
      this.#left = null;
      this.#leaving = 0;
      this.plan();
    }, LEAVE_MS);
  }

  #closeAll(): void {
    for (const slot of [...this.#slots.values()]) this.#close(slot);
  }

  #link(record: SessionRecord, link: LinkSlice): void {
    const now = record.state.link;
    if (now.status === link.status && now.error === link.error && now.retryAt === link.retryAt) return;
    const event: SessionEvent = { type: 'link.changed', link };
    record.dispatch(event);
  }
}

function runOf(record: SessionRecord): string | null {
  return record.state.live?.run ?? null;
}
