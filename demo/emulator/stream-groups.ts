/** Open streams that listen to one session; used where nothing is numbered or replayed. */

import type { EventStream } from './event-stream.js';
import { encodeFrame } from './journal.js';

export class StreamGroups {
  readonly #groups = new Map<string, Set<EventStream>>();

  join(sessionId: string, stream: EventStream): void {
    let group = this.#groups.get(sessionId);
    if (!group) {
      group = new Set();
      this.#groups.set(sessionId, group);
    }
    group.add(stream);
    stream.onClose(() => {
      group.delete(stream);
      if (group.size === 0 && this.#groups.get(sessionId) === group) this.#groups.delete(sessionId);
    });
  }

  send(sessionId: string, event: string, payload: unknown): void {
    const group = this.#groups.get(sessionId);
    if (!group) return;
    const frame = encodeFrame(event, payload);
    for (const stream of [...group]) stream.send(frame);
  }

  clear(): void {
    this.#groups.clear();
  }
}
