// The page's address says what is shown, both ways.

import { expect } from '@open-wc/testing';
import { startEmulator, type TestEmulator } from '../support/emulator.js';
import { DemoPage } from '../support/page-driver.js';
import { storedWords } from '../support/said.js';
import { ROWS } from '../support/scene.js';
import { until } from '../support/until.js';

describe('the address of /', () => {
  let emulator: TestEmulator;
  let page: DemoPage;
  let ids: Record<'A' | 'B' | 'C', string>;

  beforeEach(async () => {
    emulator = await startEmulator();
    const seed = (title: string, updatedAgo: number) =>
      emulator.control<string>('seed', {
        title,
        updatedAgo,
        createdAgo: updatedAgo + 1000,
        messages: [...ROWS, { role: 'user', content: title }],
      });
    ids = { A: await seed('A', 300_000), B: await seed('B', 200_000), C: await seed('C', 100_000) };
  });

  afterEach(async () => {
    page.close();
    await emulator.dispose();
  });

  const isShown = (id: string, at = 0) =>
    until(`pane ${at} shows ${id}`, () => page.pane(at).shows(id) && page.pane(at).messages().length > 0);

  it('names the first session when it named none, without another step in the history', async () => {
    const steps = history.length;
    page = await DemoPage.open(emulator.demoUrl);
    await isShown(ids.C);
    await until('the address says so', () => page.sessionInUrl === ids.C);
    expect(history.length).to.equal(steps);
  });

  it('opens the session it names', async () => {
    page = await DemoPage.open(emulator.demoUrl, `?session=${ids.A}`);
    await isShown(ids.A);
    expect(page.row('A').selected).to.equal(true);
    expect(page.pane().text()).to.equal(await storedWords(emulator, ids.A));
  });

  it('follows the person, and back and forward follow it', async () => {
    page = await DemoPage.open(emulator.demoUrl, `?session=${ids.A}`);
    const { history } = page.frame.window;
    for (const name of ['B', 'C'] as const) {
      await page.select(ids[name]);
      expect(page.sessionInUrl).to.equal(ids[name]);
    }
    history.back();
    await isShown(ids.B);
    expect(page.row('B').selected && page.sessionInUrl === ids.B).to.equal(true);
    expect(page.pane().text()).to.equal(await storedWords(emulator, ids.B));
    history.back();
    await isShown(ids.A);
    history.forward();
    await isShown(ids.B);
    expect(
      page
        .rows()
        .filter((row) => row.selected)
        .map((row) => row.title),
    ).to.deep.equal(['B']);
    await page.select(ids.C);
    history.back();
    await isShown(ids.B);
    await page.select(ids.C);
    expect(page.sessionInUrl, 'chosen once more from where one went back to').to.equal(ids.C);
    history.back();
    await isShown(ids.B);
    await page.reload();
    await isShown(ids.B);
  });

  it('names several panes, and the person points the one they work in', async () => {
    page = await DemoPage.open(emulator.demoUrl, `?panes=2&session=${ids.A},${ids.B}`);
    await isShown(ids.A, 0);
    await isShown(ids.B, 1);
    page.pane(1).input.focus();
    await page.select(ids.C);
    await isShown(ids.C, 1);
    expect(page.pane(0).session).to.equal(ids.A);
    expect(page.sessionInUrl).to.equal(`${ids.A},${ids.C}`);
    page.frame.window.history.back();
    await isShown(ids.B, 1);
    expect(page.pane(0).session).to.equal(ids.A);
  });

  it('takes an id from before a rotation, and names the new one', async () => {
    const tip = await emulator.control<string>('rotate', ids.A);
    page = await DemoPage.open(emulator.demoUrl, `?session=${ids.A}`);
    await until('the address has the new id', () => page.sessionInUrl === tip);
    const stored = await storedWords(emulator, tip);
    await until('the session is shown', () => page.pane().text() === stored);
    expect(page.rows().length, 'one row for it').to.equal(3);
    expect(page.row('A').selected).to.equal(true);
  });

  it('says so where the session it names is not there', async () => {
    page = await DemoPage.open(emulator.demoUrl, '?session=nosuchsession');
    await until('the pane says so', () => page.pane().notices().length > 0);
    expect(page.pane().notices()[0]).to.match(/^error: /);
    await page.select(ids.B);
    await isShown(ids.B);
    expect(page.pane().notices()).to.deep.equal([]);
  });
});
