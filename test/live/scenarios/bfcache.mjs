// To another page and back: the browser may keep the page as it was left, with everything in it stopped.

import { performance } from 'node:perf_hooks';
import { setTimeout as sleep } from 'node:timers/promises';
import { hold, until } from '../until.mjs';
import { answerOf, isRunning, mustBeWhole, untilSaid } from './steps.mjs';
import { mustKeepBudget } from './tabs.mjs';

const AWAY_MS = 4_000;

/** The only tab. */
export const backAndForward = (stage) => away(stage, 'B alone', 1);

/** The tab with the connections, beside another one that takes over. */
export const leaderComesBack = (stage) => away(stage, 'B leader', 2);

async function away(stage, name, count) {
  const { page, tabs, gate } = stage;
  await page.away();
  await gate.untilAllClosed();
  const start = gate.now;
  const tab = await tabs.open();
  const a = await tab.newSession();
  await tab.send(`${name}: goes on without the page. [[scenario:plain n=700 rate=20 seed=601]]`);
  if (count > 1) await tabs.open(`?session=${a}`);
  for (const one of tabs.all) await untilSaid(one, 100);
  await tab.type('a draft that stays');
  const { length } = answerOf(await tab.pane());
  const reasons = await tab.watchBackForward();
  await tab.follow('scenarios.html');
  if (count === 1) await until('its connections to be given back', () => gate.open === 0, { seen: () => gate.open });
  else {
    const [, other] = tabs.all;
    const words = answerOf(await other.pane()).length;
    await other.untilPane('the other tab to run on', (pane) => answerOf(pane).length > words + 20);
  }
  await sleep(AWAY_MS);
  await tab.back();
  const back = performance.now();
  const kept = await tab.wasKept();
  const seen = await tab.untilPane(
    'the session to be live again',
    (pane) => pane.session === a && isRunning(pane) && answerOf(pane).length > length + 40,
  );
  const took = Math.round(performance.now() - back);
  hold(seen.draft === 'a draft that stays', 'the draft is lost', seen.draft);
  for (const one of tabs.all) await mustBeWhole({ ...stage, page: one }, a);
  const { most, above } = mustKeepBudget(gate, start);
  const how = kept
    ? 'kept whole by the browser'
    : `not kept by the browser (${reasons().join(', ') || 'no reason given'})`;
  return `${how}; live again ${took} ms after the way back, draft there; never more than ${most} connections (above three for ${above} ms); whole`;
}
