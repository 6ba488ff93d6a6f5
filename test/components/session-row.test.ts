import '../../components/define/hermes-session-row.js';
import { expect, fixture, html, oneEvent, waitUntil } from '@open-wc/testing';
import { sendKeys } from '@web/test-runner-commands';
import type { HermesSessionSelectEvent } from '../../components/events.js';
import type { HermesSessionRow } from '../../components/hermes-session-row.js';
import type { SessionStatus } from '../../runtime/index.js';
import {
  allCapabilities,
  approval,
  fakeSession,
  idleRun,
  patch,
  question,
  startRun,
  type FakeSession,
} from './support/fake-session.js';

const MINUTE = 60_000;

async function row(session: FakeSession, part: Partial<HermesSessionRow> = {}): Promise<HermesSessionRow> {
  const element = await fixture<HermesSessionRow>(
    html`<hermes-session-row .session=${session} .capabilities=${allCapabilities}></hermes-session-row>`,
  );
  Object.assign(element, part);
  await element.updateComplete;
  return element;
}

const inside = (element: Element, selector: string): HTMLElement | null =>
  (element.shadowRoot as ShadowRoot).querySelector<HTMLElement>(selector);
const detail = (element: HermesSessionRow): string =>
  inside(element, '[part="row-detail"]')?.textContent?.replaceAll(/\s+/gu, ' ').trim() ?? '';

async function openMenu(element: HermesSessionRow): Promise<string[]> {
  inside(element, '.menu-button')?.click();
  await element.updateComplete;
  return [...(element.shadowRoot as ShadowRoot).querySelectorAll<HTMLElement>('[role="menuitem"]')].map(
    (item) => item.dataset.item ?? '',
  );
}

async function pick(element: HermesSessionRow, name: string): Promise<void> {
  await openMenu(element);
  inside(element, `[data-item="${name}"]`)?.click();
  await element.updateComplete;
}

describe('hermes-session-row: what it shows', () => {
  const cases: [SessionStatus, string | null, (session: FakeSession) => void][] = [
    [
      'needs-you',
      'diamond',
      (session) => (session.set.requests.value = { open: [approval('a')], waiting: 1, closed: [] }),
    ],
    ['failed', 'triangle', (session) => (session.set.failed.value = true)],
    ['running', 'spinner', (session) => startRun(session)],
    ['unread', 'dot', (session) => (session.set.unread.value = true)],
    [
      'draft',
      'pencil',
      (session) => (session.set.composer.value = { draft: 'x', files: [], outbox: [], waitsFor: null }),
    ],
    ['idle', null, () => {}],
  ];
  for (const [status, shape, arrange] of cases) {
    it(`tells ${status} by shape and by word`, async () => {
      const session = fakeSession('a');
      arrange(session);
      const element = await row(session);
      expect(element.dataset.status).to.equal(status);
      const mark = inside(element, '[part="row-status"]') as HTMLElement;
      expect(mark.querySelector('svg')?.dataset.icon ?? null).to.equal(shape);
      expect(mark.textContent?.trim().length, 'a word for assistive technology').to.be.greaterThan(2);
      await expect(element).to.be.accessible();
    });
  }

  it('says what the session does now', async () => {
    const session = fakeSession('a');
    const element = await row(session);
    startRun(session, { run: { activity: { kind: 'tool', label: 'read_file' } } });
    await element.updateComplete;
    expect(detail(element)).to.contain('Running read_file');
    session.set.requests.value = { open: [approval('a')], waiting: 1, closed: [] };
    await element.updateComplete;
    expect(detail(element)).to.contain('Wants to run rm -rf build');
    session.set.requests.value = { open: [question('a')], waiting: 1, closed: [] };
    await element.updateComplete;
    expect(detail(element)).to.contain('Asks: Which database?');
    session.set.requests.value = { open: [], waiting: 0, closed: [] };
    session.set.run.value = {
      ...idleRun,
      end: { run: 'r', outcome: 'completed', error: null, at: Date.now() - 2 * MINUTE - 500 },
    };
    await element.updateComplete;
    expect(detail(element)).to.match(/^Finished 2 min\.? ago$/);
  });

  it('shows the hidden characters of a command', async () => {
    const session = fakeSession('a');
    const command = 'rm \u202Ebuild';
    session.set.requests.value = {
      open: [approval('a', { approval: { ...approval('a').approval, command } })],
      waiting: 1,
      closed: [],
    };
    expect(detail(await row(session))).to.contain('rm ‹U+202E›build');
  });

  it('shows a title as text, in its own direction', async () => {
    const element = await row(fakeSession('a', { title: '<img src=x> #1234 مرحبا' }));
    const title = inside(element, '[part="row-title"]') as HTMLElement;
    expect(title.textContent?.trim()).to.equal('<img src=x> #1234 مرحبا');
    expect(title.dir).to.equal('auto');
    expect(title.querySelectorAll('img').length).to.equal(0);
  });

  it('follows the session it is given, and no longer the one before', async () => {
    const a = fakeSession('a');
    const b = fakeSession('b');
    const element = await row(a);
    element.session = b;
    await element.updateComplete;
    expect(element.dataset.sessionId).to.equal('b');
    startRun(a);
    await element.updateComplete;
    expect(element.dataset.status).to.equal('idle');
  });
});

