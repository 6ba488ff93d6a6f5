// What the page asks of the network, seen by the browser: which connections stay open, which streams and sends there were.

import { isChromium } from '../support/is-chromium.mjs';
import { LONG_LIVED, peakOf } from './connections.mjs';

/** @typedef {import('./connections.mjs').Connection & { loaderId: string }} Connection */

export class Traffic {
  /** Connections that stay open, by request; those that ended keep their end. @type {Map<string, Connection>} */
  #long = new Map();
  #creating = new Set();
  /** The browser's clock, as of the last thing it told. */
  #now = 0;
  /** What is played now. */
  scenario = '';
  /** Runs whose stream was opened, once per opening. */
  streams = [];
  /** @type {{ session: string, message: string, csrf: boolean }[]} */
  sends = [];
  /** Sessions the page had the server make. */
  created = [];

  /** @param {import('puppeteer-core').Page} page */
  static async of(page) {
    const traffic = new Traffic();
    if (!isChromium(page)) return traffic.#listenTo(page);
    const session = await page.createCDPSession();
    session.on('Network.requestWillBeSent', (event) => traffic.#sent(event));
    session.on('Network.loadingFinished', (event) => {
      traffic.#ended(event);
      if (traffic.#creating.delete(event.requestId)) void traffic.#noteCreated(session, event.requestId);
    });
    session.on('Network.loadingFailed', (event) => traffic.#ended(event));
    // A page that is left takes its connections along, and says so of none of them.
    session.on('Page.frameNavigated', ({ frame }) => {
      if (frame.parentId === undefined) traffic.#left(frame.loaderId);
    });
    await session.send('Page.enable');
    await session.send('Network.enable', { maxPostDataSize: 65_536 });
    return traffic;
  }

  /** Firefox tells less: what was sent, not what stays open, which the gate in front of the server sees. */
  #listenTo(page) {
    page.on('request', (request) => {
      const { pathname, searchParams } = new URL(request.url());
      if (pathname === '/api/chat/start') {
        const note = (postData) => this.#noteSend({ postData, headers: request.headers() });
        void request.fetchPostData().then(note, () => {});
      }
      if (pathname === '/api/chat/stream') this.streams.push(searchParams.get('stream_id'));
    });
    page.on('response', (response) => {
      if (new URL(response.url()).pathname !== '/api/session/new') return;
      const note = ({ session }) => session?.session_id && this.created.push(session.session_id);
      void response.json().then(note, () => {});
    });
    return this;
  }

  /** The most connections of this page that stayed open at one time, and what they were. */
  peak() {
    return peakOf(this.#long.values());
  }

  #sent({ requestId, loaderId, request, timestamp }) {
    this.#now = timestamp * 1000;
    const { pathname, searchParams } = new URL(request.url);
    if (pathname === '/api/chat/start') this.#noteSend(request);
    if (pathname === '/api/session/new') this.#creating.add(requestId);
    if (pathname === '/api/chat/stream') this.streams.push(searchParams.get('stream_id'));
    if (!LONG_LIVED.test(pathname)) return;
    const { scenario } = this;
    this.#long.set(requestId, { path: pathname, scenario, loaderId, from: this.#now, to: Infinity });
  }

  #ended({ requestId, timestamp }) {
    this.#now = Math.max(this.#now, timestamp * 1000);
    const connection = this.#long.get(requestId);
    if (connection) connection.to = timestamp * 1000;
  }

  #left(loaderId) {
    for (const connection of this.#long.values()) {
      if (connection.loaderId !== loaderId) connection.to = Math.min(connection.to, this.#now);
    }
  }

  #noteSend(request) {
    const { session_id: session, message } = JSON.parse(request.postData ?? '{}');
    const csrf = Object.keys(request.headers).some((name) => name.toLowerCase() === 'x-hermes-csrf-token');
    this.sends.push({ session, message, csrf });
  }

  async #noteCreated(session, requestId) {
    const { body } = await session.send('Network.getResponseBody', { requestId });
    // A first try without the CSRF token is refused.
    const made = JSON.parse(body).session?.session_id;
    if (made) this.created.push(made);
  }
}
