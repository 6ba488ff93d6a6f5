/**
 * `<hermes-quote>`: a small button beside what a person marks in a message; pressed, the words stand as a quote behind the
 * draft of the session shown. Stands beside the conversation it listens to; the menu of a message does the same by keyboard.
 *
 * It never takes the focus nor the selection, and is gone when either goes elsewhere.
 *
 * @csspart quote - the button
 */
import { LitElement, html, nothing, type CSSResultGroup, type PropertyValues } from 'lit';
import { property, state } from 'lit/decorators.js';
import type { SessionRuntime } from '../runtime/index.js';
import { quoteInto } from './actions/quote.js';
import { rangeIn, selectedIn } from './actions/selection.js';
import { focusComposer, paneAround } from './actions/surroundings.js';
import { icon } from './icons.js';
import { LabelsController } from './labels/labels-controller.js';
import { placePopover } from './sidebar/place-popover.js';
import { base } from './styles/base.js';
import { focus } from './styles/focus.js';
import { quoteStyles } from './styles/quote.js';
import { tokens } from './styles/tokens.js';

export class HermesQuote extends LitElement {
  static override styles: CSSResultGroup = [tokens, base, focus, quoteStyles];

  @property({ attribute: false }) session: SessionRuntime | null = null;

  @state() private text = '';

  readonly #labels = new LabelsController(this);
  /** The message the last press or key was in: selections of other places are none of ours. */
  #message: Element | null = null;
  #pressed = false;
  #frame = 0;
  /** What it listens to while it is on the page. */
  #beside: Element | null = null;
  #place: DOMRect | null = null;

  override connectedCallback(): void {
    super.connectedCallback();
    const beside = this.parentElement ?? (this.getRootNode() as ShadowRoot).host ?? null;
    if (beside === null || this.#beside !== null) return;
    this.#beside = beside;
    this.#listen('addEventListener');
  }

  override disconnectedCallback(): void {
    super.disconnectedCallback();
    this.#listen('removeEventListener');
    this.#beside = null;
    cancelAnimationFrame(this.#frame);
    this.#frame = 0;
    this.#message = null;
    this.text = '';
  }

  #listen(how: 'addEventListener' | 'removeEventListener'): void {
    const { ownerDocument } = this;
    const beside = this.#beside;
    beside?.[how]('pointerdown', this.#down);
    beside?.[how]('keyup', this.#keyed);
    beside?.[how]('scroll', this.#hide, { capture: true });
    ownerDocument[how]('pointerup', this.#up);
    ownerDocument[how]('pointercancel', this.#up);
    ownerDocument[how]('selectionchange', this.#changed);
    ownerDocument[how]('keydown', this.#escaped as EventListener);
  }

  protected override willUpdate(changed: PropertyValues<this>): void {
    if (changed.has('session')) this.text = '';
  }

  protected override render(): unknown {
    if (this.text === '') return nothing;
    return html`<div class="around" popover="manual">
      <button class="button" part="quote" type="button" @pointerdown=${keepSelection} @click=${this.#quote}>
        ${icon('quote')}${this.#labels.term('quote')}
      </button>
    </div>`;
  }

  protected override updated(): void {
    const popover = this.renderRoot.querySelector<HTMLElement>('.around');
    if (popover === null || this.#place === null) return;
    if (!popover.matches(':popover-open')) popover.showPopover();
    placePopover(popover, this.#place, getComputedStyle(this).direction === 'rtl' ? 'rtl' : 'ltr');
  }

  readonly #down = (event: Event): void => {
    if (event.composedPath().includes(this)) return;
    this.#pressed = true;
    this.#message = messageOf(event);
    this.text = '';
  };

  readonly #up = (): void => {
    if (!this.#pressed) return;
    this.#pressed = false;
    this.#look();
  };

  readonly #keyed = (event: Event): void => {
    if (!(event as KeyboardEvent).shiftKey) return;
    this.#message = messageOf(event) ?? this.#message;
    this.#look();
  };

  /** Handles of a touch screen move a selection without a press of ours; while one is down, its end tells. */
  readonly #changed = (): void => {
    if (!this.#pressed && this.#message !== null) this.#look();
  };

  readonly #escaped = (event: KeyboardEvent): void => {
    if (event.key === 'Escape') this.#hide();
  };

  readonly #hide = (): void => {
    this.text = '';
  };

  /** Once per frame: the selection of a press is there only after it. */
  #look(): void {
    this.#frame ||= requestAnimationFrame(() => {
      this.#frame = 0;
      const message = this.#message;
      const range = message?.isConnected === true ? rangeIn(message) : null;
      const text = range === null || this.session?.canSend.peek() !== true ? '' : selectedIn(message!);
      const rects = range === null ? [] : [...range.getClientRects()];
      this.#place = rects.at(-1) ?? range?.getBoundingClientRect() ?? null;
      this.text = text.trim();
    });
  }

  readonly #quote = (): void => {
    const { session, text } = this;
    this.text = '';
    if (session === null || !quoteInto(session, text)) return;
    this.ownerDocument.getSelection()?.removeAllRanges();
    void focusComposer(paneAround(this));
  };
}

function keepSelection(event: Event): void {
  event.preventDefault();
}

function messageOf(event: Event): Element | null {
  return (
    event
      .composedPath()
      .find((node): node is Element => node instanceof Element && node.localName === 'hermes-message') ?? null
  );
}

declare global {
  interface HTMLElementTagNameMap {
    'hermes-quote': HermesQuote;
  }
}
