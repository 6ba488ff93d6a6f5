// What a person does with messages once they are there: ask again, edit, fork, copy, link, attach, rename.

/* global document */

import { writeFile, mkdtemp, rm } from 'node:fs/promises';
import { tmpdir } from 'node:os';
import path from 'node:path';
import { Buffer } from 'node:buffer';
import { hold, NotPossible, until } from '../until.mjs';
import { answerOf, finishedSession, mustBeWhole } from './steps.mjs';

/** Two by two pixels. */
const PICTURE = Buffer.from(
  'iVBORw0KGgoAAAANSUhEUgAAAAIAAAACCAIAAAD91JpzAAAAFklEQVR42mNk+M/AwMDAxAADCBYDAw0JAQPyHrBSAAAAAElFTkSuQmCC',
  'base64',
);

/** The last answer is asked for again: a new run, and one answer in its place. */
export async function asksAgain(stage) {
  const { page, server, traffic } = stage;
  const session = await finishedSession(stage, 'M retry');
  const rows = (await server.session(session)).messages.length;
  const runs = new Set(traffic.streams).size;
  // What was seen of the answer before is not the beginning of the next one.
  page.story.forget(session);
  await page.pick(1, 'retry');
  await until('a new run', () => new Set(traffic.streams).size > runs);
  await page.untilPane('its end', (pane) => pane.phase === 'idle' && pane.said.length === 2 && answerOf(pane) !== '');
  await until('the new answer to be stored', async () => {
    const stored = (await server.session(session)).messages;
    return stored.length === rows && stored.at(-1).role === 'assistant';
  });
  page.story.forget(session);
  const { words } = await mustBeWhole(stage, session);
  const after = await server.session(session);
  hold(after.messages.length === rows, 'asking again added rows', after.messages.length);
  return `a new run answered, in place of the old one (${words} characters, ${rows} rows as before)`;
}

/** Behind a gateway the server drops the prompt of a turn that brought no answer: it is the person's again, also after a reload. */
export async function isForgotten(stage) {
  const { page, server, backend } = stage;
  if (backend !== 'runs') throw new NotPossible('this backend stores every prompt');
  const session = await finishedSession(stage, 'M forgotten');
  const rows = (await server.session(session)).messages.length;
  const text = 'M forgotten: is anybody there? [[scenario:error kind=empty]]';
  await page.type(text);
  await page.sendDraft();
  const isBack = ({ queue }) => queue.length === 1 && queue[0].state === 'returned' && queue[0].text.includes(text);
  await page.untilPane('the text to come back', isBack);
  await page.shoot('m-forgotten');
  hold((await server.session(session)).messages.length === rows, 'the server stored it after all');
  await page.reload();
  await page.untilPane('the text after a reload', (pane) => pane.session === session && isBack(pane));
  return `the server kept ${rows} rows as before; the text came back with the reason, and was there after a reload`;
}

/** A fork ends with the answer; an edit is a fork before the prompt, with its words as a draft. The first stays as it was. */
export async function forks(stage) {
  const { page, server } = stage;
  const session = await finishedSession(stage, 'M fork');
  const second = 'M fork: and once more. [[scenario:plain n=15 rate=60 seed=9]]';
  await page.send(second);
  await page.untilPane('the second answer', (pane) => pane.phase === 'idle' && pane.said.length === 4);
  await mustBeWhole(stage, session);
  const before = (await server.session(session)).messages.length;

  await page.pick(1, 'fork');
  const { session: fork } = await page.untilPane('the fork in the pane', (pane) => {
    return pane.session !== null && pane.session !== session && pane.said.length === 2;
  });
  const forked = await server.session(fork);
  hold(forked.parent_session_id === session, 'the server does not call it a fork', forked.parent_session_id);
  await mustBeWhole(stage, fork);
  await page.send('M fork: goes on in the fork. [[scenario:plain n=10 rate=60 seed=10]]');
  await page.untilPane('an answer in the fork', (pane) => pane.phase === 'idle' && pane.said.length === 4);
  await mustBeWhole(stage, fork);

  await page.show(session);
  await page.untilPane('the first one again', (pane) => pane.said.length === 4);
  await page.pick(2, 'edit');
  const edited = await page.untilPane('the prompt as a draft of another session', (pane) => {
    return ![session, fork].includes(pane.session) && pane.draft === second && pane.said.length === 2;
  });
  await page.type(' Edited.');
  await page.sendDraft();
  await page.untilPane('its answer', (pane) => pane.phase === 'idle' && pane.said.length === 4);
  await mustBeWhole(stage, edited.session);
  const after = (await server.session(session)).messages.length;
  hold(after === before, 'the first conversation changed', { before, after });
  return 'forked after an answer, edited before a prompt; both ran on, the first stayed as it was';
}

