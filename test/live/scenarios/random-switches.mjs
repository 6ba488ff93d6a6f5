// A thousand switches among twenty sessions, and then nobody looks and nothing runs: is everything given back?

/* global document, requestAnimationFrame, performance */

import { setTimeout as sleep } from 'node:timers/promises';
import { hold, NotPossible, until } from '../until.mjs';
import { mustKeepBudget } from './tabs.mjs';

const SESSIONS = 20;
const SWITCHES = 1_000;
const WARM_UP = 60;
/** A busy machine needs its time for all of them, and a browser is not asked to answer later than a minute. */
const AT_ONCE = 100;
/** What nobody shows is kept for 30 s, and of a run that ended a late title is waited for a minute. */
const GRACE_MS = 65_000;

export async function thousandSwitches(stage) {
  const { page, server, gate } = stage;
  if (!stage.parallel) throw new NotPossible('turns of different sessions wait for each other on this server');
  const sessions = [];
  for (let at = 0; at < SESSIONS; at += 1)
    sessions.push(await server.begin(`S ${at}: short. [[scenario:plain n=30 rate=0]]`));
  // What is shown when things are counted never changes.
  const calm = await server.begin('S calm: never runs again. [[scenario:plain n=30 rate=0]]');
  await until('the short turns to end', () => server.areIdle([...sessions, calm]), { within: 120_000 });
  await page.away();
  await gate.untilAllClosed();
  await page.open(`?session=${calm}`);
  await page.untilRow(calm, 'the sessions in the list', (row) => row.status !== 'running');
  const meter = await page.meter();

  await startAll(server, sessions, 'warm');
  await switchAbout(page, sessions, WARM_UP, 1);
  const base = await settle(stage, { sessions, calm, meter });
  await startAll(server, sessions, 'on');
  const start = gate.now;
  const took = await switchAbout(page, sessions, SWITCHES, 2);
  const busy = await meter();
  const end = await settle(stage, { sessions, calm, meter });

  const rows = Object.keys(base).map((name) => ({ what: name, base: base[name], busy: busy[name], end: end[name] }));
  console.table(rows);
  const { most, above } = mustKeepBudget(gate, start);
  for (const name of ['leases', 'streams', 'reads', 'timers', 'records'])
    hold(end[name] <= base[name], `there are more ${name} than before`, { base: base[name], end: end[name] });
  hold(end.listeners <= base.listeners * 1.05, 'there are more listeners than before', [base.listeners, end.listeners]);
  hold(end.nodes <= base.nodes * 1.1, 'there are more nodes than before', [base.nodes, end.nodes]);
  hold(end.heapMB <= base.heapMB * 1.15 + 1, 'there is more heap than before', [base.heapMB, end.heapMB]);
  return `${SWITCHES} switches, ${took.toFixed(1)} ms each; heap ${base.heapMB} to ${end.heapMB} MB, nodes ${base.nodes} to ${end.nodes}, listeners ${base.listeners} to ${end.listeners}, timers ${base.timers} to ${end.timers}; never more than ${most} connections (above three for ${above} ms)`;
}

async function startAll(server, sessions, name) {
  for (const [at, session] of sessions.entries())
    await server.send(session, `${name} ${at}. [[scenario:plain n=4000 rate=8 seed=${at}]]`);
}

/** Milliseconds for each switch. Chance is the same each time. */
async function switchAbout(page, sessions, times, seed) {
  let [state, spent] = [seed, 0];
  for (let done = 0; done < times; done += AT_ONCE) {
    const part = await page.run(switchInPage, sessions, Math.min(AT_ONCE, times - done), state);
    state = part.state;
    spent += part.spent;
  }
  return spent / times;
}

/** Runs in the page: points the pane as the sidebar does, and goes on after two frames. */
async function switchInPage(sessions, times, seed) {
  const pane = document.querySelector('hermes-pane');
  const sidebar = document.querySelector('hermes-sidebar');
  const frame = () => new Promise((resolve) => void requestAnimationFrame(resolve));
  let state = seed;
  const start = performance.now();
  for (let at = 0; at < times; at += 1) {
    state = (state * 48_271) % 2_147_483_647;
    const session = sessions[state % sessions.length];
    pane.sessionId = session;
    sidebar.sessionId = session;
    await frame();
    await frame();
  }
  return { state, spent: performance.now() - start };
}

/** Everything ends; the session is shown that never changes. */
async function settle({ page, server }, { sessions, calm, meter }) {
  await page.run(switchInPage, [calm], 1, 1);
  await server.stop(sessions);
  await until('all to be idle', () => server.areIdle(sessions), { within: 60_000 });
  await page.untilPane('that session, idle', (pane) => pane.session === calm && pane.phase === 'idle');
  await sleep(GRACE_MS);
  await until('no read under way', async () => (await meter()).reads === 0);
  return meter();
}
