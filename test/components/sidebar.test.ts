import '../../components/define/hermes-sidebar.js';
import { expect, fixture, html, nextFrame, oneEvent, waitUntil } from '@open-wc/testing';
import { sendKeys } from '@web/test-runner-commands';
import type { HermesSessionSelectEvent } from '../../components/events.js';
import type { HermesSessionRow } from '../../components/hermes-session-row.js';
import type { HermesSidebar } from '../../components/hermes-sidebar.js';
import {
  allCapabilities,
  approval,
  fakeRegistry,
  fakeSession,
  idleRun,
  openRequests,
  patch,
  startRun,
  type FakeRegistry,
  type FakeSession,
} from './support/fake-session.js';

const HOUR = 3_600_000;
const DAY = 24 * HOUR;

function session(id: string, title: string, ago = 0, meta: Parameters<typeof fakeSession>[1] = {}): FakeSession {
  const at = Date.now() - ago;
  return fakeSession(id, { title, updatedAt: at, createdAt: at, ...meta });
}

async function sidebar(registry: FakeRegistry, part: Partial<HermesSidebar> = {}): Promise<HermesSidebar> {
  const element = await fixture<HermesSidebar>(html`<hermes-sidebar .registry=${registry}></hermes-sidebar>`);
  Object.assign(element, part);
  return settled(element);
}

async function settled(element: HermesSidebar): Promise<HermesSidebar> {
  await element.updateComplete;
  await Promise.all(rows(element).map((row) => row.updateComplete));
  await element.updateComplete;
  return element;
}

const inside = (element: Element, selector: string): HTMLElement | null =>
  (element.shadowRoot as ShadowRoot).querySelector<HTMLElement>(selector);
const rows = (element: HermesSidebar): HermesSessionRow[] => [
  ...(element.shadowRoot as ShadowRoot).querySelectorAll<HermesSessionRow>('[part~="row"]'),
];
const ids = (element: HermesSidebar): (string | undefined)[] => rows(element).map((row) => row.dataset.sessionId);
const rowOf = (element: HermesSidebar, id: string): HermesSessionRow =>
  rows(element).find((row) => row.dataset.sessionId === id) as HermesSessionRow;
const titleOf = (row: HermesSessionRow): string => inside(row, '[part="row-title"]')?.textContent?.trim() ?? '';
const headings = (element: HermesSidebar): string[] =>
  [...(element.shadowRoot as ShadowRoot).querySelectorAll('h3')].map((one) => one.textContent?.trim() ?? '');
const press = (row: HermesSessionRow): void => inside(row, '.main')?.click();

async function type(element: HermesSidebar, text: string): Promise<void> {
  const input = inside(element, '[part="search"]') as HTMLInputElement;
  input.value = text;
  input.dispatchEvent(new Event('input', { bubbles: true }));
  await settled(element);
}

