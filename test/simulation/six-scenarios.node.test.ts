/**
 * The six situations this project exists for, each on both ways the server runs an agent. "Exactly" always means: the
 * page shows the letters the server stores, each once.
 */
import assert from 'node:assert/strict';
import { test } from 'node:test';
import type { Lease, SessionRuntime } from '../../runtime/index.js';
import { assertShowsTruth, difference, journalText, liveText, shownText, storedText } from './oracles.js';
import { readable, type Tab, World } from './world.js';

type Backend = 'agent' | 'runs';

interface Scene {
  readonly backend: Backend;
  readonly world: World;
  readonly tab: Tab;
  readonly a: string;
  readonly b: string;
  session(id: string): SessionRuntime;
  show(id: string): Lease;
}

const ROWS = [
  { role: 'user' as const, content: 'What was it?' },
  { role: 'assistant' as const, content: 'It was this.' },
];

function scenario(name: string, act: (scene: Scene) => Promise<void>): void {
  for (const backend of ['agent', 'runs'] as const) {
    test(`${name} (${backend})`, async () => {
      const world = new World({ backend });
      try {
        const a = world.server.control.seed({ title: 'A', messages: [...ROWS] });
        const b = world.server.control.seed({ title: 'B', messages: [...ROWS, ...ROWS] });
        const tab = world.openTab();
        await world.advance(100);
        await act({
          backend,
          world,
          tab,
          a,
          b,
          session: (id) => tab.session(id),
          show: (id) => tab.registry.retain(id),
        });
      } finally {
        world.dispose();
      }
    });
  }
}

function idle(session: SessionRuntime): boolean {
  return session.run.value.phase === 'idle' && session.transcript.value.live === null;
}

/** Every slice object of a session, for comparing by identity. */
function slices(session: SessionRuntime): Record<string, unknown> {
  return {
    meta: session.meta.value,
    run: session.run.value,
    transcript: session.transcript.value,
    messages: session.transcript.value.messages,
    live: session.transcript.value.live,
    requests: session.requests.value,
    composer: session.composer.value,
    link: session.link.value,
    error: session.error.value,
    usage: session.usage.value,
    todos: session.todos.value,
    aliases: session.aliases.value,
    status: session.status.value,
    unread: session.unread.value,
  };
}

function assertUntouched(session: SessionRuntime, before: Record<string, unknown>): void {
  for (const [name, value] of Object.entries(slices(session)))
    assert.ok(value === before[name], `slice ${name} was replaced`);
}

scenario('A runs, one looks at B and comes back: nothing is lost, nothing is there twice', async (scene) => {
  const { world, a, b } = scene;
  const { control } = world.server;
  const first = scene.show(a);
  const session = first.session.value;
  await world.advance(100);
  assert.equal(await session.send('Count. [[scenario:plain n=120 rate=20]]'), 'accepted');
  await world.advance(1_500);
  const run = session.run.value.run ?? '';
  const seen = liveText(session);
  assert.ok(seen.length > 0, 'words came');

  const other = scene.show(b);
  first.release();
  await world.advance(1_500);
  assert.equal(shownText(other.session.value), storedText(control, b));

  const again = scene.show(a);
  other.release();
  assert.ok(again.session.value === session, 'it is the same session');
  await world.advance(60);
  const now = liveText(session);
  assert.ok(now.startsWith(seen) && now.length > seen.length, 'it went on meanwhile');
  assert.ok(journalText(control, run).startsWith(now));
  assert.equal(control.state().gets['/api/chat/stream'], 1, 'the stream was never closed');

  await world.until('the run ends', () => idle(session));
  assertShowsTruth(control, session);
  assert.equal(readable(session).split('Count.').length, 2);
});

