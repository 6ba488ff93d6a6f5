/**
 * A hostile or careless page tries to get consent that nobody gave, with the strict rule, real input and a real clock.
 * After each attempt the honest press must still work: a card that refuses everything would pass the rest.
 */
import '../../components/define/hermes-approval.js';
import { expect, fixture, html, nextFrame } from '@open-wc/testing';
import { sendKeys, sendMouse } from '@web/test-runner-commands';
import type { HermesApproval } from '../../components/hermes-approval.js';
import type { AgentRequest } from '../../runtime/index.js';
import { leaveOut } from '../support/leave-out.js';
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

/** Longer than the rule wants, with what the browser takes to look. */
const READ_MS = 850;

type Point = [number, number];
interface Stage {
  readonly registry: FakeRegistry;
  readonly session: FakeSession;
  readonly element: HermesApproval;
  readonly frame: HTMLElement;
}

const read = () => new Promise((resolve) => setTimeout(resolve, READ_MS));
const cardsOf = ({ element }: Stage) => [
  ...element.shadowRoot!.querySelectorAll<HTMLElement>('[part~="card"]:not([data-state="gone"])'),
];
const control = (stage: Stage, name = 'once', index = 0) =>
  cardsOf(stage)[index]!.shadowRoot!.querySelector<HTMLButtonElement>(`[data-choice="${name}"]`)!;
const answers = ({ session }: Stage) => session.calls.filter(([verb]) => verb === 'answer');
const told = (stage: Stage) => cardsOf(stage)[0]?.shadowRoot?.querySelector('.told[role="status"]')?.textContent ?? '';

function middle(element: Element): Point {
  const box = element.getBoundingClientRect();
  return [Math.round(box.x + box.width / 2), Math.round(box.y + box.height / 2)];
}

async function frames(count = 4): Promise<void> {
  for (let frame = 0; frame < count; frame += 1) await nextFrame();
}

async function stage(
  requests: (session: FakeSession) => readonly AgentRequest[] = ({ id }) => [approval(id)],
): Promise<Stage> {
  const session = fakeSession('a', { title: 'Clean up' });
  const registry = fakeRegistry(session);
  openRequests(registry, session, ...requests(session));
  const frame = await fixture<HTMLElement>(
    html`<div><hermes-approval session-id="a" .registry=${registry}></hermes-approval></div>`,
  );
  await sendMouse({ type: 'move', position: [0, 0] });
  await frames();
  return { registry, session, frame, element: frame.querySelector('hermes-approval')! };
}

async function pressed(target: Element): Promise<void> {
  await sendMouse({ type: 'click', position: middle(target) });
  await frames(2);
}

/** The proof that the card still works: looked at for long enough, one press, one answer. */
async function honest(on: Stage, name = 'once'): Promise<void> {
  expect(answers(on), 'nothing was sent by the attempt').to.deep.equal([]);
  await read();
  await pressed(control(on, name));
  expect(answers(on).length, `the honest press; told: ${told(on)}`).to.equal(1);
}

