/**
 * What a person can do to a run and to a request, as requests to the server. Each answer is turned into what became of
 * the gesture, so that nobody above has to know a status code.
 */
import { HttpError } from '../../transport/http-error.js';
import type { HttpClient } from '../../transport/http.js';
import { asSessionError, TransportError } from '../../transport/transport-error.js';
import type { AgentRequest, RequestAnswer } from '../../session/requests.js';
import type { SessionError } from '../../session/slices.js';
import type { RunId, RunInput, SessionId } from '../../transport/events.js';
import type {
  AnswerResult,
  SendOptions,
  SendResult,
  SteerResult,
  StopResult,
  UploadedFile,
} from '../../transport/transport.js';
import { filled, flag, id, millis, obj, str, type Json } from './json.js';

/** The text of a busy answer is what the server's own client goes by (client-rules 1.7). */
const BUSY = /already has an active stream/i;

export async function send(
  http: HttpClient,
  session: SessionId,
  input: RunInput,
  options: SendOptions & { readonly profile: string | null },
): Promise<SendResult> {
  const body = {
    session_id: session,
    message: withFileNote(input.text, options.files ?? []),
    ...attachmentsOf(input, options.files ?? []),
    ...(options.model === undefined ? {} : { model: options.model, explicit_model_pick: true }),
    ...(options.profile === null ? {} : { profile: options.profile }),
  };
  try {
    return mapStarted(obj(await http.post('api/chat/start', body)), session);
  } catch (thrown) {
    return mapStartFailure(thrown);
  }
}

function attachmentsOf(input: RunInput, files: readonly UploadedFile[]): Json {
  if (files.length > 0)
    return {
      attachments: files.map(({ name, path, size, type, image }) => ({
        name,
        path,
        mime: type,
        size,
        is_image: image,
      })),
    };
  return input.attachments.length > 0 ? { attachments: [...input.attachments] } : {};
}

/** The agent finds the files by their paths, which the server's own client puts under the prompt (http-api 7.1). */
function withFileNote(text: string, files: readonly UploadedFile[]): string {
  return files.length === 0 ? text : `${text}\n\n[Attached files: ${files.map((file) => file.path).join(', ')}]`;
}

/** Puts a file where the agent can read it (http-api 9). */
export async function upload(
  http: HttpClient,
  session: SessionId,
  file: File,
  signal: AbortSignal,
): Promise<UploadedFile> {
  const form = new FormData();
  form.append('session_id', session);
  form.append('file', file, file.name);
  const answer = obj(await http.upload('api/upload', form, { signal }));
  const path = filled(answer, 'path');
  const said = filled(answer, 'error');
  if (path === null)
    throw new TransportError({
      code: said === null ? 'bad-answer' : 'refused',
      detail: said ?? 'The server did not say where it put the file.',
      retryable: false,
    });
  return {
    name: filled(answer, 'filename') ?? file.name,
    path,
    size: file.size,
    type: filled(answer, 'mime') ?? file.type,
    image: flag(answer, 'is_image'),
  };
}

/** A long conversation is read whole for its revision (client-rules 1.3). */
const REVISION_TIMEOUT_MS = 120_000;
const REVISION_ATTEMPTS = 2;

/**
 * Regenerates the last answer. The server takes that only with the revision of what is to be replaced, which it tells in
 * a whole read; one that went stale meanwhile is a refusal, so reading it anew and asking again can't ask twice.
 */
export async function retry(http: HttpClient, session: SessionId): Promise<SendResult> {
  for (let attempt = 1; ; attempt += 1) {
    let revision: string | null;
    try {
      const query = { session_id: session, messages: 1, resolve_model: 0 };
      const read = obj(await http.get('api/session', { query, timeoutMs: REVISION_TIMEOUT_MS }));
      revision = filled(obj(read['session']), 'regeneration_revision');
    } catch (thrown) {
      // Nothing was asked for yet.
      return { kind: 'refused', error: asSessionError(thrown) };
    }
    if (revision === null)
      return {
        kind: 'refused',
        error: { code: 'refused', detail: 'There is no answer that can be asked for again.', retryable: false },
      };
    try {
      const body = { session_id: session, regenerate: true, regeneration_revision: revision };
      return mapStarted(obj(await http.post('api/chat/start', body)), session);
    } catch (thrown) {
      const stale = thrown instanceof HttpError && str(obj(thrown.body), 'code') === 'stale_regeneration_revision';
      if (!stale || attempt === REVISION_ATTEMPTS) return mapStartFailure(thrown);
    }
  }
}

function mapStarted(answer: Json, session: SessionId): SendResult {
  if (str(answer, 'status') === 'suppressed') return { kind: 'swallowed' };
  const run = id(answer, 'stream_id');
  if (run === null) {
    const said = filled(answer, 'error');
    if (said !== null) return { kind: 'refused', error: { code: 'refused', detail: said, retryable: false } };
    // It was taken, and we can't tell as what: a read decides.
    return {
      kind: 'unsure',
      error: { code: 'bad-answer', detail: 'The server did not name the run it started.', retryable: false },
    };
  }
  return {
    kind: 'started',
    run,
    session: id(answer, 'session_id') ?? session,
    startedAt: millis(answer, 'pending_started_at'),
    title: filled(answer, 'title'),
  };
}

