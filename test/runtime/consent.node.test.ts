// What becomes of a request, as a table: where it is, what happens, where it is then and who closed it.
import assert from 'node:assert/strict';
import { test } from 'node:test';
import type { SessionEvent } from '../../runtime/session/reducer.js';
import type { RequestAnswer, RequestClosing, RequestState } from '../../runtime/session/requests.js';
import { A, approval, loaded, settled, Tape } from './support/record-kit.js';

const ONCE: RequestAnswer = { kind: 'approval', choice: 'once' };
const DENY: RequestAnswer = { kind: 'approval', choice: 'deny' };
const DEADLINE = 60_000;

type Happening = (tape: Tape) => SessionEvent;

const list =
  (waits: boolean): Happening =>
  (tape) => ({
    type: 'requests.listed',
    session: A,
    asOf: tape.tick + 1,
    kind: 'approval',
    head: waits ? approval('a1') : null,
    waiting: waits ? 1 : 0,
  });
const HAPPENS = {
  submit: () => ({ type: 'answer.submitted', request: 'a1', answer: ONCE }),
  accept: () => ({ type: 'answer.accepted', request: 'a1' }),
  gone: () => ({ type: 'answer.gone', request: 'a1' }),
  fail: () => ({
    type: 'answer.failed',
    request: 'a1',
    error: { code: 'server', detail: 'relay failed', retryable: true },
  }),
  defer: () => ({ type: 'answer.deferred', request: 'a1' }),
  elsewhere: () => ({ type: 'answer.accepted', request: 'a1', elsewhere: DENY }),
  asked: list(true),
  unasked: list(false),
  end: () => settled('r1', 1, []),
} satisfies Record<string, Happening>;

type Path = readonly (keyof typeof HAPPENS)[];
type Outcome = readonly [state: RequestState | 'none', closedBy: RequestClosing | null, answer: RequestAnswer | null];

const TABLE: readonly (readonly [path: Path, outcome: Outcome])[] = [
  [[], ['pending', null, null]],
  [['asked'], ['pending', null, null]],
  [['unasked'], ['gone', null, null]],
  [['elsewhere'], ['resolved', 'elsewhere', DENY]],
  [['end'], ['gone', 'run', null]],
  [['accept'], ['resolved', 'here', null]],
  [['submit'], ['submitting', null, ONCE]],
  [
    ['submit', 'submit'],
    ['submitting', null, ONCE],
  ],
  [
    ['submit', 'asked'],
    ['submitting', null, ONCE],
  ],
  // Its answer is on its way: what is listed meanwhile does not say how it ends.
  [
    ['submit', 'unasked'],
    ['submitting', null, ONCE],
  ],
  [
    ['submit', 'end'],
    ['submitting', null, ONCE],
  ],
  [
    ['submit', 'accept'],
    ['resolved', 'here', ONCE],
  ],
  [
    ['submit', 'elsewhere'],
    ['resolved', 'elsewhere', DENY],
  ],
  [
    ['submit', 'gone'],
    ['gone', 'elsewhere', ONCE],
  ],
  [
    ['submit', 'defer'],
    ['pending', null, null],
  ],
  [
    ['submit', 'defer', 'unasked'],
    ['gone', null, null],
  ],
  [
    ['submit', 'fail'],
    ['failed', null, ONCE],
  ],
  [
    ['submit', 'fail', 'asked'],
    ['failed', null, ONCE],
  ],
  [
    ['submit', 'fail', 'unasked'],
    ['gone', null, ONCE],
  ],
  [
    ['submit', 'fail', 'submit', 'accept'],
    ['resolved', 'here', ONCE],
  ],
  // What was answered is never asked again, whatever comes late; what left by itself may come back.
  [
    ['submit', 'accept', 'asked'],
    ['resolved', 'here', ONCE],
  ],
  [
    ['elsewhere', 'asked'],
    ['resolved', 'elsewhere', DENY],
  ],
  [
    ['unasked', 'asked'],
    ['pending', null, null],
  ],
  [
    ['end', 'asked'],
    ['gone', 'run', null],
  ],
  [
    ['unasked', 'submit'],
    ['gone', null, null],
  ],
  [
    ['submit', 'accept', 'fail'],
    ['resolved', 'here', ONCE],
  ],
];

function begun(expiresAt: number | null = null): Tape {
  const tape = new Tape();
  const request = { ...approval('a1'), expiresAt };
  return tape
    .play(loaded(tape, []), { type: 'run.started', session: A, run: 'r1', origin: 'person', input: null, startedAt: 1 })
    .play({ type: 'requests.listed', session: A, asOf: tape.tick + 1, kind: 'approval', head: request, waiting: 1 });
}

function outcome(tape: Tape): Outcome {
  const { open, closed } = tape.state.requests;
  const request = open.find((one) => one.id === 'a1') ?? closed.findLast((one) => one.id === 'a1');
  assert.ok(!open.some((one) => closed.some((other) => other.id === one.id)), 'open or closed, not both');
  return [request?.state ?? 'none', request?.closedBy ?? null, request?.answer ?? null];
}

for (const [path, expected] of TABLE)
  test(`a request: ${['pending', ...path].join(', ')}: ${String(expected[0])}`, () => {
    const tape = begun();
    for (const step of path) tape.play(HAPPENS[step](tape) as SessionEvent);
    assert.deepEqual(outcome(tape), expected);
  });

test('a request that leaves after its deadline has expired, before it it has not', () => {
  for (const [at, state, closedBy] of [
    [DEADLINE - 1_000, 'gone', null],
    [DEADLINE, 'expired', 'deadline'],
  ] as const) {
    const tape = begun(DEADLINE);
    tape.tick = at / 1_000 - 1;
    tape.play(HAPPENS.unasked(tape));
    assert.deepEqual(outcome(tape).slice(0, 2), [state, closedBy], `at ${at}`);
  }
});

test('an answer that is not known to have arrived has the requests read', () => {
  for (const step of ['fail', 'defer', 'gone', 'accept'] as const) {
    const tape = begun().play(HAPPENS.submit());
    const before = tape.tick;
    tape.play(HAPPENS[step]() as SessionEvent);
    assert.ok(tape.state.wants.requests > before, step);
  }
});

test('whether the agent asks at all is the server’s newest word, and unknown under a new id', () => {
  const tape = begun();
  const said = (): unknown[] => {
    const { autoApprove, changing, error } = tape.state.consent;
    return [autoApprove, changing, error];
  };
  assert.deepEqual(said(), [null, false, null]);
  tape.play({ type: 'consent.read', asOf: tape.tick + 1, autoApprove: false });
  assert.deepEqual(said(), [false, false, null]);
  const asOf = tape.tick;
  tape.play({ type: 'consent.changing' }, { type: 'consent.read', asOf: tape.tick + 2, autoApprove: false });
  assert.deepEqual(said(), [false, true, null]);
  tape.play({ type: 'consent.changed', autoApprove: true }, { type: 'consent.read', asOf, autoApprove: false });
  assert.deepEqual(said(), [true, false, null], 'what was asked before the change is older than it');
  tape.play(
    { type: 'consent.changing' },
    { type: 'consent.failed', error: { code: 'server', detail: 'no', retryable: true } },
  );
  assert.deepEqual(said(), [true, false, 'no']);
  tape.play({ type: 'session.rekeyed', session: A, to: 'A2' });
  assert.deepEqual(said(), [null, false, null]);
  assert.ok(tape.state.wants.requests > 0);
});