scenario('A ends while B is shown: A is unread, its transcript is whole when one looks', async (scene) => {
  const { world, tab, a, b } = scene;
  const first = scene.show(a);
  const session = first.session.value;
  await world.advance(100);
  session.markSeen();
  await session.send('Go. [[scenario:tools]]');
  const other = scene.show(b);
  first.release();
  await world.until('A is over', () => session.run.value.phase === 'idle');
  assert.equal(session.status.value, 'unread');
  assert.equal(session.run.value.end?.outcome, 'completed');
  assert.deepEqual(tab.registry.summary.value, { needsYou: 0, failed: 0, running: 0, unread: 1 });
  assert.equal(other.session.value.status.value, 'idle');

  scene.show(a);
  await world.advance(200);
  assertShowsTruth(world.server.control, session);
  session.markSeen();
  assert.equal(session.status.value, 'idle');
  assert.equal(tab.registry.summary.value.unread, 0);
});

scenario('A asks for approval while B is shown: needs-you, a card in A and in the inbox', async (scene) => {
  const { world, tab, a, b } = scene;
  const first = scene.show(a);
  const session = first.session.value;
  await world.advance(100);
  await session.send('Do it. [[scenario:approval]]');
  first.release();
  const other = scene.show(b);
  await world.until('A needs somebody', () => session.requests.value.open.length === 1);
  assert.equal(session.status.value, 'needs-you');
  assert.deepEqual(
    tab.registry.inbox.value.map((entry) => [entry.session.id, entry.request.id]),
    [[a, session.requests.value.open[0]?.id]],
  );
  assert.equal(other.session.value.requests.value.open.length, 0);
  assert.equal(other.session.value.status.value, 'idle');

  const [request] = session.requests.value.open;
  assert.ok(request);
  const answers = [
    session.answer(request.id, { kind: 'approval', choice: 'once' }),
    session.answer(request.id, { kind: 'approval', choice: 'deny' }),
  ];
  await world.until('A goes on to its end', () => idle(session));
  await Promise.all(answers);
  await session.answer(request.id, { kind: 'approval', choice: 'deny' });
  assert.equal(world.server.control.state().posts['/api/approval/respond'], 1, 'one gesture, one answer');
  assert.equal(tab.registry.inbox.value.length, 0);
  scene.show(a);
  await world.advance(200);
  assertShowsTruth(world.server.control, session);
  assert.ok(shownText(session).includes('Youansweredoncesothebuildfolderisgone'));
});

scenario('The page is loaded anew in mid-run: the turn goes on where it was, drafts are there', async (scene) => {
  const { backend, world, tab, a, b } = scene;
  const { control } = world.server;
  const session = scene.show(a).session.value;
  await world.advance(100);
  await session.send('Go. [[scenario:tools pace=200]]');
  await world.advance(900);
  const seen = liveText(session);
  assert.ok(seen.length > 0);
  session.setDraft('not yet');
  void session.send('And then this. [[scenario:plain n=5]]');
  scene.session(b).setDraft('for B');
  tab.close();

  const fresh = world.openTab();
  const lease = fresh.registry.retain(a);
  await world.advance(150);
  const after = lease.session.value;
  assert.equal(after.run.value.phase, 'running');
  assert.ok(liveText(after).startsWith(seen), 'what was there is there again');
  assert.deepEqual(
    [after.composer.value.draft, after.composer.value.outbox.map((item) => [item.state, item.text])],
    ['not yet', [['queued', 'And then this. [[scenario:plain n=5]]']]],
  );
  assert.equal(fresh.session(b).composer.value.draft, 'for B');
  assert.equal(fresh.session(b).status.value, 'draft');

  await world.until('both turns are over', () => idle(after) && after.composer.value.outbox.length === 0, 120_000);
  await world.advance(1_000);
  assertShowsTruth(control, after);
  assert.equal(readable(after).split('And then this.').length, 2, 'the queued text went out once');
  const other = world.openTab({ browser: 'another' });
  const theirs = other.registry.retain(a);
  await world.advance(500);
  assert.equal(difference(after, theirs.session.value, backend), null);
});

