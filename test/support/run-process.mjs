// Runs a Node program to its end, its output on ours.

import { spawn } from 'node:child_process';
import { root } from '../../demo/build/paths.mjs';

/** The exit code; 1 when it died of a signal. */
export function runNode(args, { env = {} } = {}) {
  return new Promise((resolve, reject) => {
    const child = spawn(process.execPath, args, {
      cwd: root,
      env: { ...process.env, ...env },
      stdio: ['ignore', 'inherit', 'inherit'],
    });
    child.once('error', reject);
    child.once('close', (code) => resolve(code ?? 1));
  });
}
