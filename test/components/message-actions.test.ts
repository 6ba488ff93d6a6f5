// What one can do with a message: by pointer and by keyboard, with nothing lost on the way.
import { expect, fixture, html } from '@open-wc/testing';
import { sendKeys, sendMouse, setViewport } from '@web/test-runner-commands';
import '../../components/define/hermes-pane.js';
import './support/all-loaded.js';
import {
  conversationMarkdown,
  messageMarkdown,
  turnMarkdown,
  type MarkdownWords,
} from '../../components/actions/as-markdown.js';
import { messageAt } from '../../components/actions/linked-message.js';
import { messageText } from '../../components/actions/message-text.js';
import { messageIndex, messageLink } from '../../components/actions/permalink.js';
import { withQuote } from '../../components/actions/quote.js';
import type { HermesMessageActions } from '../../components/hermes-message-actions.js';
import type { HermesPane } from '../../components/hermes-pane.js';
import { TransportError, type Collected, type CollectOptions, type Message } from '../../runtime/index.js';
import {
  agentMessage,
  allCapabilities,
  fakeRegistry,
  fakeSession,
  idleRun,
  patch,
  startRun,
  textBlock,
  toolBlock,
  userMessage,
  type FakeRegistry,
  type FakeSession,
} from './support/fake-session.js';
import { emulateMedia } from '../support/media.js';
import { aliveAfterRemoval, deep, deepAll, frame, settled } from './support/wait.js';

const words: MarkdownWords = {
  you: 'You',
  agent: 'Agent',
  attached: 'Attached',
  tool: { running: 'running', done: 'done', failed: 'failed', stopped: 'stopped' },
};
const exact = 'Line one\r\n\n\t`code` <b>\u202e & "quotes"  \n';

describe('a message as Markdown', () => {
  it('is copied letter by letter, without what was said on the way', () => {
    expect(messageText(userMessage(exact))).to.equal(exact);
    const answer = agentMessage([textBlock('On the way', { note: true }), toolBlock(), textBlock('A'), textBlock('B')]);
    expect(messageText(answer)).to.equal('A\n\nB');
    expect(messageText(agentMessage([textBlock('Only this', { note: true })]))).to.equal('Only this');
  });

  it('tells of tools in a fence that nothing inside can close', () => {
    const text = messageMarkdown(
      agentMessage([toolBlock({ name: 'terminal', preview: 'echo ```` x', status: 'failed' }), textBlock('Done')]),
      words,
    );
    expect(text).to.equal('## Agent\n\n`````tool\nterminal: echo ```` x\nfailed\n`````\n\nDone');
  });

  it('of a turn has its prompt and its answer and no other', () => {
    const rows = [
      userMessage('q1'),
      agentMessage('a1'),
      userMessage('q2', { attachments: ['a`b.png'] }),
      agentMessage('a2'),
    ];
    expect(turnMarkdown(rows, rows[3]!, words)).to.equal('## You\n\nq2\n\nAttached: `` a`b.png ``\n\n## Agent\n\na2');
    expect(turnMarkdown(rows, rows[0]!, words)).to.equal('## You\n\nq1\n\n## Agent\n\na1');
  });

  it('of a conversation has a title of one line and all of it', () => {
    const text = conversationMarkdown(
      { title: 'A\n# B', messages: [userMessage('q'), agentMessage('a')], live: null },
      words,
    );
    expect(text).to.equal('# A # B\n\n## You\n\nq\n\n## Agent\n\na\n');
  });

  it('as a quote stands behind a draft, of which no byte is lost', () => {
    for (const draft of ['', 'x', 'x\n', 'x\n\n', ' \t', 'x  ']) {
      const after = withQuote(draft, 'a\n\nb');
      expect(after.startsWith(draft), JSON.stringify(draft)).to.equal(true);
      expect(after.slice(draft.length).trimStart()).to.equal('> a\n>\n> b\n\n');
    }
  });
});

