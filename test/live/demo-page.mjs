// The demo page in the hands of a person: types, presses Enter, clicks with the mouse, looks.

/* global document, window, navigator, requestAnimationFrame, setTimeout */

import { performance } from 'node:perf_hooks';
import path from 'node:path';
import { framesWatched, pointOf, readPage, watchFrames } from './page-reader.mjs';
import { Story } from './story.mjs';
import { isChromium } from '../support/is-chromium.mjs';
import { hold, NotPossible, until } from './until.mjs';

/** An approval takes no press in its first half second. */
const CARD_SETTLES_MS = 600;

export class DemoPage {
  #page;
  #url;
  #screenshots;
  story = new Story();
  /** What went wrong in the page itself. */
  faults = [];

  /**
   * @param {import('puppeteer-core').Page} page
   * @param {{ url: string, screenshots: string | null, traffic: import('./traffic.mjs').Traffic }} options
   */
  constructor(page, { url, screenshots, traffic }) {
    this.#page = page;
    this.#url = url;
    this.#screenshots = screenshots;
    this.traffic = traffic;
    page.on('pageerror', (error) => this.faults.push(String(error.stack ?? error)));
    page.on('console', (message) => {
      const text = message.text();
      if (message.type() === 'error' && !text.startsWith('Failed to load resource')) this.faults.push(text);
    });
  }

  /** @param {string} [query] */
  async open(query = '') {
    await this.#page.goto(new URL(query, this.#url).href, { waitUntil: 'domcontentloaded' });
  }

  async reload() {
    await this.#page.reload({ waitUntil: 'domcontentloaded' });
  }

  /** Leaves the demo: what follows is played in other tabs. */
  async away() {
    await this.#page.goto('about:blank');
  }

  close() {
    return this.#page.close();
  }

