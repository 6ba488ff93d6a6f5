// Elements speak the language of the place they stand in. Its table comes when it is first needed; nothing a person has
// written or focused is touched by that.
import { expect, fixture, html } from '@open-wc/testing';
import '../../components/define/hermes-composer.js';
import '../../components/define/hermes-markdown.js';
import '../../components/define/hermes-usage.js';
import type { HermesComposer } from '../../components/hermes-composer.js';
import type { HermesMarkdown } from '../../components/hermes-markdown.js';
import type { HermesUsage } from '../../components/hermes-usage.js';
import { en } from '../../components/labels/en.js';
import { LabelsController } from '../../components/labels/labels-controller.js';
import { addLanguage, useLanguage } from '../../components/labels/languages.js';
import { until } from '../support/until.js';
import { fakeRegistry, fakeSession } from './support/fake-session.js';
import { microtasks, settled } from './support/wait.js';

const part = <T extends HTMLElement = HTMLElement>(element: Element, name: string) =>
  element.shadowRoot!.querySelector<T>(`[part=${name}]`)!;
const label = (element: Element) => part(element, 'input').getAttribute('aria-label');
const tables = () =>
  performance
    .getEntriesByType('resource')
    .map(({ name }) => /\/labels\/(\w\w)\.[jt]s/.exec(name)?.[1])
    .filter((code) => code !== undefined && code !== 'en');

