// The page of strict.html: the element with all its packs, and traps for whatever runs.

import '../../components/define/hermes-markdown.js';
import { MarkdownPacks } from '../../components/packs/registry.js';
import { highlightPack, htmlPack, mathsPack } from '../../components/packs/defaults.js';

export interface StrictPage {
  /** What ran. */
  readonly ran: unknown[][];
  /** Colours and formulas. */
  readonly safe: MarkdownPacks;
  /** And HTML. */
  readonly all: MarkdownPacks;
}

const ran: unknown[][] = [];
for (const name of ['alert', 'confirm', 'prompt', 'open', 'print'] as const) {
  Object.defineProperty(window, name, {
    value: (...args: unknown[]) => {
      ran.push([name, ...args]);
    },
  });
}

const safe = new MarkdownPacks();
const all = new MarkdownPacks();
for (const packs of [safe, all]) {
  packs.use('highlight', highlightPack);
  packs.use('maths', mathsPack);
}
all.use('html', htmlPack);
await Promise.all([
  new Promise<void>((ready) => safe.get('highlight', ready)),
  new Promise<void>((ready) => safe.get('maths', ready)),
  new Promise<void>((ready) => all.get('highlight', ready)),
  new Promise<void>((ready) => all.get('maths', ready)),
  new Promise<void>((ready) => all.get('html', ready)),
]);

Object.assign(window, { strict: { ran, safe, all } satisfies StrictPage });
