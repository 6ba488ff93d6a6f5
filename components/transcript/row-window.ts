/**
 * Which rows are in the document: pure arithmetic. A window of rows in and near view, a few more that may not go (the
 * running turn, what has the focus), and gaps as tall as the rows that are left out.
 */

/** Rows from `start` up to, not with, `end`. */
export interface RowWindow {
  readonly start: number;
  readonly end: number;
}

/** What is known of how tall rows are. */
export interface Heights {
  readonly count: number;
  at(index: number): number;
  find(from: number, offset: number): { readonly index: number; readonly offset: number };
}

/** What to look at: the end, or the top of a row, so many pixels below the top edge of the box. */
export type Aim = 'end' | { readonly index: number; readonly offset: number };

/** How far the window's rows reach beyond the box, in pixels; negative: they end that much short of its edge. */
export interface Reach {
  readonly above: number;
  readonly below: number;
  /** How tall the box is. */
  readonly room: number;
}

export interface Piece {
  readonly kind: 'row' | 'gap';
  readonly start: number;
  readonly end: number;
}

/** So many rows are drawn when nothing else is to be done, and no more kept out of view. Browsers find text in these. */
export const MOST_ROWS = 80;
/** Boxes' heights of rows that are kept ready on either side. */
const READY = 1.5;
/** Farther than this many boxes from the window's rows, it is opened anew there. */
const FAR = 2;
/** Estimates err: rows are counted on for this much of what they should take. */
const SURE = 0.85;
/** New rows at the end are drawn at once, if they are this few. */
const FEW = 8;

/** The rows that fill a box of this height when it looks at `aim`: as few as can be, for the first paint. */
export function openAt(heights: Heights, aim: Aim, room: number): RowWindow {
  const { count } = heights;
  if (count === 0) return { start: 0, end: 0 };
  let start = aim === 'end' ? count : clamp(aim.index, 0, count - 1);
  let end = start;
  let top = aim === 'end' ? room : aim.offset;
  let bottom = top;
  while (end < count && (bottom < room || end === start)) {
    bottom += heights.at(end) * SURE;
    end += 1;
  }
  // Where the rows end before the box does, it shows more of those above.
  const short = Math.max(0, room - bottom);
  while (start > 0 && (top + short > 0 || end === start)) {
    start -= 1;
    top -= heights.at(start) * SURE;
  }
  return { start, end };
}

/** After the box was scrolled: the rows that it must show now. The same window, if it has them. */
export function cover(window: RowWindow, heights: Heights, reach: Reach): RowWindow {
  const { above, below, room } = reach;
  const { count } = heights;
  let { start, end } = window;
  if (start > 0 && above < -FAR * room) {
    const found = heights.find(start, above);
    return openAt(heights, { index: found.index, offset: -found.offset }, room);
  }
  if (end < count && below < -FAR * room) {
    const found = heights.find(end, -below - room);
    return openAt(heights, { index: found.index, offset: -found.offset }, room);
  }
  for (let missing = -above; missing > 0 && start > 0; missing -= heights.at(start) * SURE) start -= 1;
  for (let missing = -below; missing > 0 && end < count; missing -= heights.at(end - 1) * SURE) end += 1;
  return start === window.start && end === window.end ? window : { start, end };
}

/** At most `rows` more, the side first that has less of them ready; the same window when there are enough. */
export function grow(window: RowWindow, heights: Heights, reach: Reach, rows: number): RowWindow {
  const { count } = heights;
  let { start, end } = window;
  let { above, below } = reach;
  for (let left = rows; left > 0; left -= 1) {
    const up = start > 0;
    const down = end < count;
    if (!up && !down) break;
    const ready = READY * reach.room;
    if (end - start >= MOST_ROWS && (!up || above >= ready) && (!down || below >= ready)) break;
    if (up && (!down || above <= below)) {
      start -= 1;
      above += heights.at(start);
    } else {
      below += heights.at(end);
      end += 1;
    }
  }
  return start === window.start && end === window.end ? window : { start, end };
}

/** Without rows far out of view, where there are more than are kept. */
export function trim(window: RowWindow, heights: Heights, reach: Reach): RowWindow {
  let { start, end } = window;
  let { above, below } = reach;
  const ready = READY * reach.room;
  while (end - start > MOST_ROWS) {
    const upper = heights.at(start);
    const lower = heights.at(end - 1);
    if (above >= below && above - upper >= ready) {
      start += 1;
      above -= upper;
    } else if (below - lower >= ready) {
      end -= 1;
      below -= lower;
    } else if (above - upper >= ready) {
      start += 1;
      above -= upper;
    } else break;
  }
  return start === window.start && end === window.end ? window : { start, end };
}

/**
 * The window after the rows changed. `first` and `last` say where its first and last row are now, -1 if they are gone.
 * Null: it is better opened anew, because they are gone, or more came at the end than can be drawn at once.
 */
export function carry(
  window: RowWindow,
  before: number,
  first: number,
  last: number,
  count: number,
  following: boolean,
): RowWindow | null {
  if (window.end === window.start || first < 0 || last < first) return null;
  if (last - first > window.end - window.start + FEW) return null;
  const atEnd = window.end === before;
  const end = atEnd ? Math.min(count, last + 1 + FEW) : last + 1;
  if (following && end < count) return null;
  return { start: first, end };
}

/** The document from top to bottom: every row is in exactly one piece. `pinned` rows are drawn wherever they are. */
export function pieces(count: number, window: RowWindow, pinned: readonly number[]): readonly Piece[] {
  const drawn = new Set<number>();
  for (let at = window.start; at < window.end; at += 1) if (at < count) drawn.add(at);
  for (const at of pinned) if (at >= 0 && at < count) drawn.add(at);
  const found: Piece[] = [];
  let next = 0;
  for (const at of [...drawn].sort((one, other) => one - other)) {
    if (at > next) found.push({ kind: 'gap', start: next, end: at });
    found.push({ kind: 'row', start: at, end: at + 1 });
    next = at + 1;
  }
  if (next < count) found.push({ kind: 'gap', start: next, end: count });
  return found;
}

function clamp(value: number, least: number, most: number): number {
  return Math.max(least, Math.min(value, most));
}
