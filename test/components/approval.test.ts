import '../../components/define/hermes-approval.js';
import { expect, fixture, html, nextFrame, oneEvent, waitUntil } from '@open-wc/testing';
import { sendKeys, sendMouse } from '@web/test-runner-commands';
import type { GestureGuard } from '../../components/approval/gesture.js';
import type { HermesAnswerEvent, HermesSessionSelectEvent } from '../../components/events.js';
import type { HermesApproval } from '../../components/hermes-approval.js';
import type { AgentRequest, ApprovalDetails, ApprovalRequest } from '../../runtime/index.js';
import {
  approval,
  fakeRegistry,
  fakeSession,
  openRequests,
  patch,
  question,
  type FakeRegistry,
  type FakeSession,
} from './support/fake-session.js';

/** A person who has read everything, on a clock the test moves. */
class TestGuard implements GestureGuard {
  readonly assumeSeen = true;
  time = 0;
  person = true;
  now = (): number => this.time;
  accepts = (): boolean => this.person;
}

const inside = (element: Element, selector: string): HTMLElement | null =>
  (element.shadowRoot as ShadowRoot).querySelector<HTMLElement>(selector);
const cards = (element: HermesApproval): HTMLElement[] => [
  ...(element.shadowRoot as ShadowRoot).querySelectorAll<HTMLElement>('[part~="card"]'),
];
const choices = (card: Element): HTMLButtonElement[] => [
  ...(card.shadowRoot as ShadowRoot).querySelectorAll<HTMLButtonElement>('[part~="choice"]'),
];
const choice = (card: Element, name: string): HTMLButtonElement =>
  choices(card).find((one) => one.dataset.choice === name) as HTMLButtonElement;
const answers = (session: FakeSession): unknown[] => session.calls.filter(([verb]) => verb === 'answer');

async function settled(element: HermesApproval): Promise<void> {
  for (let round = 0; round < 3; round += 1) {
    await element.updateComplete;
    await Promise.all(cards(element).map((card) => (card as any).updateComplete));
  }
}

function request(
  session: FakeSession,
  details: Partial<ApprovalDetails> = {},
  part: Partial<ApprovalRequest> = {},
): ApprovalRequest {
  const made = approval(session.id, part);
  return { ...made, approval: { ...made.approval, ...details } };
}

interface Setup {
  readonly registry: FakeRegistry;
  readonly session: FakeSession;
  readonly element: HermesApproval;
  readonly guard: TestGuard;
}

/** One session with requests, its approval on the page, and a person who has waited. */
async function setup(
  make: (session: FakeSession) => readonly AgentRequest[] = (session) => [request(session)],
): Promise<Setup> {
  const session = fakeSession('a', { title: 'Clean up' });
  const registry = fakeRegistry(session);
  openRequests(registry, session, ...make(session));
  const guard = new TestGuard();
  const element = await fixture<HermesApproval>(
    html`<hermes-approval session-id="a" .registry=${registry} .gestureGuard=${guard}></hermes-approval>`,
  );
  await settled(element);
  await nextFrame();
  guard.time = 1000;
  return { registry, session, element, guard };
}

const first = (element: HermesApproval): HTMLElement => cards(element)[0] as HTMLElement;

