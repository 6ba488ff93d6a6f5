// What is done in one tab is seen in another, within a second, without its getting the focus.

import { mkdtemp, rm, writeFile } from 'node:fs/promises';
import { tmpdir } from 'node:os';
import path from 'node:path';
import { performance } from 'node:perf_hooks';
import { hold, until } from '../until.mjs';
import { finishedSession, isAnswered, isRunning, mustBeWhole, untilSaid } from './steps.mjs';

const SECOND_MS = 1_000;

/** A draft and its file, a seen mark, a begun turn and an answer. */
export async function deedsCross(stage) {
  const { page, tabs, gate, backend } = stage;
  await page.away();
  await gate.untilAllClosed();
  const one = await tabs.open();
  const b = await finishedSession({ ...stage, page: one }, 'D B');
  const a = await one.newSession();
  const two = await tabs.open(`?session=${a}`);
  await two.untilPane('the empty session', (pane) => pane.session === a && pane.phase === 'idle');
  const took = {};

  await one.type('half a thought');
  took.draft = await soon(() => two.untilPane('the draft', (pane) => pane.draft === 'half a thought'));
  await two.type(' and the rest');
  took['draft back'] = await soon(() =>
    one.untilPane('the draft of the other', (pane) => pane.draft === 'half a thought and the rest'),
  );

  const folder = await mkdtemp(path.join(tmpdir(), 'hermes-files-'));
  try {
    const file = path.join(folder, 'notes.txt');
    await writeFile(file, 'Some notes.');
    await one.chooseFiles([file]);
  } finally {
    await rm(folder, { recursive: true });
  }
  took.file = await soon(() => two.untilReady(1));

  await one.sendDraft();
  took['file sent'] = await soon(() => two.untilReady(0));
  const text = 'half a thought and the rest';
  const begun = (pane) => isRunning(pane) && pane.draft === '' && pane.said.some((said) => said.text === text);
  took.turn = await soon(() => two.untilPane('the turn begun in the other tab', begun));
  await mustBeWhole({ ...stage, page: two }, a);
  await mustBeWhole({ ...stage, page: one }, a);

  // Neither looks at A when it ends.
  await one.send('D A: ends unseen. [[scenario:plain n=50 rate=25 seed=311]]');
  await one.show(b);
  await two.show(b);
  for (const tab of [one, two]) await tab.untilRow(a, 'A to be unread', (row) => row.status === 'unread');
  await two.show(a);
  took['seen mark'] = await soon(() => one.untilRow(a, 'A to be read', (row) => row.status === 'idle'));

  const [tag, choice] = backend === 'agent' ? ['clarify wait', 'amber'] : ['approval', 'once'];
  await two.send(`D A: asks. [[scenario:${tag} create-delay=500]]`);
  await one.show(a);
  const hasCard = (pane) => pane.cards.some((card) => card.state === 'pending');
  const { cards } = await one.untilPane('the card in one', hasCard, { within: 30_000 });
  const { id } = cards.find((card) => card.state === 'pending');
  await two.untilPane('the card in the other', hasCard);
  await one.choose({ id, choice });
  const answered = (pane) => !pane.cards.some((card) => card.id === id && card.state === 'pending');
  took.answer = await soon(() => two.untilPane('the card to be answered', answered));
  await mustBeWhole({ ...stage, page: two }, a);
  await mustBeWhole({ ...stage, page: one }, a);

  const slow = Object.entries(took).filter(([, ms]) => ms > SECOND_MS);
  hold(slow.length === 0, 'something took more than a second to the other tab', took);
  const all = Object.entries(took).map(([what, ms]) => `${what} ${ms} ms`);
  return `in the other tab after: ${all.join(', ')}; both whole`;
}

/** Two people at one request: each presses in a tab of its own, at the same moment, and they do not say the same. */
export async function oneAnswer(stage) {
  const { page, tabs, gate, backend } = stage;
  await page.away();
  await gate.untilAllClosed();
  const one = await tabs.open();
  const a = await one.newSession();
  const two = await tabs.open(`?session=${a}`);
  const [tag, choices] = backend === 'agent' ? ['clarify wait', ['amber', 'blue']] : ['approval', ['once', 'deny']];
  await one.send(`O A: asks both. [[scenario:${tag} create-delay=500]]`);
  const waiting = (pane) => pane.cards.find((card) => card.state === 'pending');
  const { cards } = await one.untilPane('the card in one', waiting, { within: 30_000 });
  const { id } = cards.find((card) => card.state === 'pending');
  await two.untilPane('the card in the other', waiting);
  const before = gate.answers;
  const pressed = [one, two].map((tab, at) => tab.choose({ id, choice: choices[at] }));
  const missed = (await Promise.allSettled(pressed)).filter(({ status }) => status === 'rejected').length;
  hold(missed < 2, 'nobody could press');
  const closed = (pane) =>
    !pane.cards.some((card) => card.id === id && card.state !== 'resolved' && card.state !== 'gone');
  for (const tab of [one, two]) await tab.untilPane('the card to be answered', closed);
  for (const tab of [one, two]) await mustBeWhole({ ...stage, page: tab }, a);
  hold(gate.answers - before === 1, `${gate.answers - before} answers were sent`);
  return `${choices.join(' and ')} pressed in two tabs at the same moment${missed > 0 ? ' (one of them found the card gone)' : ''}: one answer was sent, both tabs show it; whole`;
}

/** A text waits in a tab that is closed: it goes out once, from another. */
export const queueOutlivesClose = (stage) => queueOutlives(stage, 'closed');

/** The same for one that crashes. */
export const queueOutlivesCrash = (stage) => queueOutlives(stage, 'crashed');

async function queueOutlives(stage, how) {
  const { page, tabs, gate } = stage;
  await page.away();
  await gate.untilAllClosed();
  const one = await tabs.open();
  const a = await one.newSession();
  await one.send(`Q ${how}: takes a while. [[scenario:plain n=200 rate=20 seed=321]]`);
  const two = await tabs.open(`?session=${a}`);
  await untilSaid(two, 40);
  const text = `queued in a tab that is ${how} ${Date.now()}`;
  await one.type(text);
  await one.sendDraft();
  const waits = (pane) => pane.queue.some((item) => item.text.includes(text));
  await one.untilPane('the text in the queue', waits);
  await two.untilPane('the text in the queue of the other tab', waits);
  hold(gate.timesTaken(text) === 0, 'the text went out while the run was on');
  await tabs.end(one, how);
  const gone = performance.now();
  await until('the text to go out', () => gate.timesTaken(text) > 0, { within: 60_000, seen: () => queueOf(two) });
  const waited = ((performance.now() - gone) / 1000).toFixed(1);
  await two.untilPane('the text answered', (pane) => isAnswered(pane, text), { within: 60_000 });
  await mustBeWhole({ ...stage, page: two }, a);
  hold(gate.timesTaken(text) === 1, `the text was sent ${gate.timesTaken(text)} times`);
  return `the text went out once, ${waited} s after its tab was ${how}, when the run was over; whole`;
}

async function queueOf(tab) {
  const { queue, phase } = await tab.pane();
  return { queue, phase };
}

async function soon(act) {
  const from = performance.now();
  await act();
  return Math.round(performance.now() - from);
}
