/**
 * What a broken server, proxy or network can send. Each row: the session says what is the case, keeps what it has, reads
 * anew, and no other session notices; once all is whole again the page shows what the server stores.
 */
import assert from 'node:assert/strict';
import { after, before, test } from 'node:test';
import type { SessionRuntime } from '../../runtime/index.js';
import type { FaultRule } from '../../demo/emulator/index.js';
import { assertShowsTruth, journalText, liveText, shownText } from './oracles.js';
import { type Tab, World } from './world.js';

interface Stage {
  readonly world: World;
  readonly tab: Tab;
  /** Shown; most rows break this one. */
  readonly one: SessionRuntime;
  /** Shown next to it, at rest. */
  readonly other: SessionRuntime;
}

const ROWS = [
  { role: 'user' as const, content: 'What was it?' },
  { role: 'assistant' as const, content: 'It was this.' },
];

const faults: unknown[] = [];
const page = globalThis as { reportError?: ((error: unknown) => void) | undefined };
before(() => {
  page.reportError = (error) => void faults.push(error);
});
after(() => {
  delete page.reportError;
});

async function stage(backend: 'agent' | 'runs', act: (stage: Stage) => Promise<void>): Promise<void> {
  const world = new World({ backend });
  try {
    const ids = ['One', 'Other'].map((title) => world.server.control.seed({ title, messages: [...ROWS] }));
    const tab = world.openTab();
    const [one, other] = ids.map((id) => tab.registry.retain(id).session.value);
    assert.ok(one && other);
    await world.advance(3_000);
    await act({ world, tab, one, other });
    assert.deepEqual(faults, [], 'nothing was thrown');
  } finally {
    world.dispose();
  }
}

/** Slices of a session that is at rest, by identity. */
function slices(session: SessionRuntime): readonly unknown[] {
  return [
    session.meta.value,
    session.run.value,
    session.transcript.value,
    session.requests.value,
    session.composer.value,
    session.error.value,
    session.usage.value,
    session.todos.value,
  ];
}

async function heals({ world, tab, one }: Stage): Promise<void> {
  const { control } = world.server;
  control.clearFaults();
  if (tab.registry.link.value.status === 'auth') tab.registry.refresh();
  // What cannot get better by itself is not tried for ever: the person who reads the error tries again.
  if (one.error.value) one.refresh();
  await world.until(
    'it rests',
    () => {
      for (const run of control.state().runs) control.release(run.streamId);
      return one.run.value.phase === 'idle' && one.transcript.value.live === null && one.link.value.status === 'live';
    },
    120_000,
  );
  await world.advance(20_000);
  assertShowsTruth(control, one);
  assert.equal(one.error.value, null);
  assert.equal(tab.registry.link.value.status, 'live');
}

/** Statuses a server or a proxy in front of it may answer anything with. */
const REFUSALS: Record<string, FaultRule> = {
  'status 401': { kind: 'status', status: 401 },
  'status 403': { kind: 'status', status: 403 },
  'status 404': { kind: 'status', status: 404 },
  'status 409': { kind: 'status', status: 409 },
  'status 429': { kind: 'status', status: 429 },
  'status 500': { kind: 'status', status: 500 },
  'status 502': { kind: 'status', status: 502 },
};