describe('the address of a message', () => {
  it('keeps what else the page says, and leads to one session', () => {
    expect(messageLink('https://h.test/x?session=old,b&panes=2&theme=dark#y', 'a b', 7)).to.equal(
      'https://h.test/x?theme=dark&session=a+b&message=7',
    );
    expect(messageLink('nowhere', 'a', 1)).to.equal(null);
  });

  for (const [value, index] of [
    ['7', 7],
    [' 7 ', 7],
    ['0', 0],
    ['-1', null],
    ['1e3', null],
    ['', null],
    [null, null],
    ['x', null],
    [3, 3],
    [1.5, null],
  ] as const)
    it(`${JSON.stringify(value)} is ${index}`, () => {
      expect(messageIndex(value)).to.equal(index);
    });

  it('is the message that holds the row, or one that is to be read first', () => {
    const rows = [userMessage('q', { index: 4 }), agentMessage('a', { index: 9 })];
    expect((messageAt(rows, 6, false) as Message).index).to.equal(9);
    expect((messageAt(rows, 4, false) as Message).index).to.equal(4);
    expect(messageAt(rows, 3, false)).to.equal('before');
    expect((messageAt(rows, 3, true) as Message).index).to.equal(4);
    expect(messageAt(rows, 10, false)).to.equal(undefined);
  });
});

