/** Requests: addresses, timeouts, what is repeated and what never is, the CSRF token, and every failure as an error. */
import assert from 'node:assert/strict';
import { describe, it } from 'node:test';
import { backoffDelay, unitFrom } from '../../runtime/transport/backoff.js';
import { parseCsrfToken } from '../../runtime/transport/csrf.js';
import { createHttpClient, type HttpClient } from '../../runtime/transport/http.js';
import { parseRetryAfter } from '../../runtime/transport/http-error.js';
import { TransportError } from '../../runtime/transport/transport-error.js';
import type { SessionError } from '../../runtime/session/slices.js';
import { FakeEnvironment } from './support/fake-environment.js';
import { html, json, never, scriptedFetch, type Answer, type ScriptedFetch } from './support/scripted-fetch.js';

function setup(
  baseUrl = '',
  page = 'http://127.0.0.1:8787/',
): { http: HttpClient; script: ScriptedFetch; environment: FakeEnvironment } {
  const script = scriptedFetch();
  const environment = new FakeEnvironment({ fetch: script.fetch, baseUrl: page });
  return { http: createHttpClient(environment, baseUrl), script, environment };
}

async function failure(work: Promise<unknown>): Promise<SessionError> {
  try {
    await work;
  } catch (thrown) {
    assert.ok(thrown instanceof TransportError, String(thrown));
    return thrown.error;
  }
  throw new Error('It did not fail.');
}

describe('addresses', () => {
  const table: readonly [base: string, page: string, expected: string][] = [
    ['', 'http://h/', 'http://h/api/x'],
    ['', 'http://h/hermes/page.html?q#f', 'http://h/hermes/api/x'],
    ['', 'http://h/hermes/session/abc', 'http://h/hermes/session/api/x'],
    ['/hermes', 'http://h/elsewhere/', 'http://h/hermes/api/x'],
    ['/hermes/', 'http://h/', 'http://h/hermes/api/x'],
    ['../w', 'http://h/a/b/', 'http://h/a/w/api/x'],
    ['https://k:8443/m', 'http://h/', 'https://k:8443/m/api/x'],
    ['http://127.0.0.1:8787/index.html', '', 'http://127.0.0.1:8787/api/x'],
  ];
  for (const [base, page, expected] of table) {
    it(`"${base}" on ${page || 'no page'} is ${expected}`, () =>
      assert.equal(setup(base, page).http.url('api/x'), expected));
  }

  it('take their parameters encoded, and leave out what is null', () => {
    assert.equal(
      setup().http.url('api/x', { q: 'a b&c', n: 0, none: null }),
      'http://127.0.0.1:8787/api/x?q=a+b%26c&n=0',
    );
  });

  for (const [base, page] of [
    ['', ''],
    ['api', ''],
    ['http://', 'http://h/'],
    ['javascript:alert(1)', 'http://h/'],
    ['file:///etc', 'http://h/'],
  ] as const) {
    it(`"${base}" on ${page || 'no page'} is no server`, async () => {
      assert.equal((await failure(setup(base, page).http.get('api/x'))).code, 'internal');
    });
  }
});

