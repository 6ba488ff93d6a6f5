// The network goes away in the middle of a run and comes back.

import { performance } from 'node:perf_hooks';
import { setTimeout as sleep } from 'node:timers/promises';
import { hold } from '../until.mjs';
import { answerOf, isRunning, mustBeWhole, untilSaid } from './steps.mjs';

const AWAY_MS = 8_000;
/** Longer than a stream may be silent before it counts as dead. */
const SWALLOWED_MS = 20_000;

/** The browser knows: it says "offline", and "online" later. */
export async function offlineAndBack(stage) {
  const { page } = stage;
  const { a, before } = await begin(stage, 'N offline', { n: 500 });
  await page.setOffline(true);
  const told = await page.untilPane('a word that the network is away', (pane) =>
    pane.notices.some(({ kind }) => kind === 'link'),
  );
  hold(answerOf(told).startsWith(before), 'text is gone while the network is away', answerOf(told));
  await page.type('written offline');
  await page.shoot('network-offline');
  await sleep(AWAY_MS);
  const { length } = answerOf(await page.pane());
  await page.setOffline(false);
  const back = await comesBack(page, length);
  const { words } = await mustBeWhole(stage, a);
  hold((await page.pane()).draft === 'written offline', 'the draft is lost', (await page.pane()).draft);
  return `said so, text and draft stayed; ${back} ms after the network was back the words came on; whole (${words} characters)`;
}

/** Nobody tells the browser: everything that is on its way is lost, and nothing is closed. */
export async function silentlyGone(stage) {
  const { page, gate } = stage;
  const { a, before } = await begin(stage, 'N silent', { n: 900 });
  gate.swallow();
  const gone = performance.now();
  const told = await page.untilPane(
    'a word that the connection is lost',
    (pane) => pane.notices.some(({ kind }) => kind === 'link'),
    { within: 40_000 },
  );
  const noticed = ((performance.now() - gone) / 1000).toFixed(1);
  hold(answerOf(told).startsWith(before), 'text is gone while the network is away', answerOf(told));
  await page.shoot('network-silent');
  await sleep(Math.max(0, SWALLOWED_MS - (performance.now() - gone)));
  const { length } = answerOf(await page.pane());
  gate.release();
  const back = await comesBack(page, length);
  const { words } = await mustBeWhole(stage, a);
  return `noticed after ${noticed} s of silence; ${back} ms after the way was free again the words came on; whole (${words} characters)`;
}

/** Cut for so short a time that no connection is given up: what was on its way is lost all the same. */
export async function brieflyGone(stage) {
  const { page, gate } = stage;
  const { a } = await begin(stage, 'N brief', { n: 500 });
  gate.swallow();
  await sleep(3_000);
  const { length } = answerOf(await page.pane());
  gate.release();
  const back = await comesBack(page, length);
  const { words } = await mustBeWhole(stage, a);
  return `${back} ms after a hole of 3 s, whose streams stayed dead, the words came on; whole (${words} characters)`;
}

async function begin({ page }, name, { n }) {
  const a = await page.newSession();
  await page.send(`${name}: outlives the network. [[scenario:plain n=${n} rate=20 seed=501]]`);
  return { a, before: answerOf(await untilSaid(page, 100)) };
}

async function comesBack(page, length) {
  const free = performance.now();
  await page.untilPane('the words to come on', (pane) => !isRunning(pane) || answerOf(pane).length > length + 20, {
    within: 40_000,
  });
  return Math.round(performance.now() - free);
}
