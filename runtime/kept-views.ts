/**
 * View state over a reload: where a person was reading, what they opened and closed. By (server, profile, id in use), as
 * drafts are, and moved when the id rotates; never sent anywhere, and nothing depends on it.
 *
 * The one way in is `session.view`. The last writer wins, per conversation: two panes or tabs on one session each keep
 * their own live state and share what is kept. Bounded in size and number. Storage that fails is noted and forgotten
 * about: the page goes on in memory.
 */
import type { Environment, KeyValueStorage, TimerHandle } from './environment.js';
import { watchedStorage, type StorageHealth } from './storage-health.js';
import type { SessionId } from './transport/events.js';

export type JsonValue =
  null | boolean | number | string | readonly JsonValue[] | { readonly [name: string]: JsonValue | undefined };

/** View state of elements by name, kept over a reload. Plain values, no signals: nobody is told of a change. */
export interface SessionView {
  get(name: string): JsonValue | undefined;
  /** `undefined` forgets it. Written soon after, and at once when the page goes away. */
  set(name: string, value: JsonValue | undefined): void;
}

interface View {
  /** When a person last changed it, our clock. */
  readonly at: number;
  readonly values: ReadonlyMap<string, JsonValue>;
}

/** A place in storage of its own, with bounds of its own. */
interface Shelf {
  readonly family: string;
  /** Conversations kept in this browser, of all servers; those touched longest ago go first. */
  readonly most: number;
  /** Characters of one conversation. */
  readonly characters: number;
}

const VIEWS: Shelf = { family: 'hermes-elements/view/', most: 200, characters: 4_000 };

/** Files of a draft: twenty references of a path each. */
export const DRAFT_FILES: Shelf = { family: 'hermes-elements/files/', most: 100, characters: 20_000 };

/** Files that left a draft: apart, so that they never push out one that is still there. */
export const GONE_FILES: Shelf = { family: 'hermes-elements/files-gone/', most: 50, characters: 5_000 };

/** Raised when the stored form changes. Older forms are removed, newer ones (of another tab) left alone. */
const VERSION = 1;
const SAVE_MS = 400;
/** Looking for the oldest reads every one: done once for so many new ones. */
const SLACK = 20;

export class KeptViews {
  readonly #environment: Environment;
  readonly #storage: KeyValueStorage | null;
  readonly #health: StorageHealth;
  readonly #shelf: Shelf;
  readonly #prefix: string;
  /** What was read or changed in this page; null: looked for and not there. Least recently used first. */
  readonly #views = new Map<SessionId, View | null>();
  readonly #dirty = new Set<SessionId>();
  #timer: TimerHandle | null = null;
  /** Stored conversations, as far as is known; at first that there may be any number. */
  #stored = Number.POSITIVE_INFINITY;

  constructor(environment: Environment, scope: string, health: StorageHealth, shelf: Shelf = VIEWS) {
    this.#shelf = shelf;
    this.#environment = environment;
    this.#storage = watchedStorage(environment.storage, health);
    this.#health = health;
    this.#prefix = `${shelf.family}${VERSION}/${scope}/`;
  }

