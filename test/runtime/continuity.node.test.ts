/** What a session keeps while the server, its list and its ids change under it: list truth, lineage, sends, lost runs. */
import assert from 'node:assert/strict';
import { test } from 'node:test';
import fc from 'fast-check';
import { createWebuiTransport, SessionRegistry } from '../../runtime/index.js';
import { loadSession } from '../../runtime/adapters/webui/load-session.js';
import type { HttpClient, RequestOptions } from '../../runtime/transport/http.js';
import { TransportError } from '../../runtime/transport/transport-error.js';
import type { SessionList } from '../../runtime/transport/transport.js';
import { World, type Tab } from '../simulation/world.js';
import { A, listed, live, loaded, said, Tape, user, meta } from './support/record-kit.js';

const ROWS = [
  { role: 'user' as const, content: 'What was it?' },
  { role: 'assistant' as const, content: 'It was this.' },
];

interface Scene {
  readonly world: World;
  readonly tab: Tab;
  readonly a: string;
  readonly b: string;
}

function scene(name: string, act: (scene: Scene) => Promise<void>): void {
  test(name, async () => {
    const world = new World();
    try {
      const a = world.server.control.seed({ title: 'A', messages: [...ROWS] });
      const b = world.server.control.seed({ title: 'B', messages: [...ROWS] });
      const tab = world.openTab();
      await world.advance(100);
      await act({ world, tab, a, b });
    } finally {
      world.dispose();
    }
  });
}

const ids = (tab: Tab): string[] => tab.registry.sessions.value.map((session) => session.meta.value.id).sort();

scene('an answer that is no list empties nothing', async ({ world, tab, a, b }) => {
  world.server.control.fault({ kind: 'status', path: '/api/sessions', status: 200, body: { error: 'busy' }, times: 2 });
  await world.advance(17_000);
  assert.deepEqual(ids(tab), [a, b].sort());
  await world.until('the list is well again', () => tab.registry.link.value.status === 'live');
});

scene('what was deleted here stays away although a cached list still has it', async ({ world, tab, a, b }) => {
  const list: unknown = await (await world.server.fetch(new Request('http://emulator.test/api/sessions'))).json();
  await tab.session(a).remove();
  world.server.control.fault({ kind: 'status', path: '/api/sessions', status: 200, body: list, times: 2 });
  await world.advance(20_000);
  assert.deepEqual(ids(tab), [b]);
});

scene('what was deleted here and put back elsewhere comes back', async ({ world, tab, a, b }) => {
  const list: unknown = await (await world.server.fetch(new Request('http://emulator.test/api/sessions'))).json();
  await tab.session(a).remove();
  world.server.control.fault({ kind: 'status', path: '/api/sessions', status: 200, body: list, times: -1 });
  await world.until('it is believed', () => ids(tab).length === 2, 90_000);
  assert.deepEqual(ids(tab), [a, b].sort());
});

scene('a session begun here stays in the list until the server lists it, and not for ever', async ({ world, tab }) => {
  const list: unknown = await (await world.server.fetch(new Request('http://emulator.test/api/sessions'))).json();
  world.server.control.fault({ kind: 'status', path: '/api/sessions', status: 200, body: list, times: -1 });
  const session = await tab.registry.createSession();
  const lease = tab.registry.retain(session.id);
  await world.advance(100);
  await session.send('Go. [[scenario:plain n=3]]');
  lease.release();
  await world.until('its turn is over', () => session.run.value.phase === 'idle');
  await world.advance(40_000);
  assert.ok(ids(tab).includes(session.id), 'the list is only late');
  await world.advance(60_000);
  assert.ok(!ids(tab).includes(session.id), 'no cache is that old');
  assert.ok(tab.registry.peek(session.id) === undefined);
});

scene('a row of no known shape, or twice, costs the others nothing', async ({ world, tab, a, b }) => {
  const list = (await (await world.server.fetch(new Request('http://emulator.test/api/sessions'))).json()) as {
    sessions: unknown[];
  };
  const body = { ...list, sessions: [null, 7, {}, { session_id: [] }, ...list.sessions, ...list.sessions] };
  world.server.control.fault({ kind: 'status', path: '/api/sessions', status: 200, body, times: 1 });
  tab.registry.refresh();
  await world.advance(500);
  assert.deepEqual(ids(tab), [a, b].sort());
});

