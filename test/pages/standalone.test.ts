// What the standalone page does around the elements: where to sign in, which theme, one thing at a time on a telephone.

import { expect } from '@open-wc/testing';
import { startEmulator, type TestEmulator } from '../support/emulator.js';
import { DemoPage, shadow } from '../support/page-driver.js';
import { PageFrame } from '../support/page-frame.js';
import { until } from '../support/until.js';

const PHONE = { width: 390, height: 800 };

describe('the standalone page', () => {
  let emulator: TestEmulator;
  let frame: PageFrame;

  afterEach(async () => {
    frame.close();
    localStorage.removeItem('hermes-demo-theme');
    await emulator.dispose();
  });

  async function open(query = '', options = {}): Promise<DemoPage> {
    emulator = await startEmulator({ demo: true });
    const page = await DemoPage.open(emulator.demoUrl, query, options);
    ({ frame } = page);
    return page;
  }

  it('offers the way to sign in and back again where the server asks for it, and shows the list then', async () => {
    emulator = await startEmulator({ password: 'pw' });
    await emulator.control('seed', { title: 'Behind the door', messages: [{ role: 'user', content: 'Hi' }] });
    frame = await PageFrame.open(`${emulator.demoUrl}?panes=2`);
    const link = () => shadow(frame.one('hermes-sidebar')).querySelector<HTMLAnchorElement>('a[href]');
    await until('the sidebar says where', () => link() !== null);
    const url = new URL(link()!.href);
    expect(url.pathname).to.equal(new URL('login', emulator.demoUrl).pathname);
    expect(url.searchParams.get('next')).to.equal(`${new URL(emulator.demoUrl).pathname}?panes=2`);
    expect(frame.violations).to.deep.equal([]);
    expect(frame.errors).to.deep.equal([]);

    const body = JSON.stringify({ password: 'pw' });
    const headers = { 'Content-Type': 'application/json' };
    const login = await frame.window.fetch(`${emulator.demoUrl}api/auth/login`, { method: 'POST', body, headers });
    expect(login.status).to.equal(200);
    await frame.reload();
    const row = () => shadow(frame.one('hermes-sidebar')).querySelector('[part~="row"]');
    await until('the list is there', () => row() !== null);
    expect(link()).to.equal(null);
  });

  it('counts in its title and on the inbox what waits, and opens it in the pane that is worked in', async () => {
    const page = await open('?panes=2');
    await until('both wait', () => page.inboxCards().length === 2);
    await until('the title says so', () => /^\(\d+\) Hermes$/.test(frame.document.title));
    expect(frame.one('#inbox-count').textContent).to.equal('2');
    expect(shadow(frame.one('demo-summary')).textContent).to.contain('2 need you');

    page.pane(1).element.dispatchEvent(new frame.window.PointerEvent('pointerdown', { bubbles: true, composed: true }));
    const marks = () => frame.all('.slot').map((slot) => frame.window.getComputedStyle(slot, '::before').content);
    expect(marks(), 'one can see which').to.deep.equal(['none', '""']);
    await page.openInbox();
    const [card] = page.inboxCards();
    const before = page.pane(0).session;
    shadow(card!).querySelector<HTMLElement>('[part~="open"]')!.click();
    await until('the second pane shows it', () => page.pane(1).shows(card!.dataset['sessionId']!));
    expect(page.pane(0).session).to.equal(before);
    expect(frame.one('#inbox').matches(':popover-open'), 'the inbox is out of the way').to.equal(false);
  });

  it('keeps the theme that was chosen, on the board too', async () => {
    const page = await open();
    const paper = () => frame.window.getComputedStyle(page.pane().element).backgroundColor;
    const light = 'rgb(255, 255, 255)';
    const select = frame.one<HTMLSelectElement>('#theme');
    for (const theme of ['light', 'dark']) {
      select.value = theme;
      select.dispatchEvent(new frame.window.Event('change'));
      await until(`it is ${theme}`, () => (paper() === light) === (theme === 'light'));
    }
    await page.reload();
    expect(frame.one<HTMLSelectElement>('#theme').value).to.equal('dark');
    await until('it is dark again', () => paper() !== light);
    await frame.go(`${emulator.demoUrl}scenarios.html`);
    expect(frame.document.documentElement.dataset['theme']).to.equal('dark');
  });

  it('shows the list or a session on a telephone, and focus goes along', async () => {
    const page = await open('', PHONE);
    const seen = () => ['.list', '.panes'].map((selector) => frame.one(selector).checkVisibility());
    expect(seen()).to.deep.equal([true, false]);
    const row = page.rows()[0]!;
    shadow(row.element).querySelector<HTMLElement>('[part~="row-main"]')!.focus();
    await page.select(row.session);
    expect(seen()).to.deep.equal([false, true]);
    expect(frame.document.activeElement?.id).to.equal('panes');

    frame.one('#back').focus();
    await page.click(frame.one('#back'));
    await until('the list is back', () => seen().join() === 'true,false');
    expect(frame.document.activeElement?.localName).to.equal('hermes-sidebar');
    await page.select(row.session);
    frame.window.history.back();
    await until('so is it by the browser’s own button', () => seen().join() === 'true,false');
    expect(frame.document.documentElement.scrollWidth).to.equal(PHONE.width);
  });
});
