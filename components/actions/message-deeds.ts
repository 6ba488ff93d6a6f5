/**
 * What one can do with a message beside copying it: its menu, and what goes on after a choice. Loaded when the menu is
 * first opened. Belongs to one `<hermes-message-actions>`, is drawn in it and ends with it.
 */
import { html, nothing, type LitElement } from 'lit';
import { TransportError, type Message, type SessionError, type SessionRuntime } from '../../runtime/index.js';
import type { CopyController } from '../controllers/copy-controller.js';
import {
  HermesEditEvent,
  HermesForkEvent,
  HermesPermalinkEvent,
  HermesRetryEvent,
  HermesSessionSelectEvent,
} from '../events.js';
import { icon } from '../icons.js';
import type { LabelsController } from '../labels/labels-controller.js';
import { placePopover } from '../sidebar/place-popover.js';
import { conversationMarkdown, turnMarkdown, type MarkdownWords } from './as-markdown.js';
import { actionItems, type ActionItem, type ActionName } from './items.js';
import { messageText } from './message-text.js';
import { messageLink } from './permalink.js';
import { quoteInto } from './quote.js';
import { selectedIn } from './selection.js';
import { around, focusComposer, paneAround, showSession } from './surroundings.js';

/** The element it belongs to. */
export interface DeedsHost extends LitElement {
  readonly message: Message | null;
  readonly session: SessionRuntime | null;
}

/** What goes on, or what came of it. Text of the conversation that waits for a press is `ready`. */
type Work =
  | { readonly kind: 'none' }
  | { readonly kind: 'reading'; readonly read: number; readonly all: number }
  | { readonly kind: 'ready'; readonly text: string; readonly whole: boolean }
  | { readonly kind: 'asking' }
  | { readonly kind: 'said'; readonly text: string };

const NONE: Work = { kind: 'none' };

export class MessageDeeds {
  readonly #host: DeedsHost;
  readonly #labels: LabelsController;
  readonly #copy: CopyController;
  #work: Work = NONE;
  #menuOpen = false;
  #items: readonly ActionItem[] = [];
  #selected = '';
  #reading: AbortController | undefined;
  /** Grows when what is shown changes: what was begun before has nothing to say here any more (I-04). */
  #epoch = 0;

  constructor(host: DeedsHost, labels: LabelsController, copy: CopyController) {
    this.#host = host;
    this.#labels = labels;
    this.#copy = copy;
  }

  get menuOpen(): boolean {
    return this.#menuOpen;
  }

  /** Something goes on here, or was said and not closed yet. */
  get isBusy(): boolean {
    return this.#work.kind !== 'none' || this.#menuOpen;
  }

  private get work(): Work {
    return this.#work;
  }

  private set work(work: Work) {
    this.#work = work;
    this.#host.requestUpdate();
  }

  /** What goes on: a line of its own. */
  renderWork(): unknown {
    const work = this.#work;
    const labels = this.#labels;
    switch (work.kind) {
      case 'none':
        return nothing;
      case 'asking':
        return html`<div class="work" role="status">${icon('spinner')}${labels.term('loading')}</div>`;
      case 'reading':
        // Told to the eye as it goes; to the ear only that it began, with the button that ends it.
        return html`<div class="work">
          <span class="visually-hidden" role="status">${labels.term('copyConversation')}</span>
          ${icon('spinner')}<span
            >${labels.term('copyingConversation', labels.count(work.read), labels.count(work.all))}</span
          >
          <button class="button" type="button" data-act="cancel" @click=${this.#cancel}>
            ${labels.term('cancel')}
          </button>
        </div>`;
      case 'ready':
        return html`<div class="work">
          <button class="button primary" type="button" data-act="copy-now" @click=${() => this.#copyReady(work)}>
            ${labels.term('copyNow')}
          </button>
          <button class="button" type="button" data-act="cancel" @click=${this.#cancel}>
            ${labels.term('cancel')}
          </button>
        </div>`;
      case 'said':
        return html`<div class="work">
          <span class="said" role="status" dir="auto">${work.text}</span>
          <button
            class="button quiet icon-only"
            type="button"
            data-act="close"
            aria-label=${labels.term('close')}
            title=${labels.term('close')}
            @click=${this.#cancel}
          >
            ${icon('close')}
          </button>
        </div>`;
    }
  }

