// Totals that a child process leaves in a file.

import { mkdirSync, readFileSync, rmSync } from 'node:fs';
import { buildFolder, inRoot } from '../../demo/build/paths.mjs';

/** A fresh file name for a child to write its totals to. */
export function countsFile(stage) {
  mkdirSync(buildFolder, { recursive: true });
  const file = inRoot('build', `counts-${stage}-${process.pid}.json`);
  rmSync(file, { force: true });
  return file;
}

/** What the child wrote. A child that failed without a failed test (it crashed, or wrote nothing) counts as one failure. */
export function readCounts(file, exitCode) {
  let counts = { passed: 0, failed: 0 };
  try {
    counts = JSON.parse(readFileSync(file, 'utf8'));
  } catch {
    if (exitCode === 0) return { passed: 0, failed: 1 };
  }
  rmSync(file, { force: true });
  if (exitCode !== 0 && counts.failed === 0) counts.failed = 1;
  return counts;
}
