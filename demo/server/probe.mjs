// Asks a server whether it is a Hermes WebUI, before a page is built on it.

const PATIENCE_MS = 5_000;

export class ProbeError extends Error {}

/** Resolves when `server` (a URL that ends in a slash) is a Hermes WebUI; else a ProbeError of one sentence. */
export async function probeWebUi(server) {
  const health = await readJson(server, 'health');
  const auth = await readJson(server, 'api/auth/status');
  // Auth status is public even where everything else needs a login.
  if (typeof health?.status === 'string' && typeof auth?.auth_enabled === 'boolean') return;
  throw new ProbeError(
    `${server.href} answers, but is not a Hermes WebUI (its /health or /api/auth/status is not what a Hermes WebUI says).`,
  );
}

async function readJson(server, path) {
  const response = await ask(new URL(path, server));
  const text = await response.text().catch(() => '');
  try {
    return JSON.parse(text);
  } catch {
    return undefined;
  }
}

async function ask(url) {
  try {
    return await fetch(url, { redirect: 'manual', signal: AbortSignal.timeout(PATIENCE_MS) });
  } catch (error) {
    const why =
      error.name === 'TimeoutError'
        ? 'no answer in 5 seconds'
        : (error.cause?.code ?? error.cause?.message ?? error.message);
    throw new ProbeError(`Cannot reach ${url.origin} (${why}): is the Hermes WebUI running there?`);
  }
}
