import assert from 'node:assert/strict';
import { test } from 'node:test';
import { Client } from './client.js';

const ROWS = [
  { role: 'user' as const, content: 'one' },
  { role: 'assistant' as const, content: '', tool_calls: [] },
  { role: 'tool' as const, content: 'x'.repeat(5000), tool_call_id: 'c1', name: 'read_file' },
  { role: 'assistant' as const, content: 'two' },
  { role: 'user' as const, content: 'three' },
  { role: 'assistant' as const, content: 'four' },
];

test('an empty session is not listed and does not survive a restart', async () => {
  const client = new Client();
  const id = await client.newSession();
  assert.equal((await client.get('/api/sessions')).body.sessions.length, 0);
  client.control.restart();
  assert.equal((await client.post('/api/chat/start', { session_id: id, message: 'hi' })).status, 404);
});

test('titles in the list may be stale while something runs, running and attention never', async () => {
  const client = new Client();
  const first = client.control.seed({ title: 'First', messages: ROWS, updatedAgo: 1000 });
  const session = await client.newSession();
  await client.start(session, '[[scenario:approval]]');
  const row = async (id: string) =>
    (await client.get('/api/sessions')).body.sessions.find((item: { session_id: string }) => item.session_id === id);
  assert.equal((await row(first)).message_count, 6);
  await client.post('/api/session/truncate', { session_id: first, keep_count: 2 });
  assert.equal((await row(first)).message_count, 6);
  await client.clock.advance(1000);
  assert.equal((await row(session)).attention.kind, 'approval');
  // Whatever is announced clears the cache.
  assert.equal((await row(first)).message_count, 2);
  await client.post('/api/session/truncate', { session_id: first, keep_count: 1 });
  await client.clock.advance(40_000);
  assert.equal((await row(first)).message_count, 2);
  await client.clock.advance(6000);
  assert.equal((await row(first)).message_count, 1);
});

test('running sessions come first, then the newest; pinning does not reorder', async () => {
  const client = new Client();
  const old = client.control.seed({ title: 'Old', pinned: true, messages: ROWS, updatedAgo: 9000 });
  const fresh = client.control.seed({ title: 'Fresh', messages: ROWS, updatedAgo: 1000 });
  const order = async () =>
    (await client.get('/api/sessions')).body.sessions.map((row: { session_id: string }) => row.session_id);
  assert.deepEqual(await order(), [fresh, old]);
  await client.start(old, '[[scenario:hold]]');
  assert.deepEqual(await order(), [old, fresh]);
});

test('windows count visible rows, say where they begin, and clip what tools said', async () => {
  const client = new Client();
  const id = client.control.seed({ title: 'Rows', messages: ROWS });
  const read = async (query: string) => (await client.get(`/api/session?session_id=${id}${query}`)).body.session;
  const tail = await read('&msg_limit=3');
  assert.deepEqual([tail._messages_offset, tail._messages_truncated, tail.messages.length], [3, true, 3]);
  const older = await read('&msg_limit=2&msg_before=3');
  assert.deepEqual([older._messages_offset, older._messages_truncated], [0, false]);
  const tool = older.messages[2];
  assert.deepEqual([tool._content_truncated, tool._content_original_chars], [true, 5000]);
  assert.equal((await read('')).messages[2].content.length, 5000);
  assert.equal((await read('')).message_count, 6);
});

test('only three sessions can be pinned', async () => {
  const client = new Client();
  const ids = client.control.seedMany(4);
  const answers = await Promise.all(ids.map((id) => client.post('/api/session/pin', { session_id: id })));
  assert.deepEqual(
    answers.map((answer) => answer.status),
    [200, 200, 200, 400],
  );
});

test('undo and retry fail with status 200', async () => {
  const client = new Client();
  const id = await client.newSession();
  const undo = await client.post('/api/session/undo', { session_id: id });
  assert.deepEqual([undo.status, undo.body], [200, { error: 'Nothing to undo.' }]);
});

test('regenerating needs the current revision and asks the last prompt again', async () => {
  const client = new Client();
  const id = client.control.seed({ title: 'Rows', messages: ROWS });
  const start = (revision: string) =>
    client.post('/api/chat/start', { session_id: id, regenerate: true, regeneration_revision: revision });
  assert.equal((await start('old')).body.code, 'stale_regeneration_revision');
  const { regeneration_revision: revision } = (await client.get(`/api/session?session_id=${id}`)).body.session;
  assert.equal((await start(revision)).status, 200);
  await client.clock.advance(60_000);
  const { messages } = (await client.get(`/api/session?session_id=${id}`)).body.session;
  assert.equal(messages.length, 6);
  assert.equal(messages[4].content, 'three');
  assert.notEqual(messages[5].content, 'four');
});

