/** Several tabs of one browser: one set of connections, one truth, whoever leads and however it goes. */
import assert from 'node:assert/strict';
import { test } from 'node:test';
import { createEmulator } from '../../demo/emulator/index.js';
import { createWebuiTransport, SessionRegistry, type Lease } from '../../runtime/index.js';
import { FakeClock } from '../runtime/support/fake-clock.js';
import { FakeEnvironment } from '../runtime/support/fake-environment.js';
import { journalText, liveText } from './oracles.js';
import { readable, type Tab, World } from './world.js';

interface Shown {
  readonly tab: Tab;
  readonly lease: Lease;
}

async function inTabs(
  count: number,
  body: (context: {
    readonly world: World;
    readonly tabs: readonly Tab[];
    readonly ids: readonly string[];
  }) => Promise<void>,
  sessions = 1,
): Promise<void> {
  const world = new World();
  const ids = Array.from({ length: sessions }, (_, at) =>
    world.server.control.seed({
      title: `Session ${at}`,
      messages: [
        { role: 'user', content: 'Hello' },
        { role: 'assistant', content: 'Hello to you.' },
      ],
    }),
  );
  const tabs: Tab[] = [];
  for (let at = 0; at < count; at += 1) {
    tabs.push(world.openTab({ tab: `t${at}` }));
    await world.advance(50);
  }
  try {
    await body({ world, tabs, ids });
  } finally {
    world.dispose();
  }
  await world.advance(1_000);
  assert.deepEqual(world.browser.tabs.held, { locks: 0, channels: 0 });
  assert.equal(world.clock.pending, 0, 'no timer is left anywhere');
}

const show = (tab: Tab, id: string): Shown => ({ tab, lease: tab.registry.retain(id) });

function assertLive(world: World, shown: readonly Shown[]): void {
  for (const { lease } of shown) {
    const session = lease.session.value;
    const run = session.transcript.value.live?.run;
    assert.ok(run, 'a turn is shown');
    assert.equal(liveText(session), journalText(world.server.control, run));
  }
}

test('ten tabs hold three streams, and show the same', () =>
  inTabs(
    10,
    async ({ world, tabs, ids }) => {
      const { control } = world.server;
      for (const id of ids) control.startTurn(id, { text: 'Go. [[scenario:long rate=20 max=400]]' });
      const shown = tabs.map((tab, at) => show(tab, ids[at % ids.length] ?? ''));
      await world.advance(4_000);
      assert.equal(control.state().openStreams.total, 3);
      control.startTurn(control.seed({ title: 'One more', messages: [] }), { text: '[[scenario:hold]]' });
      for (let step = 0; step < 200; step += 1) {
        await world.advance(17);
        const { total, paths } = control.state().openStreams;
        assert.ok(total <= 3, paths.join(' '));
      }
      for (const run of control.state().runs) control.cancel(run.streamId);
      await world.advance(5_000);
      for (const { lease } of shown) assert.equal(lease.session.value.run.value.phase, 'idle');
    },
    2,
  ));

test('a tab that comes late is told what it missed, and no stream is opened for it', () =>
  inTabs(1, async ({ world, tabs: [first], ids: [id = ''] }) => {
    assert.ok(first);
    const { control } = world.server;
    const shown = [show(first, id)];
    await world.advance(200);
    void shown[0]?.lease.session.value.send('Go. [[scenario:long rate=20 max=400]]');
    await world.advance(3_000);
    const opened = control.state().gets['/api/chat/stream'];
    shown.push(show(world.openTab({ tab: 'late' }), id));
    await world.advance(1_000);
    assertLive(world, shown);
    await world.advance(1_000);
    assertLive(world, shown);
    assert.equal(control.state().gets['/api/chat/stream'], opened);
  }));