scene('text given to a session that takes none comes back with the reason', async ({ world, tab, a }) => {
  const lease = tab.registry.retain(a);
  await world.advance(100);
  const session = lease.session.value;
  session.setDraft('half a thought');
  await session.remove();
  assert.equal(await session.send('for nobody'), 'returned');
  assert.deepEqual(
    session.composer.value.outbox.map((item) => [item.text, item.state, item.error?.code]),
    [['for nobody', 'returned', 'not-found']],
  );
  assert.equal(await session.sendDraft(), 'returned');
  assert.equal(session.composer.value.draft, 'half a thought');
  assert.equal(session.composer.value.outbox.length, 1);
});

scene('signed out in mid-send: the text is kept, and sent again by a person only', async ({ world, tab, a }) => {
  const session = tab.registry.retain(a).session.value;
  await world.advance(100);
  world.server.control.fault({ kind: 'status', method: 'POST', path: '/api/chat/start', status: 401 });
  assert.equal(await session.send('Hello. [[scenario:plain n=3]]'), 'returned');
  tab.registry.refresh();
  await world.advance(30_000);
  const [item] = session.composer.value.outbox;
  assert.deepEqual([item?.state, item?.error?.code], ['returned', 'auth']);
  assert.equal(world.server.control.session(a)?.pending_user_message, null);
  session.resend(item?.ref ?? '');
  await world.until('it is taken', () => session.composer.value.outbox.length === 0);
});

scene('a session that answers 404 in the background leaves alone', async ({ world, tab, a, b }) => {
  const other = tab.registry.retain(b).session.value;
  await world.advance(200);
  const transcript = other.transcript.value;
  await world.server.fetch(
    new Request('http://emulator.test/api/session/delete', {
      method: 'POST',
      headers: { 'content-type': 'application/json' },
      body: JSON.stringify({ session_id: a }),
    }),
  );
  await world.until('it left', () => ids(tab).length === 1, 20_000);
  assert.deepEqual(ids(tab), [b]);
  assert.ok(other.transcript.value === transcript && other.error.value === null);
});

scene('a read refused for good is made again when somebody comes back', async ({ world, tab, b }) => {
  world.server.control.fault({ kind: 'status', path: '/api/session\\?', status: 403, body: { error: 'no' }, times: 2 });
  const first = tab.registry.retain(b);
  await world.advance(1_000);
  const session = first.session.value;
  assert.ok(session.error.value !== null);
  first.release();
  tab.registry.retain(b);
  await world.until('it is read', () => session.transcript.value.status === 'ready' && session.error.value === null);
});

scene('a turn a restart lost ends, keeps its words, and goes on when a person says so', async ({ world, tab, a }) => {
  const session = tab.registry.retain(a).session.value;
  await world.advance(100);
  await session.send('Long. [[scenario:long rate=20]]');
  await world.advance(2_000);
  assert.equal(session.canContinue.value, false);
  assert.equal(await session.continueRun(), 'refused');
  world.server.control.restart(500);
  await world.until('it is known to be lost', () => session.run.value.end?.outcome === 'lost');
  assert.notEqual(session.status.value, 'running');
  assert.equal(session.canContinue.value, true);
  await world.advance(1_000);
  const asked = session.continueRun('Go on. [[scenario:plain n=3]]');
  assert.equal(session.canContinue.value, false, 'one gesture, one message');
  assert.ok(['queued', 'accepted'].includes(await asked));
  await world.until('that turn is over', () => session.run.value.end?.outcome === 'completed', 60_000);
  const asks = session.transcript.value.messages.filter((message) =>
    message.blocks.some((block) => block.kind === 'text' && block.text.startsWith('Go on.')),
  );
  assert.equal(asks.length, 1);
  assert.equal(session.composer.value.outbox.length, 0);
});

