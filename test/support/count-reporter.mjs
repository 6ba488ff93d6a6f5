// A web-test-runner reporter that writes `{passed, failed}` as JSON to the file named by HERMES_TEST_COUNTS, for test/run.mjs.

import { writeFileSync } from 'node:fs';

export function countReporter() {
  return {
    onTestRunFinished({ sessions }) {
      const counts = { passed: 0, failed: 0 };
      for (const session of sessions) {
        countSuite(session.testResults, counts);
        // A file which could not be loaded, or which failed outside a test, is a failure of its own.
        if (session.errors.length > 0 || !session.testResults) counts.failed += 1;
      }
      const file = process.env.HERMES_TEST_COUNTS;
      if (file) writeFileSync(file, JSON.stringify(counts));
    },
  };
}

function countSuite(suite, counts) {
  if (!suite) return;
  for (const test of suite.tests) {
    if (test.skipped) continue;
    if (test.passed) counts.passed += 1;
    else counts.failed += 1;
  }
  for (const inner of suite.suites) countSuite(inner, counts);
}
