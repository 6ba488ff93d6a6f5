// Where the reader is, with a real wheel, a real finger and real keys (I-24): nothing but a person moves it.
import { signal, type Signal } from '@preact/signals-core';
import { expect, fixture, html } from '@open-wc/testing';
import { resetMouse, sendKeys, sendMouse } from '@web/test-runner-commands';
import '../../components/define/hermes-pane.js';
import './support/all-loaded.js';
import type { HermesTranscript } from '../../components/hermes-transcript.js';
import type { Message } from '../../runtime/index.js';
import { dragFinger, rest, turnWheel } from '../support/gestures.js';
import {
  agentMessage,
  fakeRegistry,
  fakeSession,
  patch,
  startRun,
  textBlock,
  toolBlock,
  userMessage,
  type FakeRegistry,
  type FakeSession,
} from './support/fake-session.js';
import { allDrawn } from './support/all-drawn.js';
import { deep, deepAll, frame, settled } from './support/wait.js';

const long = 'A sentence that is long enough to wrap. '.repeat(12);

function rows(count: number, from = 0): Message[] {
  return Array.from({ length: count }, (_, at) => {
    const part = { index: from + at, at: 1_000 + from + at, key: `m${from + at}` };
    return at % 2 === 0
      ? userMessage(`Question ${from + at}`, part)
      : agentMessage([toolBlock({ id: `tool-${from + at}` }), textBlock(`Answer ${from + at}. ${long}`)], part);
  });
}

