/** What `<hermes-inspector>` shows of a living registry, what its bug report keeps to itself, and that it ends. */
import { expect, fixture, html } from '@open-wc/testing';
import { sendKeys } from '@web/test-runner-commands';
import fc from 'fast-check';
import '../../components/define/hermes-inspector.js';
import type { HermesInspector } from '../../components/hermes-inspector.js';
import { bugReport } from '../../components/inspector/report.js';
import { createEmulator, type Emulator } from '../../demo/emulator/index.js';
import {
  browserEnvironment,
  createWebuiTransport,
  SessionRegistry,
  type Lease,
  type RegistryInspection,
  type TransportEvent,
} from '../../runtime/index.js';
import { until } from '../support/until.js';

const TITLE = 'Quarterly wombats';

let server: Emulator;
let registry: SessionRegistry;
let session: string;
let lease: Lease;

const all = (element: HermesInspector, selector: string) => [
  ...(element.shadowRoot as ShadowRoot).querySelectorAll<HTMLElement>(selector),
];
const one = (element: HermesInspector, selector: string): HTMLElement => {
  const [found] = all(element, selector);
  if (found === undefined) throw new Error(`the inspector has no ${selector}`);
  return found;
};
const fact = (element: HermesInspector, name: string) => one(element, `[data-fact="${name}"]`).textContent ?? '';
const event = (part: object) => ({ session, run: 'run-1', ...part }) as unknown as TransportEvent;
const mount = (id = session) =>
  fixture<HermesInspector>(html`<hermes-inspector session-id=${id} .registry=${registry}></hermes-inspector>`);

async function running(): Promise<void> {
  void lease.session.value.send('Tell me of marsupials [[scenario:plain n=400 rate=20]]');
  await until('running', () => registry.inspect().connections.some((open) => open.kind === 'run' && open.aliveAt));
}

