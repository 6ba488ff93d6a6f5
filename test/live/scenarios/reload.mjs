import { hold } from '../until.mjs';
import { answerOf, isRunning, mustBeWhole, untilSaid } from './steps.mjs';

/** The page is loaded anew in the middle of a run, twice. */
export async function reloadMidRun(stage) {
  const { page } = stage;
  const a = await page.newSession();
  await page.send('4 A: outlives the page. [[scenario:plain n=420 rate=22 seed=104]]');
  await page.type('not yet sent');
  let { length } = answerOf(await untilSaid(page, 120));
  for (let round = 1; round <= 2; round += 1) {
    await page.reload();
    const back = await page.untilPane(
      'A to run on',
      (pane) => pane.session === a && isRunning(pane) && answerOf(pane).length > length,
    );
    hold(back.said.filter((said) => said.role === 'user').length === 1, 'the prompt is there twice');
    hold(back.draft === 'not yet sent', 'the draft is lost', back.draft);
    length = answerOf(back).length;
    if (round === 1) await page.shoot('4-reloaded');
  }
  const { words } = await mustBeWhole(stage, a);
  hold((await page.pane()).draft === 'not yet sent', 'the draft is lost at the end');
  return `went on by itself after both reloads, draft kept; whole at the end (${words} characters)`;
}
