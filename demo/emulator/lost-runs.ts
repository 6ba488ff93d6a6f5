/**
 * A run whose process died. For thirty seconds the session still looks busy; whoever touches it
 * afterwards makes the server write down what the journal remembers.
 */

import type { Journal } from './journal.js';
import type { Message, SessionRecord } from './records.js';
import type { ServerState } from './server-state.js';
import { LOST_RUN_GRACE_SECONDS } from './server-state.js';

function isLost(server: ServerState, session: SessionRecord): boolean {
  return session.active_stream_id !== null && !server.live.has(session.active_stream_id);
}

/** Called by every read; does nothing within the grace period. */
export function touch(server: ServerState, session: SessionRecord): void {
  if (!isLost(server, session)) return;
  if (server.timers.seconds - (session.pending_started_at ?? 0) >= LOST_RUN_GRACE_SECONDS)
    repairLostRun(server, session);
}

export function repairLostRun(server: ServerState, session: SessionRecord): void {
  const streamId = session.active_stream_id ?? '';
  const startedAt = Math.floor(session.pending_started_at ?? server.timers.seconds);
  const { text, reasoning } = wordsOf(server.journals.get(streamId));
  const rows: Message[] = [];
  if (session.pending_user_message !== null) {
    const files = session.pending_attachments ?? [];
    rows.push({
      role: 'user',
      content: session.pending_user_message,
      timestamp: startedAt,
      _recovered: true,
      // As they were sent, not by name as in a prompt whose turn ended.
      ...(files.length > 0 ? { attachments: files } : {}),
    });
  }
  if (text) {
    rows.push({
      role: 'assistant',
      content: text,
      timestamp: startedAt,
      ...(reasoning ? { reasoning } : {}),
      _recovered_from_run_journal: true,
      _recovered_stream_id: streamId,
    });
  }
  rows.push({
    role: 'assistant',
    content:
      '**Response interrupted.**\n\nThe server was restarted while this turn was running.' +
      (text ? ' What it had said until then is above.' : ''),
    timestamp: Math.floor(server.timers.seconds),
    _error: true,
    type: 'interrupted',
    interruption_cause: 'process_restart',
  });
  session.messages.push(...rows);
  session.last_row_id += rows.length;
  session.active_stream_id = null;
  session.pending_user_message = null;
  session.pending_started_at = null;
  session.pending_user_source = null;
  session.pending_attachments = [];
  session.updated_at = server.timers.seconds;
  server.list.invalidate();
}

function wordsOf(journal: Journal | undefined): { text: string; reasoning: string } {
  let text = '';
  let reasoning = '';
  for (const row of journal?.rows ?? []) {
    if (row.event === 'token') text += String(row.payload['text'] ?? '');
    else if (row.event === 'reasoning') reasoning += String(row.payload['text'] ?? '');
  }
  return { text: text.trim(), reasoning: reasoning.trim() };
}

/** The frame that ends the replay of a journal without an end. It is not stored anywhere. */
export function interruptedNotice(journal: Journal): Record<string, unknown> {
  return {
    type: 'interrupted',
    recovery_control: true,
    message: 'The process that ran this turn is gone.',
    hint: 'What it had written is shown. Start a new turn to go on.',
    session_id: journal.sessionId,
    stream_id: journal.streamId,
    journal_last_seq: journal.lastSeq,
  };
}
