// Scenario 5: a session that gets another id stays the same session everywhere.

import { expect } from '@open-wc/testing';
import { storedWords } from '../support/said.js';
import { scene, type Scene } from '../support/scene.js';
import { until } from '../support/until.js';

/** The gateway never rotates within a run; between two turns it happens on both ways. */
async function rotated({ backend, page, emulator, a }: Scene): Promise<string> {
  await until('A is over', () => page.row('A').status !== 'running');
  if (backend === 'runs') {
    await emulator.control('rotate', a);
    await emulator.control('publish', 'session_updated');
  }
  const tip = await emulator.control<string>('tip', a);
  expect(tip).not.to.equal(a);
  return tip;
}

const DRAFT = 'Half a thought. [[scenario:plain n=12]]';
const LONG = 'Long. [[scenario:compress rotate create-delay=500]]';

scene(
  'A gets another id behind one’s back: one row, the draft, the address and the next message follow',
  async (scene) => {
    const { page, emulator, a, b } = scene;
    await page.pane().send(LONG);
    page.pane().type(DRAFT);
    await page.select(b);
    const tip = await rotated(scene);
    expect(page.sessionInUrl).to.equal(b);

    await page.select('A');
    await until('the address has the new id', () => page.sessionInUrl === tip);
    expect(
      page
        .rows()
        .map((row) => row.title)
        .sort(),
    ).to.deep.equal(['A', 'B']);
    const stored = await storedWords(emulator, tip);
    await until('A shows all of it', () => page.pane().text() === stored);
    expect(page.pane().draft).to.equal(DRAFT);

    page.pane().enter();
    await until(
      'the next turn is over',
      () => page.pane().messages().length === 6 && page.pane().phase === 'idle',
      15_000,
    );
    expect(await storedWords(emulator, tip)).to.include(DRAFT);
    expect(await storedWords(emulator, a)).not.to.include(DRAFT);
    expect(page.pane().text()).to.equal(await storedWords(emulator, tip));
    expect(page.rows().length).to.equal(2);
  },
);

scene(
  'A gets another id in a pane beside B: the pane follows, B’s does not notice, the address has both',
  async (scene) => {
    const { page, emulator, b } = scene;
    const [one, two] = [page.pane(0), page.pane(1)];
    await one.send(LONG);
    one.type(DRAFT);
    const { input } = one;
    const tip = await rotated(scene);
    await until('the address has the new id', () => page.sessionInUrl === `${tip},${b}`);
    const stored = await storedWords(emulator, tip);
    await until('the pane shows all of it', () => one.text() === stored);
    expect(one.input === input, 'the very same field, text and all').to.equal(true);
    expect(one.draft).to.equal(DRAFT);
    expect(two.session).to.equal(b);
    expect(two.text()).to.equal(await storedWords(emulator, b));
    expect(page.rows().length).to.equal(2);
  },
  { query: '?panes=2&session=A,B' },
);
