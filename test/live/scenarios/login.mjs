// The login ends in the middle of a run.

import { hold, NotPossible, until } from '../until.mjs';
import { answerOf, isAnswered, mustBeWhole, untilSaid } from './steps.mjs';

/** The page says so, keeps every word, and goes on whole after a new login; what was queued goes out once. */
export async function loginExpires(stage) {
  const { page, server, gate, password } = stage;
  if (!(await server.needsPassword())) throw new NotPossible('this server asks for no password');
  if (password === null) throw new NotPossible('no --password was given');
  const a = await page.newSession();
  await page.send('L A: outlives the login. [[scenario:plain n=700 rate=20 seed=701]]');
  const before = answerOf(await untilSaid(page, 100));
  const queued = `queued before the login ended ${Date.now()}`;
  await page.type(queued);
  await page.sendDraft();
  await page.untilPane('the text in the queue', (pane) => pane.queue.some((item) => item.text.includes(queued)));
  await page.type('half a sentence');
  await page.dropLogin();
  const out = await page.untilPane(
    'a word to sign in again',
    (pane) => pane.link === 'auth' && pane.notices.some(({ kind, text }) => kind === 'link' && /sign/i.test(text)),
    { within: 40_000 },
  );
  hold(answerOf(out).startsWith(before), 'text is gone while signed out', answerOf(out));
  hold(out.draft === 'half a sentence', 'the draft is lost while signed out', out.draft);
  hold(
    out.queue.some((item) => item.text.includes(queued)),
    'the queue is lost while signed out',
    out.queue,
  );
  await page.shoot('login-expired');
  await page.signIn(password);
  await page.untilPane('A with its draft', (pane) => pane.session === a && pane.draft === 'half a sentence');
  await until('the queued text to go out', () => gate.timesTaken(queued) > 0, {
    within: 90_000,
    seen: () => page.pane(),
  });
  await page.untilPane('the queued text answered', (pane) => isAnswered(pane, queued), { within: 60_000 });
  const { words } = await mustBeWhole(stage, a);
  hold(gate.timesTaken(queued) === 1, `the queued text was sent ${gate.timesTaken(queued)} times`);
  hold((await page.pane()).draft === 'half a sentence', 'the draft is lost at the end');
  return `link “auth” with a way to sign in, text, draft and queue stayed; after a new login the queued text went out once; whole (${words} characters)`;
}
