// A page that was here first: neither its style sheet nor our elements do anything to the other.

import { expect } from '@open-wc/testing';
import { startEmulator, type TestEmulator } from '../support/emulator.js';
import { Pane, shadow } from '../support/page-driver.js';
import { PageFrame } from '../support/page-frame.js';
import { until } from '../support/until.js';

describe('/embed.html', () => {
  let emulator: TestEmulator;
  let frame: PageFrame;
  let pane: Pane;

  before(async () => {
    emulator = await startEmulator({ demo: true });
    frame = await PageFrame.open(`${emulator.demoUrl}embed.html`);
    const sidebar = shadow(frame.one('hermes-sidebar'));
    const asking = () => sidebar.querySelector<HTMLElement>('[data-status="needs-you"]');
    await until('a session asks', () => asking() !== null);
    shadow(asking()!).querySelector<HTMLElement>('[part~="row-main"]')!.click();
    pane = new Pane(frame.one('#main'));
    await until('it is shown', () => pane.messages().length > 0 && pane.cards().length > 0);
    await until(
      'the inbox shows it',
      () => shadow(frame.one('main > hermes-approval')).querySelector('[part~="card"]') !== null,
    );
  });

  after(async () => {
    frame.close();
    await emulator.dispose();
  });

  const look = (element: Element) => frame.window.getComputedStyle(element);

  function deep(root: Element | ShadowRoot): HTMLElement[] {
    return [...root.querySelectorAll<HTMLElement>('*')].flatMap((element) => [
      element,
      ...(element.shadowRoot ? deep(element.shadowRoot) : []),
    ]);
  }

  const ours = () =>
    ['hermes-sidebar', 'hermes-pane', 'main > hermes-approval'].flatMap((tag) => deep(shadow(frame.one(tag))));
  const name = (element: Element) =>
    `${(element.getRootNode() as ShadowRoot).host?.localName} > ${element.localName}.${element.className}`;
  const odd = (isOdd: (style: CSSStyleDeclaration, element: HTMLElement) => boolean) => [
    ...new Set(
      ours()
        .filter((element) => element.checkVisibility() && isOdd(look(element), element))
        .map(name),
    ),
  ];

  it('lets no type and no ink of the host into the elements', () => {
    expect(ours().length).to.be.above(100);
    expect(odd(({ color }) => color === 'rgb(42, 33, 24)')).to.deep.equal([]);
    expect(odd(({ fontFamily }) => /Georgia|Times/.test(fontFamily))).to.deep.equal([]);
    expect(odd(({ letterSpacing }) => letterSpacing !== 'normal' && parseFloat(letterSpacing) !== 0)).to.deep.equal([]);
    expect(odd(({ fontVariantCaps }) => fontVariantCaps !== 'normal')).to.deep.equal([]);
    expect(odd(({ textIndent }) => parseFloat(textIndent) !== 0)).to.deep.equal([]);
  });

  it('keeps type and lines in a size people read', () => {
    expect(odd(({ fontSize }) => parseFloat(fontSize) < 10 || parseFloat(fontSize) > 26)).to.deep.equal([]);
    expect(odd(({ fontSize, lineHeight }) => parseFloat(lineHeight) > parseFloat(fontSize) * 2)).to.deep.equal([]);
  });

  it('keeps the host’s buttons, fields and pictures out', async () => {
    const red = 'rgb(179, 32, 44)';
    expect(odd((style) => [style.backgroundColor, style.color].includes(red))).to.deep.equal([]);
    const fields = ours().filter((element) => /^(input|textarea)$/.test(element.localName));
    expect(fields.length).to.be.at.least(2);
    for (const field of fields) {
      expect(look(field).backgroundColor, name(field)).not.to.equal('rgb(255, 255, 221)');
      expect(parseFloat(look(field).fontSize), name(field)).to.be.within(12, 18);
    }
    const icons = () => ours().filter((element) => element.localName === 'svg' && element.checkVisibility());
    expect(icons().length).to.be.above(5);
    const width = (icon: Element) => icon.getBoundingClientRect().width;
    // What is off the screen has its size when it is first laid out.
    await until('icons have a size', () => icons().every((icon) => width(icon) > 0));
    for (const icon of icons()) expect(width(icon), name(icon)).to.be.within(6, 32);
    for (const button of ours().filter((element) => element.localName === 'button')) {
      expect(look(button).textTransform, name(button)).to.equal('none');
    }
  });

  it('gives the elements their room', () => {
    const sizes = ['hermes-sidebar', '#main'].map((selector) => frame.one(selector).getBoundingClientRect());
    for (const { width, height } of sizes) {
      expect(width).to.be.above(240);
      expect(height).to.equal(620);
    }
    expect(pane.input.getBoundingClientRect().bottom).to.be.at.most(sizes[1]!.bottom);
    expect(look(frame.one('hermes-connection')).display, 'it has nothing to show').to.be.oneOf(['none', 'contents']);
  });

  it('changes nothing of how the host looks', async () => {
    const without = await pageWithoutUs();
    try {
      const [plain, used] = [without.contentDocument!, frame.document].map(hostElements) as [Element[], Element[]];
      expect(plain.length).to.be.above(30);
      expect(used.map((element) => element.localName)).to.deep.equal(plain.map((element) => element.localName));
      const changed = plain.flatMap((element, at) => differences(element, used[at]!));
      expect(changed).to.deep.equal([]);
    } finally {
      without.remove();
    }
  });

  it('takes no key and no focus from the host', () => {
    const note = frame.one<HTMLTextAreaElement>('textarea[name="note"]');
    note.focus();
    for (const key of ['Enter', 'j', '/', 'Escape', 'ArrowDown']) {
      const event = new frame.window.KeyboardEvent('keydown', { key, bubbles: true, composed: true, cancelable: true });
      expect(note.dispatchEvent(event), key).to.equal(true);
    }
    expect(frame.document.activeElement === note).to.equal(true);
  });

  /** The same page as it was before anybody added five lines to it: without the script. */
  async function pageWithoutUs(): Promise<HTMLIFrameElement> {
    const text = await (await fetch(`${emulator.demoUrl}embed.html`)).text();
    const script = /<script type="module" src="hermes-elements.js"><\/script>/;
    expect(text).to.match(script);
    const base = `<head><base href="${emulator.demoUrl}">`;
    const page = new Blob([text.replace(script, '').replace('<head>', base)], { type: 'text/html; charset=utf-8' });
    const copy = document.createElement('iframe');
    copy.width = '1200';
    copy.height = '800';
    const url = URL.createObjectURL(page);
    await new Promise((resolve) => {
      copy.addEventListener('load', resolve, { once: true });
      copy.src = url;
      document.body.append(copy);
    });
    URL.revokeObjectURL(url);
    return copy;
  }
});

/** Everything of the page's own; what it puts into a slot of ours is meant to look as if it were ours. */
function hostElements(document: Document): Element[] {
  return [document.documentElement, ...document.body.querySelectorAll('*')].filter(
    (element) => element.closest('hermes-connection, hermes-sidebar, hermes-pane, hermes-approval') === null,
  );
}

/** What contains our elements grows with them, and nothing else of it may change. */
const FOLLOWS_CONTENT = /^(height|block-size|perspective-origin|transform-origin)$/;

function differences(plain: Element, used: Element): string[] {
  const [before, after] = [plain, used].map((element) => element.ownerDocument.defaultView!.getComputedStyle(element));
  const holdsUs = used.querySelector('hermes-pane, hermes-approval') !== null;
  return [...before!].flatMap((property) => {
    const [was, is] = [before!.getPropertyValue(property), after!.getPropertyValue(property)];
    if (was === is || (holdsUs && FOLLOWS_CONTENT.test(property))) return [];
    return [`${used.localName} ${property}: ${was} -> ${is}`];
  });
}
