// Tests which need no browser: bundled, then run by node --test.

import { rmSync } from 'node:fs';
import { bundleForNode } from '../../demo/build/node-bundle.mjs';
import { inRoot } from '../../demo/build/paths.mjs';
import { writeOutputs } from '../../demo/build/write-if-changed.mjs';
import { countsFile, readCounts } from './counts.mjs';
import { runNode } from './run-process.mjs';
import { isNodeTest, testFiles } from './test-files.mjs';

export async function runNodeTests({ files }) {
  const tests = testFiles({ kind: isNodeTest, files });
  if (tests.length === 0) return { passed: 0, failed: 0 };
  // Runs may overlap while several people work in one checkout.
  const outdir = inRoot('build', `node-tests-${process.pid}`);
  const counts = countsFile('node');
  try {
    const { outputs, broken } = await bundleAll(tests, outdir);
    if (outputs.length === 0) return { passed: 0, failed: broken };
    await writeOutputs(outputs);
    const code = await runNode([
      '--enable-source-maps',
      '--expose-gc',
      '--test',
      '--test-concurrency=2',
      '--test-reporter=spec',
      '--test-reporter-destination=stdout',
      '--test-reporter=./test/support/node-reporter.mjs',
      `--test-reporter-destination=${counts}`,
      ...outputs.map(({ path }) => path),
    ]);
    const { passed, failed } = readCounts(counts, code);
    return { passed, failed: failed + broken };
  } finally {
    rmSync(outdir, { recursive: true, force: true });
  }
}

// One build for all is quick, but fails whole: then file by file, so that a broken file hides no other.
async function bundleAll(tests, outdir) {
  try {
    return { outputs: await bundleForNode({ entryPoints: tests, outdir }), broken: 0 };
  } catch {
    const outputs = [];
    let broken = 0;
    for (const test of tests) {
      try {
        outputs.push(...(await bundleForNode({ entryPoints: [test], outdir })));
      } catch (error) {
        broken += 1;
        console.error(`FAILED ${test}: ${error.message}`);
      }
    }
    return { outputs, broken };
  }
}
