// More running sessions than there are connections.

import { performance } from 'node:perf_hooks';
import { setTimeout as sleep } from 'node:timers/promises';
import { hold, NotPossible, until } from '../until.mjs';
import { mustBeWhole, rename } from './steps.mjs';
import { mustKeepBudget } from './tabs.mjs';

const SESSIONS = 8;
const LOOK_MS = 2_000;
const LOOKS = 10;

/** Eight at once: none stands still, whatever is shown, and a request never waits behind a stream. */
export async function eightRuns(stage) {
  const { page, gate, parallel } = stage;
  if (!parallel) throw new NotPossible('turns of different sessions wait for each other on this server');
  const start = gate.now;
  const sessions = [];
  for (let at = 0; at < SESSIONS; at += 1) {
    const session = await page.newSession();
    await page.send(`8 ${at}: one of eight. [[scenario:plain n=1400 rate=20 seed=40${at}]]`);
    sessions.push(session);
  }
  await page.away();
  await gate.untilAllClosed();
  await page.open(`?panes=2&session=${sessions[0]},${sessions[1]}`);
  await until('all eight to run', async () => {
    const places = await placesOf(page, sessions);
    return places.every((place) => place > 0);
  });
  const waits = [];
  const still = [];
  let slowest = Infinity;
  let before = await placesOf(page, sessions);
  for (let look = 1; look <= LOOKS; look += 1) {
    const due = performance.now() + LOOK_MS;
    // One is renamed in each interval, through the runtime, as the row's menu does it.
    waits.push(await rename(page, sessions[look % SESSIONS], `Renamed ${look}`));
    await sleep(Math.max(0, due - performance.now()));
    const now = await placesOf(page, sessions);
    for (const [at, place] of now.entries()) {
      slowest = Math.min(slowest, place - before[at]);
      if (place <= before[at]) still.push(`${at} in interval ${look}`);
    }
    before = now;
  }
  hold(still.length === 0, 'a session stood still for two seconds', still);
  const longest = Math.max(...waits);
  hold(longest <= 1_000, 'a request waited for more than a second', waits);
  await page.shoot('eight-runs');
  const { most, above } = mustKeepBudget(gate, start);
  await page.away();
  await gate.untilAllClosed();
  await page.open(`?session=${sessions[0]}`);
  for (const session of sessions) {
    await page.show(session);
    await mustBeWhole(stage, session, { within: 120_000 });
  }
  return `each of the eight moved on in each of ${LOOKS} times 2 s (the least by ${slowest} events), never more than ${most} connections (above three for ${above} ms); ${waits.length} renamed in the meantime, the slowest in ${Math.round(longest)} ms; all whole`;
}

/** How far each has come, in events of its journal. */
async function placesOf(page, sessions) {
  const seen = await page.inspect(({ sessions: all }) => all);
  return sessions.map((id) => seen.find((one) => one.tip === id)?.cursor.seq ?? 0);
}