describe('a request', () => {
  it('sends JSON and the cookie of this origin', async () => {
    const { http, script } = setup();
    script.on('POST', 'api/x', json({ ok: true }));
    assert.deepEqual(await http.post('api/x', { a: 1 }), { ok: true });
    const [seen] = script.seen;
    assert.deepEqual(seen!.body, { a: 1 });
    assert.equal(seen!.headers.get('content-type'), 'application/json');
    assert.equal(seen!.headers.get('x-hermes-csrf-token'), null);
    assert.equal(seen!.credentials, 'same-origin');
  });

  it('has an error for every answer that is none', async () => {
    const page = '<!doctype html><html><body><h1>nginx</h1></body></html>';
    const table: readonly [Answer, Partial<SessionError>][] = [
      [
        json({ error: 'Authentication required' }, 401),
        { code: 'auth', retryable: false, detail: 'Authentication required' },
      ],
      [json({ error: 'Profile access forbidden' }, 403), { code: 'forbidden', retryable: false }],
      [json({ error: 'Session not found' }, 404), { code: 'not-found', retryable: false, status: 404 }],
      [json({ error: 'elsewhere', code: 'session_profile_mismatch', profile: 'work' }, 409), { code: 'other-profile' }],
      [json({ error: 'active', active_stream_id: 'r' }, 409), { code: 'busy', retryable: true }],
      [json({ error: 'Request body too large' }, 413), { code: 'refused', retryable: false }],
      [
        json({ error: 'slow' }, 429, { 'retry-after': '7' }),
        { code: 'rate-limited', retryable: true, retryAfterMs: 7_000 },
      ],
      [json({ error: 'bad', hint: 'do this' }, 400), { code: 'refused', hint: 'do this' }],
      [json({ error: 'Internal server error' }, 500), { code: 'server', retryable: true }],
      [new Response(null, { status: 503 }), { code: 'server', detail: 'The server answered with status 503.' }],
      [json({ error: 'busy' }, 503, { 'retry-after': '2' }), { code: 'server', retryAfterMs: 2_000 }],
      [json({ error: 'no runner' }, 501), { code: 'unsupported', retryable: false }],
      [html(page, 502), { code: 'server', detail: 'The server answered with status 502.' }],
      [html(page, 504), { code: 'timeout' }],
      [json({ error: page }, 500), { detail: 'The server answered with status 500.' }],
      [json({ error: { nested: true }, message: 'said' }, 400), { detail: 'said' }],
      [json(['odd'], 400), { code: 'refused' }],
      [html(page), { code: 'bad-answer', retryable: true }],
      [html('<html><form><input type="password" name=p></form></html>'), { code: 'auth', retryable: false }],
      [new Response('{"half":', { headers: { 'content-type': 'application/json' } }), { code: 'bad-answer' }],
      [new Response('', { status: 200 }), { code: 'bad-answer' }],
    ];
    for (const [answer, expected] of table) {
      const { http, script, environment } = setup();
      script.on('GET', 'api/x', answer);
      const error = await failure(http.get('api/x'));
      for (const [key, value] of Object.entries(expected))
        assert.deepEqual(error[key as keyof SessionError], value, `${key} of ${JSON.stringify(expected)}`);
      assert.doesNotMatch(error.detail, /</);
      assert.equal(environment.held.timers, 0);
    }
  });

  it('that was sent on to a sign-in page asks to sign in', async () => {
    const { http, script } = setup();
    const page = html('<html><body>Welcome</body></html>');
    Object.defineProperty(page, 'redirected', { value: true });
    Object.defineProperty(page, 'url', { value: 'http://127.0.0.1:8787/login?next=/' });
    script.on('GET', 'api/x', () => page);
    assert.equal((await failure(http.get('api/x'))).code, 'auth');
  });

  it('that asks to wait until a date is understood', () => {
    const now = Date.parse('2026-11-22T10:00:00Z');
    assert.equal(parseRetryAfter('Sun, 22 Nov 2026 10:00:30 GMT', now), 30_000);
    assert.equal(parseRetryAfter('Sun, 22 Nov 2026 09:00:00 GMT', now), null);
    assert.deepEqual(
      ['', 'soon', '-1', null].map((value) => parseRetryAfter(value, now)),
      [null, null, null, null],
    );
    assert.equal(parseRetryAfter('999999', now), 3_600_000);
  });
});

describe('repetition', () => {
  it('a read is repeated twice when the network fails, a little later each time', async () => {
    const { http, script, environment } = setup();
    script.on('GET', 'api/x', new TypeError('fetch failed'), new TypeError('fetch failed'), json({ ok: 1 }));
    const work = http.get('api/x');
    await environment.advance(349);
    assert.equal(script.seen.length, 1);
    await environment.advance(1);
    assert.equal(script.seen.length, 2);
    await environment.advance(700);
    assert.deepEqual(await work, { ok: 1 });
    assert.equal(environment.held.timers, 0);
  });

  it('then it fails', async () => {
    const { http, script, environment } = setup();
    script.on('GET', 'api/x', new TypeError('fetch failed'));
    const failed = failure(http.get('api/x'));
    await environment.advance(5_000);
    assert.equal((await failed).code, 'network');
    assert.equal(script.seen.length, 3);
  });

  it('a change is never repeated, and neither is a refusal', async () => {
    const { http, script } = setup();
    script.on('POST', 'api/x', new TypeError('fetch failed')).on('GET', 'api/y', json({ error: 'no' }, 500));
    assert.equal((await failure(http.post('api/x', {}))).code, 'network');
    await failure(http.get('api/y'));
    assert.equal(script.seen.length, 2);
  });
});

describe('time', () => {
  it('is limited, headers and body', async () => {
    for (const answer of [
      () => never(),
      () => new Response(new ReadableStream({ start: (body) => body.enqueue(new TextEncoder().encode('{"a"')) })),
    ]) {
      const { http, script, environment } = setup();
      script.on('GET', 'api/x', answer);
      const failed = failure(http.get('api/x', { timeoutMs: 90_000 }));
      await environment.advance(89_999);
      assert.equal(script.seen[0]!.signal!.aborted, false);
      await environment.advance(1);
      const error = await failed;
      assert.deepEqual(
        [error.code, error.retryable, error.detail],
        ['timeout', true, 'The server did not answer within 90 seconds.'],
      );
      assert.equal(script.seen[0]!.signal!.aborted, true);
      assert.equal(script.seen.length, 1, 'a timeout is not repeated');
      assert.equal(environment.held.timers, 0);
    }
  });

  it('the caller’s own end is no failure', async () => {
    for (const when of ['before', 'during', 'between'] as const) {
      const { http, script, environment } = setup();
      script.on('GET', 'api/x', when === 'between' ? new TypeError('fetch failed') : () => never());
      const caller = new AbortController();
      if (when === 'before') caller.abort();
      const work = http.get('api/x', { signal: caller.signal });
      work.catch(() => {});
      await environment.flush();
      caller.abort();
      await assert.rejects(work, (thrown: unknown) => thrown instanceof DOMException && thrown.name === 'AbortError');
      assert.equal(environment.held.timers, 0);
    }
  });
});

