/**
 * `turning()`: moves the dash of the circle it stands on around it for as long as it is on the page, in steps: an arc that turns.
 *
 * Not an animation that runs: while one does, browsers get every frame ready, sixty times a second, and most work out its style in
 * each, also in those drawn for a token that grew a text. A page may show that something runs for hours. All that turn step
 * together, before a frame that is drawn anyway where there is one: an animation that stands is set on, and nothing is written
 * into the document. The dash and not the circle: what is transformed is a layer, and all layers are put together anew with each
 * step. Who wants less motion gets none, and no frames for it.
 */
import { noChange } from 'lit';
import { AsyncDirective, directive } from 'lit/async-directive.js';
import type { ElementPart } from 'lit/directive.js';
import { besideFrames } from './frame.js';

const STEPS = 10;
const TURN_MS = 1000;
/** Around the circle once, whose `pathLength` is 4; the arc stands a quarter before its beginning. */
const AROUND = ['1', '-3'];
/** A step is due after this, when a frame is drawn for something else, */
const DUE_MS = 85;
/** and has a frame of its own after this: words that come twenty times a second are in time for every step. */
const OWN_MS = 150;

const turns = new Set<Animation>();
let timer: ReturnType<typeof setTimeout> | undefined;
let endBeside: (() => void) | undefined;
let steppedAt = 0;
let still: MediaQueryList | undefined;

function start(): void {
  still ??= matchMedia('(prefers-reduced-motion: reduce)');
  still.addEventListener('change', move);
  move();
}

function stop(): void {
  still?.removeEventListener('change', move);
  rest();
}

function move(): void {
  rest();
  if (still?.matches === true) {
    for (const turn of turns) turn.currentTime = 0;
    return;
  }
  endBeside = besideFrames(() => {
    if (performance.now() - steppedAt >= DUE_MS) step();
  });
  timer = setTimeout(step, OWN_MS);
}

function rest(): void {
  clearTimeout(timer);
  endBeside?.();
  endBeside = undefined;
}

function step(): void {
  steppedAt = performance.now();
  // Where it stands is told by the time: as fast in many frames as in few.
  const stands = (Math.round((steppedAt * STEPS) / TURN_MS) * TURN_MS) / STEPS;
  for (const turn of turns) turn.currentTime = stands % TURN_MS;
  clearTimeout(timer);
  timer = setTimeout(step, OWN_MS);
}

class Turning extends AsyncDirective {
  #element: Element | undefined;
  #turn: Animation | undefined;

  override update({ element }: ElementPart): unknown {
    this.#element = element;
    if (this.isConnected) this.reconnected();
    return noChange;
  }

  render(): unknown {
    return noChange;
  }

  protected override disconnected(): void {
    if (this.#turn === undefined) return;
    turns.delete(this.#turn);
    // The element may stay, with another icon in it.
    this.#turn.cancel();
    this.#turn = undefined;
    if (turns.size === 0) stop();
  }

  protected override reconnected(): void {
    if (this.#turn !== undefined || this.#element === undefined) return;
    this.#turn = this.#element.animate({ strokeDashoffset: AROUND }, { duration: TURN_MS, iterations: Infinity });
    this.#turn.pause();
    turns.add(this.#turn);
    if (turns.size === 1) start();
  }
}

export const turning = directive(Turning);
