/**
 * The streams of all tabs of this browser over the connections of one. The tab that holds the lock leads: it has the
 * pool, and the others say to it what they wish and hear what comes. When it goes (closed, crashed, frozen, hung) another
 * takes over and everybody says where it stands: nothing is lost, nothing comes twice. A tab that is alone leads itself.
 */
import type { Environment, TimerHandle } from '../environment.js';
import type { Transport } from '../transport/transport.js';
import type { ConnectionInspection } from '../inspection.js';
import { StreamPool } from '../streams/stream-pool.js';
import type { StreamListener, StreamNews, StreamWish } from '../streams/stream-wish.js';
import type { TabLine } from './tab-line.js';
import type { StreamNewsItem, TabMessage } from './tab-messages.js';

export interface SharedStreamsHost {
  readonly environment: Environment;
  readonly transport: Transport;
  readonly hear: StreamListener;
  /** Another tab leads now: say all wishes again, with the place each has come to. */
  restate(): void;
  /** Of so many connections those a tab that is alone may hold: others may need them. */
  share(connections: number): number;
}

/** `alone`: no other tab is known of. `joining`: who leads is not known yet. */
export type TabRole = 'alone' | 'joining' | 'following' | 'leading';

/** A leader that says nothing is asked after this, and given up after three of it: well under 15 s. */
const CHECK_MS = 3_500;
const SILENT_CHECKS = 3;
/** A hidden page's timers hardly run: one that is shown takes the lead from it, when it has been so for two checks. */
const HIDDEN_CHECKS = 2;

export class SharedStreams {
  readonly #host: SharedStreamsHost;
  readonly #line: TabLine | null;
  #budget: number;
  #pool: StreamPool | null = null;
  #wishes: readonly StreamWish[] = [];
  #role: TabRole = 'alone';
  #leader: string | null = null;
  /** One time of leading: an answer of an earlier one is none. */
  #term = '';
  #leaderHidden = 0;
  #silent = 0;
  #timer: TimerHandle | null = null;
  #yield: (() => void) | null = null;
  #batch: { to: (readonly [tab: string, join: number])[]; key: string; news: StreamNews }[] = [];
  #closed = false;
  /** This tab is alone, and its page is there. */
  #up = false;

  constructor(host: SharedStreamsHost, line: TabLine | null, budget: number) {
    this.#host = host;
    this.#line = line;
    this.#budget = budget;
    if (line) this.#role = 'joining';
  }

  get role(): TabRole {
    return this.#role;
  }

  get leader(): string | null {
    return this.#role === 'leading' ? (this.#line?.name ?? null) : this.#leader;
  }

  /** It is alone and leaves all connections to others: only lists and reads tell what happens. */
  get resting(): boolean {
    return this.#up && !this.#pool;
  }

