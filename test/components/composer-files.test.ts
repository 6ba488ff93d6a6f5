// Files in the composer: chosen, pasted, dropped; said plainly what became of each; sent with the text or not at all.
import { aTimeout, expect, fixture, html } from '@open-wc/testing';
import '../../components/define/hermes-composer.js';
import type { HermesComposer } from '../../components/hermes-composer.js';
import type { Attachment } from '../../runtime/index.js';
import {
  allCapabilities,
  fakeRegistry,
  fakeSession,
  patch,
  startRun,
  type FakeRegistry,
  type FakeSession,
} from './support/fake-session.js';
import { settled } from './support/wait.js';

const attachment = (name: string, part: Partial<Attachment> = {}): Attachment => ({
  ref: `ref-${name}`,
  name,
  size: 3,
  type: 'text/plain',
  state: 'ready',
  path: `/up/${name}`,
  image: false,
  error: null,
  ...part,
});
const broken = attachment('b.txt', {
  state: 'failed',
  path: null,
  error: { code: 'network', detail: 'x', retryable: true },
});

describe('<hermes-composer>: files', () => {
  let registry: FakeRegistry;
  let a: FakeSession;
  let b: FakeSession;

  beforeEach(() => {
    a = fakeSession('a');
    b = fakeSession('b');
    registry = fakeRegistry(a, b);
  });

  async function composer(): Promise<HermesComposer> {
    const element = await fixture<HermesComposer>(
      html`<hermes-composer session-id="a" .registry=${registry}></hermes-composer>`,
    );
    await settled(element);
    return element;
  }
  const inside = <T extends HTMLElement = HTMLElement>(element: Element, selector: string) =>
    element.shadowRoot!.querySelector<T>(selector);
  const part = (element: Element, name: string) => inside(element, `[part~="${name}"]`);
  const chips = (element: Element) => [...element.shadowRoot!.querySelectorAll<HTMLElement>('[part~="file"]')];
  const send = (element: Element) => inside<HTMLButtonElement>(element, '[part~="send"]')!;
  const attached = (session: FakeSession) => session.calls.filter(([verb]) => verb === 'attachFiles');

  function transfer(...names: string[]): DataTransfer {
    const data = new DataTransfer();
    for (const name of names) data.items.add(new File(['abc'], name, { type: 'text/plain' }));
    return data;
  }

  function drag(element: Element, type: string, data: DataTransfer): DragEvent {
    const event = new DragEvent(type, { dataTransfer: data, bubbles: true, cancelable: true, composed: true });
    inside(element, '.composer')!.dispatchEvent(event);
    return event;
  }

  it('offers to attach only where the server takes files and the session messages', async () => {
    const element = await composer();
    expect(part(element, 'attach')!.getAttribute('aria-label')).to.equal('Attach files');
    registry.set.capabilities.value = { ...allCapabilities, attachments: false };
    await settled(element);
    expect(part(element, 'attach') === null).to.equal(true);
    expect(drag(element, 'dragover', transfer('a.txt')).defaultPrevented).to.equal(false);
    registry.set.capabilities.value = allCapabilities;
    patch(a.set.meta, { readOnly: true });
    await settled(element);
    expect(part(element, 'attach') === null).to.equal(true);
  });

  it('gives chosen files to the session they were chosen for, whatever is shown by then', async () => {
    const element = await composer();
    const chooser = inside<HTMLInputElement>(element, 'input[type=file]')!;
    let opened = 0;
    chooser.click = () => (opened += 1);
    part(element, 'attach')!.click();
    expect(opened).to.equal(1);
    element.sessionId = 'b';
    await settled(element);
    chooser.files = transfer('a.txt', 'b.txt').files;
    chooser.dispatchEvent(new Event('change'));
    expect(attached(a)).to.deep.equal([['attachFiles', 'a.txt', 'b.txt']]);
    expect(attached(b)).to.deep.equal([]);
    expect(chooser.files.length, 'the same file can be chosen again').to.equal(0);
  });

  it('takes what is pasted and dropped, and leaves text alone', async () => {
    const element = await composer();
    const paste = (data: DataTransfer) => {
      const event = new ClipboardEvent('paste', { bubbles: true, cancelable: true });
      // Firefox makes them without data.
      Object.defineProperty(event, 'clipboardData', { value: data });
      inside(element, 'textarea')!.dispatchEvent(event);
      return event.defaultPrevented;
    };
    expect(paste(transfer('shot.png'))).to.equal(true);
    const both = transfer('picture-of-the-text.png');
    both.items.add('text', 'text/plain');
    expect(paste(both)).to.equal(false);
    expect(drag(element, 'dragover', transfer('a.txt')).defaultPrevented).to.equal(true);
    await settled(element);
    expect(inside(element, '.box.dragging')).to.exist;
    expect(drag(element, 'drop', transfer('a.txt')).defaultPrevented).to.equal(true);
    await settled(element);
    expect(inside(element, '.box.dragging') === null).to.equal(true);
    const text = new DataTransfer();
    text.items.add('words', 'text/plain');
    expect(drag(element, 'drop', text).defaultPrevented).to.equal(false);
    expect(attached(a)).to.deep.equal([
      ['attachFiles', 'shot.png'],
      ['attachFiles', 'a.txt'],
    ]);
  });

  it('shows each with what became of it, names its buttons, and says failures aloud', async () => {
    const element = await composer();
    const said = () => inside(element, '.visually-hidden[role=status]')!.textContent!.trim();
    expect(said()).to.equal('');
    patch(a.set.composer, {
      files: [
        attachment('a.txt'),
        broken,
        attachment('c.txt', { state: 'uploading', path: null }),
        attachment('d.txt', { state: 'interrupted', path: null }),
      ],
    });
    await settled(element);
    expect(chips(element).map((chip) => chip.dataset['state'])).to.deep.equal([
      'ready',
      'failed',
      'uploading',
      'interrupted',
    ]);
    expect(chips(element)[1]!.textContent).to.include('Not attached').and.to.include('could not be reached');
    expect(chips(element)[3]!.textContent).to.include('Choose the file again');
    expect(said()).to.equal('Could not be attached: b.txt');
    const names = [...chips(element)[1]!.querySelectorAll('button')].map((button) => button.getAttribute('aria-label'));
    expect(names).to.deep.equal(['Upload b.txt again', 'Remove b.txt']);
    expect(chips(element)[3]!.querySelectorAll('button').length, 'nothing is left to try again').to.equal(1);
    chips(element)[1]!.querySelector<HTMLElement>('[data-action=retry]')!.click();
    expect(a.calls.at(-1)).to.deep.equal(['retryFile', 'ref-b.txt']);
    await expect(element).to.be.accessible();
  });

  it('removes one and keeps the keyboard where one goes on', async () => {
    const element = await composer();
    patch(a.set.composer, { files: [attachment('a.txt'), attachment('b.txt')] });
    await settled(element);
    const remove = (at: number) => chips(element)[at]!.querySelector<HTMLElement>('[data-action=remove]')!;
    remove(0).click();
    expect(a.calls.at(-1)).to.deep.equal(['removeFile', 'ref-a.txt']);
    expect(element.shadowRoot!.activeElement === remove(1)).to.equal(true);
    patch(a.set.composer, { files: [attachment('b.txt')] });
    await settled(element);
    remove(0).click();
    expect(element.shadowRoot!.activeElement?.localName).to.equal('textarea');
  });

  it('sends a file without a word, says that it waits while files are on their way, and not with a broken one', async () => {
    const element = await composer();
    expect(send(element).disabled).to.equal(true);
    patch(a.set.composer, { files: [attachment('a.txt', { state: 'uploading', path: null })] });
    await settled(element);
    expect(send(element).disabled).to.equal(false);
    expect(send(element).getAttribute('aria-label')).to.equal('Send when uploaded');
    send(element).click();
    expect(a.calls.at(-1)).to.deep.equal(['sendDraft', '']);

    patch(a.set.composer, { files: [broken], draft: 'Look' });
    await settled(element);
    const before = a.calls.length;
    send(element).click();
    await settled(element);
    expect(a.calls.length).to.equal(before);
    expect(inside(element, '.outcome')!.textContent).to.include('Remove it or try again');
    expect(inside<HTMLTextAreaElement>(element, 'textarea')!.value).to.equal('Look');
  });

  it('gives no files to the running turn as a hint', async () => {
    const element = await composer();
    startRun(a);
    patch(a.set.composer, { files: [attachment('a.txt')], draft: 'Look' });
    await settled(element);
    expect(inside<HTMLButtonElement>(element, '[part~="steer"]')!.disabled).to.equal(true);
    expect(send(element).disabled).to.equal(false);
  });

  it('shows in the queue what goes along, and for what a message waits', async () => {
    const element = await composer();
    const item = { ref: 'm', text: 'Look', error: null };
    patch(a.set.composer, {
      outbox: [{ ...item, state: 'queued', attachments: [attachment('a.txt', { state: 'uploading', path: null })] }],
    });
    await settled(element);
    const row = part(element, 'queue-item')!;
    expect(row.textContent).to.include('a.txt').and.to.include('Sent when its files are uploaded');
    expect(row.querySelector('[data-action=sendNow]') === null).to.equal(true);
    patch(a.set.composer, { outbox: [{ ...item, state: 'returned', attachments: [attachment('a.txt')] }] });
    await settled(element);
    expect(part(element, 'queue-item')!.querySelector('[data-action=sendNow]')).to.exist;
  });

  it('has room at 320 px for long names in any script, in both directions of writing', async () => {
    const element = await composer();
    const box = element.parentElement!;
    box.style.inlineSize = '320px';
    patch(a.set.composer, {
      files: [
        attachment(`${'a-very-long-name-'.repeat(10)}.txt`),
        { ...broken, name: `${'ملف طويل '.repeat(20)}.txt` },
      ],
    });
    for (const dir of ['ltr', 'rtl']) {
      box.dir = dir;
      await settled(element);
      await aTimeout(0);
      const { left, right } = element.getBoundingClientRect();
      for (const each of element.shadowRoot!.querySelectorAll(
        '[part~="file"], [part~="file"] button, .actions button',
      )) {
        const rect = each.getBoundingClientRect();
        expect(rect.left).to.be.at.least(left);
        expect(rect.right).to.be.at.most(right);
      }
    }
  });
});
