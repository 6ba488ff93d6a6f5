/** View state over a reload: bounded, moved with the id, written in time, and never in anybody's way. */
import assert from 'node:assert/strict';
import { describe, it } from 'node:test';
import { KeptViews } from '../../runtime/kept-views.js';
import { StorageHealth } from '../../runtime/storage-health.js';
import { World } from '../simulation/world.js';
import { FakeEnvironment, MemoryStorage } from './support/fake-environment.js';

const FAMILY = 'hermes-elements/view/';

class QuotaExceeded extends Error {
  override readonly name = 'QuotaExceededError';
}

/** A storage with room for so many characters. */
class SmallStorage extends MemoryStorage {
  room: number;
  constructor(room: number) {
    super();
    this.room = room;
  }
  override set(key: string, value: string): void {
    const taken = this.keys().reduce((sum, one) => sum + (one === key ? 0 : (this.get(one) ?? '').length), 0);
    if (taken + value.length > this.room) throw new QuotaExceeded();
    super.set(key, value);
  }
}

function browser(storage: MemoryStorage | null = new MemoryStorage()) {
  const environment = new FakeEnvironment({ storage });
  const health = new StorageHealth();
  const open = (scope = 'server profile'): KeptViews => new KeptViews(environment, scope, health);
  return { environment, health, storage, open };
}

