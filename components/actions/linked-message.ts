/**
 * A pane that is opened at a message: reads the pages on the way there, within bounds, shows it and marks it. Once per
 * wish: the pane's `message` is taken off when it has been followed, so that it can be set again and says nothing about
 * the session shown next. Moves no focus.
 */
import type { ReactiveController, ReactiveControllerHost } from 'lit';
import type { Message, SessionRuntime } from '../../runtime/index.js';
import type { SessionController } from '../controllers/session-controller.js';
import type { SliceController } from '../controllers/slice-controller.js';
import { messageIndex } from './permalink.js';

/** Pages of earlier rows that are read for one link: some thousand rows. */
const MOST_PAGES = 60;

export type LinkedMessageHost = ReactiveControllerHost & HTMLElement & { message: string | null };

interface Shows {
  showMessage(key: string): Promise<boolean>;
}

export class LinkedMessage implements ReactiveController {
  /** The last link led nowhere. */
  missing = false;

  readonly #host: LinkedMessageHost;
  readonly #session: SessionController;
  readonly #ready: SliceController<boolean | undefined>;
  /** What is looked for now; another wish or session ends it. */
  #search: { readonly session: SessionRuntime; readonly stop: AbortController } | undefined;
  #shown: SessionRuntime | undefined;
  #marked: Element | undefined;

  constructor(host: LinkedMessageHost, session: SessionController) {
    this.#host = host;
    this.#session = session;
    this.#ready = session.slice(({ transcript }) => ['ready', 'failed'].includes(transcript.value.status));
    host.addController(this);
  }

  hostUpdate(): void {
    const { session } = this.#session;
    if (session === this.#shown) return;
    this.#shown = session;
    this.missing = false;
    this.#end();
    this.#unmark();
  }

  hostUpdated(): void {
    const { session } = this.#session;
    const index = messageIndex(this.#host.message);
    if (index === null || session === undefined || this.#ready.value !== true) return;
    this.#host.message = null;
    this.#end();
    this.#unmark();
    const search = { session, stop: new AbortController() };
    this.#search = search;
    void this.#find(session, index, search.stop.signal).then((key) => this.#arrive(key, search.stop.signal));
  }

  hostDisconnected(): void {
    this.#end();
    this.#unmark();
  }

  async #find(session: SessionRuntime, index: number, signal: AbortSignal): Promise<string | null> {
    for (let page = 0; ; page += 1) {
      await settledOlder(session, signal);
      const { messages, hasOlder } = session.transcript.peek();
      const found = messageAt(messages, index, !hasOlder);
      if (found !== 'before') return found?.key ?? null;
      if (signal.aborted || page === MOST_PAGES) return null;
      const first = messages[0];
      await session.loadOlder().catch(() => undefined);
      // Nothing came: the line under the header says what is wrong with the server.
      if (session.transcript.peek().messages[0] === first) return null;
    }
  }

  async #arrive(key: string | null, signal: AbortSignal): Promise<void> {
    if (signal.aborted) return;
    await this.#host.updateComplete;
    const transcript = this.#host.shadowRoot?.querySelector<HTMLElement & Shows>('hermes-transcript') ?? null;
    const shown = key !== null && transcript !== null && (await transcript.showMessage(key));
    if (signal.aborted) return;
    this.#search = undefined;
    this.missing = !shown;
    this.#host.requestUpdate();
    if (!shown) return;
    this.#marked = transcript.shadowRoot?.querySelector(`[data-row="${CSS.escape(key)}"]`) ?? undefined;
    this.#marked?.toggleAttribute('data-linked', true);
  }

  #end(): void {
    this.#search?.stop.abort();
    this.#search = undefined;
  }

  #unmark(): void {
    this.#marked?.removeAttribute('data-linked');
    this.#marked = undefined;
  }
}

/**
 * The message that holds the row stored at `index`; undefined where there is none, `before` where it lies before what is
 * loaded. `whole`: the first message is the first of the conversation.
 */
export function messageAt(messages: readonly Message[], index: number, whole: boolean): Message | 'before' | undefined {
  const at = messages.findIndex((message) => message.index !== null && message.index >= index);
  const found = messages[at];
  // The first one loaded may have begun on the page before.
  return found !== undefined && at === 0 && found.index !== index && !whole ? 'before' : found;
}

/** A page is under way already: nobody else's is asked for beside it. */
function settledOlder(session: SessionRuntime, signal: AbortSignal): Promise<void> {
  if (!session.transcript.peek().loadingOlder || signal.aborted) return Promise.resolve();
  return new Promise((resolve) => {
    const stop = session.transcript.subscribe(({ loadingOlder }) => {
      if (loadingOlder) return;
      signal.removeEventListener('abort', done);
      queueMicrotask(done);
    });
    function done(): void {
      stop();
      resolve();
    }
    signal.addEventListener('abort', done, { once: true });
  });
}
