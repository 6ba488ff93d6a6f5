/** What the simulation found, each as the shortest schedule that showed it and as what a person would have seen. */
import assert from 'node:assert/strict';
import { test } from 'node:test';
import { assertShowsTruth } from './oracles.js';
import { play } from './player.js';
import { STORIES } from './stories.js';
import { readable, World } from './world.js';

const ROWS = [
  { role: 'user' as const, content: 'What was it?' },
  { role: 'assistant' as const, content: 'It was this.' },
];

async function inWorld(act: (world: World, a: string) => Promise<void>): Promise<void> {
  const world = new World();
  try {
    await act(world, world.server.control.seed({ title: 'A', messages: [...ROWS] }));
  } finally {
    world.dispose();
  }
}

// A message whose answer was lost just as the network went down, in a session no pane shows, stayed "not sure whether it
// arrived" for ever: back online only what was shown was looked at again.
test('a session nobody shows finds out what became of its message once the network is back', () =>
  play({
    backend: 'agent',
    sessions: 1,
    steps: [
      { do: 'page', what: 'offline' },
      { do: 'fault', rule: { kind: 'html', path: '/api/chat/start', times: 1 } },
      { do: 'create', script: 'plain n=12 rate=40' },
    ],
  }));

// A turn ended and another began while the page was offline, and a restart cut that one: the first prompt was shown twice
// until the server had put the second away.
test('a turn that gave way to another is shown once, also when that one is lost in a restart', () =>
  play({
    backend: 'agent',
    sessions: 1,
    steps: [
      { do: 'type', of: 0 },
      { do: 'send', of: 0, script: 'plain n=12 rate=40' },
      { do: 'page', what: 'offline' },
      { do: 'wait', ms: 1_000 },
      { do: 'turn', of: 0, script: 'plain n=12 rate=40' },
      { do: 'restart', downMs: 5_000 },
      { do: 'show', pane: 0, of: 0 },
      { do: 'create', script: 'plain n=12 rate=40' },
    ],
  }));

// The server took a message and its answer came late: the message stood in the transcript and, once more, under it.
test('a message that a read already has is not shown as being sent', () =>
  play({
    backend: 'agent',
    sessions: 1,
    steps: [
      { do: 'fault', rule: { kind: 'hold', name: 'held', path: '/api/chat/start', times: 1 } },
      { do: 'create', script: 'error kind=quota' },
      { do: 'wait', ms: 6_000 },
      { do: 'wake', of: 0 },
    ],
  }));

// The late answer of a message that was long done ended the turn somebody else had started since: its words stopped, and
// the session was read again and again until it was over.
test('a late answer to a send does not take the place of the turn that is live', () =>
  inWorld(async (world, a) => {
    const { control } = world.server;
    const session = world.openTab().registry.retain(a).session.value;
    await world.advance(200);
    control.fault({ kind: 'hold', path: '/api/chat/start' });
    void session.send('Mine. [[scenario:plain n=3 rate=100]]');
    await world.advance(1_000);
    const theirs = control.startTurn(a, { text: 'Theirs. [[scenario:long rate=20 max=60]]' });
    await world.advance(2_000);
    control.releaseHeld();
    await world.advance(300);
    assert.equal(session.run.value.run, theirs);
    assert.equal(session.run.value.phase, 'running');
    await world.until('it is over', () => session.run.value.phase === 'idle');
    assertShowsTruth(control, session);
  }));

// After two rotations a deep link to the oldest id and the row of the newest one became two records of one conversation;
// the pane was moved to the one that was given up, and loaded for ever.
test('ids that were learned from the list follow when two records turn out to be one conversation', () =>
  play({
    backend: 'agent',
    sessions: 1,
    steps: [
      { do: 'rotate', of: 0 },
      { do: 'rotate', of: 0 },
      { do: 'show', pane: 0, of: 0 },
      { do: 'send', of: 0, script: 'plain n=12 rate=40' },
      { do: 'reload' },
    ],
  }));

// One 404 from something in between, and the session said "deleted" until the page was loaded anew, while the list had it.
test('a session that the server lists is not gone', () =>
  play({
    backend: 'agent',
    sessions: 1,
    steps: [
      { do: 'fault', rule: { kind: 'status', status: 404, path: '/api/session\\?.*messages=1', times: 1 } },
      { do: 'show', pane: 0, of: 0 },
      { do: 'wait', ms: 0 },
    ],
  }));

// A 404 on sending to a session that had only not been read yet: it was taken for an empty one, a new session was made
// for the message, and the conversation went on there, without anything that was said before.
test('a message to a session that is not read yet never founds another session', () =>
  play({
    backend: 'agent',
    sessions: 1,
    steps: [
      { do: 'fault', rule: { kind: 'status', status: 404, path: '/api/chat/start', times: 1 } },
      { do: 'send', of: 0, script: 'plain n=12 rate=40' },
      { do: 'turn', of: 0, script: 'plain n=12 rate=40' },
    ],
  }));

