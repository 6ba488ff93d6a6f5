/**
 * Keeps a scrolling box at its end while the reader is there, and leaves it alone otherwise (I-24).
 *
 * Following ends when the box scrolls back by a person's doing: after a wheel, touch, key or press in it, or out of the
 * blue (find in page, a screen reader). A box that was resized a moment ago scrolls back by itself, as rows that were
 * estimated take their real height; that is nobody's doing. Following begins again when a person comes back to the end.
 */
import type { ReactiveController, ReactiveControllerHost } from 'lit';

/** So near the end counts as the end. */
const NEAR = 32;
/** Scrolling this long after a gesture is still that gesture's (momentum, a dragged scrollbar, a held key). */
const GESTURE_MS = 800;
/** Layout settles within this time after a size changed. */
const SETTLING_MS = 400;
const GESTURES = ['wheel', 'touchmove', 'keydown', 'pointerdown', 'pointermove'] as const;

export class ScrollFollower implements ReactiveController {
  /** The reader is at the end and stays there as content grows. */
  following = true;

  readonly #host: ReactiveControllerHost;
  readonly #moved: () => void;
  #box: HTMLElement | undefined;
  #content: HTMLElement | undefined;
  #observer: ResizeObserver | undefined;
  #top = 0;
  #height = 0;
  #room = 0;
  #gestureAt = Number.NEGATIVE_INFINITY;
  #resizedAt = Number.NEGATIVE_INFINITY;

  /** `moved` is called after any scroll, for what depends on the place. */
  constructor(host: ReactiveControllerHost, moved: () => void) {
    this.#host = host;
    this.#moved = moved;
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
      this.settle();
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
    if (this.following) box.scrollTop = box.scrollHeight;
    this.#remember();
  }

  toEnd(): void {
    this.#setFollowing(true);
    this.settle();
  }

  /** Puts the box somewhere for the reader (a remembered place); not a gesture. */
  place(top: number): void {
    const box = this.#box;
    if (box === undefined) return;
    box.scrollTop = top;
    this.#setFollowing(this.#atEnd());
    this.#remember();
  }

  /** Moves with content that came above: the line read stays where it is. */
  shift(by: number): void {
    const box = this.#box;
    if (box === undefined || by === 0) return;
    box.scrollTop += by;
    this.#remember();
  }

  readonly #scrolled = (): void => {
    const box = this.#box;
    if (box === undefined) return;
    // Content that shrinks (or a box that grows) pushes the place back by no more than it lost itself.
    const pushed = Math.max(0, this.#height - box.scrollHeight) + Math.max(0, box.clientHeight - this.#room);
    if (box.scrollTop < this.#top - pushed - 1) {
      if (this.#isPersonal()) this.#setFollowing(false);
      else this.settle();
    } else if (box.scrollTop > this.#top && this.#atEnd()) this.#setFollowing(true);
    this.#remember();
    this.#moved();
  };

  readonly #touched = (event: Event): void => {
    // A pointer that only passes over does nothing; one that drags does.
    if (event.type === 'pointermove' && (event as PointerEvent).buttons === 0) return;
    this.#gestureAt = performance.now();
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
