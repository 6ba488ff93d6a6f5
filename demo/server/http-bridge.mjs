// Joins Node's http server to a fetch-shaped handler: `(Request) => Promise<Response>`. Bodies stream both ways, and the
// request's signal aborts when the client goes away.

import { once } from 'node:events';
import { Readable } from 'node:stream';
import { isEventStream } from './proxy-headers.mjs';

const BODYLESS = new Set(['GET', 'HEAD']);
const UNSUPPORTED = new Set(['CONNECT', 'TRACE', 'TRACK']);

/** Answers one http request with a fetch-shaped handler. Never rejects. */
export async function answer(handler, req, res) {
  const gone = new AbortController();
  res.once('close', () => gone.abort());
  let response;
  try {
    response = await handled(handler, req, gone.signal);
  } catch (error) {
    // A handler that rejects as fetch does means "the network failed": so the emulator plays a dead connection.
    if (!gone.signal.aborted && error?.message !== 'fetch failed') console.error(error);
    res.destroy();
    return;
  }
  await send(response, res);
}

function handled(handler, req, signal) {
  if (UNSUPPORTED.has(req.method)) return new Response(null, { status: 405 });
  // Not resolved against a base: a path that begins with two slashes would name another host.
  const url = `http://${req.headers.host ?? 'localhost'}${req.url}`;
  if (!req.url.startsWith('/') || !URL.canParse(url)) return new Response(null, { status: 400 });
  return handler(toRequest(req, url, signal));
}

function toRequest(req, url, signal) {
  const headers = new Headers();
  for (let i = 0; i < req.rawHeaders.length; i += 2) headers.append(req.rawHeaders[i], req.rawHeaders[i + 1]);
  const body = BODYLESS.has(req.method) ? undefined : Readable.toWeb(req);
  return new Request(url, { method: req.method, headers, body, duplex: 'half', signal });
}

async function send(response, res) {
  if (res.destroyed) {
    await response.body?.cancel().catch(() => {});
    return;
  }
  // Response.error() has status 0: the emulator's way to say that the connection broke.
  if (response.status === 0) {
    res.destroy();
    return;
  }
  res.writeHead(response.status, response.statusText || undefined, headerList(response.headers));
  // The headers of an event stream must not wait for its first event.
  res.flushHeaders();
  if (!response.body) {
    res.end();
    return;
  }
  await sendBody(response.body, res);
}

async function sendBody(body, res) {
  const reader = body.getReader();
  const closed = once(res, 'close').catch(() => {});
  res.once('close', () => void reader.cancel().catch(() => {}));
  try {
    for (;;) {
      const { done, value } = await reader.read();
      if (done || res.destroyed) break;
      if (!res.write(value)) await Promise.race([once(res, 'drain'), closed]);
    }
    res.end();
  } catch {
    // The body broke half-way: the client must see a broken connection, not a clean end.
    res.destroy();
  }
}

function headerList(headers) {
  // Headers joins what may be joined; Set-Cookie comes one by one, and a flat list keeps repeated names apart.
  const list = [...headers].flat();
  return isEventStream(headers.get('content-type')) ? [...list, 'Connection', 'close'] : list;
}
