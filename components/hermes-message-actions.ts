/**
 * `<hermes-message-actions>`: what one can do with a message, and when it was said: one quiet line below it, never over
 * its text. Copy is one press; the rest is in a menu that only exists while it is open.
 *
 * Every gesture captures session and message (I-03). What takes a while tells so here, can be given up here, and ends with
 * the element. The transcript changes when the server says so.
 *
 * @fires hermes-retry - before the last answer is asked for again; cancelable
 * @fires hermes-edit - before a prompt is edited in a fork; cancelable
 * @fires hermes-fork - before a fork is made; cancelable
 * @fires hermes-permalink - before a link to the message is copied; cancelable, and its address can be replaced
 * @fires hermes-session-select - a fork was made and is to be shown; uncancelled, the pane around shows it
 * @csspart actions - the line
 * @csspart message-menu - the menu
 */
import { LitElement, html, nothing, type CSSResultGroup } from 'lit';
import { property, state } from 'lit/decorators.js';
import { TransportError, type Message, type SessionError, type SessionRuntime } from '../runtime/index.js';
import { conversationMarkdown, messageText, turnMarkdown, type MarkdownWords } from './actions/as-markdown.js';
import { actionItems, type ActionItem, type ActionName } from './actions/items.js';
import { messageLink } from './actions/permalink.js';
import { quoteInto } from './actions/quote.js';
import { selectedIn } from './actions/selection.js';
import { around, focusComposer, paneAround, showSession } from './actions/surroundings.js';
import { CopyController, type WriteText } from './controllers/copy-controller.js';
import {
  HermesEditEvent,
  HermesForkEvent,
  HermesPermalinkEvent,
  HermesRetryEvent,
  HermesSessionSelectEvent,
} from './events.js';
import { icon } from './icons.js';
import { LabelsController } from './labels/labels-controller.js';
import { placePopover } from './sidebar/place-popover.js';
import { base } from './styles/base.js';
import { focus } from './styles/focus.js';
import { messageActionsStyles } from './styles/message-actions.js';
import { tokens } from './styles/tokens.js';
import { visuallyHidden } from './styles/visually-hidden.js';
import { rateWords } from './turn/live-line.js';

/** What goes on, or what came of it. Text of the conversation that waits for a press is `ready`. */
type Work =
  | { readonly kind: 'none' }
  | { readonly kind: 'reading'; readonly read: number; readonly all: number }
  | { readonly kind: 'ready'; readonly text: string; readonly whole: boolean }
  | { readonly kind: 'asking' }
  | { readonly kind: 'said'; readonly text: string };

const NONE: Work = { kind: 'none' };

export class HermesMessageActions extends LitElement {
  static override styles: CSSResultGroup = [tokens, base, focus, visuallyHidden, messageActionsStyles];

  @property({ attribute: false }) message: Message | null = null;
  /** The conversation it is of. Without one the message can be copied, and no more. */
  @property({ attribute: false }) session: SessionRuntime | null = null;
  /** Puts text into the clipboard; a page that may not, or a test, gives its own. */
  @property({ attribute: false }) write: WriteText | null = null;

  @state() private work: Work = NONE;
  @state() private menuOpen = false;

  readonly #labels = new LabelsController(this);
  readonly #copy = new CopyController(this, (text) => this.#put(text));
  /** The message around: the line shows while somebody points at it. */
  #around: Element | undefined;
  #items: readonly ActionItem[] = [];
  #selected = '';
  #reading: AbortController | undefined;
  /** Grows when what is shown changes: what was begun before has nothing to say here any more (I-04). */
  #epoch = 0;

