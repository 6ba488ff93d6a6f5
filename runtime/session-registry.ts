/**
 * The registry: every conversation of one server, each in a record of its own, under a key that survives id rotation.
 * It routes events to the session they name, holds the leases, and wires the parts that do I/O; it decides nothing that
 * one of them decides: streams (`StreamSupervisor`), reads (`SessionReader`), the list (`ListFollower`).
 */
import { computed, signal, type ReadonlySignal } from '@preact/signals-core';
import { browserEnvironment, type Environment } from './environment.js';
import { DraftFiles } from './draft-files.js';
import { EventTrace } from './event-trace.js';
import { inspectRecord, type RegistryInspection } from './inspection.js';
import { KeptRecords } from './kept-records.js';
import { KeptViews } from './kept-views.js';
import { GRACE_MS, Leases, type Lease } from './lease.js';
import { Lineage } from './lineage.js';
import { ListFollower } from './list-follower.js';
import { NewsDesk } from './news-desk.js';
import { watchPage } from './page-watch.js';
import type { RegistryLink } from './registry-link.js';
import { RequestInbox, type InboxEntry } from './request-inbox.js';
import { Rotation } from './rotation.js';
import { SessionFamilies } from './session-families.js';
import { overlayLink, SessionRuntime } from './session-runtime.js';
import type { SessionNews } from './session-news.js';
import { SessionListing, type RegistrySummary } from './session-list.js';
import { SessionReader } from './session-reader.js';
import { SessionUploads } from './session-uploads.js';
import { SessionConsent } from './session-consent.js';
import { SessionVerbs } from './session-verbs.js';
import { holdsWords, isHeld, isRunning, statusOf, wroteSince } from './session/derive.js';
import { SessionRecord } from './session/record.js';
import type { SessionEvent } from './session/reducer.js';
import type { LinkSlice, SessionError } from './session/slices.js';
import type { SessionState } from './session/state.js';
import { StreamSupervisor } from './streams/stream-supervisor.js';
import { deedOf, eventsOf } from './tabs/deeds.js';
import { TabGroup, type OutboxCommand } from './tabs/tab-group.js';
import type { TabDeed } from './tabs/tab-messages.js';
import { StorageHealth, type StorageStatus } from './storage-health.js';
import type { SessionId, TransportEvent } from './transport/events.js';
import { TransportError } from './transport/transport-error.js';
import type { CreateOptions, Transport, TransportCapabilities } from './transport/transport.js';

export interface RegistryOptions {
  readonly environment?: Environment;
  /**
   * Long-lived connections of this browser to the server, all tabs together, the list's included. By default three: they
   * leave room for reads and for the POST that unblocks the agent on HTTP/1.1, where a browser opens six to an origin;
   * and more once the browser has measured that the server speaks HTTP/2 or 3, where requests share one connection.
   */
  readonly connections?: number;
}

/** What is open and planned: everything here goes back to its base when nobody looks and nothing runs. */
export interface RegistryLoad {
  readonly records: number;
  readonly leases: number;
  readonly streams: number;
  readonly reads: number;
  readonly timers: number;
}

const CONNECTIONS = 3;
/** Servers allow a hundred streams or so to a connection of HTTP/2; reads and writes are to find room. */
const MULTIPLEXED_CONNECTIONS = 24;

/** Between reads of what is shown and in no list. */
const UNLISTED_MS = 6_000;

const NO_LINK: RegistryLink = { status: 'none', error: null, retryAt: null };

