/**
 * What one registry wishes of the connections, and what their news mean for its sessions. It looks at the records (which
 * runs are live) and at the leases (who is shown), says what it wishes for, and gives every event to the session it was
 * wished for. Who gets a connection, when, and what happens when one breaks is decided where the connections are.
 *
 * Link trouble stays on the link slice: it ends no run and touches no text (I-22).
 */
import type { Environment, TimerHandle } from '../environment.js';
import type { SessionRecord } from '../session/record.js';
import type { LinkSlice, SessionError } from '../session/slices.js';
import type { SessionId, TransportEvent } from '../transport/events.js';
import type { StreamEnd, Transport } from '../transport/transport.js';
import { LIST_KEY, runKey, sameWish, watchKey, type StreamNews, type StreamWish } from './stream-wish.js';

/** Where wishes go: to the connections of this tab, or through the tab that leads. */
export interface Streams {
  want(wishes: readonly StreamWish[]): void;
}

export interface SupervisorHost {
  readonly environment: Environment;
  transport(): Transport | null;
  streams(): Streams | null;
  /** Records that may need a stream: leased, running, or lost with something to replay. */
  candidates(): Iterable<SessionRecord>;
  isShown(record: SessionRecord): boolean;
  isLeased(record: SessionRecord): boolean;
  shownSince(record: SessionRecord): number;
  /** Nothing is asked of the server now: offline, or signed out. */
  paused(): boolean;
  /** An event of the session, from its own stream. */
  deliver(record: SessionRecord, event: TransportEvent): void;
  /** The list changed, of this session or of any. */
  listChanged(session: SessionId | null): void;
  authRequired(error: SessionError): void;
  /** Something changed that is on no record: plan again soon. */
  wake(): void;
}

/** A title may take a while after the end of a turn; longer than this it is not waited for. */
const TAIL_MS = 60_000;
/** When the stream is gone before it brought one: a title takes a model some seconds. */
const TITLE_READS_MS = [4_000, 20_000] as const;

interface Following {
  readonly record: SessionRecord;
  /** A followed run whose turn is over becomes a `tail`: it may still bring the title. */
  wish: StreamWish;
  readonly join: number;
  open: boolean;
  /** Its connection ended by something else than the server, and is not open again yet. */
  broke: boolean;
  timer: TimerHandle | null;
}

const LIVE: LinkSlice = { status: 'live', error: null, retryAt: null };
const CATCHING_UP: LinkSlice = { status: 'catching-up', error: null, retryAt: null };

export class StreamSupervisor {
  readonly #host: SupervisorHost;
  readonly #followed = new Map<SessionRecord, Following>();
  readonly #byKey = new Map<string, Following>();
  /** Lost runs whose journal has been replayed once. */
  readonly #replayed = new Set<string>();
  /** Planned reads of sessions whose title could not be waited for. */
  readonly #untitled = new Map<SessionRecord, TimerHandle[]>();
  #joins = 0;
  #told: readonly StreamWish[] = [];
  /** The list's stream broke: what changed meanwhile is in the next list. */
  #listBroke = false;

  constructor(host: SupervisorHost) {
    this.#host = host;
  }

