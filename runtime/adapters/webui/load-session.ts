/**
 * Reads one session: the runtime half and the rows are two requests (the journal snapshot comes only without a window),
 * made at the same time and put together only if they speak of the same run.
 */
import type { SessionId, SessionLoaded, TranscriptSnapshot } from '../../transport/events.js';
import type { HttpClient } from '../../transport/http.js';
import { TransportError } from '../../transport/transport-error.js';
import type { RunProbe } from '../../transport/transport.js';
import { child, flag, id, num, obj, type Json } from './json.js';
import { activeRun, mapLoaded, mapTranscript } from './map-session.js';

/** Whole transcripts are large and the server slow with them (client-rules 1.3). */
const READ_TIMEOUT_MS = 120_000;
/** The server cuts windows above this without a word; more than that is read whole. */
const MAX_WINDOW = 500;
const MAX_HOPS = 8;

export interface ReadOptions {
  readonly window: number;
  readonly asOf: number;
  readonly signal: AbortSignal;
}

/** Follows continuations to the tip: `rekeyedTo` names it where it is not the id that was asked for. */
export async function loadSession(
  http: HttpClient,
  session: SessionId,
  options: ReadOptions,
): Promise<{ readonly loaded: SessionLoaded; readonly rekeyedTo: SessionId | null }> {
  const visited = new Set<SessionId>([session]);
  let at = session;
  let read = await readConsistent(http, at, options);
  for (let hop = 0; hop < MAX_HOPS; hop += 1) {
    const next = id(read.window, 'continuation_session_id') ?? id(read.detail, 'continuation_session_id');
    if (next === null || visited.has(next)) break;
    visited.add(next);
    const further = await readUnlessMissing(http, next, options);
    // The continuation is gone: what it continued is the last that is left.
    if (further === null) break;
    at = next;
    read = further;
  }
  const live = await isLive(http, read, options.signal);
  return {
    loaded: mapLoaded(at, { ...read, live, asOf: options.asOf }),
    rekeyedTo: at === session ? null : at,
  };
}

export async function loadOlder(
  http: HttpClient,
  session: SessionId,
  options: { readonly before: number; readonly limit: number; readonly signal: AbortSignal },
): Promise<TranscriptSnapshot> {
  const limit = Math.min(Math.max(1, Math.floor(options.limit)), MAX_WINDOW);
  const query = {
    session_id: session,
    messages: 1,
    resolve_model: 0,
    msg_before: options.before,
    msg_limit: limit,
    expand_renderable: 1,
  };
  return mapTranscript(await readSession(http, query, options.signal), 'older');
}

/** Is a worker on this run? `replayable`: its journal can still be read. */
export async function probeRun(http: HttpClient, run: string, signal: AbortSignal): Promise<RunProbe> {
  const status = obj(await http.get('api/chat/stream/status', { query: { stream_id: run }, signal }));
  const journal = child(status, 'journal');
  return {
    live: flag(status, 'active'),
    replayable: flag(status, 'replay_available'),
    seq: journal && num(journal, 'last_seq'),
  };
}

interface Read {
  readonly detail: Json;
  readonly window: Json;
}

/** Both halves; twice where they disagree on the run, because one was answered before it began or ended and one after. */
async function readConsistent(http: HttpClient, session: SessionId, options: ReadOptions): Promise<Read> {
  const first = await readBoth(http, session, options);
  if (agree(first)) return first;
  const second = await readBoth(http, session, options);
  // Runs come and go: the half with the rows is consistent in itself. It has no snapshot, so its run is replayed whole.
  return agree(second) ? second : { detail: second.window, window: second.window };
}

async function readBoth(http: HttpClient, session: SessionId, options: ReadOptions): Promise<Read> {
  const { window: rows, signal } = options;
  const base = { session_id: session, resolve_model: 0 };
  const limit = rows > 0 && rows <= MAX_WINDOW ? Math.floor(rows) : null;
  // One half is of no use without the other: where one is refused, the other is not waited for and frees its connection.
  const both = new AbortController();
  const abort = (): void => both.abort();
  signal.addEventListener('abort', abort);
  if (signal.aborted) abort();
  try {
    const [detail, window] = await Promise.all([
      readSession(http, { ...base, messages: 0 }, both.signal),
      readSession(http, { ...base, messages: 1, msg_limit: limit, expand_renderable: 1 }, both.signal),
    ]);
    return { detail, window };
  } catch (thrown) {
    abort();
    throw thrown;
  } finally {
    signal.removeEventListener('abort', abort);
  }
}

function agree(read: Read): boolean {
  return activeRun(read.detail) === activeRun(read.window);
}

async function readUnlessMissing(http: HttpClient, session: SessionId, options: ReadOptions): Promise<Read | null> {
  try {
    return await readConsistent(http, session, options);
  } catch (thrown) {
    if (thrown instanceof TransportError && thrown.error.code === 'not-found') return null;
    throw thrown;
  }
}

/** The session keeps the id of a run for up to 30 s after a restart; only its flag, or a probe, tells who works on it. */
async function isLive(http: HttpClient, read: Read, signal: AbortSignal): Promise<boolean> {
  const run = activeRun(read.detail);
  if (run === null) return false;
  if (flag(read.detail, 'is_streaming') && flag(read.window, 'is_streaming')) return true;
  return (await probeRun(http, run, signal)).live;
}

async function readSession(
  http: HttpClient,
  query: Readonly<Record<string, string | number | null>>,
  signal: AbortSignal,
): Promise<Json> {
  const answer = obj(await http.get('api/session', { query, signal, timeoutMs: READ_TIMEOUT_MS }));
  const session = child(answer, 'session');
  // Taken as it is, an answer without rows would empty the transcript that is there.
  const rows = query['messages'] === 0 || Array.isArray(session?.['messages']);
  if (session === null || id(session, 'session_id') === null || !rows) {
    throw new TransportError({ code: 'bad-answer', detail: 'The server answered without a session.', retryable: true });
  }
  return session;
}
