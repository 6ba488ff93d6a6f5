/** Counts what went over the wire, so tests can check budgets and at-most-once. */

import type { EventStream, StreamKind } from './event-stream.js';

export interface RequestEntry {
  n: number;
  at: number;
  method: string;
  path: string;
  status: number | null;
}

export interface TrafficReport {
  openStreams: { total: number; byKind: Partial<Record<StreamKind, number>>; paths: string[] };
  maxOpenStreams: number;
  requests: number;
  posts: Record<string, number>;
  gets: Record<string, number>;
  log: RequestEntry[];
}

const LOG_LIMIT = 500;

export class Traffic {
  readonly #open = new Set<EventStream>();
  readonly #posts = new Map<string, number>();
  readonly #gets = new Map<string, number>();
  #log: RequestEntry[] = [];
  #requests = 0;
  #maxOpen = 0;

  get open(): ReadonlySet<EventStream> {
    return this.#open;
  }

  request(at: number, method: string, path: string): RequestEntry {
    this.#requests += 1;
    const entry: RequestEntry = { n: this.#requests, at, method, path, status: null };
    const counts = method === 'POST' ? this.#posts : this.#gets;
    const bare = path.split('?')[0] ?? path;
    counts.set(bare, (counts.get(bare) ?? 0) + 1);
    this.#log.push(entry);
    if (this.#log.length > LOG_LIMIT * 2) this.#log = this.#log.slice(-LOG_LIMIT);
    return entry;
  }

  opened(stream: EventStream): void {
    this.#open.add(stream);
    this.#maxOpen = Math.max(this.#maxOpen, this.#open.size);
  }

  closed(stream: EventStream): void {
    this.#open.delete(stream);
  }

  report(): TrafficReport {
    const byKind: Partial<Record<StreamKind, number>> = {};
    for (const stream of this.#open) byKind[stream.kind] = (byKind[stream.kind] ?? 0) + 1;
    return {
      openStreams: { total: this.#open.size, byKind, paths: [...this.#open].map((stream) => stream.path) },
      maxOpenStreams: this.#maxOpen,
      requests: this.#requests,
      posts: Object.fromEntries(this.#posts),
      gets: Object.fromEntries(this.#gets),
      log: this.#log.slice(-LOG_LIMIT),
    };
  }

  reset(): void {
    this.#posts.clear();
    this.#gets.clear();
    this.#log = [];
    this.#requests = 0;
    this.#maxOpen = this.#open.size;
  }
}
