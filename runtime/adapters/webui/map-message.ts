/**
 * Stored messages -> transcript rows. Row `i` of the result is always message `i` of the list: places are counted by
 * the server (paging, forks), so a message that means nothing to a reader leaves an empty row behind.
 */
import type { NoticeKind } from '../../transport/events.js';
import type { TranscriptRow, TurnCause } from '../../session/transcript.js';
import {
  attachmentNames,
  contentReasoning,
  contentText,
  contentToolCalls,
  givenFiles,
  messageFiles,
  plainText,
  toolId,
  toolResult,
  withoutFileNote,
  argsOf,
  type RowToolCall,
} from './content.js';
import {
  child,
  duration,
  filled,
  firstFilled,
  flag,
  id,
  millis,
  num,
  obj,
  objects,
  positive,
  str,
  type Json,
} from './json.js';

/** A row that holds its place and shows nothing. */
export const EMPTY_ROW: TranscriptRow = Object.freeze({
  role: 'system',
  text: '',
  reasoning: '',
  toolCalls: [],
  toolCallId: null,
  toolName: null,
  attachments: [],
  at: null,
  origin: 'person',
  notice: null,
  partial: false,
  durationMs: null,
  model: null,
});

/**
 * @param offset index of the first message in the whole transcript; names calls that have no id.
 * @param summaries the session's own list of tool calls, used only where the messages have none of their own.
 */
export function mapMessages(
  messages: readonly unknown[],
  offset: number,
  summaries: readonly Json[] = [],
): readonly TranscriptRow[] {
  const rows = messages.map((message, at) => mapMessage(message, offset + at));
  const told = rows.some((row) => row.role === 'tool' || row.toolCalls.length > 0);
  return told ? withFailures(rows, messages) : withSummaries(rows, summaries);
}

/** One message; `index` is its place in the whole transcript. */
export function mapMessage(message: unknown, index: number): TranscriptRow {
  const from = obj(message);
  const base = { ...EMPTY_ROW, at: millis(from, 'timestamp') ?? millis(from, '_ts') };
  switch (str(from, 'role')) {
    case 'user':
      return mapUser(from, base);
    case 'assistant':
      return mapAssistant(from, base, index);
    case 'tool':
      return { ...base, ...toolRow(from) };
    case 'system': {
      const text = contentText(from);
      return text.trim() === '' || isCompactionNote(text, true) ? base : { ...base, text, notice: 'system' };
    }
    default:
      return base;
  }
}

function mapUser(from: Json, base: TranscriptRow): TranscriptRow {
  const text = contentText(from);
  if (isCompactionNote(text, false)) return base;
  const results = objects(from, 'content').filter((part) => str(part, 'type') === 'tool_result');
  const [result] = results;
  // Some imported transcripts give tool results to the user's side.
  if (result && results.length === objects(from, 'content').length)
    return { ...base, ...toolRow(result), text: toolResult(text).text };
  const attachments = attachmentNames(from, 'attachments');
  const files = messageFiles(from, 'attachments', text);
  return {
    ...base,
    role: 'user',
    text: withoutFileNote(text, attachments),
    attachments,
    ...(files.length > 0 ? { files } : {}),
    ...originOf(from),
    ...(flag(from, '_recovered') ? { recovered: true } : {}),
  };
}

/** Sources that mean the server began the turn. Others name where a person wrote (`fork`, a messenger). */
const CAUSES: Readonly<Record<string, TurnCause['kind']>> = {
  process_wakeup: 'process',
  cron: 'schedule',
  schedule: 'schedule',
  webhook: 'webhook',
};

function originOf(from: Json): Pick<TranscriptRow, 'origin' | 'cause'> {
  const kind = CAUSES[str(from, '_source') ?? ''];
  if (kind === undefined) return { origin: 'person' };
  const wakeup = child(from, '_wakeup_meta');
  const command = wakeup && filled(wakeup, 'command');
  const pattern = wakeup && filled(wakeup, 'pattern');
  const exitCode = wakeup && num(wakeup, 'exit_code');
  return {
    origin: 'system',
    cause: {
      kind: wakeup && str(wakeup, 'type') === 'watch_match' ? 'watch' : kind,
      ...(command ? { command } : {}),
      ...(pattern ? { pattern } : {}),
      ...(exitCode === null ? {} : { exitCode }),
    },
  };
}

