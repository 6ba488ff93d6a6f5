// Worker processes that play seeds: bundled once, fed in small portions, replaced when they hang or die.

import { fork } from 'node:child_process';
import { rmSync } from 'node:fs';
import { bundleForNode } from '../../demo/build/node-bundle.mjs';
import { inRoot, root } from '../../demo/build/paths.mjs';
import { writeOutputs } from '../../demo/build/write-if-changed.mjs';

const WORKER = 'test/simulation/worker.node.ts';
const PORTION = 25;
/** Real time without a word after which a schedule counts as hanging: the slowest one takes a few seconds. */
const PATIENCE_MS = 60_000;

/** Bundles the worker; `plugins` (for esbuild) may change what is bundled. Call `remove` when done. */
export async function buildWorker({ name = 'worker', plugins = [] } = {}) {
  const outdir = inRoot('build', `simulation-${process.pid}`, name);
  const outputs = await bundleForNode({ entryPoints: [WORKER], outdir, plugins });
  await writeOutputs(outputs);
  return { file: outputs[0].path, remove: () => rmSync(outdir, { recursive: true, force: true }) };
}

/**
 * Plays seeds `from` to below `to`, or one `schedule`, or all `stories`. Calls `onFailure({seed, error, schedule, kind, text})` for each that fails
 * and `onPlayed()` after each seed. Stops early when `signal` is aborted; resolves when no worker is left.
 */
export async function playAll({
  file,
  from = 0,
  to = 0,
  schedule = null,
  stories = false,
  jobs,
  shrink,
  onFailure,
  onPlayed,
  signal,
}) {
  let next = from;
  const order = () => {
    if (signal?.aborted) return null;
    if (schedule) {
      const only = { schedule, shrink };
      schedule = null;
      return only;
    }
    if (stories) {
      stories = false;
      return { stories: true };
    }
    if (next >= to) return null;
    const first = next;
    next = Math.min(to, next + PORTION);
    return { from: first, to: next, shrink };
  };
  await Promise.all(Array.from({ length: jobs }, () => work()));

  async function work() {
    let portion = order();
    while (portion) {
      const left = await playPortions(portion);
      // A seed that hangs or kills its process has failed; the rest of its portion goes to a new one.
      portion = left ?? order();
    }
  }

  /** Feeds one process until there is nothing left (null), or it is lost: then gives what it had not played. */
  function playPortions(first) {
    return new Promise((resolve) => {
      const child = fork(file, { cwd: root, execArgv: ['--enable-source-maps'], serialization: 'json' });
      let portion = first;
      let seed = null;
      let timer = null;
      let hung = false;
      const watch = () => {
        clearTimeout(timer);
        timer = setTimeout(() => {
          hung = true;
          child.kill('SIGKILL');
        }, PATIENCE_MS);
      };
      const give = () => {
        watch();
        child.send(portion);
      };
      const stop = () => child.kill();
      signal?.addEventListener('abort', stop);
      child.on('message', (report) => {
        watch();
        if (report.failure) onFailure({ ...report.failure, kind: report.kind, text: report.text });
        else if (report.done) {
          if (seed !== null) onPlayed();
          seed = null;
          portion = order();
          if (portion) give();
          else child.disconnect();
        } else {
          if (seed !== null) onPlayed();
          seed = report.playing;
        }
      });
      child.once('exit', (code, killedBy) => {
        clearTimeout(timer);
        signal?.removeEventListener('abort', stop);
        if (!portion || signal?.aborted) return resolve(null);
        const error = hung ? 'it hangs: no virtual time passes' : `its process died (${killedBy ?? code})`;
        const text = `seed ${seed ?? '?'}: ${error}\n  npm run simulate -- --seed ${seed ?? '?'} --seeds 1`;
        onFailure({ seed, error, kind: error, text, schedule: null });
        if (seed !== null) onPlayed();
        const rest = portion.to === undefined || seed === null ? null : { ...portion, from: seed + 1 };
        resolve(rest && rest.from < rest.to ? rest : null);
      });
      give();
    });
  }
}
