/**
 * Finding text in messages (pure): what of a message is searched, and how a person's words are matched. Searched is what
 * people and the agent said, as it reads without its markup, what it thought, and what tools were given and gave back:
 * also where it is folded away, with what has to be opened to see it.
 */
import type { ToolCall } from '../../runtime/index.js';
import { argumentText } from '../tool-text.js';
import { withoutAnsi } from '../tools/ansi-text.js';
import { withoutInlineImages } from '../tools/result-images.js';
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

/** A text of a row: in which block it is, and what has to be opened before it is drawn. */
export interface SearchedText {
  readonly block: string;
  readonly text: string;
  readonly opens: readonly string[];
}

/** How often the pattern is in what a row holds. */
export function countIn(row: Row, pattern: RegExp): number {
  let count = 0;
  for (const { text } of textsOf(row)) count += countText(text, pattern);
  return count;
}

/** Where a match is, by its number among those of the row: its text, and its number in that. */
export function textAt(
  row: Row,
  pattern: RegExp,
  nth: number,
): { readonly of: SearchedText; readonly nth: number } | null {
  let before = 0;
  for (const of of textsOf(row)) {
    const count = countText(of.text, pattern);
    if (nth < before + count) return { of, nth: nth - before };
    before += count;
  }
  return null;
}

function countText(text: string, pattern: RegExp): number {
  let count = 0;
  for (const _ of text.matchAll(pattern)) count += 1;
  return count;
}

function textsOf(row: Row): readonly SearchedText[] {
  const plain = row.message?.role === 'user';
  const woken = plain && row.message?.origin === 'system' ? ['woken'] : [];
  const texts = rowBlocks(row).flatMap((block): readonly SearchedText[] => {
    // What can't be drawn has no text either.
    if (typeof block?.id !== 'string') return [];
    const { id } = block;
    switch (block.kind) {
      case 'text':
        return [{ block: id, text: plain ? block.text : readable(block.text), opens: block.note ? ['steps'] : woken }];
      case 'reasoning':
        return [{ block: id, text: block.text, opens: ['steps', id] }];
      case 'notice':
        return [
          { block: id, text: block.text, opens: ['steps'] },
          ...(block.detail === undefined ? [] : [{ block: id, text: block.detail, opens: ['steps', `${id}:detail`] }]),
        ];
      case 'tool':
        return [{ block: id, text: toolText(block.tool), opens: ['steps', id] }];
    }
    return [];
  });
  const tail = row.live?.tail;
  if (tail)
    texts.push(
      tail.kind === 'text'
        ? { block: tail.id, text: readable(tail.text.peek()), opens: [] }
        : { block: tail.id, text: tail.text.peek(), opens: ['steps', tail.id] },
    );
  return texts;
}

/** What a tool was given and gave back, as it reads in its card. */
function toolText(tool: ToolCall | undefined): string {
  if (tool === undefined) return '';
  const given = Object.entries(tool.args ?? {}).map(([name, value]) =>
    name === 'command' ? argumentText(value) : `${name}\n${argumentText(value)}`,
  );
  return [...given, withoutInlineImages(withoutAnsi(tool.result ?? ''))].join('\n');
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