describe('consent: what a page may try', () => {
  it('gives nothing to events and clicks made by script', async () => {
    const on = await stage();
    await read();
    const button = control(on);
    const at = { bubbles: true, composed: true, cancelable: true };
    for (const event of [
      new PointerEvent('pointerdown', at),
      new MouseEvent('mousedown', at),
      new PointerEvent('pointerup', at),
      new MouseEvent('click', { ...at, detail: 1 }),
      new KeyboardEvent('keydown', { ...at, key: 'Enter' }),
      new KeyboardEvent('keyup', { ...at, key: ' ' }),
    ])
      button.dispatchEvent(event);
    button.click();
    await honest(on);
  });

  it('gives nothing to an event that says of itself that it is trusted', async () => {
    const on = await stage();
    await read();
    const fake = new MouseEvent('click', { bubbles: true, composed: true });
    expect(() => Object.defineProperty(fake, 'isTrusted', { value: true })).to.throw(TypeError);
    control(on).dispatchEvent(fake);
    // A getter on the prototype is never asked: the browser's own is on the instance.
    expect(Object.getOwnPropertyDescriptor(fake, 'isTrusted')?.configurable).to.equal(false);
    await honest(on);
  });

  it('gives nothing to a click by script in the course of a real one', async () => {
    const on = await stage();
    const bait = document.createElement('button');
    bait.textContent = 'Play';
    on.frame.append(bait);
    bait.addEventListener('click', () => control(on).click());
    await read();
    await pressed(bait);
    await honest(on);
  });

  it('gives nothing to a pointer that script captured for it', async () => {
    const on = await stage();
    const bait = document.createElement('button');
    bait.textContent = 'Play';
    on.frame.append(bait);
    bait.addEventListener('pointerdown', (event) => control(on).setPointerCapture(event.pointerId));
    await read();
    await pressed(bait);
    await honest(on);
  });

  it('gives nothing to Enter in a field, a storm of it, or one held while focus is moved', async () => {
    const on = await stage();
    const field = document.createElement('textarea');
    on.frame.prepend(field);
    await read();
    field.focus();
    for (let count = 0; count < 12; count += 1) await sendKeys({ press: 'Enter' });
    field.addEventListener('keydown', () => control(on).focus());
    await sendKeys({ down: 'Enter' });
    await sendKeys({ down: 'Enter' });
    await sendKeys({ up: 'Enter' });
    field.focus();
    await sendKeys({ down: ' ' });
    await sendKeys({ up: ' ' });
    expect(answers(on)).to.deep.equal([]);
    field.remove();
    await honest(on);
  });

  it('gives nothing to a key held since before the button had focus, and takes the next one', async () => {
    const on = await stage();
    await read();
    await sendKeys({ down: 'Enter' });
    control(on).focus();
    await sendKeys({ down: 'Enter' });
    await sendKeys({ down: 'Enter' });
    await sendKeys({ up: 'Enter' });
    expect(answers(on)).to.deep.equal([]);
    await read();
    await sendKeys({ press: 'Enter' });
    expect(answers(on).length).to.equal(1);
  });

  const hidden: readonly [name: string, hide: (on: Stage) => () => void][] = [
    ['an opaque sheet that lets the pointer through', (on) => sheet(on, 'background: #fff; pointer-events: none')],
    [
      'a sheet that can be seen through and lets the pointer through',
      (on) => sheet(on, 'background: #0a08; pointer-events: none'),
    ],
    ['a page that makes it transparent', (on) => styled(on, 'opacity: 0.02')],
    ['a page that clips it', (on) => styled(on, 'clip-path: inset(0 0 70% 0)')],
    ['a page that blends it away', (on) => styled(on, 'filter: opacity(0.05)')],
    ['a scroller that shows little more than the button', (on) => peephole(on)],
  ];
  for (const [name, hide] of hidden)
    it(`gives nothing to a press on it under ${name}`, async () => {
      if (name.includes('lets the pointer through') && !('isVisible' in IntersectionObserverEntry.prototype))
        leaveOut('this browser tells nobody what is visible');
      const on = await stage();
      const show = hide(on);
      await read();
      await sendMouse({ type: 'click', position: middle(control(on)) });
      await frames(2);
      expect(answers(on)).to.deep.equal([]);
      show();
      await honest(on);
    });

  it('gives nothing to a press on a sheet that takes it and passes it on', async () => {
    const on = await stage();
    const cover = document.createElement('div');
    cover.style.cssText = 'position: fixed; inset: 0; z-index: 9';
    on.frame.append(cover);
    cover.addEventListener('click', (event) =>
      control(on).dispatchEvent(new PointerEvent('click', { ...event, bubbles: true, composed: true })),
    );
    await read();
    await pressed(control(on));
    cover.remove();
    await honest(on);
  });

  it('gives nothing to a sheet taken away under the pointer', async () => {
    const on = await stage();
    const show = sheet(on, 'background: #fff');
    await read();
    show();
    await sendMouse({ type: 'click', position: middle(control(on)) });
    await honest(on);
  });

  it('gives nothing to a sheet over most of it taken away under the pointer', async () => {
    const on = await stage();
    const { top, height } = control(on).getBoundingClientRect();
    const show = sheet(on, `background: #fff; inset-block-start: ${top + height * 0.4}px`);
    await read();
    show();
    await sendMouse({ type: 'click', position: middle(control(on)) });
    await honest(on);
  });

  it('gives nothing when the text is another one by the time of the click, and says so', async () => {
    const on = await stage(({ id }) => [approval(id)]);
    await read();
    await sendMouse({ type: 'move', position: middle(control(on)) });
    await sendMouse({ type: 'down' });
    const [open] = on.session.set.requests.peek().open;
    if (open?.kind !== 'approval') throw new Error('An approval was opened.');
    patch(on.session.set.requests, { open: [{ ...open, approval: { ...open.approval, command: 'rm -rf ~' } }] });
    await frames();
    await sendMouse({ type: 'up' });
    await frames();
    expect(answers(on)).to.deep.equal([]);
    expect(told(on)).to.contain('changed');
    await honest(on);
  });

  it('gives nothing when another request took its place by the time of the click', async () => {
    const on = await stage();
    await read();
    await sendMouse({ type: 'move', position: middle(control(on)) });
    await sendMouse({ type: 'down' });
    patch(on.session.set.requests, { open: [approval('a')], waiting: 1 });
    await frames();
    await sendMouse({ type: 'up' });
    await frames();
    expect(answers(on)).to.deep.equal([]);
  });

  it('gives nothing when the card was moved under the pointer in this very frame', async () => {
    const on = await stage();
    const bait = document.createElement('div');
    bait.style.cssText = 'block-size: 300px';
    on.frame.prepend(bait);
    await read();
    const [x, y] = middle(control(on));
    addEventListener('pointermove', () => (bait.style.blockSize = '200px'), { once: true });
    await sendMouse({ type: 'click', position: [x, y - 100] });
    await frames(2);
    await honest(on);
  });

  it('gives nothing to the second half of a double click, on the card that slid up', async () => {
    const on = await stage(({ id }) => [approval(id), approval(id)]);
    await read();
    const place = middle(control(on));
    const [first, second] = on.session.set.requests.peek().open;
    await sendMouse({ type: 'click', position: place });
    expect(answers(on).length).to.equal(1);
    patch(on.session.set.requests, { open: [second!], waiting: 1 });
    await frames();
    // The first card leaves when it has been read; here at once.
    on.element.sessionId = null;
    await frames(2);
    on.element.sessionId = 'a';
    await frames(2);
    await sendMouse({ type: 'click', position: middle(control(on)) });
    await frames();
    expect(answers(on).length, 'the second was not answered').to.equal(1);
    await read();
    await pressed(control(on));
    expect(answers(on).map(([, id]) => id)).to.deep.equal([first!.id, second!.id]);
  });

  it('shows what a bidirectional command runs, in the order in which it runs', async () => {
    const command = 'echo "\u202Eelif rm\u202C" && r\u043c -rf \u2066/\u2069 # \u200d\u{e0041}\ufe0f';
    const on = await stage(({ id }) => {
      const made = approval(id);
      return [{ ...made, approval: { ...made.approval, command } }];
    });
    const text = cardsOf(on)[0]!.shadowRoot!.querySelector('[part~="command"]')!.textContent;
    for (const name of ['U+202E', 'U+202C', 'U+043C', 'U+2066', 'U+2069', 'U+200D', 'U+E0041', 'U+FE0F'])
      expect(text).to.contain(`‹${name}›`);
    expect(/[\u202a-\u202e\u2066-\u2069\u200b-\u200f]/.test(text)).to.equal(false);
    await honest(on);
  });

  it('sends no answer to a question by Enter that was pressed in another field', async () => {
    const on = await stage(({ id }) => [question(id)]);
    const field = cardsOf(on)[0]!.shadowRoot!.querySelector('textarea')!;
    await read();
    field.focus();
    await sendKeys({ type: 'blue' });
    const other = document.createElement('input');
    on.frame.prepend(other);
    other.addEventListener('keydown', () => field.focus());
    other.focus();
    await sendKeys({ down: 'Enter' });
    await sendKeys({ up: 'Enter' });
    expect(answers(on)).to.deep.equal([]);
    other.remove();
    await read();
    field.focus();
    await sendKeys({ press: 'Enter' });
    expect(answers(on).length).to.equal(1);
  });
});

function sheet({ frame }: Stage, style: string): () => void {
  const cover = document.createElement('div');
  cover.style.cssText = `position: fixed; inset: 0; z-index: 9; ${style}`;
  frame.append(cover);
  return () => cover.remove();
}

function styled({ frame }: Stage, style: string): () => void {
  frame.style.cssText = style;
  return () => (frame.style.cssText = '');
}

/** Scrolls the card so that its choices are seen and nothing of what is asked ever was. */
function peephole(on: Stage): () => void {
  on.frame.style.cssText = 'block-size: 44px; overflow: hidden; display: none';
  // A card that was never seen whole: a new request, opened while nothing is displayed.
  patch(on.session.set.requests, { open: [approval('a')], waiting: 1 });
  requestAnimationFrame(() => {
    on.frame.style.display = 'block';
    on.frame.scrollTop = on.frame.scrollHeight;
  });
  return () => (on.frame.style.cssText = '');
}
