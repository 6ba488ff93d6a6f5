/**
 * Reads a whole conversation once, for somebody who wants its text (copy, export): page by page, beside the record, which
 * neither grows by it nor moves what a reader has on screen. What was read goes with whoever asked for it.
 */
import { composeMessages } from './session/compose-messages.js';
import type { SessionRecord } from './session/record.js';
import type { Message, TranscriptRow } from './session/transcript.js';
import { abortError } from './transport/http.js';
import type { Transport } from './transport/transport.js';

/** The server's most (http-api 5.2): few long reads rather than many short ones. */
const PAGE_ROWS = 500;
/** More than anybody pastes; what is before is left out, and the caller is told. */
const MOST_ROWS = 20_000;

export interface CollectOptions {
  readonly signal: AbortSignal;
  /** Called before the first page and after each: rows read so far, of how many as far as known. */
  readonly progress?: (read: number, total: number) => void;
}

export interface Collected {
  /** Settled messages, oldest first; not the running turn. */
  readonly messages: readonly Message[];
  /** False: the conversation is longer than is read in one go, and its beginning is missing. */
  readonly whole: boolean;
}

/** Rejects with an `AbortError` when cancelled and with a `TransportError` when a page can't be read. */
export async function collectMessages(
  record: SessionRecord,
  transport: Transport,
  { signal, progress }: CollectOptions,
): Promise<Collected> {
  const { transcript } = record.state;
  const pages: (readonly TranscriptRow[])[] = [transcript.rows];
  let { offset } = transcript;
  const total = Math.max(transcript.total, offset + transcript.rows.length);
  const read = (): number => total - offset;
  progress?.(read(), total);
  while (offset > 0 && read() < MOST_ROWS) {
    if (signal.aborted) throw abortError();
    const page = await transport.loadOlder(record.tip, { before: offset, limit: PAGE_ROWS, signal });
    // A page that leads no further would be asked for without end.
    if (page.rows.length === 0 || page.offset >= offset) break;
    pages.unshift(page.rows.slice(0, offset - page.offset));
    offset = page.offset;
    progress?.(read(), total);
  }
  if (signal.aborted) throw abortError();
  const rows = pages.flat();
  const messages = composeMessages(
    { rows, offset, keys: record.state.transcript.keys, work: record.state.transcript.work },
    [],
  );
  return { messages, whole: offset === 0 };
}
