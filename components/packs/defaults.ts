/**
 * What `define/all` and the single-file bundle offer: colours and formulas, each loaded when a text first needs it.
 * HTML stays text unless the host says `markdownPacks.use('html', htmlPack)`.
 */
import { markdownPacks } from './registry.js';
import type { MarkdownPacks, PackLoader } from './registry.js';

// The packs and the libraries they bring must become files of their own wherever this is bundled: a build that inlines
// dynamic imports more than doubles what every page loads.
export const highlightPack: PackLoader<'highlight'> = async () => (await import('./highlight.js')).createHighlight();
export const mathsPack: PackLoader<'maths'> = async () => (await import('./maths.js')).createMaths();
export const htmlPack: PackLoader<'html'> = async () => (await import('./html.js')).createHtml();

export function useDefaultPacks(packs: MarkdownPacks = markdownPacks): void {
  packs.use('highlight', highlightPack);
  packs.use('maths', mathsPack);
}
