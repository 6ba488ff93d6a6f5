// The demo's own pages and scripts, as exact paths. Whatever is not one of them belongs to the server behind.

import { readFile } from 'node:fs/promises';
import { buildDemo, demoBuild } from '../build/demo.mjs';
import { inRoot } from '../build/paths.mjs';

// The bundle and a page's script hold a Lit each, hence 'allow-duplicates'; no policy but Lit's is ever needed.
const CONTENT_SECURITY_POLICY = [
  "default-src 'none'",
  "script-src 'self'",
  "style-src 'self'",
  "connect-src 'self'",
  "img-src 'self' data:",
  "media-src 'self'",
  "base-uri 'none'",
  "form-action 'self'",
  "require-trusted-types-for 'script'",
  "trusted-types lit-html 'allow-duplicates'",
].join('; ');

// Asked for anew each time, yet a browser may keep a page that is left whole, for the way back.
const HEADERS = { 'Cache-Control': 'no-cache', 'X-Content-Type-Options': 'nosniff' };

const KINDS = {
  html: { 'Content-Type': 'text/html; charset=utf-8', 'Content-Security-Policy': CONTENT_SECURITY_POLICY },
  js: { 'Content-Type': 'text/javascript; charset=utf-8' },
  css: { 'Content-Type': 'text/css; charset=utf-8' },
};

/** Builds the demo, then answers a function: path, request -> Response, or undefined for a path that is not ours. */
export async function demoSite() {
  await buildDemo();
  return async function serve(pathname, request) {
    const found = fileFor(pathname);
    if (!found) return undefined;
    const body = await readFile(found.file).catch(() => undefined);
    if (!body) return undefined;
    if (request.method !== 'GET' && request.method !== 'HEAD') return undefined;
    const headers = { ...HEADERS, ...KINDS[found.kind], 'Content-Length': String(body.byteLength) };
    return new Response(request.method === 'HEAD' ? null : body, { headers });
  };
}

/**
 * Only flat names of a fixed shape reach the disk. `/index.html` is not ours: there the server keeps its own page, which
 * carries the CSRF token.
 */
function fileFor(pathname) {
  if (pathname === '/') return { file: inRoot('demo', 'index.html'), kind: 'html' };
  if (pathname === '/index.html') return undefined;
  const [, folder = '', name, kind] = /^\/(pages\/|chunks\/)?([a-z][\w-]*)\.(html|js|css)$/.exec(pathname) ?? [];
  if (!name) return undefined;
  const file = `${folder}${name}.${kind}`;
  return { file: kind === 'js' ? demoBuild(file) : inRoot('demo', file), kind };
}
