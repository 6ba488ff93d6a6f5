import { expect, fixture, html } from '@open-wc/testing';
import { resetMouse, sendMouse } from '@web/test-runner-commands';
import fc from 'fast-check';
import '../../components/define/hermes-markdown.js';
import type { HermesMarkdown } from '../../components/hermes-markdown.js';
import { paste } from '../support/clipboard.js';
import { until } from '../support/until.js';
import { documents, hostile } from './markdown-corpus.js';
import { shape } from './support/markdown-shape.js';

const TAGS = new Set(
  'h3 h4 h5 h6 sup section p ul ol li input blockquote div span button pre code table thead tbody tr th td hr br strong em del a'.split(
    ' ',
  ),
);
const ATTRIBUTES = new Set(
  'class part dir tabindex role aria-label aria-pressed aria-level aria-describedby id href rel target title start type disabled checked scope data-state data-note data-depth'.split(
    ' ',
  ),
);

async function markdown(text: string, settled = true): Promise<HermesMarkdown> {
  return fixture<HermesMarkdown>(html`<hermes-markdown .text=${text} ?settled=${settled}></hermes-markdown>`);
}

function root(element: HermesMarkdown): ShadowRoot {
  return element.shadowRoot ?? expect.fail('no shadow root');
}

/** Top-level blocks, whatever chapter they are in. */
function blocksOf(element: HermesMarkdown): readonly HTMLElement[] {
  return [...root(element).querySelectorAll<HTMLElement>('.chapter > *')];
}

function copyButtons(element: HermesMarkdown): readonly HTMLButtonElement[] {
  return [...root(element).querySelectorAll<HTMLButtonElement>('.copy')];
}

function listening(): { signal: AbortSignal; abort: () => void } {
  const controller = new AbortController();
  return { signal: controller.signal, abort: () => controller.abort() };
}

function expectSafe(element: HermesMarkdown, source: string): void {
  for (const node of root(element).querySelectorAll('*')) {
    expect(TAGS.has(node.localName), `<${node.localName}> from ${source}`).to.equal(true);
    expect(node.namespaceURI).to.equal('http://www.w3.org/1999/xhtml');
    for (const { name, value } of node.attributes) {
      expect(ATTRIBUTES.has(name), `${name}="${value}" from ${source}`).to.equal(true);
      expect(name.startsWith('on')).to.equal(false);
    }
    if (node instanceof HTMLAnchorElement) {
      expect(['http:', 'https:', 'mailto:', 'tel:'], source).to.include(node.protocol);
      expect(node.rel).to.equal('noopener noreferrer nofollow');
      if (!node.getAttribute('href')?.match(/^(https?|mailto|tel):/)) expect(node.host).to.equal(location.host);
      expect(node.querySelector('a')).to.equal(null);
    }
  }
}

