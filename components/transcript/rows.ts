/** The rows of a conversation, as they are drawn: settled messages, the prompt of the running turn, the running turn. */
import type { Block, LiveTurn, Message, TranscriptSlice } from '../../runtime/index.js';

export interface Row {
  readonly key: string;
  readonly message: Message | null;
  readonly live: LiveTurn | null;
}

/**
 * One row per message, in order; a prompt or a turn that has settled under its key is not shown twice. Rows whose message
 * is the same object as in `before` are the same object too, and where nothing differs so is the list: a change costs
 * one comparison per message.
 */
export function rowsOf(slice: TranscriptSlice, before: readonly Row[]): readonly Row[] {
  const { messages, pending, live } = slice;
  let same = true;
  const rows = messages.map((message, at) => {
    const known = before[at];
    if (known !== undefined && known.message === message) return known;
    same = false;
    return { key: message.key, message, live: null };
  });
  const add = (row: Row): void => {
    if (rowIndex(rows, row.key) >= 0) return;
    const known = before[rows.length];
    if (known?.message === row.message && known.live === row.live) {
      rows.push(known);
      return;
    }
    same = false;
    rows.push(row);
  };
  if (pending !== null) add({ key: pending.key, message: pending, live: null });
  if (live !== null) add({ key: live.key, message: null, live });
  return same && rows.length === before.length ? before : rows;
}

/** Where the row with this key is, -1 if it is none of these; from the end, where it is as a rule. */
export function rowIndex(rows: readonly Row[], key: string): number {
  for (let at = rows.length - 1; at >= 0; at -= 1) if (rows[at]!.key === key) return at;
  return -1;
}

/** What is closed of a row. A message that can't be drawn has nothing, and must not take the conversation with it. */
export function rowBlocks({ message, live }: Row): readonly Block[] {
  return (live === null ? message?.blocks : live.blocks) ?? [];
}

/** Characters of what a row shows while nothing in it is opened; null: it is still growing. */
export function rowSize(row: Row): number | null {
  if (row.message === null) return null;
  let size = 0;
  for (const block of rowBlocks(row)) size += 'text' in block && block.kind !== 'reasoning' ? block.text.length : 60;
  return size;
}