// The server was busy with a turn that ended, the text that was to be offered again was dropped by the person, and the
// one behind it waited for ever.
test('dropping a text that waits for a busy server lets the next one go', () =>
  play({
    backend: 'agent',
    sessions: 1,
    steps: [
      { do: 'turn', of: 0, script: 'plain n=12 rate=40' },
      { do: 'wait', ms: 200 },
      { do: 'send', of: 0, script: 'plain n=12 rate=40' },
      { do: 'wait', ms: 200 },
      { do: 'turn', of: 0, script: 'plain n=12 rate=40' },
      { do: 'send', of: 0, script: 'plain n=12 rate=40' },
      { do: 'outbox', of: 0, what: 'discard' },
      { do: 'tune', unwindMs: 0, titleMs: 0, withhold: false },
      { do: 'fault', rule: { kind: 'cut', path: '/api/chat/stream\\?', afterFrames: 0, times: 1 } },
    ],
  }));

// While the server was busy a first text waited; a second one was offered at once and overtook it.
test('texts go out in the order in which they were sent, also while the server is busy', () =>
  inWorld(async (world, a) => {
    const { control } = world.server;
    control.tune({ titleMs: 5_000 });
    const session = world.openTab().registry.retain(a).session.value;
    await world.advance(200);
    await session.send('Zero. [[scenario:plain n=3 rate=100]]');
    await world.until('it is over here, and not out there', () => session.run.value.phase === 'idle');
    void session.send('First. [[scenario:plain n=3]]');
    await world.advance(5_080);
    void session.send('Second. [[scenario:plain n=3]]');
    await world.until('all are sent', () => session.composer.value.outbox.length === 0, 60_000);
    await world.advance(6_000);
    const prompts = control
      .session(a)
      ?.messages.filter((row) => row.role === 'user')
      .map((row) => String(row.content));
    assert.deepEqual(
      prompts?.map((text) => text.split('.')[0]),
      ['What was it?', 'Zero', 'First', 'Second'],
    );
  }));

// The server forgot a prompt (it went to an id that had just been rotated away): the tool cards of its turn were hung on
// the answer before it.
test('what a turn did stays with that turn, also when the server does not store it', () =>
  play({
    backend: 'agent',
    sessions: 1,
    steps: [
      { do: 'show', pane: 0, of: 0 },
      { do: 'rotate', of: 0 },
      { do: 'send', of: 0, script: 'todo pace=100' },
      { do: 'wait', ms: 40 },
      { do: 'streams', how: 'cut', kind: 'chat' },
    ],
  }));

// After a restart, when the server had put the lost turn away, its tool cards jumped in front of its first words.
test('a turn that a restart cut keeps its order when the server stores its words', () =>
  inWorld(async (world, a) => {
    const session = world.openTab().registry.retain(a).session.value;
    await world.advance(200);
    await session.send('Do it. [[scenario:approval]]');
    await world.advance(1_500);
    world.server.control.restart();
    await world.until('it is put away', () => readable(session).includes('interrupted'), 60_000);
    const blocks = session.transcript.value.messages.at(-1)?.blocks ?? [];
    assert.deepEqual(
      blocks.map((block) => block.kind),
      ['text', 'tool', 'notice'],
    );
    assert.equal(new Set(blocks.map((block) => block.id)).size, blocks.length, 'each block has an id of its own');
  }));

// A turn failed and the text behind it was held back for the person to decide; the page was loaded anew and sent it
// before it had read anything.
test('a text that was held back is still held back after a reload', () =>
  inWorld(async (world, a) => {
    const { control } = world.server;
    const tab = world.openTab();
    const session = tab.registry.retain(a).session.value;
    await world.advance(200);
    await session.send('Try. [[scenario:error kind=partial n=40]]');
    void session.send('And now deploy.');
    await world.until('it failed', () => session.run.value.end?.outcome === 'failed');
    await world.advance(5_000);
    assert.equal(session.composer.value.outbox[0]?.state, 'queued');
    tab.close();
    const after = world.openTab().registry.retain(a).session.value;
    await world.advance(30_000);
    assert.deepEqual(
      after.composer.value.outbox.map((item) => [item.state, item.text]),
      [['queued', 'And now deploy.']],
    );
    assert.ok(!JSON.stringify(control.session(a)).includes('deploy'));
  }));

