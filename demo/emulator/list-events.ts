/**
 * `/api/sessions/events`: the list changed, read it again. One waiting event per subscriber;
 * several changes before it is taken become one, and what they do not share is left out.
 */

import type { EventStream } from './event-stream.js';
import { encodeFrame } from './journal.js';

interface Change {
  version: number;
  reason: string;
  profile: string | null;
  sessionId: string | null;
}

export class ListEvents {
  readonly #subscribers = new Map<EventStream, Change | null>();
  readonly #onPublish: () => void;
  #version = 0;
  #scheduled = false;

  /** `onPublish` clears the list cache: an announced change is never served stale. */
  constructor(onPublish: () => void) {
    this.#onPublish = onPublish;
  }

  subscribe(stream: EventStream): void {
    this.#subscribers.set(stream, null);
    stream.onClose(() => this.#subscribers.delete(stream));
  }

  publish(reason: string, scope: { sessionId?: string; profile?: string } = {}): void {
    this.#version += 1;
    this.#onPublish();
    const profile = scope.profile && scope.profile !== 'default' ? scope.profile : null;
    const change: Change = { version: this.#version, reason, profile, sessionId: scope.sessionId ?? null };
    for (const [stream, waiting] of this.#subscribers) {
      this.#subscribers.set(stream, waiting ? merge(waiting, change) : change);
    }
    if (this.#scheduled) return;
    this.#scheduled = true;
    queueMicrotask(() => this.#deliver());
  }

  /** A new process counts from the beginning. */
  reset(): void {
    this.#version = 0;
    this.#subscribers.clear();
  }

  #deliver(): void {
    this.#scheduled = false;
    for (const [stream, waiting] of this.#subscribers) {
      if (!waiting) continue;
      this.#subscribers.set(stream, null);
      stream.send(
        encodeFrame('sessions_changed', {
          type: 'sessions_changed',
          version: waiting.version,
          reason: waiting.reason,
          ...(waiting.profile ? { profile: waiting.profile } : {}),
          ...(waiting.sessionId ? { session_id: waiting.sessionId } : {}),
        }),
      );
    }
  }
}

function merge(older: Change, newer: Change): Change {
  return {
    version: newer.version,
    reason: newer.reason,
    profile: older.profile === newer.profile ? newer.profile : null,
    sessionId: older.sessionId === newer.sessionId ? newer.sessionId : null,
  };
}
