/**
 * `watchSlice(signal, map?)`: keeps one template part equal to a signal without rendering the element around it, at
 * most once per frame, last value wins. For text that grows with every token.
 *
 * Subscribed only while the part is on the page; nothing holds the element from outside once it is removed.
 */
import { effect, untracked, type ReadonlySignal } from '@preact/signals-core';
import { AsyncDirective, directive } from 'lit/async-directive.js';
import type { Part } from 'lit';
import { atFrame, cancelAtFrame } from './frame.js';

type Map = (value: unknown) => unknown;

class WatchSliceDirective extends AsyncDirective {
  #signal: ReadonlySignal<unknown> | undefined;
  #map: Map | undefined;
  #dispose: (() => void) | undefined;

  render(source: ReadonlySignal<unknown> | undefined, map?: Map): unknown {
    return this.#read(source, map);
  }

  override update(_part: Part, [source, map]: [ReadonlySignal<unknown> | undefined, Map?]): unknown {
    this.#map = map;
    if (source !== this.#signal) {
      this.#signal = source;
      this.#unsubscribe();
      if (this.isConnected) this.#subscribe();
    }
    cancelAtFrame(this.#write);
    return this.#read(source, map);
  }

  protected override disconnected(): void {
    this.#unsubscribe();
  }

  protected override reconnected(): void {
    this.#subscribe();
    // What was written while the part was away.
    this.setValue(this.#read(this.#signal, this.#map));
  }

  readonly #write = (): void => {
    if (this.isConnected && this.#signal !== undefined) this.setValue(this.#read(this.#signal, this.#map));
  };

  #read(source: ReadonlySignal<unknown> | undefined, map: Map | undefined): unknown {
    if (source === undefined) return undefined;
    const value = source.peek();
    return map === undefined ? value : map(value);
  }

  #subscribe(): void {
    const source = this.#signal;
    if (source === undefined) return;
    let first = true;
    this.#dispose = effect(() => {
      const initial = first;
      first = false;
      // The effect may run in the middle of the runtime's batch; a signal that throws must not throw there.
      try {
        void source.value;
      } catch {
        return;
      }
      if (!initial) untracked(() => atFrame(this.#write));
    });
  }

  #unsubscribe(): void {
    this.#dispose?.();
    this.#dispose = undefined;
    cancelAtFrame(this.#write);
  }
}

const watch = directive(WatchSliceDirective);

/** Writes `map(signal)` (or the value itself) into the part it stands in, once per frame at most. */
export function watchSlice<T>(source: ReadonlySignal<T> | undefined, map?: (value: T) => unknown): unknown {
  return watch(source as ReadonlySignal<unknown> | undefined, map as Map | undefined);
}