describe('hermes-approval: what it shows', () => {
  it('names the session, shows the whole command, why, and where', async () => {
    const command = `${'echo long; '.repeat(200)}rm -rf build`;
    const { element } = await setup((session) => [
      request(session, { command, description: 'Deletes a tree', risk: 'high' }),
    ]);
    const card = first(element);
    expect(card.dataset).to.include({ sessionId: 'a', kind: 'approval', state: 'pending' });
    expect(card.dataset.requestId).to.match(/^r\d+$/);
    const text = (card.shadowRoot as ShadowRoot).textContent ?? '';
    expect(text)
      .to.contain('Clean up')
      .and.to.contain('Deletes a tree')
      .and.to.contain('/home/me/project')
      .and.to.contain('high');
    const block = inside(card, '[part="command"]') as HTMLElement;
    expect(block.textContent).to.equal(command);
    expect(block.dir).to.equal('ltr');
    expect(block.scrollWidth, 'wrapped, not cut').to.be.at.most(block.clientWidth + 1);
    expect(block.tabIndex).to.equal(0);
  });

  it('offers exactly the choices the server offers, in its order', async () => {
    const { element } = await setup((session) => [request(session, { choices: ['deny', 'once'] })]);
    expect(choices(first(element)).map((one) => one.dataset.choice)).to.deep.equal(['deny', 'once']);
  });

  it('makes hidden and look-alike characters visible', async () => {
    const { element } = await setup((session) => [
      request(session, { command: 'curl ex\u0430mple.com\u202E # \u200Bsafe' }),
    ]);
    const card = first(element);
    expect(inside(card, '[part="command"]')?.textContent).to.equal(
      'curl ex\u0430‹U+0430›mple.com‹U+202E› # ‹U+200B›safe',
    );
    expect((card.shadowRoot as ShadowRoot).querySelectorAll('.told.warning').length).to.equal(2);
  });

  it('renders a command as text, never as markup', async () => {
    const { element } = await setup((session) => [
      request(session, { command: '<img src=x onerror=alert(1)>', description: '<b>bold</b>' }),
    ]);
    expect((first(element).shadowRoot as ShadowRoot).querySelectorAll('img, b').length).to.equal(0);
  });

  it('shows name and arguments of a tool that has no command', async () => {
    const { element } = await setup((session) => [
      request(session, { command: '', tool: 'send_mail', args: { to: 'all@example.com' } }),
    ]);
    expect(inside(first(element), '[part="command"]')?.textContent).to.contain('send_mail');
    expect(inside(first(element), '[part="arguments"]')?.textContent).to.contain('all@example.com');
  });

  it('shows the beginning of a megabyte and all of it when asked, without a long task', async () => {
    const command = `echo ${'x'.repeat(79)}\n`.repeat(12_000) + 'rm -rf \u202e/';
    const began = performance.now();
    const { element } = await setup((one) => [request(one, { command })]);
    const card = first(element);
    expect(card.shadowRoot!.querySelectorAll('.told.warning').length, 'what is not shown is looked at too').to.equal(1);
    const block = inside(card, '[part="command"]') as HTMLElement;
    expect(block.textContent.length).to.be.lessThan(12_000);
    inside(card, '[part="show-all"]')!.click();
    await settled(element);
    expect(block.textContent).to.equal(command.replace('\u202e', '‹U+202E›'));
    expect(inside(card, '[part="show-all"]') === null).to.equal(true);
    expect(performance.now() - began).to.be.lessThan(1500);
  });

  it('shows an edit as a change to its file, with everything hidden in it named', async () => {
    const { element } = await setup((one) => [
      request(one, {
        command: '',
        tool: 'edit_file',
        args: { path: 'a.ts', old_string: 'let a = 1', new_string: 'let a = 2\u202e', why: 'x\u200b' },
      }),
    ]);
    const card = first(element);
    await waitUntil(
      () => inside(card, 'hermes-diff')?.shadowRoot?.querySelector('[part="diff-file"]') != null,
      'the diff, which is loaded when needed',
      { timeout: 8000 },
    );
    expect(inside(card, 'hermes-diff')!.shadowRoot!.textContent).to.contain('‹U+202E›').and.to.contain('a.ts');
    const rows = inside(card, '[part="arguments"]')!.textContent;
    expect(rows).to.contain('x‹U+200B›').and.not.to.contain('let a');
  });

  it('counts down to the server deadline, and has no clock without one', async () => {
    const { element, session } = await setup((one) => [
      request(one, {}, { expiresAt: Date.now() + 65_000 }),
      request(one),
    ]);
    const [timed, untimed] = cards(element);
    expect(inside(timed!, '[role="timer"]')?.textContent).to.match(/^Expires in 1\s?m/);
    expect(inside(untimed!, '[role="timer"]') === null).to.equal(true);
    session.set.requests.value = {
      open: [request(session, {}, { expiresAt: Date.now() - 5 })],
      waiting: 1,
      closed: [],
    };
    await settled(element);
    expect(inside(cards(element).at(-1)!, '[role="timer"]')?.textContent).to.contain('Time is up');
  });

  it('says which of how many it is, also of those the server has not shown yet', async () => {
    const { element, session } = await setup((one) => [request(one), request(one)]);
    expect(inside(first(element), '.place')?.textContent).to.equal('1 of 2');
    patch(session.set.requests, { waiting: 4 });
    await settled(element);
    expect(inside(first(element), '.place')?.textContent).to.equal('1 of 4');
    expect(inside(element, '.more')?.textContent).to.equal('2 more wait and come next');
  });

  it('folds, and stays folded whatever the server repeats', async () => {
    const { element, session } = await setup();
    inside(first(element), '[part="collapse"]')?.click();
    await settled(element);
    const open = session.set.requests.peek().open;
    session.set.requests.value = { open: open.map((one) => ({ ...one })), waiting: 1, closed: [] };
    await settled(element);
    expect(choices(first(element)).length).to.equal(0);
    expect((first(element).shadowRoot as ShadowRoot).textContent).to.contain('rm -rf build');
  });

  it('is accessible in every state', async () => {
    const { element, session } = await setup((one) => [request(one, { command: 'a\u202Eb' }), question(one.id)]);
    await expect(element).to.be.accessible();
    choice(first(element), 'always').click();
    await settled(element);
    await expect(element).to.be.accessible();
    const [one, two] = session.set.requests.peek().open;
    for (const state of ['submitting', 'failed'] as const) {
      patch(session.set.requests, {
        open: [
          { ...one!, state, error: 'x' },
          { ...two!, state, error: 'x' },
        ],
      });
      await settled(element);
      await expect(element).to.be.accessible();
    }
    patch(session.set.requests, {
      open: [],
      closed: [
        { ...one!, state: 'expired' },
        { ...two!, state: 'gone' },
      ],
    });
    await settled(element);
    expect(cards(element).map((card) => card.dataset.state)).to.deep.equal(['expired', 'gone']);
    await expect(element).to.be.accessible();
  });
});

