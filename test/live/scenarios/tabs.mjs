// Several tabs of one browser on one session that runs.

import { performance } from 'node:perf_hooks';
import { hold, until } from '../until.mjs';
import { LAN_NAME } from '../browser.mjs';
import { answerOf, isRunning, mustBeWhole, rename, untilSaid } from './steps.mjs';

/** Text comes every 50 ms: a reader who sees none for longer than this after a change of tabs wonders. */
const SOON_MS = 5_000;

/** Two tabs, and the one with the connections is closed. */
export const leaderIsClosed = (stage) => leaderGoes(stage, 'closed');

/** Two tabs, and the renderer of the one with the connections dies. */
export const leaderCrashes = (stage) => leaderGoes(stage, 'crashed');

async function leaderGoes(stage, how) {
  const { tabs, gate } = stage;
  const { a, start } = await runningIn(stage, 2, `T ${how}`, { n: 420 });
  const calm = gate.peak({ since: start }).most;
  const leader = await tabs.leader();
  const gap = await goes(stage, leader, how);
  const [other] = tabs.all;
  await untilRunsOn(other);
  const { words } = await mustBeWhole({ ...stage, page: other }, a);
  const { most, above } = mustKeepBudget(gate, start);
  return `both tabs said the same over ${calm} connections; the one that held them ${how}: the next words after ${gap} ms in the other, never more than ${most} connections (above three for ${above} ms); whole (${words} characters)`;
}

/** The tab with the connections is hidden behind another, which takes them over; then it is shown again. */
export async function leaderIsHidden(stage) {
  const { tabs, gate } = stage;
  const { a, start } = await runningIn(stage, 2, 'T hidden', { n: 700 });
  const leader = await tabs.leader();
  const [other] = tabs.all.filter((tab) => tab !== leader);
  const hidden = performance.now();
  await leader.hideBehind(other);
  let longest = 0;
  let last = performance.now();
  let { length } = answerOf(await other.pane());
  await until(
    'the shown tab to lead',
    async () => {
      const now = answerOf(await other.pane()).length;
      if (now > length) {
        longest = Math.max(longest, performance.now() - last);
        [last, length] = [performance.now(), now];
      }
      return other.leads();
    },
    { within: 25_000 },
  );
  const took = (performance.now() - hidden) / 1000;
  hold(!(await leader.leads()), 'two tabs lead');
  await untilRunsOn(other);
  await leader.showAgain();
  await untilRunsOn(leader);
  const { words } = await mustBeWhole({ ...stage, page: other }, a);
  await mustBeWhole({ ...stage, page: leader }, a);
  hold(longest < SOON_MS, 'the shown tab stood still while the other was hidden', longest);
  const { most, above } = mustKeepBudget(gate, start);
  return `the shown tab led ${took.toFixed(1)} s after the other was hidden, its text never stood still for more than ${Math.round(longest)} ms; never more than ${most} connections (above three for ${above} ms); both whole (${words} characters)`;
}

/** Five tabs; those with the connections go one after the other. */
export async function fiveTabs(stage) {
  const { tabs, gate } = stage;
  const { a, start } = await runningIn(stage, 5, 'T five', { n: 900 });
  const calm = gate.peak({ since: start }).most;
  const gaps = [];
  const [{ canCrash }] = tabs.all;
  for (const how of ['closed', canCrash ? 'crashed' : 'closed', 'closed']) {
    const gap = await goes(stage, await tabs.leader(), how);
    for (const tab of tabs.all) await untilRunsOn(tab);
    gaps.push(`${how} ${gap} ms`);
  }
  let words = 0;
  for (const tab of tabs.all) ({ words } = await mustBeWhole({ ...stage, page: tab }, a));
  const { most, above } = mustKeepBudget(gate, start);
  return `all five over ${calm} connections; leaders gone: ${gaps.join(', ')} until the next words in all others; never more than ${most} connections (above three for ${above} ms); both that remain whole (${words} characters)`;
}

/**
 * Five windows over plain http at a name of the network, as on most people's own machines: there are no locks, so each has
 * connections of its own, and still a request of any of them is answered.
 */
