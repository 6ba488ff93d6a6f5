import '../../components/define/hermes-approval.js';
import { expect, fixture, html, nextFrame } from '@open-wc/testing';
import type { GestureGuard } from '../../components/approval/gesture.js';
import type { HermesApproval } from '../../components/hermes-approval.js';
import type { HermesQuestion } from '../../components/hermes-question.js';
import type { QuestionRequest } from '../../runtime/index.js';
import { fakeRegistry, fakeSession, openRequests, patch, question, type FakeSession } from './support/fake-session.js';

const lenient: GestureGuard = { assumeSeen: true, now: () => time, accepts: () => true };
let time = 0;

const inside = (element: Element, selector: string): HTMLElement | null =>
  (element.shadowRoot as ShadowRoot).querySelector<HTMLElement>(selector);
const card = (element: HermesApproval): HermesQuestion => inside(element, 'hermes-question') as HermesQuestion;
const field = (element: Element): HTMLTextAreaElement => inside(element, '[part="free-text"]') as HTMLTextAreaElement;
const answers = (session: FakeSession): unknown[] =>
  session.calls.filter(([verb]) => verb === 'answer').map(([, , answer]) => answer);
const text = (element: Element): string => (element.shadowRoot as ShadowRoot).textContent ?? '';

async function settled(element: HermesApproval): Promise<void> {
  for (let round = 0; round < 3; round += 1) {
    await element.updateComplete;
    await (card(element) as HermesQuestion | null)?.updateComplete;
  }
}

async function setup(part: Partial<QuestionRequest> = {}) {
  time = 0;
  const session = fakeSession('a', { title: 'Audit log' });
  const registry = fakeRegistry(session);
  const request = question('a', part);
  openRequests(registry, session, request);
  const element = await fixture<HermesApproval>(
    html`<hermes-approval session-id="a" .registry=${registry} .gestureGuard=${lenient}></hermes-approval>`,
  );
  await settled(element);
  await nextFrame();
  time = 1000;
  return { session, registry, request, element };
}

async function write(element: HermesApproval, value: string): Promise<void> {
  field(card(element)).value = value;
  field(card(element)).dispatchEvent(new Event('input', { bubbles: true }));
  await settled(element);
}

const enter = (part: KeyboardEventInit = {}): KeyboardEvent =>
  new KeyboardEvent('keydown', { key: 'Enter', bubbles: true, cancelable: true, ...part });