const STREAMS: Record<string, FaultRule | ((stage: Stage) => void)> = {
  'a connection that breaks': { kind: 'cut', afterFrames: 6 },
  'an end without a terminal frame': { kind: 'fin', afterFrames: 6 },
  'half a frame': { kind: 'half-frame', afterFrames: 6 },
  'an HTTP error inside the body': { kind: 'http-error', afterFrames: 6 },
  'lines that are no fields': { kind: 'junk', afterFrames: 6 },
  'a frame twice': { kind: 'duplicate', afterFrames: 6 },
  'frames out of order': { kind: 'reorder', afterFrames: 6 },
  'a frame that is missing': { kind: 'hole', afterFrames: 6 },
  'silence for good': { kind: 'stall', afterFrames: 6 },
  'a page instead of a stream': { kind: 'html' },
  ...REFUSALS,
  'ids of another run': inject('token', { text: 'Foreign words.' }, 'feedfeedfeedfeed:7'),
  'an id far ahead': inject('token', { text: 'Words from the future.' }, (run) => `${run}:9000`),
  'an id that is no number': inject('context_status', {}, (run) => `${run}:NaN`),
  'an event nobody knows': inject('quantum_state', { spin: 1 }, null),
  'data of the wrong type': inject('tool', { name: { deep: [] }, args: 7, tid: [] }, null),
  'a terminal of the wrong shape': inject('context_status', { session: 'none', usage: [] }, null),
  'an end of a side question': inject('done', { ephemeral: true }, null),
  'lone surrogates': raw('event: context_status\ndata: {"text":"\\ud800 and \\udfff"}\n\n'),
  'data that is no JSON': raw('event: token\ndata: {"text": "half\n\n'),
  'data that is null': raw('event: token\ndata: null\n\n'),
  'bytes that are no text': raw('event: context_status\ndata: {"x":"\u0000\u0001\ufffd"}\n\n'),
};

function inject(
  event: string,
  payload: Record<string, unknown>,
  id: string | null | ((run: string) => string),
): (stage: Stage) => void {
  return ({ world, one }) => {
    const named = typeof id === 'function' ? id(one.run.value.run ?? '') : id;
    world.server.control.injectFrame(event, payload, { kind: 'chat', ...(named === null ? {} : { id: named }) });
  };
}

function raw(bytes: string): (stage: Stage) => void {
  return ({ world }) => void world.server.control.injectBytes(bytes, { kind: 'chat' });
}

for (const backend of ['agent', 'runs'] as const) {
  for (const [name, fault] of Object.entries(STREAMS)) {
    test(`a run's stream brings ${name} (${backend})`, () =>
      stage(backend, async (set) => {
        const { world, one, other } = set;
        const { control } = world.server;
        const rest = slices(other);
        const settled = shownText(one);
        if (typeof fault !== 'function') control.fault({ path: '/api/chat/stream\\?', ...fault });
        await one.send('Go. [[scenario:plain n=40 rate=20]]');
        const run = one.run.value.run ?? '';
        await world.advance(500);
        if (typeof fault === 'function') fault(set);
        for (let at = 0; at < 24; at += 1) {
          await world.advance(100);
          if (one.run.value.phase !== 'running') break;
          const live = liveText(one);
          assert.ok(journalText(control, run).startsWith(live), `shows "${live}"`);
          assert.ok(shownText(one).startsWith(settled), 'what was there stays');
        }
        slices(other).forEach((value, at) => assert.ok(value === rest[at], `slice ${at} of the other session`));
        await heals(set);
        assert.equal(one.run.value.end?.outcome, 'completed');
      }));
  }
}

const ANSWERS: Record<string, FaultRule> = {
  ...REFUSALS,
  'a page': { kind: 'html' },
  'an empty object': { kind: 'status', status: 200, body: {} },
  'a list': { kind: 'status', status: 200, body: [] },
  'the wrong types': {
    kind: 'status',
    status: 200,
    body: { session: { session_id: 7, messages: 'none' }, sessions: { a: 1 }, pending: 'x', ok: 'no', stream_id: [] },
  },
  'half an answer': { kind: 'status', status: 200, body: '{"session": {"messages": [' },
  'no answer at all': { kind: 'network' },
  'an answer that gets lost': { kind: 'network', phase: 'after' },
};

const ENDPOINTS: Record<string, { readonly path: string; readonly act: (stage: Stage) => Promise<void> }> = {
  'the list': {
    path: '/api/sessions(\\?|$)',
    act: async ({ world, tab }) => {
      tab.registry.refresh();
      await world.advance(2_000);
    },
  },
  'a read of the session': {
    path: '/api/session\\?',
    act: async ({ world, one }) => {
      one.refresh();
      await world.advance(2_000);
    },
  },
  'the pending approvals': {
    path: '/api/approval/pending',
    act: async ({ world, one }) => {
      one.refresh();
      await world.advance(2_000);
    },
  },
  'a send': {
    path: '/api/chat/start',
    act: async ({ world, one }) => {
      void one.send('Go. [[scenario:plain n=3]]');
      await world.advance(2_000);
    },
  },
  'a stop': {
    path: '/api/chat/cancel',
    act: async ({ world, one }) => {
      await one.send('Go. [[scenario:long rate=20 max=400]]');
      await world.advance(500);
      void one.stop();
      await world.advance(2_000);
    },
  },
  'an answer to a request': {
    path: '/api/approval/respond',
    act: async ({ world, one }) => {
      await one.send('Go. [[scenario:approval]]');
      await world.until('it asks', () => one.requests.value.open.length > 0);
      const [request] = one.requests.value.open;
      if (request) void one.answer(request.id, { kind: 'approval', choice: 'deny' });
      await world.advance(2_000);
      world.server.control.approve(one.meta.value.id);
    },
  },
};

