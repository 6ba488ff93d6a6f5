/**
 * Growing text as chapters of top-level blocks. Owned by one element, written only by `update()` and `goOn()`.
 *
 * Each call works until it is done or `mayGoOn()` says no; then `pending` is true, what was shown stays shown behind
 * what is new, and `goOn()` continues. Text that only grows is read on from where it was; any other is read from its
 * start, and blocks that come out equal are kept. When the text is settled, blocks that were finished before a link was
 * defined are lexed once more: nothing else can differ from a lex of the whole.
 */
import { ChapterList } from './chapters.js';
import type { Chapter, MarkdownBlock } from './chapters.js';
import { lexMarkdown } from './lexer.js';
import type { Lex } from './lexer.js';
import { beginsWith } from './equal.js';
import { noNotes, notesOf } from './notes.js';
import type { Notes } from './notes.js';
import { BlockReader } from './reader.js';
import type { Piece } from './reader.js';

export type { Chapter, MarkdownBlock } from './chapters.js';

/** Asked after each stretch of work. */
export type MayGoOn = () => boolean;

const always: MayGoOn = () => true;
/** Nothing in them is a link. */
const VERBATIM: ReadonlySet<string> = new Set(['code', 'html', 'def', 'maths']);
const STRETCH = 6 * 1024;
/** So much text at once, thirty screens, is dear to lay out. Less is laid out at once: then heights are true, and nothing moves later. */
const BULK = 48 * 1024;

export class MarkdownBlocks {
  readonly #reader: BlockReader;
  readonly #list = new ChapterList();
  readonly #stretch: number;
  #text = '';
  #settled = false;
  #maths = false;
  /** The text with line ends unified; the same string as the text where it has none to unify. */
  #source = '';
  #read = 0;
  #finished = 0;
  #pending = false;
  /** The next block to lex again because of links defined late. */
  #again: number | undefined;
  #notes: Notes = noNotes;

  /** @param options.stretch after how many characters to ask whether to go on: less is not worth a slice */
  constructor(options: { readonly lex?: Lex; readonly stretch?: number } = {}) {
    this.#stretch = options.stretch ?? STRETCH;
    this.#reader = new BlockReader(options.lex ?? lexMarkdown);
  }

  get chapters(): readonly Chapter[] {
    return this.#list.chapters;
  }

  /** Makes a list of all: for tests and other rare uses. */
  get blocks(): readonly MarkdownBlock[] {
    return this.#list.chapters.flatMap(({ blocks }) => blocks);
  }

  get notes(): Notes {
    return this.#notes;
  }

  /** Not all of the text is shown yet: call `goOn()`. */
  get pending(): boolean {
    return this.#pending;
  }

  /** Takes the whole text so far, or goes on where it is the same. Costs as much as what is new and unfinished, or as the text when it did not grow. */
  update(text: string, settled: boolean, mayGoOn: MayGoOn = always, maths = false): void {
    if (text === this.#text && settled === this.#settled && maths === this.#maths) {
      this.goOn(mayGoOn);
      return;
    }
    const grew = beginsWith(text, this.#text);
    if (grew) {
      this.#grow(text);
    } else {
      this.#source = unifyLines(text);
    }
    // After a settled text the open end is gone; blocks that come out equal are kept all the same.
    const settledBefore = this.#settled && (text !== this.#text || !settled);
    if (!grew || settledBefore || maths !== this.#maths) {
      this.#reader.startOver(maths);
      this.#finished = 0;
      this.#read = 0;
    }
    this.#text = text;
    this.#settled = settled;
    this.#maths = maths;
    this.#again = undefined;
    this.#pending = true;
    this.goOn(mayGoOn);
  }

  goOn(mayGoOn: MayGoOn = always): void {
    if (!this.#pending) return;
    if (this.#again === undefined) this.#advance(mayGoOn);
    if (this.#again !== undefined) this.#lexAgain(mayGoOn);
  }

  #grow(text: string): void {
    const added = text.slice(this.#text.length);
    if (this.#source === this.#text && !/[\r\0]/.test(added)) {
      this.#source = text;
    } else {
      this.#source += unifyLines(this.#text.endsWith('\r') && added.startsWith('\n') ? added.slice(1) : added);
    }
  }

  #advance(mayGoOn: MayGoOn): void {
    const done: Piece[] = [];
    let open: readonly Piece[] = [];
    let idle = false;
    let asked = this.#reader.offset;
    const askNow = (): boolean => {
      if (this.#reader.offset - asked < this.#stretch) return true;
      asked = this.#reader.offset;
      return mayGoOn();
    };
    do {
      const step = this.#reader.step(this.#source, this.#settled);
      done.push(...step.finished);
      ({ open, idle } = step);
    } while (!idle && askNow());

    const bulk = this.#source.length - this.#read > BULK;
    if (idle) this.#read = this.#source.length;
    const rest = this.#list.count - this.#finished;
    const removed = idle ? rest : Math.min(done.length, rest);
    const noted =
      this.#list.chapters.at(-1)?.noted === true || [...done, ...open].some(({ raw }) => raw.includes('[^'));
    this.#list.splice(this.#finished, removed, [...done, ...open], done.length, bulk);
    this.#finished += done.length;
    if (noted || this.#notes !== noNotes) this.#notes = notesOf(this.#list.chapters, this.#notes);
    this.#pending = !idle;
    if (idle && this.#settled && this.#reader.definedLate) {
      this.#pending = true;
      this.#again = 0;
    }
  }

  #lexAgain(mayGoOn: MayGoOn): void {
    const all = this.blocks;
    let at = this.#again ?? 0;
    let lexed = 0;
    for (; at < all.length; at += 1) {
      const block = all[at];
      if (!block?.raw.includes('[') || VERBATIM.has(block.tokens[0]?.type ?? '')) continue;
      const tokens = this.#reader.again(block.raw);
      if (tokens.length === 1 && tokens[0]?.type === block.tokens[0]?.type) this.#list.replace(at, tokens);
      lexed += block.raw.length;
      if (lexed < this.#stretch) continue;
      lexed = 0;
      if (!mayGoOn()) break;
    }
    this.#again = at + 1;
    if (at < all.length - 1) return;
    this.#again = undefined;
    this.#pending = false;
  }
}

function unifyLines(text: string): string {
  return text.replace(/\r\n?/g, '\n').replaceAll('\0', '\ufffd');
}
