/**
 * Cuts growing text into top-level pieces, a bounded stretch at a time. A piece is finished when a later one has begun
 * with a complete line: nothing that follows can change it, and its text is never looked at again. In an open fence
 * not even the open piece is lexed, its lines are code.
 */
import type { Links, Token, Tokens } from 'marked';
import { GrowingBlock } from './growing.js';
import { cutBefore, plain } from './lexer.js';
import type { Lex } from './lexer.js';
import { showTail } from './tail.js';

export interface Piece {
  readonly tokens: readonly Token[];
  /** Its part of the text, without the blank lines around it. */
  readonly raw: string;
}

export interface Step {
  readonly finished: readonly Piece[];
  /** What is shown of the rest, when the step reached the end of the text. */
  readonly open: readonly Piece[];
  /** Nothing more to do until more text comes. */
  readonly idle: boolean;
}

/** Stretches one lex sees while more text is there, the next when no block ends within. */
const WINDOWS = [8 * 1024, 32 * 1024, 64 * 1024] as const;
/** Beyond this a line is plain text. */
const LINE = 16 * 1024;
const PLAIN_CHUNK = 8 * 1024;
const FENCE = /( {0,3})(?:(`{3,})([^`\n]*)|(~{3,})([^\n]*))\n/y;

export class BlockReader {
  readonly #lex: Lex;
  #source = '';
  /** Where the open text begins, and what is known about it. */
  #offset = 0;
  #links: Links = noLinks();
  #linksAdded = false;
  #inLongLine = false;
  #fenceChecked = 0;
  #maths = false;
  readonly #growing = new GrowingBlock();

  constructor(lex: Lex) {
    this.#lex = lex;
  }

  startOver(maths: boolean): void {
    this.#offset = 0;
    this.#links = noLinks();
    this.#linksAdded = false;
    this.#inLongLine = false;
    this.#fenceChecked = 0;
    this.#maths = maths;
    this.#growing.remember([]);
  }

  /** Where the text begins that is not finished. */
  get offset(): number {
    return this.#offset;
  }

  /** A definition came after pieces that were finished without it. */
  get definedLate(): boolean {
    return this.#linksAdded;
  }

  /** One piece's text once more, with all definitions known. */
  again(raw: string): readonly Token[] {
    return this.#lex(raw, this.#links, this.#maths).filter(({ type }) => type !== 'space');
  }

