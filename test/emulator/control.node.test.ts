import assert from 'node:assert/strict';
import { test } from 'node:test';
import { Client } from './client.js';

test('a restart loses the run, refuses a turn for thirty seconds, then writes down what it knows', async () => {
  const client = new Client();
  const session = await client.newSession();
  const id = await client.start(session, '[[scenario:hold n=5]]');
  const stream = await client.open(`/api/chat/stream?stream_id=${id}&replay=1`);
  await client.clock.advance(1000);
  client.control.restart(500);
  await assert.rejects(client.get('/health'), TypeError);
  await client.clock.advance(600);
  assert.equal(stream.ended, 'server');
  assert.ok(!stream.events().includes('apperror'));
  const status = (await client.get(`/api/chat/stream/status?stream_id=${id}`)).body;
  assert.deepEqual([status.active, status.journal.terminal_state], [false, 'lost-worker-bookkeeping']);
  const again = await client.open(`/api/chat/stream?stream_id=${id}&after_seq=3`);
  await client.clock.settle(100);
  assert.equal(again.events().at(-1), 'apperror');
  assert.equal(again.seqs()[0], 4);
  const start = () => client.post('/api/chat/start', { session_id: session, message: '[[scenario:plain n=1]]' });
  assert.deepEqual([(await start()).status, (await start()).body.active_stream_id], [409, id]);
  await client.clock.advance(30_000);
  const { messages, active_stream_id } = (await client.get(`/api/session?session_id=${session}`)).body.session;
  assert.equal(active_stream_id, null);
  assert.deepEqual(
    messages.map((row: Record<string, unknown>) => [
      row['role'],
      row['_recovered'] ?? row['_recovered_from_run_journal'] ?? row['type'],
    ]),
    [
      ['user', true],
      ['assistant', true],
      ['assistant', 'interrupted'],
    ],
  );
  assert.equal((await start()).status, 200);
});

test('a restart forgets approvals while cookies stay valid', async () => {
  const client = new Client({ password: 'secret' });
  assert.equal((await client.get('/api/sessions')).status, 401);
  assert.equal((await client.get('/index.html')).status, 302);
  const login = await client.post('/api/auth/login', { password: 'secret' });
  client.cookie = (login.headers.get('set-cookie') ?? '').split(';')[0] ?? null;
  const session = await client.newSession();
  await client.start(session, '[[scenario:approval]]');
  await client.clock.advance(500);
  client.control.restart();
  assert.deepEqual((await client.get(`/api/approval/pending?session_id=${session}`)).body, {
    pending: null,
    pending_count: 0,
  });
  const late = await client.post('/api/approval/respond', {
    session_id: session,
    approval_id: 'appr-1',
    choice: 'once',
  });
  assert.equal(late.body.stale_cleared, true);
  client.control.expireLogins();
  assert.equal((await client.get('/api/sessions')).status, 401);
});

test('too many wrong passwords are turned away for a minute', async () => {
  const client = new Client({ password: 'secret' });
  const attempt = (password: string) => client.post('/api/auth/login', { password });
  for (let i = 0; i < 6; i += 1) assert.equal((await attempt('wrong')).status, 401);
  assert.equal((await attempt('secret')).status, 429);
  await client.clock.advance(61_000);
  assert.equal((await attempt('secret')).status, 200);
});

test('a background task is told twice under one event id and starts a turn when the session is idle', async () => {
  const client = new Client();
  const session = client.control.seed({ title: 'T', messages: [{ role: 'user', content: 'hi' }] });
  const id = await client.start(session, '[[scenario:hold n=1]]');
  const chat = await client.open(`/api/chat/stream?stream_id=${id}&replay=1`);
  const channel = await client.open(`/api/session/stream?session_id=${session}`);
  await client.clock.advance(100);
  client.control.completeBackgroundTask(session, { command: 'npm test' });
  await client.clock.settle();
  const told = chat.frames.filter((frame) => /complete$/.test(frame.event ?? ''));
  assert.deepEqual(
    told.map((frame) => frame.event),
    ['bg_task_complete', 'process_complete'],
  );
  assert.equal(told[0]?.id, chat.frames.at(-3)?.id);
  assert.equal(JSON.parse(told[0]?.data ?? '').event_id, JSON.parse(told[1]?.data ?? '').event_id);
  assert.ok(!channel.events().slice(2).includes('server_turn_started'));
  client.control.release(id);
  await client.clock.advance(500);
  assert.equal(channel.events().at(-1), 'server_turn_started');
  await client.clock.advance(60_000);
  const { messages } = (await client.get(`/api/session?session_id=${session}`)).body.session;
  assert.equal(messages.at(-2)._source, 'process_wakeup');
});

