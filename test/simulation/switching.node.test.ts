/** Switching to and fro among more running sessions than there are connections for them. */
import assert from 'node:assert/strict';
import { test } from 'node:test';
import type { SessionRuntime } from '../../runtime/index.js';
import { assertShowsTruth, journalText, liveText } from './oracles.js';
import { World } from './world.js';

for (const backend of ['agent', 'runs'] as const) {
  test(`thirty switches among four running sessions: three connections, no word lost or doubled (${backend})`, async () => {
    const world = new World({ backend });
    const { control } = world.server;
    const ids = [0, 1, 2, 3].map((at) => control.seed({ title: `Session ${at}`, messages: [] }));
    const tab = world.openTab();
    const sessions: SessionRuntime[] = [];
    for (const id of ids) {
      const lease = tab.registry.retain(id);
      await world.advance(50);
      sessions.push(lease.session.value);
      await lease.session.value.send('Go. [[scenario:plain n=400 rate=25]]');
      lease.release();
    }
    let lease = tab.registry.retain(ids[0] ?? '');
    for (let at = 1; at <= 30; at += 1) {
      const next = tab.registry.retain(ids[(at * 7) % 4] ?? '');
      lease.release();
      lease = next;
      await world.advance(100 + (at % 5) * 90);
      const session = lease.session.value;
      const live = liveText(session);
      assert.ok(journalText(control, session.run.value.run ?? '').startsWith(live), 'shown in order, each word once');
      assert.ok(live.length > 0, 'and what was said while one was away is there');
      assert.ok(control.state().maxOpenStreams <= 3, `${control.state().maxOpenStreams} streams`);
      assert.ok(tab.registry.load.streams <= 3);
    }
    await world.until('all are over', () => sessions.every((session) => session.run.value.phase === 'idle'), 120_000);
    for (const [at, id] of ids.entries()) {
      const held = tab.registry.retain(id);
      await world.advance(200);
      const session = sessions[at];
      assert.ok(session);
      assertShowsTruth(control, session);
      held.release();
    }
    assert.ok(control.state().maxOpenStreams <= 3);
    lease.release();
    tab.close();
    await world.advance(100);
    assert.equal(control.state().openStreams.total, 0);
    const { load } = tab.registry;
    assert.deepEqual([load.streams, load.timers, load.reads, load.leases], [0, 0, 0, 0]);
    world.dispose();
    assert.equal(world.clock.pending, 0, 'no timer is left anywhere');
  });
}

// A browser frees the connection of an aborted request a moment after; a stream opened at once would be the fourth.
test('a stream that takes the place of another waits until that one is gone', async () => {
  const world = new World();
  const { control } = world.server;
  const rows = [{ role: 'user' as const, content: 'Hello' }];
  const ids = [0, 1, 2].map((at) => control.seed({ title: `Session ${at}`, messages: rows }));
  const tab = world.openTab();
  const leases = ids.slice(0, 2).map((id) => tab.registry.retain(id));
  await world.advance(3_000);
  const opened = (): number => control.state().gets['/api/session/stream'] ?? 0;
  assert.equal(opened(), 2);
  let detached = 0;
  leases[0]?.setVisible(false);
  const third = tab.registry.retain(ids[2] ?? '');
  while (control.state().openStreams.total === 3 && detached < 100) {
    await world.advance(1);
    detached += 1;
  }
  assert.equal(opened(), 2, 'not while the other may still be open');
  await world.advance(20);
  assert.equal(opened(), 2, 'nor a moment after');
  await world.advance(100);
  assert.equal(opened(), 3, 'and then at once');
  for (const lease of [...leases, third]) lease.release();
  world.dispose();
});
