/**
 * A page that is left and comes back, in a browser of its own: by a reload, and by back and forward, where the browser
 * keeps the page as it was (which it does for no page in a frame). Draft, disclosure and place are as they were.
 */
import assert from 'node:assert/strict';
import { after, afterEach, before, beforeEach, describe, it } from 'node:test';
import { launch, type Browser, type Page } from 'puppeteer-core';
import { createEmulator, type Emulator, type Message } from '../../demo/emulator/index.js';
import { serveDemo } from '../../demo/server/serve.mjs';
import { demoSite } from '../../demo/server/site.mjs';
import { chromiumFlags } from '../support/chromium-flags.mjs';
import { findBrowser } from '../support/find-browser.mjs';

const TURNS = 40;
const PATIENCE = { timeout: 10_000, polling: 50 };

const messages = Array.from({ length: TURNS }, (_, at): Message[] => [
  { role: 'user', content: `Question ${at}` },
  {
    role: 'assistant',
    content: '',
    tool_calls: [
      { id: `call-${at}`, type: 'function', function: { name: 'read_file', arguments: '{"path":"a.txt"}' } },
    ],
  },
  { role: 'tool', tool_call_id: `call-${at}`, name: 'read_file', content: '{"output":"ok"}' },
  { role: 'assistant', content: `Answer ${at}. ${'A sentence that is long enough to wrap. '.repeat(10)}` },
]).flat();

/** What a person sees of the pane, read in the page. */
interface Look {
  readonly draft: string;
  readonly place: { readonly said: string; readonly offset: number };
  readonly open: readonly string[];
  readonly atEnd: boolean;
}

function look(): Look {
  const inside = (root: ParentNode, selector: string): ShadowRoot =>
    root.querySelector<HTMLElement>(selector)!.shadowRoot!;
  const pane = inside(document, 'hermes-pane');
  const transcript = inside(pane, 'hermes-transcript');
  const scroller = transcript.querySelector<HTMLElement>('[part~="scroller"]')!;
  const edge = scroller.getBoundingClientRect().top;
  const rows = [...transcript.querySelectorAll<HTMLElement>('hermes-message')];
  const first = rows.find((row) => row.getBoundingClientRect().bottom > edge);
  const open = rows
    .flatMap((row) => [...row.shadowRoot!.querySelectorAll<HTMLElement & { open: boolean }>('hermes-tool-card')])
    .filter((card) => card.open)
    .map((card) => card.shadowRoot!.querySelector<HTMLElement>('[part~="tool"]')!.dataset['toolId']!);
  return {
    draft: inside(pane, 'hermes-composer').querySelector<HTMLTextAreaElement>('[part~="input"]')!.value,
    place: {
      said: (first?.shadowRoot?.textContent ?? '').replace(/\s+/g, ' ').trim().slice(0, 12),
      offset: Math.round((first?.getBoundingClientRect().top ?? 0) - edge),
    },
    open,
    atEnd: scroller.scrollHeight - scroller.scrollTop - scroller.clientHeight <= 2,
  };
}

/** The conversation is read and drawn. */
function isRead(): boolean {
  const pane = document.querySelector('hermes-pane');
  const transcript = pane?.shadowRoot?.querySelector('hermes-transcript')?.shadowRoot;
  return (transcript?.querySelectorAll('hermes-message').length ?? 0) > 2;
}

