/**
 * Growing text as a list of top-level blocks. Owned by one element, written only by `update()`.
 *
 * A block is finished when a later block has begun with a complete line: nothing that follows can change it, so it is
 * frozen and never lexed again. Only the text from there to the end is lexed when text arrives; in an open fence not
 * even that, its lines are code. When the text is settled, one lex of the whole replaces the blocks that differ
 * (links defined further down, mostly). What is too long for that (see the limits) keeps the blocks it has.
 */
import type { Links, Token } from 'marked';
import { cutBefore, lexMarkdown, plain } from './lexer.js';
import type { Lex } from './lexer.js';
import { showTail } from './tail.js';

export interface MarkdownBlock {
  /** Stable while the block is at its place in the text, whatever it turns into. */
  readonly key: string;
  readonly tokens: readonly Token[];
  /** Its part of the text, without the blank lines around it. */
  readonly raw: string;
}

type Piece = Omit<MarkdownBlock, 'key'>;

/** Longest text that is lexed in one go when settled. */
const WHOLE = 128 * 1024;
/** Longest stretch one lex sees of a longer text; twice that if no block ends within. */
const WINDOW = 32 * 1024;
/** Beyond this a line is plain text. */
const LINE = 16 * 1024;
const PLAIN_CHUNK = 8 * 1024;
const FENCE = /( {0,3})(?:(`{3,})([^`\n]*)|(~{3,})([^\n]*))\n/y;

export class MarkdownBlocks {
  readonly #lex: Lex;
  #blocks: readonly MarkdownBlock[] = [];
  #keys = 0;
  #text = '';
  #settled = false;
  /** The text with line ends unified; offsets are into this. */
  #source = '';
  /** How many blocks are finished, where the open text begins, and what is known about it. */
  #finished = 0;
  #offset = 0;
  #links: Links = noLinks();
  #inLongLine = false;
  #fenceChecked = 0;

  constructor(options: { readonly lex?: Lex } = {}) {
    this.#lex = options.lex ?? lexMarkdown;
  }

  get blocks(): readonly MarkdownBlock[] {
    return this.#blocks;
  }

