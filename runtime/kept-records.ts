/**
 * What only this browser knows: drafts, texts on their way, and what a person has seen. Kept by (server, profile, id in
 * use), so that nothing of one server or profile is seen in another (I-29), moved when the id rotates, and shared with
 * the other tabs: a draft is one text wherever it is typed, and what waits to be sent is shown everywhere and sent by
 * the tab it waits in.
 *
 * Storage is a convenience that may be full, forbidden or broken: every failure is noted (a person is told once), and the
 * page goes on in memory and with the other tabs.
 */
import type { Environment, KeyValueStorage, TimerHandle } from './environment.js';
import type { OutboxRecord, SentText, SteeredText } from './session/composer.js';
import {
  mergeDrafts,
  NO_DRAFT,
  takeDraft,
  writeDraft,
  type DraftBranch,
  type DraftRev,
  type DraftVersion,
} from './session/draft-version.js';
import type { SessionEvent } from './session/reducer.js';
import type { SessionError } from './session/slices.js';
import type { SessionState } from './session/state.js';
import { watchedStorage, type StorageHealth } from './storage-health.js';
import type { SessionId } from './transport/events.js';

export interface Kept {
  /** Null where none was kept. */
  readonly draft: string | null;
  readonly outbox: readonly OutboxRecord[];
  readonly steered: readonly SteeredText[];
  readonly sent: readonly SentText[];
  readonly seen: number | null;
  readonly ended: boolean;
}

/** The texts of one session as this tab has them. */
export interface KeptTexts {
  readonly draft: DraftVersion;
  /** What waits in this tab. */
  readonly outbox: readonly OutboxRecord[];
}

interface StoredTexts extends KeptTexts {
  /** Hints of this browser that may come back. */
  readonly steered: readonly SteeredText[];
  /** What the server took, and may forget. */
  readonly sent: readonly SentText[];
}

export interface KeptHost {
  readonly environment: Environment;
  readonly health: StorageHealth;
  /** Name of this tab; null while it is not certain, and while that what waits under any name is another's. */
  me(): string | null;
  /** What other tabs left may wait in a tab that lives (true), or nothing is known of other tabs. */
  readonly shared: boolean;
  /** Another tab wrote as well: the record is to have this. */
  apply(session: SessionId, event: SessionEvent): void;
  /** What was kept could not be read before, and can now: it is to be restored. */
  late(): void;
  /** The other tabs are to know. */
  say(session: SessionId, texts: KeptTexts): void;
}

/** Seen rows, and whether an end was not seen: small, for every session ever listed. */
type SeenMarks = Record<string, readonly [seen: number, ended: 0 | 1]>;

interface Sharing {
  shared: DraftVersion;
  before: readonly DraftVersion[];
  /** What was last said to other tabs. */
  said: string;
}

/** Raised when the stored form changes; older forms are read or dropped, never misread. */
const VERSION = 1;
const SAVE_MS = 250;
/** Marks kept; the oldest go first. */
const MOST_MARKS = 5_000;
const SLEPT: SessionError = {
  code: 'network',
  detail: 'The page was asleep, and another tab may have sent this.',
  retryable: false,
};
/** How long it is remembered what the server took: longer than any turn, and than a person stays away. */
const SENT_MS = 7 * 24 * 3_600_000;
/** How long it is remembered that a draft was emptied: a tab that slept for longer may bring it back. */
const EMPTIED_MS = 24 * 3_600_000;

