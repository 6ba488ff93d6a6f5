/**
 * Brings what happens on one card to the reducer of gestures: presses on its controls, what can be seen of them, keys
 * pressed elsewhere. Dies with the card; everything it listens to ends with `stop()`.
 */
import { ControlSight } from './control-sight.js';
import {
  stepGesture,
  unseenGesture,
  type GestureEvent,
  type GestureGuard,
  type GestureState,
  type GestureVerdict,
  type Look,
} from './gesture.js';
import { MovementWatch } from './movement-watch.js';

/** What a card's controls are marked with, so that they are watched. */
const CONTROLS =
  '[part~="choice"], [part~="submit"], [part~="skip"], [part~="free-text"], [part~="auto-approve-confirm"]';
const ASKED = '[data-asked]';

const SEEN: Look = { seenFrom: Number.NEGATIVE_INFINITY, covered: false };

export class GestureWatch {
  readonly #card: Element;
  readonly #guard: () => GestureGuard;
  readonly #sight: ControlSight;
  readonly #movement: MovementWatch;
  #state: GestureState = unseenGesture;
  #running = false;

  constructor(card: Element, guard: () => GestureGuard) {
    this.#card = card;
    this.#guard = guard;
    this.#sight = new ControlSight(
      () => guard().now(),
      () => this.#step({ type: 'asked' }),
    );
    this.#movement = new MovementWatch(card, () => this.unsettle());
  }

  start(): void {
    this.unsettle();
    // A first render may come after the card was taken away.
    if (this.#running || !this.#card.isConnected) return;
    this.#running = true;
    addEventListener('keydown', this.#onKey, true);
    addEventListener('keyup', this.#onKey, true);
    addEventListener('blur', this.#onBlur, true);
    document.addEventListener('visibilitychange', this.#onVisibility);
    this.#movement.start();
    this.watch();
  }

  stop(): void {
    this.#running = false;
    removeEventListener('keydown', this.#onKey, true);
    removeEventListener('keyup', this.#onKey, true);
    removeEventListener('blur', this.#onBlur, true);
    document.removeEventListener('visibilitychange', this.#onVisibility);
    this.#movement.stop();
    this.#sight.stop();
    this.#state = unseenGesture;
  }

  /** Call after each render: which controls there are. */
  watch(): void {
    const root = this.#card.shadowRoot;
    if (!this.#running || root === null) return;
    this.#sight.watch(root.querySelectorAll(CONTROLS), root.querySelectorAll(ASKED));
  }

  /**
   * The card appeared, moved, or came back. A press under way is kept with the time it began: however long it is held,
   * it began before this.
   */
  unsettle(): void {
    this.#step({ type: 'unsettled', at: this.#guard().now() });
  }

  /** The card asks something else now: what was read and pressed so far was for another question. */
  replaced(): void {
    this.#step({ type: 'replaced', at: this.#guard().now() });
    this.#sight.lookAgain();
  }

  /** `pointerdown` or `keydown` on a control. A key that is held down is prevented: it was pressed for something else. */
  began(event: PointerEvent | KeyboardEvent): void {
    const isKey = event instanceof KeyboardEvent;
    if (isKey && event.key !== 'Enter' && event.key !== ' ') return;
    const repeat = isKey && event.repeat;
    if (repeat) event.preventDefault();
    if (event.currentTarget === null) return;
    // The observers tell a frame late; what moved in between counts as moved now.
    if (this.#movement.hasMoved()) this.unsettle();
    this.#step({ type: 'pressed', repeat, ...this.#press(event, isKey ? null : pointOf(event)) });
  }

  /** `click` on a control. */
  ended(event: Event): GestureVerdict {
    const device = event instanceof PointerEvent && event.pointerType !== '';
    const point = device && event.detail > 0 ? pointOf(event) : null;
    if (this.#movement.hasMoved()) this.unsettle();
    return this.#step({ type: 'clicked', device, ...this.#press(event, point) }) ?? 'ignored';
  }

  /** A key that itself is the answer (Enter in a text field). */
  key(event: KeyboardEvent): GestureVerdict {
    return this.#step({ type: 'answered-by-key', repeat: event.repeat, ...this.#press(event, null) }) ?? 'ignored';
  }

  #press(event: Event, point: { readonly x: number; readonly y: number } | null) {
    const guard = this.#guard();
    const control = event.currentTarget;
    if (guard.assumeSeen === true) this.#step({ type: 'asked' });
    const look = guard.assumeSeen === true || !(control instanceof Element) ? SEEN : this.#sight.look(control, point);
    return { control, at: guard.now(), trusted: guard.accepts(event), look };
  }

  #step(event: GestureEvent): GestureVerdict | null {
    const { state, verdict } = stepGesture(this.#state, event);
    this.#state = state;
    return verdict;
  }

  /** Enter or Space that went down anywhere but on a control of this card: focus may be moved here while it is held. */
  readonly #onKey = (event: KeyboardEvent): void => {
    if ((event.key !== 'Enter' && event.key !== ' ') || !this.#guard().accepts(event)) return;
    if (event.type === 'keydown' && event.composedPath().some((target) => this.#sight.has(target))) return;
    if (event.type === 'keyup' && this.#state.otherKey?.down !== true) return;
    this.#step({ type: 'other-key', at: this.#guard().now(), down: event.type === 'keydown' });
  };

  /** The window lost focus: where the key comes up is not told. */
  readonly #onBlur = (event: Event): void => {
    if (event.target === window && this.#state.otherKey?.down === true)
      this.#step({ type: 'other-key', at: this.#guard().now(), down: false });
  };

  readonly #onVisibility = (): void => {
    this.unsettle();
    this.#sight.restart();
  };
}

function pointOf(event: MouseEvent): { readonly x: number; readonly y: number } {
  return { x: event.clientX, y: event.clientY };
}
