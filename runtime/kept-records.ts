/**
 * What only this browser knows: drafts, texts on their way, and what a person has seen. Kept by (server, profile, id in
 * use), so that nothing of one server or profile is seen in another (I-29), and moved when the id rotates.
 *
 * Storage is a convenience that may be full, forbidden or broken: every failure is swallowed here once and for all, and
 * the page goes on in memory.
 */
import type { Environment, TimerHandle } from './environment.js';
import type { OutboxRecord } from './session/composer.js';
import type { SessionState } from './session/state.js';
import type { SessionId } from './transport/events.js';

export interface Kept {
  readonly draft: string;
  readonly outbox: readonly OutboxRecord[];
  readonly seen: number | null;
  readonly ended: boolean;
}

interface KeptText {
  readonly draft: string;
  readonly outbox: readonly OutboxRecord[];
}

/** Seen rows, and whether an end was not seen: small, for every session ever listed. */
type SeenMarks = Record<string, readonly [seen: number, ended: 0 | 1]>;

/** Raised when the stored form changes; older forms are read or dropped, never misread. */
const VERSION = 1;
const SAVE_MS = 250;
/** Marks kept; the oldest go first. */
const MOST_MARKS = 5_000;

export class KeptRecords {
  readonly #environment: Environment;
  readonly #prefix: string;
  readonly #texts = new Map<SessionId, KeptText>();
  #marks: SeenMarks = {};
  readonly #dirty = new Map<SessionId, SessionState>();
  /** Texts of other tabs that were shown here: gone from here means dealt with, and then they leave storage too. */
  readonly #shown = new Set<string>();
  /** Ids that were rotated away: removed only after what they held is written under the new id. */
  readonly #left = new Set<SessionId>();
  #timer: TimerHandle | null = null;

  constructor(environment: Environment, scope: string) {
    this.#environment = environment;
    this.#prefix = `hermes-elements/${VERSION}/${scope}/`;
    this.#read();
  }

  get load(): { readonly timers: number } {
    return { timers: this.#timer ? 1 : 0 };
  }

  /** What was kept for a session, or null. */
  restore(id: SessionId): Kept | null {
    const text = this.#texts.get(id);
    const mark = this.#marks[id];
    if (!text && !mark) return null;
    const outbox = (text?.outbox ?? []).map((item) => this.#forThisTab(item));
    return { draft: text?.draft ?? '', outbox, seen: mark?.[0] ?? null, ended: mark?.[1] === 1 };
  }

  /** Sessions with text in them. */
  written(): readonly SessionId[] {
    return [...this.#texts.keys()];
  }

  /** Takes note of a change; written soon, and at once when the page goes away. */
  note(before: SessionState, after: SessionState): void {
    const moved = before.meta.id !== after.meta.id;
    if (before.draft === after.draft && before.outbox === after.outbox && before.unseen === after.unseen && !moved)
      return;
    if (moved) {
      this.#dirty.delete(before.meta.id);
      this.#left.add(before.meta.id);
      this.#left.delete(after.meta.id);
    }
    this.#dirty.set(after.meta.id, after);
    this.#timer ??= this.#environment.setTimeout(() => {
      this.#timer = null;
      this.flush();
    }, SAVE_MS);
  }

  /** Writes everything now. */
  flush(): void {
    if (this.#timer) this.#environment.clearTimeout(this.#timer);
    this.#timer = null;
    if (this.#dirty.size === 0) return;
    // Another tab may have written since: its marks count where ours say nothing new.
    const marks = { ...this.#readMarks(), ...this.#marks };
    for (const [id, state] of this.#dirty) {
      this.#writeText(id, state);
      if (state.unseen.seen >= 0) {
        delete marks[id];
        marks[id] = [state.unseen.seen, state.unseen.ended || state.unseen.marked ? 1 : 0];
      }
    }
    this.#dirty.clear();
    for (const id of this.#left) {
      this.#texts.delete(id);
      delete marks[id];
      this.#attempt(() => this.#environment.storage?.remove(`${this.#prefix}text/${id}`));
    }
    this.#left.clear();
    const ids = Object.keys(marks);
    for (const id of ids.slice(0, Math.max(0, ids.length - MOST_MARKS))) delete marks[id];
    this.#marks = marks;
    this.#attempt(() => this.#environment.storage?.set(`${this.#prefix}seen`, JSON.stringify(marks)));
  }

  /**
   * Each tab writes its own texts and leaves those of others as they stand: two tabs never overwrite, and never both send,
   * the same one.
   */
  #writeText(id: SessionId, state: SessionState): void {
    const key = `${this.#prefix}text/${id}`;
    const me = this.#environment.tab();
    const own = state.outbox.filter((item) => (item.owner ?? me) === me).map((item) => ({ ...item, owner: me }));
    const here = new Set(state.outbox.map((item) => item.ref));
    const others = (toText(this.#parse(key))?.outbox ?? []).filter(
      (item) =>
        (item.owner ?? me) !== me &&
        !own.some((mine) => mine.ref === item.ref) &&
        !(this.#shown.has(item.ref) && !here.has(item.ref)),
    );
    const text: KeptText = { draft: state.draft, outbox: [...others, ...own] };
    if (text.draft === '' && text.outbox.length === 0) {
      this.#texts.delete(id);
      this.#attempt(() => this.#environment.storage?.remove(key));
      return;
    }
    this.#texts.set(id, text);
    this.#attempt(() => this.#environment.storage?.set(key, JSON.stringify(text)));
  }

  /** A text another tab left behind: that tab may be alive and about to send it, so here a person decides. */
  #forThisTab(item: OutboxRecord): OutboxRecord {
    if (item.owner === undefined || item.owner === this.#environment.tab()) return item;
    this.#shown.add(item.ref);
    return item.state === 'queued' ? { ...item, state: 'returned' } : item;
  }

  #read(): void {
    this.#marks = this.#readMarks();
    const keys = this.#attempt(() => this.#environment.storage?.keys()) ?? [];
    for (const key of keys) {
      if (!key.startsWith(`${this.#prefix}text/`)) continue;
      const text = toText(this.#parse(key));
      if (text) this.#texts.set(key.slice(`${this.#prefix}text/`.length), text);
    }
  }

  #readMarks(): SeenMarks {
    const stored = this.#parse(`${this.#prefix}seen`);
    const marks: SeenMarks = {};
    if (typeof stored !== 'object' || stored === null) return marks;
    for (const [id, mark] of Object.entries(stored)) {
      if (Array.isArray(mark) && typeof mark[0] === 'number') marks[id] = [mark[0], mark[1] === 1 ? 1 : 0];
    }
    return marks;
  }

  #parse(key: string): unknown {
    const stored = this.#attempt(() => this.#environment.storage?.get(key));
    return stored ? this.#attempt(() => JSON.parse(stored) as unknown) : undefined;
  }

  #attempt<T>(action: () => T): T | undefined {
    try {
      return action();
    } catch {
      return undefined;
    }
  }
}

/** Stored text is somebody's words: whatever can be read of it is kept, nothing is invented. */
function toText(stored: unknown): KeptText | null {
  if (typeof stored !== 'object' || stored === null) return null;
  const { draft, outbox } = stored as { draft?: unknown; outbox?: unknown };
  const items = (Array.isArray(outbox) ? outbox : []).filter(isItem);
  return { draft: typeof draft === 'string' ? draft : '', outbox: items };
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