describe('hermes-approval: consent', () => {
  it('takes a choice of a person, and sends it to the session and request of the card', async () => {
    const { element, session } = await setup();
    const id = session.set.requests.peek().open[0]?.id;
    setTimeout(() => choice(first(element), 'once').click());
    const event = (await oneEvent(element, 'hermes-answer')) as HermesAnswerEvent;
    expect([event.sessionId, event.requestId]).to.deep.equal(['a', id]);
    expect(event.answer).to.deep.equal({ kind: 'approval', choice: 'once' });
    await settled(element);
    expect(answers(session)).to.deep.equal([['answer', id, { kind: 'approval', choice: 'once' }]]);
  });

  it('takes no click that a script made', async () => {
    const { element, session } = await setup();
    const fresh = await fixture<HermesApproval>(
      html`<hermes-approval session-id="a" .registry=${element.registry}></hermes-approval>`,
    );
    await settled(fresh);
    await new Promise((resolve) => setTimeout(resolve, 600));
    const button = choice(first(fresh), 'once');
    button.dispatchEvent(new PointerEvent('pointerdown', { bubbles: true }));
    button.click();
    button.dispatchEvent(new KeyboardEvent('keydown', { key: 'Enter', bubbles: true }));
    expect(answers(session)).to.deep.equal([]);
  });

  it('takes a real click and a real key once the card has stood for half a second, and none before', async () => {
    const session = fakeSession('a');
    const registry = fakeRegistry(session);
    openRequests(registry, session, request(session));
    const element = await fixture<HermesApproval>(
      html`<hermes-approval session-id="a" .registry=${registry}></hermes-approval>`,
    );
    await settled(element);
    const at = (): [number, number] => {
      const box = choice(first(element), 'once').getBoundingClientRect();
      return [Math.round(box.x + box.width / 2), Math.round(box.y + box.height / 2)];
    };
    await sendMouse({ type: 'click', position: at() });
    await settled(element);
    const early = answers(session).length === 0;
    await new Promise((resolve) => setTimeout(resolve, 900));
    await sendMouse({ type: 'click', position: at() });
    await settled(element);
    expect(early, 'the first click came too early').to.equal(true);
    expect(answers(session).length).to.equal(1);

    openRequests(registry, session, request(session));
    await settled(element);
    await new Promise((resolve) => setTimeout(resolve, 900));
    choice(cards(element).at(-1)!, 'deny').focus();
    await sendKeys({ press: 'Enter' });
    expect(answers(session).length).to.equal(2);
  });

  it('ignores a press within 500 ms of its appearing, and says so', async () => {
    const { element, session, guard, registry } = await setup(() => []);
    guard.time = 5000;
    openRequests(registry, session, request(session));
    await settled(element);
    await nextFrame();
    guard.time = 5499;
    choice(first(element), 'once').click();
    await settled(element);
    expect(answers(session)).to.deep.equal([]);
    expect((first(element).shadowRoot as ShadowRoot).textContent).to.contain('Read it, then press again');
    guard.time = 7000;
    choice(first(element), 'once').click();
    expect(answers(session).length).to.equal(1);
  });

  it('counts from when a press began: one begun too early and held long is still too early', async () => {
    const { element, session, guard, registry } = await setup(() => []);
    guard.time = 5000;
    openRequests(registry, session, request(session));
    await settled(element);
    await nextFrame();
    guard.time = 5100;
    const button = choice(first(element), 'once');
    button.dispatchEvent(new PointerEvent('pointerdown', { bubbles: true }));
    guard.time = 9000;
    button.click();
    expect(answers(session)).to.deep.equal([]);
  });

  it('takes no press that began on one card for another that took its place', async () => {
    const { element, session, guard, registry } = await setup();
    choice(first(element), 'once').dispatchEvent(new PointerEvent('pointerdown', { bubbles: true }));
    openRequests(registry, session, request(session, { command: 'something else' }));
    await settled(element);
    await nextFrame();
    const next = cards(element).find((card) =>
      (card.shadowRoot as ShadowRoot).textContent?.includes('something else'),
    ) as HTMLElement;
    choice(next, 'once').click();
    expect(answers(session)).to.deep.equal([]);
    guard.time += 1000;
    choice(next, 'once').click();
    expect((answers(session)[0] as unknown[])[1]).to.equal(next.dataset.requestId);
  });

  it('takes no press on a card that has just moved under the pointer', async () => {
    const { element, session, guard } = await setup();
    const spacer = document.createElement('div');
    element.before(spacer);
    // Let the watch see where the card stands.
    for (let frame = 0; frame < 4; frame += 1) await nextFrame();
    guard.time = 8000;
    spacer.style.blockSize = '60px';
    for (let frame = 0; frame < 6; frame += 1) await nextFrame();
    choice(first(element), 'once').click();
    const taken = answers(session).length;
    spacer.remove();
    expect(taken).to.equal(0);
  });

  it('ignores a key that is held down', async () => {
    const { element, session } = await setup();
    const button = choice(first(element), 'once');
    const repeated = new KeyboardEvent('keydown', { key: 'Enter', repeat: true, bubbles: true, cancelable: true });
    expect(button.dispatchEvent(repeated), 'its click is prevented').to.equal(false);
    expect(answers(session)).to.deep.equal([]);
  });

  it('takes no focus, has no default, and hears no key from outside', async () => {
    const input = await fixture<HTMLInputElement>(html`<input aria-label="composer" />`);
    input.focus();
    const { element, session } = await setup();
    expect(document.activeElement === input).to.equal(true);
    for (const key of ['Enter', 'y', 'Escape', ' ']) await sendKeys({ press: key });
    expect(answers(session)).to.deep.equal([]);
    inside(first(element), '.card')?.focus();
    await sendKeys({ press: 'Enter' });
    expect(answers(session), 'focus on the card itself presses nothing').to.deep.equal([]);
    expect(
      (first(element).shadowRoot as ShadowRoot).querySelectorAll('form, [type="submit"], [autofocus]').length,
    ).to.equal(0);
  });

  it('answers at most once, however often it is pressed', async () => {
    const { element, session } = await setup();
    choice(first(element), 'once').click();
    choice(first(element), 'deny').click();
    await settled(element);
    expect(choices(first(element)).every((button) => button.disabled)).to.equal(true);
    expect(first(element).dataset.state).to.equal('submitting');
    expect(choice(first(element), 'once').getAttribute('aria-busy')).to.equal('true');
    choice(first(element), 'deny').click();
    expect(answers(session).length).to.equal(1);
  });

  it('lets the host answer itself', async () => {
    const { element, session } = await setup();
    element.addEventListener('hermes-answer', (event) => event.preventDefault());
    choice(first(element), 'once').click();
    await settled(element);
    expect(answers(session)).to.deep.equal([]);
    expect(choice(first(element), 'once').disabled).to.equal(false);
  });

  it('shows the rule before it stores one, and the second step needs its own press', async () => {
    const { element, session, guard } = await setup((one) => [
      request(one, { patterns: ['rm -rf *', 'sudo\u200B *'] }),
    ]);
    choice(first(element), 'always').click();
    await settled(element);
    expect(answers(session)).to.deep.equal([]);
    const text = (first(element).shadowRoot as ShadowRoot).textContent ?? '';
    expect(text).to.contain('rm -rf *').and.to.contain('sudo‹U+200B› *');
    expect(choices(first(element)).map((one) => one.dataset.choice)).to.deep.equal(['always']);
    choice(first(element), 'always').click();
    expect(answers(session), 'a double click confirms nothing').to.deep.equal([]);
    await settled(element);
    guard.time += 1000;
    choice(first(element), 'always').click();
    expect((answers(session)[0] as unknown[])[2]).to.deep.equal({ kind: 'approval', choice: 'always' });
  });

  it('says so when the server does not tell the rule', async () => {
    const { element } = await setup((one) => [request(one, { patterns: [] })]);
    choice(first(element), 'always').click();
    await settled(element);
    expect((first(element).shadowRoot as ShadowRoot).textContent).to.contain('does not say which rule');
  });

  it('comes back with the reason when the answer did not arrive, and can be answered again', async () => {
    const { element, session, guard } = await setup();
    const [open] = session.set.requests.peek().open;
    choice(first(element), 'once').click();
    patch(session.set.requests, {
      open: [{ ...open!, state: 'submitting', answer: { kind: 'approval', choice: 'once' } }],
    });
    await settled(element);
    patch(session.set.requests, { open: [{ ...open!, state: 'failed', error: 'The connection broke.' }] });
    await settled(element);
    await nextFrame();
    const alert = inside(first(element), '[role="alert"]');
    expect(alert?.textContent).to.contain('nothing was allowed').and.to.contain('The connection broke.');
    guard.time += 1000;
    choice(first(element), 'deny').click();
    expect(answers(session).length).to.equal(2);
  });

  it('comes back when the verb itself fails', async () => {
    const { element, session } = await setup();
    (session as any).answer = () => Promise.reject(new Error('No transport.'));
    choice(first(element), 'once').click();
    await waitUntil(() => inside(first(element), '[role="alert"]') !== null);
    expect(inside(first(element), '[role="alert"]')?.textContent).to.contain('No transport.');
    expect(choice(first(element), 'once').disabled).to.equal(false);
  });
});

