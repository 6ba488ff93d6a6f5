// Starts the demo as `npm start -- --server` does, and ends it.

import { spawn } from 'node:child_process';
import { inRoot, root } from '../../demo/build/paths.mjs';
import { Failure } from './until.mjs';

/**
 * @param {string} server
 * @returns {Promise<{ url: string, stop: () => void }>}
 */
export function startDemo(server) {
  const child = spawn(process.execPath, [inRoot('demo', 'start.mjs'), '--server', server, '--port', '0'], {
    cwd: root,
    stdio: ['ignore', 'pipe', 'inherit'],
  });
  const stop = () => void child.kill('SIGTERM');
  return new Promise((resolve, reject) => {
    let said = '';
    child.stdout.on('data', (chunk) => {
      said += chunk;
      const url = /^Hermes Elements demo: (\S+)$/m.exec(said)?.[1];
      if (url) resolve({ url, stop });
    });
    child.once('error', reject);
    child.once('close', () => reject(new Failure('The demo did not start.')));
  });
}
