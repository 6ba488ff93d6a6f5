// Gives browser tests emulators of the Hermes WebUI server, on the test server's own origin:
//
//   /emu/<name>/…             the emulator called <name>, created on first use
//   /emu/<name>/__create      POST {seed, password, backend, demo}: begins anew with these options
//   /emu/<name>/__control     POST {method, args}: calls control.<method>(...args), answers {result}
//   /emu/<name>/__dispose     POST or DELETE /emu/<name>: ends it
//   /demo/<name>/…            the demo server's root (strict CSP and all) in front of the same emulator
//
// A name belongs to one test; see emulator.ts for the test's side of it.

import { answer } from '../../demo/server/http-bridge.mjs';

export function emulatorMiddleware() {
  const emulators = new Map();
  let site;

  return async function emulatorRoutes(context, next) {
    const match = /^\/(emu|demo)\/([\w-]+)(\/.*)?$/.exec(context.path);
    if (!match || isSourcePath(context.path)) return next();
    // Koa would buffer or time the response; the bridge streams it.
    context.respond = false;
    const [, area, name, rest = '/'] = match;
    // Relative URLs in the page need the slash.
    if (area === 'demo' && !match[3]) {
      context.res.writeHead(302, { Location: `${context.path}/` }).end();
      return;
    }
    if (area === 'emu') {
      await answer((request) => emulate(emulators, name, rest, request), context.req, context.res);
      return;
    }
    site ??= import('../../demo/server/site.mjs').then(({ demoSite }) => demoSite());
    const serve = await site;
    await answer(
      async (request) => (await serve(rest, request)) ?? (await emulatorNamed(emulators, name)).fetch(request),
      context.req,
      context.res,
    );
  };
}

// The test server also serves sources under /demo/: a test may import demo/emulator/index.ts into its own page.
function isSourcePath(path) {
  return /^\/demo\/(emulator|pages|scenarios|server|build)\//.test(path);
}

async function emulate(emulators, name, path, request) {
  if (path === '/__create' && request.method === 'POST') {
    await end(emulators, name);
    await emulatorNamed(emulators, name, await request.json());
    return Response.json({ ok: true });
  }
  if (path === '/__dispose' || (path === '/' && request.method === 'DELETE')) {
    await end(emulators, name);
    return Response.json({ ok: true });
  }
  const emulator = await emulatorNamed(emulators, name);
  if (path === '/__control' && request.method === 'POST') return control(emulator, await request.json());
  return emulator.fetch(request);
}

// The promise is what is stored: two first requests at once must meet the same emulator.
function emulatorNamed(emulators, name, options = {}) {
  let emulator = emulators.get(name);
  if (!emulator) {
    emulator = create({ seed: 1, ...options });
    emulators.set(name, emulator);
  }
  return emulator;
}

async function create(options) {
  const { loadEmulator } = await import('../../demo/build/emulator.mjs');
  const { createEmulator } = await loadEmulator();
  return createEmulator(options);
}

async function end(emulators, name) {
  const emulator = emulators.get(name);
  emulators.delete(name);
  (await emulator)?.dispose();
}

/** `method` may be a path, as in `faults.cut`. A failure is an answer, so that the test's stack shows where it asked. */
async function control(emulator, { method, args = [] }) {
  try {
    const steps = method.split('.');
    const last = steps.pop();
    const owner = steps.reduce((value, step) => value[step], emulator.control);
    const result = await owner[last](...args);
    return Response.json({ result: result ?? null });
  } catch (error) {
    return Response.json({ error: String(error?.message ?? error) }, { status: 400 });
  }
}
