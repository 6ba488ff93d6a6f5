// Several panes on one session are windows onto the same thing.

import { expect } from '@open-wc/testing';
import { storedWords } from '../support/said.js';
import { scene } from '../support/scene.js';
import { until } from '../support/until.js';
import type { Pane } from '../support/page-driver.js';

/** What of a pane is its session's: everything but scrolling and typing. */
const face = (pane: Pane): string =>
  JSON.stringify([pane.phase, pane.link, pane.title, pane.picture(), pane.notices()]);

/** After everything that draws in this frame has drawn. */
const drawn = (): Promise<void> => new Promise((resolve) => requestAnimationFrame(() => setTimeout(resolve)));

scene(
  'Two panes on A and one on B: A’s are equal at every step, and taking panes away stops nothing',
  async ({ page, emulator, a, b }) => {
    const [left, right, other] = [page.pane(0), page.pane(1), page.pane(2)];
    await other.send('Talk. [[scenario:long rate=40 batch=1]]');
    await left.send('Go. [[scenario:tools pace=180]]');
    let steps = new Set<string>();
    const followed = async (over: () => boolean): Promise<void> => {
      const deadline = performance.now() + 8_000;
      for (; !over(); await drawn()) {
        if (performance.now() > deadline) throw new Error('A is not over');
        expect(face(right)).to.equal(face(left));
        steps.add(face(left));
      }
    };
    await followed(() => left.phase === 'idle' && left.liveText() === '');
    expect(steps.size, 'it was seen growing').to.be.above(4);
    expect(left.text()).to.equal(await storedWords(emulator, a));

    steps = new Set();
    await right.send('Again. [[scenario:plain n=120 rate=60]]');
    await followed(() => steps.size > 10);
    left.element.remove();
    const words = right.liveText();
    await until('the other pane goes on', () => right.liveText().length > words.length);
    right.element.remove();
    await until('A comes to its end with nobody looking', () => page.row(a).status === 'unread');
    const { gets } = await emulator.control<{ gets: Record<string, number> }>('state');
    expect(gets['/api/chat/stream'], 'a stream for each of the three turns').to.equal(3);
    expect(await storedWords(emulator, a)).to.include(words);

    expect(other.phase).to.equal('running');
    await emulator.control('release', b);
    await until('B is over', () => other.phase === 'idle' && other.liveText() === '');
    expect(other.text()).to.equal(await storedWords(emulator, b));
  },
  { query: '?panes=3&session=A,A,B' },
);
