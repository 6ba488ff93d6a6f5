/**
 * JSON requests to one server. Owns timeouts, the few safe retries, the CSRF token and the translation of every failure
 * into a `TransportError`; knows nothing of sessions.
 *
 * A failed request rejects with a `TransportError` (an `HttpError` where the server answered), or, when the caller's own
 * signal aborted it, with a `DOMException` named `AbortError`: that is no failure and goes nowhere.
 */
import type { Environment } from '../environment.js';
import { TransportError } from './transport-error.js';
import { errorOfBadAnswer, errorOfStatus, HttpError, networkError, timeoutError } from './http-error.js';
import { parseCsrfToken } from './csrf.js';
import { serverUrl } from './server-url.js';

export interface RequestOptions {
  readonly query?: Readonly<Record<string, string | number | null>>;
  readonly signal?: AbortSignal;
  /** Milliseconds for one attempt, headers and body. Default 30 s. */
  readonly timeoutMs?: number;
  /** Attempts after the first one on a network failure. GET only; default 2. */
  readonly retries?: number;
}

export interface HttpClient {
  /** Resolves with the parsed body. Repeated on a network failure: the first request after a long idle often meets a dead socket. */
  get(path: string, options?: RequestOptions): Promise<unknown>;
  /**
   * Resolves with the parsed body. Never repeated (nothing here has an idempotency key), with one exception: a refusal for
   * want of the CSRF token came before anything was executed, so the same request is sent once more with it.
   */
  post(
    path: string,
    body: Readonly<Record<string, unknown>>,
    options?: Omit<RequestOptions, 'retries'>,
  ): Promise<unknown>;
  /** As `post`, with a form that may hold files. */
  upload(path: string, form: FormData, options?: Omit<RequestOptions, 'retries'>): Promise<unknown>;
  /** Absolute address of `path` on the server. */
  url(path: string, query?: RequestOptions['query']): string;
}

type Body = Readonly<Record<string, unknown>> | FormData;

const DEFAULT_TIMEOUT_MS = 30_000;
/** Twenty megabytes over a slow line. */
const UPLOAD_TIMEOUT_MS = 10 * 60_000;
const RETRY_BASE_MS = 350;
const CSRF_HEADER = 'X-Hermes-CSRF-Token';

export function createHttpClient(environment: Environment, baseUrl: string): HttpClient {
  /** Null: never looked for. Empty: the server needs none. */
  let csrf: string | null = null;
  let reading: Promise<string> | null = null;

  const client: HttpClient = {
    url: (path, query) => serverUrl(environment, baseUrl, path, query),

    async get(path, options = {}) {
      const { retries = 2 } = options;
      for (let attempt = 0; ; attempt += 1) {
        try {
          return await request('GET', path, null, options);
        } catch (thrown) {
          const network = thrown instanceof TransportError && thrown.error.code === 'network';
          if (!network || attempt >= retries) throw thrown;
          await pause(environment, RETRY_BASE_MS * 2 ** attempt, options.signal);
        }
      }
    },

    post: change,
    upload: (path, form, options = {}) => change(path, form, { timeoutMs: UPLOAD_TIMEOUT_MS, ...options }),
  };
  return client;

  async function change(path: string, body: Body, options: RequestOptions = {}): Promise<unknown> {
    try {
      return await request('POST', path, body, options);
    } catch (thrown) {
      if (!(thrown instanceof HttpError) || thrown.status !== 403 || !mayBeCsrf(thrown)) throw thrown;
      const before = csrf;
      csrf = await readToken();
      if (csrf === '' || csrf === before) throw thrown;
      return await request('POST', path, body, options);
    }
  }

  async function request(
    method: 'GET' | 'POST',
    path: string,
    body: Body | null,
    options: RequestOptions,
  ): Promise<unknown> {
    const headers: Record<string, string> = { Accept: 'application/json' };
    // A form names its own boundary.
    if (body && !(body instanceof FormData)) headers['Content-Type'] = 'application/json';
    if (body && csrf) headers[CSRF_HEADER] = csrf;
    const answer = await exchange(
      environment,
      client.url(path, options.query),
      { method, headers, body: body === null || body instanceof FormData ? body : JSON.stringify(body) },
      options,
    );
    const parsed = parseJson(answer.text);
    if (answer.status >= 400) {
      throw new HttpError(
        errorOfStatus(answer.status, parsed.value, answer.retryAfter, environment.now()),
        answer.status,
        parsed.value,
      );
    }
    if (!parsed.ok) throw new HttpError(errorOfBadAnswer(answer, answer.status, answer.text), answer.status, null);
    return parsed.value;
  }

  /** A first 403 may be one; later ones only if they say so: read-only sessions answer 403 too, and the shell is large. */
  function mayBeCsrf(refusal: HttpError): boolean {
    return csrf === null || /csrf|expired|reload/i.test(refusal.error.detail);
  }

  /** The token is nowhere but in the page's HTML (http-api 1.1). Requests that fail together read it once. */
  function readToken(): Promise<string> {
    reading ??= exchange(
      environment,
      client.url('index.html'),
      { method: 'GET', headers: { Accept: 'text/html' }, body: null },
      {},
    )
      .then((shell) => parseCsrfToken(shell.text))
      // Without the page there is no token; the refusal itself is what the caller gets to see.
      .catch(() => '')
      .finally(() => {
        reading = null;
      });
    return reading;
  }
}

