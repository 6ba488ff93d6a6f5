import { hold } from '../until.mjs';
import { answerOf, finishedSession, isRunning, mustBeWhole, untilSaid } from './steps.mjs';

/** A runs, a person goes to B and comes back, several times: A has gone on, B has not moved. */
export async function switchAndBack(stage) {
  const { page, traffic } = stage;
  const b = await finishedSession(stage, '1 B');
  const a = await page.newSession();
  await page.send('1 A: a long one. [[scenario:plain n=420 rate=22 seed=101]]');
  let { length } = answerOf(await untilSaid(page, 40));
  const runs = traffic.streams.length;
  for (let round = 1; round <= 4; round += 1) {
    await page.show(b);
    const other = await page.untilPane('B as it was', (pane) => pane.phase === 'idle' && pane.said.length === 2);
    hold(!other.said.some((said) => said.live), 'B shows a live turn while only A runs');
    await page.untilRow(a, 'the row of A to run', (row) => row.status === 'running');
    if (round === 1) await page.shoot('1-in-b-while-a-runs');
    await page.show(a);
    const back = await page.untilPane('A to run on', (pane) => isRunning(pane) && answerOf(pane).length > length);
    length = answerOf(back).length;
  }
  const again = traffic.streams.length - runs;
  await page.shoot('1-back-in-a');
  const { words } = await mustBeWhole(stage, a);
  await page.show(b);
  await mustBeWhole(stage, b);
  return `four times to B and back while A streamed; A whole (${words} characters), B as it was, A’s stream reopened ${again} times`;
}

/** Four sessions run while a person switches thirty times among them. */
export async function thirtySwitches(stage) {
  const { page, traffic, parallel } = stage;
  const sessions = [];
  for (const name of ['K', 'L', 'M', 'N']) {
    const session = await page.newSession();
    await page.send(`Switching ${name}. [[scenario:plain n=${parallel ? 700 : 350} rate=18 seed=2${sessions.length}]]`);
    sessions.push(session);
  }
  const before = traffic.streams.length;
  for (let turn = 0; turn < 30; turn += 1) {
    await page.show(sessions[(turn * 3) % 4]);
    const ready = (pane) => pane.said.length === 2 && (answerOf(pane).length > 0 || !parallel);
    const pane = await page.untilPane('the words of the session chosen', ready);
    hold(pane.phase === 'running' || !parallel, `a session was ${pane.phase} in the middle of the switching`);
    if (turn === 17) await page.shoot('switching-among-four');
  }
  const opened = traffic.streams.length - before;
  const sizes = [];
  for (const session of sessions) {
    await page.show(session);
    sizes.push((await mustBeWhole(stage, session, { within: 120_000 })).words);
  }
  const { most, which } = traffic.peak();
  hold(most <= 3, `${most} connections were open at one time`, which);
  const how = parallel ? '' : ' (they wait for each other, as this server has it)';
  return `all four whole${how} (${sizes.join(', ')} characters); at most ${most} connections, ${opened} streams opened by 30 switches`;
}
