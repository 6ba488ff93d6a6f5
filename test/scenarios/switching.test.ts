// Scenario 1, and its hard form: whatever is looked at meanwhile, a session that runs says every word once.

import { expect } from '@open-wc/testing';
import { scene, ROWS } from '../support/scene.js';
import { journalWords, storedWords } from '../support/said.js';
import { until } from '../support/until.js';

scene('A runs while one goes to B and back, several times', async ({ page, emulator, a, b }) => {
  await page.pane().send('Count. [[scenario:plain n=160 rate=60]]');
  await until('it runs', () => page.pane().phase === 'running');
  const run = (await emulator.control<{ streamId: string }>('run', a)).streamId;
  let seen = '';
  for (let round = 0; round < 4; round += 1) {
    await until('A goes on', () => page.pane().liveText().length > seen.length);
    expect(page.pane().liveText().startsWith(seen), 'nothing of it is lost').to.equal(true);
    seen = page.pane().liveText();
    expect((await journalWords(emulator, run)).startsWith(seen), 'each word is there once').to.equal(true);

    await page.select(b);
    await until('B is read', () => page.pane().messages().length === 4);
    expect(page.pane().text()).to.equal(await storedWords(emulator, b));
    expect(page.row(a).status).to.equal('running');
    await page.select(a);
    await until('A is there again', () => page.pane().liveText().length >= seen.length);
  }
  expect(page.pane().phase, 'all of it was in mid-run').to.equal('running');

  await until('the run ends', () => page.pane().phase === 'idle');
  expect(page.pane().text()).to.equal(await storedWords(emulator, a));
  const { gets } = await emulator.control<{ gets: Record<string, number> }>('state');
  expect(gets['/api/chat/stream'], 'coming back reuses the stream').to.equal(1);
});

scene(
  'A’s stream repeats frames, leaves some out and is cut, while B is shown: no word is lost or doubled',
  async (scene) => {
    const { page, emulator, a, b } = scene;
    const path = '/api/chat/stream\\?';
    for (const [kind, skip, afterFrames] of [
      ['duplicate', 0, 8],
      ['duplicate', 0, 9],
      ['cut', 0, 40],
      ['duplicate', 1, 5],
      ['hole', 1, 12],
    ]) {
      await emulator.control('fault', { kind, path, skip, afterFrames });
    }
    await page.pane().send('Count. [[scenario:plain n=200 rate=60]]');
    const seen = new Set<string>();
    const look = () => seen.add(page.pane().liveText());
    await until('A has spoken for a while', () => look() && page.pane().liveText().split(' ').length > 16);
    await page.select(b);
    const streamOf = () => page.frame.streamsAsked.filter((url) => url.includes('/api/chat/stream?')).length;
    await until('A is heard a second time', () => streamOf() >= 2);
    await page.select(a);
    await until('A is over', () => look() && page.pane().phase === 'idle', 12_000);
    const whole = page.pane().messages().at(-1)!.text;
    expect([...seen].filter((text) => !whole.startsWith(text))).to.deep.equal([], 'at no time a word too many');
    expect(seen.size).to.be.above(10);
    expect(streamOf(), 'and a third time').to.be.at.least(3);
    expect(page.pane().text()).to.equal(await storedWords(emulator, a));
  },
);

describe('four sessions run', () => {
  scene('switching thirty times among them opens no more streams than the budget and loses no word', async (scene) => {
    const { page, emulator, a, b } = scene;
    const others = [];
    for (const title of ['C', 'D']) others.push(await emulator.control<string>('seed', { title, messages: ROWS }));
    await emulator.control('publish', 'session_new');
    const all = [a, b, ...others];
    await until('four rows', () => page.rows().length === 4);
    for (const id of all) {
      await page.select(id);
      await page.pane().send('Talk. [[scenario:long rate=40 batch=2]]');
    }
    let mostAtServer = 0;
    for (let round = 0; round < 30; round += 1) {
      await page.select(all[(round * 3) % 4]!);
      // The server hears of a stream that was let go of a little after it hears of the next one.
      await until('the server has heard of it', () => page.pane().link === 'live');
      const { openStreams } = await emulator.control<{ openStreams: { total: number } }>('state');
      mostAtServer = Math.max(mostAtServer, openStreams.total);
    }
    const { runs } = await emulator.control<{ runs: unknown[] }>('state');
    expect(runs.length, 'all four still run').to.equal(4);

    for (const id of all) await emulator.control('release', id);
    await until('all four are over', () => all.every((id) => page.row(id).status !== 'running'), 12_000);
    for (const id of all) {
      await page.select(id);
      await until(`${id} is settled`, () => page.pane().phase === 'idle' && page.pane().liveText() === '');
      const stored = await storedWords(emulator, id);
      await until('the end is read', () => page.pane().text().includes('Released after'));
      expect(page.pane().text()).to.equal(stored);
    }
    expect(page.frame.mostStreams, 'in the browser, at any moment').to.be.at.most(3);
    expect(mostAtServer, 'at the server, between two switches').to.be.at.most(3);
  });
});