// The list said that a turn is live and by that made the session's own read, which said the same, count as outdated: after
// a reload the running turn was empty for half a second and everything was read twice.
test('after a reload the running turn is there with the first read', () =>
  inWorld(async (world, a) => {
    const { control } = world.server;
    const tab = world.openTab();
    await world.advance(100);
    await tab.registry.retain(a).session.value.send('Go. [[scenario:plain n=100 rate=20]]');
    await world.advance(1_000);
    tab.close();
    control.resetCounters();
    const session = world.openTab().registry.retain(a).session.value;
    await world.advance(20);
    assert.ok((session.transcript.value.live?.tail?.text.value ?? '').length > 20);
    assert.equal(control.state().gets['/api/session'], 2, 'one read: what runs, and the rows');
  }));

// The answer to a send was lost and the server restarted: the text came back "not sent" and was stored as well.
test('a text is not given back while the server still has it as the prompt of a lost turn', () =>
  play({
    backend: 'agent',
    sessions: 1,
    steps: [
      { do: 'show', pane: 0, of: 0 },
      { do: 'wait', ms: 40 },
      { do: 'fault', rule: { kind: 'network', phase: 'after', path: '/api/chat/start', times: 1 } },
      { do: 'fault', rule: { kind: 'delay', ms: 400, phase: 'before', path: '/api/session\\?', times: 2 } },
      { do: 'send', of: 0, script: 'plain n=60 rate=30' },
      { do: 'restart', downMs: 0 },
      { do: 'wait', ms: 1_000 },
    ],
  }));

// The page was loaded anew while a message was under way, and the sign-in had expired: after signing in, a session no pane
// showed never looked what had become of the message.
test('after signing in, what could not be read is read, also where nobody looks', () =>
  inWorld(async (world, a) => {
    const { control } = world.server;
    const tab = world.openTab();
    const session = tab.registry.retain(a).session.value;
    await world.advance(200);
    control.fault({ kind: 'hold', phase: 'before', path: '/api/chat/start' });
    void session.send('Go. [[scenario:plain n=3]]');
    await world.advance(500);
    tab.close();
    control.fault({ kind: 'status', status: 401, path: '/api/session\\?' });
    const fresh = world.openTab();
    await world.advance(1_000);
    assert.equal(fresh.registry.link.value.status, 'auth');
    assert.equal(fresh.session(a).composer.value.outbox[0]?.state, 'unsure');
    fresh.registry.refresh();
    await world.advance(1_000);
    assert.equal(fresh.session(a).composer.value.outbox[0]?.state, 'returned');
  }));

// A broken stream had to give way to sessions that mattered more, and its session said "reconnecting" until its run ended.
test('a session whose stream broke and now shares a connection is live again with its next turn', () =>
  inWorld(async (world, a) => {
    const { control } = world.server;
    const others = ['B', 'C'].map((title) => control.seed({ title, messages: [...ROWS] }));
    const tab = world.openTab();
    const lease = tab.registry.retain(a);
    const session = lease.session.value;
    await world.advance(200);
    await session.send('Go. [[scenario:hold]]');
    await world.advance(200);
    control.fault({ kind: 'network', path: `/api/chat/stream\\?.*${session.run.value.run ?? ''}`, times: -1 });
    control.cutStreams({ session: a });
    await world.advance(3_000);
    assert.equal(session.link.value.status, 'reconnecting');
    lease.setVisible(false);
    for (const id of others) {
      control.startTurn(id, { text: 'Go. [[scenario:hold]]' });
      tab.registry.retain(id);
    }
    await world.advance(1_000);
    control.clearFaults();
    await world.advance(20_000);
    assert.equal(session.link.value.status, 'live');
    assert.equal(session.run.value.phase, 'running');
  }));

// A stopped turn and one from elsewhere came to light with one read: the tool cards of the first hung on the second.
test('what a turn did stays with that turn, also when another has followed unseen', () =>
  play({
    backend: 'agent',
    sessions: 1,
    steps: [
      { do: 'show', pane: 0, of: 0 },
      { do: 'wait', ms: 40 },
      { do: 'send', of: 0, script: 'tools' },
      { do: 'wait', ms: 200 },
      { do: 'streams', how: 'cut', kind: 'chat' },
      { do: 'stop', of: 0 },
      { do: 'restart', downMs: 0 },
      { do: 'turn', of: 0, script: 'plain n=12 rate=40' },
      { do: 'wait', ms: 1_000 },
    ],
  }));

// A run that had begun under the old id ended after the rotation was known, and with its end the session was called by the
// old id again, then by the new one: what was written for it was cleared away with "the id it had left".
test('a text survives a reload right after a rotation, whatever the end of an earlier turn says', () =>
  play({
    backend: 'agent',
    sessions: 1,
    steps: [
      { do: 'type', of: 0 },
      { do: 'rotate', of: 0 },
      { do: 'send', of: 0, script: 'plain n=12 rate=40' },
      { do: 'send', of: 0, script: 'plain n=12 rate=40' },
      { do: 'wait', ms: 1_000 },
      { do: 'reload' },
    ],
  }));

