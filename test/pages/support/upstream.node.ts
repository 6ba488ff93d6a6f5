// A tiny server to stand behind the proxy: what it heard, and one handler for what it says.

import { once } from 'node:events';
import http from 'node:http';
import type { AddressInfo } from 'node:net';

export interface Upstream {
  readonly url: URL;
  readonly heard: http.IncomingMessage[];
  close(): Promise<void>;
}

export async function startUpstream(handler: http.RequestListener): Promise<Upstream> {
  const heard: http.IncomingMessage[] = [];
  const server = http.createServer((req, res) => {
    heard.push(req);
    handler(req, res);
  });
  server.listen(0, '127.0.0.1');
  await once(server, 'listening');
  const { port } = server.address() as AddressInfo;
  return {
    url: new URL(`http://127.0.0.1:${port}/`),
    heard,
    async close() {
      const closed = once(server, 'close');
      server.close();
      server.closeAllConnections();
      await closed;
    },
  };
}

/** What a Hermes WebUI answers to the probe; everything else to `handler`. */
export function likeWebUi(handler: http.RequestListener): http.RequestListener {
  return (req, res) => {
    if (req.url === '/health') sendJson(res, { status: 'ok' });
    else if (req.url === '/api/auth/status') sendJson(res, { auth_enabled: false, logged_in: false });
    else handler(req, res);
  };
}

export function sendJson(res: http.ServerResponse, value: unknown): void {
  res.writeHead(200, { 'Content-Type': 'application/json' });
  res.end(JSON.stringify(value));
}
