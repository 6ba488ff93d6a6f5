/**
 * `turning()`: turns the element it stands on for as long as it is on the page, in steps.
 *
 * Not an animation that runs: while one does, browsers get every frame ready, sixty times a second, and most work out its style in
 * each, also in those drawn for a token that grew a text. A page may show that something runs for hours. All that turn step
 * together, before a frame that is drawn anyway where there is one: an animation that stands is set on, and nothing is written
 * into the document. Who wants less motion is heard in styles/base.ts.
 */
import { noChange } from 'lit';
import { AsyncDirective, directive } from 'lit/async-directive.js';
import type { ElementPart } from 'lit/directive.js';
import { besideFrames } from './frame.js';

const STEPS = 10;
const TURN_MS = 1000;
/** A step is due after this, when a frame is drawn for something else, */
const DUE_MS = 85;
/** and has a frame of its own after this: words that come twenty times a second are in time for every step. */
const OWN_MS = 150;

const turns = new Set<Animation>();
let timer: ReturnType<typeof setTimeout> | undefined;
let endBeside: (() => void) | undefined;
let steppedAt = 0;

function start(): void {
  if (endBeside !== undefined) return;
  endBeside = besideFrames(() => {
    if (performance.now() - steppedAt >= DUE_MS) step();
  });
  timer = setTimeout(step, OWN_MS);
}

function stop(): void {
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
    this.#turn = this.#element.animate({ rotate: ['0turn', '1turn'] }, { duration: TURN_MS, iterations: Infinity });
    this.#turn.pause();
    turns.add(this.#turn);
    start();
  }
}

export const turning = directive(Turning);