for (const [endpoint, { path, act }] of Object.entries(ENDPOINTS)) {
  for (const [name, fault] of Object.entries(ANSWERS)) {
    test(`${endpoint} is answered with ${name}`, () =>
      stage('agent', async (set) => {
        const { world, one, other, tab } = set;
        const { control } = world.server;
        const before = shownText(one);
        const rest = slices(other);
        control.fault({ path, times: -1, ...fault });
        await act(set);
        assert.ok(shownText(one).startsWith(before), 'what was there stays');
        // A broken list is broken for all; nothing of what a session holds is taken away by it.
        if (endpoint !== 'the list')
          slices(other).forEach((value, at) => assert.ok(value === rest[at], `slice ${at} of the other session`));
        if (endpoint === 'the list' && fault.status !== 200)
          assert.ok(['reconnecting', 'auth', 'refused'].includes(tab.registry.link.value.status), 'it says so');
        if (endpoint === 'a send') {
          const places = one.composer.value.outbox.map((item) => item.state);
          const prompts = control
            .session(one.meta.value.id)
            ?.messages.filter((row) => String(row.content).startsWith('Go.'));
          assert.equal(places.length + (prompts?.length ?? 0), 1, `the text is in one place: ${places.join()}`);
        }
        assert.notEqual(one.run.value.phase, 'starting');
        await heals(set);
        assert.equal(tab.registry.sessions.value.length, 2, 'both are listed');
        for (const item of one.composer.value.outbox) assert.equal(item.state, 'returned');
      }));
  }
}

test('a transcript of twenty million characters is read, and the page is not kept from its work', () =>
  stage('agent', async ({ world, tab }) => {
    const { control } = world.server;
    const paragraph = 'The ferry left the harbour before the fog came in. '.repeat(200);
    const messages = Array.from({ length: 2_000 }, (_, at) => ({
      role: at % 2 === 0 ? ('user' as const) : ('assistant' as const),
      content: `${at} ${paragraph}`,
    }));
    const big = control.seed({ title: 'Big', messages });
    const session = tab.registry.retain(big).session.value;
    await world.advance(200);
    assert.equal(session.transcript.value.status, 'ready');
    assert.equal(session.transcript.value.hasOlder, true);
    await session.send('Go. [[scenario:plain n=3]]');
    // The end of a turn brings the whole of it.
    await world.until('it is over', () => session.run.value.phase === 'idle');
    assertShowsTruth(control, session);
  }));

test('a run that never ends is followed for as long as it lasts, and stopped when asked', () =>
  stage('agent', async (set) => {
    const { world, one } = set;
    await one.send('Go. [[scenario:long rate=1]]');
    for (let hour = 0; hour < 3; hour += 1) {
      await world.advance(600_000);
      assert.equal(one.run.value.phase, 'running');
      assert.equal(one.link.value.status, 'live');
      assert.ok(journalText(world.server.control, one.run.value.run ?? '').startsWith(liveText(one)));
    }
    void one.stop();
    await world.until('it is stopped', () => one.run.value.phase === 'idle');
    await heals(set);
  }));

test('a run whose end nobody tells is noticed from the list', () =>
  stage('agent', async (set) => {
    const { world, one } = set;
    world.server.control.tune({ withholdTerminal: true });
    await one.send('Go. [[scenario:plain n=5]]');
    await world.until('it is noticed', () => one.run.value.phase === 'idle', 30_000);
    await heals(set);
  }));
