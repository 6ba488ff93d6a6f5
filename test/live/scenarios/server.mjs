import { performance } from 'node:perf_hooks';
import { hold, NotPossible, until } from '../until.mjs';
import { answerOf, mustBeWhole, untilSaid } from './steps.mjs';
import { mustKeepBudget } from './tabs.mjs';

/** Signed out: the page says so, leads to the server's login page, and comes back signed in. */
export async function signIn(stage) {
  const { page, server, password, traffic } = stage;
  if (!(await server.needsPassword())) throw new NotPossible('this server asks for no password');
  if (password === null) throw new NotPossible('no --password was given');
  await page.shoot('signed-out');
  await page.signIn(password);
  await server.signIn(password);
  const session = await page.newSession();
  await page.send('Signed in. [[scenario:plain n=12 rate=60]]');
  const { words } = await mustBeWhole(stage, session);
  hold(traffic.sends.at(-1)?.csrf === true, 'the message went out without the CSRF token');
  await page.shoot('signed-in');
  return `“Sign in” led to the server’s page and back; a message with the CSRF token was taken and answered (${words} characters)`;
}

/** kill -9 in the middle of a run that two tabs show, and a start some seconds later. */
export async function restart(stage) {
  const { page, tabs, gate, lab } = stage;
  if (lab === null) throw new NotPossible('no --control was given');
  const a = await page.newSession();
  await page.send('R A: does not survive. [[scenario:plain n=3000 rate=20 seed=110]]');
  const other = await tabs.open(`?session=${a}`);
  await untilSaid(other, 60);
  const before = answerOf(await untilSaid(page, 150));
  await lab.kill();
  await other.untilPane('a word in the other tab', (pane) => pane.notices.some(({ kind }) => kind === 'link'));
  const away = await page.untilPane('a word that the connection is lost', (pane) =>
    pane.notices.some(({ kind }) => kind === 'link'),
  );
  hold(answerOf(away).startsWith(before), 'text is gone while the server is away', answerOf(away));
  await page.type('written while it was away');
  await page.shoot('restart-server-away');
  await lab.start();
  const back = performance.now();
  const isOver = (pane) => pane.phase === 'idle' && pane.link === 'live';
  const over = await page.untilPane('the run to be lost', isOver, { within: 60_000 });
  await other.untilPane('the run to be lost in the other tab', isOver, { within: 60_000 });
  const told = (performance.now() - back) / 1000;
  const lost =
    over.notices.some(({ kind, text }) => kind === 'info' && /restarted during this turn/.test(text)) ||
    over.said.at(-1).notices.includes('interrupted');
  hold(lost, 'the page does not say that the run was lost', { notices: over.notices, said: over.said.at(-1).notices });
  hold(answerOf(over).startsWith(before), 'the text of the lost run is not kept', answerOf(over));
  hold(over.draft === 'written while it was away', 'what was written meanwhile is lost', over.draft);
  await page.shoot('restart-run-lost');

  await page.sendDraft();
  const answered = await until(
    'an answer to the next message',
    async () => {
      const pane = await page.pane();
      const sent = pane.said.findIndex((said) => said.role === 'user' && said.text === 'written while it was away');
      return (
        sent >= 0 && pane.phase === 'idle' && pane.said.slice(sent).some((said) => said.role === 'assistant') && pane
      );
    },
    { within: 75_000, seen: () => page.pane().then(({ queue, phase, notices }) => ({ queue, phase, notices })) },
  );
  const took = (performance.now() - back) / 1000;
  hold(answered.queue.length === 0, 'the message is in the queue still', answered.queue);
  await mustBeWhole(stage, a);
  await mustBeWhole({ ...stage, page: other }, a);
  hold(gate.timesTaken('written while it was away') >= 1, 'the message did not pass the gate');
  await page.shoot('restart-next-answered');
  return `“lost” said ${told.toFixed(1)} s after the restart with the ${before.length} characters and more kept; the next message, sent at once, was answered ${took.toFixed(0)} s after it; whole in both tabs`;
}

/** Over everything that was played in this browser. */
export async function budget({ gate, traffic }) {
  const own = traffic.peak();
  hold(own.most <= 3, `the first tab had ${own.most} connections open at one time`, own.which);
  // Where tabs have no locks each has connections of its own.
  const { most, above } = mustKeepBudget(gate, undefined, 'tabs: without locks');
  return `the first tab never held more than ${own.most} long-lived connections, the whole browser never more than ${most} (above three for ${above} ms at most)`;
}
