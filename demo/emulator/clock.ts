/**
 * The only source of time in the emulator. Everything that waits goes through `Timers`,
 * so `dispose()` can end it all and a virtual clock can replay a schedule exactly.
 */

export interface EmulatorClock {
  /** Epoch milliseconds. */
  now(): number;
  setTimeout(fn: () => void, ms: number): unknown;
  clearTimeout(handle: unknown): void;
}

export const systemClock: EmulatorClock = {
  now: () => Date.now(),
  setTimeout: (fn, ms) => globalThis.setTimeout(fn, ms),
  clearTimeout: (handle) => globalThis.clearTimeout(handle as ReturnType<typeof globalThis.setTimeout>),
};

export type CancelTimer = () => void;

/** Every pending timer of one emulator. Owned by the server; cleared when it is disposed of. */
export class Timers {
  readonly #clock: EmulatorClock;
  readonly #pending = new Set<unknown>();
  #closed = false;

  constructor(clock: EmulatorClock) {
    this.#clock = clock;
  }

  get now(): number {
    return this.#clock.now();
  }

  /** Wire timestamps are seconds with a fraction. */
  get seconds(): number {
    return this.#clock.now() / 1000;
  }

  get size(): number {
    return this.#pending.size;
  }

  after(ms: number, fn: () => void): CancelTimer {
    if (this.#closed) return () => {};
    const handle = this.#clock.setTimeout(
      () => {
        this.#pending.delete(handle);
        if (!this.#closed) fn();
      },
      Math.max(0, ms),
    );
    this.#pending.add(handle);
    return () => {
      if (this.#pending.delete(handle)) this.#clock.clearTimeout(handle);
    };
  }

  sleep(ms: number): Promise<void> {
    return new Promise((resolve) => this.after(ms, resolve));
  }

  close(): void {
    this.#closed = true;
    for (const handle of this.#pending) this.#clock.clearTimeout(handle);
    this.#pending.clear();
  }
}
