/**
 * Finds text in a conversation, also in what is not drawn: reads messages in slices, newest first, and earlier pages when
 * there is nothing in those that are loaded, or somebody asks. Everything ends when the bar is closed, another session is
 * shown, or the element goes.
 */
import type { ReactiveController, ReactiveControllerHost } from 'lit';
import { atFrame, cancelAtFrame } from '../directives/frame.js';
import { blockIn, FindMarks, rangesIn } from './find-marks.js';
import { countIn, patternOf, textAt } from './find-text.js';
import { ordinal, step, total, type FoundRow, type Place } from './found.js';
import type { OlderPages } from './older-pages.js';
import type { Row } from './rows.js';

/** One slice of reading. */
const SLICE_MS = 6;
/** Pages of earlier messages read for one wish. */
const PAGES = 10;

export interface FindHost {
  rows(): readonly Row[];
  /** Rows that are drawn, top to bottom, each with its key in `data-row`. */
  drawn(): readonly HTMLElement[];
  /** Key of the row at the top edge. */
  reading(): string | undefined;
  /** Goes to a row, drawn when the promise is fulfilled. */
  show(key: string): Promise<boolean>;
  /** Opens what is folded away in a row, by the names its disclosures have. */
  open(key: string, names: readonly string[]): void;
  /** Moves the box so that this is in sight, if it is not. */
  reveal(range: Range): void;
}

export class FindController implements ReactiveController {
  isOpen = false;
  query = '';
  /** Messages read, and whether the reading goes on. */
  searched = 0;
  isSearching = false;

  readonly #host: ReactiveControllerHost;
  readonly #owner: FindHost;
  readonly #older: OlderPages;
  readonly #marks = new FindMarks();
  #pattern: RegExp | null = null;
  #found: readonly FoundRow[] = [];
  #place: Place | null = null;
  /** What was counted with the pattern of now; a message that changes is another object. */
  #counts = new WeakMap<object, number>();
  #rows: readonly Row[] = [];
  #timer: ReturnType<typeof setTimeout> | undefined;
  /** Pages of earlier messages still to be read for this wish. */
  #pages = 0;
  /** Nothing was found yet, and nothing earlier was read for that. */
  #mayReach = false;

  constructor(host: ReactiveControllerHost, owner: FindHost, older: OlderPages) {
    this.#host = host;
    this.#owner = owner;
    this.#older = older;
    host.addController(this);
  }

  hostUpdated(): void {
    if (this.isOpen) this.changed();
  }

  hostDisconnected(): void {
    this.close();
  }