describe('hermes-session-row: what one can do', () => {
  it('selects by a click; alone it tells the page', async () => {
    const element = await row(fakeSession('a'));
    setTimeout(() => inside(element, '.main')?.click());
    const event = (await oneEvent(element, 'hermes-session-select')) as HermesSessionSelectEvent;
    expect(event.sessionId).to.equal('a');
  });

  it('selects nothing by its menu, its fold or its fields', async () => {
    const element = await row(fakeSession('a'), { workers: 2 });
    let told = 0;
    element.addEventListener('hermes-session-select', () => (told += 1));
    inside(element, '.toggle')?.click();
    await pick(element, 'rename');
    inside(element, 'input')?.click();
    expect(told).to.equal(0);
  });

  it('offers what the server can do, and no change of a session that takes none', async () => {
    const element = await row(fakeSession('a'));
    expect(await openMenu(element)).to.deep.equal(['rename', 'pin', 'read', 'archive', 'remove']);
    const poor = await row(fakeSession('b'), { capabilities: { ...allCapabilities, rename: false, archive: false } });
    expect(await openMenu(poor)).to.deep.equal(['pin', 'read', 'remove']);
    expect(await openMenu(await row(fakeSession('c', { readOnly: true })))).to.deep.equal(['read']);
  });

  it('opens its menu by the context menu, with the keyboard in it, and gives focus back', async () => {
    const element = await row(fakeSession('a'));
    element.focus();
    inside(element, '.main')?.dispatchEvent(
      new MouseEvent('contextmenu', { bubbles: true, composed: true, cancelable: true }),
    );
    await element.updateComplete;
    const active = () => (element.shadowRoot as ShadowRoot).activeElement as HTMLElement;
    expect(active().dataset.item).to.equal('rename');
    await expect(element).to.be.accessible();
    await sendKeys({ press: 'ArrowDown' });
    expect(active().dataset.item).to.equal('pin');
    await sendKeys({ press: 'End' });
    expect(active().dataset.item).to.equal('remove');
    await sendKeys({ press: 'Escape' });
    await element.updateComplete;
    expect(inside(element, '[role="menu"]') === null).to.equal(true);
    expect(active() === inside(element, '.main')).to.equal(true);
  });

  it('pins, archives and marks by the verbs of its session', async () => {
    const session = fakeSession('a', { pinned: true });
    const element = await row(session);
    await pick(element, 'pin');
    await pick(element, 'archive');
    await pick(element, 'read');
    expect(session.calls).to.deep.equal([['pin', false], ['archive', true], ['markUnread']]);
  });

  it('deletes only after it was confirmed', async () => {
    const session = fakeSession('a');
    const element = await row(session);
    await pick(element, 'remove');
    expect(session.calls).to.deep.equal([]);
    expect((element.shadowRoot as ShadowRoot).activeElement === inside(element, '.cancel')).to.equal(true);
    inside(element, '[data-item="confirm-remove"]')?.click();
    await element.updateComplete;
    expect(session.calls).to.deep.equal([['remove']]);
  });

  it('warns when what is deleted still runs', async () => {
    const session = fakeSession('a');
    startRun(session);
    const element = await row(session);
    await pick(element, 'remove');
    expect(inside(element, '.confirm')?.textContent).to.contain('still running');
  });

  it('gives a title that was refused back, with the reason', async () => {
    const session = fakeSession('a', { title: 'Old' });
    (session as any).rename = () =>
      Promise.reject(Object.assign(new Error(), { error: { code: 'busy', detail: '', retryable: true } }));
    const element = await row(session);
    await pick(element, 'rename');
    const input = inside(element, 'input') as HTMLInputElement;
    input.value = 'New';
    input.dispatchEvent(new KeyboardEvent('keydown', { key: 'Enter', bubbles: true }));
    await waitUntil(() => inside(element, '[role="alert"]') !== null);
    await element.updateComplete;
    expect((inside(element, 'input') as HTMLInputElement).value).to.equal('New');
    expect(inside(element, '[role="alert"]')?.textContent).to.contain('busy');
    await expect(element).to.be.accessible();
  });

  it('does not take the Enter that ends a composition for the end of the title', async () => {
    const session = fakeSession('a', { title: 'Old' });
    const element = await row(session);
    await pick(element, 'rename');
    const input = inside(element, 'input') as HTMLInputElement;
    input.value = 'にほん';
    input.dispatchEvent(new KeyboardEvent('keydown', { key: 'Enter', bubbles: true, isComposing: true }));
    expect(session.calls).to.deep.equal([]);
  });

  it('leaves a title alone that arrives while a person writes another', async () => {
    const session = fakeSession('a', { title: 'Old' });
    const element = await row(session);
    await pick(element, 'rename');
    const input = inside(element, 'input') as HTMLInputElement;
    input.value = 'Mine';
    patch(session.set.meta, { title: 'From the server' });
    await element.updateComplete;
    expect(input.value).to.equal('Mine');
  });
});
