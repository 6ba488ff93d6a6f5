/** Compares two values by key sets and types, ignoring what they say. */

export function shapeDifferences(recorded: unknown, got: unknown, path = '$'): string[] {
  const left = kindOf(recorded);
  const right = kindOf(got);
  if (left !== right) return [`${path}: recorded ${left}, emulated ${right}`];
  if (left === 'array') return arrayDifferences(recorded as unknown[], got as unknown[], path);
  if (left !== 'object') return [];
  const a = recorded as Record<string, unknown>;
  const b = got as Record<string, unknown>;
  const out: string[] = [];
  for (const key of Object.keys(a)) {
    if (!(key in b)) out.push(`${path}.${key}: missing (recorded ${kindOf(a[key])})`);
    else out.push(...shapeDifferences(a[key], b[key], `${path}.${key}`));
  }
  for (const key of Object.keys(b)) if (!(key in a)) out.push(`${path}.${key}: not in the recording`);
  return out;
}

function arrayDifferences(recorded: unknown[], got: unknown[], path: string): string[] {
  if (recorded.length !== got.length) return [`${path}: recorded ${recorded.length} items, emulated ${got.length}`];
  return recorded.flatMap((item, index) => shapeDifferences(item, got[index], `${path}[${index}]`));
}

function kindOf(value: unknown): string {
  if (value === null) return 'null';
  return Array.isArray(value) ? 'array' : typeof value;
}
