import assert from 'node:assert/strict';
import { test } from 'node:test';
import { Client } from './client.js';

test('an attached stream is told every five seconds of silence that the server is there', async () => {
  const client = new Client({ backend: 'runs' });
  const session = await client.newSession();
  const id = await client.start(session, '[[scenario:hold n=2]]');
  const chat = await client.open(`/api/chat/stream?stream_id=${id}&replay=1`);
  const list = await client.open('/api/sessions/events');
  await client.clock.advance(16_000);
  assert.deepEqual(chat.comments, ['heartbeat', 'heartbeat', 'heartbeat']);
  assert.deepEqual(list.comments, ['keepalive', 'keepalive', 'keepalive']);
  assert.ok(!chat.raw.includes('retry:'));
});

test('what passes while nobody is attached waits in a ring of 8192 frames', async () => {
  const client = new Client({ backend: 'runs' });
  const session = await client.newSession();
  const id = await client.start(session, '[[scenario:firehose n=12000 hold]]');
  await client.clock.advance(4000);
  const bare = await client.open(`/api/chat/stream?stream_id=${id}`);
  const cursor = await client.open(`/api/chat/stream?stream_id=${id}&after_seq=0`);
  await client.clock.advance(100);
  assert.equal(bare.seqs()[0], 12_001 - 8192 + 1);
  assert.equal(bare.seqs().at(-1), 12_001);
  assert.deepEqual([cursor.seqs()[0], cursor.seqs().length], [1, 12_001]);
});

test('twenty thousand frames replay at once and complete', async () => {
  const client = new Client({ backend: 'runs' });
  const session = await client.newSession();
  const id = await client.start(session, '[[scenario:firehose n=20000]]');
  await client.clock.advance(10_000);
  const stream = await client.open(`/api/chat/stream?stream_id=${id}&after_seq=0`);
  for (let i = 0; i < 200 && stream.ended === null; i += 1) await client.clock.settle();
  assert.equal(stream.frames.length, 20_003);
  assert.deepEqual(
    stream.seqs(),
    Array.from({ length: 20_003 }, (_, index) => index + 1),
  );
  assert.equal(stream.ended, 'server');
});

test('a reader that stops reading loses the oldest frames, and its sequence shows it', async () => {
  const client = new Client({ backend: 'runs' });
  const session = await client.newSession();
  const id = await client.start(session, '[[scenario:firehose n=20000 hold]]');
  const response = await client.emulator.fetch(
    client.request('GET', `/api/chat/stream?stream_id=${id}`, undefined, {}),
  );
  const reader = response.body?.getReader();
  assert.ok(reader);
  await client.clock.advance(10_000);
  let text = '';
  for (let i = 0; i < 400; i += 1) {
    const chunk = await Promise.race([reader.read(), client.clock.settle(200).then(() => null)]);
    if (!chunk || chunk.done) break;
    text += new TextDecoder().decode(chunk.value);
  }
  const seqs = [...text.matchAll(/^id: .*:(\d+)$/gm)].map((match) => Number(match[1]));
  assert.equal(seqs.at(-1), 20_001);
  assert.ok(
    seqs.some((seq, index) => index > 0 && seq !== (seqs[index - 1] ?? 0) + 1),
    'no gap',
  );
});

