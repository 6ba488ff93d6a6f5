/**
 * Draws a window of the rows of one conversation (see row-window.ts): as few as fill the box at first, more in idle
 * slices, others when somebody scrolls. Knows the elements of the rows that are drawn and what they measure.
 */
import type { ReactiveController, ReactiveControllerHost } from 'lit';
import { atFrame, cancelAtFrame } from '../directives/frame.js';
import { IdleSlices } from './idle-slices.js';
import { firstBelow, lineAt, type Line } from './reading-line.js';
import { RowHeights } from './row-heights.js';
import {
  MOST_ROWS,
  carry,
  cover,
  grow,
  openAt,
  pieces,
  trim,
  type Aim,
  type Piece,
  type Reach,
  type RowWindow,
} from './row-window.js';
import { rowIndex, type Row } from './rows.js';
import { selectedIn } from './selection.js';

/** Script a slice may take, so that with its layout it is far below a long task. */
const SLICE_MS = 6;
const FIRST_SLICE = 2;
const LARGEST_SLICE = 6;
/** Rows that are printed; those at the end, where there are more. */
const MOST_PRINTED = 1_000;
/** Before anything was drawn. */
const LIKELY_ROOM = 900;

/** A row, and how far its top is below the top edge of the box. */
export interface RowPlace {
  readonly key: string;
  readonly offset: number;
}

export class RowWindowController implements ReactiveController {
  readonly #host: ReactiveControllerHost;
  readonly #resized: () => boolean;
  readonly #slices = new IdleSlices(() => this.#slice());
  readonly #seen = new Set<HTMLElement>();
  #observer: ResizeObserver | undefined;
  #heights = new RowHeights();
  #rows: readonly Row[] = [];
  #window: RowWindow = { start: 0, end: 0 };
  #pieces: readonly Piece[] = [];
  #box: HTMLElement | null = null;
  #elements: readonly HTMLElement[] = [];
  #sliceRows = FIRST_SLICE;
  #isPrinting = false;
  /** How tall the box is, as last seen: to ask it while rows are being drawn would lay out the page once more. */
  #room = LIKELY_ROOM;

  /** `resized`: rows that are drawn have changed their size, or are new, and layout is done. True: they are told of again in the next frame. */
  constructor(host: ReactiveControllerHost, resized: () => boolean) {
    this.#host = host;
    this.#resized = resized;
    host.addController(this);
  }

