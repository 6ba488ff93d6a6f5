/**
 * Keeps a scrolling box where its reader is, whatever grows, shrinks or comes in it (I-24): at the end while they are
 * there, else with the line they read (see transcript/reading-line.ts) where it was, to the pixel. Only somebody's doing
 * changes which of the two it is: leaving the end by wheel, touch, keys, scrollbar, find in page or a screen reader,
 * opening something so that the end goes out of sight, selecting text; and coming back to the end.
 *
 * What a box does by itself, because its content shrank or it grew, is nobody's doing and is put right. The browser's own
 * anchoring must be off in the box (`overflow-anchor: none`).
 *
 * A place to come back to is held until a gesture: rows take their real height only when they are in sight, and a running
 * turn is still being taken up.
 *
 * A box that is not drawn (a phone shows its list instead) has neither size nor place: nothing is read from it. When it is
 * drawn again, browsers differ in what is left of its place, so `returned` is called to put it back.
 */
import type { ReactiveController, ReactiveControllerHost } from 'lit';
import { atFrame, cancelAtFrame } from '../directives/frame.js';
import { selectedIn } from '../transcript/selection.js';
import { drift, lineOf, type Line } from '../transcript/reading-line.js';

/** So near the end counts as the end. */
const NEAR = 32;
/** Layout settles within this time after a place was restored. */
const SETTLING_MS = 400;
/** A place that is not reached by then is given up: what was there is no more. */
const HOLDING_MS = 10_000;
/** What opens or closes after a press does so within this time; the thing pressed stays where it is. */
const OPENING_MS = 600;
const GESTURES = ['wheel', 'touchmove', 'keydown', 'pointerdown', 'pointermove'] as const;
/** A finger that scrolls loses its pointer and stays down. */
const PRESS_ENDS = ['pointerup', 'pointercancel', 'pointermove'] as const;
const TOUCH_ENDS = ['touchend', 'touchcancel'] as const;
const OPENS = '[aria-expanded], summary';

export interface FollowerHost {
  /** The line at the top edge of the box now. */
  line(): Line | undefined;
  /** After any scroll; `personal`: somebody moved it, not layout. `by`: pixels, down is positive. */
  moved(personal: boolean, by: number): void;
  /** The box is drawn again after it was not, and has no place yet. */
  returned(): void;
}

interface Held {
  readonly top: () => number;
  readonly since: number;
  reached: boolean;
}

export class ScrollFollower implements ReactiveController {
  /** The reader is at the end and stays there as content grows. */
  following = true;
  /** The end is in sight, whether it is followed or not. */
  atEnd = true;

  readonly #host: ReactiveControllerHost;
  readonly #owner: FollowerHost;
  #enabled = true;
  #box: HTMLElement | undefined;
  #content: HTMLElement | undefined;
  #observer: ResizeObserver | undefined;
  #top = 0;
  #height = 0;
  #room = 0;
  /** Height of the content as it was last told. */
  #told = 0;
  /** As it was told, and as it was by then, when this was last looked at. */
  #differed: readonly [told: number, found: number] = [0, 0];
  #held: Held | undefined;
  #line: Line | undefined;
  /** What was just pressed to open or close something. */
  #pressed: { readonly line: Line; readonly at: number } | undefined;
  /** A button or a finger is down: the text under it must not run away. */
  #down: readonly string[] = [];
  #away = false;

  constructor(host: ReactiveControllerHost, owner: FollowerHost) {
    this.#host = host;
    this.#owner = owner;
    host.addController(this);
  }

