// Passes requests on to a real Hermes WebUI, streams included: nothing is buffered, compressed or held open.

import http from 'node:http';
import https from 'node:https';
import { urlToHttpOptions } from 'node:url';
import { requestHeaders, responseHeaders } from './proxy-headers.mjs';

/** A function (req, res) that hands a request to `server`, a URL that ends in a slash. `isOurs`: see ownHosts. */
export function proxyTo(server, { isOurs }) {
  const client = server.protocol === 'https:' ? https : http;
  // For requests without a body. Streams hold their connection, so their number has no limit. Idle connections go long before
  // the server's own limit of 30 s, else a request could meet a connection that is just being closed.
  const agent = new client.Agent({ keepAlive: true, maxSockets: Infinity, timeout: 10_000 });

  return function pass(req, res) {
    // The browser may have left while we looked for a page of our own.
    if (res.destroyed) return;
    if (!req.url.startsWith('/')) {
      res.writeHead(400).end();
      return;
    }
    const upstream = client.request({
      ...urlToHttpOptions(server),
      // Put together as text: resolved as a URL, a path that begins with two slashes would name another host.
      path: server.pathname.slice(0, -1) + req.url,
      // The WebUI refuses a POST (wrong origin, no login) without reading its body, and keeps the connection: what it did
      // not read would be the beginning of the next request there, which may be someone else's.
      agent: hasBody(req) ? false : agent,
      method: req.method,
      headers: requestHeaders(req.rawHeaders, { method: req.method, server, isOurs }),
      setHost: false,
    });
    // The agent's timeout is for idle connections; a stream may well be silent for longer.
    upstream.setTimeout(0);
    upstream.setNoDelay(true);

    upstream.on('response', (answer) => {
      res.writeHead(answer.statusCode, answer.statusMessage, responseHeaders(answer.rawHeaders, { server }));
      // The headers of an event stream must not wait for its first event.
      res.flushHeaders();
      answer.pipe(res);
      // Cut half-way: the browser must see a broken connection too, not a clean end.
      answer.on('error', () => res.destroy());
    });
    upstream.on('error', (error) => {
      if (res.headersSent || res.destroyed) res.destroy();
      else sayUnreachable(res, server, error);
    });

    res.on('close', () => {
      if (!res.writableFinished) upstream.destroy();
    });
    req.pipe(upstream);
  };
}

function hasBody({ headers }) {
  return 'transfer-encoding' in headers || Number(headers['content-length'] ?? 0) > 0;
}

function sayUnreachable(res, server, { code, message }) {
  const body = JSON.stringify({ error: `Cannot reach ${server.origin} (${code ?? message})` });
  res.writeHead(502, {
    'Content-Type': 'application/json; charset=utf-8',
    'Content-Length': Buffer.byteLength(body),
    'Cache-Control': 'no-store',
  });
  res.end(body);
}