describe('hermes-question', () => {
  it('answers with a choice, as it reads', async () => {
    const { element, session, request } = await setup();
    const choices = [...(card(element).shadowRoot as ShadowRoot).querySelectorAll<HTMLElement>('[part="choice"]')];
    expect(choices.map((one) => one.dataset.choice)).to.deep.equal(['SQLite', 'PostgreSQL']);
    choices[1]?.click();
    expect(session.calls).to.deep.include(['answer', request.id, { kind: 'question', text: 'PostgreSQL' }]);
    choices[0]?.click();
    expect(answers(session).length).to.equal(1);
  });

  it('answers with what was typed, by the button and by Enter', async () => {
    for (const way of ['button', 'enter']) {
      const { element, session } = await setup();
      expect((inside(card(element), '[part="submit"]') as HTMLButtonElement).disabled).to.equal(true);
      await write(element, '  DuckDB ');
      if (way === 'button') inside(card(element), '[part="submit"]')?.click();
      else field(card(element)).dispatchEvent(enter());
      expect(answers(session), way).to.deep.equal([{ kind: 'question', text: 'DuckDB' }]);
    }
  });

  it('breaks lines with Shift+Enter, and composes in peace', async () => {
    const { element, session } = await setup();
    await write(element, 'DuckDB');
    const shifted = enter({ shiftKey: true });
    field(card(element)).dispatchEvent(shifted);
    expect(shifted.defaultPrevented).to.equal(false);
    field(card(element)).dispatchEvent(enter({ isComposing: true }));
    field(card(element)).dispatchEvent(enter({ keyCode: 229 } as KeyboardEventInit));
    field(card(element)).dispatchEvent(enter({ repeat: true }));
    expect(answers(session)).to.deep.equal([]);
  });

  it('takes no answer from a script by default', async () => {
    const session = fakeSession('a');
    const element = await fixture<HermesQuestion>(
      html`<hermes-question .session=${session} .request=${question('a')}></hermes-question>`,
    );
    await element.updateComplete;
    await new Promise((resolve) => setTimeout(resolve, 600));
    inside(element, '[part="choice"]')?.click();
    field(element).value = 'x';
    field(element).dispatchEvent(new Event('input', { bubbles: true }));
    field(element).dispatchEvent(enter());
    expect(answers(session)).to.deep.equal([]);
  });

  it('keeps what was typed while the server repeats the question and other sessions are shown', async () => {
    const { element, session, registry, request } = await setup();
    registry.add(fakeSession('b'));
    await write(element, 'half an ans');
    openRequests(registry, session, { ...request });
    await settled(element);
    expect(field(card(element)).value).to.equal('half an ans');
    element.sessionId = 'b';
    await settled(element);
    expect(card(element) === null).to.equal(true);
    element.sessionId = 'a';
    await settled(element);
    expect(field(card(element)).value).to.equal('half an ans');
  });

  it('does not mistake a second question with the same words for the first', async () => {
    const { element, session, registry } = await setup();
    await write(element, 'for the first');
    const second = question('a');
    openRequests(registry, session, second);
    await settled(element);
    const cards = [...(element.shadowRoot as ShadowRoot).querySelectorAll<HermesQuestion>('hermes-question')];
    const fresh = cards.find((one) => one.dataset.requestId === second.id) as HermesQuestion;
    expect(field(fresh).value).to.equal('');
    expect(fresh.dataset.state).to.equal('pending');
  });

  it('keeps typed text when the question is closed elsewhere, and moves it to the message', async () => {
    const { element, session, request } = await setup();
    patch(session.set.composer, { draft: 'already here' });
    await write(element, 'my long answer');
    session.set.requests.value = { open: [], waiting: 0, closed: [{ ...request, state: 'gone' }] };
    await settled(element);
    expect(card(element).dataset.state).to.equal('gone');
    expect(text(card(element))).to.contain('my long answer');
    await new Promise((resolve) => setTimeout(resolve, 50));
    await expect(element).to.be.accessible();
    inside(card(element), '[part="move-to-message"]')?.click();
    expect(session.composer.peek().draft).to.equal('already here\n\nmy long answer');
    await settled(element);
    expect(text(card(element)), 'it is in one place').not.to.contain('my long answer');
  });

  it('does not leave while it holds typed text', async function () {
    this.timeout(10_000);
    const { element, session, request } = await setup();
    await write(element, 'my long answer');
    session.set.requests.value = { open: [], waiting: 0, closed: [{ ...request, state: 'gone' }] };
    await new Promise((resolve) => setTimeout(resolve, 4_500));
    element.requestUpdate();
    await settled(element);
    expect(text(card(element))).to.contain('my long answer');
    inside(card(element), '[part="discard"]')?.click();
    await settled(element);
    expect(card(element) === null, 'decided upon, it leaves').to.equal(true);
  });

  it('still has it after another session was shown in between', async () => {
    const { element, session, registry, request } = await setup();
    registry.add(fakeSession('b'));
    await write(element, 'my long answer');
    element.sessionId = 'b';
    await settled(element);
    session.set.requests.value = { open: [], waiting: 0, closed: [{ ...request, state: 'expired' }] };
    element.sessionId = 'a';
    await settled(element);
    expect(text(card(element))).to.contain('my long answer');
  });

  it('shows an answer that arrived as answered, not as text left over', async () => {
    const { element, session, request } = await setup();
    await write(element, 'DuckDB');
    field(card(element)).dispatchEvent(enter());
    session.set.requests.value = {
      open: [],
      waiting: 0,
      closed: [{ ...request, state: 'resolved', answer: { kind: 'question', text: 'DuckDB' } }],
    };
    await settled(element);
    expect(text(card(element))).to.contain('You answered: DuckDB');
    expect(inside(card(element), '[part="move-to-message"]') === null).to.equal(true);
  });

  it('gives the text back when the answer came too late', async () => {
    const { element, session, request } = await setup();
    await write(element, 'DuckDB');
    field(card(element)).dispatchEvent(enter());
    session.set.requests.value = { open: [], waiting: 0, closed: [{ ...request, state: 'gone' }] };
    await settled(element);
    expect(text(card(element))).to.contain('DuckDB');
    expect(inside(card(element), '[part="move-to-message"]') === null).to.equal(false);
  });

  it('keeps the text in the field when sending failed', async () => {
    const { element, session, request, registry } = await setup();
    await write(element, 'DuckDB');
    field(card(element)).dispatchEvent(enter());
    openRequests(registry, session, { ...request, state: 'submitting', answer: { kind: 'question', text: 'DuckDB' } });
    await settled(element);
    expect(field(card(element)).readOnly).to.equal(true);
    openRequests(registry, session, { ...request, state: 'failed', error: 'Cut off.' });
    await settled(element);
    expect(field(card(element)).value).to.equal('DuckDB');
    expect(field(card(element)).readOnly).to.equal(false);
    expect(text(card(element))).to.contain('Cut off.');
  });

  it('skips with an answer that it shows before, and keeps what was typed', async () => {
    const { element, session } = await setup();
    await write(element, 'half');
    const skip = inside(card(element), '[part="skip"]')!;
    const described = inside(card(element), `#${skip.getAttribute('aria-describedby')}`)!.textContent;
    expect(described).to.contain('No answer. Go on without it.');
    skip.click();
    expect(answers(session)).to.deep.equal([{ kind: 'question', text: 'No answer. Go on without it.' }]);
    expect(field(card(element)).value).to.equal('half');
  });

  it('keeps what was typed beyond the page, by request, and forgets it when it is gone', async () => {
    const { element, session, registry, request } = await setup();
    await write(element, 'half an ans');
    const other = await fixture<HermesApproval>(
      html`<hermes-approval session-id="a" .registry=${registry} .gestureGuard=${lenient}></hermes-approval>`,
    );
    await settled(other);
    expect(field(card(other)).value, 'as after a reload').to.equal('half an ans');
    expect(session.view.get('answers')).to.deep.equal([[request.id, 'half an ans']]);
    await write(other, '');
    expect(session.view.get('answers')).to.equal(undefined);
  });

  it('says that nobody waits any more when time ran out', async () => {
    const { element, session, request } = await setup();
    patch(session.set.requests, {
      open: [],
      waiting: 0,
      closed: [{ ...request, state: 'expired', closedBy: 'deadline' }],
    });
    await settled(element);
    expect(card(element).shadowRoot!.textContent).to.contain('no longer waits');
  });

  it('shows the question as text', async () => {
    const { element } = await setup({ question: { text: '<b>Which?</b>\nReally', choices: [] } });
    expect(inside(card(element), '[part="choice"]') === null).to.equal(true);
    const shown = inside(card(element), '.question') as HTMLElement;
    expect(shown.textContent).to.equal('<b>Which?</b>\nReally');
    expect(shown.dir).to.equal('auto');
    await expect(element).to.be.accessible();
  });
});