/** A picture and a table are chosen, sent, shown, and load from the server. */
export async function attaches(stage) {
  const { page, server } = stage;
  const session = await page.newSession();
  const folder = await mkdtemp(path.join(tmpdir(), 'hermes-live-'));
  try {
    const files = [path.join(folder, 'two by two.png'), path.join(folder, 'räume.csv')];
    await writeFile(files[0], PICTURE);
    await writeFile(files[1], 'room,size\na,12\n');
    await page.chooseFiles(files);
    await page.type('M files: what is in these? [[scenario:plain n=10 rate=60 seed=11]]');
    await page.sendDraft();
    await page.untilPane('an answer', (pane) => pane.phase === 'idle' && answerOf(pane) !== '', { within: 40_000 });
  } finally {
    await rm(folder, { recursive: true, force: true });
  }
  const shown = await until(
    'both files in the message',
    async () => {
      const now = await page.files(0);
      return now.length === 2 && now.every(({ state, kind }) => kind === 'file' || state === 'shown') ? now : null;
    },
    { seen: () => page.files(0) },
  );
  const { said } = await page.pane();
  hold(!said[0].text.includes('[Attached files'), 'the prompt shows the note for the agent', said[0].text);
  const stored = (await server.session(session)).messages[0];
  hold(stored.content.includes('[Attached files'), 'the agent was not told where the files are', stored.content);
  await page.reload();
  await page.untilPane('the conversation after a reload', (pane) => pane.session === session && pane.said.length === 2);
  await until(
    'the picture after a reload',
    async () => (await page.files(0)).some(({ state, pixels }) => state === 'shown' && pixels === 2),
    { seen: () => page.files(0) },
  );
  for (const { kind, link } of await page.files(0)) {
    const { status, bytes } = await page.run(async (url) => {
      const response = await fetch(url);
      return { status: response.status, bytes: (await response.arrayBuffer()).byteLength };
    }, link);
    const size = kind === 'image' ? PICTURE.length : 15;
    hold(status === 200 && bytes === size, `the ${kind} can't be saved`, { link, status, bytes });
  }
  const given = await showsGiven(stage, /\[Attached files: ([^,\]]+)/.exec(stored.content)[1]);
  return `${shown.map(({ name, kind }) => `${kind} “${name}”`).join(' and ')} sent, shown, there after a reload, and saved whole; ${given}`;
}

/** The same picture, given by an agent and by a tool: below the answer, and in the tool's card once it is asked for. */
async function showsGiven({ page, server }, picture) {
  const call = { id: 'c1', type: 'function', function: { name: 'browser_screenshot', arguments: '{}' } };
  const session = await server.import('M given', [
    { role: 'user', content: 'M given: show it.', timestamp: 1_760_000_000 },
    { role: 'assistant', content: 'Here.', tool_calls: [call], timestamp: 1_760_000_001 },
    { role: 'tool', tool_call_id: 'c1', content: JSON.stringify({ output: `Saved. MEDIA:${picture}` }) },
    { role: 'assistant', content: `This is it.\n\nMEDIA:${picture}`, timestamp: 1_760_000_002 },
  ]);
  await page.open(`?session=${session}`);
  const pixels = async () => (await page.files(1)).map((file) => file.pixels);
  await until('the picture below the answer', async () => (await pixels()).join() === '2', {
    seen: () => page.files(1),
  });
  const { said } = await page.pane();
  hold(!said[1].text.includes('MEDIA:'), 'the answer still names the file', said[1].text);
  await page.cards({ open: true });
  const card = ['hermes-pane', 'hermes-transcript', ['hermes-message', 1], 'hermes-tool-card'];
  await page.click('the card of the tool', [...card, '.line']);
  await page.click('the button that loads its picture', [...card, '.images .button']);
  await page.click('its picture', [...card, '.picture']);
  await page.click('“Close” of the viewer', [...card, 'hermes-lightbox', '[data-act="close"]']);
  return 'given by an agent and by a tool: shown below the answer, in the card, and at the size of the window';
}

/** The text on the clipboard is the text on the server; a link leads back to its message in a page that is new. */
export async function copiesAndLinks(stage) {
  const { page, server, tabs } = stage;
  const session = await finishedSession(stage, 'M copy');
  const [prompt, answer] = (await server.session(session)).messages.map(({ content }) => content);
  await page.pick(1, 'copy');
  const copied = await page.clipboard();
  hold(copied.trim() === answer.trim(), 'another text was copied', copied);
  await page.pick(1, 'copy-conversation');
  const whole = await until('the conversation on the clipboard', async () => {
    const text = await page.clipboard();
    return text !== copied && text;
  });
  const missing = [prompt, answer].filter((text) => !whole.includes(text.trim()));
  hold(missing.length === 0, 'the conversation on the clipboard lacks a text', missing);
  await page.pick(0, 'link');
  const link = await until('an address on the clipboard', async () => {
    const text = await page.clipboard();
    return URL.canParse(text) && text;
  });
  const tab = await tabs.open(new URL(link).search);
  await tab.untilPane('the conversation of the link', (pane) => pane.session === session && pane.said.length === 2);
  await until('the message of the link to be marked', () => tab.isMarked(0));
  return `copied letter by letter (${copied.length} characters), the conversation (${whole.length}), and the link marks its message`;
}

