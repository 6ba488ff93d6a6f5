// The bundle on an empty page: it registers elements and does nothing else.

import { expect } from '@open-wc/testing';
import { startEmulator, type TestEmulator } from '../support/emulator.js';
import { PageFrame } from '../support/page-frame.js';

/** What Lit itself leaves there: its versions, to warn of a second copy, and a weak map. Nothing of ours. */
const LITS_OWN = ['litElementVersions', 'litHtmlVersions', 'litPropertyMetadata', 'reactiveElementVersions'];

describe('/bare.html', () => {
  let emulator: TestEmulator;
  let frame: PageFrame;
  let empty: HTMLIFrameElement;

  before(async () => {
    emulator = await startEmulator({ demo: true });
    empty = document.createElement('iframe');
    document.body.append(empty);
    frame = await PageFrame.open(`${emulator.demoUrl}bare.html`);
  });

  after(async () => {
    frame.close();
    empty.remove();
    await emulator.dispose();
  });

  it('registers the elements', () => {
    for (const tag of ['connection', 'sidebar', 'pane', 'approval', 'transcript', 'composer', 'markdown']) {
      expect(frame.window.customElements.get(`hermes-${tag}`), tag).to.be.a('function');
    }
  });

  it('adds nothing to the window', () => {
    const known = new Set(Reflect.ownKeys(empty.contentWindow!));
    const added = Reflect.ownKeys(frame.window).filter((key) => !known.has(key));
    expect(added.map(String).filter((name) => !LITS_OWN.includes(name))).to.deep.equal([]);
  });

  it('adds nothing to what the platform’s objects can do', () => {
    const pristine = empty.contentWindow as unknown as Record<string, { prototype?: object } | undefined>;
    const used = frame.window as unknown as typeof pristine;
    const added = Object.getOwnPropertyNames(pristine).flatMap((name) => {
      const [before, after] = [pristine[name]?.prototype, used[name]?.prototype];
      if (typeof pristine[name] !== 'function' || !before || !after) return [];
      const known = new Set(Reflect.ownKeys(before));
      return Reflect.ownKeys(after)
        .filter((key) => !known.has(key))
        .map((key) => `${name}.prototype.${String(key)}`);
    });
    expect(added).to.deep.equal([]);
  });

  it('leaves the document as it was', () => {
    const { document } = frame;
    expect(document.body.children.length).to.equal(0);
    expect(document.body.textContent?.trim()).to.equal('');
    expect(document.body.attributes.length + document.documentElement.attributes.length).to.equal(1);
    expect([...document.head.children].map((child) => child.localName).sort()).to.deep.equal([
      'link',
      'meta',
      'script',
      'title',
    ]);
    expect(document.styleSheets.length).to.equal(0);
    expect(document.adoptedStyleSheets.length).to.equal(0);
    expect(document.title).to.equal('Only the bundle');
  });

  it('asks the server for nothing and keeps nothing', async () => {
    const { gets, posts } = await emulator.control<Record<'gets' | 'posts', object>>('state');
    expect({ gets, posts }).to.deep.equal({ gets: {}, posts: {} });
    expect(Object.keys(frame.window.localStorage)).to.deep.equal([]);
  });
});
