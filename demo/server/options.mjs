// The command line of `npm start`, as values. Every mistake is an OptionError of one sentence.

import { parseArgs } from 'node:util';

export class OptionError extends Error {}

export const USAGE = `Usage: npm start -- [options]

Serves the Hermes Elements demo.

  --port <number>   port to listen on (default 4173; 0 takes a free one)
  --host <address>  address to listen on (default 127.0.0.1)
  --server <url>    a running Hermes WebUI to talk to, instead of the built-in emulator
  --help            show this help`;

export function readOptions(args) {
  const values = parse(args);
  return {
    help: values.help ?? false,
    port: readPort(values.port ?? '4173'),
    host: readHost(values.host ?? '127.0.0.1'),
    server: values.server === undefined ? undefined : readServer(values.server),
  };
}

function parse(args) {
  try {
    const { values } = parseArgs({
      args,
      options: {
        port: { type: 'string' },
        host: { type: 'string' },
        server: { type: 'string' },
        help: { type: 'boolean', short: 'h' },
      },
    });
    return values;
  } catch (error) {
    throw new OptionError(explain(error));
  }
}

function explain({ code, message }) {
  const subject = /'([^']+)'/.exec(message)?.[1] ?? '';
  if (code === 'ERR_PARSE_ARGS_UNKNOWN_OPTION') return `Unknown option ${subject}: run with --help to see the options.`;
  if (code === 'ERR_PARSE_ARGS_UNEXPECTED_POSITIONAL') {
    return `Unexpected argument "${subject}": run with --help to see the options.`;
  }
  const option = /--[\w-]+/.exec(message)?.[0] ?? 'An option';
  return `${option} was not given rightly: run with --help to see the options.`;
}

function readPort(text) {
  const port = Number(text);
  if (!/^\d+$/.test(text) || port > 65_535) {
    throw new OptionError(`--port must be a number from 0 to 65535, not "${text}".`);
  }
  return port;
}

function readHost(text) {
  if (!/^[\w.:-]+$/.test(text)) throw new OptionError(`--host must be a host name or an address, not "${text}".`);
  return text;
}

function readServer(text) {
  const url = URL.canParse(text) ? new URL(text) : undefined;
  if (!url || !/^https?:$/.test(url.protocol)) {
    throw new OptionError(`--server must be an http or https URL such as http://127.0.0.1:8787/, not "${text}".`);
  }
  if (url.search || url.hash || url.username || url.password) {
    throw new OptionError('--server must be a plain URL with no user name, query or fragment.');
  }
  if (!url.pathname.endsWith('/')) url.pathname += '/';
  return url;
}