describe('<hermes-transcript> and its reader', () => {
  let a: FakeSession;
  let b: FakeSession;
  let registry: FakeRegistry;
  let text: Signal<string>;

  beforeEach(() => {
    a = fakeSession('a');
    b = fakeSession('b');
    registry = fakeRegistry(a, b);
    text = signal('');
  });

  async function transcript(height = 400): Promise<HermesTranscript> {
    const box = await fixture<HTMLElement>(
      html`<div><hermes-transcript session-id="a" .registry=${registry}></hermes-transcript></div>`,
    );
    const element = box.firstElementChild as HermesTranscript;
    box.style.cssText = `inline-size: 600px; block-size: ${height}px`;
    element.style.blockSize = '100%';
    await settled(element);
    await allDrawn(element);
    return element;
  }

  afterEach(() => resetMouse());

  const scroller = (element: Element) => deep(element, '.scroller');
  const distance = (element: Element) =>
    scroller(element).scrollHeight - scroller(element).scrollTop - scroller(element).clientHeight;
  const jump = (element: HermesTranscript) => element.shadowRoot!.querySelector<HTMLElement>('[part=jump-to-end]');
  const drawn = (element: HermesTranscript) => element.shadowRoot!.querySelectorAll('.row').length;

  /** The row at the top edge, and where exactly. */
  function line(element: Element): { readonly row: HTMLElement; readonly top: number } {
    const edge = scroller(element).getBoundingClientRect().top;
    const row = deepAll(element, '[data-row]').find((one) => one.getBoundingClientRect().bottom > edge + 1)!;
    return { row, top: row.getBoundingClientRect().top };
  }

  function stream(): void {
    startRun(a, { prompt: 'Go', live: { key: 'turn', tail: { kind: 'text', id: 'tail', text } } });
  }

  async function tokens(count: number): Promise<void> {
    for (let index = 0; index < count; index += 1) {
      text.value += index % 10 === 9 ? 'word.\n\n' : 'word word word ';
      if (index % 4 === 0) await frame();
    }
    await frame();
  }

  for (const [gesture, go] of [
    ['the wheel', (element: Element) => turnWheel(scroller(element), -120, -120)],
    ['a finger', (element: Element) => dragFinger(scroller(element), 200)],
    [
      'keys',
      async (element: HermesTranscript) => {
        element.focus();
        await sendKeys({ press: 'PageUp' });
        await rest(scroller(element));
      },
    ],
  ] as const) {
    it(`is left by ${gesture}, and then nothing that streams in moves a line`, async () => {
      patch(a.set.transcript, { messages: rows(20) });
      stream();
      const element = await transcript();
      await tokens(20);
      expect(distance(element)).to.be.below(2);
      await go(element as HermesTranscript);
      const before = line(element);
      expect(distance(element)).to.be.above(40);
      await tokens(200);
      // A scroll by keys is smooth, and may end with half a pixel late.
      expect(before.row.getBoundingClientRect().top).to.be.closeTo(before.top, gesture === 'keys' ? 1 : 0);
      expect(jump(element) === null, 'a way back is offered').to.equal(false);
    });
  }

  it('is followed again when the wheel turns back to the end, not before', async () => {
    patch(a.set.transcript, { messages: rows(20) });
    stream();
    const element = await transcript();
    await turnWheel(scroller(element), -600);
    await turnWheel(scroller(element), 200);
    await tokens(40);
    expect(distance(element)).to.be.above(100);
    await turnWheel(scroller(element), 6_000);
    await tokens(40);
    expect(distance(element)).to.be.below(2);
    expect(jump(element) === null).to.equal(true);
  });

  it('can turn following off for good', async () => {
    patch(a.set.transcript, { messages: rows(20) });
    stream();
    const element = await transcript();
    element.follow = 'off';
    await settled(element);
    const before = line(element);
    await tokens(80);
    expect(before.row.getBoundingClientRect().top).to.equal(before.top);
    await turnWheel(scroller(element), 9_000);
    expect(distance(element), 'the end can be reached').to.be.below(2);
    expect(jump(element) === null, 'and is no news there').to.equal(true);
    const again = line(element);
    await tokens(80);
    expect(again.row.getBoundingClientRect().top).to.equal(again.top);
    expect(jump(element) === null).to.equal(false);
  });

  it('opens at the end also where nothing is followed', async () => {
    patch(a.set.transcript, { messages: rows(200) });
    const box = await fixture<HTMLElement>(
      html`<div style="inline-size: 600px; block-size: 400px">
        <hermes-transcript follow="off" session-id="a" .registry=${registry}></hermes-transcript>
      </div>`,
    );
    const element = box.firstElementChild as HermesTranscript;
    element.style.blockSize = '100%';
    await settled(element);
    expect(distance(element)).to.be.below(2);
  });

  it('sees how much is new: messages, and blocks of the turn that ran when they left', async () => {
    patch(a.set.transcript, { messages: rows(20) });
    startRun(a, { prompt: 'Go', live: { key: 'turn', blocks: [textBlock('One')] } });
    const element = await transcript();
    await turnWheel(scroller(element), -600);
    expect(jump(element)!.textContent).not.to.include('new');
    startRun(a, { prompt: 'Go', live: { key: 'turn', blocks: [textBlock('One'), toolBlock(), toolBlock()] } });
    await settled(element);
    expect(jump(element)!.textContent).to.include('2 new');
  });

  it('has earlier messages read before the wheel reaches them, and keeps the line to the pixel', async () => {
    patch(a.set.transcript, { messages: rows(20, 40), hasOlder: true });
    let pages = 0;
    a.loadOlder = async () => {
      pages += 1;
      patch(a.set.transcript, { loadingOlder: true });
      await frame();
      const { messages } = a.set.transcript.peek();
      const from = 40 - 20 * pages;
      patch(a.set.transcript, { loadingOlder: false, hasOlder: from > 0, messages: [...rows(20, from), ...messages] });
    };
    const element = await transcript();
    expect(pages, 'nothing is read because it is shown').to.equal(0);
    while (pages === 0 && scroller(element).scrollTop > 0) await turnWheel(scroller(element), -300);
    expect(pages).to.equal(1);
    const before = line(element);
    await settled(element);
    expect(scroller(element).scrollTop).to.be.above(400);
    expect(before.row.isConnected).to.equal(true);
    expect(before.row.getBoundingClientRect().top).to.be.closeTo(before.top, 0.6);
    for (let turn = 0; turn < 40; turn += 1) await turnWheel(scroller(element), -600);
    expect(pages).to.equal(2);
    expect(line(element).row.dataset['row']).to.equal('m0');
  });

  it('is not asked again and again for a page that does not come', async () => {
    patch(a.set.transcript, { messages: rows(6), hasOlder: true });
    const element = await transcript();
    for (let turn = 0; turn < 5; turn += 1) await turnWheel(scroller(element), -300);
    expect(a.calls).to.deep.equal([['loadOlder']]);
    deep(element, '[part=load-older]').click();
    expect(a.calls).to.deep.equal([['loadOlder'], ['loadOlder']]);
  });

  it('keeps the line while what is above it grows and shrinks, in other messages and in the same', async () => {
    const tall = agentMessage([textBlock(`${long}\n\n`.repeat(30), { id: 'tall' })], { key: 'tall' });
    patch(a.set.transcript, { messages: [...rows(10), tall, ...rows(4, 50)] });
    const element = await transcript();
    await element.showMessage('tall');
    await settled(element);
    await turnWheel(scroller(element), 900);
    const edge = scroller(element).getBoundingClientRect().top;
    const paragraphs = [...deep(deep(element, '[data-row=tall]'), 'hermes-markdown').shadowRoot!.querySelectorAll('p')];
    const read = paragraphs.find((one) => one.getBoundingClientRect().top > edge)!;
    const top = read.getBoundingClientRect().top;
    const image = document.createElement('div');
    // As an image does that has come.
    for (const height of [300, 37, 0]) {
      image.style.blockSize = `${height}px`;
      paragraphs[0]!.append(image);
      await frame();
      expect(read.getBoundingClientRect().top, `${height} in the same message`).to.be.closeTo(top, 0.6);
      deep(element, '[data-row=m9]').append(image);
      await frame();
      expect(read.getBoundingClientRect().top, `${height} in one above`).to.be.closeTo(top, 0.6);
    }
  });

  it('keeps the line when the box gets another height or width', async () => {
    patch(a.set.transcript, { messages: rows(60) });
    const element = await transcript();
    await turnWheel(scroller(element), -3_000);
    const before = line(element);
    element.parentElement!.style.blockSize = '300px';
    await frame();
    expect(before.row.getBoundingClientRect().top).to.be.closeTo(before.top, 0.6);
    const key = line(element).row.dataset['row'];
    for (const width of [320, 900, 600]) {
      element.parentElement!.style.inlineSize = `${width}px`;
      await frame();
      await frame();
      expect(line(element).row.dataset['row'], `${width} wide`).to.equal(key);
    }
  });

  it('sees the end still while the composer grows, and no drift', async () => {
    patch(a.set.transcript, { messages: rows(20) });
    const element = await transcript(400);
    for (let height = 400; height >= 200; height -= 20) {
      element.parentElement!.style.blockSize = `${height}px`;
      await frame();
      expect(distance(element)).to.be.below(2);
    }
  });

  it('finds a card where it was pressed, though the end was followed', async () => {
    patch(a.set.transcript, { messages: rows(20) });
    const element = await transcript();
    const card = deep(deep(element, '[data-tool-id=tool-19]').getRootNode() as unknown as Element, '.line');
    const top = card.getBoundingClientRect().top;
    const { left, width, height } = card.getBoundingClientRect();
    await sendMouse({ type: 'click', position: [Math.round(left + width / 2), Math.round(top + height / 2)] });
    for (let count = 0; count < 6; count += 1) {
      await frame();
      expect(card.getBoundingClientRect().top).to.be.closeTo(top, 0.6);
    }
  });

  it('selects text that does not run away under the pointer', async () => {
    patch(a.set.transcript, { messages: rows(20) });
    stream();
    const element = await transcript();
    await tokens(20);
    const answer = deep(deep(element, '[data-row=m19]'), 'hermes-markdown');
    const { left, top } = answer.getBoundingClientRect();
    const edge = scroller(element).getBoundingClientRect().top;
    const y = Math.round(Math.max(top, edge) + 24);
    await sendMouse({ type: 'move', position: [Math.round(left + 20), y] });
    await sendMouse({ type: 'down' });
    await sendMouse({ type: 'move', position: [Math.round(left + 160), y] });
    const before = answer.getBoundingClientRect().top;
    await tokens(60);
    expect(distance(element), 'more has come').to.be.above(100);
    expect(answer.getBoundingClientRect().top).to.equal(before);
    await sendMouse({ type: 'up' });
    await tokens(20);
    expect(answer.getBoundingClientRect().top, 'nor when the button is let go').to.equal(before);
    document.getSelection()!.removeAllRanges();
  });

  it('presses the button without a selection, and the end is followed as before', async () => {
    patch(a.set.transcript, { messages: rows(20) });
    stream();
    const element = await transcript();
    const { left, top } = scroller(element).getBoundingClientRect();
    await sendMouse({ type: 'click', position: [Math.round(left + 4), Math.round(top + 40)] });
    await tokens(60);
    expect(distance(element)).to.be.below(2);
  });

  it('goes to either end of ten thousand messages, and to any place, with a few of them drawn', async () => {
    patch(a.set.transcript, { messages: rows(10_000) });
    const element = await transcript();
    const errors: string[] = [];
    const failed = (event: ErrorEvent) => errors.push(event.message);
    addEventListener('error', failed);
    let most = 0;
    const watch = new MutationObserver(() => (most = Math.max(most, drawn(element))));
    watch.observe(deep(element, '.content'), { childList: true });
    element.focus();
    await sendKeys({ press: 'Home' });
    await frame();
    expect(scroller(element).scrollTop).to.equal(0);
    expect(line(element).row.dataset['row']).to.equal('m0');
    await sendKeys({ press: 'End' });
    await frame();
    expect(distance(element)).to.be.below(2);
    expect(deepAll(element, '[data-row]').at(-1)!.dataset['row']).to.equal('m9999');
    const box = scroller(element).getBoundingClientRect();
    for (let at = 0; at < 60; at += 1) {
      // As a scrollbar is dragged.
      scroller(element).scrollTop = ((at * 37) % 60) * (scroller(element).scrollHeight / 60);
      await frame();
      const blank = deepAll(element, '[data-gap]').filter((gap) => {
        const { top, bottom } = gap.getBoundingClientRect();
        return Math.min(bottom, box.bottom) - Math.max(top, box.top) > 1;
      });
      expect(blank.length, `at ${at}`).to.equal(0);
    }
    await settled(element);
    watch.disconnect();
    removeEventListener('error', failed);
    expect(errors, 'no loop of sizes').to.deep.equal([]);
    expect(most).to.be.below(130);
  });

  it('has all that is loaded on paper, and only then', async () => {
    patch(a.set.transcript, { messages: rows(300) });
    const element = await transcript();
    expect(drawn(element)).to.be.below(130);
    const before = line(element);
    dispatchEvent(new Event('beforeprint'));
    await settled(element);
    expect(drawn(element)).to.equal(300);
    dispatchEvent(new Event('afterprint'));
    for (let turn = 0; turn < 200 && drawn(element) > 130; turn += 1) await frame();
    expect(drawn(element)).to.be.below(130);
    expect(line(element).row === before.row, 'the reader stays').to.equal(true);
  });

  it('goes to the start while earlier messages are read, until they move', async () => {
    patch(a.set.transcript, { messages: rows(20, 60), hasOlder: true });
    let pages = 0;
    a.loadOlder = async () => {
      pages += 1;
      await frame();
      const { messages } = a.set.transcript.peek();
      const from = Math.max(0, 60 - 20 * pages);
      patch(a.set.transcript, { hasOlder: from > 0, messages: [...rows(20, from), ...messages] });
    };
    const element = await transcript();
    await element.jumpToStart();
    await settled(element);
    expect(pages).to.equal(3);
    expect(scroller(element).scrollTop).to.equal(0);
    expect(line(element).row.dataset['row']).to.equal('m0');
  });

  it('moves from message to message by keys', async () => {
    patch(a.set.transcript, { messages: rows(200) });
    const element = await transcript();
    const focused = () => (element.shadowRoot!.activeElement as HTMLElement | null)?.dataset['row'];
    element.focus();
    await sendKeys({ press: 'Home' });
    await settled(element);
    const press = async (key: string, times = 1) => {
      await sendKeys({ down: 'Alt' });
      for (let time = 0; time < times; time += 1) {
        await sendKeys({ press: key });
        await frame();
      }
      await sendKeys({ up: 'Alt' });
      await settled(element);
    };
    await press('ArrowDown');
    expect(focused()).to.equal('m0');
    await press('ArrowDown', 12);
    expect(focused()).to.equal('m12');
    await press('ArrowUp', 2);
    expect(focused()).to.equal('m10');
    const row = element.shadowRoot!.activeElement!.getBoundingClientRect();
    const box = scroller(element).getBoundingClientRect();
    expect(row.top >= box.top && row.top < box.bottom, 'and sees it').to.equal(true);
  });

  it('comes back to where they were, whichever sessions were shown between', async () => {
    patch(a.set.transcript, { messages: rows(1_000) });
    patch(b.set.transcript, { messages: rows(1_000).map((message) => ({ ...message, key: `b${message.key}` })) });
    const element = await transcript();
    await turnWheel(scroller(element), -4_000);
    await settled(element);
    const before = line(element);
    element.sessionId = 'b';
    await settled(element);
    expect(distance(element)).to.be.below(2);
    element.sessionId = 'a';
    await element.updateComplete;
    await frame();
    const after = line(element);
    expect(after.row.dataset['row']).to.equal(before.row.dataset['row']);
    expect(after.top).to.be.closeTo(before.top, 1);
    await settled(element);
    expect(line(element).top).to.be.closeTo(before.top, 1);
  });

  it('keeps what they hold: the focus in a message that goes far out of view', async () => {
    patch(a.set.transcript, { messages: rows(1_000) });
    const element = await transcript();
    const row = deep(element, '[data-row=m999]');
    row.focus();
    scroller(element).scrollTop = 0;
    await settled(element);
    expect(row.isConnected).to.equal(true);
    expect(element.shadowRoot!.activeElement === row).to.equal(true);
  });
});