/** The row's menu gives a name; the server keeps it and the next turn does not take it away. */
export async function renames(stage) {
  const { page, server } = stage;
  const session = await finishedSession(stage, 'M rename');
  const title = 'Räume & <b>Kosten</b> שלום';
  await page.rename(session, title);
  await page.untilRow(session, 'the new name in the list', (row) => row.title === title);
  await page.untilPane('the new name over the pane', (pane) => pane.title === title);
  hold((await server.session(session)).title === title, 'the server has another name');
  await page.send('M rename: one more. [[scenario:plain n=10 rate=60 seed=12]]');
  await page.untilPane('its answer', (pane) => pane.phase === 'idle' && pane.said.length === 4);
  await mustBeWhole(stage, session);
  hold((await page.pane()).title === title, 'the name was taken away', (await page.pane()).title);
  return `“${title}” in the list, over the pane and on the server, also after the next turn`;
}

/** 1,300 rows: opens at the end, an older page comes without moving what is read, and the search goes through all. */
export async function readsFarUp(stage) {
  const { page, server } = stage;
  const session = await server.import('M far up', longConversation(650));
  await page.open(`?session=${session}`);
  await page.untilPane('its end', (pane) => pane.said.at(-1)?.text.includes('Answer 650.'), { within: 30_000 });
  const step = await page.scrollUp();
  hold(Math.abs(step.moved) <= 2, 'a line moved under the reader when older messages came', step);
  hold(step.rows.after > step.rows.before, 'no older messages came', step);
  await page.find('kettle number 3?');
  await page.untilPane('what is searched', (pane) => pane.said.some(({ text }) => text.includes('kettle number 3?')), {
    within: 90_000,
  });
  const count = await page.run(() => {
    const { shadowRoot } = document.querySelector('hermes-pane').shadowRoot.querySelector('hermes-transcript');
    return shadowRoot.querySelector('.find-count').textContent.trim();
  });
  hold(/^1\b/.test(count), 'the search does not count it', count);
  return `older messages came (${step.rows.before} to ${step.rows.after}) and the line that was read moved by ${step.moved} px; a text 1,290 rows up was found (“${count}”)`;
}

function longConversation(turns) {
  return Array.from({ length: turns }, (_, at) => at + 1).flatMap((n) => [
    { role: 'user', content: `Question ${n}: what of kettle number ${n}?`, timestamp: 1_760_000_000 + n * 60 },
    {
      role: 'assistant',
      content: `Answer ${n}. It boils.\n\n${'- one more line of it\n'.repeat(n % 7)}\n\`code ${n}\``,
      timestamp: 1_760_000_030 + n * 60,
    },
  ]);
}

/** A run with thinking and tools: every call is a card in its order, live and after a reload where the server stores them. */
export async function works(stage) {
  const { page, server, backend } = stage;
  const session = await page.newSession();
  await page.send('M works: look at the notes. [[scenario:tools pace=250]]');
  const live = await page.untilPane('a running tool', (pane) => pane.said.at(-1)?.live && pane.said.at(-1).tools > 2);
  const done = await page.untilPane('its end', (pane) => pane.phase === 'idle' && pane.said.at(-1)?.tools >= 5);
  hold(done.said.length === live.said.length, 'the turn became several when it settled', done.said.length);
  await mustBeWhole(stage, session);
  const cards = await page.cards();
  hold(cards.length === 5, 'not every call has its card', cards);
  hold(cards.filter(({ status }) => status === 'failed').length === 1, 'the failed call is not told', cards);
  await page.reload();
  await page.untilPane('it after a reload', (pane) => pane.session === session && pane.said.length === 2);
  const stored = (await server.session(session)).messages;
  const kept = stored.some(({ tool_calls: calls }) => calls?.length > 0);
  const again = await page.cards({ open: true });
  if (kept) {
    const told = ({ name, status }) => `${name} ${status}`;
    hold(again.map(told).join() === cards.map(told).join(), 'the cards differ after a reload', { cards, again });
  }
  const words = kept
    ? 'the same after a reload'
    : `not stored by this backend (${backend}), ${again.length} after a reload`;
  return `${cards.map(({ name }) => name).join(', ')}: one card each, ${words}`;
}
