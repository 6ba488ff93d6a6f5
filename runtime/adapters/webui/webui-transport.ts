/**
 * The transport to a Hermes WebUI: HTTP and server-sent events of one server under one profile. Holds open connections
 * and nothing about sessions; retries nothing but what is safe (see `transport/http.ts`).
 */
import { browserEnvironment, type Environment } from '../../environment.js';
import type { SessionId, SessionLoaded } from '../../transport/events.js';
import { abortError, createHttpClient, type HttpClient, type RequestOptions } from '../../transport/http.js';
import { HttpError } from '../../transport/http-error.js';
import { mountUrl } from '../../transport/server-url.js';
import { TransportError } from '../../transport/transport-error.js';
import type { Detach, Transport, TransportCapabilities } from '../../transport/transport.js';
import { child, filled, flag, id, obj, type Json } from './json.js';
import { loadOlder, loadSession, probeRun } from './load-session.js';
import { mapList } from './map-list.js';
import { mapPending } from './map-request.js';
import { mapLoaded } from './map-session.js';
import { signInUrl } from './sign-in.js';
import { attachRun, watchList, watchSession, type StreamContext, type WireCounts } from './streams.js';
import { fileUrls } from './file-urls.js';
import { answer, retry, send, steer, stop, upload } from './verbs.js';

export interface WebuiOptions {
  readonly environment: Environment;
  /** Where the server is mounted: absolute, relative to the page, or empty for the page's own directory. */
  readonly baseUrl: string;
  /** The profile the browser is on (a cookie decides that); null where it is not known. */
  readonly profile?: string | null;
}

export interface WebuiTransport extends Transport {
  /** What came over the wire and was not used. Counts up. */
  readonly counts: Readonly<WireCounts>;
}

const CAPABILITIES: TransportCapabilities = {
  replay: 'cursor',
  requests: ['approval', 'question'],
  steer: true,
  stop: true,
  create: true,
  rename: true,
  pin: true,
  archive: true,
  remove: true,
  fork: true,
  retry: true,
  autoApprove: true,
  attachments: true,
  listPush: true,
};

/** A cold list is built from every file of every session (client-rules 1.3). */
const LIST_TIMEOUT_MS = 90_000;
const PING_TIMEOUT_MS = 10_000;
const PENDING = { approval: 'api/approval/pending', question: 'api/clarify/pending' } as const;

/** The transport under the page's own environment. */
export function webuiTransport(options: { readonly baseUrl: string; readonly profile?: string | null }): Transport {
  return createWebuiTransport({ ...options, environment: browserEnvironment() });
}

