/** Pending questions of the agent, per session, in memory only. They expire by themselves. */

import type { CancelTimer, Timers } from './clock.js';
import type { WireObject } from './records.js';
import type { StreamGroups } from './stream-groups.js';

export interface ClarifyRequest {
  question: string;
  choices: string[];
  timeoutSeconds: number;
  streamId: string | null;
}

interface Entry {
  wire: WireObject;
  id: string;
  streamId: string | null;
  cancelTimer: CancelTimer;
  /** An empty answer means that nobody answered in time. */
  resolve: (answer: string) => void;
}

export class Clarifies {
  readonly #timers: Timers;
  readonly #streams: StreamGroups;
  readonly #queues = new Map<string, Entry[]>();
  readonly #onExpired: (sessionId: string) => void;

  constructor(timers: Timers, streams: StreamGroups, onExpired: (sessionId: string) => void) {
    this.#timers = timers;
    this.#streams = streams;
    this.#onExpired = onExpired;
  }

  pending(sessionId: string): WireObject | null {
    return this.#queues.get(sessionId)?.[0]?.wire ?? null;
  }

  ids(sessionId: string): readonly string[] {
    return (this.#queues.get(sessionId) ?? []).map((entry) => entry.id);
  }

  size(sessionId: string): number {
    return this.#queues.get(sessionId)?.length ?? 0;
  }

  ask(sessionId: string, id: string, request: ClarifyRequest, resolve: (answer: string) => void): WireObject {
    const now = this.#timers.seconds;
    const limited = request.timeoutSeconds > 0;
    const wire: WireObject = {
      question: request.question,
      choices_offered: request.choices,
      session_id: sessionId,
      kind: 'clarify',
      requested_at: now,
      timeout_seconds: request.timeoutSeconds,
      expires_at: limited ? now + request.timeoutSeconds : 0,
      clarify_id: id,
    };
    const entry: Entry = { wire, id, streamId: request.streamId, resolve, cancelTimer: () => {} };
    if (limited) {
      entry.cancelTimer = this.#timers.after(request.timeoutSeconds * 1000, () => {
        this.#take(sessionId, entry);
        this.#onExpired(sessionId);
        entry.resolve('');
      });
    }
    const queue = this.#queues.get(sessionId) ?? [];
    queue.push(entry);
    this.#queues.set(sessionId, queue);
    this.announce(sessionId);
    return wire;
  }

  /** False when the question is gone or is another one: the answer is too late. */
  answer(sessionId: string, id: string | null, text: string): (() => void) | null {
    const head = this.#queues.get(sessionId)?.[0];
    if (!head || (id && head.id !== id)) return null;
    this.#take(sessionId, head);
    return () => head.resolve(text);
  }

  /** Closes what a run asked. True if there was anything. */
  purge(sessionId: string, streamId: string): boolean {
    const mine = (this.#queues.get(sessionId) ?? []).filter((entry) => entry.streamId === streamId);
    for (const entry of mine) this.#take(sessionId, entry);
    return mine.length > 0;
  }

  announce(sessionId: string): void {
    this.#streams.send(sessionId, 'clarify', { pending: this.pending(sessionId), pending_count: this.size(sessionId) });
  }

  clear(): void {
    for (const queue of this.#queues.values()) for (const entry of queue) entry.cancelTimer();
    this.#queues.clear();
  }

  get count(): number {
    let count = 0;
    for (const queue of this.#queues.values()) count += queue.length;
    return count;
  }

  #take(sessionId: string, entry: Entry): void {
    entry.cancelTimer();
    const queue = this.#queues.get(sessionId);
    const index = queue?.indexOf(entry) ?? -1;
    if (!queue || index < 0) return;
    queue.splice(index, 1);
    if (queue.length === 0) this.#queues.delete(sessionId);
    this.announce(sessionId);
  }
}
