// The demo's http server: our own pages first, then whatever stands behind them.

import http from 'node:http';
import { answer } from './http-bridge.mjs';
import { ownHosts } from './proxy-headers.mjs';
import { proxyTo } from './proxy.mjs';

export class ListenError extends Error {}

/**
 * Listens, and resolves to `{ url, close }`. `site` is a demoSite; behind it stands `server` (a URL) when given, else `emulator`.
 */
export async function serveDemo({ host, port, site, server, emulator }) {
  const listener = http.createServer();
  // A stream's client may be silent for hours, and an upload may be slow.
  listener.requestTimeout = 0;
  await listen(listener, { host, port });

  const bound = listener.address().port;
  const behind = server
    ? proxyTo(server, { isOurs: ownHosts({ host, port: bound }) })
    : (req, res) => answer((request) => emulator.fetch(request), req, res);

  listener.on('request', async (req, res) => {
    try {
      const own = await ownAnswer(site, req);
      if (own) await answer(() => own, req, res);
      else behind(req, res);
    } catch (error) {
      console.error(error);
      res.destroy();
    }
  });

  return {
    url: `http://${host.includes(':') ? `[${host}]` : host}:${bound}/`,
    close() {
      listener.close();
      listener.closeAllConnections();
    },
  };
}

function ownAnswer(site, req) {
  const pathname = req.url.split('?', 1)[0];
  return site(pathname, { method: req.method });
}

function listen(listener, { host, port }) {
  return new Promise((resolve, reject) => {
    listener.once('error', (error) => reject(new ListenError(explain(error, { host, port }))));
    listener.listen({ host, port }, resolve);
  });
}

function explain({ code, message }, { host, port }) {
  if (code === 'EADDRINUSE')
    return `Port ${port} is taken: stop what runs there, or choose another with --port (0 takes a free one).`;
  if (code === 'EACCES') return `Port ${port} needs more rights: choose one above 1023 with --port.`;
  if (code === 'EADDRNOTAVAIL' || code === 'ENOTFOUND')
    return `${host} is not an address of this machine: choose another --host.`;
  return `Cannot listen on ${host}:${port} (${message}).`;
}
