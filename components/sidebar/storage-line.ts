/**
 * The line that says what is the matter with this browser's storage: once per page and kind of trouble, however many
 * sidebars there are, until somebody has read it.
 */
import { signal, type Signal } from '@preact/signals-core';
import type { SessionRegistry, StorageStatus } from '../../runtime/index.js';

export type StorageTrouble = Exclude<StorageStatus, 'ok'>;

/** What was read and put away, per registry; gone with it. */
const read = new WeakMap<SessionRegistry, Signal<ReadonlySet<StorageTrouble>>>();

/** What is to be said now, or null. Reads signals: for selectors. */
export function storageTrouble(registry: SessionRegistry): StorageTrouble | null {
  const status = registry.storage.value;
  return status === 'ok' || readOf(registry).value.has(status) ? null : status;
}

/** Somebody has read it: it is not said again on this page. */
export function dismissStorageTrouble(registry: SessionRegistry, trouble: StorageTrouble): void {
  const known = readOf(registry);
  known.value = new Set([...known.peek(), trouble]);
}

function readOf(registry: SessionRegistry): Signal<ReadonlySet<StorageTrouble>> {
  let known = read.get(registry);
  if (known === undefined) {
    known = signal<ReadonlySet<StorageTrouble>>(new Set());
    read.set(registry, known);
  }
  return known;
}
