// What several scenarios do.

/* global document, performance */

import { equals, mustEqual, turnsOfServer } from '../story.mjs';
import { until } from '../until.mjs';

const isIdle = ({ phase }) => phase === 'idle';
export const isRunning = ({ phase }) => phase === 'running';

/** What the agent said in the last turn, so far. */
export function answerOf(pane) {
  const last = pane.said.at(-1);
  return last?.role === 'assistant' ? last.text : '';
}

/** The text was sent, nothing waits any more, and the agent has said something to it. */
export function isAnswered({ said, queue, phase }, text) {
  const sent = said.findIndex((one) => one.role === 'user' && one.text === text);
  const answer = said.slice(sent + 1).find((one) => one.role === 'assistant');
  return sent >= 0 && phase === 'idle' && queue.length === 0 && answer !== undefined && answer.text !== '';
}

/** A session with a short finished turn. */
export async function finishedSession({ page, server }, name) {
  const session = await page.newSession();
  await page.send(`${name}: a short one. [[scenario:plain n=12 rate=60]]`);
  await mustBeWhole({ page, server }, session);
  return session;
}

/** Waits until the agent has said this much in the pane. */
export function untilSaid(page, length, { index = 0, within = 30_000 } = {}) {
  return page.untilPane(`${length} characters of an answer`, (pane) => answerOf(pane).length >= length, {
    index,
    within,
  });
}

/**
 * The pane shows this session, its run is over, and it says exactly what the server has; and so did every sight of it
 * before, as far as it went.
 */
export async function mustBeWhole({ page, server }, session, { index = 0, within = 60_000, aliases = [session] } = {}) {
  const done = (pane) =>
    pane.session !== null && aliases.includes(pane.session) && isIdle(pane) && pane.said.length > 0;
  await page.untilPane(`the end of the run of ${session}`, done, { index, within });
  const truth = turnsOfServer(await server.session(aliases.at(-1)));
  const whole = async () => {
    if (equals(await page.pane(index), truth)) return true;
    await page.unfold(index);
    return equals(await page.pane(index), truth);
  };
  // The stored transcript may come a moment after the end.
  await until('', whole, { within: 8_000 }).catch(() => {});
  mustEqual(await page.pane(index), truth);
  for (const id of aliases) page.story.mustFit(id, truth);
  return { words: truth.map(({ text }) => text).join('').length };
}

/** Does B stream while A does? Where the server lets turns wait for each other, it only runs. */
export function together({ parallel }) {
  return parallel ? 'streamed beside it' : 'waited for its turn, as this server has it';
}

/** Through the runtime, as the row's menu does it. Milliseconds until it was answered, a wait for a connection included. */
export function rename(page, session, title) {
  return page.run(
    async (id, name) => {
      const from = performance.now();
      await document.querySelector('hermes-connection').registry.peek(id).rename(name);
      return performance.now() - from;
    },
    session,
    title,
  );
}