  /** A test can make it crash. */
  get canCrash() {
    return isChromium(this.#page);
  }

  /** Its renderer dies, as out of memory. */
  async crash() {
    const session = await this.cdp();
    const crashed = new Promise((resolve) => void this.#page.once('error', resolve));
    // Nobody is left to answer this.
    void session.send('Page.crash').catch(() => {});
    await crashed;
  }

  /** Another tab of its window is shown: this one is hidden, as the browser does it. */
  async hideBehind(other) {
    if (!isChromium(this.#page)) throw new NotPossible('only Chromium lets a test do this');
    await this.#page.emulateFocusedPage(false);
    await other.#page.bringToFront();
    await until('the tab to be hidden', () => this.#page.evaluate(() => document.visibilityState === 'hidden'));
  }

  async showAgain() {
    await this.#page.bringToFront();
    await this.#page.emulateFocusedPage(true);
  }

  /** This tab has the connections of the browser. */
  async leads() {
    const connections = await this.inspect(({ connections: all }) => all);
    return connections.some(({ leading }) => leading === true);
  }

  /**
   * What the registry of the page says of itself.
   *
   * @template T
   * @param {(seen: import('../../runtime/inspection.js').RegistryInspection) => T} pick
   * @returns {Promise<T>}
   */
  async inspect(pick) {
    const seen = await this.#page.evaluate(
      () => document.querySelector('hermes-connection').registry?.inspect() ?? null,
    );
    return pick(seen ?? { connections: [], sessions: [] });
  }

  /** The browser itself says that it is offline, and lets nothing pass. */
  setOffline(offline) {
    return this.#page.setOfflineMode(offline);
  }

  /** The browser forgets the cookies it has of the demo's server. */
  async dropLogin() {
    await this.#page.deleteCookie(...(await this.#page.cookies()));
  }

  /** Says later why the browser did not keep the page on the way back; empty where it kept it. */
  async watchBackForward() {
    const session = await this.cdp();
    const reasons = [];
    session.on('Page.backForwardCacheNotUsed', ({ notRestoredExplanations: all }) => {
      reasons.push(...all.map(({ type, reason }) => `${type}: ${reason}`));
    });
    await session.send('Page.enable');
    await this.#page.evaluate(() => {
      window.addEventListener('pageshow', ({ persisted }) => {
        document.documentElement.dataset.kept = String(persisted);
      });
    });
    return () => reasons;
  }

  /** Follows a link to another page of the demo. */
  async follow(path) {
    await this.#page.goto(new URL(path, this.#url).href, { waitUntil: 'load' });
  }

  async back() {
    await this.#page.goBack({ waitUntil: 'domcontentloaded' });
  }

  /** It is the very page that was left. */
  wasKept() {
    return this.#page.evaluate(() => document.documentElement.dataset.kept === 'true');
  }

  /** A function that tells, after a forced garbage collection, what the page holds. */
  async meter() {
    const session = await this.cdp();
    await session.send('HeapProfiler.enable');
    await session.send('Performance.enable');
    return async () => {
      await session.send('HeapProfiler.collectGarbage');
      await session.send('HeapProfiler.collectGarbage');
      const { nodes, jsEventListeners: listeners, documents } = await session.send('Memory.getDOMCounters');
      const { metrics } = await session.send('Performance.getMetrics');
      const heap = metrics.find(({ name }) => name === 'JSHeapUsedSize')?.value ?? 0;
      const load = await this.#page.evaluate(() => document.querySelector('hermes-connection').registry.load);
      return { heapMB: Math.round(heap / 10_485.76) / 100, nodes, listeners, documents, ...load };
    };
  }

  /** Runs a function in the page. */
  run(fn, ...args) {
    return this.#page.evaluate(fn, ...args);
  }

  cdp() {
    if (!isChromium(this.#page)) throw new NotPossible('only Chromium lets a test do this');
    return this.#page.createCDPSession();
  }

  /** Everything in the page now; it is also noted for the end of the story. */
  async look() {
    const look = await this.#page.evaluate(readPage);
    this.story.note(look);
    return look;
  }

  /** @param {number} [index] */
  async pane(index = 0) {
    return (await this.look()).panes[index];
  }

  async row(session) {
    return (await this.look()).rows.find((row) => row.session === session);
  }

  /** @param {(pane: import('./page-reader.mjs').Pane) => unknown} test */
  async untilPane(what, test, { within, index = 0 } = {}) {
    const look = async () => {
      const pane = await this.pane(index);
      return pane && test(pane) ? pane : null;
    };
    return until(what, look, { within, seen: async () => brief(await this.pane(index)) });
  }

  /** @param {(row: import('./page-reader.mjs').Row) => unknown} test */
  async untilRow(session, what, test, { within } = {}) {
    const look = async () => {
      const row = await this.row(session);
      return row && test(row) ? row : null;
    };
    return until(what, look, { within, seen: async () => (await this.row(session)) ?? 'no such row' });
  }

  /** Presses the sidebar's button for a new session, and returns the session's id. */
  async newSession() {
    const { created } = this.traffic;
    const before = created.length;
    await this.click('the button for a new session', ['hermes-sidebar', '[part~="new-session"]']);
    const id = await until('the server to make a session', () => created.slice(before).at(-1));
    await this.untilPane('the new session in the pane', ({ session, phase }) => session === id && phase === 'idle');
    return id;
  }

  /** Opens the inbox where it is folded away. */
  async openInbox() {
    const shown = () => this.#page.evaluate(pointOf, ['hermes-approval:not([session-id])']);
    if (!(await shown())) await this.click('the inbox button', ['[popovertarget="inbox"]']);
    await until('the inbox', shown);
  }

  /** Clicks the row of a session, and waits until the pane shows it. */
  async show(session) {
    await until(
      `the pane to show ${session} after a click on its row`,
      async () => {
        if ((await this.pane()).session === session) return true;
        await this.click(`the row of ${session}`, [
          'hermes-sidebar',
          `[part~="row"][data-session-id="${session}"]`,
          '[part~="row-main"]',
        ]);
        // The row may have moved under the mouse; a person then clicks again.
        return (await this.pane()).session === session;
      },
      { seen: async () => (await this.pane()).session },
    );
  }

  /** Types into the composer and leaves it there. */
  async type(text, { index = 0 } = {}) {
    await this.click('the composer', [['hermes-pane', index], 'hermes-composer', '[part~="input"]']);
    await this.#page.keyboard.type(text);
  }

  /** Types a message, presses Enter, and waits until the conversation has it. */
  async send(text, { index = 0 } = {}) {
    await this.type(text, { index });
    await this.#page.keyboard.press('Enter');
    const taken = ({ said, draft }) => draft === '' && said.some((one) => one.role === 'user' && one.text === text);
    await this.untilPane(`“${text}” in the conversation`, taken, { index });
  }

  /** Sends what is in the composer. */
  async sendDraft() {
    await this.type('');
    await this.#page.keyboard.press('Enter');
  }

  /** Attaches files as a person does: by the button and the browser's dialog. */
  async chooseFiles(files) {
    const asked = this.#page.waitForFileChooser({ timeout: 20_000 });
    await this.click('the button for files', ['hermes-pane', 'hermes-composer', '[part~="attach"]']);
    await (await asked).accept(files);
    await this.untilReady(files.length);
  }

  /** Until so many files are in the draft, all of them on the server. */
  async untilReady(count) {
    const states = () =>
      this.#page.evaluate(() => {
        const root = document.querySelector('hermes-pane').shadowRoot.querySelector('hermes-composer').shadowRoot;
        return [...root.querySelectorAll('[part~="file"]')].map((file) => file.dataset.state);
      });
    const all = async () => {
      const seen = await states();
      return seen.length === count && seen.every((state) => state === 'ready');
    };
    await until(`${count} files in the draft, on the server`, all, { seen: states });
  }

  /** Opens the menu of the message with this number and clicks an item of it. */
  async pick(message, item) {
    const actions = ['hermes-pane', 'hermes-transcript', ['hermes-message', message], 'hermes-message-actions'];
    await this.click('the menu of a message', [...actions, '.more']);
    await this.click(`“${item}” in its menu`, [...actions, `[data-item="${item}"]`]);
  }

  /** What is on the clipboard. */
  async clipboard() {
    if (!isChromium(this.#page)) throw new NotPossible('only Chromium lets a test read the clipboard');
    const context = this.#page.browser().defaultBrowserContext();
    await context.overridePermissions(new URL(this.#url).origin, [
      'clipboard-read',
      'clipboard-write',
      'clipboard-sanitized-write',
    ]);
    return this.#page.evaluate(() => navigator.clipboard.readText());
  }

  /** Files of the message with this number, as they are shown. */
  files(message) {
    return this.#page.evaluate((at) => {
      const { shadowRoot } = document.querySelector('hermes-pane').shadowRoot.querySelector('hermes-transcript');
      const files = shadowRoot.querySelectorAll('hermes-message')[at]?.shadowRoot.querySelector('hermes-attachments');
      return [...(files?.shadowRoot.querySelectorAll('[part="attachment"]') ?? [])].map((item) => ({
        name: item.querySelector('bdi')?.textContent ?? '',
        kind: item.dataset.kind,
        state: item.dataset.state,
        pixels: item.querySelector('img')?.naturalWidth ?? 0,
        link: item.querySelector('a')?.href ?? item.querySelector('img')?.currentSrc ?? '',
      }));
    }, message);
  }

  /** A link has led to the message with this number. */
  isMarked(message) {
    return this.#page.evaluate((at) => {
      const { shadowRoot } = document.querySelector('hermes-pane').shadowRoot.querySelector('hermes-transcript');
      return shadowRoot.querySelectorAll('[data-row]')[at]?.hasAttribute('data-linked') === true;
    }, message);
  }