// After a reload the one read that could tell what became of a message was refused, and the end of its turn took the
// error away with it: the message stayed "not sure whether it arrived", and nothing could be sent.
test('the end of a turn makes a session look what became of its message', () =>
  inWorld(async (world, a) => {
    const { control } = world.server;
    const tab = world.openTab();
    const session = tab.registry.retain(a).session.value;
    await world.advance(200);
    control.fault({ kind: 'hold', path: '/api/chat/start' });
    void session.send('Go. [[scenario:hold]]');
    await world.clock.flush();
    tab.close();
    control.fault({ kind: 'status', status: 403, path: '/api/session\\?', times: 4 });
    const fresh = world.openTab();
    await world.advance(1_000);
    assert.equal(fresh.session(a).composer.value.outbox[0]?.state, 'unsure');
    control.release();
    await world.advance(1_000);
    assert.deepEqual(fresh.session(a).composer.value.outbox, []);
  }));

// One 404 to a read while a message was under way: the message came back "not sent", and stood in the transcript as well.
test("a text that came back and had arrived after all is the session's only", () =>
  play({
    backend: 'agent',
    sessions: 1,
    steps: [
      { do: 'fault', rule: { kind: 'delay', ms: 30, path: '/api/chat/start', times: 1 } },
      { do: 'fault', rule: { kind: 'status', status: 404, path: '/api/session\\?.*messages=1', times: 1 } },
      { do: 'send', of: 0, script: 'plain n=12 rate=40' },
      { do: 'reload' },
    ],
  }));

// A text queued in one tab was restored and sent by a second one, opened while the first still waited: the server got it
// twice.
test('a text queued in one tab is sent once, however many tabs are opened', () =>
  inWorld(async (world, a) => {
    const first = world.openTab({ tab: 'one' });
    const held = first.registry.retain(a);
    await world.advance(200);
    const session = held.session.value;
    void session.send('Begin. [[scenario:hold n=3 m=3]]');
    await world.advance(500);
    void session.send('And then this.');
    await world.advance(500);
    const second = world.openTab({ tab: 'two' });
    const other = second.registry.retain(a).session.value;
    await world.advance(1_000);
    assert.deepEqual(
      other.composer.value.outbox.map(({ text, state }) => [text, state]),
      [['And then this.', 'queued']],
      'it is seen in the other tab, and waits in the first',
    );
    other.setDraft('typed in the second tab');
    world.server.control.release();
    await world.advance(60_000);
    const prompts = world.server.control
      .session(a)
      ?.messages.filter(({ role, content }) => role === 'user' && content === 'And then this.');
    assert.equal(prompts?.length, 1);
    assert.deepEqual([session.composer.value.outbox, other.composer.value.outbox], [[], []]);
  }));

// The second tab's own writing replaced what the first had stored, and a crash of the first then lost its text.
test('a tab that writes leaves what another tab has stored', () =>
  inWorld(async (world, a) => {
    const first = world.openTab({ tab: 'one' });
    const session = first.registry.retain(a).session.value;
    await world.advance(200);
    const second = world.openTab({ tab: 'two' });
    const other = second.registry.retain(a).session.value;
    await world.advance(200);
    void session.send('Begin. [[scenario:hold n=3 m=3]]');
    await world.advance(500);
    void session.send('Only in the first tab.');
    await world.advance(500);
    other.setDraft('typed in the second tab');
    await world.advance(500);
    first.close();
    const again = world.openTab({ tab: 'one' });
    await world.advance(500);
    assert.deepEqual(
      again.session(a).composer.value.outbox.map(({ text, state }) => [text, state]),
      [['Only in the first tab.', 'queued']],
    );
  }));

// The answer to a message was lost and one read failed, so it came back "not sent" although it had arrived; sent again by
// the person while the server was busy putting the first away, it stood in the queue and in the transcript.
test("a message that is sent again and had arrived the first time is the session's only", () =>
  play({
    backend: 'agent',
    sessions: 1,
    steps: [
      { do: 'fault', rule: { kind: 'status', status: 404, path: '/api/session\\?.*messages=0', times: 1 } },
      { do: 'fault', rule: { kind: 'network', phase: 'after', path: '/api/', times: 1 } },
      { do: 'send', of: 0, script: 'plain n=12 rate=40' },
      { do: 'restart', downMs: 0 },
      { do: 'outbox', of: 0, what: 'resend' },
      { do: 'send', of: 0, script: 'plain n=12 rate=40' },
    ],
  }));

for (const [story, schedule] of STORIES) test(story, () => play(schedule));
