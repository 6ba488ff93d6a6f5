/**
 * Answers that are under way at the same time come back in every order there is: the records and the list end the same.
 */
import assert from 'node:assert/strict';
import { test } from 'node:test';
import { assertShowsTruth, agreed, difference } from './oracles.js';
import { type Tab, World } from './world.js';

/** Requests that are held until the test lets them go, by the name of the hold. */
const HELD = {
  list: '^/api/sessions(\\?|$)',
  detail: '^/api/session\\?.*messages=0',
  rows: '^/api/session\\?.*messages=1',
  approvals: '^/api/approval/pending',
  questions: '^/api/clarify/pending',
  start: '^/api/chat/start',
  stop: '^/api/chat/cancel',
  answer: '^/api/approval/respond',
} as const;
type Held = keyof typeof HELD;

interface Race {
  readonly name: string;
  readonly held: readonly Held[];
  /** The state before, without any hold. */
  readonly before?: (stage: Stage) => Promise<void>;
  /** What makes the requests leave. */
  readonly act: (stage: Stage) => void | Promise<void>;
  /** What happens at the server after it has answered and before the answers arrive. */
  readonly meanwhile?: (stage: Stage) => void | Promise<void>;
}

interface Stage {
  readonly world: World;
  readonly tab: Tab;
  readonly a: string;
  readonly b: string;
}

const RACES: readonly Race[] = [
  {
    name: 'opening a running session next to the list',
    held: ['list', 'detail', 'rows', 'approvals'],
    act: ({ world, tab, a }) => {
      world.server.control.startTurn(a, { text: 'Go. [[scenario:approval]]' });
      tab.registry.refresh();
      tab.registry.retain(a);
    },
  },
  {
    name: 'sending while the list and the session are being read',
    held: ['list', 'detail', 'rows', 'start'],
    before: async ({ world, tab, a }) => {
      tab.registry.retain(a);
      await world.advance(200);
    },
    act: ({ tab, a }) => {
      tab.registry.refresh();
      void tab.session(a).send('Go. [[scenario:plain n=20 rate=40]]');
    },
  },
  {
    name: 'a short turn that is over before anything of it was heard',
    held: ['list', 'detail', 'rows', 'start'],
    before: async ({ world, tab, a }) => {
      tab.registry.retain(a);
      await world.advance(200);
    },
    act: ({ tab, a }) => {
      void tab.session(a).send('Go. [[scenario:plain n=2 rate=100]]');
      tab.registry.refresh();
    },
    meanwhile: ({ world }) => world.advance(900),
  },
  {
    name: 'answering while the requests are being read',
    held: ['approvals', 'questions', 'answer', 'list'],
    before: async ({ world, tab, a }) => {
      tab.registry.retain(a);
      world.server.control.startTurn(a, { text: 'Go. [[scenario:two-approvals]]' });
      await world.until('two wait', () => (tab.registry.peek(a)?.attention.value ?? 0) === 2, 30_000);
    },
    act: ({ tab, a }) => {
      const session = tab.session(a);
      session.refresh();
      tab.registry.refresh();
      const [first] = session.requests.value.open;
      if (first) void session.answer(first.id, { kind: 'approval', choice: 'once' });
    },
  },
  {
    name: 'stopping while the session is being read',
    held: ['stop', 'detail', 'rows', 'list'],
    before: async ({ world, tab, a }) => {
      tab.registry.retain(a);
      await world.advance(200);
      void tab.session(a).send('Go. [[scenario:long rate=20 max=80]]');
      await world.advance(1_000);
    },
    act: ({ tab, a }) => {
      tab.registry.refresh();
      void tab.session(a).stop();
    },
  },
  {
    name: 'a rotation between the answers',
    held: ['list', 'detail', 'rows', 'questions'],
    act: ({ tab, a }) => {
      tab.registry.refresh();
      tab.registry.retain(a);
    },
    meanwhile: ({ world, a }) => {
      world.server.control.rotate(a);
      world.server.control.publish('session_updated');
    },
  },
  {
    name: 'two sessions opened at once while one of them ends',
    held: ['list', 'detail', 'rows'],
    before: async ({ world, a }) => {
      world.server.control.startTurn(a, { text: 'Go. [[scenario:hold n=5]]' });
      await world.advance(500);
    },
    act: ({ tab, a, b }) => {
      tab.registry.retain(a);
      tab.registry.retain(b);
      tab.registry.refresh();
    },
    meanwhile: ({ world, a }) => {
      world.server.control.release(a);
      return world.advance(200);
    },
  },
];

for (const backend of ['agent', 'runs'] as const) {
  for (const race of RACES) {
    test(`${race.name}: every order of ${race.held.join(', ')} ends the same (${backend})`, async () => {
      const endings = new Map<string, string>();
      for (const order of permutations(race.held)) endings.set(order.join(' '), await ending(backend, race, order));
      const [[firstOrder, first] = ['', '']] = endings;
      for (const [order, end] of endings) assert.equal(end, first, `${order} ends otherwise than ${firstOrder}`);
    });
  }
}

/** Plays the race with one order of answers, checks it against the server and a new page, and gives what is left. */
async function ending(backend: 'agent' | 'runs', race: Race, order: readonly Held[]): Promise<string> {
  const world = new World({ backend });
  const { control } = world.server;
  try {
    const rows = [
      { role: 'user' as const, content: 'What was it?' },
      { role: 'assistant' as const, content: 'It was this.' },
    ];
    const a = control.seed({ title: 'A', messages: [...rows] });
    const b = control.seed({ title: 'B', messages: [...rows, ...rows] });
    const stage: Stage = { world, tab: world.openTab(), a, b };
    await world.advance(100);
    await race.before?.(stage);
    const holds = order.map((name) => control.fault({ kind: 'hold', name, path: HELD[name], times: -1 }));
    await race.act(stage);
    await world.clock.flush(6);
    await race.meanwhile?.(stage);
    await world.clock.flush(6);
    for (const [at, name] of order.entries()) {
      control.clearFaults(holds[at]);
      control.releaseHeld(name);
      await world.clock.flush(6);
    }
    for (let waited = 0; waited < 30_000; waited += 2_500) {
      for (const run of control.state().runs) {
        control.release(run.streamId);
        control.approve(run.sessionId);
      }
      await world.advance(2_500);
    }
    const fresh = world.openTab({ browser: 'another' });
    const states: unknown[] = [];
    for (const id of [a, b]) {
      const [ours, theirs] = [stage.tab.registry.retain(id), fresh.registry.retain(id)];
      await world.advance(1_000);
      assertShowsTruth(control, ours.session.value);
      assert.equal(difference(ours.session.value, theirs.session.value, backend), null);
      const { messages, ...rest } = agreed(ours.session.value, backend);
      // Times of rows depend on when they were written, and that on the order.
      states.push({ ...rest, id: rest['id'] === id, words: JSON.stringify(messages).replace(/"at":\d+/g, '') });
    }
    const { sessions, link, summary } = stage.tab.registry;
    return JSON.stringify([states, sessions.value.map((row) => row.id), link.value.status, summary.value.running]);
  } finally {
    world.dispose();
  }
}

function permutations<T>(items: readonly T[]): readonly (readonly T[])[] {
  if (items.length <= 1) return [items];
  return items.flatMap((item, at) =>
    permutations([...items.slice(0, at), ...items.slice(at + 1)]).map((rest) => [item, ...rest]),
  );
}
