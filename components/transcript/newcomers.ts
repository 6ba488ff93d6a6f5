/** Counts what came since the reader left the end: messages, and blocks of the turn that was running then. */
import { rowBlocks, rowIndex, type Row } from './rows.js';

export class Newcomers {
  #last: { readonly key: string; readonly blocks: number } | undefined;

  /** The reader is at the end: nothing is new. */
  clear(): void {
    this.#last = undefined;
  }

  /** How much is new. The first call after `clear` is when the reader left. */
  count(rows: readonly Row[]): number {
    const last = rows.at(-1);
    if (last === undefined) return 0;
    this.#last ??= { key: last.key, blocks: blocksOf(last) };
    const at = rowIndex(rows, this.#last.key);
    if (at < 0) return 0;
    return rows.length - 1 - at + Math.max(0, blocksOf(rows[at]!) - this.#last.blocks);
  }
}

function blocksOf(row: Row): number {
  return rowBlocks(row).length + (row.live?.tail == null ? 0 : 1);
}