describe('<hermes-inspector>', () => {
  beforeEach(async () => {
    server = createEmulator({ seed: 3 });
    session = server.control.seed({ title: TITLE, messages: [{ role: 'user', content: 'Good morning' }] });
    const environment = {
      ...browserEnvironment(),
      storage: null,
      fetch: (input: RequestInfo | URL, init?: RequestInit) => server.fetch(new Request(input, init)),
    };
    registry = new SessionRegistry({ environment });
    registry.connect(createWebuiTransport({ environment, baseUrl: '/nowhere/' }));
    lease = registry.retain(session);
    await until('read', () => lease.session.value.transcript.value.status === 'ready');
  });

  afterEach(() => {
    lease.release();
    registry.dispose();
    server.dispose();
  });

  it('shows the slices of a running session, its lease, its connection, and its events with their cursor', async () => {
    const element = await mount();
    await running();
    await until('it is seen', () => one(element, '[part~="session"]').dataset['phase'] === 'running');
    expect(fact(element, 'phase')).to.equal('running');
    expect(Number(fact(element, 'cursor'))).to.be.greaterThan(0);
    expect(fact(element, 'leases')).to.equal('1 visible');
    expect(fact(element, 'counts')).to.equal('none');
    expect(one(element, 'summary').textContent).to.contain(TITLE);
    await until(
      'its connection',
      () => all(element, '[part~="connection"][data-kind="run"][data-state="open"]').length === 1,
    );
    await until('its text', () => all(element, '[part~="event"][data-type="text.delta"]').length > 0);
    const cells = [...one(element, '[data-type="text.delta"]').querySelectorAll('td')].map((cell) => cell.textContent);
    expect(cells[2]).to.equal('applied');
    expect(cells[3]).to.match(/^\d+(–\d+)?$/);
    expect(Number(cells[4]), 'the cursor after it').to.be.greaterThan(0);
  });

  it('tells what became of events that were not applied', async () => {
    const element = await mount();
    registry.route(event({ type: 'run.started', seq: 1, origin: 'person', input: null, startedAt: null }));
    registry.route(event({ type: 'text.delta', seq: 1, text: 'a' }));
    registry.route(event({ type: 'text.delta', seq: 1, text: 'a' }));
    registry.route(event({ type: 'text.delta', seq: 7, text: 'b' }));
    registry.route(event({ type: 'text.delta', seq: 1, run: 'nobody', text: 'c' }));
    await until('all are there', () => all(element, '[part~="event"][data-outcome="dropped"]').length === 1);
    expect(all(element, '[data-outcome="duplicate"]').length).to.equal(1);
    expect(all(element, '[data-outcome="gap"]').length).to.equal(1);
    expect(fact(element, 'counts')).to.equal('1 dropped, 1 duplicate, 1 gaps');
    expect(one(element, 'summary .odd').textContent).to.equal('1 dropped, 1 duplicate, 1 gaps');
  });

  it('shows all sessions closed, opens one by keyboard, and keeps it open through updates', async () => {
    server.control.seed({ title: 'Another', messages: [{ role: 'user', content: 'x' }] });
    registry.refresh();
    await until('both listed', () => registry.sessions.value.length === 2);
    const element = await mount('');
    expect(all(element, 'details').length).to.equal(2);
    expect(all(element, 'details[open]').length).to.equal(0);
    const mine = one(element, `details[data-session-id="${session}"]`);
    mine.querySelector('summary')?.focus();
    await sendKeys({ press: 'Enter' });
    await until('it is open', () => mine.querySelector('dl') !== null);
    await running();
    await until('it is seen', () => mine.dataset['phase'] === 'running');
    expect((mine as HTMLDetailsElement).open).to.equal(true);
    expect(all(element, 'details[open]').length).to.equal(1);
  });

  it('says so when the id is of no session', async () => {
    const element = await mount('no-such-id');
    expect(one(element, '.inspector').textContent).to.contain('no-such-id');
  });

  it('looks at most twice a second, and stands still while paused', async () => {
    const element = await mount();
    const { inspect } = registry;
    let looks = 0;
    registry.inspect = () => {
      looks += 1;
      return inspect.call(registry);
    };
    await until('the first look', () => looks === 1);
    const began = performance.now();
    let routed = 0;
    await until('a second of events', () => {
      registry.route(event({ type: 'text.delta', run: 'nobody', seq: (routed += 1), text: 'x' }));
      return performance.now() - began > 1_100;
    });
    expect(routed).to.be.greaterThan(5);
    expect(looks).to.be.within(2, 4);
    one(element, '[part~="pause"]').click();
    const paused = looks;
    const events = all(element, '[part~="event"]').length;
    const then = performance.now();
    await until('time has passed', () => {
      registry.route(event({ type: 'run.closed', run: `r${(routed += 1)}` }));
      return performance.now() - then > 700;
    });
    expect(looks).to.equal(paused);
    expect(all(element, '[part~="event"]').length).to.equal(events);
    one(element, '[part~="pause"]').click();
    await until('it goes on', () => looks > paused);
  });

  it('leaves no timer and no recording behind, and does not look while it is out of sight', async () => {
    const element = await mount();
    expect(registry.inspect().recording).to.equal(true);
    let looks = 0;
    const { inspect } = registry;
    registry.inspect = () => {
      looks += 1;
      return inspect.call(registry);
    };
    await until('it looks', () => looks > 0);
    element.hidden = true;
    await new Promise((resolve) => requestAnimationFrame(() => requestAnimationFrame(resolve)));
    const hiddenAt = looks;
    const hiddenSince = performance.now();
    await until('time has passed', () => performance.now() - hiddenSince > 1_300);
    expect(looks - hiddenAt, 'hidden').to.be.at.most(0);
    expect(inspect.call(registry).recording, 'but records').to.equal(true);
    element.hidden = false;
    await until('it looks again', () => looks > hiddenAt);
    element.remove();
    const removedAt = looks;
    const removedSince = performance.now();
    await until('time has passed', () => performance.now() - removedSince > 1_300);
    expect(looks).to.equal(removedAt);
    expect(inspect.call(registry).recording).to.equal(false);
  });

  it('copies the report, and shows it selected where the clipboard is refused', async () => {
    const element = await mount();
    const copied: string[] = [];
    const clipboard = (writeText: (text: string) => Promise<void>) =>
      Object.defineProperty(navigator, 'clipboard', { configurable: true, value: { writeText } });
    try {
      clipboard(async (text) => void copied.push(text));
      one(element, '[part~="copy"]').click();
      await until('it says so', () => one(element, '[role="status"]').textContent?.includes('clipboard') ?? false);
      expect(copied.length).to.equal(1);
      expect((JSON.parse(copied[0]!) as { sessions: unknown[] }).sessions.length).to.equal(1);
      expect(all(element, 'textarea').length).to.equal(0);
      clipboard(() => Promise.reject(new DOMException('no', 'NotAllowedError')));
      one(element, '[part~="copy"]').click();
      await until('it is shown', () => all(element, 'textarea').length === 1);
      const field = one(element, 'textarea') as HTMLTextAreaElement;
      await until('it has focus', () => element.shadowRoot?.activeElement === field);
      expect(field.readOnly).to.equal(true);
      expect(field.value.slice(field.selectionStart, field.selectionEnd)).to.equal(field.value);
      expect(field.value).not.to.contain(TITLE);
    } finally {
      Reflect.deleteProperty(navigator, 'clipboard');
    }
  });

  for (const theme of ['light', 'dark']) {
    it(`is accessible (${theme})`, async () => {
      const element = await mount();
      element.dataset['theme'] = theme;
      element.parentElement!.style.background = theme === 'dark' ? '#17181a' : '#ffffff';
      registry.route(event({ type: 'text.delta', run: 'nobody', seq: 1, text: 'x' }));
      await until('events', () => all(element, '[data-outcome="dropped"]').length > 0);
      await expect(element).to.be.accessible();
    });
  }

  it('fits 320 px: only tables scroll, in boxes of their own', async () => {
    const element = await mount();
    element.style.inlineSize = '320px';
    await running();
    await until('seen', () => all(element, '[part~="event"]').length > 3);
    const box = one(element, '.inspector');
    expect(box.scrollWidth).to.be.at.most(box.clientWidth);
    element.dir = 'rtl';
    expect(box.scrollWidth).to.be.at.most(box.clientWidth);
  });
});

