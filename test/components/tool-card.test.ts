// One tool call: the quiet line, what it opens to, and that nothing from a tool is ever markup.
import { expect, fixture, html, oneEvent } from '@open-wc/testing';
import '../../components/define/hermes-tool-card.js';
import type { HermesToolCard } from '../../components/hermes-tool-card.js';
import type { ToolCall } from '../../runtime/index.js';

const call = (part: Partial<ToolCall> = {}): ToolCall => ({
  id: 't1',
  name: 'terminal',
  preview: null,
  args: { command: 'ls -la', timeout: 5 },
  result: 'total 3\nfile',
  status: 'done',
  durationMs: 2300,
  ...part,
});

const card = (part: Partial<ToolCall> = {}, open = false) =>
  fixture<HermesToolCard>(html`<hermes-tool-card .tool=${call(part)} ?open=${open}></hermes-tool-card>`);
const within = (element: Element, selector: string) => element.shadowRoot?.querySelector<HTMLElement>(selector) ?? null;

describe('<hermes-tool-card>', () => {
  it('carries the hooks that styles and tests rely on', async () => {
    const part = within(await card({ status: 'failed' }), '[part=tool]')!;
    expect({ ...part.dataset }).to.include({ toolId: 't1', name: 'terminal', status: 'failed' });
  });

  it('says in one line what it does, on what, and what came of it', async () => {
    const line = within(await card(), '.line')!;
    expect(line.textContent).to.include('terminal');
    expect(line.textContent).to.include('ls -la');
    expect(line.textContent).to.include('total 3');
    expect(line.textContent).not.to.include('file');
  });

  for (const [status, word, shape] of [
    ['running', 'Running', 'spinner'],
    ['done', 'Done', 'check'],
    ['failed', 'Failed', 'triangle'],
    ['stopped', 'Stopped', 'stop'],
  ] as const) {
    it(`shows ${status} by word and shape, and is accessible closed and open`, async () => {
      const element = await card({ status, result: status === 'running' ? null : 'out' });
      expect(within(element, '.status')!.textContent).to.include(word);
      expect(within(element, `.status [data-icon=${shape}]`)).to.exist;
      await expect(element).to.be.accessible();
      element.open = true;
      await element.updateComplete;
      await expect(element).to.be.accessible();
    });
  }

  it('opens and closes by keyboard and tells the message around it', async () => {
    const element = await card();
    const line = within(element, '.line')!;
    line.focus();
    expect(element.shadowRoot!.activeElement).to.equal(line);
    setTimeout(() => line.click());
    await oneEvent(element, 'toggle');
    await element.updateComplete;
    expect(element.open).to.equal(true);
    expect(line.getAttribute('aria-expanded')).to.equal('true');
    expect(within(element, 'table')!.textContent).to.include('timeout');
    expect(within(element, '.result pre')!.textContent).to.equal('total 3\nfile');
  });

  it('shows text and not markup', async () => {
    const evil = '<img src=x onerror="globalThis.pwned = 1">';
    const element = await card({ name: evil, preview: evil, args: { [evil]: evil }, result: evil }, true);
    expect(element.shadowRoot!.querySelector('img')).to.equal(null);
    expect(within(element, '.result pre')!.textContent).to.equal(evil);
  });

  it('makes visible what hides in a command', async () => {
    const element = await card({ preview: 'echo safe \u202e fr- mr\u200b' });
    expect(within(element, '.target')!.textContent)
      .to.include('‹U+202E›')
      .and.to.include('‹U+200B›')
      .and.not.to.include('\u202e');
    expect(within(element, '.target')!.getAttribute('dir')).to.equal('ltr');
  });

  it('cuts a long result until all of it is asked for', async () => {
    const element = await card({ result: 'x'.repeat(100_000) }, true);
    expect(within(element, '.result pre')!.textContent!.length).to.be.lessThan(4100);
    const all = [...element.shadowRoot!.querySelectorAll<HTMLElement>('.actions button')].find((button) =>
      button.textContent!.includes('100,000'),
    )!;
    all.click();
    await element.updateComplete;
    expect(within(element, '.result pre')!.textContent).to.have.lengthOf(100_000);
  });

  it('finds the useful line in a JSON result', async () => {
    const element = await card({ result: JSON.stringify({ exit_code: 1, output: 'no such file\nmore' }) });
    expect(within(element, '.summary')!.textContent).to.equal('no such file');
  });

  it('survives arguments that are no JSON', async () => {
    const circle: Record<string, unknown> = { n: 1n };
    circle['self'] = circle;
    const element = await card({ args: circle }, true);
    expect(within(element, 'table')!.textContent).to.include('self');
  });
});
