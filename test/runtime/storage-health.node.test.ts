import assert from 'node:assert/strict';
import { it } from 'node:test';
import { StorageHealth, watchedStorage } from '../../runtime/storage-health.js';
import { MemoryStorage } from './support/fake-environment.js';

function watched() {
  const memory = new MemoryStorage();
  const health = new StorageHealth();
  return { memory, health, storage: watchedStorage(memory, health)! };
}

const failure = (name: string): Error => Object.assign(new Error(name), { name });

it('a storage that works is ok, and gives what it holds', () => {
  const { health, storage } = watched();
  storage.set('a', '1');
  assert.equal(storage.get('a'), '1');
  assert.deepEqual(storage.keys(), ['a']);
  storage.remove('a');
  assert.equal(storage.get('a'), null);
  assert.equal(health.status.value, 'ok');
});

it('failures are told apart and thrown on', () => {
  for (const [name, status] of [
    ['QuotaExceededError', 'full'],
    ['NS_ERROR_DOM_QUOTA_REACHED', 'full'],
    ['SecurityError', 'blocked'],
  ] as const) {
    const { memory, health, storage } = watched();
    memory.failure = failure(name);
    assert.throws(() => storage.set('a', '1'), { name });
    assert.equal(health.status.value, status);
  }
});

it('full stays full until what did not fit is written or given up, whatever else fits', () => {
  const { memory, health, storage } = watched();
  memory.failure = failure('QuotaExceededError');
  assert.throws(() => storage.set('big', '1'));
  assert.throws(() => storage.set('bigger', '1'));
  memory.failure = null;
  storage.set('small', '1');
  assert.equal(storage.get('big'), null);
  assert.equal(health.status.value, 'full');
  storage.set('big', '1');
  assert.equal(health.status.value, 'full');
  storage.remove('bigger');
  assert.equal(health.status.value, 'ok');
});

it('the gravest trouble is the one that is told', () => {
  const health = new StorageHealth();
  health.note('a', 'corrupt');
  assert.equal(health.status.value, 'corrupt');
  health.note('b', 'full');
  assert.equal(health.status.value, 'full');
  assert.equal(watchedStorage(null, health), null);
  assert.equal(health.status.value, 'blocked');
  watchedStorage(new MemoryStorage(), health);
  health.mended('b');
  assert.equal(health.status.value, 'corrupt');
  health.mended('a');
  assert.equal(health.status.value, 'corrupt', 'what was lost stays lost');
});
