// Tests in a real browser, by web-test-runner.

import { countsFile, readCounts } from './counts.mjs';
import { runNode } from './run-process.mjs';
import { isBrowserTest, testFiles } from './test-files.mjs';

export async function runBrowserTests({ files, browser = 'chromium' }) {
  const tests = testFiles({ kind: isBrowserTest, files });
  if (tests.length === 0) return { passed: 0, failed: 0 };
  const counts = countsFile('browser');
  const code = await runNode(['node_modules/@web/test-runner/dist/bin.js', '--files', ...tests], {
    env: { HERMES_TEST_COUNTS: counts, HERMES_TEST_BROWSER: browser },
  });
  return readCounts(counts, code);
}
