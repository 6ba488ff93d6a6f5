/**
 * Answers given in any number of tabs and panes, in any order with all else that happens (I-10 to I-12): at most one is on
 * its way for each request, none goes out that nobody gave, and in the end every tab shows what the server waits for.
 */
import assert from 'node:assert/strict';
import { test } from 'node:test';
import fc from 'fast-check';
import type { AgentRequest, ApprovalChoice, Lease, RequestAnswer, SessionRuntime } from '../../runtime/index.js';
import type { FaultRule } from '../../demo/emulator/index.js';
import { type Tab, World } from './world.js';

type Act =
  | { readonly do: 'turn'; readonly of: number; readonly script: string }
  | {
      readonly do: 'press';
      readonly tab: number;
      readonly of: number;
      readonly at: number;
      readonly choice: ApprovalChoice;
      readonly times: number;
      /** Milliseconds later somebody presses the same in the other tab. */
      readonly both: number | null;
    }
  | { readonly do: 'wait'; readonly ms: number }
  | { readonly do: 'stop'; readonly tab: number; readonly of: number }
  | { readonly do: 'elsewhere'; readonly of: number }
  | { readonly do: 'rotate'; readonly of: number }
  | { readonly do: 'auto'; readonly tab: number; readonly of: number; readonly on: boolean }
  | { readonly do: 'fault'; readonly rule: FaultRule }
  | { readonly do: 'let-go' }
  | { readonly do: 'cut' }
  | { readonly do: 'restart' }
  | { readonly do: 'freeze' | 'thaw' | 'reload' | 'crash'; readonly tab: number };

const HELLO = [
  { role: 'user' as const, content: 'Hello' },
  { role: 'assistant' as const, content: 'Hello to you.' },
];
const RESPOND = '/respond$';
const FAULTS: readonly FaultRule[] = [
  { kind: 'status', status: 502, path: RESPOND, method: 'POST' },
  { kind: 'status', status: 409, path: RESPOND, method: 'POST' },
  { kind: 'network', phase: 'before', path: RESPOND, method: 'POST' },
  { kind: 'network', phase: 'after', path: RESPOND, method: 'POST' },
  { kind: 'delay', ms: 3_000, path: RESPOND, method: 'POST' },
  { kind: 'delay', ms: 900, phase: 'before', path: RESPOND, method: 'POST' },
  { kind: 'hold', name: 'answer', path: RESPOND, method: 'POST' },
  { kind: 'hold', name: 'answer', phase: 'before', path: RESPOND, method: 'POST' },
  { kind: 'hold', name: 'read', path: '/pending\\?' },
  { kind: 'delay', ms: 2_000, path: '/pending\\?' },
];

const tab = fc.nat({ max: 1 });
const of = fc.nat({ max: 1 });
const turn = fc.record({
  do: fc.constant('turn' as const),
  of,
  script: fc.constantFrom('approval', 'two-approvals', 'two-approvals serial', 'clarify wait', 'clarify'),
});
const press = fc.record({
  do: fc.constant('press' as const),
  tab,
  of,
  at: fc.nat({ max: 1 }),
  choice: fc.constantFrom<ApprovalChoice>('once', 'session', 'always', 'deny'),
  times: fc.integer({ min: 1, max: 3 }),
  both: fc.option(fc.constantFrom(0, 1, 2, 3, 30)),
});
const wait = fc.record({ do: fc.constant('wait' as const), ms: fc.constantFrom(1, 5, 40, 400, 2_500, 9_000) });
const fault = fc.record({ do: fc.constant('fault' as const), rule: fc.constantFrom(...FAULTS) });
const other: fc.Arbitrary<Act> = fc.oneof(
  wait,
  fault,
  fc.record({ do: fc.constant('stop' as const), tab, of }),
  fc.record({ do: fc.constant('elsewhere' as const), of }),
  fc.record({ do: fc.constant('rotate' as const), of }),
  fc.record({ do: fc.constant('auto' as const), tab, of, on: fc.boolean() }),
  fc.record({ do: fc.constantFrom('let-go' as const, 'cut' as const, 'restart' as const) }),
  fc.record({
    do: fc.constantFrom('freeze' as const, 'thaw' as const, 'reload' as const, 'crash' as const),
    tab,
  }),
);

/** Something is asked, something else happens, somebody answers, something else happens, somebody answers again. */
const asked = fc
  .tuple(
    turn,
    fc.constantFrom(900, 2_500),
    fc.array(other, { maxLength: 2 }),
    press,
    fc.array(other, { maxLength: 2 }),
    press,
  )
  .map(([begun, ms, before, first, between, second]): readonly Act[] => [
    begun,
    { do: 'wait', ms },
    ...before,
    { ...first, of: begun.of },
    ...between,
    { ...second, of: begun.of },
  ]);
