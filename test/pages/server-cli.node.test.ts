import assert from 'node:assert/strict';
import { spawn, type ChildProcess } from 'node:child_process';
import { once } from 'node:events';
import { afterEach, describe, it } from 'node:test';
import { fileURLToPath } from 'node:url';
import { request } from './support/raw-request.node.js';
import { likeWebUi, sendJson, startUpstream } from './support/upstream.node.js';

const START = fileURLToPath(new URL('../../demo/start.mjs', import.meta.url));
const cleanups: (() => unknown)[] = [];

afterEach(async () => {
  for (const clean of cleanups.splice(0).reverse()) await clean();
});

function run(...args: string[]): {
  child: ChildProcess;
  ended: Promise<{ code: number; stdout: string; stderr: string }>;
} {
  const child = spawn(process.execPath, [START, ...args], { stdio: ['ignore', 'pipe', 'pipe'] });
  cleanups.push(() => child.kill());
  let stdout = '';
  let stderr = '';
  child.stdout.setEncoding('utf8').on('data', (chunk: string) => (stdout += chunk));
  child.stderr.setEncoding('utf8').on('data', (chunk: string) => (stderr += chunk));
  const ended = once(child, 'close').then(([code]) => ({ code: code as number, stdout, stderr }));
  return { child, ended };
}

/** Resolves with the address it printed. */
async function start(...args: string[]): Promise<string> {
  const { child, ended } = run('--port', '0', ...args);
  const line = once(child.stdout!, 'data').then(([chunk]) => String(chunk));
  const first = await Promise.race([line, ended.then(({ stderr }) => assert.fail(`it ended: ${stderr}`))]);
  const url = /^Hermes Elements demo: (http:\/\/127\.0\.0\.1:\d+\/)\n$/.exec(first)?.[1];
  assert.ok(url, `unexpected first line: ${first}`);
  return url;
}

/** It must end with code 1 and say one sentence, on stderr, without a stack. */
async function refusal(...args: string[]): Promise<string> {
  const { code, stdout, stderr } = await run(...args).ended;
  assert.equal(code, 1);
  assert.equal(stdout, '');
  assert.match(stderr, /^[^\n]+[.?]\n$/);
  return stderr.trim();
}

describe('npm start', () => {
  it('serves the demo on the emulator, its page under the strict policy', async () => {
    const url = await start();
    const page = await request(url);
    assert.equal(page.status, 200);
    assert.match(page.headers['content-type']!, /^text\/html/);
    assert.equal(page.headers['cache-control'], 'no-cache');
    assert.equal(page.headers['x-content-type-options'], 'nosniff');
    const policy = page.headers['content-security-policy'] as string;
    for (const directive of [
      "default-src 'none'",
      "script-src 'self'",
      "style-src 'self'",
      "connect-src 'self'",
      "img-src 'self' data:",
      "media-src 'self'",
      "base-uri 'none'",
      "form-action 'self'",
      "require-trusted-types-for 'script'",
    ]) {
      assert.ok(policy.split('; ').includes(directive), directive);
    }
    assert.match(await page.text(), /<script type="module" src="/);

    const script = await request(new URL('hermes-elements.js', url));
    assert.equal(script.status, 200);
    assert.match(script.headers['content-type']!, /^text\/javascript/);
    const [, core] = /["'](\.\/chunks\/core-[^"']+)["']/.exec(await script.text()) ?? [];
    assert.ok(core, 'the entry names its core');
    const rest = await request(new URL(core, url));
    assert.equal(rest.status, 200);
    assert.match(rest.headers['content-type']!, /^text\/javascript/);
    assert.match(await rest.text(), /sessionRegistry/);

    const health = await request(new URL('health', url));
    assert.equal((JSON.parse(await health.text()) as { status: string }).status, 'ok');
    assert.equal((await request(new URL('demo/start.mjs', url))).status, 404);
    assert.equal((await request(url, { path: '/../package.json' })).status, 404);
  });

  it('serves our pages in front of a real server, and hands it everything else', async () => {
    const upstream = await startUpstream(likeWebUi((req, res) => sendJson(res, { upstream: req.url })));
    cleanups.push(() => upstream.close());
    const url = await start('--server', upstream.url.href);
    assert.match(await (await request(url)).text(), /<script type="module"/);
    for (const path of [
      '/index.html',
      '/api/sessions?limit=1',
      '/session/abc',
      '/login?next=%2F',
      '/sw.js',
      '/static/a.css',
    ]) {
      const answer = await request(new URL(path, url));
      assert.deepEqual(JSON.parse(await answer.text()), { upstream: path });
    }
  });

  it('says which port is taken, and what to do', async () => {
    const upstream = await startUpstream((_req, res) => sendJson(res, {}));
    cleanups.push(() => upstream.close());
    const said = await refusal('--port', upstream.url.port);
    assert.ok(said.includes(`Port ${upstream.url.port} is taken`) && said.includes('--port'), said);
  });

  it('says that a server cannot be reached', async () => {
    const upstream = await startUpstream((_req, res) => sendJson(res, {}));
    await upstream.close();
    assert.match(await refusal('--server', upstream.url.href), /Cannot reach http:\S+ \(ECONNREFUSED\)/);
  });

  it('says that a server is not a Hermes WebUI', async () => {
    let reply: unknown = { hello: 'world' };
    const upstream = await startUpstream((_req, res) => sendJson(res, reply));
    cleanups.push(() => upstream.close());
    assert.match(await refusal('--server', upstream.url.href), /not a Hermes WebUI/);
    // Many servers have a health page; that alone proves nothing.
    reply = { status: 'ok' };
    assert.match(await refusal('--server', upstream.url.href), /not a Hermes WebUI/);
  });

  it('refuses what it does not understand in one sentence', async () => {
    assert.match(await refusal('--port', 'x'), /--port must be a number/);
    assert.match(await refusal('--port', '65536'), /--port must be a number/);
    assert.match(await refusal('--port'), /--port/);
    assert.match(await refusal('--server', 'localhost:8787'), /--server must be an http or https URL/);
    assert.match(await refusal('--host', 'a b'), /--host must be/);
    assert.match(await refusal('--bogus'), /Unknown option --bogus/);
    assert.match(await refusal('stray'), /Unexpected argument "stray"/);
  });

  it('explains itself', async () => {
    const { code, stdout } = await run('--help').ended;
    assert.equal(code, 0);
    for (const option of ['--port', '--host', '--server', '--help']) assert.ok(stdout.includes(option), option);
  });
});
