/**
 * How tall the rows of a conversation are: measured where they have been drawn, estimated from their length elsewhere.
 * Only the size of the scrollbar and where a dragged one lands depend on the estimates; what is in view is never placed
 * by them. In pixels, with the space below each row.
 */
import { rowSize, type Row } from './rows.js';

/** A row of average prose: what a character, the rest of a row, and the space between two take. */
const CHARACTER_PX2 = 230;
const FIXED_PX = 84;
const LEAST_PX = 40;
/** Rows are never estimated taller than this: a wrong guess of a book would move the scrollbar by miles. */
const MOST_PX = 40_000;
/** Widths that differ by less than this share are like each other. */
const LIKE = 0.15;

export class RowHeights {
  #rows: readonly Row[] = [];
  readonly #heights: number[] = [];
  readonly #measured = new Map<string, number>();
  #width = 736;
  #total = 0;

  get count(): number {
    return this.#rows.length;
  }

  /** Of all rows together. */
  get total(): number {
    return this.#total;
  }

  /** Takes the rows there are now; what is known of a row by its key stays known. */
  set(rows: readonly Row[]): void {
    const before = this.#rows;
    if (rows === before) return;
    const heights = this.#heights;
    const measured = this.#measured;
    const width = this.#width;
    let total = this.#total;
    let same = 0;
    while (same < rows.length && rows[same] === before[same]) same += 1;
    for (let at = same; at < heights.length; at += 1) total -= heights[at]!;
    heights.length = same;
    for (let at = same; at < rows.length; at += 1) {
      const row = rows[at]!;
      const height = (measured.size === 0 ? undefined : measured.get(row.key)) ?? estimate(rowSize(row), width);
      heights.push(height);
      total += height;
    }
    this.#total = total;
    this.#rows = rows;
  }

  /**
   * The width text is set in. What was measured and estimated in a very different one counts no more; in one that is
   * nearly the same it is near enough.
   */
  setWidth(width: number): void {
    if (width < 1 || Math.abs(width - this.#width) < this.#width * LIKE) return;
    this.#width = width;
    this.#measured.clear();
    const rows = this.#rows;
    this.#rows = [];
    this.#heights.length = 0;
    this.#total = 0;
    this.set(rows);
  }

  measure(at: number, height: number): void {
    const row = this.#rows[at];
    if (row === undefined || height <= 0) return;
    this.#measured.set(row.key, height);
    this.#total += height - this.#heights[at]!;
    this.#heights[at] = height;
  }

  at(index: number): number {
    return this.#heights[index] ?? 0;
  }

  /** Of the rows from `from` up to, not with, `to`. */
  between(from: number, to: number): number {
    let sum = 0;
    for (let at = Math.max(0, from); at < Math.min(to, this.#heights.length); at += 1) sum += this.#heights[at]!;
    return sum;
  }

  /** The row in which the line `offset` below the top of row `from` lies, and how far below its own top. */
  find(from: number, offset: number): { readonly index: number; readonly offset: number } {
    let at = Math.min(Math.max(0, from), Math.max(0, this.count - 1));
    let left = offset;
    while (left >= this.at(at) && at < this.count - 1) {
      left -= this.at(at);
      at += 1;
    }
    while (left < 0 && at > 0) {
      at -= 1;
      left += this.at(at);
    }
    return { index: at, offset: left };
  }
}

function estimate(size: number | null, width: number): number {
  const text = ((size ?? 200) * CHARACTER_PX2) / Math.max(120, width);
  return Math.round(Math.min(MOST_PX, Math.max(LEAST_PX, FIXED_PX + text)));
}
