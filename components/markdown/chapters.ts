/**
 * Blocks in order, in chapters of a few screens each. A chapter that did not change is the same object, so whoever shows
 * them looks at one or two per update, whatever the length of the text. Written only by its `MarkdownBlocks`.
 */
import type { FootnoteRefToken, FootnoteToken } from './extensions.js';
import { equal } from './equal.js';
import type { Piece } from './reader.js';
import type { Token } from 'marked';

export interface MarkdownBlock extends Piece {
  /** Stable while the block is at its place in the text, whatever it turns into. */
  readonly key: string;
  /** Nothing that follows changes it. */
  readonly finished: boolean;
  /** Labels of the footnotes it refers to, in order. */
  readonly refs: readonly string[];
}

export interface Chapter {
  readonly key: string;
  readonly blocks: readonly MarkdownBlock[];
  /** Came with much other text at once: nobody has seen it yet, so it is laid out when it comes near. */
  readonly bulk: boolean;
  /** Refers to footnotes or holds them. */
  readonly noted: boolean;
  /** Characters of text, to guess its height by. */
  readonly length: number;
}

const BLOCKS = 24;
const CHARACTERS = 8 * 1024;

export class ChapterList {
  #chapters: readonly Chapter[] = [];
  #count = 0;
  #keys = 0;

  get chapters(): readonly Chapter[] {
    return this.#chapters;
  }

  get count(): number {
    return this.#count;
  }

  /**
   * Puts pieces in the place of `removed` blocks from `start` on. Those that equal what was there stay the same object,
   * those that take a place keep its key. Costs as much as what is behind `start`.
   *
   * @param finished how many of the pieces are finished
   */
  splice(start: number, removed: number, pieces: readonly Piece[], finished: number, bulk: boolean): void {
    let from = this.#chapters.length;
    let before = this.#count;
    // The last chapter may have room for more.
    while (from > 0 && (before > start || from === this.#chapters.length)) {
      from -= 1;
      before -= this.#chapters[from]?.blocks.length ?? 0;
    }
    const touched = this.#chapters.slice(from);
    const homes = new Map<string, string>();
    for (const { key, blocks } of touched) for (const block of blocks) homes.set(block.key, key);
    const old = touched.flatMap(({ blocks }) => blocks);
    const at = start - before;
    const next = [
      ...old.slice(0, at),
      ...this.#reconcile(old.slice(at, at + removed), pieces, finished),
      ...old.slice(at + removed),
    ];
    this.#chapters = [...this.#chapters.slice(0, from), ...this.#divide(next, touched, homes, bulk, from)];
    this.#count = before + next.length;
  }

  /** Replaces what is shown of one block. */
  replace(index: number, tokens: readonly Token[]): void {
    let at = 0;
    for (const [place, chapter] of this.#chapters.entries()) {
      const block = chapter.blocks[index - at];
      if (block) {
        if (equal(block.tokens, tokens)) return;
        const blocks = chapter.blocks.map((each) => (each === block ? { ...block, tokens } : each));
        this.#chapters = this.#chapters.map((each, position) => (position === place ? { ...chapter, blocks } : each));
        return;
      }
      at += chapter.blocks.length;
    }
  }

  /** Gives new pieces the identity of the blocks they equal, and the keys of those whose place they take. */
  #reconcile(old: readonly MarkdownBlock[], next: readonly Piece[], finished: number): readonly MarkdownBlock[] {
    const least = Math.min(old.length, next.length);
    let head = 0;
    while (head < least && equal(old[head]?.tokens, next[head]?.tokens)) head += 1;
    let tail = 0;
    while (tail < least - head && equal(old.at(-1 - tail)?.tokens, next.at(-1 - tail)?.tokens)) tail += 1;
    return next.map((piece, index) => {
      const fromEnd = next.length - index;
      const prior = fromEnd <= tail ? old.at(-fromEnd) : index < old.length - tail ? old[index] : undefined;
      const done = index < finished;
      const refs = piece.raw.includes('[^') ? refsOf(piece.tokens) : NO_REFS;
      if (!prior) return { key: this.#newKey('b'), ...piece, finished: done, refs };
      if (index >= head && fromEnd > tail && !equal(prior.tokens, piece.tokens)) {
        return { key: prior.key, ...piece, finished: done, refs };
      }
      return prior.raw === piece.raw && prior.finished === done ? prior : { ...prior, raw: piece.raw, finished: done };
    });
  }

  /** Blocks stay in the chapter they are in; new ones join the one before them while it has room. */
  #divide(
    blocks: readonly MarkdownBlock[],
    old: readonly Chapter[],
    homes: ReadonlyMap<string, string>,
    bulk: boolean,
    index: number,
  ): Chapter[] {
    const known = new Map(old.map((chapter) => [chapter.key, chapter]));
    const divided: Chapter[] = [];
    let current: MarkdownBlock[] = [];
    let key: string | undefined;
    let length = 0;
    const close = (): void => {
      if (current.length === 0) return;
      const prior = key === undefined ? undefined : known.get(key);
      divided.push(
        prior && prior.blocks.length === current.length && prior.blocks.every((block, at) => block === current[at])
          ? prior
          : {
              key: key ?? this.#newKey('c'),
              blocks: current,
              // The first one is what is seen at once; one that was laid out already stays so.
              bulk: prior ? prior.bulk : bulk && index + divided.length > 0,
              noted: current.some(({ refs, tokens }) => refs.length > 0 || tokens[0]?.type === 'footnote'),
              length,
            },
      );
      current = [];
      length = 0;
      key = undefined;
    };
    for (const block of blocks) {
      const home = homes.get(block.key);
      const full = current.length >= BLOCKS || length > CHARACTERS;
      if (home === undefined ? full : home !== key && current.length > 0) close();
      if (current.length === 0) key = home;
      current.push(block);
      length += block.raw.length;
    }
    close();
    return divided;
  }

  #newKey(kind: string): string {
    this.#keys += 1;
    return `${kind}${this.#keys}`;
  }
}

const NO_REFS: readonly string[] = [];

function refsOf(tokens: readonly Token[]): readonly string[] {
  const refs: string[] = [];
  const look = (value: unknown): void => {
    if (Array.isArray(value)) {
      value.forEach(look);
    } else if (typeof value === 'object' && value !== null) {
      const token = value as Partial<FootnoteRefToken | FootnoteToken> & Record<string, unknown>;
      if (token.type === 'footnoteRef' && token.label !== undefined) refs.push(token.label);
      for (const name of ['tokens', 'items', 'header', 'rows']) if (name in token) look(token[name]);
    }
  };
  look(tokens);
  return refs.length === 0 ? NO_REFS : refs;
}
