/**
 * Changes -> files, hunks and lines to draw. Pure. Loaded with the diff view only: it brings the library that compares.
 */
import { diffWordsWithSpace, parsePatch, structuredPatch, type StructuredPatch } from 'diff';
import type { DiffSource } from './tool-views.js';

export interface Mark {
  readonly text: string;
  readonly changed: boolean;
}

export interface DiffLine {
  readonly kind: 'same' | 'added' | 'removed';
  readonly text: string;
  /** In the old and in the new file; null where there is none, or it is not known. */
  readonly oldNumber: number | null;
  readonly newNumber: number | null;
  /** The words that differ from the line it took the place of; null: the line as a whole. */
  readonly marks: readonly Mark[] | null;
  readonly noNewline: boolean;
}

export interface DiffHunk {
  /** Where in the file, as the diff says; empty where that is not known. */
  readonly heading: string;
  readonly lines: readonly DiffLine[];
}

export interface DiffFile {
  readonly path: string;
  /** The path it had, where it was renamed. */
  readonly from: string | null;
  readonly change: 'changed' | 'added' | 'deleted' | 'renamed';
  readonly hunks: readonly DiffHunk[];
  readonly added: number;
  readonly removed: number;
}

const MOST_FILES = 200;
/** Lines longer than this are marked as a whole; so are all lines after this many pairs. */
const LONGEST_MARKED = 400;
const MOST_PAIRS = 400;
const PATIENCE_MS = 200;
/** Less in common than this, and marks are noise. */
const ALIKE = 0.35;
const NOWHERE = '/dev/null';

/** Throws where the text is no diff after all; the caller shows it as text. */
export function diffFiles(source: DiffSource): readonly DiffFile[] {
  switch (source.form) {
    case 'write':
      return [written(source.path, source.content)];
    case 'replace':
      return [replaced(source.path, source.before, source.after)];
    case 'patch': {
      const files = source.text.startsWith('*** Begin Patch')
        ? beginPatch(source.text)
        : parsePatch(source.text).slice(0, MOST_FILES).map(ofPatch);
      if (!files.some((file) => file.hunks.length > 0 || file.change !== 'changed')) throw new Error('no change in it');
      return files;
    }
  }
}

function written(path: string, content: string): DiffFile {
  const lines = linesOf(content);
  const raw = lines.map((text): RawLine => ({ kind: 'added', text }));
  return fileOf(path, null, 'added', [{ heading: '', oldStart: 0, newStart: 1, lines: raw }]);
}

function replaced(path: string, before: string, after: string): DiffFile {
  // A piece of a file: that it does not end with a newline says nothing.
  const whole = (text: string): string => (text.endsWith('\n') ? text : `${text}\n`);
  const options = { context: 3, timeout: PATIENCE_MS };
  const patch = structuredPatch(path, path, whole(before), whole(after), '', '', options);
  if (patch !== undefined) {
    const hunks = patch.hunks.map((hunk) => ({
      heading: '',
      oldStart: null,
      newStart: null,
      lines: rawLines(hunk.lines),
    }));
    if (hunks.length > 0) return fileOf(path, null, 'changed', hunks);
  }
  const lines = [
    ...linesOf(before).map((text): RawLine => ({ kind: 'removed', text })),
    ...linesOf(after).map((text): RawLine => ({ kind: 'added', text })),
  ];
  return fileOf(path, null, 'changed', [{ heading: '', oldStart: null, newStart: null, lines }]);
}

function ofPatch(patch: StructuredPatch): DiffFile {
  const [old, now] = [bare(patch.oldFileName, 'a/'), bare(patch.newFileName, 'b/')];
  const change =
    old === NOWHERE
      ? 'added'
      : now === NOWHERE
        ? 'deleted'
        : old !== '' && now !== '' && old !== now
          ? 'renamed'
          : 'changed';
  const hunks = patch.hunks.map((hunk) => ({
    heading: `@@ -${hunk.oldStart},${hunk.oldLines} +${hunk.newStart},${hunk.newLines} @@`,
    oldStart: hunk.oldStart,
    newStart: hunk.newStart,
    lines: rawLines(hunk.lines),
  }));
  return fileOf(change === 'deleted' ? old : now || old, change === 'renamed' ? old : null, change, hunks);
}

function bare(name: string | undefined, prefix: string): string {
  const path = (name ?? '').trim();
  return path.startsWith(prefix) ? path.slice(prefix.length) : path;
}

