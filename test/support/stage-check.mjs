// Types, lint and format: each counts as one test.

import { runNode } from './run-process.mjs';

const TSC = 'node_modules/typescript/bin/tsc';

const CHECKS = [
  {
    name: 'types',
    commands: [
      [TSC, '-p', 'tsconfig.json'],
      [TSC, '-p', 'tsconfig.node.json'],
    ],
  },
  { name: 'lint', commands: [['node_modules/eslint/bin/eslint.js', '--max-warnings', '0', '.']] },
  { name: 'format', commands: [['node_modules/prettier/bin/prettier.cjs', '--check', '--log-level', 'warn', '.']] },
];

export async function runChecks() {
  const counts = { passed: 0, failed: 0 };
  for (const { name, commands } of CHECKS) {
    let ok = true;
    for (const command of commands) ok = (await runNode(command)) === 0 && ok;
    console.log(`${ok ? 'ok' : 'FAILED'} ${name}`);
    counts[ok ? 'passed' : 'failed'] += 1;
  }
  return counts;
}
