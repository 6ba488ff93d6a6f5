/**
 * Turns: runs beyond the budget share one connection. Each has it for a moment: it is taken up where the record stands,
 * brings what the journal has since, and is let go. One that brought nothing last time is asked by a short request
 * whether it has moved, because every connection opened for nothing keeps a worker of the server busy until its next
 * heartbeat (sse-streams 0).
 */
import type { Environment, TimerHandle } from '../environment.js';

export interface TurnsHost {
  readonly environment: Environment;
  /** Is the run alive, and how far is its journal? */
  probe(run: string, signal: AbortSignal): Promise<{ readonly live: boolean; readonly seq: number | null }>;
  /** Number up to which everybody has been told. */
  place(key: string): number;
  run(key: string): string | null;
  isShown(key: string): boolean;
  /** It broke, and is not to be tried before (our clock, milliseconds). */
  notBefore(key: string): number;
  /** Its last try failed: only a connection tells that it works again. */
  broke(key: string): boolean;
  /** The shared connection may be opened now. */
  free(): boolean;
  begin(key: string): void;
  end(key: string): void;
}

/** The journal comes in one burst with the answer: this long after it, what was missed is here. */
const SLICE_MS = 30;
/** A journal that is known to go further: a busy server answers at once, and takes a while to read it. */
const OWED_MS = 1_000;
/** More events than this in a slice: the burst is not over. */
const BURST = 200;
/** An answer that does not come keeps the others waiting no longer. */
const PATIENCE_MS = 4_000;
/** A run is visited no more often than this: every visit is a request, a thread and a look into a journal for the server. */
const AGAIN_MS = 1_000;
/** One that is shown: words are awaited. */
const SHOWN_AGAIN_MS = 250;
/** One that stood still. */
const STILL_MS = 1_200;
/** Of this many turns one is for a session that is shown. */
const SHOWN_EVERY = 3;

interface Turn {
  readonly key: string;
  timer: TimerHandle;
  events: number;
  inSlice: number;
  /** It was asked before: one that brings nothing need not be asked again at once. */
  readonly asked: boolean;
  /** Its journal goes further, and nothing of that has come yet. */
  owed: boolean;
}

/** `nothing` came, and nobody said that there was nothing: a busy server may have been slow. */
type Found = 'moved' | 'still' | 'nothing';

interface Visit {
  readonly at: number;
  readonly found: Found;
}

export class Turns {
  readonly #host: TurnsHost;
  #keys: readonly string[] = [];
  readonly #visits = new Map<string, Visit>();
  #current: Turn | null = null;
  #probe: { readonly key: string; readonly abort: AbortController } | null = null;
  #pause: TimerHandle | null = null;
  #count = 0;

  constructor(host: TurnsHost) {
    this.#host = host;
  }