describe('the CSRF token', () => {
  const shell = (token: string): Response =>
    html(`<!doctype html><script>window.__HERMES_CONFIG__={maxUploadBytes:20971520,csrfToken:"${token}"};</script>`);
  const expired = (): Response => json({ error: 'Session expired - reload the page' }, 403);

  it('is fetched on the first refusal, and sent from then on', async () => {
    const { http, script } = setup('/hermes/');
    script.on('POST', 'hermes/api/x', (request) =>
      request.headers.get('x-hermes-csrf-token') === 'abc' ? json({ ok: 1 }) : expired(),
    );
    script.on('GET', 'hermes/index.html', shell('abc'));
    assert.deepEqual(await http.post('api/x', { a: 1 }), { ok: 1 });
    assert.deepEqual(await http.post('api/x', { a: 2 }), { ok: 1 });
    assert.deepEqual(
      script.seen.map((seen) => [seen.method, seen.body]),
      [
        ['POST', { a: 1 }],
        ['GET', null],
        ['POST', { a: 1 }],
        ['POST', { a: 2 }],
      ],
    );
  });

  it('goes with a file too, which is sent once more with it, and keeps the boundary of its form', async () => {
    const { http, script } = setup();
    script.on('POST', 'api/upload', (request) =>
      request.headers.get('x-hermes-csrf-token') === 'abc' ? json({ path: '/a' }) : expired(),
    );
    script.on('GET', 'index.html', shell('abc'));
    const form = new FormData();
    form.append('file', new File(['abc'], 'a.txt'));
    assert.deepEqual(await http.upload('api/upload', form), { path: '/a' });
    const posts = script.seen.filter((seen) => seen.method === 'POST');
    assert.equal(posts.length, 2);
    for (const post of posts) {
      assert.ok(post.body === form);
      assert.equal(post.headers.get('content-type'), null, 'the browser names the boundary');
    }
  });

  it('is read once for requests that fail together, and again when it expires', async () => {
    const { http, script } = setup();
    let valid = 'one';
    script.on('POST', 'api/x', (request) =>
      request.headers.get('x-hermes-csrf-token') === valid ? json({ ok: 1 }) : expired(),
    );
    script.on('GET', 'index.html', () => shell(valid));
    await Promise.all([http.post('api/x', {}), http.post('api/x', {})]);
    assert.equal(script.seen.filter((seen) => seen.method === 'GET').length, 1);
    valid = 'two';
    assert.deepEqual(await http.post('api/x', {}), { ok: 1 });
  });

  it('that does not help is not tried again and again', async () => {
    for (const page of [
      shell(''),
      shell('abc'),
      html('<form>login</form>'),
      json({ error: 'x' }, 401),
      new TypeError('fetch failed'),
    ]) {
      const { http, script } = setup();
      script.on('POST', 'api/x', json({ error: 'Session is read-only' }, 403)).on('GET', 'index.html', page);
      assert.deepEqual(
        [(await failure(http.post('api/x', {}))).code, (await failure(http.post('api/x', {}))).detail],
        ['forbidden', 'Session is read-only'],
      );
      assert.equal(script.seen.filter((seen) => seen.method === 'GET').length, 1);
      assert.ok(script.seen.filter((seen) => seen.method === 'POST').length <= 3);
    }
  });

  it('is found in the page however it is written, and nothing else is taken for it', () => {
    assert.equal(parseCsrfToken('{"csrfToken": "a\\u0062c"}'), 'abc');
    for (const page of ['', 'csrfToken:"', 'csrfToken:""', 'csrfToken:"a\\nb"', 'csrfToken: null', 'mycsrfToken:"x"'])
      assert.equal(parseCsrfToken(page), '', page);
  });
});

describe('backoff', () => {
  it('grows to its cap and never falls to nothing', () => {
    assert.deepEqual(
      [0, 1, 2, 10, 5_000].map((attempt) => backoffDelay(attempt, 1)),
      [500, 1_000, 2_000, 30_000, 30_000],
    );
    assert.deepEqual(
      [0, 9, -1].map((attempt) => backoffDelay(attempt, 0)),
      [100, 100, 100],
    );
    assert.equal(backoffDelay(3, 0.5, { baseMs: 100, capMs: 400, floorMs: 0 }), 200);
    assert.equal(backoffDelay(0, Number.NaN), 100);
  });

  it('draws evenly from ids', () => {
    const units = Array.from({ length: 2_000 }, (_, n) => unitFrom(`id-${n}`));
    assert.ok(units.every((unit) => unit >= 0 && unit < 1));
    const mean = units.reduce((sum, unit) => sum + unit, 0) / units.length;
    assert.ok(Math.abs(mean - 0.5) < 0.03, String(mean));
  });
});