describe('hermes-approval: not being asked again in a session', () => {
  const asked = (session: FakeSession): unknown[] => session.calls.filter(([verb]) => verb === 'setAutoApprove');
  const button = (card: Element): HTMLElement => inside(card, '[part="auto-approve"] button')!;

  it('is not offered where the server has no such switch', async () => {
    const { element } = await setup();
    expect(inside(first(element), '[part="auto-approve"]') === null).to.equal(true);
  });

  it('is turned on by a press of its own, after a warning, and answers no request by that', async () => {
    const { element, session, guard } = await setup();
    patch(session.set.consent, { autoApprove: false });
    await settled(element);
    button(first(element)).click();
    await settled(element);
    const confirm = inside(first(element), '[part="auto-approve-confirm"]')!;
    expect((first(element).shadowRoot as ShadowRoot).textContent).to.contain('dangerous commands too');
    confirm.click();
    expect(asked(session), 'a double click turns nothing on').to.deep.equal([]);
    guard.time += 1000;
    guard.person = false;
    confirm.click();
    expect(asked(session), 'nor does a script').to.deep.equal([]);
    guard.person = true;
    confirm.click();
    expect(asked(session)).to.deep.equal([['setAutoApprove', true]]);
    expect(answers(session)).to.deep.equal([]);
  });

  it('is lit while on, turned off at once, and says why a change failed', async () => {
    const { element, session } = await setup();
    patch(session.set.consent, { autoApprove: true });
    await settled(element);
    expect(inside(first(element), '[part="auto-approve"][data-on]')!.textContent).to.contain('without asking');
    button(first(element)).click();
    expect(asked(session)).to.deep.equal([['setAutoApprove', false]]);
    patch(session.set.consent, { error: 'The server left it as it was.' });
    await settled(element);
    expect(inside(first(element), '[part="auto-approve"] [role="alert"]')!.textContent).to.contain('left it as it was');
  });
});

