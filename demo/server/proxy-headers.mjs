// What a reverse proxy must change in headers so that the page and the Hermes WebUI behind it look like one origin. Pure.
// Headers are Node's raw lists, [name, value, name, value, …]: nothing is joined, reordered or lost.

import { isIP } from 'node:net';

const HOP_BY_HOP = new Set([
  'connection',
  'expect',
  'keep-alive',
  'proxy-authenticate',
  'proxy-authorization',
  'proxy-connection',
  'te',
  'trailer',
  'transfer-encoding',
  'upgrade',
]);

/**
 * For the server. Host becomes the server's, and Origin and Referer too where they named us, because the server compares them.
 * A foreign Origin stays foreign, so that the server's check still protects it. `isOurs(host)` says which hosts are us.
 */
export function requestHeaders(raw, { method, server, isOurs }) {
  const host = valueOf(raw, 'host') ?? '';
  const own = isOurs(host) ? `http://${host}` : undefined;
  const headers = ['Host', server.host];
  for (const [name, value] of endToEnd(raw)) {
    const key = name.toLowerCase();
    if (key === 'host') continue;
    if (key === 'origin' && own && value === own) headers.push(name, server.origin);
    else if (key === 'referer' && own && value.startsWith(`${own}/`))
      headers.push(name, rewriteReferer(value, own, server));
    else headers.push(name, value);
  }
  return [...headers, ...framing(raw, method)];
}

// Node's client frames a body that has no stated length in chunks, which the WebUI's server does not read: what remains of
// them on a kept connection would be taken for the next request.
function framing(raw, method) {
  if (valueOf(raw, 'transfer-encoding') !== undefined) return ['Transfer-Encoding', 'chunked'];
  const bodyless = method === 'GET' || method === 'HEAD' || valueOf(raw, 'content-length') !== undefined;
  return bodyless ? [] : ['Content-Length', '0'];
}

/** For the browser. Redirects and cookies that named the server now name us. */
export function responseHeaders(raw, { server }) {
  const headers = [];
  for (const [name, value] of endToEnd(raw)) {
    const key = name.toLowerCase();
    if (key === 'location') headers.push(name, rewriteLocation(value, server));
    else if (key === 'set-cookie') headers.push(name, rewriteCookie(value, server));
    else headers.push(name, value);
  }
  return isEventStream(valueOf(raw, 'content-type')) ? [...headers, 'Connection', 'close'] : headers;
}

/**
 * A connection that may be used again is drained for up to five seconds after its response was aborted (Chromium), and
 * counts for that long; one that is closed after it is given back at once.
 */
export function isEventStream(contentType) {
  return /^\s*text\/event-stream\b/i.test(contentType ?? '');
}

/**
 * Which Host headers are this server. Not just any: a page whose own name was made to resolve to this machine would else
 * have its Origin rewritten into a trusted one.
 */
export function ownHosts({ host, port }) {
  const names = new Set(['127.0.0.1', 'localhost', '[::1]', isIP(host) === 6 ? `[${host}]` : host]);
  const everywhere = host === '0.0.0.0' || host === '::';
  return (header) => {
    const [, name = '', ownPort = '80'] = /^(.*?)(?::(\d+))?$/.exec(header.toLowerCase()) ?? [];
    if (Number(ownPort) !== port) return false;
    return names.has(name) || (everywhere && isIP(name.replace(/^\[|\]$/g, '')) !== 0);
  };
}

function rewriteReferer(value, own, server) {
  return server.origin + server.pathname + value.slice(own.length + 1);
}

function rewriteLocation(value, server) {
  const names = /^https?:\/\//i.test(value) || value.startsWith('//');
  if (!names && !value.startsWith('/')) return value;
  if (!URL.canParse(value, server)) return value;
  const url = new URL(value, server);
  if (url.origin !== server.origin) return value;
  return withoutPrefix(url.pathname, server) + url.search + url.hash;
}

// We serve plain http on another host: attributes bound to the server's https or name would make the browser drop the cookie.
function rewriteCookie(value, server) {
  const [pair, ...attributes] = value.split(';').map((part) => part.trim());
  const kept = attributes
    .filter((attribute) => !/^(domain\s*=|secure$|partitioned$)/i.test(attribute))
    .map((attribute) => attribute.replace(/^samesite\s*=\s*none$/i, 'SameSite=Lax'))
    .map((attribute) =>
      attribute.replace(/^(path\s*=\s*)(\/.*)$/i, (_, key, path) => key + withoutPrefix(path, server)),
    );
  return [pair, ...kept].join('; ');
}

/** A server mounted under a sub-path stands at our root. */
function withoutPrefix(path, server) {
  const prefix = server.pathname.slice(0, -1);
  if (prefix === '' || !(path === prefix || path.startsWith(`${prefix}/`))) return path;
  return path.slice(prefix.length) || '/';
}

function* endToEnd(raw) {
  const named = (valueOf(raw, 'connection') ?? '').split(',').map((name) => name.trim().toLowerCase());
  for (let i = 0; i < raw.length; i += 2) {
    const key = raw[i].toLowerCase();
    if (!HOP_BY_HOP.has(key) && !named.includes(key)) yield [raw[i], raw[i + 1]];
  }
}

function valueOf(raw, wanted) {
  const values = [];
  for (let i = 0; i < raw.length; i += 2) if (raw[i].toLowerCase() === wanted) values.push(raw[i + 1]);
  return values.length > 0 ? values.join(', ') : undefined;
}
