/**
 * Files of drafts over a reload and from tab to tab: references and names, never what is in them. By (server, profile, id in
 * use), moved when the id rotates.
 *
 * Tabs write into one place, each only what it did: what is there stays unless it is known to have left, and what has left
 * does not come back with a tab that was asleep.
 */
import type { Environment } from './environment.js';
import { DRAFT_FILES, GONE_FILES, KeptViews, type JsonValue } from './kept-views.js';
import { toAttachments, type Attachment } from './session/attachments.js';
import type { SessionState } from './session/state.js';
import type { StorageHealth } from './storage-health.js';
import type { SessionId } from './transport/events.js';

export interface KeptFiles {
  readonly files: readonly Attachment[];
  /** Files that were sent or removed, the latest last. */
  readonly gone: readonly string[];
}

/** A tab that slept while more than these left may show one that was sent. */
const MOST_GONE = 60;

export class DraftFiles {
  readonly #kept: KeptViews;
  readonly #gone: KeptViews;
  /** What left drafts in this page and could not be stored. By id in use; empty: all of it is stored. */
  readonly #left = new Map<SessionId, readonly string[]>();

  constructor(environment: Environment, scope: string, health: StorageHealth) {
    this.#kept = new KeptViews(environment, scope, health, DRAFT_FILES);
    this.#gone = new KeptViews(environment, scope, health, GONE_FILES);
  }

  get load(): { readonly timers: number } {
    return { timers: this.#kept.load.timers + this.#gone.load.timers };
  }

  /** As all tabs together left it. */
  restore(id: SessionId): KeptFiles {
    const { files, gone } = this.#stored(id);
    const left = this.#left.get(id) ?? [];
    return { files: files.filter(({ ref }) => !left.includes(ref)), gone: [...gone, ...left] };
  }

  #stored(id: SessionId): KeptFiles {
    for (const shelf of [this.#kept, this.#gone]) shelf.reread(id);
    const gone = this.#gone.get(id, 'draft');
    return {
      files: toAttachments(this.#kept.get(id, 'draft')),
      gone: Array.isArray(gone) ? gone.filter((ref): ref is string => typeof ref === 'string') : [],
    };
  }

  /** Files that left the draft in this page, of which a tab that has just come or woken up may not know. */
  left(id: SessionId): readonly string[] {
    return this.#left.has(id) ? this.restore(id).gone : [];
  }

  /** Sessions with files in their drafts. */
  written(): readonly SessionId[] {
    return this.#kept.ids();
  }

  /** Written at once: a file is nowhere else than here, and rarely changes. */
  note(before: SessionState, after: SessionState): void {
    const [from, to] = [before.meta.id, after.meta.id];
    if (before.files === after.files && from === to) return;
    const had = new Set(before.files.map(({ ref }) => ref));
    const has = new Set(after.files.map(({ ref }) => ref));
    const all = (from === to ? [to] : [from, to]).map((id) => this.#stored(id));
    const here = [...(this.#left.get(from) ?? []), ...[...had].filter((ref) => !has.has(ref))];
    // What comes back to the draft is not gone any more.
    const stored = all.flatMap(({ gone }) => gone).filter((ref) => had.has(ref) || !has.has(ref));
    const left = here.filter((ref) => !has.has(ref));
    const gone = new Set([...stored, ...left]);
    const files = new Map([...all.flatMap((kept) => kept.files), ...after.files].map((file) => [file.ref, file]));
    for (const ref of gone) files.delete(ref);
    if (from !== to) this.forget(from);
    const kept = [...files.values()].map(({ error: _error, ...file }): JsonValue => file);
    set(this.#kept, to, kept);
    set(this.#gone, to, [...gone].slice(-MOST_GONE));
    this.#kept.flush();
    const told = this.#gone.flush();
    if (left.length > 0 || this.#left.has(to)) this.#left.set(to, told ? [] : left.slice(-MOST_GONE));
  }

  forget(id: SessionId): void {
    this.#kept.forget(id);
    this.#gone.forget(id);
    this.#left.delete(id);
  }

  flush(): void {
    this.#kept.flush();
    this.#gone.flush();
  }
}

function set(shelf: KeptViews, id: SessionId, values: readonly JsonValue[]): void {
  shelf.set(id, 'draft', values.length === 0 ? undefined : values);
}