  hostConnected(): void {
    addEventListener('beforeprint', this.#printing);
    addEventListener('afterprint', this.#printed);
    if (this.#box !== null) this.#slices.start();
  }

  hostDisconnected(): void {
    removeEventListener('beforeprint', this.#printing);
    removeEventListener('afterprint', this.#printed);
    this.#isPrinting = false;
    this.#slices.stop();
    this.#observer?.disconnect();
    this.#observer = undefined;
    cancelAtFrame(this.#observeAgain);
    this.#seen.clear();
  }

  get rows(): readonly Row[] {
    return this.#rows;
  }

  /** Elements of the rows and gaps, from top to bottom; each row has its key in `data-row`. */
  get elements(): readonly HTMLElement[] {
    return this.#elements;
  }

  /** Another conversation: nothing measured counts. */
  begin(): void {
    this.#heights = new RowHeights();
    this.#rows = [];
    this.#window = { start: 0, end: 0 };
    this.#sliceRows = FIRST_SLICE;
  }

  /** The pieces to draw of these rows. `aim`: open it there; null: as it is, or at the end where that can't be. */
  take(rows: readonly Row[], aim: Aim | null, following: boolean): readonly Piece[] {
    const before = this.#rows;
    const { start, end } = this.#window;
    this.#heights.set(rows);
    this.#rows = rows;
    if (aim !== null) this.#window = openAt(this.#heights, aim, this.#room);
    else if (rows !== before) {
      const first = rowIndex(rows, before[start]?.key ?? '');
      const last = rowIndex(rows, before[end - 1]?.key ?? '');
      this.#window =
        carry(this.#window, before.length, first, last, rows.length, following) ??
        openAt(this.#heights, this.#aimNow(following), this.#room);
    }
    this.#pieces = pieces(rows.length, this.#window, this.#pinned());
    return this.#pieces;
  }

  /** After each render. */
  drawn(box: HTMLElement, content: HTMLElement): void {
    this.#box = box;
    this.#elements = [...content.querySelectorAll<HTMLElement>(':scope > [data-row], :scope > [data-gap]')];
    this.#observer ??= new ResizeObserver((entries) => this.#measure(entries));
    for (const element of this.#seen) {
      if (element.isConnected) continue;
      this.#seen.delete(element);
      this.#observer.unobserve(element);
    }
    this.#pieces.forEach((piece, at) => {
      const element = this.#elements[at];
      if (element === undefined) return;
      if (piece.kind === 'gap')
        element.style.setProperty('block-size', `${this.#heights.between(piece.start, piece.end)}px`);
      else if (!this.#seen.has(element)) {
        this.#seen.add(element);
        element.style.setProperty('contain-intrinsic-block-size', `auto ${this.#heights.at(piece.start)}px`);
        this.#observer?.observe(element);
      }
    });
    if (!this.#isWhole && this.#host instanceof Element && this.#host.isConnected) this.#slices.start();
  }

  /** The box was scrolled. True: other rows are needed now, and will be drawn before the next paint. */
  scrolled(): boolean {
    const reach = this.#reach();
    if (reach === undefined) return false;
    const next = cover(this.#window, this.#heights, reach);
    this.#slices.start();
    if (next === this.#window) return false;
    this.#window = next;
    this.#host.requestUpdate();
    return true;
  }

  /** The row at the top edge of the box, drawn or not. */
  place(): RowPlace | undefined {
    const { index, offset } = this.#indexAt() ?? {};
    const key = index === undefined ? undefined : this.#rows[index]?.key;
    return key === undefined || offset === undefined ? undefined : { key, offset };
  }

  /** The line at the top edge of the box, if it is in a row that is drawn. */
  line(): Line | undefined {
    const edge = this.#edge();
    if (edge === undefined) return undefined;
    const first = firstBelow(this.#elements, edge);
    if (first === undefined || first.dataset['row'] === undefined) return undefined;
    return lineAt([first], edge);
  }

  /** Nothing that is drawn is at the top edge of the box. */
  get isBlank(): boolean {
    const edge = this.#edge();
    return edge !== undefined && firstBelow(this.#elements, edge)?.dataset['gap'] !== undefined;
  }

  element(key: string): HTMLElement | undefined {
    return this.#elements.find((element) => element.dataset['row'] === key);
  }

  indexOf(key: string): number {
    return rowIndex(this.#rows, key);
  }

  #indexAt(): { readonly index: number; readonly offset: number } | undefined {
    const edge = this.#edge();
    if (edge === undefined) return undefined;
    const element = firstBelow(this.#elements, edge) ?? this.#elements.at(-1);
    const piece = element === undefined ? undefined : this.#pieces[this.#elements.indexOf(element)];
    if (element === undefined || piece === undefined) return undefined;
    const offset = element.getBoundingClientRect().top - edge;
    if (piece.kind === 'row') return { index: piece.start, offset };
    const found = this.#heights.find(piece.start, -offset);
    return { index: found.index, offset: -found.offset };
  }

  #aimNow(following: boolean): Aim {
    if (following) return 'end';
    return this.#indexAt() ?? 'end';
  }

  #edge(): number | undefined {
    const box = this.#box;
    return box === null || box.getClientRects().length === 0 ? undefined : box.getBoundingClientRect().top;
  }

  #reach(): Reach | undefined {
    const box = this.#box;
    const edge = this.#edge();
    if (box === null || edge === undefined || this.#window.end === this.#window.start) return undefined;
    const first = this.element(this.#rows[this.#window.start]?.key ?? '');
    const last = this.element(this.#rows[this.#window.end - 1]?.key ?? '');
    if (first === undefined || last === undefined) return undefined;
    const room = (this.#room = box.clientHeight || this.#room);
    return {
      above: edge - first.getBoundingClientRect().top,
      below: last.getBoundingClientRect().bottom - edge - room,
      room,
    };
  }

  /** The running turn keeps its nodes, and what somebody holds is not taken from them. */
  #pinned(): readonly number[] {
    const pinned: number[] = [];
    const last = this.#rows.length - 1;
    if (this.#rows[last]?.live != null) pinned.push(last);
    for (const key of this.#heldKeys()) pinned.push(rowIndex(this.#rows, key));
    return pinned;
  }

  /** Rows with the focus, and those at the ends of what is selected. */
  #heldKeys(): readonly string[] {
    const root = this.#box?.getRootNode();
    if (!(root instanceof ShadowRoot)) return [];
    const held = new Set<string>();
    const add = (node: Node | null): void => {
      const element = node instanceof Element ? node : (node?.parentElement ?? null);
      const key = element?.closest<HTMLElement>('[data-row]')?.dataset['row'];
      if (key !== undefined) held.add(key);
    };
    if (root.activeElement !== this.#box) add(root.activeElement);
    const selected = selectedIn(root);
    if (selected !== undefined) {
      add(childAt(selected.startContainer, selected.startOffset));
      add(childAt(selected.endContainer, selected.endOffset - 1));
    }
    return [...held];
  }

  /** Paper is not scrolled: what is loaded is drawn. */
  readonly #printing = (): void => {
    if (this.#edge() === undefined) return;
    this.#isPrinting = true;
    this.#window = { start: Math.max(0, this.#rows.length - MOST_PRINTED), end: this.#rows.length };
    this.#host.requestUpdate();
  };

  readonly #printed = (): void => {
    this.#isPrinting = false;
    this.#slices.start();
  };

  #measure(entries: readonly ResizeObserverEntry[]): void {
    this.#room = this.#box?.clientHeight || this.#room;
    for (const { target, borderBoxSize } of entries) {
      const element = target as HTMLElement;
      const at = this.#pieces[this.#elements.indexOf(element)];
      const [size] = borderBoxSize;
      if (at?.kind !== 'row' || size === undefined || size.blockSize === 0) continue;
      this.#heights.setWidth(size.inlineSize);
      this.#heights.measure(at.start, size.blockSize);
    }
    if (this.#resized()) {
      this.#observer?.disconnect();
      atFrame(this.#observeAgain);
    }
    if (!this.#isWhole) this.#slices.start();
  }

  readonly #observeAgain = (): void => {
    for (const element of this.#seen) this.#observer?.observe(element);
  };

  /** Every row is drawn, and no more than are kept. */
  get #isWhole(): boolean {
    const { start, end } = this.#window;
    return start === 0 && end === this.#rows.length && end <= MOST_ROWS;
  }

  /** False: as many rows are drawn as should be. */
  #slice(): boolean {
    const reach = this.#isPrinting ? undefined : this.#reach();
    // Not drawn: looked at again after the next render, or when it has a size.
    if (reach === undefined) return false;
    const grown = grow(this.#window, this.#heights, reach, this.#sliceRows);
    const next = grown === this.#window ? trim(grown, this.#heights, reach) : grown;
    if (next === this.#window) return false;
    const began = performance.now();
    const rows = Math.abs(next.end - next.start - (this.#window.end - this.#window.start));
    this.#window = next;
    this.#host.requestUpdate();
    // Elements draw in microtasks: all of them are through when a task of its own comes.
    setTimeout(() => this.#learn(rows, performance.now() - began));
    return true;
  }

  #learn(rows: number, took: number): void {
    const fits = Math.floor((SLICE_MS * rows) / Math.max(0.5, took));
    this.#sliceRows = Math.max(1, Math.min(LARGEST_SLICE, fits, this.#sliceRows * 2));
  }
}

function childAt(node: Node, offset: number): Node {
  return node.childNodes[offset] ?? node;
}
