// Hostile text wherever a session shows text from outside, under the strictest policy a page can have: titles, names of
// models and files, prompts, answers, thoughts, tools with what they were given and gave back, errors, what is asked of a
// person, todo items, names of workers. Nothing runs, nothing is asked for, nothing leads astray.

import { expect } from '@open-wc/testing';
import { harmIn } from '../corpus/harmless.js';
import { addressPositions, hostileAddresses, hostileTexts } from '../corpus/hostile.js';
import type { StrictPanePage } from '../corpus/strict-pane-page.js';
import { PageFrame } from '../support/page-frame.js';
import { shadowRoots } from '../support/shadow-roots.js';
import { until } from '../support/until.js';

/** Texts shown before the page is looked at for what came of them, late things too. */
const AT_ONCE = 12;

describe('a session on a page with the strictest policy', () => {
  let frame: PageFrame;
  let strict: StrictPanePage;

  beforeEach(async () => {
    frame = await PageFrame.open('/test/corpus/strict-pane.html');
    const page = frame.window as unknown as { strict?: StrictPanePage };
    await until('the page is ready', () => page.strict !== undefined);
    strict = page.strict!;
  });

  afterEach(() => frame.close());

  /** What was asked for, our own lazy parts aside. */
  const requests = () =>
    frame.window.performance
      .getEntriesByType('resource')
      .map((entry) => entry.name)
      .filter((name) => !/^http:\/\/[^/]+\/(?:components|runtime|node_modules|test)\/.+\.(?:ts|js)(?:\?|$)/.test(name));
  const frames = async (many: number) => {
    for (let left = many; left > 0; left -= 1)
      await new Promise((resolve) => frame.window.requestAnimationFrame(() => setTimeout(resolve)));
  };

  /** Opens all that can be opened: steps, thoughts, details, cards. */
  async function openAll(): Promise<void> {
    for (let round = 0; round < 3; round += 1) {
      const closed = shadowRoots(frame.document.body).flatMap((root) => [
        ...root.querySelectorAll<HTMLElement>('.disclosure[aria-expanded=false], .line[aria-expanded=false]'),
      ]);
      if (closed.length === 0) return;
      for (const button of closed) button.click();
      await frames(2);
    }
  }

  async function play(texts: readonly string[]): Promise<void> {
    const before = requests();
    for (let at = 0; at < texts.length; at += AT_ONCE) {
      const batch = texts.slice(at, at + AT_ONCE);
      strict.clear();
      for (const text of batch) strict.show(text);
      await frames(3);
      await openAll();
      const harm = shadowRoots(frame.document.body).flatMap((root) =>
        harmIn(root, { mathml: true, icons: true, placed: true }),
      );
      expect(harm, JSON.stringify(batch)).to.deep.equal([]);
      expect(strict.ran, JSON.stringify(batch)).to.deep.equal([]);
      expect(requests(), `requests after ${JSON.stringify(batch)}`).to.deep.equal(before);
      expect(frame.violations, JSON.stringify(batch)).to.deep.equal([]);
      expect(frame.errors, JSON.stringify(batch)).to.deep.equal([]);
    }
  }

  it('is what is meant: all its texts are there', async () => {
    strict.show('needle');
    await frames(3);
    await openAll();
    const where = new Map<string, number>();
    for (const root of shadowRoots(frame.document.body)) {
      const name = root.host.localName;
      const said = [...root.querySelectorAll('*')].flatMap((node) => [...node.childNodes]);
      const found = said.filter((node) => node.nodeType === 3 && node.textContent!.includes('needle')).length;
      if (found > 0) where.set(name, (where.get(name) ?? 0) + found);
    }
    const places =
      'approval attachments diff json markdown message pane request-card session-row subagents terminal todo tool-card';
    for (const place of places.split(' ')) {
      const tag = place === 'approval' ? 'hermes-request-card' : `hermes-${place}`;
      expect(where.get(tag) ?? 0, `${tag} of ${JSON.stringify([...where])}`).to.be.above(0);
    }
  });

  it('shows hostile text as text, everywhere', async function () {
    this.timeout(120_000);
    await play(hostileTexts.map((text) => text.slice(0, 2_000)));
  });

  it('leads nowhere by a hostile address, in whatever position', async function () {
    this.timeout(120_000);
    await play(hostileAddresses.map((address) => addressPositions.map((position) => position(address)).join('\n\n')));
  });
});
