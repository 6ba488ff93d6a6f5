/**
 * One answer to a request at a time, in all tabs of this browser (I-11): whoever answers holds the lock of the request
 * until its answer has come back and the other tabs have heard of it. The browser takes the lock from a tab that dies.
 */
import type { Environment, TimerHandle } from '../environment.js';

/** Until the other tabs have heard that it is answered. */
const HEARD_MS = 2_000;
/** A lock is given or refused within milliseconds. */
const PATIENCE_MS = 1_000;
/** No answer travels for longer (the time-out of a request is 30 s): a tab that holds the lock then sleeps. */
const ASLEEP_MS = 45_000;

/** `taken`: another tab is answering. `none`: there are no locks here, and nobody to share them with. */
export type Claim = { readonly kind: 'held'; readonly lock: AnswerLock } | { readonly kind: 'taken' | 'none' };

export interface AnswerLock {
  /** `counted`: the answer was taken, and the other tabs are about to hear so. */
  giveBack(counted: boolean): void;
}

export class AnswerLocks {
  readonly #environment: Environment;
  /** What ends each lock that is asked for or held. */
  readonly #ends = new Set<() => void>();
  /** When a request was first found to be answered by another tab, by name. */
  readonly #refused = new Map<string, number>();
  #timers = 0;
  /** The browser has said nothing about a lock: next time its word is not waited for in vain. */
  #silent = false;

  constructor(environment: Environment) {
    this.#environment = environment;
  }

  get load(): { readonly timers: number } {
    return { timers: this.#timers };
  }

  /** Asks for the lock of a request. Resolves soon, whatever the browser does. */
  claim(name: string): Promise<Claim> {
    const locks = this.#environment.tabs?.locks;
    if (!locks) return Promise.resolve({ kind: 'none' });
    const since = this.#refused.get(name);
    const asleep = since !== undefined && this.#environment.now() - since > ASLEEP_MS;
    return new Promise((resolve) => {
      const answered = (claim: Claim): void => {
        stop();
        this.#ends.delete(giveUp);
        resolve(claim);
      };
      const giveUp = (): void => {
        release();
        answered({ kind: this.#silent ? 'none' : 'taken' });
      };
      const release = locks.request(name, asleep ? 'steal' : 'if-free', {
        granted: () => {
          this.#silent = false;
          this.#refused.delete(name);
          answered({ kind: 'held', lock: this.#held(release) });
        },
        refused: () => {
          this.#refused.set(name, since ?? this.#environment.now());
          answered({ kind: 'taken' });
        },
        // Locks are forbidden here; or this one was taken from us, which is no longer our answer's business.
        stolen: () => answered({ kind: 'none' }),
      });
      const stop = this.#later(PATIENCE_MS, () => {
        giveUp();
        this.#silent = true;
      });
      this.#ends.add(giveUp);
    });
  }

  /** Gives everything back, and waits for nothing any more. */
  close(): void {
    for (const end of [...this.#ends]) end();
    this.#refused.clear();
  }

  #held(release: () => void): AnswerLock {
    let stop = (): void => {};
    const end = (): void => {
      stop();
      this.#ends.delete(end);
      release();
    };
    this.#ends.add(end);
    return {
      giveBack: (counted) => {
        if (!this.#ends.has(end)) return;
        if (counted) stop = this.#later(HEARD_MS, end);
        else end();
      },
    };
  }

  /** Returns what stops it; stopping twice does nothing. */
  #later(ms: number, act: () => void): () => void {
    let timer: TimerHandle | null = this.#environment.setTimeout(() => {
      stop();
      act();
    }, ms);
    this.#timers += 1;
    const stop = (): void => {
      if (timer === null) return;
      this.#environment.clearTimeout(timer);
      this.#timers -= 1;
      timer = null;
    };
    return stop;
  }
}
