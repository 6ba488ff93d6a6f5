/** Addresses on the server. Everything is relative to where it is mounted: it may live under a path behind a proxy. */
import type { Environment } from '../environment.js';
import { TransportError } from './transport-error.js';

/**
 * The address the server is mounted at, with a slash at its end. `baseUrl` may be empty (where the page is), relative to
 * the page, or absolute; a file name at its end is not part of it. Null where it makes no sense.
 */
export function mountUrl(environment: Environment, baseUrl: string): string | null {
  try {
    const page = environment.baseUrl();
    const url = page === '' ? new URL(baseUrl) : new URL(baseUrl === '' ? '.' : baseUrl, page);
    if (url.protocol !== 'http:' && url.protocol !== 'https:') return null;
    const last = url.pathname.slice(url.pathname.lastIndexOf('/') + 1);
    if (last.includes('.')) url.pathname = url.pathname.slice(0, -last.length);
    else if (last !== '') url.pathname += '/';
    url.search = '';
    url.hash = '';
    return url.href;
  } catch {
    return null;
  }
}

/** Absolute address of a path on the server. Throws a `TransportError` where the base makes no sense. */
export function serverUrl(
  environment: Environment,
  baseUrl: string,
  path: string,
  query: Readonly<Record<string, string | number | null>> = {},
): string {
  const mount = mountUrl(environment, baseUrl);
  if (mount === null) {
    throw new TransportError({
      code: 'internal',
      detail: `Not the address of a server: ${baseUrl.slice(0, 200)}`,
      retryable: false,
    });
  }
  const url = new URL(path, mount);
  for (const [key, value] of Object.entries(query)) {
    if (value !== null) url.searchParams.set(key, String(value));
  }
  return url.href;
}