describe('<hermes-markdown>', () => {
  it('shows each construct as its element', async () => {
    const element = await markdown(documents[0] ?? '');
    const names = new Set([...root(element).querySelectorAll('*')].map((node) => node.localName));
    for (const name of 'h3 p ul ol li input blockquote pre code table th td hr strong em del a button'.split(' '))
      expect(names).to.include(name);
    expect(root(element).querySelector('img')).to.equal(null);
    expect(root(element).textContent)
      .to.include('<div>\nraw <b>html</b>\n</div>')
      .and.to.include('The end&more <b> ©.');
  });

  it('shifts headings to fit below the page’s own', async () => {
    const element = await markdown('# a\n\n## b\n\n### c\n\n#### d\n\n##### e\n\n###### f');
    expect(blocksOf(element).map((node) => node.localName)).to.deep.equal(['h3', 'h4', 'h5', 'h6', 'h6', 'h6']);
  });

  it('lets each top-level block find its direction, and code stay left to right', async () => {
    const element = await markdown('مرحبا `x`\n\n- واحد\n\n```\ncode\n```\n\nhello');
    const [arabic, list, , latin] = blocksOf(element).map((node) => getComputedStyle(node).direction);
    expect([arabic, list, latin]).to.deep.equal(['rtl', 'rtl', 'ltr']);
    for (const code of root(element).querySelectorAll('pre, :not(pre) > code'))
      expect(code.getAttribute('dir')).to.equal('ltr');
  });

  it('names check boxes, tables and code for assistive technology', async () => {
    const element = await markdown('- [x] a\n- [ ] b\n\n|a|\n|-|\n|b|\n\n```js\nx\n```\n\n    y');
    const labels = [...root(element).querySelectorAll('[aria-label]')].map((node) => node.getAttribute('aria-label'));
    expect(labels).to.deep.equal(['Done', 'Not done', 'Table: a', 'Code: js', 'Code']);
    expect([...root(element).querySelectorAll('input')].every((input) => input.disabled)).to.equal(true);
    const table = root(element).querySelector('[role=region]');
    expect(table?.getAttribute('tabindex')).to.equal('0');
    await expect(element).shadowDom.to.be.accessible();
  });

  it('passes the accessibility checks with every construct', async () => {
    for (const text of documents) await expect(await markdown(text)).to.be.accessible();
  });

  it('opens absolute links in a tab of their own and relative ones in place', async () => {
    const element = await markdown('[a](https://x.example) [b](#part) [c](docs/c.md) [d](//y.example) <e@f.example>');
    const links = [...root(element).querySelectorAll('a')].map((link) => [
      link.getAttribute('href'),
      link.getAttribute('target'),
    ]);
    expect(links).to.deep.equal([
      ['https://x.example/', '_blank'],
      ['#part', null],
      ['docs/c.md', null],
      ['https://y.example/', '_blank'],
      ['mailto:e@f.example', '_blank'],
    ]);
  });

  it('renders once for any number of texts set in one task', async () => {
    const element = await markdown('a', false);
    let renders = 0;
    const rendered = Reflect.get(element, 'render') as () => unknown;
    Reflect.set(element, 'render', () => {
      renders += 1;
      return rendered.call(element);
    });
    for (let count = 0; count < 100; count += 1) element.text += ' more';
    await element.updateComplete;
    expect(renders).to.equal(1);
    expect(root(element).textContent).to.match(/more$/);
  });

  it('takes lone surrogates, NUL and direction controls', async () => {
    const element = await markdown(
      '\ud83d \ude00 \0 \u202e\u2066 `\ud83d` [\ude00](https://x.example/\ud83d)\n\n```\ud83d\n\0\u202e\n```',
    );
    expect(root(element).textContent).to.include('\ufffd');
    element.text = undefined as unknown as string;
    await element.updateComplete;
    expect(root(element).children.length).to.equal(0);
  });

  it('shows a megabyte on one line', async () => {
    const text = '*a **b [c](d '.repeat(80_000);
    const element = await markdown(text);
    await element.complete;
    expect(root(element).textContent?.length).to.be.greaterThan(900_000);
  });
});

describe('<hermes-markdown> copying code', () => {
  let written: string[] = [];
  const write = navigator.clipboard?.writeText;

  beforeEach(() => {
    written = [];
    Object.defineProperty(navigator.clipboard, 'writeText', {
      configurable: true,
      value: async (text: string) => {
        if (text.includes('refuse')) throw new DOMException('no', 'NotAllowedError');
        written.push(text);
      },
    });
  });

  afterEach(() => {
    Object.defineProperty(navigator.clipboard, 'writeText', { configurable: true, value: write });
  });

  it('copies in a page over plain http too, which has no Clipboard API', async () => {
    Object.defineProperty(navigator, 'clipboard', { configurable: true, value: undefined });
    try {
      const element = await markdown('```js\nlet a;\n  let b;\n```');
      const heard: Event[] = [];
      const { signal, abort } = listening();
      document.addEventListener('copy', (event) => heard.push(event), { signal });
      const [button] = copyButtons(element);
      const { left, top, width, height } = button!.getBoundingClientRect();
      await sendMouse({
        type: 'click',
        position: [Math.round(left + width / 2), Math.round(top + height / 2)],
      });
      await until('it says so', () => button!.textContent?.trim() === 'Copied');
      expect(await paste()).to.equal('let a;\n  let b;');
      expect(heard, 'the page around').to.deep.equal([]);
      abort();
    } finally {
      Reflect.deleteProperty(navigator, 'clipboard');
      await resetMouse();
    }
  });

  it('writes the code and says so on the button that was pressed', async () => {
    const element = await markdown('```js\nlet a;\n```\n\n```\nrefuse\n```');
    const events: string[] = [];
    const { signal, abort } = listening();
    for (const type of ['copy', 'hermes-copy', 'change', 'input'])
      document.addEventListener(type, () => events.push(type), { signal });
    const [first, second] = copyButtons(element);
    expect(first?.textContent?.trim()).to.equal('Copy');
    first?.click();
    second?.click();
    await new Promise((resolve) => setTimeout(resolve));
    expect(written).to.deep.equal(['let a;']);
    expect(first?.textContent?.trim()).to.equal('Copied');
    expect(second?.textContent?.trim()).to.equal('Could not copy');
    abort();
    expect(events).to.deep.equal([]);
    expect(copyButtons(element)[0]).to.equal(first);
  });

  it('copies all of a block that is still growing', async () => {
    const element = await markdown('```js\nlet a;', false);
    const button = copyButtons(element)[0];
    element.text += '\nlet b;';
    await element.updateComplete;
    expect(copyButtons(element)[0]).to.equal(button);
    button?.click();
    await new Promise((resolve) => setTimeout(resolve));
    expect(written).to.deep.equal(['let a;\nlet b;']);
  });
});