for (const [how, go] of [
  ['is closed', (tab: Tab) => tab.close()],
  ['crashes', (tab: Tab) => tab.crash()],
  ['is frozen', (tab: Tab) => tab.environment.emitLifecycle('freeze')],
  ['hangs without a word', (tab: Tab) => tab.environment.freeze()],
] as const) {
  test(`when the tab that leads ${how} another goes on from where it stood`, () =>
    inTabs(3, async ({ world, tabs, ids: [id = ''] }) => {
      const { control } = world.server;
      const shown = tabs.map((tab) => show(tab, id));
      await world.advance(200);
      void shown[1]?.lease.session.value.send('Go. [[scenario:long rate=20 max=2000]]');
      await world.advance(2_000);
      assertLive(world, shown);
      const leader = tabs[0];
      assert.ok(leader);
      go(leader);
      await world.advance(15_000);
      const left = shown.slice(1);
      assertLive(world, left);
      control.cancel(control.run(id)?.streamId ?? '');
      await world.advance(3_000);
      for (const { lease: held } of left) {
        assert.equal(held.session.value.run.value.phase, 'idle');
        const text = readable(held.session.value);
        assert.equal(text.split('Go. [[').length, 2, text);
      }
      assert.equal(readable(left[0]!.lease.session.value), readable(left[1]!.lease.session.value));
      if (how === 'hangs without a word') {
        // It wakes up and finds that it leads no more.
        leader.environment.thaw();
        await world.advance(3_000);
        assert.ok(control.state().openStreams.total <= 3);
        assert.equal(shown[0]?.lease.session.value.run.value.phase, 'idle');
      }
      if (how === 'is frozen') leader.environment.emitLifecycle('resume');
      await world.advance(3_000);
    }));
}

test('a tab that takes over opens nothing before the browser has closed what the other one had', () =>
  inTabs(2, async ({ world, tabs: [first, second], ids: [id = ''] }) => {
    assert.ok(first && second);
    const { control } = world.server;
    const shown = [show(first, id), show(second, id)];
    void shown[1]?.lease.session.value.send('Go. [[scenario:long rate=20 max=2000]]');
    await world.advance(2_000);
    first.close();
    for (let step = 0; step < 8; step += 1) {
      await world.advance(10);
      assert.equal(second.registry.load.streams, 0);
    }
    await world.advance(1_000);
    assert.ok(control.state().openStreams.total > 0);
    assertLive(world, shown.slice(1));
  }));

test('a page that goes away holds nothing, though browsers hide it a moment after they say so', () =>
  inTabs(1, async ({ world, tabs: [tab], ids: [id = ''] }) => {
    assert.ok(tab);
    const shown = [show(tab, id)];
    void shown[0]?.lease.session.value.send('Go. [[scenario:long rate=20 max=2000]]');
    await world.advance(2_000);
    tab.environment.emitLifecycle('hide');
    tab.environment.setVisible(false);
    await world.advance(1_000);
    assert.equal(tab.registry.load.streams, 0);
    assert.deepEqual(world.browser.tabs.held, { locks: 0, channels: 0 });
    tab.environment.setVisible(true);
    tab.environment.emitLifecycle('restore');
    await world.advance(2_000);
    assertLive(world, shown);
  }));

test('a tab in sight takes the connections from one that is hidden, whose timers hardly run', () =>
  inTabs(2, async ({ world, tabs: [first, second], ids: [id = ''] }) => {
    assert.ok(first && second);
    const shown = [show(first, id), show(second, id)];
    void shown[1]?.lease.session.value.send('Go. [[scenario:long rate=20 max=2000]]');
    await world.advance(2_000);
    assert.ok(first.registry.load.streams > 0 && second.registry.load.streams === 0);
    first.environment.setVisible(false);
    await world.advance(15_000);
    assert.ok(first.registry.load.streams === 0 && second.registry.load.streams > 0);
    assertLive(world, shown);
  }));

test('what a person does in one tab is in the others within a second, without focus', () =>
  inTabs(2, async ({ world, tabs: [first, second], ids: [id = ''] }) => {
    assert.ok(first && second);
    second.environment.setVisible(false);
    const [here, there] = [show(first, id), show(second, id)].map((one) => one.lease.session.value);
    assert.ok(here && there);
    await world.advance(1_000);

    here.setDraft('Half a thou');
    await world.advance(900);
    assert.equal(there.composer.value.draft, 'Half a thou');
    there.setDraft('Half a thought');
    await world.advance(900);
    assert.equal(here.composer.value.draft, 'Half a thought');
    here.setDraft('');

    void here.send('Go. [[scenario:approval]]');
    await world.advance(900);
    assert.equal(there.run.value.phase, 'running');
    await world.advance(2_000);
    const [request] = there.requests.value.open;
    assert.ok(request, 'the approval is in the other tab');
    void here.answer(request.id, { kind: 'approval', choice: 'once' });
    await world.advance(300);
    assert.deepEqual(there.requests.value.open, []);
    await world.advance(20_000);
    here.markUnread();
    await world.advance(900);
    assert.equal(there.unread.value, true);
    here.markSeen();
    await world.advance(900);
    assert.equal(there.unread.value, false);
  }));