describe('hermes-sidebar: the list', () => {
  it('puts who needs somebody first, then what runs, what is pinned, and the rest by date', async () => {
    const registry = fakeRegistry(
      session('old', 'Old', 90 * DAY),
      session('pinned', 'Pinned', 90 * DAY, { pinned: true }),
      session('now', 'Now'),
      session('asks', 'Asks', 90 * DAY),
      session('runs', 'Runs', 90 * DAY, { pinned: true }),
    );
    startRun(registry.session('runs'));
    openRequests(registry, registry.session('asks'), approval('asks'));
    const element = await sidebar(registry);
    expect(ids(element)).to.deep.equal(['asks', 'runs', 'pinned', 'now', 'old']);
    expect(headings(element)).to.deep.equal(['Needs you', 'Running', 'Pinned', 'Today', 'Older']);
  });

  it('groups by status, by date, or not at all when told', async () => {
    const registry = fakeRegistry(session('a', 'A', 90 * DAY, { pinned: true }), session('b', 'B'));
    startRun(registry.session('b'));
    const element = await sidebar(registry, { groupBy: 'status' });
    expect(headings(element)).to.deep.equal(['Running', 'Idle']);
    element.groupBy = 'date';
    await settled(element);
    expect(headings(element)).to.deep.equal(['Today', 'Older']);
    element.groupBy = 'none';
    await settled(element);
    expect(headings(element)).to.deep.equal([]);
    expect(ids(element)).to.deep.equal(['a', 'b']);
  });

  it('an event of one session changes nothing in the row of another', async () => {
    const registry = fakeRegistry(session('a', 'A'), session('b', 'B'));
    startRun(registry.session('a'));
    startRun(registry.session('b'));
    const element = await sidebar(registry);
    const changes: MutationRecord[] = [];
    const observer = new MutationObserver((records) => changes.push(...records));
    const everything = { attributes: true, characterData: true, childList: true, subtree: true };
    observer.observe(rowOf(element, 'b'), everything);
    observer.observe(rowOf(element, 'b').shadowRoot as ShadowRoot, everything);
    patch(registry.session('a').set.run, { activity: { kind: 'tool', label: 'read_file' } });
    patch(registry.session('a').set.meta, { title: 'A, renamed' });
    await settled(element);
    await nextFrame();
    expect(titleOf(rowOf(element, 'a'))).to.equal('A, renamed');
    expect(inside(rowOf(element, 'a'), '[part="row-detail"]')?.textContent).to.contain('Running read_file');
    expect(changes.map(({ type }) => type)).to.deep.equal([]);
    patch(registry.session('b').set.run, { activity: { kind: 'tool', label: 'write_file' } });
    await settled(element);
    await nextFrame();
    observer.disconnect();
    expect(changes.length, 'the observer sees changes of B').to.be.greaterThan(0);
  });

  it('makes rows of a long list as somebody scrolls to them', async () => {
    const registry = fakeRegistry();
    registry.set.sessions.value = Array.from({ length: 700 }, (_, index) => session(`s${index}`, `Session ${index}`));
    const element = await fixture<HermesSidebar>(html`<hermes-sidebar .registry=${registry}></hermes-sidebar>`);
    element.style.blockSize = '400px';
    await settled(element);
    const first = rows(element).length;
    expect(first).to.be.within(100, 300);
    const list = inside(element, '.list') as HTMLElement;
    list.scrollTop = list.scrollHeight;
    await waitUntil(() => rows(element).length > first, 'more rows come');
  });

  it('keeps a session that is open and not listed yet, and drops one that is gone', async () => {
    const registry = fakeRegistry(session('a', 'A'));
    const fresh = session('fresh', 'Fresh');
    registry.add(fresh);
    registry.set.sessions.value = [registry.session('a')];
    const element = await sidebar(registry, { sessionId: 'fresh' });
    expect(ids(element)).to.include('fresh');
    fresh.set.error.value = { code: 'not-found', detail: '', retryable: false };
    await settled(element);
    expect(ids(element)).to.deep.equal(['a']);
  });

  it('keeps every row in its place while a person renames one', async () => {
    const registry = fakeRegistry(session('a', 'A'), session('b', 'B'));
    const element = await sidebar(registry);
    rowOf(element, 'a').startRename();
    await settled(element);
    startRun(registry.session('b'));
    await settled(element);
    expect(ids(element)).to.deep.equal(['a', 'b']);
    const input = inside(rowOf(element, 'a'), 'input') as HTMLInputElement;
    input.dispatchEvent(new KeyboardEvent('keydown', { key: 'Escape', bubbles: true }));
    await settled(element);
    await settled(element);
    expect(ids(element)).to.deep.equal(['b', 'a']);
  });
});

