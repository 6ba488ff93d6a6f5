/**
 * Tells since when each control of a card has been in full view, and whether something lies over it.
 *
 * Browsers that have it (IntersectionObserver v2) are asked whether what they painted is really visible: that sees
 * overlays that let the pointer through, transparency, clipping and filters. Elsewhere bounds are watched, it is looked up
 * ten times a second whether something lies over it that takes the pointer, and the rest when a control is pressed: an overlay
 * that lets the pointer through is not seen there. Owns one observer and one timer; released by `stop()`.
 */
import type { Look } from './gesture.js';

/** Share of a control that must be seen. */
const WHOLE = 0.9;
/** The shortest time between two looks that browsers allow, and the one between ours. Milliseconds. */
const DELAY_MS = 100;
/** Pixels of what is asked that count as seen. */
const GLIMPSE = 14;
/** Where it is looked up what lies over something: shares of its height. */
const PLACES = [0.25, 0.5, 0.75];

interface VisibilityEntry extends IntersectionObserverEntry {
  /** Only of observers that track visibility. */
  readonly isVisible?: boolean;
}

/** The browser tells what is really visible. */
const tellsVisible = (): boolean => 'isVisible' in IntersectionObserverEntry.prototype;

type TrackingInit = IntersectionObserverInit & { readonly trackVisibility?: boolean; readonly delay?: number };

export class ControlSight {
  readonly #now: () => number;
  /** All that is asked has been in view. */
  readonly #sawAsked: () => void;
  readonly #since = new WeakMap<Element, number>();
  #observer: IntersectionObserver | undefined;
  #controls: ReadonlySet<Element> = new Set();
  #asked: ReadonlySet<Element> = new Set();
  /** Of what is asked, what has not been in view yet. */
  #unseen = new Set<Element>();
  /** Where the browser does not tell what is visible: what is within bounds. */
  readonly #within = new Set<Element>();
  #timer: ReturnType<typeof setInterval> | undefined;

  constructor(now: () => number, sawAsked: () => void) {
    this.#now = now;
    this.#sawAsked = sawAsked;
  }

  has(control: EventTarget): boolean {
    return this.#controls.has(control as Element);
  }

