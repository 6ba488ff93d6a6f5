// A gate between the demo and the server: everything of the browser passes through it, whichever tab it comes from. It
// counts the connections that stay open and the messages sent, and it can swallow everything without telling anybody, as
// a network does that is gone.

import { once } from 'node:events';
import http from 'node:http';
import { performance } from 'node:perf_hooks';
import { LONG_LIVED, longestAbove, peakOf } from './connections.mjs';
import { until } from './until.mjs';

export class Gate {
  #server;
  #listener = http.createServer((req, res) => this.#arrived(req, res));
  #swallows = false;
  /** What waits for the way to be free again. @type {Set<() => void>} */
  #held = new Set();
  /** Answers on their way, which a swallowed way never brings to their end. @type {Set<http.IncomingMessage>} */
  #passing = new Set();
  /** @type {import('./connections.mjs').Connection[]} */
  #long = [];
  /** Messages on their way to the server, and its answers; null where there was none. @type {{ session: string, message: string, status: number | null }[]} */
  sends = [];
  /** Answers to requests that were asked of the server, whatever it said to them. */
  answers = 0;
  scenario = '';
  url = '';

  /** @param {string} server */
  static async before(server) {
    const gate = new Gate(server);
    gate.#listener.requestTimeout = 0;
    gate.#listener.listen(0, '127.0.0.1');
    await once(gate.#listener, 'listening');
    gate.url = `http://127.0.0.1:${gate.#listener.address().port}/`;
    return gate;
  }

  /** @param {string} server */
  constructor(server) {
    this.#server = new URL(server);
  }

  close() {
    this.#listener.close();
    this.#listener.closeAllConnections();
  }

  /** A moment, for `peak` and `sentSince`. */
  get now() {
    return performance.now();
  }

  /** Connections that stay open, now. */
  get open() {
    return this.#long.filter(({ to }) => to === Infinity).length;
  }

  /**
   * Waits until nothing stays open. Chromium keeps one or the other connection of a page that is left, though the page
   * gave all of them back: it puts the page to sleep before it has closed them, and closes them when something comes.
   */
  async untilAllClosed() {
    const open = () => this.#long.filter(({ to }) => to === Infinity).map(({ path }) => path);
    await until('all connections of the pages left to be closed', () => open().length === 0, { seen: open });
  }

  /** @param {{ since?: number, meet?: number, except?: string }} [options] `except`: a scenario that does not count */
  peak(options) {
    return peakOf(this.#counted(options), options);
  }

  /** @param {number} budget @param {{ since?: number, except?: string }} [options] */
  longestAbove(budget, options) {
    return longestAbove(this.#counted(options), budget, options);
  }

  #counted({ except } = {}) {
    return this.#long.filter(({ scenario }) => scenario !== except);
  }

  /**
   * How often the server took this message, or may have: what it refused (no token, busy with another turn) is offered
   * again, and counts once.
   */
  timesTaken(message) {
    return this.sends.filter((sent) => sent.message === message && (sent.status ?? 200) < 300).length;
  }

  /** From now on nothing passes, and nobody is told: connections stay open and silent. */
  swallow() {
    this.#swallows = true;
    for (const answer of this.#passing) answer.unpipe();
  }

  /** The way is free: what was asked meanwhile is passed on; what was under way stays lost. */
  release() {
    this.#swallows = false;
    const held = [...this.#held];
    this.#held.clear();
    for (const pass of held) pass();
  }

  #arrived(req, res) {
    const { pathname } = new URL(req.url, this.#server);
    if (pathname === '/api/chat/start') this.#noteSend(req, res);
    if (req.method === 'POST' && pathname.endsWith('/respond')) this.answers += 1;
    if (LONG_LIVED.test(pathname)) this.#noteLong(pathname, res);
    const pass = () => this.#pass(req, res);
    if (!this.#swallows) return pass();
    this.#held.add(pass);
    res.once('close', () => this.#held.delete(pass));
  }

  #pass(req, res) {
    if (res.destroyed) return;
    const upstream = http.request({
      host: this.#server.hostname,
      port: this.#server.port,
      path: req.url,
      method: req.method,
      headers: forServer(req.rawHeaders, this.#server),
      setHost: false,
      agent: false,
    });
    upstream.setNoDelay(true);
    upstream.on('response', (answer) => {
      this.#passing.add(answer);
      answer.once('close', () => this.#passing.delete(answer));
      answer.on('error', () => res.destroy());
      if (this.#swallows) return;
      res.writeHead(answer.statusCode, answer.statusMessage, forBrowser(answer.rawHeaders, this.#server, this.url));
      res.flushHeaders();
      answer.pipe(res);
    });
    upstream.on('error', () => {
      if (!this.#swallows) res.destroy();
    });
    res.once('close', () => {
      if (!res.writableFinished) upstream.destroy();
    });
    req.pipe(upstream);
  }

  #noteLong(path, res) {
    const connection = { path, scenario: this.scenario, from: this.now, to: Infinity };
    this.#long.push(connection);
    res.once('close', () => {
      connection.to = this.now;
    });
  }

  #noteSend(req, res) {
    const chunks = [];
    req.on('data', (chunk) => chunks.push(chunk));
    req.on('end', () => {
      const { session_id: session, message } = JSON.parse(Buffer.concat(chunks).toString('utf8'));
      const sent = { session, message, status: null };
      this.sends.push(sent);
      res.once('finish', () => {
        sent.status = res.statusCode;
      });
    });
  }
}

/** The server compares who asks with who is asked: both are named as it knows itself. */
function forServer(raw, server) {
  const headers = [];
  for (let i = 0; i < raw.length; i += 2) {
    const [name, value] = [raw[i], raw[i + 1]];
    const key = name.toLowerCase();
    if (key === 'connection') continue;
    if (key === 'host') headers.push(name, server.host);
    else if (key === 'origin') headers.push(name, server.origin);
    else if (key === 'referer') headers.push(name, value.replace(/^https?:\/\/[^/]+/, server.origin));
    else headers.push(name, value);
  }
  return headers;
}

function forBrowser(raw, server, gate) {
  const headers = [];
  for (let i = 0; i < raw.length; i += 2) {
    const key = raw[i].toLowerCase();
    if (key === 'connection' || key === 'keep-alive' || key === 'transfer-encoding') continue;
    headers.push(raw[i], key === 'location' ? raw[i + 1].replace(`${server.origin}/`, gate) : raw[i + 1]);
  }
  return headers;
}