describe('the bug report', () => {
  // Letters that no key, no code and no number of a report is made of in such a row.
  const word = fc.stringMatching(/^[qxzjkv]{4,12}$/);
  const words = fc.array(word, { minLength: 1, maxLength: 6 }).map((list) => list.join(' '));

  it('has no word of anything that was written in a session', async () => {
    await fc.assert(
      fc.asyncProperty(fc.array(words, { minLength: 24, maxLength: 24 }), async (texts) => {
        const report = bugReport(written(texts));
        for (const said of texts.flatMap((text) => text.split(' '))) expect(report).not.to.contain(said);
      }),
      { numRuns: 60 },
    );
  });

  it('is the same whatever was written, as long as it was as long', () => {
    const letters = fc.array(fc.integer({ min: 1, max: 12 }), { minLength: 24, maxLength: 24 });
    fc.assert(
      fc.property(letters, (lengths) => {
        // Different texts at every place, equal in length: nothing but length may come through.
        const make = (letter: string) => written(lengths.map((length, at) => letter.repeat(length * 30 + at)));
        expect(bugReport(make('x'))).to.equal(bugReport(make('é')));
      }),
      { numRuns: 30 },
    );
  });

  it('keeps what finds a fault: phases, codes, numbers, and which ids are the same', () => {
    const inspection = written(Array.from({ length: 24 }, (_, at) => `text ${at}`));
    const report = bugReport(inspection);
    const { sessions, link } = JSON.parse(report) as {
      link: { error: { code: string; status: number } };
      sessions: {
        key: string;
        tip: string;
        run: string;
        cursor: { run: string; seq: number };
        counts: object;
        events: string[];
      }[];
    };
    const [first] = sessions;
    expect(link.error.code).to.equal('server');
    expect(link.error.status).to.equal(502);
    expect(first?.key).to.equal(first?.tip);
    expect(first?.run).to.match(/^r\d+/).and.to.equal(first?.cursor.run);
    expect(first?.cursor.seq).to.equal(3);
    expect(first?.counts).to.deep.equal({ dropped: 1, duplicate: 0, gaps: 0, unknown: 1 });
    expect(first?.events.some((line) => /text\.delta r\d+\S* 3 @3 applied$/.test(line))).to.equal(true);
    expect(first?.events.some((line) => line.endsWith('dropped'))).to.equal(true);
  });
});

/** A registry in which everything that can be written has been written, with these texts, looked at. */
function written(texts: readonly string[]): RegistryInspection {
  let used = 0;
  const text = () => texts[used++ % texts.length]!;
  let ids = 0;
  const randomId = () => `made-here-${(ids += 1)}`;
  const environment = { ...browserEnvironment(), now: () => 1_000_000, storage: null, randomId };
  const registry = new SessionRegistry({ environment });
  const stop = registry.startInspecting(() => undefined);
  const session = 'session-aaaaaa';
  const run = 'run-bbbbbb';
  const lease = registry.retain(session);
  const error = () => ({ code: 'server' as const, detail: text(), hint: text(), status: 502, retryable: true });
  const tell = (event: object) => registry.route({ session, run, ...event } as unknown as TransportEvent);
  const request = {
    session,
    run,
    state: 'pending',
    openedAt: null,
    expiresAt: null,
    answer: null,
    wire: { token: text() },
  };
  tell({ type: 'session.titled', title: text(), run: undefined });
  tell({ type: 'run.started', origin: 'person', input: { text: text(), attachments: [text()] }, startedAt: null });
  tell({ type: 'reasoning.delta', seq: 1, text: text() });
  tell({
    type: 'tool.started',
    seq: 2,
    toolId: null,
    name: text(),
    preview: text(),
    args: { command: text(), [text()]: 1 },
  });
  tell({ type: 'text.delta', seq: 3, text: text() });
  tell({ type: 'run.unknown', name: text() });
  tell({ type: 'text.delta', seq: 4, run: 'nobody', text: text() });
  const approval = {
    command: text(),
    description: text(),
    tool: text(),
    args: { of: text() },
    risk: text(),
    patterns: [text()],
    choices: ['once', 'deny'],
  };
  tell({
    type: 'requests.listed',
    asOf: 99,
    kind: 'approval',
    waiting: 1,
    head: { ...request, id: 'request-1', kind: 'approval', error: text(), approval },
  });
  const question = { text: text(), choices: [text()] };
  tell({
    type: 'requests.listed',
    asOf: 99,
    kind: 'question',
    waiting: 1,
    head: { ...request, id: 'request-2', kind: 'question', error: null, question },
  });
  tell({ type: 'session.load-failed', asOf: 99, error: error() });
  lease.session.value.setDraft(text());
  void lease.session.value.send(text());
  const seen = registry.inspect();
  lease.release();
  stop();
  registry.dispose();
  // Where a server's words come from other parts than a session's record.
  return { ...seen, server: text(), link: { status: 'reconnecting', error: error(), retryAt: null } };
}
