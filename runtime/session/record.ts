/** The record of one session with its one door: `dispatch`. Nothing else in the program changes a session. */
import type { EventTrace } from '../event-trace.js';
import { initialState, type SessionState, type Stamp } from './state.js';
import { Projection } from './projection.js';
import { reduceSession, type SessionEvent } from './reducer.js';
import type { SessionId } from '../transport/events.js';

/** What a record needs of its owner. */
export interface RecordHost {
  /** A new logical time with the clock's. */
  stamp(): Stamp;
  /** Called after every change but growth of the open text (see `onlyGrew`), signals already written. */
  changed(record: SessionRecord, before: SessionState, event: SessionEvent): void;
  /** Where events are noted while somebody inspects; null, and nothing to do, otherwise. */
  trace?(): EventTrace | null;
}

export class SessionRecord {
  /** The conversation key: the first id this registry knew it by. */
  readonly key: SessionId;
  readonly projection: Projection;
  readonly #host: RecordHost;
  #state: SessionState;

  constructor(key: SessionId, host: RecordHost) {
    this.key = key;
    this.#host = host;
    this.#state = initialState(key);
    this.projection = new Projection(this.#state);
  }

  get state(): SessionState {
    return this.#state;
  }

  /** The id that reads and writes go to. */
  get tip(): SessionId {
    return this.#state.meta.id;
  }

  dispatch(event: SessionEvent): void {
    const before = this.#state;
    const stamp = this.#host.stamp();
    const next = reduceSession(before, event, stamp);
    this.#host.trace?.()?.note(this, event, before, next, stamp.now);
    if (next === before) return;
    this.#state = next;
    if (onlyGrew(event, before, next)) {
      this.projection.grow(next);
      return;
    }
    this.projection.update(next);
    this.#host.changed(this, before, event);
  }
}

/**
 * Nothing but the open text and the cursor changed, as with nearly every event of a run: nobody else has anything to do.
 * A delta that does more closes a block (`live`), is counted (`counts`), or asks for something (`wants`).
 */
function onlyGrew({ type }: SessionEvent, before: SessionState, after: SessionState): boolean {
  return (
    (type === 'text.delta' || type === 'reasoning.delta') &&
    before.live === after.live &&
    before.counts === after.counts &&
    before.wants === after.wants
  );
}