describe('a page that comes back', () => {
  let browser: Browser;
  let page: Page;
  let emulator: Emulator;
  let demo: { readonly url: string; close(): void };
  let site: Awaited<ReturnType<typeof demoSite>>;
  let address: string;

  before(async () => {
    site = await demoSite();
    browser = await launch({
      executablePath: findBrowser(),
      args: chromiumFlags(),
      defaultViewport: { width: 1200, height: 800 },
    });
  });

  after(() => browser.close());

  beforeEach(async () => {
    emulator = createEmulator({ seed: 1 });
    demo = await serveDemo({ host: '127.0.0.1', port: 0, site, emulator, server: undefined });
    const id = emulator.control.seed({ title: 'A', messages });
    page = await browser.newPage();
    address = `${demo.url}?session=${id}`;
    await page.goto(address, { waitUntil: 'load' });
    await page.waitForFunction(isRead, PATIENCE);
  });

  afterEach(async () => {
    await page.close();
    demo.close();
    emulator.dispose();
  });

  /** A draft, a tool card opened, and a place in the middle, all by a person's own keyboard and wheel. */
  async function read(): Promise<Look> {
    await page.mouse.move(800, 300);
    await page.mouse.wheel({ deltaY: -1_400 });
    await page.waitForFunction(() => !(globalThis as unknown as { look: () => Look }).look().atEnd, PATIENCE);
    await stands();
    const card = await page.evaluateHandle(() => {
      const transcript = document.querySelector('hermes-pane')!.shadowRoot!.querySelector('hermes-transcript')!;
      const cards = [...transcript.shadowRoot!.querySelectorAll('hermes-message')].flatMap((row) => [
        ...row.shadowRoot!.querySelectorAll('hermes-tool-card'),
      ]);
      const edge = transcript.getBoundingClientRect();
      return cards.find((one) => {
        const { top, height } = one.getBoundingClientRect();
        return height > 0 && top > edge.top + 60 && top < edge.bottom - 60;
      })!;
    });
    await card.click({ offset: { x: 30, y: 10 } });
    await page.waitForFunction(
      () => (globalThis as unknown as { look: () => Look }).look().open.length === 1,
      PATIENCE,
    );
    await page.mouse.move(800, 300);
    await page.mouse.wheel({ deltaY: -60 });
    const input = await page.evaluateHandle(() =>
      document
        .querySelector('hermes-pane')!
        .shadowRoot!.querySelector('hermes-composer')!
        .shadowRoot!.querySelector('textarea')!,
    );
    await input.focus();
    await page.keyboard.type('not yet');
    return stands();
  }

  /** The same for ten looks in a row. */
  async function stands(): Promise<Look> {
    await page.evaluate(`globalThis.look = ${look.toString()}`);
    let last = '';
    let same = 0;
    for (let looks = 0; looks < 200 && same < 10; looks += 1) {
      const now = JSON.stringify(await page.evaluate(look));
      same = now === last ? same + 1 : 0;
      last = now;
      await page.evaluate(() => new Promise((resolve) => requestAnimationFrame(resolve)));
    }
    return JSON.parse(last) as Look;
  }

  function assertSame(now: Look, then: Look): void {
    assert.equal(then.draft, 'not yet');
    assert.equal(then.open.length, 1);
    assert.equal(then.atEnd, false);
    assert.deepEqual({ ...now, place: now.place.said }, { ...then, place: then.place.said });
    assert.ok(Math.abs(now.place.offset - then.place.offset) <= 2, `${now.place.offset} is ${then.place.offset}`);
  }

  it('by a reload is as it was left', async () => {
    await page.evaluate(`globalThis.look = ${look.toString()}`);
    const then = await read();
    await page.reload({ waitUntil: 'load' });
    await page.waitForFunction(isRead, PATIENCE);
    assertSame(await stands(), then);
  });

  it('by a link of its own in another visit is as it was left, and at the end where it was left there', async () => {
    await page.evaluate(`globalThis.look = ${look.toString()}`);
    const then = await read();
    await page.goto('about:blank');
    await page.goto(address, { waitUntil: 'load' });
    await page.waitForFunction(isRead, PATIENCE);
    assertSame(await stands(), then);
    await page.evaluate(() => {
      const transcript = document.querySelector('hermes-pane')!.shadowRoot!.querySelector('hermes-transcript')!;
      transcript.shadowRoot!.querySelector<HTMLElement>('[part~="jump-to-end"]')!.click();
    });
    await page.reload({ waitUntil: 'load' });
    await page.waitForFunction(isRead, PATIENCE);
    assert.equal((await stands()).atEnd, true);
  });

  it('by back and forward is the very page that was left, and follows its session again', async () => {
    await page.evaluate(`globalThis.look = ${look.toString()}`);
    const then = await read();
    await page.evaluate(() => {
      addEventListener('pageshow', (event) => {
        (globalThis as unknown as { kept: boolean }).kept = event.persisted;
      });
    });
    await page.goto(`${demo.url}bare.html`, { waitUntil: 'load' });
    emulator.control.seed({ title: 'Begun meanwhile', messages: messages.slice(0, 4) });
    await page.evaluate(() => history.back());
    await page.waitForFunction(() => location.search.startsWith('?session='), PATIENCE);
    await page.waitForFunction(isRead, PATIENCE);
    const kept = await page.evaluate(() => (globalThis as unknown as { kept?: boolean }).kept);
    const reasons = await page.evaluate(() => {
      const [entry] = performance.getEntriesByType('navigation') as unknown as { notRestoredReasons?: unknown }[];
      return JSON.stringify(entry?.notRestoredReasons ?? null);
    });
    assert.equal(kept, true, reasons);
    await page.waitForFunction(() => {
      const sidebar = document.querySelector('hermes-sidebar')!.shadowRoot!;
      const rows = [...sidebar.querySelectorAll('[part~="row"]')];
      return rows.some((row) => row.shadowRoot?.textContent?.includes('Begun meanwhile'));
    }, PATIENCE);
    assertSame(await stands(), then);
  });
});