  /** Takes the whole text so far. Costs as much as what is new and unfinished, or as the text when it did not grow. */
  update(text: string, settled: boolean): readonly MarkdownBlock[] {
    if (text === this.#text && settled === this.#settled) return this.#blocks;
    const grew = text.startsWith(this.#text);
    if (grew) {
      const added = text.slice(this.#text.length);
      this.#source += unifyLines(this.#text.endsWith('\r') && added.startsWith('\n') ? added.slice(1) : added);
    } else {
      this.#source = unifyLines(text);
    }
    // After a settled lex the offsets are gone; blocks that come out equal are kept all the same.
    if (!grew || this.#settled) this.#startOver();
    this.#text = text;
    this.#settled = settled;

    if (settled && canLexWhole(this.#source)) {
      this.#blocks = this.#reconcile(this.#blocks, pieces(this.#lex(this.#source, noLinks()), this.#source));
      this.#blocks.forEach(freezeDeep);
    } else {
      this.#advance(settled);
    }
    return this.#blocks;
  }

  #startOver(): void {
    this.#finished = 0;
    this.#offset = 0;
    this.#links = noLinks();
    this.#inLongLine = false;
    this.#fenceChecked = 0;
  }

  /** Finishes what can be finished, lexes the open rest. `last`: no more text will come. */
  #advance(last: boolean): void {
    const done: Piece[] = [];
    let open: readonly Piece[] = [];
    const finish = (found: readonly Piece[], end: number): void => {
      for (const piece of found) {
        for (const token of piece.tokens) this.#define(token);
        done.push(piece);
      }
      this.#offset = end;
      this.#fenceChecked = end;
    };

    while (this.#offset < this.#source.length) {
      const before = this.#offset;
      open = this.#inLongLine
        ? this.#longLine(finish, last)
        : (this.#fence(finish, last) ?? this.#window(finish, last));
      if (open.length > 0 || this.#offset === before) break;
    }

    const kept = this.#blocks.slice(0, this.#finished);
    const tail = this.#reconcile(this.#blocks.slice(this.#finished), [...done, ...open]);
    tail.slice(0, done.length).forEach(freezeDeep);
    this.#finished += done.length;
    this.#blocks = [...kept, ...tail];
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
    for (let size = source.length - at <= WINDOW * 2 ? WINDOW * 2 : WINDOW; ; size = WINDOW * 2) {
      const { end, longLine } = this.#windowEnd(at, size);
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
      const shown = this.#lexTail(text, atEnd);
      const boundary = lastBoundary(shown.tokens, text, shown.same);
      if (boundary.index > 0) {
        const finished = pieces(shown.tokens.slice(0, boundary.index), text.slice(0, boundary.at));
        finish(finished, at + boundary.at);
        return atEnd ? pieces(shown.tokens.slice(boundary.index), text.slice(boundary.at)) : [];
      }
      if (atEnd) return pieces(shown.tokens, text);
      if (longLine >= 0 || size > WINDOW) {
        finish(pieces(shown.tokens, text), end);
        return [];
      }
    }
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
    return pieces(this.#lex(text, this.#links), text);
  }

  #lexTail(text: string, atEnd: boolean): { tokens: readonly Token[]; same: number } {
    if (!atEnd) return { tokens: this.#lex(text, this.#links), same: text.length };
    const shown = showTail(text);
    const tokens = this.#lex(shown.text, this.#links);
    const type = tokens.at(-1)?.type;
    // What is shown literally must not show a closer.
    const literal = shown.same < shown.text.length && (type === 'code' || type === 'html');
    return literal ? { tokens: this.#lex(text, this.#links), same: text.length } : { tokens, same: shown.same };
  }

  #define(token: Token): void {
    if (token.type !== 'def') return;
    const { tag, href, title } = token as { tag: string; href: string; title: string };
    this.#links[tag] ??= { href, title };
  }

  /** Gives new pieces the identity of the blocks they equal, and the keys of those whose place they take. */
  #reconcile(old: readonly MarkdownBlock[], next: readonly Piece[]): readonly MarkdownBlock[] {
    const least = Math.min(old.length, next.length);
    let head = 0;
    while (head < least && equal(old[head]?.tokens, next[head]?.tokens)) head += 1;
    let tail = 0;
    while (tail < least - head && equal(old.at(-1 - tail)?.tokens, next.at(-1 - tail)?.tokens)) tail += 1;
    return next.map((piece, index) => {
      const fromEnd = next.length - index;
      const prior = fromEnd <= tail ? old.at(-fromEnd) : index < old.length - tail ? old[index] : undefined;
      if (!prior) return { key: this.#newKey(), ...piece };
      if (index >= head && fromEnd > tail && !equal(prior.tokens, piece.tokens)) return { key: prior.key, ...piece };
      return prior.raw === piece.raw ? prior : { ...prior, raw: piece.raw };
    });
  }

  #newKey(): string {
    this.#keys += 1;
    return `b${this.#keys}`;
  }
}

type Finish = (found: readonly Piece[], end: number) => void;

function noLinks(): Links {
  return Object.create(null) as Links;
}

function unifyLines(text: string): string {
  return text.replace(/\r\n?/g, '\n').replaceAll('\0', '\ufffd');
}

function canLexWhole(source: string): boolean {
  if (source.length > WHOLE) return false;
  for (let line = 0; line < source.length;) {
    const newline = source.indexOf('\n', line);
    const end = newline < 0 ? source.length : newline;
    if (end - line > LINE) return false;
    line = end + 1;
  }
  return true;
}

/** One piece for each token but blank lines, which belong to none. */
function pieces(tokens: readonly Token[], source: string): readonly Piece[] {
  const found: Piece[] = [];
  let at = 0;
  for (const token of tokens) {
    const end = at + token.raw.length;
    if (token.type !== 'space') found.push({ tokens: [token], raw: withoutLastNewlines(source.slice(at, end)) });
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
function lastBoundary(tokens: readonly Token[], source: string, same: number): { index: number; at: number } {
  let best = { index: 0, at: 0 };
  let at = 0;
  for (const [index, token] of tokens.entries()) {
    // Offsets are sums of raws: they hold only as long as marked accounts for every character.
    if (at + token.raw.length <= same && !source.startsWith(token.raw, at)) break;
    if (index > 0 && token.type !== 'space' && completeLines(source, at, same) >= (token.type === 'table' ? 2 : 1)) {
      best = { index, at };
    }
    at += token.raw.length;
  }
  return best;
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

/** Whether two token trees show the same. `raw` is left out: where blank lines are counted shows nowhere. */
function equal(a: unknown, b: unknown): boolean {
  if (a === b) return true;
  if (typeof a !== 'object' || typeof b !== 'object' || a === null || b === null) return false;
  if (Array.isArray(a)) {
    return Array.isArray(b) && a.length === b.length && a.every((item, index) => equal(item, b[index]));
  }
  const left = a as Record<string, unknown>;
  const right = b as Record<string, unknown>;
  for (const name of Object.keys(left)) if (name !== 'raw' && !equal(left[name], right[name])) return false;
  for (const name of Object.keys(right))
    if (name !== 'raw' && !(name in left) && right[name] !== undefined) return false;
  return true;
}

function freezeDeep(value: unknown): void {
  if (typeof value !== 'object' || value === null || Object.isFrozen(value)) return;
  Object.freeze(value);
  for (const inner of Object.values(value)) freezeDeep(inner);
}
