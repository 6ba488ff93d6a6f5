// What turns while something runs: in steps, in frames that are drawn anyway, and not at all once it is gone.

import { expect, fixture, html, nextFrame } from '@open-wc/testing';
import { render } from 'lit';
import { atFrame } from '../../components/directives/frame.js';
import { icon } from '../../components/icons.js';
import { until } from '../support/until.js';

describe('turning()', () => {
  const angle = (element: Element | null): string => (element === null ? '' : getComputedStyle(element).rotate);
  const turns = (rotate: string): boolean => rotate !== 'none' && rotate !== '0deg' && rotate !== '';
  const turned = (root: Element): string => angle(root.querySelector('svg'));

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
    const element = root.querySelector('svg')!;
    await until('a step', () => turns(angle(element)));
    render(icon('check'), root);
    for (let frame = 0; frame < 20; frame += 1) await nextFrame();
    expect(turned(root)).to.equal('none');
    render(icon('spinner'), root);
    await until('a step', () => turns(turned(root)));
    const gone = root.querySelector('svg')!;
    render(html``, root);
    for (let frame = 0; frame < 20; frame += 1) await nextFrame();
    expect([gone.isConnected, gone.getAnimations().length]).to.deep.equal([false, 0]);
  });
});
