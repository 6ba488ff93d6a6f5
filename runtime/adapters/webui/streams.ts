/** The three event streams: of a run, of a session between runs, of the list. They hold connections and nothing else. */
import type { Environment } from '../../environment.js';
import type { SessionId, TransportEvent } from '../../transport/events.js';
import type { HttpClient } from '../../transport/http.js';
import { openEventStream, type SseFrame, type StreamCounts } from '../../transport/sse.js';
import { asSessionError } from '../../transport/transport-error.js';
import type { AttachPoint, Detach, ListSink, StreamEnd, StreamSink } from '../../transport/transport.js';
import { filled, id, obj } from './json.js';
import { isForeign, mapFrame } from './map-frame.js';
import { mapWatchFrame } from './map-watch.js';

/** What came over the wire and was not used. For the inspector and for tests. */
export interface WireCounts extends StreamCounts {
  /** Frames of another run on a run's stream. */
  foreign: number;
}

export interface StreamContext {
  readonly environment: Environment;
  readonly http: HttpClient;
  readonly counts: WireCounts;
}

/**
 * The stream of a run, from behind the cursor. There is always a cursor: without one the server sends only what passes
 * from now on (lab README, cursors and replay).
 */
export function attachRun(context: StreamContext, session: SessionId, point: AttachPoint, sink: StreamSink): Detach {
  const { run, after } = point;
  const frames = { session, run };
  const query = { stream_id: run, replay: 1, after_seq: after, after_event_id: after > 0 ? `${run}:${after}` : null };
  return open(context, 'api/chat/stream', query, sink, (frame, over) => {
    if (isForeign(frame, run)) context.counts.foreign += 1;
    deliver(mapFrame(frame, frames), sink, over);
  });
}

/** `known` rows make the server tell at once about a change between the read and this. */
export function watchSession(context: StreamContext, session: SessionId, known: number, sink: StreamSink): Detach {
  return open(context, 'api/session/stream', { session_id: session, known_count: known }, sink, (frame, over) => {
    deliver(mapWatchFrame(frame, session), sink, over);
  });
}

/** `profile` gives the one whose list is shown; changes of another one are not ours. */
export function watchList(context: StreamContext, profile: () => string | null, sink: ListSink): Detach {
  return open(context, 'api/sessions/events', {}, sink, (frame) => {
    if (frame.event !== 'sessions_changed') return;
    const change = obj(frame.data);
    const [theirs, ours] = [filled(change, 'profile'), profile()];
    if (theirs !== null && ours !== null && theirs !== ours) return;
    sink.changed({ session: id(change, 'session_id'), reason: filled(change, 'reason') ?? 'unknown' });
  });
}

interface Ends {
  opened(): void;
  alive(): void;
  closed(end: StreamEnd): void;
}

function open(
  context: StreamContext,
  path: string,
  query: Readonly<Record<string, string | number | null>>,
  sink: Ends,
  onFrame: (frame: SseFrame, over: () => boolean) => void,
): Detach {
  let over = false;
  let detach: Detach = () => {};
  const begin = (url: string): Detach =>
    openEventStream({
      environment: context.environment,
      url,
      counts: context.counts,
      onOpen: () => sink.opened(),
      onAlive: () => sink.alive(),
      onFrame: (frame) => onFrame(frame, () => over),
      onEnd: (end) => {
        over = true;
        sink.closed(end);
      },
    });
  try {
    detach = begin(context.http.url(path, query));
  } catch (thrown) {
    // No address: told like any other refusal, and not before the caller has its handle.
    const error = asSessionError(thrown);
    const timer = context.environment.setTimeout(() => sink.closed({ kind: 'refused', error }), 0);
    detach = () => context.environment.clearTimeout(timer);
  }
  return () => {
    over = true;
    detach();
  };
}

/** A frame can become several events, and the first may end the stream for its owner. */
function deliver(events: readonly TransportEvent[], sink: StreamSink, over: () => boolean): void {
  for (const event of events) {
    if (over()) return;
    sink.event(event);
  }
}
