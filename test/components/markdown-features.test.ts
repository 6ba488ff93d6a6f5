// What <hermes-markdown> does beyond the grammar: slices, footnotes, images, code, packs, selection.

import { expect, fixture, html, nextFrame } from '@open-wc/testing';
import '../../components/define/hermes-markdown.js';
import type { HermesMarkdown } from '../../components/hermes-markdown.js';
import type { SliceScheduler } from '../../components/markdown/slices.js';
import type { ImagePolicy } from '../../components/markdown/view.js';
import { highlightPack, htmlPack, mathsPack } from '../../components/packs/defaults.js';
import { MarkdownPacks } from '../../components/packs/registry.js';
import { copySelection } from '../support/clipboard.js';
import { until } from '../support/until.js';
import { shape } from './support/markdown-shape.js';

interface Options {
  readonly settled?: boolean;
  readonly packs?: MarkdownPacks;
  readonly images?: ImagePolicy;
  readonly slices?: SliceScheduler;
}

async function markdown(text: string, options: Options = {}): Promise<HermesMarkdown> {
  const { settled = true, packs = new MarkdownPacks(), images = 'click', slices } = options;
  const element = document.createElement('hermes-markdown');
  Object.assign(element, { text, settled, packs, images, ...(slices ? { slices } : {}) });
  await fixture<HTMLElement>(html`<div>${element}</div>`);
  await element.updateComplete;
  return element;
}

function all(element: HermesMarkdown, selector: string): readonly HTMLElement[] {
  return [...element.renderRoot.querySelectorAll<HTMLElement>(selector)];
}

function one(element: HermesMarkdown, selector: string): HTMLElement {
  return all(element, selector)[0] ?? expect.fail(`no ${selector}`);
}

/** Slices that run when the test says so, each with the time of one stretch, or all the time there is (0). */
class HandSlices implements SliceScheduler {
  readonly #step: number;
  #time = 0;
  #work: (() => void) | undefined;

  constructor(step = 100) {
    this.#step = step;
  }

  get waiting(): boolean {
    return this.#work !== undefined;
  }

