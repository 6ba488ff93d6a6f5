/** Random schedules. A seed is one schedule, the same on every machine and in every process. */
import fc from 'fast-check';
import type { FaultRule } from '../../demo/emulator/index.js';
import { calmFragment, fragment } from './fragments.js';
import { isQuiet, TABS, tabOf, type OthersDeed, type PageChange, type Schedule, type Step } from './schedule.js';

/** What the agent does, as the emulator's `[[scenario:…]]`. */
const SCRIPTS = [
  'plain n=12 rate=40',
  'plain n=60 rate=30',
  'tools',
  'reasoning n=20',
  'approval',
  'two-approvals',
  'two-approvals serial',
  'clarify wait',
  'long rate=20 max=60',
  'hold',
  'silence',
  'slow-first-token delay=1500',
  'output-only',
  'error kind=failed',
  'error kind=partial',
  'error kind=quota',
  'error kind=drop',
  'error kind=empty',
  'error kind=completed-error',
  'error kind=rate_limit',
  'unicode',
  'compress',
  'compress rotate',
  'todo pace=100',
  'extras',
  'title',
  'firehose n=2000',
] as const;

const PATHS = [
  '/api/sessions',
  '/api/session\\?',
  '/api/session\\?.*messages=0',
  '/api/session\\?.*messages=1',
  '/api/approval/pending',
  '/api/clarify/pending',
  '/api/chat/start',
  '/api/chat/cancel',
  '/api/chat/stream/status',
  '/api/approval/respond',
  '/api/clarify/respond',
  '/api/session/rename',
  '/api/upload',
  '/api/',
] as const;
/** Held or delayed before they are handled, writes would be handled after their sender gave up. */
const READS = PATHS.slice(0, 6);
const STREAMS = ['/api/chat/stream\\?', '/api/session/stream', '/api/sessions/events'] as const;

const HOUR_MS = 3_600_000;

const of = fc.nat({ max: 4 });
const pane = fc.nat({ max: 2 });
const script = fc.constantFrom(...SCRIPTS);
const times = fc.constantFrom(1, 1, 1, 2, 4);

const requestFault: fc.Arbitrary<FaultRule> = fc.oneof(
  fc.record({
    kind: fc.constant('status' as const),
    status: fc.constantFrom(401, 403, 409, 429, 500, 502, 503),
    path: fc.constantFrom(...PATHS, ...STREAMS),
    times,
  }),
  // A server that says of a message that its session is not there is believed: for reads only.
  fc.record({
    kind: fc.constant('status' as const),
    status: fc.constant(404),
    path: fc.constantFrom(...READS, ...STREAMS),
    times,
  }),
  fc.record({ kind: fc.constant('html' as const), path: fc.constantFrom(...PATHS, ...STREAMS), times }),
  fc.record({
    kind: fc.constant('network' as const),
    phase: fc.constantFrom('before' as const, 'after' as const),
    path: fc.constantFrom(...PATHS, ...STREAMS),
    times,
  }),
  fc.record({
    kind: fc.constantFrom('delay' as const, 'hold' as const),
    ms: fc.constantFrom(30, 400, 3_000),
    name: fc.constant('held'),
    path: fc.constantFrom(...PATHS, ...STREAMS),
    times,
  }),
  fc.record({
    kind: fc.constantFrom('delay' as const, 'hold' as const),
    phase: fc.constant('before' as const),
    ms: fc.constantFrom(30, 400, 3_000),
    name: fc.constant('held'),
    path: fc.constantFrom(...READS),
    times,
  }),
);

const streamFault: fc.Arbitrary<FaultRule> = fc.record({
  kind: fc.constantFrom(
    'cut' as const,
    'fin' as const,
    'stall' as const,
    'half-frame' as const,
    'http-error' as const,
    'junk' as const,
    'duplicate' as const,
    'reorder' as const,
    'hole' as const,
  ),
  path: fc.constantFrom(...STREAMS, STREAMS[0], STREAMS[0], STREAMS[0]),
  afterFrames: fc.oneof(fc.nat({ max: 6 }), fc.nat({ max: 60 })),
  times,
});

