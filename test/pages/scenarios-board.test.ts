// The board plays every scenario in the page itself; each must hold, and in peace with the policy.

import { expect } from '@open-wc/testing';
import { startEmulator, type TestEmulator } from '../support/emulator.js';
import { PageFrame } from '../support/page-frame.js';
import { until } from '../support/until.js';

describe('/scenarios.html', () => {
  let emulator: TestEmulator;
  let frame: PageFrame;

  beforeEach(async () => {
    emulator = await startEmulator();
    frame = await PageFrame.open(`${emulator.demoUrl}scenarios.html`);
  });

  afterEach(async () => {
    frame.close();
    await emulator.dispose();
  });

  it('plays all six one after the other, and each holds', async function () {
    this.timeout(60_000);
    const verdicts = () => frame.all('.verdict').map((verdict) => verdict.textContent);
    expect(verdicts()).to.deep.equal(['', '', '', '', '', '']);
    frame.one<HTMLInputElement>('#fast').checked = true;
    const playAll = frame.one<HTMLButtonElement>('#play-all');
    playAll.click();
    expect(playAll.disabled).to.equal(true);
    await until('all are played', () => !playAll.disabled, 50_000);
    expect(verdicts()).to.deep.equal(Array(6).fill('Held'));
    const checks = frame.all('.checks > li');
    expect(checks.length, 'there was something to hold').to.be.at.least(12);
    expect(checks.filter((check) => check.dataset['state'] !== 'held').map((check) => check.textContent)).to.deep.equal(
      [],
    );
    expect(frame.violations).to.deep.equal([]);
    expect(frame.errors).to.deep.equal([]);
    expect(frame.failedRequests).to.deep.equal([]);
  });
});