test('everything can be done over HTTP and the state counts what happened', async () => {
  const client = new Client({ backend: 'runs' });
  const control = async (verb: string, body: unknown = {}) =>
    (await client.post(`/emu/3/__emulator/${verb}`, body)).body;
  const { session_id: session } = await control('seed', {
    title: 'Seeded',
    messages: [{ role: 'user', content: 'x' }],
  });
  const id = await client.start(session, '[[scenario:hold n=1]]');
  const stream = await client.open(`/api/chat/stream?stream_id=${id}`);
  const list = await client.open('/api/sessions/events');
  await client.clock.advance(100);
  await control('emit', { run: id, step: { do: 'token', text: 'from outside' } });
  list.close();
  await client.clock.settle();
  const state = await control('state');
  assert.deepEqual(state.openStreams.byKind, { chat: 1 });
  assert.equal(state.maxOpenStreams, 2);
  assert.equal(state.posts['/api/chat/start'], 1);
  assert.equal(state.runs[0].streamId, id);
  assert.match(stream.text(), /from outside$/);
  await control('release', { run: id });
  await client.clock.advance(100);
  assert.equal(stream.events().at(-1), 'stream_end');
  await control('fault', { kind: 'status', status: 502, path: '/api/sessions' });
  assert.equal((await client.get('/api/sessions')).status, 502);
  assert.equal((await client.get('/__emulator/state')).status, 200);
  assert.equal((await client.post('/__emulator/nothing')).status, 404);
  assert.equal((await client.post('/__emulator/release', { run: 'nobody' })).status, 400);
});

test('aborting a request ends its stream at once and leaves the run alone', async () => {
  const client = new Client();
  const session = await client.newSession();
  const id = await client.start(session, '[[scenario:long rate=50]]');
  const stream = await client.open(`/api/chat/stream?stream_id=${id}`);
  await client.clock.advance(300);
  stream.close();
  await client.clock.settle();
  assert.equal(client.control.state().openStreams.total, 0);
  assert.equal(client.control.run(id)?.phase, 'running');
  const before = client.control.run(id)?.lastSeq ?? 0;
  await client.clock.advance(300);
  assert.ok((client.control.run(id)?.lastSeq ?? 0) > before);
});

test('the demo shows every state at once and goes on when it is answered', async () => {
  const client = new Client({ demo: true });
  await client.clock.advance(2000);
  const rows = async () => (await client.get('/api/sessions')).body.sessions as Record<string, never>[];
  const find = (list: Record<string, unknown>[], title: string) => list.find((row) => row['title'] === title) ?? {};
  const first = await rows();
  assert.ok(first.length >= 9);
  assert.equal(first.filter((row) => row['pinned']).length, 1);
  assert.ok(first.some((row) => Number(row['message_count']) >= 120));
  assert.equal(find(first, 'Why is the first paint slow?')['is_streaming'], true);
  await client.clock.advance(5000);
  assert.equal(find(await rows(), 'Why is the first paint slow?')['is_streaming'], false);

  const cleanup = String(find(first, 'Clean build from scratch')['session_id']);
  const { pending } = (await client.get(`/api/approval/pending?session_id=${cleanup}`)).body;
  assert.match(pending.command, /^rm -rf build/);
  await client.post('/api/approval/respond', { session_id: cleanup, approval_id: pending.approval_id, choice: 'once' });
  const changelog = String(find(first, 'Changelog for 2.4')['session_id']);
  assert.equal(client.control.answer(changelog, 'Users of the app'), true);
  await client.clock.advance(60_000);
  const idle = await rows();
  for (const title of ['Clean build from scratch', 'Changelog for 2.4']) {
    assert.deepEqual([find(idle, title)['is_streaming'], find(idle, title)['attention']], [false, null]);
  }
  const work = 'Refactor the payment module';
  const turns = new Set<unknown>();
  for (let minute = 0; minute < 30; minute += 1) {
    await client.clock.advance(60_000);
    turns.add(find(await rows(), work)['active_stream_id']);
  }
  turns.delete(null);
  assert.ok(turns.size >= 3, `only ${turns.size} turns in half an hour`);
  assert.ok(Number(find(await rows(), work)['message_count']) < 150);
});
