/**
 * How long one slice of work may take, and when the next one runs. A frame has 16 ms; what a slice makes must also be
 * laid out in it.
 */
export interface SliceScheduler {
  /** Milliseconds, from any start. */
  now(): number;
  /** Runs `work` soon, after the browser had a chance to paint and to hear the person. @returns what calls it off */
  next(work: () => void): () => void;
}

/** Lexing stops here; rendering what was lexed takes about as long again. */
const LEXING = 4;

/** The time of one slice, from its making on. */
export class SliceBudget {
  readonly #scheduler: SliceScheduler;
  readonly #until: number;

  constructor(scheduler: SliceScheduler) {
    this.#scheduler = scheduler;
    this.#until = scheduler.now() + LEXING;
  }

  readonly left = (): boolean => this.#scheduler.now() < this.#until;
}

export const markdownSlices: SliceScheduler = {
  now: () => performance.now(),
  next(work) {
    // A frame is not waited for where there are none: a hidden page gets its text all the same.
    if (document.visibilityState === 'hidden') {
      const timer = setTimeout(work);
      return () => clearTimeout(timer);
    }
    let timer: ReturnType<typeof setTimeout> | undefined;
    const frame = requestAnimationFrame(() => {
      // After the frame is painted, so that the next one has all its time.
      timer = setTimeout(work);
    });
    return () => {
      cancelAnimationFrame(frame);
      clearTimeout(timer);
    };
  },
};