  /** The controls on screen now, and what they answer. */
  watch(controls: Iterable<Element>, asked: Iterable<Element>): void {
    const next = new Set(controls);
    const observer = (this.#observer ??= this.#make());
    for (const gone of this.#controls) {
      if (next.has(gone)) continue;
      observer.unobserve(gone);
      this.#since.delete(gone);
      this.#within.delete(gone);
    }
    for (const control of next) if (!this.#controls.has(control)) observer.observe(control);
    const asks = new Set(asked);
    for (const gone of this.#asked) {
      if (asks.has(gone)) continue;
      observer.unobserve(gone);
      this.#unseen.delete(gone);
      this.#within.delete(gone);
    }
    for (const element of asks) {
      if (this.#asked.has(element)) continue;
      this.#unseen.add(element);
      observer.observe(element);
    }
    this.#controls = next;
    this.#asked = asks;
    if (next.size + asks.size === 0) this.#endTimer();
    else if (!tellsVisible()) this.#timer ??= setInterval(this.#lookUp, DELAY_MS);
  }

  /** What is asked changed in place: it has to be seen again. */
  lookAgain(): void {
    for (const element of this.#asked) {
      this.#unseen.add(element);
      this.#within.delete(element);
      this.#observer?.unobserve(element);
      this.#observer?.observe(element);
    }
  }

  /** The page was hidden: nothing has been seen since. */
  restart(): void {
    const controls = this.#controls;
    const asked = this.#asked;
    this.stop();
    this.watch(controls, asked);
  }

  stop(): void {
    this.#observer?.disconnect();
    this.#observer = undefined;
    this.#endTimer();
    this.#within.clear();
    for (const control of this.#controls) this.#since.delete(control);
    this.#controls = new Set();
    this.#asked = new Set();
    this.#unseen.clear();
  }

  /** `point`: where it was pressed, in the viewport; null: not at a place (a key, assistive technology). */
  look(control: Element, point: { readonly x: number; readonly y: number } | null): Look {
    this.#take(this.#observer?.takeRecords() ?? []);
    if (document.visibilityState !== 'visible') return { seenFrom: null, covered: true };
    const box = control.getBoundingClientRect();
    const at = point ?? { x: box.x + box.width / 2, y: box.y + box.height / 2 };
    return {
      seenFrom: this.#since.get(control) ?? null,
      covered: !isOnTop(control, at.x, at.y) || isFaint(control),
    };
  }

  #make(): IntersectionObserver {
    const init: TrackingInit = { threshold: [0, 0.25, 0.5, WHOLE, 1], trackVisibility: true, delay: DELAY_MS };
    return new IntersectionObserver((entries) => this.#take(entries), init);
  }

  #take(entries: readonly VisibilityEntry[]): void {
    for (const entry of entries) {
      const { height } = entry.boundingClientRect;
      const enough = this.#asked.has(entry.target)
        ? height > 0 && entry.intersectionRect.height >= Math.min(GLIMPSE, height)
        : entry.intersectionRatio >= WHOLE;
      const within = entry.isIntersecting && enough;
      if (within && !tellsVisible()) this.#within.add(entry.target);
      else this.#within.delete(entry.target);
      this.#note(entry.target, within && (tellsVisible() ? entry.isVisible !== false : this.#isReached(entry.target)));
    }
  }

  readonly #lookUp = (): void => {
    for (const element of this.#within) this.#note(element, this.#isReached(element));
  };

  /** A pointer would reach it: a control at each place looked at, what is asked at any, of what the viewport has of it. */
  #isReached(element: Element): boolean {
    const { left, width, top, bottom } = element.getBoundingClientRect();
    const [from, to] = [Math.max(0, top), Math.min(innerHeight, bottom)];
    const reached = (part: number): boolean => isOnTop(element, left + width / 2, from + (to - from) * part);
    return this.#asked.has(element) ? PLACES.some(reached) : PLACES.every(reached);
  }

  #note(element: Element, seen: boolean): void {
    if (this.#asked.has(element)) {
      if (seen) this.#saw(element);
    } else if (!seen) this.#since.delete(element);
    else if (!this.#since.has(element)) this.#since.set(element, this.#now());
  }

  #endTimer(): void {
    clearInterval(this.#timer);
    this.#timer = undefined;
  }

  #saw(asked: Element): void {
    this.#unseen.delete(asked);
    // Once is enough.
    this.#within.delete(asked);
    if (this.#unseen.size === 0) this.#sawAsked();
  }
}

/** Nothing that takes the pointer lies over the control at this place, and no scroller cuts it off there. */
function isOnTop(control: Element, x: number, y: number): boolean {
  let inner: Element = control;
  for (;;) {
    const root = inner.getRootNode();
    if (!(root instanceof Document || root instanceof ShadowRoot)) return false;
    const hit = root.elementFromPoint(x, y);
    if (hit === null || (hit !== inner && !(inner === control && control.contains(hit)))) return false;
    if (root instanceof Document) return true;
    inner = root.host;
  }
}

/** Drawn so that it can hardly be read: see-through, clipped or filtered, by itself or by what it is in. */
function isFaint(control: Element): boolean {
  let opacity = 1;
  for (let element: Element | null = control; element !== null; element = parentOf(element)) {
    const style = getComputedStyle(element);
    opacity *= Number(style.opacity);
    if (style.visibility === 'hidden' && element === control) return true;
    if (opacity < 0.5 || style.clipPath !== 'none' || style.filter.includes('opacity')) return true;
  }
  return false;
}

function parentOf(element: Element): Element | null {
  if (element.assignedSlot !== null) return element.assignedSlot;
  if (element.parentElement !== null) return element.parentElement;
  const root = element.getRootNode();
  return root instanceof ShadowRoot ? root.host : null;
}
