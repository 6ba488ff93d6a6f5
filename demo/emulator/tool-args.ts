/** How each backend shows tool arguments: the agent path turns every value into short text. */

import type { WireObject } from './records.js';

const LONG_KEYS = new Set([
  'command',
  'cmd',
  'script',
  'code',
  'patch',
  'diff',
  'old_string',
  'new_string',
  'content',
  'path',
  'file_path',
]);

export function stringifiedArgs(args: WireObject, keys: number): WireObject {
  const out: WireObject = {};
  for (const [key, value] of Object.entries(args).slice(0, keys)) {
    out[key] = pythonText(value).slice(0, LONG_KEYS.has(key) ? 4000 : 120);
  }
  return out;
}

/** `str()` of the value as the server's language prints it. */
function pythonText(value: unknown): string {
  return typeof value === 'string' ? value : pythonRepr(value);
}

function pythonRepr(value: unknown): string {
  if (value === null || value === undefined) return 'None';
  if (value === true) return 'True';
  if (value === false) return 'False';
  if (typeof value === 'number') return String(value);
  if (typeof value === 'string') return `'${value.replaceAll('\\', '\\\\').replaceAll("'", "\\'")}'`;
  if (Array.isArray(value)) return `[${value.map(pythonRepr).join(', ')}]`;
  const entries = Object.entries(value as WireObject).map(([key, item]) => `'${key}': ${pythonRepr(item)}`);
  return `{${entries.join(', ')}}`;
}