test('busy with a run whose prompt is this very text: it is taken, neither returned nor sent again', () => {
  const tape = new Tape();
  tape.play(loaded(tape, [user('before'), said('yes')]));
  tape.play({ type: 'send.queued', ref: 'x', text: 'do it' }, { type: 'send.submitted', ref: 'x', text: 'do it' });
  tape.play({ type: 'send.busy', ref: 'x', run: 'r9' });
  assert.equal(tape.state.outbox[0]?.state, 'queued');
  tape.play(loaded(tape, [user('before'), said('yes')], live('r9')));
  assert.deepEqual(tape.state.outbox, []);
  assert.equal(tape.state.live?.inputKey, 'you:x');
});

test('busy with the run of somebody else: the text waits for its end', () => {
  const tape = new Tape();
  tape.play(loaded(tape, [user('before'), said('yes')]));
  tape.play({ type: 'send.queued', ref: 'x', text: 'mine' }, { type: 'send.submitted', ref: 'x', text: 'mine' });
  tape.play({ type: 'send.busy', ref: 'x', run: 'r9' }, loaded(tape, [user('before'), said('yes')], live('r9')));
  assert.equal(tape.state.outbox[0]?.state, 'queued');
});

test('busy with a stopped run that said the same: the text still waits', () => {
  const tape = new Tape();
  tape.play(loaded(tape, [], live('r1')), {
    type: 'run.finished',
    session: A,
    run: 'r1',
    outcome: 'stopped',
    error: null,
    transcript: { offset: 0, rows: [user('do it'), said('half')], total: 2 },
    meta: null,
  });
  tape.play({ type: 'send.queued', ref: 'x', text: 'do it' }, { type: 'send.submitted', ref: 'x', text: 'do it' });
  tape.play({ type: 'send.busy', ref: 'x', run: 'r1' }, loaded(tape, [user('do it'), said('half')], live('r1')));
  assert.equal(tape.state.outbox[0]?.state, 'queued');
});

// A late rotation moved the tip back to an id that is history: the next message went to a hidden snapshot.
scene('news of a rotation that comes late does not move the tip back', async ({ world, tab, a }) => {
  const { control } = world.server;
  const session = tab.registry.retain(a).session.value;
  await world.advance(100);
  const second = control.rotate(a);
  const third = control.rotate(second);
  control.publish('session_updated');
  await world.until('the tip is known', () => session.meta.value.id === third, 20_000);
  tab.registry.route({ type: 'session.rekeyed', session: a, to: second });
  assert.equal(session.meta.value.id, third);
  await session.send('Go. [[scenario:plain n=3]]');
  assert.notEqual(control.session(third)?.pending_user_message, null);
});

type Told =
  | { readonly kind: 'event'; readonly from: number }
  | { readonly kind: 'list'; readonly tip: number }
  | { readonly kind: 'open'; readonly id: number };

function chain(length: number): fc.Arbitrary<{ length: number; told: readonly Told[] }> {
  const events = Array.from({ length: length - 1 }, (_, from): Told => ({ kind: 'event', from }));
  const any = fc.integer({ min: 0, max: length - 1 });
  const extra = fc.array(
    fc.oneof(
      fc.record({ kind: fc.constant('open' as const), id: any }),
      fc.record({ kind: fc.constant('event' as const), from: fc.integer({ min: 0, max: length - 2 }) }),
    ),
    { maxLength: 6 },
  );
  const lists = fc.uniqueArray(any, { maxLength: 3 }).map((tips) => tips.sort((x, y) => x - y));
  return fc.tuple(extra, lists).chain(([more, tips]) => {
    const loose = [...events, ...more];
    return fc
      .tuple(
        fc.shuffledSubarray(loose, { minLength: loose.length }),
        fc.array(fc.nat(loose.length), { minLength: tips.length, maxLength: tips.length }),
      )
      .map(([order, places]) => {
        // Lists are in the order in which they were asked for; everything else comes as it likes.
        const at = [...places].sort((x, y) => y - x);
        const told: Told[] = [...order];
        [...tips].reverse().forEach((tip, n) => told.splice(at[n] ?? 0, 0, { kind: 'list', tip }));
        return { length, told };
      });
  });
}

