/** What rendering needs besides the text. A new object whenever anything in it differs; then everything is rendered anew. */
import { nothing } from 'lit';
import type { MarkdownLabels } from '../labels/markdown-labels.js';
import type { Diagrams, HighlightPack, HtmlPack, MathsPack } from '../packs/registry.js';
import type { Notes } from './notes.js';

/**
 * Which images may load:
 * `none`: none, they are links. `click`: those a person asks for. `same-origin`: those of the page's own origin, and
 * those a person asks for. `all`: all.
 */
export type ImagePolicy = 'none' | 'click' | 'same-origin' | 'all';

export interface MarkdownView {
  readonly labels: MarkdownLabels;
  /** Level of `#`. */
  readonly headingLevel: number;
  readonly images: ImagePolicy;
  /** What became of images a person asked for or that loaded by themselves, by address. */
  readonly imageStates: ReadonlyMap<string, 'wanted' | 'failed'>;
  /** Each asks for its pack, which may come later. */
  readonly highlight: () => HighlightPack | undefined;
  readonly maths: () => MathsPack | undefined;
  readonly html: () => HtmlPack | undefined;
  readonly diagrams: Diagrams | null;
  readonly loadImage: (address: string) => void;
  readonly imageFailed: (address: string) => void;
  readonly goToNote: (event: Event) => void;
  readonly goToRef: (event: Event) => void;
}

export interface Place {
  readonly view: MarkdownView;
  readonly notes: Notes;
  readonly depth: number;
  /** A link holds no link and no button. */
  readonly inLink: boolean;
  /** Nothing that follows changes this block: addresses in it are whole. */
  readonly finished: boolean;
}

export const DEEPEST = 48;

export function deeper(place: Place): Place {
  return { ...place, depth: place.depth + 1 };
}

/** Direction is found once per top-level block; what is inside follows it (the style sheet treats paragraphs one by one). */
export function direction(place: Place): 'auto' | typeof nothing {
  return place.depth === 0 ? 'auto' : nothing;
}