test('the live cancel repeats an id and carries the session; the journaled one comes after and does not', async () => {
  const client = new Client();
  client.control.tune({ unwindMs: 1000 });
  const session = await client.newSession();
  const id = await client.start(session, '[[scenario:long rate=40]]');
  const live = await client.open(`/api/chat/stream?stream_id=${id}&replay=1`);
  await client.clock.advance(500);
  const answer = await client.get(`/api/chat/cancel?stream_id=${id}`);
  assert.equal(answer.body.cancelled, true);
  await client.clock.settle();
  const [before, cancel] = live.frames.slice(-2);
  assert.equal(cancel?.event, 'cancel');
  assert.equal(cancel?.id, before?.id);
  assert.equal(JSON.parse(cancel?.data ?? '').session.messages.at(-1)._error, true);
  assert.equal(live.ended, 'server');

  const busy = await client.post('/api/chat/start', { session_id: session, message: 'again' });
  assert.deepEqual(
    [busy.status, busy.body],
    [409, { error: 'session already has an active stream', active_stream_id: id }],
  );
  assert.equal((await client.get(`/api/chat/stream/status?stream_id=${id}`)).body.active, false);

  await client.clock.advance(1100);
  const replay = await client.open(`/api/chat/stream?stream_id=${id}&replay=1`);
  await client.clock.settle(200);
  const last = replay.frames.at(-1);
  assert.equal(last?.event, 'cancel');
  assert.equal(JSON.parse(last?.data ?? '').session, undefined);
  assert.equal(replay.seqs().at(-1), replay.seqs().length);
  assert.equal((await client.post('/api/chat/start', { session_id: session, message: 'again' })).status, 200);
});

test('a cancel that was sent as POST is no cancel', async () => {
  const client = new Client();
  const session = await client.newSession();
  const id = await client.start(session, '[[scenario:long]]');
  assert.equal((await client.post(`/api/chat/cancel?stream_id=${id}`)).status, 404);
  assert.equal(client.control.run(id)?.phase, 'running');
});

test('done is not the end on the agent path: the title comes before stream_end', async () => {
  const client = new Client();
  const session = await client.newSession();
  const id = await client.start(session, '[[scenario:title after=5000 title=Later_title]]');
  const stream = await client.open(`/api/chat/stream?stream_id=${id}`);
  await client.clock.advance(3000);
  assert.equal(stream.events().includes('done'), true);
  assert.equal(stream.ended, null);
  assert.equal((await client.get('/api/sessions')).body.sessions[0].is_streaming, false);
  assert.equal((await client.post('/api/chat/start', { session_id: session, message: 'more' })).status, 409);
  await client.clock.advance(3000);
  assert.deepEqual(stream.events().slice(-4), ['metering', 'title_status', 'title', 'stream_end']);
  assert.equal(stream.ended, 'server');
  assert.equal((await client.get(`/api/session?session_id=${session}`)).body.session.title, 'Later title');
});

test('a stream may never get its terminal frame although the session is idle', async () => {
  const client = new Client();
  client.control.tune({ withholdTerminal: true });
  const session = await client.newSession();
  const id = await client.start(session, '[[scenario:plain n=3]]');
  const stream = await client.open(`/api/chat/stream?stream_id=${id}`);
  await client.clock.advance(12_000);
  assert.equal(stream.ended, null);
  assert.equal(stream.comments.length, 2);
  const row = (await client.get('/api/sessions')).body.sessions[0];
  assert.deepEqual([row.is_streaming, row.message_count], [false, 2]);
});

test('rotation: done and stream_end name the new session, the list shows only it, the old one points to it', async () => {
  const client = new Client();
  const old = await client.newSession();
  const id = await client.start(old, '[[scenario:compress rotate]]');
  const stream = await client.open(`/api/chat/stream?stream_id=${id}&replay=1`);
  const list = await client.open('/api/sessions/events');
  await client.clock.advance(1000);
  const payload = (event: string) => JSON.parse(stream.frames.find((frame) => frame.event === event)?.data ?? '{}');
  const next = payload('compressed').new_session_id as string;
  assert.notEqual(next, old);
  assert.equal(payload('done').session.session_id, next);
  assert.equal(payload('stream_end').session_id, next);
  assert.ok(stream.frames.every((frame) => frame.id?.startsWith(`${id}:`)));
  assert.deepEqual(
    (await client.get('/api/sessions')).body.sessions.map((row: { session_id: string }) => row.session_id),
    [next],
  );
  const snapshot = (await client.get(`/api/session?session_id=${old}`)).body.session;
  assert.equal(snapshot.continuation_session_id, next);
  assert.equal(snapshot.pre_compression_snapshot, true);
  assert.ok(list.frames.every((frame) => !frame.data.includes(next)));
  // The server takes writes to the old id, and what goes on from there is no snapshot.
  await client.start(old, '[[scenario:compress rotate]]');
  await client.clock.advance(1000);
  const branch = (await client.get(`/api/session?session_id=${old}`)).body.session.continuation_session_id as string;
  assert.notEqual(branch, next);
  assert.equal((await client.get(`/api/session?session_id=${branch}`)).body.session.pre_compression_snapshot, false);
});

