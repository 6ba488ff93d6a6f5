/**
 * Why elements join slices by a controller of ours (docs/decisions/0001-signals.md): this measures both ways. When the
 * first test fails because nothing survives any more, upstream is mended and the decision can be looked at again.
 */
import { SignalWatcher, signal as litSignal } from '@lit-labs/signals';
import { expect } from '@open-wc/testing';
import { signal } from '@preact/signals-core';
import { html, LitElement } from 'lit';
import { SliceController } from '../../components/controllers/slice-controller.js';
import { watchSlice } from '../../components/directives/watch-slice.js';
import { collect, countSurvivors } from '../support/garbage.js';

const slice = signal('a');
const tc39 = litSignal('a');

class ByWatcher extends SignalWatcher(LitElement) {
  override render() {
    return html`${tc39.get()}`;
  }
}

class ByController extends LitElement {
  readonly text = new SliceController(this, () => slice.value);
  override render() {
    return html`${this.text.value} ${watchSlice(slice)}`;
  }
}

customElements.define('leak-by-watcher', ByWatcher);
customElements.define('leak-by-controller', ByController);

async function survivors(tag: string, rounds?: number): Promise<number> {
  const refs = await mountAndRemove(tag);
  await collect(refs, rounds);
  return countSurvivors(refs);
}

/** A function of its own: its frame must not hold the last element while garbage is collected. */
async function mountAndRemove(tag: string): Promise<WeakRef<Element>[]> {
  const refs: WeakRef<Element>[] = [];
  for (let i = 0; i < 100; i += 1) {
    const element = document.createElement(tag) as LitElement;
    document.body.append(element);
    await element.updateComplete;
    element.remove();
    refs.push(new WeakRef(element));
  }
  return refs;
}

describe('signals and removed elements', () => {
  it('SignalWatcher of @lit-labs/signals still keeps removed elements alive', async () => {
    expect(await survivors('leak-by-watcher', 8)).to.be.greaterThan(50);
  });

  it('our controller and directive let every one of them go', async () => {
    expect(await survivors('leak-by-controller')).to.equal(0);
  });
});
