/**
 * `<hermes-message-actions>`: what one can do with a message, and when it was said: one quiet line below it, never over
 * its text. Copy is one press; the rest is in a menu that only exists while it is open, and is loaded when it first does.
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
import type { Message, SessionRuntime } from '../runtime/index.js';
import type { MessageDeeds } from './actions/message-deeds.js';
import { messageText } from './actions/message-text.js';
import { CopyController, type WriteText } from './controllers/copy-controller.js';
import { writeText } from './controllers/write-text.js';
import { icon } from './icons.js';
import { LabelsController } from './labels/labels-controller.js';
import { base } from './styles/base.js';
import { focus } from './styles/focus.js';
import { messageActionsStyles } from './styles/message-actions.js';
import { tokens } from './styles/tokens.js';
import { visuallyHidden } from './styles/visually-hidden.js';
import { rateWords } from './turn/live-line.js';

export class HermesMessageActions extends LitElement {
  static override styles: CSSResultGroup = [tokens, base, focus, visuallyHidden, messageActionsStyles];

  @property({ attribute: false }) message: Message | null = null;
  /** The conversation it is of. Without one the message can be copied, and no more. */
  @property({ attribute: false }) session: SessionRuntime | null = null;
  /** Puts text into the clipboard; a page that may not, or a test, gives its own. */
  @property({ attribute: false }) write: WriteText | null = null;

  /** The menu could not be loaded. */
  @state() private failed = false;

  readonly #labels = new LabelsController(this);
  readonly #copy = new CopyController(this, this.#labels, (text) => this.#put(text));
  /** The message around: the line shows while somebody points at it. */
  #around: Element | undefined;
  #deeds: MessageDeeds | undefined;
  #loading = false;

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
    this.#deeds?.abandon();
  }

  protected override willUpdate(changed: Map<PropertyKey, unknown>): void {
    const last = changed.get('message') as Message | null | undefined;
    const other = last !== undefined && last?.key !== this.message?.key;
    if (other || (changed.has('session') && changed.get('session') !== undefined)) {
      this.#deeds?.abandon();
      this.failed = false;
    }
    // What goes on keeps the line in sight (the message's own styles hide it while nobody points at it).
    this.toggleAttribute('busy', this.failed || this.#deeds?.isBusy === true);
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
            aria-expanded=${this.#deeds?.menuOpen === true ? 'true' : 'false'}
            aria-label=${labels.term('messageActions')}
            title=${labels.term('messageActions')}
            @click=${this.#toggleMenu}
          >
            ${icon('more')}
          </button>
        </div>
        ${this.#facts(message)}
      </div>
      ${this.failed ? html`<div class="work"><span class="said" role="status">${labels.term('partNotLoaded')}</span></div>` : this.#deeds?.renderWork()}
      ${this.#copy.region()} ${this.#deeds?.renderMenu()}`;
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

  readonly #looked = (): void => {
    this.requestUpdate();
  };

  readonly #toggleMenu = async (): Promise<void> => {
    if (this.#loading) return;
    if (this.#deeds === undefined) {
      const { message } = this;
      this.#loading = true;
      this.failed = false;
      try {
        const { MessageDeeds } = await import('./actions/message-deeds.js');
        this.#deeds = new MessageDeeds(this, this.#labels, this.#copy);
      } catch {
        // The next press tries again.
        this.failed = true;
      } finally {
        this.#loading = false;
      }
      // The menu is of the message that was pressed.
      if (message !== this.message || !this.isConnected) return;
    }
    await this.#deeds?.toggleMenu();
  };

  readonly #copyMessage = (): void => {
    if (this.message !== null) void this.#copy.copy(messageText(this.message));
  };

  #put(text: string): Promise<void> {
    return this.write === null ? writeText(text) : this.write(text);
  }
}

declare global {
  interface HTMLElementTagNameMap {
    'hermes-message-actions': HermesMessageActions;
  }
}