describe('hermes-sidebar: sessions that work for another', () => {
  async function family() {
    const parent = session('parent', 'Parent');
    const child = session('child', 'Child', 0, { relation: 'child', parent: 'parent' });
    const fork = session('fork', 'Fork', 0, { relation: 'fork', parent: 'parent' });
    parent.set.children.value = [child, fork];
    const registry = fakeRegistry(parent, child, fork);
    return { registry, parent, child, element: await sidebar(registry) };
  }

  it('are folded under it with their number; a fork is a row of its own', async () => {
    const { element } = await family();
    expect(ids(element)).to.deep.equal(['parent', 'fork']);
    const toggle = inside(rowOf(element, 'parent'), '.toggle') as HTMLElement;
    expect(toggle.getAttribute('aria-expanded')).to.equal('false');
    expect(toggle.textContent?.trim()).to.equal('1');
    toggle.click();
    await settled(element);
    expect(ids(element)).to.deep.equal(['parent', 'child', 'fork']);
    expect(rowOf(element, 'child').getAttribute('aria-level')).to.equal('2');
  });

  it('need somebody through the row above them', async () => {
    const { registry, element, child, parent } = await family();
    openRequests(registry, child, approval('child'));
    await settled(element);
    expect(rowOf(element, 'parent').dataset.status).to.equal('needs-you');
    expect(inside(rowOf(element, 'parent'), '[part="row-detail"]')?.textContent).to.contain('A subagent needs you');
    expect(parent.status.value, "the parent's own status is its own").to.equal('idle');
    openRequests(registry, child);
    await settled(element);
    expect(rowOf(element, 'parent').dataset.status).to.equal('idle');
  });

  it('keep one row, and do not hang the page, when a server sends a circle', async () => {
    const { element, child, parent } = await family();
    child.set.children.value = [parent];
    patch(parent.set.meta, { relation: 'child' });
    await settled(element);
    expect(ids(element)).to.have.members(['parent', 'fork']);
    inside(rowOf(element, 'parent'), '.toggle')?.click();
    await settled(element);
    expect(ids(element)).to.have.members(['parent', 'child', 'fork']);
    expect(inside(rowOf(element, 'child'), '.toggle') === null, 'what is above is not below').to.equal(true);
  });
});

describe('hermes-sidebar: selecting', () => {
  it('tells the host, then selects and points the element named by for', async () => {
    const registry = fakeRegistry(session('a', 'A'), session('b', 'B'));
    const page = await fixture(
      html`<div>
        <hermes-sidebar for="pane" .registry=${registry}></hermes-sidebar>
        <div id="pane"></div>
      </div>`,
    );
    const element = await settled(page.querySelector('hermes-sidebar') as HermesSidebar);
    setTimeout(() => press(rowOf(element, 'b')));
    const event = (await oneEvent(page, 'hermes-session-select')) as HermesSessionSelectEvent;
    expect(event.sessionId).to.equal('b');
    await settled(element);
    expect(element.getAttribute('session-id')).to.equal('b');
    expect(page.querySelector('#pane')?.getAttribute('session-id')).to.equal('b');
    expect(rowOf(element, 'b').getAttribute('aria-current')).to.equal('true');
    expect(rowOf(element, 'a').hasAttribute('aria-current')).to.equal(false);
  });

  it('changes nothing when the host says no', async () => {
    const registry = fakeRegistry(session('a', 'A'), session('b', 'B'));
    const page = await fixture(
      html`<div>
        <hermes-sidebar for="pane" session-id="a" .registry=${registry}></hermes-sidebar>
        <div id="pane" session-id="a"></div>
      </div>`,
    );
    const element = await settled(page.querySelector('hermes-sidebar') as HermesSidebar);
    page.addEventListener('hermes-session-select', (event) => event.preventDefault());
    press(rowOf(element, 'b'));
    await settled(element);
    expect(element.sessionId).to.equal('a');
    expect(page.querySelector('#pane')?.getAttribute('session-id')).to.equal('a');
  });

  it('knows the selected session by any id it ever had', async () => {
    const a = session('a', 'A');
    a.set.aliases.value = ['a', 'a-2'];
    const element = await sidebar(fakeRegistry(a), { sessionId: 'a-2' });
    expect(rowOf(element, 'a').getAttribute('aria-current')).to.equal('true');
  });

  it('goes on to the next that needs somebody, into a folded one, and round', async () => {
    const parent = session('parent', 'Parent');
    const child = session('child', 'Child', 0, { relation: 'child' });
    parent.set.children.value = [child];
    const registry = fakeRegistry(session('a', 'A'), parent, session('z', 'Z'));
    openRequests(registry, child, approval('child'));
    openRequests(registry, registry.session('z'), approval('z'));
    const element = await sidebar(registry, { sessionId: 'a' });
    const visited = [1, 2, 3].map(() => element.nextNeedingYou()?.id);
    expect(new Set(visited.slice(0, 2))).to.deep.equal(new Set(['child', 'z']));
    expect(visited[2]).to.equal(visited[0]);
    await settled(element);
    expect(ids(element)).to.include('child');
    expect(sidebarTakesNoGlobalKeys(element)).to.equal(true);
  });

  it('makes a session and selects it, and says why when it can not', async () => {
    const registry = fakeRegistry(session('a', 'A'));
    const element = await sidebar(registry);
    inside(element, '[part="new-session"]')?.click();
    await waitUntil(() => element.sessionId !== null);
    expect(registry.log).to.include('create');
    await settled(element);
    (registry as any).createSession = () => Promise.reject(new Error('The disk is full.'));
    inside(element, '[part="new-session"]')?.click();
    await waitUntil(() => inside(element, '[role="alert"]') !== null);
    expect(inside(element, '[role="alert"]')?.textContent).to.contain('The disk is full.');
  });

  it('offers no new session where the server makes none', async () => {
    const registry = fakeRegistry(session('a', 'A'));
    registry.set.capabilities.value = { ...allCapabilities, create: false };
    const element = await sidebar(registry);
    expect(inside(element, '[part="new-session"]') === null).to.equal(true);
  });
});