scenario('A gets another id in the background: one row, and everything of it follows to the new id', async (scene) => {
  const { backend, world, tab, a, b } = scene;
  const { control } = world.server;
  const first = scene.show(a);
  const held = tab.registry.retain(a);
  const session = first.session.value;
  await world.advance(100);
  session.setDraft('half a thought');
  // The gateway never rotates in a run; between two turns it happens on both ways.
  await session.send('Long. [[scenario:compress rotate]]');
  first.release();
  scene.show(b);
  await world.until('A is over', () => idle(session));
  if (backend === 'runs') {
    control.rotate(a);
    control.publish('session_updated');
  }
  const tip = control.tip(a);
  assert.notEqual(tip, a);
  await world.until('the new id is known', () => session.meta.value.id === tip, 20_000);

  assert.equal(session.id, a, 'the key stays');
  assert.deepEqual(session.aliases.value, [a, tip]);
  assert.ok(tab.registry.peek(tip) === session && tab.registry.peek(a) === session, 'both ids lead to it');
  assert.ok(held.session.value === session, 'who held it holds it');
  assert.deepEqual(tab.registry.sessions.value.map((row) => row.meta.value.id).sort(), [b, tip].sort());
  assert.equal(session.composer.value.draft, 'half a thought');
  await world.until('it is read', () => session.transcript.value.status === 'ready');
  assertShowsTruth(control, session);

  assert.equal(await session.sendDraft(), 'accepted');
  assert.equal(control.session(tip)?.pending_user_message, 'half a thought', 'the next send goes to the tip');
  await world.until('that turn is over', () => idle(session));
  assertShowsTruth(control, session);

  // A deep link to the old id, in a page that never heard of the new one.
  tab.close();
  const fresh = world.openTab();
  const linked = fresh.registry.retain(a);
  await world.advance(500);
  assert.equal(linked.session.value.meta.value.id, tip);
  assert.ok(fresh.registry.peek(tip) === linked.session.value);
  assertShowsTruth(control, linked.session.value);
});

const ENDINGS: Record<string, { readonly script: string; readonly outcome: string; readonly stop?: true }> = {
  completion: { script: 'plain n=10 rate=20', outcome: 'completed' },
  error: { script: 'error kind=quota', outcome: 'failed' },
  cancel: { script: 'long rate=20', outcome: 'stopped', stop: true },
};

for (const [name, { script, outcome, stop }] of Object.entries(ENDINGS)) {
  scenario(`A and B both run: the ${name} of A touches nothing of B`, async (scene) => {
    const { world, a, b } = scene;
    const [one, two] = [scene.show(a).session.value, scene.show(b).session.value];
    await world.advance(100);
    await two.send('Wait. [[scenario:hold n=5]]');
    await one.send(`Go. [[scenario:${script}]]`);
    await world.until('B said its first words', () => liveText(two).length > 10);
    await world.advance(3_000);
    if (stop) {
      const before = slices(two);
      void one.stop();
      await world.until('A is stopped', () => idle(one));
      assertUntouched(two, before);
    }
    await world.until('A is over', () => idle(one));
    assert.equal(one.run.value.end?.outcome, outcome);
    assert.equal(two.run.value.phase, 'running');
    assert.equal(two.run.value.end, null);
    world.server.control.release(two.run.value.run ?? '');
    await world.until('B is over', () => idle(two));
    for (const session of [one, two]) assertShowsTruth(world.server.control, session);
  });

  scenario(`A ends (${name}) next to a B that rests: no slice of B is replaced`, async (scene) => {
    const { world, a, b } = scene;
    const [one, two] = [scene.show(a).session.value, scene.show(b).session.value];
    await world.advance(3_000);
    await one.send(`Go. [[scenario:${script}]]`);
    await world.advance(1_000);
    const before = slices(two);
    if (stop) void one.stop();
    await world.until('A is over', () => idle(one));
    await world.advance(500);
    assertUntouched(two, before);
  });
}
