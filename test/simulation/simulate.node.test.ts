/**
 * Random schedules of a person, other clients, the server and a bad network. Whatever happened: once everything is
 * whole again, the page, the server and a page opened just now say the same, and nothing a person wrote is lost.
 *
 * `HERMES_SIM_RUNS` and `HERMES_SIM_SEED` play more, or others.
 */
import { test } from 'node:test';
import fc from 'fast-check';
import { play } from './player.js';
import { schedules, type Schedule } from './schedule.js';

const runs = Number(process.env['HERMES_SIM_RUNS'] ?? 300);
const seed = Number(process.env['HERMES_SIM_SEED'] ?? 20_260);

test(`the page, the server and a new page agree after any schedule (${runs} schedules, seed ${seed})`, async () => {
  await fc.assert(fc.asyncProperty(schedules, play), { numRuns: runs, seed, endOnFailure: false, reporter: report });
});

/** A failing schedule is printed so that it can be put into a test as it is: `await play(<JSON>)`. */
function report(details: fc.RunDetails<[Schedule]>): void {
  if (!details.failed) return;
  const [schedule] = details.counterexample ?? [];
  const error = details.errorInstance;
  throw new Error(
    `seed ${details.seed}, path ${details.counterexamplePath ?? '?'}, after ${details.numRuns} runs and ${details.numShrinks} shrinks\n` +
      `await play(${JSON.stringify(schedule)});\n${error instanceof Error ? (error.stack ?? error.message) : String(error)}`,
  );
}
