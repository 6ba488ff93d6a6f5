// `?inspect` on the standalone page: the file of its own works beside the bundle, on the same registry and under the policy.

import { expect } from '@open-wc/testing';
import { axeFindings } from '../support/axe-in-frame.js';
import { startEmulator, type TestEmulator } from '../support/emulator.js';
import { shadow } from '../support/page-driver.js';
import { PageFrame } from '../support/page-frame.js';
import { until } from '../support/until.js';

describe('the page with ?inspect', () => {
  let emulator: TestEmulator;
  let frame: PageFrame;

  beforeEach(async () => {
    emulator = await startEmulator({ demo: true });
  });

  afterEach(async () => {
    frame.close();
    await emulator.dispose();
  });

  it('shows what the page’s own registry does, in light and dark, and breaks no rule', async () => {
    frame = await PageFrame.open(`${emulator.demoUrl}?inspect`);
    await until('the inspector is there', () => frame.all('hermes-inspector').length === 1);
    const inside = (selector: string) => [...shadow(frame.one('hermes-inspector')).querySelectorAll(selector)];
    const rows = () => shadow(frame.one('hermes-sidebar')).querySelectorAll('[part~="row"]').length;
    await until('every session of the list', () => rows() > 3 && inside('[part~="session"]').length >= rows());
    await until('its connections', () => inside('[part~="connection"][data-state="open"]').length > 1);
    for (const theme of ['light', 'dark']) {
      frame.document.documentElement.dataset['theme'] = theme;
      expect(await axeFindings(frame, ['hermes-inspector']), theme).to.deep.equal([]);
    }
    expect(frame.violations).to.deep.equal([]);
    expect(frame.errors).to.deep.equal([]);
  });

  it('and without it loads nothing of it: the bundle has no inspector', async () => {
    frame = await PageFrame.open(emulator.demoUrl);
    const rows = () => shadow(frame.one('hermes-sidebar')).querySelectorAll('[part~="row"]').length;
    await until('the list is there', () => rows() > 3);
    expect(frame.all('hermes-inspector').length).to.equal(0);
    expect(frame.window.customElements.get('hermes-inspector')).to.equal(undefined);
    const loaded = frame.window.performance.getEntriesByType('resource').map(({ name }) => name);
    expect(loaded.filter((name) => name.includes('inspector'))).to.deep.equal([]);
  });
});
