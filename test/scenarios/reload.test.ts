// Scenario 4: a page that is loaded anew has lost nothing, neither what the server said nor what the person wrote.

import { expect } from '@open-wc/testing';
import { storedWords } from '../support/said.js';
import { scene } from '../support/scene.js';
import { until } from '../support/until.js';

scene('The page is loaded anew in mid-run and after the end: the words and the draft are there', async (scene) => {
  const { page, emulator, a, b } = scene;
  await page.pane().send('Count. [[scenario:plain n=140 rate=50]]');
  await until('A began to speak', () => page.pane().liveText().length > 40);
  page.pane().type('not yet');
  const seen = page.pane().liveText();

  await page.reload();
  await until('the run is taken up', () => page.pane().phase === 'running');
  await until('what was there is there again', () => page.pane().liveText().length >= seen.length);
  expect(page.pane().liveText().startsWith(seen)).to.equal(true);
  expect(page.pane().draft).to.equal('not yet');
  const length = page.pane().liveText().length;
  await until('it goes on', () => page.pane().liveText().length > length);

  await until('the run ends', () => page.pane().phase === 'idle');
  const stored = await storedWords(emulator, a);
  expect(page.pane().text()).to.equal(stored);

  await page.reload();
  await until('A is read', () => page.pane().phase === 'idle' && page.pane().messages().length === 4);
  expect(page.pane().session).to.equal(a);
  expect(page.pane().text()).to.equal(stored);
  expect(page.pane().draft).to.equal('not yet');
  expect(page.row(a).status).to.equal('draft');
  await page.select(b);
  expect(page.pane().draft, 'a draft belongs to its session').to.equal('');
});

scene('The page is loaded anew while a request waits and a message is queued: both are there', async (scene) => {
  const { page, emulator, a } = scene;
  await page.pane().send('Do it. [[scenario:approval]]');
  await until('the card is there', () => page.pane().cards().length === 1);
  const request = page.pane().cards()[0]!.dataset['requestId'];
  page.pane().type('And then this. [[scenario:plain n=5]]');
  page.pane().enter();
  await until('it waits', () => page.pane().queue.length === 1);

  await page.reload();
  await until('the card is there again', () => page.pane().cards().length === 1);
  expect(page.pane().cards()[0]!.dataset['requestId']).to.equal(request);
  expect(page.row(a).status).to.equal('needs-you');
  await until('the message waits still', () => page.pane().queue.length === 1);

  await emulator.control('approve', a, 'once');
  await until('both turns are over', () => page.pane().phase === 'idle' && page.pane().messages().length === 6, 12_000);
  const stored = await storedWords(emulator, a);
  expect(page.pane().text()).to.equal(stored);
  expect(stored.split('And then this.').length, 'the queued message went out once').to.equal(2);
});
