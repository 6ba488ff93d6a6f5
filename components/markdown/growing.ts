/**
 * A list or table that is still being written, by its end alone: the items and rows before the last ones are those of
 * the lex before. What is shown is the same; when something else follows, or the text is settled, all of it is lexed
 * once more.
 */
import type { Token, Tokens } from 'marked';

/** Shorter ones are lexed whole: that is cheap, and never wrong. */
const LONG = 1024;

export class GrowingBlock {
  #block: Tokens.List | Tokens.Table | undefined;
  /** Where the part that is lexed again begins, and how many items or rows are before it. */
  #from = 0;
  #kept = 0;
  /** That part of the text began with this. */
  #head = '';

  /** What a lex of the whole open text showed: a list or table, or something this cannot help with. */
  remember(open: readonly Token[]): void {
    this.#block = undefined;
    const shown = open.filter(({ type }) => type !== 'space');
    const [block] = shown;
    if (shown.length !== 1 || block !== open[0] || !block || block.raw.length < LONG) return;
    if (block.type === 'list') this.#rememberList(block as Tokens.List);
    else if (block.type === 'table') this.#rememberTable(block as Tokens.Table);
  }

  /**
   * The block with what is new, or undefined when that is not just more of it.
   *
   * @param text from the start of the block to the end of the text
   */
  extend(text: string, lex: (text: string) => readonly Token[]): Token | undefined {
    const block = this.#block;
    if (!block || !text.startsWith(this.#head, this.#from)) return undefined;
    const table = block.type === 'table';
    const head = table ? text.slice(0, rowStart(text, 0)) : '';
    const tokens = lex(head + text.slice(this.#from)).filter(({ type }) => type !== 'space');
    const [tail] = tokens;
    if (tokens.length !== 1 || tail?.type !== block.type) return undefined;
    const grown = table
      ? this.#withRows(block, tail as Tokens.Table, text)
      : this.#withItems(block as Tokens.List, tail as Tokens.List, text);
    if (grown) this.#move(grown, text);
    return grown;
  }

  #rememberList(list: Tokens.List): void {
    const kept = list.items.length - 2;
    if (kept < 1) return;
    this.#block = list;
    this.#kept = kept;
    this.#from = list.items.slice(0, kept).reduce((length, { raw }) => length + raw.length, 0);
    this.#head = list.raw.slice(this.#from, this.#from + 8);
  }

  #rememberTable(table: Tokens.Table): void {
    const kept = table.rows.length - 1;
    if (kept < 1) return;
    this.#block = table;
    this.#kept = kept;
    this.#from = rowStart(table.raw, kept);
    this.#head = table.raw.slice(this.#from, this.#from + 8);
  }

  #withItems(list: Tokens.List, tail: Tokens.List, text: string): Tokens.List | undefined {
    if (tail.ordered !== list.ordered) return undefined;
    // A blank line between two items makes all of them loose, also those before.
    if (tail.loose && !list.loose) return undefined;
    if (list.loose) for (const item of tail.items) loosen(item);
    return { ...list, raw: text, items: [...list.items.slice(0, this.#kept), ...tail.items] };
  }

  #withRows(table: Tokens.Table, tail: Tokens.Table, text: string): Tokens.Table | undefined {
    if (tail.header.length !== table.header.length) return undefined;
    return { ...table, raw: text, rows: [...table.rows.slice(0, this.#kept), ...tail.rows] };
  }

  /** The end moves on as items and rows are finished. */
  #move(grown: Tokens.List | Tokens.Table, text: string): void {
    if (grown.type === 'table') {
      this.#rememberTable(grown as Tokens.Table);
      return;
    }
    const list = grown as Tokens.List;
    const kept = list.items.length - 2;
    this.#from += list.items.slice(this.#kept, kept).reduce((length, { raw }) => length + raw.length, 0);
    this.#kept = Math.max(this.#kept, kept);
    this.#head = text.slice(this.#from, this.#from + 8);
    this.#block = list;
  }
}

function loosen(item: Tokens.ListItem): void {
  item.loose = true;
  for (const token of item.tokens) if (token.type === 'text') token.type = 'paragraph';
}

/** Where a table's row begins: its head takes two lines. */
function rowStart(text: string, row: number): number {
  let at = 0;
  for (let line = 0; line < row + 2; line += 1) {
    const newline = text.indexOf('\n', at);
    if (newline < 0) return text.length;
    at = newline + 1;
  }
  return at;
}
