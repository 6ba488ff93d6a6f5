/** What an inspector is given: every part of a registry as plain data, and events only while somebody inspects. */
import assert from 'node:assert/strict';
import { describe, it, mock } from 'node:test';
import { EventTrace, TRACE_LENGTH } from '../../runtime/event-trace.js';
import type { SessionInspection } from '../../runtime/index.js';
import type { SessionRegistry } from '../../runtime/session-registry.js';
import { SessionRecord } from '../../runtime/session/record.js';
import { World } from '../simulation/world.js';

const of = (registry: SessionRegistry, id: string): SessionInspection => {
  const found = registry.inspect().sessions.find((session) => session.aliases.includes(id));
  assert.ok(found, `no ${id} in the inspection`);
  return found;
};

describe('inspection of a registry', () => {
  it('shows a running session: slices, cursor, its connection, its lease, and its events while somebody looks', async () => {
    const world = new World();
    const id = world.server.control.seed({ title: 'Secret title', messages: [] });
    const { registry } = world.openTab();
    let changes = 0;
    const stop = registry.startInspecting(() => (changes += 1));
    const lease = registry.retain(id);
    await world.advance(100);
    void lease.session.value.send('Go. [[scenario:plain n=200 rate=25]]');
    await world.until('running', () => lease.session.value.run.value.phase === 'running');
    await world.advance(1_000);

    const seen = registry.inspect();
    const session = of(registry, id);
    assert.equal(seen.server, 'webui');
    assert.equal(seen.link.status, 'live');
    assert.equal(seen.budget, 3);
    assert.equal(seen.recording, true);
    assert.ok(changes > 0);
    assert.equal(session.phase, 'running');
    assert.equal(session.title, 'Secret title');
    assert.equal(session.listed, true);
    assert.ok(session.cursor.seq > 0);
    assert.deepEqual(session.leases, { visible: 1, hidden: 0, lingering: false });
    assert.deepEqual(session.reads, { session: 'none', requests: 'none', fruitless: 0 });
    assert.ok((session.live?.tailCharacters ?? 0) > 0);

    const run = seen.connections.find((connection) => connection.kind === 'run');
    assert.equal(run?.session, session.key);
    assert.equal(run?.run, session.run);
    assert.equal(run?.state, 'open');
    assert.ok(run?.openSince !== null && run?.aliveAt !== null);
    assert.ok((run?.aliveAt ?? 0) >= (run?.openSince ?? Infinity));
    assert.ok(seen.connections.some((connection) => connection.kind === 'list' && connection.state === 'open'));

    const text = session.events.filter((event) => event.type === 'text.delta');
    assert.ok(text.length > 0);
    assert.ok((text.at(-1)?.times ?? 0) > 1, 'a stream of text is one entry that counts');
    assert.equal(text.at(-1)?.run, session.run);
    assert.equal(text.at(-1)?.outcome, 'applied');
    assert.equal(Math.max(...text.map((event) => event.seqTo ?? 0)), Math.max(...text.map((event) => event.cursor)));
    assert.doesNotThrow(() => structuredClone(seen), 'plain data');

    const entries = text.reduce((sum, event) => sum + event.times, 0) / text.length;
    assert.ok(entries > 10, `metering between the words parts them into entries of ${entries}`);

    lease.release();
    assert.equal(of(registry, id).leases.lingering, true);
    assert.ok(registry.inspect().timers.leases > 0);
    stop();
    assert.deepEqual(of(registry, id).events, []);
    assert.equal(registry.inspect().recording, false);
    world.dispose();
  });

  it('tells what became of an event: applied, a number seen before, a hole, a run nobody knows', async () => {
    const world = new World();
    const id = world.server.control.seed({ title: 'A', messages: [{ role: 'user', content: 'Hi' }] });
    const { registry } = world.openTab();
    const stop = registry.startInspecting(() => undefined);
    await world.until('listed', () => registry.listed.value);
    const event = { type: 'text.delta', session: id, run: 'r', text: 'word' } as const;
    registry.route({
      type: 'run.started',
      session: id,
      run: 'r',
      origin: 'person',
      input: null,
      startedAt: null,
      seq: 1,
    });
    registry.route({ ...event, seq: 1 });
    registry.route({ ...event, seq: 1 });
    registry.route({ ...event, seq: 9 });
    registry.route({ ...event, run: 'other', seq: 1 });
    registry.route({ type: 'run.unknown', session: id, run: 'r', name: 'x', seq: 2 });
    const events = of(registry, id).events.filter((entry) => entry.run !== null);
    assert.deepEqual(
      events.map(({ type, run, seq, cursor, outcome }) => [type, run, seq, cursor, outcome]),
      [
        ['run.started', 'r', 1, 0, 'applied'],
        ['text.delta', 'r', 1, 1, 'applied'],
        ['text.delta', 'r', 1, 1, 'duplicate'],
        ['text.delta', 'r', 9, 1, 'gap'],
        ['text.delta', 'other', 1, 1, 'dropped'],
        ['run.unknown', 'r', 2, 2, 'unknown'],
      ],
    );
    assert.deepEqual(of(registry, id).counts, { dropped: 1, duplicate: 1, gaps: 1, unknown: 1 });
    assert.ok(of(registry, id).wants.resync > 0);
    assert.equal(registry.inspect().strays, 0);
    registry.route({ ...event, session: 'nobody' });
    assert.equal(registry.inspect().strays, 1, 'an event for no session we know is counted');
    stop();
    world.dispose();
  });

  it('shows a broken connection: ends in a row, and when it is tried again', async () => {
    const world = new World();
    const id = world.server.control.seed({ title: 'A', messages: [{ role: 'user', content: 'Hi' }] });
    const { registry } = world.openTab();
    const lease = registry.retain(id);
    await world.advance(100);
    void lease.session.value.send('Go. [[scenario:plain n=400 rate=25]]');
    await world.until('running', () => registry.inspect().connections.some((one) => one.kind === 'run' && one.aliveAt));
    world.server.control.cutStreams({ kind: 'chat' });
    const broken = () => registry.inspect().connections.find((one) => one.kind === 'run' && one.state === 'waiting');
    await world.until('broken', () => broken() !== undefined, 2_000);
    assert.equal(broken()?.failures, 1);
    assert.ok((broken()?.retryAt ?? 0) > registry.inspect().at - 1);
    assert.equal(broken()?.openSince, null);
    lease.release();
    world.dispose();
  });

  it('goes on when who looks throws, and forgets nothing while another still looks', async () => {
    const world = new World();
    const id = world.server.control.seed({ title: 'A', messages: [{ role: 'user', content: 'Hi' }] });
    const { registry } = world.openTab();
    const silenced = mock.method(console, 'error', () => undefined);
    const stopFirst = registry.startInspecting(() => {
      throw new Error('a faulty inspector');
    });
    const stopSecond = registry.startInspecting(() => undefined);
    await world.until('listed', () => registry.listed.value);
    assert.ok(silenced.mock.callCount() > 0, 'the fault is reported');
    silenced.mock.restore();
    stopFirst();
    stopFirst();
    assert.ok(of(registry, id).events.length > 0);
    stopSecond();
    assert.deepEqual(of(registry, id).events, []);
    world.dispose();
  });
});

describe('a trace', () => {
  it('keeps the last entries of a record and no more', () => {
    const trace = new EventTrace();
    let tick = 0;
    const record = new SessionRecord('a', {
      stamp: () => ({ tick: (tick += 1), now: tick }),
      changed: () => undefined,
      trace: () => trace,
    });
    for (let at = 0; at < TRACE_LENGTH; at += 1) {
      record.dispatch({ type: 'draft.changed', text: `${at}` });
      record.dispatch({ type: 'unread.marked' });
    }
    const events = trace.of(record);
    assert.equal(events.length, TRACE_LENGTH);
    assert.equal(events.at(-1)?.at, TRACE_LENGTH * 2);
  });
});
