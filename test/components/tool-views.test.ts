// What a tool card opens to: changes, terminal output, data, pictures, subagents, files; and that none of it is markup.
import { expect, fixture, html, oneEvent } from '@open-wc/testing';
import { sendKeys } from '@web/test-runner-commands';
import '../../components/define/hermes-tool-card.js';
import type { HermesOpenFileEvent, HermesSessionSelectEvent } from '../../components/events.js';
import type { HermesToolCard } from '../../components/hermes-tool-card.js';
import type { SessionRuntime, ToolCall } from '../../runtime/index.js';
import { approval, fakeSession, idleRun, openRequests, fakeRegistry, patch } from './support/fake-session.js';
import { until } from '../support/until.js';
import { deep, deepAll, frame, settled } from './support/wait.js';

const E = '\u001b';
const call = (part: Partial<ToolCall> = {}): ToolCall => ({
  id: 't1',
  name: 'terminal',
  preview: null,
  args: {},
  result: 'out',
  status: 'done',
  durationMs: null,
  ...part,
});

async function card(part: Partial<ToolCall>, more: Partial<HermesToolCard> = {}): Promise<HermesToolCard> {
  const element = await fixture<HermesToolCard>(html`<hermes-tool-card .tool=${call(part)} open></hermes-tool-card>`);
  Object.assign(element, more);
  await settled(element);
  await Promise.all(
    ['hermes-diff', 'hermes-terminal', 'hermes-json']
      .filter((tag) => wants(element, tag))
      .map((tag) => customElements.whenDefined(tag)),
  );
  await settled(element);
  return element;
}
/** Does it hold something one of the lazy views is for? They are loaded once per page. */
const wants = (element: HermesToolCard, tag: string) =>
  tag === 'hermes-terminal'
    ? (element.tool!.result ?? '').includes(E)
    : tag === 'hermes-diff'
      ? /@@|_string|content|patch/.test(Object.keys(element.tool!.args).join() + element.tool!.result)
      : /^[[{]/.test(element.tool!.result ?? '');
const text = (element: Element) => element.shadowRoot!.textContent!.replace(/\s+/g, ' ');

const PATCH = `--- a/src/a.ts
+++ b/src/a.ts
@@ -1,3 +1,3 @@
 keep
-const count = 1;
+const amount = 1;
 end
`;

describe('a view that is not here yet', () => {
  it('is text until it comes, and comes by itself', async () => {
    expect(customElements.get('hermes-diff') === undefined, 'this test is the first').to.equal(true);
    const element = await fixture<HermesToolCard>(
      html`<hermes-tool-card
        .tool=${call({ name: 'patch', args: { patch: PATCH }, result: 'ok' })}
      ></hermes-tool-card>`,
    );
    await settled(element);
    expect(customElements.get('hermes-diff') === undefined, 'a closed card loads nothing').to.equal(true);
    element.open = true;
    await element.updateComplete;
    expect(deep(element, 'pre').textContent).to.equal(PATCH);
    await customElements.whenDefined('hermes-diff');
    await settled(element);
    expect(deepAll(element, '[part=diff-line]')).to.have.lengthOf(4);
  });
});

describe('a change', () => {
  const edit = { name: 'patch', args: { mode: 'patch', patch: PATCH }, result: 'ok' };

  it('is drawn file by file, told by sign and word, with the words that differ marked', async () => {
    const element = await card(edit);
    const [diff] = deepAll(element, 'hermes-diff');
    expect(deep(diff!, '[part=diff-file]').dataset).to.include({ path: 'src/a.ts', change: 'changed' });
    const lines = deepAll(diff!, '[part=diff-line]').map((line) => [
      line.dataset['kind'],
      line.textContent!.replace(/\s+/g, ' ').trim(),
    ]);
    expect(lines).to.deep.equal([
      ['same', '1 keep'],
      ['removed', '2−Removed const count = 1;'],
      ['added', '2+Added const amount = 1;'],
      ['same', '3 end'],
    ]);
    expect(deepAll(diff!, 'mark').map((mark) => mark.textContent)).to.deep.equal(['count', 'amount']);
    expect(element.shadowRoot!.querySelector('.line')!.textContent).to.match(
      /\+1\s*1 line added\s*−1\s*1 line removed/,
    );
    await expect(diff).to.be.accessible();
    await expect(element).to.be.accessible();
  });

  it('is not said twice: its arguments are in it, and in the text of it on demand', async () => {
    const element = await card(edit);
    expect(deep(element, 'table').textContent).not.to.include('keep');
    [...element.shadowRoot!.querySelectorAll<HTMLElement>('.corner button')][0]!.click();
    await settled(element);
    expect(deep(element, 'table').textContent).to.include('+const amount = 1;');
    expect(deepAll(element, 'hermes-diff')).to.have.lengthOf(0);
  });

  it('one that is none after all is text', async () => {
    const element = await card({ name: 'show', result: '--- a\n+++ b\n@@ -1,1 +1,1 @@\nnot a line of a diff\n' });
    expect(deep(element, 'hermes-diff').shadowRoot!.querySelector('pre')!.textContent).to.include(
      'not a line of a diff',
    );
  });

  it('with very many lines comes by pages', async () => {
    const element = await card({ name: 'write_file', args: { path: 'a', content: 'line\n'.repeat(2_000) } });
    expect(deepAll(element, '[part=diff-line]')).to.have.lengthOf(300);
    const more = deep(deepAll(element, 'hermes-diff')[0]!, 'button');
    expect(more.textContent).to.include('1,700');
    more.click();
    await settled(element);
    expect(deepAll(element, '[part=diff-line]')).to.have.lengthOf(600);
  });

  it('names its file as a link where the host opens files, and asks before it is followed', async () => {
    const asked: string[] = [];
    const answer = (event: Event) => {
      const { path, line } = event as HermesOpenFileEvent;
      asked.push(`${path}:${line}`);
      (event as Event & { offer(href?: string): void }).offer(
        path === 'evil.ts' ? 'javascript:alert(1)' : `https://files.test/${path}`,
      );
    };
    document.addEventListener('hermes-file-link', answer);
    try {
      const element = await card(edit, { session: fakeSession('a') as SessionRuntime });
      const link = deep<HTMLAnchorElement>(element, 'a.file-link');
      expect(link.href).to.equal('https://files.test/src/a.ts');
      expect(asked).to.deep.equal(['src/a.ts:2']);
      const veto = (event: Event) => event.preventDefault();
      document.addEventListener('hermes-open-file', veto);
      setTimeout(() => link.click());
      const event = (await oneEvent(document, 'hermes-open-file')) as HermesOpenFileEvent;
      document.removeEventListener('hermes-open-file', veto);
      expect([event.path, event.line, event.sessionId, event.defaultPrevented]).to.deep.equal([
        'src/a.ts',
        2,
        'a',
        true,
      ]);

      const found = await card({ name: 'search_files', result: 'src/b.ts:4: hit\nno place here\nlib/c.ts:12 hit' });
      expect(deepAll(found, 'a.file-link').map((one) => one.textContent)).to.deep.equal(['src/b.ts:4', 'lib/c.ts:12']);
      expect(deep(found, '.result pre').textContent).to.equal('src/b.ts:4: hit\nno place here\nlib/c.ts:12 hit');

      const evil = await card({ name: 'read_file', args: { path: 'evil.ts' } });
      expect(deepAll(evil, 'a')).to.have.lengthOf(0);
      expect(deep(evil, 'button.file-link').textContent!.trim()).to.equal('evil.ts');
    } finally {
      document.removeEventListener('hermes-file-link', answer);
    }
    const silent = await card(edit);
    expect(deepAll(silent, '.file-link'), 'nobody offered').to.have.lengthOf(0);
  });
});

describe('terminal output', () => {
  it('has its colours by class, none by style, and no escapes', async () => {
    const element = await card({ result: `${E}[31mred${E}[0m ${E}[38;2;1;2;3mnearly black${E}[0m` });
    const pre = deep(element, 'hermes-terminal').shadowRoot!.querySelector('pre')!;
    expect(pre.textContent).to.equal('red nearly black');
    expect([...pre.querySelectorAll('span')].map((span) => span.className)).to.deep.equal(['fg-red', 'fg-black']);
    expect(deepAll(element, '[style]')).to.have.lengthOf(0);
    expect(element.shadowRoot!.querySelector('.summary')!.textContent).to.equal('red nearly black');
    await expect(deep(element, 'hermes-terminal')).to.be.accessible();
  });

  it('can be read in both schemes, every colour of it', async () => {
    const all = [30, 31, 32, 33, 34, 35, 36, 37, 90, 91, 92, 93, 94, 95, 96, 97];
    const result =
      all.map((code) => `${E}[${code}m text ${E}[0m`).join('\n') +
      all.map((code) => `${E}[${code + 10}m text ${E}[0m`).join('\n');
    for (const scheme of ['light', 'dark']) {
      const element = await card({ result });
      element.dataset['theme'] = scheme;
      const terminal = deep(element, 'hermes-terminal');
      terminal.dataset['theme'] = scheme;
      await frame();
      await expect(terminal, scheme).to.be.accessible();
    }
  });

  it('shows the command as it runs', async () => {
    const element = await card({ args: { command: 'echo \u202e evil', timeout: 3 } });
    expect(deep(element, '.command').textContent).to.include('‹U+202E›');
    expect(deep(element, 'table').textContent).to.include('timeout').and.not.include('echo');
  });
});

describe('data', () => {
  const result = JSON.stringify({
    name: 'x',
    list: [1, { deep: true }],
    many: Array.from({ length: 300 }, (_, at) => at),
  });

  it('is a tree that the keyboard walks', async () => {
    const element = await card({ name: 'benchmark', result });
    const json = deep(element, 'hermes-json');
    const nodes = () => [...json.shadowRoot!.querySelectorAll<HTMLElement>('[role=treeitem]')];
    const at = () => (json.shadowRoot!.activeElement as HTMLElement).dataset['path'];
    expect(nodes().map((node) => node.dataset['path'])).to.deep.equal([
      '/name',
      '/list',
      '/list/0',
      '/list/1',
      '/list/1/deep',
      '/many',
    ]);
    expect(nodes().filter((node) => node.tabIndex === 0)).to.have.lengthOf(1);
    await expect(json).to.be.accessible();
    nodes()[0]!.focus();
    const steps: (readonly [string, string])[] = [
      ['ArrowDown', '/list'],
      ['ArrowRight', '/list/0'],
      ['ArrowLeft', '/list'],
      ['ArrowLeft', '/list'],
      ['ArrowDown', '/many'],
      ['Home', '/name'],
      ['End', '/many'],
    ];
    for (const [press, expected] of steps) {
      await sendKeys({ press });
      await settled(json);
      expect(at(), press).to.equal(expected);
    }
    expect(nodes().find((node) => node.dataset['path'] === '/list')!.ariaExpanded).to.equal('false');
    await sendKeys({ press: 'Enter' });
    await settled(json);
    expect(nodes()).to.have.lengthOf(3 + 101);
    await sendKeys({ press: 'End' });
    await settled(json);
    await sendKeys({ press: 'Enter' });
    await settled(json);
    expect(nodes()).to.have.lengthOf(3 + 201);
  });

  it('that is a list of alike rows is a table', async () => {
    const element = await card({
      name: 'web_search',
      result: JSON.stringify([
        { rank: 1, title: '<b>' },
        { rank: 2, title: 'y' },
      ]),
    });
    const json = deep(element, 'hermes-json').shadowRoot!;
    expect([...json.querySelectorAll('th')].map((one) => one.textContent)).to.deep.equal(['rank', 'title']);
    expect(json.querySelector('td + td')!.textContent).to.equal('<b>');
    expect(element.shadowRoot!.querySelector('.summary')!.textContent).to.equal('2 items');
    await expect(deep(element, 'hermes-json')).to.be.accessible();
  });

  it('in arguments is a tree too, and what is no data does not break it', async () => {
    const circle: Record<string, unknown> = { n: 1 };
    circle['self'] = circle;
    const element = await card({ name: 'x', args: { options: { warm: true }, circle }, result: '{}' });
    expect(deepAll(element, 'td hermes-json')).to.have.lengthOf(1);
    expect(deepAll(element, 'td').at(-1)!.textContent).to.include('[object Object]');
  });
});

describe('a megabyte', () => {
  it('opens cut, and all of it is there in pieces when asked for, soon', async () => {
    const result = 'a line of a long log, as programs write them\n'.repeat(24_000);
    const element = await card({ name: 'read_file', result });
    expect(deep(element, '.result pre').textContent!.length).to.be.below(4_100);
    const all = [...element.shadowRoot!.querySelectorAll<HTMLElement>('.actions button')].at(0)!;
    expect(all.textContent).to.include('1,080,000');
    const before = performance.now();
    all.click();
    await element.updateComplete;
    void element.offsetHeight;
    expect(performance.now() - before, 'milliseconds').to.be.below(400);
    expect(deep(element, '.result pre').textContent === result).to.equal(true);
    expect(deepAll(element, '.piece').length).to.be.above(50);
  });

  it('a result of which the server sent the beginning says so', async () => {
    const element = await card({ name: 'read_file', result: 'beginning', clippedFrom: 90_000 });
    expect(text(element)).to.include('The server sent the first 9 of 90,000 characters.');
  });
});

describe('pictures', () => {
  const inline =
    'data:image/png;base64,iVBORw0KGgoAAAANSUhEUgAAAAEAAAABCAYAAAAfFcSJAAAADUlEQVR42mNk+M9QDwADhgGAWjR9awAAAABJRU5ErkJggg==';
  const elsewhere = 'https://pictures.invalid/a.png';

  it('of another server wait until they are asked for', async () => {
    const element = await card({ name: 'image_generate', result: JSON.stringify({ image: elsewhere, thumb: inline }) });
    const sources = () => deepAll<HTMLImageElement>(element, 'img').map((image) => image.src);
    expect(sources()).to.deep.equal([inline]);
    expect(deep(element, '.images .button').textContent).to.include('pictures.invalid');
    expect(
      performance
        .getEntriesByType('resource')
        .map((entry) => entry.name)
        .filter((name) => name.includes('pictures.invalid')),
    ).to.deep.equal([]);
    deep(element, '.images .button').click();
    await element.updateComplete;
    expect(sources()).to.include(elsewhere);
    deepAll<HTMLImageElement>(element, 'img')
      .find((image) => image.src === elsewhere)!
      .dispatchEvent(new Event('error'));
    await settled(element);
    expect(text(element)).to.include('Image could not be loaded: a.png');
  });

  it('open at the size of the window, and the focus comes back', async () => {
    const element = await card({ name: 'browser_screenshot', result: `One ${inline} and ${elsewhere}` });
    const picture = deep(element, '.picture');
    expect(picture.getAttribute('aria-label')).to.equal('Open PNG');
    picture.click();
    await settled(element);
    const viewer = element.shadowRoot!.querySelector('hermes-lightbox')!;
    expect(viewer.shadowRoot!.querySelector('dialog')!.open).to.equal(true);
    // What was not asked for is not shown there either.
    expect(viewer.images.map(({ src }) => src)).to.deep.equal([inline]);
    viewer.shadowRoot!.querySelector<HTMLElement>('[data-act=close]')!.click();
    await until('the viewer to be gone', () => element.shadowRoot!.querySelector('hermes-lightbox') === null);
    await until('the focus to be back', () => element.shadowRoot!.activeElement === picture);
  });

  it('on the server of the session come from there', async () => {
    const session = fakeSession('a');
    const element = await card({ name: 'browser_screenshot', result: 'Saved. MEDIA:/w/shots/a.png' }, { session });
    expect(deep(element, '.images .button').textContent).to.include(location.host);
    deep(element, '.images .button').click();
    await element.updateComplete;
    expect(deep<HTMLImageElement>(element, '.picture img').src).to.equal(
      session.fileUrls({ name: '/w/shots/a.png', path: null, size: null, type: '', source: null })[0],
    );
  });

  it('are not even offered under `none`', async () => {
    const element = await card(
      { name: 'image_generate', result: JSON.stringify({ image: elsewhere }) },
      { images: 'none' },
    );
    expect(deepAll(element, 'img, .images button')).to.have.lengthOf(0);
  });
});

describe('subagents', () => {
  function family() {
    const parent = fakeSession('parent');
    const one = fakeSession('one', { title: 'Measure the reader', relation: 'child', parent: 'parent' });
    const two = fakeSession('two', { title: 'Find out how others treat…', relation: 'child', parent: 'parent' });
    const fork = fakeSession('fork', { title: 'Measure the reader', relation: 'fork', parent: 'parent' });
    parent.set.children.value = [fork, two, one];
    const tool = {
      name: 'delegate_task',
      args: { tasks: [{ goal: 'Measure the reader' }, { goal: 'Find out how others treat quoted commas' }] },
      result: '{"results":[]}',
    };
    return { parent, one, two, tool };
  }

  it('stand under the call they work for, with what they do, and that they need somebody', async () => {
    const { parent, one, two, tool } = family();
    const element = await card({ ...tool, status: 'running' }, { session: parent as SessionRuntime });
    const rows = () =>
      deepAll(element, '[part=worker]').map((row) => [row.dataset['sessionId'], row.dataset['status']]);
    expect(rows()).to.deep.equal([
      ['one', 'idle'],
      ['two', 'idle'],
    ]);
    patch(one.set.run, {
      ...idleRun,
      phase: 'running',
      run: 'r',
      startedAt: Date.now() - 5_000,
      activity: { kind: 'tool', label: 'read_file' },
    });
    await settled(element);
    expect(rows()[0]).to.deep.equal(['one', 'running']);
    expect(deepAll(element, '[part=worker]')[0]!.textContent!.replace(/\s+/g, ' ')).to.match(
      /Running Measure the reader read_file [56]s/,
    );
    openRequests(fakeRegistry(), two, approval('two'));
    await settled(element);
    expect(rows()[1]).to.deep.equal(['two', 'needs-you']);
    expect(deepAll(element, '[part=worker]')[1]!.textContent).to.include('rm -rf build');
    await expect(deep(element, 'hermes-subagents')).to.be.accessible();
  });

  it('a press opens the session: the page is asked, then the pane around it follows', async () => {
    const { parent, tool } = family();
    const pane = document.createElement('hermes-pane');
    const element = await card(tool, { session: parent as SessionRuntime });
    element.replaceWith(pane);
    pane.append(element);
    pane.setAttribute('session-id', 'parent');
    await settled(element);
    const veto = (event: Event) => event.preventDefault();
    document.addEventListener('hermes-session-select', veto);
    setTimeout(() => deepAll(element, '[part=worker]')[1]!.click());
    const event = (await oneEvent(document, 'hermes-session-select')) as HermesSessionSelectEvent;
    document.removeEventListener('hermes-session-select', veto);
    expect([event.sessionId, pane.getAttribute('session-id')]).to.deep.equal(['two', 'parent']);
    deepAll(element, '[part=worker]')[1]!.click();
    expect(pane.getAttribute('session-id')).to.equal('two');
    pane.remove();
  });
});

describe('the browser’s own search', () => {
  it('finds what is closed in a card that says so, and opens it', async () => {
    const element = await card({ name: 'x', result: 'needle' }, { findable: true });
    element.open = false;
    await settled(element);
    const hidden = deep(element, '.details');
    expect(hidden.getAttribute('hidden')).to.equal('until-found');
    expect(hidden.textContent).to.include('needle');
    expect(hidden.getBoundingClientRect().height).to.equal(0);
    setTimeout(() => hidden.dispatchEvent(new Event('beforematch')));
    await oneEvent(element, 'toggle');
    expect(element.open).to.equal(true);
  });
});

describe('nothing from a tool is markup', () => {
  const evil = [
    '<img src=x onerror="globalThis.pwned=1">',
    '"><script>globalThis.pwned=1</script>',
    '<svg onload=globalThis.pwned=1>',
    '<math><mtext></p><style><img src onerror=globalThis.pwned=1>',
    'javascript:globalThis.pwned=1',
    '[x](javascript:globalThis.pwned=1)',
    '<iframe srcdoc="<script>parent.pwned=1</script>">',
    '\u202etxt.exe\u200b',
    '${globalThis.pwned=1}',
    '<link rel=stylesheet href=//evil.invalid/x.css>',
  ];
  const patch = (line: string) => `--- a/${line.replaceAll('\n', '')}\n+++ b/x\n@@ -1,1 +1,1 @@\n-${line}\n+${line}!\n`;

  for (const one of evil)
    it(JSON.stringify(one), async () => {
      const before = performance.getEntriesByType('resource').length;
      const forms: Partial<ToolCall>[] = [
        { name: one, preview: one, args: { [one]: one, path: one, nested: { [one]: one } }, result: one },
        { name: 'x', result: JSON.stringify({ [one]: one, list: [{ [one]: one }, { [one]: 2 }] }) },
        { name: 'x', result: JSON.stringify([{ [one]: one }, { [one]: one }]) },
        { result: `${E}[31m${one}${E}[0m`, args: { command: one } },
        { name: 'patch', args: { patch: patch(one) }, result: patch(one) },
        { name: 'edit', args: { path: one, old_string: one, new_string: `${one}2` } },
        { name: 'delegate_task', args: { goal: one }, status: 'failed', result: one },
      ];
      const parent = fakeSession('p');
      parent.set.children.value = [fakeSession('c', { title: one, relation: 'child' })];
      for (const form of forms) {
        const element = await card(form, { session: parent as SessionRuntime });
        expect(
          deepAll(element, 'img, script, iframe, link, style, math, a[href^="javascript"], [onerror], [onload]'),
        ).to.have.lengthOf(0);
      }
      expect((globalThis as { pwned?: number }).pwned).to.equal(undefined);
      expect(
        performance
          .getEntriesByType('resource')
          .slice(before)
          .filter((entry) => entry.name.includes('evil.invalid') || /\/x$/.test(entry.name)),
      ).to.deep.equal([]);
    });
});