export async function withoutLocks(stage) {
  const { page, tabs, gate } = stage;
  await page.away();
  await gate.untilAllClosed();
  const start = gate.now;
  const first = await tabs.open('?panes=2', LAN_NAME);
  hold(!(await first.run(() => globalThis.isSecureContext)), 'the browser takes this name for its own machine');
  const a = await first.newSession();
  await first.send('T http: in five windows. [[scenario:plain n=700 rate=20 seed=302]]');
  for (let at = 1; at < 5; at += 1) await tabs.open(`?panes=2&session=${a}`, LAN_NAME);
  for (const tab of tabs.all) await untilSaid(tab, 60);
  const waits = [];
  for (const [at, tab] of tabs.all.entries()) waits.push(await rename(tab, a, `Renamed in window ${at}`));
  const longest = Math.max(...waits);
  hold(longest <= 1_000, 'a request waited for more than a second', waits);
  let words = 0;
  for (const tab of tabs.all) ({ words } = await mustBeWhole({ ...stage, page: tab }, a));
  const { most } = gate.peak({ since: start });
  // Four, and that of a window that has just come and knows nobody yet.
  hold(most <= 5, `${most} connections were open at one time`);
  return `renamed in each of five windows in at most ${Math.round(longest)} ms while A streamed, never more than ${most} connections; all whole (${words} characters)`;
}

/** So many tabs that show one session, which runs and says the same in all of them. */
async function runningIn(stage, count, name, { n }) {
  const { page, tabs, gate } = stage;
  await page.away();
  await gate.untilAllClosed();
  const start = gate.now;
  const first = await tabs.open();
  const a = await first.newSession();
  await first.send(`${name}: in ${count} tabs. [[scenario:plain n=${n} rate=20 seed=301]]`);
  for (let at = 1; at < count; at += 1) await tabs.open(`?session=${a}`);
  for (const tab of tabs.all) await untilSaid(tab, 60);
  await mustAgree(tabs.all);
  return { a, start };
}

/**
 * What one tab says, another says too, or a little more; a hidden one draws four times a second, in Firefox once, so it may be
 * so many characters behind.
 */
const BEHIND = 250;

async function mustAgree(tabs) {
  const [first, ...others] = tabs;
  for (const other of others) {
    const [one, two] = [answerOf(await first.pane()), answerOf(await other.pane())];
    const length = Math.min(one.length, two.length);
    hold(
      one.slice(0, length) === two.slice(0, length) && one.length - length < BEHIND,
      'two tabs do not say the same',
      [one.slice(-60), two.slice(0, one.length).slice(-60)],
    );
  }
}

/** A tab goes; milliseconds until every other has new words. */
async function goes({ tabs }, tab, how) {
  const others = tabs.all.filter((one) => one !== tab);
  const lengths = new Map();
  await tabs.end(tab, how);
  const gone = performance.now();
  for (const other of others) lengths.set(other, answerOf(await other.pane()).length);
  // Words that were on their way already do not count: these have to be of later.
  const late = others.map(async (other) => {
    const enough = lengths.get(other) + 40;
    await other.untilPane('the words to come on', (pane) => answerOf(pane).length >= enough, { within: 30_000 });
  });
  await Promise.all(late);
  const took = Math.round(performance.now() - gone);
  hold(took < SOON_MS, `the other tabs stood still for ${took} ms after one was ${how}`);
  return took;
}

async function untilRunsOn(tab) {
  const { length } = answerOf(await tab.pane());
  await tab.untilPane('the run to go on', (pane) => !isRunning(pane) || answerOf(pane).length > length + 20);
}

/**
 * Chromium keeps a connection that was aborted just as its answer began until something comes on it: up to the server's
 * next sign of life after 5 s. One such is allowed for; all else is held to the budget.
 */
const LINGERING = 1;
const LINGERS_MS = 5_500;

/** Of the whole browser. */
export function mustKeepBudget(gate, since, except) {
  const { most, which } = gate.peak({ since, except });
  const above = Math.round(gate.longestAbove(3, { since, except }));
  hold(most <= 3 + LINGERING && above < LINGERS_MS, `${most} connections were open at one time`, which);
  return { most, above };
}
