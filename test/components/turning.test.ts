// What turns while something runs: in steps, in frames that are drawn anyway, and not at all once it is gone.

import { expect, fixture, html, nextFrame } from '@open-wc/testing';
import { emulateMedia } from '../support/media.js';
import { render } from 'lit';
import { atFrame } from '../../components/directives/frame.js';
import { icon } from '../../components/icons.js';
import { until } from '../support/until.js';

describe('turning()', () => {
  const place = (arc: Element | null): string => (arc === null ? '' : getComputedStyle(arc).strokeDashoffset);
  const turns = (at: string): boolean => at !== '1px' && at !== '';
  const turned = (root: Element): string => place(root.querySelector('circle[pathLength]'));

  it('turns a spinner by itself, and asks for no frame while one is drawn for something else', async () => {
    const root = await fixture(html`<div>${icon('spinner')}</div>`);
    await until('a step', () => turns(turned(root)));
    const before = turned(root);
    // Frames drawn for a text that grows: each step is taken before one of them, and drawn in it.
    const between: string[] = [];
    let steps = 0;
    for (let frame = 0; frame < 40; frame += 1) {
      const rested = turned(root);
      atFrame(() => {});
      const asked = turned(root);
      await nextFrame();
      if (turned(root) !== asked) between.push(turned(root));
      if (asked !== rested) steps += 1;
    }
    expect(between).to.deep.equal([]);
    expect(steps).to.be.within(3, 12);
    expect(turned(root)).to.not.equal(before);
  });

  it('stands straight and still once it is another icon, or not on the page', async () => {
    const root = await fixture<HTMLElement>(html`<div></div>`);
    render(icon('spinner'), root);
    const arc = root.querySelector('circle[pathLength]')!;
    await until('a step', () => turns(place(arc)));
    render(icon('check'), root);
    for (let frame = 0; frame < 20; frame += 1) await nextFrame();
    expect([arc.isConnected, arc.getAnimations().length, root.getAnimations({ subtree: true }).length]).to.deep.equal([
      false,
      0,
      0,
    ]);
    render(icon('spinner'), root);
    await until('a step', () => turns(turned(root)));
    const gone = root.querySelector('circle[pathLength]')!;
    render(html``, root);
    for (let frame = 0; frame < 20; frame += 1) await nextFrame();
    expect([gone.isConnected, gone.getAnimations().length]).to.deep.equal([false, 0]);
  });

  it('stands still for who wants less motion, also when they say so while it turns', async () => {
    const root = await fixture(html`<div>${icon('spinner')}</div>`);
    await until('a step', () => turns(turned(root)));
    try {
      await emulateMedia({ reducedMotion: 'reduce' });
      await until('it rests', () => turned(root) === '1px');
      for (let frame = 0; frame < 30; frame += 1) await nextFrame();
      expect(turned(root)).to.equal('1px');
    } finally {
      await emulateMedia({ reducedMotion: 'no-preference' });
    }
    await until('it turns again', () => turns(turned(root)));
  });
});