  get timers(): number {
    return (this.#current ? 1 : 0) + (this.#pause ? 1 : 0);
  }

  /** Who takes turns from now on. */
  set(keys: readonly string[]): void {
    this.#keys = keys;
    for (const key of this.#visits.keys()) if (!keys.includes(key)) this.#visits.delete(key);
    if (this.#current && !keys.includes(this.#current.key)) this.#leave(this.#current);
    if (this.#probe && !keys.includes(this.#probe.key)) this.#stopProbe();
    this.next();
  }

  /** Its connection is somebody else's affair from now on. */
  forget(key: string): void {
    this.#visits.delete(key);
    if (this.#current?.key === key) this.#clearCurrent();
    if (this.#probe?.key === key) this.#stopProbe();
  }

  opened(key: string): void {
    if (this.#current?.key === key) this.#time(this.#current.owed ? OWED_MS : SLICE_MS);
  }

  heard(key: string): void {
    const current = this.#current;
    if (current?.key !== key) return;
    current.events += 1;
    current.inSlice += 1;
    if (!current.owed) return;
    current.owed = false;
    this.#time(SLICE_MS);
  }

  ended(key: string): void {
    if (this.#current?.key !== key) return;
    this.#visited(key, this.#current.events > 0 ? 'moved' : 'still');
    this.#clearCurrent();
    this.next();
  }

  /** Whoever has the connection was asked, and has no more than we have. */
  still(key: string): void {
    if (this.#current?.key !== key) return;
    this.#leave(this.#current, 'still');
    this.next();
  }

  stop(): void {
    this.#keys = [];
    this.#visits.clear();
    this.#clearCurrent();
    this.#stopProbe();
    this.#clearPause();
  }

  /** Whoever is due has the connection, if it is free. */
  next(): void {
    this.#clearPause();
    if (this.#current || this.#probe || !this.#host.free()) return;
    const key = this.#due();
    if (key === null) return;
    const wait = this.#dueAt(key) - this.#host.environment.now();
    if (wait > 0) {
      // A clock that was set back must not stretch the wait.
      this.#pause = this.#host.environment.setTimeout(() => this.next(), Math.min(wait, 15_000));
      return;
    }
    const { found = 'moved' } = this.#visits.get(key) ?? {};
    if (found !== 'moved' && !this.#host.broke(key)) this.#ask(key);
    else this.#begin(key);
  }

  #due(): string | null {
    const first = this.#firstOf(this.#keys);
    if (first === null || this.#count % SHOWN_EVERY !== 0) return first;
    const shown = this.#firstOf(this.#keys.filter((key) => this.#host.isShown(key)));
    return shown !== null && this.#dueAt(shown) <= this.#host.environment.now() ? shown : first;
  }

  #firstOf(keys: readonly string[]): string | null {
    let first: string | null = null;
    let due = Infinity;
    for (const key of keys) {
      const at = this.#dueAt(key);
      if (at >= due) continue;
      due = at;
      first = key;
    }
    return first;
  }

  #dueAt(key: string): number {
    const visit = this.#visits.get(key);
    return Math.max(visit ? visit.at + this.#pauseAfter(key, visit.found) : 0, this.#host.notBefore(key));
  }

  #pauseAfter(key: string, found: Found): number {
    if (found === 'nothing') return 0;
    if (found === 'still') return STILL_MS;
    return this.#host.isShown(key) ? SHOWN_AGAIN_MS : AGAIN_MS;
  }

  #begin(key: string, { asked = false, owed = false } = {}): void {
    this.#count += 1;
    this.#current = { key, timer: this.#timer(PATIENCE_MS), events: 0, inSlice: 0, asked, owed };
    this.#host.begin(key);
  }

  #ask(key: string): void {
    const run = this.#host.run(key);
    if (run === null) return this.#begin(key);
    const abort = new AbortController();
    this.#probe = { key, abort };
    const answered = (moved: boolean, owed: boolean): void => {
      if (abort.signal.aborted) return;
      this.#probe = null;
      if (moved && this.#keys.includes(key) && this.#host.free()) this.#begin(key, { asked: true, owed });
      else {
        // Moved, and no connection free: it is first when one is.
        if (!moved) this.#visited(key, 'still');
        this.next();
      }
    };
    this.#host.probe(run, abort.signal).then(
      // What is no longer alive is opened: its end is in the journal.
      ({ live, seq }) => {
        const owed = seq !== null && seq > this.#host.place(key);
        answered(owed || !live || seq === null, owed);
      },
      () => answered(true, false),
    );
  }

  #time(ms: number): void {
    if (!this.#current) return;
    this.#host.environment.clearTimeout(this.#current.timer);
    this.#current.timer = this.#timer(ms);
  }

  #timer(ms: number): TimerHandle {
    return this.#host.environment.setTimeout(() => this.#over(), ms);
  }

  #over(): void {
    const current = this.#current;
    if (!current) return;
    if (current.inSlice > BURST) {
      current.inSlice = 0;
      this.#time(SLICE_MS);
      return;
    }
    this.#leave(current);
    this.next();
  }

  #leave({ key, events, asked }: Turn, found: Found = events > 0 ? 'moved' : asked ? 'still' : 'nothing'): void {
    this.#visited(key, found);
    this.#clearCurrent();
    this.#host.end(key);
  }

  #visited(key: string, found: Found): void {
    this.#visits.set(key, { at: this.#host.environment.now(), found });
  }

  #clearCurrent(): void {
    if (this.#current) this.#host.environment.clearTimeout(this.#current.timer);
    this.#current = null;
  }

  #stopProbe(): void {
    this.#probe?.abort.abort();
    this.#probe = null;
  }

  #clearPause(): void {
    if (this.#pause) this.#host.environment.clearTimeout(this.#pause);
    this.#pause = null;
  }
}