/** A key pressed elsewhere on the page moves nothing here. */
function sidebarTakesNoGlobalKeys(element: HermesSidebar): boolean {
  const before = element.sessionId;
  for (const key of ['n', 'ArrowDown', 'Enter', 'F2', 'Delete'])
    document.body.dispatchEvent(new KeyboardEvent('keydown', { key, bubbles: true }));
  return element.sessionId === before && rows(element).every((row) => row.mode === 'rest');
}

describe('hermes-sidebar: keyboard', () => {
  async function three() {
    const registry = fakeRegistry(session('a', 'Apple'), session('b', 'Banana'), session('c', 'Cherry'));
    const element = await sidebar(registry, { groupBy: 'none' });
    rowOf(element, 'a').focus();
    return { registry, element };
  }
  const focused = (element: HermesSidebar): string | undefined =>
    ((element.shadowRoot as ShadowRoot).activeElement as HTMLElement | null)?.dataset.sessionId;

  it('moves by arrows, Home and End, with one row in the tab order', async () => {
    const { element } = await three();
    await sendKeys({ press: 'ArrowDown' });
    expect(focused(element)).to.equal('b');
    await sendKeys({ press: 'End' });
    expect(focused(element)).to.equal('c');
    await sendKeys({ press: 'Home' });
    expect(focused(element)).to.equal('a');
    await sendKeys({ press: 'ArrowUp' });
    expect(focused(element)).to.equal('a');
    const reachable = rows(element).filter((row) => inside(row, '.main')?.tabIndex === 0);
    expect(reachable.map((row) => row.dataset.sessionId)).to.deep.equal(['a']);
    expect(element.sessionId, 'moving selects nothing').to.equal(null);
  });

  it('selects on Enter and on Space', async () => {
    const { element } = await three();
    await sendKeys({ press: 'ArrowDown' });
    await sendKeys({ press: 'Enter' });
    expect(element.sessionId).to.equal('b');
    await sendKeys({ press: 'ArrowDown' });
    await sendKeys({ press: ' ' });
    expect(element.sessionId).to.equal('c');
  });

  it('finds a row by its first letters', async () => {
    const { element } = await three();
    await sendKeys({ press: 'c' });
    expect(focused(element)).to.equal('c');
  });

  it('opens and closes what works for a row with the side arrows', async () => {
    const { registry, element } = await three();
    const child = session('child', 'Child', 0, { relation: 'child' });
    registry.session('a').set.children.value = [child];
    await settled(element);
    await sendKeys({ press: 'ArrowRight' });
    await settled(element);
    expect(ids(element)).to.deep.equal(['a', 'child', 'b', 'c']);
    await sendKeys({ press: 'ArrowRight' });
    expect(focused(element)).to.equal('child');
    await sendKeys({ press: 'ArrowLeft' });
    expect(focused(element)).to.equal('a');
    await sendKeys({ press: 'ArrowLeft' });
    await settled(element);
    expect(ids(element)).to.deep.equal(['a', 'b', 'c']);
  });

  it('keeps focus on a row that moves to another group', async () => {
    const registry = fakeRegistry(session('a', 'A'), session('b', 'B'));
    const element = await sidebar(registry);
    rowOf(element, 'b').focus();
    startRun(registry.session('b'));
    await settled(element);
    await settled(element);
    expect(ids(element)).to.deep.equal(['b', 'a']);
    expect(focused(element)).to.equal('b');
  });

  it('hands focus to a neighbour when its row leaves', async () => {
    const { registry, element } = await three();
    await sendKeys({ press: 'ArrowDown' });
    registry.set.sessions.value = [registry.session('a'), registry.session('c')];
    await settled(element);
    await nextFrame();
    expect(focused(element)).to.equal('c');
  });

  it('renames in place with F2 and asks before it deletes', async () => {
    const { registry, element } = await three();
    await sendKeys({ press: 'F2' });
    await settled(element);
    await sendKeys({ type: 'Apricot' });
    await sendKeys({ press: 'Enter' });
    expect(registry.session('a').calls).to.deep.include(['rename', 'Apricot']);
    await settled(element);
    await waitUntil(() => focused(element) === 'a');
    await sendKeys({ press: 'Delete' });
    await settled(element);
    expect(registry.session('a').calls.some(([verb]) => verb === 'remove')).to.equal(false);
    await sendKeys({ press: 'Enter' });
    await settled(element);
    expect(
      registry.session('a').calls.some(([verb]) => verb === 'remove'),
      'focus was on Cancel',
    ).to.equal(false);
  });
});

