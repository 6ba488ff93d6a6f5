/**
 * Grammar that marked does not have: footnotes and maths, as tokenizers for its lexer. What a pack or a definition
 * makes of a token is the renderer's business; a token always knows the text it was.
 */
import type { MarkedOptions, Token, TokenizerExtensionFunction, TokenizerStartFunction } from 'marked';

/** `[^label]: text`, with what is indented below it. */
export interface FootnoteToken {
  readonly type: 'footnote';
  readonly raw: string;
  readonly label: string;
  readonly tokens: Token[];
}

/** `[^label]`, defined or not. */
export interface FootnoteRefToken {
  readonly type: 'footnoteRef';
  readonly raw: string;
  readonly label: string;
}

/** A formula. Where it is a block of its own, `block` says so. */
export interface MathsToken {
  readonly type: 'maths';
  readonly raw: string;
  readonly text: string;
  readonly display: boolean;
  readonly block: boolean;
}

const LONGEST_FORMULA = 4000;
const NOTE = /^ {0,3}\[\^([^\]\s[^]{1,80})\]:[ \t]*/;
const NOTE_REF = /^\[\^([^\]\s[^]{1,80})\](?!:)/;
/** Lines that end a note's paragraph instead of continuing it. */
const NEW_BLOCK = /^ {0,3}(?:[-+*>#|]|\d{1,9}[.)]|`{3}|~{3}|\[\^[^\]\s]+\]:|<)/;

type Extensions = NonNullable<MarkedOptions['extensions']>;

const footnote: TokenizerExtensionFunction = function (src) {
  const head = NOTE.exec(src);
  if (!head) return undefined;
  let end = lineEnd(src, 0);
  let lines = src.slice(head[0].length, end);
  let blank = lines.trim() === '';
  while (end < src.length) {
    const next = lineEnd(src, end + 1);
    const line = src.slice(end + 1, next);
    if (line.trim() === '') {
      // Blank lines belong to the note only when something indented follows.
      const after = src.slice(end + 1).search(/[^\s]/);
      const start = after < 0 ? -1 : src.lastIndexOf('\n', end + 1 + after) + 1;
      if (after < 0 || !/^(?: {4}|\t)/.test(src.slice(start, start + 4))) break;
      lines += '\n'.repeat(src.slice(end + 1, start).split('\n').length);
      end = start - 1;
      blank = true;
      const filled = lineEnd(src, start);
      lines += unindented(src.slice(start, filled));
      end = filled;
      blank = false;
      continue;
    }
    const indented = /^(?: {4}|\t)/.test(line);
    if (!indented && (blank || NEW_BLOCK.test(line))) break;
    lines += `\n${indented ? unindented(line) : line}`;
    blank = false;
    end = next;
  }
  const raw = src.slice(0, Math.min(src.length, end + 1));
  const token: FootnoteToken = { type: 'footnote', raw, label: head[1] ?? '', tokens: [] };
  const { top } = this.lexer.state;
  this.lexer.state.top = true;
  this.lexer.blockTokens(lines, token.tokens);
  this.lexer.state.top = top;
  return token;
};

const footnoteRef: TokenizerExtensionFunction = function (src) {
  const match = NOTE_REF.exec(src);
  return match ? { type: 'footnoteRef', raw: match[0], label: match[1] ?? '' } : undefined;
};

const footnoteStart: TokenizerStartFunction = (src) => {
  for (let at = src.indexOf('\n'); at >= 0; at = src.indexOf('\n', at + 1)) {
    if (src[at + 1] === '\n') return undefined;
    if (NOTE.test(src.slice(at + 1, at + 100))) return at + 1;
  }
  return undefined;
};

/** `$$ … $$` or `\[ … \]` with lines of its own; no blank line within, so that a stray opener takes no more than its paragraph. */
const MATHS_BLOCK =
  /^ {0,3}(?:\$\$((?:(?!\n[ \t]*\n|\$\$)[^])+)\$\$|\\\[((?:(?!\n[ \t]*\n|\\\])[^])+)\\\])[ \t]*(?:\n|$)/;

const mathsBlock: TokenizerExtensionFunction = (src) => {
  const match = openerAt(src) ? MATHS_BLOCK.exec(src.slice(0, LONGEST_FORMULA)) : null;
  const text = (match?.[1] ?? match?.[2] ?? '').trim();
  return match && text !== '' ? { type: 'maths', raw: match[0], text, display: true, block: true } : undefined;
};

const mathsBlockStart: TokenizerStartFunction = (src) => {
  for (let at = src.indexOf('\n'); at >= 0; at = src.indexOf('\n', at + 1)) {
    if (src[at + 1] === '\n') return undefined;
    const rest = src.slice(at + 1, at + 1 + LONGEST_FORMULA);
    if (openerAt(rest) && MATHS_BLOCK.test(rest)) return at + 1;
  }
  return undefined;
};

function openerAt(src: string): boolean {
  return /^ {0,3}(?:\$\$|\\\[)/.test(src);
}

const DISPLAY = /^(?:\$\$((?:(?!\n[ \t]*\n|\$\$)[^])+)\$\$|\\\[((?:(?!\n[ \t]*\n|\\\])[^])+)\\\])/;
const INLINE =
  /^(?:\$(?![\s$])((?:\\[^]|(?!\n[ \t]*\n)[^\\$`])+)\$(?![\p{L}\p{N}$])|\\\(((?:(?!\n[ \t]*\n|\\\))[^])+)\\\))/u;
/** `$5 and 6$`: begins like a price, and nothing in it is maths. */
const PRICE = /^\d[\d.,]*(?:\s|$|[-–—])(?![^]*[\\^_=+*/<>{}])/;

const mathsInline: TokenizerExtensionFunction = function (src, tokens) {
  if (src[0] !== '$' && src[0] !== '\\') return undefined;
  const before = tokens.at(-1)?.raw.at(-1) ?? ' ';
  if (src[0] === '$' && /[\p{L}\p{N}$]/u.test(before)) return undefined;
  const bounded = src.slice(0, LONGEST_FORMULA);
  const display = DISPLAY.exec(bounded);
  const match = display ?? INLINE.exec(bounded);
  const written = match?.[1] ?? match?.[2] ?? '';
  const text = written.trim();
  if (!match || text === '') return undefined;
  if (match[1] !== undefined && !display && (/\s$/.test(written) || PRICE.test(text))) return undefined;
  return { type: 'maths', raw: match[0], text, display: display !== null, block: false };
};

const mathsInlineStart: TokenizerStartFunction = (src) => {
  const at = src.search(/\$|\\[([]/);
  return at < 0 ? undefined : at;
};

const refStart: TokenizerStartFunction = (src) => {
  const at = src.indexOf('[^');
  return at < 0 ? undefined : at;
};

const plainGrammar: Extensions = {
  renderers: {},
  childTokens: {},
  block: [footnote],
  startBlock: [footnoteStart],
  inline: [footnoteRef],
  startInline: [refStart],
};

const mathsGrammar: Extensions = {
  ...plainGrammar,
  block: [footnote, mathsBlock],
  startBlock: [footnoteStart, mathsBlockStart],
  inline: [footnoteRef, mathsInline],
  startInline: [refStart, mathsInlineStart],
};

/** @param maths whether `$x$` and its like are formulas; else they are the text they are */
export function grammar(maths: boolean): Extensions {
  return maths ? mathsGrammar : plainGrammar;
}

function lineEnd(src: string, from: number): number {
  const end = src.indexOf('\n', from);
  return end < 0 ? src.length : end;
}

function unindented(line: string): string {
  return line.replace(/^(?: {4}|\t)/, '');
}