describe('<hermes-message-actions>', () => {
  let registry: FakeRegistry;
  let a: FakeSession;
  let b: FakeSession;
  let copied: string[];
  let deny: boolean;

  beforeEach(() => {
    a = fakeSession('a');
    b = fakeSession('b');
    registry = fakeRegistry(a, b);
    copied = [];
    deny = false;
    Object.defineProperty(navigator, 'clipboard', {
      configurable: true,
      value: {
        writeText: async (text: string) => {
          if (deny) throw new DOMException('no', 'NotAllowedError');
          copied.push(text);
        },
      },
    });
    patch(a.set.transcript, {
      messages: [
        userMessage(exact, { index: 0 }),
        agentMessage('First answer', { index: 3 }),
        userMessage('Again', { index: 4 }),
        agentMessage([toolBlock(), textBlock('Last **answer**')], { index: 7, model: 'm-1', durationMs: 65_000 }),
      ],
    });
  });

  afterEach(async () => {
    delete (navigator as { clipboard?: unknown }).clipboard;
    document.documentElement.removeAttribute('dir');
    await emulateMedia({ forcedColors: 'none' });
    await setViewport({ width: 800, height: 600 });
  });

  async function pane(attributes: Record<string, string> = {}): Promise<HermesPane> {
    const box = await fixture<HTMLElement>(html`<div></div>`);
    box.style.cssText = 'inline-size: 100%; block-size: 560px';
    const element = document.createElement('hermes-pane');
    element.registry = registry;
    for (const [name, value] of Object.entries({ 'session-id': 'a', ...attributes })) element.setAttribute(name, value);
    element.style.blockSize = '100%';
    box.append(element);
    await settled(element);
    return element;
  }

  const lines = (element: Element) => deepAll<HermesMessageActions>(element, 'hermes-message-actions');
  const inside = (line: HermesMessageActions, selector: string) =>
    line.shadowRoot!.querySelector<HTMLElement>(selector);
  const items = (line: HermesMessageActions) =>
    [...line.shadowRoot!.querySelectorAll<HTMLElement>('[data-item]')].map((item) => item.dataset['item']!);
  async function menu(line: HermesMessageActions): Promise<void> {
    inside(line, '.more')!.click();
    await settled(line);
  }
  async function pick(line: HermesMessageActions, name: string): Promise<void> {
    await menu(line);
    inside(line, `[data-item="${name}"]`)!.click();
    await settled(line);
  }
  const draft = () => a.composer.peek().draft;

  it('copies the exact text with one press and says so', async () => {
    const element = await pane();
    const line = lines(element)[0]!;
    const spoken = () => deepAll(element, '[role=status]').map((region) => region.textContent!.trim());
    inside(line, '.copy')!.click();
    await settled(element);
    expect(copied).to.deep.equal([exact]);
    expect(spoken().filter((text) => text === 'Copied')).to.have.lengthOf(1);
    expect(lines(element).flatMap((one) => deepAll(one, '[role=status]'))).to.have.lengthOf(0);
    deny = true;
    inside(line, '.copy')!.click();
    await settled(element);
    expect(spoken().filter((text) => text.includes('not'))).to.have.lengthOf(1);
  });

  it('says so itself where no conversation is around', async () => {
    const line = await fixture<HermesMessageActions>(html`<hermes-message-actions></hermes-message-actions>`);
    line.message = userMessage(exact, { index: 0 });
    await settled(line);
    const region = inside(line, '[role=status]')!;
    expect(region.textContent).to.equal('');
    inside(line, '.copy')!.click();
    await settled(line);
    expect(region.textContent).to.equal('Copied');
  });

  it('says when, by what and how long; the exact time is there for everybody', async () => {
    const line = lines(await pane())[3]!;
    const time = inside(line, 'time')!;
    expect(time.getAttribute('datetime')).to.equal(new Date(1_700_000_000_000).toISOString());
    expect(time.title).to.include('2023');
    expect(time.querySelector('.visually-hidden')!.textContent).to.equal(time.title);
    expect(inside(line, '.facts')!.textContent).to.include('m-1').and.to.include('1m 5s');
  });

  it('has a menu for the keyboard, that gives the focus back', async () => {
    const line = lines(await pane())[3]!;
    inside(line, '.more')!.focus();
    await sendKeys({ press: 'Enter' });
    await settled(line);
    expect(items(line)).to.deep.equal(['copy', 'copy-turn', 'copy-conversation', 'quote', 'retry', 'fork', 'link']);
    const active = () => (line.shadowRoot!.activeElement as HTMLElement | null)?.dataset['item'];
    expect(active()).to.equal('copy');
    await sendKeys({ press: 'End' });
    expect(active()).to.equal('link');
    await sendKeys({ press: 'ArrowDown' });
    expect(active()).to.equal('copy');
    await sendKeys({ press: 'ArrowDown' });
    await sendKeys({ press: 'Enter' });
    await settled(line);
    expect(copied[0]).to.include('## You').and.to.include('read_file').and.to.include('Last **answer**');
    expect(copied[0]).not.to.include('First answer');
    expect(inside(line, '.menu') === null).to.equal(true);
    expect(line.shadowRoot!.activeElement === inside(line, '.more')).to.equal(true);
    await sendKeys({ press: 'Enter' });
    await settled(line);
    await sendKeys({ press: 'Escape' });
    await settled(line);
    expect(inside(line, '.menu') === null).to.equal(true);
    expect(line.shadowRoot!.activeElement === inside(line, '.more')).to.equal(true);
  });

  it('closes by the button that opened it', async () => {
    const line = lines(await pane())[0]!;
    const box = inside(line, '.more')!.getBoundingClientRect();
    const position: [number, number] = [Math.round(box.left + box.width / 2), Math.round(box.top + box.height / 2)];
    await sendMouse({ type: 'click', position });
    await settled(line);
    expect(inside(line, '.menu')!.matches(':popover-open')).to.equal(true);
    await sendMouse({ type: 'click', position });
    await settled(line);
    expect(inside(line, '.menu') === null).to.equal(true);
    await sendMouse({ type: 'click', position });
    await settled(line);
    expect(inside(line, '.menu')!.matches(':popover-open')).to.equal(true);
  });

  it('offers what the server, the session and the page allow', async () => {
    const element = await pane();
    const offered = async (at: number) => {
      const line = lines(element)[at]!;
      await menu(line);
      const names = items(line);
      await menu(line);
      return names.filter((name) => ['quote', 'retry', 'edit', 'fork', 'link'].includes(name)).join(' ');
    };
    expect(await offered(0)).to.equal('quote edit link');
    expect(await offered(1)).to.equal('quote fork link');
    (a.capabilities as typeof registry.set.capabilities).value = { ...allCapabilities, retry: false, fork: false };
    expect(await offered(3)).to.equal('quote link');
    expect(await offered(0)).to.equal('quote link');
    (a.capabilities as typeof registry.set.capabilities).value = allCapabilities;
    patch(a.set.meta, { readOnly: true });
    expect(await offered(3)).to.equal('fork link');
    patch(a.set.meta, { readOnly: false });
    element.readonly = true;
    await settled(element);
    expect(await offered(3)).to.equal('link');
  });

  it('waits with what would change the turn that runs, and says why', async () => {
    const line = lines(await pane())[3]!;
    startRun(a);
    await menu(line);
    const retry = inside(line, '[data-item=retry]')!;
    expect(retry.getAttribute('aria-disabled')).to.equal('true');
    expect(retry.title).to.include('over');
    retry.click();
    await settled(line);
    expect(a.calls.filter(([verb]) => verb === 'retry')).to.deep.equal([]);
    a.set.run.value = idleRun;
  });

  it('asks the host before, and then the session of the gesture', async () => {
    const element = await pane();
    const line = lines(element)[3]!;
    let veto = true;
    const heard: string[] = [];
    for (const name of ['hermes-retry', 'hermes-fork', 'hermes-edit'] as const)
      element.addEventListener(name, (event) => {
        heard.push(`${name} ${event.sessionId} ${event.message.index}`);
        if (veto) event.preventDefault();
      });
    await pick(line, 'retry');
    await pick(line, 'fork');
    await pick(lines(element)[2]!, 'edit');
    expect(heard).to.deep.equal(['hermes-retry a 7', 'hermes-fork a 7', 'hermes-edit a 4']);
    const verbs = () => a.calls.filter(([verb]) => ['retry', 'fork', 'editAndFork'].includes(verb));
    expect(verbs()).to.deep.equal([]);
    veto = false;
    await pick(line, 'retry');
    await pick(line, 'fork');
    expect(verbs()).to.deep.equal([['retry'], ['fork', 8]]);
  });

  it('shows the fork of an edit and puts the keyboard where one writes', async () => {
    const element = await pane();
    const told: string[] = [];
    element.addEventListener('hermes-session-select', (event) => told.push(event.sessionId));
    await pick(lines(element)[2]!, 'edit');
    expect(a.calls.filter(([verb]) => verb === 'editAndFork')).to.deep.equal([['editAndFork', 4]]);
    expect(told).to.deep.equal(['a-edit']);
    expect(element.sessionId).to.equal('a-edit');
    await settled(element);
    expect(deep(element, 'textarea').matches(':focus')).to.equal(true);
  });

  it('does not pull back whoever went elsewhere meanwhile', async () => {
    const element = await pane();
    let answer: (session: FakeSession) => void = () => undefined;
    (a as { fork: unknown }).fork = () => new Promise((resolve) => (answer = resolve));
    await pick(lines(element)[3]!, 'fork');
    element.sessionId = 'b';
    await settled(element);
    answer(fakeSession('late'));
    await settled(element);
    expect(element.sessionId).to.equal('b');
  });

  it('says in words what the server refused, and what is unsure', async () => {
    const element = await pane();
    const line = lines(element)[3]!;
    (a as { retry: unknown }).retry = () =>
      Promise.reject(
        new TransportError({ code: 'read-only', detail: '<img src=x onerror=alert(1)>', retryable: false }),
      );
    await pick(line, 'retry');
    expect(inside(line, '.said')!.textContent).to.include('read-only').and.to.include('<img');
    expect(inside(line, '.work img') === null).to.equal(true);
    (a as { retry: unknown }).retry = async () => 'unsure';
    await pick(line, 'retry');
    expect(inside(line, '.said')!.textContent).to.include('lost');
    inside(line, '[data-act=close]')!.click();
    await settled(line);
    expect(inside(line, '.work') === null).to.equal(true);
  });

  it('reads all of a conversation to copy it, tells how far it is, and can be stopped', async () => {
    const line = lines(await pane())[3]!;
    let options: CollectOptions | undefined;
    let done: (result: Collected) => void = () => undefined;
    const collect = (given: CollectOptions) => {
      options = given;
      given.progress?.(60, 5000);
      return new Promise<Collected>((resolve, reject) => {
        done = resolve;
        given.signal.addEventListener('abort', () => reject(new DOMException('x', 'AbortError')));
      });
    };
    (a as { collect: unknown }).collect = collect;
    await pick(line, 'copy-conversation');
    expect(inside(line, '.work')!.textContent).to.include('60').and.to.include('5,000');
    expect(line.hasAttribute('busy')).to.equal(true);
    inside(line, '[data-act=cancel]')!.click();
    await settled(line);
    expect(options!.signal.aborted).to.equal(true);
    expect(inside(line, '.work') === null).to.equal(true);
    expect(copied).to.deep.equal([]);

    await pick(line, 'copy-conversation');
    done({ messages: [userMessage('from far away'), ...a.transcript.peek().messages], whole: false });
    await settled(line);
    expect(copied[0]).to.include('from far away').and.to.include('# Session a');
    expect(inside(line, '.said')!.textContent).to.include('beginning');

    deny = true;
    copied = [];
    await pick(line, 'copy-conversation');
    done({ messages: [userMessage('late')], whole: true });
    await settled(line);
    deny = false;
    inside(line, '[data-act=copy-now]')!.click();
    await settled(line);
    expect(copied.length, 'one more press gives the clipboard').to.equal(1);
  });

  it('ends what it does with the session it was for', async () => {
    const element = await pane();
    let signal: AbortSignal | undefined;
    (a as { collect: unknown }).collect = (options: CollectOptions) => {
      signal = options.signal;
      return new Promise(() => undefined);
    };
    await pick(lines(element)[0]!, 'copy-conversation');
    element.sessionId = 'b';
    await settled(element);
    expect(signal!.aborted).to.equal(true);
  });

  it('copies a link, which a host may make its own or keep', async () => {
    const element = await pane();
    const line = lines(element)[3]!;
    await pick(line, 'link');
    const url = new URL(copied[0]!);
    expect([url.searchParams.get('session'), url.searchParams.get('message')]).to.deep.equal(['a', '7']);
    element.addEventListener('hermes-permalink', (event) => (event.url = `https://h.test/${event.index}`), {
      once: true,
    });
    await pick(line, 'link');
    expect(copied[1]).to.equal('https://h.test/7');
    element.addEventListener('hermes-permalink', (event) => event.preventDefault(), { once: true });
    await pick(line, 'link');
    expect(copied.length).to.equal(2);
  });

  it('quotes what is marked beside it, and loses nothing of what is written', async () => {
    await setViewport({ width: 900, height: 700 });
    const element = await pane();
    a.setDraft('mine  ');
    await settled(element);
    const prose = deepAll(element, 'hermes-markdown')[1]!.shadowRoot!.querySelector('strong')!;
    const box = prose.getBoundingClientRect();
    const y = Math.round(box.top + box.height / 2);
    await sendMouse({ type: 'move', position: [Math.round(box.left) - 1, y] });
    await sendMouse({ type: 'down' });
    await sendMouse({ type: 'move', position: [Math.round(box.right) + 2, y] });
    await sendMouse({ type: 'up' });
    await frame();
    await settled(element);
    const quote = deepAll(element, '[part=quote]')[0];
    expect(quote === undefined, 'a button stands beside the selection').to.equal(false);
    const at = quote!.getBoundingClientRect();
    expect(at.top >= box.bottom || at.bottom <= box.top, 'and not over it').to.equal(true);
    await sendMouse({
      type: 'click',
      position: [Math.round(at.left + at.width / 2), Math.round(at.top + at.height / 2)],
    });
    await settled(element);
    expect(draft()).to.equal('mine  \n\n> answer\n\n');
    expect(deep<HTMLTextAreaElement>(element, 'textarea').matches(':focus')).to.equal(true);
    expect(deep<HTMLTextAreaElement>(element, 'textarea').value).to.equal(draft());
    expect(deepAll(element, '[part=quote]').length).to.equal(0);
  });

  it('quotes a whole message from the menu where nothing is marked', async () => {
    const element = await pane();
    await pick(lines(element)[1]!, 'quote');
    expect(draft()).to.equal('> First answer\n\n');
  });

  it('opens at the message of a link, marks it, and takes the wish off', async () => {
    const long = 'A sentence that is long enough to wrap. '.repeat(20);
    const all = Array.from({ length: 60 }, (_, at) =>
      at % 2
        ? agentMessage(`${at} ${long}`, { index: at, key: `k${at}` })
        : userMessage(`${at}`, { index: at, key: `k${at}` }),
    );
    patch(a.set.transcript, { messages: all.slice(40), hasOlder: true });
    let pages = 0;
    (a as { loadOlder: unknown }).loadOlder = async () => {
      pages += 1;
      patch(a.set.transcript, { messages: all.slice(40 - pages * 20), hasOlder: pages < 2 });
    };
    const element = await pane({ message: '5' });
    await settled(element);
    expect(pages).to.equal(2);
    const row = deep(element, '[data-linked]');
    expect(row.dataset['row']).to.equal('k5');
    const view = deep(element, '.scroller').getBoundingClientRect();
    expect(row.getBoundingClientRect().top).to.be.within(view.top - 1, view.top + 60);
    expect(element.hasAttribute('message')).to.equal(false);
    element.sessionId = 'b';
    await settled(element);
    expect(deepAll(element, '[data-linked]').length).to.equal(0);
  });

  it('says that a message is not there, and reads nothing for one after the end', async () => {
    patch(a.set.transcript, { hasOlder: true });
    const element = await pane({ message: '99' });
    await settled(element);
    expect(deep(element, '[part=notice]').textContent).to.include('not here');
    expect(a.calls.filter(([verb]) => verb === 'loadOlder')).to.deep.equal([]);
  });

  it('is big enough to press and covers no text; in RTL and at 320 px nothing sticks out', async () => {
    for (const width of [320, 900])
      for (const dir of ['ltr', 'rtl']) {
        document.documentElement.dir = dir;
        await setViewport({ width, height: 700 });
        const element = await pane();
        for (const line of lines(element)) {
          const row = line.getBoundingClientRect();
          for (const button of [inside(line, '.copy')!, inside(line, '.more')!]) {
            const box = button.getBoundingClientRect();
            expect(Math.min(box.width, box.height)).to.be.at.least(24);
            expect(box.top).to.be.at.least(row.top - 1);
            expect(box.bottom).to.be.at.most(row.bottom + 1);
          }
          await menu(line);
          const box = inside(line, '.menu')!.getBoundingClientRect();
          expect(box.left).to.be.at.least(0);
          expect(box.right).to.be.at.most(document.documentElement.clientWidth);
          await menu(line);
        }
        const scroller = deep(element, '.scroller');
        expect(scroller.scrollWidth).to.equal(scroller.clientWidth);
        element.parentElement!.remove();
      }
  });

  it('is accessible, open and closed, in forced colours too', async () => {
    const element = await pane();
    for (const forcedColors of ['none', 'active'] as const) {
      await emulateMedia({ forcedColors });
      const line = lines(element)[3]!;
      await menu(line);
      await expect(element).to.be.accessible();
      await menu(line);
    }
    await expect(element).to.be.accessible();
  });

  it('prints whole, without what can be pressed', async () => {
    const long = 'A sentence that is long enough to wrap. '.repeat(60);
    patch(a.set.transcript, { messages: [userMessage('q'), agentMessage(long), userMessage('q'), agentMessage(long)] });
    const element = await pane();
    element.parentElement!.style.cssText = 'display: block';
    try {
      await emulateMedia({ media: 'print' });
      await settled(element);
      const scroller = deep(element, '.scroller');
      expect(scroller.scrollHeight).to.be.at.most(scroller.clientHeight + 1);
      expect(element.getBoundingClientRect().height).to.be.greaterThan(700);
      for (const selector of ['hermes-composer', '.copy', '.more'])
        expect(
          deepAll(element, selector).every((one) => !one.checkVisibility()),
          selector,
        ).to.equal(true);
      expect(deep(element, '[part=title]').checkVisibility()).to.equal(true);
      expect(getComputedStyle(deep(element, 'footer')).opacity).to.equal('1');
    } finally {
      await emulateMedia({ media: 'screen' });
    }
  });

  it('leaves nothing behind', async () => {
    const message = agentMessage('x');
    const alive = await aliveAfterRemoval(50, () => {
      const line = document.createElement('hermes-message-actions');
      line.message = message;
      line.session = a;
      return line;
    });
    expect(alive).to.equal(0);
  });
});