test('yolo lets what is parked through and asks no more', async () => {
  const client = new Client();
  const session = await client.newSession();
  const id = await client.start(session, '[[scenario:two-approvals serial]]');
  await client.clock.advance(500);
  assert.equal((await client.get(`/api/approval/pending?session_id=${session}`)).body.pending_count, 1);
  await client.post('/api/session/yolo', { session_id: session, enabled: true });
  await client.clock.advance(1000);
  assert.equal(client.control.run(id), undefined);
  assert.equal(client.control.journal(id).filter((row) => row.event === 'approval').length, 1);
});

test('two answers at the same time: one counts', async () => {
  const client = new Client({ backend: 'runs' });
  client.control.tune({ relayMs: 200 });
  const session = await client.newSession();
  await client.start(session, '[[scenario:approval]]');
  await client.clock.advance(200);
  const answer = { session_id: session, approval_id: 'appr-1', choice: 'once' };
  const both = Promise.all([
    client.post('/api/approval/respond', answer),
    client.post('/api/approval/respond', { ...answer, choice: 'deny' }),
  ]);
  await client.clock.advance(500);
  const [first, second] = await both;
  assert.deepEqual([first.status, second.status, second.body.code], [200, 409, 'gateway_approval_in_progress']);
});

test('a question expires by itself and the agent goes on', async () => {
  const client = new Client();
  const session = await client.newSession();
  await client.start(session, '[[scenario:clarify wait timeout=10]]');
  const stream = await client.open(`/api/clarify/stream?session_id=${session}`);
  await client.clock.advance(500);
  const { clarify_id } = (await client.get(`/api/clarify/pending?session_id=${session}`)).body.pending;
  await client.clock.advance(11_000);
  assert.equal(JSON.parse(stream.frames.at(-1)?.data ?? '').pending, null);
  const late = await client.post('/api/clarify/respond', { session_id: session, clarify_id, response: 'blue' });
  assert.deepEqual([late.status, late.body.stale], [409, true]);
  const { messages } = (await client.get(`/api/session?session_id=${session}`)).body.session;
  assert.match(messages.at(-1).content, /Nobody answered/);
});

test('a steer is accepted while running and comes back if it came too late', async () => {
  const client = new Client();
  const session = await client.newSession();
  const steer = () => client.post('/api/chat/steer', { session_id: session, text: 'be brief' });
  assert.equal((await steer()).body.fallback, 'not_running');
  const id = await client.start(session, '[[scenario:hold n=2]]');
  await client.clock.advance(100);
  assert.deepEqual((await steer()).body, { accepted: true, fallback: null, stream_id: id });
  client.control.release(id);
  await client.clock.advance(500);
  const leftover = client.control.journal(id).find((row) => row.event === 'pending_steer_leftover');
  assert.equal(leftover?.payload['text'], 'be brief');
});

test('thousands of sessions are all listed', async () => {
  const client = new Client();
  client.control.seedMany(5000);
  const { body } = await client.get('/api/sessions');
  assert.equal(body.sessions.length, 5000);
});

test('other origins are refused where something changes, as recorded', async () => {
  const client = new Client();
  const status = async (headers: Record<string, string>) => (await client.post('/api/session/new', {}, headers)).status;
  assert.equal(await status({}), 200);
  assert.equal(await status({ origin: client.base }), 200);
  assert.equal(await status({ origin: 'http://other.example' }), 403);
  assert.equal(await status({ origin: client.base.replace('127.0.0.1', 'localhost') }), 403);
  assert.equal(await status({ origin: 'null' }), 403);
  assert.equal(await status({ origin: client.base, 'sec-fetch-site': 'cross-site' }), 403);
  assert.equal(await status({ 'sec-fetch-site': 'same-site' }), 403);
  assert.equal(await status({ 'sec-fetch-site': 'same-origin' }), 200);
  assert.equal((await client.get('/api/sessions', { origin: 'http://other.example' })).status, 200);
});

test('the server is found behind any prefix, and unknown routes are 404', async () => {
  const client = new Client();
  for (const prefix of ['', '/emu/7', '/a/session-like/b']) {
    assert.equal((await client.get(`${prefix}/api/sessions`)).status, 200);
    assert.equal((await client.get(`${prefix}/health`)).status, 200);
    assert.match(String((await client.get(`${prefix}/index.html`)).body), /csrfToken:""/);
    assert.deepEqual((await client.get(`${prefix}/api/nothing`)).body, { error: 'not found' });
  }
});
