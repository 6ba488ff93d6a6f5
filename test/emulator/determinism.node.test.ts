import assert from 'node:assert/strict';
import { test } from 'node:test';
import { Client } from './client.js';

async function schedule(seed: number): Promise<string> {
  const client = new Client({ seed });
  const log: string[] = [];
  const list = await client.open('/api/sessions/events');
  for (const scenario of ['tools', 'approval', 'Explain the cache, please']) {
    const session = await client.newSession();
    const text = scenario.includes(' ') ? scenario : `[[scenario:${scenario}]]`;
    const id = await client.start(session, text);
    const stream = await client.open(`/api/chat/stream?stream_id=${id}&replay=1`);
    await client.clock.advance(2000);
    client.control.approve(session);
    await client.clock.advance(60_000);
    log.push(stream.raw, String(stream.ended));
    log.push(JSON.stringify((await client.get('/api/sessions')).body));
  }
  log.push(list.raw);
  return log.join('\n');
}

test('the same seed and schedule give the same bytes', async () => {
  assert.equal(await schedule(3), await schedule(3));
});

test('another seed gives other ids', async () => {
  assert.notEqual(await schedule(3), await schedule(4));
});

test('the living demo repeats itself exactly', async () => {
  const play = async () => {
    const client = new Client({ demo: true });
    await client.clock.advance(90_000);
    const lists = JSON.stringify((await client.get('/api/sessions')).body);
    const { runs } = client.control.state();
    return lists + JSON.stringify(runs) + JSON.stringify(client.control.journal(runs[0]?.streamId ?? ''));
  };
  assert.equal(await play(), await play());
});

test('nothing is left running after dispose', async () => {
  const client = new Client({ demo: true });
  const list = await client.open('/api/sessions/events');
  await client.clock.advance(5000);
  client.emulator.dispose();
  await client.clock.settle(100);
  assert.equal(client.clock.pending, 0);
  assert.equal(list.ended, 'server');
  await assert.rejects(client.get('/api/sessions'), TypeError);
});
