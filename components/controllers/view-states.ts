/**
 * What one pane remembers of each conversation it has shown: where the reader was and what is opened. View state only,
 * kept by the element, gone with it (I-24); see kept-view.ts for what outlives the page. Bounded: the conversation shown
 * longest ago is forgotten first.
 */
const MOST = 100;

/** Where the reader is: at the end, or with a message's top so many pixels from the top edge. */
export type ReadingPlace =
  { readonly at: 'end' } | { readonly at: 'message'; readonly key: string; readonly offset: number };

/** Told of a disclosure opened or closed by hand, in the row with this key. */
export type OpenedByHand = (row: string, id: string, open: boolean) => void;

export class ViewState {
  /** `undefined`: this pane has not shown the conversation yet. */
  place: ReadingPlace | undefined;
  readonly #open = new Map<string, boolean>();
  readonly #rows = new Map<string, ViewState>();
  readonly #told: ((id: string, open: boolean) => void) | undefined;

  constructor(told?: (id: string, open: boolean) => void) {
    this.#told = told;
  }

  /** Was this disclosure opened or closed by hand? `undefined`: it is as it was made. */
  isOpen(id: string): boolean | undefined {
    return this.#open.get(id);
  }

  setOpen(id: string, open: boolean): void {
    this.#open.set(id, open);
    this.#told?.(id, open);
  }

  /** The disclosures of one message: ids of blocks are unique within their turn only. */
  row(key: string, told: OpenedByHand): ViewState {
    let row = this.#rows.get(key);
    if (row === undefined) {
      row = new ViewState((id, open) => told(key, id, open));
      this.#rows.set(key, row);
    }
    return row;
  }

  /** Puts what was kept of a row under what was done to it since; another object, so that its message draws anew. */
  seedRow(key: string, opened: Readonly<Record<string, boolean>>, told: OpenedByHand): void {
    const known = this.#rows.get(key);
    this.#rows.delete(key);
    const row = this.row(key, told);
    for (const [id, open] of Object.entries(opened)) row.#open.set(id, open);
    if (known !== undefined) for (const [id, open] of known.#open) row.#open.set(id, open);
  }
}

export class ViewStates {
  readonly #states = new Map<string, ViewState>();

  /** The state of a conversation, new when it has none. */
  of(conversation: string): ViewState {
    const state = this.#states.get(conversation) ?? new ViewState();
    this.#states.delete(conversation);
    this.#states.set(conversation, state);
    if (this.#states.size > MOST) {
      const oldest = this.#states.keys().next().value;
      if (oldest !== undefined) this.#states.delete(oldest);
    }
    return state;
  }

  get size(): number {
    return this.#states.size;
  }
}
