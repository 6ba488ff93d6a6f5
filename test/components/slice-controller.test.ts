// How an element is joined to its session: leases, renders, and that nothing keeps a removed element alive.
import { batch, signal } from '@preact/signals-core';
import { expect, fixture, html } from '@open-wc/testing';
import { LitElement, html as template } from 'lit';
import { property } from 'lit/decorators.js';
import { SessionController } from '../../components/controllers/session-controller.js';
import { SliceController } from '../../components/controllers/slice-controller.js';
import type { SessionRegistry } from '../../runtime/index.js';
import { fakeRegistry, fakeSession, patch, type FakeRegistry } from './support/fake-session.js';
import { aliveAfterRemoval, microtasks } from './support/wait.js';

const broken = signal(false);

class ProbeElement extends LitElement {
  @property({ attribute: 'session-id' }) sessionId: string | null = null;
  @property({ attribute: false }) registry?: SessionRegistry;
  renders = 0;
  ballast = new Array(2000).fill(0);
  readonly session = new SessionController(this);
  readonly title2 = this.session.slice((session) => session.meta.value.title);
  readonly draft = this.session.slice((session) => session.composer.value.draft);
  readonly fragile = new SliceController(this, () => {
    if (broken.value) throw new Error('selector');
    return this.session.current.value?.unread.value;
  });

  override render() {
    this.renders += 1;
    return template`${this.title2.value}/${this.draft.value}`;
  }
}
customElements.define('test-probe', ProbeElement);

async function probe(registry: FakeRegistry, id = 'a'): Promise<ProbeElement> {
  const element = await fixture<ProbeElement>(html`<test-probe session-id=${id} .registry=${registry}></test-probe>`);
  await microtasks();
  element.renders = 0;
  registry.log.length = 0;
  return element;
}

const shown = (element: ProbeElement) => element.shadowRoot?.textContent;

describe('an element and its session', () => {
  let registry: FakeRegistry;

  beforeEach(() => {
    broken.value = false;
    registry = fakeRegistry(fakeSession('a', { title: 'Alpha' }), fakeSession('b', { title: 'Beta' }));
  });

  it('shows the session it names and follows it', async () => {
    const element = await probe(registry);
    expect(shown(element)).to.equal('Alpha/');
    patch(registry.session('a').set.meta, { title: 'Alef' });
    await element.updateComplete;
    expect(shown(element)).to.equal('Alef/');
  });

  it('renders once for two slices changed in one batch', async () => {
    const element = await probe(registry);
    batch(() => {
      patch(registry.session('a').set.meta, { title: 'One' });
      patch(registry.session('a').set.composer, { draft: 'two' });
    });
    await microtasks();
    expect(element.renders).to.equal(1);
    expect(shown(element)).to.equal('One/two');
  });

  it('renders nothing for a slice that stays equal, nor for another session', async () => {
    const element = await probe(registry);
    patch(registry.session('a').set.meta, { messageCount: 7 });
    patch(registry.session('b').set.meta, { title: 'Other' });
    await microtasks();
    expect(element.renders).to.equal(0);
  });

  it('takes the new lease before it lets the old one go', async () => {
    const element = await probe(registry);
    element.sessionId = 'b';
    await element.updateComplete;
    expect(registry.log.filter((line) => !line.startsWith('visible'))).to.deep.equal(['retain b', 'release a']);
    expect(shown(element)).to.equal('Beta/');
    expect(element.renders).to.equal(1);
  });

  it('no longer hears of the session it showed before', async () => {
    const element = await probe(registry);
    element.sessionId = 'b';
    await element.updateComplete;
    element.renders = 0;
    patch(registry.session('a').set.meta, { title: 'Ghost' });
    await microtasks();
    expect(element.renders).to.equal(0);
  });

  it('keeps its lease when it is moved within one task', async () => {
    const element = await probe(registry);
    const elsewhere = document.createElement('div');
    element.parentElement!.append(elsewhere);
    elsewhere.append(element);
    await microtasks();
    expect(registry.log).to.deep.equal([]);
    expect(registry.held('a')).to.equal(1);
    patch(registry.session('a').set.meta, { title: 'Moved' });
    await element.updateComplete;
    expect(shown(element)).to.equal('Moved/');
  });

  it('lets go when it leaves the page, and is up to date when it comes back', async () => {
    const element = await probe(registry);
    const parent = element.parentElement!;
    element.remove();
    await microtasks();
    expect(registry.held()).to.equal(0);
    patch(registry.session('a').set.meta, { title: 'Meanwhile' });
    parent.append(element);
    await element.updateComplete;
    expect(registry.held('a')).to.equal(1);
    expect(shown(element)).to.equal('Meanwhile/');
  });

  it('takes no lease while it is not on the page', async () => {
    const element = await probe(registry);
    element.remove();
    await microtasks();
    element.sessionId = 'b';
    await element.updateComplete;
    expect(registry.held()).to.equal(0);
  });

  it('follows when two conversations turn out to be one', async () => {
    const element = await probe(registry);
    registry.merge('a', 'b');
    await element.updateComplete;
    expect(shown(element)).to.equal('Beta/');
    patch(registry.session('b').set.meta, { title: 'Both' });
    await element.updateComplete;
    expect(shown(element)).to.equal('Both/');
  });

  it('changes over when it is given another registry', async () => {
    const element = await probe(registry);
    const other = fakeRegistry(fakeSession('a', { title: 'Elsewhere' }));
    element.registry = other;
    await element.updateComplete;
    expect(shown(element)).to.equal('Elsewhere/');
    expect([registry.held(), other.held()]).to.deep.equal([0, 1]);
  });

  it('keeps an error of a selector to itself and recovers', async () => {
    const element = await probe(registry);
    expect(() => (broken.value = true)).not.to.throw();
    expect(element.fragile.error).to.be.an('error');
    registry.session('a').set.unread.value = true;
    broken.value = false;
    expect(element.fragile.error).to.equal(undefined);
    expect(element.fragile.value).to.equal(true);
  });

  it('tells its lease when the page is hidden', async () => {
    await probe(registry);
    Object.defineProperty(document, 'visibilityState', { configurable: true, get: () => 'hidden' });
    document.dispatchEvent(new Event('visibilitychange'));
    delete (document as { visibilityState?: unknown }).visibilityState;
    document.dispatchEvent(new Event('visibilitychange'));
    expect(registry.log).to.deep.equal(['visible a false', 'visible a true']);
  });

  it('is held by nobody once it is removed', async () => {
    const make = () =>
      Object.assign(document.createElement('test-probe') as ProbeElement, { registry, sessionId: 'a' });
    const alive = await aliveAfterRemoval(100, make, () => {
      expect(registry.held('a')).to.equal(100);
      patch(registry.session('a').set.meta, { title: 'Seen by all' });
    });
    expect(registry.held()).to.equal(0);
    expect(alive).to.equal(0);
  });
});
