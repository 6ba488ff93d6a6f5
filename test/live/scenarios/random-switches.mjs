// A thousand switches among twenty sessions, and then nobody looks and nothing runs: is everything given back?

/* global document, requestAnimationFrame, performance */

import { setTimeout as sleep } from 'node:timers/promises';
import { hold, until } from '../until.mjs';

const SESSIONS = 20;
const SWITCHES = 1_000;
const WARM_UP = 60;
/** What nobody shows is kept for 30 s. */
const GRACE_MS = 33_000;

export async function thousandSwitches(stage) {
  const { page, server, gate } = stage;
  const sessions = [];
  for (let at = 0; at < SESSIONS; at += 1)
    sessions.push(await server.begin(`S ${at}: short. [[scenario:plain n=30 rate=0]]`));
  await until('the short turns to end', () => server.areIdle(sessions), { within: 120_000 });
  await page.away();
  await gate.untilAllClosed();
  await page.open(`?session=${sessions[0]}`);
  await page.untilRow(sessions[0], 'the sessions in the list', (row) => row.status !== 'running');
  const meter = await page.meter();

  await startAll(server, sessions, 'warm');
  await switchAbout(page, sessions, WARM_UP, 1);
  const base = await settle(stage, sessions, meter);
  await startAll(server, sessions, 'on');
  const start = gate.now;
  const took = await switchAbout(page, sessions, SWITCHES, 2);
  const busy = await meter();
  const { most } = gate.peak({ since: start });
  const end = await settle(stage, sessions, meter);

  const rows = Object.keys(base).map((name) => ({ what: name, base: base[name], busy: busy[name], end: end[name] }));
  console.table(rows);
  hold(most <= 3, `${most} connections were open at one time`);
  for (const name of ['leases', 'streams', 'reads', 'timers', 'records'])
    hold(end[name] <= base[name], `there are more ${name} than before`, { base: base[name], end: end[name] });
  hold(end.listeners <= base.listeners * 1.05, 'there are more listeners than before', [base.listeners, end.listeners]);
  hold(end.nodes <= base.nodes * 1.1, 'there are more nodes than before', [base.nodes, end.nodes]);
  hold(end.heapMB <= base.heapMB * 1.15 + 1, 'there is more heap than before', [base.heapMB, end.heapMB]);
  return `${SWITCHES} switches, ${took.toFixed(1)} ms each; heap ${base.heapMB} to ${end.heapMB} MB, nodes ${base.nodes} to ${end.nodes}, listeners ${base.listeners} to ${end.listeners}, timers ${base.timers} to ${end.timers}; never more than ${most} connections`;
}

async function startAll(server, sessions, name) {
  for (const [at, session] of sessions.entries())
    await server.send(session, `${name} ${at}. [[scenario:plain n=4000 rate=8 seed=${at}]]`);
}

/** Milliseconds for each switch. Chance is the same each time. */
function switchAbout(page, sessions, times, seed) {
  return page.run(switchInPage, sessions, times, seed);
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
  return (performance.now() - start) / times;
}

/** Everything ends; the first session is shown, as at the beginning. */
async function settle({ page, server }, sessions, meter) {
  await page.run(switchInPage, [sessions[0]], 1, 1);
  await server.stop(sessions);
  await until('all to be idle', () => server.areIdle(sessions), { within: 60_000 });
  await page.untilPane('the first session, idle', (pane) => pane.session === sessions[0] && pane.phase === 'idle');
  await sleep(GRACE_MS);
  await until('no read under way', async () => (await meter()).reads === 0);
  return meter();
}
