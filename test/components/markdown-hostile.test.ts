// Hostile text under the strictest policy a page can have, with every pack there is.

import { expect } from '@open-wc/testing';
import type { HermesMarkdown } from '../../components/hermes-markdown.js';
import type { ImagePolicy } from '../../components/markdown/view.js';
import type { MarkdownPacks } from '../../components/packs/registry.js';
import { harmIn } from '../corpus/harmless.js';
import { hostileMarkdown, hostileTexts } from '../corpus/hostile.js';
import type { StrictPage } from '../corpus/strict-page.js';
import { PageFrame } from '../support/page-frame.js';
import { until } from '../support/until.js';

const ELEMENTS = new Set(
  `a b blockquote br button code del div em h3 h4 h5 h6 hr input li ol p pre section span strong sup table tbody td th
  thead tr ul`.split(/\s+/),
);
const CLEANED = new Set([
  ...ELEMENTS,
  ...`abbr bdi bdo caption cite dd details dfn dl dt figcaption figure i ins kbd mark q rp rt ruby s samp small sub summary
  tfoot u var wbr`.split(/\s+/),
]);

describe('<hermes-markdown> on a page with the strictest policy', () => {
  let frame: PageFrame;
  let strict: StrictPage;
  let requests: number;

  beforeEach(async () => {
    frame = await PageFrame.open('/test/corpus/strict.html');
    const page = frame.window as unknown as { strict?: StrictPage };
    await until('the page is ready', () => page.strict !== undefined);
    strict = page.strict!;
    requests = count();
  });

  afterEach(() => frame.close());

  function count(): number {
    return frame.window.performance.getEntriesByType('resource').length;
  }

  function made(packs: MarkdownPacks, images: ImagePolicy = 'click'): HermesMarkdown {
    const element = frame.document.createElement('hermes-markdown');
    element.packs = packs;
    element.images = images;
    frame.document.body.append(element);
    return element;
  }

  function show(element: HermesMarkdown, text: string, settled: boolean): void {
    element.text = text;
    element.settled = settled;
    (element as unknown as { performUpdate(): void }).performUpdate();
  }

  async function expectPeace(): Promise<void> {
    await expectNothingDone();
    expect(frame.violations, 'what the policy had to refuse').to.deep.equal([]);
    expect(frame.errors, 'errors').to.deep.equal([]);
  }

  async function expectNothingDone(): Promise<void> {
    // What loads or runs late has a moment to do so.
    await new Promise((resolve) => setTimeout(resolve, 100));
    expect(strict.ran, 'what ran').to.deep.equal([]);
    expect(count() - requests, 'requests').to.equal(0);
  }

  it('notices what gets through', async () => {
    const image = frame.document.createElement('img');
    image.src = 'https://x.evil.example/pixel.png';
    frame.document.body.append(image);
    frame.window.alert('here');
    await until('the policy speaks', () => frame.violations.length > 0);
    expect(strict.ran).to.deep.equal([['alert', 'here']]);
    const root = frame.document.createElement('div');
    root.append(image);
    expect(harmIn(root)).to.deep.equal(['loads https://x.evil.example/pixel.png']);
  });

  it('shows every hostile text as text', async () => {
    const element = made(strict.safe);
    for (const text of hostileMarkdown) {
      show(element, text, true);
      expect(harmIn(element.renderRoot as ShadowRoot, { elements: ELEMENTS, mathml: true }), text).to.deep.equal([]);
    }
    await expectPeace();
  });

  it('holds at every letter of it', async () => {
    const element = made(strict.safe);
    for (const text of hostileTexts) {
      for (let end = 1; end <= Math.min(text.length, 400); end += 1) {
        show(element, text.slice(0, end), false);
        const harm = harmIn(element.renderRoot as ShadowRoot, { elements: ELEMENTS, mathml: true });
        expect(harm, text.slice(0, end)).to.deep.equal([]);
      }
    }
    await expectPeace();
  });

  it('lets nothing through where the host has turned HTML on', async () => {
    const element = made(strict.all);
    for (const text of hostileMarkdown) {
      show(element, text, true);
      expect(harmIn(element.renderRoot as ShadowRoot, { elements: CLEANED, mathml: true }), text).to.deep.equal([]);
    }
    // The browser reports what it meets while the text is read into a document that can do nothing; nothing is done.
    await expectNothingDone();
    show(
      element,
      '<p onclick="alert(1)">clean <kbd>Ctrl</kbd> <a href="https://good.example" style="x">link</a></p>',
      true,
    );
    const clean = element.renderRoot.querySelector('.html');
    expect(clean?.querySelector('kbd')?.textContent).to.equal('Ctrl');
    expect(clean?.querySelector('a')?.rel).to.equal('noopener noreferrer nofollow');
    expect(clean?.querySelector('[onclick], [style]') === null).to.equal(true);
  });

  it('asks for no image that nobody asked for', async () => {
    for (const images of ['none', 'click', 'same-origin'] as const) {
      const element = made(strict.safe, images);
      for (const text of hostileMarkdown) show(element, text, true);
    }
    await new Promise((resolve) => setTimeout(resolve, 100));
    const asked = frame.window.performance.getEntriesByType('resource').slice(requests);
    // Some of the corpus is an address on this very host, which `same-origin` may load.
    expect(asked.map(({ name }) => new URL(name).origin).filter((origin) => origin !== location.origin)).to.deep.equal(
      [],
    );
    expect(frame.violations).to.deep.equal([]);
    expect(strict.ran).to.deep.equal([]);
  });
});
