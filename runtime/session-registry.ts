/**
 * The registry: every conversation of one server, each in a record of its own, under a key that survives id rotation.
 * It routes events to the session they name, holds the leases, and wires the parts that do I/O; it decides nothing that
 * one of them decides: streams (`StreamSupervisor`), reads (`SessionReader`), the list (`ListFollower`).
 */
import { batch, computed, signal, untracked, type ReadonlySignal } from '@preact/signals-core';
import { browserEnvironment, type Environment } from './environment.js';
import { KeptRecords } from './kept-records.js';
import { DRAFT_FILES, KeptViews, type JsonValue } from './kept-views.js';
import { GRACE_MS, Leases, type Lease } from './lease.js';
import { Lineage } from './lineage.js';
import { ListFollower } from './list-follower.js';
import { NewsDesk } from './news-desk.js';
import type { RegistryLink } from './registry-link.js';
import { overlayLink, SessionRuntime } from './session-runtime.js';
import type { SessionNews } from './session-news.js';
import { SessionReader } from './session-reader.js';
import { SessionUploads } from './session-uploads.js';
import { SessionVerbs } from './session-verbs.js';
import { isHeld, isRunning, statusOf } from './session/derive.js';
import { toAttachments } from './session/attachments.js';
import { SessionRecord } from './session/record.js';
import type { SessionEvent } from './session/reducer.js';
import type { AgentRequest } from './session/requests.js';
import type { LinkSlice, SessionError } from './session/slices.js';
import type { SessionState } from './session/state.js';
import { StorageHealth, type StorageStatus } from './storage-health.js';
import { StreamSupervisor } from './stream-supervisor.js';
import type { SessionId, TransportEvent } from './transport/events.js';
import { TransportError } from './transport/transport-error.js';
import type { CreateOptions, SessionList, Transport, TransportCapabilities } from './transport/transport.js';

export interface RegistryOptions {
  readonly environment?: Environment;
  /**
   * Long-lived connections this registry may hold, the list's included. Three leave room for reads and for the POST that
   * unblocks the agent on HTTP/1.1, where a browser opens six to an origin.
   */
  readonly connections?: number;
}

/** Sessions by what their row says; `running` counts every live run, also of sessions that wait for a person. */
export interface RegistrySummary {
  readonly needsYou: number;
  readonly failed: number;
  readonly running: number;
  readonly unread: number;
}

export interface InboxEntry {
  readonly session: SessionRuntime;
  readonly request: AgentRequest;
}

/** What is open and planned: everything here goes back to its base when nobody looks and nothing runs. */
export interface RegistryLoad {
  readonly records: number;
  readonly leases: number;
  readonly streams: number;
  readonly reads: number;
  readonly timers: number;
}

const NO_LINK: RegistryLink = { status: 'none', error: null, retryAt: null };
const EMPTY: readonly SessionRuntime[] = [];

