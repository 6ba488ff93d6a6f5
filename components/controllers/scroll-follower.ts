/**
 * Keeps a scrolling box at its end while the reader is there, and leaves it alone otherwise (I-24).
 *
 * Following ends when the box scrolls back by a person's doing: after a wheel, touch, key or press in it, or out of the
 * blue (find in page, a screen reader). A box that was resized a moment ago scrolls back by itself, as rows that were
 * estimated take their real height; that is nobody's doing. Following begins again when a person comes back to the end.
 *
 * A place to come back to is held until a gesture: rows take their real height only when they are in sight, and a running
 * turn is still being taken up.
 *
 * A box that is not drawn (a phone shows its list instead) has neither size nor place: nothing is read from it. When it is
 * drawn again, browsers differ in what is left of its place, so `returned` is called to put it back.
 */
import type { ReactiveController, ReactiveControllerHost } from 'lit';

/** So near the end counts as the end. */
const NEAR = 32;
/** Scrolling this long after a gesture is still that gesture's (momentum, a dragged scrollbar, a held key). */
const GESTURE_MS = 800;
/** Layout settles within this time after a size changed. */
const SETTLING_MS = 400;
/** A place that is not reached by then is given up: what was there is no more. */
const HOLDING_MS = 10_000;
const GESTURES = ['wheel', 'touchmove', 'keydown', 'pointerdown', 'pointermove'] as const;

interface Held {
  readonly top: () => number;
  readonly since: number;
  reached: boolean;
}

export class ScrollFollower implements ReactiveController {
  /** The reader is at the end and stays there as content grows. */
  following = true;

  readonly #host: ReactiveControllerHost;
  readonly #moved: (personal: boolean) => void;
  readonly #returned: () => void;
  #box: HTMLElement | undefined;
  #content: HTMLElement | undefined;
  #observer: ResizeObserver | undefined;
  #top = 0;
  #height = 0;
  #room = 0;
  #held: Held | undefined;
  #away = false;
  #gestureAt = Number.NEGATIVE_INFINITY;
  #resizedAt = Number.NEGATIVE_INFINITY;

  /**
   * `moved` is called after any scroll, for what depends on the place; `personal`: somebody moved it, not layout.
   * `returned`: the box is drawn again after it was not, and has no place yet.
   */
  constructor(host: ReactiveControllerHost, moved: (personal: boolean) => void, returned: () => void) {
    this.#host = host;
    this.#moved = moved;
    this.#returned = returned;
    host.addController(this);
  }

  /** The box that scrolls and the content in it; call after each render. */
  attach(box: HTMLElement, content: HTMLElement): void {
    if (box === this.#box && this.#observer !== undefined) return;
    this.#detach();
    this.#box = box;
    this.#content = content;
    box.addEventListener('scroll', this.#scrolled, { passive: true });
    for (const gesture of GESTURES) box.addEventListener(gesture, this.#touched, { passive: true });
    this.#observer = new ResizeObserver(() => {
      this.#resizedAt = performance.now();
      const wasAway = this.#away;
      this.settle();
      if (wasAway && !this.#away) this.#returned();
    });
    this.#observer.observe(box);
    this.#observer.observe(content);
  }

  hostConnected(): void {
    const [box, content] = [this.#box, this.#content];
    if (box !== undefined && content !== undefined) this.attach(box, content);
  }

  hostDisconnected(): void {
    this.#detach();
  }

  /** The content or the box changed its size: back to the end, if that is where the reader is. */
  settle(): void {
    const box = this.#box;
    if (box === undefined) return;
    this.#away = !isDrawn(box);
    if (this.#away) return;
    if (this.#held !== undefined) this.#putBack(box, this.#held);
    else if (this.following) box.scrollTop = box.scrollHeight;
    this.#remember();
  }

  /** Other content: nothing of the place before counts. */
  begin(following: boolean): void {
    this.#held = undefined;
    this.following = following;
  }

  toEnd(): void {
    this.#held = undefined;
    this.#setFollowing(true);
    this.settle();
  }

  /** Puts the box somewhere for the reader (a remembered place), and again when sizes change. `top` is asked anew. */
  hold(top: () => number): void {
    this.#held = { top, since: performance.now(), reached: false };
    this.#setFollowing(false);
    this.settle();
  }

  #putBack(box: HTMLElement, held: Held): void {
    const age = performance.now() - held.since;
    if (age > HOLDING_MS && !held.reached) this.#held = undefined;
    else {
      const top = held.top();
      box.scrollTop = top;
      held.reached ||= Math.abs(box.scrollTop - Math.max(0, top)) <= 1;
      // A larger box than it was left in: its end is in sight.
      if (age > SETTLING_MS && held.reached && this.#atEnd()) this.#held = undefined;
    }
    if (this.#held === undefined) this.#setFollowing(this.#atEnd());
  }

  /** Moves with content that came above: the line read stays where it is. */
  shift(by: number): void {
    const box = this.#box;
    if (box === undefined || by === 0 || !isDrawn(box)) return;
    box.scrollTop += by;
    this.#remember();
  }

  readonly #scrolled = (): void => {
    const box = this.#box;
    // What a box does while it is taken away, or comes back, is nobody's doing.
    if (box === undefined || !isDrawn(box)) return;
    if (this.#away) {
      this.#away = false;
      this.#returned();
      return;
    }
    // Content that shrinks (or a box that grows) pushes the place back by no more than it lost itself.
    const pushed = Math.max(0, this.#height - box.scrollHeight) + Math.max(0, box.clientHeight - this.#room);
    const personal = Math.abs(box.scrollTop - this.#top) >= 1 && this.#isPersonal();
    if (personal) this.#held = undefined;
    if (box.scrollTop < this.#top - pushed - 1) {
      if (personal) this.#setFollowing(false);
      else this.settle();
    } else if (box.scrollTop > this.#top && this.#atEnd()) this.#setFollowing(true);
    this.#remember();
    this.#moved(personal);
  };

  readonly #touched = (event: Event): void => {
    // A pointer that only passes over does nothing; one that drags does.
    if (event.type === 'pointermove' && (event as PointerEvent).buttons === 0) return;
    this.#gestureAt = performance.now();
    this.#held = undefined;
  };

  #isPersonal(): boolean {
    const now = performance.now();
    return now - this.#gestureAt < GESTURE_MS || now - this.#resizedAt > SETTLING_MS;
  }

  #atEnd(): boolean {
    const box = this.#box;
    return box === undefined || box.scrollHeight - box.scrollTop - box.clientHeight <= NEAR;
  }

  #setFollowing(following: boolean): void {
    if (following === this.following) return;
    this.following = following;
    this.#host.requestUpdate();
  }

  #remember(): void {
    const box = this.#box;
    if (box === undefined) return;
    this.#top = box.scrollTop;
    this.#height = box.scrollHeight;
    this.#room = box.clientHeight;
  }

  #detach(): void {
    this.#observer?.disconnect();
    this.#observer = undefined;
    this.#box?.removeEventListener('scroll', this.#scrolled);
    for (const gesture of GESTURES) this.#box?.removeEventListener(gesture, this.#touched);
  }
}

/** It has a box on the page: neither it nor what it stands in is `display: none`. */
export function isDrawn(element: Element): boolean {
  return element.getClientRects().length > 0;
}
