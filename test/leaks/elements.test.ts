/**
 * Every element, mounted, used, removed: none is kept alive, and what it opened, listened to and planned goes back to
 * where it was. Needs a browser that lets a page collect its garbage (`--js-flags=--expose-gc`).
 */
import { expect } from '@open-wc/testing';
import '../../components/define/all.js';
import '../../components/define/hermes-diff.js';
import '../../components/define/hermes-inspector.js';
import '../../components/define/hermes-json.js';
import '../../components/define/hermes-terminal.js';
import { createEmulator, type Emulator } from '../../demo/emulator/index.js';
import { createWebuiTransport } from '../../runtime/adapters/webui/webui-transport.js';
import { browserEnvironment, SessionRegistry } from '../../runtime/index.js';
import { collect, countSurvivors } from '../support/garbage.js';
import { countHeld, type HeldCounter } from '../support/held-listeners.js';
import { until } from '../support/until.js';

const MOUNTS = 40;

const TAGS = [
  'hermes-connection',
  'hermes-sidebar',
  'hermes-pane',
  'hermes-approval',
  'hermes-transcript',
  'hermes-composer',
  'hermes-todo',
  'hermes-usage',
  'hermes-message',
  'hermes-tool-card',
  'hermes-subagents',
  'hermes-diff',
  'hermes-terminal',
  'hermes-json',
  'hermes-markdown',
  'hermes-session-row',
  'hermes-question',
  'hermes-inspector',
] as const;

describe('leaks', () => {
  let server: Emulator;
  let registry: SessionRegistry;
  let session: string;
  let disconnect: () => void;
  let held: HeldCounter;

  beforeEach(async () => {
    held = countHeld();
    server = createEmulator({ seed: 3 });
    session = server.control.seed({
      title: 'Leak',
      messages: [
        { role: 'user', content: 'Hello' },
        { role: 'assistant', content: 'A **rich** answer\n\n```js\nlet a = 1;\n```\n' },
      ],
    });
    const environment = { ...browserEnvironment(), storage: null, tabs: null, fetch: inPage(server) };
    registry = new SessionRegistry({ environment });
    disconnect = registry.connect(createWebuiTransport({ environment, baseUrl: '/nowhere/' }));
    await until('the list', () => registry.listed.value);
    await until('its stream', () => registry.load.streams > 0);
  });

  afterEach(() => {
    disconnect();
    registry.dispose();
    server.dispose();
    held.stop();
  });

  for (const tag of TAGS) {
    it(`<${tag}> is collected after it was removed`, async () => {
      await mountAndRemove(tag, 3);
      const base = registry.load;
      const before = held.now;
      const survivors: WeakRef<Element>[] = await mountAndRemove(tag, MOUNTS);
      await collect(survivors);
      expect(countSurvivors(survivors), 'elements alive').to.equal(0);
      await until('leases given back', () => registry.load.leases === base.leases);
      expect(held.now, 'listeners and intervals of the page').to.deep.equal(before);
      expect(registry.load.streams).to.be.at.most(base.streams);
    });
  }

  it('a registry that is disposed leaves nothing open, planned or listened to', async () => {
    await mountAndRemove('hermes-pane', 3);
    disconnect();
    registry.dispose();
    expect(registry.load).to.deep.equal({ records: 0, leases: 0, streams: 0, reads: 0, timers: 0 });
    await until('listeners gone', () => held.now.listeners === 0 && held.now.intervals === 0);
    await until('streams closed', () => server.control.state().openStreams.total === 0);
  });

  it('a running session shown and left by many panes keeps one stream and no listener of theirs', async () => {
    const lease = registry.retain(session);
    const shown = lease.session.value;
    await until('read', () => shown.transcript.value.status === 'ready');
    void shown.send('Go on [[scenario:long rate=50]]');
    await until('running', () => shown.run.value.phase === 'running');
    await mountAndRemove('hermes-pane', MOUNTS);
    await collect();
    expect(server.control.state().openStreams.byKind['chat']).to.equal(1);
    expect(registry.load.leases).to.equal(1);
    lease.release();
  });

  async function mountAndRemove(tag: string, times: number): Promise<WeakRef<Element>[]> {
    const refs: WeakRef<Element>[] = [];
    for (let i = 0; i < times; i += 1) {
      const element = document.createElement(tag) as HTMLElement &
        Record<string, unknown> & { updateComplete?: Promise<unknown> };
      if (tag !== 'hermes-connection') element['registry'] = registry;
      const shown = registry.peek(session);
      if (tag === 'hermes-session-row') element['session'] = shown;
      else if (tag === 'hermes-message') element['message'] = shown?.transcript.value.messages[1];
      else if (tag === 'hermes-markdown') element['text'] = 'Some *text*';
      else if (tag !== 'hermes-connection') element.setAttribute('session-id', session);
      document.body.append(element);
      await element.updateComplete;
      if (i === 0) await new Promise((resolve) => requestAnimationFrame(resolve));
      element.remove();
      refs.push(new WeakRef(element));
    }
    return refs;
  }
});

/** The emulator in the page itself: no connection of the browser's takes part in what is counted. */
function inPage(server: Emulator): typeof fetch {
  return (input, init) => server.fetch(new Request(input, init));
}
