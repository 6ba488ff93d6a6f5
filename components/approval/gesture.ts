/**
 * Decides whether pressing a button is a person's consent to what that button says (I-12).
 *
 * A press counts when the browser says a person made it, when it *began* on that very button, and when the card had
 * stood still under the person's eyes for half a second by then. A click already under way when a card appears, or when
 * one card moves up into the place of another, is meant for something else.
 */

/** What a press must have waited for since the card appeared, moved or changed what it asks. */
const SETTLE_MS = 500;

/**
 * Where "now" and "a person did this" come from. The strict one is what ships; hosts that drive their own pages by
 * script, and tests, may put another in `gestureGuard`. One that accepts everything lets any script on the page consent.
 */
export interface GestureGuard {
  /** Milliseconds on a clock that only goes forward. */
  now(): number;
  /** A person made this event. */
  accepts(event: Event): boolean;
}

export const strictGuard: GestureGuard = {
  now: () => performance.now(),
  accepts: (event) => event.isTrusted,
};

/** `ignored`: not a person, or not this button. `early`: a person, too soon to have read what was asked. */
export type GestureVerdict = 'consent' | 'ignored' | 'early';

interface Press {
  readonly control: EventTarget;
  readonly at: number;
  readonly accepted: boolean;
}

/** The presses on one card. Holds the press under way and when the card last changed; dies with the card. */
export class GestureWatch {
  readonly #guard: () => GestureGuard;
  /** Nothing counts before the card has been on screen at all. */
  #settledFrom = Number.POSITIVE_INFINITY;
  #press: Press | undefined;

  constructor(guard: () => GestureGuard) {
    this.#guard = guard;
  }

  /**
   * The card appeared, moved, or asks something else now. A press under way is kept with the time it began: however
   * long it is held, it began before this.
   */
  unsettle(): void {
    this.#settledFrom = this.#guard().now();
  }

  /** `pointerdown` or `keydown` on a control. A key that is held down is prevented: it was pressed for something else. */
  began(event: PointerEvent | KeyboardEvent): void {
    if (event instanceof KeyboardEvent) {
      if (event.key !== 'Enter' && event.key !== ' ') return;
      if (event.repeat) {
        event.preventDefault();
        return;
      }
    }
    const control = event.currentTarget;
    if (control === null) return;
    this.#press = { control, at: this.#guard().now(), accepted: this.#guard().accepts(event) };
  }

  /**
   * `click` on a control. A click without a press comes from assistive technology, which activates the control it
   * names: it begins with itself. (A mouse can't make one: pressed elsewhere, it clicks what both places share.)
   */
  ended(event: Event): GestureVerdict {
    const press = this.#press;
    this.#press = undefined;
    if (!this.#guard().accepts(event)) return 'ignored';
    const own = press?.control === event.currentTarget ? press : undefined;
    if (own !== undefined && !own.accepted) return 'ignored';
    return this.#isSettled(own?.at ?? this.#guard().now()) ? 'consent' : 'early';
  }

  /** A key that itself is the answer (Enter in a text field). */
  key(event: KeyboardEvent): GestureVerdict {
    if (event.repeat || !this.#guard().accepts(event)) return 'ignored';
    return this.#isSettled(this.#guard().now()) ? 'consent' : 'early';
  }

  #isSettled(at: number): boolean {
    return at - this.#settledFrom >= SETTLE_MS;
  }
}
