import assert from 'node:assert/strict';
import { once } from 'node:events';
import type http from 'node:http';
import { afterEach, describe, it } from 'node:test';
import { serveDemo } from '../../demo/server/serve.mjs';
import { deferred } from './support/deferred.js';
import { request } from './support/raw-request.node.js';
import { sendJson, startUpstream } from './support/upstream.node.js';

const cleanups: (() => unknown)[] = [];

afterEach(async () => {
  for (const clean of cleanups.splice(0).reverse()) await clean();
});

/** A proxy with no page of its own, in front of an upstream that answers with `handler`. */
async function startProxy(handler: http.RequestListener) {
  const upstream = await startUpstream(handler);
  cleanups.push(() => upstream.close());
  const proxy = await serveDemo({
    host: '127.0.0.1',
    port: 0,
    site: () => Promise.resolve(undefined),
    server: upstream.url,
    emulator: undefined,
  });
  cleanups.push(() => proxy.close());
  return { upstream, url: proxy.url, at: (path: string) => new URL(path, proxy.url) };
}

describe('the proxy in front of a real server', () => {
  it('passes an event stream on chunk by chunk, its headers before its first event', async () => {
    const opened = deferred<http.ServerResponse>();
    const { at } = await startProxy((_req, res) => {
      res.writeHead(200, { 'Content-Type': 'text/event-stream' });
      res.flushHeaders();
      opened.resolve(res);
    });

    const answer = await request(at('/api/chat/stream?stream_id=1'));
    const upstream = await opened.promise;
    assert.equal(answer.headers['content-type'], 'text/event-stream');
    assert.equal(answer.headers['content-encoding'], undefined);

    for (const event of ['data: one\n\n', ': heartbeat\n\n', 'data: two\n\n']) {
      upstream.write(event);
      assert.equal(await answer.next(), event);
    }
    upstream.end();
    assert.equal(await answer.next(), undefined);
  });

  it('ends cleanly when a stream without a length ends by closing', async () => {
    const { at } = await startProxy((_req, res) => {
      res.writeHead(200, { 'Content-Type': 'text/event-stream', Connection: 'close' });
      res.useChunkedEncodingByDefault = false;
      res.end('data: last\n\n');
    });
    assert.equal(await (await request(at('/stream'))).text(), 'data: last\n\n');
  });

  it('breaks the connection to the browser when the server breaks off half-way', async () => {
    const { at } = await startProxy((_req, res) => {
      res.writeHead(200, { 'Content-Length': '100' });
      res.write('half');
      setTimeout(() => res.destroy(), 20);
    });
    const answer = await request(at('/file'));
    await assert.rejects(answer.text());
  });

  it('ends the request to the server when the browser goes away', async () => {
    const opened = deferred<http.ServerResponse>();
    const { at } = await startProxy((_req, res) => {
      res.writeHead(200).flushHeaders();
      opened.resolve(res);
    });
    const answer = await request(at('/stream'));
    const upstream = await opened.promise;
    const closed = once(upstream, 'close');
    answer.leave();
    await closed;
    assert.equal(upstream.writableFinished, false);
  });

  it('answers while many streams are open', async () => {
    const { at } = await startProxy((req, res) => {
      if (req.url === '/api/ok') return sendJson(res, { ok: true });
      res.writeHead(200).flushHeaders();
      return undefined;
    });
    const streams = await Promise.all(Array.from({ length: 30 }, () => request(at('/stream'))));
    assert.equal(await (await request(at('/api/ok'), { method: 'POST', body: '{}' })).text(), '{"ok":true}');
    for (const stream of streams) stream.leave();
  });

  it("makes our own page's requests the server's own, and leaves foreign ones foreign", async () => {
    const { at, url, upstream } = await startProxy((_req, res) => sendJson(res, {}));
    const own = new URL(url).origin;
    const server = upstream.url;

    const post = async (headers: http.OutgoingHttpHeaders) => {
      await (await request(at('/api/x'), { method: 'POST', body: '{}', headers })).text();
      return upstream.heard.at(-1)!.headers;
    };

    const ours = await post({ Origin: own, Referer: `${own}/bare.html?a`, 'Sec-Fetch-Site': 'same-origin' });
    assert.equal(ours.host, server.host);
    assert.equal(ours.origin, server.origin);
    assert.equal(ours.referer, `${server.origin}/bare.html?a`);
    assert.equal(ours['sec-fetch-site'], 'same-origin');

    for (const origin of ['http://evil.example', 'null', own.replace('127.0.0.1', 'localhost'), `${own}0`]) {
      const theirs = await post({ Origin: origin, Referer: `${origin}/`, 'Sec-Fetch-Site': 'cross-site' });
      assert.equal(theirs.origin, origin);
      assert.equal(theirs.referer, `${origin}/`);
      assert.equal(theirs['sec-fetch-site'], 'cross-site');
    }
  });

  it('does not trust a name that merely resolves to this machine', async () => {
    const { at, upstream } = await startProxy((_req, res) => sendJson(res, {}));
    const host = `rebound.example:${at('/').port}`;
    await (await request(at('/api/x'), { method: 'POST', headers: { Host: host, Origin: `http://${host}` } })).text();
    assert.equal(upstream.heard[0]!.headers.origin, `http://${host}`);
    assert.notEqual(upstream.heard[0]!.headers.host, host);
  });

  it('passes cookies both ways, without what would make the browser drop them', async () => {
    const { at, upstream } = await startProxy((_req, res) => {
      res.setHeader('Set-Cookie', [
        'hermes_session=a.b; HttpOnly; Max-Age=60; Path=/; SameSite=Lax; Secure; Domain=127.0.0.1',
        'hermes_profile=p; Path=/api; SameSite=None; Secure; Partitioned',
      ]);
      sendJson(res, {});
    });
    const answer = await request(at('/api/auth/login'), { headers: { Cookie: 'hermes_session=a.b; other=1' } });
    assert.deepEqual(answer.headers['set-cookie'], [
      'hermes_session=a.b; HttpOnly; Max-Age=60; Path=/; SameSite=Lax',
      'hermes_profile=p; Path=/api; SameSite=Lax',
    ]);
    assert.equal(upstream.heard[0]!.headers.cookie, 'hermes_session=a.b; other=1');
  });

  it('turns redirects to the server into paths, and leaves others alone', async () => {
    const { at, upstream } = await startProxy((req, res) => {
      const to = new URL(req.url!, 'http://x').searchParams.get('to')!;
      res.writeHead(302, { Location: to }).end();
    });
    const location = async (to: string) => (await request(at(`/go?to=${encodeURIComponent(to)}`))).headers.location;

    assert.equal(await location(`${upstream.url.origin}/login?next=%2F#x`), '/login?next=%2F#x');
    assert.equal(await location('login?next=%2Fsession%2F1'), 'login?next=%2Fsession%2F1');
    assert.equal(await location('https://id.example/start'), 'https://id.example/start');
  });

  it('gives a POST without a body an explicit length, and passes bodies and Last-Event-ID on', async () => {
    const { at, upstream } = await startProxy((req, res) => {
      let body = '';
      req.on('data', (chunk) => (body += chunk));
      req.on('end', () => sendJson(res, { body }));
    });
    await (await request(at('/api/a'), { method: 'POST', headers: { 'Content-Length': 0 } })).text();
    assert.equal(upstream.heard[0]!.headers['content-length'], '0');
    assert.equal(upstream.heard[0]!.headers['transfer-encoding'], undefined);

    const answer = await request(at('/api/b'), { method: 'POST', body: 'ünï', headers: { 'Last-Event-ID': 'r:7' } });
    assert.deepEqual(JSON.parse(await answer.text()), { body: 'ünï' });
    assert.equal(upstream.heard[1]!.headers['last-event-id'], 'r:7');
  });

  // Seen with a real server: after a POST from a foreign page, the next GET was answered 501 "Unsupported method ('{}GET')".
  it('lets no request follow a body on the same connection, which the server may not have read', async () => {
    const { at, upstream } = await startProxy((_req, res) => sendJson(res, {}));
    for (const method of ['GET', 'POST', 'GET', 'DELETE', 'GET']) {
      const body = method === 'GET' ? undefined : '{}';
      await (await request(at('/api/x'), { method, body, headers: body && { 'Content-Length': 2 } })).text();
    }
    const connections = upstream.heard.map((req) => req.socket);
    assert.equal(new Set(connections).size, 3, 'one for each body, one for the rest');
    assert.equal(connections[0], connections[4]);
  });

  it('never forwards to another host, whatever the path says', async () => {
    const { at, upstream } = await startProxy((_req, res) => sendJson(res, {}));
    await (await request(at('/'), { path: '//other.example/x' })).text();
    assert.equal(upstream.heard[0]!.url, '//other.example/x');
    assert.equal((await request(at('/'), { path: 'http://other.example/x' })).status, 400);
  });

  it('says 502 with a JSON error when the server has gone', async () => {
    const { at, upstream } = await startProxy((_req, res) => sendJson(res, { ok: 1 }));
    assert.equal((await request(at('/api/x'))).status, 200);
    await upstream.close();
    cleanups.shift();
    const answer = await request(at('/api/x'));
    assert.equal(answer.status, 502);
    assert.match((JSON.parse(await answer.text()) as { error: string }).error, /Cannot reach .*ECONNREFUSED/);
  });
});