export class KeptRecords {
  readonly #host: KeptHost;
  readonly #environment: Environment;
  readonly #storage: KeyValueStorage | null;
  readonly #prefix: string;
  readonly #texts = new Map<SessionId, StoredTexts>();
  readonly #sharing = new Map<SessionId, Sharing>();
  #marks: SeenMarks = {};
  /** Marks of this tab that are not in storage yet. */
  readonly #unsaved = new Map<
    SessionId,
    { readonly seen: number; readonly ended: boolean; readonly marked: boolean }
  >();
  /** Sessions that lost rows: less was seen of them than was. */
  readonly #shrunk = new Set<SessionId>();
  /** Sessions whose end a person has seen in this tab: no older word of another makes it unseen. */
  readonly #looked = new Set<SessionId>();
  /** Storage could not be read yet: what is in it is not known, and not written over. */
  #unread = false;
  /** Texts that waited here when the page was put to sleep, and were stored; null while it is awake. */
  #asleep: ReadonlySet<string> | null = null;
  #asleepAs: string | null = null;
  readonly #dirty = new Map<SessionId, SessionState>();
  /** Texts of other tabs that were shown here, and as what: gone from here means dealt with, and then they leave storage as that. */
  readonly #shown = new Map<string, OutboxRecord['state']>();
  /** Texts that waited here, under whatever name this tab had then. */
  readonly #mine = new Set<string>();
  /** What waits in this tab now, and in which session: until it is known that a new id is the same one, that may be under either. */
  readonly #waiting = new Map<string, SessionId>();
  /** Texts the server took, and hints, that this page knew of: gone from here means settled, and then they leave storage too. */
  readonly #taken = new Set<string>();
  /** Ids that were rotated away: removed only after what they held is written under the new id. */
  readonly #left = new Map<SessionId, SessionId>();
  #timer: TimerHandle | null = null;

  constructor(host: KeptHost, scope: string) {
    this.#host = host;
    this.#environment = host.environment;
    this.#storage = watchedStorage(host.environment.storage, host.health);
    this.#prefix = `hermes-elements/${VERSION}/${scope}/`;
    this.#read();
  }

