/**
 * Pending approvals: one first-in-first-out queue per session, in memory only. The wire shows the
 * head and a count. Who answers what is decided here; which status that becomes, in the routes.
 */

import type { WireObject } from './records.js';
import type { StreamGroups } from './stream-groups.js';

export type Choice = 'once' | 'session' | 'always' | 'deny';

export interface ApprovalEntry {
  wire: WireObject;
  approvalId: string;
  /** Runs of the gateway are answered through a relay and identified by run and token. */
  runId: string | null;
  token: string | null;
  streamId: string | null;
  relaying: boolean;
  resolve: (choice: Choice) => void;
}

export class Approvals {
  readonly #queues = new Map<string, ApprovalEntry[]>();
  readonly #yolo = new Set<string>();
  readonly #streams: StreamGroups;

  constructor(streams: StreamGroups) {
    this.#streams = streams;
  }

  queue(sessionId: string): readonly ApprovalEntry[] {
    return this.#queues.get(sessionId) ?? [];
  }

  pending(sessionId: string): { pending: WireObject | null; pending_count: number } {
    const queue = this.queue(sessionId);
    return { pending: queue[0]?.wire ?? null, pending_count: queue.length };
  }

  add(sessionId: string, entry: ApprovalEntry): void {
    const queue = this.#queues.get(sessionId) ?? [];
    queue.push(entry);
    this.#queues.set(sessionId, queue);
    this.announce(sessionId);
  }

  /** Takes the entry out; the caller tells the agent and the list. */
  remove(sessionId: string, entry: ApprovalEntry): boolean {
    const queue = this.#queues.get(sessionId);
    const index = queue?.indexOf(entry) ?? -1;
    if (!queue || index < 0) return false;
    queue.splice(index, 1);
    if (queue.length === 0) this.#queues.delete(sessionId);
    return true;
  }

  /** Drops what a run left behind. True if there was anything. */
  purge(sessionId: string, streamId: string): boolean {
    const leftovers = this.queue(sessionId).filter((entry) => entry.streamId === streamId);
    for (const entry of leftovers) this.remove(sessionId, entry);
    return leftovers.length > 0;
  }

  announce(sessionId: string): void {
    this.#streams.send(sessionId, 'approval', this.pending(sessionId));
  }

  yolo(sessionId: string): boolean {
    return this.#yolo.has(sessionId);
  }

  setYolo(sessionId: string, enabled: boolean): void {
    if (enabled) this.#yolo.add(sessionId);
    else this.#yolo.delete(sessionId);
  }

  clear(): void {
    this.#queues.clear();
    this.#yolo.clear();
  }

  get count(): number {
    let count = 0;
    for (const queue of this.#queues.values()) count += queue.length;
    return count;
  }
}
