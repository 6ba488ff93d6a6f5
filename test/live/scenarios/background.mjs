import { hold, NotPossible, until } from '../until.mjs';
import { finishedSession, isRunning, mustBeWhole, untilSaid } from './steps.mjs';

/** A finishes while B is shown: its row says so, and opening it shows all. */
export async function completesUnseen(stage) {
  const { page } = stage;
  const b = await finishedSession(stage, '2 B');
  const a = await page.newSession();
  await page.send('2 A: goes on alone. [[scenario:plain n=220 rate=30 seed=102]]');
  await untilSaid(page, 20);
  await page.show(b);
  hold((await page.row(a))?.status === 'running', 'the row of A does not run', await page.row(a));
  const done = await page.untilRow(a, 'the row of A to be unread', (row) => row.status !== 'running', {
    within: 40_000,
  });
  hold(done.status === 'unread', 'the row of A is not unread after its end', done);
  const pane = await page.pane();
  hold(pane.session === b && pane.said.length === 2, 'B changed when A ended', pane.said.length);
  await page.shoot('2-a-unread');
  await page.show(a);
  const { words } = await mustBeWhole(stage, a);
  await page.untilRow(a, 'the row of A to be read', (row) => row.status === 'idle');
  await page.show(b);
  await mustBeWhole(stage, b);
  return `row running, then unread while B was shown; opened: whole (${words} characters) and the row idle`;
}

/** A asks while B is shown: row, inbox and card say so; a click of the mouse answers, and the run finishes. */
export async function asksUnseen(stage) {
  const { page, backend } = stage;
  const [tag, kind, choice, reply] =
    backend === 'agent'
      ? ['clarify wait', 'question', 'amber', 'You said "amber".']
      : ['approval', 'approval', 'once', 'You answered "once", so I removed the build folder.'];
  const b = await finishedSession(stage, '3 B');
  const a = await page.newSession();
  const notes = [];

  // The server takes a turn that says the same as the one before for that one: no two may.
  const ask = async (time) => {
    await page.show(a);
    await page.send(`3 A: asks the ${time} time. [[scenario:${tag} create-delay=2500]]`);
    await page.show(b);
    await page.untilRow(a, 'the row of A to need somebody', (row) => row.status === 'needs-you', { within: 30_000 });
    const look = await page.look();
    hold(look.panes[0].session === b && look.panes[0].cards.length === 0, 'B shows a card of A', look.panes[0].cards);
    hold(!look.panes[0].needsYou, 'B says that it needs somebody');
    hold(look.inbox !== null, 'the page has no inbox');
    const cards = () =>
      page.look().then(({ inbox }) => inbox.filter((card) => card.session === a && card.state === 'pending'));
    const [card] = await until('the card of A in the inbox', async () => ((await cards()).length > 0 ? cards() : null));
    hold(
      card.kind === kind && card.choices.includes(choice),
      'the inbox has another card than the one asked for',
      card,
    );
    return card;
  };
  const finish = async (how) => {
    await page.untilRow(a, 'the row of A to be done with it', (row) => row.status !== 'needs-you');
    await page.show(a);
    await mustBeWhole(stage, a);
    const pane = await page.pane();
    hold(pane.said.at(-1).text.endsWith(reply), `the agent did not get the answer given ${how}`, pane.said.at(-1).text);
    const look = await page.look();
    hold(!look.inbox.some((card) => card.session === a && card.state === 'pending'), 'the inbox still has the card');
  };

  const first = await ask('first');
  await page.shoot('3-needs-you-in-b');
  await page.show(a);
  await page.untilPane('the card in A', (pane) => isRunning(pane) && pane.cards.some((card) => card.id === first.id));
  await page.shoot('3-card-in-a');
  await page.choose({ id: first.id, choice });
  await finish('in A');
  notes.push(`“${choice}” clicked in A`);

  const second = await ask('second');
  await page.openInbox();
  await page.choose({ id: second.id, choice, inbox: true });
  await page.shoot('3-answered-in-inbox');
  await finish('in the inbox');
  notes.push(`another ${kind} clicked in the inbox while B was shown`);

  await page.show(b);
  await mustBeWhole(stage, b);
  return `row needs-you, ${kind} in the inbox, none in B; ${notes.join(', ')}; both runs finished, A whole`;
}

/** A changes its id while B is shown: one row still, and everything follows. */
export async function rotatesUnseen(stage) {
  const { page, server, backend, traffic } = stage;
  if (backend !== 'agent') throw new NotPossible('nothing on the wire of this backend rotates a session');
  const b = await finishedSession(stage, '5 B');
  const a = await finishedSession(stage, '5 A');
  await page.send('5 A: gets long. [[scenario:compress rotate create-delay=3000]]');
  await page.type('a draft of A');
  await page.show(b);
  await page.untilRow(a, 'the end of the run of A', (row) => row.status === 'unread', { within: 40_000 });
  const old = await server.session(a);
  const tip = old.continuation_session_id;
  hold(typeof tip === 'string' && tip !== a, 'the server did not rotate the session', tip);
  const ids = [a, tip];

  const { rows } = await page.look();
  const own = rows.filter((row) => ids.includes(row.session));
  hold(own.length === 1, `there are ${own.length} rows of one conversation`, own);
  await page.shoot('5-one-row');
  const key = own[0].session;
  await page.show(key);
  const opened = await page.untilPane('the draft to be there still', (pane) => pane.draft === 'a draft of A');
  hold(ids.includes(opened.session), 'the pane went elsewhere', opened.session);
  const { words } = await mustBeWhole(stage, a, { aliases: ids });
  await page.shoot('5-opened-with-draft');

  await page.sendDraft();
  const said = ({ said: all, draft }) =>
    draft === '' && all.some((one) => one.role === 'user' && one.text === 'a draft of A');
  await page.untilPane('the draft in the conversation', said);
  await mustBeWhole(stage, a, { aliases: ids });
  const sent = traffic.sends.at(-1);
  hold(sent.session === tip, 'the next message went to another id than the newest', sent);

  // Who comes back by an old link finds the same conversation, once.
  await page.open(`?session=${a}`);
  await page.untilPane('the conversation by its old id', (pane) => pane.said.length >= 6);
  await mustBeWhole(stage, a, { aliases: ids });
  const after = await until('the rows again', async () => {
    const look = await page.look();
    return look.rows.some((row) => row.session === b) && look;
  });
  const again = after.rows.filter((row) => ids.includes(row.session));
  hold(again.length === 1, `after a reload there are ${again.length} rows of one conversation`, again);
  return `${a} became ${tip}: one row, draft kept, next message sent to the new id, old link opens it; whole (${words} characters)`;
}
