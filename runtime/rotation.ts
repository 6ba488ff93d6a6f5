/**
 * A conversation that goes on under another id, and two records that turn out to be one conversation: what is bound to the
 * old id follows at once (I-15). Which id leads to which is `Lineage`'s; what becomes of the records is decided here.
 */
import { batch } from '@preact/signals-core';
import type { Lineage } from './lineage.js';
import type { SessionRecord } from './session/record.js';
import type { SessionId } from './transport/events.js';

export interface RotationHost {
  readonly lineage: Lineage;
  isListed(id: SessionId): boolean;
  /** The conversation of `from` goes on as `to`: other tabs are to know. */
  followed(from: SessionId, to: SessionId): void;
  /** The record has a new id: what this browser kept under it is taken in. */
  restore(record: SessionRecord): void;
  /** Files on their way, leases and kept texts of `from` go to `to`, and `from` is discarded. */
  joined(from: SessionRecord, to: SessionRecord): void;
  /** It is done: the record has all there is under its id. */
  moved(): void;
}

export class Rotation {
  readonly #host: RotationHost;

  constructor(host: RotationHost) {
    this.#host = host;
  }

  /**
   * The conversation goes on under another id: one record, whatever was known of the other. News of a rotation may be
   * late or skip a step: the tip moves only forward along what is known of the chain. Where that does not tell, a list
   * does (`newest`), as it names tips and nothing else.
   */
  rekey(record: SessionRecord, to: SessionId, from: SessionId = record.tip, newest = false): void {
    const { lineage, isListed } = this.#host;
    // A run that a server took under an id that was rotated away says that id, and brings its rows: a conversation does
    // not go back, and is read where it is.
    if (!newest && lineage.leads(to, from)) return record.dispatch({ type: 'session.stale', session: record.key });
    lineage.learn(from, to);
    const other = lineage.find(to);
    const [mine, theirs] = [record.tip, other && other !== record ? other.tip : to];
    const forward = mine !== theirs && (lineage.leads(mine, theirs) || (newest && !lineage.leads(to, mine)));
    // Two that the list names both, and neither leads to the other: one id was continued twice.
    const [listed, leads] = [isListed(mine) && isListed(theirs), lineage.leads(theirs, mine)];
    if (other && other !== record && listed && !forward && !leads) return;
    if (forward) this.#host.followed(mine, theirs);
    batch(() => {
      for (const id of [from, to]) if (id !== mine && (id !== theirs || !forward)) this.precedes(id, record);
      if (forward) {
        lineage.bind(theirs, record);
        record.dispatch({ type: 'session.rekeyed', session: record.key, to: theirs });
      }
      if (other && other !== record) this.#merge(other, record);
      else if (forward) this.#host.restore(record);
    });
    if (forward || other !== record) this.#host.moved();
  }

  /** An id this conversation had before the one in use. */
  precedes(id: SessionId, record: SessionRecord): void {
    if (!this.#host.lineage.find(id)) this.#host.lineage.bind(id, record);
    record.dispatch({ type: 'alias.learned', id });
  }

  /** Taken for one conversation until a list named both: what is known stays with the one, the other is read anew. */
  part(id: SessionId, record: SessionRecord): void {
    this.#host.lineage.part(id, record);
    record.dispatch({ type: 'alias.parted', id });
  }

  /** What a person wrote under the other id comes along; what the server knows is read again. */
  #merge(from: SessionRecord, to: SessionRecord): void {
    const { draft, outbox, sent } = from.state;
    const text = joinedDraft(to.state.draft, draft);
    if (text !== to.state.draft) to.dispatch({ type: 'draft.changed', text });
    to.dispatch({ type: 'kept.restored', draft: null, outbox, sent, seen: null, ended: false });
    for (const id of from.state.aliases) to.dispatch({ type: 'alias.learned', id });
    to.dispatch({ type: 'files.restored', files: from.state.files });
    this.#host.joined(from, to);
    to.dispatch({ type: 'session.stale', session: to.key });
  }
}

/** Drafts of two records that turned out to be one; words that reached both, through another tab, stand there once. */
function joinedDraft(one: string, other: string): string {
  if (one.includes(other.trim())) return one;
  return other.includes(one.trim()) ? other : `${one}\n\n${other}`;
}
