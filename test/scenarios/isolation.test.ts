// Scenario 6: what becomes of A is nothing to B.

import { expect } from '@open-wc/testing';
import { storedWords } from '../support/said.js';
import { scene } from '../support/scene.js';
import { until } from '../support/until.js';
import { watchMutations } from '../support/watch-mutations.js';

const BESIDE = { query: '?panes=2&session=A,B' };

const ENDINGS = {
  completion: { script: 'plain n=20 rate=40', marker: null },
  error: { script: 'error kind=quota', marker: 'error' },
  cancel: { script: 'long rate=40', marker: 'stopped' },
};

/** The clock in the header of a running pane. */
const isClock = (place: Element): boolean => place.closest('.elapsed') !== null;

for (const [name, { script, marker }] of Object.entries(ENDINGS)) {
  scene(
    `A and B both run, B is silent: the ${name} of A changes not one node in B’s pane`,
    async ({ page, emulator, a, b }) => {
      const [one, two] = [page.pane(0), page.pane(1)];
      await two.send('Wait. [[scenario:hold n=5]]');
      await until('B said its first words', () => two.liveText().split(' ').length === 5 && two.link === 'live');
      const before = two.text();
      const watch = watchMutations(two.element, isClock);

      await one.send(`Go. [[scenario:${script}]]`);
      if (name === 'cancel') {
        await until('A talks', () => one.liveText() !== '' && one.stopButton() !== null);
        await page.click(one.stopButton()!);
      }
      await until('A is over', () => one.phase === 'idle' && one.liveText() === '');
      expect(one.markers(), 'A says how it ended').to.deep.equal(marker === null ? [] : [marker]);
      expect(page.row(a).status, 'and was looked at').to.equal('idle');
      expect(watch.seen().join('\n')).to.equal('');
      watch.stop();
      expect(two.text()).to.equal(before);
      expect(two.phase).to.equal('running');
      expect(page.row(b).status).to.equal('running');

      await emulator.control('release', b);
      await until('B is over', () => two.phase === 'idle' && two.liveText() === '');
      expect(two.text()).to.equal(await storedWords(emulator, b));
      if (name === 'completion') expect(one.text()).to.equal(await storedWords(emulator, a));
    },
    BESIDE,
  );
}

scene(
  'A and B both talk while A ends: in B’s pane its own turn grows and nothing else changes',
  async ({ page, emulator, a, b }) => {
    const [one, two] = [page.pane(0), page.pane(1)];
    await two.send('Talk. [[scenario:long rate=50 batch=1]]');
    await until('B talks', () => two.liveText() !== '' && two.link === 'live');
    // The step the header names comes once, with the first words.
    await until('B says that it talks', () => two.element.shadowRoot?.querySelector('.doing') !== null);
    const watch = watchMutations(two.element, (place) => isClock(place) || isOwnGrowth(place));
    await one.send('Go. [[scenario:plain n=30 rate=60]]');
    let seen = '';
    await until('A is over', () => {
      const now = two.liveText();
      if (!now.startsWith(seen)) throw new Error(`B lost words: ${seen} -> ${now}`);
      seen = now;
      return one.phase === 'idle';
    });
    expect(watch.seen().join('\n')).to.equal('');
    watch.stop();
    expect(one.text()).to.equal(await storedWords(emulator, a));

    await emulator.control('release', b);
    await until('B is over', () => two.phase === 'idle' && two.liveText() === '');
    expect(two.text()).to.equal(await storedWords(emulator, b));
  },
  BESIDE,
);

/** In the turn that runs, however deep; or the count of its tokens. */
function isOwnGrowth(place: Element): boolean {
  for (let at: Element | undefined = place; at; at = (at.getRootNode() as { host?: Element }).host) {
    if (at.closest('.row.live, hermes-usage')) return true;
  }
  return false;
}
