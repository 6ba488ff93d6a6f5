/** Tabs without locks (plain http at a LAN address): each has connections of its own, and requests always find one. */
import assert from 'node:assert/strict';
import { test } from 'node:test';
import { MemoryStorage } from '../runtime/support/fake-environment.js';
import { journalText, liveText } from './oracles.js';
import { Browser } from './tab-environment.js';
import { type Tab, World } from './world.js';

/** What a browser leaves for requests of its six connections. */
const MOST = 4;

interface Lan {
  readonly world: World;
  readonly ids: readonly string[];
  readonly browser: Browser;
  readonly tabs: readonly Tab[];
}

/** So many tabs, each on the same two sessions, which run; only the last one is seen. */
async function onLan(count: number, body: (lan: Lan) => Promise<void>, hopMs?: number): Promise<void> {
  const world = new World();
  const { control } = world.server;
  const ids = ['A', 'B'].map((title) => control.seed({ title, messages: [{ role: 'user', content: 'Hello' }] }));
  for (const id of ids) control.startTurn(id, { text: 'Go. [[scenario:long rate=20 max=900]]' });
  const browser = new Browser(new MemoryStorage(), world.clock, { locks: false, hopMs });
  const tabs: Tab[] = [];
  for (let at = 0; at < count; at += 1) {
    tabs.at(-1)?.environment.setVisible(false);
    const tab = world.openTab({ browser, tab: `t${at}` });
    tabs.push(tab);
    for (const id of ids) tab.registry.retain(id);
    for (let step = 0; step < 50; step += 1) {
      await world.advance(20);
      assert.ok(streams(world) <= MOST, `${streams(world)} streams`);
    }
  }
  try {
    await body({ world, ids, browser, tabs });
  } finally {
    world.dispose();
  }
  await world.advance(1_000);
  assert.deepEqual(browser.tabs.held, { locks: 0, channels: 0 });
  assert.equal(world.clock.pending, 0, 'no timer is left anywhere');
}

const streams = (world: World): number => world.server.control.state().openStreams.total;

function assertLive({ world, ids, tabs }: Lan, at: number): void {
  for (const id of ids) {
    const session = tabs[at]!.session(id);
    const run = session.transcript.value.live?.run;
    assert.ok(run, 'a turn is shown');
    assert.equal(liveText(session), journalText(world.server.control, run));
  }
}

test('of many tabs only the one that is seen holds connections', () =>
  onLan(5, async (lan) => {
    const { world, tabs } = lan;
    await world.advance(2_000);
    assert.ok(streams(world) <= MOST, `${streams(world)} streams`);
    assert.deepEqual(
      tabs.map((tab) => tab.registry.load.streams > 0),
      [false, false, false, false, true],
    );
    assertLive(lan, 4);
  }));

test('a tab that is seen again goes on from where it stood', () =>
  onLan(3, async (lan) => {
    const { world, tabs } = lan;
    await world.advance(3_000);
    tabs[2]!.environment.setVisible(false);
    tabs[0]!.environment.setVisible(true);
    await world.advance(1_500);
    assertLive(lan, 0);
    assert.ok(streams(world) <= MOST, `${streams(world)} streams`);
    assert.equal(tabs[2]!.registry.load.streams, 0);
  }));

test('a hidden tab hears of an end by the list', () =>
  onLan(2, async ({ world, ids, tabs }) => {
    await world.advance(1_000);
    for (const run of world.server.control.state().runs) world.server.control.cancel(run.streamId);
    await world.advance(12_000);
    for (const id of ids) assert.equal(tabs[0]!.session(id).run.value.phase, 'idle');
  }));

test('two windows side by side share the room, and both are live', () =>
  onLan(2, async (lan) => {
    const { world, tabs } = lan;
    tabs[0]!.environment.setVisible(true);
    for (let step = 0; step < 100; step += 1) {
      await world.advance(40);
      if (step > 10) assert.ok(streams(world) <= MOST, `${streams(world)} streams`);
    }
    for (const at of [0, 1])
      for (const id of lan.ids) {
        const session = tabs[at]!.session(id);
        const shown = liveText(session);
        const said = journalText(world.server.control, session.transcript.value.live?.run ?? '');
        assert.ok(said.startsWith(shown) && said.length - shown.length < 300, 'it is not far behind');
      }
  }));

test('a tab that is closed leaves its room at once, one that died after a while', () =>
  onLan(3, async ({ world, tabs }) => {
    const [first, second, last] = tabs;
    first!.environment.setVisible(true);
    second!.environment.setVisible(true);
    assert.equal(await mostOf(world, last!), 1);
    first!.close();
    assert.equal(await mostOf(world, last!), 2);
    second!.crash();
    await world.advance(10_000);
    assert.equal(await mostOf(world, last!), 2);
    await world.advance(180_000);
    assert.equal(await mostOf(world, last!), 3);
  }));

/** Of its streams some take turns: the most of them within a second. */
async function mostOf(world: World, tab: Tab): Promise<number> {
  let most = 0;
  await world.advance(200);
  for (let step = 0; step < 50; step += 1) {
    await world.advance(20);
    most = Math.max(most, tab.registry.load.streams);
  }
  return most;
}

test('windows that come and go leave room at every moment', () =>
  onLan(
    1,
    async ({ world, ids, browser, tabs: [first] }) => {
      const room = async (ms: number): Promise<void> => {
        for (let passed = 0; passed < ms; passed += 10) {
          await world.advance(10);
          // One that has just come knows nobody yet.
          assert.ok(streams(world) <= MOST + 1, `${streams(world)} streams`);
        }
      };
      const windows = [first!];
      for (let at = 1; at < 4; at += 1) {
        const tab = world.openTab({ browser, tab: `w${at}` });
        windows.push(tab);
        for (const id of ids) tab.registry.retain(id);
        await room(800);
      }
      for (const tab of windows.slice(1)) {
        tab.close();
        await room(30);
      }
      await room(1_000);
      assert.equal(first!.registry.load.streams, 3);
    },
    150,
  ));

test('a tab that is alone keeps its connections while nobody sees it', () =>
  onLan(1, async (lan) => {
    lan.tabs[0]!.environment.setVisible(false);
    await lan.world.advance(3_000);
    assert.equal(lan.tabs[0]!.registry.load.streams, 3);
    assertLive(lan, 0);
  }));
