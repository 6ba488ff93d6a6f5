/**
 * What is written and far from the screen costs nothing: a group of blocks that is finished is skipped by the browser
 * (`content-visibility`) wherever it can't be seen. The boxes in it that scroll by themselves (code, tables) would cost in
 * every frame otherwise, on screen or not.
 *
 * Heights stay true: a group is skipped only after the browser has laid it out, and remembered how tall it is
 * (`contain-intrinsic-block-size: auto`). Only what came in such a bulk that laying it out at once is dear starts with a guess.
 *
 * A group is watched from when it is finished until it was laid out once; browsers hold what is watched weakly.
 */
import { noChange } from 'lit';
import { Directive, directive, PartType } from 'lit/directive.js';
import type { ElementPart, PartInfo } from 'lit/directive.js';
import { atFrame } from '../directives/frame.js';

const LINE = 24;
const GAP = 14;
const PER_LINE = 76;

let watched: ResizeObserver | undefined;
const laidOut = new Set<Element>();

/** The frame after: by then the browser remembers the height. */
function skipLaidOut(): void {
  for (const element of laidOut) element.classList.add('off-screen');
  laidOut.clear();
}

function watch(element: Element): void {
  watched ??= new ResizeObserver((entries) => {
    for (const { target } of entries) {
      watched?.unobserve(target);
      laidOut.add(target);
    }
    atFrame(skipLaidOut);
  });
  watched.observe(element);
}

export interface Group {
  /** Others follow it: it grows no more. */
  readonly finished: boolean;
  /** Nobody has seen it yet, and it is dear to lay out. */
  readonly bulk: boolean;
  /** Characters in it. */
  readonly length: number;
  readonly blocks: number;
}

class OffScreen extends Directive {
  #finished = false;
  #guess = 0;

  constructor(info: PartInfo) {
    super(info);
    if (info.type !== PartType.ELEMENT) throw new Error('offScreen() belongs on an element');
  }

  override update(part: ElementPart, [group]: [Group]): unknown {
    const element = part.element as HTMLElement;
    if (group.bulk) {
      this.#likelyHeight(element, group);
      element.classList.add('off-screen');
      return noChange;
    }
    if (group.finished === this.#finished) return noChange;
    this.#finished = group.finished;
    if (group.finished) watch(element);
    else {
      watched?.unobserve(element);
      laidOut.delete(element);
      element.classList.remove('off-screen');
    }
    return noChange;
  }

  render(_group: Group): unknown {
    return noChange;
  }

  #likelyHeight(element: HTMLElement, { length, blocks }: Group): void {
    const guess = Math.round((length / PER_LINE) * LINE + blocks * GAP);
    if (guess === this.#guess) return;
    this.#guess = guess;
    // Through the object model: a style attribute is refused by the strict content security policy.
    element.style.setProperty('contain-intrinsic-block-size', `auto ${guess}px`);
  }
}

export const offScreen = directive(OffScreen);
