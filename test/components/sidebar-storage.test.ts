// A browser that keeps nothing says so: once for the page, in words, until somebody has read it.
import '../../components/define/hermes-sidebar.js';
import { expect, fixture, html } from '@open-wc/testing';
import type { HermesSidebar } from '../../components/hermes-sidebar.js';
import { fakeRegistry, fakeSession, type FakeRegistry } from './support/fake-session.js';
import { deep, settled } from './support/wait.js';

async function sidebar(registry: FakeRegistry): Promise<HermesSidebar> {
  const element = await fixture<HermesSidebar>(html`<hermes-sidebar .registry=${registry}></hermes-sidebar>`);
  await settled(element);
  return element;
}

const line = (element: Element): HTMLElement | null =>
  element.shadowRoot!.querySelector<HTMLElement>('[part~="notice"][data-kind="storage"]');

describe('hermes-sidebar: what this browser keeps', () => {
  it('says nothing where it is kept', async () => {
    expect(line(await sidebar(fakeRegistry(fakeSession('a')))) === null).to.equal(true);
  });

  it('says what is the matter, politely, and until when what is written lasts', async () => {
    for (const [status, words] of [
      ['blocked', 'as long as this page'],
      ['full', 'as long as this page'],
      ['corrupt', 'could not be read'],
    ] as const) {
      const registry = fakeRegistry(fakeSession('a'), fakeSession('b'));
      const element = await sidebar(registry);
      registry.set.storage.value = status;
      await settled(element);
      expect(line(element)!.textContent).to.include(words);
      expect(line(element)!.getAttribute('role')).to.equal('status');
      expect(element.shadowRoot!.querySelectorAll('[data-kind="storage"]').length).to.equal(1);
      await expect(element).to.be.accessible();
    }
  });

  it('is put away for the whole page by whoever read it, and keeps the keyboard in the sidebar', async () => {
    const registry = fakeRegistry(fakeSession('a'));
    registry.set.storage.value = 'blocked';
    const [one, two] = [await sidebar(registry), await sidebar(registry)];
    deep<HTMLElement>(one, '[data-kind="storage"] button').click();
    await settled(one);
    expect(one.shadowRoot!.activeElement?.getAttribute('part')).to.equal('search');
    await settled(two);
    expect([line(one), line(two), line(await sidebar(registry))].every((each) => each === null)).to.equal(true);
    registry.set.storage.value = 'ok';
    registry.set.storage.value = 'blocked';
    await settled(one);
    expect(line(one) === null, 'and not said again').to.equal(true);
    registry.set.storage.value = 'full';
    await settled(one);
    expect(line(one) === null, 'another trouble is news').to.equal(false);
  });

  it('has room at 320 px, in both directions of writing', async () => {
    const registry = fakeRegistry(fakeSession('a'));
    registry.set.storage.value = 'blocked';
    const element = await sidebar(registry);
    for (const dir of ['ltr', 'rtl']) {
      element.parentElement!.dir = dir;
      element.parentElement!.style.inlineSize = '320px';
      await settled(element);
      const box = element.getBoundingClientRect();
      for (const part of [line(element)!, deep(element, '[data-kind="storage"] button')]) {
        const { left, right } = part.getBoundingClientRect();
        expect(left).to.be.at.least(box.left);
        expect(right).to.be.at.most(box.right);
      }
    }
  });
});