test('what waits in one tab is shown in the others, and a button there works', () =>
  inTabs(2, async ({ world, tabs: [first, second], ids: [id = ''] }) => {
    assert.ok(first && second);
    const [here, there] = [show(first, id), show(second, id)].map((one) => one.lease.session.value);
    assert.ok(here && there);
    await world.advance(500);
    void here.send('Go. [[scenario:hold]]');
    await world.advance(500);
    void here.send('One.');
    void here.send('Two.');
    await world.advance(900);
    const texts = (session: typeof here): readonly string[] => session.composer.value.outbox.map((item) => item.text);
    assert.deepEqual(texts(there), ['One.', 'Two.']);
    there.discard(there.composer.value.outbox[0]?.ref ?? '');
    there.reclaim(there.composer.value.outbox[1]?.ref ?? '');
    await world.advance(900);
    assert.deepEqual([texts(here), texts(there)], [[], []]);
    assert.deepEqual([here.composer.value.draft, there.composer.value.draft], ['Two.', 'Two.']);
  }));

for (const [how, go] of [
  ['crashed', (tab: Tab) => tab.crash()],
  ['was closed', (tab: Tab) => tab.close()],
] as const) {
  test(`a text that waits in a tab that ${how} is sent by another, once`, () =>
    inTabs(3, async ({ world, tabs: [first, second, third], ids: [id = ''] }) => {
      assert.ok(first && second && third);
      const { control } = world.server;
      const session = show(first, id).lease.session.value;
      const other = show(second, id).lease.session.value;
      show(third, id);
      await world.advance(500);
      void session.send('Go. [[scenario:hold n=3 m=3]]');
      await world.advance(500);
      void session.send('And then this.');
      await world.advance(500);
      go(first);
      await world.advance(10_000);
      control.release();
      await world.advance(60_000);
      const said = control.session(id)?.messages.filter((message) => message.content === 'And then this.');
      assert.equal(said?.length, 1);
      assert.deepEqual(other.composer.value.outbox, []);
    }));
}

test('a duplicated tab, born with the name of another, does not send what waits in that one', () =>
  inTabs(1, async ({ world, tabs: [first], ids: [id = ''] }) => {
    assert.ok(first);
    const { control } = world.server;
    const session = show(first, id).lease.session.value;
    await world.advance(500);
    void session.send('Go. [[scenario:hold n=3 m=3]]');
    await world.advance(500);
    void session.send('And then this.');
    await world.advance(500);
    const copy = show(world.openTab({ tab: 't0' }), id).lease.session.value;
    await world.advance(2_000);
    assert.deepEqual(
      copy.composer.value.outbox.map(({ text, owner }) => [text, owner]),
      [['And then this.', 't0']],
    );
    control.release();
    await world.advance(60_000);
    const said = control.session(id)?.messages.filter((message) => message.content === 'And then this.');
    assert.equal(said?.length, 1);
    assert.deepEqual(copy.composer.value.outbox, []);
  }));

test('two tabs that type into one draft lose not a word', () =>
  inTabs(2, async ({ world, tabs: [first, second], ids: [id = ''] }) => {
    assert.ok(first && second);
    const [here, there] = [show(first, id), show(second, id)].map((one) => one.lease.session.value);
    assert.ok(here && there);
    await world.advance(500);
    here.setDraft('shared');
    await world.advance(500);
    here.setDraft('shared, and here');
    there.setDraft('There: shared');
    await world.advance(2_000);
    assert.equal(here.composer.value.draft, 'There: shared, and here');
    assert.equal(there.composer.value.draft, here.composer.value.draft);
  }));

