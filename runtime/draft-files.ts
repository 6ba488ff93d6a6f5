/**
 * Files of drafts over a reload: references and names, never what is in them. By (server, profile, id in use), moved when
 * the id rotates.
 */
import type { Environment } from './environment.js';
import { DRAFT_FILES, KeptViews, type JsonValue } from './kept-views.js';
import { toAttachments, type Attachment } from './session/attachments.js';
import type { SessionState } from './session/state.js';
import type { StorageHealth } from './storage-health.js';
import type { SessionId } from './transport/events.js';

export class DraftFiles {
  readonly #kept: KeptViews;

  constructor(environment: Environment, scope: string, health: StorageHealth) {
    this.#kept = new KeptViews(environment, scope, health, DRAFT_FILES);
  }

  get load(): { readonly timers: number } {
    return this.#kept.load;
  }

  restore(id: SessionId): readonly Attachment[] {
    return toAttachments(this.#kept.get(id, 'draft'));
  }

  /** Sessions with files in their drafts. */
  written(): readonly SessionId[] {
    return this.#kept.ids();
  }

  /** Written at once: a file is nowhere else than here, and rarely changes. */
  note(before: SessionState, after: SessionState): void {
    const [from, to] = [before.meta.id, after.meta.id];
    if (before.files === after.files && from === to) return;
    const own = new Set(after.files.map((file) => file.ref));
    // Under the new id another page may have kept some: they are restored next.
    const theirs = from === to ? [] : this.restore(to).filter((file) => !own.has(file.ref));
    if (from !== to) this.#kept.forget(from);
    const files = [...theirs, ...after.files].map(({ error: _error, ...kept }): JsonValue => kept);
    this.#kept.set(to, 'draft', files.length === 0 ? undefined : files);
    this.#kept.flush();
  }

  forget(id: SessionId): void {
    this.#kept.forget(id);
  }

  flush(): void {
    this.#kept.flush();
  }
}
