/**
 * The border to TC39 signals (`@lit-labs/signals`): for host pages that use them. The elements do not.
 *
 * Rules of the border, both ways: a direct read is always fresh. A *computed* of the other library that is watched by
 * nobody may keep what it computed last; outside something live, read the signal itself. Never mix `.value` and `.get()`
 * in one computed. Nothing may depend on a signal being watched at a given moment: hooks come and go.
 */
import { Signal } from '@lit-labs/signals';
import { effect, signal, untracked, type ReadonlySignal } from '@preact/signals-core';

const there = new WeakMap<ReadonlySignal<unknown>, SliceSignal<unknown>>();
const back = new WeakMap<object, FromSignal<unknown>>();

/** A TC39 signal that is always equal to a slice, one per slice. Read only. Subscribed only while it is watched. */
export function toSignal<T>(slice: ReadonlySignal<T>): Signal.State<T> {
  let made = there.get(slice) as SliceSignal<T> | undefined;
  if (made === undefined) {
    made = new SliceSignal(slice);
    there.set(slice, made as SliceSignal<unknown>);
  }
  return made;
}

/** A slice-like signal that is always equal to a TC39 signal, one per signal. Subscribed only while it is read live. */
export function fromSignal<T>(source: { get(): T }): ReadonlySignal<T> {
  let made = back.get(source) as FromSignal<T> | undefined;
  if (made === undefined) {
    made = new FromSignal(source as Signal.State<T>);
    back.set(source, made as FromSignal<unknown>);
  }
  return made as unknown as ReadonlySignal<T>;
}

/**
 * A State used as a version: reading it tracks, and gives the slice's own value, so it can't be stale. Writing it is
 * ours alone, when the slice changed and when watching begins (what was cached before may be old).
 */
class SliceSignal<T> extends Signal.State<T> {
  readonly #slice: ReadonlySignal<T>;
  #dispose: (() => void) | undefined;

  constructor(slice: ReadonlySignal<T>) {
    super(slice.peek(), {
      // Each write is a change: the slice itself has compared already.
      equals: () => false,
      [Signal.subtle.watched]: () => this.#watched(),
      [Signal.subtle.unwatched]: () => this.#unwatched(),
    });
    this.#slice = slice;
  }

  override get(): T {
    super.get();
    return this.#slice.peek();
  }

  override set(_value: T): never {
    throw new TypeError('A slice is read-only: call a verb of its session.');
  }

  // A hook that throws poisons the polyfill for every later write (tc39/proposal-signals#209): neither may.
  #watched(): void {
    try {
      let first = true;
      untracked(() => {
        this.#dispose ??= effect(() => {
          try {
            void this.#slice.value;
          } catch {
            // Who reads it gets the error.
          }
          if (!first) untracked(() => this.#bump());
          first = false;
        });
      });
      this.#bump();
    } catch (thrown) {
      reportError(thrown);
    }
  }

  #unwatched(): void {
    try {
      this.#dispose?.();
    } catch (thrown) {
      reportError(thrown);
    }
    this.#dispose = undefined;
  }

  #bump(): void {
    try {
      this.#write();
    } catch {
      // Written from inside a TC39 notification, where writing is forbidden: cross when it is over.
      queueMicrotask(() => this.#write());
    }
  }

  #write(): void {
    Signal.subtle.untrack(() => super.set(this.#peek()));
  }

  #peek(): T {
    try {
      return this.#slice.peek();
    } catch {
      return undefined as T;
    }
  }
}

class FromSignal<T> {
  readonly #source: Signal.State<T> | Signal.Computed<T>;
  readonly #version = signal(0, {
    name: 'fromSignal.version',
    watched: () => this.#watch(),
    unwatched: () => this.#unwatch(),
  });
  #watcher: Signal.subtle.Watcher | undefined;

  constructor(source: Signal.State<T> | Signal.Computed<T>) {
    this.#source = source;
  }

  get value(): T {
    void this.#version.value;
    return this.peek();
  }

  peek(): T {
    return Signal.subtle.untrack(() => this.#source.get());
  }

  subscribe(listener: (value: T) => void): () => void {
    return effect(() => {
      const { value } = this;
      untracked(() => listener(value));
    });
  }

  valueOf(): T {
    return this.value;
  }

  toString(): string {
    return String(this.value);
  }

  toJSON(): T {
    return this.value;
  }

  #watch(): void {
    this.#watcher ??= new Signal.subtle.Watcher(() => {
      // Neither reading nor writing is allowed in a notification.
      queueMicrotask(this.#cross);
    });
    Signal.subtle.untrack(() => {
      this.#watcher?.watch(this.#source);
      // A computed tells of changes only once it has been read.
      try {
        this.#source.get();
      } catch {
        // Who reads it gets the error.
      }
    });
  }

  #unwatch(): void {
    Signal.subtle.untrack(() => this.#watcher?.unwatch(this.#source));
    this.#watcher = undefined;
  }

  readonly #cross = (): void => {
    if (this.#watcher === undefined) return;
    Signal.subtle.untrack(() => {
      try {
        this.#source.get();
      } catch {
        // As above.
      }
    });
    this.#watcher.watch();
    this.#version.value += 1;
  };
}
