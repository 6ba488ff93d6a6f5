/**
 * Fan-out of one live run. Everyone attached gets every event; while nobody is attached the last
 * 8192 frames wait for whoever comes next, and the next broadcast throws them away.
 */

import type { Timers } from './clock.js';

const OFFLINE_RING = 8192;
/** A server notices a closed socket only when it writes to it. */
const UNNOTICED_MS = 20;

export interface ChannelFrame {
  seq: number | null;
  event: string;
  frame: string;
}

export interface Subscriber {
  deliver(frame: ChannelFrame): void;
}

export interface OfflineSnapshot {
  buffered: ChannelFrame[];
  dropped: number;
  lastSeq: number;
}

export class StreamChannel {
  readonly #timers: Timers;
  readonly #subscribers = new Set<Subscriber>();
  /** Closed by the client, not yet noticed: they still count as attached. */
  readonly #gone = new Map<Subscriber, { noticed: boolean }>();
  #ring: ChannelFrame[] = [];
  #ringStart = 0;
  #dropped = 0;
  #lastSeq = 0;

  constructor(timers: Timers) {
    this.#timers = timers;
  }

  get attached(): number {
    return this.#subscribers.size - this.#gone.size;
  }

  subscribe(subscriber: Subscriber): OfflineSnapshot {
    this.#subscribers.add(subscriber);
    return { buffered: this.#ring.slice(this.#ringStart), dropped: this.#dropped, lastSeq: this.#lastSeq };
  }

  unsubscribe(subscriber: Subscriber): void {
    if (!this.#subscribers.has(subscriber) || this.#gone.has(subscriber)) return;
    this.#gone.set(subscriber, { noticed: false });
    // Without traffic the next heartbeat finds out.
    this.#timers.after(5000, () => this.#forget(subscriber));
  }

  publish(frame: ChannelFrame): void {
    if (frame.seq !== null) this.#lastSeq = frame.seq;
    if (this.#subscribers.size === 0) {
      this.#remember(frame);
      return;
    }
    this.#ring = [];
    this.#ringStart = 0;
    this.#dropped = 0;
    for (const subscriber of [...this.#subscribers]) {
      const gone = this.#gone.get(subscriber);
      if (!gone) subscriber.deliver(frame);
      else if (!gone.noticed) {
        gone.noticed = true;
        this.#timers.after(UNNOTICED_MS, () => this.#forget(subscriber));
      }
    }
  }

  #remember(frame: ChannelFrame): void {
    this.#ring.push(frame);
    if (this.#ring.length - this.#ringStart <= OFFLINE_RING) return;
    this.#ringStart += 1;
    this.#dropped += 1;
    if (this.#ringStart > OFFLINE_RING) {
      this.#ring = this.#ring.slice(this.#ringStart);
      this.#ringStart = 0;
    }
  }

  #forget(subscriber: Subscriber): void {
    this.#subscribers.delete(subscriber);
    this.#gone.delete(subscriber);
  }
}
