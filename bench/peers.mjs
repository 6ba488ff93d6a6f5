// Runs the shared bench, which brings the peers and their floors, with our page in it. It is somebody else's program: it is
// run as its own README says, and nothing of it is copied here.

import { spawnSync } from 'node:child_process';
import { existsSync, readdirSync } from 'node:fs';
import path from 'node:path';

/** Answers the exit code. `only`: workloads by its own keys (W1, open1000, ...). */
export async function runPeers(folder, { page, only, rounds }) {
  const cwd = path.resolve(folder);
  for (const needed of ['run.mjs', 'build.mjs', 'node_modules']) {
    if (existsSync(path.join(cwd, needed))) continue;
    console.error(
      `${needed} is missing in that folder. Copy the bench to a place that can be written to and run npm ci in it.`,
    );
    return 1;
  }
  const out = `hermes-elements-${Date.now()}.jsonl`;
  const env = { ...process.env, BENCH_EXTERNAL: `hermes-elements=${page}`, BENCH_EXTERNAL_WORK: 'chat' };
  const run = (...args) => spawnSync(process.execPath, args, { cwd, env, stdio: 'inherit' }).status ?? 1;
  const built = (name) => existsSync(path.join(cwd, 'dist', name));
  const toBuild = readdirSync(path.join(cwd, 'contenders')).filter((name) =>
    isBuilt(path.join(cwd, 'contenders', name)),
  );
  if (!toBuild.every(built) && run('build.mjs') !== 0) return 1;
  const works = only === undefined ? [] : ['--work', only];
  // Each measurement is kept as soon as it is made: a run that breaks off can be reported all the same.
  const status = run('run.mjs', '--rounds', String(rounds), '--out', out, ...works);
  return run('report.mjs', `results/${out}`) || status;
}

/** A contender that is bundled: others are served as they are, or are parts of them. */
function isBuilt(folder) {
  return ['main.js', 'main.jsx'].some((entry) => existsSync(path.join(folder, entry)));
}