function mapAssistant(from: Json, base: TranscriptRow, index: number): TranscriptRow {
  const text = contentText(from);
  if (isCompactionNote(text, true)) return base;
  const notice = noticeOf(from, text);
  const rate = positive(from, '_turnTps');
  const files = notice === null ? givenFiles(from, text) : [];
  return {
    ...base,
    ...(files.length > 0 ? { files } : {}),
    role: 'assistant',
    text: notice === null ? text : plainText(text),
    reasoning: contentReasoning(from),
    toolCalls: notice === null ? callsOf(from, index) : [],
    notice,
    partial: flag(from, '_partial') || flag(from, '_recovered_from_run_journal'),
    durationMs: duration(from, '_turnDuration'),
    model: filled(from, '_usedModel'),
    ...(flag(from, '_recovered_from_run_journal') ? { recovered: true } : {}),
    ...(rate === null ? {} : { tokensPerSecond: rate }),
    ...(notice === null ? {} : noticeFacts(from, text)),
  };
}

function noticeFacts(from: Json, text: string): Pick<TranscriptRow, 'detail' | 'reason'> {
  const detail = filled(from, 'provider_details');
  const reason = firstFilled(from, 'interruption_cause', '_terminal_reason', '_terminal_state');
  return {
    ...(detail === null || text.includes(detail.replace(/\.$/, '')) ? {} : { detail }),
    ...(reason === null ? {} : { reason }),
  };
}

function toolRow(from: Json): Pick<TranscriptRow, 'role' | 'text' | 'toolCallId' | 'toolName' | 'clippedFrom'> {
  const whole = flag(from, '_content_truncated') ? positive(from, '_content_original_chars') : null;
  return {
    ...(whole === null ? {} : { clippedFrom: whole }),
    role: 'tool',
    text: toolResult(contentText(from)).text,
    toolCallId: id(from, 'tool_call_id', 'tool_use_id', 'call_id'),
    toolName: firstFilled(from, 'name', 'tool_name'),
  };
}

function callsOf(from: Json, index: number): readonly RowToolCall[] {
  const calls = contentToolCalls(from, `row${index}`);
  if (calls.length > 0) return calls;
  // A turn that was cut keeps its calls in a list of its own (http-api 5.3).
  return objects(from, '_partial_tool_calls')
    .filter((call) => str(call, 'name') !== 'clarify')
    .map((call, n) => summaryCall(call, `row${index}#${n}`, flag(call, 'done')));
}

function summaryCall(call: Json, fallbackId: string, done: boolean): RowToolCall {
  return {
    id: toolId(call) ?? fallbackId,
    name: filled(call, 'name') ?? 'tool',
    args: argsOf(call['args']),
    ...(done ? { result: str(call, 'snippet') ?? str(call, 'preview') ?? '' } : {}),
    ...(flag(call, 'is_error') ? { failed: true } : {}),
  };
}

/** What kind of marker an assistant row is; null for something the model said. */
function noticeOf(from: Json, text: string): NoticeKind | null {
  if (str(from, 'type') === 'interrupted') return 'interrupted';
  if (!flag(from, '_error')) return null;
  const details = `${str(from, 'provider_details') ?? ''}\n${str(from, 'provider_details_label') ?? ''}`;
  return /\bcancell?(?:ed|ation)\b/i.test(details) || /^\s*\**task cancell?ed/i.test(text) ? 'stopped' : 'error';
}

/** What the model was given in place of older messages. Never a person's words, unless they are in brackets. */
function isCompactionNote(text: string, loose: boolean): boolean {
  return (loose ? /^\s*\[?context compaction/i : /^\s*\[context compaction/i).test(text);
}

/** A result that says it failed marks its call; the row itself has no place for it. */
function withFailures(rows: readonly TranscriptRow[], messages: readonly unknown[]): readonly TranscriptRow[] {
  const failed = new Set<string>();
  rows.forEach((row, at) => {
    if (row.role === 'tool' && row.toolCallId !== null && toolResult(contentText(obj(messages[at]))).failed)
      failed.add(row.toolCallId);
  });
  if (failed.size === 0) return rows;
  return rows.map((row) =>
    row.toolCalls.some((call) => failed.has(call.id))
      ? { ...row, toolCalls: row.toolCalls.map((call) => (failed.has(call.id) ? { ...call, failed: true } : call)) }
      : row,
  );
}

/** Summaries name the row they belong to, counted within the window; -1 where that is not known: then the last answer. */
function withSummaries(rows: readonly TranscriptRow[], summaries: readonly Json[]): readonly TranscriptRow[] {
  if (summaries.length === 0) return rows;
  const last = rows.findLastIndex((row) => row.role === 'assistant' && row.notice === null);
  const byRow = new Map<number, RowToolCall[]>();
  summaries.forEach((summary, n) => {
    const named = num(summary, 'assistant_msg_idx') ?? -1;
    const at = rows[named]?.role === 'assistant' ? named : last;
    if (at >= 0) byRow.set(at, [...(byRow.get(at) ?? []), summaryCall(summary, `call#${n}`, true)]);
  });
  return rows.map((row, at) => {
    const toolCalls = byRow.get(at);
    return toolCalls ? { ...row, toolCalls } : row;
  });
}