function mapStartFailure(thrown: unknown): SendResult {
  const error = asSessionError(thrown);
  if (!(thrown instanceof HttpError)) {
    // Whether it left before the connection broke is not known, and there is no key to ask by.
    return error.code === 'network' || error.code === 'timeout'
      ? { kind: 'unsure', error }
      : { kind: 'refused', error };
  }
  const body = obj(thrown.body);
  if (thrown.status === 409 && (id(body, 'active_stream_id') !== null || BUSY.test(error.detail))) {
    return { kind: 'busy', run: id(body, 'active_stream_id') };
  }
  // Other conflicts (an updated agent, an exhausted context) are about the server, not about a run.
  if (thrown.status === 409 && error.code === 'busy')
    return { kind: 'refused', error: { ...error, code: 'refused', retryable: false } };
  if (thrown.status === 404) return { kind: 'gone', error };
  if (thrown.status === 403) return { kind: 'refused', error: readOnlyOr(error) };
  // A gateway in between that gave up, or a page where there should be data: the server may have had it.
  const lost =
    thrown.status === 502 ||
    thrown.status === 504 ||
    thrown.status >= 520 ||
    (error.code === 'bad-answer' && thrown.status < 400);
  return lost ? { kind: 'unsure', error } : { kind: 'refused', error };
}

/** A 403 that is not about origin or sign-in is about the session (http-api 7.1). */
function readOnlyOr(error: SessionError): SessionError {
  return /cross-origin|expired|csrf|profile/i.test(error.detail) ? error : { ...error, code: 'read-only' };
}

/** Stop is a GET, and harmless when repeated (http-api 7.4). */
export async function stop(http: HttpClient, run: RunId): Promise<StopResult> {
  try {
    const answer = obj(await http.get('api/chat/cancel', { query: { stream_id: run } }));
    return flag(answer, 'cancelled') ? { kind: 'stopping' } : { kind: 'over' };
  } catch (thrown) {
    const error = asSessionError(thrown);
    return error.code === 'not-found' ? { kind: 'over' } : { kind: 'failed', error };
  }
}

export async function steer(http: HttpClient, session: SessionId, text: string): Promise<SteerResult> {
  try {
    const answer = obj(await http.post('api/chat/steer', { session_id: session, text }));
    if (flag(answer, 'accepted')) return { kind: 'accepted' };
    const why = str(answer, 'fallback') ?? '';
    return why === 'gateway_steer_queued' ? { kind: 'queue' } : { kind: 'refused', error: steerError(why) };
  } catch (thrown) {
    return { kind: 'refused', error: asSessionError(thrown) };
  }
}

/** Nothing but `gateway_steer_queued` may be queued by itself: the person decides (client-rules 11.4). */
function steerError(why: string): SessionError {
  switch (why) {
    case 'agent_lacks_steer':
    case 'no_cached_agent':
      return { code: 'unsupported', detail: 'This agent takes no messages while it works.', retryable: false };
    case 'session_not_found':
      return { code: 'not-found', detail: 'The session does not exist any more.', retryable: false };
    case 'not_running':
    case 'stream_dead':
      return { code: 'refused', detail: 'The turn is over.', retryable: false };
    default:
      return { code: 'refused', detail: 'The message did not reach the turn.', retryable: true };
  }
}

/**
 * `accepted` only where this answer counted. The server also says `ok: true` for one that came too late
 * (`stale_cleared`), and a conflict for one that somebody else is giving: both are `gone`, nothing was approved by it.
 */
export async function answer(
  http: HttpClient,
  session: SessionId,
  request: AgentRequest,
  given: RequestAnswer,
): Promise<AnswerResult> {
  try {
    const reply = obj(await sendAnswer(http, session, request, given));
    return flag(reply, 'ok') && !flag(reply, 'stale_cleared') && !flag(reply, 'stale')
      ? { kind: 'accepted' }
      : { kind: 'gone' };
  } catch (thrown) {
    const error = asSessionError(thrown);
    const gone =
      thrown instanceof HttpError && (thrown.status === 404 || thrown.status === 409) && error.code !== 'other-profile';
    return gone ? { kind: 'gone' } : { kind: 'failed', error };
  }
}

function sendAnswer(
  http: HttpClient,
  session: SessionId,
  request: AgentRequest,
  given: RequestAnswer,
): Promise<unknown> {
  if (request.kind === 'approval' && given.kind === 'approval') {
    return http.post('api/approval/respond', {
      session_id: session,
      approval_id: request.id,
      choice: given.choice,
      ...request.wire,
    });
  }
  if (request.kind === 'question' && given.kind === 'question') {
    return http.post('api/clarify/respond', { session_id: session, clarify_id: request.id, response: given.text });
  }
  throw new TypeError(`A ${given.kind} answer does not fit a ${request.kind} request.`);
}
