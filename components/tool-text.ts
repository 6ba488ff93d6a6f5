/** What the one line of a tool card says: pure text, from whatever a tool was given and gave back. */
import type { ToolCall } from '../runtime/index.js';
import type { IconName } from './icons.js';
import { withoutAnsi } from './tools/ansi-text.js';
import type { DiffSource } from './tools/tool-views.js';

const TARGETS = [
  'path',
  'file_path',
  'file',
  'command',
  'cmd',
  'query',
  'pattern',
  'url',
  'goal',
  'task',
  'prompt',
  'name',
  'title',
  'text',
  'code',
];
/** Arguments that hold a patch, which names its files itself; the first one stands for it. */
const PATCHES = ['patch', 'diff', 'input'];
const PATCHED_FILE = /^(?:\*\*\* (?:Update|Add|Delete) File: |\+\+\+ (?:b\/)?)(\S.*)$/m;
/** A search is told by what is sought, not by where. */
const SEARCHES = /search|grep|find|glob/i;
const SOUGHT = ['query', 'pattern', 'regex'];
const SUMMARIES = ['error', 'message', 'summary', 'output', 'stdout', 'content', 'result', 'status', 'stderr'];
const LINE = 200;
/** Pairs of lines that are looked at to count a change. */
const MOST_COMPARED = 40_000;

/** What it works on: the server's preview, else the argument that says most. */
export function toolTarget(tool: ToolCall): string {
  if (tool.preview) return oneLine(tool.preview);
  for (const name of SEARCHES.test(tool.name) ? [...SOUGHT, ...TARGETS] : TARGETS) {
    const value = tool.args[name];
    if (typeof value === 'string' && value.trim() !== '') return oneLine(value);
  }
  const patched = PATCHES.map((name) => tool.args[name]).find((value) => typeof value === 'string');
  const [, file] = (typeof patched === 'string' && PATCHED_FILE.exec(patched.slice(0, MOST_COMPARED))) || [];
  if (file !== undefined) return oneLine(file);
  const first = Object.values(tool.args).find((value) => typeof value === 'string' && value.trim() !== '');
  return typeof first === 'string' ? oneLine(first) : '';
}

/** What came back, in one line: words, or how much data. */
export type Summary = { readonly text: string } | { readonly items: number } | { readonly fields: number };

/** Many tools answer with a JSON object around the part a person wants; data without words is counted. */
export function toolSummary(tool: ToolCall): Summary {
  const result = tool.result?.trim() ?? '';
  const data = /^[[{]/.test(result) ? parsed(result) : undefined;
  if (Array.isArray(data)) return { items: data.length };
  if (data !== undefined) {
    const inner = pick(data as Readonly<Record<string, unknown>>);
    return inner === undefined ? { fields: Object.keys(data).length } : { text: clean(inner) };
  }
  return { text: clean(result) };
}

/** A beginning of the text is enough for a line, and a megabyte of escapes is not read for one. */
function clean(text: string): string {
  return oneLine(withoutAnsi(text.slice(0, 4 * LINE)));
}

/** Lines a change adds and takes away, without comparing: what differs between the ends that are the same. */
export function changeCounts(source: DiffSource): { readonly added: number; readonly removed: number } {
  if (source.form === 'write') return { added: source.content.replace(/\n$/, '').split('\n').length, removed: 0 };
  if (source.form === 'patch') {
    let [added, removed] = [0, 0];
    for (const line of source.text.split('\n')) {
      if (line.startsWith('+') && !line.startsWith('+++ ')) added += 1;
      else if (line.startsWith('-') && !line.startsWith('--- ')) removed += 1;
    }
    return { added, removed };
  }
  const [before, after] = [source.before.split('\n'), source.after.split('\n')];
  let start = 0;
  while (start < before.length && start < after.length && before[start] === after[start]) start += 1;
  let end = 0;
  while (
    end < Math.min(before.length, after.length) - start &&
    before[before.length - 1 - end] === after[after.length - 1 - end]
  )
    end += 1;
  const [old, now] = [before.slice(start, before.length - end), after.slice(start, after.length - end)];
  const kept = old.length * now.length > MOST_COMPARED ? 0 : commonLines(old, now);
  return { added: now.length - kept, removed: old.length - kept };
}

/** Length of the longest common sequence of lines. */
function commonLines(one: readonly string[], other: readonly string[]): number {
  let row = new Array<number>(other.length + 1).fill(0);
  for (const line of one) {
    const next = [0];
    other.forEach((candidate, at) => {
      next.push(line === candidate ? (row[at] ?? 0) + 1 : Math.max(row[at + 1] ?? 0, next[at] ?? 0));
    });
    row = next;
  }
  return row.at(-1) ?? 0;
}

export function argumentText(value: unknown): string {
  if (typeof value === 'string') return value;
  try {
    return JSON.stringify(value, null, 2) ?? String(value);
  } catch {
    return String(value);
  }
}

const ICONS: readonly (readonly [RegExp, IconName])[] = [
  [/term|shell|bash|exec|command|process|python|code_exec/i, 'terminal'],
  [/patch|edit|write|replace/i, 'edit'],
  [/web|browser|http|fetch|url/i, 'globe'],
  [SEARCHES, 'search'],
  [/read|file|cat\b/i, 'file'],
  [/todo|task_list/i, 'todo'],
  [/delegate|agent|spawn/i, 'users'],
  [/image|vision|screenshot/i, 'image'],
  [/memory|skill/i, 'brain'],
  [/list|dir|ls\b/i, 'folder'],
];

export function toolIcon(name: string): IconName {
  return ICONS.find(([pattern]) => pattern.test(name))?.[1] ?? 'tool';
}

function pick(data: Readonly<Record<string, unknown>>): string | undefined {
  for (const name of SUMMARIES) {
    const value = data[name];
    if (typeof value === 'string' && value.trim() !== '') return value;
  }
  return undefined;
}

function parsed(json: string): object | undefined {
  // A long result is not parsed for one line.
  if (json.length > 20_000) return undefined;
  try {
    const value: unknown = JSON.parse(json);
    return typeof value === 'object' && value !== null ? value : undefined;
  } catch {
    return undefined;
  }
}

function oneLine(text: string): string {
  const line = text.trimStart().split('\n', 1)[0] ?? '';
  return line.length > LINE ? `${line.slice(0, LINE)}…` : line;
}
