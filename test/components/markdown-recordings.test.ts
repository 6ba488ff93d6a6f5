// Answers as a real server streamed them, token by token: what has settled is never touched again.

import { expect } from '@open-wc/testing';
import '../../components/define/hermes-markdown.js';
import { gfm } from './markdown-gfm.js';
import { documents } from './markdown-corpus.js';
import { shape } from './support/markdown-shape.js';

/** The tokens of each answer in a recording. */
async function answers(name: string): Promise<readonly (readonly string[])[]> {
  const lines = (await (await fetch(`/test/wire/${name}.jsonl`)).text()).trim().split('\n');
  const streams = new Map<string, string[]>();
  for (const line of lines) {
    const { kind, stream, event, id, data } = JSON.parse(line) as Record<string, string>;
    if (kind !== 'frame' || event !== 'token') continue;
    // A stream that was taken up again repeats what went before.
    const key = `${stream} ${id?.split(':')[0]}`;
    const tokens = streams.get(key) ?? [];
    tokens.push((JSON.parse(data ?? '{}') as { text?: string }).text ?? '');
    streams.set(key, tokens);
  }
  return [...streams.values()];
}

interface Seen {
  readonly blocks: readonly Element[];
  readonly removed: readonly string[];
}

/** Streams tokens; tells which top-level blocks were taken out, and which finished ones were touched at all. */
async function stream(tokens: readonly string[]): Promise<Seen> {
  const element = document.createElement('hermes-markdown');
  document.body.append(element);
  await element.updateComplete;
  const removed: string[] = [];
  const blocks = (): readonly Element[] => [...element.renderRoot.querySelectorAll('.chapter > *')];
  const observer = new MutationObserver(() => undefined);
  observer.observe(element.renderRoot, { subtree: true, childList: true, characterData: true, attributes: true });
  let before: readonly Element[] = [];
  for (const token of [...tokens, '']) {
    element.text += token;
    element.settled = token === '';
    await element.updateComplete;
    // All but the last two are finished: nothing but a definition that came later changes them.
    const finished = new Set(before.slice(0, -2));
    for (const { target, removedNodes, type } of observer.takeRecords()) {
      const block = [...finished].find((each) => each.contains(target));
      if (block) removed.push(`${type} in <${block.localName}>`);
      for (const node of removedNodes) if (finished.has(node as Element)) removed.push(`<${node.nodeName}>`);
    }
    before = blocks();
  }
  observer.disconnect();
  const whole = document.createElement('hermes-markdown');
  Object.assign(whole, { text: element.text, settled: true });
  document.body.append(whole);
  await whole.complete;
  expect(shape(element.renderRoot)).to.deep.equal(shape(whole.renderRoot));
  whole.remove();
  element.remove();
  return { blocks: before, removed };
}

describe('<hermes-markdown> and recorded answers', () => {
  for (const name of ['plain', 'tools', 'reasoning', 'unicode', 'firehose', 'in-process']) {
    it(`shows those of ${name} without touching what has settled`, async () => {
      const all = await answers(name);
      expect(all.length).to.be.greaterThan(0);
      for (const tokens of all) {
        const { blocks, removed } = await stream(tokens);
        expect(blocks.length).to.be.greaterThan(0);
        expect(removed).to.deep.equal([]);
      }
    });
  }

  it('does not touch it either in a text with every construct there is', async () => {
    // Late definitions are what may change settled text; they have tests of their own.
    const texts = [...gfm.map(({ markdown }) => markdown), ...documents.filter((text) => !text.includes('[ref]'))];
    const text = texts.filter((each) => !each.includes('[^')).join('\n\n<!-- -->\n\n');
    const tokens = text.match(/[^]{1,5}/g) ?? [];
    const { blocks, removed } = await stream(tokens);
    expect(blocks.length).to.be.greaterThan(80);
    expect(removed).to.deep.equal([]);
  });
});