  get load(): { readonly timers: number } {
    return { timers: this.#timer ? 1 : 0 };
  }

  get(id: SessionId, name: string): JsonValue | undefined {
    return this.#view(id)?.values.get(name);
  }

  set(id: SessionId, name: string, value: JsonValue | undefined): void {
    const known = this.#view(id)?.values;
    if (known?.get(name) === value) return;
    const values = new Map(known);
    if (value === undefined) values.delete(name);
    else values.set(name, value);
    this.#change(id, { at: this.#environment.now(), values });
  }

  /**
   * Another tab may have written: what is stored counts, unless something of this page is still to be written. What was
   * known stands where storage cannot be read.
   */
  reread(id: SessionId): void {
    if (this.#dirty.has(id)) return;
    const view = this.#read(id);
    if (view !== undefined) this.#views.set(id, view);
  }

  /** Conversations of which something is stored. Reads all keys: for the beginning, not for every change. */
  ids(): readonly SessionId[] {
    const keys = attempt(() => this.#storage?.keys()) ?? [];
    return keys.filter((key) => key.startsWith(this.#prefix)).map((key) => key.slice(this.#prefix.length));
  }

  /** The conversation goes on under another id. Of two views the one touched last is kept. */
  move(from: SessionId, to: SessionId): void {
    const view = this.#view(from);
    if (from === to || view === null) return;
    const other = this.#view(to);
    this.forget(from);
    if (other === null || other.at <= view.at) this.#change(to, view);
  }

  /** The conversation is no more. */
  forget(id: SessionId): void {
    if (this.#view(id) !== null) this.#change(id, { at: 0, values: new Map() });
  }

  /** Writes everything now. False: some of it could not be, and is only in this page. */
  flush(): boolean {
    if (this.#timer) this.#environment.clearTimeout(this.#timer);
    this.#timer = null;
    const ids = [...this.#dirty];
    this.#dirty.clear();
    const written = ids.map((id) => this.#write(id));
    if (ids.length > 0 && this.#stored > this.#shelf.most + SLACK) this.#drop(this.#shelf.most);
    return !written.includes(false);
  }

  #view(id: SessionId): View | null {
    const view = this.#views.has(id) ? (this.#views.get(id) ?? null) : (this.#read(id) ?? null);
    this.#views.delete(id);
    this.#views.set(id, view);
    if (this.#views.size > this.#shelf.most) {
      for (const oldest of this.#views.keys()) {
        if (this.#dirty.has(oldest)) continue;
        this.#views.delete(oldest);
        break;
      }
    }
    return view;
  }

  #change(id: SessionId, view: View): void {
    this.#views.delete(id);
    this.#views.set(id, view.values.size === 0 ? null : view);
    this.#dirty.add(id);
    this.#timer ??= this.#environment.setTimeout(() => this.flush(), SAVE_MS);
  }

  /** Undefined: it could not be read. */
  #read(id: SessionId): View | null | undefined {
    const key = this.#prefix + id;
    const stored = attempt(() => this.#storage?.get(key) ?? null);
    if (stored === undefined || stored === null) return stored;
    const view = parse(stored);
    if (view === null) this.#health.note(key, 'corrupt');
    return view;
  }

  #write(id: SessionId): boolean {
    const key = this.#prefix + id;
    const view = this.#views.get(id);
    const text = view ? JSON.stringify([...view.values]) : '';
    // Too much of it is a fault of who made it: the page has it, the next one begins without.
    if (!view || text.length > this.#shelf.characters)
      return attempt(() => (this.#storage?.remove(key), true)) === true && !view;
    if (attempt(() => this.#storage?.get(key)) === null) this.#stored += 1;
    const store = (): boolean => attempt(() => (this.#storage?.set(key, `${view.at} ${text}`), true)) === true;
    // A full storage has to hold drafts before this: old views make room.
    if (store()) return this.#storage !== null;
    return this.#storage !== null && this.#drop(this.#shelf.most / 2) && store();
  }

  /** Keeps the newest `most` and removes the others, and what older versions left. False: nothing was removed. */
  #drop(most: number): boolean {
    const keys = (attempt(() => this.#storage?.keys()) ?? []).filter((key) => key.startsWith(this.#shelf.family));
    const outdated = keys.filter((key) => Number.parseInt(key.slice(this.#shelf.family.length), 10) < VERSION);
    const current = keys
      .filter((key) => key.startsWith(`${this.#shelf.family}${VERSION}/`))
      .map((key) => ({ key, at: Number.parseInt(attempt(() => this.#storage?.get(key)) ?? '', 10) || 0 }))
      .sort((a, b) => b.at - a.at);
    const old = current.slice(most).map(({ key }) => key);
    this.#stored = Math.min(current.length, most);
    for (const key of [...outdated, ...old]) attempt(() => this.#storage?.remove(key));
    return outdated.length + old.length > 0;
  }
}

/** `<when> [[name, value], …]`: the age is read without reading the rest. */
function parse(stored: string): View | null {
  const gap = stored.indexOf(' ');
  const at = Number(stored.slice(0, gap));
  const entries = attempt(() => JSON.parse(stored.slice(gap + 1)) as unknown);
  if (gap < 1 || !Number.isFinite(at) || !Array.isArray(entries)) return null;
  const values = new Map<string, JsonValue>();
  for (const entry of entries as unknown[])
    if (Array.isArray(entry) && entry.length === 2 && typeof entry[0] === 'string')
      values.set(entry[0], entry[1] as JsonValue);
  return { at, values };
}

function attempt<T>(action: () => T): T | undefined {
  try {
    return action();
  } catch {
    return undefined;
  }
}