export class SessionRegistry {
  readonly #environment: Environment;
  readonly #connections: number;
  readonly #records = new Set<SessionRecord>();
  /** Weak: a record that was forgotten stays readable for as long as somebody holds it. */
  readonly #runtimes = new WeakMap<SessionRecord, SessionRuntime>();
  readonly #lineage = new Lineage();
  readonly #leases: Leases;
  readonly #verbs: SessionVerbs;
  readonly #reader: SessionReader;
  readonly #supervisor: StreamSupervisor;
  readonly #news = new NewsDesk();
  readonly #dirty = new Set<SessionRecord>();
  readonly #shownSince = new Map<SessionRecord, number>();
  /** Ids removed here, until a list asked for later agrees. */
  readonly #tombstones = new Map<SessionId, number>();
  readonly #link = signal<RegistryLink>(NO_LINK, { name: 'registry.link' });
  readonly #capabilities = signal<TransportCapabilities | null>(null, { name: 'registry.capabilities' });
  readonly #order = signal<readonly SessionRecord[]>([], { name: 'registry.order' });
  readonly #listed = signal(false, { name: 'registry.listed' });
  readonly #waiting = signal<readonly SessionRecord[]>([], { name: 'registry.waiting' });
  readonly #counts = signal<RegistrySummary>(
    { needsYou: 0, failed: 0, running: 0, unread: 0 },
    { name: 'registry.summary' },
  );
  #sessions: ReadonlySignal<readonly SessionRuntime[]> | undefined;
  #inbox: ReadonlySignal<readonly InboxEntry[]> | undefined;
  #families: ReadonlySignal<ReadonlyMap<SessionRecord, readonly SessionRuntime[]>> | undefined;
  #transport: Transport | null = null;
  #follower: ListFollower | null = null;
  #kept: KeptRecords | null = null;
  readonly #storage = new StorageHealth();
  #views: KeptViews | null = null;
  #files: KeptViews | null = null;
  readonly #uploads: SessionUploads;
  #scope: string | null = null;
  /** Ids of the last list, in its order. */
  #lists: ReadonlySet<SessionId> = new Set();
  #listAsOf = 0;
  #tick = 0;
  #settling = false;
  #unlisten: (() => void) | null = null;

  constructor(options: RegistryOptions = {}) {
    const environment = options.environment ?? browserEnvironment();
    this.#environment = environment;
    this.#connections = Math.max(2, options.connections ?? 3);
    const transport = (): Transport | null => this.#transport;
    const rekey = (record: SessionRecord, to: SessionId): void => this.#rekey(record, to);
    const authRequired = (error: SessionError): void => this.#authRequired(error);
    const isShown = (record: SessionRecord): boolean => this.#leases.isShown(record);
    const paused = (): boolean => this.#paused();
    this.#leases = new Leases({
      environment,
      runtimeOf: (record) => this.#runtimeOf(record),
      changed: (record) => this.#leaseChanged(record),
      expired: (record) => this.#expired(record),
    });
    this.#uploads = new SessionUploads({ environment, transport });
    this.#verbs = new SessionVerbs({
      environment,
      transport,
      rekey,
      adopt: (id) => this.#runtimeOf(this.#ensure(id)),
      forget: (record) => this.#remove(record),
      dropFiles: (refs) => this.#uploads.drop(refs),
      listChanged: () => this.#follower?.hint(),
    });
    this.#reader = new SessionReader({
      environment,
      transport,
      rekey,
      authRequired,
      isShown,
      paused,
      tick: () => ++this.#tick,
      loaded: (record) => this.#supervisor.relink(record),
    });
    this.#supervisor = new StreamSupervisor(
      {
        environment,
        transport,
        authRequired,
        isShown,
        paused,
        candidates: () => this.#candidates(),
        isLeased: (record) => this.#leases.isLeased(record),
        shownSince: (record) => this.#shownSince.get(record) ?? 0,
        route: (event) => this.route(event),
        wake: () => this.#settleSoon(),
      },
      this.#connections - 1,
    );
  }

  /** Link of the transport as a whole; each session has its own besides. */
  get link(): ReadonlySignal<RegistryLink> {
    return this.#link;
  }

  /** What the connected server can do; null while none is connected. */
  get capabilities(): ReadonlySignal<TransportCapabilities | null> {
    return this.#capabilities;
  }

  /** One per conversation, in the server's order. Archived ones are not in it. */
  get sessions(): ReadonlySignal<readonly SessionRuntime[]> {
    return (this.#sessions ??= computed(() => this.#order.value.map((record) => this.#runtimeOf(record)), {
      name: 'registry.sessions',
    }));
  }

  /** The first list has arrived. */
  get listed(): ReadonlySignal<boolean> {
    return this.#listed;
  }

  get summary(): ReadonlySignal<RegistrySummary> {
    return this.#counts;
  }

  /** Open requests of all sessions, oldest first. */
  get inbox(): ReadonlySignal<readonly InboxEntry[]> {
    return (this.#inbox ??= computed(() => this.#composeInbox(), { name: 'registry.inbox' }));
  }

  /** Whether this browser keeps what only it knows (drafts, views); `ok` until something was tried. */
  get storage(): ReadonlySignal<StorageStatus> {
    return this.#storage.status;
  }

  /** Open connections, reads, timers, leases and records, for tests and the inspector. */
  get load(): RegistryLoad {
    const kept = [this.#kept?.load, this.#views?.load, this.#files?.load];
    const parts = [this.#leases.load, this.#supervisor.load, this.#reader.load, this.#follower?.load, ...kept];
    return {
      records: this.#records.size,
      leases: this.#leases.load.leases,
      streams: this.#supervisor.load.streams + (this.#follower?.load.streams ?? 0),
      reads: this.#reader.load.active,
      timers: parts.reduce((sum, part) => sum + (part?.timers ?? 0), 0),
    };
  }

  /**
   * Connects a server. One at a time: connecting another ends the first. Records survive a reconnect to the same server
   * and profile, and are forgotten with another. Returns what disconnects it.
   */
  connect(transport: Transport): () => void {
    this.#disconnect();
    if (this.#scope !== null && this.#scope !== transport.scope) this.#forgetAll();
    this.#views ??= new KeptViews(this.#environment, transport.scope, this.#storage);
    this.#files ??= new KeptViews(this.#environment, transport.scope, this.#storage, DRAFT_FILES);
    this.#scope = transport.scope;
    this.#transport = transport;
    this.#capabilities.value = transport.capabilities;
    this.#kept = new KeptRecords(this.#environment, transport.scope);
    for (const record of this.#records) this.#restore(record);
    // What a person wrote is always listed, whether or not the server lists its session (I-16).
    for (const id of this.#kept.written()) this.#ensure(id).dispatch({ type: 'session.stale', session: id });
    this.#follower = new ListFollower(
      {
        environment: this.#environment,
        tick: () => ++this.#tick,
        running: () => this.#running(),
        listed: (list, asOf) => this.#applyList(list, asOf),
        linkChanged: (link) => this.#linkChanged(link),
      },
      transport,
    );
    this.#unlisten = this.#listen();
    this.#follower.start();
    for (const record of this.#leases.records()) record.dispatch({ type: 'read.wanted' });
    this.#settleSoon();
    let connected = true;
    return () => {
      if (!connected) return;
      connected = false;
      if (this.#transport === transport) this.#disconnect();
    };
  }

  /** Holds a session: while somebody does, it is read, followed, and kept. Unknown ids are read from the server. */
  retain(id: SessionId): Lease {
    return this.#leases.take(this.#ensure(id));
  }

  /** The session an id means, by any id it ever had; undefined when nothing is known of it. */
  peek(id: SessionId): SessionRuntime | undefined {
    const record = this.#lineage.find(id);
    return record && this.#runtimeOf(record);
  }

  /** Makes an empty session on the server. It is listed there only after its first message. */
  async createSession(options: CreateOptions = {}): Promise<SessionRuntime> {
    const transport = this.#transport;
    if (!transport) throw new TransportError({ code: 'network', detail: 'No server is connected.', retryable: true });
    const created = await transport.createSession(options);
    const record = this.#ensure(created.session);
    record.dispatch({ ...created, asOf: ++this.#tick });
    this.#reorder();
    return this.#runtimeOf(record);
  }

  /** Where a person signs in and then comes back to `returnTo`; null where the server has no such page. */
  signInUrl(returnTo: string): string | null {
    return this.#transport?.signInUrl(returnTo) ?? null;
  }

  /** Tries everything again now: a person asked, or signed in. */
  refresh(): void {
    this.#revalidate();
  }

  /** Calls back for the edges of every session. Returns the unsubscriber. */
  onNews(listener: (news: SessionNews) => void): () => void {
    return this.#news.subscribe(null, listener);
  }

  /** Ends connections, timers and listeners, and forgets every record of this registry; no other is touched. */
  dispose(): void {
    this.#disconnect();
    this.#forgetAll();
    this.#scope = null;
  }

  /**
   * Gives an event to the session it names. One that names no session we know is dropped: it is never given to whatever
   * is shown (I-05).
   */
  route(event: TransportEvent): void {
    const record = this.#lineage.find(event.session);
    if (!record) return;
    if (event.type === 'session.rekeyed') this.#rekey(record, event.to);
    else record.dispatch(event);
  }

  #runtimeOf(record: SessionRecord): SessionRuntime {
    const known = this.#runtimes.get(record);
    if (known) return known;
    const made = new SessionRuntime(record, {
      verbs: this.#verbs,
      uploads: this.#uploads,
      linkOf: (of): ReadonlySignal<LinkSlice> =>
        overlayLink(
          of.projection.slice('link', (state) => state.link),
          this.#link,
        ),
      childrenOf: (of) => computed(() => this.#childMap().value.get(of) ?? EMPTY, { name: 'children' }),
      onNews: (of, listener) => this.#news.subscribe(of, listener),
      viewOf: (of) => ({
        get: (name) => this.#views?.get(of.tip, name),
        set: (name, value) => this.#views?.set(of.tip, name, value),
      }),
    });
    this.#runtimes.set(record, made);
    return made;
  }

  #ensure(id: SessionId): SessionRecord {
    const known = this.#lineage.find(id);
    if (known) return known;
    const record = new SessionRecord(id, {
      stamp: () => ({ tick: ++this.#tick, now: this.#environment.now() }),
      changed: (of, before, event) => this.#changed(of, before, event),
    });
    this.#lineage.bind(id, record);
    this.#records.add(record);
    this.#restore(record);
    return record;
  }

  #restore(record: SessionRecord): void {
    const kept = this.#kept?.restore(record.tip);
    if (kept) record.dispatch({ type: 'kept.restored', ...kept });
    const files = toAttachments(this.#files?.get(record.tip, 'draft'));
    if (files.length > 0) record.dispatch({ type: 'files.restored', files });
  }

  #changed(record: SessionRecord, before: SessionState, event: SessionEvent): void {
    const after = record.state;
    if (event.type !== 'kept.restored') this.#kept?.note(before, after);
    if (before.meta.id !== after.meta.id) this.#views?.move(before.meta.id, after.meta.id);
    this.#keepFiles(before, after);
    if (!isRunning(before) && isRunning(after)) this.#shownSince.set(record, this.#tick);
    if (before.requests.open !== after.requests.open) this.#noteWaiting(record);
    const status = statusOf(after);
    const old = statusOf(before);
    if (status !== old && this.#order.peek().includes(record)) this.#count();
    this.#news.tell(record, () => this.#runtimeOf(record), before, after);
    if (isHeld(before) !== isHeld(after) && !this.#lists.has(record.tip)) this.#reorder();
    // Text that grows moves neither reads nor streams: most events end here.
    if (
      before.wants !== after.wants ||
      before.run !== after.run ||
      before.live !== after.live ||
      before.outbox !== after.outbox ||
      before.transcript !== after.transcript ||
      before.gone !== after.gone
    ) {
      this.#dirty.add(record);
      this.#settleSoon();
    }
  }

  /** Written at once: a file is nowhere else than here, and rarely changes. */
  #keepFiles(before: SessionState, after: SessionState): void {
    const [from, to] = [before.meta.id, after.meta.id];
    if (before.files === after.files && from === to) return;
    const own = new Set(after.files.map((file) => file.ref));
    // Under the new id another page may have kept some: they are restored next.
    const theirs = from === to ? [] : toAttachments(this.#files?.get(to, 'draft')).filter((file) => !own.has(file.ref));
    if (from !== to) this.#files?.forget(from);
    const files = [...theirs, ...after.files].map(({ error: _error, ...kept }): JsonValue => kept);
    this.#files?.set(to, 'draft', files.length === 0 ? undefined : files);
    this.#files?.flush();
  }

  /** Once per burst of changes: reads, sends and streams are looked at together, after the batch that caused them. */
  #settleSoon(): void {
    if (this.#settling) return;
    this.#settling = true;
    void Promise.resolve().then(() => {
      this.#settling = false;
      const dirty = [...this.#dirty];
      this.#dirty.clear();
      if (!this.#transport) return;
      for (const record of dirty) {
        if (!this.#records.has(record)) continue;
        this.#reader.consider(record);
        if (!this.#paused()) this.#verbs.drain(record);
      }
      this.#supervisor.plan();
      this.#follower?.reconsider();
    });
  }

  *#candidates(): Iterable<SessionRecord> {
    yield* this.#leases.records();
    for (const record of this.#records)
      if (record.state.live !== null && record.state.live.ended === null) yield record;
  }

  #running(): 'none' | 'all' | 'some' {
    let any = false;
    for (const record of this.#records) {
      if (!isRunning(record.state)) continue;
      any = true;
      if (!this.#supervisor.has(record)) return 'some';
    }
    return any ? 'all' : 'none';
  }

  #leaseChanged(record: SessionRecord): void {
    const { transcript, error, gone } = record.state;
    if (this.#leases.isShown(record)) this.#shownSince.set(record, ++this.#tick);
    const unread = transcript.status === 'unread' || transcript.status === 'failed' || error !== null;
    if (this.#leases.isHeld(record) && !gone && unread) record.dispatch({ type: 'read.wanted' });
    if (!this.#lists.has(record.tip)) this.#reorder();
    this.#dirty.add(record);
    this.#settleSoon();
  }

  /** Nobody held it for a while: what can be read again is let go. Text, runs and requests are never dropped (I-25). */
  #expired(record: SessionRecord): void {
    if (!isHeld(record.state) && record.state.live === null) record.dispatch({ type: 'transcript.dropped' });
    this.#shownSince.delete(record);
    const unlisted = !this.#order.peek().includes(record);
    if (unlisted && !isHeld(record.state)) this.#forget(record);
    this.#settleSoon();
  }

  #applyList(list: SessionList, asOf: number): void {
    // Older never replaces newer (I-17).
    if (asOf < this.#listAsOf) return;
    this.#listAsOf = asOf;
    batch(() => {
      for (const { from, to } of list.lineage) {
        const record = this.#lineage.find(from);
        if (record) this.#rekey(record, to);
      }
      const ids: SessionId[] = [];
      for (const row of list.rows) {
        const buried = this.#tombstones.get(row.session);
        if (buried !== undefined && asOf < buried) continue;
        if (row.meta.archived) continue;
        const record = this.#ensure(row.session);
        // Deep links to an older id resolve to the tip.
        for (const { from, to } of list.lineage)
          if (to === row.session && !this.#lineage.find(from)) this.#lineage.bind(from, record);
        record.dispatch({ ...row, asOf });
        ids.push(row.session);
      }
      for (const [id, at] of this.#tombstones) if (asOf >= at && !ids.includes(id)) this.#tombstones.delete(id);
      this.#missing(ids);
      this.#lists = new Set(ids);
      this.#listed.value = true;
      this.#reorder();
    });
  }

  /** Sessions that left the list: deleted, archived or rotated elsewhere. A read tells, where somebody looks. */
  #missing(ids: readonly SessionId[]): void {
    const now = new Set(ids.map((id) => this.#lineage.find(id)));
    for (const id of this.#lists) {
      const record = this.#lineage.find(id);
      if (!record || now.has(record)) continue;
      if (this.#leases.isLeased(record) || isHeld(record.state))
        record.dispatch({ type: 'session.stale', session: record.key });
      else this.#forget(record);
    }
  }

  /** The list as shown: the server's order, before it what only we know of (I-16). */
  #reorder(): void {
    const listed = new Set<SessionRecord>();
    for (const id of this.#lists) {
      const record = this.#lineage.find(id);
      if (record && !record.state.gone) listed.add(record);
    }
    const own: SessionRecord[] = [];
    for (const record of this.#records) {
      if (listed.has(record) || record.state.gone || record.state.meta.archived || this.#tombstones.has(record.tip))
        continue;
      if (isHeld(record.state) || (this.#leases.isHeld(record) && record.state.run.phase !== 'unknown'))
        own.push(record);
    }
    const order = [...own, ...listed];
    const known = this.#order.peek();
    if (order.length !== known.length || order.some((record, at) => record !== known[at])) this.#order.value = order;
    this.#count();
  }

  #count(): void {
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

  #noteWaiting(record: SessionRecord): void {
    const waiting = this.#waiting.peek();
    const open = record.state.requests.open.length > 0;
    if (open === waiting.includes(record)) return;
    this.#waiting.value = open ? [...waiting, record] : waiting.filter((other) => other !== record);
  }

  #composeInbox(): readonly InboxEntry[] {
    const entries = this.#waiting.value.flatMap((record) => {
      const session = this.#runtimeOf(record);
      return session.requests.value.open.map((request) => ({ session, request }));
    });
    return entries.sort((a, b) => (a.request.openedAt ?? 0) - (b.request.openedAt ?? 0));
  }

  #childMap(): ReadonlySignal<ReadonlyMap<SessionRecord, readonly SessionRuntime[]>> {
    this.#families ??= computed(
      () => {
        const families = new Map<SessionRecord, SessionRuntime[]>();
        for (const record of this.#order.value) {
          const { parent } = this.#runtimeOf(record).meta.value;
          const of = parent === null ? undefined : untracked(() => this.#lineage.find(parent));
          if (!of || of === record) continue;
          const children = families.get(of) ?? [];
          children.push(this.#runtimeOf(record));
          families.set(of, children);
        }
        return families;
      },
      { name: 'registry.families' },
    );
    return this.#families;
  }

  /** The conversation goes on under another id: one record, whatever was known of the other. */
  #rekey(record: SessionRecord, to: SessionId): void {
    const other = this.#lineage.find(to);
    if (other === record) {
      record.dispatch({ type: 'session.rekeyed', session: record.key, to });
      return;
    }
    batch(() => {
      this.#lineage.bind(to, record);
      record.dispatch({ type: 'session.rekeyed', session: record.key, to });
      if (other) this.#merge(other, record);
      else this.#restore(record);
    });
    this.#reorder();
  }

  /** What a person wrote under the other id comes along; what the server knows is read again. */
  #merge(from: SessionRecord, to: SessionRecord): void {
    const { draft, outbox } = from.state;
    if (draft.trim() !== '')
      to.dispatch({
        type: 'draft.changed',
        text: to.state.draft.trim() === '' ? draft : `${to.state.draft}\n\n${draft}`,
      });
    to.dispatch({ type: 'kept.restored', draft: '', outbox, seen: null, ended: false });
    to.dispatch({ type: 'files.restored', files: from.state.files });
    this.#uploads.move(from, to);
    this.#leases.move(from, to);
    this.#lineage.move(from, to);
    this.#discard(from);
    to.dispatch({ type: 'session.stale', session: to.key });
  }

  #remove(record: SessionRecord): void {
    this.#views?.forget(record.tip);
    this.#files?.forget(record.tip);
    for (const id of record.state.aliases) this.#tombstones.set(id, ++this.#tick);
    record.dispatch({
      type: 'session.gone',
      session: record.key,
      error: { code: 'not-found', detail: 'This session was deleted.', retryable: false },
    });
    this.#reorder();
    if (!this.#leases.isLeased(record)) this.#forget(record);
  }

  #forget(record: SessionRecord): void {
    this.#lineage.release(record);
    this.#discard(record);
  }

  #discard(record: SessionRecord): void {
    this.#reader.release(record);
    this.#supervisor.release(record);
    this.#verbs.release(record);
    this.#uploads.release(record);
    this.#news.release(record);
    this.#records.delete(record);
    this.#shownSince.delete(record);
    this.#dirty.delete(record);
    if (this.#waiting.peek().includes(record))
      this.#waiting.value = this.#waiting.peek().filter((other) => other !== record);
  }

  /** Another server or profile: elements keep their leases, on records that begin anew. */
  #forgetAll(): void {
    const held = [...this.#leases.records()];
    this.#kept?.flush();
    this.#views?.flush();
    this.#views = null;
    this.#files?.flush();
    this.#files = null;
    this.#leases.dispose();
    for (const record of [...this.#records]) this.#forget(record);
    this.#tombstones.clear();
    this.#lists = new Set();
    this.#listAsOf = 0;
    for (const record of held) if (this.#leases.isHeld(record)) this.#leases.move(record, this.#ensure(record.tip));
    batch(() => {
      this.#order.value = [];
      this.#listed.value = false;
      this.#count();
    });
  }

  #linkChanged(link: RegistryLink): void {
    const stood = this.#paused();
    this.#link.value = link;
    // The way is free again: everything that stood still is looked at.
    if (stood && !this.#paused()) for (const record of this.#records) this.#dirty.add(record);
    this.#settleSoon();
  }

  #paused(): boolean {
    const { status } = this.#link.peek();
    return status === 'offline' || status === 'auth';
  }

  #authRequired(error: SessionError): void {
    this.#follower?.authRequired({ status: 'auth', error, retryAt: null });
  }

  /** The page came back, the network is back, somebody asks: nothing known is trusted, nothing shown is dropped. */
  #revalidate(): void {
    if (!this.#transport) return;
    this.#follower?.refresh();
    this.#supervisor.renew();
    for (const record of this.#leases.records()) {
      record.dispatch({ type: 'read.wanted' });
      this.#reader.hurry(record);
    }
  }

  #listen(): () => void {
    const { visibility, online, lifecycle } = this.#environment;
    let hiddenAt: number | null = visibility.visible ? null : this.#environment.now();
    const stops = [
      visibility.subscribe(() => {
        const { status } = this.#link.peek();
        if (!visibility.visible) {
          hiddenAt ??= this.#environment.now();
          this.#kept?.flush();
          this.#views?.flush();
          return;
        }
        const away = hiddenAt === null ? 0 : this.#environment.now() - hiddenAt;
        hiddenAt = null;
        // Signed in elsewhere, or asleep for long: look again. Otherwise a fresh list is enough.
        if (status === 'auth' || away > GRACE_MS) this.#revalidate();
        else this.#follower?.hint();
      }),
      online.subscribe(() => {
        if (online.online) this.#revalidate();
        else {
          this.#follower?.offline();
          this.#supervisor.plan();
        }
      }),
      lifecycle.subscribe((event) => {
        if (event === 'hide' || event === 'freeze') {
          this.#kept?.flush();
          this.#views?.flush();
        } else this.#revalidate();
      }),
    ];
    return () => {
      for (const stop of stops) stop();
    };
  }

  #disconnect(): void {
    this.#unlisten?.();
    this.#unlisten = null;
    this.#follower?.stop();
    this.#follower = null;
    this.#supervisor.releaseAll();
    this.#reader.releaseAll();
    for (const record of this.#records) this.#verbs.release(record);
    this.#kept?.flush();
    this.#views?.flush();
    this.#transport?.dispose();
    this.#transport = null;
    this.#link.value = NO_LINK;
    this.#capabilities.value = null;
  }
}

/** The page's default registry: what elements use that no other is given to. Nothing happens until it is connected. */
export const sessionRegistry = /* @__PURE__ */ new SessionRegistry();
