/**
 * Where the reader was in each conversation and what they opened: of this pane while it lives (view-states.ts), and of
 * the page before (kept-view.ts). Decides where a conversation opens; who reads rows on the way there is told to.
 */
import type { SessionRuntime, TranscriptSlice } from '../../runtime/index.js';
import {
  findRow,
  keepOpened,
  keepPlace,
  keptOpened,
  keptPlace,
  nameRow,
  rowsBefore,
  type KeptOpened,
  type KeptPlace,
} from '../controllers/kept-view.js';
import { ViewState, ViewStates, type ReadingPlace } from '../controllers/view-states.js';
import { rowIndex, type Row } from './rows.js';

/** A place further up than this many rows, or pages of them, is not looked for: it opens at the end. */
const REACH_ROWS = 180;
const REACH_PAGES = 3;

export class ReadingMemory {
  readonly #views = new ViewStates();
  #session: SessionRuntime | undefined;
  #view = new ViewState();
  /** What an earlier page left: the place, while it is looked for, and the disclosures of rows not seen yet. */
  #keptPlace: KeptPlace | null = null;
  #keptOpened: KeptOpened = [];
  /** Pages of earlier rows read on the way to the place. */
  #reached = 0;
  #rows: readonly Row[] = [];
  #whole = false;

  begin(session: SessionRuntime | undefined): void {
    this.#session = session;
    this.#view = session === undefined ? new ViewState() : this.#views.of(session.id);
    this.#keptPlace = null;
    this.#keptOpened = [];
    this.#reached = 0;
    this.#rows = [];
    this.#recall();
  }

  get place(): ReadingPlace | undefined {
    return this.#view.place;
  }

  /** Rows were read on the way to the place: it is being looked for. */
  get isLooking(): boolean {
    return this.#reached > 0;
  }

  /** The rows there are now. */
  take(slice: TranscriptSlice, rows: readonly Row[]): void {
    const same = rows === this.#rows;
    this.#rows = rows;
    this.#whole = !slice.hasOlder;
    if (same || slice.status !== 'ready') return;
    // The id may have turned out to be an older one of the conversation, whose view is kept under the newer.
    if (this.#keptPlace === null && this.#keptOpened.length === 0) this.#recall();
    if (this.#keptOpened.length > 0) this.#seed();
  }

  /** The disclosures of one row: ids of blocks are unique within their turn only. */
  rowView(key: string): ViewState {
    return this.#view.row(key, this.#openedByHand);
  }

  /** This is where the reader is; `personal`: they went there themselves, and find it there again in the next page. */
  remember(place: ReadingPlace | undefined, personal: boolean): void {
    this.#view.place = place ?? this.#view.place;
    const view = this.#session?.view;
    if (!personal || view === undefined || this.#view.place === undefined) return;
    const { place: now } = this.#view;
    const at = now.at === 'end' ? -1 : rowIndex(this.#rows, now.key);
    keepPlace(view, now.at === 'end' || at < 0 ? null : { row: nameRow(this.#rows, at), offset: now.offset });
  }

  /** Where to open, as far as the rows that are here tell: as this pane left it, else as it was kept. */
  nearest(): ReadingPlace {
    const place = this.#view.place ?? this.#keptHere();
    if (place === undefined || place.at === 'end' || rowIndex(this.#rows, place.key) < 0) return { at: 'end' };
    return place;
  }

  /** As `nearest`; `later`: rows on the way there are being read, `again` is called when they have come or have not. */
  wanted(slice: TranscriptSlice, again: () => void): ReadingPlace | 'later' {
    if (this.#view.place !== undefined) return this.nearest();
    const here = this.#keptHere();
    if (here !== undefined) return here;
    const missing = this.#keptPlace === null ? null : rowsBefore(this.#rows, this.#keptPlace.row);
    if (missing === null || missing > REACH_ROWS || !slice.hasOlder) return { at: 'end' };
    if (slice.loadingOlder) return 'later';
    if (this.#reached === REACH_PAGES) return { at: 'end' };
    this.#reached += 1;
    void this.#session?.loadOlder().then(again, again);
    return 'later';
  }

  #keptHere(): ReadingPlace | undefined {
    const kept = this.#keptPlace;
    const row = kept === null ? undefined : findRow(this.#rows, kept.row, this.#whole);
    return kept === null || row === undefined ? undefined : { at: 'message', key: row.key, offset: kept.offset };
  }

  /** A conversation this pane has not shown yet begins as it was left in another page. */
  #recall(): void {
    if (this.#session === undefined || this.#view.place !== undefined) return;
    this.#keptPlace = keptPlace(this.#session.view);
    this.#keptOpened = keptOpened(this.#session.view);
  }

  /** What was opened before the page was loaded anew, for the rows that are here by now. */
  #seed(): void {
    this.#keptOpened = this.#keptOpened.filter(([name, opened]) => {
      const row = findRow(this.#rows, name, this.#whole);
      if (row !== undefined) this.#view.seedRow(row.key, opened, this.#openedByHand);
      return row === undefined;
    });
  }

  readonly #openedByHand = (row: string, id: string, open: boolean): void => {
    const view = this.#session?.view;
    if (view !== undefined) keepOpened(view, this.#rows, this.#whole, row, id, open);
  };
}
