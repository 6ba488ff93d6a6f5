// The directive for text that grows with every token.
import { computed, signal, type ReadonlySignal } from '@preact/signals-core';
import { expect, fixture, html } from '@open-wc/testing';
import { LitElement, html as template } from 'lit';
import { watchSlice } from '../../components/directives/watch-slice.js';
import { aliveAfterRemoval, frame } from './support/wait.js';

class WatchProbe extends LitElement {
  static override properties = { source: { attribute: false }, shown: { attribute: false } };
  declare source: ReadonlySignal<string> | undefined;
  declare shown: boolean;
  renders = 0;
  mapped = 0;

  constructor() {
    super();
    this.shown = true;
  }

  override render() {
    this.renders += 1;
    return this.shown
      ? template`<p>${watchSlice(this.source, (text) => {
          this.mapped += 1;
          return text;
        })}</p>`
      : template``;
  }
}
customElements.define('test-watch', WatchProbe);

/** A signal that counts who listens. */
function counted(value: string) {
  const state = { listening: 0 };
  const source = signal(value, { watched: () => (state.listening += 1), unwatched: () => (state.listening -= 1) });
  return { source, state };
}

const text = (element: WatchProbe) => element.shadowRoot?.querySelector('p')?.textContent;

describe('watchSlice', () => {
  it('writes a thousand tokens in one frame, the last value, with no render of the element', async () => {
    const { source } = counted('');
    const element = await fixture<WatchProbe>(html`<test-watch .source=${source}></test-watch>`);
    element.renders = 0;
    element.mapped = 0;
    for (let index = 0; index < 1000; index += 1) source.value += 'x';
    expect(text(element), 'not before the frame').to.equal('');
    await frame();
    expect(text(element)).to.have.lengthOf(1000);
    expect(element.renders).to.equal(0);
    expect(element.mapped).to.equal(1);
  });

  it('changes over to another signal and forgets the first', async () => {
    const first = counted('first');
    const second = counted('second');
    const element = await fixture<WatchProbe>(html`<test-watch .source=${first.source}></test-watch>`);
    element.source = second.source;
    await element.updateComplete;
    first.source.value = 'late';
    await frame();
    expect(text(element)).to.equal('second');
    expect([first.state.listening, second.state.listening]).to.deep.equal([0, 1]);
  });

  it('does not write what was pending for the signal before', async () => {
    const first = counted('first');
    const element = await fixture<WatchProbe>(html`<test-watch .source=${first.source}></test-watch>`);
    first.source.value = 'pending';
    element.source = signal('second');
    await element.updateComplete;
    await frame();
    expect(text(element)).to.equal('second');
  });

  it('listens only while it is on the page, and catches up when it comes back', async () => {
    const { source, state } = counted('one');
    const element = await fixture<WatchProbe>(html`<test-watch .source=${source}></test-watch>`);
    const parent = element.parentElement!;
    expect(state.listening).to.equal(1);
    element.remove();
    expect(state.listening).to.equal(0);
    source.value = 'two';
    parent.append(element);
    expect(text(element)).to.equal('two');
    expect(state.listening).to.equal(1);
    source.value = 'three';
    await frame();
    expect(text(element)).to.equal('three');
  });

  it('lets go when its part is no longer rendered', async () => {
    const { source, state } = counted('one');
    const element = await fixture<WatchProbe>(html`<test-watch .source=${source}></test-watch>`);
    element.shown = false;
    await element.updateComplete;
    expect(state.listening).to.equal(0);
  });

  it('is still right when no frames come, as in a hidden page', async () => {
    const { source } = counted('one');
    const element = await fixture<WatchProbe>(html`<test-watch .source=${source}></test-watch>`);
    const original = window.requestAnimationFrame;
    window.requestAnimationFrame = () => 0;
    try {
      source.value = 'two';
      await new Promise((resolve) => setTimeout(resolve, 400));
      expect(text(element)).to.equal('two');
    } finally {
      window.requestAnimationFrame = original;
    }
  });

  it('does not throw at whoever writes when the signal itself fails', async () => {
    const fail = signal(false);
    const source = computed(() => {
      if (fail.value) throw new Error('slice');
      return 'fine';
    });
    const element = await fixture<WatchProbe>(html`<test-watch .source=${source}></test-watch>`);
    expect(() => (fail.value = true)).not.to.throw();
    await frame();
    expect(text(element)).to.equal('fine');
    fail.value = false;
    await frame();
    expect(text(element)).to.equal('fine');
  });

  it('holds no element that was removed', async () => {
    const source = signal('text');
    const make = () => Object.assign(document.createElement('test-watch') as WatchProbe, { source });
    expect(await aliveAfterRemoval(100, make, () => void (source.value = 'more'))).to.equal(0);
  });
});
