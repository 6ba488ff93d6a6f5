/**
 * Files of drafts over a reload and from tab to tab: references and names, never what is in them. By (server, profile, id in
 * use), moved when the id rotates.
 *
 * Tabs write into one place, each only what it did: what is there stays unless it is known to have left, and what has left
 * does not come back with a tab that was asleep.
 */
import type { Environment } from './environment.js';
import { DRAFT_FILES, KeptViews, type JsonValue } from './kept-views.js';
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

  constructor(environment: Environment, scope: string, health: StorageHealth) {
    this.#kept = new KeptViews(environment, scope, health, DRAFT_FILES);
  }

  get load(): { readonly timers: number } {
    return this.#kept.load;
  }

  /** As all tabs together left it. */
  restore(id: SessionId): KeptFiles {
    this.#kept.reread(id);
    const gone = this.#kept.get(id, 'gone');
    return {
      files: toAttachments(this.#kept.get(id, 'draft')),
      gone: Array.isArray(gone) ? gone.filter((ref): ref is string => typeof ref === 'string') : [],
    };
  }

  /** Sessions of whose files something is known. */
  ids(): readonly SessionId[] {
    return this.#kept.ids();
  }

  /** Written at once: a file is nowhere else than here, and rarely changes. */
  note(before: SessionState, after: SessionState): void {
    const [from, to] = [before.meta.id, after.meta.id];
    if (before.files === after.files && from === to) return;
    const had = new Set(before.files.map(({ ref }) => ref));
    const has = new Set(after.files.map(({ ref }) => ref));
    const all = (from === to ? [to] : [from, to]).map((id) => this.restore(id));
    // What comes back to the draft is not gone any more.
    const left = all.flatMap(({ gone }) => gone).filter((ref) => had.has(ref) || !has.has(ref));
    const gone = new Set([...left, ...[...had].filter((ref) => !has.has(ref))]);
    const files = new Map([...all.flatMap((kept) => kept.files), ...after.files].map((file) => [file.ref, file]));
    for (const ref of gone) files.delete(ref);
    if (from !== to) this.#kept.forget(from);
    this.#set(
      to,
      'draft',
      [...files.values()].map(({ error: _error, ...kept }): JsonValue => kept),
    );
    this.#set(to, 'gone', [...gone].slice(-MOST_GONE));
    this.#kept.flush();
  }

  forget(id: SessionId): void {
    this.#kept.forget(id);
  }

  flush(): void {
    this.#kept.flush();
  }

  #set(id: SessionId, name: string, values: readonly JsonValue[]): void {
    this.#kept.set(id, name, values.length === 0 ? undefined : values);
  }
}
