/**
 * What a tool call's arguments and result are, told cheaply and without any of the code that draws them: the card loads
 * a view only when it opens and has something for it.
 */
import type { ToolCall } from '../../runtime/index.js';
import { hasAnsi } from './ansi-text.js';

/** A change to files, in one of the forms tools are given them. */
export type DiffSource =
  /** Unified diff, or the `*** Begin Patch` form. */
  | { readonly form: 'patch'; readonly text: string }
  /** One text put in place of another; the numbers of its lines are not known. */
  | { readonly form: 'replace'; readonly path: string; readonly before: string; readonly after: string }
  /** A whole file written. */
  | { readonly form: 'write'; readonly path: string; readonly content: string };

export interface Edit {
  readonly source: DiffSource;
  /** The arguments it shows, which the table of arguments need not repeat. */
  readonly args: readonly string[];
}

export type ResultView =
  | { readonly view: 'text' }
  | { readonly view: 'terminal' }
  | { readonly view: 'diff'; readonly source: DiffSource }
  | { readonly view: 'json'; readonly value: object };

const PATHS = ['path', 'file_path', 'file', 'filename', 'target_file', 'notebook_path'] as const;
const BEFORE = ['old_string', 'old_str', 'old_text', 'search'] as const;
const AFTER = ['new_string', 'new_str', 'new_text', 'replace', 'replacement'] as const;
const PATCH = ['patch', 'diff'] as const;
const CONTENT = ['content', 'contents', 'file_text'] as const;
/** Characters: more is shown as text, nobody reads a diff of a book. */
const MOST_COMPARED = 200_000;
const MOST_PARSED = 2_000_000;

/** The file a call is about. */
export function pathOf(args: Readonly<Record<string, unknown>>): string | null {
  return pick(args, PATHS)?.text ?? null;
}

/** The change a call makes, where its arguments hold one. */
export function editOf(tool: Pick<ToolCall, 'name' | 'args'>): Edit | null {
  const path = pathOf(tool.args) ?? '';
  const patch = pick(tool.args, PATCH);
  if (patch && looksLikePatch(patch.text)) return { source: { form: 'patch', text: patch.text }, args: [patch.name] };
  const before = pick(tool.args, BEFORE);
  const after = pick(tool.args, AFTER);
  if (before && after && before.text.length + after.text.length <= MOST_COMPARED)
    return {
      source: { form: 'replace', path, before: before.text, after: after.text },
      args: [before.name, after.name],
    };
  const content = pick(tool.args, CONTENT);
  if (content && path !== '' && /write|create|save/i.test(tool.name) && content.text.length <= MOST_COMPARED)
    return { source: { form: 'write', path, content: content.text }, args: [content.name] };
  return null;
}

/** How a result is best shown. Parses JSON, so it is asked for once per result. */
export function resultView(result: string): ResultView {
  if (result.length > MOST_PARSED) return { view: 'text' };
  if (hasAnsi(result)) return { view: 'terminal' };
  if (looksLikePatch(result)) return { view: 'diff', source: { form: 'patch', text: result } };
  const value = parsed(result);
  if (value === null) return { view: 'text' };
  const inner = Object.hasOwn(value, 'diff') ? (value as Record<string, unknown>)['diff'] : undefined;
  if (typeof inner === 'string' && looksLikePatch(inner))
    return { view: 'diff', source: { form: 'patch', text: inner } };
  return { view: 'json', value };
}

/** What a subagent call asks for, one text per subagent. */
export function goalsOf(tool: ToolCall): readonly string[] {
  if (!/delegate|subagent|spawn_agent|^task$/i.test(tool.name)) return [];
  const own = pick(tool.args, ['goal', 'task', 'prompt', 'description'])?.text;
  const raw = tool.args['tasks'];
  const tasks: unknown = typeof raw === 'string' ? parsed(raw) : raw;
  const listed = (Array.isArray(tasks) ? (tasks as unknown[]) : [])
    .slice(0, 100)
    .map((task) => (typeof task === 'string' ? task : pick(record(task), ['goal', 'task', 'prompt'])?.text))
    .filter((goal) => goal !== undefined);
  return listed.length > 0 ? listed : own === undefined ? [''] : [own];
}

function looksLikePatch(text: string): boolean {
  if (text.startsWith('*** Begin Patch')) return true;
  return /^@@ -\d+(?:,\d+)? \+\d+/m.test(text) && /^(?:diff --git |--- )/m.test(text);
}

/** An object or a list; null for all else, JSON or not. */
function parsed(text: string): object | null {
  if (!/^\s*[[{]/.test(text)) return null;
  try {
    const value: unknown = JSON.parse(text);
    return typeof value === 'object' ? value : null;
  } catch {
    return null;
  }
}

function record(value: unknown): Readonly<Record<string, unknown>> {
  return typeof value === 'object' && value !== null ? (value as Readonly<Record<string, unknown>>) : {};
}

function pick(
  args: Readonly<Record<string, unknown>>,
  names: readonly string[],
): { readonly name: string; readonly text: string } | undefined {
  for (const name of names) {
    const value = Object.hasOwn(args, name) ? args[name] : undefined;
    if (typeof value === 'string' && value !== '') return { name, text: value };
  }
  return undefined;
}