  now(): number {
    return (this.#time += this.#step);
  }

  next(work: () => void): () => void {
    this.#work = work;
    return () => {
      if (this.#work === work) this.#work = undefined;
    };
  }

  run(): void {
    const work = this.#work;
    this.#work = undefined;
    work?.();
  }
}

const paragraphs = (count: number, word: string): string =>
  Array.from({ length: count }, (_, index) => `${word} ${index} with *some* words to fill the line.`).join('\n\n');

describe('<hermes-markdown> and long text', () => {
  it('shows it slice by slice, in order, and says when all is there', async () => {
    const slices = new HandSlices();
    const element = await markdown(paragraphs(1000, 'Line'), { slices });
    let told = 0;
    element.addEventListener('hermes-markdown-complete', () => (told += 1));
    let complete = false;
    void element.complete.then(() => (complete = true));
    let shown = all(element, 'p').length;
    expect(shown).to.be.within(50, 400);
    while (slices.waiting) {
      expect(complete || told > 0).to.equal(false);
      slices.run();
      await element.updateComplete;
      expect(all(element, 'p').length).to.be.greaterThan(shown);
      shown = all(element, 'p').length;
    }
    await element.complete;
    expect([shown, told]).to.deep.equal([1000, 1]);
    const numbers = all(element, 'p').map((p) => Number(p.textContent?.split(' ')[1]));
    expect(numbers).to.deep.equal(numbers.map((_, index) => index));
    const other = await markdown(element.text);
    await other.complete;
    expect(shape(element.renderRoot)).to.deep.equal(shape(other.renderRoot));
  });

  it('shows only the beginning at first of a text that comes in one large piece: its task has been long already', async () => {
    const slices = new HandSlices(0);
    const element = await markdown('', { slices, settled: false });
    const shown = async (text: string): Promise<number> => {
      element.text = text;
      await element.updateComplete;
      return element.renderRoot.textContent?.length ?? 0;
    };
    expect(await shown(paragraphs(800, 'Line'))).to.be.within(15_000, 30_000);
    element.text = '';
    await element.updateComplete;
    expect(await shown(paragraphs(1200, 'Line'))).to.be.within(2_000, 10_000);
    slices.run();
    await element.updateComplete;
    expect(element.renderRoot.textContent?.length ?? 0).to.be.within(20_000, 40_000);
  });

  it('keeps what is shown until another text takes its place, and drops the rest of a text that was replaced', async () => {
    const slices = new HandSlices();
    const element = await markdown(paragraphs(1000, 'Old'), { slices });
    while (slices.waiting) {
      slices.run();
      await element.updateComplete;
    }
    element.text = paragraphs(600, 'New');
    await element.updateComplete;
    expect(all(element, 'p').length).to.equal(1000);
    expect([all(element, 'p')[0], all(element, 'p')[999]].map((p) => p?.textContent?.slice(0, 3))).to.deep.equal([
      'New',
      'Old',
    ]);
    element.text = 'Short';
    await element.updateComplete;
    expect(slices.waiting).to.equal(false);
    await element.complete;
    expect(all(element, 'p').map((p) => p.textContent)).to.deep.equal(['Short']);
  });

  it('stops while it is out of the page and goes on when it is back', async () => {
    const slices = new HandSlices();
    const element = await markdown(paragraphs(1000, 'Line'), { slices });
    const home = element.parentElement!;
    element.remove();
    expect(slices.waiting).to.equal(false);
    home.append(element);
    expect(slices.waiting).to.equal(true);
    while (slices.waiting) {
      slices.run();
      await element.updateComplete;
    }
    expect(all(element, 'p').length).to.equal(1000);
  });

  it('never blocks for two megabytes set at once', async () => {
    const text = `# Long\n\n${paragraphs(28_000, 'A *line* with `code` and **more** of it')}\n\nThe end.`;
    expect(text.length).to.be.greaterThan(2_000_000);
    const element = await markdown(text);
    await element.complete;
    expect(all(element, 'p').at(-1)?.textContent).to.equal('The end.');
    expect(all(element, 'p').length).to.equal(28_001);
    // What nobody has seen yet is not laid out, and takes about the room it will take.
    const [, second] = all(element, '.chapter');
    expect(getComputedStyle(second!).contentVisibility).to.equal('auto');
    expect(second!.getBoundingClientRect().height).to.be.within(500, 3000);
  });

  it('does not draw what is finished and far from the screen, and takes the very same room for it', async () => {
    const code = `\`\`\`js\n${'x();\n'.repeat(9)}\`\`\`\n\n| a |\n| - |\n| b |`;
    const element = await markdown(`${paragraphs(60, 'Line')}\n\n${code}\n\n## Head\n\n${paragraphs(200, 'Line')}`);
    await element.complete;
    const chapters = all(element, '.chapter');
    const places = (): readonly number[] => chapters.map((chapter) => chapter.getBoundingClientRect().bottom);
    const before = places();
    expect(chapters.every((chapter) => getComputedStyle(chapter).contentVisibility === 'visible')).to.equal(true);
    await until('it is skipped', () => getComputedStyle(chapters[0]!).contentVisibility === 'auto');
    await nextFrame();
    await nextFrame();
    const last = chapters.at(-2)!;
    expect(last.checkVisibility({ contentVisibilityAuto: true })).to.equal(true);
    expect(last.firstElementChild!.checkVisibility({ contentVisibilityAuto: true })).to.equal(false);
    expect(places()).to.deep.equal(before);
    // What grows is drawn.
    expect(getComputedStyle(chapters.at(-1)!).contentVisibility).to.equal('visible');
  });
});

describe('<hermes-markdown> code', () => {
  const lines = (from: number, to: number): string =>
    Array.from({ length: to - from }, (_, index) => `line(${from + index});\n`).join('');

  it('appends to a fence that grows, and touches no line it has shown', async () => {
    let text = `\`\`\`js\n${lines(0, 300)}`;
    const element = await markdown(text, { settled: false });
    const code = one(element, 'code');
    const before = [...code.childNodes].filter((node) => !(node instanceof Comment));
    const records: MutationRecord[] = [];
    const observer = new MutationObserver((found) => records.push(...found));
    observer.observe(code, { subtree: true, childList: true, characterData: true });
    for (let line = 300; line < 500; line += 1) {
      element.text = text += lines(line, line + 1);
      await element.updateComplete;
    }
    records.push(...observer.takeRecords());
    observer.disconnect();
    expect(records.flatMap(({ removedNodes }) => [...removedNodes])).to.deep.equal([]);
    // Only what was last then, and what came after.
    const old = new Set<Node>(before.slice(0, -1).flatMap((node) => [node, ...node.childNodes]));
    expect(records.filter(({ target }) => old.has(target)).length).to.equal(0);
    expect(code.textContent).to.equal(lines(0, 500).trimEnd());
    element.text = `${text}\`\`\`\n`;
    element.settled = true;
    await element.updateComplete;
    expect(code.textContent).to.equal(lines(0, 500).trimEnd());
    expect(shape(element.renderRoot)).to.deep.equal(shape((await markdown(element.text)).renderRoot));
  });

  it('is what it says, however it grew', async () => {
    const element = await markdown('', { settled: false });
    for (const body of ['a\n', 'a\n``', 'a\n``b\n', '', 'other', 'other\n\n\n', 'o', `${'x'.repeat(9000)}\ny\n`]) {
      element.text = `~~~~\n${body}`;
      await element.updateComplete;
      element.text = `~~~~\n${body}\n~~~~\n`;
      await element.updateComplete;
      expect(one(element, 'code').textContent, body).to.equal(body);
    }
  });

  it('wraps its lines on request, and stays so while it grows', async () => {
    const element = await markdown(`\`\`\`\n${'long '.repeat(100)}`, { settled: false });
    const button = one(element, '[part=wrap]');
    const code = one(element, 'code');
    expect([getComputedStyle(code).whiteSpace, button.getAttribute('aria-pressed')]).to.deep.equal(['pre', 'false']);
    button.click();
    element.text += 'more\n';
    await element.updateComplete;
    expect([getComputedStyle(code).whiteSpace, button.getAttribute('aria-pressed')]).to.deep.equal([
      'pre-wrap',
      'true',
    ]);
    expect(one(element, 'pre').scrollWidth <= one(element, 'pre').clientWidth).to.equal(true);
    button.click();
    expect(getComputedStyle(code).whiteSpace).to.equal('pre');
  });

  it('stays left to right in a page that runs the other way', async () => {
    const element = await markdown('مرحبا\n\n```\na\n```\n\n`b`', {});
    element.dir = 'rtl';
    for (const each of all(element, 'pre, code')) expect(getComputedStyle(each).direction).to.equal('ltr');
  });
});

describe('<hermes-markdown> footnotes', () => {
  const text = 'One[^a] and two[^b] and one[^a] again.\n\n[^b]: Second\n[^a]: First *note*\n';

  it('leads to the note and back to where one came from', async () => {
    const element = await markdown(text);
    expect(one(element, 'p').textContent).to.equal('One1 and two2 and one1 again.');
    expect(all(element, '.notes li').map((note) => note.querySelector('p')?.textContent)).to.deep.equal([
      'First note',
      'Second',
    ]);
    const refs = all(element, '.ref');
    refs[2]?.click();
    expect((element.renderRoot as ShadowRoot).activeElement?.id).to.equal('note-1');
    one(element, '#note-1 .back').click();
    expect((element.renderRoot as ShadowRoot).activeElement).to.equal(refs[2]);
    expect(location.hash).to.equal('');
    await expect(element).shadowDom.to.be.accessible();
  });

  it('is what was typed until it is defined, and changes nothing else then', async () => {
    const element = await markdown('One[^a].\n\nTwo.\n\n', { settled: false });
    const [first, second] = all(element, 'p');
    expect(first?.textContent).to.equal('One[^a].');
    element.text += '[^a]: Note';
    await element.updateComplete;
    expect(first?.textContent).to.equal('One1.');
    expect(all(element, '.chapter > p')[1]).to.equal(second);
    expect(first?.isConnected).to.equal(true);
  });
});

describe('<hermes-markdown> images', () => {
  const here = new URL('/docs/images/demo.png', location.href).href;
  const broken = new URL('/test/corpus/strict.html', location.href).href;
  // The same server by another name.
  const elsewhere = here.replace('//localhost', '//127.0.0.1');
  const text = `![here](${here}) ![a **cat**](${elsewhere} "t") [![in](${elsewhere})](https://l.example)`;
  const sources = (element: HermesMarkdown): readonly string[] =>
    all(element, 'img').map((image) => (image as HTMLImageElement).src);

  it('load as the policy says', async () => {
    const expected: Record<ImagePolicy, readonly string[]> = {
      none: [],
      click: [],
      'same-origin': [here],
      all: [here, elsewhere, elsewhere],
    };
    for (const [policy, loaded] of Object.entries(expected)) {
      const element = await markdown(text, { images: policy as ImagePolicy });
      expect(sources(element), policy).to.deep.equal(loaded);
    }
    const unknown = await markdown(text, { images: 'yes' as ImagePolicy });
    expect(sources(unknown)).to.deep.equal([]);
  });

  it('are links where none may load', async () => {
    const element = await markdown(text, { images: 'none' });
    expect(all(element, 'a').map((link) => [link.textContent, link.getAttribute('href')])).to.deep.equal([
      ['here', here],
      ['a cat', elsewhere],
      ['in', 'https://l.example/'],
    ]);
  });

  it('load when a person asks, and say where from before', async () => {
    const element = await markdown(text);
    const [, cat] = all(element, '.image-button');
    expect(cat?.textContent).to.equal(`a cat ${new URL(elsewhere).host} Load image`);
    cat?.click();
    await element.updateComplete;
    // The same picture in a link is the same address: it has been asked for.
    expect(sources(element)).to.deep.equal([elsewhere, elsewhere]);
    expect(one(element, 'img').getAttribute('alt')).to.equal('a cat');
    expect(one(element, 'img').getAttribute('referrerpolicy')).to.equal('no-referrer');
  });

  it('say so when they cannot be loaded', async () => {
    const element = await markdown(`![broken](${broken})`, { images: 'same-origin' });
    await until('it has failed', () => all(element, '.image-note').length === 1);
    expect(one(element, 'a').textContent).to.equal('broken');
  });

  it('are not loaded while their address is still being written', async () => {
    const element = await markdown('', { settled: false, images: 'all' });
    const written = `![a](${here}?whole=1) and more`;
    const seen = new Set<string>();
    for (let end = 1; end <= written.length; end += 1) {
      element.text = written.slice(0, end);
      await element.updateComplete;
      for (const source of sources(element)) seen.add(source);
    }
    element.settled = true;
    await element.updateComplete;
    expect([...seen, ...sources(element)]).to.deep.equal([`${here}?whole=1`]);
  });
});

describe('<hermes-markdown> packs', () => {
  it('are loaded when a text first needs them, and by no other', async () => {
    const asked: string[] = [];
    const packs = new MarkdownPacks();
    packs.use('maths', () => (asked.push('maths'), mathsPack()));
    packs.use('highlight', () => (asked.push('highlight'), highlightPack()));
    packs.use('html', () => (asked.push('html'), htmlPack()));
    await markdown('Words, `code` and $5.', { packs });
    expect(asked).to.deep.equal([]);
    await markdown('```js\nlet a\n```\n\n$x^2$', { packs });
    expect(asked.toSorted()).to.deep.equal(['highlight', 'maths']);
    await markdown('<div>\nx\n</div>', { packs });
    await markdown('<div>\nx\n</div>', { packs });
    expect(asked.toSorted()).to.deep.equal(['highlight', 'html', 'maths']);
  });

  it('that fail leave the text as it is, and say nothing', async () => {
    const packs = new MarkdownPacks();
    for (const name of ['maths', 'highlight', 'html'] as const)
      packs.use(name, () => Promise.reject(new Error('offline')));
    const element = await markdown('$x^2$\n\n```js\nlet a\n```\n\n<div>x</div>', { packs });
    await new Promise((resolve) => setTimeout(resolve));
    await element.updateComplete;
    expect(all(element, '.maths, code, .plain').map((node) => node.textContent)).to.deep.equal([
      '$x^2$',
      'let a',
      '<div>x</div>',
    ]);
  });

  it('that throw leave the text as it is', async () => {
    const packs = new MarkdownPacks();
    const fail = (): never => {
      throw new Error('broken');
    };
    packs.use('maths', () => ({ render: fail }));
    packs.use('highlight', () => ({ knows: () => true, paint: fail }));
    packs.use('html', () => ({ clean: fail }));
    const element = await markdown('$x^2$\n\n```js\nlet a\n```\n\n<div>x</div>\n\nEnd', { packs });
    await new Promise((resolve) => setTimeout(resolve));
    await element.updateComplete;
    expect(all(element, '.maths, code, .plain, p:last-child').map((node) => node.textContent)).to.deep.equal([
      '$x^2$',
      'let a',
      '<div>x</div>',
      'End',
    ]);
  });

  it('let pairs of harmless tags be elements where the host has turned HTML on, and no others', async () => {
    const packs = new MarkdownPacks();
    packs.use('html', htmlPack);
    const text =
      'H<sub onclick="alert(1)">2</sub>O, <kbd>Ctrl</kbd><br>*x <b>y* z</b> <a href="https://x.example" onclick=a>l</a> <a href="javascript:a">n</a> <u>open <x-y>q</x-y>';
    const element = await markdown(`${text}\n\n<details>\n<summary>More</summary>\nText\n</details>\n`, { packs });
    await until('the pack is there', () => all(element, 'kbd').length === 1);
    const names = all(element, 'p *').map((node) => [node.localName, ...node.getAttributeNames()].join(' '));
    expect(names).to.deep.equal(['sub', 'kbd dir', 'br', 'em', 'a href rel target']);
    expect(one(element, 'p').textContent).to.equal(
      'H2O, Ctrlx <b>y z</b> l <a href="javascript:a">n</a> <u>open <x-y>q</x-y>',
    );
    expect(one(element, '.html details summary').textContent).to.equal('More');
    packs.use('html', null);
    await element.updateComplete;
    expect(one(element, 'p').textContent).to.equal(text.replace('*x', 'x').replace('y*', 'y'));
  });

  it('show formulas as MathML, and as text what is none', async () => {
    const packs = new MarkdownPacks();
    packs.use('maths', mathsPack);
    const element = await markdown('Inline $\\frac{a}{b}$.\n\n$$\n\\sum_{i=1}^n x_i\n$$\n\n$\\nosuch{x}$ costs $5', {
      packs,
    });
    await until('formulas are there', () => all(element, 'math').length === 2);
    expect(all(element, 'mfrac').length).to.equal(1);
    expect(one(element, 'div.maths math').getAttribute('display')).to.equal('block');
    expect(all(element, 'p').at(-1)?.textContent).to.equal('$\\nosuch{x}$ costs $5');
    const math = one(element, 'math');
    element.text += '\n\nMore.';
    await element.updateComplete;
    expect(one(element, 'math')).to.equal(math);
    await expect(element).shadowDom.to.be.accessible();
  });

  it('colour code that is near, with no element more, and let go of it', async () => {
    const packs = new MarkdownPacks();
    packs.use('highlight', highlightPack);
    const element = await markdown('```js\nconst a = "text"; // note\n```\n\n```nosuch\nconst\n```', { packs });
    const mine = (): readonly string[] =>
      [...CSS.highlights].flatMap(([name, ranges]) =>
        [...ranges]
          .filter((range) => element.renderRoot.contains(range.startContainer))
          .map((range) => `${name} ${range.startContainer.textContent?.slice(range.startOffset, range.endOffset)}`),
      );
    await until('it is coloured', () => mine().length > 0);
    expect(mine().toSorted()).to.deep.equal(['hermes-comment // note', 'hermes-keyword const', 'hermes-string "text"']);
    expect(one(element, 'code').children.length).to.equal(0);
    element.remove();
    expect(mine()).to.deep.equal([]);
  });

  it('colour nothing that still grows', async () => {
    const packs = new MarkdownPacks();
    let asked = 0;
    packs.use('highlight', () => ((asked += 1), highlightPack()));
    const element = await markdown('```js\nlet a = 1;\n', { packs, settled: false });
    expect(asked).to.equal(0);
    element.text += '```\n\nDone.\n';
    await element.updateComplete;
    expect(asked).to.equal(1);
  });

  it('can be replaced and switched off by the host', async () => {
    const packs = new MarkdownPacks();
    packs.use('maths', mathsPack);
    const element = await markdown('$x$', { packs });
    await until('formula', () => all(element, 'math').length === 1);
    packs.use('maths', () => ({ render: (formula) => document.createTextNode(`<${formula}>`) }));
    await until('the host’s own', () => one(element, 'p').textContent === '<x>');
    packs.use('maths', null);
    await element.updateComplete;
    expect(one(element, 'p').textContent).to.equal('$x$');
    expect(all(element, '.maths').length).to.equal(0);
  });

  it('let the host draw diagrams once they are whole, and survive what it throws', async () => {
    const packs = new MarkdownPacks();
    const asked: string[] = [];
    packs.diagrams = (language, text) => {
      asked.push(`${language}: ${text}`);
      if (text === 'throws') throw new Error('bad diagram');
      if (language !== 'mermaid') return null;
      const drawing = document.createElement('b');
      drawing.textContent = 'drawn';
      return drawing;
    };
    const element = await markdown('```mermaid\nA-->B', { packs, settled: false });
    expect(asked).to.deep.equal([]);
    element.text += '\n```\n\n```js\nx\n```\n\n```mermaid\nthrows\n```\n';
    element.settled = true;
    await element.updateComplete;
    expect(asked).to.deep.equal(['mermaid: A-->B', 'js: x', 'mermaid: throws']);
    expect(all(element, '.diagram').map((node) => node.textContent)).to.deep.equal(['drawn']);
    expect(all(element, 'code').map((node) => node.textContent)).to.deep.equal(['x', 'throws']);
  });

  it('keep no element alive that is gone', async () => {
    const packs = new MarkdownPacks();
    let watched = 0;
    const watch = packs.watch.bind(packs);
    packs.watch = (changed) => {
      const end = watch(changed);
      watched += 1;
      return () => {
        watched -= 1;
        end();
      };
    };
    const element = await markdown('x', { packs });
    expect(watched).to.equal(1);
    element.remove();
    expect(watched).to.equal(0);
  });
});

describe('<hermes-markdown> headings', () => {
  it('keep their level for assistive technology, from the one the host says', async () => {
    const element = await markdown('# a\n\n## b\n\n### c\n\n#### d\n\n##### e\n\n###### f');
    const levels = (): readonly number[] =>
      all(element, 'h1, h2, h3, h4, h5, h6').map((node) => Number(node.ariaLevel ?? node.localName.slice(1)));
    expect(levels()).to.deep.equal([3, 4, 5, 6, 7, 8]);
    element.headingLevel = 2;
    await element.updateComplete;
    expect(levels()).to.deep.equal([2, 3, 4, 5, 6, 7]);
    element.setAttribute('heading-level', 'x');
    await element.updateComplete;
    expect(levels()).to.deep.equal([3, 4, 5, 6, 7, 8]);
  });
});

describe('<hermes-markdown> selection', () => {
  function selected(element: HermesMarkdown): string {
    return (element.ownerDocument.getSelection() as Selection).toString();
  }

  it('stays where it is while text streams, settles and links arrive', async () => {
    const element = await markdown('First *block* here.\n\nSecond', { settled: false });
    const [first] = all(element, 'p');
    document.getSelection()?.setBaseAndExtent(first!, 0, first!, first!.childNodes.length);
    const before = selected(element);
    expect(before).to.equal('First block here.');
    for (const more of [' grows', ' and **grows**.', '\n\n- list\n', '\n[x]: https://x.example\n']) {
      element.text += more;
      await element.updateComplete;
      expect(selected(element)).to.equal(before);
    }
    element.settled = true;
    await element.updateComplete;
    expect(selected(element)).to.equal(before);
  });

  it('stays in the very paragraph and code that grow', async () => {
    const element = await markdown('Some words', { settled: false });
    const text = all(element, 'p')[0]!;
    document.getSelection()?.selectAllChildren(text);
    element.text += ' more';
    await element.updateComplete;
    expect(selected(element)).to.match(/^Some words/);
    element.text = '```\nlet a;\n';
    await element.updateComplete;
    const code = one(element, 'code');
    const node = [...code.childNodes].find((child) => child instanceof Text)!;
    document.getSelection()?.setBaseAndExtent(node, 0, node, 5);
    element.text += 'let b;\n';
    await element.updateComplete;
    expect(selected(element)).to.equal('let a');
  });

  it('copies as the text it shows, without buttons and without lines of its own', async () => {
    const code = Array.from({ length: 200 }, (_, line) => `line(${line});`).join('\n');
    const element = await markdown(
      `# Title\n\nSome *words*[^1].\n\n\`\`\`js\n${code}\n\`\`\`\n\n- one\n- two\n\n| a | b |\n|---|---|\n| 1 | 2 |\n\n[^1]: Note`,
    );
    document.getSelection()?.selectAllChildren(one(element, '.chapter'));
    const copied = await copySelection();
    expect(copied).to.contain(`\n${code}\n`);
    expect(copied).not.to.match(/Copy|Wrap/);
    // Firefox copies nothing of a button, and so no number of a note.
    expect(copied.split(code)[0]?.trim().replace(/\n+/g, '\n')).to.match(/^Title\nSome words1?\.$/);
    expect(copied.split(code)[1]?.trim().replace(/\n\s*/g, '\n')).to.equal('one\ntwo\na\tb\n1\t2');
  });
});
