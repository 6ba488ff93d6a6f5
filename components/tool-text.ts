/** What the one line of a tool card says: pure text, from whatever a tool was given and gave back. */
import type { ToolCall } from '../runtime/index.js';
import type { IconName } from './icons.js';
import { withoutAnsi } from './tools/ansi.js';
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
const SUMMARIES = ['error', 'message', 'summary', 'output', 'stdout', 'content', 'result', 'status', 'stderr'];
const LINE = 200;

/** What it works on: the server's preview, else the argument that says most. */
export function toolTarget(tool: ToolCall): string {
  if (tool.preview) return oneLine(tool.preview);
  for (const name of TARGETS) {
    const value = tool.args[name];
    if (typeof value === 'string' && value.trim() !== '') return oneLine(value);
  }
  const first = Object.values(tool.args).find((value) => typeof value === 'string' && value.trim() !== '');
  return typeof first === 'string' ? oneLine(first) : '';
}

/** One line of what came back; many tools answer with a JSON object around the part a person wants. */
export function toolSummary(tool: ToolCall): string {
  const result = tool.result?.trim() ?? '';
  if (result === '') return '';
  if (result.startsWith('{')) {
    const inner = pick(result);
    if (inner !== undefined) return clean(inner);
  }
  return clean(result);
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
  return { added: after.length - start - end, removed: before.length - start - end };
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
  [/read|file|cat\b/i, 'file'],
  [/search|grep|find|glob/i, 'search'],
  [/web|browser|http|fetch|url/i, 'globe'],
  [/todo|task_list/i, 'todo'],
  [/delegate|agent|spawn/i, 'users'],
  [/image|vision|screenshot/i, 'image'],
  [/memory|skill/i, 'brain'],
  [/list|dir|ls\b/i, 'folder'],
];

export function toolIcon(name: string): IconName {
  return ICONS.find(([pattern]) => pattern.test(name))?.[1] ?? 'tool';
}

function pick(json: string): string | undefined {
  // A long result is not parsed for one line.
  if (json.length > 20_000) return undefined;
  try {
    const parsed = JSON.parse(json) as Record<string, unknown>;
    for (const name of SUMMARIES) {
      const value = parsed[name];
      if (typeof value === 'string' && value.trim() !== '') return value;
    }
  } catch {
    // Not JSON after all.
  }
  return undefined;
}

function oneLine(text: string): string {
  const line = text.trimStart().split('\n', 1)[0] ?? '';
  return line.length > LINE ? `${line.slice(0, LINE)}…` : line;
}