  /** Off: nothing is followed, wherever the reader is. */
  set enabled(enabled: boolean) {
    if (enabled === this.#enabled) return;
    this.#enabled = enabled;
    if (!enabled && this.following) this.stay();
    else if (enabled && this.#isAtEnd()) this.#setFollowing(true);
  }

  /** Height of the box, as last seen; 0: it has not been drawn yet. */
  get room(): number {
    return this.#room;
  }

  /** The box that scrolls and the content in it; call after each render. */
  attach(box: HTMLElement, content: HTMLElement): void {
    if (box === this.#box && this.#observer !== undefined) return;
    this.#detach();
    this.#box = box;
    this.#content = content;
    box.addEventListener('scroll', this.#scrolled, { passive: true });
    for (const gesture of GESTURES) box.addEventListener(gesture, this.#touched, { capture: true, passive: true });
    box.addEventListener('touchstart', this.#pressStarts, { passive: true });
    box.addEventListener('click', this.#clicked, { capture: true, passive: true });
    this.#observer = new ResizeObserver((entries) => {
      const wasAway = this.#away;
      for (const { target, borderBoxSize } of entries)
        if (target === content) this.#told = borderBoxSize[0]?.blockSize ?? 0;
      this.resized();
      if (wasAway && !this.#away) this.#owner.returned();
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

  /** Sizes have changed, and layout is done: the reader is put back where they were. */
  settle(): void {
    const box = this.#box;
    if (box === undefined) return;
    this.#away = !isDrawn(box);
    if (this.#away) return;
    const pressed = this.#pressedLine();
    if (this.#held !== undefined) this.#putBack(box, this.#held);
    else if (pressed !== undefined) {
      this.#shift(box, drift(pressed));
      this.#note();
      if (this.following && !this.#isAtEnd()) this.#setFollowing(false);
    } else if (!this.following || this.#down.length > 0) {
      if (this.#line !== undefined) this.#shift(box, drift(this.#line));
      // All of it is in sight: there is nothing to leave.
      if (box.scrollHeight <= box.clientHeight + 1) this.#setFollowing(true);
    } else box.scrollTop = box.scrollHeight;
    this.#remember();
  }

  /**
   * Sizes are being told, and layout is done. True: the content is not as tall any more as it was told of. Firefox gives rows
   * their real height as soon as they are scrolled into sight, and reports what has another size by the end of the telling as an
   * error of the page. Whoever watches sizes in the box is to be told anew, in the next frame; for the content that is seen to.
   */
  resized(): boolean {
    this.settle();
    const content = this.#content;
    if (content === undefined || this.#away) return false;
    const height = heightOf(content);
    const [told, found] = this.#differed;
    this.#differed = [this.#told, height];
    // Both as before: it is measured in two ways here (in a zoomed page), and telling it once more would go on for ever.
    if (Math.abs(height - this.#told) < 0.1 || (told === this.#told && found === height)) return false;
    this.#observer?.unobserve(content);
    atFrame(this.#observeAgain);
    return true;
  }

  readonly #observeAgain = (): void => {
    if (this.#content !== undefined) this.#observer?.observe(this.#content);
  };

  /** Other content: nothing of the place before counts. */
  begin(following: boolean): void {
    this.#held = undefined;
    this.#line = undefined;
    this.#pressed = undefined;
    this.following = following && this.#enabled;
  }

  /** Goes to the end, and follows it unless that is off. */
  toEnd(): void {
    this.#held = undefined;
    this.#pressed = undefined;
    this.#release();
    this.#setFollowing(true);
    if (this.#enabled) this.settle();
    else this.hold(() => (this.#box === undefined ? 0 : this.#box.scrollHeight - this.#box.clientHeight));
  }

  /** Stays with what is in sight, also at the end. */
  stay(): void {
    this.settle();
    this.#held = undefined;
    this.#setFollowing(false);
    this.#note();
  }

  /** Puts the box somewhere for the reader (a remembered place), and again when sizes change. `top` is asked anew. */
  hold(top: () => number): void {
    this.#held = { top, since: performance.now(), reached: false };
    this.#pressed = undefined;
    this.#setFollowing(false);
    this.settle();
  }

  /** Somewhere else was made the place since, or a gesture ended it. */
  get holding(): boolean {
    return this.#held !== undefined;
  }

  #putBack(box: HTMLElement, held: Held): void {
    const age = performance.now() - held.since;
    const top = held.top();
    if (age <= HOLDING_MS || held.reached) box.scrollTop = top;
    else this.#held = undefined;
    held.reached ||= Math.abs(box.scrollTop - Math.max(0, top)) <= 1;
    // A larger box than it was left in: its end is in sight.
    if (age > SETTLING_MS && held.reached && this.#isAtEnd()) this.#held = undefined;
    if (this.#held === undefined) {
      this.#setFollowing(this.#isAtEnd());
      this.#note();
    }
  }

  #shift(box: HTMLElement, by: number): void {
    if (Math.abs(by) >= 0.5) box.scrollTop += by;
  }

  readonly #scrolled = (): void => {
    const box = this.#box;
    // What a box does while it is taken away, or comes back, is nobody's doing.
    if (box === undefined || !isDrawn(box)) return;
    if (this.#away) {
      this.#away = false;
      this.#owner.returned();
      return;
    }
    const by = box.scrollTop - this.#top;
    if (Math.abs(by) < 1) return;
    // Content that shrinks (or a box that grows) pushes the place back by no more than it lost itself.
    const pushed = Math.max(0, this.#height - box.scrollHeight) + Math.max(0, box.clientHeight - this.#room);
    const personal = by > 0 || by < -pushed - 1;
    if (personal) {
      // What layout did since the line was last looked at is not what the person did.
      if (this.#held === undefined && this.#line !== undefined) this.#shift(box, drift(this.#line) + by);
      this.#held = undefined;
      this.#pressed = undefined;
      if (by < 0) this.#setFollowing(false);
      else if (this.#isAtEnd()) this.#setFollowing(true);
      this.#note();
    }
    this.#remember();
    this.#owner.moved(personal, by);
  };

  readonly #touched = (event: Event): void => {
    // A pointer that only passes over does nothing; one that drags does.
    if (event.type === 'pointermove' && (event as PointerEvent).buttons === 0) return;
    if (event.type === 'pointerdown' && (event as PointerEvent).pointerType !== 'touch') this.#pressStarts(event);
    if (this.#held === undefined) return;
    this.#held = undefined;
    if (!this.following) this.#note();
  };

  readonly #pressStarts = (event: Event): void => {
    this.#release();
    this.#down = event.type === 'touchstart' ? TOUCH_ENDS : PRESS_ENDS;
    const page = this.#box?.ownerDocument;
    for (const type of this.#down) page?.addEventListener(type, this.#pressEnds, { capture: true, passive: true });
    if (this.following) this.#line = this.#owner.line();
  };

  readonly #pressEnds = (event: Event): void => {
    // A pointer that moves without a button was let go where nobody heard of it (over a scrollbar).
    if (event.type === 'pointermove' && (event as PointerEvent).buttons !== 0) return;
    // What layout did meanwhile is put right first: only then is it known where the end is.
    this.settle();
    const root = this.#box?.getRootNode();
    const selected = root instanceof ShadowRoot && selectedIn(root) !== undefined;
    // Text was selected while more came: whoever does that reads here.
    if (this.following && selected && !this.#isAtEnd()) this.stay();
    if (this.following) this.#line = undefined;
    this.#release();
    this.settle();
  };

  #release(): void {
    const page = this.#box?.ownerDocument;
    for (const type of this.#down) page?.removeEventListener(type, this.#pressEnds, { capture: true });
    this.#down = [];
  }

  /** Before the press is acted on: where the thing pressed is. */
  readonly #clicked = (event: Event): void => {
    const path = event.composedPath();
    const pressed = path.find((target): target is Element => target instanceof Element && target.matches(OPENS));
    if (pressed === undefined || this.#box === undefined) return;
    this.settle();
    const [at, box] = [pressed.getBoundingClientRect(), this.#box.getBoundingClientRect()];
    // Pressed by a script where nobody sees it, it is no reason to move what is seen.
    if (at.bottom > box.top && at.top < box.bottom)
      this.#pressed = { line: lineOf(pressed, pressed), at: performance.now() };
  };

  #pressedLine(): Line | undefined {
    if (this.#pressed !== undefined && performance.now() - this.#pressed.at > OPENING_MS) this.#pressed = undefined;
    return this.#pressed?.line;
  }

  #note(): void {
    this.#line = this.following || this.#box === undefined || !isDrawn(this.#box) ? undefined : this.#owner.line();
  }

  #isAtEnd(): boolean {
    const box = this.#box;
    return box === undefined || box.scrollHeight - box.scrollTop - box.clientHeight <= NEAR;
  }

  #setFollowing(wanted: boolean): void {
    const following = wanted && this.#enabled;
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
    const atEnd = this.#isAtEnd();
    if (atEnd === this.atEnd) return;
    this.atEnd = atEnd;
    if (!this.following) this.#host.requestUpdate();
  }

  #detach(): void {
    this.#observer?.disconnect();
    this.#observer = undefined;
    cancelAtFrame(this.#observeAgain);
    this.#release();
    const box = this.#box;
    box?.removeEventListener('scroll', this.#scrolled);
    for (const gesture of GESTURES) box?.removeEventListener(gesture, this.#touched, { capture: true });
    box?.removeEventListener('touchstart', this.#pressStarts);
    box?.removeEventListener('click', this.#clicked, { capture: true });
  }
}

/** As a ResizeObserver has it: whatever the page does to what the element is in. */
function heightOf(content: Element): number {
  return Number.parseFloat(getComputedStyle(content).blockSize);
}

/** It has a box on the page: neither it nor what it stands in is `display: none`. */
function isDrawn(element: Element): boolean {
  return element.getClientRects().length > 0;
}
