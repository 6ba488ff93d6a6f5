// Scenario 3: a request reaches the person wherever they look, and only the person answers it.

import { expect } from '@open-wc/testing';
import { shadow } from '../support/page-driver.js';
import { storedWords } from '../support/said.js';
import { scene, type Scene } from '../support/scene.js';
import { until } from '../support/until.js';

async function askedBehindTheBack({ page, a, b }: Scene): Promise<void> {
  await page.pane().send('Do it. [[scenario:approval create-delay=300]]');
  await page.select(b);
  await until('B is read', () => page.pane().messages().length === 4);
  await until('A needs somebody', () => page.row(a).status === 'needs-you');
  await until('the card is in the inbox', () => page.inboxCards().length === 1);
}

async function answered({ page, emulator, a }: Scene): Promise<void> {
  await until('no card waits', () => [...page.pane().cards(), ...page.inboxCards()].every(isOver));
  await until('A goes on to its end', () => page.row(a).status !== 'needs-you' && page.row(a).status !== 'running');
  const { posts } = await emulator.control<{ posts: Record<string, number> }>('state');
  expect(posts['/api/approval/respond'], 'one gesture, one answer').to.equal(1);
  expect(await storedWords(emulator, a)).to.include('You answered "once", so the build folder is gone.');
}

function isOver(card: HTMLElement): boolean {
  return card.dataset['state'] !== 'pending' && card.dataset['state'] !== 'submitting';
}

scene('A asks while B is shown: needs-you, a card in the inbox and in A; a click in A answers it', async (scene) => {
  const { page, emulator, a, b } = scene;
  await askedBehindTheBack(scene);
  expect(page.row(b).status).to.equal('idle');
  expect(page.pane().cards().length, 'B shows no card of A').to.equal(0);

  await page.select(a);
  await until('the card is in A', () => page.pane().cards().length === 1);
  const [card] = page.pane().cards();
  const [inInbox] = page.inboxCards();
  expect(card!.dataset).to.include({ sessionId: a, kind: 'approval', state: 'pending' });
  expect(inInbox!.dataset['requestId']).to.equal(card!.dataset['requestId']);
  expect(shadow(card!).querySelector('[part~="command"]')?.textContent).to.equal('rm -r build');

  // A script is nobody, however long it waits before it clicks.
  await page.standsStill(card!);
  for (const button of shadow(card!).querySelectorAll<HTMLElement>('[part~="choice"]')) button.click();
  expect(card!.dataset['state']).to.equal('pending');
  await page.choose(card!, 'once');
  await answered(scene);
  await until('all of it is shown', () => page.pane().phase === 'idle' && page.pane().messages().length === 4);
  await until('no card is left', () => page.pane().cards().length === 0 && page.inboxCards().length === 0);
  expect(page.pane().text()).to.equal(await storedWords(emulator, a));
});

scene('A asks while B is shown: a click in the inbox answers it, and B stays where it was', async (scene) => {
  const { page, emulator, a, b } = scene;
  await askedBehindTheBack(scene);
  await page.openInbox();
  await page.choose(page.inboxCards()[0]!, 'once');
  await answered(scene);
  expect(page.pane().session).to.equal(b);
  expect(page.pane().text()).to.equal(await storedWords(emulator, b));
  await until('A is unread', () => page.row(a).status === 'unread');
});
