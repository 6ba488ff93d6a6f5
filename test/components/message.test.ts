// One turn: its work behind one line, in the order it came; what it does now; what broke; how it ended.
import { signal } from '@preact/signals-core';
import { expect, fixture, html } from '@open-wc/testing';
import '../../components/define/hermes-message.js';
import './support/all-loaded.js';
import { ViewState } from '../../components/controllers/view-states.js';
import type { Density, HermesMessage } from '../../components/hermes-message.js';
import type { Block, LiveTurn, Message, NoticeBlock } from '../../runtime/index.js';
import { watchMutations } from '../support/watch-mutations.js';
import {
  agentMessage,
  fakeSession,
  liveTurn,
  patch,
  startRun,
  textBlock,
  toolBlock,
  userMessage,
} from './support/fake-session.js';
import { deepAll, frame, settled } from './support/wait.js';

const thought = (id: string, text: string): Block => ({ kind: 'reasoning', id, text });
const notice = (id: string, kind: NoticeBlock['notice'], text: string, more: Partial<NoticeBlock> = {}): Block => ({
  kind: 'notice',
  id,
  notice: kind,
  text,
  ...more,
});
const work = (): Block[] => [
  thought('b0', 'First I think.'),
  textBlock('Looking.', { id: 'b1', note: true }),
  toolBlock({ id: 'c1', status: 'failed' }),
  toolBlock({ id: 'c2' }),
  textBlock('The answer.', { id: 'b2' }),
];

interface Given {
  message?: Message | null;
  live?: LiveTurn | null;
  density?: Density;
  view?: ViewState;
  session?: ReturnType<typeof fakeSession>;
}

async function message(given: Given): Promise<HermesMessage> {
  const element = await fixture<HermesMessage>(
    html`<hermes-message
      .message=${given.message ?? null}
      .live=${given.live ?? null}
      .session=${given.session ?? null}
      .view=${given.view ?? new ViewState()}
      density=${given.density ?? 'compact'}
    ></hermes-message>`,
  );
  await settled(element);
  return element;
}

const line = (element: Element) => element.shadowRoot!.querySelector<HTMLElement>('[part=activity]');
const shown = (element: Element, selector: string) =>
  deepAll(element, selector).filter((one) => one.checkVisibility()).length;
const words = (element: Element) => element.shadowRoot!.textContent!.replace(/\s+/g, ' ');

