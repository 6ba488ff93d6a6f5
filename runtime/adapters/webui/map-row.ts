/** One row of the session list -> what the list says of that session. */
import type { SessionListed } from '../../transport/events.js';
import { child, count, flag, id, millis, str, type Json } from './json.js';
import { mapMeta } from './map-meta.js';
import { activeRun } from './map-session.js';

/** Null for a row without an id. `asOf` is stamped by whoever asked for the list. */
export function mapRow(row: Json): SessionListed | null {
  const session = id(row, 'session_id');
  if (session === null) return null;
  const run = activeRun(row);
  // The id alone may be of a turn nobody works on (a restart) or that is finishing; this flag is live on every answer.
  const live = flag(row, 'is_streaming');
  return {
    type: 'session.listed',
    session,
    asOf: 0,
    meta: mapMeta(row, session),
    run: live ? run : null,
    startedAt: millis(row, 'pending_started_at'),
    orphan: live ? null : run,
    waiting: waitingOf(row),
  };
}

function waitingOf(row: Json): SessionListed['waiting'] {
  const attention = child(row, 'attention');
  if (attention === null) return null;
  const kind = str(attention, 'kind');
  if (kind !== 'approval' && kind !== 'clarify') return null;
  return { kind: kind === 'approval' ? 'approval' : 'question', count: Math.max(1, count(attention, 'count')) };
}
