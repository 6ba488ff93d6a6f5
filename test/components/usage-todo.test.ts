// How full the context is and what it cost; and the agent's list of tasks.
import { expect, fixture, html } from '@open-wc/testing';
import '../../components/define/hermes-todo.js';
import '../../components/define/hermes-usage.js';
import type { HermesTodo } from '../../components/hermes-todo.js';
import type { HermesUsage } from '../../components/hermes-usage.js';
import { fakeRegistry, fakeSession } from './support/fake-session.js';
import { settled } from './support/wait.js';

describe('<hermes-usage>', () => {
  const usage = { inputTokens: 48_200, outputTokens: 6_100, cost: 0.214, contextLength: 131_072, contextUsed: 120_000 };

  async function meter(part: Partial<typeof usage> = {}): Promise<HermesUsage> {
    const session = fakeSession('a');
    session.set.usage.value = { ...usage, ...part };
    const element = await fixture<HermesUsage>(
      html`<hermes-usage session-id="a" .registry=${fakeRegistry(session)}></hermes-usage>`,
    );
    await settled(element);
    return element;
  }
  const within = (element: Element, selector: string) => element.shadowRoot!.querySelector<HTMLElement>(selector)!;

  it('says how full it is, warns when it nearly is, and names the rest for who can not see the box', async () => {
    const element = await meter();
    const button = within(element, '[part=usage]');
    expect(button.textContent!.trim()).to.equal('92%');
    expect(button.hasAttribute('data-full')).to.equal(true);
    expect(button.getAttribute('aria-label')).to.equal(
      'Usage: Context 92% · 120,000 of 131,072 tokens, Read 48,200 tokens, Written 6,100 tokens, Cost $0.214',
    );
    await expect(element).to.be.accessible();
  });

  it('a press opens what is known, inside the window, and the keyboard closes it', async () => {
    const element = await meter();
    within(element, '[part=usage]').click();
    await settled(element);
    const facts = within(element, '[part=usage-facts]');
    expect(facts.matches(':popover-open')).to.equal(true);
    expect([...facts.querySelectorAll('dt')].map((one) => one.textContent)).to.deep.equal([
      'Context',
      'Read',
      'Written',
      'Cost',
    ]);
    const box = facts.getBoundingClientRect();
    expect(box.left).to.be.at.least(0);
    expect(box.right).to.be.at.most(document.documentElement.clientWidth);
    await expect(element).to.be.accessible();
  });

  it('an amount the server writes wrong is no more than full', async () => {
    const element = await meter({ contextUsed: 1e12 });
    expect(within(element, '[part=usage]').textContent!.trim()).to.equal('100%');
  });
});

describe('<hermes-todo>', () => {
  it('is one line that opens to the tasks, each with its state by shape and word', async () => {
    const session = fakeSession('a');
    session.set.todos.value = [
      { id: '1', content: '<b>Look</b>', status: 'completed' },
      { id: '2', content: 'Change', status: 'in_progress' },
      { id: '3', content: 'Give up', status: 'cancelled' },
    ];
    const element = await fixture<HermesTodo>(
      html`<hermes-todo session-id="a" .registry=${fakeRegistry(session)}></hermes-todo>`,
    );
    await settled(element);
    const line = element.shadowRoot!.querySelector<HTMLElement>('.line')!;
    expect(line.textContent!.replace(/\s+/g, ' ')).to.include('1 of 3 done Change');
    line.click();
    await settled(element);
    const items = [...element.shadowRoot!.querySelectorAll('[part=todo-item]')];
    expect(items.map((item) => item.textContent!.replace(/\s+/g, ' ').trim())).to.deep.equal([
      '<b>Look</b> Done',
      'Change In progress',
      'Give up Cancelled',
    ]);
    expect(new Set(items.map((item) => item.querySelector('svg')!.dataset['icon'])).size).to.equal(3);
    await expect(element).to.be.accessible();
  });
});
