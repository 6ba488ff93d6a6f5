/**
 * A browser with several tabs under the virtual clock: locks that die with their tab, channels that take a moment and
 * carry only what can be cloned, tabs that can be frozen and killed.
 */
import type { TabChannel, Tabs } from '../../../runtime/environment.js';
import type { FakeClock } from './fake-clock.js';

/** Milliseconds from saying to hearing, and from giving a lock back to the next one having it. */
const HOP_MS = 1;

interface Claim {
  readonly page: Page;
  readonly told: { readonly granted: () => void; readonly refused?: () => void; readonly stolen?: () => void };
  over: boolean;
}

interface Ear {
  readonly page: Page;
  readonly name: string;
  readonly hear: (message: unknown) => void;
}

export interface FakePage {
  readonly tabs: Tabs;
  freeze(): void;
  thaw(): void;
  kill(): void;
}

export interface FakeBrowserOptions {
  readonly locks?: boolean;
  readonly hopMs?: number;
}

export class FakeBrowser {
  readonly clock: FakeClock;
  readonly locks: boolean;
  readonly #hopMs: number;
  readonly holders = new Map<string, Claim>();
  readonly #lines = new Map<string, Claim[]>();
  readonly #ears = new Set<Ear>();

  /** `locks: false`: as on plain http at a LAN address. `hopMs`: what is said is heard so much later. */
  constructor(clock: FakeClock, { locks = true, hopMs = HOP_MS }: FakeBrowserOptions = {}) {
    this.clock = clock;
    this.locks = locks;
    this.#hopMs = hopMs;
  }

  open(): FakePage {
    return new Page(this);
  }

  /** Locks held and asked for, and open channels: none once every tab is gone. */
  get held(): { readonly locks: number; readonly channels: number } {
    let locks = this.holders.size;
    for (const line of this.#lines.values()) locks += line.length;
    return { locks, channels: this.#ears.size };
  }

  request(page: Page, name: string, how: 'wait' | 'if-free' | 'steal', told: Claim['told']): () => void {
    const claim: Claim = { page, told, over: false };
    this.clock.setTimeout(() => {
      if (claim.over || page.dead) return;
      const holder = this.holders.get(name);
      if (how === 'steal' && holder) {
        this.holders.delete(name);
        holder.over = true;
        holder.page.run(() => holder.told.stolen?.());
      }
      if (!this.holders.has(name)) this.#grant(name, claim);
      else if (how === 'wait') this.#lines.set(name, [...(this.#lines.get(name) ?? []), claim]);
      else page.run(() => void (claim.over || told.refused?.()));
    }, HOP_MS);
    return () => this.#giveBack(name, claim);
  }

  openChannel(page: Page, name: string, hear: (message: unknown) => void): TabChannel {
    const ear: Ear = { page, name, hear };
    this.#ears.add(ear);
    return {
      post: (message) => {
        const words: unknown = structuredClone(message);
        this.clock.setTimeout(() => {
          for (const other of this.#ears)
            if (other !== ear && other.name === name)
              other.page.run(() => void (this.#ears.has(other) && other.hear(structuredClone(words))));
        }, this.#hopMs);
      },
      close: () => this.#ears.delete(ear),
    };
  }

  bury(page: Page): void {
    for (const ear of this.#ears) if (ear.page === page) this.#ears.delete(ear);
    for (const [name, line] of this.#lines)
      this.#lines.set(
        name,
        line.filter((claim) => claim.page !== page),
      );
    for (const [name, claim] of [...this.holders]) if (claim.page === page) this.#giveBack(name, claim);
  }

  #grant(name: string, claim: Claim): void {
    this.holders.set(name, claim);
    claim.page.run(() => void (claim.over || claim.told.granted()));
  }

  #giveBack(name: string, claim: Claim): void {
    claim.over = true;
    this.#lines.set(
      name,
      (this.#lines.get(name) ?? []).filter((other) => other !== claim),
    );
    if (this.holders.get(name) !== claim) return;
    this.holders.delete(name);
    this.clock.setTimeout(() => {
      const [next, ...rest] = this.#lines.get(name) ?? [];
      if (!next || this.holders.has(name)) return;
      this.#lines.set(name, rest);
      this.#grant(name, next);
    }, HOP_MS);
  }
}

class Page implements FakePage {
  readonly tabs: Tabs;
  dead = false;
  readonly #browser: FakeBrowser;
  #frozen: (() => void)[] | null = null;

  constructor(browser: FakeBrowser) {
    this.#browser = browser;
    this.tabs = {
      locks: browser.locks ? { request: (name, how, told) => browser.request(this, name, how, told) } : null,
      open: (name, hear) => browser.openChannel(this, name, hear),
    };
  }

  run(task: () => void): void {
    if (this.dead) return;
    if (this.#frozen) this.#frozen.push(task);
    else task();
  }

  freeze(): void {
    this.#frozen ??= [];
  }

  thaw(): void {
    const waiting = this.#frozen ?? [];
    this.#frozen = null;
    for (const task of waiting) task();
  }

  kill(): void {
    this.dead = true;
    this.#browser.bury(this);
  }
}