test('a snapshot and its tail make the same text as an uninterrupted reader', async () => {
  const client = new Client();
  const session = await client.newSession();
  const id = await client.start(session, '[[scenario:tools pace=100]]');
  const whole = await client.open(`/api/chat/stream?stream_id=${id}&replay=1`);
  await client.clock.advance(650);
  const { runtime_journal_snapshot: snapshot } = (await client.get(`/api/session?session_id=${session}&messages=0`))
    .body.session;
  assert.ok(snapshot.tool_calls.length > 0);
  assert.ok(snapshot.anchor_activity_scene.activity_rows.length > 0);
  const tail = await client.open(`/api/chat/stream?stream_id=${id}&after_seq=${snapshot.last_seq}`);
  await client.clock.advance(3000);
  assert.equal(snapshot.last_assistant_text + tail.text(), whole.text());
  assert.equal(tail.seqs()[0], snapshot.last_seq + 1);
});

test('the session channel tells a late comer about a live run, or about rows it does not know', async () => {
  const client = new Client();
  const session = await client.newSession();
  const early = await client.open(`/api/session/stream?session_id=${session}&known_count=0`);
  const id = await client.start(session, '[[scenario:hold n=1]]');
  const during = await client.open(`/api/session/stream?session_id=${session}&known_count=0`);
  await client.clock.advance(100);
  assert.deepEqual(early.events(), ['initial']);
  assert.deepEqual(during.events(), ['initial', 'server_turn_started']);
  client.control.release(id);
  await client.clock.advance(1000);
  const after = await client.open(`/api/session/stream?session_id=${session}&known_count=1`);
  await client.clock.settle();
  assert.deepEqual(after.events(), ['initial', 'session-updated']);
});

test('changes of the list that wait are merged into one without what they do not share', async () => {
  const client = new Client();
  const list = await client.open('/api/sessions/events');
  client.control.publish('session_pin', { sessionId: 'a' });
  client.control.publish('session_pin', { sessionId: 'b' });
  client.control.publish('session_rename', { sessionId: 'b' });
  await client.clock.settle();
  assert.equal(list.frames.length, 1);
  assert.deepEqual(JSON.parse(list.frames[0]?.data ?? ''), {
    type: 'sessions_changed',
    version: 3,
    reason: 'session_rename',
  });
});

test('the first broadcast after a gap empties the ring: a later reader without cursor gets only what is new', async () => {
  const client = new Client({ backend: 'runs' });
  const session = await client.newSession();
  const id = await client.start(session, '[[scenario:hold n=5]]');
  await client.clock.advance(100);
  const first = await client.open(`/api/chat/stream?stream_id=${id}`);
  const copy = await client.open(`/api/chat/stream?stream_id=${id}`);
  client.control.emit(id, { do: 'token', text: 'next' });
  const late = await client.open(`/api/chat/stream?stream_id=${id}`);
  client.control.emit(id, { do: 'token', text: 'last' });
  await client.clock.settle();
  assert.deepEqual(first.seqs(), [1, 2, 3, 4, 5, 6, 7, 8]);
  assert.deepEqual(copy.seqs(), first.seqs());
  assert.deepEqual(late.seqs(), [8]);
});
