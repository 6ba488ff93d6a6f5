// One session on screen: a projection that starts and stops nothing, and always says how things are.
import { expect, fixture, html } from '@open-wc/testing';
import '../../components/define/hermes-pane.js';
import './support/all-loaded.js';
import type { HermesPane } from '../../components/hermes-pane.js';
import type { LinkStatus, SessionError } from '../../runtime/index.js';
import {
  agentMessage,
  approval,
  fakeRegistry,
  fakeSession,
  idleRun,
  openRequests,
  patch,
  startRun,
  userMessage,
  type FakeRegistry,
  type FakeSession,
} from './support/fake-session.js';
import { aliveAfterRemoval, deep, deepAll, frame, microtasks, settled } from './support/wait.js';

const error = (part: Partial<SessionError> = {}): SessionError => ({
  code: 'server',
  detail: 'boom',
  retryable: true,
  ...part,
});
const wait = (milliseconds: number) => new Promise((resolve) => setTimeout(resolve, milliseconds));

describe('<hermes-pane>', () => {
  let registry: FakeRegistry;
  let a: FakeSession;
  let b: FakeSession;

  beforeEach(() => {
    a = fakeSession('a', { title: 'Alpha' });
    b = fakeSession('b', { title: 'Beta' });
    registry = fakeRegistry(a, b);
    patch(a.set.transcript, { messages: [userMessage('Hi'), agentMessage('Hello')] });
  });

  async function pane(
    attributes: { id?: string; readonly?: boolean; noComposer?: boolean; noApproval?: boolean; density?: string } = {},
  ): Promise<HermesPane> {
    const { id = 'a' } = attributes;
    const element = await fixture<HermesPane>(
      html`<hermes-pane
        session-id=${id}
        ?readonly=${attributes.readonly}
        ?no-composer=${attributes.noComposer}
        ?no-approval=${attributes.noApproval}
        density=${attributes.density ?? 'stream'}
        .registry=${registry}
      ></hermes-pane>`,
    );
    element.style.blockSize = '600px';
    await settled(element);
    return element;
  }

  const part = (element: HermesPane, name: string) => element.shadowRoot!.querySelector<HTMLElement>(`[part=${name}]`);
  const notice = (element: HermesPane, kind: string) =>
    element.shadowRoot!.querySelector<HTMLElement>(`[part=notice][data-kind=${kind}]`);
  const verbs = (session: FakeSession) => session.calls.map(([verb]) => verb);
  const ofLeases = () => registry.log.filter((line) => !line.startsWith('visible'));

  it('shows title, model, workspace, conversation and composer', async () => {
    const element = await pane();
    expect(part(element, 'title')!.textContent).to.equal('Alpha');
    expect(part(element, 'header')!.textContent).to.include('test/model-1').and.to.include('project');
    expect(deepAll(element, '[part=message]')).to.have.lengthOf(2);
    expect(part(element, 'composer')).to.exist;
    expect(element.dataset['phase']).to.equal('idle');
    expect(element.dataset['link']).to.equal('live');
  });

  it('goes by its own size, and puts no container around the conversation, which would cost with its length', async () => {
    const element = await pane();
    const inside = element.shadowRoot!.querySelector<HTMLElement>('.pane')!;
    const workspace = () => part(element, 'header')!.querySelector('.workspace')!.checkVisibility();
    const most = () => parseFloat(getComputedStyle(deepAll(element, '[part~=input]')[0]!).maxBlockSize);
    for (const [inline, block, words, seen] of [
      [700, 600, '', true],
      [520, 600, 'medium', true],
      [400, 900, 'narrow medium', false],
      [700, 600, '', true],
    ] as const) {
      element.style.inlineSize = `${inline}px`;
      element.style.blockSize = `${block}px`;
      await settled(element);
      expect([inside.dataset['width'], workspace()]).to.deep.equal([words, seen]);
      expect(most() / block, 'share of the height').to.be.within(0.25, 0.4);
    }
    for (
      let at: Element | null = deepAll(element, 'hermes-message')[0]!;
      at !== null && at !== element.parentElement;
    ) {
      expect(getComputedStyle(at).containerType, at.localName).to.equal('normal');
      const root = at.getRootNode();
      at = at.parentElement ?? (root instanceof ShadowRoot ? root.host : null);
    }
  });

  it('starts, stops and changes nothing by being mounted, re-pointed, moved and removed', async () => {
    startRun(a, { prompt: 'Go' });
    const before = a.set.run.peek();
    const element = await pane();
    element.sessionId = 'b';
    await settled(element);
    element.sessionId = 'a';
    await settled(element);
    element.remove();
    await microtasks();
    expect(verbs(a)).to.deep.equal([]);
    expect(verbs(b)).to.deep.equal([]);
    expect(a.set.run.peek()).to.equal(before);
    expect(registry.held()).to.equal(0);
  });

  it('takes up the new session before it lets the old one go', async () => {
    const element = await pane();
    registry.log.length = 0;
    element.sessionId = 'b';
    await settled(element);
    const log = ofLeases();
    expect(registry.held('a')).to.equal(0);
    expect(log.indexOf('retain b')).to.be.lessThan(log.indexOf('release a'));
    expect(part(element, 'title')!.textContent).to.equal('Beta');
  });

  it('restarts nothing when it is moved within one task', async () => {
    const element = await pane();
    const other = document.createElement('div');
    element.parentElement!.append(other);
    registry.log.length = 0;
    other.append(element);
    await settled(element);
    expect(ofLeases()).to.deep.equal([]);
  });

  it('says what a run does now, for how long, and moves only that text', async () => {
    startRun(a, { run: { startedAt: Date.now() - 65_000, activity: { kind: 'tool', label: 'read_file' } } });
    const element = await pane();
    const phase = part(element, 'phase')!;
    expect(phase.textContent!.replace(/\s+/g, ' ')).to.match(/Running 1m 5s|Running 1m 6s/);
    expect(phase.textContent).to.include('read_file');
    expect(element.matches(':state(running)')).to.equal(true);
    expect(element.dataset['phase']).to.equal('running');
    let changes = 0;
    const observer = new MutationObserver(
      (records) => (changes += records.filter((record) => !phase.contains(record.target)).length),
    );
    observer.observe(element.shadowRoot!, { subtree: true, childList: true, characterData: true, attributes: true });
    const before = phase.textContent;
    await wait(1400);
    observer.disconnect();
    expect(phase.textContent).not.to.equal(before);
    expect(changes).to.equal(0);
    a.set.run.value = idleRun;
    await element.updateComplete;
    expect(part(element, 'phase')).to.equal(null);
    expect(element.matches(':state(running)')).to.equal(false);
  });

  it('keeps no timer when no run is shown', async () => {
    startRun(a);
    const original = window.setInterval;
    const cleared = window.clearInterval;
    const timers = new Set<unknown>();
    window.setInterval = ((...args: Parameters<typeof setInterval>) => {
      const timer = original(...args);
      timers.add(timer);
      return timer;
    }) as typeof setInterval;
    window.clearInterval = ((timer: number) => {
      timers.delete(timer);
      cleared(timer);
    }) as typeof clearInterval;
    try {
      const element = await pane();
      expect(timers.size).to.equal(1);
      element.remove();
      await microtasks();
      expect(timers.size).to.equal(0);
    } finally {
      window.setInterval = original;
      window.clearInterval = cleared;
    }
  });

  for (const status of ['reconnecting', 'offline', 'stale', 'refused'] as const satisfies readonly LinkStatus[]) {
    it(`says what "${status}" means, offers to try again, and locks nothing`, async () => {
      const element = await pane();
      a.set.link.value = { status, error: null, retryAt: null };
      await settled(element);
      const line = notice(element, 'link')!;
      expect(line.textContent!.trim()).not.to.equal('');
      expect(element.dataset['link']).to.equal(status);
      expect(element.matches(':state(offline)')).to.equal(true);
      line.querySelector('button')!.click();
      expect(verbs(a)).to.deep.equal(['refresh']);
      expect(deep<HTMLTextAreaElement>(element, 'textarea').readOnly).to.equal(false);
      a.set.link.value = { status: 'live', error: null, retryAt: null };
      await element.updateComplete;
      expect(notice(element, 'link')).to.equal(null);
    });
  }

  it('stands on a page that gives it no height, with the composer below the header', async () => {
    patch(a.set.transcript, { status: 'ready', messages: [] });
    const element = await pane();
    element.style.blockSize = '';
    await settled(element);
    const bottom = element.getBoundingClientRect().bottom;
    expect(element.getBoundingClientRect().height).to.be.at.least(380);
    const composer = deep(element, '[part=composer]').getBoundingClientRect();
    expect(composer.bottom, 'the composer stands at the end of the pane').to.be.within(bottom - 24, bottom);
  });

  it('says nothing of usage before there is any', async () => {
    const element = await pane();
    const none = { inputTokens: 0, outputTokens: 0, cost: 0, contextLength: null, contextUsed: null };
    a.set.usage.value = none;
    await settled(element);
    expect(deepAll(element, '[part=usage]').length).to.equal(0);
    a.set.usage.value = { ...none, inputTokens: 23 };
    await settled(element);
    expect(deepAll(element, '[part=usage]').length).to.equal(1);
  });

  it('says which session it shows in its attribute too, however it was pointed', async () => {
    const element = await pane();
    element.sessionId = 'b';
    await settled(element);
    expect(element.getAttribute('session-id')).to.equal('b');
  });

  it('says a broken connection once, not a second time as an error', async () => {
    patch(a.set.transcript, { messages: [userMessage('Hi')] });
    const element = await pane();
    a.set.link.value = { status: 'reconnecting', error: error({ code: 'network', retryable: true }), retryAt: null };
    a.set.error.value = error({ code: 'network', retryable: true });
    await settled(element);
    expect(notice(element, 'link') === null).to.equal(false);
    expect(notice(element, 'error') === null, 'the link line says it').to.equal(true);
    a.set.error.value = error({ code: 'server', retryable: false });
    await settled(element);
    expect(notice(element, 'error') === null, 'what does not mend with the link is said').to.equal(false);
  });

  it('offers the way to sign in', async () => {
    const element = await pane();
    a.set.link.value = { status: 'auth', error: error({ code: 'auth' }), retryAt: null };
    await settled(element);
    expect(notice(element, 'link')!.querySelector('a')!.href).to.include('/login?next=');
  });

  it('makes no link of what is no web address', async () => {
    (registry as unknown as { signInUrl: () => string }).signInUrl = () => 'javascript:alert(1)';
    const element = await pane();
    a.set.link.value = { status: 'auth', error: null, retryAt: null };
    await settled(element);
    expect(notice(element, 'link')!.querySelector('a')).to.equal(null);
  });

  it('does not flicker for a moment of catching up', async () => {
    const element = await pane();
    a.set.link.value = { status: 'catching-up', error: null, retryAt: null };
    await settled(element);
    expect(notice(element, 'link')).to.equal(null);
    await wait(900);
    await element.updateComplete;
    expect(notice(element, 'link')!.textContent).to.include('Catching up');
  });

  it('says that a run was lost', async () => {
    const element = await pane();
    a.set.run.value = { ...idleRun, end: { run: 'r', outcome: 'lost', error: null, at: Date.now() } };
    await element.updateComplete;
    expect(notice(element, 'info')!.textContent).to.include('restarted');
  });

  it('says once why a turn failed: with the text that came back, where it is sent again', async () => {
    const reason = error({ code: 'run-failed', detail: 'The gateway answered nothing.' });
    const said = (element: HermesPane) =>
      [...deepAll(element, '[role=alert]')].filter((line) => line.textContent.includes(reason.detail)).length;
    const element = await pane();
    const watched = await pane({ noComposer: true });
    const item = { ref: 'r1', text: 'Go on.', state: 'returned', error: reason, at: Date.now() } as const;
    patch(a.set.composer, { outbox: [item] });
    a.set.run.value = { ...idleRun, end: { run: 'r', outcome: 'failed', error: reason, at: Date.now() } };
    await settled(element);
    await settled(watched);
    expect(notice(element, 'error') === null).to.equal(true);
    expect(said(element)).to.equal(1);
    expect(notice(watched, 'error')!.textContent).to.include(reason.detail);
    patch(a.set.composer, { outbox: [] });
    await settled(element);
    expect(said(element), 'discarded, it is still the reason').to.equal(1);
  });

  describe('a turn the server lost', () => {
    const lost = () => {
      a.set.run.value = { ...idleRun, end: { run: 'r', outcome: 'lost', error: null, at: Date.now() } };
      a.set.canContinue.value = true;
    };
    const offer = (element: HermesPane) => part(element, 'continue') as HTMLButtonElement | null;

    it('is offered to go on, once, and the offer goes when it is taken', async () => {
      const element = await pane();
      lost();
      await settled(element);
      expect(notice(element, 'info')!.textContent).to.include('restarted during this turn').and.to.include('kept');
      offer(element)!.focus();
      offer(element)!.click();
      await settled(element);
      expect(a.calls).to.deep.equal([['continueRun', 'Continue where you left off.']]);
      expect(offer(element) === null).to.equal(true);
      expect(element.shadowRoot!.activeElement?.localName, 'the keyboard stays in it').to.equal('hermes-transcript');
    });

    it('is offered after a reload too, when only the transcript tells', async () => {
      a.set.canContinue.value = true;
      const element = await pane();
      expect(offer(element)!.textContent!.trim()).to.equal('Continue');
      await expect(element).to.be.accessible();
    });

    it('is not offered once the session goes on', async () => {
      lost();
      const element = await pane();
      startRun(a, { prompt: 'Other' });
      await settled(element);
      expect(notice(element, 'info') === null).to.equal(true);
    });

    it('is told and not offered where nothing may be changed, or something waits', async () => {
      lost();
      expect(offer(await pane({ readonly: true })) === null).to.equal(true);
      a.set.canContinue.value = false;
      const element = await pane();
      expect(notice(element, 'info')!.textContent).to.include('restarted');
      expect(offer(element) === null).to.equal(true);
    });

    it('is left to a host that takes sending over', async () => {
      lost();
      const element = await pane();
      const heard: string[] = [];
      element.addEventListener('hermes-send', (event) => {
        heard.push(`${event.sessionId} ${event.text}`);
        event.preventDefault();
      });
      offer(element)!.click();
      expect(heard).to.deep.equal(['a Continue where you left off.']);
      expect(verbs(a)).to.deep.equal([]);
    });

    it('is said aloud once, however many panes show it', async () => {
      const panes = [await pane(), await pane()];
      lost();
      a.tell({ kind: 'ended', session: a, outcome: 'lost', error: null });
      for (const element of panes) await settled(element);
      const live = panes.flatMap((element) =>
        deepAll(element, '[role=status], [role=alert]').filter((one) => one.textContent!.includes('restarted')),
      );
      expect(live).to.have.lengthOf(1);
    });
  });

  it('asks to choose a session when there is none', async () => {
    const element = await pane({ id: '' });
    expect(element.shadowRoot!.querySelector('.state')!.textContent).to.include('Choose a session');
    expect(element.matches(':state(empty)')).to.equal(true);
    expect(registry.held()).to.equal(0);
    await expect(element).to.be.accessible();
  });

  it('shows bones only when loading takes a while', async () => {
    patch(a.set.transcript, { status: 'loading', messages: [] });
    const element = await fixture<HermesPane>(html`<hermes-pane session-id="a" .registry=${registry}></hermes-pane>`);
    await microtasks();
    expect(element.shadowRoot!.querySelector('.skeleton')).to.equal(null);
    await wait(260);
    await element.updateComplete;
    expect(element.shadowRoot!.querySelector('.skeleton')).to.exist;
    patch(a.set.transcript, { status: 'ready' });
    await element.updateComplete;
    expect(element.shadowRoot!.querySelector('.skeleton')).to.equal(null);
    expect(element.shadowRoot!.querySelector('.state')!.textContent).to.include('New session');
  });

  it('says why a session could not be read, and tries again', async () => {
    patch(a.set.transcript, { status: 'failed', messages: [] });
    a.set.error.value = error();
    const element = await pane();
    const line = notice(element, 'error')!;
    expect(line.textContent).to.include('The server failed while answering').and.to.include('boom');
    line.querySelector('button')!.click();
    expect(verbs(a)).to.deep.equal(['refresh']);
    await expect(element).to.be.accessible();
  });

  it('keeps what was read when a later read fails', async () => {
    const element = await pane();
    a.set.error.value = error();
    await settled(element);
    expect(deepAll(element, '[part=message]')).to.have.lengthOf(2);
    expect(notice(element, 'error')).to.exist;
  });

  it('says that a session is gone and keeps the draft in reach', async () => {
    patch(a.set.transcript, { status: 'failed', messages: [] });
    patch(a.set.composer, { draft: 'dear text' });
    a.set.error.value = error({ code: 'not-found' });
    const element = await pane();
    expect(notice(element, 'error')!.textContent).to.include('gone');
    expect(deep<HTMLTextAreaElement>(element, 'textarea').value).to.equal('dear text');
  });

  it('shows requests of its session inside, unless told not to', async () => {
    openRequests(registry, a, approval('a'));
    const element = await pane();
    expect(element.matches(':state(needs-you)')).to.equal(true);
    expect(deepAll(element, '[part=card]')).to.have.lengthOf(1);
    const without = await pane({ noApproval: true });
    expect(deepAll(without, 'hermes-approval')).to.have.lengthOf(0);
  });

  it('says in its header that a session runs everything unasked, only while it does, and ends it', async () => {
    const element = await pane();
    expect(deepAll(element, '.unasked')).to.have.lengthOf(0);
    patch(a.set.consent, { autoApprove: true });
    await settled(element);
    expect(deep(element, '.unasked').textContent).to.include('without asking');
    deep<HTMLButtonElement>(element, '.unasked button').click();
    expect(a.calls).to.deep.include(['setAutoApprove', false]);
    patch(a.set.consent, { autoApprove: false });
    await settled(element);
    expect(deepAll(element, '.unasked')).to.have.lengthOf(0);
  });

  describe('a request that comes up', () => {
    const ask = () => {
      const request = approval('a');
      openRequests(registry, a, request);
      a.tell({ kind: 'attention', session: a, request });
    };
    const heard = async (...elements: Element[]) => {
      for (const element of elements) await settled(element);
      return elements
        .flatMap((element) => deepAll(element, '[role=status], [role=alert]'))
        .filter((region) => region.checkVisibility())
        .map((region) => region.textContent!.replace(/\s+/g, ' ').trim())
        .filter((text) => text.includes('need'));
    };

    it('is said aloud once, by the card', async () => {
      const element = await pane();
      ask();
      expect(await heard(element)).to.deep.equal(['Alpha needs your approval for terminal. 4 choices.']);
    });

    it('is said aloud once, with an inbox and two panes on the page', async () => {
      const panes = [await pane(), await pane({ noApproval: true })];
      const inbox = await fixture(html`<hermes-approval .registry=${registry}></hermes-approval>`);
      ask();
      expect(await heard(...panes, inbox)).to.deep.equal(['Alpha needs your approval for terminal. 4 choices.']);
    });

    it('is said aloud where no card is shown', async () => {
      const element = await pane({ noApproval: true });
      ask();
      expect(await heard(element)).to.deep.equal(['The agent needs you.']);
    });

    it('is said aloud by the pane that is in sight', async () => {
      const hidden = await pane();
      hidden.style.display = 'none';
      const shown = await pane();
      ask();
      expect(await heard(hidden, shown)).to.deep.equal(['Alpha needs your approval for terminal. 4 choices.']);
    });
  });

  it('has no composer when told not to, or read-only', async () => {
    expect(part(await pane({ noComposer: true }), 'composer')).to.equal(null);
    expect(part(await pane({ readonly: true }), 'composer')).to.equal(null);
  });

  it('marks as seen what a person sees, and nothing else', async () => {
    const element = await pane();
    a.set.unread.value = true;
    await element.updateComplete;
    expect(verbs(a)).to.deep.equal(['markSeen']);

    a.calls.length = 0;
    element.style.display = 'none';
    a.set.unread.value = true;
    await settled(element);
    expect(verbs(a), 'not shown').to.deep.equal([]);

    element.style.display = '';
    Object.defineProperty(document, 'hasFocus', { configurable: true, value: () => false });
    element.requestUpdate();
    await settled(element);
    expect(verbs(a), 'nobody looks').to.deep.equal([]);
    delete (document as { hasFocus?: unknown }).hasFocus;
    window.dispatchEvent(new Event('focus'));
    expect(verbs(a)).to.deep.equal(['markSeen']);
  });

  it('lets events of the composer through to the host', async () => {
    const element = await pane();
    const heard: string[] = [];
    element.parentElement!.addEventListener('hermes-send', (event) => heard.push(event.type), { once: true });
    const input = deep<HTMLTextAreaElement>(element, 'textarea');
    input.value = 'hello';
    input.dispatchEvent(new InputEvent('input', { bubbles: true }));
    input.dispatchEvent(new KeyboardEvent('keydown', { key: 'Enter', bubbles: true }));
    expect(heard).to.deep.equal(['hermes-send']);
    expect(verbs(a)).to.include('sendDraft');
  });

  it('renames in place: Enter keeps, Escape drops, and the session is the one it began on', async () => {
    const element = await pane();
    const edit = async () => {
      deep(element, '.edit').click();
      await settled(element);
      return deep<HTMLInputElement>(element, '.rename');
    };
    let input = await edit();
    input.value = 'Dropped';
    input.dispatchEvent(new KeyboardEvent('keydown', { key: 'Escape' }));
    await element.updateComplete;
    input = await edit();
    input.value = 'New title';
    input.dispatchEvent(new KeyboardEvent('keydown', { key: 'Enter' }));
    await element.updateComplete;
    expect(a.calls).to.deep.equal([['rename', 'New title']]);
    input = await edit();
    input.value = 'Wrong';
    element.sessionId = 'b';
    await settled(element);
    expect(b.calls.concat(a.calls).filter(([verb]) => verb === 'rename')).to.have.lengthOf(1);
  });

  it('uses the tokens of the page, and a host can force any of them', async () => {
    const element = await pane();
    const colour = () => getComputedStyle(part(element, 'title')!).color;
    element.parentElement!.style.setProperty('--text', 'rgb(1, 2, 3)');
    expect(colour()).to.equal('rgb(1, 2, 3)');
    element.parentElement!.style.setProperty('--hermes-text-1', 'rgb(4, 5, 6)');
    expect(colour()).to.equal('rgb(4, 5, 6)');
    element.style.setProperty('--hermes-text-1', 'rgb(7, 8, 9)');
    expect(colour()).to.equal('rgb(7, 8, 9)');
    expect(getComputedStyle(deep(element, '.said')).color, 'in elements inside too').to.equal('rgb(7, 8, 9)');
  });

  it('is dark or light as the page says', async () => {
    const element = await pane();
    const background = () => getComputedStyle(element).backgroundColor;
    element.dataset['theme'] = 'light';
    const light = background();
    element.dataset['theme'] = 'dark';
    expect(background()).not.to.equal(light);
    const dark = background();
    delete element.dataset['theme'];
    document.documentElement.dataset['theme'] = 'dark';
    await frame();
    expect(background()).to.equal(dark);
    delete document.documentElement.dataset['theme'];
  });

  for (const inlineSize of [320, 700, 1600]) {
    it(`fits ${inlineSize} pixels with nothing wider than itself`, async () => {
      startRun(a, {
        prompt: 'A question '.repeat(30),
        run: { activity: { kind: 'tool', label: 'a_tool_with_quite_a_long_name_indeed' } },
      });
      patch(a.set.meta, {
        title: 'A title that is longer than any pane of this width could ever show in one line of text',
      });
      const element = await pane();
      element.style.inlineSize = `${inlineSize}px`;
      await settled(element);
      const right = element.getBoundingClientRect().right;
      const wide = deepAll(element, 'button, textarea, h2, header, article, .bubble').filter(
        (one) => one.checkVisibility() && one.getBoundingClientRect().right > right + 1,
      );
      expect(wide.map((one) => one.outerHTML.slice(0, 80))).to.deep.equal([]);
    });
  }

  it('is accessible idle, running, needing you and offline', async () => {
    const element = await pane();
    await expect(element).to.be.accessible();
    startRun(a, { prompt: 'Go' });
    openRequests(registry, a, approval('a'));
    a.set.link.value = { status: 'offline', error: null, retryAt: null };
    a.set.usage.value = { inputTokens: 1, outputTokens: 1, cost: 0.1, contextLength: 100, contextUsed: 40 };
    a.set.todos.value = [{ id: '1', content: 'Read', status: 'in_progress' }];
    await settled(element);
    await expect(element).to.be.accessible();
  });

  it('is held by nobody once it is removed, while its run goes on', async () => {
    startRun(a, { prompt: 'Go' });
    const make = () => Object.assign(document.createElement('hermes-pane'), { registry, sessionId: 'a' });
    const alive = await aliveAfterRemoval(20, make, () => frame());
    patch(a.set.run, { activity: { kind: 'thinking', label: null } });
    expect(registry.held()).to.equal(0);
    expect(alive).to.equal(0);
  });
});