  /**
   * @param source the text so far, which begins with all that was read since `startOver()`
   * @param last no more text will come
   */
  step(source: string, last: boolean): Step {
    this.#source = source;
    const done: Piece[] = [];
    const before = this.#offset;
    const finish: Finish = (found, end) => {
      for (const piece of found) {
        if (piece.raw.includes(']:')) piece.tokens.forEach((token) => this.#define(token));
        done.push(piece);
      }
      this.#offset = end;
      this.#fenceChecked = end;
    };
    if (before >= source.length) return { finished: done, open: [], idle: true };
    const open = this.#inLongLine
      ? this.#longLine(finish, last)
      : (this.#fence(finish, last) ?? this.#window(finish, last));
    const idle = open.length > 0 || this.#offset === before || this.#offset >= source.length;
    return { finished: done, open, idle };
  }

  /** The rest of a line too long to lex: chunks of plain text up to its end. */
  #longLine(finish: Finish, last: boolean): readonly Piece[] {
    const source = this.#source;
    const newline = source.indexOf('\n', this.#offset);
    const end = newline < 0 ? source.length : newline + 1;
    while (end - this.#offset > PLAIN_CHUNK) {
      const at = this.#offset;
      const to = at + cutBefore(source.slice(at, at + PLAIN_CHUNK + 1), PLAIN_CHUNK);
      finish([plainPiece(source.slice(at, to))], to);
    }
    const rest = plainPiece(source.slice(this.#offset, end));
    if (newline < 0 && !last) return [rest];
    finish([rest], end);
    this.#inLongLine = false;
    return [];
  }

  /** A fenced block at the start of the open text, without the lexer: what is in it is not markup. */
  #fence(finish: Finish, last: boolean): readonly Piece[] | undefined {
    const source = this.#source;
    FENCE.lastIndex = this.#offset;
    const match = FENCE.exec(source);
    if (!match) return undefined;
    const [opening, indent = '', ticks, tickInfo, tildes, tildeInfo] = match;
    const marker = ticks ?? tildes ?? '```';
    const start = this.#offset + opening.length;
    const code = (bodyEnd: number, end: number): Piece => ({
      tokens: [
        {
          type: 'code',
          raw: source.slice(this.#offset, end),
          lang: (tickInfo ?? tildeInfo ?? '').trim().replace(/\\([\p{P}\p{S}])/gu, '$1'),
          text: fenceText(source.slice(start, bodyEnd), ticks ? indent.length : 0),
        },
      ],
      raw: withoutLastNewlines(source.slice(this.#offset, end)),
    });

    let from = Math.max(this.#fenceChecked, start);
    for (;;) {
      const at = source.indexOf(marker, from);
      if (at < 0) break;
      const lineStart = source.lastIndexOf('\n', at) + 1;
      const newline = source.indexOf('\n', at);
      const lineEnd = newline < 0 ? source.length : newline;
      if (closesFence(source.slice(lineStart, lineEnd), marker)) {
        const end = newline < 0 ? lineEnd : lineEnd + 1;
        const closed = code(lineStart, end);
        if (newline < 0 && !last) return [closed];
        finish([closed], end);
        return [];
      }
      if (newline < 0) break;
      from = newline + 1;
    }
    const lineStart = source.lastIndexOf('\n') + 1;
    this.#fenceChecked = Math.max(start, lineStart);
    if (last) {
      finish([code(source.length, source.length)], source.length);
      return [];
    }
    const line = source.slice(lineStart).trim();
    const closing = lineStart >= start && line !== '' && line === (marker[0] ?? '').repeat(line.length);
    return [code(closing ? lineStart : source.length, source.length)];
  }

  /** Lexes from the open text's start as far as one lex may see. */
  #window(finish: Finish, last: boolean): readonly Piece[] {
    const source = this.#source;
    const at = this.#offset;
    const left = source.length - at;
    for (const size of WINDOWS) {
      // What is nearly at its end is taken to its end, so that the last stretch is no scrap.
      const { end, longLine } = this.#windowEnd(at, left <= size + size / 4 ? left : size);
      if (longLine === at) {
        const cut = at + cutBefore(source.slice(at, at + LINE + 1), LINE);
        finish(this.#lexPieces(source.slice(at, cut)), cut);
        this.#inLongLine = true;
        return [];
      }
      const text = source.slice(at, end);
      const atEnd = end === source.length;
      if (atEnd && last) {
        finish(this.#lexPieces(text), end);
        return [];
      }
      if (text === '') continue;
      const grown = atEnd ? this.#growing.extend(text, (tail) => this.#lexTail(tail, true).tokens) : undefined;
      if (grown) return pieces([grown], text);
      const shown = this.#lexTail(text, atEnd);
      const boundary = lastBoundary(shown.tokens, text, shown.same, this.#maths);
      if (atEnd) this.#growing.remember(shown.tokens.slice(boundary.index));
      if (boundary.index > 0) {
        const finished = pieces(shown.tokens.slice(0, boundary.index), text.slice(0, boundary.at));
        finish(finished, at + boundary.at);
        return atEnd ? pieces(shown.tokens.slice(boundary.index), text.slice(boundary.at)) : [];
      }
      if (atEnd) return pieces(shown.tokens, text);
      if (longLine >= 0 || size === WINDOWS[2]) {
        finish(pieces(shown.tokens, text), end);
        return [];
      }
    }
    return [];
  }

  /** Up to `size` characters on, to a line's end, and no further than the start of an overlong line. */
  #windowEnd(at: number, size: number): { end: number; longLine: number } {
    const source = this.#source;
    const limit = Math.min(source.length, at + size);
    let line = at;
    while (line < limit) {
      const newline = source.indexOf('\n', line);
      const lineEnd = newline < 0 ? source.length : newline;
      if (lineEnd - line > LINE) return { end: line, longLine: line };
      if (lineEnd >= limit) return limit === source.length ? { end: limit, longLine: -1 } : { end: line, longLine: -1 };
      line = lineEnd + 1;
    }
    return { end: limit, longLine: -1 };
  }

  #lexPieces(text: string): readonly Piece[] {
    return pieces(this.#lex(text, this.#links, this.#maths), text);
  }

  #lexTail(text: string, atEnd: boolean): { tokens: readonly Token[]; same: number } {
    if (!atEnd) return { tokens: this.#lex(text, this.#links, this.#maths), same: text.length };
    const shown = showTail(text, this.#maths);
    const tokens = this.#lex(shown.text, this.#links, this.#maths);
    const type = tokens.at(-1)?.type;
    // What is shown literally must not show a closer.
    const literal = shown.same < shown.text.length && (type === 'code' || type === 'html');
    return literal
      ? { tokens: this.#lex(text, this.#links, this.#maths), same: text.length }
      : { tokens, same: shown.same };
  }

  #define(token: Token): void {
    if (token.type === 'def') {
      const { tag, href, title } = token as { tag: string; href: string; title: string };
      if (tag in this.#links) return;
      this.#links[tag] = { href, title };
      this.#linksAdded = true;
    } else if ('tokens' in token && token.tokens) {
      token.tokens.forEach((inner) => this.#define(inner));
    } else if (token.type === 'list') {
      (token as Tokens.List).items.forEach((item) => this.#define(item));
    }
  }
}

type Finish = (found: readonly Piece[], end: number) => void;

function noLinks(): Links {
  return Object.create(null) as Links;
}

/** One piece for each token but blank lines, which belong to none. */
function pieces(tokens: readonly Token[], source: string): readonly Piece[] {
  const found: Piece[] = [];
  let at = 0;
  for (const token of tokens) {
    const end = at + token.raw.length;
    if (token.type !== 'space' && token.raw.trim() !== '')
      found.push({ tokens: [token], raw: withoutLastNewlines(source.slice(at, end)) });
    at = end;
  }
  return found;
}

function withoutLastNewlines(text: string): string {
  let end = text.length;
  while (text[end - 1] === '\n') end -= 1;
  return text.slice(0, end);
}

function plainPiece(text: string): Piece {
  return { tokens: [plain(text)], raw: text };
}

/**
 * The last token that begins with a complete line, as far as the shown text is the source. All before it is finished:
 * where a block begins is decided by that line alone (by two for a table).
 */
function lastBoundary(
  tokens: readonly Token[],
  source: string,
  same: number,
  maths: boolean,
): { index: number; at: number } {
  let best = { index: 0, at: 0 };
  let at = 0;
  let formula = false;
  for (const [index, token] of tokens.entries()) {
    // Offsets are sums of raws: they hold only as long as marked accounts for every character.
    if (at + token.raw.length <= same && !source.startsWith(token.raw, at)) break;
    if (/^\s*\n[ \t]*\n/.test(token.raw)) formula = false;
    // A formula that began may still end below, and then what is between is no list and no rule.
    if (formula && token.type !== 'space') break;
    const begins = at + blankLines(token.raw);
    const shows = token.type !== 'space' && token.raw.trim() !== '';
    if (index > 0 && shows && completeLines(source, begins, same) >= (token.type === 'table' ? 2 : 1)) {
      best = { index, at };
    }
    if (maths && token.type !== 'maths' && token.type !== 'space') formula = FORMULA_BEGUN.test(token.raw);
    at += token.raw.length;
  }
  return best;
}

const FORMULA_BEGUN = /^ {0,3}(?:\$\$|\\\[)/m;

/** marked lets some tokens begin with the rest of a blank line; that line decides nothing. */
function blankLines(raw: string): number {
  const match = /^(?:[ \t]*\n)+/.exec(raw);
  return match ? match[0].length : 0;
}

function completeLines(source: string, at: number, end: number): 0 | 1 | 2 {
  const first = source.indexOf('\n', at);
  if (first < 0 || first >= end) return 0;
  const second = source.indexOf('\n', first + 1);
  return second < 0 || second >= end ? 1 : 2;
}

function closesFence(line: string, marker: string): boolean {
  const spaces = line.length - line.trimStart().length;
  const rest = line.trimEnd();
  return (
    spaces <= 3 &&
    rest.length - spaces >= marker.length &&
    rest.slice(spaces) === (marker[0] ?? '').repeat(rest.length - spaces)
  );
}

/** The lines between the fences (line end included) as marked would have them. */
function fenceText(body: string, indent: number): string {
  if (body === '') return '';
  let text = body.endsWith('\n') ? body.slice(0, -1) : body;
  if (indent > 0) text = text.replace(new RegExp(`^ {1,${indent}}`, 'gm'), '');
  return text === '' || text.endsWith('\n') ? `${text}\n` : text;
}