describe('a turn', () => {
  it('is divided below the heading of its prompt', async () => {
    const element = await message({ message: agentMessage('# One\n\n## Two') });
    const headings = deepAll(element, 'h1, h2, h3, h4, h5, h6');
    expect(headings.map((heading) => heading.localName)).to.deep.equal(['h4', 'h5']);
  });

  it('shows the files the agent gives, in place of the lines that name them', async () => {
    const file = { path: '/w/a.csv', size: null, type: '', source: null, given: { frozen: null } };
    const text = 'Here it is.\n\nMEDIA:/w/a.csv\n';
    const element = await message({
      message: agentMessage(text, { files: [{ ...file, name: 'a.csv' }] }),
      session: fakeSession('a'),
    });
    const files = element.shadowRoot!.querySelector('hermes-attachments')!;
    expect(files.shadowRoot!.textContent).to.include('a.csv');
    expect(deepAll(element, 'hermes-markdown')[0]!.shadowRoot!.textContent!.trim()).to.equal('Here it is.');
  });

  it('is one line and the answer, and opens to the blocks in their order', async () => {
    const view = new ViewState();
    const element = await message({ message: agentMessage(work(), { durationMs: 8_000 }), view });
    expect(line(element)!.textContent!.trim()).to.equal('Worked for 8s · 2 tools · 1 failed');
    expect([shown(element, 'hermes-tool-card'), shown(element, 'hermes-markdown')]).to.deep.equal([0, 1]);
    line(element)!.click();
    await settled(element);
    const order = [...element.shadowRoot!.querySelectorAll('.blocks > *')].map((one) =>
      one.localName === 'hermes-tool-card' ? one.localName : (one as HTMLElement).dataset['block'],
    );
    expect(order).to.deep.equal(['b0', 'b1', 'hermes-tool-card', 'hermes-tool-card', 'b2']);
    expect(view.isOpen('steps')).to.equal(true);
    const again = await message({ message: agentMessage(work()), view });
    expect(shown(again, 'hermes-tool-card'), 'as it was left').to.equal(2);
  });

  it('that only thought says so', async () => {
    const element = await message({
      message: agentMessage([thought('b0', 'Hm.'), thought('b1', 'So.'), textBlock('Yes.')], { durationMs: 3_000 }),
    });
    expect(line(element)!.textContent!.trim()).to.equal('Thought for 3s');
  });

  it('with a single step needs no line to hide it behind', async () => {
    const element = await message({ message: agentMessage([toolBlock({ id: 'c' }), textBlock('Done')]) });
    expect(line(element) === null).to.equal(true);
    expect(shown(element, 'hermes-tool-card')).to.equal(1);
  });

  it('that was cut off before it answered shows what there is', async () => {
    const blocks = [textBlock('I will', { id: 'b0', note: true }), toolBlock({ id: 'c', status: 'stopped' })];
    const element = await message({
      message: agentMessage([...blocks, notice('b1', 'stopped', 'Task cancelled.')], { partial: true }),
    });
    expect(shown(element, 'hermes-tool-card')).to.equal(1);
    expect(words(element)).to.include('Stopped on request').and.not.include('Task cancelled');
  });

  it('in `stream` is everything, thinking too; in `answer` only what it said, also while it runs', async () => {
    const stream = await message({ message: agentMessage(work()), density: 'stream' });
    expect(shown(stream, 'hermes-tool-card')).to.equal(2);
    expect(words(stream)).to.include('First I think.');
    const answer = await message({ live: liveTurn({ blocks: work() }), density: 'answer' });
    expect([shown(answer, 'hermes-tool-card'), shown(answer, 'hermes-markdown')]).to.deep.equal([0, 1]);
    expect(line(answer)!.textContent).to.include('Working · 2 tools');
    const compact = await message({ live: liveTurn({ blocks: work() }) });
    expect(shown(compact, 'hermes-tool-card'), 'who watches sees it come').to.equal(2);
  });

  it('what a reader has to know is never folded away', async () => {
    const blocks = [...work(), notice('n1', 'error', 'No credit'), notice('n2', 'saved', 'memory')];
    const element = await message({ message: agentMessage(blocks), density: 'answer' });
    expect(shown(element, '[data-notice=error]')).to.equal(1);
    expect(shown(element, '[data-notice=saved]')).to.equal(0);
  });

  it('keeps each node when it settles, and what was seen running stays open', async () => {
    const element = await message({ live: liveTurn({ key: 'k', blocks: work() }) });
    const before = deepAll(element, '.blocks > *, hermes-markdown, [part=activity]');
    const watch = watchMutations(element, (place) => !place.matches('.blocks, .blocks *'));
    element.message = agentMessage(work(), { key: 'k', durationMs: 8_000 });
    element.live = null;
    await settled(element);
    const after = deepAll(element, '.blocks > *, hermes-markdown, [part=activity]');
    expect(after.map((node, at) => node === before[at])).to.deep.equal(before.map(() => true));
    expect(watch.seen().filter((change) => change.endsWith('childList'))).to.deep.equal([]);
    watch.stop();
    expect(shown(element, 'hermes-tool-card')).to.equal(2);
    const again = await message({ message: element.message, view: element.view });
    expect(shown(again, 'hermes-tool-card'), 'also when its row was scrolled away and comes back').to.equal(2);
  });

  it('with ten thousand calls draws its last ones, and earlier ones when asked', async () => {
    const blocks = Array.from({ length: 9_950 }, (_, at) => toolBlock({ id: `c${at}` }));
    const element = await message({ live: liveTurn({ blocks }) });
    const cards = () => deepAll(element, 'hermes-tool-card') as (HTMLElement & { tool: { id: string } })[];
    const ids = () => cards().map((card) => card.tool.id);
    expect([ids().length, ids()[0], ids().at(-1)]).to.deep.equal([150, 'c9800', 'c9949']);
    const [first] = cards();
    element.live = liveTurn({ blocks: [...blocks, toolBlock({ id: 'new' })] });
    await settled(element);
    expect([ids().length, ids().at(-1)]).to.deep.equal([151, 'new']);
    expect(cards()[0] === first, 'what was drawn stays').to.equal(true);
    const more = element.shadowRoot!.querySelector<HTMLElement>('.earlier')!;
    expect(more.textContent).to.include('9,800');
    more.click();
    await settled(element);
    expect([ids().length, ids()[0]]).to.deep.equal([251, 'c9700']);
    expect(cards()[100] === first).to.equal(true);
  });
});

