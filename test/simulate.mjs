// `npm run simulate`: plays many random schedules (test/simulation/), in several processes, and shows what fails in as few
// steps as possible. One seed is one schedule. The last line is the sum.

import { existsSync, readFileSync } from 'node:fs';
import { availableParallelism } from 'node:os';
import { performance } from 'node:perf_hooks';
import { clearInterval, setInterval } from 'node:timers';
import { parseArgs } from 'node:util';
import { MUTANTS, mutation } from './simulation/mutants.mjs';
import { buildWorker, playAll } from './simulation/pool.mjs';

const PROGRESS_MS = 5_000;

const USAGE = `Usage: npm run simulate -- [options]
  --seeds N      how many schedules to play (default 1000)
  --seed S       the first of them (default 1)
  --jobs J       worker processes (default: one per core)
  --most N       stop after N failures (default 5; 0: never)
  --no-shrink    show failing schedules as they are
  --replay X     play one schedule instead: its JSON, or a file with it
  --mutants      play the seeds once for each bug put back into the runtime, and tell which were found (default 500 seeds)
  --mutant X     only those whose name contains X
  --first        stop at the first seed that finds a mutant`;

const options = readOptions();
process.exitCode = (await (options.mutants ? hunt(options) : simulate(options))) ? 0 : 1;

async function simulate({ seed, seeds, jobs, most, shrink, schedule }) {
  const worker = await buildWorker();
  const stop = new AbortController();
  const kinds = new Map();
  const started = performance.now();
  let played = 0;
  let failed = 0;
  const rate = () => (played / Math.max(0.001, (performance.now() - started) / 1000)).toFixed(1);
  const progress = setInterval(() => {
    console.log(`${played} of ${seeds} played, ${failed} failed, ${rate()} seeds/s`);
  }, PROGRESS_MS);
  process.once('SIGINT', () => stop.abort());
  try {
    await playAll({
      file: worker.file,
      from: seed,
      to: schedule ? seed : seed + seeds,
      schedule,
      jobs: schedule ? 1 : jobs,
      shrink,
      signal: stop.signal,
      onPlayed: () => {
        played += 1;
      },
      onFailure: ({ kind, text }) => {
        failed += 1;
        kinds.set(kind, (kinds.get(kind) ?? 0) + 1);
        console.log(`\nFAILED ${text}\n`);
        if (most > 0 && failed >= most && !stop.signal.aborted) {
          console.log(`Stopped after ${failed} failures.`);
          stop.abort();
        }
      },
    });
  } finally {
    clearInterval(progress);
    worker.remove();
  }
  if (schedule) played = Math.max(1, failed);
  for (const [kind, count] of [...kinds].sort((a, b) => b[1] - a[1]))
    console.log(`${String(count).padStart(6)}  ${kind}`);
  console.log(`${played - failed} passed, ${failed} failed, ${rate()} seeds/s`);
  return failed === 0 && played > 0;
}

/** Plays what was found before and all seeds against each mutant. True when each was found. */
async function hunt({ seed, seeds, jobs, mutants, first: onlyFirst }) {
  let missed = 0;
  console.log('| bug | what a person sees | stories | seeds that found it | first | as |\n|---|---|---|---|---|---|');
  for (const mutant of mutants) {
    const worker = await buildWorker({ name: 'mutant', plugins: [mutation(mutant)] });
    const look = async (what) => {
      const found = [];
      const stop = new AbortController();
      const onFailure = (failure) => {
        found.push(failure);
        if (onlyFirst) stop.abort();
      };
      await playAll({ file: worker.file, jobs, shrink: false, onFailure, onPlayed() {}, signal: stop.signal, ...what });
      return found.sort((a, b) => a.seed - b.seed);
    };
    try {
      const stories = await look({ stories: true, jobs: 1 });
      const found = await look({ from: seed, to: seed + seeds });
      const one = found[0] ?? stories[0];
      if (!one) missed += 1;
      const count = onlyFirst && found.length > 0 ? 'stopped at the first' : `${found.length} of ${seeds}`;
      const kind = one ? one.kind.replaceAll('|', '/') : 'NOT FOUND';
      console.log(
        `| ${mutant.name} | ${mutant.is} | ${stories.length} | ${count} | ${found[0]?.seed ?? '-'} | ${kind} |`,
      );
    } finally {
      worker.remove();
    }
  }
  console.log(`${mutants.length - missed} of ${mutants.length} found`);
  return missed === 0;
}

function readOptions() {
  try {
    const { values } = parseArgs({
      options: {
        seeds: { type: 'string' },
        seed: { type: 'string' },
        jobs: { type: 'string' },
        most: { type: 'string' },
        'no-shrink': { type: 'boolean' },
        replay: { type: 'string' },
        mutants: { type: 'boolean' },
        mutant: { type: 'string' },
        first: { type: 'boolean' },
        help: { type: 'boolean' },
      },
    });
    if (values.help) exit(USAGE, 0);
    const mutants =
      values.mutants || values.mutant ? MUTANTS.filter(({ name }) => name.includes(values.mutant ?? '')) : null;
    return {
      mutants,
      first: values.first === true,
      seeds: whole('seeds', values.seeds, mutants ? 500 : 1_000, 1),
      seed: whole('seed', values.seed, 1, 0),
      jobs: whole('jobs', values.jobs, availableParallelism(), 1),
      most: whole('most', values.most, 5, 0),
      shrink: values['no-shrink'] !== true,
      schedule: values.replay === undefined ? null : readSchedule(values.replay),
    };
  } catch (error) {
    return exit(`${error.message}\n${USAGE}`, 1);
  }
}

function whole(name, text, otherwise, least) {
  const value = text === undefined ? otherwise : Number(text);
  if (!Number.isSafeInteger(value) || value < least)
    throw new Error(`--${name} takes a whole number from ${least} on.`);
  return value;
}

function readSchedule(text) {
  const schedule = JSON.parse(existsSync(text) ? readFileSync(text, 'utf8') : text);
  if (!Array.isArray(schedule?.steps)) throw new Error('--replay takes a schedule: {"backend", "sessions", "steps"}.');
  return schedule;
}

function exit(message, code) {
  console.log(message);
  process.exit(code);
}
