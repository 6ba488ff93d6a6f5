/** Whatever is taken up anew, broken or let go: never more connections than the budget, those that are closing included. */
import assert from 'node:assert/strict';
import { test } from 'node:test';
import { StreamPool } from '../../runtime/streams/stream-pool.js';
import { LIST_KEY, runKey, type StreamWish } from '../../runtime/streams/stream-wish.js';
import type { Detach, StreamSink, Transport } from '../../runtime/transport/transport.js';
import { FakeClock } from './support/fake-clock.js';
import { FakeEnvironment } from './support/fake-environment.js';

/** A browser frees an aborted connection this much later. */
const CLOSING_MS = 30;
const BUDGET = 3;
/** A busy server reads a journal. */
const LATE_MS = 100;
/** Between two words of a run. */
const PACE_MS = 50;

const LIST: StreamWish = {
  key: LIST_KEY,
  kind: 'list',
  session: '',
  run: null,
  join: 0,
  after: 0,
  shown: true,
  since: 0,
};

function run(name: string, after = 0): StreamWish {
  return { key: runKey(name), kind: 'run', session: name, run: name, join: 1, after, shown: true, since: 0 };
}

class Wire {
  readonly clock = new FakeClock();
  readonly environment = new FakeEnvironment({ clock: this.clock });
  readonly #sinks = new Map<string, StreamSink>();
  readonly #began = this.clock.now();
  #open = 0;
  most = 0;
  /** Where each run was last taken up. */
  readonly after = new Map<string, number>();
  /** Runs whose streams have no answer before their first byte, as in Firefox, and how far their journals are. */
  readonly silent = new Map<string, number>();
  /** Runs that say something twenty times a second, of which the server sends nothing in the first while after its answer. */
  readonly late = new Set<string>();
  /** Nobody can be asked whether a run has moved. */
  mute = false;
  connects = 0;
  /** What the one who wishes for all was told, and when. */
  readonly told: { readonly key: string; readonly type: string; readonly at: number }[] = [];

  readonly pool = new StreamPool({ environment: this.environment, transport: this.#transport() }, BUDGET);

  want(name: string, ...wishes: readonly StreamWish[]): void {
    this.pool.want(name, wishes, (key, { type }) => this.told.push({ key, type, at: this.environment.now() }));
  }

  breakOff(name: string): void {
    this.#open -= 1;
    this.#sinks.get(name)?.closed({ kind: 'cut' });
  }

  #transport(): Transport {
    return {
      watchList: (sink: StreamSink) => this.#connect('list', sink),
      attach: (session: string, { after }: { after: number }, sink: StreamSink) => {
        this.after.set(session, after);
        return this.#connect(session, sink);
      },
      probeRun: async (name: string) => {
        if (this.mute) throw new TypeError('not there');
        return { live: true, replayable: true, seq: this.silent.get(name) ?? this.#journal() };
      },
    } as unknown as Transport;
  }

  #journal(): number {
    return Math.floor((this.clock.now() - this.#began) / PACE_MS);
  }

  #connect(name: string, sink: StreamSink): Detach {
    this.#sinks.set(name, sink);
    this.#open += 1;
    this.connects += 1;
    this.most = Math.max(this.most, this.#open);
    if (!this.silent.has(name)) sink.opened();
    let left = false;
    if (this.late.has(name))
      this.clock.setTimeout(() => {
        const seq = this.#journal();
        const of = { session: name, run: name, seq } as const;
        if (!left) sink.event({ type: 'run.progress', ...of, usage: null, tokensPerSecond: null });
      }, LATE_MS);
    return () => {
      left = true;
      this.clock.setTimeout(() => {
        this.#open -= 1;
      }, CLOSING_MS);
    };
  }
}

test('a stream opened anew for one who is further behind waits until its old connection is closed', async () => {
  const wire = new Wire();
  wire.want('here', LIST, run('a', 50), run('b'));
  await wire.clock.advance(100);
  wire.want('there', run('a', 10));
  await wire.clock.advance(100);
  assert.equal(wire.after.get('a'), 10);
  assert.equal(wire.pool.load.streams, 3);
  assert.ok(wire.most <= BUDGET, `${wire.most} at one time`);
  wire.pool.close();
});

test('a broken stream is not taken up while the place of another is still being freed', async () => {
  const wire = new Wire();
  wire.want('here', LIST, run('a'), run('b'));
  await wire.clock.advance(100);
  wire.breakOff('b');
  const retryAt = wire.pool.connections.find(({ key }) => key === runKey('b'))?.retryAt ?? 0;
  await wire.clock.advance(retryAt - wire.environment.now() - 5);
  wire.want('here', LIST, run('b'), run('c'));
  await wire.clock.advance(200);
  assert.equal(wire.pool.load.streams, 3);
  assert.ok(wire.most <= BUDGET, `${wire.most} at one time`);
  wire.pool.close();
});

test('a stream that is silent from the start counts as open where nothing is missing', async () => {
  const wire = new Wire();
  wire.silent.set('waits', 7).set('moves', 8);
  wire.want('here', LIST, run('waits', 7), run('moves', 7));
  await wire.clock.advance(1_000);
  const opened = (name: string): boolean =>
    wire.told.some(({ key, type }) => key === runKey(name) && type === 'opened');
  assert.ok(opened('waits'));
  assert.ok(!opened('moves'), 'what the journal has is still to come');
  assert.equal(wire.pool.load.streams, 3);
  wire.pool.close();
  assert.deepEqual(wire.pool.load, { streams: 0, timers: 0 });
});

test('who follows the list is not kept waiting for its first byte, also when it broke', async () => {
  const wire = new Wire();
  wire.silent.set('list', 0);
  wire.want('here', LIST);
  await wire.clock.advance(1_000);
  wire.breakOff('list');
  await wire.clock.advance(2_000);
  assert.deepEqual(
    wire.told.map(({ type }) => type),
    ['opened', 'ended', 'opened'],
  );
  wire.pool.close();
});

test('runs that are silent do not keep the others waiting for their turn', async () => {
  const wire = new Wire();
  const names = ['a', 'b', 'c', 'd', 'e', 'f'];
  for (const name of names) wire.silent.set(name, 0);
  wire.want('here', LIST, ...names.map((name) => run(name)));
  await wire.clock.advance(3_000);
  assert.deepEqual([...wire.after.keys()].sort(), names);
  wire.pool.close();
});

test('runs in turns move on every two seconds where the server reads its journals slowly', async () => {
  const wire = new Wire();
  const names = ['a', 'b', 'c', 'd', 'e'];
  for (const name of names) wire.late.add(name);
  wire.want('here', LIST, ...names.map((name) => ({ ...run(name), shown: false })));
  await wire.clock.advance(2_000);
  for (let second = 2; second < 20; second += 2) {
    wire.told.length = 0;
    await wire.clock.advance(2_000);
    const heard = new Set(wire.told.filter(({ type }) => type === 'event').map(({ key }) => key));
    // Whoever has a connection of its own says one thing in this test.
    for (const name of names.slice(1)) assert.ok(heard.has(runKey(name)), `${name} after ${second} s`);
  }
  wire.pool.close();
});

test('silent runs are not connected again and again where the server does not say how far they are', async () => {
  const wire = new Wire();
  wire.mute = true;
  wire.want('here', LIST, ...['a', 'b', 'c', 'd'].map((name) => ({ ...run(name), shown: false })));
  await wire.clock.advance(12_000);
  // Three in turns, each about once in 1.2 s.
  assert.ok(wire.connects < 40, `${wire.connects} connections in 12 s`);
  wire.pool.close();
});