describe('a turn that runs', () => {
  it('says what it does, for how long and how fast, and nothing around is drawn for that', async () => {
    const session = fakeSession('a');
    startRun(session, { run: { startedAt: Date.now() - 65_000, tokensPerSecond: 41.7 } });
    const element = await message({ live: liveTurn({ blocks: work() }), session });
    const now = () => element.shadowRoot!.querySelector('[part=live]')!.textContent!.replace(/\s+/g, ' ').trim();
    expect(now()).to.match(/^Writing 1m 5s · 42 tokens\/s$/);
    const watch = watchMutations(element, (place) => place.closest('[part=live]') !== null);
    let updates = 0;
    const { requestUpdate } = element;
    element.requestUpdate = function (this: HermesMessage, ...args: Parameters<typeof requestUpdate>) {
      updates += 1;
      requestUpdate.apply(this, args);
    };
    patch(session.set.run, { activity: { kind: 'tool', label: 'read_file' } });
    await frame();
    expect(now()).to.match(/^read_file 1m [56]s$/);
    patch(session.set.run, { phase: 'stopping' });
    await frame();
    expect(now()).to.include('Stopping');
    patch(session.set.requests, { waiting: 1 });
    await frame();
    expect(now()).to.include('Needs you');
    expect([watch.seen(), updates]).to.deep.equal([[], 0]);
    watch.stop();
  });

  it('says that a session working for it needs somebody, also where that work is folded away', async () => {
    const session = fakeSession('a');
    const child = fakeSession('b', { relation: 'child' });
    session.set.children.value = [child];
    startRun(session);
    const element = await message({ live: liveTurn({ blocks: work() }), session, density: 'answer' });
    const now = () => element.shadowRoot!.querySelector('[part=live]')!;
    expect(now().textContent).to.include('Writing');
    patch(child.set.requests, { waiting: 1 });
    await frame();
    expect(now().textContent).to.include('A subagent needs you');
    expect(now().querySelector('[data-icon=diamond]') === null).to.equal(false);
  });

  it('leaves its place to the foot of the message, so that nothing moves', async () => {
    const live = liveTurn({ key: 'k', blocks: [textBlock('The answer.', { id: 'b0' })] });
    const element = await message({ live, session: fakeSession('a') });
    const height = element.getBoundingClientRect().height;
    element.message = agentMessage([textBlock('The answer.', { id: 'b0' })], { key: 'k' });
    element.live = null;
    await settled(element);
    expect(element.getBoundingClientRect().height).to.be.closeTo(height, 0.5);
  });

  it('holds no timer once it is off the page', async () => {
    const session = fakeSession('a');
    startRun(session);
    const element = await message({ live: liveTurn(), session });
    const text = () => element.shadowRoot!.querySelector('[part=live]')!.textContent;
    element.remove();
    const before = text();
    patch(session.set.run, { activity: { kind: 'thinking', label: null } });
    await frame();
    expect(text()).to.equal(before);
  });
});

