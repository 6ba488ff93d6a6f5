// Finding text in a conversation, the outline of it, and both by keyboard.
import { expect, fixture, html } from '@open-wc/testing';
import { sendKeys } from '@web/test-runner-commands';
import '../../components/define/hermes-pane.js';
import './support/all-loaded.js';
import type { HermesPane } from '../../components/hermes-pane.js';
import type { HermesTranscript } from '../../components/hermes-transcript.js';
import type { Message } from '../../runtime/index.js';
import {
  agentMessage,
  fakeRegistry,
  fakeSession,
  patch,
  textBlock,
  toolBlock,
  userMessage,
  type FakeRegistry,
  type FakeSession,
} from './support/fake-session.js';
import { until } from '../support/until.js';
import { deep, deepAll, frame, settled } from './support/wait.js';

const long = 'A sentence that is long enough to wrap. '.repeat(12);

function rows(
  count: number,
  from = 0,
  word = (at: number): string => (at % 50 === 7 ? 'a **needle** in `hay`' : 'hay'),
): Message[] {
  return Array.from({ length: count }, (_, at) => {
    const number = from + at;
    const part = { index: number, at: 1_700_000_000_000 + number, key: `m${number}` };
    return number % 2 === 0
      ? userMessage(`Question ${number}\nmore of it`, part)
      : agentMessage(`Answer ${number}, ${word(number)}. ${long}`, part);
  });
}