export function createWebuiTransport(options: WebuiOptions): WebuiTransport {
  const { environment, baseUrl } = options;
  const own = options.profile ?? null;
  const disposal = new AbortController();
  const http = disposable(createHttpClient(environment, baseUrl), disposal.signal);
  const counts: WireCounts = { junk: 0, malformed: 0, foreign: 0 };
  const streams: StreamContext = { environment, http, counts };
  const open = new Set<Detach>();
  /** Learned from the list: the server tells of changes in every profile. */
  let profile = own;

  const change = async (path: string, body: Json): Promise<Json> => {
    const reply = obj(await http.post(path, body));
    const said = filled(reply, 'error');
    // Some refusals come with status 200 (http-api 1).
    if (said !== null) throw new TransportError({ code: 'refused', detail: said, retryable: false });
    return reply;
  };

  const hold = (detach: Detach): Detach => {
    const release = (): void => {
      open.delete(release);
      detach();
    };
    open.add(release);
    return release;
  };

  return {
    kind: 'webui',
    scope: `${mountUrl(environment, baseUrl) ?? baseUrl}|${own ?? ''}`,
    capabilities: CAPABILITIES,
    address: mountUrl(environment, baseUrl) ?? '',
    counts,

    async listSessions(signal) {
      const answer = obj(
        await http.get('api/sessions', { query: { exclude_hidden: 1 }, signal, timeoutMs: LIST_TIMEOUT_MS }),
      );
      // Taken as it is, an answer without a list would be one that has nothing in it, and empty the sidebar.
      if (!Array.isArray(answer['sessions']))
        throw new TransportError({
          code: 'bad-answer',
          detail: filled(answer, 'error') ?? 'The server answered without a list.',
          retryable: true,
        });
      const list = mapList(answer);
      profile = list.profile ?? profile;
      return list;
    },
    loadSession: (session, how) => loadSession(http, session, how),
    loadOlder: (session, how) => loadOlder(http, session, how),
    probeRun: (run, signal) => probeRun(http, run, signal),
    async listRequests(session, kind, signal) {
      return mapPending(await http.get(PENDING[kind], { query: { session_id: session }, signal }), kind, session);
    },

    attach: (session, point, sink) => hold(attachRun(streams, session, point, sink)),
    watch: (session, known, sink) => hold(watchSession(streams, session, known, sink)),
    watchList: (sink) => hold(watchList(streams, () => profile, sink)),

    async createSession({ workspace, model }) {
      const body = { ...(workspace && { workspace }), ...(model && { model }), ...(own !== null && { profile: own }) };
      return created(await change('api/session/new', body));
    },
    upload: (session, file, { signal }) => upload(http, session, file, signal),
    send: (session, input, how) => send(http, session, input, { ...how, profile: own }),
    stop: (_session, run) => stop(http, run),
    steer: (session, text) => steer(http, session, text),
    answer: (session, request, given) => answer(http, session, request, given),
    async rename(session, title) {
      await change('api/session/rename', { session_id: session, title });
    },
    async pin(session, pinned) {
      await change('api/session/pin', { session_id: session, pinned });
    },
    async archive(session, archived) {
      await change('api/session/archive', { session_id: session, archived });
    },
    async remove(session) {
      await change('api/session/delete', { session_id: session });
    },
    async fork(session, keep) {
      return forked(
        await change('api/session/branch', { session_id: session, ...(keep !== undefined && { keep_count: keep }) }),
      );
    },

    async readAutoApprove(session, signal) {
      return flag(obj(await http.get('api/session/yolo', { query: { session_id: session }, signal })), 'yolo_enabled');
    },
    async setAutoApprove(session, enabled) {
      return flag(await change('api/session/yolo', { session_id: session, enabled }), 'yolo_enabled');
    },

    retry: (session) => retry(http, session),
    fileUrls: (session, file, how) => fileUrls(http, session, file, how?.download === true),

    async ping(signal) {
      try {
        await http.get('health', { signal, timeoutMs: PING_TIMEOUT_MS, retries: 0 });
      } catch (thrown) {
        // A refusal or a degraded state in the server's own words is an answer; a proxy's page is none.
        if (
          thrown instanceof HttpError &&
          (thrown.status < 500 || thrown.body !== null) &&
          thrown.error.code !== 'bad-answer'
        )
          return;
        throw thrown;
      }
    },
    signInUrl: (returnTo) => signInUrl(environment, baseUrl, returnTo),
    dispose() {
      disposal.abort();
      for (const release of [...open]) release();
    },
  };
}

/**
 * Reads end with the transport. Changes do not: one that is on its way arrives or not, and the person who made it is to
 * be told which.
 */
function disposable(http: HttpClient, disposed: AbortSignal): HttpClient {
  return {
    ...http,
    async get(path: string, options: RequestOptions = {}) {
      if (disposed.aborted) throw abortError();
      const both = new AbortController();
      const abort = (): void => both.abort();
      disposed.addEventListener('abort', abort);
      options.signal?.addEventListener('abort', abort);
      if (options.signal?.aborted) abort();
      try {
        return await http.get(path, { ...options, signal: both.signal });
      } finally {
        disposed.removeEventListener('abort', abort);
        options.signal?.removeEventListener('abort', abort);
      }
    },
  };
}

/** A new session is not stored until its first turn; it has no rows, no run, and is in no list. */
function created(answer: Json): SessionLoaded {
  const session = child(answer, 'session');
  const sessionId: SessionId | null = session && id(session, 'session_id');
  if (session === null || sessionId === null) throw badAnswer('The server answered without the new session.');
  return mapLoaded(sessionId, { detail: session, window: session, live: false, asOf: 0 });
}

function forked(answer: Json): SessionId {
  const session = id(answer, 'session_id');
  if (session === null) throw badAnswer('The server answered without the id of the copy.');
  return session;
}

function badAnswer(detail: string): TransportError {
  return new TransportError({ code: 'bad-answer', detail, retryable: false });
}