const acts = fc
  .array(
    fc.oneof(
      asked,
      other.map((one): readonly Act[] => [one]),
    ),
    { minLength: 2, maxLength: 6 },
  )
  .map((parts) => parts.flat());

interface Sent {
  readonly request: string;
  readonly page: Page | null;
  readonly answer: unknown;
  readonly at: number;
  over: boolean;
}

class Page {
  readonly tab: Tab;
  readonly #leases: readonly Lease[];
  frozen = false;
  dead = false;

  constructor(tab: Tab, ids: readonly string[]) {
    this.tab = tab;
    this.#leases = ids.map((id) => tab.registry.retain(id));
  }

  get sessions(): readonly SessionRuntime[] {
    return this.#leases.map((lease) => lease.session.value);
  }
}

class Stage {
  readonly world = new World();
  readonly ids = ['First', 'Second'].map((title) => this.world.server.control.seed({ title, messages: HELLO }));
  readonly pages: Page[] = [];
  readonly sent: Sent[] = [];
  /** What people pressed, by request as the wire names it. */
  readonly pressed = new Map<string, unknown[]>();
  /** Requests that a page has shown as answered, and whose. */
  readonly answered = new Map<string, Set<Page>>();
  readonly #wrong: string[] = [];

  constructor() {
    this.#watchWire();
    for (const at of [0, 1]) this.pages.push(this.#open(at));
  }

  async take(act: Act): Promise<void> {
    const { world } = this;
    const { control } = world.server;
    const id = 'of' in act ? control.tip(this.ids[act.of] ?? '') : '';
    const page = 'tab' in act ? this.pages[act.tab] : undefined;
    const session = 'of' in act ? page?.sessions[act.of] : undefined;
    switch (act.do) {
      case 'turn':
        this.#begin(id, act.script);
        break;
      case 'press':
        await this.#pressAll(act);
        break;
      case 'wait':
        await this.advance(act.ms);
        break;
      case 'stop':
        if (page?.frozen === false) session?.stop().catch(() => undefined);
        break;
      case 'elsewhere':
        if (!control.approve(id, 'session')) control.answer(id, 'blue');
        break;
      case 'rotate':
        if (control.session(id)) control.rotate(id);
        break;
      case 'auto':
        if (page?.frozen === false) void session?.setAutoApprove(act.on);
        break;
      case 'fault':
        control.fault(act.rule);
        break;
      case 'let-go':
        this.#letGo();
        break;
      case 'cut':
        control.cutStreams({});
        break;
      case 'restart':
        control.restart(400);
        break;
      case 'freeze':
      case 'thaw':
        if (page) this.#freeze(page, act.do === 'freeze');
        break;
      case 'reload':
      case 'crash':
        if (page) {
          page.dead = true;
          if (act.do === 'reload') page.tab.close();
          else page.tab.crash();
          this.pages[act.tab] = this.#open(act.tab);
          // Nobody presses anything in the first moment of a page.
          await this.advance(20);
        }
    }
    await world.clock.flush();
    this.look();
  }

  async advance(ms: number): Promise<void> {
    for (let left = ms; left > 0; left -= 250) {
      await this.world.advance(Math.min(250, left));
      this.look();
    }
  }

  look(): void {
    assert.deepEqual(this.#wrong, []);
    for (const page of this.pages) {
      for (const session of page.sessions) {
        const { open, closed } = session.requests.value;
        for (const request of closed) {
          assert.equal(
            open.some((one) => one.id === request.id),
            false,
            `${request.id} is open and closed`,
          );
          if (request.state === 'resolved') this.#note(request.id, page);
        }
        for (const request of open)
          assert.notEqual(
            this.answered.get(request.id)?.has(page),
            true,
            `${request.id} was answered and is asked again`,
          );
      }
    }
  }

  async settle(): Promise<void> {
    const { control } = this.world.server;
    control.clearFaults();
    for (const page of this.pages) this.#freeze(page, false);
    for (let round = 0; round < 24; round += 1) {
      this.#letGo();
      await this.advance(5_000);
    }
  }

  judge(): void {
    for (const page of this.pages) {
      for (const [at, session] of page.sessions.entries()) {
        const id = this.world.server.control.tip(this.ids[at] ?? '');
        const { approvals, questions } = this.world.server.control.waiting(id);
        const shown = session.requests.value;
        assert.equal(shown.waiting, approvals.length + questions.length, `${page.tab.name}: what waits in ${id}`);
        const head = [...approvals.slice(0, 1), ...questions.slice(0, 1)];
        assert.deepEqual(
          shown.open
            .filter((request) => head.includes(wireId(request)))
            .map(wireId)
            .sort(),
          head.toSorted(),
          `${page.tab.name}: the head of what waits in ${id}`,
        );
        for (const request of shown.open) {
          assert.ok([...approvals, ...questions].includes(wireId(request)), `${request.id} does not wait any more`);
          assert.notEqual(request.state, 'submitting', `${request.id} is still on its way`);
        }
        const inbox = page.tab.registry.inbox.value.filter((entry) => entry.session === session);
        assert.deepEqual(
          inbox.map((entry) => entry.request.id),
          shown.open.map((request) => request.id),
        );
        assert.equal(session.consent.value.autoApprove, this.world.server.control.autoApproves(id));
      }
    }
  }

  #open(at: number): Page {
    return new Page(this.world.openTab({ tab: `t${at}` }), this.ids);
  }

  #freeze(page: Page, frozen: boolean): void {
    if (page.frozen === frozen) return;
    page.frozen = frozen;
    if (frozen) page.tab.environment.sleep();
    else page.tab.environment.wake();
  }