describe('<hermes-transcript>, looked through', () => {
  let a: FakeSession;
  let registry: FakeRegistry;

  beforeEach(() => {
    a = fakeSession('a');
    registry = fakeRegistry(a);
  });

  async function pane(find = true): Promise<{ readonly pane: HermesPane; readonly element: HermesTranscript }> {
    const element = await fixture<HermesPane>(
      html`<hermes-pane
        style="inline-size: 700px; block-size: 560px"
        session-id="a"
        ?find=${find}
        .registry=${registry}
      ></hermes-pane>`,
    );
    await settled(element);
    return { pane: element, element: deep<HermesTranscript>(element, 'hermes-transcript') };
  }

  const input = (element: HermesTranscript) => element.shadowRoot!.querySelector<HTMLInputElement>('.find-input');
  const count = (element: HermesTranscript) => deep(element, '.find-count').textContent!.trim();
  const marks = (name = 'hermes-found') =>
    [...((CSS.highlights.get(name) as unknown as Iterable<Range>) ?? [])].map((range) => range.toString());
  const scroller = (element: HermesTranscript) => deep(element, '.scroller');
  const inSight = (element: HermesTranscript, range: DOMRect) => {
    const box = scroller(element).getBoundingClientRect();
    return range.top >= box.top && range.bottom <= box.bottom;
  };

  async function press(...keys: string[]): Promise<void> {
    for (const key of keys) await sendKeys({ press: key });
  }

  async function ctrlF(): Promise<void> {
    await sendKeys({ down: 'Control' });
    await sendKeys({ press: 'f' });
    await sendKeys({ up: 'Control' });
  }

  async function look(element: HermesTranscript, text: string): Promise<void> {
    await element.openFind();
    const field = input(element)!;
    field.value = text;
    field.dispatchEvent(new Event('input'));
    for (let turn = 0; turn < 200 && (count(element) === '' || count(element) === 'Searching'); turn += 1)
      await frame();
    await settled(element);
  }

  it('opens by Ctrl+F where it is wanted, anywhere in the pane, and nowhere else', async () => {
    patch(a.set.transcript, { messages: rows(10) });
    const without = await pane(false);
    without.element.focus();
    await ctrlF();
    expect(input(without.element) === null).to.equal(true);
    without.pane.remove();
    const { pane: host, element } = await pane();
    deep(host, 'hermes-composer').focus();
    const events: boolean[] = [];
    const heard = (event: KeyboardEvent) => events.push(event.key === 'f' && event.defaultPrevented);
    document.addEventListener('keydown', heard);
    await ctrlF();
    document.removeEventListener('keydown', heard);
    // It is loaded when it is first opened.
    await until('the search is there', () => input(element) !== null);
    await settled(element);
    expect(events.includes(true), "the browser's own search does not open too").to.equal(true);
    expect(element.shadowRoot!.activeElement === input(element)).to.equal(true);
    await press('Escape');
    await settled(element);
    expect(input(element) === null).to.equal(true);
    expect(element.shadowRoot!.activeElement === scroller(element), 'the keyboard stays here').to.equal(true);
    document.body.append(document.createElement('input'));
    const outside = document.body.lastElementChild as HTMLInputElement;
    outside.focus();
    const own: boolean[] = [];
    outside.addEventListener('keydown', (event) => {
      own.push(event.defaultPrevented);
      event.preventDefault();
    });
    await ctrlF();
    expect(own.includes(true)).to.equal(false);
    expect(input(element) === null).to.equal(true);
    outside.remove();
  });

  it('counts in all messages, goes to each, drawn or not, and marks without touching a node', async () => {
    patch(a.set.transcript, { messages: rows(1_000) });
    const { element } = await pane();
    await look(element, 'NEEDLE  in');
    expect(count(element)).to.equal('20 found');
    input(element)!.focus();
    await press('Enter');
    for (let turn = 0; turn < 8; turn += 1) await frame();
    expect(count(element)).to.equal('20 of 20');
    const changes: MutationRecord[] = [];
    const markdown = deep(deep(element, '[data-row=m957]'), 'hermes-markdown');
    const observer = new MutationObserver((records) => changes.push(...records));
    observer.observe(markdown.shadowRoot!, { subtree: true, childList: true, characterData: true });
    const [current] = [...(CSS.highlights.get('hermes-found-current') as unknown as Iterable<Range>)];
    expect(current!.toString()).to.equal('needle in');
    expect(inSight(element, current!.getBoundingClientRect())).to.equal(true);
    await sendKeys({ down: 'Shift' });
    await press('Enter');
    await sendKeys({ up: 'Shift' });
    for (let turn = 0; turn < 12; turn += 1) await frame();
    expect(count(element)).to.equal('19 of 20');
    expect(deepAll(element, '[data-row=m907]')).to.have.lengthOf(1);
    await press('Enter', 'Enter');
    for (let turn = 0; turn < 12; turn += 1) await frame();
    expect(count(element), 'around the end').to.equal('1 of 20');
    expect(marks('hermes-found-current')).to.deep.equal(['needle in']);
    expect(element.shadowRoot!.activeElement === input(element), 'typing goes on').to.equal(true);
    observer.disconnect();
    expect(changes).to.have.lengthOf(0);
    await press('Escape');
    await settled(element);
    expect([...marks(), ...marks('hermes-found-current')]).to.deep.equal([]);
  });

  it('reads earlier pages when nothing is found, says how far it looked, and goes on when asked', async () => {
    patch(a.set.transcript, { messages: rows(20, 980, () => 'hay'), hasOlder: true });
    let from = 980;
    let pages = 0;
    let held: Promise<void> | null = null;
    a.loadOlder = async () => {
      pages += 1;
      await (held ?? frame());
      from -= 20;
      const messages = [
        ...rows(20, from, (at) => (at === 701 ? 'needle' : 'hay')),
        ...a.set.transcript.peek().messages,
      ];
      patch(a.set.transcript, { messages, hasOlder: from > 0 });
    };
    const { element } = await pane();
    await look(element, 'needle');
    for (let turn = 0; turn < 200 && pages < 10; turn += 1) await frame();
    await settled(element);
    expect(pages).to.equal(10);
    expect(count(element)).to.equal('Not found');
    expect(deep(element, '.find-searched').textContent).to.include('220 messages searched');
    deep(element, '.find-far .button').click();
    for (let turn = 0; turn < 200 && pages < 20; turn += 1) await frame();
    await settled(element);
    expect(count(element)).to.equal('1 found');
    const before = pages;
    let answer = () => {};
    held = new Promise((resolve) => (answer = resolve));
    input(element)!.focus();
    deep(element, '.find-far .button').click();
    await until('the next page is asked for', () => pages > before);
    await press('Escape');
    answer();
    await settled(element);
    for (let turn = 0; turn < 12; turn += 1) await frame();
    expect(pages, 'closed, it reads no more').to.equal(before + 1);
  });

  it('finds what was thought and what tools gave back, and opens it', async () => {
    const work = [
      { kind: 'reasoning', id: 'r', text: 'Where is the needle?' },
      toolBlock({ id: 'c', args: { path: 'a.ts', depth: 3 }, result: 'line\na needle in a file' }),
      textBlock('Done.', { id: 'b' }),
    ] as const;
    patch(a.set.transcript, { messages: [userMessage('Look'), agentMessage(work, { key: 'm' })] });
    const { element } = await pane();
    expect(deepAll(element, '.reasoning, hermes-tool-card .details')).to.have.lengthOf(0);
    await look(element, 'needle');
    expect(count(element)).to.equal('2 found');
    input(element)!.focus();
    for (const [number, place] of [
      ['1', '.reasoning'],
      ['2', '.details pre'],
    ] as const) {
      await press('Enter');
      for (let turn = 0; turn < 12; turn += 1) await frame();
      expect(count(element)).to.equal(`${number} of 2`);
      const [current] = [...(CSS.highlights.get('hermes-found-current') as unknown as Iterable<Range>)];
      expect(current!.toString()).to.equal('needle');
      expect(current!.startContainer.parentElement!.closest(place) === null).to.equal(false);
      expect(inSight(element, current!.getBoundingClientRect())).to.equal(true);
    }
    expect(marks().length + marks('hermes-found-current').length).to.equal(2);
  });

  it('finds what streams in', async () => {
    patch(a.set.transcript, { messages: rows(10, 0, () => 'hay') });
    const { element } = await pane();
    await look(element, 'needle');
    expect(count(element)).to.equal('Not found');
    patch(a.set.transcript, {
      messages: [...a.set.transcript.peek().messages, agentMessage('A needle. And a needle.')],
    });
    await settled(element);
    await settled(element);
    expect(count(element)).to.equal('2 found');
    expect(marks()).to.deep.equal(['needle', 'needle']);
  });

  it('is accessible while it looks, and with the outline open', async () => {
    patch(a.set.transcript, { messages: rows(40), hasOlder: true });
    const { element } = await pane();
    await look(element, 'needle');
    await expect(element).to.be.accessible();
    element.shadowRoot!.querySelector<HTMLElement>('.find [aria-label="Close the search"]')!.click();
    await settled(element);
    deep(element, '.outline-button').click();
    await settled(element);
    await expect(element).to.be.accessible();
  });

  it('lists what the person asked, and goes there by keyboard', async () => {
    const woken = userMessage('A timer', { origin: 'system' });
    patch(a.set.transcript, { messages: [...rows(600), woken] });
    const { element } = await pane();
    deep(element, '.outline-button').focus();
    await press('Enter');
    await settled(element);
    const entries = deepAll(element, '.outline-entry');
    expect(entries).to.have.lengthOf(301);
    expect(entries[1]!.textContent).to.include('Question 0').and.not.to.include('more of it');
    const current = entries.find((entry) => entry.getAttribute('aria-current') === 'true')!;
    expect(element.shadowRoot!.activeElement === current).to.equal(true);
    await press('Home', 'ArrowDown', 'ArrowDown', 'Enter');
    await settled(element);
    expect((element.shadowRoot!.activeElement as HTMLElement).dataset['row']).to.equal('m2');
    expect(inSight(element, deep(element, '[data-row=m2]').getBoundingClientRect())).to.equal(true);
    expect(deep(element, '#outline').matches(':popover-open')).to.equal(false);
    expect(deepAll(element, '.outline-entry'), 'and is gone').to.have.lengthOf(0);
  });

  it('has a heading for each prompt, and a name for each message', async () => {
    patch(a.set.transcript, { messages: rows(4) });
    const { element } = await pane();
    expect(deepAll(element, 'h3').map((one) => one.getAttribute('aria-label'))).to.deep.equal([
      'You: Question 0',
      'You: Question 2',
    ]);
    expect(deepAll(element, '[role=article][data-row]').map((one) => one.getAttribute('aria-label'))).to.deep.equal([
      'You: Question 0',
      'Agent',
      'You: Question 2',
      'Agent',
    ]);
  });
});
