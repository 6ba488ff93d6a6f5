/** The CSRF token in the HTML of the server's page: `window.__HERMES_CONFIG__ = {…, csrfToken:"<64 hex>"}`. */

/** Empty where the server has none (no password is set), or where the page is something else (a sign-in form). */
export function parseCsrfToken(html: string): string {
  const found = /\bcsrfToken["']?\s*:\s*("(?:[^"\\]|\\.){0,500}")/.exec(html);
  if (!found?.[1]) return '';
  try {
    const token: unknown = JSON.parse(found[1]);
    // It becomes a header value: anything but visible ASCII is no token.
    return typeof token === 'string' && /^[\x21-\x7e]+$/.test(token) ? token : '';
  } catch {
    return '';
  }
}
