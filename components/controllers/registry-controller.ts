/**
 * Finds the registry an element works with: its own `registry` property, else the nearest `<hermes-connection>` around
 * it, else the page's default.
 *
 * A connection that is not upgraded yet can't answer. Whatever custom element around the host is still undefined may
 * turn out to be one, so the question is asked again when it gets defined.
 */
import { ContextEvent } from '@lit/context';
import { computed, effect, signal, untracked, type ReadonlySignal } from '@preact/signals-core';
import type { ReactiveController, ReactiveControllerHost } from 'lit';
import { sessionRegistry, type SessionRegistry } from '../../runtime/index.js';
import { registryContext } from '../registry-context.js';

export type RegistryHost = ReactiveControllerHost & HTMLElement & { registry?: SessionRegistry | undefined };

type Answer = { readonly registry: SessionRegistry | undefined };

export class RegistryController implements ReactiveController {
  /** The registry in use; `undefined` while a connection around the host has none yet. */
  readonly current: ReadonlySignal<SessionRegistry | undefined>;

  readonly #host: RegistryHost;
  readonly #property = signal<SessionRegistry | undefined>(undefined);
  /** What the nearest connection said; null: there is none. */
  readonly #provided = signal<Answer | null>(null);
  #unsubscribe: (() => void) | undefined;
  #disposeEffect: (() => void) | undefined;
  /** Grows when the host leaves the page: what was asked before is then stale. */
  #stay = 0;

  constructor(host: RegistryHost) {
    this.#host = host;
    this.current = computed(() => {
      const provided = this.#provided.value;
      return this.#property.value ?? (provided === null ? sessionRegistry : provided.registry);
    });
    host.addController(this);
  }

  hostConnected(): void {
    this.#property.value = this.#host.registry;
    this.#ask();
    this.#askAgainWhenDefined();
    let first = true;
    this.#disposeEffect = effect(() => {
      void this.current.value;
      if (!first) untracked(() => this.#host.requestUpdate());
      first = false;
    });
  }

  hostUpdate(): void {
    this.#property.value = this.#host.registry;
  }

  hostDisconnected(): void {
    this.#stay += 1;
    this.#disposeEffect?.();
    this.#unsubscribe?.();
    this.#unsubscribe = undefined;
  }

  #ask(): void {
    const stay = this.#stay;
    let answered = false;
    this.#host.dispatchEvent(
      new ContextEvent(
        registryContext,
        this.#host,
        (registry, unsubscribe) => {
          if (stay !== this.#stay) {
            unsubscribe?.();
            return;
          }
          answered = true;
          // A nearer connection that came late takes over from the one before.
          if (unsubscribe !== this.#unsubscribe) this.#unsubscribe?.();
          this.#unsubscribe = unsubscribe;
          if (this.#provided.peek()?.registry !== registry || this.#provided.peek() === null)
            this.#provided.value = { registry };
        },
        true,
      ),
    );
    // Moved out from under a connection.
    if (!answered && this.#unsubscribe === undefined) this.#provided.value = null;
  }

  #askAgainWhenDefined(): void {
    const stay = this.#stay;
    for (const name of undefinedAround(this.#host)) {
      void customElements.whenDefined(name).then(() => {
        if (stay === this.#stay && this.#host.isConnected) this.#ask();
      });
    }
  }
}

/** Tag names of the elements around `element`, out through shadow roots, that are not defined yet. */
function undefinedAround(element: HTMLElement): ReadonlySet<string> {
  const names = new Set<string>();
  let node: Node | null = element;
  while (node !== null) {
    if (node instanceof Element && node.localName.includes('-') && node.matches(':not(:defined)'))
      names.add(node.localName);
    node = (node as Element).assignedSlot ?? node.parentNode ?? (node instanceof ShadowRoot ? node.host : null);
  }
  return names;
}
