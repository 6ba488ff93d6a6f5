/**
 * Which requests this page has said aloud: an inbox, the cards of a pane and a transcript may all show that one waits,
 * and it is said once (I-27). Whoever is about to say it asks here first.
 */
import type { AgentRequest, SessionRuntime } from '../../runtime/index.js';

/** Ids remembered of one session. */
const LIMIT = 1_000;

const said = new WeakMap<SessionRuntime, Set<string>>();

/** True for the first that asks: it is the one to say it. */
export function claimAnnouncement(session: SessionRuntime, request: AgentRequest): boolean {
  const ids = said.get(session) ?? new Set<string>();
  said.set(session, ids);
  if (ids.has(request.id)) return false;
  ids.add(request.id);
  for (const id of ids) {
    if (ids.size <= LIMIT) break;
    ids.delete(id);
  }
  return true;
}
