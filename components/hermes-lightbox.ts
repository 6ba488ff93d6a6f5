/**
 * `<hermes-lightbox>`: pictures of a message at the size of the window, in a dialog of their own. Made when one is opened
 * and gone when it is closed, so nothing of it can stay behind: no lock on the page's scrolling, no key listener outside.
 *
 * Keys, only while it is open: Escape closes, arrows and Page keys go on, Home and End to the first and last, `+` shows the
 * actual size, `-` and `0` fit it in.
 */
import { LitElement, html, nothing, type CSSResultGroup, type PropertyValues } from 'lit';
import { property, state } from 'lit/decorators.js';
import { icon } from './icons.js';
import { LabelsController } from './labels/labels-controller.js';
import { LINK_REL } from './markdown/links.js';
import { fileName, fileNameText } from './media/file-name.js';
import { base } from './styles/base.js';
import { focus } from './styles/focus.js';
import { lightboxStyles } from './styles/lightbox.js';
import { tokens } from './styles/tokens.js';
import { visuallyHidden } from './styles/visually-hidden.js';

export interface LightboxImage {
  readonly key: string;
  readonly src: string;
  readonly name: string;
  readonly link: string | null;
}

export class HermesLightbox extends LitElement {
  static override styles: CSSResultGroup = [tokens, base, focus, visuallyHidden, lightboxStyles];

  @property({ attribute: false }) images: readonly LightboxImage[] = [];
  @property({ attribute: false }) at = 0;

  @state() private zoomed = false;
  @state() private broken = false;

  readonly #labels = new LabelsController(this);

  override disconnectedCallback(): void {
    super.disconnectedCallback();
    this.#dialog()?.close();
  }

  override connectedCallback(): void {
    super.connectedCallback();
    if (this.hasUpdated) this.#show();
  }

  protected override willUpdate(changed: PropertyValues<this>): void {
    const last = changed.get('images')?.[changed.get('at') ?? this.at];
    if (changed.has('at') || (last !== undefined && last.src !== this.images[this.at]?.src)) {
      this.zoomed = false;
      this.broken = false;
    }
  }

  protected override firstUpdated(): void {
    this.#show();
  }

  protected override render(): unknown {
    const image = this.images[this.at];
    const labels = this.#labels;
    const many = this.images.length > 1;
    const zoom = labels.term(this.zoomed ? 'fitWindow' : 'actualSize');
    return html`<dialog
      aria-label=${labels.term('imageViewer')}
      @close=${this.#closed}
      @keydown=${this.#key}
      @click=${this.#pressed}
    >
      ${
        image === undefined
          ? nothing
          : html`<div class="bar">
                <span class="title">${fileName(image.name)}</span>
                ${many ? html`<span class="count" role="status">${labels.term('imageCount', this.at + 1, this.images.length)}</span>` : nothing}
                <button
                  class="button quiet icon-only"
                  type="button"
                  data-act="zoom"
                  aria-pressed=${this.zoomed ? 'true' : 'false'}
                  aria-label=${labels.term('actualSize')}
                  title=${zoom}
                  @click=${this.#zoom}
                >
                  ${icon(this.zoomed ? 'shrink' : 'grow')}
                </button>
                ${
                  image.link === null
                    ? nothing
                    : html`<a
                        class="button quiet icon-only"
                        href=${image.link}
                        target="_blank"
                        rel=${LINK_REL}
                        referrerpolicy="no-referrer"
                        aria-label=${labels.term('openInTab')}
                        title=${labels.term('openInTab')}
                        >${icon('link')}</a
                      >`
                }
                <button
                  class="button quiet icon-only"
                  type="button"
                  data-act="close"
                  aria-label=${labels.term('close')}
                  title=${labels.term('close')}
                  @click=${this.#close}
                >
                  ${icon('close')}
                </button>
              </div>
              <div class="stage ${this.zoomed ? 'zoomed' : ''}" tabindex=${this.zoomed ? 0 : nothing}>
                ${
                  this.broken
                    ? html`<p class="broken" role="status">${labels.term('mediaBroken')}</p>`
                    : html`<img
                        src=${image.src}
                        alt=${fileNameText(image.name)}
                        referrerpolicy="no-referrer"
                        draggable="false"
                        @dblclick=${this.#zoom}
                        @error=${this.#failed}
                      />`
                }
              </div>
              ${many ? html`${this.#step(-1)}${this.#step(1)}` : nothing}`
      }
    </dialog>`;
  }

  #step(by: -1 | 1): unknown {
    const name = this.#labels.term(by === 1 ? 'nextImage' : 'previousImage');
    return html`<button
      class="button icon-only step ${by === 1 ? 'next' : 'previous'}"
      type="button"
      aria-label=${name}
      title=${name}
      @click=${() => this.#go(this.at + by)}
    >
      ${icon('chevron-right')}
    </button>`;
  }

  #show(): void {
    const dialog = this.#dialog();
    if (dialog?.isConnected !== true || dialog.open) return;
    dialog.showModal();
    dialog.querySelector<HTMLElement>('[data-act="close"]')?.focus();
  }

  #dialog(): HTMLDialogElement | null {
    return this.renderRoot?.querySelector('dialog') ?? null;
  }

  /** Round in a ring. */
  #go(to: number): void {
    const count = this.images.length;
    if (count < 2) return;
    this.dispatchEvent(new CustomEvent('hermes-lightbox-move', { detail: ((to % count) + count) % count }));
  }

  readonly #failed = (): void => {
    this.broken = true;
  };

  readonly #zoom = (): void => {
    this.zoomed = !this.zoomed;
  };

  readonly #close = (): void => {
    this.#dialog()?.close();
  };

  readonly #closed = (): void => {
    if (this.isConnected) this.dispatchEvent(new CustomEvent('hermes-lightbox-close'));
  };

  /** Beside the picture, where there is nothing to press. */
  readonly #pressed = (event: MouseEvent): void => {
    const target = event.target as Element;
    if (target.localName === 'dialog' || (target.classList.contains('stage') && !this.zoomed)) this.#close();
  };

  readonly #key = (event: KeyboardEvent): void => {
    // The page around does not hear what is typed into a dialog over it.
    event.stopPropagation();
    if (event.isComposing || event.ctrlKey || event.metaKey || event.altKey) return;
    const rtl = getComputedStyle(this).direction === 'rtl';
    const to: Readonly<Record<string, number>> = {
      ArrowLeft: this.at + (rtl ? 1 : -1),
      ArrowRight: this.at + (rtl ? -1 : 1),
      PageUp: this.at - 1,
      PageDown: this.at + 1,
      Home: 0,
      End: this.images.length - 1,
    };
    const target = to[event.key];
    // At its actual size the arrows move the picture about.
    const scrolls = this.zoomed && (event.target as Element).classList.contains('stage');
    if (target !== undefined && !scrolls) this.#go(target);
    else if (event.key === '+' || event.key === '=') this.zoomed = true;
    else if (event.key === '-' || event.key === '0') this.zoomed = false;
    else return;
    event.preventDefault();
  };
}

declare global {
  interface HTMLElementTagNameMap {
    'hermes-lightbox': HermesLightbox;
  }
}
