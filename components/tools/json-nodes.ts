/** A JSON value as lines of a tree: only what is open is made, so that a large value costs what is seen of it. */
export interface JsonNode {
  /** Where it is, from the root: names and places joined. Its identity. */
  readonly path: string;
  readonly parent: string;
  /** 1 for what stands in the root. */
  readonly level: number;
  /** Its name or place; null for a line that shows more. */
  readonly name: string | null;
  readonly value: unknown;
  /** Entries it holds; null for what holds none. */
  readonly size: number | null;
  readonly open: boolean;
  readonly position: number;
  readonly siblings: number;
}

export interface JsonTable {
  readonly columns: readonly string[];
  readonly rows: readonly Readonly<Record<string, unknown>>[];
}

/** Entries of one value shown at once. */
export const PAGE = 100;
/** Lines a tree opens with by itself. */
const FEW = 24;
const DEEPEST = 64;
const MOST_COLUMNS = 8;

/** The open lines, from top to bottom. `pages`: how many pages of a value's entries are shown, one where it is not named. */
export function jsonNodes(
  root: unknown,
  open: ReadonlySet<string>,
  pages: ReadonlyMap<string, number>,
): readonly JsonNode[] {
  const out: JsonNode[] = [];
  const visit = (value: unknown, path: string, level: number): void => {
    const most = PAGE * (pages.get(path) ?? 1);
    const siblings = sizeOf(value) ?? 0;
    keysOf(value, most).forEach((name, index) => {
      const child = childOf(value, name);
      const own = `${path}/${name.replaceAll('~', '~0').replaceAll('/', '~1')}`;
      const size = sizeOf(child);
      const isOpen = size !== null && size > 0 && open.has(own) && level < DEEPEST;
      out.push({
        path: own,
        parent: path,
        level,
        name,
        value: child,
        size,
        open: isOpen,
        position: index + 1,
        siblings,
      });
      if (isOpen) visit(child, own, level + 1);
    });
    if (siblings > most)
      out.push({
        path: `${path}/~more`,
        parent: path,
        level,
        name: null,
        value: siblings - most,
        size: null,
        open: false,
        position: most + 1,
        siblings,
      });
  };
  visit(root, '', 1);
  return out;
}

/** What is open to begin with: outer values first, as long as the whole stays short. */
export function firstOpen(root: unknown): ReadonlySet<string> {
  const open = new Set<string>();
  let lines = Math.min(sizeOf(root) ?? 0, PAGE);
  let level: { readonly path: string; readonly value: unknown }[] = [{ path: '', value: root }];
  while (level.length > 0 && lines < FEW) {
    const next: typeof level = [];
    for (const { path, value } of level) {
      for (const node of jsonNodes(value, new Set(), new Map())) {
        if (node.size === null || node.size === 0 || lines + node.size > FEW) continue;
        lines += node.size;
        open.add(`${path}${node.path}`);
        next.push({ path: `${path}${node.path}`, value: node.value });
      }
    }
    level = next;
  }
  return open;
}

/** A list of alike, flat objects reads best as a table. */
export function tableOf(value: unknown): JsonTable | null {
  if (!Array.isArray(value) || value.length < 2) return null;
  const columns = new Set<string>();
  for (const row of value as unknown[]) {
    if (typeof row !== 'object' || row === null || Array.isArray(row)) return null;
    for (const [name, cell] of Object.entries(row)) {
      if (typeof cell === 'object' && cell !== null) return null;
      if (typeof cell === 'string' && cell.length > 200) return null;
      columns.add(name);
    }
    if (columns.size > MOST_COLUMNS) return null;
  }
  return columns.size === 0 ? null : { columns: [...columns], rows: value as JsonTable['rows'] };
}

function sizeOf(value: unknown): number | null {
  if (typeof value !== 'object' || value === null) return null;
  return Array.isArray(value) ? value.length : Object.keys(value).length;
}

function keysOf(value: unknown, most: number): readonly string[] {
  if (typeof value !== 'object' || value === null) return [];
  return Array.isArray(value)
    ? Array.from({ length: Math.min(value.length, most) }, (_, index) => String(index))
    : Object.keys(value).slice(0, most);
}

function childOf(value: unknown, name: string): unknown {
  return (value as Readonly<Record<string, unknown>>)[name];
}
