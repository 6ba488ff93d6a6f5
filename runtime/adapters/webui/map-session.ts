/** The session object of reads and of terminal frames -> what the runtime keeps of it. */
import type {
  RunId,
  RunInput,
  RunSnapshot,
  SessionId,
  SessionLoaded,
  TranscriptSnapshot,
} from '../../transport/events.js';
import { attachmentNames, withoutFileNote } from './content.js';
import { array, count, filled, flag, id, millis, obj, objects, str, type Json } from './json.js';
import { mapJournal } from './map-journal.js';
import { EMPTY_ROW } from '../../transport/empty-row.js';
import { mapMessages } from './map-message.js';
import { mapMeta, mapTodoState, mapUsage } from './map-meta.js';

/**
 * The window of rows in a read, or the whole transcript in a terminal frame. `tail`: the window reaches to the end, so
 * the end is where it ends; the server's count may already include a prompt that is not stored.
 */
export function mapTranscript(session: Json, reach: 'tail' | 'older'): TranscriptSnapshot {
  const offset = count(session, '_messages_offset');
  const messages = array(session, 'messages');
  const kept = withoutRunningPrompt(messages);
  const mapped = mapMessages(kept, offset, objects(session, 'tool_calls'));
  // In eager mode the running prompt is a row too; it is shown with the run. Elsewhere than at the end it keeps its place.
  const rows = mapped.map((row, at) => (flag(obj(kept[at]), '_active_turn_user') ? EMPTY_ROW : row));
  const end = offset + rows.length;
  return {
    offset,
    rows,
    total: reach === 'tail' ? end : Math.max(end, count(session, 'message_count') - (messages.length - kept.length)),
  };
}

/** A whole read: `detail` has the runtime fields and the journal snapshot, `window` the rows. */
export function mapLoaded(
  session: SessionId,
  from: { readonly detail: Json; readonly window: Json; readonly live: boolean; readonly asOf: number },
): SessionLoaded {
  const { detail, window } = from;
  return {
    type: 'session.loaded',
    session,
    asOf: from.asOf,
    meta: { ...mapMeta({ ...detail, ...window }, session), id: session },
    transcript: mapTranscript(window, 'tail'),
    run: mapRun(from),
    usage: mapUsage({ ...detail, ...window }),
    todos: mapTodoState({ todo_state: window['todo_state'] })?.todos ?? null,
  };
}

/** The run a read speaks of; null while the session is idle. */
function mapRun({ detail, window, live }: Parameters<typeof mapLoaded>[1]): RunSnapshot | null {
  const run = activeRun(detail);
  if (run === null) return null;
  const journal = live ? mapJournal(detail['runtime_journal_snapshot'], run) : { seq: 0, blocks: [], exact: true };
  return {
    run,
    live,
    startedAt: millis(detail, 'pending_started_at'),
    origin: str(detail, 'pending_user_source') === 'process_wakeup' ? 'system' : 'person',
    input: pendingInput(detail, window),
    ...journal,
  };
}

export function activeRun(session: Json): RunId | null {
  return id(session, 'active_stream_id');
}

/** Its files are named where the rows are, and beside them only in a journal snapshot, which a lost run has not. */
function pendingInput(detail: Json, window: Json): RunInput | null {
  const text = filled(detail, 'pending_user_message');
  if (text === null) return null;
  const named = attachmentNames(detail, 'pending_attachments');
  const attachments = named.length > 0 ? named : attachmentNames(window, 'pending_attachments');
  return { text: withoutFileNote(text, attachments), attachments };
}

function withoutRunningPrompt(messages: readonly unknown[]): readonly unknown[] {
  let end = messages.length;
  while (end > 0 && flag(obj(messages[end - 1]), '_active_turn_user')) end -= 1;
  return end === messages.length ? messages : messages.slice(0, end);
}