describe('how it came and how it ended', () => {
  for (const [what, given, expected] of [
    [
      'a process that failed',
      { cause: { kind: 'process', command: 'npm test', exitCode: 1 } },
      /background process ended npm test · failed with exit 1/,
    ],
    ['a process that did well', { cause: { kind: 'process', command: 'npm test', exitCode: 0 } }, /npm test · exit 0/],
    [
      'something watched for',
      { cause: { kind: 'watch', command: 'tail -f log', pattern: 'ERR' } },
      /watched for tail -f log · matched ERR/,
    ],
    ['a schedule', { cause: { kind: 'schedule' } }, /Started by a schedule/],
    ['a webhook', { cause: { kind: 'webhook' } }, /Started by a webhook/],
    ['nobody says what', {}, /Started by the server/],
  ] as const)
    it(`a turn begun by ${what} says so, and holds back what the agent was told`, async () => {
      const woken = userMessage('[IMPORTANT: look]', { origin: 'system', ...given });
      const element = await message({ message: woken });
      expect(words(element)).to.match(expected);
      expect(words(element)).not.to.include('IMPORTANT');
      element.shadowRoot!.querySelector<HTMLElement>('.disclosure')!.click();
      await settled(element);
      expect(words(element)).to.include('[IMPORTANT: look]');
      await expect(element).to.be.accessible();
    });

  for (const [what, given, expected] of [
    ['kept text', agentMessage([textBlock('Half')], { partial: true }), ['Not finished']],
    [
      'text from the journal',
      agentMessage([textBlock('Half')], { partial: true, recovered: true }),
      ['server’s journal'],
    ],
    ['a restored prompt', userMessage('Go', { recovered: true }), ['Restored by the server']],
    [
      'a restart',
      agentMessage([textBlock('Half'), notice('n', 'interrupted', 'Cut.', { reason: 'process_restart' })]),
      ['The server restarted', 'Details'],
    ],
    [
      'a failure',
      agentMessage([notice('n', 'error', 'Out of credit', { detail: 'Error code: 429' })]),
      ['The run failed', 'Out of credit', 'Details'],
    ],
    [
      'an interruption nobody explains',
      agentMessage([notice('n', 'interrupted', 'Cut.', { reason: 'constructor' })]),
      ['Interrupted', 'Cut.'],
    ],
    [
      'compressing',
      agentMessage([textBlock('a'), notice('n', 'compressed', ''), textBlock('b')]),
      ['compressed to make room'],
    ],
  ] as const)
    it(`${what} is called what it is`, async () => {
      const element = await message({ message: given });
      for (const part of expected) expect(words(element)).to.include(part);
      await expect(element).to.be.accessible();
    });

  it('the provider’s own words are behind the error', async () => {
    const view = new ViewState();
    const element = await message({
      message: agentMessage([notice('n', 'error', 'No', { detail: 'Error code: 429' })]),
      view,
    });
    expect(words(element)).not.to.include('429');
    element.shadowRoot!.querySelector<HTMLElement>('.detail .disclosure')!.click();
    await settled(element);
    expect(words(element)).to.include('Error code: 429');
  });
});

describe('what can not be drawn', () => {
  const hostile: readonly [string, unknown][] = [
    ['a text that is none', { kind: 'text', id: 'x', text: { toString: 1 }, note: false }],
    ['thinking that is none', { kind: 'reasoning', id: 'x', text: 7 }],
    ['a block of no kind', { kind: 'video', id: 'x' }],
    ['no block', null],
    ['a notice without words', { kind: 'notice', id: 'x', notice: 'error', text: null }],
    ['a tool that is none', { kind: 'tool', id: 'x', tool: { id: 'x', name: 7, args: null } }],
    [
      'a tool with a getter that throws',
      {
        kind: 'tool',
        id: 'x',
        tool: {
          id: 'x',
          name: 'n',
          get args(): never {
            throw new Error('no');
          },
        },
      },
    ],
  ];
  for (const [what, block] of hostile)
    it(`${what} says so with what it holds, and leaves the others alone`, async () => {
      const blocks = [textBlock('Before', { id: 'b0' }), block as Block, textBlock('After', { id: 'b1' })];
      const element = await message({ message: agentMessage(blocks), density: 'stream' });
      const texts = deepAll(element, 'hermes-markdown').map((one) => one.shadowRoot!.textContent!.trim());
      expect(texts).to.deep.equal(['Before', 'After']);
      const broken = deepAll(element, '.broken')[0]!;
      expect(broken.textContent).to.include('could not be shown');
      expect(broken.querySelector('pre')!.textContent!.trim()).not.to.equal('');
    });
});

describe('keyboard, direction and reading', () => {
  it('the line is a button that says whether it is open', async () => {
    const element = await message({ message: agentMessage(work()) });
    const button = line(element)!;
    expect(button.localName).to.equal('button');
    expect(button.getAttribute('aria-expanded')).to.equal('false');
    button.focus();
    button.click();
    await settled(element);
    expect(button.getAttribute('aria-expanded')).to.equal('true');
    expect(element.shadowRoot!.activeElement === button, 'and keeps the focus').to.equal(true);
  });

  it('is accessible in all densities, live and settled, both directions', async () => {
    const session = fakeSession('a');
    startRun(session);
    const tail = { kind: 'text', id: 'tail', text: signal('more') } as const;
    for (const density of ['compact', 'stream', 'answer'] as const)
      for (const given of [
        { message: agentMessage(work(), { durationMs: 9_000 }) },
        { live: liveTurn({ blocks: work(), tail }), session },
      ]) {
        const element = await message({ ...given, density });
        await expect(element).to.be.accessible();
        element.dir = 'rtl';
        await frame();
        const icon = line(element)?.querySelector('.icon')?.getBoundingClientRect();
        if (icon)
          expect(icon.left, 'the icon stands at the inline start').to.be.above(
            element.getBoundingClientRect().left + 40,
          );
      }
  });
});
