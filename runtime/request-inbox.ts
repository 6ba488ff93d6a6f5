/** Which sessions wait for a person, and their open requests in the order they came. Nothing but what the records say. */
import { computed, signal, type ReadonlySignal } from '@preact/signals-core';
import type { SessionRecord } from './session/record.js';
import type { AgentRequest } from './session/requests.js';
import type { SessionRuntime } from './session-runtime.js';

export interface InboxEntry {
  readonly session: SessionRuntime;
  readonly request: AgentRequest;
}

export class RequestInbox {
  readonly #runtimeOf: (record: SessionRecord) => SessionRuntime;
  readonly #waiting = signal<readonly SessionRecord[]>([], { name: 'registry.waiting' });
  #entries: ReadonlySignal<readonly InboxEntry[]> | undefined;

  constructor(runtimeOf: (record: SessionRecord) => SessionRuntime) {
    this.#runtimeOf = runtimeOf;
  }

  /** Of all sessions, oldest first. */
  get entries(): ReadonlySignal<readonly InboxEntry[]> {
    return (this.#entries ??= computed(() => this.#compose(), { name: 'registry.inbox' }));
  }

  /** Records with an open request, as of now: asking subscribes nobody. */
  waiting(): readonly SessionRecord[] {
    return this.#waiting.peek();
  }

  /** The requests of a record changed. */
  note(record: SessionRecord): void {
    const waiting = this.#waiting.peek();
    const open = record.state.requests.open.length > 0;
    if (open === waiting.includes(record)) return;
    this.#waiting.value = open ? [...waiting, record] : waiting.filter((other) => other !== record);
  }

  release(record: SessionRecord): void {
    const waiting = this.#waiting.peek();
    if (waiting.includes(record)) this.#waiting.value = waiting.filter((other) => other !== record);
  }

  #compose(): readonly InboxEntry[] {
    const entries = this.#waiting.value.flatMap((record) => {
      const session = this.#runtimeOf(record);
      return session.requests.value.open.map((request) => ({ session, request }));
    });
    return entries.sort((a, b) => (a.request.openedAt ?? 0) - (b.request.openedAt ?? 0));
  }
}
