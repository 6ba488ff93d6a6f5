/**
 * What a stream has brought so far, so that somebody who joins late (another tab, a session read anew) is told what it
 * missed without the connection being opened again. Bounded; what it can't tell is asked of the server's journal.
 */
import type { TransportEvent } from '../transport/events.js';

/** Events remembered for each stream. Beyond them a late one is served from the journal. */
const MOST_EVENTS = 20_000;

export class StreamLog {
  #events: TransportEvent[] = [];
  /** Everything after this number is here, without a hole. */
  #from: number;
  #last: number;
  #unnumbered = false;

  constructor(after: number) {
    this.#from = after;
    this.#last = after;
  }

  /** The last journal number that passed. */
  get last(): number {
    return this.#last;
  }

  /** Text without numbers came: there is no journal to fill anything from. */
  get unnumbered(): boolean {
    return this.#unnumbered;
  }

  add(event: TransportEvent): void {
    const seq = seqOf(event);
    if (seq === null) {
      if (event.type === 'text.delta' || event.type === 'reasoning.delta') this.#unnumbered = true;
    } else {
      // A number that passed already belongs to a replay; one too far ahead leaves a hole nobody may be served across.
      if (seq <= this.#last) return;
      if (seq > this.#last + 1) this.#restart(seq - 1);
      this.#last = seq;
    }
    this.#events.push(event);
    if (this.#events.length > MOST_EVENTS) this.#shorten();
  }

  /** What came after a place, or null where not all of it is here. */
  after(place: number): readonly TransportEvent[] | null {
    if (place < this.#from) return null;
    if (place >= this.#last) return [];
    const first = this.#events.findIndex((event) => (seqOf(event) ?? 0) > place);
    return first === -1 ? [] : this.#events.slice(first);
  }

  #restart(from: number): void {
    this.#events = [];
    this.#from = from;
  }

  #shorten(): void {
    const kept = this.#events.slice(this.#events.length >> 1);
    const first = kept.findIndex((event) => seqOf(event) !== null);
    const from = first === -1 ? null : seqOf(kept[first] as TransportEvent);
    if (from === null) return this.#restart(this.#last);
    this.#events = kept.slice(first);
    this.#from = from - 1;
  }
}

export function seqOf(event: TransportEvent): number | null {
  return 'seq' in event && typeof event.seq === 'number' ? event.seq : null;
}
