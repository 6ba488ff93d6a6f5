/** Who works for whom: children by parent, of what is listed, in the list's order. */
import { computed, untracked, type ReadonlySignal } from '@preact/signals-core';
import type { SessionRecord } from './session/record.js';
import type { SessionRuntime } from './session-runtime.js';
import type { SessionId } from './transport/events.js';

export interface FamiliesHost {
  readonly order: ReadonlySignal<readonly SessionRecord[]>;
  find(id: SessionId): SessionRecord | undefined;
  runtimeOf(record: SessionRecord): SessionRuntime;
}

const EMPTY: readonly SessionRuntime[] = [];

export class SessionFamilies {
  readonly #map: ReadonlySignal<ReadonlyMap<SessionRecord, readonly SessionRuntime[]>>;

  constructor(host: FamiliesHost) {
    this.#map = computed(
      () => {
        const families = new Map<SessionRecord, SessionRuntime[]>();
        for (const record of host.order.value) {
          const { parent } = host.runtimeOf(record).meta.value;
          const of = parent === null ? undefined : untracked(() => host.find(parent));
          if (!of || of === record) continue;
          const children = families.get(of) ?? [];
          children.push(host.runtimeOf(record));
          families.set(of, children);
        }
        return families;
      },
      { name: 'registry.families' },
    );
  }

  childrenOf(record: SessionRecord): ReadonlySignal<readonly SessionRuntime[]> {
    return computed(() => this.#map.value.get(record) ?? EMPTY, { name: 'children' });
  }
}
