/**
 * The list as shown: which conversations are in it, in what order, and how many want something. It takes the server's
 * lists, which may be late, cached or lack what was just made here, and lets none of them undo what is known better.
 */
import { batch, signal, type ReadonlySignal } from '@preact/signals-core';
import { holdsWords, isHeld, isRunning, statusOf } from './session/derive.js';
import type { SessionRecord } from './session/record.js';
import type { SessionId } from './transport/events.js';
import type { SessionList } from './transport/transport.js';

/** Sessions by what their row says; `running` counts every live run, also of sessions that wait for a person. */
export interface RegistrySummary {
  readonly needsYou: number;
  readonly failed: number;
  readonly running: number;
  readonly unread: number;
}

/** What the list needs of the registry: records and which id means which, and who holds one. */
export interface ListHost {
  records(): Iterable<SessionRecord>;
  find(id: SessionId): SessionRecord | undefined;
  ensure(id: SessionId): SessionRecord;
  /** An id this conversation had before. */
  precedes(id: SessionId, record: SessionRecord): void;
  /** This id is a conversation of its own, not one that the record had or has. */
  parted(id: SessionId, from: SessionRecord): void;
  /** `later` continues `earlier`, over any number of steps. */
  leads(earlier: SessionId, later: SessionId): boolean;
  /** The conversation goes on under `to`. */
  continued(record: SessionRecord, from: SessionId, to: SessionId): void;
  /** Our clock, milliseconds. */
  now(): number;
  /** Somebody holds it, or did a moment ago. */
  isLeased(record: SessionRecord): boolean;
  /** Somebody holds it now. */
  isHeld(record: SessionRecord): boolean;
  forget(record: SessionRecord): void;
}

/** A list may be one the server made up to 45 s ago (http-api 4.1): for this long our own doing is the newer word. */
const CACHED_MS = 60_000;