  renderMenu(): unknown {
    if (!this.#menuOpen) return nothing;
    const labels = this.#labels;
    return html`<div
      part="message-menu"
      class="menu"
      role="menu"
      popover="auto"
      aria-label=${labels.term('messageActions')}
      @toggle=${this.#menuToggled}
      @keydown=${this.#menuKey}
    >
      ${this.#items.map(
        (item) =>
          html`<button
            type="button"
            role="menuitem"
            tabindex="-1"
            data-item=${item.name}
            aria-disabled=${item.waits ? 'true' : nothing}
            title=${item.waits ? labels.term('waitsForTurn') : nothing}
            @click=${() => this.#pick(item)}
          >
            ${icon(item.icon)}<span>${labels.term(item.label)}</span>
          </button>`,
      )}
    </div>`;
  }

  async toggleMenu(): Promise<void> {
    if (this.#menuOpen) {
      this.#closeMenu(true);
      return;
    }
    const { message, session } = this.#host;
    if (message === null) return;
    // The menu takes the focus and with it what is marked: it is read before.
    this.#selected = selectedIn(around(this.#host, 'hermes-message') ?? this.#host);
    this.#items = actionItems(message, session, around(this.#host, 'hermes-pane[readonly]') !== null);
    this.#menuOpen = true;
    this.#host.requestUpdate();
    await this.#host.updateComplete;
    const menu = this.#host.renderRoot.querySelector<HTMLElement>('.menu');
    const button = this.#host.renderRoot.querySelector('.more');
    if (menu === null || button === null) return;
    menu.showPopover();
    placePopover(
      menu,
      button.getBoundingClientRect(),
      getComputedStyle(this.#host).direction === 'rtl' ? 'rtl' : 'ltr',
    );
    menu.querySelector('button')?.focus();
  }

  #closeMenu(refocus: boolean): void {
    if (!this.#menuOpen) return;
    this.#menuOpen = false;
    this.#host.requestUpdate();
    this.#items = [];
    if (refocus) this.#host.renderRoot.querySelector<HTMLElement>('.more')?.focus();
  }

  readonly #menuToggled = (event: Event): void => {
    if ((event as ToggleEvent).newState === 'closed') this.#closeMenu(false);
  };

  readonly #menuKey = (event: KeyboardEvent): void => {
    event.stopPropagation();
    const items = [...this.#host.renderRoot.querySelectorAll<HTMLElement>('.menu button')];
    const current = items.indexOf(event.target as HTMLElement);
    const to = { ArrowDown: current + 1, ArrowUp: current - 1, Home: 0, End: items.length - 1 }[event.key];
    if (to !== undefined) items.at(to % items.length)?.focus();
    else if (event.key === 'Escape' || event.key === 'Tab') this.#closeMenu(true);
    else return;
    event.preventDefault();
  };

  #pick(item: ActionItem): void {
    if (item.waits) return;
    const { message, session } = this.#host;
    this.#closeMenu(true);
    if (message === null) return;
    if (item.name === 'copy') void this.#copy.copy(messageText(message));
    else if (session !== null) this.#acts[item.name](session, message);
  }

  // What is done

  readonly #acts: Readonly<Record<Exclude<ActionName, 'copy'>, (session: SessionRuntime, message: Message) => void>> = {
    'copy-turn': (session, message) =>
      void this.#copy.copy(turnMarkdown(session.transcript.peek().messages, message, this.#words())),
    'copy-conversation': (session) => void this.#copyConversation(session),
    quote: (session, message) => {
      if (quoteInto(session, this.#selected === '' ? messageText(message) : this.#selected))
        void focusComposer(paneAround(this.#host));
    },
    retry: (session, message) => void this.#retry(session, message),
    edit: (session, message) => void this.#edit(session, message),
    fork: (session, message) => void this.#fork(session, message),
    link: (session, message) => void this.#link(session, message),
  };

  async #copyConversation(session: SessionRuntime): Promise<void> {
    this.abandon();
    const epoch = this.#epoch;
    const reading = new AbortController();
    this.#reading = reading;
    try {
      const { messages, whole } = await session.collect({
        signal: reading.signal,
        progress: (read, all) => {
          if (epoch === this.#epoch && read < all) this.work = { kind: 'reading', read, all };
        },
      });
      if (epoch !== this.#epoch) return;
      const { pending, live } = session.transcript.peek();
      const text = conversationMarkdown(
        {
          title: session.meta.peek().title || this.#labels.term('untitled'),
          messages: pending === null ? messages : [...messages, pending],
          live,
        },
        this.#words(),
      );
      await this.#copyReady({ kind: 'ready', text, whole });
    } catch (thrown) {
      if (epoch === this.#epoch) this.#say(thrown);
    } finally {
      if (this.#reading === reading) this.#reading = undefined;
    }
  }

  async #copyReady(ready: Extract<Work, { kind: 'ready' }>): Promise<void> {
    const epoch = this.#epoch;
    const state = await this.#copy.copy(ready.text);
    if (epoch !== this.#epoch) return;
    // Reading took longer than the press is good for: one more gives the clipboard.
    if (state === 'failed')
      this.work = this.work === ready ? { kind: 'said', text: this.#labels.term('copyFailed') } : ready;
    else this.work = ready.whole ? NONE : { kind: 'said', text: this.#labels.term('conversationCut') };
  }

  async #retry(session: SessionRuntime, message: Message): Promise<void> {
    if (!this.#host.dispatchEvent(new HermesRetryEvent(session, message))) return;
    await this.#ask(
      () => session.retry(),
      (outcome) => {
        if (outcome === 'unsure') this.work = { kind: 'said', text: this.#labels.term('retryUnsure') };
      },
    );
  }

  async #edit(session: SessionRuntime, message: Message): Promise<void> {
    const { index } = message;
    if (index === null || !this.#host.dispatchEvent(new HermesEditEvent(session, message))) return;
    const show = this.#whenForked();
    await this.#ask(
      () => session.editAndFork(index),
      (fork) => {
        if (show(fork.id)) void focusComposer(paneAround(this.#host));
      },
    );
  }

  async #fork(session: SessionRuntime, message: Message): Promise<void> {
    if (message.index === null) return;
    const keep = message.index + 1;
    if (!this.#host.dispatchEvent(new HermesForkEvent(session, message, keep))) return;
    const show = this.#whenForked();
    await this.#ask(
      () => session.fork(keep),
      (fork) => show(fork.id),
    );
  }

  /** Where the gesture was made decides where the fork is shown, and whether it still may be. */
  #whenForked(): (id: string) => boolean {
    const pane = paneAround(this.#host);
    const was = pane?.sessionId ?? null;
    return (id) => {
      if (pane !== null && pane.sessionId !== was) return false;
      return this.#host.dispatchEvent(new HermesSessionSelectEvent(id)) && showSession(pane, was, id);
    };
  }

  async #link(session: SessionRuntime, message: Message): Promise<void> {
    if (message.index === null) return;
    const url = messageLink(this.#host.ownerDocument.location.href, session.meta.peek().id, message.index) ?? '';
    const event = new HermesPermalinkEvent(session, message.index, url);
    if (this.#host.dispatchEvent(event) && event.url !== '') await this.#copy.copy(event.url);
  }

  async #ask<T>(verb: () => Promise<T>, then: (result: T) => void): Promise<void> {
    this.abandon();
    const epoch = this.#epoch;
    this.work = { kind: 'asking' };
    try {
      const result = await verb();
      if (epoch !== this.#epoch) return;
      this.work = NONE;
      then(result);
    } catch (thrown) {
      if (epoch === this.#epoch) this.#say(thrown);
    }
  }

  #say(thrown: unknown): void {
    if (thrown instanceof DOMException && thrown.name === 'AbortError') {
      this.work = NONE;
      return;
    }
    const fault: SessionError = { code: 'internal', detail: '', retryable: false };
    this.work = {
      kind: 'said',
      text: this.#labels.error(thrown instanceof TransportError ? thrown.error : fault),
    };
  }

  readonly #cancel = (): void => {
    this.abandon();
    this.#host.renderRoot.querySelector<HTMLElement>('.more')?.focus();
  };

  /** What is shown changed, or is gone. */
  abandon(): void {
    this.#epoch += 1;
    this.#reading?.abort();
    this.#reading = undefined;
    this.work = NONE;
    this.#closeMenu(false);
  }

  #words(): MarkdownWords {
    const labels = this.#labels;
    return {
      you: labels.term('you'),
      agent: labels.term('agent'),
      attached: labels.term('attached'),
      tool: labels.table('toolStatus'),
    };
  }
}
