import { turnsOfServer } from '../story.mjs';
import { hold } from '../until.mjs';
import { answerOf, isRunning, mustBeWhole, together, untilSaid } from './steps.mjs';

/** A and B run. A is stopped, then A fails: B does not notice. */
export async function stopAndError(stage) {
  const { page, parallel } = stage;
  const a = await page.newSession();
  await page.send('6 A: to be stopped. [[scenario:plain n=2000 rate=22 seed=107]]');
  await untilSaid(page, 60);
  const b = await page.newSession();
  await page.send(`6 B: undisturbed. [[scenario:plain n=${parallel ? 1100 : 200} rate=22 seed=106]]`);
  if (parallel) await untilSaid(page, 20);
  else await page.untilPane('B to run', isRunning);
  await page.show(a);
  await page.untilPane('A to run on', isRunning);
  await page.click('Stop', ['hermes-pane', 'hermes-composer', '[part~="stop"]']);
  await page.untilPane('A to stop', (pane) => pane.phase === 'idle');
  await page.shoot('6-a-stopped');
  const text = await mustSayStopped(stage, a);
  await page.show(b);
  await mustRunUntouched(page, 'the stop of A');
  if (!parallel) await mustBeWhole(stage, b);
  await page.show(a);
  await page.send('6 A: to fail. [[scenario:error kind=partial create-delay=4000]]');
  await page.show(b);
  // Where turns wait for each other this one waits while A fails.
  if (!parallel) await page.send('6 B: again. [[scenario:plain n=100 rate=22 seed=111]]');
  await page.untilRow(a, 'the row of A to have failed', (row) => row.status === 'failed', { within: 40_000 });
  await mustRunUntouched(page, 'the error of A');
  await page.shoot('6-a-failed-b-runs');
  await page.show(a);
  await mustBeWhole(stage, a);
  const pane = await page.pane();
  const errors = pane.said.at(-1).notices.filter((notice) => notice === 'error');
  const lines = pane.notices.filter((notice) => notice.kind === 'error');
  hold(errors.length + lines.length === 1, 'A does not say once that it failed', { errors, lines });
  await page.show(b);
  const { words } = await mustBeWhole(stage, b, { within: 120_000 });
  return `A stopped (${text}), then failed with its partial text; B ${together(stage)}, ran on and is whole (${words} characters)`;
}

/**
 * The server's own worker and its stop race for the transcript: when the worker wins, the partial text is not stored, and in
 * front of a gateway at times not even the prompt.
 */
async function mustSayStopped(stage, a) {
  const { page, server } = stage;
  const turns = turnsOfServer(await server.session(a));
  if (turns.at(-1)?.role !== 'assistant') {
    // The page has it until it has read what became of it.
    await page.untilPane('what the server did not keep to go', (pane) => answerOf(pane) === '');
    page.story.forget(a);
  }
  if (turns.length === 0) {
    await page.untilPane('the forgotten prompt to come back', ({ queue }) =>
      queue.some((item) => item.state === 'returned' && item.text.includes('6 A: to be stopped.')),
    );
    return 'the server itself forgot its prompt, which came back';
  }
  const { words } = await mustBeWhole(stage, a);
  const notices = (await page.pane()).said.flatMap((said) => said.notices);
  hold(
    notices.length === 1 && notices[0] === 'stopped',
    'the conversation does not say once that A was stopped',
    notices,
  );
  return turns.at(-1).role === 'assistant' ? `${words} characters kept` : 'the server itself did not store its text';
}

/** The run in the pane goes on, and nothing is said of another one. */
async function mustRunUntouched(page, what) {
  const { length } = answerOf(await page.pane());
  const pane = await page.untilPane('B to run on', (now) => isRunning(now) && answerOf(now).length > length);
  const odd = [...pane.notices, ...pane.said.at(-1).notices];
  hold(odd.length === 0, `B says something of ${what}`, odd);
}

/** A, B and A again side by side, all streaming: both panes of A are equal in every frame, and one may go. */
export async function panesOnOne(stage) {
  const { page } = stage;
  const a = await page.newSession();
  const b = await page.newSession();
  await page.open(`?panes=3&session=${a},${b},${a}`);
  await page.untilPane('three panes', (pane) => pane.session === a && pane.phase === 'idle', { index: 2 });
  await page.watchFrames();
  await page.send('P A: in two panes. [[scenario:plain n=500 rate=22 seed=108]]');
  await page.send('P B: beside it. [[scenario:plain n=500 rate=22 seed=109]]', { index: 1 });
  if (stage.parallel) await untilSaid(page, 200, { index: 1 });
  await untilSaid(page, 200);
  await page.shoot('panes-a-b-a');
  const middle = await page.pane(2);
  await page.remove(2);
  const { length } = answerOf(middle);
  await page.untilPane(
    'A to run on without its second pane',
    (pane) => isRunning(pane) && answerOf(pane).length > length + 40,
  );
  const { words } = await mustBeWhole(stage, a);
  await mustBeWhole(stage, b, { index: 1 });
  const watch = await page.framesWatched();
  hold(watch.unequal.length === 0, 'the panes of A differed in a frame', watch.unequal);
  hold(watch.shrunk.length === 0, 'text that was there was taken back', watch.shrunk);
  hold(watch.compared > 50 && watch.moving > 50, 'too few frames were seen', watch);
  return `A, B (which ${together(stage)}) and A again: both panes of A equal in all ${watch.compared} frames compared (${watch.moving} with new text); one removed, A ran on; all whole (${words} characters)`;
}