  override connectedCallback(): void {
    super.connectedCallback();
    const root = this.getRootNode();
    this.#around = root instanceof ShadowRoot ? root.host : this;
    this.#around.addEventListener('pointerenter', this.#looked);
    this.addEventListener('focusin', this.#looked);
  }

  override disconnectedCallback(): void {
    super.disconnectedCallback();
    this.#around?.removeEventListener('pointerenter', this.#looked);
    this.removeEventListener('focusin', this.#looked);
    this.#around = undefined;
    this.#abandon();
  }

  protected override willUpdate(changed: Map<PropertyKey, unknown>): void {
    const last = changed.get('message') as Message | null | undefined;
    const other = last !== undefined && last?.key !== this.message?.key;
    if (other || (changed.has('session') && changed.get('session') !== undefined)) this.#abandon();
    // What goes on keeps the line in sight (the message's own styles hide it while nobody points at it).
    this.toggleAttribute('busy', this.work.kind !== 'none' || this.menuOpen);
  }

  protected override render(): unknown {
    const { message } = this;
    if (message === null) return nothing;
    const labels = this.#labels;
    const copied = this.#copy.state;
    return html`<div class="actions" part="actions" data-role=${message.role}>
        <div class="buttons">
          <button
            class="button quiet icon-only copy"
            type="button"
            aria-label=${labels.term('copyMessage')}
            title=${labels.term('copyMessage')}
            @click=${this.#copyMessage}
          >
            ${icon(copied === 'copied' ? 'check' : 'copy')}
          </button>
          <button
            class="button quiet icon-only more"
            type="button"
            aria-haspopup="menu"
            aria-expanded=${this.menuOpen ? 'true' : 'false'}
            aria-label=${labels.term('messageActions')}
            title=${labels.term('messageActions')}
            @click=${this.#toggleMenu}
          >
            ${icon('more')}
          </button>
        </div>
        ${this.#facts(message)}
      </div>
      ${this.#workLine()}
      <span class="visually-hidden" role="status"
        >${copied === 'idle' ? '' : labels.term(copied === 'copied' ? 'copied' : 'copyFailed')}</span
      >
      ${this.menuOpen ? this.#menu() : nothing}`;
  }

  #facts(message: Message): unknown {
    const labels = this.#labels;
    const facts: unknown[] = [];
    if (message.at !== null) {
      const at = new Date(message.at);
      const exact = labels.exactTime(message.at);
      // The date itself is what assistive technology gets; "2 min ago" is for the eye.
      facts.push(
        html`<time datetime=${Number.isNaN(at.getTime()) ? nothing : at.toISOString()} title=${exact}
          ><bdi aria-hidden="true">${this.#when(message.at)}</bdi><span class="visually-hidden">${exact}</span></time
        >`,
      );
    }
    if (message.role === 'assistant') {
      if (message.model !== null)
        facts.push(html`<bdi title="${labels.term('model')}: ${message.model}">${message.model}</bdi>`);
      if (message.durationMs !== null) facts.push(html`<bdi>${labels.duration(message.durationMs)}</bdi>`);
      if (message.tokensPerSecond !== undefined)
        facts.push(html`<bdi>${labels.term('tokensPerSecond', rateWords(message.tokensPerSecond, labels))}</bdi>`);
    }
    return html`<span class="facts">${facts.map((fact, at) => html`${at === 0 ? nothing : ' · '}${fact}`)}</span>`;
  }

  /**
   * How long ago, as of the moment somebody points at it. Where nothing can be pointed at the line is always in sight:
   * there it is the time of day, which stays true without a timer.
   */
  #when(at: number): string {
    return matchMedia('(hover: none)').matches ? this.#labels.time(at) : this.#labels.ago(at, Date.now());
  }

  #workLine(): unknown {
    const { work } = this;
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

  #menu(): unknown {
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

