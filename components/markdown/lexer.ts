/**
 * marked's lexer with bounds. Text from a model is hostile or at least odd at times: nesting is capped (no stack
 * overflow), long runs of inline text are cut into pieces (marked is quadratic on some), and the work of one call
 * has a budget. Whatever is beyond a bound is plain text. Options are our own, so a host page that configures the
 * marked it shares with us changes nothing here.
 */
import { Lexer, Tokenizer } from 'marked';
import type { Links, MarkedOptions, Token, TokensList } from 'marked';
import { grammar } from './extensions.js';

/** Definitions known so far go in; the answer's raws joined are the source. `maths`: whether `$x$` is a formula. */
export type Lex = (source: string, links: Links, maths?: boolean) => Token[];

const BLOCK_DEPTH = 16;
const INLINE_DEPTH = 16;
const PIECE_LENGTH = 4096;
const PIECE_MARKS = 600;
const MARK = /[*_~`[\]<@:]/g;

export const lexMarkdown: Lex = (source, links, maths = false) => {
  try {
    const lexer = new BoundedLexer(source.length, maths);
    Object.assign(lexer.tokens.links, links);
    return [...lexer.lex(source)];
  } catch {
    // marked throws when it makes no progress, the regular expression engine when a match runs too deep.
    return [plain(source)];
  }
};

/** Text that is shown as it is, without another look at what it holds. */
export function plain(text: string): Token {
  return { type: 'text', raw: text, text, escaped: true };
}

class BoundedLexer extends Lexer {
  #blockDepth = 0;
  #inlineDepth = 0;
  #budget: number;

  constructor(length: number, maths: boolean) {
    super(ownOptions(maths));
    this.#budget = 4096 + length * 24;
  }

  override blockTokens(src: string, tokens?: Token[], lastParagraphClipped?: boolean): Token[];
  override blockTokens(src: string, tokens?: TokensList, lastParagraphClipped?: boolean): TokensList;
  override blockTokens(src: string, tokens: Token[] = [], lastParagraphClipped = false): Token[] {
    this.#budget -= src.length;
    if (this.#blockDepth >= BLOCK_DEPTH || this.#budget < 0) {
      if (src) tokens.push(plain(src));
      this.state.top = true;
      return tokens;
    }
    this.#blockDepth += 1;
    try {
      return super.blockTokens(src, tokens, lastParagraphClipped);
    } finally {
      this.#blockDepth -= 1;
    }
  }

  override inlineTokens(src: string, tokens: Token[] = []): Token[] {
    this.#budget -= src.length;
    if (this.#inlineDepth >= INLINE_DEPTH || this.#budget < 0) {
      if (src) tokens.push(plain(src));
      return tokens;
    }
    this.#inlineDepth += 1;
    try {
      for (const piece of inlinePieces(src)) super.inlineTokens(piece, tokens);
      return tokens;
    } finally {
      this.#inlineDepth -= 1;
    }
  }
}

function ownOptions(maths: boolean): MarkedOptions {
  return {
    async: false,
    breaks: false,
    extensions: grammar(maths),
    gfm: true,
    hooks: null,
    pedantic: false,
    silent: false,
    tokenizer: new Tokenizer(),
    walkTokens: null,
  };
}

/** One piece for anything a person would write; several, cut at white space, for a wall of text or of markup. */
function inlinePieces(src: string): string[] {
  if (src.length <= PIECE_MARKS) return [src];
  const pieces: string[] = [];
  let rest = src;
  while (rest) {
    const end = pieceEnd(rest);
    pieces.push(rest.slice(0, end));
    rest = rest.slice(end);
  }
  return pieces;
}

function pieceEnd(src: string): number {
  const limit = Math.min(src.length, PIECE_LENGTH);
  let marks = 0;
  MARK.lastIndex = 0;
  while (MARK.test(src) && MARK.lastIndex <= limit) {
    marks += 1;
    if (marks > PIECE_MARKS) return cutBefore(src, MARK.lastIndex);
  }
  return limit === src.length ? limit : cutBefore(src, limit);
}

/** The last white space before `limit`, or `limit`, never between the halves of a surrogate pair. */
export function cutBefore(text: string, limit: number): number {
  for (let at = limit; at > limit - 256 && at > 1; at -= 1) {
    const code = text.charCodeAt(at - 1);
    if (code === 0x20 || code === 0x0a) return at;
  }
  const before = text.charCodeAt(limit - 1);
  return limit > 1 && before >= 0xd800 && before <= 0xdbff ? limit - 1 : limit;
}
