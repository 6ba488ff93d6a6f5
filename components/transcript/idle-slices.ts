/**
 * Work that can wait, done in slices while the page has nothing better to do. Each slice says whether there is more.
 * Where the browser tells no idle time (Safari), a slice comes after each frame's worth of time.
 */
const LATEST_MS = 300;
const BETWEEN_MS = 24;

export class IdleSlices {
  readonly #work: () => boolean;
  #idle: number | undefined;
  #timer: ReturnType<typeof setTimeout> | undefined;

  /** `work` does one slice; false: that was all. */
  constructor(work: () => boolean) {
    this.#work = work;
  }

  /** Goes on until there is no more. Asked for again while it goes on, it changes nothing. */
  start(): void {
    if (this.#idle !== undefined || this.#timer !== undefined) return;
    if (typeof requestIdleCallback === 'function') this.#idle = requestIdleCallback(this.#run, { timeout: LATEST_MS });
    else this.#timer = setTimeout(this.#run, BETWEEN_MS);
  }

  stop(): void {
    if (this.#idle !== undefined) cancelIdleCallback(this.#idle);
    clearTimeout(this.#timer);
    this.#idle = undefined;
    this.#timer = undefined;
  }

  readonly #run = (): void => {
    this.#idle = undefined;
    this.#timer = undefined;
    if (this.#work()) this.start();
  };
}