  readonly #looked = (): void => {
    this.requestUpdate();
  };

  // The menu

  readonly #toggleMenu = async (): Promise<void> => {
    if (this.menuOpen) {
      this.#closeMenu(true);
      return;
    }
    const { message, session } = this;
    if (message === null) return;
    // The menu takes the focus and with it what is marked: it is read before.
    this.#selected = selectedIn(around(this, 'hermes-message') ?? this);
    this.#items = actionItems(message, session, around(this, 'hermes-pane[readonly]') !== null);
    this.menuOpen = true;
    await this.updateComplete;
    const menu = this.renderRoot.querySelector<HTMLElement>('.menu');
    const button = this.renderRoot.querySelector('.more');
    if (menu === null || button === null) return;
    menu.showPopover();
    placePopover(menu, button.getBoundingClientRect(), getComputedStyle(this).direction === 'rtl' ? 'rtl' : 'ltr');
    menu.querySelector('button')?.focus();
  };

  #closeMenu(refocus: boolean): void {
    if (!this.menuOpen) return;
    this.menuOpen = false;
    this.#items = [];
    if (refocus) this.renderRoot.querySelector<HTMLElement>('.more')?.focus();
  }

  readonly #menuToggled = (event: Event): void => {
    if ((event as ToggleEvent).newState === 'closed') this.#closeMenu(false);
  };

  readonly #menuKey = (event: KeyboardEvent): void => {
    event.stopPropagation();
    const items = [...this.renderRoot.querySelectorAll<HTMLElement>('.menu button')];
    const current = items.indexOf(event.target as HTMLElement);
    const to = { ArrowDown: current + 1, ArrowUp: current - 1, Home: 0, End: items.length - 1 }[event.key];
    if (to !== undefined) items.at(to % items.length)?.focus();
    else if (event.key === 'Escape' || event.key === 'Tab') this.#closeMenu(true);
    else return;
    event.preventDefault();
  };

  #pick(item: ActionItem): void {
    if (item.waits) return;
    const { message, session } = this;
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
        void focusComposer(paneAround(this));
    },
    retry: (session, message) => void this.#retry(session, message),
    edit: (session, message) => void this.#edit(session, message),
    fork: (session, message) => void this.#fork(session, message),
    link: (session, message) => void this.#link(session, message),
  };

  readonly #copyMessage = (): void => {
    if (this.message !== null) void this.#copy.copy(messageText(this.message));
  };

  async #copyConversation(session: SessionRuntime): Promise<void> {
    this.#abandon();
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
    if (!this.dispatchEvent(new HermesRetryEvent(session, message))) return;
    await this.#ask(
      () => session.retry(),
      (outcome) => {
        if (outcome === 'unsure') this.work = { kind: 'said', text: this.#labels.term('retryUnsure') };
      },
    );
  }

  async #edit(session: SessionRuntime, message: Message): Promise<void> {
    const { index } = message;
    if (index === null || !this.dispatchEvent(new HermesEditEvent(session, message))) return;
    const show = this.#whenForked();
    await this.#ask(
      () => session.editAndFork(index),
      (fork) => {
        if (show(fork.id)) void focusComposer(paneAround(this));
      },
    );
  }

  async #fork(session: SessionRuntime, message: Message): Promise<void> {
    if (message.index === null) return;
    const keep = message.index + 1;
    if (!this.dispatchEvent(new HermesForkEvent(session, message, keep))) return;
    const show = this.#whenForked();
    await this.#ask(
      () => session.fork(keep),
      (fork) => show(fork.id),
    );
  }

  /** Where the gesture was made decides where the fork is shown, and whether it still may be. */
  #whenForked(): (id: string) => boolean {
    const pane = paneAround(this);
    const was = pane?.sessionId ?? null;
    return (id) => {
      if (pane !== null && pane.sessionId !== was) return false;
      return this.dispatchEvent(new HermesSessionSelectEvent(id)) && showSession(pane, was, id);
    };
  }

  async #link(session: SessionRuntime, message: Message): Promise<void> {
    if (message.index === null) return;
    const url = messageLink(this.ownerDocument.location.href, session.meta.peek().id, message.index) ?? '';
    const event = new HermesPermalinkEvent(session, message.index, url);
    if (this.dispatchEvent(event) && event.url !== '') await this.#copy.copy(event.url);
  }

  async #ask<T>(verb: () => Promise<T>, then: (result: T) => void): Promise<void> {
    this.#abandon();
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
    this.#abandon();
    this.renderRoot.querySelector<HTMLElement>('.more')?.focus();
  };

  #abandon(): void {
    this.#epoch += 1;
    this.#reading?.abort();
    this.#reading = undefined;
    this.work = NONE;
    this.#closeMenu(false);
  }

  #put(text: string): Promise<void> {
    return this.write === null ? navigator.clipboard.writeText(text) : this.write(text);
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

declare global {
  interface HTMLElementTagNameMap {
    'hermes-message-actions': HermesMessageActions;
  }
}
