/**
 * Login, cookie, CSRF token and the origin check. The token is a function of the login, so both
 * survive a restart; only the HTML shell shows it.
 */

import { digest } from './random.js';

export const SESSION_COOKIE = 'hermes_session';
const MAX_AGE = 2_592_000;
const FAILURES_ALLOWED = 5;
const FAILURE_WINDOW_MS = 60_000;

export type PostCheck = { ok: true } | { ok: false; error: string };

export class Auth {
  readonly #password: string | null;
  readonly #seed: number;
  readonly #sessions = new Set<string>();
  #failures: number[] = [];
  #logins = 0;

  constructor(password: string | null, seed: number) {
    this.#password = password;
    this.#seed = seed;
  }

  get enabled(): boolean {
    return this.#password !== null;
  }

  loggedIn(headers: Headers): boolean {
    if (!this.enabled) return false;
    const cookie = cookieOf(headers);
    return cookie !== null && this.#sessions.has(cookie);
  }

  admits(headers: Headers): boolean {
    return !this.enabled || this.loggedIn(headers);
  }

  status(headers: Headers): Record<string, unknown> {
    return {
      auth_enabled: this.enabled,
      logged_in: this.loggedIn(headers),
      oidc_enabled: false,
      password_auth_enabled: this.enabled,
      passwordless_enabled: false,
      passkeys_enabled: false,
      passkeys_count: 0,
      passkey_feature_flag: false,
      auth_disabled_acknowledged: false,
    };
  }

  /** The `Set-Cookie` value of a new login, or why there is none. */
  login(password: unknown, now: number): { cookie: string } | { error: string; status: number } {
    this.#failures = this.#failures.filter((at) => now - at < FAILURE_WINDOW_MS);
    if (this.#failures.length > FAILURES_ALLOWED) {
      return { error: 'Too many attempts. Try again in a minute.', status: 429 };
    }
    if (password !== this.#password) {
      this.#failures.push(now);
      return { error: 'Invalid password', status: 401 };
    }
    this.#logins += 1;
    const value = `${digest(`login|${this.#seed}|${this.#logins}`)}.${digest(`proof|${this.#seed}|${this.#logins}`)}`;
    this.#sessions.add(value);
    return { cookie: `${SESSION_COOKIE}=${value}; HttpOnly; Max-Age=${MAX_AGE}; Path=/; SameSite=Lax` };
  }

  logout(headers: Headers): void {
    const cookie = cookieOf(headers);
    if (cookie) this.#sessions.delete(cookie);
  }

  /** Logs everybody out: what an expired login looks like to the page. */
  expireAll(): void {
    this.#sessions.clear();
  }

  csrfToken(headers: Headers): string {
    const cookie = cookieOf(headers);
    return this.enabled && cookie ? digest(`csrf|${this.#seed}|${cookie}`) : '';
  }

  /** Only requests that change something are checked; a GET never is. */
  checkPost(headers: Headers, url: URL, exemptFromToken: boolean): PostCheck {
    const origin = headers.get('origin');
    const referer = headers.get('referer');
    const site = headers.get('sec-fetch-site');
    if (!origin && !referer && !site) return { ok: true };
    if (!sameOrigin(origin, referer, site, headers.get('host') ?? url.host)) {
      return { ok: false, error: 'Cross-origin mismatch - check reverse proxy headers' };
    }
    if (!this.enabled || exemptFromToken || (!origin && !referer)) return { ok: true };
    const sent = headers.get('x-hermes-csrf-token') ?? headers.get('x-csrf-token');
    if (sent && sent === this.csrfToken(headers)) return { ok: true };
    return { ok: false, error: 'Session expired - reload the page' };
  }
}

function sameOrigin(origin: string | null, referer: string | null, site: string | null, host: string): boolean {
  if (site === 'cross-site') return false;
  if (!origin && !referer) return site === 'none' || site === 'same-origin';
  try {
    return new URL(origin ?? referer ?? '').host === host;
  } catch {
    return false;
  }
}

function cookieOf(headers: Headers): string | null {
  for (const part of (headers.get('cookie') ?? '').split(';')) {
    const [name, ...value] = part.trim().split('=');
    if (name === SESSION_COOKIE) return value.join('=') || null;
  }
  return null;
}
