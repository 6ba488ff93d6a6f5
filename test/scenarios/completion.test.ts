// Scenario 2: what ends behind one's back is noticed, and is all there when one looks.

import { expect } from '@open-wc/testing';
import { storedWords } from '../support/said.js';
import { scene } from '../support/scene.js';
import { until } from '../support/until.js';

scene('A ends while B is shown: its row becomes unread, and opening it shows all of it', async (scene) => {
  const { page, emulator, a, b } = scene;
  await page.pane().send('Go. [[scenario:hold n=20 m=20]]');
  await until('A began to speak', () => page.pane().liveText() !== '');
  await page.select(b);
  await until('B is read', () => page.pane().messages().length === 4);
  expect(page.row(a).status).to.equal('running');

  await emulator.control('release', a);
  await until('A is unread', () => page.row(a).status === 'unread');
  expect(page.row(b).status, 'nothing of it reached B').to.equal('idle');
  expect(page.pane().text()).to.equal(await storedWords(emulator, b));

  await page.select(a);
  const stored = await storedWords(emulator, a);
  await until('A shows its end', () => page.pane().text() === stored);
  expect(page.pane().phase).to.equal('idle');
  expect(page.pane().liveText()).to.equal('');
  await until('A has been read', () => page.row(a).status === 'idle');
});

scene('A fails while B is shown: its row says so, and opening it shows what it said', async (scene) => {
  const { page, emulator, a, b } = scene;
  await page.pane().send('Go. [[scenario:error kind=quota create-delay=400]]');
  await page.select(b);
  await until('A failed', () => page.row(a).status === 'failed');
  expect(page.row(b).status).to.equal('idle');
  await page.select(a);
  const stored = await storedWords(emulator, a);
  await until('A shows its end', () => page.pane().phase === 'idle' && page.pane().messages().length === 4);
  expect(
    stored.startsWith(
      page
        .pane()
        .messages()
        .slice(0, 3)
        .map((one) => one.text)
        .join(' '),
    ),
  ).to.equal(true);
});
