/**
 * A virtual clock. Timers run in the order of their due time, then of their creation; between two timers everything
 * that was promised is settled, so that a run under this clock is the same every time.
 */
import type { TimerHandle } from '../../../runtime/environment.js';

interface Timer {
  readonly id: number;
  readonly at: number;
  readonly fn: () => void;
}

const hasImmediate = typeof (globalThis as { setImmediate?: unknown }).setImmediate === 'function';

/** One turn of the real event loop: every microtask queued by now has run, and those they queued. */
function turn(): Promise<void> {
  return new Promise((resolve) => {
    if (hasImmediate) {
      (globalThis as unknown as { setImmediate(fn: () => void): void }).setImmediate(resolve);
      return;
    }
    const channel = new MessageChannel();
    channel.port1.onmessage = () => {
      channel.port1.close();
      resolve();
    };
    channel.port2.postMessage(0);
  });
}

export class FakeClock {
  #now: number;
  #nextId = 1;
  readonly #timers = new Map<number, Timer>();

  constructor(start = 1_800_000_000_000) {
    this.#now = start;
  }

  now(): number {
    return this.#now;
  }

  /** Timers that have not fired. */
  get pending(): number {
    return this.#timers.size;
  }

  /** Milliseconds until the next timer; null when there is none. */
  get next(): number | null {
    const timer = this.#earliest(Infinity);
    return timer ? Math.max(0, timer.at - this.#now) : null;
  }

  setTimeout(fn: () => void, ms: number): TimerHandle {
    const id = this.#nextId++;
    this.#timers.set(id, { id, at: this.#now + Math.max(0, Number.isFinite(ms) ? ms : 0), fn });
    return id as unknown as TimerHandle;
  }

  clearTimeout(handle: TimerHandle): void {
    this.#timers.delete(handle as unknown as number);
  }

  /** Lets everything that is already settled take effect, without moving the clock. */
  async flush(turns = 2): Promise<void> {
    for (let i = 0; i < turns; i += 1) await turn();
  }

  /** Moves the clock on by `ms`, running each timer at its own time. */
  async advance(ms: number): Promise<void> {
    const end = this.#now + ms;
    await this.flush();
    for (let timer = this.#earliest(end); timer; timer = this.#earliest(end)) {
      this.#timers.delete(timer.id);
      this.#now = Math.max(this.#now, timer.at);
      timer.fn();
      await this.flush(1);
    }
    this.#now = end;
    await this.flush();
  }

  /** Moves the clock without running anything: what a suspended machine does. Overdue timers run at the next advance. */
  jump(ms: number): void {
    this.#now += ms;
  }

  #earliest(until: number): Timer | null {
    let best: Timer | null = null;
    for (const timer of this.#timers.values()) {
      if (timer.at <= until && (!best || timer.at < best.at)) best = timer;
    }
    return best;
  }
}