  get load(): { readonly timers: number } {
    return { timers: this.#timer ? 1 : 0 };
  }

  /** What was kept for a session, or null. `written` is its draft as it is here: what was typed before stands. */
  restore(id: SessionId, written: string): Kept | null {
    const text = this.#texts.get(id);
    const mark = this.#marks[id];
    if (!text && !mark) return null;
    // What waited here since the page was loaded is where the record has it, whatever storage says.
    const stored = (text?.outbox ?? []).filter((item) => !this.#mine.has(item.ref));
    const outbox = stored.map((item) => this.#forThisTab(item));
    const draft = text ? this.#joinDraft(id, written, text.draft) : null;
    const { sent, steered } = text ?? { sent: [], steered: [] };
    for (const one of [...sent, ...steered]) this.#taken.add(takenAs(one));
    return { draft, outbox, steered, sent, seen: mark?.[0] ?? null, ended: mark?.[1] === 1 };
  }

  /** Sessions with text in them. */
  written(): readonly SessionId[] {
    return [...this.#texts].filter(([, text]) => !isEmpty(text)).map(([id]) => id);
  }

  /** Takes note of a change; written soon, and at once when the page goes away. */
  note(before: SessionState, after: SessionState): void {
    const moved = before.meta.id !== after.meta.id;
    const { draft, outbox, unseen, steered, sent } = before;
    const same = draft === after.draft && outbox === after.outbox && unseen === after.unseen && sent === after.sent;
    if (same && steered === after.steered && !moved) return;
    this.#noteWaiting(before, after);
    if (moved) this.#move(before.meta.id, after.meta.id);
    else if (after.unseen.seen < unseen.seen) this.#shrunk.add(after.meta.id);
    if (after.unseen.ended) this.#looked.delete(after.meta.id);
    else if (unseen.ended) this.#looked.add(after.meta.id);
    this.#dirty.set(after.meta.id, after);
    this.#timer ??= this.#environment.setTimeout(() => {
      this.#timer = null;
      this.flush();
    }, SAVE_MS);
  }

  /** What was kept is in the record now: what is written of it next has it, too. */
  restored(before: SessionState, after: SessionState): void {
    this.#noteWaiting(before, after);
    if (this.#dirty.has(after.meta.id)) this.#dirty.set(after.meta.id, after);
  }

  #noteWaiting(before: SessionState, after: SessionState): void {
    if (before.outbox === after.outbox && before.meta.id === after.meta.id) return;
    for (const { ref } of before.outbox) if (this.#waiting.get(ref) === before.meta.id) this.#waiting.delete(ref);
    for (const { ref, owner } of after.outbox) if (owner === undefined) this.#waiting.set(ref, after.meta.id);
  }

  /** Another tab's text was taken by the server: it may come back yet, and until then it is that tab's to take out of storage. */
  takenElsewhere(ref: string): void {
    this.#shown.delete(ref);
  }

  /** Two records were one conversation: what was kept for the one is in the other now. */
  joined(from: SessionId, into: SessionState): void {
    const { id } = into.meta;
    if (from === id) return;
    this.#move(from, id);
    this.#dirty.set(id, into);
  }

  /** Writes everything now. */
  flush(): void {
    if (this.#timer) this.#environment.clearTimeout(this.#timer);
    this.#timer = null;
    if (this.#unread) this.#readLate();
    if (this.#dirty.size === 0) return;
    const stored = this.#readMarks();
    const marks = { ...this.#marks, ...stored };
    const dirty = [...this.#dirty];
    this.#dirty.clear();
    for (const [id, state] of dirty) {
      // What found no room is written when there is some.
      if (!this.#writeText(id, state)) this.#dirty.set(id, state);
      if (state.unseen.seen >= 0) this.#unsaved.set(id, state.unseen);
    }
    for (const [id, { seen, ended, marked }] of this.#unsaved) {
      // A person has seen more in another tab, and word of it may not have come here yet.
      const further = this.#shrunk.has(id) || (stored[id]?.[0] ?? -1) <= seen ? undefined : stored[id];
      delete marks[id];
      const unread = further && !this.#looked.has(id) ? further[1] === 1 : ended;
      marks[id] = [further?.[0] ?? seen, unread || marked ? 1 : 0];
    }
    for (const id of this.#left.keys()) {
      this.#texts.delete(id);
      delete marks[id];
      this.#unsaved.delete(id);
      this.#attempt(() => this.#storage?.remove(this.#keyOf(id)));
    }
    this.#left.clear();
    const ids = Object.keys(marks);
    for (const id of ids.slice(0, Math.max(0, ids.length - MOST_MARKS))) delete marks[id];
    this.#marks = marks;
    if (this.#attempt(() => this.#storage?.set(`${this.#prefix}seen`, JSON.stringify(marks))) === null) return;
    this.#unsaved.clear();
    this.#shrunk.clear();
    this.#looked.clear();
  }

  /** Storage can be read at last: what was kept is taken in before anything is written. */
  #readLate(): void {
    const known = [...this.#texts];
    this.#texts.clear();
    this.#read();
    if (!this.#unread) return this.#host.late();
    for (const [id, texts] of known) this.#texts.set(id, texts);
  }

  /** Another tab has these texts. `state` is the session's as it is here. */
  hear(id: SessionId, texts: KeptTexts, from: string, state: SessionState): void {
    if (!isVersion(texts.draft) || !Array.isArray(texts.outbox)) return;
    this.#takeDraft(id, state.draft, texts.draft);
    const items = texts.outbox.filter(isItem).filter((item) => !this.#keeps(state, item.ref, from));
    for (const item of items) this.#shown.set(item.ref, item.state);
    this.#host.apply(id, { type: 'outbox.others', owner: from, items });
  }

  /** The page is put to sleep: what waits in it may be taken over by another tab. */
  slept(): void {
    this.flush();
    this.#asleepAs ??= this.#host.me() ?? this.#environment.tab();
    const stored = [...this.#texts]
      .filter(([id]) => !this.#dirty.has(id))
      .flatMap(([, texts]) => texts.outbox.filter((item) => this.#isMine(item)).map((item) => item.ref));
    this.#asleep = new Set([...(this.#asleep ?? []), ...stored]);
  }

  /**
   * The page is awake again, or among the other tabs at last: what was taken over meanwhile waits here no more, and what
   * waits elsewhere is what storage says, until the other tabs say it themselves.
   */
  recall(state: SessionState): void {
    if (state.outbox.length === 0) return;
    const { id } = state.meta;
    // It may have rotated meanwhile: what waits here is stored under one of its ids.
    const found = state.aliases.map((alias) => this.#attempt(() => this.#storage?.get(this.#keyOf(alias)) ?? null));
    const stored = found.flatMap((one, at) =>
      one?.value ? (toTexts(this.#parse(this.#keyOf(state.aliases[at] ?? id), one.value))?.outbox ?? []) : [],
    );
    if (!this.#asleep) {
      if (this.#storage === null || found.includes(null)) return;
      // Taken back or settled since it was read, in a tab that may be gone by now.
      for (const { ref, owner } of state.outbox)
        if (owner !== undefined && !stored.some((item) => item.ref === ref))
          this.#host.apply(id, { type: 'outbox.removed', ref });
      return;
    }
    for (const { ref, state: at, owner } of state.outbox) {
      if (owner !== undefined) continue;
      const there = stored.filter((item) => item.ref === ref);
      if (there.some((item) => item.owner === undefined || item.owner === this.#asleepAs)) continue;
      // Taken over and there to be seen; or gone from storage: then a read tells whether it arrived.
      if (there.length > 0) this.#host.apply(id, { type: 'outbox.removed', ref });
      else if (at === 'queued') this.#host.apply(id, { type: 'send.unsure', ref, error: SLEPT });
    }
    // Who took something over may be gone by now, and says nothing of it.
    for (const owner of new Set([...state.outbox, ...stored].map((item) => item.owner))) {
      if (owner === undefined || owner === this.#asleepAs) continue;
      this.#host.apply(id, { type: 'outbox.others', owner, items: stored.filter((item) => item.owner === owner) });
    }
  }

  /** The name of this tab is certain now: what waits here is written under it, and said, as nobody could hear it before. */
  renamed(states: readonly SessionState[]): void {
    for (const state of states)
      if (state.outbox.some((item) => item.owner === undefined)) this.#dirty.set(state.meta.id, state);
    this.#asleep = null;
    this.#asleepAs = null;
    this.sayAll(states);
  }

  /** Two tabs that both take a text for theirs (one was asleep while the other took it over) must agree on one of them. */
  #keeps(state: SessionState, ref: string, from: string): boolean {
    const here = state.outbox.find((item) => item.ref === ref);
    const me = this.#host.me() ?? this.#environment.tab();
    return here !== undefined && here.owner === undefined && me < from;
  }

  /** Says everything there is: a tab has just come, or this one. */
  sayAll(states: readonly SessionState[]): void {
    this.flush();
    for (const state of states) {
      const { id } = state.meta;
      const { shared, said } = this.#of(id);
      const outbox = this.#ownOf(state);
      // What is no more is said as well: it may be found in storage yet.
      if (said !== '' || shared.text !== '' || outbox.length > 0) this.#host.say(id, { draft: shared, outbox });
    }
  }

  /**
   * Each tab writes its own texts and leaves those of others as they stand: two tabs never overwrite, and never both send,
   * the same one.
   */
  #writeText(id: SessionId, state: SessionState): boolean {
    const key = this.#keyOf(id);
    const found = this.#attempt(() => this.#storage?.get(key) ?? null);
    const stored = found?.value ? toTexts(this.#parse(key, found.value)) : null;
    // What other tabs have under an id that was rotated away comes along.
    const before = [...this.#left]
      .filter(([, next]) => next === id)
      .map(([from]) => toTexts(this.#load(this.#keyOf(from))));
    const all = [stored, ...before].filter((texts) => texts !== null);
    const draft = all.reduce((text, texts) => this.#takeDraft(id, text, texts.draft), state.draft);
    const sharing = this.#of(id);
    if (draft !== sharing.shared.text) {
      const me = this.#environment.tab();
      Object.assign(sharing, shareOf(writeDraft({ text: draft, ...sharing }, this.#environment.now(), me)));
    }
    // Asleep, it does not know what became of what waited then: that stays as it is stored.
    const own = this.#ownOf(state).filter((item) => this.#asleep?.has(item.ref) !== true);
    const here = new Set(state.outbox.map((item) => item.ref));
    const waiting = new Map(all.toReversed().flatMap(({ outbox }) => outbox.map((item) => [item.ref, item])));
    const others = [...waiting.values()].filter(
      (item) =>
        !own.some((mine) => mine.ref === item.ref) &&
        // As something else than was shown here it is news: the server forgot it, say, and it is that tab's again.
        (here.has(item.ref) ||
          (this.#waiting.get(item.ref) ?? id) !== id ||
          (!this.#isMine(item) && this.#shown.get(item.ref) !== item.state && !this.#mine.has(item.ref))),
    );
    const texts: StoredTexts = {
      draft: sharing.shared,
      outbox: [...others, ...own],
      steered: this.#withTheirs(
        all.flatMap(({ steered }) => steered),
        state.steered,
      ),
      sent: this.#withTheirs(
        all.flatMap(({ sent }) => sent),
        state.sent,
      ),
    };
    this.#texts.set(id, texts);
    this.#sayIfNew(id, sharing, own);
    // What can't be read can't be written over: another tab's words may be in it.
    if (!found || this.#unread) return false;
    // That there was a draft and is none is a word too; that there never was one is none.
    const nothing = isEmpty(texts) && texts.draft.from.length === 0;
    const written = this.#attempt(() =>
      nothing ? this.#storage?.remove(key) : this.#storage?.set(key, JSON.stringify(texts)),
    );
    return written !== null;
  }

  /** What is stored and was never here is another tab's. */
  #withTheirs<T extends SentText | SteeredText>(stored: readonly T[], own: readonly T[]): readonly T[] {
    for (const one of own) this.#taken.add(takenAs(one));
    return [...stored.filter((one) => !this.#taken.has(takenAs(one))), ...own];
  }

  #sayIfNew(id: SessionId, sharing: Sharing, own: readonly OutboxRecord[]): void {
    const said = JSON.stringify([sharing.shared.rev, own]);
    if (said === sharing.said) return;
    sharing.said = said;
    this.#host.say(id, { draft: sharing.shared, outbox: own });
  }

  /** Takes another's version in; the text that is the draft now. */
  #takeDraft(id: SessionId, text: string, theirs: DraftVersion | null): string {
    const sharing = this.#of(id);
    if (!theirs) return text;
    const branch = takeDraft({ text, ...sharing }, theirs);
    Object.assign(sharing, shareOf(branch));
    if (branch.text !== text) this.#host.apply(id, { type: 'draft.changed', text: branch.text });
    return branch.text;
  }

  #joinDraft(id: SessionId, text: string, kept: DraftVersion): string {
    const sharing = this.#of(id);
    if (sharing.shared !== NO_DRAFT) {
      const branch = takeDraft({ text, ...sharing }, kept);
      Object.assign(sharing, shareOf(branch));
      return branch.text;
    }
    sharing.shared = kept;
    return text === kept.text ? text : mergeDrafts('', kept.text, text);
  }

  #ownOf(state: SessionState): readonly OutboxRecord[] {
    const owner = this.#host.me() ?? this.#environment.tab();
    const own = state.outbox.filter((item) => item.owner === undefined).map((item) => ({ ...item, owner }));
    for (const { ref } of own) this.#mine.add(ref);
    return own;
  }

  #of(id: SessionId): Sharing {
    let sharing = this.#sharing.get(id);
    if (!sharing) this.#sharing.set(id, (sharing = { shared: NO_DRAFT, before: [], said: '' }));
    return sharing;
  }

  #move(from: SessionId, to: SessionId): void {
    const [ours, theirs] = [this.#sharing.get(from), this.#sharing.get(to)];
    if (ours && !theirs) this.#sharing.set(to, { ...ours, said: '' });
    // Both are known: neither comes back as another's words when it is found in storage.
    else if (ours && theirs)
      Object.assign(theirs, shareOf(takeDraft({ text: theirs.shared.text, ...theirs }, ours.shared)));
    this.#sharing.delete(from);
    this.#dirty.delete(from);
    for (const [id, next] of this.#left) if (next === from) this.#left.set(id, to);
    this.#left.set(from, to);
    this.#left.delete(to);
  }

  /** A text another tab left behind: that tab may be alive and about to send it. */
  #forThisTab(item: OutboxRecord): OutboxRecord {
    if (this.#isMine(item)) {
      const { owner: _, ...mine } = item;
      return mine;
    }
    this.#shown.set(item.ref, item.state);
    if (this.#host.shared) return item;
    // Nothing tells whether it is: here a person decides.
    const { owner: _, ...adopted } = item;
    return adopted.state === 'queued' ? { ...adopted, state: 'returned' } : adopted;
  }

  #isMine(item: OutboxRecord): boolean {
    return item.owner === undefined || item.owner === this.#host.me();
  }

  #keyOf(id: SessionId): string {
    return `${this.#prefix}text/${id}`;
  }

  #read(): void {
    this.#marks = this.#readMarks();
    const keys = this.#attempt(() => this.#storage?.keys() ?? []);
    this.#unread = keys === null;
    for (const key of keys?.value ?? []) {
      if (!key.startsWith(`${this.#prefix}text/`)) continue;
      const texts = this.#fresh(toTexts(this.#load(key)));
      if (!texts) continue;
      if (isEmpty(texts) && texts.draft.rev[0] < this.#environment.now() - EMPTIED_MS)
        this.#attempt(() => this.#storage?.remove(key));
      else this.#texts.set(key.slice(`${this.#prefix}text/`.length), texts);
    }
  }

  /** Of a session that is no more nobody can read what became of a text. */
  #fresh(texts: StoredTexts | null): StoredTexts | null {
    const since = this.#environment.now() - SENT_MS;
    return texts && { ...texts, sent: texts.sent.filter(({ at }) => at > since) };
  }

  #readMarks(): SeenMarks {
    const stored = this.#load(`${this.#prefix}seen`);
    const marks: SeenMarks = {};
    if (typeof stored !== 'object' || stored === null) return marks;
    for (const [id, mark] of Object.entries(stored)) {
      if (Array.isArray(mark) && typeof mark[0] === 'number') marks[id] = [mark[0], mark[1] === 1 ? 1 : 0];
    }
    return marks;
  }

  #load(key: string): unknown {
    const stored = this.#attempt(() => this.#storage?.get(key) ?? null)?.value;
    return stored ? this.#parse(key, stored) : undefined;
  }

  #parse(key: string, stored: string): unknown {
    try {
      return JSON.parse(stored) as unknown;
    } catch {
      this.#host.health.note(key, 'corrupt');
      return undefined;
    }
  }

  /** Null where storage refused; that is noted, and nothing else is lost by it. */
  #attempt<T>(action: () => T): { readonly value: T } | null {
    try {
      return { value: action() };
    } catch {
      return null;
    }
  }
}

function shareOf({ shared, before }: DraftBranch): Pick<Sharing, 'shared' | 'before'> {
  return { shared, before };
}

function takenAs(one: SentText | SteeredText): string {
  return 'item' in one ? one.item.ref : `${one.run} ${one.text}`;
}

function isEmpty(texts: StoredTexts): boolean {
  const { draft, outbox, steered, sent } = texts;
  return draft.text === '' && outbox.length === 0 && steered.length === 0 && sent.length === 0;
}

/** Stored text is somebody's words: whatever can be read of it is kept, nothing is invented. */
function toTexts(stored: unknown): StoredTexts | null {
  if (typeof stored !== 'object' || stored === null) return null;
  const { draft, outbox, steered, sent } = stored as Record<keyof StoredTexts, unknown>;
  const rest = {
    outbox: (Array.isArray(outbox) ? outbox : []).filter(isItem),
    steered: (Array.isArray(steered) ? steered : []).filter(isSteered),
    sent: (Array.isArray(sent) ? sent : []).filter(isSent),
  };
  if (isVersion(draft)) return { draft, ...rest };
  // Before several tabs shared a draft it was stored as it is.
  const text = typeof draft === 'string' ? draft : '';
  return { draft: { ...NO_DRAFT, text }, ...rest };
}

function isSteered(hint: unknown): hint is SteeredText {
  if (typeof hint !== 'object' || hint === null) return false;
  const { run, text } = hint as Record<string, unknown>;
  return typeof run === 'string' && typeof text === 'string';
}

function isSent(sent: unknown): sent is SentText {
  if (typeof sent !== 'object' || sent === null) return false;
  const { run, session, at, item, base, error } = sent as Record<string, unknown>;
  const named = typeof run === 'string' && typeof session === 'string' && typeof at === 'number';
  return named && isItem(item) && (base === null || typeof base === 'number') && typeof error === 'object';
}

function isVersion(draft: unknown): draft is DraftVersion {
  if (typeof draft !== 'object' || draft === null) return false;
  const { text, rev, from } = draft as Record<string, unknown>;
  return typeof text === 'string' && isRev(rev) && Array.isArray(from) && from.every(isRev);
}

function isRev(rev: unknown): rev is DraftRev {
  return Array.isArray(rev) && typeof rev[0] === 'number' && typeof rev[1] === 'string';
}

function isItem(item: unknown): item is OutboxRecord {
  if (typeof item !== 'object' || item === null) return false;
  const { ref, text, state, baseTotal, owner } = item as Record<string, unknown>;
  return (
    typeof ref === 'string' &&
    typeof text === 'string' &&
    typeof baseTotal === 'number' &&
    (owner === undefined || typeof owner === 'string') &&
    (state === 'queued' || state === 'submitting' || state === 'unsure' || state === 'returned')
  );
}
