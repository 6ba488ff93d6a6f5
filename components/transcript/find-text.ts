/**
 * Finding text in messages (pure): what of a message is searched, and how a person's words are matched. Searched is what
 * people and the agent said, as it reads without its markup; not thinking, and not what tools were given and answered.
 */
import { rowBlocks, type Row } from './rows.js';

/** Case does not count, and any run of spaces and line breaks is one space. Null: there is nothing to look for. */
export function patternOf(query: string): RegExp | null {
  const words = query
    .trim()
    .split(/\s+/u)
    .filter((word) => word !== '');
  if (words.length === 0) return null;
  const source = words.map((word) =>
    word.replace(/[\\^$.*+?()[\]{}|/-]/gu, (mark) => (mark === '-' ? '\\x2d' : `\\${mark}`)),
  );
  return new RegExp(source.join('\\s+'), 'giu');
}

/** How often the pattern is in what a row says. */
export function countIn(row: Row, pattern: RegExp): number {
  let count = 0;
  for (const text of textsOf(row)) for (const _ of text.matchAll(pattern)) count += 1;
  return count;
}

function textsOf(row: Row): readonly string[] {
  const plain = row.message?.role === 'user';
  const texts = rowBlocks(row).flatMap((block) =>
    block.kind === 'text' ? [plain ? block.text : readable(block.text)] : block.kind === 'notice' ? [block.text] : [],
  );
  const tail = row.live?.tail;
  if (tail?.kind === 'text') texts.push(readable(tail.text.peek()));
  return texts;
}

/** Markdown as it reads, near enough to count words in it. */
export function readable(markdown: string): string {
  return markdown
    .replace(/^ {0,3}(?:```|~~~).*$/gmu, '')
    .replace(/!?\[([^\]\n]*)\]\([^)\n]*\)/gu, '$1')
    .replace(/^ {0,3}(?:#{1,6} +|> ?)+/gmu, '')
    .replace(/(\*\*|~~|`+)(?=\S)([^\n]*?\S)\1/gu, '$2')
    .replace(/(?<![\p{L}\p{N}_])__(?=\S)([^\n]*?\S)__(?![\p{L}\p{N}_])/gu, '$1')
    .replace(/\*(?=\S)([^\n*]*?\S)\*/gu, '$1')
    .replace(/(?<![\p{L}\p{N}_])_(?=\S)([^\n_]*?\S)_(?![\p{L}\p{N}_])/gu, '$1')
    .replace(/\\([!-/:-@[-`{-~])/gu, '$1');
}
