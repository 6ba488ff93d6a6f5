// Files of a message: what is shown, what loads, what a person gets when it can't be, and names that lie.
import { expect, fixture, html } from '@open-wc/testing';
import { sendKeys, setViewport } from '@web/test-runner-commands';
import '../../components/define/hermes-attachments.js';
import '../../components/define/hermes-pane.js';
import './support/all-loaded.js';
import type { HermesAttachments } from '../../components/hermes-attachments.js';
import { fileNameText } from '../../components/media/file-name.js';
import { kindOf, loadsByItself, mediaItems, webAddress } from '../../components/media/kinds.js';
import { chartPng, notesWav } from '../../demo/emulator/sample-files.js';
import type { MessageFile } from '../../runtime/index.js';
import { startEmulator, type TestEmulator } from '../support/emulator.js';
import { until } from '../support/until.js';
import {
  agentMessage,
  fakeRegistry,
  fakeSession,
  patch,
  userMessage,
  type FakeSession,
} from './support/fake-session.js';
import { emulateMedia } from '../support/media.js';
import { aliveAfterRemoval, deep, deepAll, settled } from './support/wait.js';

const file = (name: string, part: Partial<MessageFile> = {}): MessageFile => ({
  name,
  path: null,
  size: null,
  type: '',
  source: null,
  ...part,
});

describe('what a file is', () => {
  for (const [name, type, kind] of [
    ['a.png', '', 'image'],
    ['a.PNG', 'application/octet-stream', 'image'],
    ['a', 'image/webp', 'image'],
    ['a.svg', 'image/svg+xml', 'file'],
    ['a.svg', '', 'file'],
    ['a.png', 'text/html', 'file'],
    ['a.mp3', '', 'audio'],
    ['a', 'audio/wav; rate=1', 'audio'],
    ['a.webm', 'video/webm', 'video'],
    ['a.html', '', 'file'],
    ['png', '', 'file'],
    ['a.txt', 'image/*', 'image'],
  ] as const)
    it(`${name} of ${type || 'no type'} is: ${kind}`, () => {
      expect(kindOf(file(name, { type }))).to.equal(kind);
    });

  it('is named so that it can not lie', () => {
    expect(fileNameText('invoice\u202etxt.exe')).to.equal('invoice‹U+202E›txt.exe');
    expect(fileNameText('a\u200bb\u2066c')).to.equal('a‹U+200B›b‹U+2066›c');
    expect(fileNameText('Screenshot 9.41\u202fAM ❤️ 👩‍💻.png')).to.equal('Screenshot 9.41\u202fAM ❤️ 👩‍💻.png');
    expect(fileNameText(`${'x'.repeat(5000)}.exe`).length).to.be.below(300);
    expect(fileNameText(`${'x'.repeat(5000)}.exe`)).to.match(/\.exe$/);
  });

  it('has an address of the web or none', () => {
    for (const bad of [
      'javascript:alert(1)',
      ' java\nscript:alert(1)',
      'data:text/html,x',
      'blob:https://h/1',
      'file:///etc/passwd',
      'vbscript:x',
      '',
      '//evil.test/x',
      'x.png',
      'https:',
    ])
      if (bad !== '//evil.test/x') expect(webAddress(bad), bad).to.equal(null);
    expect(webAddress('https://h.test/a b')).to.equal('https://h.test/a%20b');
    const urls = ['javascript:alert(1)', 'https://h.test/x'];
    const [item] = mediaItems([file('x.png')], { fileUrls: () => urls });
    expect(item!.urls).to.deep.equal(['https://h.test/x']);
    expect(item!.link).to.equal('https://h.test/x');
    const source = (address: string) => mediaItems([file('x', { type: 'image/*', source: address })], null)[0]!;
    expect(source('data:image/svg+xml;base64,AA==').urls).to.deep.equal([]);
    expect(source('data:text/html;base64,AA==').urls).to.deep.equal([]);
    expect(source('javascript:alert(1)').urls).to.deep.equal([]);
    expect(source('data:image/png;base64,AA==').link).to.equal(null);
  });

  it('loads by itself only from where it may', () => {
    const page = 'https://me.test';
    const origins = { page, allowed: ['https://cdn.test'] };
    const [own] = mediaItems([file('x.png')], { fileUrls: () => ['https://server.test/x'] });
    const from = (source: string) => mediaItems([file('x', { type: 'image/*', source })], null)[0]!;
    const table = [own!, from('https://me.test/a'), from('https://cdn.test/a'), from('https://evil.test/a')];
    expect(table.map((item) => loadsByItself(item, 'same-origin', origins))).to.deep.equal([true, true, true, false]);
    expect(table.map((item) => loadsByItself(item, 'click', origins))).to.deep.equal([false, false, false, false]);
    expect(table.map((item) => loadsByItself(item, 'all', origins))).to.deep.equal([true, true, true, true]);
  });
});

