/**
 * Tells when an element comes into view or moves on the screen, whatever made it: text above it that grows, a
 * neighbour that left, scrolling. Costs nothing while nothing moves.
 *
 * The observer's root is cut down to the place the element is in, so that leaving that place changes how much of it is
 * seen. Owns one IntersectionObserver; released by `stop()`.
 */
export class MovementWatch {
  readonly #element: Element;
  readonly #moved: () => void;
  #observer: IntersectionObserver | undefined;
  #running = false;
  #place: DOMRect | undefined;

  constructor(element: Element, moved: () => void) {
    this.#element = element;
    this.#moved = moved;
  }

  start(): void {
    if (this.#running) return;
    this.#running = true;
    this.#watchPlace();
  }

  stop(): void {
    this.#running = false;
    this.#observer?.disconnect();
    this.#observer = undefined;
    this.#place = undefined;
  }

  /** It is not where it was last seen. The observer tells the same, a frame later. */
  hasMoved(): boolean {
    const last = this.#place;
    if (last === undefined) return false;
    const { x, y } = this.#element.getBoundingClientRect();
    if (Math.abs(x - last.x) < 1 && Math.abs(y - last.y) < 1) return false;
    this.#watchPlace();
    return true;
  }

  /** `seen`: how much of the element is seen where it is now; anything else means that it moved. */
  #watchPlace(seen = 1): void {
    this.#observer?.disconnect();
    if (!this.#running) return;
    const place = this.#element.getBoundingClientRect();
    this.#place = place;
    const page = this.#element.ownerDocument.documentElement;
    if (place.width === 0 || place.height === 0) {
      this.#watchAppearing();
      return;
    }
    const inset = (value: number): string => `${-Math.floor(value)}px`;
    const sides = [place.top, page.clientWidth - place.right, page.clientHeight - place.bottom, place.left];
    let measured = false;
    this.#observer = new IntersectionObserver(
      (entries) => {
        const ratio = entries.at(-1)?.intersectionRatio ?? 0;
        if (!measured) {
          measured = true;
          if (ratio === 0) this.#watchAppearing();
          else if (ratio !== seen) this.#watchPlace(ratio);
          return;
        }
        if (ratio === seen) return;
        this.#moved();
        this.#watchPlace();
      },
      { root: this.#element.ownerDocument, rootMargin: sides.map(inset).join(' '), threshold: seen },
    );
    this.#observer.observe(this.#element);
  }

  /** Out of view or not displayed: wait until some of it is seen. */
  #watchAppearing(): void {
    this.#observer?.disconnect();
    if (!this.#running) return;
    this.#observer = new IntersectionObserver((entries) => {
      if (!entries.some((entry) => entry.isIntersecting)) return;
      this.#moved();
      this.#watchPlace();
    });
    this.#observer.observe(this.#element);
  }
}
