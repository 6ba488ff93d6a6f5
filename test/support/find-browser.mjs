// Finds a Chromium for the browser tests, and on Debian as root installs one. Downloads nothing by itself.

import { spawnSync } from 'node:child_process';
import { accessSync, constants, existsSync } from 'node:fs';
import path from 'node:path';

const NAMES = [
  'chromium',
  'chromium-browser',
  'google-chrome-stable',
  'google-chrome',
  'chrome',
  'microsoft-edge-stable',
  'microsoft-edge',
];

const MAC_APPS = [
  'Google Chrome.app/Contents/MacOS/Google Chrome',
  'Chromium.app/Contents/MacOS/Chromium',
  'Microsoft Edge.app/Contents/MacOS/Microsoft Edge',
];

const WINDOWS_APPS = [
  'Google/Chrome/Application/chrome.exe',
  'Chromium/Application/chrome.exe',
  'Microsoft/Edge/Application/msedge.exe',
];

const WHAT_TO_DO = 'No Chrome, Chromium or Edge was found: install one, or set CHROME_PATH to its executable.';

/** The path of a browser to test with. Throws an Error of one sentence that says what to do. */
export function findBrowser({ install = true } = {}) {
  const named = process.env.CHROME_PATH;
  if (named) {
    if (isExecutable(named)) return named;
    throw new Error(`CHROME_PATH is "${named}", which is not an executable file.`);
  }
  const installed = firstInstalled();
  if (installed) return installed;
  if (install && canInstall()) {
    installChromium();
    const fresh = firstInstalled();
    if (fresh) return fresh;
  }
  throw new Error(WHAT_TO_DO);
}

/** The path of a Firefox, which is never installed. Throws an Error of one sentence that says what to do. */
export function findFirefox() {
  const named = process.env.FIREFOX_PATH;
  if (named) {
    if (isExecutable(named)) return named;
    throw new Error(`FIREFOX_PATH is "${named}", which is not an executable file.`);
  }
  const found = inPath(['firefox', 'firefox-esr']).find(isExecutable);
  if (found) return found;
  throw new Error('No Firefox was found: install one, or set FIREFOX_PATH to its executable.');
}

function firstInstalled() {
  return candidates().find(isExecutable);
}

function candidates() {
  const { env } = process;
  if (process.platform === 'darwin') {
    const roots = ['/Applications', path.join(env.HOME ?? '', 'Applications')];
    return roots.flatMap((root) => MAC_APPS.map((app) => path.join(root, app)));
  }
  if (process.platform === 'win32') {
    const roots = [env.PROGRAMFILES, env['PROGRAMFILES(X86)'], env.LOCALAPPDATA].filter(Boolean);
    return roots.flatMap((root) => WINDOWS_APPS.map((app) => path.join(root, app)));
  }
  return inPath(NAMES);
}

function inPath(names) {
  const folders = (process.env.PATH ?? '').split(path.delimiter).filter(Boolean);
  return names.flatMap((name) => folders.map((folder) => path.join(folder, name)));
}

function isExecutable(file) {
  try {
    accessSync(file, constants.X_OK);
    return true;
  } catch {
    return false;
  }
}

function canInstall() {
  return process.getuid?.() === 0 && existsSync('/etc/debian_version') && existsSync('/usr/bin/apt-get');
}

function installChromium() {
  const env = { ...process.env, DEBIAN_FRONTEND: 'noninteractive' };
  // Progress goes to stderr: this module's stdout may be read by a script.
  const options = { env, stdio: ['ignore', 2, 2] };
  spawnSync('apt-get', ['update'], options);
  spawnSync('apt-get', ['install', '-y', '--no-install-recommends', 'chromium'], options);
}
