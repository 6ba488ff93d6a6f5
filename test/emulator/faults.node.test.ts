import assert from 'node:assert/strict';
import { test } from 'node:test';
import { Client } from './client.js';

async function running(client: Client, scenario = 'plain n=20 rate=100'): Promise<{ session: string; id: string }> {
  const session = await client.newSession();
  return { session, id: await client.start(session, `[[scenario:${scenario}]]`) };
}

test('cut: what was sent arrives, then the body errors, and a cursor gets the rest', async () => {
  const client = new Client({ backend: 'runs' });
  client.control.fault({ kind: 'cut', path: '/api/chat/stream\\?', afterFrames: 5 });
  const { id } = await running(client);
  const first = await client.open(`/api/chat/stream?stream_id=${id}`);
  await client.clock.advance(2000);
  assert.deepEqual(first.seqs(), [1, 2, 3, 4, 5]);
  assert.equal(first.ended, 'error');
  const second = await client.open(`/api/chat/stream?stream_id=${id}&after_seq=5`);
  await client.clock.advance(2000);
  assert.equal(second.seqs()[0], 6);
  assert.equal(second.events().at(-1), 'stream_end');
});

test('fin: the body ends cleanly without a terminal frame', async () => {
  const client = new Client({ backend: 'runs' });
  client.control.fault({ kind: 'fin', path: '/api/chat/stream\\?', afterFrames: 3 });
  const { id } = await running(client);
  const stream = await client.open(`/api/chat/stream?stream_id=${id}`);
  await client.clock.advance(2000);
  assert.deepEqual([stream.seqs().length, stream.ended], [3, 'server']);
});

test('stall: the connection stays open and even the heartbeat stops', async () => {
  const client = new Client({ backend: 'runs' });
  client.control.fault({ kind: 'stall', path: '/api/chat/stream\\?', afterFrames: 2 });
  const { id } = await running(client);
  const stream = await client.open(`/api/chat/stream?stream_id=${id}`);
  await client.clock.advance(20_000);
  assert.deepEqual([stream.frames.length, stream.comments.length, stream.ended], [2, 0, null]);
  assert.equal(client.control.state().openStreams.total, 1);
});

test('duplicate, reorder, hole and junk change frames as they say', async () => {
  for (const [kind, seqs] of [
    ['duplicate', [1, 2, 3, 3, 4]],
    ['reorder', [1, 2, 4, 3, 5]],
    ['hole', [1, 2, 4, 5, 6]],
    ['junk', [1, 2, 3, 4, 5]],
  ] as const) {
    const client = new Client({ backend: 'runs' });
    client.control.fault({ kind, path: '/api/chat/stream\\?', afterFrames: 2 });
    const { id } = await running(client);
    const stream = await client.open(`/api/chat/stream?stream_id=${id}`);
    await client.clock.advance(2000);
    assert.deepEqual(stream.seqs().slice(0, 5), seqs, kind);
    assert.equal(stream.raw.includes('nonsense'), kind === 'junk');
  }
});

test('half a frame, or a raw HTTP error, can end a body', async () => {
  for (const kind of ['half-frame', 'http-error'] as const) {
    const client = new Client({ backend: 'runs' });
    client.control.fault({ kind, path: '/api/chat/stream\\?', afterFrames: 2 });
    const { id } = await running(client);
    const stream = await client.open(`/api/chat/stream?stream_id=${id}`);
    await client.clock.advance(2000);
    assert.equal(stream.ended, 'server');
    assert.equal(stream.frames.length, 2);
    assert.equal(stream.raw.includes('HTTP/1.1 500'), kind === 'http-error');
    assert.ok(!stream.raw.endsWith('\n\n'));
  }
});

test('the next K matching requests get a status, and no others', async () => {
  const client = new Client();
  client.control.fault({ kind: 'status', status: 401, path: '^/api/sessions$', times: 2 });
  const statuses: number[] = [];
  for (let i = 0; i < 3; i += 1) statuses.push((await client.get('/api/sessions')).status);
  assert.deepEqual(statuses, [401, 401, 200]);
  assert.equal((await client.get('/api/projects')).status, 200);
});

test('every error status has a body like the server would send', async () => {
  const client = new Client();
  for (const status of [401, 403, 404, 409, 429, 500, 502]) {
    client.control.fault({ kind: 'status', status, method: 'POST' });
    const answer = await client.post('/api/session/new');
    assert.equal(answer.status, status);
    assert.equal(typeof answer.body.error, 'string');
  }
});

test('HTML instead of JSON', async () => {
  const client = new Client();
  client.control.fault({ kind: 'html', path: '/api/sessions' });
  const answer = await client.get('/api/sessions');
  assert.match(answer.headers.get('content-type') ?? '', /text\/html/);
});

test('a network error before the server acts loses the request; after it, only the answer', async () => {
  const client = new Client();
  const session = await client.newSession();
  client.control.fault({ kind: 'network', path: 'chat/start', phase: 'before' });
  await assert.rejects(client.start(session, '[[scenario:hold]]'), TypeError);
  assert.equal(client.control.state().runs.length, 0);
  client.control.fault({ kind: 'network', path: 'chat/start', phase: 'after' });
  await assert.rejects(client.start(session, '[[scenario:hold]]'), TypeError);
  const [run] = client.control.state().runs;
  assert.ok(run);
  const retry = await client.post('/api/chat/start', { session_id: session, message: 'x' });
  assert.deepEqual([retry.status, retry.body.active_stream_id], [409, run.streamId]);
});

test('a held answer overtakes nothing: it is as old as its request', async () => {
  const client = new Client();
  const session = client.control.seed({ title: 'Before', messages: [{ role: 'user', content: 'hi' }] });
  client.control.fault({ kind: 'hold', path: `session_id=${session}`, name: 'old' });
  const old = client.get(`/api/session?session_id=${session}`);
  await client.clock.settle();
  await client.post('/api/session/rename', { session_id: session, title: 'After' });
  assert.equal((await client.get(`/api/session?session_id=${session}`)).body.session.title, 'After');
  assert.deepEqual(client.control.state().held, { old: 1 });
  assert.equal(client.control.releaseHeld('old'), 1);
  assert.equal((await old).body.session.title, 'Before');
});

test('a slow list is late by as much as was asked for', async () => {
  const client = new Client();
  client.control.fault({ kind: 'delay', path: '^/api/sessions$', ms: 3000 });
  let done = false;
  const pending = client.get('/api/sessions').then(() => (done = true));
  await client.clock.advance(2900);
  assert.equal(done, false);
  await client.clock.advance(200);
  await pending;
  assert.equal(done, true);
});

test('open streams can be cut, ended, stalled and written into from outside', async () => {
  const client = new Client({ backend: 'runs' });
  const { id, session } = await running(client, 'hold n=3');
  const open = () => client.open(`/api/chat/stream?stream_id=${id}&replay=1`);
  const [a, b, c] = [await open(), await open(), await open()];
  await client.clock.advance(100);
  assert.equal(client.control.injectFrame('token', { text: 'foreign' }, { kind: 'chat', id: 'other:1' }), 3);
  await client.clock.settle();
  assert.equal(a.frames.at(-1)?.id, 'other:1');
  assert.equal(client.control.cutStreams({ session }), 3);
  await client.clock.settle();
  assert.deepEqual([a.ended, b.ended, c.ended], ['error', 'error', 'error']);
  const d = await open();
  assert.equal(client.control.endStreams({ path: 'stream_id' }), 1);
  await client.clock.settle();
  assert.equal(d.ended, 'server');
});
