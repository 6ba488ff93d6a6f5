// The server is restarted in the middle of a turn: what it had said stays, and a person may let it go on.

import { expect } from '@open-wc/testing';
import { scene } from '../support/scene.js';
import { until } from '../support/until.js';

scene(
  'A turn lost in a restart is offered to go on, before and after the page is loaded anew',
  async ({ page, emulator }) => {
    const offered = () => page.pane().continueButton() !== null;
    await page.pane().send('Count. [[scenario:plain n=400 rate=50]]');
    await until('it began to speak', () => page.pane().liveText().length > 40);
    expect(offered()).to.equal(false);

    await emulator.control('restart');
    await until('it is offered to go on', () => offered());
    await page.reload();
    await until('it is offered still', () => offered());

    page.pane().continueButton()!.click();
    await until('the offer is gone', () => !offered());
    // For half a minute after a restart the server still takes the session for busy: the message is offered again.
    await until('the message is under way, once', () => {
      const said = [...page.pane().queue.map((item) => item.textContent ?? ''), page.pane().text()].join(' ');
      return said.split('Continue where you left off.').length === 2;
    });
  },
  { backends: ['agent'] },
);
