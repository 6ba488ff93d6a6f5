/**
 * What of a conversation's view outlives the page, in `session.view`: the place a person read at, and the disclosures
 * they opened or closed. Here is how it is written and read; when, is the transcript's business.
 *
 * A message's key lasts as long as the page. Kept is therefore which stored row it is, with the time of that row: after a
 * rotation or an edit the same number means another message, which the time tells. A row the server has not stored yet
 * is named by its distance from the last one that it has, which stays true when the turn settles while no page is open.
 */
import type { JsonValue, Message, SessionView } from '../../runtime/index.js';

/** A row of the transcript, as far as it is named here. */
export interface NamedRow {
  readonly key: string;
  readonly message: Pick<Message, 'index' | 'at'> | null;
}

export interface KeptPlace {
  readonly row: string;
  /** Of the row's top from the top edge, in pixels. */
  readonly offset: number;
}

/** What was opened (true) and closed by hand in one row, by id; the row changed last is the last. */
export type KeptOpened = readonly (readonly [row: string, opened: Readonly<Record<string, boolean>>])[];

const PLACE = 'place';
const OPENED = 'opened';
/** Characters; what was opened longest ago makes room. */
const MOST_OPENED = 3_000;
const NAME = /^(-?\d+)@([^+]*)\+(\d+)$/;

/** The name of the row at `at`, found again by `findRow` in the rows of another page. */
export function nameRow(rows: readonly NamedRow[], at: number): string {
  let base = at;
  while (base >= 0 && indexOf(rows[base]) === null) base -= 1;
  const stored = rows[base];
  return `${indexOf(stored) ?? -1}@${timeOf(stored)}+${at - base}`;
}

/** Undefined: it is not among these rows. `whole`: nothing comes before the first of them. */
export function findRow<Row extends NamedRow>(rows: readonly Row[], name: string, whole: boolean): Row | undefined {
  const [, index, time, distance] = NAME.exec(name) ?? [];
  if (index === undefined) return undefined;
  if (index === '-1') return whole ? rows[Number(distance) - 1] : undefined;
  const stored = Number(index);
  const base = rows.findIndex((row) => indexOf(row) === stored && timeOf(row) === time);
  return base < 0 ? undefined : rows[base + Number(distance)];
}

/** How many rows of the server lie between the first of these and a row that is not among them; null: can't be said. */
export function rowsBefore(rows: readonly NamedRow[], name: string): number | null {
  const index = Number(NAME.exec(name)?.[1] ?? Number.NaN);
  const first = rows.map(indexOf).find((one) => one !== null);
  return first === undefined || first === null || !(index >= 0) || index >= first ? null : first - index;
}

export function keptPlace(view: SessionView): KeptPlace | null {
  const place = view.get(PLACE);
  if (typeof place !== 'object' || place === null || Array.isArray(place)) return null;
  const { row, offset } = place as { readonly [name: string]: JsonValue };
  return typeof row === 'string' && typeof offset === 'number' && Number.isFinite(offset) ? { row, offset } : null;
}

/** Null: at the end. */
export function keepPlace(view: SessionView, place: KeptPlace | null): void {
  view.set(PLACE, place === null ? undefined : { row: place.row, offset: Math.floor(place.offset) });
}

export function keptOpened(view: SessionView): KeptOpened {
  const stored = view.get(OPENED);
  if (!Array.isArray(stored)) return [];
  return (stored as readonly JsonValue[]).flatMap((entry) => {
    if (!Array.isArray(entry)) return [];
    const [row, opened] = entry as readonly JsonValue[];
    if (typeof row !== 'string' || typeof opened !== 'object' || opened === null || Array.isArray(opened)) return [];
    const known = Object.entries(opened).filter(([, open]) => open === 0 || open === 1);
    return [[row, Object.fromEntries(known.map(([id, open]) => [id, open === 1]))] as const];
  });
}

/** Adds one disclosure to what is kept: of another pane on the same conversation too, so that both find theirs again. */
export function keepOpened(
  view: SessionView,
  rows: readonly NamedRow[],
  whole: boolean,
  key: string,
  id: string,
  open: boolean,
): void {
  const at = rows.findIndex((row) => row.key === key);
  if (at < 0) return;
  const all = keptOpened(view);
  // A turn that has settled since goes by another name.
  const mine = all.filter(([name]) => findRow(rows, name, whole)?.key === key);
  const others = all.filter((entry) => !mine.includes(entry));
  const opened = Object.assign({}, ...mine.map(([, known]) => known), { [id]: open }) as Record<string, boolean>;
  const entries = [...others, [nameRow(rows, at), opened] as const].map(([name, known]): JsonValue => [
    name,
    Object.fromEntries(Object.entries(known).map(([each, is]) => [each, is ? 1 : 0])),
  ]);
  while (JSON.stringify(entries).length > MOST_OPENED) entries.shift();
  view.set(OPENED, entries.length === 0 ? undefined : entries);
}

function indexOf(row: NamedRow | undefined): number | null {
  return row?.message?.index ?? null;
}

function timeOf(row: NamedRow | undefined): string {
  return String(row?.message?.at ?? '');
}
