import assert from 'node:assert/strict';
import { once } from 'node:events';
import { afterEach, describe, it } from 'node:test';
import { answer } from '../../demo/server/http-bridge.mjs';
import { deferred } from './support/deferred.js';
import { request } from './support/raw-request.node.js';
import { startUpstream, type Upstream } from './support/upstream.node.js';

let server: Upstream | undefined;

afterEach(async () => {
  await server?.close();
  server = undefined;
});

async function serve(handler: (request: Request) => Response | Promise<Response>) {
  server = await startUpstream((req, res) => void answer(handler, req, res));
  return server.url;
}

describe('the bridge between http and a fetch-shaped handler', () => {
  it('hands over method, path, headers and body', async () => {
    const url = await serve(async (req) =>
      Response.json({ url: req.url, method: req.method, origin: req.headers.get('origin'), body: await req.text() }),
    );
    const reply = await request(new URL('/a/b?c=d', url), {
      method: 'PATCH',
      body: 'ünï',
      headers: { Origin: 'http://o' },
    });
    assert.deepEqual(JSON.parse(await reply.text()), {
      url: new URL('/a/b?c=d', url).href,
      method: 'PATCH',
      origin: 'http://o',
      body: 'ünï',
    });
  });

  it('streams chunk by chunk, its headers before its first byte', async () => {
    let controller!: ReadableStreamDefaultController<Uint8Array>;
    const url = await serve(() => new Response(new ReadableStream({ start: (own) => void (controller = own) })));
    const reply = await request(url);
    for (const event of ['data: 1\n\n', 'data: 2\n\n']) {
      controller.enqueue(new TextEncoder().encode(event));
      assert.equal(await reply.next(), event);
    }
    controller.close();
    assert.equal(await reply.next(), undefined);
  });

  it('aborts the request and cancels the body when the client goes away', async () => {
    const cancelled = deferred();
    let signal!: AbortSignal;
    const url = await serve((req) => {
      signal = req.signal;
      return new Response(new ReadableStream({ cancel: () => cancelled.resolve() }));
    });
    const reply = await request(url);
    const aborted = once(signal, 'abort');
    reply.leave();
    await Promise.all([aborted, cancelled.promise]);
  });

  it('does not pull a body faster than the client reads it', async () => {
    let pulls = 0;
    const chunk = new Uint8Array(64 * 1024);
    const url = await serve(() => {
      const pull = (controller: ReadableStreamDefaultController<Uint8Array>) => {
        pulls += 1;
        controller.enqueue(chunk);
      };
      return new Response(new ReadableStream({ pull }));
    });
    const reply = await request(url);
    let before = -1;
    while (before !== pulls) {
      before = pulls;
      await new Promise((resolve) => setTimeout(resolve, 100));
    }
    assert.ok(pulls < 500, `pulled ${pulls} chunks with nobody reading`);
    reply.leave();
  });

  it('keeps cookies apart', async () => {
    const url = await serve(() => {
      const headers = new Headers([
        ['Set-Cookie', 'a=1; Path=/'],
        ['Set-Cookie', 'b=2'],
      ]);
      return new Response(null, { headers });
    });
    assert.deepEqual((await request(url)).headers['set-cookie'], ['a=1; Path=/', 'b=2']);
  });

  it('shows a broken body as a broken connection', async () => {
    const url = await serve(() => {
      let controller!: ReadableStreamDefaultController<Uint8Array>;
      const body = new ReadableStream<Uint8Array>({ start: (own) => void (controller = own) });
      controller.enqueue(new TextEncoder().encode('half'));
      setTimeout(() => controller.error(new Error('cut')), 20);
      return new Response(body);
    });
    await assert.rejects((await request(url)).text());
  });

  it('shows a network error as a dead connection', async () => {
    const url = await serve(() => Response.error());
    await assert.rejects(request(url), /hang up|ECONNRESET/);
  });

  it('answers methods and targets it cannot carry', async () => {
    const url = await serve(() => new Response('no'));
    assert.equal((await request(url, { method: 'TRACE' })).status, 405);
    assert.equal((await request(url, { method: 'OPTIONS', path: '*' })).status, 400);
  });
});