  /** Planned ends of waiting, for tests and the inspector. */
  get load(): { readonly timers: number } {
    const reads = [...this.#untitled.values()].reduce((sum, timers) => sum + timers.length, 0);
    return { timers: [...this.#followed.values()].filter((following) => following.timer).length + reads };
  }

  has(record: SessionRecord): boolean {
    return this.#followed.has(record);
  }

  /** Looks at everything and says what is wished for. Cheap when nothing changed. */
  plan(): void {
    const transport = this.#host.transport();
    if (!transport || this.#host.paused()) {
      this.#followNothing();
      this.#tell([]);
      return;
    }
    const wishes: StreamWish[] = [];
    if (transport.capabilities.listPush) wishes.push(LIST);
    for (const record of new Set([...this.#followed.keys(), ...this.#host.candidates()])) {
      const wish = this.#wishFor(record);
      const following = this.#followed.get(record);
      if (following && following.wish.key !== wish?.key) {
        this.#unfollow(following);
        // A read told its end before its stream had a connection: that one brings no title.
        const { run } = following.wish;
        const ended = run !== null && !following.open && record.state.over.includes(run);
        if (ended && this.#host.isLeased(record)) this.#readTitle(record);
      }
      if (wish) wishes.push(this.#follow(record, wish));
    }
    this.#tell(wishes);
  }

  /** Says all wishes again, each with the place it has come to: somebody else has the connections now. */
  restate(): void {
    this.#told = [];
    this.plan();
  }

  /** A stream has something to say. */
  hear(key: string, news: StreamNews, join: number): void {
    if (key === LIST_KEY) return this.#hearList(news);
    const following = this.#byKey.get(key);
    // What was on its way before it began anew is not what comes after.
    if (!following || following.join !== join) return;
    switch (news.type) {
      case 'event':
        return this.#host.deliver(following.record, news.event);
      case 'opened':
        following.open = true;
        // What waits, and what is let through unasked, may have changed meanwhile.
        if (following.broke) following.record.dispatch({ type: 'requests.wanted' });
        following.broke = false;
        return this.#link(following.record, LIVE);
      case 'ended':
        following.open = false;
        following.broke = news.end.kind !== 'ended';
        return this.#ended(following, news.end, news.retryAt);
      case 'changed':
        return;
    }
  }

  /** A read succeeded and no stream speaks for the session: its link is fine. */
  relink(record: SessionRecord): void {
    const following = this.#followed.get(record);
    if (!following || following.open || following.wish.kind === 'watch') this.#link(record, LIVE);
  }

  release(record: SessionRecord): void {
    this.#forgetTitle(record);
    const following = this.#followed.get(record);
    if (!following) return;
    this.#unfollow(following);
    this.#host.wake();
  }

  releaseAll(): void {
    for (const record of [...this.#untitled.keys()]) this.#forgetTitle(record);
    this.#followNothing();
    this.#tell([]);
    this.#replayed.clear();
    this.#listBroke = false;
  }

  #wishFor(record: SessionRecord): Omit<StreamWish, 'join'> | null {
    const { live, gone, wants, transcript, error, orphaned, run, cursor } = record.state;
    if (gone || wants.resync > 0) return null;
    // Snapshot first, then the tail; unless the snapshot can't be had.
    if (wants.reload > 0 && transcript.status === 'loading' && error === null) return null;
    const leased = this.#host.isLeased(record);
    const shared = {
      session: record.tip,
      shown: this.#host.isShown(record),
      since: this.#host.shownSince(record),
    };
    const lost = live !== null && orphaned && live.ended === 'lost' && leased && !this.#replayed.has(live.run);
    if (live && (live.ended === null || lost))
      return { ...shared, key: runKey(live.run), kind: 'run', run: live.run, after: cursor.seq };
    const { wish, open } = this.#followed.get(record) ?? {};
    if (wish && wish.kind !== 'watch' && open === true && !live) return { ...wish, ...shared, kind: 'tail' };
    if (!leased || transcript.status !== 'ready' || run.phase !== 'idle' || live) return null;
    return { ...shared, key: watchKey(record.tip), kind: 'watch', run: null, after: transcript.total };
  }

  #follow(record: SessionRecord, level: Omit<StreamWish, 'join'>): StreamWish {
    const known = this.#followed.get(record);
    const join = known?.join ?? (this.#joins += 1);
    const wish: StreamWish = { ...level, join };
    const following: Following = known ?? { record, wish, join, open: false, broke: false, timer: null };
    following.wish = wish;
    if (!known) {
      this.#followed.set(record, following);
      this.#byKey.set(wish.key, following);
      if (wish.kind === 'run' && record.state.link.status !== 'reconnecting') this.#link(record, CATCHING_UP);
    }
    if (wish.kind === 'tail') {
      following.timer ??= this.#host.environment.setTimeout(() => {
        following.timer = null;
        following.open = false;
        this.#host.wake();
      }, TAIL_MS);
    }
    return wish;
  }

  #unfollow(following: Following): void {
    const { record, wish, timer } = following;
    if (timer) this.#host.environment.clearTimeout(timer);
    following.timer = null;
    this.#followed.delete(record);
    if (this.#byKey.get(wish.key) === following) this.#byKey.delete(wish.key);
    // Without a stream the list tells how it goes on: that is no trouble, and the stream's own is over with it.
    const { link, error } = record.state;
    if (link.status === 'catching-up' || (link.status === 'reconnecting' && error === null)) this.#link(record, LIVE);
  }

  #followNothing(): void {
    for (const following of [...this.#followed.values()]) this.#unfollow(following);
  }

  #tell(wishes: readonly StreamWish[]): void {
    const same =
      wishes.length === this.#told.length &&
      wishes.every((wish, at) => {
        const told = this.#told[at];
        return told !== undefined && sameWish(wish, told);
      });
    if (same) return;
    this.#told = wishes;
    this.#host.streams()?.want(wishes);
  }

  #hearList(news: StreamNews): void {
    if (news.type === 'ended') {
      this.#listBroke = true;
      if (news.end.kind === 'refused' && news.end.error.code === 'auth') this.#host.authRequired(news.end.error);
      return;
    }
    // There is no replay on this stream: whatever was missed is in the next list.
    if (news.type === 'opened' && !this.#listBroke) return;
    this.#listBroke = false;
    this.#host.listChanged(news.type === 'changed' ? news.session : null);
  }

  #ended(following: Following, end: StreamEnd, retryAt: number): void {
    const { record, wish } = following;
    const { live, orphaned, over } = record.state;
    // The replay of a lost run is through.
    if (wish.kind === 'run' && live && live.ended !== null && orphaned) this.#replayed.add(live.run);
    if (wish.kind === 'tail' && end.kind !== 'ended') this.#readTitle(record);
    if (wish.kind === 'tail' || (wish.run !== null && over.includes(wish.run))) return this.#host.wake();
    const error = end.kind === 'refused' ? end.error : null;
    if (error?.code === 'auth') return this.#host.authRequired(error);
    if (wish.kind !== 'run') return;
    // Whatever ended a run's stream before its terminal, a read tells what became of the run.
    record.dispatch({ type: 'session.stale', session: record.key });
    if (end.kind !== 'ended') this.#link(record, { status: 'reconnecting', error: error ?? troubleOf(end), retryAt });
  }

  #readTitle(record: SessionRecord): void {
    if (this.#untitled.has(record)) return;
    const { environment } = this.#host;
    const timers = TITLE_READS_MS.map((ms) => {
      const timer = environment.setTimeout(() => {
        timers.splice(timers.indexOf(timer), 1);
        if (timers.length === 0) this.#untitled.delete(record);
        if (this.#host.isLeased(record)) record.dispatch({ type: 'session.stale', session: record.key });
      }, ms);
      return timer;
    });
    this.#untitled.set(record, timers);
  }

  #forgetTitle(record: SessionRecord): void {
    for (const timer of this.#untitled.get(record) ?? []) this.#host.environment.clearTimeout(timer);
    this.#untitled.delete(record);
  }

  #link(record: SessionRecord, link: LinkSlice): void {
    const now = record.state.link;
    if (now.status === link.status && now.error === link.error && now.retryAt === link.retryAt) return;
    record.dispatch({ type: 'link.changed', link });
  }
}

const LIST: StreamWish = {
  key: LIST_KEY,
  kind: 'list',
  session: '',
  run: null,
  join: 0,
  after: 0,
  shown: true,
  since: 0,
};

function troubleOf(end: StreamEnd): SessionError {
  const detail =
    end.kind === 'stalled'
      ? 'The connection went silent.'
      : end.kind === 'garbled'
        ? 'The server sent something else than a stream.'
        : 'The connection was cut.';
  return { code: end.kind === 'garbled' ? 'bad-answer' : 'network', detail, retryable: true };
}
