/**
 * Joins signals to an element: one persistent effect over a computed, alive while the element is connected.
 *
 * Owns the effect; it is disposed when the element leaves the page, so a removed element is held by nobody. A change
 * asks the host for one update; Lit makes one render of however many changes a task brings.
 */
import { computed, effect, untracked, type ReadonlySignal } from '@preact/signals-core';
import type { ReactiveController, ReactiveControllerHost } from 'lit';

export interface SliceOptions<T> {
  /** Values that are equal render nothing; `Object.is` unless told. Needed where the selector makes objects. */
  readonly equals?: (a: T, b: T) => boolean;
  /** Called after the value has changed, untracked and outside rendering. */
  readonly changed?: (value: T) => void;
}

export class SliceController<T> implements ReactiveController {
  /** The last value selected. `undefined` until the element is connected. */
  value!: T;
  /** What the selector threw last; `value` is then what it was before. */
  error: unknown = undefined;

  readonly #host: ReactiveControllerHost;
  readonly #selected: ReadonlySignal<T>;
  readonly #changed: ((value: T) => void) | undefined;
  #dispose: (() => void) | undefined;

  /** `select` reads signals and returns what the element shows of them. It must write none. */
  constructor(host: ReactiveControllerHost, select: () => T, options: SliceOptions<T> = {}) {
    const { equals, changed } = options;
    this.#host = host;
    this.#changed = changed;
    let last: T | undefined;
    let known = false;
    this.#selected = computed(() => {
      const next = select();
      if (known && equals?.(last as T, next)) return last as T;
      known = true;
      last = next;
      return next;
    });
    host.addController(this);
  }

  hostConnected(): void {
    this.#dispose ??= effect(() => {
      let value = this.value;
      let error: unknown;
      // An effect that throws would throw in whoever wrote the signal, which is the runtime in the middle of an event.
      try {
        value = this.#selected.value;
      } catch (thrown) {
        error = thrown;
      }
      untracked(() => this.#accept(value, error));
    });
  }

  hostDisconnected(): void {
    this.#dispose?.();
    this.#dispose = undefined;
  }

  #accept(value: T, error: unknown): void {
    const same = Object.is(value, this.value);
    if (same && error === this.error) return;
    this.value = value;
    this.error = error;
    this.#host.requestUpdate();
    if (same || this.#changed === undefined) return;
    try {
      this.#changed(value);
    } catch (thrown) {
      this.error = thrown;
    }
  }
}