  #begin(id: string, script: string): void {
    try {
      this.world.server.control.startTurn(id, { text: `[[scenario:${script}]]` });
    } catch (error) {
      assert.match(String(error), /is busy/);
    }
  }

  #letGo(): void {
    this.world.server.control.releaseHeld('answer');
    this.world.server.control.releaseHeld('read');
  }

  async #pressAll({ tab, of, at, choice, times, both }: Extract<Act, { do: 'press' }>): Promise<void> {
    const id = this.pages[tab]?.sessions[of]?.requests.value.open[at]?.id;
    for (const [after, number] of both === null
      ? [[0, tab] as const]
      : ([
          [0, tab],
          [both, 1 - tab],
        ] as const)) {
      if (after > 0) await this.world.advance(after);
      const page = this.pages[number];
      const session = page?.sessions[of];
      if (page && session && !page.frozen && id !== undefined) this.#press(session, id, choice, times);
    }
  }

  #press(session: SessionRuntime, id: string, choice: ApprovalChoice, times: number): void {
    const request = session.requests.value.open.find((open) => open.id === id);
    if (!request) return;
    const answer: RequestAnswer =
      request.kind === 'approval' ? { kind: 'approval', choice } : { kind: 'question', text: choice };
    const known = this.pressed.get(wireId(request)) ?? [];
    this.pressed.set(wireId(request), known);
    for (let press = 0; press < times; press += 1) {
      known.push(choice);
      void session.answer(request.id, answer);
    }
  }

  #note(id: string, page: Page): void {
    const pages = this.answered.get(id) ?? new Set();
    this.answered.set(id, pages.add(page));
  }

  #watchWire(): void {
    const { server } = this.world;
    const { fetch } = server;
    server.fetch = async (request) => {
      if (!/\/respond$/.test(new URL(request.url).pathname)) return fetch(request);
      const body = (await request.clone().json()) as Record<string, unknown>;
      const sent = this.#leaves(body, request);
      const wrong = this.#judgeSent(sent);
      // Thrown here it would be a network error to the page.
      if (wrong !== null) this.#wrong.push(wrong);
      this.sent.push(sent);
      try {
        return await fetch(request);
      } finally {
        sent.over = true;
      }
    };
  }

  #leaves(body: Record<string, unknown>, { headers }: Request): Sent {
    return {
      request: String(body['approval_id'] ?? body['clarify_id']),
      answer: body['choice'] ?? body['response'],
      page: this.pages.find(({ tab }) => tab.name === headers.get('x-tab')) ?? null,
      at: this.world.clock.now(),
      over: false,
    };
  }

  /** What is wrong about an answer that leaves now. */
  #judgeSent({ request, answer, page }: Sent): string | null {
    const before = this.sent.filter((one) => one.request === request);
    const gestures = this.pressed.get(request) ?? [];
    if (page === null) return 'a page that is gone sends something';
    if (before.some((one) => !one.over && one.page?.dead === false))
      return `two answers to ${request} are on their way`;
    if (!gestures.includes(answer)) return `nobody said ${String(answer)} to ${request}`;
    if (before.length >= gestures.length) return `more answers to ${request} than people gave`;
    return null;
  }
}

function wireId(request: AgentRequest): string {
  return request.wire['approval_id'] ?? request.id;
}

test('whatever is pressed where: one answer at a time, none that nobody gave, and all show what waits', async () => {
  await fc.assert(
    fc.asyncProperty(acts, async (steps) => {
      const stage = new Stage();
      try {
        await stage.advance(300);
        for (const one of steps) await stage.take(one);
        await stage.settle();
        stage.judge();
      } finally {
        stage.world.dispose();
      }
      await stage.world.advance(3_000);
      assert.deepEqual(stage.world.browser.tabs.held, { locks: 0, channels: 0 });
      assert.equal(stage.world.clock.pending, 0, 'no timer is left anywhere');
    }),
    { numRuns: Number(process.env['CONSENT_RUNS'] ?? 120), seed: Number(process.env['CONSENT_SEED'] ?? 20261123) },
  );
});