export class SessionListing {
  readonly #host: ListHost;
  /** Ids removed here, until a list asked for later agrees, or still has them when no cache can be why. */
  readonly #tombstones = new Map<
    SessionId,
    { readonly at: number; readonly until: number; readonly where: 'here' | 'elsewhere' }
  >();
  /** Sessions with a turn begun here that no list had yet, and until when one is waited for. */
  readonly #expected = new Map<SessionRecord, number>();
  readonly #order = signal<readonly SessionRecord[]>([], { name: 'registry.order' });
  readonly #listed = signal(false, { name: 'registry.listed' });
  readonly #counts = signal<RegistrySummary>(
    { needsYou: 0, failed: 0, running: 0, unread: 0 },
    { name: 'registry.summary' },
  );
  /** Ids of the last list, in its order. */
  #ids: ReadonlySet<SessionId> = new Set();
  #asOf = 0;

  constructor(host: ListHost) {
    this.#host = host;
  }

  /** Records in the order they are shown. */
  get order(): ReadonlySignal<readonly SessionRecord[]> {
    return this.#order;
  }

  /** The first list has arrived. */
  get listed(): ReadonlySignal<boolean> {
    return this.#listed;
  }

  get summary(): ReadonlySignal<RegistrySummary> {
    return this.#counts;
  }

  /** The server's last list has this id. */
  has(id: SessionId): boolean {
    return this.#ids.has(id);
  }

  shows(record: SessionRecord): boolean {
    return this.#order.peek().includes(record);
  }

  /** One answer of the server, asked for at logical time `asOf`. */
  apply(list: SessionList, asOf: number): void {
    // Older never replaces newer (I-17).
    if (asOf < this.#asOf) return;
    this.#asOf = asOf;
    batch(() => {
      const named = new Set(list.rows.map((row) => row.session));
      for (const { from, to } of list.lineage) {
        const record = this.#host.find(from);
        if (record && !this.#isAnother(to, record, named)) this.#host.continued(record, from, to);
      }
      const ids: SessionId[] = [];
      for (const row of list.rows) {
        const buried = this.#tombstones.get(row.session);
        if (buried && (asOf < buried.at || this.#host.now() < buried.until)) continue;
        if (row.meta.archived) continue;
        const known = this.#host.find(row.session);
        if (known && this.#isAnother(row.session, known, named)) this.#host.parted(row.session, known);
        const record = this.#host.ensure(row.session);
        // Deep links to an older id resolve to the tip.
        for (const { from, to } of list.lineage)
          if (to === row.session && !this.#host.find(from)) this.#host.precedes(from, record);
        record.dispatch({ ...row, asOf });
        ids.push(row.session);
        this.#expected.delete(record);
      }
      for (const [id, { at }] of this.#tombstones)
        if (asOf >= at && (!named.has(id) || ids.includes(id))) this.#tombstones.delete(id);
      this.#missing(ids);
      this.#ids = new Set(ids);
      this.#listed.value = true;
      const late = this.#overdue();
      this.reorder();
      for (const record of late) {
        const kept = this.shows(record) || this.#host.isLeased(record) || isHeld(record.state);
        if (!kept) this.#host.forget(record);
      }
    });
  }

  /** A turn began here: the session stays in the list until the server lists it, though not for ever. */
  expect(record: SessionRecord): void {
    if (this.#ids.has(record.tip)) return;
    this.#expected.set(record, this.#host.now() + CACHED_MS);
    this.reorder();
  }

  /** The record is forgotten. */
  release(record: SessionRecord): void {
    this.#expected.delete(record);
  }

  /**
   * A conversation that was rotated twice from one id, by two clients that did not know of each other, is two: the list
   * names both, and neither leads to the other.
   */
  #isAnother(id: SessionId, record: SessionRecord, named: ReadonlySet<SessionId>): boolean {
    const { tip } = record;
    return id !== tip && named.has(id) && named.has(tip) && !this.#host.leads(id, tip) && !this.#host.leads(tip, id);
  }

  #overdue(): readonly SessionRecord[] {
    const now = this.#host.now();
    const late = [...this.#expected].filter(([, until]) => now >= until).map(([record]) => record);
    for (const record of late) this.#expected.delete(record);
    return late;
  }

  /** Sessions that left the list: deleted, archived or rotated elsewhere. A read tells, where somebody looks. */
  #missing(ids: readonly SessionId[]): void {
    const now = new Set(ids.map((id) => this.#host.find(id)));
    for (const id of this.#ids) {
      const record = this.#host.find(id);
      if (!record || now.has(record)) continue;
      if (this.#host.isLeased(record) || isHeld(record.state))
        record.dispatch({ type: 'session.stale', session: record.key });
      else this.#host.forget(record);
    }
  }

  /** The list as shown: the server's order, before it what only we know of (I-16). */
  reorder(): void {
    const listed = new Set<SessionRecord>();
    for (const id of this.#ids) {
      const record = this.#host.find(id);
      if (record && !record.state.gone && !this.#tombstones.has(id)) listed.add(record);
    }
    const own: SessionRecord[] = [];
    for (const record of this.#host.records()) {
      if (listed.has(record) || record.state.meta.archived || this.#tombstones.get(record.tip)?.where === 'here')
        continue;
      // What a person wrote is not out of sight because somebody deleted the rest.
      if (record.state.gone && !holdsWords(record.state)) continue;
      if (
        this.#expected.has(record) ||
        isHeld(record.state) ||
        (this.#host.isHeld(record) && record.state.run.phase !== 'unknown')
      )
        own.push(record);
    }
    const order = [...own, ...listed];
    const known = this.#order.peek();
    if (order.length !== known.length || order.some((record, at) => record !== known[at])) this.#order.value = order;
    this.count();
  }

  /** Counts anew: the status of a shown session changed. */
  count(): void {
    const counts = { needsYou: 0, failed: 0, running: 0, unread: 0 };
    for (const record of this.#order.peek()) {
      const status = statusOf(record.state);
      if (status === 'needs-you') counts.needsYou += 1;
      else if (status === 'failed') counts.failed += 1;
      else if (status === 'unread') counts.unread += 1;
      if (isRunning(record.state)) counts.running += 1;
    }
    const known = this.#counts.peek();
    if (
      known.needsYou !== counts.needsYou ||
      known.failed !== counts.failed ||
      known.running !== counts.running ||
      known.unread !== counts.unread
    ) {
      this.#counts.value = counts;
    }
  }

  /** Removed here, at this logical time: lists asked for before do not bring it back. */
  bury(ids: readonly SessionId[], at: number, where: 'here' | 'elsewhere'): void {
    const until = this.#host.now() + CACHED_MS;
    for (const id of ids) this.#tombstones.set(id, { at, until, where });
  }

  /** Another server or profile: nothing of the last list holds. What is shown stays until `clear()`. */
  forget(): void {
    this.#tombstones.clear();
    this.#ids = new Set();
    this.#asOf = 0;
  }

  clear(): void {
    batch(() => {
      this.#order.value = [];
      this.#listed.value = false;
      this.count();
    });
  }
}
