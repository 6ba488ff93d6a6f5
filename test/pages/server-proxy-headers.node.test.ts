import assert from 'node:assert/strict';
import { describe, it } from 'node:test';
import { ownHosts, requestHeaders, responseHeaders } from '../../demo/server/proxy-headers.mjs';

const mounted = new URL('https://host.example/hermes/');
const isOurs = () => true;

describe('header rewriting', () => {
  it('drops hop-by-hop headers and those that Connection names', () => {
    const raw = ['Host', 'us:1', 'Connection', 'keep-alive, X-Hop', 'X-Hop', '1', 'Upgrade', 'h2c', 'X-End', '2'];
    assert.deepEqual(requestHeaders(raw, { method: 'GET', server: mounted, isOurs }), [
      ...['Host', 'host.example'],
      ...['X-End', '2'],
    ]);
  });

  it('keeps repeated headers apart and in order', () => {
    const raw = ['Link', 'a', 'X', '1', 'Link', 'b', 'Transfer-Encoding', 'chunked'];
    assert.deepEqual(responseHeaders(raw, { server: mounted }), ['Link', 'a', 'X', '1', 'Link', 'b']);
  });

  // A connection that may be kept is drained for seconds after the page let go of a stream, and counts for that long.
  it('closes the connection of an event stream with it', () => {
    const stream = ['Content-Type', 'text/event-stream; charset=utf-8', 'Connection', 'keep-alive'];
    assert.deepEqual(responseHeaders(stream, { server: mounted }), [...stream.slice(0, 2), 'Connection', 'close']);
  });

  it('puts a server mounted under a sub-path at our root', () => {
    const raw = [
      'Location',
      '/hermes/login?next=1',
      'Set-Cookie',
      's=1; Path=/hermes; Secure',
      'Set-Cookie',
      't=1; path=/hermes/api',
    ];
    assert.deepEqual(responseHeaders(raw, { server: mounted }), [
      ...['Location', '/login?next=1'],
      ...['Set-Cookie', 's=1; Path=/'],
      ...['Set-Cookie', 't=1; path=/api'],
    ]);
    const own = requestHeaders(['Host', 'us:1', 'Referer', 'http://us:1/a?b'], {
      method: 'GET',
      server: mounted,
      isOurs,
    });
    assert.deepEqual(own.slice(2), ['Referer', 'https://host.example/hermes/a?b']);
  });

  it('does not take a similar path for the mount', () => {
    const raw = ['Location', '/hermesx/login'];
    assert.deepEqual(responseHeaders(raw, { server: mounted }), raw);
  });

  it('states how a body is framed, and invents none', () => {
    const framed = (method: string, raw: string[]) =>
      requestHeaders(['Host', 'us:1', ...raw], { method, server: mounted, isOurs }).slice(2);
    assert.deepEqual(framed('GET', []), []);
    assert.deepEqual(framed('POST', []), ['Content-Length', '0']);
    assert.deepEqual(framed('POST', ['Content-Length', '3']), ['Content-Length', '3']);
    assert.deepEqual(framed('DELETE', ['Transfer-Encoding', 'chunked']), ['Transfer-Encoding', 'chunked']);
  });
});

describe('which hosts are us', () => {
  it('names loopback and the given host on our port only', () => {
    const ours = ownHosts({ host: '127.0.0.1', port: 4173 });
    for (const host of ['127.0.0.1:4173', 'localhost:4173', 'LOCALHOST:4173', '[::1]:4173'])
      assert.ok(ours(host), host);
    for (const host of ['127.0.0.1', '127.0.0.1:80', 'evil.example:4173', '10.0.0.1:4173', ''])
      assert.ok(!ours(host), host);
  });

  it('names every address, but no foreign name, when it listens everywhere', () => {
    const ours = ownHosts({ host: '0.0.0.0', port: 80 });
    for (const host of ['10.0.0.1', '10.0.0.1:80', '[fd00::1]']) assert.ok(ours(host), host);
    assert.ok(!ours('evil.example'));
  });
});
