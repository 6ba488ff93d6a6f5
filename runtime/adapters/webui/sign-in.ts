/** The server's sign-in page, with the way back. */
import type { Environment } from '../../environment.js';
import { mountUrl } from '../../transport/server-url.js';

/**
 * `returnTo` is an address on the same origin (absolute, or relative to the server); anything else leads back to the
 * server's own page, so that a link made of it can't send a person elsewhere.
 */
export function signInUrl(environment: Environment, baseUrl: string, returnTo: string): string | null {
  const mount = mountUrl(environment, baseUrl);
  if (mount === null) return null;
  const url = new URL('login', mount);
  url.searchParams.set('next', pathWithin(mount, returnTo));
  return url.href;
}

function pathWithin(mount: string, returnTo: string): string {
  const home = new URL(mount);
  try {
    const target = new URL(returnTo, mount);
    const own = target.origin === home.origin && !/\/login\/?$/.test(target.pathname);
    return own ? `${target.pathname}${target.search}` : home.pathname;
  } catch {
    return home.pathname;
  }
}
