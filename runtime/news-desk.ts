/** Tells news to those who asked, of one session or of all. A listener that throws harms nobody else. */
import { reportFault } from './environment.js';
import type { SessionRecord } from './session/record.js';
import type { SessionState } from './session/state.js';
import { newsOf, type SessionNews } from './session-news.js';
import type { SessionRuntime } from './session-runtime.js';

type Listener = (news: SessionNews) => void;

export class NewsDesk {
  readonly #all = new Set<Listener>();
  readonly #of = new Map<SessionRecord, Set<Listener>>();

  /** `record` null: of every session. Returns the unsubscriber. */
  subscribe(record: SessionRecord | null, listener: Listener): () => void {
    // The same function may subscribe twice; each subscription ends by itself.
    const own: Listener = (news) => listener(news);
    if (record === null) {
      this.#all.add(own);
      return () => this.#all.delete(own);
    }
    const listeners = this.#of.get(record) ?? new Set();
    listeners.add(own);
    this.#of.set(record, listeners);
    return () => {
      listeners.delete(own);
      if (listeners.size === 0 && this.#of.get(record) === listeners) this.#of.delete(record);
    };
  }

  tell(record: SessionRecord, session: () => SessionRuntime, before: SessionState, after: SessionState): void {
    const own = this.#of.get(record);
    if (this.#all.size === 0 && !own) return;
    for (const news of newsOf(session(), before, after)) {
      for (const listener of [...(own ?? []), ...this.#all]) {
        try {
          listener(news);
        } catch (error) {
          reportFault(error);
        }
      }
    }
  }

  release(record: SessionRecord): void {
    this.#of.delete(record);
  }
}
