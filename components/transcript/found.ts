/** What was found, row by row, and which of it is looked at (pure). The order is that of the conversation. */

/** One of the places found: which row, and which of those in it. */
export interface Place {
  readonly key: string;
  readonly nth: number;
}

export interface FoundRow {
  readonly key: string;
  readonly count: number;
}

export function total(rows: readonly FoundRow[]): number {
  return rows.reduce((sum, { count }) => sum + count, 0);
}

/** Its number among all, from one; 0: it is none of them any more. */
export function ordinal(rows: readonly FoundRow[], place: Place | null): number {
  if (place === null) return 0;
  let before = 0;
  for (const { key, count } of rows) {
    if (key === place.key) return place.nth < count ? before + place.nth + 1 : 0;
    before += count;
  }
  return 0;
}

/**
 * The next or previous one, around the ends. From nothing it is the first in rows `from` the reader's on, or the last
 * before those; where there is none after the reader, the last of all: whoever is at the end looks for what is near.
 */
export function step(
  rows: readonly FoundRow[],
  place: Place | null,
  by: 1 | -1,
  from: ReadonlySet<string>,
): Place | null {
  const found = rows.filter(({ count }) => count > 0);
  const [first, last] = [found[0], found.at(-1)];
  if (first === undefined || last === undefined) return null;
  const at = found.findIndex(({ key }) => key === place?.key);
  const here = found[at];
  if (place === null || here === undefined) {
    const begin = found.findIndex(({ key }) => from.has(key));
    const ahead = found[begin];
    if (by === 1) return ahead === undefined ? { key: last.key, nth: last.count - 1 } : { key: ahead.key, nth: 0 };
    const before = found[begin < 0 ? found.length - 1 : begin - 1] ?? last;
    return { key: before.key, nth: before.count - 1 };
  }
  const nth = place.nth + by;
  if (nth >= 0 && nth < here.count) return { key: here.key, nth };
  const next = found[at + by] ?? (by === 1 ? first : last);
  return { key: next.key, nth: by === 1 ? 0 : next.count - 1 };
}
