/**
 * What one pane remembers of each conversation it has shown: where the reader was and what is opened. View state only,
 * kept by the element, gone with it (I-24). Bounded: the conversation shown longest ago is forgotten first.
 */
const MOST = 100;

/** Where the reader is: at the end, or with a message's top so many pixels from the top edge. */
export type ReadingPlace =
  { readonly at: 'end' } | { readonly at: 'message'; readonly key: string; readonly offset: number };

export class ViewState {
  place: ReadingPlace = { at: 'end' };
  readonly #open = new Map<string, boolean>();
  readonly #rows = new Map<string, ViewState>();

  /** Was this disclosure opened or closed by hand? `undefined`: it is as it was made. */
  isOpen(id: string): boolean | undefined {
    return this.#open.get(id);
  }

  setOpen(id: string, open: boolean): void {
    this.#open.set(id, open);
  }

  /** The disclosures of one message: ids of blocks are unique within their turn only. */
  row(key: string): ViewState {
    let row = this.#rows.get(key);
    if (row === undefined) {
      row = new ViewState();
      this.#rows.set(key, row);
    }
    return row;
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
