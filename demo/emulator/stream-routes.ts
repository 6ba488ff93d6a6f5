/** The long-lived streams other than a run's own. None of them but the journal relay has ids. */

import type { Call } from './calls.js';
import { bad } from './calls.js';
import { parseEventId } from './cursor.js';
import type { EventStream, StreamKind } from './event-stream.js';
import type { Journal } from './journal.js';
import { encodeFrame, RELAY_CLOSING } from './journal.js';
import type { Run } from './run.js';
import type { ServerState } from './server-state.js';
import { compactSession } from './session-view.js';
import type { ChannelFrame } from './stream-channel.js';

const POLL_MS = 5000;

function open(server: ServerState, call: Call, kind: StreamKind, sessionId: string | null): EventStream {
  return server.openStream({ kind, path: call.target, method: call.method, signal: call.signal, sessionId });
}

export function listEventStream(server: ServerState, call: Call): Response {
  const stream = open(server, call, 'list', null);
  server.listEvents.subscribe(stream);
  return stream.response();
}

/** Tells what was missed while not connected, then only what the server itself starts. */
export function sessionStream(server: ServerState, call: Call): Response {
  const id = call.query.get('session_id') ?? '';
  if (!id) return bad('session_id is required');
  const stream = open(server, call, 'session', id);
  server.sessionStreams.join(id, stream);
  stream.send(encodeFrame('initial', { session_id: id }));
  const session = server.store.get(id);
  const run = session ? server.runOf(id) : undefined;
  if (session && run && run.phase === 'running') {
    stream.send(
      encodeFrame('server_turn_started', {
        session_id: id,
        stream_id: run.streamId,
        pending_started_at: session.pending_started_at,
        source: 'subscribe_recovery',
        recovered: true,
      }),
    );
    return stream.response();
  }
  const known = call.query.get('known_count');
  if (session && known !== null && /^\d+$/.test(known) && session.messages.length > Number(known)) {
    stream.send(
      encodeFrame('session-updated', {
        session_id: id,
        message_count: session.messages.length,
        known_count: Number(known),
        source: 'subscribe_recovery',
      }),
    );
  }
  return stream.response();
}

export function approvalStream(server: ServerState, call: Call): Response {
  const id = call.query.get('session_id') ?? '';
  if (!id) return bad('session_id is required');
  const stream = open(server, call, 'approval', id);
  server.approvalStreams.join(id, stream);
  stream.send(encodeFrame('initial', server.approvals.pending(id)));
  return stream.response();
}

export function clarifyStream(server: ServerState, call: Call): Response {
  const id = call.query.get('session_id') ?? '';
  if (!id) return bad('session_id is required');
  const stream = open(server, call, 'clarify', id);
  server.clarifyStreams.join(id, stream);
  stream.send(
    encodeFrame('initial', { pending: server.clarifies.pending(id), pending_count: server.clarifies.size(id) }),
  );
  return stream.response();
}

/**
 * Follows one session from run to journal to run: replays behind a cursor, polls while idle, relays
 * the run it finds, and closes with it.
 */
export function journalStream(server: ServerState, call: Call, sessionId: string): Response {
  const session = server.store.get(sessionId);
  if (!session) return bad('Session not found', 404);
  const stream = open(server, call, 'journal', sessionId);
  const relay = new JournalRelay(server, stream, sessionId);
  relay.resume(call.headers.get('last-event-id') || call.query.get('after_event_id') || '');
  relay.follow();
  return stream.response();
}

class JournalRelay {
  readonly #server: ServerState;
  readonly #stream: EventStream;
  readonly #sessionId: string;
  /** Highest seq sent, by run. */
  readonly #sent = new Map<string, number>();
  #fingerprint: string;
  #resumed = false;

  constructor(server: ServerState, stream: EventStream, sessionId: string) {
    this.#server = server;
    this.#stream = stream;
    this.#sessionId = sessionId;
    this.#fingerprint = this.#journalState();
  }

  resume(cursor: string): void {
    if (!cursor) return;
    const parsed = parseEventId(cursor);
    const journals = this.#journals();
    const index = parsed ? journals.findIndex((journal) => journal.streamId === parsed.run) : -1;
    const from = journals[index];
    if (!parsed || !from || parsed.seq > from.lastSeq || parsed.seq < 1) {
      this.#snapshot();
      return;
    }
    this.#resumed = true;
    for (const journal of journals.slice(index)) {
      const rows = journal.after(journal === from ? parsed.seq : 0);
      this.#stream.sendAll(rows.map((row) => row.frame));
      this.#sent.set(journal.streamId, journal.lastSeq);
    }
  }

  follow(): void {
    const run = this.#server.runOf(this.#sessionId);
    if (run && run.phase !== 'over') {
      this.#attach(run);
      return;
    }
    const state = this.#journalState();
    if (state !== this.#fingerprint) {
      this.#fingerprint = state;
      this.#snapshot();
    }
    this.#stream.comment();
    const cancel = this.#server.timers.after(POLL_MS, () => {
      if (!this.#stream.closed) this.follow();
    });
    this.#stream.onClose(cancel);
  }

  #attach(run: Run): void {
    const sent = () => this.#sent.get(run.streamId) ?? 0;
    const deliver = (frame: ChannelFrame) => {
      if (frame.seq !== null && frame.seq > sent()) {
        this.#stream.send(frame.frame);
        this.#sent.set(run.streamId, frame.seq);
      }
      if (RELAY_CLOSING.has(frame.event)) this.#stream.finish();
    };
    const subscriber = { deliver };
    const { buffered, lastSeq } = run.channel.subscribe(subscriber);
    this.#stream.onClose(() => run.channel.unsubscribe(subscriber));
    if (this.#resumed) {
      this.#stream.sendAll(run.journal.after(sent(), lastSeq).map((row) => row.frame));
      this.#sent.set(run.streamId, Math.max(sent(), lastSeq));
    }
    for (const frame of buffered) deliver(frame);
  }

  #snapshot(): void {
    const session = this.#server.store.get(this.#sessionId);
    if (!session) return;
    const live = this.#server.runOf(this.#sessionId) !== undefined;
    this.#stream.send(encodeFrame('session_snapshot', { session: compactSession(session, live) }));
  }

  #journals(): Journal[] {
    return [...this.#server.journals.values()].filter((journal) => journal.sessionId === this.#sessionId);
  }

  #journalState(): string {
    return this.#journals()
      .map((journal) => `${journal.streamId}:${journal.lastSeq}`)
      .join();
  }
}
