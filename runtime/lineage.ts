/**
 * Ids to conversations. A server may give a conversation a new id (compression); every id it ever had leads to the same
 * record, for ever: old deep links, late events of the old id, a second rotation before the first was noticed (I-15).
 */
import type { SessionRecord } from './session/record.js';
import type { SessionId } from './transport/events.js';

export class Lineage {
  readonly #records = new Map<SessionId, SessionRecord>();
  readonly #ids = new Map<SessionRecord, Set<SessionId>>();
  /** What was told to continue what. News of it comes late and in any order; the chain itself has one. */
  readonly #next = new Map<SessionId, Set<SessionId>>();

  find(id: SessionId): SessionRecord | undefined {
    return this.#records.get(id);
  }

  bind(id: SessionId, record: SessionRecord): void {
    const before = this.#records.get(id);
    if (before) this.#ids.get(before)?.delete(id);
    this.#records.set(id, record);
    const ids = this.#ids.get(record) ?? new Set();
    this.#ids.set(record, ids.add(id));
  }

  /** `to` continues `from`. */
  learn(from: SessionId, to: SessionId): void {
    if (from !== to) this.#next.set(from, (this.#next.get(from) ?? new Set()).add(to));
  }

  /** `later` continues `earlier`, over any number of steps. */
  leads(earlier: SessionId, later: SessionId): boolean {
    const seen = new Set([earlier]);
    for (const id of seen) for (const next of this.#next.get(id) ?? []) seen.add(next);
    return earlier !== later && seen.has(later);
  }

  /** Two records turned out to be one conversation: every id of the one now leads to the other. */
  move(from: SessionRecord, to: SessionRecord): void {
    for (const id of [...(this.#ids.get(from) ?? [])]) this.bind(id, to);
    this.#ids.delete(from);
  }

  /** The id is a conversation of its own: nothing the record had before leads to it. */
  part(id: SessionId, from: SessionRecord): void {
    const ids = this.#ids.get(from);
    ids?.delete(id);
    if (this.#records.get(id) === from) this.#records.delete(id);
    for (const earlier of ids ?? []) this.#next.get(earlier)?.delete(id);
  }

  /** The record is forgotten: no id leads to it any more. */
  release(record: SessionRecord): void {
    for (const id of this.#ids.get(record) ?? []) {
      this.#records.delete(id);
      this.#next.delete(id);
    }
    this.#ids.delete(record);
  }
}