describe('languages', () => {
  async function composer(lang: string, dir?: string): Promise<HermesComposer> {
    const registry = fakeRegistry(fakeSession('a'));
    const place = await fixture<HTMLElement>(
      html`<div lang=${lang}><hermes-composer session-id="a" .registry=${registry}></hermes-composer></div>`,
    );
    if (dir !== undefined) place.dir = dir;
    const element = place.querySelector('hermes-composer')!;
    await settled(element);
    return element;
  }

  // First: what any other test loads stays loaded.
  it('English loads nothing, nor does a language nobody has a table for', async () => {
    expect(label(await composer('en-GB'))).to.equal(en.message);
    expect(label(await composer('tlh'))).to.equal(en.message);
    expect(tables()).to.deep.equal([]);
  });

  it('a place that turns German turns the elements in it, and keeps what was typed, focused and selected', async () => {
    const element = await composer('en');
    const input = part<HTMLTextAreaElement>(element, 'input');
    input.focus();
    input.value = 'half a sentence';
    input.setSelectionRange(2, 6);
    element.parentElement!.lang = 'de-AT';
    await until('German', () => label(element) === 'Nachricht');
    expect(part(element, 'input') === input).to.equal(true);
    expect(element.shadowRoot!.activeElement === input).to.equal(true);
    expect([input.value, input.selectionStart, input.selectionEnd]).to.deep.equal(['half a sentence', 2, 6]);
    expect(tables()).to.deep.equal(['de']);

    element.parentElement!.lang = 'en';
    await until('English again', () => label(element) === en.message);
  });

  it('elements in one page speak each its own', async () => {
    const [german, english] = [await composer('de'), await composer('en')];
    await until('German', () => label(german) === 'Nachricht');
    expect(label(english)).to.equal(en.message);
  });

  it('Arabic is laid out from the right where the page says nothing of it, and from where it says else', async () => {
    const element = await composer('ar');
    await until('Arabic', () => label(element) === 'رسالة');
    await settled(element);
    expect(getComputedStyle(element).direction).to.equal('rtl');
    expect(element.matches(':dir(rtl)')).to.equal(true);
    await expect(element).to.be.accessible();

    element.parentElement!.lang = 'en';
    await until('English', () => label(element) === en.message);
    expect([getComputedStyle(element).direction, element.hasAttribute('dir')]).to.deep.equal(['ltr', false]);

    const told = await fixture<HTMLElement>(html`<div dir="ltr" lang="ar"></div>`);
    const inside = document.createElement('hermes-composer');
    inside.registry = fakeRegistry(fakeSession('a'));
    inside.sessionId = 'a';
    told.append(inside);
    await settled(inside);
    expect(label(inside)).to.equal('رسالة');
    expect([getComputedStyle(inside).direction, inside.hasAttribute('dir')]).to.deep.equal(['ltr', false]);
  });

  it('numbers and times follow, in digits that fit what agents write', async () => {
    const session = fakeSession('a');
    session.set.usage.value = {
      inputTokens: 48_200,
      outputTokens: 6_100,
      cost: 0.214,
      contextLength: 131_072,
      contextUsed: 120_000,
    };
    const place = await fixture<HTMLElement>(
      html`<div lang="de"><hermes-usage session-id="a" .registry=${fakeRegistry(session)}></hermes-usage></div>`,
    );
    const element = place.querySelector<HermesUsage>('hermes-usage')!;
    const said = () => part(element, 'usage').getAttribute('aria-label')!;
    await until('German', () => said().includes('120.000 von 131.072 Token'));
    place.lang = 'ar';
    await until('Arabic', () => said().includes('الرموز'));
    expect(said())
      .to.match(/120,000/)
      .and.not.to.match(/[\u0660-\u0669]/);
    const times = new LabelsController(element);
    expect(times.ago(0, 120_000))
      .to.match(/2|دقيقتين/)
      .and.not.to.match(/[\u0660-\u0669]/);
    place.lang = 'ja';
    await element.updateComplete;
    times.hostUpdate();
    expect(times.ago(0, 120_000)).to.equal('2 分前');
  });

  it('a table that cannot be loaded leaves English, asks once, and raises no error', async () => {
    let asked = 0;
    const errors: unknown[] = [];
    const failed = (event: PromiseRejectionEvent) => errors.push(event.reason);
    addEventListener('unhandledrejection', failed);
    useLanguage('qaa', () => {
      asked += 1;
      return Promise.reject(new Error('offline'));
    });
    const element = await composer('qaa');
    await composer('qaa-x-more');
    await microtasks();
    removeEventListener('unhandledrejection', failed);
    expect([label(element), asked, errors.length]).to.deep.equal([en.message, 1, 0]);
  });

  it('a host adds a language, at once or when it is needed, and changes single words', async () => {
    addLanguage({ ...en, $code: 'qab', message: 'Mesaĝo' });
    expect(label(await composer('qab'))).to.equal('Mesaĝo');

    let release!: () => void;
    const arrives = new Promise<void>((resolve) => (release = resolve));
    useLanguage('qac', async () => {
      await arrives;
      addLanguage({ ...en, $code: 'qac', message: 'Berichtje' });
    });
    const element = await composer('qac');
    expect(label(element)).to.equal(en.message);
    release();
    await until('the late one', () => label(element) === 'Berichtje');

    addLanguage({ ...en, $code: 'qac-be', message: 'Berichteke' });
    expect(label(await composer('qac-BE'))).to.equal('Berichteke');
    expect(label(await composer('qac-NL'))).to.equal('Berichtje');
  });

  it('rendered markdown speaks it too, unless it was given words of its own', async () => {
    const place = await fixture<HTMLElement>(
      html`<div lang="en">
        <hermes-markdown .text=${'```ts\nlet a;\n```'} settled></hermes-markdown>
      </div>`,
    );
    const element = place.querySelector<HermesMarkdown>('hermes-markdown')!;
    await element.complete;
    const copy = () => part(element, 'copy').textContent!.trim();
    expect(copy()).to.equal('Copy');
    const code = part(element, 'code');
    place.lang = 'de';
    await until('German', () => copy() === 'Kopieren');
    expect(part(element, 'code') === code).to.equal(true);
    element.labels = { ...en.markdown, copy: 'Take' };
    await element.updateComplete;
    expect(copy()).to.equal('Take');
  });
});