const step: fc.Arbitrary<Step> = fc.oneof(
  {
    weight: 6,
    arbitrary: fc.record({
      do: fc.constant('wait' as const),
      ms: fc.constantFrom(0, 5, 40, 200, 1_000, 6_000, 35_000),
    }),
  },
  {
    weight: 5,
    arbitrary: fc.record({ do: fc.constant('show' as const), pane, of, byOldId: fc.boolean() }),
  },
  { weight: 1, arbitrary: fc.record({ do: fc.constant('unmount' as const), pane }) },
  { weight: 1, arbitrary: fc.record({ do: fc.constant('scroll-away' as const), pane, visible: fc.boolean() }) },
  { weight: 5, arbitrary: fc.record({ do: fc.constant('send' as const), of, script }) },
  { weight: 1, arbitrary: fc.record({ do: fc.constant('type' as const), of }) },
  {
    weight: 1,
    arbitrary: fc.record({ do: fc.constantFrom('attach' as const, 'attach' as const, 'detach' as const), of }),
  },
  { weight: 1, arbitrary: fc.record({ do: fc.constant('send-draft' as const), of }) },
  { weight: 2, arbitrary: fc.record({ do: fc.constant('stop' as const), of }) },
  { weight: 1, arbitrary: fc.record({ do: fc.constant('steer' as const), of }) },
  {
    weight: 1,
    arbitrary: fc.oneof(
      fc.record({ do: fc.constantFrom('remove' as const, 'fork' as const), of }),
      fc.record({ do: fc.constantFrom('pin' as const, 'archive' as const), of, on: fc.boolean() }),
    ),
  },
  { weight: 2, arbitrary: fc.record({ do: fc.constant('answer' as const), of, allow: fc.boolean() }) },
  {
    weight: 1,
    arbitrary: fc.record({
      do: fc.constant('outbox' as const),
      of,
      what: fc.constantFrom('resend' as const, 'reclaim' as const, 'discard' as const),
    }),
  },
  {
    weight: 2,
    arbitrary: fc.record({
      do: fc.constantFrom('seen' as const, 'older' as const, 'older' as const, 'rename' as const),
      of,
    }),
  },
  { weight: 1, arbitrary: fc.record({ do: fc.constant('create' as const), script }) },
  { weight: 1, arbitrary: fc.constantFrom<Step>({ do: 'reload' }, { do: 'crash' }) },
  {
    weight: 1,
    arbitrary: fc.oneof(
      fc.record({
        do: fc.constant('storage' as const),
        health: fc.constantFrom('fine' as const, 'fine' as const, 'full' as const, 'broken' as const),
      }),
      fc.record({
        do: fc.constant('clock' as const),
        byMs: fc.constantFrom(-20 * HOUR_MS, -HOUR_MS, -30_000, 30_000, HOUR_MS, 20 * HOUR_MS),
      }),
      fc.constantFrom<Step>({ do: 'freeze-tab' }, { do: 'thaw-tab' }),
    ),
  },
  {
    weight: 2,
    arbitrary: fc.record({
      do: fc.constant('page' as const),
      what: fc.constantFrom<PageChange>('hide', 'show', 'offline', 'online', 'freeze', 'resume', 'restore', 'refresh'),
    }),
  },
  { weight: 2, arbitrary: fc.record({ do: fc.constant('turn' as const), of, script }) },
  {
    weight: 2,
    arbitrary: fc.record({
      do: fc.constantFrom<OthersDeed>('wake', 'task', 'answer-elsewhere', 'cancel-elsewhere', 'rotate', 'release'),
      of,
    }),
  },
  {
    weight: 1,
    arbitrary: fc.record({
      do: fc.constantFrom<OthersDeed>(
        'rename-elsewhere',
        'pin-elsewhere',
        'unpin-elsewhere',
        'archive-elsewhere',
        'unarchive-elsewhere',
        'delete-elsewhere',
        'fork-elsewhere',
      ),
      of,
    }),
  },
  { weight: 1, arbitrary: fc.record({ do: fc.constant('restart' as const), downMs: fc.constantFrom(0, 500, 5_000) }) },
  {
    weight: 1,
    arbitrary: fc.record({
      do: fc.constant('tune' as const),
      unwindMs: fc.constantFrom(0, 40, 4_000),
      titleMs: fc.constantFrom(0, 30, 3_000),
      withhold: fc.constantFrom(false, false, true),
    }),
  },
  {
    weight: 8,
    arbitrary: fc.record({ do: fc.constant('fault' as const), rule: fc.oneof(requestFault, streamFault) }),
  },
  {
    weight: 1,
    arbitrary: fc.record({
      do: fc.constant('streams' as const),
      how: fc.constantFrom('cut' as const, 'end' as const, 'stall' as const),
      kind: fc.constantFrom('chat' as const, 'session' as const, 'list' as const, null),
    }),
  },
  {
    weight: 1,
    arbitrary: fc.record({ do: fc.constant('hold-two' as const), path: fc.constantFrom(...READS, '/api/') }),
  },
  { weight: 3, arbitrary: fc.constantFrom<Step>({ do: 'let-go' }, { do: 'let-go' }, { do: 'let-go', name: 'later' }) },
);