describe('hermes-sidebar: searching', () => {
  const find = async (text: string, ...sessions: FakeSession[]) => {
    const element = await sidebar(fakeRegistry(...sessions));
    await type(element, text);
    return element;
  };

  it('filters while typing, without case and accents, and marks what it found', async () => {
    const element = await find('cafe pl', session('a', 'Plan the Café'), session('b', 'Other'));
    expect(ids(element)).to.deep.equal(['a']);
    const marks = [...(rowOf(element, 'a').shadowRoot as ShadowRoot).querySelectorAll('mark')].map(
      (mark) => mark.textContent,
    );
    expect(marks).to.deep.equal(['Pl', 'Café']);
    expect(titleOf(rowOf(element, 'a'))).to.equal('Plan the Café');
  });

  it('takes a pasted id, an old id, and a link', async () => {
    const a = session('3f9ac2e1', 'A');
    a.set.aliases.value = ['3f9ac2e1', '77aa77aa'];
    for (const text of [
      '3f9ac2e1',
      '77aa77aa',
      'http://host/base/session/3f9ac2e1?x=1#y',
      'https://host/?session=77aa77aa',
      '/session/3f9ac2e1',
    ]) {
      const element = await find(text, session('b', 'Other'), a);
      expect(ids(element), text).to.deep.equal(['3f9ac2e1']);
    }
  });

  it('offers to open an id that is in no row, and no word', async () => {
    const element = await find('/session/deadbeef01', session('b', 'Other'));
    inside(element, '[data-item="open-reference"]')?.click();
    expect(element.sessionId).to.equal('deadbeef01');
    const other = await find('migration', session('b', 'Other'));
    expect(inside(other, '[data-item="open-reference"]') === null).to.equal(true);
    expect(inside(other, '.state')?.textContent).to.contain('No session matches "migration"');
  });

  it('opens the first with Enter and clears with Escape', async () => {
    const element = await find('oth', session('a', 'A'), session('b', 'Other'));
    inside(element, '[part="search"]')?.focus();
    await sendKeys({ press: 'Enter' });
    expect(element.sessionId).to.equal('b');
    await sendKeys({ press: 'Escape' });
    await settled(element);
    expect(ids(element).length).to.equal(2);
  });

  it('finds sessions that work for another', async () => {
    const parent = session('p', 'Parent');
    parent.set.children.value = [session('c', 'Deep child', 0, { relation: 'child' })];
    const element = await find('deep', parent);
    expect(ids(element)).to.deep.equal(['c']);
  });
});