describe('hermes-approval: after it was closed', () => {
  const endings = [
    ['elsewhere', 'resolved', 'Handled elsewhere'],
    ['deadline', 'expired', 'no longer waits'],
    ['run', 'gone', 'The run ended'],
  ] as const;
  for (const [closedBy, state, said] of endings)
    it(`says what became of it: ${closedBy}`, async () => {
      const { element, session } = await setup();
      const [open] = session.set.requests.peek().open;
      // Ours came too late, say: it is not told as if it had allowed anything.
      const answer = closedBy === 'elsewhere' ? ({ kind: 'approval', choice: 'once' } as const) : null;
      patch(session.set.requests, { open: [], waiting: 0, closed: [{ ...open!, state, closedBy, answer }] });
      await settled(element);
      const text = (first(element).shadowRoot as ShadowRoot).textContent;
      expect(text).to.contain(said).and.not.to.contain('Allowed');
      expect(choices(first(element)).length).to.equal(0);
    });

  const ends: [string, Partial<ApprovalRequest>, string][] = [
    ['answered elsewhere', { state: 'resolved', answer: null }, 'Handled elsewhere'],
    ['gone', { state: 'gone' }, 'Handled elsewhere'],
    ['expired', { state: 'expired' }, 'Expired'],
    ['denied here', { state: 'resolved', answer: { kind: 'approval', choice: 'deny' } }, 'Denied'],
    [
      'allowed here',
      { state: 'resolved', answer: { kind: 'approval', choice: 'session' } },
      'Allowed for this session',
    ],
  ];
  for (const [name, part, text] of ends) {
    it(`says what became of a request that was ${name}, with nothing left to press`, async () => {
      const { element, session } = await setup();
      const [open] = session.set.requests.peek().open;
      session.set.requests.value = { open: [], waiting: 0, closed: [{ ...open!, ...part } as AgentRequest] };
      await settled(element);
      expect((first(element).shadowRoot as ShadowRoot).textContent).to.contain(text);
      expect(choices(first(element)).length).to.equal(0);
    });
  }

  it('calls one that vanished handled elsewhere, and leaves after a while', async function () {
    this.timeout(10_000);
    const { element, session } = await setup();
    session.set.requests.value = { open: [], waiting: 0, closed: [] };
    await settled(element);
    expect(first(element).dataset.state).to.equal('gone');
    await waitUntil(() => cards(element).length === 0, 'it leaves', { timeout: 6000 });
    expect(element.matches(':state(empty)')).to.equal(true);
  });

  it('keeps the card through a dip of the run, for it is the request that counts', async () => {
    const { element, session } = await setup();
    const before = first(element);
    patch(session.set.run, { phase: 'running' });
    patch(session.set.run, { phase: 'idle' });
    await settled(element);
    expect(first(element) === before).to.equal(true);
  });

  it('gives focus back to where it came from, never to a button of another card', async function () {
    this.timeout(10_000);
    const input = await fixture<HTMLInputElement>(html`<input aria-label="composer" />`);
    const { element, session } = await setup((one) => [request(one), request(one)]);
    input.focus();
    choice(first(element), 'once').focus();
    const [one, two] = session.set.requests.peek().open;
    session.set.requests.value = {
      open: [two!],
      waiting: 1,
      closed: [{ ...one!, state: 'resolved', answer: { kind: 'approval', choice: 'once' } }],
    };
    await waitUntil(() => cards(element).length === 1, 'the first leaves', { timeout: 4000 });
    await nextFrame();
    expect((element.shadowRoot as ShadowRoot).activeElement === first(element)).to.equal(true);
    expect((first(element).shadowRoot as ShadowRoot).activeElement?.className).to.equal('card');
    session.set.requests.value = {
      open: [],
      waiting: 0,
      closed: [{ ...two!, state: 'resolved', answer: { kind: 'approval', choice: 'once' } }],
    };
    await waitUntil(() => cards(element).length === 0, 'the second leaves', { timeout: 4000 });
    await nextFrame();
    expect(document.activeElement === input).to.equal(true);
  });
});

