/**
 * This tab among the others of its browser: the line, the shared streams, and what tabs tell each other. It decides
 * nothing about sessions: what it hears is handed to the registry, which knows the records.
 */
import type { Environment, TimerHandle } from '../environment.js';
import type { KeptTexts } from '../kept-records.js';
import type { SessionRecord } from '../session/record.js';
import type { StreamListener } from '../streams/stream-wish.js';
import type { SessionId } from '../transport/events.js';
import type { Transport } from '../transport/transport.js';
import { LoneTabs } from './lone-tabs.js';
import { SharedStreams } from './shared-streams.js';
import { TabLine } from './tab-line.js';
import type { TabDeed, TabMessage } from './tab-messages.js';

export type OutboxCommand = Extract<TabMessage, { kind: 'outbox' }>['what'];

export interface TabGroupHost {
  readonly environment: Environment;
  readonly transport: Transport;
  hear: StreamListener;
  restate(): void;
  /** Its name is certain now: what waits under it is this tab's. */
  named(): void;
  records(): Iterable<SessionRecord>;
  /** A tab has just come: it is told what waits here. */
  greet(): void;
  deed(session: SessionId, deed: TabDeed): void;
  texts(session: SessionId, texts: KeptTexts, from: string): void;
  outbox(session: SessionId, ref: string, what: OutboxCommand): void;
  /** The tab of this name is gone for good: what waited in it waits here. */
  adopt(owner: string): void;
}

/** A page that is reloaded is back within this; what waits in one that is not is another's to send. */
const MOURN_MS = 3_000;

export class TabGroup {
  readonly #host: TabGroupHost;
  readonly #line: TabLine | null;
  /** Where there is no line, and other tabs can be heard all the same. */
  readonly #lone: LoneTabs | null;
  readonly streams: SharedStreams;
  /** Its name is to be told (again). */
  #away = true;
  readonly #timers = new Map<string, TimerHandle>();

  constructor(host: TabGroupHost, budget: number) {
    this.#host = host;
    const { environment, transport } = host;
    const { tabs } = environment;
    this.#lone = tabs
      ? new LoneTabs({ environment, changed: () => this.streams.reshare() }, tabs, transport.scope)
      : null;
    this.#line = tabs?.locks
      ? new TabLine(
          {
            environment,
            joined: () => {
              this.streams.joined();
              host.named();
              this.lookAfter();
            },
            alone: () => {
              this.#beAlone();
              host.named();
            },
            heard: (message, from) => this.#heard(message, from),
          },
          tabs,
          tabs.locks,
          transport.scope,
        )
      : null;
    this.streams = new SharedStreams(
      {
        environment,
        transport,
        hear: host.hear,
        restate: () => this.#led(),
        share: (connections) => this.#lone?.share(connections) ?? connections,
      },
      this.#line,
      budget,
    );
  }

  /** Null while the name is not certain. */
  get name(): string | null {
    if (!this.#line) return this.#host.environment.tab();
    return this.#line.joined || this.streams.role === 'alone' ? this.#line.name : null;
  }

  /** Other tabs are told what happens here. */
  get shared(): boolean {
    return this.#line !== null;
  }

  get load(): { readonly streams: number; readonly timers: number } {
    const { streams, timers } = this.streams.load;
    const parts = (this.#line?.load.timers ?? 0) + (this.#lone?.load.timers ?? 0);
    return { streams, timers: timers + this.#timers.size + parts };
  }

  /** Takes part, now or again. */
  join(): void {
    if (this.#line) {
      this.#line.join();
      return;
    }
    this.#beAlone();
    if (!this.#away) return;
    this.#away = false;
    this.#host.named();
  }

  /** The page goes away or to sleep: connections, name and lead are free for others. */
  leave(): void {
    for (const timer of this.#timers.values()) this.#host.environment.clearTimeout(timer);
    this.#timers.clear();
    this.#away = true;
    this.streams.suspend();
    this.#line?.leave();
    this.#lone?.leave();
  }

  close(): void {
    this.leave();
    this.streams.close();
  }

  say(message: TabMessage, to: string | null = null): void {
    this.#line?.say(message, to);
  }

  /** Texts of other tabs are looked after: when their tab is gone, the tab that leads takes them over. */
  lookAfter(): void {
    if (!this.#line?.joined) return;
    for (const record of this.#host.records())
      for (const { owner } of record.state.outbox) if (owner !== undefined && owner !== this.name) this.#mourn(owner);
  }

  #beAlone(): void {
    this.#lone?.join();
    this.streams.alone();
  }

  #led(): void {
    this.#host.restate();
    this.lookAfter();
  }

  #mourn(owner: string): void {
    if (this.streams.role !== 'leading' || this.#timers.has(owner)) return;
    this.#line?.mourn(owner, 'texts', () => {
      this.#timers.set(
        owner,
        this.#host.environment.setTimeout(() => {
          this.#timers.delete(owner);
          this.#line?.ifGone(owner, () => this.#host.adopt(owner));
        }, MOURN_MS),
      );
    });
  }

  #heard(message: TabMessage, from: string): void {
    switch (message.kind) {
      case 'hello':
        this.#host.greet();
        return this.streams.heard(message, from);
      case 'deed':
        return this.#host.deed(message.session, message.deed);
      case 'texts':
        this.#host.texts(message.session, message, from);
        return this.lookAfter();
      case 'outbox':
        return this.#host.outbox(message.session, message.ref, message.what);
      default:
        return this.streams.heard(message, from);
    }
  }
}