  /** Gives a session another name by the menu of its row. */
  async rename(session, title) {
    const row = ['hermes-sidebar', `[part~="row"][data-session-id="${session}"]`];
    await this.click('the row', row);
    await this.click('the menu of the row', [...row, '.menu-button']);
    await this.click('“Rename”', [...row, '[data-item="rename"]']);
    await this.#page.keyboard.down('Control');
    await this.#page.keyboard.press('a');
    await this.#page.keyboard.up('Control');
    await this.#page.keyboard.type(title);
    await this.#page.keyboard.press('Enter');
  }

  /** Turns the wheel upwards until older messages come, and says how far the line that was read moved when they did. */
  async scrollUp() {
    const scroller = ['hermes-pane', 'hermes-transcript', '.scroller'];
    const { x, y } = await until('the conversation to be there for the mouse', () =>
      this.#page.evaluate(pointOf, scroller),
    );
    await this.#page.mouse.move(x, y);
    // In the same breath as a frame was painted: between two frames rows may have grown that are put right with the next.
    const painted = () =>
      this.#page.evaluate(async () => {
        for (let frame = 0; frame < 2; frame += 1)
          await new Promise((done) => requestAnimationFrame(() => setTimeout(done)));
        const pane = document.querySelector('hermes-pane');
        const root = pane.shadowRoot.querySelector('hermes-transcript').shadowRoot;
        const top = root.querySelector('.scroller').getBoundingClientRect().top;
        const rows = [...root.querySelectorAll('[data-row]')];
        const line = rows.find((row) => row.getBoundingClientRect().bottom > top + 40);
        const { registry } = document.querySelector('hermes-connection');
        const { messages, loadingOlder } = registry.peek(pane.sessionId).transcript.peek();
        return {
          loaded: messages.length,
          loading: loadingOlder,
          key: line?.dataset.row ?? '',
          at: Object.fromEntries(rows.map((row) => [row.dataset.row, row.getBoundingClientRect().top])),
        };
      });
    const first = await painted();
    let before = first;
    for (let turn = 0; turn < 400 && before.loaded === first.loaded && !before.loading; turn += 1) {
      await this.#page.mouse.wheel({ deltaY: -400 });
      before = await painted();
    }
    // Nobody touches anything from here on: what moves now moves by itself.
    await until('older messages to come', async () => (await painted()).loaded > first.loaded, { within: 10_000 });
    let after = before;
    for (let count = 0; count < 10; count += 1) after = await painted();
    const moved = Math.round((after.at[before.key] ?? NaN) - before.at[before.key]);
    return { rows: { before: first.loaded, after: after.loaded }, moved };
  }

  /** Opens the search of the pane with its key, types, and looks for older ones while nothing is found. */
  async find(text) {
    await this.#page.evaluate(() => {
      document.querySelector('hermes-pane').find = true;
    });
    await this.click('the conversation', ['hermes-pane', 'hermes-transcript', '.scroller']);
    await this.#page.keyboard.down('Control');
    await this.#page.keyboard.press('f');
    await this.#page.keyboard.up('Control');
    await this.#page.keyboard.type(text);
    const bar = (selector) => ['hermes-pane', 'hermes-transcript', selector];
    await until(
      `“${text}” to be found, after all was read`,
      async () => {
        const count = await this.#page.evaluate(() => {
          const { shadowRoot } = document.querySelector('hermes-pane').shadowRoot.querySelector('hermes-transcript');
          return shadowRoot.querySelector('.find-count').textContent.trim();
        });
        if (/\d/.test(count)) return true;
        const point = await this.#page.evaluate(pointOf, bar('.find-far button:not([disabled])'));
        if (point) await this.#page.mouse.click(point.x, point.y);
        return false;
      },
      { within: 120_000 },
    );
    await this.click('the next match', bar('[part~="find"] button:nth-of-type(2)'));
  }

  /** The tool cards of the last turn. @param {{ open?: boolean }} [options] `open`: its steps are opened before */
  async cards({ open = false } = {}) {
    if (open) {
      const line = await this.#page.evaluate(() => {
        const { shadowRoot } = document.querySelector('hermes-pane').shadowRoot.querySelector('hermes-transcript');
        const last = [...shadowRoot.querySelectorAll('hermes-message')].at(-1).shadowRoot;
        const activity = last.querySelector('[part~="activity"][aria-expanded="false"]');
        activity?.click();
        return activity !== null;
      });
      if (line) await this.#page.evaluate(() => new Promise((done) => requestAnimationFrame(() => setTimeout(done))));
    }
    return this.#page.evaluate(() => {
      const { shadowRoot } = document.querySelector('hermes-pane').shadowRoot.querySelector('hermes-transcript');
      const last = [...shadowRoot.querySelectorAll('hermes-message')].at(-1).shadowRoot;
      return [...last.querySelectorAll('hermes-tool-card')].map((card) => {
        const { name, status } = card.shadowRoot.querySelector('[part="tool"]').dataset;
        return { name, status };
      });
    });
  }

  /** Opens the work of every turn that is drawn: notes between tools are words of the answer too. */
  async unfold(index = 0) {
    await this.#page.evaluate((at) => {
      const transcript = document.querySelectorAll('hermes-pane')[at].shadowRoot.querySelector('hermes-transcript');
      for (const message of transcript.shadowRoot.querySelectorAll('hermes-message'))
        message.shadowRoot.querySelector('[part~="activity"][aria-expanded="false"]')?.click();
    }, index);
  }

  /** Waits until the card stands still, then clicks its choice. */
  async choose({ id, choice, inbox = false }) {
    const approval = inbox ? ['hermes-approval:not([session-id])'] : ['hermes-pane', 'hermes-approval'];
    const path = [...approval, `[part~="card"][data-request-id="${id}"]`, `[part~="choice"][data-choice="${choice}"]`];
    // A card in a hidden tab takes no press, and of Firefox's tabs only one is in front.
    if (!isChromium(this.#page)) await this.#page.bringToFront();
    let place = '';
    let since = performance.now();
    await until(`the card ${id} to stand still`, async () => {
      const now = JSON.stringify(await this.#page.evaluate(pointOf, path));
      if (now !== place || now === 'null') since = performance.now();
      place = now;
      return performance.now() - since > CARD_SETTLES_MS;
    });
    // A press that does not count is told so, and made again.
    for (let presses = 0; presses < 3; presses += 1) {
      await this.click(`“${choice}” on the card`, path);
      const left = () => this.#page.evaluate(pointOf, path).then((point) => point === null);
      if (await until('the card to take it', left, { within: CARD_SETTLES_MS }).catch(() => false)) return;
    }
  }

  /** A real click with the mouse, where a person would see the thing. */
  async click(what, path) {
    const { x, y } = await until(`${what} to be there for the mouse`, () => this.#page.evaluate(pointOf, path));
    await this.#page.mouse.click(x, y);
  }

  /** Signs in at the server's own page, coming there by the link. */
  async signIn(password) {
    await this.click('a link to sign in', ['hermes-sidebar', '[part~="notice"] a[href]']);
    await until('the server’s login page', () => this.#page.url().includes('login'), { seen: () => this.#page.url() });
    const field = await this.#page.waitForSelector('input[type="password"]', { timeout: 20_000 });
    await this.shoot('login-page');
    await field.type(password);
    await this.#page.keyboard.press('Enter');
    await until('the demo page again', () => isHome(this.#page.url(), this.#url), { seen: () => this.#page.url() });
    // The page may be on its way still.
    const ready = () => this.#page.evaluate(pointOf, ['hermes-sidebar', '[part~="new-session"]']).catch(() => null);
    await until('the demo’s elements', ready);
  }

  async remove(index) {
    const panes = await this.#page.$$('hermes-pane');
    await panes[index].evaluate((pane) => pane.remove());
  }

  watchFrames() {
    return this.#page.evaluate(watchFrames);
  }

  framesWatched() {
    return this.#page.evaluate(framesWatched);
  }

  async shoot(name) {
    if (this.#screenshots === null) return;
    await this.#page.screenshot({ path: /** @type {`${string}.png`} */ (path.join(this.#screenshots, `${name}.png`)) });
  }

  /** The page threw nothing and broke no policy since the last time. */
  mustBeSound() {
    const [fault] = this.faults.splice(0);
    hold(fault === undefined, `the page said: ${fault}`);
  }
}

function isHome(url, home) {
  return new URL(url).pathname === new URL(home).pathname;
}

function brief(pane) {
  if (!pane) return 'no pane';
  const { said, ...rest } = pane;
  const last = said
    .slice(-2)
    .map(({ role, live, text, notices }) => ({ role, live, text: text.slice(-60), length: text.length, notices }));
  return { ...rest, said: last };
}
