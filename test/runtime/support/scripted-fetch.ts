/**
 * A `fetch` whose answers a test writes down: by method and path, one after another. It keeps what was asked, honours
 * abort signals, and gives streams the test can write to, stall and break.
 */

export interface SeenRequest {
  readonly method: string;
  readonly url: URL;
  readonly headers: Headers;
  /** Parsed JSON of the request, or its form; null without one. */
  readonly body: unknown;
  readonly signal: AbortSignal | null;
  readonly credentials: RequestCredentials | undefined;
}

export type Answer = Response | Error | ((request: SeenRequest) => Response | Error | Promise<Response | Error>);

export interface ScriptedFetch {
  readonly fetch: typeof fetch;
  readonly seen: SeenRequest[];
  /** The next answers for `method path`; the last one repeats. `path` is without query and leading slash. */
  on(method: string, path: string, ...answers: Answer[]): ScriptedFetch;
}

export function scriptedFetch(): ScriptedFetch {
  const seen: SeenRequest[] = [];
  const routes = new Map<string, Answer[]>();
  const script: ScriptedFetch = {
    seen,
    on(method, path, ...answers) {
      routes.set(`${method} ${path}`, [...answers]);
      return script;
    },
    fetch: async (input, init) => {
      const url = new URL(
        typeof input === 'string' ? input : input instanceof URL ? input.href : input.url,
        'http://127.0.0.1:8787/',
      );
      const request: SeenRequest = {
        method: init?.method ?? 'GET',
        url,
        headers: new Headers(init?.headers),
        body: typeof init?.body === 'string' ? (JSON.parse(init.body) as unknown) : (init?.body ?? null),
        signal: init?.signal ?? null,
        credentials: init?.credentials,
      };
      seen.push(request);
      if (request.signal?.aborted) throw aborted();
      const answers = routes.get(`${request.method} ${url.pathname.replace(/^\//, '')}`);
      const answer = answers && (answers.length > 1 ? answers.shift() : answers[0]);
      if (!answer) return json({ error: 'not found' }, 404);
      const result = typeof answer === 'function' ? await orAborted(answer(request), request.signal) : answer;
      if (result instanceof Error) throw result;
      return answers && answers.length === 1 && result.body && !result.bodyUsed && typeof answer !== 'function'
        ? result.clone()
        : result;
    },
  };
  return script;
}

function aborted(): DOMException {
  return new DOMException('This operation was aborted', 'AbortError');
}

function orAborted<T>(work: T | Promise<T>, signal: AbortSignal | null): Promise<T> {
  return new Promise((resolve, reject) => {
    signal?.addEventListener('abort', () => reject(aborted()));
    Promise.resolve(work).then(resolve, reject);
  });
}

export function json(body: unknown, status = 200, headers: Record<string, string> = {}): Response {
  return new Response(JSON.stringify(body), {
    status,
    headers: { 'content-type': 'application/json; charset=utf-8', ...headers },
  });
}

export function html(body: string, status = 200): Response {
  return new Response(body, { status, headers: { 'content-type': 'text/html; charset=utf-8' } });
}

/** An answer that never comes: only a timeout or an abort ends it. */
export function never(): Promise<Response> {
  return new Promise(() => {});
}

export interface StreamScript {
  /** The answer to give to `fetch`. Its body fails when the request is aborted, as a browser's does. */
  readonly answer: (request: SeenRequest) => Response;
  write(text: string | Uint8Array): void;
  /** The server closes the connection. */
  end(): void;
  /** The connection breaks. */
  cut(): void;
  /** The client has gone. */
  readonly cancelled: boolean;
}

export function streamScript(options: { contentType?: string; status?: number } = {}): StreamScript {
  let controller: ReadableStreamDefaultController<Uint8Array> | null = null;
  let cancelled = false;
  let closed = false;
  const encoder = new TextEncoder();
  const body = new ReadableStream<Uint8Array>({
    start(given) {
      controller = given;
    },
    cancel() {
      cancelled = true;
    },
  });
  return {
    answer: (request) => {
      request.signal?.addEventListener('abort', () => {
        cancelled = true;
        if (!closed) controller?.error(aborted());
        closed = true;
      });
      return new Response(body, {
        status: options.status ?? 200,
        headers: { 'content-type': options.contentType ?? 'text/event-stream; charset=utf-8' },
      });
    },
    write(text) {
      if (!closed && !cancelled) controller?.enqueue(typeof text === 'string' ? encoder.encode(text) : text);
    },
    end() {
      if (!closed && !cancelled) controller?.close();
      closed = true;
    },
    cut() {
      if (!closed && !cancelled) controller?.error(new TypeError('terminated'));
      closed = true;
    },
    get cancelled() {
      return cancelled;
    },
  };
}
