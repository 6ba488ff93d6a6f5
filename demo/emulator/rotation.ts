/**
 * Compression with rotation: the conversation goes on under a new id, the old one stays as a
 * read-only looking snapshot that the list hides. Nothing on the list stream tells about it.
 */

import type { SessionRecord } from './records.js';
import type { ServerState } from './server-state.js';
import { textOf } from './session-view.js';

export function rotateSession(server: ServerState, old: SessionRecord): SessionRecord {
  const anchor = Math.max(0, old.messages.length - 3);
  const anchorRow = old.messages[anchor];
  const next = server.store.create({
    ...old,
    session_id: agentSessionId(server),
    updated_at: server.timers.seconds,
    parent_session_id: old.session_id,
    // What goes on is no snapshot, also where it goes on from one.
    pre_compression_snapshot: false,
    // What continues a fork is no fork of it: the server writes no source for it.
    session_source: old.session_source === 'fork' ? null : old.session_source,
    compression_anchor_visible_idx: anchor,
    compression_anchor_message_key: anchorRow
      ? { role: anchorRow.role, ts: anchorRow.timestamp ?? null, text: textOf(anchorRow).slice(0, 160), attachments: 0 }
      : null,
    composer_draft: {},
    messages: old.messages.map((message) => ({ ...message })),
    tool_calls: old.tool_calls.map((call) => ({ ...call })),
  });
  old.pre_compression_snapshot = true;
  old.pinned = false;
  server.list.invalidate();
  return next;
}

/** Ids made by the agent look like `20260822_101530_ab12cd`. */
function agentSessionId(server: ServerState): string {
  const iso = new Date(server.timers.now).toISOString();
  const [date = '', time = ''] = iso.split('T');
  return `${date.replaceAll('-', '')}_${time.slice(0, 8).replaceAll(':', '')}_${server.random.hex(6)}`;
}