interface Answer {
  readonly status: number;
  readonly url: string;
  readonly redirected: boolean;
  readonly retryAfter: string | null;
  readonly text: string;
}

/** One request and its whole body, within the time allowed. */
async function exchange(
  environment: Environment,
  url: string,
  request: {
    readonly method: string;
    readonly headers: Record<string, string>;
    readonly body: string | FormData | null;
  },
  options: RequestOptions,
): Promise<Answer> {
  const { signal, timeoutMs = DEFAULT_TIMEOUT_MS } = options;
  if (signal?.aborted) throw abortError();
  const controller = new AbortController();
  let timedOut = false;
  // Raced, not only aborted: a body that ignores its signal must not keep the caller.
  let giveUp: (reason: unknown) => void = () => {};
  const ended = new Promise<never>((_, reject) => {
    giveUp = reject;
  });
  ended.catch(() => {});
  const onAbort = (): void => {
    controller.abort();
    giveUp(abortError());
  };
  const timer = environment.setTimeout(() => {
    timedOut = true;
    controller.abort();
    giveUp(new TransportError(timeoutError(timeoutMs)));
  }, timeoutMs);
  signal?.addEventListener('abort', onAbort);
  try {
    const work = (async () => {
      const response = await environment.fetch(url, {
        method: request.method,
        headers: request.headers,
        ...(request.body === null ? {} : { body: request.body }),
        credentials: 'same-origin',
        cache: 'no-store',
        signal: controller.signal,
      });
      return {
        status: response.status,
        url: response.url,
        redirected: response.redirected,
        retryAfter: response.headers.get('retry-after'),
        text: await response.text(),
      };
    })();
    work.catch(() => {});
    return await Promise.race([work, ended]);
  } catch (thrown) {
    if (thrown instanceof TransportError) throw thrown;
    if (signal?.aborted) throw abortError();
    if (timedOut) throw new TransportError(timeoutError(timeoutMs));
    // `fetch` knows one failure, a TypeError; an abort by anyone else is a broken connection to us.
    throw new TransportError(networkError());
  } finally {
    environment.clearTimeout(timer);
    signal?.removeEventListener('abort', onAbort);
  }
}

function parseJson(text: string): { readonly ok: boolean; readonly value: unknown } {
  try {
    return { ok: true, value: JSON.parse(text) as unknown };
  } catch {
    return { ok: false, value: null };
  }
}

function pause(environment: Environment, ms: number, signal: AbortSignal | undefined): Promise<void> {
  return new Promise((resolve, reject) => {
    const onAbort = (): void => {
      environment.clearTimeout(timer);
      signal?.removeEventListener('abort', onAbort);
      reject(abortError());
    };
    const timer = environment.setTimeout(() => {
      signal?.removeEventListener('abort', onAbort);
      resolve();
    }, ms);
    signal?.addEventListener('abort', onAbort);
  });
}

export function abortError(): DOMException {
  return new DOMException('The request was aborted.', 'AbortError');
}