test('any order of rotations and lists over a chain ends in one record with all its ids and the last tip', async () => {
  await fc.assert(
    fc.asyncProperty(fc.integer({ min: 2, max: 5 }).chain(chain), async ({ length, told }) => {
      const name = (at: number): string => `id${at}`;
      const world = new World();
      try {
        const { environment } = world.openTab();
        const registry = new SessionRegistry({ environment });
        let answer: SessionList = { rows: [], lineage: [], profile: null, serverTime: null };
        registry.connect({
          ...createWebuiTransport({ environment, baseUrl: 'http://emulator.test/' }),
          listSessions: () => Promise.resolve(answer),
          loadSession: () => new Promise(() => undefined),
        });
        await world.clock.flush();
        const listing = (tip: number): SessionList => ({
          rows: [{ ...listed(new Tape()), session: name(tip), meta: { ...meta, id: name(tip) } }],
          lineage: Array.from({ length: tip }, (_, from) => ({ from: name(from), to: name(tip) })),
          profile: null,
          serverTime: null,
        });
        const leases = [registry.retain(name(0))];
        registry.peek(name(0))?.setDraft('kept');
        const say = async (one: Told): Promise<void> => {
          if (one.kind === 'open') leases.push(registry.retain(name(one.id)));
          else if (one.kind === 'event')
            registry.route({ type: 'session.rekeyed', session: name(one.from), to: name(one.from + 1) });
          else {
            answer = listing(one.tip);
            registry.refresh();
            await world.clock.flush();
          }
        };
        for (const one of told) await say(one);
        await say({ kind: 'list', tip: length - 1 });
        for (let from = 0; from < length - 1; from += 1) await say({ kind: 'event', from });
        const record = registry.peek(name(0));
        assert.ok(record);
        for (let at = 0; at < length; at += 1) assert.ok(registry.peek(name(at)) === record, `id${at} leads to it`);
        assert.equal(record.meta.value.id, name(length - 1));
        assert.deepEqual([...record.aliases.value].sort(), Array.from({ length }, (_, at) => name(at)).sort());
        assert.equal(record.aliases.value.at(-1), name(length - 1));
        assert.equal(registry.sessions.value.filter((one) => one === record).length, 1);
        assert.equal(record.composer.value.draft, 'kept');
        assert.ok(leases.every((lease) => lease.session.value === record));
        registry.dispose();
      } finally {
        world.dispose();
      }
    }),
    { numRuns: 150, seed: 11 },
  );
});

test('a read of which one half is refused lets the other go', async () => {
  let released = false;
  const refused = new TransportError({ code: 'forbidden', detail: 'no', retryable: false });
  const http = {
    get: (_path: string, { query, signal }: RequestOptions = {}): Promise<unknown> => {
      if (query?.['messages'] === 0) return Promise.reject(refused);
      return new Promise((_resolve, reject) => {
        signal?.addEventListener('abort', () => {
          released = true;
          reject(refused);
        });
      });
    },
  } as unknown as HttpClient;
  const { signal } = new AbortController();
  await assert.rejects(loadSession(http, A, { window: 10, asOf: 1, signal }), refused);
  assert.equal(released, true);
});

// Reading them took no time and settled nothing: it was wanted again at once, for ever, and the page hung.
scene('a backend that has no requests is asked for none', async ({ world, a }) => {
  const { environment } = world.openTab();
  const registry = new SessionRegistry({ environment });
  const transport = createWebuiTransport({ environment, baseUrl: 'http://emulator.test/' });
  let looks = 0;
  const capabilities = {
    ...transport.capabilities,
    get requests() {
      looks += 1;
      if (looks > 500) throw new Error('It goes round in circles.');
      return [];
    },
  };
  registry.connect({ ...transport, capabilities });
  const { session } = registry.retain(a);
  await world.until('it is read', () => session.value.transcript.value.status === 'ready');
  await world.advance(10_000);
  assert.ok(looks < 100, `looked ${looks} times`);
  registry.dispose();
});