  get total(): number {
    return total(this.#found);
  }

  /** Which of them is looked at, from one; 0: none yet. */
  get current(): number {
    return ordinal(this.#found, this.#place);
  }

  get isLooking(): boolean {
    return this.#pattern !== null;
  }

  open(): void {
    this.isOpen = true;
    this.#host.requestUpdate();
  }

  close(): void {
    if (!this.isOpen) return;
    this.isOpen = false;
    this.#stop();
    this.#pattern = null;
    this.query = '';
    this.#found = [];
    this.#place = null;
    this.#rows = [];
    this.#marks.clear();
    this.#host.requestUpdate();
  }

  look(query: string): void {
    this.#stop();
    this.query = query;
    this.#pattern = patternOf(query);
    this.#counts = new WeakMap();
    this.#found = [];
    this.#place = null;
    this.#rows = [];
    this.#pages = 0;
    this.#mayReach = true;
    this.searched = 0;
    this.#marks.clear();
    if (this.#pattern !== null) this.#read();
    this.#host.requestUpdate();
  }

  /** Rows, or what is drawn of them, have changed. */
  changed(): void {
    if (this.#pattern === null) return;
    if (this.#owner.rows() !== this.#rows && this.#timer === undefined) this.#read();
    atFrame(this.#mark);
  }

  async go(by: 1 | -1): Promise<void> {
    const rows = this.#owner.rows();
    const reading = this.#owner.reading();
    const at = rows.findIndex(({ key }) => key === reading);
    const from = new Set(this.#place === null ? rows.slice(Math.max(0, at)).map(({ key }) => key) : []);
    const place = step(this.#found, this.#place, by, from);
    this.#place = place;
    this.#host.requestUpdate();
    if (place === null) return;
    this.#open(place);
    const drawn = this.#owner.drawn().some((row) => row.dataset['row'] === place.key);
    if (!drawn && !(await this.#owner.show(place.key))) return;
    // What a row says is drawn in steps: by the next frame it is there, or it is a long one that comes by and by.
    for (let frame = 0; frame < 4 && this.#place === place; frame += 1) {
      await new Promise<void>((resolve) => atFrame(resolve));
      const range = this.#rangeOf(place);
      if (range === undefined) continue;
      this.#owner.reveal(range);
      break;
    }
    if (this.#place === place) this.#mark();
  }

  /** Reads earlier messages too, some pages of them. */
  async goOn(): Promise<void> {
    this.#pages = PAGES;
    await this.#readOlder();
  }

  #read(): void {
    const rows = this.#owner.rows();
    const pattern = this.#pattern;
    if (pattern === null) return;
    this.#rows = rows;
    this.isSearching = true;
    let at = rows.length - 1;
    const slice = (): void => {
      this.#timer = undefined;
      const until = performance.now() + SLICE_MS;
      for (; at >= 0 && performance.now() < until; at -= 1) this.#count(rows[at]!, pattern);
      if (at >= 0) this.#timer = setTimeout(slice);
      else this.#done(rows, pattern);
    };
    this.#timer = setTimeout(slice);
  }

  #count(row: Row, pattern: RegExp): number {
    if (row.message === null) return countIn(row, pattern);
    let count = this.#counts.get(row.message);
    if (count === undefined) {
      count = countIn(row, pattern);
      this.#counts.set(row.message, count);
    }
    return count;
  }

  #done(rows: readonly Row[], pattern: RegExp): void {
    this.#found = rows.flatMap((row) => {
      const count = this.#count(row, pattern);
      return count === 0 ? [] : [{ key: row.key, count }];
    });
    this.searched = rows.length;
    this.isSearching = false;
    this.#host.requestUpdate();
    if (this.total === 0 && this.#mayReach) this.#pages = PAGES;
    this.#mayReach = false;
    if (this.#pages > 0) void this.#readOlder();
  }

  async #readOlder(): Promise<void> {
    if (this.#pages <= 0 || this.isSearching) return;
    this.#pages -= 1;
    const pattern = this.#pattern;
    this.isSearching = true;
    this.#host.requestUpdate();
    // When it comes the rows change, and are read.
    const came = await this.#older.load();
    if (this.#pattern !== pattern || !this.isOpen) return;
    if (!came) this.#pages = 0;
    this.isSearching = this.#timer !== undefined;
    this.changed();
    this.#host.requestUpdate();
  }

  #stop(): void {
    clearTimeout(this.#timer);
    this.#timer = undefined;
    this.isSearching = false;
    this.#pages = 0;
    cancelAtFrame(this.#mark);
  }

  #open(place: Place): void {
    const row = this.#owner.rows().find(({ key }) => key === place.key);
    const found = row && this.#pattern && textAt(row, this.#pattern, place.nth);
    if (found && found.of.opens.length > 0) this.#owner.open(place.key, found.of.opens);
  }

  /** Where a match stands, if that is drawn. In what a tool gave back it may be cut: then the card itself is it. */
  #rangeOf(place: Place): Range | undefined {
    const drawn = this.#owner.drawn().find((one) => one.dataset['row'] === place.key);
    const row = this.#owner.rows().find(({ key }) => key === place.key);
    if (drawn === undefined || row === undefined || this.#pattern === null) return undefined;
    const found = textAt(row, this.#pattern, place.nth);
    const block = found && blockIn(drawn, found.of.block);
    const ranges = rangesIn(block ?? drawn, this.#pattern);
    const at = block ? found.nth : place.nth;
    const range = ranges[Math.min(at, ranges.length - 1)];
    if (range !== undefined || !block?.checkVisibility()) return range;
    const whole = new Range();
    whole.selectNode(block);
    return whole;
  }

  readonly #mark = (): void => {
    const pattern = this.#pattern;
    if (pattern === null || !this.isOpen) return;
    const counts = new Set(this.#found.map(({ key }) => key));
    let current: Range | null = null;
    const ranges = this.#owner.drawn().flatMap((row) => {
      const key = row.dataset['row'] ?? '';
      if (!counts.has(key)) return [];
      const found = rangesIn(row, pattern);
      if (key !== this.#place?.key) return found;
      const place = this.#rangeOf(this.#place);
      current = found.find((range) => place !== undefined && isSame(range, place)) ?? null;
      return found;
    });
    this.#marks.show(ranges, current);
  };
}

function isSame(one: Range, other: Range): boolean {
  return one.startContainer === other.startContainer && one.startOffset === other.startOffset;
}