/** The form agents are given: files in sections, places named by context and not by number. */
function beginPatch(text: string): readonly DiffFile[] {
  const files: { path: string; from: string | null; change: DiffFile['change']; hunks: RawHunk[] }[] = [];
  for (const line of text.split('\n')) {
    const head = /^\*\*\* (Add|Update|Delete) File: (.+)$/.exec(line);
    const file = files.at(-1);
    if (head) {
      if (files.length === MOST_FILES) break;
      const change = head[1] === 'Add' ? 'added' : head[1] === 'Delete' ? 'deleted' : 'changed';
      files.push({ path: (head[2] ?? '').trim(), from: null, change, hunks: [] });
    } else if (file === undefined || /^\*\*\* (?:Begin|End)/.test(line)) {
      continue;
    } else if (line.startsWith('*** Move to: ')) {
      file.from = file.path;
      file.path = line.slice(13).trim();
      file.change = 'renamed';
    } else if (line.startsWith('@@')) {
      file.hunks.push({ heading: line.replace(/^@@\s*|\s*@@$/g, ''), oldStart: null, newStart: null, lines: [] });
    } else if (/^[+\- ]/.test(line) || line === '') {
      if (file.hunks.length === 0) file.hunks.push({ heading: '', oldStart: null, newStart: null, lines: [] });
      file.hunks.at(-1)?.lines.push(...rawLines([line === '' ? ' ' : line]));
    }
  }
  return files.map((file) => {
    // The last line of the patch ends with a newline, which is no line of the file.
    const hunks = file.hunks.filter((hunk) => hunk.lines.some((line) => line.kind !== 'same'));
    return fileOf(file.path, file.from, file.change, hunks);
  });
}

interface RawLine {
  readonly kind: DiffLine['kind'];
  readonly text: string;
  noNewline?: boolean;
}

interface RawHunk {
  readonly heading: string;
  readonly oldStart: number | null;
  readonly newStart: number | null;
  readonly lines: RawLine[];
}

function rawLines(lines: readonly string[]): RawLine[] {
  const out: RawLine[] = [];
  for (const line of lines) {
    const last = out.at(-1);
    if (line.startsWith('\\')) {
      if (last) last.noNewline = true;
    } else {
      const kind = line.startsWith('+') ? 'added' : line.startsWith('-') ? 'removed' : 'same';
      out.push({ kind, text: line.slice(1) });
    }
  }
  return out;
}

function fileOf(path: string, from: string | null, change: DiffFile['change'], raw: readonly RawHunk[]): DiffFile {
  const budget = { pairs: MOST_PAIRS };
  const hunks = raw.map((hunk) => ({ heading: hunk.heading, lines: numbered(hunk, budget) }));
  const count = (kind: DiffLine['kind']): number =>
    hunks.reduce((sum, hunk) => sum + hunk.lines.filter((line) => line.kind === kind).length, 0);
  return { path, from, change, hunks, added: count('added'), removed: count('removed') };
}

function numbered(hunk: RawHunk, budget: { pairs: number }): readonly DiffLine[] {
  const marks = markedWords(hunk.lines, budget);
  let [old, now] = [hunk.oldStart, hunk.newStart];
  return hunk.lines.map((line, at): DiffLine => {
    const oldNumber = line.kind === 'added' || old === null ? null : old++;
    const newNumber = line.kind === 'removed' || now === null ? null : now++;
    const { kind, text } = line;
    return { kind, text, oldNumber, newNumber, marks: marks.get(at) ?? null, noNewline: line.noNewline === true };
  });
}

/** Removed lines stand before the added ones that took their place: the first with the first, and so on. */
function markedWords(lines: readonly RawLine[], budget: { pairs: number }): ReadonlyMap<number, readonly Mark[]> {
  const found = new Map<number, readonly Mark[]>();
  let at = 0;
  while (at < lines.length) {
    const removed = at;
    while (lines[at]?.kind === 'removed') at += 1;
    const added = at;
    while (lines[at]?.kind === 'added') at += 1;
    const pairs = Math.min(added - removed, at - added);
    for (let pair = 0; pair < pairs && budget.pairs > 0; pair += 1) {
      budget.pairs -= 1;
      const [before, after] = [lines[removed + pair]?.text ?? '', lines[added + pair]?.text ?? ''];
      if (Math.max(before.length, after.length) > LONGEST_MARKED) continue;
      const words = diffWordsWithSpace(before, after);
      const common = words.reduce((sum, word) => sum + (word.added || word.removed ? 0 : word.value.trim().length), 0);
      if (common < ALIKE * Math.max(before.trim().length, after.trim().length)) continue;
      found.set(
        removed + pair,
        words.filter((word) => !word.added).map(({ value, removed: is }) => ({ text: value, changed: is })),
      );
      found.set(
        added + pair,
        words.filter((word) => !word.removed).map(({ value, added: is }) => ({ text: value, changed: is })),
      );
    }
    if (at === removed) at += 1;
  }
  return found;
}

function linesOf(text: string): readonly string[] {
  const lines = text.split('\n');
  if (lines.at(-1) === '') lines.pop();
  return lines;
}
