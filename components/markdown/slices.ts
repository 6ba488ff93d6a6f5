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

/** Lexing stops at either; rendering what was lexed takes twice as long or more. */
const LEXING = 4;
const STRETCHES = 4;
/** Characters. Whoever brings so much at once has kept the task busy already: the first of it is shown, the rest later. */
const MUCH = 48 * 1024;

/** What one slice may do, from its making on. */
export class SliceBudget {
  readonly #scheduler: SliceScheduler;
  readonly #until: number;
  #stretches: number;

  /** @param added characters that have come since the last slice */
  constructor(scheduler: SliceScheduler, added = 0) {
    this.#scheduler = scheduler;
    this.#until = scheduler.now() + LEXING;
    this.#stretches = added > MUCH ? 1 : STRETCHES;
  }

  /** Asked after each stretch. */
  readonly left = (): boolean => {
    this.#stretches -= 1;
    return this.#stretches > 0 && this.#scheduler.now() < this.#until;
  };
}

interface TaskScheduler {
  postTask(work: () => void, options: { priority: 'user-visible'; signal: AbortSignal }): Promise<void>;
}

/**
 * As tasks of their own, one after the other: the browser puts frames and what the person does before and between them.
 * Not bound to frames, of which a hidden page has none: it gets its text all the same.
 */
export const markdownSlices: SliceScheduler = {
  now: () => performance.now(),
  next(work) {
    const { scheduler } = globalThis as { scheduler?: TaskScheduler };
    if (!scheduler) {
      const timer = setTimeout(work);
      return () => clearTimeout(timer);
    }
    const controller = new AbortController();
    scheduler.postTask(work, { priority: 'user-visible', signal: controller.signal }).catch(() => {
      // Called off.
    });
    return () => controller.abort();
  },
};
