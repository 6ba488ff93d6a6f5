/**
 * HTTP answers that are no success, as `SessionError`s. One table for requests and streams, so that the same status
 * means the same thing everywhere.
 */
import type { ErrorCode, SessionError } from '../session/slices.js';
import { TransportError } from './transport-error.js';

/**
 * A request that the server answered with something else than success. `body` is its JSON (null where it was none):
 * some endpoints say in it what happened, and a caller that knows the endpoint reads it there.
 */
export class HttpError extends TransportError {
  readonly status: number;
  readonly body: unknown;

  constructor(error: SessionError, status: number, body: unknown) {
    super(error);
    this.name = 'HttpError';
    this.status = status;
    this.body = body;
  }
}

const LONGEST_DETAIL = 600;
const LONGEST_WAIT_MS = 3_600_000;

/** The error of a status and its body. `body` is parsed JSON, or null; HTML is never quoted. */
export function errorOfStatus(status: number, body: unknown, retryAfter: string | null, now: number): SessionError {
  const fields = asObject(body);
  const code = codeOf(status, fields);
  const said = text(fields['error']) ?? text(fields['message']);
  const hint = text(fields['hint']);
  const wait = code === 'rate-limited' || status === 503 ? parseRetryAfter(retryAfter, now) : null;
  return {
    code,
    detail: said ?? `The server answered with status ${status}.`,
    ...(hint === null ? {} : { hint }),
    status,
    retryable: code === 'rate-limited' || code === 'server' || code === 'timeout' || code === 'busy',
    ...(wait === null ? {} : { retryAfterMs: wait }),
  };
}

/** An answer that is not what the protocol says: a proxy's page, half a body, a redirect to a sign-in form. */
export function errorOfBadAnswer(
  answer: { readonly url: string; readonly redirected: boolean },
  status: number,
  body: string,
): SessionError {
  if (looksLikeSignIn(answer, body)) {
    return { code: 'auth', detail: 'The server asks to sign in.', status, retryable: false };
  }
  const what = looksLikeHtml(body) ? 'a web page instead of data' : 'something that is not valid data';
  return { code: 'bad-answer', detail: `The server answered with ${what}.`, status, retryable: true };
}

export function networkError(): SessionError {
  return { code: 'network', detail: 'The server could not be reached.', retryable: true };
}

export function timeoutError(ms: number): SessionError {
  return {
    code: 'timeout',
    detail: `The server did not answer within ${Math.round(ms / 1000)} seconds.`,
    retryable: true,
  };
}

export function looksLikeHtml(body: string): boolean {
  return /^\s*<(?:!doctype|html|head|body)\b/i.test(body.slice(0, 512));
}

/** Seconds or a date, as milliseconds from now; null where there is none or it makes no sense. */
export function parseRetryAfter(value: string | null, now: number): number | null {
  if (value === null || value.trim() === '') return null;
  const seconds = Number(value);
  const ms = Number.isFinite(seconds) ? seconds * 1000 : Date.parse(value) - now;
  return Number.isFinite(ms) && ms >= 0 ? Math.min(ms, LONGEST_WAIT_MS) : null;
}

function codeOf(status: number, body: Readonly<Record<string, unknown>>): ErrorCode {
  switch (status) {
    case 401:
      return 'auth';
    case 403:
      return 'forbidden';
    case 404:
      return 'not-found';
    case 408:
    case 504:
      return 'timeout';
    case 409:
      return body['code'] === 'session_profile_mismatch' ? 'other-profile' : 'busy';
    case 429:
      return 'rate-limited';
    case 501:
      return 'unsupported';
  }
  if (status >= 500) return 'server';
  if (status >= 400) return 'refused';
  return 'bad-answer';
}

/** A proxy or the server itself sent us to a form: by the address it ended at, or by the form. */
function looksLikeSignIn(answer: { readonly url: string; readonly redirected: boolean }, body: string): boolean {
  if (answer.redirected && /\/(?:login|signin|sign-in|auth)(?:[/?#]|$)/i.test(answer.url)) return true;
  return looksLikeHtml(body) && /<input[^>]+type\s*=\s*["']?password/i.test(body);
}

function asObject(value: unknown): Readonly<Record<string, unknown>> {
  return typeof value === 'object' && value !== null && !Array.isArray(value) ? (value as Record<string, unknown>) : {};
}

function text(value: unknown): string | null {
  if (typeof value !== 'string' || value.trim() === '' || looksLikeHtml(value)) return null;
  return value.length > LONGEST_DETAIL ? `${value.slice(0, LONGEST_DETAIL)}…` : value;
}
