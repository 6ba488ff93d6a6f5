/**
 * A few steps in a row that chance alone would seldom put together: the races this runtime is about. What comes before,
 * between and after them is still chance.
 */
import fc from 'fast-check';
import { SLOW_READS, type Step } from './schedule.js';

const ms = fc.constantFrom(5, 40, 200, 1_000);
const of = fc.nat({ max: 3 });

/** The session that was made last. */
const NEWEST = -1;

/** Begins in a session that is shown. */
const shown = (session: number): Step[] => [
  { do: 'show', pane: 0, of: session },
  { do: 'wait', ms: 40 },
];

/** Something is asked for, something happens, and only then the answer comes. */
const race = fc
  .record({
    of,
    path: fc.constantFrom('/api/sessions(\\?|$)', '/api/session\\?.*messages=0', '/api/session\\?'),
    asked: fc.constantFrom<'refresh' | 'online'>('refresh', 'online'),
    meanwhile: fc.constantFrom<'send' | 'turn' | 'remove' | 'stop' | 'rename' | 'rotate'>(
      ...(['send', 'turn', 'remove', 'remove', 'stop', 'rename', 'rotate'] as const),
    ),
    ms,
  })
  .map(({ of: session, path, asked, meanwhile, ms: between }): Step[] => [
    ...shown(session),
    ...(meanwhile === 'stop' ? [{ do: 'send', of: session, script: 'long rate=20 max=60' } as const] : []),
    { do: 'wait', ms: between },
    { do: 'fault', rule: { kind: 'hold', name: 'held', path, times: 1 } },
    { do: 'page', what: asked },
    { do: 'wait', ms: 5 },
    meanwhile === 'send' || meanwhile === 'turn'
      ? { do: meanwhile, of: session, script: 'long rate=20 max=60' }
      : { do: meanwhile, of: session },
    { do: 'wait', ms: between },
    { do: 'let-go' },
    { do: 'wait', ms: 5 },
  ]);

/** A stream that is not what it should be, of a run somebody watches. */
const brokenStream = fc
  .record({
    of,
    kind: fc.constantFrom<'hole' | 'reorder' | 'duplicate' | 'cut'>('hole', 'hole', 'reorder', 'duplicate', 'cut'),
    afterFrames: fc.integer({ min: 1, max: 30 }),
  })
  .map(({ of: session, kind, afterFrames }): Step[] => [
    ...shown(session),
    { do: 'fault', rule: { kind, path: '/api/chat/stream\\?', afterFrames, times: 1 } },
    { do: 'send', of: session, script: 'plain n=60 rate=30' },
    { do: 'wait', ms: 1_000 },
    { do: 'wait', ms: 200 },
  ]);

/** To and fro among sessions at work. */
const switching = fc
  .record({ of, other: of, ms })
  .map(({ of: session, other, ms: away }): Step[] => [
    ...shown(session),
    { do: 'send', of: session, script: 'plain n=60 rate=30' },
    { do: 'wait', ms: 200 },
    { do: 'show', pane: 0, of: other },
    { do: 'wait', ms: away },
    { do: 'show', pane: 0, of: session },
  ]);

/** Several agents wait; one is answered at another place. */
const answered = fc
  .record({ of, script: fc.constantFrom('approval', 'two-approvals', 'two-approvals serial', 'clarify wait') })
  .map(({ of: session, script }): Step[] => [
    ...shown(session),
    { do: 'send', of: session, script },
    { do: 'wait', ms: 1_000 },
    { do: 'answer-elsewhere', of: session },
    { do: 'wait', ms: 200 },
  ]);

/** What this browser alone knows goes through a reload, or a new id. */
const kept = fc
  .record({
    of,
    what: fc.constantFrom<'seen' | 'type' | 'send'>('seen', 'type', 'send'),
    then: fc.constantFrom<'reload' | 'crash' | 'rotate'>('reload', 'crash', 'rotate'),
  })
  .map(({ of: session, what, then }): Step[] => [
    ...shown(session),
    ...(what === 'send'
      ? [{ do: 'turn', of: session, script: 'hold' } as const, { do: 'wait', ms: 200 } as const]
      : []),
    what === 'send' ? { do: 'send', of: session, script: 'plain n=12 rate=40' } : { do: what, of: session },
    { do: 'wait', ms: 1_000 },
    then === 'rotate' ? { do: 'rotate', of: session } : { do: then },
    { do: 'wait', ms: 200 },
  ]);

/** A message whose answer is lost, or that a busy server refuses. */
const sent = fc
  .record({ of, how: fc.constantFrom<'lost' | 'busy'>('lost', 'busy') })
  .map(({ of: session, how }): Step[] => [
    ...shown(session),
    how === 'lost'
      ? { do: 'fault', rule: { kind: 'network', phase: 'after', path: '/api/chat/start', times: 1 } }
      : { do: 'turn', of: session, script: 'plain n=12 rate=40' },
    { do: 'send', of: session, script: 'plain n=12 rate=40' },
    { do: 'wait', ms: 40 },
  ]);

/** A title that comes after the end of a turn, while the list is old because another session is at work. */
const titled = fc.record({ of }).map(({ of: other }): Step[] => [
  { do: 'show', pane: 1, of: other },
  { do: 'create', script: 'extras' },
  { do: 'show', pane: 0, of: NEWEST },
  { do: 'turn', of: other, script: 'long rate=20 max=400' },
  { do: 'wait', ms: 200 },
  { do: 'send', of: NEWEST, script: 'title' },
  { do: 'wait', ms: 6_000 },
]);

/** A turn is stopped while reads are slow: its stream has said all there is to know. */
const stopped = fc
  .record({ of })
  .map(({ of: session }): Step[] => [
    ...shown(session),
    { do: 'send', of: session, script: 'long rate=20 max=400' },
    { do: 'wait', ms: 1_000 },
    { do: 'fault', rule: { kind: 'hold', name: 'held', path: SLOW_READS, times: 4 } },
    { do: 'stop', of: session },
    { do: 'wait', ms: 6_000 },
    { do: 'let-go' },
  ]);

/** Where nothing goes wrong but slow reads. */
export const calmFragment: fc.Arbitrary<readonly Step[]> = fc.oneof(switching, titled, stopped);

export const fragment: fc.Arbitrary<readonly Step[]> = fc.oneof(
  race,
  brokenStream,
  switching,
  answered,
  kept,
  sent,
  titled,
);