describe('<hermes-markdown> while text streams', () => {
  it('ends as if the text had been there whole', async () => {
    for (const text of documents) {
      const element = await markdown('', false);
      for (let end = 1; end <= text.length; end += 1) {
        element.text = text.slice(0, end);
        await element.updateComplete;
      }
      element.settled = true;
      await element.updateComplete;
      expect(shape(root(element)), text).to.deep.equal(shape(root(await markdown(text))));
    }
  });

  it('never replaces a settled node', async () => {
    const text = documents[0] ?? '';
    const element = await markdown('', false);
    let before: Element[] = [];
    const whole = blocksOf(await markdown(text)).map((node) => node.textContent);
    for (let end = 1; end <= text.length; end += 1) {
      element.text = text.slice(0, end);
      await element.updateComplete;
      const now = [...blocksOf(element)];
      // All but the last two are finished, and what is shown of them is what will be shown in the end.
      const finished = Math.max(0, before.length - 2);
      expect(now.slice(0, finished)).to.deep.equal(before.slice(0, finished));
      expect(now.slice(0, finished).map((node) => node.textContent)).to.deep.equal(whole.slice(0, finished));
      before = now;
    }
    const nodes = [...root(element).querySelectorAll('*')];
    element.settled = true;
    await element.updateComplete;
    expect([...root(element).querySelectorAll('*')].every((node, index) => node === nodes[index])).to.equal(true);
  });

  it('touches nothing but the open end', async () => {
    const text = documents[0] ?? '';
    const element = await markdown(`${text}\n\nThe last one`, false);
    const last = blocksOf(element).at(-1) ?? expect.fail('nothing shown');
    const elsewhere: MutationRecord[] = [];
    const observer = new MutationObserver((records) =>
      elsewhere.push(...records.filter(({ target }) => !last.contains(target))),
    );
    observer.observe(root(element), { subtree: true, childList: true, characterData: true, attributes: true });
    for (let word = 0; word < 50; word += 1) {
      element.text += ` word **bold ${word}**`;
      await element.updateComplete;
    }
    observer.disconnect();
    expect(elsewhere).to.deep.equal([]);
    expect(last.querySelectorAll('strong').length).to.equal(50);
  });

  it('keeps what is selected in a settled block', async () => {
    const element = await markdown('First block\n\nSecond', false);
    const node = blocksOf(element)[0];
    element.text += ' block grows\n\nThird';
    await element.updateComplete;
    element.text = 'First block\n\nsomething else';
    await element.updateComplete;
    expect(blocksOf(element)[0]).to.equal(node);
  });
});

describe('<hermes-markdown> and hostile text', () => {
  it('makes only elements, attributes and addresses that are allowed', async () => {
    for (const text of hostile) expectSafe(await markdown(text), text);
    expectSafe(await markdown(hostile.join('\n\n')), 'all');
  });

  it('holds at every prefix', async () => {
    const element = await markdown('', false);
    for (const text of hostile) {
      for (let end = 1; end <= text.length; end += 1) {
        element.text = text.slice(0, end);
        await element.updateComplete;
        expectSafe(element, element.text);
      }
    }
  });

  it('shows raw HTML as the text it is', async () => {
    const element = await markdown('<img src=x onerror=alert(1)>\n\ntext <b onclick="x">bold</b>');
    expect(root(element).textContent).to.equal('<img src=x onerror=alert(1)>text <b onclick="x">bold</b>');
  });

  it('holds for random markdown cut at random places', async () => {
    const element = await markdown('', false);
    const parts = fc.constantFrom(
      ...hostile,
      ...documents.map((text) => text.slice(0, 60)),
      '\n',
      '\n\n',
      '> ',
      '- ',
      '**',
      '`',
      '```\n',
      '|',
      '[',
      '](',
      ')',
      '<',
      '>',
      '&',
      '"',
    );
    await fc.assert(
      fc.asyncProperty(fc.array(parts, { maxLength: 10 }), fc.nat(), async (chosen, cut) => {
        const text = chosen.join('');
        element.settled = false;
        element.text = text.slice(0, cut % (text.length + 1));
        await element.updateComplete;
        expectSafe(element, element.text);
        element.text = text;
        element.settled = true;
        await element.updateComplete;
        expectSafe(element, text);
        expect(shape(root(element))).to.deep.equal(shape(root(await markdown(text))));
      }),
      { seed: 42, numRuns: 200 },
    );
  });
});
