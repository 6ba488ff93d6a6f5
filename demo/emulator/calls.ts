/** One request as the handlers see it, and the two ways to answer it. */

import type { WireObject } from './records.js';

export interface Call {
  method: string;
  /** The path from the first known segment on: any mount prefix is gone. */
  path: string;
  /** Path and query, as rules and logs see it. */
  target: string;
  query: URLSearchParams;
  headers: Headers;
  url: URL;
  body: WireObject;
  signal: AbortSignal | null;
}

const PAGE_HEADERS = {
  'cache-control': 'no-store',
  'x-content-type-options': 'nosniff',
  'x-frame-options': 'DENY',
  'referrer-policy': 'same-origin',
};

export function json(body: unknown, status = 200, headers: Record<string, string> = {}): Response {
  return new Response(JSON.stringify(body, null, 2), {
    status,
    headers: { 'content-type': 'application/json; charset=utf-8', ...PAGE_HEADERS, ...headers },
  });
}

export function bad(error: string, status = 400, more: WireObject = {}): Response {
  return json({ error, ...more }, status);
}

export function html(body: string): Response {
  return new Response(body, { headers: { 'content-type': 'text/html; charset=utf-8', ...PAGE_HEADERS } });
}

export function text(value: unknown): string {
  return typeof value === 'string' ? value.trim() : '';
}

export function truthy(value: string | null): boolean {
  return value !== null && ['1', 'true', 'yes', 'on'].includes(value.toLowerCase());
}
