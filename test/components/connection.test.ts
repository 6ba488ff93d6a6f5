// Which registry an element works with, and when a connection is made and ended.
import { expect, fixture, html } from '@open-wc/testing';
import { LitElement } from 'lit';
import '../../components/define/hermes-transcript.js';
import './support/all-loaded.js';
import { RegistryController } from '../../components/controllers/registry-controller.js';
import type { HermesAuthRequiredEvent } from '../../components/events.js';
import { HermesConnection } from '../../components/hermes-connection.js';
import { sessionRegistry, type SessionRegistry, type Transport } from '../../runtime/index.js';
import { approval, fakeRegistry, fakeSession } from './support/fake-session.js';
import { aliveAfterRemoval, microtasks } from './support/wait.js';

class RegistryProbe extends LitElement {
  registry?: SessionRegistry;
  readonly found = new RegistryController(this);
}
customElements.define('test-registry', RegistryProbe);

const found = (element: Element) => (element as RegistryProbe).found.current.peek();
const transport = { kind: 'test' } as Transport;

describe('<hermes-connection>', () => {
  // Before it is defined, on purpose: this must be the first test of the file.
  it('is found by elements that were there before it was defined', async () => {
    const registry = fakeRegistry();
    const box = await fixture<HTMLElement>(
      html`<div>
        <hermes-connection><test-registry></test-registry></hermes-connection>
      </div>`,
    );
    const probe = box.querySelector('test-registry')!;
    (box.firstElementChild as HTMLElement & { transport: unknown }).transport = transport;
    await microtasks();
    expect(found(probe)).to.equal(sessionRegistry);
    customElements.define('hermes-connection', HermesConnection);
    const connection = box.firstElementChild as HermesConnection;
    connection.registry = registry;
    await microtasks();
    await microtasks();
    expect(found(probe)).to.equal(registry);
  });

  async function around(registry: SessionRegistry): Promise<HermesConnection> {
    const element = await fixture<HermesConnection>(
      html`<hermes-connection .registry=${registry} .transport=${transport}
        ><test-registry></test-registry
      ></hermes-connection>`,
    );
    await microtasks();
    return element;
  }

  it('gives its registry to what it wraps; an own property goes first; without either it is the default', async () => {
    const registry = fakeRegistry();
    const probe = (await around(registry)).querySelector('test-registry') as RegistryProbe;
    expect(found(probe)).to.equal(registry);
    const own = fakeRegistry();
    probe.registry = own;
    probe.requestUpdate();
    await probe.updateComplete;
    expect(found(probe)).to.equal(own);
    const alone = await fixture(html`<test-registry></test-registry>`);
    expect(found(alone)).to.equal(sessionRegistry);
  });

  it('is left behind when an element moves out of it, and found when it moves in', async () => {
    const registry = fakeRegistry();
    const element = await around(registry);
    const probe = element.querySelector('test-registry')!;
    element.parentElement!.append(probe);
    await microtasks();
    expect(found(probe)).to.equal(sessionRegistry);
    element.append(probe);
    await microtasks();
    expect(found(probe)).to.equal(registry);
  });

  it('connects once, at the end of the task, and not again when it is moved within one', async () => {
    const registry = fakeRegistry();
    const element = await around(registry);
    expect(registry.log).to.deep.equal(['connect']);
    const other = document.createElement('div');
    element.parentElement!.append(other);
    other.append(element);
    await microtasks();
    expect(registry.log).to.deep.equal(['connect']);
    element.remove();
    await microtasks();
    expect(registry.log).to.deep.equal(['connect', 'disconnect']);
  });

  it('connects anew when what it connects to changes, once for several changes', async () => {
    const registry = fakeRegistry();
    const element = await around(registry);
    element.transport = { kind: 'other' } as Transport;
    element.profile = 'work';
    await microtasks();
    expect(registry.log).to.deep.equal(['connect', 'disconnect', 'connect']);
  });

  it('uses a registry of its own around a subtree and the default alone', async () => {
    const calls: SessionRegistry[] = [];
    const original = sessionRegistry.connect;
    sessionRegistry.connect = function () {
      calls.push(this);
      return () => undefined;
    };
    try {
      const alone = await fixture<HermesConnection>(
        html`<hermes-connection .transport=${transport}></hermes-connection>`,
      );
      await microtasks();
      expect(alone.registry).to.equal(sessionRegistry);
      expect(calls).to.have.lengthOf(1);
      const wrapping = await fixture<HermesConnection>(
        html`<hermes-connection><test-registry></test-registry></hermes-connection>`,
      );
      await microtasks();
      expect(wrapping.registry).to.exist.and.not.to.equal(sessionRegistry);
      expect(found(wrapping.firstElementChild!)).to.equal(wrapping.registry);
      expect(calls).to.have.lengthOf(1);
    } finally {
      sessionRegistry.connect = original;
    }
  });

  it('tells the host what happens in its sessions', async () => {
    const registry = fakeRegistry();
    const session = registry.add(fakeSession('a'));
    const element = await around(registry);
    const heard: unknown[] = [];
    for (const type of ['hermes-attention', 'hermes-complete', 'hermes-status-change'] as const) {
      element.parentElement!.addEventListener(type, (event) => heard.push([event.type, event.sessionId]));
    }
    registry.tell({ kind: 'attention', session, request: approval('a') });
    registry.tell({ kind: 'ended', session, outcome: 'completed', error: null });
    registry.tell({ kind: 'status', session, status: 'unread' });
    expect(heard).to.deep.equal([
      ['hermes-attention', 'a'],
      ['hermes-complete', 'a'],
      ['hermes-status-change', 'a'],
    ]);
    element.remove();
    await microtasks();
    registry.tell({ kind: 'status', session, status: 'idle' });
    expect(heard).to.have.lengthOf(3);
  });

  it('says once that a sign-in is needed, and where', async () => {
    const registry = fakeRegistry();
    const element = await around(registry);
    const urls: (string | null)[] = [];
    element.addEventListener('hermes-auth-required', (event) =>
      urls.push((event as HermesAuthRequiredEvent).signInUrl),
    );
    const auth = { status: 'auth', error: null, retryAt: null } as const;
    registry.set.link.value = auth;
    registry.set.link.value = { ...auth };
    await microtasks();
    expect(urls).to.have.lengthOf(1);
    expect(urls[0]).to.include('/login');
  });

  it('says that it can not connect to what it does not know', async () => {
    const errors: string[] = [];
    const listen = (event: Event) => errors.push((event as Event & { error: { detail: string } }).error.detail);
    document.addEventListener('hermes-error', listen);
    await fixture(
      html`<hermes-connection kind="nonsense" base-url="/" .registry=${fakeRegistry()}></hermes-connection>`,
    );
    await microtasks();
    document.removeEventListener('hermes-error', listen);
    expect(errors).to.have.lengthOf(1);
    expect(errors[0]).to.include('nonsense');
  });

  it('is held by nobody once it is removed, nor what it wrapped', async () => {
    const registry = fakeRegistry(fakeSession('a'));
    const make = () => {
      const element = document.createElement('hermes-connection') as HermesConnection;
      element.registry = registry;
      element.append(Object.assign(document.createElement('hermes-transcript'), { sessionId: 'a' }));
      return element;
    };
    expect(await aliveAfterRemoval(20, make)).to.equal(0);
  });
});