export class SessionRegistry {
  readonly #environment: Environment;
  #connections: number;
  readonly #fixedConnections: boolean;
  readonly #records = new Set<SessionRecord>();
  /** Weak: a record that was forgotten stays readable for as long as somebody holds it. */
  readonly #runtimes = new WeakMap<SessionRecord, SessionRuntime>();
  readonly #lineage = new Lineage();
  readonly #rotation: Rotation;
  readonly #inbox = new RequestInbox((record) => this.#runtimeOf(record));
  readonly #families: SessionFamilies;
  readonly #leases: Leases;
  readonly #verbs: SessionVerbs;
  readonly #consent: SessionConsent;
  readonly #reader: SessionReader;
  readonly #supervisor: StreamSupervisor;
  readonly #news = new NewsDesk();
  readonly #list: SessionListing;
  readonly #dirty = new Set<SessionRecord>();
  readonly #shownSince = new Map<SessionRecord, number>();
  readonly #link = signal<RegistryLink>(NO_LINK, { name: 'registry.link' });
  readonly #capabilities = signal<TransportCapabilities | null>(null, { name: 'registry.capabilities' });
  #sessions: ReadonlySignal<readonly SessionRuntime[]> | undefined;
  #transport: Transport | null = null;
  #follower: ListFollower | null = null;
  #kept: KeptRecords | null = null;
  #tabs: TabGroup | null = null;
  /** What is applied now was heard of another tab: it is not said again. */
  #hearing = false;
  readonly #storage = new StorageHealth();
  #views: KeptViews | null = null;
  #files: DraftFiles | null = null;
  readonly #uploads: SessionUploads;
  #scope: string | null = null;
  #tick = 0;
  #lookedAt = 0;
  #settling = false;
  #unlisten: (() => void) | null = null;
  /** There only while somebody inspects. */
  #trace: EventTrace | null = null;