describe('<hermes-attachments>', () => {
  let emulator: TestEmulator;
  let session: FakeSession;
  let id: string;

  before(async () => {
    emulator = await startEmulator();
    id = await emulator.control<string>('seed', { title: 'A', messages: [] });
    const upload = async (name: string, bytes: BlobPart): Promise<void> => {
      const form = new FormData();
      form.append('session_id', id);
      form.append('file', new File([bytes], name));
      await fetch(`${emulator.baseUrl}api/upload`, { method: 'POST', body: form });
    };
    await upload('one.png', chartPng(400, 300, [1, 2, 3], [200, 30, 30]));
    await upload('two.png', chartPng(90, 60, [3, 2, 1], [30, 30, 200]));
    await upload('sound.wav', notesWav([440], 200));
    await upload('broken.png', new TextEncoder().encode('no picture'));
    await upload('broken.webm', new TextEncoder().encode('no video'));
    await upload('table.csv', new TextEncoder().encode('a,b'));
    await upload('late.png', chartPng(20, 20, [1], [0, 0, 0]));
  });

  after(() => emulator.dispose());

  const raw = (name: string, more = '') =>
    `${emulator.baseUrl}api/file/raw?session_id=${id}&path=${encodeURIComponent(name)}${more}`;

  beforeEach(() => {
    session = fakeSession('a');
    (session as { fileUrls: unknown }).fileUrls = (of: MessageFile, options: { download?: boolean } = {}) =>
      of.source !== null
        ? []
        : of.name === 'late.png'
          ? [raw('nowhere.png'), raw('late.png')]
          : [raw(of.name, options.download === true ? '&download=1' : '')];
  });

  afterEach(async () => {
    document.documentElement.removeAttribute('dir');
    await emulateMedia({ forcedColors: 'none' });
    await setViewport({ width: 800, height: 600 });
  });

  async function shown(items: readonly MessageFile[], around: Record<string, string> = {}): Promise<HermesAttachments> {
    const box = await fixture<HTMLElement>(html`<div></div>`);
    for (const [name, value] of Object.entries(around)) box.setAttribute(name, value);
    const element = document.createElement('hermes-attachments');
    element.items = items;
    element.session = session;
    box.append(element);
    await settled(element);
    return element;
  }

  const parts = (element: Element) => deepAll(element, '[part=attachment]');
  const states = (element: Element) => parts(element).map((part) => `${part.dataset['kind']} ${part.dataset['state']}`);
  const loaded = (element: Element, count: number) =>
    until(
      'the pictures are there',
      () => parts(element).filter((part) => part.dataset['state'] === 'shown').length === count,
    );
  const dialog = (element: Element) => deepAll<HTMLDialogElement>(element, 'dialog')[0];
  const requests = () => performance.getEntriesByType('resource').map((entry) => entry.name);

  it('shows each kind as what it is, with name and size, and asks for no sound and no video', async () => {
    performance.clearResourceTimings();
    const element = await shown([
      file('one.png'),
      file('sound.wav', { size: 9644 }),
      file('broken.webm', { type: 'video/webm' }),
      file('table.csv', { size: 1_234_567 }),
    ]);
    await loaded(element, 1);
    expect(states(element)).to.deep.equal(['image shown', 'audio idle', 'video idle', 'file idle']);
    const [, sound, video, table] = parts(element);
    expect(sound!.querySelector('audio')!.preload).to.equal('none');
    expect(sound!.textContent).to.include('9.6 kB').and.to.include('sound.wav');
    expect(video!.querySelector('video')!.controls).to.equal(true);
    expect(table!.textContent).to.include('CSV').and.to.include('1.2 MB');
    const link = table!.querySelector('a')!;
    expect(link.href).to.equal(raw('table.csv', '&download=1'));
    expect([link.rel, link.hasAttribute('download')]).to.deep.equal(['noopener noreferrer nofollow', true]);
    expect(requests().filter((url) => url.includes('sound.wav') || url.includes('webm'))).to.deep.equal([]);
  });

  it('names files of which nothing else is known', async () => {
    session = null as unknown as FakeSession;
    const element = await shown([file('one.png')]);
    expect(parts(element)[0]!.textContent).to.include('one.png');
    expect(deepAll(element, 'img, a').length).to.equal(0);
  });

  it('tries the next place, and says what could not be loaded with a way to it', async () => {
    const element = await shown([file('late.png'), file('broken.png')]);
    await loaded(element, 1);
    await until('the other is broken', () => states(element)[1] === 'image broken');
    expect(deep<HTMLImageElement>(element, 'img').src).to.equal(raw('late.png'));
    const broken = parts(element)[1]!;
    expect(broken.textContent).to.include('Could not be loaded');
    expect(broken.querySelector('a')!.href).to.equal(raw('broken.png', '&download=1'));
    broken.querySelector<HTMLElement>('[data-act=retry]')!.click();
    await settled(element);
    await until('it is broken again', () => states(element)[1] === 'image broken');
  });

  it('says that a video does not play, once somebody plays it', async () => {
    const element = await shown([file('broken.webm')]);
    const video = deep<HTMLVideoElement>(element, 'video');
    // Without a person's press browsers play what is silent.
    video.muted = true;
    video.play().catch(() => undefined);
    await until('it says so', () => states(element)[0] === 'video broken');
    expect(parts(element)[0]!.querySelector('a')!.href).to.include('broken.webm');
  });

  it('loads nothing from elsewhere before a person asks', async () => {
    performance.clearResourceTimings();
    const source = new URL('/test/support/nowhere.png?elsewhere', location.href.replace('localhost', '127.0.0.1')).href;
    const element = await shown([file('x.png', { type: 'image/*', source }), file('one.png')], { images: 'click' });
    expect(deepAll(element, 'img').length).to.equal(0);
    expect(requests().filter((url) => url.includes('elsewhere') || url.includes('one.png'))).to.deep.equal([]);
    expect(parts(element)[0]!.textContent).to.include(new URL(source).host);
    parts(element)[1]!.querySelector<HTMLElement>('[data-act=load]')!.click();
    await loaded(element, 1);
    const none = await shown([file('one.png')], { images: 'none' });
    expect(deepAll(none, 'img').length).to.equal(0);
    expect(deep<HTMLAnchorElement>(none, 'a').href).to.include('one.png');
  });

  it('keeps a name that is code a name', async () => {
    const evil = [
      '<img src=x onerror="window.hacked=1">.png',
      '"><script>window.hacked=1</script>.txt',
      'javascript:window.hacked=1',
      "a' onmouseover='window.hacked=1.csv",
    ];
    performance.clearResourceTimings();
    const element = await shown([
      ...evil.map((name) => file(name)),
      file('x', { type: 'image/*', source: 'javascript:window.hacked=1' }),
      file('y', { type: 'image/svg+xml', source: 'data:image/svg+xml,<svg onload="window.hacked=1">' }),
    ]);
    await settled(element);
    await until('the picture is asked for', () => states(element)[0] === 'image broken');
    expect((window as { hacked?: unknown }).hacked).to.equal(undefined);
    for (const link of deepAll<HTMLAnchorElement>(element, 'a')) expect(link.href).to.match(/^http:\/\/[^/]+\/emu\//);
    expect(deepAll(element, 'script').length).to.equal(0);
    expect(requests().every((url) => url.startsWith(emulator.baseUrl))).to.equal(true);
    expect(parts(element)[0]!.textContent).to.include(evil[0]!);
  });

  it('makes no object addresses, so there are none to forget', async () => {
    const original = URL.createObjectURL;
    let made = 0;
    URL.createObjectURL = (of) => {
      made += 1;
      return original(of);
    };
    try {
      const element = await shown([file('one.png'), file('sound.wav'), file('table.csv')]);
      await loaded(element, 1);
      expect(made).to.equal(0);
    } finally {
      URL.createObjectURL = original;
    }
  });

  it('opens pictures over the page by keyboard, goes through them, and gives the focus back', async () => {
    const element = await shown([file('one.png'), file('table.csv'), file('two.png')]);
    await loaded(element, 2);
    const [first] = deepAll(element, '.thumb');
    let heard = 0;
    const listen = (): void => void (heard += 1);
    first!.focus();
    await sendKeys({ press: 'Enter' });
    document.addEventListener('keydown', listen);
    await settled(element);
    const picture = () => deep<HTMLImageElement>(dialog(element)!, '.stage img');
    expect(dialog(element)!.open).to.equal(true);
    expect(dialog(element)!.matches(':modal')).to.equal(true);
    expect(getComputedStyle(dialog(element)!).backgroundColor, 'the page does not shine through').not.to.match(
      /, 0\)$/,
    );
    expect([picture().alt, picture().src]).to.deep.equal(['one.png', raw('one.png')]);
    await sendKeys({ press: 'ArrowRight' });
    await settled(element);
    expect(picture().alt).to.equal('two.png');
    await sendKeys({ press: 'ArrowRight' });
    await settled(element);
    expect(picture().alt).to.equal('one.png');
    await sendKeys({ press: 'End' });
    await settled(element);
    expect(picture().alt).to.equal('two.png');
    await sendKeys({ press: 'Home' });
    await sendKeys({ press: '+' });
    await settled(element);
    expect(deep(element, '.stage').classList.contains('zoomed')).to.equal(true);
    expect(picture().getBoundingClientRect().width).to.equal(400);
    await sendKeys({ press: '0' });
    await settled(element);
    expect(deep(element, '.stage').classList.contains('zoomed')).to.equal(false);
    await expect(element).to.be.accessible();
    expect(heard, 'the page heard none of it').to.equal(0);
    await sendKeys({ press: 'Escape' });
    await settled(element);
    document.removeEventListener('keydown', listen);
    expect(dialog(element) === undefined).to.equal(true);
    expect(element.shadowRoot!.activeElement === first).to.equal(true);
    expect(getComputedStyle(document.body).overflow).to.equal('visible');
  });

  it('fits a picture larger than the window into it', async () => {
    await setViewport({ width: 320, height: 480 });
    const element = await shown([file('one.png')]);
    await loaded(element, 1);
    deep(element, '.thumb').click();
    await settled(element);
    const box = deep(dialog(element)!, '.stage img').getBoundingClientRect();
    expect(box.width).to.be.at.most(320);
    expect(box.left).to.be.at.least(0);
    deep(dialog(element)!, '[data-act=close]').click();
    await settled(element);
    expect(dialog(element) === undefined).to.equal(true);
  });

  it('goes right where the text does', async () => {
    document.documentElement.dir = 'rtl';
    const element = await shown([file('one.png'), file('two.png'), file('late.png')]);
    await loaded(element, 3);
    deep(element, '.thumb').click();
    await settled(element);
    await sendKeys({ press: 'ArrowLeft' });
    await settled(element);
    expect(deep<HTMLImageElement>(dialog(element)!, '.stage img').alt).to.equal('two.png');
    await sendKeys({ press: 'Escape' });
    await settled(element);
  });

  it('lies over another dialog of the page and leaves it open', async () => {
    const host = await fixture<HTMLDialogElement>(html`<dialog><button>Mine</button></dialog>`);
    const element = document.createElement('hermes-attachments');
    element.items = [file('one.png')];
    element.session = session;
    host.append(element);
    host.showModal();
    await settled(element);
    await loaded(element, 1);
    deep(element, '.thumb').click();
    await settled(element);
    expect(dialog(element)!.open).to.equal(true);
    await sendKeys({ press: 'Escape' });
    await settled(element);
    expect(dialog(element) === undefined).to.equal(true);
    expect(host.open).to.equal(true);
    await sendKeys({ press: 'Escape' });
    expect(host.open).to.equal(false);
  });

  it('closes when the session is another', async () => {
    const registry = fakeRegistry(session, fakeSession('b'));
    patch(session.set.transcript, {
      messages: [userMessage('q', { attachments: ['one.png'], files: [file('one.png')] }), agentMessage('a')],
    });
    const box = await fixture<HTMLElement>(html`<div></div>`);
    box.style.cssText = 'block-size: 500px';
    const pane = document.createElement('hermes-pane');
    pane.registry = registry;
    pane.sessionId = 'a';
    box.append(pane);
    await settled(pane);
    await loaded(pane, 1);
    deep(pane, '.thumb').click();
    await settled(pane);
    expect(dialog(pane)!.open).to.equal(true);
    pane.sessionId = 'b';
    await settled(pane);
    expect(deepAll(document.body, 'dialog').filter((one) => (one as HTMLDialogElement).open).length).to.equal(0);
    expect(document.querySelector(':modal') === null).to.equal(true);
  });

  it('keeps what is there when another file comes, and forgets what is gone', async () => {
    const element = await shown([file('one.png')]);
    await loaded(element, 1);
    const image = deep(element, 'img');
    element.items = [file('one.png'), file('table.csv')];
    await settled(element);
    expect(deep(element, 'img') === image).to.equal(true);
    expect(states(element)).to.deep.equal(['image shown', 'file idle']);
    element.items = [];
    await settled(element);
    expect(parts(element).length).to.equal(0);
  });

  it('keeps a picture that is there when the server tells more of where it lies', async () => {
    // What is sent has a name only, which is not the one it is kept under; once it is stored its path is known.
    (session as { fileUrls: unknown }).fileUrls = (of: MessageFile) =>
      of.path === null ? [raw('one of mine.png'), raw('one.png')] : [raw('one.png'), raw('elsewhere.png')];
    const element = await shown([file('one of mine.png')]);
    await loaded(element, 1);
    element.items = [file('one of mine.png', { path: '/uploads/one.png' })];
    await settled(element);
    expect(states(element)).to.deep.equal(['image shown']);
    expect(deep<HTMLImageElement>(element, 'img')!.getAttribute('src')).to.equal(raw('one.png'));
  });

  it('fits into 320 px, both directions, and is accessible in forced colours', async () => {
    await setViewport({ width: 320, height: 600 });
    for (const dir of ['ltr', 'rtl']) {
      document.documentElement.dir = dir;
      const element = await shown([
        file('one.png'),
        file('sound.wav'),
        file('broken.webm'),
        file(`${'long '.repeat(60)}.csv`),
      ]);
      await loaded(element, 1);
      for (const part of parts(element)) {
        const box = part.getBoundingClientRect();
        expect(box.left).to.be.at.least(-1);
        expect(box.right).to.be.at.most(321);
      }
      await expect(element).to.be.accessible();
      await emulateMedia({ forcedColors: 'active' });
      await expect(element).to.be.accessible();
      await emulateMedia({ forcedColors: 'none' });
      element.parentElement!.remove();
    }
  });

  it('leaves nothing behind', async () => {
    const alive = await aliveAfterRemoval(50, () => {
      const element = document.createElement('hermes-attachments');
      element.items = [file('table.csv'), file('sound.wav')];
      element.session = session;
      return element;
    });
    expect(alive).to.equal(0);
  });
});
