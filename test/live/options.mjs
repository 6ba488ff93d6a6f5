// The command line of `npm run test:live`, as values.

import { parseArgs } from 'node:util';

export const USAGE = `Usage: npm run test:live -- --server <url> [options]

Plays the six scenarios, several tabs, lost networks and logins, and more, in the demo page in front of a real Hermes
WebUI server whose agent is the lab's (it answers to [[scenario:…]] tags). Makes sessions there and leaves them.

  --server <url>       the Hermes WebUI server
  --control <url>      the lab's control, to kill and start the server in the middle of a run
  --password <text>    sign in with it
  --only <names>       play only the scenarios whose name begins so, comma-separated ("1,4,restart")
  --browser <name>     chromium (default) or firefox; what only Chromium lets a test do is left out of the other
  --headed             show the browser
  --screenshots <dir>  keep pictures of interesting moments there
  --help               show this help`;

export class OptionError extends Error {}

/** @param {string[]} args */
export function readOptions(args) {
  const values = parse(args);
  if (values.help) return { help: true };
  if (values.server === undefined) throw new OptionError('--server is missing: run with --help to see the options.');
  return {
    help: false,
    server: readUrl('--server', values.server),
    control: values.control === undefined ? null : readUrl('--control', values.control),
    password: values.password ?? null,
    only: values.only?.split(',').map((name) => name.trim()) ?? null,
    browser: readBrowser(values.browser ?? 'chromium'),
    headed: values.headed ?? false,
    screenshots: values.screenshots ?? null,
  };
}

function parse(args) {
  try {
    const text = { type: 'string' };
    const flag = { type: 'boolean' };
    const options = {
      server: text,
      control: text,
      password: text,
      only: text,
      screenshots: text,
      browser: text,
      headed: flag,
      help: flag,
    };
    return parseArgs({ args, options }).values;
  } catch (error) {
    throw new OptionError(`${error.message}\n\n${USAGE}`);
  }
}

function readBrowser(name) {
  if (name === 'chromium' || name === 'firefox') return name;
  throw new OptionError(`--browser must be chromium or firefox, not "${name}".`);
}

function readUrl(name, text) {
  if (!URL.canParse(text) || !/^https?:$/.test(new URL(text).protocol)) {
    throw new OptionError(`${name} must be an http URL such as http://127.0.0.1:8787/, not "${text}".`);
  }
  return new URL(text).href;
}
