// axe on whole pages, living sessions on them, in light and dark.

import { expect } from '@open-wc/testing';
import { axeFindings } from '../support/axe-in-frame.js';
import { startEmulator, type TestEmulator } from '../support/emulator.js';
import { withoutTokens } from '../support/look.js';
import { Pane, shadow } from '../support/page-driver.js';
import { PageFrame } from '../support/page-frame.js';
import { emulateMedia } from '../support/media.js';
import { until } from '../support/until.js';

const PAGES = ['', '?panes=2', 'scenarios.html'];

describe('the pages are accessible', () => {
  let emulator: TestEmulator;
  let frame: PageFrame;

  beforeEach(async () => {
    emulator = await startEmulator({ demo: true });
  });

  afterEach(async () => {
    frame.close();
    await emulator.dispose();
  });

  async function open(path: string): Promise<void> {
    frame = await PageFrame.open(`${emulator.demoUrl}${path}`);
    if (path === 'scenarios.html') return;
    const sidebar = shadow(frame.one('hermes-sidebar'));
    const asking = () => sidebar.querySelector<HTMLElement>('[data-status="needs-you"]');
    await until('a session asks', () => asking() !== null);
    shadow(asking()!).querySelector<HTMLElement>('[part~="row-main"]')!.click();
    const approval = () => shadow(frame.one('hermes-pane')).querySelector('hermes-approval');
    await until('its pane shows the card', () => !!approval() && !!shadow(approval()!).querySelector('[part~="card"]'));
  }

  for (const path of PAGES) {
    it(`/${path} in light and dark`, async () => {
      await open(path);
      for (const theme of ['light', 'dark']) {
        frame.document.documentElement.dataset['theme'] = theme;
        expect(await axeFindings(frame), theme).to.deep.equal([]);
      }
      expect(withoutTokens(frame.document), 'every element has its colours and sizes').to.deep.equal([]);
    });
  }

  it('/ in forced colours', async () => {
    await open('');
    await emulateMedia({ forcedColors: 'active' });
    try {
      expect(await axeFindings(frame)).to.deep.equal([]);
    } finally {
      await emulateMedia({ forcedColors: 'none' });
    }
  });

  it('/embed.html, and its elements where such a page turns dark', async () => {
    await open('embed.html');
    expect(await axeFindings(frame)).to.deep.equal([]);
    frame.document.documentElement.dataset['theme'] = 'dark';
    frame.document.body.style.background = '#17181a';
    const elements = ['hermes-sidebar', 'hermes-pane', 'hermes-approval'];
    expect(await axeFindings(frame, elements)).to.deep.equal([]);
  });

  it('/ with the inbox open', async () => {
    await open('');
    frame.one('#inbox').showPopover();
    expect(await axeFindings(frame)).to.deep.equal([]);
  });

  it('/ on a telephone: the list, then a session', async () => {
    frame = await PageFrame.open(emulator.demoUrl, { width: 390, height: 800 });
    const row = () => shadow(frame.one('hermes-sidebar')).querySelector('[part~="row"]');
    await until('the list is there', () => row() !== null);
    expect(await axeFindings(frame), 'list').to.deep.equal([]);
    shadow(row()!).querySelector<HTMLElement>('[part~="row-main"]')!.click();
    const pane = new Pane(frame.one('hermes-pane'));
    await until('the session is there', () => pane.messages().length > 0 && pane.element.checkVisibility());
    expect(await axeFindings(frame), 'session').to.deep.equal([]);
  });

  it('is measured by something that finds things', async () => {
    frame = await PageFrame.open(`${emulator.demoUrl}bare.html`);
    frame.document.body.append(frame.document.createElement('button'));
    expect((await axeFindings(frame)).join()).to.contain('button-name');
  });
});
