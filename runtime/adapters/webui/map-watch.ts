/** Frames of the per-session channel between runs -> events. They have no ids and are never repeated: hints. */
import type { SseFrame } from '../../transport/sse.js';
import type { SessionId, TransportEvent } from '../../transport/events.js';
import { id, millis, obj, str } from './json.js';

export function mapWatchFrame(frame: SseFrame, session: SessionId): readonly TransportEvent[] {
  const data = obj(frame.data);
  // The channel belongs to one session; a frame that names another is not for it.
  if ((id(data, 'session_id') ?? session) !== session) return [];
  switch (frame.event) {
    case 'server_turn_started': {
      const run = id(data, 'stream_id');
      if (run === null) return [];
      return [
        {
          type: 'run.started',
          session,
          run,
          // On connecting the server names any live run and does not say who began it; the read of it does.
          origin: str(data, 'source') === 'process_wakeup' ? 'system' : 'person',
          input: null,
          startedAt: millis(data, 'pending_started_at'),
        },
      ];
    }
    case 'session-updated':
    case 'bg_task_complete':
      return [{ type: 'session.stale', session }];
    default:
      return [];
  }
}
