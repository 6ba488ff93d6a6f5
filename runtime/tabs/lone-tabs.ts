/**
 * Tabs without locks, as on plain `http` at a LAN address: each has connections of its own, and the browser has six to the
 * server for all of them together. What a stream holds no request can have: with three tabs of two streams each no answer, no
 * stop and no read ever leaves. So the tabs tell each other that they are there and whether somebody sees them, and
 * leave room. Nothing else is shared: a tab is taken for gone by a clock here, which is too little to send its texts by.
 */
import type { Environment, TabChannel, Tabs, TimerHandle } from '../environment.js';

export interface LoneTabsHost {
  readonly environment: Environment;
  /** Others came or went, or are seen now: what this one may hold may be another number. */
  changed(): void;
}

interface Word {
  readonly from: string;
  /** Somebody sees it; null: it goes. */
  readonly seen: boolean | null;
  /** It has just come, and wants to know who is there. */
  readonly asks: boolean;
}

/** Of the six connections a browser has to a server over HTTP/1.1, those that streams may hold. */
const ROOM = 4;
/** Who is there has answered by then, and a browser has closed what a tab that goes leaves open. */
const SETTLE_MS = 500;
/** A tab that is not alone says again that it is there. */
const AGAIN_MS = 20_000;
/** A tab that died said nothing. One that is hidden has timers once a minute. */
const GONE_MS = 150_000;
/** Raised when what is said changes. */
const VERSION = 1;

export class LoneTabs {
  readonly #host: LoneTabsHost;
  readonly #tabs: Tabs;
  readonly #line: string;
  /** A duplicated tab has the name of the one it was made from: this one is its own. */
  readonly #name: string;
  readonly #others = new Map<string, { readonly seen: boolean; readonly at: number }>();
  #channel: TabChannel | null = null;
  #unlisten: (() => void) | null = null;
  #timer: TimerHandle | null = null;
  /** What this tab holds of its part; more is taken later. */
  #held = 1;
  #later: TimerHandle | null = null;

  constructor(host: LoneTabsHost, tabs: Tabs, scope: string) {
    this.#host = host;
    this.#tabs = tabs;
    this.#line = `hermes-elements/alone/${VERSION}/${scope}`;
    this.#name = host.environment.randomId();
  }

  get load(): { readonly timers: number } {
    return { timers: (this.#timer ? 1 : 0) + (this.#later ? 1 : 0) };
  }

  join(): void {
    if (this.#channel) return;
    this.#channel = this.#tabs.open(this.#line, (word) => this.#hear(word));
    this.#unlisten = this.#host.environment.visibility.subscribe(() => {
      this.#say();
      this.#host.changed();
    });
    this.#say({ asks: true });
  }

  /** The page goes away or to sleep: the others need not leave room for it. */
  leave(): void {
    if (!this.#channel) return;
    this.#say({ seen: null });
    this.#channel.close();
    this.#channel = null;
    this.#unlisten?.();
    this.#unlisten = null;
    this.#others.clear();
    this.#stopTimer();
    this.#stopLater();
    this.#held = 1;
  }

  /** Of so many connections those this tab may hold: less at once, more than one when it has been so for a moment. */
  share(budget: number): number {
    const fair = this.#fair(budget);
    if (fair <= this.#held) {
      this.#held = fair;
      this.#stopLater();
      return fair;
    }
    this.#later ??= this.#host.environment.setTimeout(() => {
      this.#later = null;
      this.#held = Infinity;
      this.#host.changed();
    }, SETTLE_MS);
    return Math.max(1, this.#held);
  }

  /** Where there are more than ROOM, requests need none of their own. */
  #fair(budget: number): number {
    if (this.#others.size === 0 || budget > ROOM) return budget;
    const seen = [...this.#others].filter(([, other]) => other.seen);
    const { visible } = this.#host.environment.visibility;
    // Whoever is seen comes first; where nobody is, each may still have something to tell.
    if (!visible && seen.length > 0) return 0;
    const equals = visible ? seen : [...this.#others];
    const each = Math.floor(ROOM / (equals.length + 1));
    if (each > 0) return Math.min(budget, each);
    return equals.filter(([name]) => name < this.#name).length < ROOM ? 1 : 0;
  }

  #hear(word: unknown): void {
    if (!isWord(word) || word.from === this.#name) return;
    if (word.seen === null) this.#others.delete(word.from);
    else this.#others.set(word.from, { seen: word.seen, at: this.#host.environment.now() });
    if (word.asks) this.#say();
    this.#keepSaying();
    this.#host.changed();
  }

  #say({ seen = this.#host.environment.visibility.visible, asks = false }: Partial<Word> = {}): void {
    const word: Word = { from: this.#name, seen, asks };
    this.#channel?.post(word);
  }

  #keepSaying(): void {
    if (this.#others.size === 0) return this.#stopTimer();
    this.#timer ??= this.#host.environment.setTimeout(() => {
      this.#timer = null;
      const now = this.#host.environment.now();
      for (const [name, { at }] of this.#others) if (now - at > GONE_MS) this.#others.delete(name);
      this.#say();
      this.#keepSaying();
      this.#host.changed();
    }, AGAIN_MS);
  }

  #stopLater(): void {
    if (this.#later) this.#host.environment.clearTimeout(this.#later);
    this.#later = null;
  }

  #stopTimer(): void {
    if (this.#timer) this.#host.environment.clearTimeout(this.#timer);
    this.#timer = null;
  }
}

function isWord(word: unknown): word is Word {
  if (typeof word !== 'object' || word === null) return false;
  const { from, seen, asks } = word as Record<keyof Word, unknown>;
  return typeof from === 'string' && (seen === null || typeof seen === 'boolean') && typeof asks === 'boolean';
}