/** What only matters where there is a login, or where there are several tabs. */
const loginStep = fc.constantFrom<Step>({ do: 'expire' }, { do: 'sign-in' });
const tabStep: fc.Arbitrary<Step> = fc.record({
  do: fc.constantFrom(
    'open-tab' as const,
    'open-tab' as const,
    'close-tab' as const,
    'kill-tab' as const,
    'freeze-tab' as const,
    'thaw-tab' as const,
  ),
  tab: fc.nat({ max: TABS - 1 }),
});

/** Most of what can go wrong goes wrong in a session that is shown and at work. */
const opening: fc.Arbitrary<readonly Step[]> = fc.constantFrom<readonly Step[]>(
  [],
  [
    { do: 'show', pane: 0, of: 0 },
    { do: 'wait', ms: 40 },
  ],
  [
    { do: 'show', pane: 0, of: 0 },
    { do: 'show', pane: 1, of: 1 },
    { do: 'wait', ms: 40 },
    { do: 'send', of: 0, script: 'tools' },
  ],
  [
    { do: 'show', pane: 0, of: 0 },
    { do: 'turn', of: 0, script: 'plain n=60 rate=30' },
    { do: 'turn', of: 1, script: 'plain n=60 rate=30' },
    { do: 'turn', of: 2, script: 'approval' },
  ],
);

interface Kind {
  readonly password: boolean;
  readonly tabs: boolean;
  readonly calm: boolean;
}

function stepsOf({ password, tabs, calm }: Kind): fc.Arbitrary<readonly Step[]> {
  const kinds = [{ weight: 20, arbitrary: step }];
  if (password) kinds.push({ weight: 1, arbitrary: loginStep });
  if (tabs) kinds.push({ weight: 4, arbitrary: tabStep });
  const placed = tabs
    ? fc
        .tuple(fc.oneof(...kinds), fc.nat({ max: TABS - 1 }))
        .map(([made, tab]): Step => (tabOf(made) === 0 && IN_TAB.has(made.do) ? ({ ...made, tab } as Step) : made))
    : fc.oneof(...kinds);
  const single = placed.map((made): readonly Step[] => [made]);
  return fc
    .array(
      fc.oneof({ weight: 14, arbitrary: single }, { weight: calm ? 3 : 1, arbitrary: calm ? calmFragment : fragment }),
      {
        minLength: 3,
        maxLength: 24,
        size: 'max',
      },
    )
    .map((parts) => parts.flat());
}

const IN_TAB: ReadonlySet<Step['do']> = new Set<Step['do']>([
  ...(['show', 'unmount', 'scroll-away', 'create', 'sign-in', 'send', 'stop', 'type', 'send-draft', 'steer'] as const),
  ...(['seen', 'older', 'rename', 'remove', 'fork', 'pin', 'archive', 'answer', 'outbox', 'page', 'reload'] as const),
  'crash',
]);

const SECOND_TAB: readonly Step[] = [
  { do: 'open-tab', tab: 1 },
  { do: 'show', tab: 1, pane: 0, of: 0 },
];

/** One schedule in six has several tabs, one in eight a login; in one of eight nothing goes wrong. */
const schedules: fc.Arbitrary<Schedule> = fc
  .record({
    backend: fc.constantFrom('agent' as const, 'runs' as const),
    sessions: fc.integer({ min: 1, max: 4 }),
    opening,
    password: fc.nat({ max: 7 }).map((n) => n === 0),
    tabs: fc.nat({ max: 5 }).map((n) => n === 0),
    calm: fc.nat({ max: 7 }).map((n) => n === 0),
  })
  .chain(({ opening: first, tabs, calm, ...kind }) =>
    stepsOf({ ...kind, tabs, calm }).map((steps): Schedule => ({
      backend: kind.backend,
      sessions: kind.sessions,
      ...(kind.password ? { password: true } : {}),
      steps: [...(tabs && !calm ? SECOND_TAB : []), ...first, ...(calm ? steps.filter(isQuiet) : steps)],
    })),
  );

/** The schedule of a seed: a whole number. It changes only when this file does. */
export function scheduleOf(seed: number): Schedule {
  const [schedule] = fc.sample(schedules, { seed: spread(seed), numRuns: 1 });
  if (!schedule) throw new Error('fast-check made no schedule');
  // In one of four the browser tells of answers as Firefox does.
  return (spread(seed) & 3) === 0 ? { ...schedule, lateAnswers: true } : schedule;
}

/** Seeds next to each other would begin alike: their bits are mixed first. */
function spread(seed: number): number {
  let mixed = (seed ^ 0x9e3779b9) | 0;
  mixed = Math.imul(mixed ^ (mixed >>> 16), 0x85ebca6b);
  mixed = Math.imul(mixed ^ (mixed >>> 13), 0xc2b2ae35);
  return (mixed ^ (mixed >>> 16)) | 0;
}
