// `npm test`: checks, node tests, browser tests. One failing stage does not hide the others; the last line is the sum.

import { parseArgs } from 'node:util';
import { runBrowserTests } from './support/stage-browser.mjs';
import { runChecks } from './support/stage-check.mjs';
import { runNodeTests } from './support/stage-node.mjs';

const STAGES = { check: runChecks, node: runNodeTests, browser: runBrowserTests };

const BROWSERS = ['chromium', 'firefox'];

const USAGE = `Usage: npm test -- [--only check|node|browser] [--files <glob>] [--browser chromium|firefox]
  --only     run one stage
  --files    run the test files which match this glob, such as 'test/runtime/*.test.ts' (checks are then left out)
  --browser  run the browser tests in this one; what only Chromium lets a test do is left out in others`;

const options = readOptions();
const sum = { passed: 0, failed: 0 };

for (const [name, run] of Object.entries(STAGES)) {
  if (options.only ? options.only !== name : options.files && name === 'check') continue;
  console.log(`\n== ${name}`);
  const { passed, failed } = await run({ files: options.files, browser: options.browser }).catch((error) => {
    console.error(error instanceof Error ? error.message : error);
    return { passed: 0, failed: 1 };
  });
  console.log(`${name}: ${passed} passed, ${failed} failed`);
  sum.passed += passed;
  sum.failed += failed;
}

// A filter that matches nothing must not look like success.
if (sum.passed + sum.failed === 0) {
  console.error('No test ran.');
  process.exitCode = 1;
}
if (sum.failed > 0) process.exitCode = 1;
console.log(`${sum.passed} passed, ${sum.failed} failed`);

function readOptions() {
  try {
    const { values } = parseArgs({
      options: {
        only: { type: 'string' },
        files: { type: 'string' },
        browser: { type: 'string' },
        help: { type: 'boolean' },
      },
    });
    if (values.help) exit(USAGE, 0);
    if (values.only && !Object.hasOwn(STAGES, values.only)) exit(USAGE, 1);
    if (values.browser && !BROWSERS.includes(values.browser)) exit(USAGE, 1);
    if (values.browser) values.only ??= 'browser';
    return values;
  } catch (error) {
    return exit(`${error.message}\n${USAGE}`, 1);
  }
}

function exit(message, code) {
  console.log(message);
  process.exit(code);
}