  get load(): { readonly streams: number; readonly timers: number } {
    const { streams, timers } = this.#pool?.load ?? { streams: 0, timers: 0 };
    return { streams, timers: timers + (this.#timer ? 1 : 0) };
  }

  /** The connections as they serve this tab: its own, or those of the tab that leads, of which only that is known. */
  inspect(): readonly ConnectionInspection[] {
    const shared = this.#line !== null;
    if (this.#pool) {
      return this.#pool.connections.map((one) => ({
        kind: one.kind,
        session: one.session === '' ? null : one.session,
        run: one.run,
        state: one.open ? 'open' : one.retryAt !== null || one.inTurns ? 'waiting' : 'opening',
        openSince: one.open ? one.since : null,
        aliveAt: one.lastSign,
        failures: one.failures,
        retryAt: one.retryAt,
        tab: shared ? one.clients.join(' ') : null,
        leading: shared ? true : null,
      }));
    }
    return this.#wishes.map((wish) => ({
      kind: wish.kind,
      session: wish.session === '' ? null : wish.session,
      run: wish.run,
      state: this.#leader === null ? 'opening' : 'open',
      openSince: null,
      aliveAt: null,
      failures: 0,
      retryAt: null,
      tab: this.#leader,
      leading: false,
    }));
  }

  /** Long-lived connections this tab may hold, or the tab that leads. */
  get budget(): number {
    return this.#pool?.budget ?? (this.#up ? 0 : this.#budget);
  }

  /** Long-lived connections of this browser to the server, the list's included. */
  set budget(connections: number) {
    this.#budget = connections;
    this.reshare();
  }

  want(wishes: readonly StreamWish[]): void {
    this.#wishes = wishes;
    if (this.#pool) this.#pool.want(this.#me, wishes, this.#host.hear);
    else if (this.#leader !== null) this.#line?.say({ kind: 'want', wishes }, this.#leader);
    this.#reconsider();
  }

  /** Opens everything anew: connections may be dead without knowing. */
  renew(): void {
    if (this.#pool) this.#pool.renew();
    else if (this.#leader !== null) this.#line?.say({ kind: 'renew' }, this.#leader);
  }

  /** The line is up: who leads? */
  joined(): void {
    if (!this.#line || this.#closed) return;
    this.#role = 'joining';
    this.#seek('wait');
    this.#line.say({ kind: 'hello' });
    this.#reconsider();
  }

  /** There is no line (no locks, or they are forbidden here): this tab has connections of its own. */
  alone(): void {
    if (this.#up || this.#closed) return;
    this.#role = 'alone';
    this.#up = true;
    this.reshare();
  }

  /** What this tab may hold may be more or less than a moment ago. With none it lets go of all, and comes back as after a nap. */
  reshare(): void {
    const connections = this.#up ? this.#host.share(this.#budget) : this.#budget;
    if (this.#pool) {
      if (connections > 0) this.#pool.budget = connections;
      else this.#stopLeading();
    } else if (this.#up && connections > 0) {
      this.#pool = new StreamPool(this.#host, connections);
      this.#host.restate();
    }
  }

  /** The page is put away or put to sleep: another tab leads. `joined` takes it up again. */
  suspend(): void {
    this.#stopLeading();
    this.#up = false;
    this.#yield?.();
    this.#yield = null;
    this.#leader = null;
    if (this.#line) this.#role = 'joining';
    this.#clearTimer();
  }

  close(): void {
    this.#closed = true;
    this.suspend();
  }

  heard(message: TabMessage, from: string): void {
    if (this.#closed) return;
    if (this.#role === 'leading') return this.#heardAsLeader(message, from);
    if (message.kind === 'lead') this.#follow(from, message);
    if (from !== this.#leader) return;
    this.#silent = 0;
    if (message.kind !== 'news') return;
    for (const { to, key, news } of message.items) {
      const [, join] = to.find(([tab]) => tab === this.#me) ?? [];
      if (join !== undefined) this.#host.hear(key, news, join);
    }
  }

  get #me(): string {
    return this.#line?.name ?? 'this';
  }

  #heardAsLeader(message: TabMessage, from: string): void {
    switch (message.kind) {
      case 'hello':
      case 'ping':
        return this.#sayLead(from);
      case 'want':
        this.#line?.mourn(from, 'streams', () => this.#pool?.leave(from));
        return this.#pool?.want(from, message.wishes, (key, news, join) => this.#tell([from, join], key, news));
      case 'renew':
        return this.#pool?.renew();
      default:
        return;
    }
  }

  #seek(how: 'wait' | 'steal'): void {
    this.#yield?.();
    this.#yield =
      this.#line?.compete('lead', how, {
        granted: () => this.#lead(),
        stolen: () => {
          // Another tab found this one asleep, or out of sight.
          this.#stopLeading();
          this.#role = 'joining';
          this.#leader = null;
          this.#yield = null;
          this.#seek('wait');
          this.#line?.say({ kind: 'hello' });
          this.#reconsider();
        },
      }) ?? null;
  }

  #lead(): void {
    // Whoever led before had connections: browsers close them a moment after they gave its lock away.
    const taken = this.#leader !== null;
    this.#role = 'leading';
    this.#leader = null;
    this.#term = this.#host.environment.randomId();
    this.#clearTimer();
    this.#pool = new StreamPool(this.#host, this.#budget, { taken });
    this.#sayLead(null);
    this.#host.restate();
  }

  #stopLeading(): void {
    this.#pool?.close();
    this.#pool = null;
    this.#batch = [];
  }

  #sayLead(to: string | null): void {
    const { visible } = this.#host.environment.visibility;
    this.#line?.say({ kind: 'lead', visible, term: this.#term }, to);
  }

  #follow(from: string, { visible, term }: Extract<TabMessage, { kind: 'lead' }>): void {
    this.#silent = 0;
    this.#leaderHidden = visible ? 0 : this.#leaderHidden;
    if (!visible && this.#leaderHidden === 0) this.#leaderHidden = 1;
    if (this.#leader === from && this.#term === term) return;
    this.#leader = from;
    this.#term = term;
    this.#role = 'following';
    this.#host.restate();
  }

  /** News for other tabs go out together, once per turn of the event loop, each said once for all it is meant for. */
  #tell(to: readonly [tab: string, join: number], key: string, news: StreamNews): void {
    const last = this.#batch.at(-1);
    if (last?.news === news && last.key === key) {
      last.to.push(to);
      return;
    }
    this.#batch.push({ to: [to], key, news });
    if (this.#batch.length > 1) return;
    void Promise.resolve().then(() => {
      const items: readonly StreamNewsItem[] = this.#batch;
      this.#batch = [];
      if (items.length > 0) this.#line?.say({ kind: 'news', items });
    });
  }

  /** A follower looks after its leader while it wishes for something. */
  #reconsider(): void {
    const watching = this.#line?.joined === true && this.#role !== 'leading' && this.#wishes.length > 0;
    if (!watching) return this.#clearTimer();
    if (this.#timer) return;
    this.#silent = 0;
    this.#timer = this.#host.environment.setTimeout(() => this.#check(), CHECK_MS);
  }

  #check(): void {
    this.#timer = null;
    const { visible } = this.#host.environment.visibility;
    this.#silent += 1;
    if (visible && this.#leaderHidden > 0) this.#leaderHidden += 1;
    if (this.#silent > SILENT_CHECKS || (visible && this.#leaderHidden > HIDDEN_CHECKS)) {
      this.#leaderHidden = 0;
      this.#silent = 0;
      this.#seek('steal');
    } else this.#line?.say({ kind: 'ping' }, this.#leader);
    if (this.#role === 'leading' || this.#timer) return;
    this.#timer = this.#host.environment.setTimeout(() => this.#check(), CHECK_MS);
  }

  #clearTimer(): void {
    if (this.#timer) this.#host.environment.clearTimeout(this.#timer);
    this.#timer = null;
  }
}
