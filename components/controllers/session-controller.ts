/**
 * Holds the lease of the session an element shows, and says which session that is.
 *
 * Owns exactly one lease while the element is connected and names a session. The new lease is taken before the old one
 * is let go, and a release waits for the end of the task, so that pointing, moving and re-ordering elements start and
 * stop nothing (I-02).
 */
import { computed, signal, untracked, type ReadonlySignal } from '@preact/signals-core';
import type { ReactiveController } from 'lit';
import type { Lease, SessionRegistry, SessionRuntime } from '../../runtime/index.js';
import { pageVisible, watchPage } from './page.js';
import { RegistryController, type RegistryHost } from './registry-controller.js';
import { SliceController, type SliceOptions } from './slice-controller.js';

export type SessionHost = RegistryHost & { sessionId?: string | null };

export class SessionController implements ReactiveController {
  /** The session shown, for selectors: it follows `session-id`, the registry, and merges. */
  readonly current: ReadonlySignal<SessionRuntime | undefined>;

  readonly #host: SessionHost;
  readonly #registry: RegistryController;
  readonly #lease = signal<Lease | undefined>(undefined);
  #bound: { readonly registry: SessionRegistry; readonly id: string } | undefined;
  #unwatchPage: (() => void) | undefined;

  constructor(host: SessionHost) {
    this.#host = host;
    this.#registry = new RegistryController(host);
    this.current = computed(() => this.#lease.value?.session.value);
    host.addController(this);
    new SliceController(host, () => this.current.value);
  }

  /** The session shown, for templates and gestures; reading it tracks nothing. Current from `hostUpdate` on. */
  get session(): SessionRuntime | undefined {
    return this.current.peek();
  }

  /** The registry in use; pass it to elements inside (`.registry=`), else they would look for another. */
  get registry(): SessionRegistry | undefined {
    return this.#registry.current.peek();
  }

  /** As `registry`, tracked. */
  get currentRegistry(): ReadonlySignal<SessionRegistry | undefined> {
    return this.#registry.current;
  }

  /** A slice of the session shown; its value is undefined while no session is. */
  slice<T>(
    select: (session: SessionRuntime) => T,
    options?: SliceOptions<T | undefined>,
  ): SliceController<T | undefined> {
    return new SliceController<T | undefined>(
      this.#host,
      () => {
        const session = this.current.value;
        return session === undefined ? undefined : select(session);
      },
      options,
    );
  }

  hostConnected(): void {
    this.#bind();
    this.#unwatchPage ??= watchPage(() => this.#lease.peek()?.setVisible(pageVisible()));
  }

  hostUpdate(): void {
    this.#bind();
  }

  hostDisconnected(): void {
    queueMicrotask(() => {
      if (this.#host.isConnected) return;
      this.#unwatchPage?.();
      this.#unwatchPage = undefined;
      this.#swap(undefined, undefined);
    });
  }

  #bind(): void {
    if (!this.#host.isConnected) return;
    const registry = this.#registry.current.peek();
    const id = this.#host.sessionId || undefined;
    if (registry === this.#bound?.registry && id === this.#bound?.id) return;
    if (registry === undefined || id === undefined) this.#swap(undefined, undefined);
    else
      this.#swap(
        untracked(() => registry.retain(id)),
        { registry, id },
      );
  }

  #swap(next: Lease | undefined, bound: { readonly registry: SessionRegistry; readonly id: string } | undefined): void {
    const last = this.#lease.peek();
    this.#bound = bound;
    next?.setVisible(pageVisible());
    this.#lease.value = next;
    last?.release();
  }
}
