/** A failing schedule becomes the shortest and plainest one which fails in the same way. */
import assert from 'node:assert/strict';
import { test } from 'node:test';
import { scheduleOf } from './generate.js';
import type { Schedule, Step } from './schedule.js';
import { kindOf, shrink } from './shrink.js';

const send: Step = { do: 'send', of: 2, script: 'tools' };
const noise = (count: number): Step[] => Array.from({ length: count }, () => ({ do: 'seen', of: 1 }));

test('what the failure does not need is left out, and the rest made plain', async () => {
  const schedule: Schedule = {
    backend: 'runs',
    sessions: 4,
    steps: [
      ...noise(7),
      send,
      ...noise(5),
      { do: 'wait', ms: 35_000 },
      { do: 'fault', rule: { kind: 'cut', times: 4, afterFrames: 9 } },
      ...noise(3),
    ],
  };
  // Fails when a send is followed by a wait of 100 ms or more and a cut.
  const verdict = async ({ steps }: Schedule): Promise<string | null> => {
    const sent = steps.findIndex((step) => step.do === 'send');
    const waited = steps.findIndex((step, at) => step.do === 'wait' && step.ms >= 100 && at > sent);
    const cut = steps.findIndex((step, at) => step.do === 'fault' && at > waited);
    return sent >= 0 && waited >= 0 && cut >= 0 ? `after {"do":"x"}: run ${steps.length} is lost` : null;
  };
  const small = await shrink(schedule, 'after {"do":"y"}: run 12 is lost', verdict);
  assert.deepEqual(small.schedule, {
    backend: 'agent',
    sessions: 1,
    steps: [
      { do: 'send', of: 0, script: 'plain n=12 rate=40' },
      { do: 'wait', ms: 200 },
      { do: 'fault', rule: { kind: 'cut', times: 1, afterFrames: 0 } },
    ],
  });
});

test('another failure met on the way is not taken for this one', async () => {
  const schedule: Schedule = { backend: 'agent', sessions: 1, steps: [send, ...noise(3)] };
  const small = await shrink(schedule, 'the text is lost', async ({ steps }) =>
    steps.includes(send) ? 'the text is lost' : 'nothing was sent',
  );
  assert.deepEqual(
    small.schedule.steps.map((step) => step.do),
    ['send'],
  );
});

test('failures are of one kind whatever ids, numbers and steps they name', () => {
  assert.equal(
    kindOf('after {"do":"wait","ms":5}: 20260101_ab12cd34 shows the text §3§ twice'),
    kindOf('after rest: 20260102_00ffee99 shows the text §12§ twice'),
  );
  assert.notEqual(kindOf('the text §3§ is lost'), kindOf('the text §3§ is in two places here'));
});

test('a seed is one schedule, and neighbours differ', () => {
  assert.deepEqual(scheduleOf(7), scheduleOf(7));
  const first = Array.from({ length: 40 }, (_, seed) => JSON.stringify(scheduleOf(seed)));
  assert.equal(new Set(first).size, first.length);
  const lengths = new Set(first.map((text) => (JSON.parse(text) as Schedule).steps.length));
  assert.ok(lengths.size > 10, `${lengths.size} lengths`);
});