for (const sessions of [3, 8, 20]) {
  test(`of ${sessions} running sessions in one page every one moves within two seconds, over three connections`, () =>
    inTabs(
      1,
      async ({ world, tabs: [tab], ids }) => {
        assert.ok(tab);
        const { control } = world.server;
        for (const id of ids) control.startTurn(id, { text: 'Go. [[scenario:long rate=20 max=2000]]' });
        show(tab, ids[0] ?? '');
        show(tab, ids[1] ?? '');
        await world.advance(10_000);
        const lengths = new Map(ids.map((id) => [id, 0]));
        for (let round = 0; round < 5; round += 1) {
          for (let step = 0; step < 20; step += 1) {
            await world.advance(100);
            const { total, paths } = control.state().openStreams;
            assert.ok(total <= 3, paths.join(' '));
          }
          for (const id of ids) {
            const session = tab.session(id);
            const { length } = liveText(session);
            assert.ok(length > (lengths.get(id) ?? 0), `${id} stands still in round ${round}`);
            lengths.set(id, length);
            assert.equal(session.link.value.status, 'live');
          }
        }
      },
      sessions,
    ));
}

/** Streams of runs that were opened in `ms` of virtual time. */
async function openedIn(world: World, ms: number): Promise<number> {
  const opened = (): number => world.server.control.state().gets['/api/chat/stream'] ?? 0;
  const before = opened();
  await world.advance(ms);
  return opened() - before;
}

test('a run nobody looks at has a connection opened once a second, however few share it', () =>
  inTabs(
    1,
    async ({ world, tabs: [tab], ids }) => {
      assert.ok(tab);
      const { control } = world.server;
      for (const id of ids) control.startTurn(id, { text: 'Go. [[scenario:long rate=20 max=2000]]' });
      show(tab, ids[0] ?? '');
      await world.advance(5_000);
      const opened = await openedIn(world, 10_000);
      assert.ok(opened <= 11 * 3, `${opened} connections in 10 s for three runs`);
    },
    4,
  ));

test('a run that says nothing for long has no connection opened for it', () =>
  inTabs(
    1,
    async ({ world, tabs: [tab], ids }) => {
      assert.ok(tab);
      const { control } = world.server;
      for (const id of ids) control.startTurn(id, { text: 'Go. [[scenario:hold]]' });
      await world.advance(10_000);
      const opened = await openedIn(world, 20_000);
      // A visit each 1.2 s would be 80 of them.
      assert.ok(opened < 20, `${opened} connections in 20 s for ${ids.length} silent runs`);
    },
    6,
  ));

test('where the server speaks HTTP/2 every running session has a stream of its own', () =>
  inTabs(
    0,
    async ({ world, ids }) => {
      const { control } = world.server;
      const tab = world.openTab({ protocol: 'h2' });
      for (const id of ids) control.startTurn(id, { text: 'Go. [[scenario:long rate=20 max=2000]]' });
      await world.advance(5_000);
      assert.equal(control.state().openStreams.total, ids.length + 1);
      assert.equal(tab.registry.load.streams, ids.length + 1);
    },
    8,
  ));

test('a page that is alone keeps what is typed after it was put away and came back', async () => {
  const clock = new FakeClock();
  const server = createEmulator({ seed: 1, clock });
  const id = server.control.seed({ title: 'A', messages: [{ role: 'user', content: 'Hello' }] });
  const environment = new FakeEnvironment({
    clock,
    baseUrl: 'http://emulator.test/',
    fetch: (input, init) => server.fetch(new Request(input, init)),
  });
  const open = (): SessionRegistry => {
    const registry = new SessionRegistry({ environment });
    registry.connect(createWebuiTransport({ environment, baseUrl: 'http://emulator.test/' }));
    return registry;
  };
  const registry = open();
  const session = registry.retain(id).session.value;
  await clock.advance(500);
  environment.emitLifecycle('hide');
  await clock.advance(5_000);
  environment.emitLifecycle('restore');
  session.setDraft('typed after coming back');
  await clock.advance(1_000);
  assert.equal(registry.load.streams, 2, 'it is followed again');
  registry.dispose();
  const again = open();
  await clock.advance(500);
  assert.equal(again.retain(id).session.value.composer.value.draft, 'typed after coming back');
  again.dispose();
  server.dispose();
});