describe('hermes-approval: whose requests', () => {
  it('shows only those of its session, and another session touches nothing', async () => {
    const { element, registry } = await setup();
    const other = registry.add(fakeSession('b'));
    const changes: MutationRecord[] = [];
    const observer = new MutationObserver((records) => changes.push(...records));
    observer.observe(element.shadowRoot as ShadowRoot, {
      attributes: true,
      characterData: true,
      childList: true,
      subtree: true,
    });
    observer.observe(first(element).shadowRoot as ShadowRoot, {
      attributes: true,
      characterData: true,
      childList: true,
      subtree: true,
    });
    openRequests(registry, other, request(other));
    await settled(element);
    observer.disconnect();
    expect(changes.map(({ type }) => type)).to.deep.equal([]);
    expect(cards(element).length).to.equal(1);
    element.sessionId = 'b';
    await settled(element);
    expect(cards(element).map((card) => card.dataset.sessionId)).to.deep.equal(['b']);
  });

  it('without a session shows all, in the order of the inbox, and opens a session on demand', async () => {
    const a = fakeSession('a', { title: 'First' });
    const b = fakeSession('b', { title: 'Second' });
    const registry = fakeRegistry(a, b);
    const [one, two, three] = [request(a), question('b'), request(a)];
    registry.set.inbox.value = [
      { session: b, request: two },
      { session: a, request: one },
      { session: a, request: three },
    ];
    const page = await fixture(
      html`<div>
        <hermes-approval for="pane" .registry=${registry}></hermes-approval>
        <div id="pane"></div>
      </div>`,
    );
    const element = page.querySelector('hermes-approval') as HermesApproval;
    await settled(element);
    expect(cards(element).map((card) => card.dataset.requestId)).to.deep.equal([two.id, one.id, three.id]);
    expect(inside(first(element), '[part="session-title"]')?.textContent).to.equal('Second');
    setTimeout(() => inside(first(element), '[part="open"]')?.click());
    const event = (await oneEvent(page, 'hermes-session-select')) as HermesSessionSelectEvent;
    expect(event.sessionId).to.equal('b');
    expect(page.querySelector('#pane')?.getAttribute('session-id')).to.equal('b');
    expect(registry.held(), 'an inbox makes nobody read a session').to.equal(0);
    await expect(element).to.be.accessible();
  });

  it('names whom a subagent works for', async () => {
    const boss = fakeSession('boss', { title: 'Release' });
    const worker = fakeSession('w', { title: 'Run tests', parent: 'boss', relation: 'child' });
    const copy = fakeSession('f', { title: 'Copy', parent: 'boss', relation: 'fork' });
    const registry = fakeRegistry(boss, worker, copy);
    openRequests(registry, worker, request(worker));
    openRequests(registry, copy, request(copy));
    const element = await fixture<HermesApproval>(html`<hermes-approval .registry=${registry}></hermes-approval>`);
    await settled(element);
    const parents = () => cards(element).map((card) => inside(card, '[part="session-parent"]')?.textContent ?? null);
    expect(parents(), 'a copy works for nobody').to.deep.equal(['Subagent of Release', null]);
    patch(boss.set.meta, { title: 'Release 2' });
    await settled(element);
    expect(parents()).to.deep.equal(['Subagent of Release 2', null]);
  });

  it('goes from card to card, to the card as a whole and never to one of its buttons', async () => {
    const session = fakeSession('a');
    const registry = fakeRegistry(session);
    const requests = [request(session), question('a'), request(session)];
    openRequests(registry, session, requests[0]!);
    const box = await fixture(
      html`<div style="block-size: 150px; overflow: auto">
        <hermes-approval .registry=${registry}></hermes-approval>
      </div>`,
    );
    const element = box.firstElementChild as HermesApproval;
    await settled(element);
    expect(inside(element, '[part="next"]') === null, 'nowhere to go').to.equal(true);
    openRequests(registry, session, ...requests);
    await settled(element);
    const focused = () => {
      const active = element.shadowRoot!.activeElement as HTMLElement | null;
      return [active?.dataset.requestId, active?.shadowRoot?.activeElement?.className];
    };
    const visit = (name: string) => {
      inside(element, `[part="${name}"]`)!.click();
      return focused();
    };
    expect(visit('next')).to.deep.equal([requests[0]!.id, 'card']);
    expect(visit('next')).to.deep.equal([requests[1]!.id, 'card']);
    expect(visit('next')).to.deep.equal([requests[2]!.id, 'card']);
    expect(box.scrollTop, 'in sight').to.be.greaterThan(0);
    expect(visit('next')).to.deep.equal([requests[0]!.id, 'card']);
    expect(visit('previous')).to.deep.equal([requests[2]!.id, 'card']);
    inside(cards(element)[1]!, '[part="collapse"]')!.focus();
    expect(visit('previous'), 'from where focus was').to.deep.equal([requests[0]!.id, 'card']);
    expect(answers(session)).to.deep.equal([]);
  });

  it('answers the session of the card, whatever else is shown', async () => {
    const a = fakeSession('a');
    const b = fakeSession('b');
    const registry = fakeRegistry(a, b);
    registry.set.inbox.value = [
      { session: a, request: request(a, {}, { id: 'same' }) },
      { session: b, request: request(b, {}, { id: 'same' }) },
    ];
    const guard = new TestGuard();
    const element = await fixture<HermesApproval>(
      html`<hermes-approval .registry=${registry} .gestureGuard=${guard}></hermes-approval>`,
    );
    await settled(element);
    await nextFrame();
    guard.time = 1000;
    choice(cards(element)[1]!, 'deny').click();
    expect(answers(a)).to.deep.equal([]);
    expect(answers(b).length).to.equal(1);
  });

  it('announces each request once: an approval at once, a question politely', async () => {
    const { element, session } = await setup((one) => [request(one), question(one.id)]);
    const said = (role: string): string[] =>
      [...(element.shadowRoot as ShadowRoot).querySelectorAll(`[role="${role}"].visually-hidden p`)].map(
        (one) => one.textContent ?? '',
      );
    expect(said('alert')).to.deep.equal(['Clean up needs your approval for terminal. 4 choices.']);
    expect(said('status')).to.deep.equal(['Clean up has a question for you. 2 choices.']);
    const open = session.set.requests.peek().open;
    const changes: MutationRecord[] = [];
    const observer = new MutationObserver((records) => changes.push(...records));
    observer.observe(inside(element, '[role="alert"].visually-hidden') as Node, {
      childList: true,
      subtree: true,
      characterData: true,
    });
    session.set.requests.value = { open: open.map((one) => ({ ...one })), waiting: 2, closed: [] };
    await settled(element);
    element.sessionId = 'elsewhere';
    await settled(element);
    element.sessionId = 'a';
    await settled(element);
    observer.disconnect();
    expect(changes.map(({ type }) => type)).to.deep.equal([]);
  });

  it('announces with every hidden character of a tool named, and no choices where there are none', async () => {
    const { element } = await setup((one) => [
      request(one, { tool: 'send\u202Email', choices: ['deny'] }),
      request(one, { tool: null }),
      question(one.id, { question: { text: 'Why?', choices: [] } }),
    ]);
    const said = [...element.shadowRoot!.querySelectorAll('.visually-hidden p')].map((one) => one.textContent);
    expect(said).to.deep.equal([
      'Clean up needs your approval for send‹U+202E›mail. 1 choice.',
      'Clean up needs your approval. 4 choices.',
      'Clean up has a question for you.',
    ]);
  });

  it('holds one lease for its session and gives it back', async () => {
    const { element, registry } = await setup();
    expect(registry.held('a')).to.equal(1);
    element.remove();
    await nextFrame();
    expect(registry.held()).to.equal(0);
  });
});
