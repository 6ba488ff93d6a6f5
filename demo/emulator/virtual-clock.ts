/**
 * A clock that only moves when told to. Timers run in order of due time, then of creation, and
 * promise reactions are drained between them, so a schedule gives the same frames every time.
 */

import type { EmulatorClock } from './clock.js';

interface Timer {
  due: number;
  order: number;
  fn: () => void;
}

export class VirtualClock implements EmulatorClock {
  #now: number;
  #order = 0;
  readonly #timers = new Map<number, Timer>();

  constructor(start = 1_700_000_000_000) {
    this.#now = start;
  }

  now(): number {
    return this.#now;
  }

  setTimeout(fn: () => void, ms: number): unknown {
    const order = ++this.#order;
    this.#timers.set(order, { due: this.#now + Math.max(0, ms), order, fn });
    return order;
  }

  clearTimeout(handle: unknown): void {
    this.#timers.delete(handle as number);
  }

  get pending(): number {
    return this.#timers.size;
  }

  /** Moves time forward by `ms`, running what falls due on the way. */
  async advance(ms: number): Promise<void> {
    const until = this.#now + ms;
    await this.settle();
    for (;;) {
      const next = this.#earliest();
      if (!next || next.due > until) break;
      this.#timers.delete(next.order);
      this.#now = Math.max(this.#now, next.due);
      next.fn();
      await this.settle();
    }
    this.#now = until;
    await this.settle();
  }

  /** Lets promise chains run without moving time. Streams need several turns per chunk. */
  async settle(turns = 25): Promise<void> {
    for (let i = 0; i < turns; i += 1) await Promise.resolve();
  }

  #earliest(): Timer | undefined {
    let best: Timer | undefined;
    for (const timer of this.#timers.values()) {
      if (!best || timer.due < best.due || (timer.due === best.due && timer.order < best.order)) best = timer;
    }
    return best;
  }
}
