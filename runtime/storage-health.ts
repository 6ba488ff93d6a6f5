/**
 * What is the matter with this browser's storage, for one registry. Whoever keeps something there goes through
 * `watchedStorage`, which notes each failure and passes it on; a person is told once, of the page and not of a session.
 */
import { signal, type ReadonlySignal } from '@preact/signals-core';
import type { KeyValueStorage } from './environment.js';

/**
 * `full`: something could not be written for want of room. `blocked`: nothing is kept, because there is no storage or it
 * refuses. `corrupt`: something that was kept can't be read any more.
 */
export type StorageStatus = 'ok' | 'full' | 'blocked' | 'corrupt';

type Trouble = Exclude<StorageStatus, 'ok'>;

/** Troubles told apart. One is enough to say it; the number only decides when all are over. */
const MOST = 100;
const GRAVEST: readonly Trouble[] = ['blocked', 'full', 'corrupt'];

export class StorageHealth {
  readonly #status = signal<StorageStatus>('ok', { name: 'storage.status' });
  readonly #troubles = new Map<string, Trouble>();

  /** The gravest of the troubles there are now. */
  get status(): ReadonlySignal<StorageStatus> {
    return this.#status;
  }

  /** Something under this key failed. For `corrupt`, which only a reader can see, call it yourself. */
  note(key: string, trouble: Trouble): void {
    if (this.#troubles.size >= MOST && !this.#troubles.has(key)) return;
    this.#troubles.set(key, trouble);
    this.#settle();
  }

  /** What failed under this key works again. What was lost stays lost: `corrupt` is not mended by writing over it. */
  mended(key: string): void {
    if (this.#troubles.get(key) === 'corrupt' || !this.#troubles.delete(key)) return;
    this.#settle();
  }

  #settle(): void {
    const known = new Set(this.#troubles.values());
    this.#status.value = GRAVEST.find((trouble) => known.has(trouble)) ?? 'ok';
  }
}

/** The same storage, with every failure noted before it is thrown on. Null (nothing can be kept) is noted too. */
export function watchedStorage(storage: KeyValueStorage | null, health: StorageHealth): KeyValueStorage | null {
  if (storage === null) {
    health.note('', 'blocked');
    return null;
  }
  health.mended('');
  const watch = <T>(key: string, use: () => T): T => {
    try {
      const result = use();
      health.mended(key);
      return result;
    } catch (error) {
      health.note(key, isQuota(error) ? 'full' : 'blocked');
      throw error;
    }
  };
  return {
    // Reading and writing fail apart: a full storage can still be read, which mends nothing.
    get: (key) => watch(`get ${key}`, () => storage.get(key)),
    set: (key, value) => watch(`set ${key}`, () => storage.set(key, value)),
    remove: (key) =>
      watch(`remove ${key}`, () => {
        storage.remove(key);
        health.mended(`set ${key}`);
      }),
    keys: () => watch('keys', () => storage.keys()),
  };
}

/** Firefox has a name of its own for it. */
function isQuota(error: unknown): boolean {
  const name = (error as { name?: unknown } | null)?.name;
  return name === 'QuotaExceededError' || name === 'NS_ERROR_DOM_QUOTA_REACHED';
}
