// Writing to a session: every text in exactly one place, whatever is pressed, switched or composed.
import { expect, fixture, html, oneEvent, waitUntil } from '@open-wc/testing';
import '../../components/define/hermes-composer.js';
import type { HermesSendEvent } from '../../components/events.js';
import type { HermesComposer } from '../../components/hermes-composer.js';
import {
  allCapabilities,
  fakeRegistry,
  fakeSession,
  idleRun,
  patch,
  startRun,
  type FakeRegistry,
  type FakeSession,
} from './support/fake-session.js';
import { microtasks } from './support/wait.js';

describe('<hermes-composer>', () => {
  let registry: FakeRegistry;
  let a: FakeSession;
  let b: FakeSession;

  beforeEach(() => {
    a = fakeSession('a');
    b = fakeSession('b');
    registry = fakeRegistry(a, b);
  });

  const composer = () =>
    fixture<HermesComposer>(html`<hermes-composer session-id="a" .registry=${registry}></hermes-composer>`);
  const part = <T extends HTMLElement = HTMLElement>(element: Element, name: string) =>
    element.shadowRoot!.querySelector<T>(`[part=${name}]`)!;
  const input = (element: Element) => part<HTMLTextAreaElement>(element, 'input');
  const verbs = (session: FakeSession) => session.calls.map(([verb]) => verb);

  function type(element: Element, text: string, options: InputEventInit = {}): void {
    input(element).value = text;
    input(element).dispatchEvent(new InputEvent('input', { bubbles: true, ...options }));
  }

  function press(element: Element, key: string, init: KeyboardEventInit = {}): KeyboardEvent {
    const event = new KeyboardEvent('keydown', { key, bubbles: true, cancelable: true, ...init });
    input(element).dispatchEvent(event);
    return event;
  }

  it('hands every keystroke to the session', async () => {
    const element = await composer();
    type(element, 'hel');
    type(element, 'hello');
    expect(a.calls).to.deep.equal([
      ['setDraft', 'hel'],
      ['setDraft', 'hello'],
    ]);
  });

  it('shows the draft the session has', async () => {
    patch(a.set.composer, { draft: 'from yesterday' });
    expect(input(await composer()).value).to.equal('from yesterday');
  });

  it('sends on Enter, breaks the line on Shift+Enter', async () => {
    const element = await composer();
    type(element, 'hello');
    expect(press(element, 'Enter', { shiftKey: true }).defaultPrevented).to.equal(false);
    expect(verbs(a)).not.to.include('sendDraft');
    expect(press(element, 'Enter').defaultPrevented).to.equal(true);
    expect(a.calls.at(-1)).to.deep.equal(['sendDraft', 'hello']);
    await element.updateComplete;
    expect(input(element).value).to.equal('');
  });

  it('does not send on the Enter that ends a composition, in any browser', async () => {
    const element = await composer();
    type(element, 'にほん');
    press(element, 'Enter', { isComposing: true });
    press(element, 'Enter', { keyCode: 229 } as KeyboardEventInit);
    input(element).dispatchEvent(new CompositionEvent('compositionstart'));
    press(element, 'Enter');
    expect(verbs(a)).not.to.include('sendDraft');
    input(element).dispatchEvent(new CompositionEvent('compositionend'));
    press(element, 'Enter');
    expect(verbs(a)).to.include('sendDraft');
  });

  it('sends once however long Enter is held, and never blank text', async () => {
    const element = await composer();
    type(element, '  \n ');
    press(element, 'Enter');
    expect(verbs(a)).not.to.include('sendDraft');
    type(element, 'x');
    press(element, 'Enter');
    press(element, 'Enter', { repeat: true });
    expect(verbs(a).filter((verb) => verb === 'sendDraft')).to.have.lengthOf(1);
  });

  it('lets a host take over the sending, and keeps the text', async () => {
    const element = await composer();
    type(element, 'mine');
    element.addEventListener('hermes-send', (event) => event.preventDefault());
    setTimeout(() => press(element, 'Enter'));
    const event = (await oneEvent(element, 'hermes-send')) as unknown as HermesSendEvent;
    expect([event.sessionId, event.text, event.kind, event.bubbles, event.composed]).to.deep.equal([
      'a',
      'mine',
      'send',
      true,
      true,
    ]);
    expect(verbs(a)).not.to.include('sendDraft');
    expect(input(element).value).to.equal('mine');
  });

  it('carries no text, undo history or composition over to another session', async () => {
    patch(b.set.composer, { draft: 'for b' });
    const element = await composer();
    type(element, 'for a');
    const first = input(element);
    first.focus();
    first.dispatchEvent(new CompositionEvent('compositionstart'));
    element.sessionId = 'b';
    await element.updateComplete;
    expect(input(element)).not.to.equal(first);
    expect(input(element).value).to.equal('for b');
    expect(element.shadowRoot!.activeElement, 'the focus comes along').to.equal(input(element));
    first.value = 'for a, late';
    first.dispatchEvent(new CompositionEvent('compositionend'));
    expect(b.set.composer.peek().draft).to.equal('for b');
    element.sessionId = 'a';
    await element.updateComplete;
    expect(input(element).value).to.equal('for a');
  });

  it('sends to the session whose text it shows, not to one being switched to', async () => {
    const element = await composer();
    type(element, 'for a');
    element.sessionId = 'b';
    press(element, 'Enter');
    expect(verbs(a)).to.include('sendDraft');
    expect(verbs(b)).to.deep.equal([]);
  });

  it('shows what another pane or tab writes, but never over an unfinished composition', async () => {
    const element = await composer();
    patch(a.set.composer, { draft: 'elsewhere' });
    await element.updateComplete;
    expect(input(element).value).to.equal('elsewhere');
    input(element).dispatchEvent(new CompositionEvent('compositionstart'));
    type(element, 'かな');
    patch(a.set.composer, { draft: 'elsewhere again' });
    await element.updateComplete;
    expect(input(element).value).to.equal('かな');
    input(element).dispatchEvent(new CompositionEvent('compositionend'));
    expect(a.set.composer.peek().draft).to.equal('かな');
  });

  it('leaves the text alone when something else of the slice changes', async () => {
    const element = await composer();
    type(element, 'typed');
    input(element).setSelectionRange(2, 2);
    patch(a.set.composer, { outbox: [{ ref: 'r', text: 'q', state: 'queued', error: null }] });
    await element.updateComplete;
    expect([input(element).value, input(element).selectionStart]).to.deep.equal(['typed', 2]);
  });

  it('offers Stop while a run is live, and the host may veto it', async () => {
    const element = await composer();
    expect(part(element, 'stop')).to.equal(null);
    startRun(a);
    await element.updateComplete;
    element.addEventListener('hermes-stop', (event) => event.preventDefault(), { once: true });
    part(element, 'stop').click();
    expect(verbs(a)).to.deep.equal([]);
    part(element, 'stop').click();
    expect(verbs(a)).to.deep.equal(['stop']);
    a.set.run.value = { ...idleRun, phase: 'stopping', run: 'run-1' };
    await element.updateComplete;
    expect(part<HTMLButtonElement>(element, 'stop').disabled).to.equal(true);
    a.set.run.value = idleRun;
    await element.updateComplete;
    expect(part(element, 'stop')).to.equal(null);
  });

  it('steers only where the server can and a run is live', async () => {
    registry.set.capabilities.value = { ...allCapabilities, steer: false };
    startRun(a);
    const element = await composer();
    expect(part(element, 'steer')).to.equal(null);
    registry.set.capabilities.value = allCapabilities;
    await element.updateComplete;
    expect(part(element, 'steer')).to.exist;
    a.set.run.value = idleRun;
    await element.updateComplete;
    expect(part(element, 'steer')).to.equal(null);
  });

  for (const [outcome, left, said] of [
    ['accepted', '', 'Given to the run.'],
    ['queued', '', 'queued'],
    ['refused', 'left, please', 'still here'],
  ] as const) {
    it(`says what became of a steer that was ${outcome}`, async () => {
      startRun(a);
      a.reply.steer = outcome;
      const element = await composer();
      type(element, 'left, please');
      await element.updateComplete;
      part(element, 'steer').click();
      await microtasks();
      expect(a.set.composer.peek().draft).to.equal(left);
      expect(element.shadowRoot!.querySelector('.outcome')!.textContent).to.include(said);
    });
  }

  it('lists what is not sent yet, what that means, and what one can do', async () => {
    patch(a.set.composer, {
      outbox: [
        { ref: 'q', text: 'first', state: 'queued', error: null },
        { ref: 'u', text: 'second', state: 'unsure', error: null },
        { ref: 'r', text: 'third', state: 'returned', error: { code: 'network', detail: '', retryable: true } },
      ],
    });
    const element = await composer();
    const items = [...element.shadowRoot!.querySelectorAll<HTMLElement>('[part=queue] [part=queue-item]')];
    expect(items.map((item) => item.dataset['state'])).to.deep.equal(['queued', 'unsure', 'returned']);
    expect(items[0]!.textContent).to.include('Sent when the run ends');
    expect(items[1]!.querySelector('button'), 'nothing to do but wait').to.equal(null);
    expect(items[2]!.textContent).to.include('could not be reached');
    const press2 = (item: HTMLElement, action: string) =>
      item.querySelector<HTMLElement>(`[data-action=${action}]`)!.click();
    press2(items[0]!, 'editItem');
    press2(items[2]!, 'sendNow');
    press2(items[2]!, 'removeItem');
    expect(a.calls).to.deep.equal([
      ['reclaim', 'q'],
      ['resend', 'r'],
      ['discard', 'r'],
    ]);
  });

  it('says in words what waits in another tab, and acts on it all the same', async () => {
    const network = { code: 'network', detail: '', retryable: true } as const;
    patch(a.set.composer, {
      outbox: [
        { ref: 'h', text: 'here', state: 'queued', error: null },
        { ref: 'q', text: 'first', state: 'queued', error: null, owner: 'tab-2' },
        { ref: 'u', text: 'second', state: 'unsure', error: null, owner: 'tab-2' },
        { ref: 'r', text: 'third', state: 'returned', error: network, owner: 'tab-2' },
        { ref: 's', text: 'fourth', state: 'submitting', error: null, owner: 'tab-2' },
      ],
    });
    const element = await composer();
    const items = () => [...element.shadowRoot!.querySelectorAll<HTMLElement>('[part=queue-item]')];
    await waitUntil(() => items().length === 5);
    expect(items().map((item) => item.hasAttribute('data-elsewhere'))).to.deep.equal([false, true, true, true, true]);
    const said = items().map((item) => item.querySelector('.why')!.textContent!.replace(/\s+/g, ' ').trim());
    expect(said[0]).to.equal('Queued Sent when the run ends.');
    expect(said[1]).to.equal('Queued Waits in another tab. Sent when the run ends.');
    expect(said[2]).to.include('Checking Sent from another tab.');
    expect(said[3]).to.include('Not sent Waits in another tab.').and.to.include('could not be reached');
    expect(said[4]).to.equal('Sending On its way from another tab.');
    const actions = (item: HTMLElement) =>
      [...item.querySelectorAll<HTMLElement>('button')].map((button) => button.dataset['action']);
    expect(items().map((item) => actions(item).length)).to.deep.equal([3, 3, 0, 3, 0]);
    for (const button of items()[1]!.querySelectorAll('button')) button.click();
    expect(a.calls).to.deep.equal([
      ['reclaim', 'q'],
      ['resend', 'q'],
      ['discard', 'q'],
    ]);
    await expect(element).to.be.accessible();
  });

  it('says of a queued message what it waits for', async () => {
    const element = await composer();
    const said: string[] = [];
    for (const waitsFor of ['run', 'server', 'person'] as const) {
      patch(a.set.composer, { outbox: [{ ref: 'q', text: 'first', state: 'queued', error: null }], waitsFor });
      await element.updateComplete;
      said.push(element.shadowRoot!.querySelector('[part=queue-item]')!.textContent!);
    }
    expect(said[0]).to.contain('when the run ends');
    expect(said[1]).to.contain('as soon as the server takes it');
    expect(said[2]).to.contain('Send it now');
  });

  it('keeps the keyboard when a message leaves the queue', async () => {
    const item = (ref: string) => ({ ref, text: ref, state: 'queued', error: null }) as const;
    patch(a.set.composer, { outbox: [item('q'), item('r')] });
    const element = await composer();
    const focused = () => {
      const active = element.shadowRoot!.activeElement as HTMLElement | null;
      return active?.closest<HTMLElement>('[part=queue-item]')?.dataset['ref'] ?? active?.localName;
    };
    const remove = (ref: string) =>
      element.shadowRoot!.querySelector<HTMLElement>(`[data-ref=${ref}] [data-action=removeItem]`)!;
    remove('q').focus();
    remove('q').click();
    patch(a.set.composer, { outbox: [item('r')] });
    await element.updateComplete;
    expect(focused()).to.equal('r');
    remove('r').click();
    patch(a.set.composer, { outbox: [] });
    await element.updateComplete;
    expect(focused()).to.equal('textarea');
  });

  it('is read-only where the server takes nothing, and says so', async () => {
    patch(a.set.meta, { readOnly: true });
    const element = await composer();
    expect(input(element).readOnly).to.equal(true);
    expect(input(element).placeholder).to.include('read-only');
  });

  it('does not throw when a verb does', async () => {
    const element = await composer();
    (a as unknown as { stop: () => Promise<void> }).stop = () => Promise.reject(new Error('late'));
    startRun(a);
    await element.updateComplete;
    part(element, 'stop').click();
    await microtasks();
  });

  it('is accessible idle, running and with a queue', async () => {
    const element = await composer();
    await expect(element).to.be.accessible();
    startRun(a);
    patch(a.set.composer, { draft: 'x', outbox: [{ ref: 'q', text: 'first', state: 'queued', error: null }] });
    await element.updateComplete;
    await element.updateComplete;
    await expect(element).to.be.accessible();
  });
});
