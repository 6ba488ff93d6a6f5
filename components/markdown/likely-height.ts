/** Tells the layout how tall something probably is that it need not lay out yet. */
import { noChange } from 'lit';
import { Directive, directive, PartType } from 'lit/directive.js';
import type { ElementPart, PartInfo } from 'lit/directive.js';

const LINE = 24;
const GAP = 14;
const PER_LINE = 76;

class LikelyHeight extends Directive {
  #told = 0;

  constructor(info: PartInfo) {
    super(info);
    if (info.type !== PartType.ELEMENT) throw new Error('likelyHeight() belongs on an element');
  }

  override update(part: ElementPart, [characters, blocks]: [number, number]): unknown {
    const height = Math.round((characters / PER_LINE) * LINE + blocks * GAP);
    // Through the object model: a style attribute is refused by the strict content security policy.
    if (height !== this.#told) {
      (part.element as HTMLElement).style.setProperty('contain-intrinsic-block-size', `auto ${height}px`);
    }
    this.#told = height;
    return noChange;
  }

  render(_characters: number, _blocks: number): unknown {
    return noChange;
  }
}

/** @param characters how much text there is @param blocks in how many blocks */
export const likelyHeight = directive(LikelyHeight);