  constructor(options: RegistryOptions = {}) {
    const environment = options.environment ?? browserEnvironment();
    this.#environment = environment;
    this.#connections = Math.max(2, options.connections ?? CONNECTIONS);
    this.#fixedConnections = options.connections !== undefined;
    const transport = (): Transport | null => this.#transport;
    const rekey = (record: SessionRecord, to: SessionId, from?: SessionId): void =>
      this.#rotation.rekey(record, to, from);
    const authRequired = (error: SessionError): void => this.#authRequired(error);
    const isShown = (record: SessionRecord): boolean => this.#leases.isShown(record);
    const paused = (): boolean => this.#paused();
    this.#leases = new Leases({
      environment,
      runtimeOf: (record) => this.#runtimeOf(record),
      changed: (record) => this.#leaseChanged(record),
      expired: (record) => this.#expired(record),
    });
    this.#list = new SessionListing({
      records: () => this.#records,
      find: (id) => this.#lineage.find(id),
      ensure: (id) => this.#ensure(id),
      precedes: (id, record) => {
        this.#lineage.learn(id, record.tip);
        this.#rotation.precedes(id, record);
      },
      parted: (id, record) => this.#rotation.part(id, record),
      leads: (earlier, later) => this.#lineage.leads(earlier, later),
      now: () => environment.now(),
      continued: (record, from, to) => this.#rotation.rekey(record, to, from, true),
      isLeased: (record) => this.#leases.isLeased(record),
      isHeld: (record) => this.#leases.isHeld(record),
      forget: (record) => this.#forget(record),
    });
    this.#families = new SessionFamilies({
      order: this.#list.order,
      find: (id) => this.#lineage.find(id),
      runtimeOf: (record) => this.#runtimeOf(record),
    });
    this.#rotation = new Rotation({
      lineage: this.#lineage,
      isListed: (id) => this.#list.has(id),
      followed: (from, to) => {
        if (!this.#hearing) this.#tabs?.say({ kind: 'deed', session: from, deed: { did: 'followed', to } });
      },
      restore: (record) => this.#restore(record),
      joined: (from, to) => {
        this.#uploads.move(from, to);
        this.#leases.move(from, to);
        this.#lineage.move(from, to);
        this.#kept?.joined(from.tip, to.state);
        this.#discard(from);
      },
      moved: () => {
        // A page that is opened now must not find under the id it had what has moved on.
        this.#kept?.flush();
        this.#list.reorder();
      },
    });
    this.#uploads = new SessionUploads({ environment, transport });
    this.#consent = new SessionConsent({ environment, transport });
    this.#verbs = new SessionVerbs({
      environment,
      transport,
      rekey,
      adopt: (id) => this.#runtimeOf(this.#ensure(id)),
      beginDraft: (id, text, files) => {
        const record = this.#ensure(id);
        const draft = [record.state.draft, text].filter((part) => part.trim() !== '').join('\n\n');
        record.dispatch({ type: 'draft.changed', text: draft });
        record.dispatch({ type: 'files.chosen', files });
      },
      removed: (record, before) => {
        this.#tabs?.say({ kind: 'deed', session: record.tip, deed: { did: 'removed' } });
        this.#remove(record, before);
      },
      ready: () => this.#tabs?.name !== null,
      askOwner: (record, owner, ref, what) =>
        this.#tabs?.say({ kind: 'outbox', session: record.tip, ref, what }, owner),
      dropFiles: (refs) => this.#uploads.drop(refs),
      listChanged: () => this.#follower?.hint(),
    });
    this.#reader = new SessionReader({
      environment,
      transport,
      rekey,
      authRequired,
      isLeased: (record) => this.#leases.isLeased(record),
      isShown,
      paused,
      tick: () => ++this.#tick,
      loaded: (record) => this.#supervisor.relink(record),
    });
    this.#supervisor = new StreamSupervisor({
      environment,
      transport,
      authRequired,
      isShown,
      paused,
      streams: () => this.#tabs?.streams ?? null,
      candidates: () => this.#candidates(),
      isLeased: (record) => this.#leases.isLeased(record),
      shownSince: (record) => this.#shownSince.get(record) ?? 0,
      deliver: (record, event) => this.#deliver(record, event),
      listChanged: (session) => this.#listChanged(session),
      wake: () => this.#settleSoon(),
    });
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
    return (this.#sessions ??= computed(() => this.#list.order.value.map((record) => this.#runtimeOf(record)), {
      name: 'registry.sessions',
    }));
  }

  /** The first list has arrived. */
  get listed(): ReadonlySignal<boolean> {
    return this.#list.listed;
  }

  get summary(): ReadonlySignal<RegistrySummary> {
    return this.#list.summary;
  }

  /** Open requests of all sessions, oldest first. */
  get inbox(): ReadonlySignal<readonly InboxEntry[]> {
    return this.#inbox.entries;
  }

  /** Whether this browser keeps what only it knows (drafts, views); `ok` until something was tried. */
  get storage(): ReadonlySignal<StorageStatus> {
    return this.#storage.status;
  }

  /** Open connections, reads, timers, leases and records, for tests and the inspector. */
  get load(): RegistryLoad {
    const parts = [
      this.#leases.load,
      this.#supervisor.load,
      this.#tabs?.load,
      this.#reader.load,
      this.#consent.load,
      this.#follower?.load,
      this.#kept?.load,
      this.#views?.load,
      this.#files?.load,
    ];
    return {
      records: this.#records.size,
      leases: this.#leases.load.leases,
      streams: this.#tabs?.load.streams ?? 0,
      reads: this.#reader.load.active,
      timers: parts.reduce((sum, part) => sum + (part?.timers ?? 0), 0),
    };
  }

  /** Everything an inspector shows, as plain data of this moment. Reading it changes nothing. */
  inspect(): RegistryInspection {
    const order = this.sessions.peek().map((session) => session.id);
    const place = new Map(order.map((key, at) => [key, at]));
    const rank = (record: SessionRecord): number => place.get(record.key) ?? order.length;
    const { visibility, online } = this.#environment;
    return {
      at: this.#environment.now(),
      tick: this.#tick,
      recording: this.#trace !== null,
      server: this.#transport?.kind ?? null,
      link: this.#link.peek(),
      listed: this.#list.listed.peek(),
      page: { visible: visibility.visible, focused: visibility.focused, online: online.online },
      budget: this.#tabs?.streams.budget ?? this.#connections,
      reading: this.#reader.load.active,
      timers: {
        leases: this.#leases.load.timers,
        streams: this.#supervisor.load.timers + (this.#tabs?.load.timers ?? 0),
        reads: this.#reader.load.timers,
        list: this.#follower?.load.timers ?? 0,
        storage: this.#kept?.load.timers ?? 0,
      },
      connections: this.#tabs?.streams.inspect() ?? [],
      sessions: [...this.#records]
        .sort((a, b) => rank(a) - rank(b))
        .map((record) => ({
          ...inspectRecord(record.key, record.state),
          listed: place.has(record.key),
          leases: this.#leases.inspect(record),
          reads: this.#reader.inspect(record),
          events: this.#trace?.of(record) ?? [],
        })),
      strays: this.#trace?.strays ?? 0,
    };
  }

  /**
   * Records events from now on, for `inspect()`, and calls back when what it returns may have changed: often, so
   * throttle, and never write from it. Returns what ends it; with the last one the recording ends and is forgotten.
   */
  startInspecting(changed: () => void): () => void {
    const trace = (this.#trace ??= new EventTrace());
    const stop = trace.subscribe(changed);
    return () => {
      stop();
      if (trace.idle && this.#trace === trace) this.#trace = null;
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
    this.#files ??= new DraftFiles(this.#environment, transport.scope, this.#storage);
    this.#scope = transport.scope;
    this.#transport = transport;
    this.#capabilities.value = transport.capabilities;
    this.#tabs = this.#meetTabs(transport);
    this.#kept = this.#keep(transport);
    for (const record of this.#records) this.#restore(record);
    this.#listWritten();
    this.#follower = new ListFollower(
      {
        environment: this.#environment,
        tick: () => ++this.#tick,
        running: () => this.#running(),
        listed: (list, asOf) => {
          this.#measure();
          this.#list.apply(list, asOf);
          this.#lookAtUnlisted();
          this.#lookAtWaiting();
        },
        linkChanged: (link) => this.#linkChanged(link),
      },
      transport,
    );
    this.#unlisten = this.#listen();
    this.#follower.start();
    this.#tabs.join();
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
    this.#list.reorder();
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
    if (event.type === 'session.rekeyed') {
      const either = record ?? this.#lineage.find(event.to);
      if (either) this.#deliver(either, event);
      else this.#trace?.stray();
    } else if (record) this.#deliver(record, event);
    else this.#trace?.stray();
  }

  #deliver(record: SessionRecord, event: TransportEvent): void {
    if (event.type === 'session.rekeyed') this.#rotation.rekey(record, event.to, event.session);
    else record.dispatch(event);
  }

  #meetTabs(transport: Transport): TabGroup {
    const states = (): readonly SessionState[] => [...this.#records].map((record) => record.state);
    return new TabGroup(
      {
        environment: this.#environment,
        transport,
        hear: (key, news, join) => this.#supervisor.hear(key, news, join),
        restate: () => this.#supervisor.restate(),
        records: () => this.#records,
        named: () => {
          const name = this.#tabs?.name;
          for (const record of this.#records) {
            if (name) record.dispatch({ type: 'outbox.adopted', owner: name });
            this.#kept?.recall(record.state);
            this.#dirty.add(record);
            this.#sayFollowed(record);
          }
          this.#recallAllFiles();
          this.#kept?.renamed(states());
          this.#settleSoon();
        },
        greet: () => {
          this.#kept?.sayAll(states());
          // What it did to files before it was among the tabs it could tell nobody; and it may have slept. One that comes
          // may have read storage before, and can't any more.
          this.#recallAllFiles();
          for (const { tip: session } of this.#records) {
            const gone = this.#files?.left(session) ?? [];
            if (gone.length > 0) this.#tabs?.say({ kind: 'deed', session, deed: { did: 'filed', ready: [], gone } });
          }
        },
        deed: (session, deed) => this.#hearDeed(session, deed),
        texts: (session, texts, from) => {
          const written = texts.draft.text !== '' || texts.outbox.length > 0;
          const record = written ? this.#ensure(session) : this.#lineage.find(session);
          if (record) this.#kept?.hear(record.tip, texts, from, record.state);
        },
        outbox: (session, ref, what) => this.#command(session, ref, what),
        adopt: (owner) => {
          for (const record of [...this.#records]) record.dispatch({ type: 'outbox.adopted', owner });
        },
      },
      this.#connections,
    );
  }

  #keep(transport: Transport): KeptRecords {
    const tabs = this.#tabs;
    return new KeptRecords(
      {
        environment: this.#environment,
        health: this.#storage,
        shared: tabs?.shared === true,
        me: () => tabs?.name ?? null,
        apply: (session, event) => this.#lineage.find(session)?.dispatch(event),
        late: () => {
          for (const record of [...this.#records]) this.#restore(record);
          this.#listWritten();
        },
        say: (session, texts) => tabs?.say({ kind: 'texts', session, ...texts }),
      },
      transport.scope,
    );
  }

  /** What a person wrote or chose is always listed, whether or not the server lists its session (I-16). */
  #listWritten(): void {
    for (const id of [...(this.#kept?.written() ?? []), ...(this.#files?.written() ?? [])])
      this.#ensure(id).dispatch({ type: 'session.stale', session: id });
  }

  #hearDeed(session: SessionId, deed: TabDeed): void {
    const record = this.#lineage.find(session);
    if (!record) {
      this.#follower?.hint();
      return;
    }
    this.#silently(() => {
      if (deed.did === 'removed') this.#remove(record, null);
      else if (deed.did === 'followed') this.#rotation.rekey(record, deed.to, session);
      else {
        for (const event of eventsOf(deed.did === 'filed' ? this.#withoutGone(record, deed) : deed))
          record.dispatch(event);
        if (deed.did === 'filed') this.#dropFiles(record, deed.gone);
      }
    });
    this.#follower?.hint();
  }

  /** What another tab did, that one has stored and told. */
  #silently(act: () => void): void {
    const heard = this.#hearing;
    this.#hearing = true;
    try {
      act();
    } finally {
      this.#hearing = heard;
    }
  }

  /** Rotations learned before anybody could be told. */
  #sayFollowed(record: SessionRecord): void {
    for (const from of record.state.aliases)
      if (from !== record.tip)
        this.#tabs?.say({ kind: 'deed', session: from, deed: { did: 'followed', to: record.tip } });
  }

  #command(session: SessionId, ref: string, what: OutboxCommand): void {
    const record = this.#lineage.find(session);
    if (record?.state.outbox.some((item) => item.ref === ref && item.owner === undefined) === true)
      this.#verbs[what](record, ref);
  }

  #runtimeOf(record: SessionRecord): SessionRuntime {
    const known = this.#runtimes.get(record);
    if (known) return known;
    const made = new SessionRuntime(record, {
      verbs: this.#verbs,
      consent: this.#consent,
      uploads: this.#uploads,
      capabilities: this.#capabilities,
      linkOf: (of): ReadonlySignal<LinkSlice> =>
        overlayLink(
          of.projection.slice('link', (state) => state.link),
          this.#link,
        ),
      childrenOf: (of) => this.#families.childrenOf(of),
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
      trace: () => this.#trace,
    });
    this.#lineage.bind(id, record);
    this.#records.add(record);
    this.#restore(record);
    return record;
  }

  #restore(record: SessionRecord): void {
    const kept = this.#kept?.restore(record.tip, record.state.draft);
    if (kept) record.dispatch({ type: 'kept.restored', ...kept });
    this.#recallFiles(record);
  }

  /** Other tabs may have chosen, sent and removed files of it while this one could not hear of it. */
  #recallFiles(record: SessionRecord): void {
    const { files, gone } = this.#files?.restore(record.tip) ?? { files: [], gone: [] };
    this.#silently(() => {
      if (files.length > 0) record.dispatch({ type: 'files.restored', files });
      this.#dropFiles(record, gone);
    });
  }

  #recallAllFiles(): void {
    const stored = (this.#files?.written() ?? []).map((id) => this.#lineage.find(id));
    for (const record of new Set([...stored, ...this.#records]))
      if (record && (stored.includes(record) || record.state.files.length > 0)) this.#recallFiles(record);
  }

  /** Word that a file has come may arrive after it was found in storage, and was sent from here. */
  #withoutGone(record: SessionRecord, deed: Extract<TabDeed, { did: 'filed' }>): TabDeed {
    const gone = this.#files?.restore(record.tip).gone ?? [];
    return { ...deed, ready: deed.ready.filter(({ ref }) => !gone.includes(ref)) };
  }

  /** They were sent or removed in another tab. */
  #dropFiles(record: SessionRecord, refs: readonly string[]): void {
    for (const { ref } of record.state.files) if (refs.includes(ref)) this.#uploads.remove(record, ref);
  }

  #changed(record: SessionRecord, before: SessionState, event: SessionEvent): void {
    const after = record.state;
    if (event.type === 'kept.restored') this.#kept?.restored(before, after);
    else this.#kept?.note(before, after);
    if (event.type === 'began.elsewhere') this.#kept?.takenElsewhere(event.ref);
    // Written before it leaves: a page that dies in this moment must not send it again.
    if (event.type === 'send.submitted' || event.type === 'send.queued') this.#kept?.flush();
    const deed = this.#hearing ? null : deedOf(event, before, after);
    if (deed) this.#tabs?.say({ kind: 'deed', session: after.meta.id, deed });
    if (event.type === 'send.accepted') this.#list.expect(record);
    if (before.meta.id !== after.meta.id) this.#views?.move(before.meta.id, after.meta.id);
    if (!this.#hearing || before.meta.id !== after.meta.id) this.#files?.note(before, after);
    if (!isRunning(before) && isRunning(after)) this.#shownSince.set(record, this.#tick);
    if (before.requests.open !== after.requests.open) this.#inbox.note(record);
    const status = statusOf(after);
    const old = statusOf(before);
    if (status !== old && this.#list.shows(record)) this.#list.count();
    this.#news.tell(record, () => this.#runtimeOf(record), before, after);
    const held = isHeld(before) !== isHeld(after) && !this.#list.has(record.tip);
    if (held || before.gone !== after.gone) this.#list.reorder();
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
      this.#trace?.tell();
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
      if (!this.#supervisor.has(record) || this.#tabs?.streams.resting === true) return 'some';
    }
    return any ? 'all' : 'none';
  }

  #leaseChanged(record: SessionRecord): void {
    const { transcript, error, gone } = record.state;
    if (this.#leases.isShown(record)) this.#shownSince.set(record, ++this.#tick);
    const unread = transcript.status === 'unread' || transcript.status === 'failed' || error !== null;
    if (this.#leases.isHeld(record) && !gone && unread) record.dispatch({ type: 'read.wanted' });
    if (!this.#list.has(record.tip)) this.#list.reorder();
    this.#dirty.add(record);
    this.#settleSoon();
  }

  /** Nobody held it for a while: what can be read again is let go. Text, runs and requests are never dropped (I-25). */
  #expired(record: SessionRecord): void {
    if (!isHeld(record.state) && record.state.live === null) record.dispatch({ type: 'transcript.dropped' });
    this.#shownSince.delete(record);
    if (!this.#list.shows(record) && !isHeld(record.state)) this.#forget(record);
    this.#settleSoon();
  }

  /** A request that was answered elsewhere changes the list, and may leave another in its place: the count is the same. */
  #listChanged(session: SessionId | null): void {
    this.#follower?.hint();
    for (const record of this.#inbox.waiting())
      if (session === null || record.state.aliases.includes(session)) record.dispatch({ type: 'requests.wanted' });
  }

  /** A card that is shown may have been answered elsewhere without a word of it. */
  #lookAtWaiting(): void {
    for (const record of this.#inbox.waiting())
      if (this.#leases.isShown(record)) record.dispatch({ type: 'requests.wanted' });
  }

  /** What is shown and not listed (archived, hidden, new) is told of by nobody: it is read now and then. */
  #lookAtUnlisted(): void {
    const now = this.#environment.now();
    if (Math.abs(now - this.#lookedAt) < UNLISTED_MS) return;
    this.#lookedAt = now;
    for (const record of this.#leases.records()) {
      const { gone, run, transcript } = record.state;
      if (gone || !this.#leases.isHeld(record) || this.#list.has(record.tip)) continue;
      record.dispatch({ type: 'requests.wanted' });
      const quiet = run.phase === 'idle' && transcript.status === 'ready' && transcript.total > 0;
      if (quiet) record.dispatch({ type: 'session.stale', session: record.key });
    }
  }

  /** Measured, not assumed: how the last answer came. */
  #measure(): void {
    const { address } = this.#transport ?? {};
    if (this.#fixedConnections || !address || !this.#tabs) return;
    const multiplexed = /^h[23]/.test(this.#environment.protocolOf(address));
    this.#connections = multiplexed ? MULTIPLEXED_CONNECTIONS : CONNECTIONS;
    this.#tabs.streams.budget = this.#connections;
  }

  /**
   * Whoever removes it in another tab (`before`: null) may not know what is written here, and what is written while the
   * server is asked to remove it is not meant: that stays, and is shown.
   */
  #remove(record: SessionRecord, before: SessionState | null): void {
    const words = before === null ? holdsWords(record.state) : wroteSince(record.state, before);
    this.#views?.forget(record.tip);
    if (!words) this.#files?.forget(record.tip);
    this.#list.bury(record.state.aliases, ++this.#tick, before === null || words ? 'elsewhere' : 'here');
    record.dispatch({
      type: 'session.gone',
      session: record.key,
      error: { code: 'not-found', detail: 'This session was deleted.', retryable: false },
      deleted: true,
    });
    this.#list.reorder();
    if (!this.#leases.isLeased(record) && !words) this.#forget(record);
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
    this.#list.release(record);
    this.#records.delete(record);
    this.#shownSince.delete(record);
    this.#dirty.delete(record);
    this.#inbox.release(record);
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
    this.#list.forget();
    for (const record of held) if (this.#leases.isHeld(record)) this.#leases.move(record, this.#ensure(record.tip));
    this.#list.clear();
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
    this.#tabs?.streams.renew();
    this.#supervisor.plan();
    for (const record of this.#leases.records()) {
      record.dispatch({ type: 'read.wanted' });
      this.#reader.hurry(record);
    }
  }

  #listen(): () => void {
    return watchPage(this.#environment, {
      hidden: () => {
        this.#kept?.flush();
        this.#views?.flush();
      },
      shown: (away) => {
        const { status } = this.#link.peek();
        this.#tabs?.join();
        // Signed in elsewhere, or asleep for long: look again. Otherwise a fresh list is enough.
        if (status === 'auth' || away > GRACE_MS) this.#revalidate();
        else this.#follower?.hint();
      },
      online: () => this.#revalidate(),
      offline: () => {
        this.#follower?.offline();
        this.#supervisor.plan();
      },
      left: () => {
        this.#kept?.slept();
        this.#views?.flush();
        this.#tabs?.leave();
      },
      back: () => {
        for (const record of [...this.#records]) this.#kept?.recall(record.state);
        this.#recallAllFiles();
        this.#tabs?.join();
        this.#revalidate();
      },
    });
  }

  #disconnect(): void {
    this.#unlisten?.();
    this.#unlisten = null;
    this.#follower?.stop();
    this.#follower = null;
    this.#supervisor.releaseAll();
    this.#kept?.flush();
    this.#tabs?.close();
    this.#reader.releaseAll();
    for (const record of this.#records) this.#verbs.release(record);
    this.#consent.release();
    this.#views?.flush();
    this.#tabs = null;
    this.#transport?.dispose();
    this.#transport = null;
    this.#link.value = NO_LINK;
    this.#capabilities.value = null;
  }
}

/** The page's default registry: what elements use that no other is given to. Nothing happens until it is connected. */
export const sessionRegistry = /* @__PURE__ */ new SessionRegistry();