describe('hermes-sidebar: states', () => {
  const text = (element: HermesSidebar): string => (element.shadowRoot as ShadowRoot).textContent ?? '';

  it('shows a placeholder only when the first list is slow', async () => {
    const registry = fakeRegistry();
    registry.set.listed.value = false;
    registry.set.link.value = { status: 'connecting', error: null, retryAt: null };
    const element = await sidebar(registry);
    expect(inside(element, '.skeleton') === null).to.equal(true);
    expect(text(element)).not.to.contain('No sessions yet');
    await waitUntil(() => inside(element, '.skeleton') !== null, 'after 200 ms');
    registry.set.listed.value = true;
    await settled(element);
    expect(inside(element, '.skeleton') === null).to.equal(true);
    expect(text(element)).to.contain('No sessions yet');
  });

  it('keeps the list while offline and offers to try again', async () => {
    const registry = fakeRegistry(session('a', 'A'));
    const element = await sidebar(registry);
    registry.set.link.value = { status: 'offline', error: null, retryAt: null };
    await settled(element);
    expect(ids(element)).to.deep.equal(['a']);
    const again = inside(element, '[part="notice"] button') as HTMLElement;
    again.click();
    again.click();
    expect(registry.log.filter((entry) => entry === 'refresh').length).to.equal(1);
    await settled(element);
    expect(inside(element, '[part="notice"] button')?.getAttribute('aria-busy')).to.equal('true');
    registry.set.link.value = { status: 'live', error: null, retryAt: null };
    await settled(element);
    expect(inside(element, '[part="notice"]') === null).to.equal(true);
  });

  it('leads to the sign-in page, and never to a script', async () => {
    const registry = fakeRegistry();
    registry.set.link.value = { status: 'auth', error: null, retryAt: null };
    const element = await sidebar(registry);
    expect((inside(element, 'a') as HTMLAnchorElement).getAttribute('href')).to.match(/^\/login\?next=/);
    (registry as any).signInUrl = () => 'javascript:alert(1)';
    element.requestUpdate();
    await settled(element);
    expect(inside(element, 'a') === null).to.equal(true);
  });

  it('says what is wrong when the server refuses, with its own words', async () => {
    const registry = fakeRegistry();
    registry.set.listed.value = false;
    registry.set.link.value = {
      status: 'refused',
      error: { code: 'forbidden', detail: 'Wrong origin', retryable: false },
      retryAt: null,
    };
    const element = await sidebar(registry);
    expect(inside(element, '[part="notice"]')?.dataset.kind).to.equal('error');
    expect(text(element)).to.contain('Wrong origin');
  });

  it('counts who needs somebody, quietly, and goes there', async () => {
    const registry = fakeRegistry(session('a', 'A'), session('b', 'B'));
    for (const id of ['a', 'b']) openRequests(registry, registry.session(id), approval(id));
    const element = await sidebar(registry);
    const summary = inside(element, '.summary') as HTMLElement;
    expect(summary.textContent?.trim()).to.equal('2 need you');
    summary.click();
    expect(element.sessionId).to.equal('a');
  });

  it('is accessible in every state', async () => {
    const registry = fakeRegistry(
      session('a', 'A'),
      session('b', ''),
      session('c', 'C'),
      session('d', 'D'),
      session('e', 'E'),
    );
    openRequests(registry, registry.session('a'), approval('a'));
    startRun(registry.session('b'), { run: { activity: { kind: 'tool', label: 'read_file' } } });
    registry.session('c').set.failed.value = true;
    registry.session('d').set.unread.value = true;
    registry.session('e').set.composer.value = { draft: 'x', files: [], outbox: [], waitsFor: null };
    registry.session('b').set.children.value = [session('child', 'Child', 0, { relation: 'child' })];
    const element = await sidebar(registry, { sessionId: 'a' });
    await expect(element).to.be.accessible();
    rowOf(element, 'b').startRename();
    rowOf(element, 'c').askRemove();
    await settled(element);
    await expect(element).to.be.accessible();
    await type(element, 'zzz');
    await expect(element).to.be.accessible();
    await type(element, '');
    for (const status of ['offline', 'reconnecting', 'auth', 'refused', 'none', 'connecting'] as const) {
      registry.set.link.value = { status, error: null, retryAt: null };
      await settled(element);
      await expect(element).to.be.accessible();
    }
    registry.set.sessions.value = [];
    element.sessionId = null;
    for (const status of ['live', 'offline', 'auth'] as const) {
      registry.set.link.value = { status, error: null, retryAt: null };
      await settled(element);
      await expect(element).to.be.accessible();
    }
  });

  it('takes no lease, and leaves nothing running behind', async () => {
    const registry = fakeRegistry(session('a', 'A'));
    const element = await sidebar(registry);
    expect(registry.held()).to.equal(0);
    const row = rowOf(element, 'a');
    element.remove();
    registry.session('a').set.run.value = { ...idleRun, phase: 'running' };
    await nextFrame();
    expect(row.dataset.status, 'a removed row hears nothing').to.equal('idle');
  });
});
