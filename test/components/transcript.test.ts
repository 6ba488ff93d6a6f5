// The conversation: nodes that stay, a reader who is left alone, and what is said aloud.
import { signal } from '@preact/signals-core';
import { expect, fixture, html } from '@open-wc/testing';
import '../../components/define/hermes-transcript.js';
import './support/all-loaded.js';
import type { HermesMessage } from '../../components/hermes-message.js';
import type { HermesTranscript } from '../../components/hermes-transcript.js';
import type { LiveTurn, Message } from '../../runtime/index.js';
import {
  agentMessage,
  approval,
  fakeRegistry,
  fakeSession,
  idleRun,
  patch,
  question,
  startRun,
  textBlock,
  toolBlock,
  userMessage,
  type FakeRegistry,
  type FakeSession,
} from './support/fake-session.js';
import { allDrawn } from './support/all-drawn.js';
import { aliveAfterRemoval, deep, deepAll, frame, microtasks, settled } from './support/wait.js';

const long = 'A sentence that is long enough to wrap. '.repeat(12);
const conversation = (count: number): Message[] =>
  Array.from({ length: count }, (_, index) =>
    index % 2 === 0 ? userMessage(`Question ${index}`) : agentMessage(`Answer ${index}. ${long}`),
  );

describe('<hermes-transcript>', () => {
  let registry: FakeRegistry;
  let a: FakeSession;
  let b: FakeSession;

  beforeEach(() => {
    a = fakeSession('a');
    b = fakeSession('b');
    registry = fakeRegistry(a, b);
  });

  async function transcript(id = 'a'): Promise<HermesTranscript> {
    const box = await fixture<HTMLElement>(
      html`<div><hermes-transcript session-id=${id} .registry=${registry}></hermes-transcript></div>`,
    );
    const element = box.firstElementChild as HermesTranscript;
    box.style.cssText = 'inline-size: 600px; block-size: 400px';
    element.style.blockSize = '100%';
    await settled(element);
    await allDrawn(element);
    return element;
  }

  const scroller = (element: Element) => deep(element, '.scroller');
  const atEnd = (element: Element) =>
    scroller(element).scrollHeight - scroller(element).scrollTop - scroller(element).clientHeight <= 2;
  const jump = (element: HermesTranscript) => element.shadowRoot!.querySelector<HTMLElement>('[part=jump-to-end]');
  const said = (element: HermesTranscript) => element.shadowRoot!.querySelector('[role=status]')!.textContent!.trim();

  async function scrollTo(element: Element, top: number): Promise<void> {
    // A person turns the wheel; a box that merely settles is no gesture.
    scroller(element).dispatchEvent(new WheelEvent('wheel'));
    scroller(element).scrollTop = top;
    await frame();
    await settled(element);
  }

  it('shows messages with their hooks, in order', async () => {
    patch(a.set.transcript, { messages: [userMessage('Hi', { key: 'k1' }), agentMessage('Hello', { key: 'k2' })] });
    const element = await transcript();
    const messages = deepAll(element, '[part=message]');
    expect(messages.map((message) => [message.dataset['key'], message.dataset['role']])).to.deep.equal([
      ['k1', 'user'],
      ['k2', 'assistant'],
    ]);
  });

  it('renders nothing but the text for a thousand tokens', async () => {
    const text = signal('');
    startRun(a, { live: { tail: { kind: 'text', id: 'tail', text } } });
    const element = await transcript();
    const message = deep(element, 'hermes-message') as HTMLElement & { requestUpdate: () => void };
    let updates = 0;
    for (const host of [element, message]) {
      const { requestUpdate } = host as unknown as { requestUpdate: (...args: unknown[]) => void };
      (host as unknown as { requestUpdate: (...args: unknown[]) => void }).requestUpdate = function (...args) {
        updates += 1;
        requestUpdate.apply(this, args);
      };
    }
    for (let index = 0; index < 1000; index += 1) text.value += 'word ';
    await settled(element);
    expect(updates).to.equal(0);
    expect(deep(element, 'hermes-markdown').shadowRoot!.textContent).to.include('word word');
  });

  it('keeps every node from live to settled', async () => {
    const text = signal('The answer');
    startRun(a, {
      prompt: 'Question',
      live: { key: 'turn', blocks: [toolBlock({ id: 'tool' })], tail: { kind: 'text', id: 'tail', text } },
    });
    const element = await transcript();
    deep(element, '.line').click();
    await settled(element);
    const before = [
      '.row.live',
      '[part=message][data-live]',
      'hermes-tool-card',
      '[data-block=tail]',
      '[data-block=tail] hermes-markdown',
    ].map((selector) => deep(element, selector));
    const paragraph = deep(element, 'hermes-markdown').shadowRoot!.querySelector('p');
    const prompt = deep(element, '[data-row=prompt-1]');
    a.set.run.value = idleRun;
    patch(a.set.transcript, {
      live: null,
      pending: null,
      messages: [
        userMessage('Question', { key: 'prompt-1' }),
        agentMessage([toolBlock({ id: 'tool' }), textBlock('The answer', { id: 'tail' })], { key: 'turn' }),
      ],
    });
    await settled(element);
    const after = [
      '[data-row=turn]',
      '[part=message][data-role=assistant]',
      'hermes-tool-card',
      '[data-block=tail]',
      '[data-block=tail] hermes-markdown',
    ].map((selector) => deep(element, selector));
    // Compared outside chai, which would take minutes to print two trees of nodes.
    expect(after.map((node, index) => node === before[index])).to.deep.equal(after.map(() => true));
    expect(deep(element, '[data-row=prompt-1]') === prompt).to.equal(true);
    expect(deep(element, 'hermes-markdown').shadowRoot!.querySelector('p') === paragraph).to.equal(true);
    expect((deep(element, 'hermes-tool-card') as HTMLElement & { open: boolean }).open, 'and what was opened').to.equal(
      true,
    );
    expect(deep(element, '[part=message][data-role=assistant]').hasAttribute('data-live')).to.equal(false);
  });

  it('touches no settled message when another one comes', async () => {
    patch(a.set.transcript, { messages: conversation(10) });
    const element = await transcript();
    const records: MutationRecord[] = [];
    const observers = deepAll(element, 'hermes-message').map((message) => {
      const observer = new MutationObserver((found) => records.push(...found));
      observer.observe(message.shadowRoot!, { subtree: true, childList: true, characterData: true, attributes: true });
      return observer;
    });
    patch(a.set.transcript, { messages: [...a.set.transcript.peek().messages, agentMessage('Newest')] });
    await settled(element);
    observers.forEach((observer) => observer.disconnect());
    expect(records).to.have.lengthOf(0);
  });

  it('changes nothing in a transcript of A for an event of B', async () => {
    patch(a.set.transcript, { messages: conversation(4) });
    const element = await transcript();
    let changes = 0;
    const observer = new MutationObserver((records) => (changes += records.length));
    observer.observe(element.shadowRoot!, { subtree: true, childList: true, attributes: true });
    startRun(b, { prompt: 'Other' });
    patch(b.set.transcript, { messages: conversation(4) });
    await settled(element);
    observer.disconnect();
    expect(changes).to.equal(0);
  });

  it('stays at the end while the reader is there', async () => {
    patch(a.set.transcript, { messages: conversation(20) });
    const element = await transcript();
    expect(atEnd(element)).to.equal(true);
    const text = signal('');
    startRun(a, { live: { tail: { kind: 'text', id: 'tail', text } } });
    await settled(element);
    for (let index = 0; index < 20; index += 1) {
      text.value += `${long}\n\n`;
      await frame();
    }
    await settled(element);
    expect(atEnd(element)).to.equal(true);
    expect(jump(element)).to.equal(null);
  });

  it('opens at the end also when the running turn is there before the conversation it belongs to', async () => {
    patch(a.set.transcript, { status: 'loading', messages: [] });
    startRun(a, { live: { blocks: [textBlock(long.repeat(8))] } });
    const element = await transcript();
    patch(a.set.transcript, { status: 'ready', messages: conversation(20) });
    await settled(element);
    await frame();
    expect(atEnd(element)).to.equal(true);
    expect(jump(element) === null, 'no way back to the end is needed').to.equal(true);
  });

  it('leaves a reader alone who went up, counts what is new, and goes to the end when asked', async () => {
    patch(a.set.transcript, { messages: conversation(20) });
    const element = await transcript();
    await scrollTo(element, 300);
    const top = scroller(element).scrollTop;
    patch(a.set.transcript, {
      messages: [...a.set.transcript.peek().messages, userMessage('More'), agentMessage(long)],
    });
    await settled(element);
    expect(scroller(element).scrollTop).to.be.closeTo(top, 1);
    expect(jump(element)!.textContent).to.include('2 new');
    jump(element)!.click();
    await settled(element);
    expect(atEnd(element)).to.equal(true);
    expect(jump(element)).to.equal(null);
  });

  it('follows again once the reader is back at the end', async () => {
    patch(a.set.transcript, { messages: conversation(20) });
    const element = await transcript();
    await scrollTo(element, 100);
    expect(jump(element)).to.exist;
    await scrollTo(element, 1e6);
    expect(jump(element)).to.equal(null);
    patch(a.set.transcript, { messages: [...a.set.transcript.peek().messages, agentMessage(long)] });
    await settled(element);
    expect(atEnd(element)).to.equal(true);
  });

  it('keeps the line being read still when earlier messages come above', async () => {
    patch(a.set.transcript, { messages: conversation(20), hasOlder: true });
    const element = await transcript();
    deep(element, '[part=load-older]').click();
    expect(a.calls).to.deep.equal([['loadOlder']]);
    await scrollTo(element, 0);
    const anchor = deepAll(element, '[data-row]')[0]!;
    const before = anchor.getBoundingClientRect().top;
    patch(a.set.transcript, { messages: [...conversation(16), ...a.set.transcript.peek().messages] });
    await settled(element);
    expect(anchor.getBoundingClientRect().top).to.be.closeTo(before, 2);
  });

  it('remembers for each conversation where the reader was and what was opened', async () => {
    const steps = agentMessage([toolBlock({ id: 'tool-x' }), textBlock('Done')], { key: 'steps' });
    patch(a.set.transcript, { messages: [steps, ...conversation(20)] });
    patch(b.set.transcript, { messages: conversation(20) });
    const element = await transcript();
    await scrollTo(element, 0);
    deep(element, 'hermes-tool-card .line, .line').click();
    await scrollTo(element, 40);
    const row = deepAll(element, '[data-row]')[0]!;
    const offset = row.getBoundingClientRect().top;
    element.sessionId = 'b';
    await settled(element);
    expect(atEnd(element), 'a conversation not seen before opens at its end').to.equal(true);
    element.sessionId = 'a';
    await settled(element);
    expect(deepAll(element, '[data-row]')[0]!.getBoundingClientRect().top).to.be.closeTo(offset, 2);
    expect((deep(element, 'hermes-tool-card') as HTMLElement & { open: boolean }).open).to.equal(true);
  });

  describe('in the next page', () => {
    const rows = (count: number, from = 0): Message[] =>
      Array.from({ length: count }, (_, at) => {
        const part = { index: from + at, at: 1_000 + from + at, key: `m${from + at}` };
        return at % 2 === 0
          ? userMessage(`Question ${from + at}`, part)
          : agentMessage([toolBlock({ id: `tool-${from + at}` }), textBlock(long, { id: 'b1' })], part);
      });
    const firstVisible = (element: Element) => {
      const edge = scroller(element).getBoundingClientRect().top;
      const row = deepAll(element, '[data-row]').find((one) => one.getBoundingClientRect().bottom > edge)!;
      return { row: row.dataset['row'], offset: row.getBoundingClientRect().top - edge };
    };
    const card = (element: Element, id: string) =>
      deep(element, `[data-tool-id=${id}]`).getRootNode() as ShadowRoot & { host: { open: boolean } };

    /** As after a reload: other objects, the same view state, keys that were made anew. */
    function nextPage(session: FakeSession, messages: readonly Message[]): FakeSession {
      const next = fakeSession(session.id);
      for (const name of ['place', 'opened']) next.view.set(name, session.view.get(name));
      patch(next.set.transcript, { messages });
      registry = fakeRegistry(next, b);
      return next;
    }

    it('it opens where the reader was, with what was opened, also when rows came since', async () => {
      patch(a.set.transcript, { messages: rows(20).map((message) => ({ ...message, key: `live-${message.key}` })) });
      let element = await transcript();
      await scrollTo(element, 600);
      const before = firstVisible(element);
      const opened = deepAll(element, '[part=tool]').find((one) => one.getBoundingClientRect().top > 100)!;
      deep(opened.getRootNode() as unknown as Element, '.line').click();
      await settled(element);
      const at = firstVisible(element);

      nextPage(a, rows(24));
      element = await transcript();
      expect(`live-${firstVisible(element).row}`).to.equal(before.row);
      expect(firstVisible(element).offset).to.be.closeTo(at.offset, 2);
      expect(card(element, opened.dataset['toolId']!).host.open).to.equal(true);
      expect(jump(element) === null, 'and the reader is not at the end').to.equal(false);
    });

    it('it opens at the end for who was at the end', async () => {
      patch(a.set.transcript, { messages: rows(20) });
      let element = await transcript();
      await scrollTo(element, 600);
      jump(element)!.click();
      await settled(element);
      nextPage(a, rows(24));
      element = await transcript();
      expect(atEnd(element)).to.equal(true);
      expect(a.calls).to.deep.equal([]);
    });

    it('nothing is kept that a person did not do', async () => {
      patch(a.set.transcript, { messages: rows(20) });
      const element = await transcript();
      patch(a.set.transcript, { messages: rows(30) });
      await settled(element);
      await scrollTo(element, 600);
      const kept = a.view.get('place');
      expect(kept).not.to.equal(undefined);
      patch(a.set.transcript, { messages: rows(40) });
      await settled(element);
      element.parentElement!.style.blockSize = '300px';
      await settled(element);
      expect(a.view.get('place')).to.equal(kept);
    });

    it('a closing by hand is kept too, and a row of the running turn is found when it has settled', async () => {
      const blocks = [toolBlock({ id: 'x' }), toolBlock({ id: 'y' })];
      patch(a.set.transcript, { messages: rows(2) });
      startRun(a, { prompt: 'Go', live: { key: 'turn', blocks } });
      let element = await transcript();
      for (const id of ['x', 'y']) deep(card(element, id) as unknown as Element, '.line').click();
      await settled(element);
      deep(card(element, 'y') as unknown as Element, '.line').click();
      await settled(element);
      const prompt = userMessage('Go', { index: 2, at: 2_000 });
      nextPage(a, [...rows(2), prompt, agentMessage([...blocks, textBlock('Done')], { index: 5, at: 3_000 })]);
      element = await transcript();
      expect([card(element, 'x').host.open, card(element, 'y').host.open]).to.deep.equal([true, false]);
      expect(card(element, 'tool-1').host.open).to.equal(false);
    });

    it('a row number that means another message now is left alone', async () => {
      patch(a.set.transcript, { messages: rows(20) });
      let element = await transcript();
      deep(card(element, 'tool-3') as unknown as Element, '.line').click();
      await scrollTo(element, 600);
      nextPage(
        a,
        rows(20).map((message) => ({ ...message, at: (message.at ?? 0) + 7 })),
      );
      element = await transcript();
      expect(atEnd(element)).to.equal(true);
      expect(
        deepAll(element, '[part=tool]').some(
          (one) => (one.getRootNode() as ShadowRoot & { host: { open: boolean } }).host.open,
        ),
      ).to.equal(false);
    });

    it('earlier rows are read on the way to the place, a few pages at most', async () => {
      patch(a.set.transcript, { messages: rows(40) });
      let element = await transcript();
      await scrollTo(element, 700);
      const before = firstVisible(element);
      const next = nextPage(a, rows(10, 30));
      patch(next.set.transcript, { hasOlder: true });
      let pages = 0;
      next.loadOlder = async () => {
        pages += 1;
        const from = 30 - 10 * pages;
        patch(next.set.transcript, { messages: rows(40 - from, from), hasOlder: from > 0 });
      };
      element = await transcript();
      expect(pages).to.equal(3);
      expect(firstVisible(element).row).to.equal(before.row);
      expect(firstVisible(element).offset).to.be.closeTo(before.offset, 2);
    });

    it('a place out of reach is the end, and no more than three pages are read for any', async () => {
      a.view.set('place', { row: '1@1001+0', offset: 0 });
      patch(a.set.transcript, { messages: rows(20, 400), hasOlder: true });
      let element = await transcript();
      expect(atEnd(element)).to.equal(true);
      expect(a.calls).to.deep.equal([]);
      b.view.set('place', { row: '1@1001+0', offset: 0 });
      patch(b.set.transcript, { messages: rows(20, 100), hasOlder: true });
      element = await transcript('b');
      expect(b.calls).to.deep.equal([['loadOlder'], ['loadOlder'], ['loadOlder']]);
      expect(atEnd(element)).to.equal(true);
      expect(a.view.get('place'), 'it is kept for a page that has it').to.deep.equal({ row: '1@1001+0', offset: 0 });
    });

    it('whoever scrolls while the place is looked for stays where they went', async () => {
      a.view.set('place', { row: '1@1001+0', offset: 0 });
      patch(a.set.transcript, { messages: rows(20, 30), hasOlder: true });
      a.loadOlder = () => {
        patch(a.set.transcript, { loadingOlder: true });
        return Promise.resolve();
      };
      const element = await transcript();
      await scrollTo(element, 500);
      const before = firstVisible(element);
      patch(a.set.transcript, { messages: rows(50), hasOlder: false, loadingOlder: false });
      await settled(element);
      expect(firstVisible(element).row).to.equal(before.row);
      expect(firstVisible(element).offset).to.be.closeTo(before.offset, 2);
    });

    it('a place in a turn that is still being taken up is held until it is there', async () => {
      patch(a.set.transcript, { messages: rows(2) });
      startRun(a, { prompt: 'Go', live: { key: 'turn', blocks: [textBlock(long.repeat(20))] } });
      a.view.set('place', { row: '1@1001+2', offset: -900 });
      startRun(a, { prompt: 'Go', live: { key: 'turn', blocks: [textBlock('A')] } });
      const element = await transcript();
      startRun(a, { prompt: 'Go', live: { key: 'turn', blocks: [textBlock(long.repeat(20))] } });
      await settled(element);
      const row = deep(element, '[data-row=turn]');
      expect(row.getBoundingClientRect().top - scroller(element).getBoundingClientRect().top).to.be.closeTo(-900, 2);
      expect(atEnd(element)).to.equal(false);
    });

    it('two panes on it keep their own place; the one moved last is kept, and what either opened', async () => {
      patch(a.set.transcript, { messages: rows(30) });
      const one = await transcript();
      const two = await transcript();
      await scrollTo(one, 900);
      await scrollTo(two, 300);
      const [first, last] = [firstVisible(one), firstVisible(two)];
      expect(firstVisible(one).row).not.to.equal(last.row);
      deep(card(one, 'tool-3') as unknown as Element, '.line').click();
      deep(card(two, 'tool-5') as unknown as Element, '.line').click();
      await settled(one);
      expect(firstVisible(one).row).to.equal(first.row);
      nextPage(a, rows(30));
      const element = await transcript();
      // Rows out of sight have an estimated height; the place is held until somebody sees them.
      element.scrollIntoView();
      await settled(element);
      expect(firstVisible(element).row).to.equal(last.row);
      expect([3, 5, 7].map((at) => card(element, `tool-${at}`).host.open)).to.deep.equal([true, true, false]);
    });

    it('what is kept stays small, the latest of it', async () => {
      patch(a.set.transcript, { messages: rows(400) });
      const element = await transcript();
      for (let at = 1; at < 400; at += 2) {
        await element.showMessage(`m${at}`);
        await deep<HermesMessage>(element, `[data-row=m${at}] hermes-message`).updateComplete;
        await microtasks();
        deep(card(element, `tool-${at}`) as unknown as Element, '.line').click();
      }
      await settled(element);
      const kept = JSON.stringify(a.view.get('opened'));
      expect(kept.length).to.be.below(3_001);
      expect(kept).to.include('tool-399').and.not.to.include('tool-1"');
    });

    it('rubbish that was kept does nothing', async () => {
      for (const rubbish of [null, 1, 'x', [], {}, { row: 1 }, { row: 'x', offset: 1 }, [[1, 2]], [['1@1001+0', 5]]]) {
        a = fakeSession('a');
        registry = fakeRegistry(a, b);
        a.view.set('place', rubbish as never);
        a.view.set('opened', rubbish as never);
        patch(a.set.transcript, { messages: rows(10) });
        const element = await transcript();
        expect(atEnd(element)).to.equal(true);
      }
    });
  });

  describe('taken out of sight and shown again', () => {
    const hide = async (element: HTMLElement, hidden: boolean) => {
      element.parentElement!.style.display = hidden ? 'none' : '';
      await frame();
      await settled(element);
      await frame();
    };
    const firstLine = (element: Element) => {
      const edge = scroller(element).getBoundingClientRect().top;
      const row = deepAll(element, '[data-row]').find((one) => one.getBoundingClientRect().bottom > edge)!;
      return { key: row.dataset['row'], offset: Math.round(row.getBoundingClientRect().top - edge) };
    };
    const within = (element: Element, before: { key: string | undefined; offset: number }) => {
      expect(firstLine(element).key).to.equal(before.key);
      expect(firstLine(element).offset).to.be.closeTo(before.offset, 1);
    };

    it('is where the reader left it, whatever came meanwhile', async () => {
      patch(a.set.transcript, { messages: conversation(30) });
      const element = await transcript();
      await scrollTo(element, 700);
      await scrollTo(element, 900);
      const before = firstLine(element);
      await hide(element, true);
      const { messages } = a.set.transcript.peek();
      patch(a.set.transcript, { messages: [...conversation(6), ...messages, agentMessage(long.repeat(6))] });
      await settled(element);
      await hide(element, false);
      within(element, before);
      expect(jump(element) === null, 'the end is elsewhere').to.equal(false);
      await hide(element, true);
      await hide(element, false);
      within(element, before);
    });

    it('is where it was put, before the reader touched it', async () => {
      patch(a.set.transcript, { messages: conversation(30) });
      patch(b.set.transcript, { messages: conversation(4) });
      const element = await transcript();
      await scrollTo(element, 900);
      const before = firstLine(element);
      element.sessionId = 'b';
      await settled(element);
      element.sessionId = 'a';
      await settled(element);
      within(element, before);
      // The place has been held for longer than layout takes to settle.
      await new Promise((resolve) => setTimeout(resolve, 450));
      await hide(element, true);
      await hide(element, false);
      within(element, before);
    });

    it('is at the end, if that is where the reader was', async () => {
      patch(a.set.transcript, { messages: conversation(30) });
      const element = await transcript();
      await hide(element, true);
      patch(a.set.transcript, { messages: [...a.set.transcript.peek().messages, agentMessage(long.repeat(6))] });
      await settled(element);
      await hide(element, false);
      expect(atEnd(element)).to.equal(true);
      expect(jump(element) === null).to.equal(true);
    });

    it('opens another session where that was left, chosen while it was out of sight', async () => {
      patch(a.set.transcript, { messages: conversation(30) });
      patch(b.set.transcript, { messages: conversation(30) });
      const element = await transcript();
      await scrollTo(element, 900);
      const before = firstLine(element);
      element.sessionId = 'b';
      await settled(element);
      await hide(element, true);
      element.sessionId = 'a';
      await settled(element);
      await hide(element, false);
      within(element, before);
      expect(a.view.get('place'), 'what is kept is the place, too').to.include({ offset: before.offset });
    });
  });

  it('says boundaries once and politely, and no tokens', async () => {
    const element = await transcript();
    expect(deep(element, '[role=log]').getAttribute('aria-live')).to.equal('off');
    expect(said(element)).to.equal('');
    a.tell({ kind: 'started', session: a });
    await element.updateComplete;
    expect(said(element)).to.equal('The agent has started.');
    a.tell({ kind: 'ended', session: a, outcome: 'failed', error: null });
    await element.updateComplete;
    expect(said(element)).to.equal('The run failed.');
  });

  it('says news of a session once, however many panes show it', async () => {
    const first = await transcript();
    const second = await transcript();
    a.tell({ kind: 'ended', session: a, outcome: 'completed', error: null });
    await settled(second);
    expect([said(first), said(second)].filter((text) => text !== '')).to.have.lengthOf(1);
  });

  it('leaves news to the pane that is in sight', async () => {
    const hidden = await transcript();
    hidden.style.display = 'none';
    const shown = await transcript();
    a.tell({ kind: 'ended', session: a, outcome: 'completed', error: null });
    await settled(shown);
    expect([said(hidden), said(shown)]).to.deep.equal(['', 'The agent has finished.']);
  });

  it('does not announce the session it showed before', async () => {
    const element = await transcript();
    element.sessionId = 'b';
    await element.updateComplete;
    a.tell({ kind: 'started', session: a });
    await element.updateComplete;
    expect(said(element)).to.equal('');
  });

  it('folds the steps of a long settled turn into one line that opens', async () => {
    const blocks = [toolBlock(), toolBlock(), toolBlock(), toolBlock(), textBlock('The answer')];
    patch(a.set.transcript, { messages: [agentMessage(blocks, { durationMs: 42_000 })] });
    const element = await transcript();
    const fold = deep(element, '.disclosure');
    expect(fold.textContent).to.include('Worked for 42s').and.to.include('4 tools');
    expect(deepAll(element, 'hermes-tool-card').length, 'folded work is not even drawn').to.equal(0);
    fold.click();
    await settled(element);
    expect(deep(element, 'hermes-tool-card').checkVisibility()).to.equal(true);
  });

  it('shows one broken message as broken and the others as they are', async () => {
    const broken = { ...agentMessage('x', { key: 'broken' }), blocks: null } as unknown as Message;
    patch(a.set.transcript, { messages: [userMessage('Before'), broken, userMessage('After')] });
    const element = await transcript();
    const texts = deepAll(element, '[part=message]').map((message) => message.textContent);
    expect(texts[1]).to.include('could not be shown');
    expect(texts[2]).to.include('After');
  });

  it('shows what a person wrote as text, each paragraph in its own direction', async () => {
    patch(a.set.transcript, { messages: [userMessage('<b>مرحبا</b>')] });
    const element = await transcript();
    const said2 = deep(element, '.said');
    expect(said2.textContent).to.equal('<b>مرحبا</b>');
    expect(said2.getAttribute('dir')).to.equal('auto');
  });

  it('puts the bubble at the inline end in both directions', async () => {
    patch(a.set.transcript, { messages: [userMessage('Hi')] });
    const element = await transcript();
    const gap = () => {
      const box = deep(element, '.content').getBoundingClientRect();
      const bubble = deep(element, '.bubble').getBoundingClientRect();
      return { left: bubble.left - box.left, right: box.right - bubble.right };
    };
    expect(gap().right).to.be.lessThan(gap().left);
    element.parentElement!.dir = 'rtl';
    await frame();
    expect(gap().left).to.be.lessThan(gap().right);
  });

  it('is accessible with a conversation, a live turn and notices', async () => {
    patch(a.set.transcript, {
      hasOlder: true,
      messages: [
        userMessage('Hi', { attachments: ['a.png'] }),
        agentMessage([
          { kind: 'reasoning', id: 'r', text: 'hm' },
          toolBlock({ status: 'failed' }),
          textBlock('Hello'),
          { kind: 'notice', id: 'n', notice: 'error', text: 'boom' },
        ]),
        userMessage('woken', { origin: 'system' }),
      ],
    });
    startRun(a, { prompt: 'Go', live: { tail: { kind: 'reasoning', id: 'lr', text: signal('thinking') } } });
    const element = await transcript();
    await expect(element).to.be.accessible();
  });

  describe('answered questions', () => {
    const answered = (run: string | null, text: string) => ({
      ...question('a', { run }),
      state: 'resolved' as const,
      closedBy: 'here' as const,
      answer: { kind: 'question' as const, text },
    });
    const lines = (element: Element) => deepAll(element, '[part=answered]');
    const run = (part: Partial<LiveTurn> = {}) =>
      startRun(a, { prompt: 'Question', live: { key: 'turn:run-1', ...part } });

    it('says at the end of the running turn what was answered, and nothing aloud', async () => {
      run();
      const element = await transcript();
      const before = said(element);
      patch(a.set.requests, { closed: [answered('run-1', 'Yes,\u202E both')] });
      await settled(element);
      expect(lines(element).map((line) => line.textContent)).to.deep.equal(['You answered: Yes,‹U+202E› both']);
      expect(lines(element)[0]!.closest('[data-row]')!.getAttribute('data-row')).to.equal('turn:run-1');
      expect(lines(element)[0]!.closest('[aria-live=polite], [role=status], [role=alert]') === null).to.equal(true);
      expect(said(element)).to.equal(before);
    });

    it('keeps the line, and its node, when the turn settles, and in another transcript', async () => {
      run();
      patch(a.set.requests, { closed: [answered('run-1', 'SQLite')] });
      const element = await transcript();
      const line = lines(element)[0]!;
      patch(a.set.transcript, {
        live: null,
        pending: null,
        messages: [userMessage('Question', { key: 'prompt-1' }), agentMessage('Done', { key: 'turn:run-1' })],
      });
      a.set.run.value = idleRun;
      await settled(element);
      expect(lines(element)[0] === line).to.equal(true);
      expect(lines(await transcript()).length).to.equal(1);
    });

    it('leaves it to the rows of the server once they hold it', async () => {
      const messages = (result: string): Message[] => [
        userMessage('Question', { key: 'prompt-1' }),
        agentMessage([toolBlock({ name: 'clarify', result })], { key: 'turn:run-1' }),
      ];
      patch(a.set.transcript, { messages: messages('{}') });
      patch(a.set.requests, { closed: [answered('run-1', 'Say "yes"')] });
      const element = await transcript();
      expect(lines(element).length).to.equal(1);
      patch(a.set.transcript, { messages: messages(JSON.stringify({ user_response: 'Say "yes"' })) });
      await settled(element);
      expect(lines(element).length, 'in the result of the tool that asked').to.equal(0);
      patch(a.set.transcript, { messages: [...messages('{}'), userMessage('Say "yes"'), agentMessage('Go on')] });
      await settled(element);
      expect(lines(element).length, 'as a message').to.equal(0);
    });

    it('places one that names no run in the turn it was answered in, and leaves it there', async () => {
      run();
      const element = await transcript();
      patch(a.set.requests, { closed: [answered(null, 'SQLite')] });
      await settled(element);
      patch(a.set.transcript, {
        live: { ...a.set.transcript.peek().live!, key: 'turn:run-2', run: 'run-2' },
        pending: null,
        messages: [userMessage('Question', { key: 'prompt-1' }), agentMessage('Done', { key: 'turn:run-1' })],
      });
      await settled(element);
      expect(lines(element).map((line) => line.closest('[data-row]')!.getAttribute('data-row'))).to.deep.equal([
        'turn:run-1',
      ]);
    });

    it('says nothing of answers the agent did not get from here, nor of another session', async () => {
      run();
      const taken = answered('run-1', 'SQLite');
      patch(a.set.requests, {
        closed: [
          { ...taken, closedBy: 'elsewhere' },
          { ...taken, id: 'x', state: 'gone' },
          { ...taken, id: 'y', answer: null },
          { ...approval('a'), state: 'resolved', closedBy: 'here', answer: { kind: 'approval', choice: 'once' } },
        ],
      });
      const element = await transcript();
      expect(lines(element).length).to.equal(0);
      patch(a.set.requests, { closed: [taken] });
      await settled(element);
      expect(lines(element).length).to.equal(1);
      element.sessionId = 'b';
      await settled(element);
      expect(lines(element).length).to.equal(0);
    });
  });

  it('is held by nobody once it is removed, while the run goes on', async () => {
    const text = signal('');
    patch(a.set.transcript, { messages: conversation(6) });
    startRun(a, { live: { blocks: [toolBlock()], tail: { kind: 'text', id: 'tail', text } } });
    const make = () => Object.assign(document.createElement('hermes-transcript'), { registry, sessionId: 'a' });
    const alive = await aliveAfterRemoval(20, make, async () => {
      text.value += 'more';
      await frame();
    });
    text.value += 'and more';
    expect(registry.held()).to.equal(0);
    expect(alive).to.equal(0);
  });
});
