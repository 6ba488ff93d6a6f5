/**
 * The outline: what the person asked, in order, as a list to go by; a popover, made when it is opened. Its button is in
 * the conversation's corner, in reach of the keyboard before the conversation is.
 */
import { html, nothing, type LitElement, type ReactiveController } from 'lit';
import { icon } from '../icons.js';
import type { LabelsController } from '../labels/labels-controller.js';
import { placePopover } from '../sidebar/place-popover.js';
import type { Row } from './rows.js';
import { turnsOf } from './turns.js';

export interface OutlineHost {
  rows(): readonly Row[];
  /** Key of the row at the top edge. */
  reading(): string | undefined;
  /** Earlier messages are not loaded, and so not listed. */
  hasOlder(): boolean;
  go(key: string): void;
  start(): void;
}

export class OutlineController implements ReactiveController {
  readonly #host: LitElement;
  readonly #labels: LabelsController;
  readonly #owner: OutlineHost;
  #isOpen = false;
  /** The turn that was read when the list was opened: it does not move under whoever chooses. */
  #current: string | null = null;

  constructor(host: LitElement, labels: LabelsController, owner: OutlineHost) {
    this.#host = host;
    this.#labels = labels;
    this.#owner = owner;
    host.addController(this);
  }

  hostDisconnected(): void {
    this.#isOpen = false;
  }

  close(): void {
    if (this.#isOpen) this.#popover?.hidePopover();
  }

  render(): unknown {
    if (this.#owner.rows().length === 0) return nothing;
    const name = this.#labels.term('outline');
    return html`<button
        class="button quiet icon-only outline-button"
        part="outline"
        type="button"
        popovertarget="outline"
        aria-label=${name}
        title=${name}
      >
        ${icon('list')}
      </button>
      <div
        id="outline"
        class="outline scroll"
        popover
        role="dialog"
        aria-label=${name}
        @beforetoggle=${this.#toggling}
        @toggle=${this.#toggled}
        @keydown=${walk}
      >
        ${this.#isOpen ? this.#list() : nothing}
      </div>`;
  }

  #list(): unknown {
    const labels = this.#labels;
    const rows = this.#owner.rows();
    return html`<ol>
      <li>
        <button class="outline-entry" type="button" @click=${() => this.#choose(() => this.#owner.start())}>
          ${icon('arrow-up')}<span class="outline-title">${labels.term('jumpToStart')}</span>
        </button>
      </li>
      ${this.#owner.hasOlder() ? html`<li class="outline-note">${labels.term('outlineOlder')}</li>` : nothing}
      ${turnsOf(rows).map(
        ({ key, title, at }) =>
          html`<li>
            <button
              class="outline-entry"
              type="button"
              aria-current=${key === this.#current ? 'true' : nothing}
              @click=${() => this.#choose(() => this.#owner.go(key))}
            >
              <span class="outline-title" dir="auto">${title === '' ? labels.term('outlineUntitled') : title}</span>
              ${at === null ? nothing : html`<span class="outline-time">${labels.time(at)}</span>`}
            </button>
          </li>`,
      )}
    </ol>`;
  }

  /** The turn that is read: the last prompt not below the top edge. */
  #currentTurn(rows: readonly Row[]): string | null {
    const reading = this.#owner.reading();
    const at = rows.findIndex(({ key }) => key === reading);
    return turnsOf(rows.slice(0, at + 1)).at(-1)?.key ?? null;
  }

  #choose(go: () => void): void {
    this.#popover?.hidePopover();
    go();
  }

  get #popover(): HTMLElement | null {
    return this.#host.renderRoot.querySelector<HTMLElement>('#outline');
  }

  readonly #toggling = (event: ToggleEvent): void => {
    this.#isOpen = event.newState === 'open';
    if (this.#isOpen) this.#current = this.#currentTurn(this.#owner.rows());
    this.#host.requestUpdate();
  };

  readonly #toggled = async (event: ToggleEvent): Promise<void> => {
    if (event.newState !== 'open') return;
    await this.#host.updateComplete;
    const popover = this.#popover;
    const button = this.#host.renderRoot.querySelector<HTMLElement>('.outline-button');
    if (popover === null || button === null || !this.#isOpen) return;
    placePopover(popover, button.getBoundingClientRect(), this.#host.matches(':dir(rtl)') ? 'rtl' : 'ltr');
    const current = popover.querySelector<HTMLElement>('[aria-current]') ?? popover.querySelector('.outline-entry');
    current?.focus();
    current?.scrollIntoView({ block: 'nearest' });
  };
}

/** Arrow keys go from entry to entry, Home and End to the first and the last. */
function walk(event: KeyboardEvent): void {
  const box = event.currentTarget as HTMLElement;
  const entries = [...box.querySelectorAll<HTMLElement>('.outline-entry')];
  const at = entries.findIndex((entry) => entry.matches(':focus'));
  const steps: Readonly<Record<string, number>> = {
    ArrowDown: at + 1,
    ArrowUp: at - 1,
    Home: 0,
    End: entries.length - 1,
  };
  const next = steps[event.key];
  if (next === undefined) return;
  event.preventDefault();
  entries[Math.max(0, Math.min(next, entries.length - 1))]?.focus();
}
