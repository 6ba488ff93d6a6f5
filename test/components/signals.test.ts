// The border to TC39 signals, both ways: never stale, no leak, no throw where it would poison the other side.
import { Signal } from '@lit-labs/signals';
import { computed, effect, signal } from '@preact/signals-core';
import { expect } from '@open-wc/testing';
import { fromSignal, toSignal } from '../../components/signals.js';
import { microtasks } from './support/wait.js';

/** Keeps a computed live, as a rendering element does; `flush` says how often it was told. */
function live(source: Signal.State<unknown> | Signal.Computed<unknown>) {
  let told = 0;
  const watcher = new Signal.subtle.Watcher(() => {
    told += 1;
    queueMicrotask(() => {
      for (const one of watcher.getPending()) one.get();
      watcher.watch();
    });
  });
  watcher.watch(source);
  source.get();
  return { told: () => told, stop: () => watcher.unwatch(source) };
}

function counted<T>(value: T) {
  const state = { listening: 0 };
  const source = signal(value, { watched: () => (state.listening += 1), unwatched: () => (state.listening -= 1) });
  return { source, state };
}

describe('toSignal', () => {
  it('is one signal per slice, read only, and a real one', () => {
    const slice = signal(1);
    expect(toSignal(slice)).to.equal(toSignal(slice));
    expect(Signal.isState(toSignal(slice))).to.equal(true);
    expect(() => toSignal(slice).set(2)).to.throw(/read-only/);
  });

  it('is fresh though nobody watches it', () => {
    const slice = signal(1);
    const there = toSignal(slice);
    slice.value = 9;
    expect(there.get()).to.equal(9);
  });

  it('is fresh in a computed that begins to be watched after it was read', () => {
    const slice = signal(1);
    const doubled = new Signal.Computed(() => toSignal(slice).get() * 2);
    expect(doubled.get()).to.equal(2);
    slice.value = 5;
    const watch = live(doubled);
    expect(doubled.get()).to.equal(10);
    watch.stop();
  });

  it('tells whoever watches, once per change, and listens only meanwhile', async () => {
    const { source, state } = counted(1);
    const doubled = new Signal.Computed(() => toSignal(source).get() * 2);
    const watch = live(doubled);
    expect(state.listening).to.equal(1);
    source.value = 2;
    await microtasks();
    source.value = 3;
    await microtasks();
    expect(watch.told()).to.equal(2);
    expect(doubled.get()).to.equal(6);
    watch.stop();
    expect(state.listening).to.equal(0);
  });

  it('shows no torn pair to a reader that waits for its microtask', async () => {
    const a = signal(1);
    const b = signal(1);
    const pair = new Signal.Computed(() => `${toSignal(a).get()}:${toSignal(b).get()}`);
    const seen: string[] = [];
    const watcher = new Signal.subtle.Watcher(() => queueMicrotask(() => (seen.push(pair.get()), watcher.watch())));
    watcher.watch(pair);
    pair.get();
    a.value = 2;
    b.value = 2;
    await microtasks();
    expect(seen).to.deep.equal(['2:2']);
    watcher.unwatch(pair);
  });

  it('does not poison other signals when a slice throws', () => {
    const fail = signal(false);
    const slice = computed(() => {
      if (fail.value) throw new Error('selector');
      return 1;
    });
    const watch = live(toSignal(slice));
    expect(() => (fail.value = true)).not.to.throw();
    const other = new Signal.State(1);
    expect(() => other.set(2)).not.to.throw();
    expect(() => toSignal(slice).get()).to.throw('selector');
    watch.stop();
  });
});

describe('fromSignal', () => {
  it('is one slice per signal, fresh though nobody watches it', () => {
    const source = new Signal.State(1);
    expect(fromSignal(source)).to.equal(fromSignal(source));
    source.set(4);
    expect(fromSignal(source).value).to.equal(4);
    expect(fromSignal(source).peek()).to.equal(4);
  });

  it('crosses in a microtask: once for many writes, with the last value', async () => {
    const source = new Signal.State(1);
    const seen: number[] = [];
    const dispose = effect(() => void seen.push(fromSignal(source).value));
    source.set(2);
    source.set(3);
    expect(seen).to.deep.equal([1]);
    await microtasks();
    expect(seen).to.deep.equal([1, 3]);
    source.set(4);
    await microtasks();
    expect(seen).to.deep.equal([1, 3, 4]);
    dispose();
    expect(Signal.subtle.hasSinks(source)).to.equal(false);
  });

  it('follows a computed', async () => {
    const source = new Signal.State(1);
    const doubled = new Signal.Computed(() => source.get() * 2);
    const seen: number[] = [];
    const dispose = fromSignal(doubled).subscribe((value) => seen.push(value));
    source.set(5);
    await microtasks();
    source.set(6);
    await microtasks();
    expect(seen).to.deep.equal([2, 10, 12]);
    dispose();
  });

  it('goes there and back', async () => {
    const slice = signal('a');
    const back = fromSignal(toSignal(slice));
    const seen: string[] = [];
    const dispose = effect(() => void seen.push(back.value));
    slice.value = 'b';
    await microtasks();
    expect(seen.at(-1)).to.equal('b');
    dispose();
  });
});