describe('kept views', () => {
  it('are there again after a reload, each value under its name', () => {
    const { open } = browser();
    const views = open();
    views.set('s1', 'place', { at: 'message', row: '4', offset: -12.5 });
    views.set('s1', 'opened', [1, 'two', null, true]);
    views.set('s2', 'place', 'other');
    views.flush();
    const again = open();
    assert.deepEqual(again.get('s1', 'place'), { at: 'message', row: '4', offset: -12.5 });
    assert.deepEqual(again.get('s1', 'opened'), [1, 'two', null, true]);
    assert.equal(again.get('s2', 'place'), 'other');
    assert.equal(again.get('s3', 'place'), undefined);
  });

  it('are written a moment after the last word, once, and leave no timer', async () => {
    const { environment, open, storage } = browser();
    const views = open();
    for (let step = 0; step < 50; step += 1) views.set('s1', 'place', step);
    assert.equal(storage!.keys().length, 0);
    assert.equal(views.load.timers, 1);
    await environment.advance(500);
    assert.equal(storage!.keys().length, 1);
    assert.equal(views.load.timers, 0);
    assert.equal(environment.held.timers, 0);
    assert.equal(open().get('s1', 'place'), 49);
  });

  it('of one server or profile are not seen in another', () => {
    const { open } = browser();
    const views = open('one');
    views.set('s1', 'place', 'here');
    views.flush();
    assert.equal(open('two').get('s1', 'place'), undefined);
  });

  it('go where the conversation goes, and nothing stays behind', () => {
    const { open, storage } = browser();
    const views = open();
    views.set('old', 'place', 'here');
    views.flush();
    views.move('old', 'new');
    assert.equal(views.get('new', 'place'), 'here');
    views.flush();
    assert.equal(open().get('new', 'place'), 'here');
    assert.equal(open().get('old', 'place'), undefined);
    assert.equal(storage!.keys().length, 1);
  });

  it('that meet under one id give way to the one touched last', async () => {
    for (const [first, kept] of [
      ['old', 'of new'],
      ['new', 'of old'],
    ] as const) {
      const { environment, open } = browser();
      const views = open();
      views.set(first, 'place', `of ${first}`);
      await environment.advance(1_000);
      const second = first === 'old' ? 'new' : 'old';
      views.set(second, 'place', `of ${second}`);
      views.move('old', 'new');
      assert.equal(views.get('new', 'place'), kept);
      assert.equal(views.get('old', 'place'), undefined);
    }
  });

  it('of two tabs: the last writer wins, whole', () => {
    const { open } = browser();
    const [one, two] = [open(), open()];
    one.set('s1', 'place', 'one');
    one.set('s1', 'opened', 'one');
    one.flush();
    two.set('s2', 'place', 'elsewhere');
    two.flush();
    assert.equal(open().get('s1', 'place'), 'one', 'another conversation is left alone');
    two.set('s1', 'place', 'two');
    two.flush();
    one.flush();
    assert.equal(open().get('s1', 'place'), 'two');
  });

  it('are kept of two hundred conversations or a few more, the oldest go first', async () => {
    const { environment, open, storage } = browser();
    const views = open();
    for (let at = 0; at < 300; at += 1) {
      views.set(`s${at}`, 'place', at);
      await environment.advance(500);
      assert.ok(storage!.keys().length <= 221);
    }
    const again = open();
    assert.equal(again.get('s0', 'place'), undefined);
    for (let at = 100; at < 300; at += 1) assert.equal(again.get(`s${at}`, 'place'), at);
  });

  it('are bounded over all servers, and what an older version left goes too, not what a newer one has', () => {
    const { open, storage } = browser();
    storage!.set(`${FAMILY}0/x/s`, 'old');
    storage!.set(`${FAMILY}9/x/s`, 'newer');
    storage!.set('somebody else', 'theirs');
    for (let at = 0; at < 300; at += 1) {
      const views = open(`scope ${at}`);
      views.set('s', 'place', at);
      views.flush();
    }
    assert.ok(storage!.keys().length <= 223);
    assert.equal(storage!.get(`${FAMILY}0/x/s`), null);
    assert.equal(storage!.get(`${FAMILY}9/x/s`), 'newer');
    assert.equal(storage!.get('somebody else'), 'theirs');
  });

  it('that grew too big live as long as the page', () => {
    const { open, storage } = browser();
    const views = open();
    views.set('s1', 'place', 'small');
    views.flush();
    views.set('s1', 'opened', 'x'.repeat(5_000));
    views.flush();
    assert.equal((views.get('s1', 'opened') as string).length, 5_000);
    assert.equal(storage!.keys().length, 0);
  });

  it('forget a conversation that is no more', () => {
    const { open, storage } = browser();
    const views = open();
    views.set('s1', 'place', 'here');
    views.flush();
    views.forget('s1');
    views.flush();
    assert.equal(views.get('s1', 'place'), undefined);
    assert.equal(storage!.keys().length, 0);
  });

  it('go on in memory where nothing can be kept, and it is noted', () => {
    for (const storage of [null, new MemoryStorage()]) {
      if (storage) storage.failure = new Error('SecurityError');
      const { open, health } = browser(storage);
      const views = open();
      views.set('s1', 'place', 'here');
      views.flush();
      views.move('s1', 's2');
      views.flush();
      assert.equal(views.get('s2', 'place'), 'here');
      assert.equal(health.status.value, 'blocked');
    }
  });

  it('that can not be read are noted and left', () => {
    const { open, storage, health } = browser();
    const views = open();
    views.set('s1', 'place', 'here');
    views.set('s2', 'place', 'there');
    views.flush();
    for (const broken of ['', 'x', '12', '12 {', '12 {"a":1}', 'NaN []', '12 [["a"]]']) {
      const key = storage!.keys().find((one) => one.endsWith('/s1'))!;
      storage!.set(key, broken);
      assert.equal(open().get('s1', 'place'), undefined);
      assert.equal(open().get('s2', 'place'), 'there');
    }
    assert.equal(health.status.value, 'corrupt');
  });

  it('make room in a full storage, oldest first', async () => {
    const storage = new SmallStorage(160 * 60);
    const { environment, open, health } = browser(storage);
    const views = open();
    for (let at = 0; at < 190; at += 1) {
      views.set(`s${at}`, 'place', 'x'.repeat(30));
      await environment.advance(500);
    }
    assert.equal(health.status.value, 'ok', 'nobody has to hear of it');
    assert.equal(open().get('s189', 'place'), 'x'.repeat(30));
    assert.equal(open().get('s0', 'place'), undefined);
  });

  it('of a session: restored in the next page, moved by a rotation, flushed when the page goes away', async () => {
    const world = new World();
    try {
      const id = world.server.control.seed({ title: 'A', messages: [{ role: 'user', content: 'Hi' }] });
      let tab = world.openTab({ tab: 'one' });
      await world.until('the list is read', () => tab.registry.listed.value);
      tab.session(id).view.set('place', 7);
      tab.environment.emitLifecycle('freeze');
      assert.ok(
        world.storage.keys().some((key) => key.startsWith(FAMILY)),
        'written when the page freezes',
      );
      tab.session(id).view.set('place', 8);
      tab.close();
      assert.equal(tab.environment.held.listeners, 0);
      tab = world.openTab({ tab: 'one' });
      await world.until('the list is read', () => tab.registry.listed.value);
      const session = tab.session(id);
      assert.equal(session.view.get('place'), 8);

      tab.registry.route({ type: 'session.rekeyed', session: id, to: 'tip-2' });
      assert.equal(session.view.get('place'), 8);
      assert.equal(session.meta.value.id, 'tip-2');
      tab.environment.emitLifecycle('hide');
      const keys = world.storage.keys().filter((key) => key.startsWith(FAMILY));
      assert.deepEqual(
        keys.map((key) => key.split('/').at(-1)),
        ['tip-2'],
      );
      assert.equal(tab.registry.storage.value, 'ok');
    } finally {
      world.dispose();
    }
  });
});
