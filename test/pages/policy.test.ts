// Every page, looked at and used, under the strict policy: nothing refused, no error, no failed request.

import { expect } from '@open-wc/testing';
import { startEmulator, type TestEmulator } from '../support/emulator.js';
import { DemoPage, Pane, shadow } from '../support/page-driver.js';
import { PageFrame } from '../support/page-frame.js';
import { until } from '../support/until.js';

describe('the pages under the strict policy', () => {
  let emulator: TestEmulator;
  let frame: PageFrame;

  beforeEach(async () => {
    emulator = await startEmulator({ demo: true });
  });

  afterEach(async () => {
    frame.close();
    await emulator.dispose();
  });

  function expectPeace(): void {
    expect(frame.violations, 'refused by the policy').to.deep.equal([]);
    expect(frame.errors, 'errors').to.deep.equal([]);
    expect(frame.failedRequests, 'failed requests').to.deep.equal([]);
  }

  it('notices what the policy refuses and what fails, from the first moment on', async () => {
    frame = await PageFrame.open(`${emulator.demoUrl}bare.html`);
    const style = frame.document.createElement('style');
    style.textContent = 'body { color: red }';
    frame.document.head.append(style);
    frame.window.setTimeout(() => frame.window.console.error('told'));
    await until('both are heard', () => frame.violations.length > 0 && frame.errors.length > 0);
    expect(frame.violations.join()).to.contain('style-src');
    expect(frame.errors).to.deep.equal(['console.error: told']);
  });

  it('/ shows sessions, streams, asks and answers in peace', async () => {
    const page = await DemoPage.open(emulator.demoUrl);
    ({ frame } = page);
    const waiting = () => page.rows().find((row) => row.status === 'needs-you');
    await until('a session waits for a person', () => waiting() !== undefined);
    await page.select(waiting()!.session);
    await until('its card is there', () => page.pane().cards().length > 0);
    await page.openInbox();
    await until('the inbox shows it too', () => page.inboxCards().length > 0);
    frame.one('#inbox').hidePopover();

    const idle = page.rows().find((row) => row.status === 'idle')!;
    await page.select(idle.session);
    await page.pane().send('Everything. [[scenario:unicode]]');
    await until('the turn is over', () => page.pane().phase === 'idle' && page.pane().liveText() === '', 15_000);
    await page.pane().send('Tools. [[scenario:tools]]');
    await until('the turn is over', () => page.pane().phase === 'idle' && page.pane().liveText() === '', 15_000);
    for (const theme of ['dark', 'light']) {
      const select = frame.one<HTMLSelectElement>('#theme');
      select.value = theme;
      select.dispatchEvent(new frame.window.Event('change'));
      expect(frame.document.documentElement.dataset['theme']).to.equal(theme);
    }
    expectPeace();
  });

  it('/?panes=4 shows four sessions in peace', async () => {
    const page = await DemoPage.open(emulator.demoUrl, '?panes=4');
    ({ frame } = page);
    const ids = page.rows().map((row) => row.session);
    for (const [at, pane] of page.panes().entries()) {
      pane.element.dispatchEvent(new frame.window.PointerEvent('pointerdown', { bubbles: true, composed: true }));
      await page.select(ids[at]!);
      expect(pane.session).to.equal(ids[at]);
    }
    await until('all are read', () => page.panes().every((pane) => pane.messages().length > 0));
    expect(frame.url.searchParams.get('session')).to.equal(ids.slice(0, 4).join(','));
    expectPeace();
  });

  it('/bare.html does nothing in peace', async () => {
    frame = await PageFrame.open(`${emulator.demoUrl}bare.html`);
    await until('the elements are known', () => frame.window.customElements.get('hermes-pane') !== undefined);
    expectPeace();
  });

  it('/embed.html shows sessions and streams in peace', async () => {
    frame = await PageFrame.open(`${emulator.demoUrl}embed.html`);
    const sidebar = frame.one('hermes-sidebar');
    const rows = () => [...shadow(sidebar).querySelectorAll<HTMLElement>('[part~="row"]')];
    await until('the list is there', () => rows().length > 0);
    const pane = new Pane(frame.one('hermes-pane'));
    const idle = rows().find((row) => row.dataset['status'] === 'idle')!;
    shadow(idle).querySelector<HTMLElement>('[part~="row-main"]')!.click();
    await until('the pane shows it', () => pane.phase === 'idle' && pane.messages().length > 0);
    await pane.send('Tools. [[scenario:tools]]');
    await until('the turn is over', () => pane.phase === 'idle' && pane.liveText() === '');
    await until(
      'a card waits',
      () => shadow(frame.one('main > hermes-approval')).querySelector('[part~="card"]') !== null,
    );
    expectPeace();
  });
});
