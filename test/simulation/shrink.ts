/**
 * Makes a failing schedule small: steps are left out, what is left is made plainer, and each try counts only when the
 * same thing still goes wrong. Plain data in, plain data out; what is tried is decided by nothing but the schedule.
 */
import type { Schedule, Step } from './schedule.js';

/** What a play said that went wrong; null when nothing did. */
export type Verdict = (schedule: Schedule) => Promise<string | null>;

export interface Shrunk {
  readonly schedule: Schedule;
  readonly error: string;
  /** Schedules played on the way. */
  readonly plays: number;
}

/** Plays after which the smallest one found so far is good enough. */
const MOST_PLAYS = 1_500;
const WAITS = [0, 40, 200, 1_000, 6_000];
const PLAIN = 'plain n=12 rate=40';

export async function shrink(schedule: Schedule, error: string, verdict: Verdict): Promise<Shrunk> {
  const kind = kindOf(error);
  let best: Shrunk = { schedule, error, plays: 0 };

  const holds = async (candidate: Schedule): Promise<boolean> => {
    if (best.plays >= MOST_PLAYS) return false;
    const found = await verdict(candidate);
    const plays = best.plays + 1;
    const same = found !== null && kindOf(found) === kind;
    best = same ? { schedule: candidate, error: found, plays } : { ...best, plays };
    return same;
  };

  let before: string;
  do {
    before = JSON.stringify(best.schedule);
    await leaveOut(() => best.schedule, holds);
    await makePlainer(() => best.schedule, holds);
  } while (JSON.stringify(best.schedule) !== before && best.plays < MOST_PLAYS);
  return best;
}

/** What kind of failure it is, without what differs from run to run: ids, numbers, words that were shown. */
export function kindOf(error: string): string {
  const [line = ''] = error.replace(/^after \{.*?\}: |^after rest: /, '').split('\n');
  return line
    .replace(/[0-9a-f]{8,}/g, '#')
    .replace(/\d+/g, '#')
    .replace(/(#(_|, ?)?)+/g, '#')
    .slice(0, 70);
}

type Holds = (candidate: Schedule) => Promise<boolean>;

/** Halves, quarters, ... single steps. */
async function leaveOut(now: () => Schedule, holds: Holds): Promise<void> {
  for (let size = Math.ceil(now().steps.length / 2); size >= 1; size = size === 1 ? 0 : Math.ceil(size / 2)) {
    // From the end: what comes last is most often what nothing depends on.
    for (let at = now().steps.length - size; at > -size; at -= size) {
      const { steps } = now();
      const from = Math.max(0, at);
      if (from < steps.length) await holds({ ...now(), steps: [...steps.slice(0, from), ...steps.slice(at + size)] });
    }
  }
}

async function makePlainer(now: () => Schedule, holds: Holds): Promise<void> {
  if (now().backend !== 'agent') await holds({ ...now(), backend: 'agent' });
  if (now().lateAnswers === true) await holds({ ...now(), lateAnswers: false });
  for (let sessions = 1; sessions < now().sessions; sessions += 1) if (await holds({ ...now(), sessions })) break;
  for (let at = 0; at < now().steps.length; at += 1) {
    const step = now().steps[at];
    if (!step) return;
    for (const plainer of plainerSteps(step)) {
      const steps = now().steps.map((known, index) => (index === at ? plainer : known));
      if (await holds({ ...now(), steps })) break;
    }
  }
}

/** Plainest first. */
function* plainerSteps(step: Step): Iterable<Step> {
  if (step.do === 'wait') for (const ms of WAITS) if (ms < step.ms) yield { ...step, ms };
  if ('script' in step && step.script !== PLAIN) yield { ...step, script: PLAIN };
  if ('of' in step && step.of > 0) for (let of = 0; of < step.of; of += 1) yield { ...step, of };
  if ('pane' in step && step.pane > 0) yield { ...step, pane: 0 };
  if (step.do === 'show' && step.byOldId === true) yield { do: 'show', pane: step.pane, of: step.of };
  if (step.do === 'restart' && step.downMs > 0) yield { ...step, downMs: 0 };
  if (step.do === 'fault') {
    const { rule } = step;
    if ((rule.times ?? 1) > 1) yield { ...step, rule: { ...rule, times: 1 } };
    if ((rule.afterFrames ?? 0) > 0) yield { ...step, rule: { ...rule, afterFrames: 0 } };
  }
}
