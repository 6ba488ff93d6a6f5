/**
 * The search in a conversation, loaded when it is first opened. Its field is there at once, and what is typed into it meanwhile
 * is looked for as soon as it can be. Where the rest can't be loaded, the bar says so and offers to try again; it can be
 * closed, and the browser's own search is as near as ever.
 */
import { html, nothing, type ReactiveControllerHost } from 'lit';
import { icon } from '../icons.js';
import type { LabelsController } from '../labels/labels-controller.js';
import type { FindController, FindHost } from './find-controller.js';
import type * as find from './find.js';
import type { OlderPages } from './older-pages.js';

type FindModule = typeof find;

export type LoadFind = () => Promise<FindModule>;

const loadFind: LoadFind = () => import('./find.js');

export class LazyFind {
  readonly #host: ReactiveControllerHost;
  readonly #owner: FindHost;
  readonly #older: OlderPages;
  #module: FindModule | undefined;
  #controller: FindController | undefined;
  /** Typed before there was anything to look with. */
  #typed = '';
  #isWanted = false;
  #hasFailed = false;

  constructor(host: ReactiveControllerHost, owner: FindHost, older: OlderPages) {
    this.#host = host;
    this.#owner = owner;
    this.#older = older;
  }

  /** Rows, or what is drawn of them, have changed. */
  changed(): void {
    this.#controller?.changed();
  }

  /** The field is drawn with the next update. True: the rest is there as well. False: it could not be loaded, or was closed meanwhile. */
  async open(load = loadFind): Promise<boolean> {
    this.#isWanted = true;
    this.#hasFailed = false;
    this.#host.requestUpdate();
    try {
      this.#module ??= await load();
    } catch {
      this.#hasFailed = this.#isWanted;
      this.#host.requestUpdate();
      return false;
    }
    if (!this.#isWanted) return false;
    this.#controller ??= new this.#module.FindController(this.#host, this.#owner, this.#older);
    this.#controller.open();
    if (this.#typed !== '') this.#controller.look(this.#typed);
    this.#typed = '';
    return true;
  }

  close(): void {
    if (this.#isWanted) this.#host.requestUpdate();
    this.#isWanted = false;
    this.#hasFailed = false;
    this.#typed = '';
    this.#controller?.close();
  }

  /** @param again opens it once more */
  render(labels: LabelsController, hasOlder: boolean, close: () => void, again: () => void): unknown {
    const [module, controller] = [this.#module, this.#controller];
    if (!(controller?.isOpen ?? this.#isWanted)) return nothing;
    const keyed = (event: KeyboardEvent): void => {
      if (event.isComposing || event.keyCode === 229) return;
      if (event.key === 'Escape') close();
      else if (event.key === 'Enter' && (event.target as Element).localName === 'input')
        void controller?.go(event.shiftKey ? -1 : 1);
      else return;
      event.preventDefault();
      // Escape means something else further out.
      event.stopPropagation();
    };
    const [count, steps, far] =
      module !== undefined && controller !== undefined
        ? [
            module.findCount(controller, labels),
            module.findSteps(controller, labels),
            module.findFar(controller, labels, hasOlder),
          ]
        : this.#hasFailed
          ? [labels.term('partNotLoaded'), retry(labels, again), nothing]
          : ['', nothing, nothing];
    // One field in all states: it keeps what is typed, the focus, and a word that is being composed.
    return html`<div class="find" part="find" role="search" @keydown=${keyed}>
      <div class="find-line">
        <input
          class="find-input"
          type="text"
          enterkeyhint="search"
          autocomplete="off"
          spellcheck="false"
          dir="auto"
          aria-label=${labels.term('find')}
          placeholder=${labels.term('find')}
          .value=${controller?.query ?? this.#typed}
          @input=${this.#input}
        />
        <span class="find-count" role="status">${count}</span>
        ${steps}
        <button
          class="button quiet icon-only"
          type="button"
          aria-label=${labels.term('findClose')}
          title=${labels.term('findClose')}
          @click=${close}
        >
          ${icon('close')}
        </button>
      </div>
      ${far}
    </div>`;
  }

  readonly #input = (event: Event): void => {
    const { value } = event.target as HTMLInputElement;
    if (this.#controller) this.#controller.look(value);
    else this.#typed = value;
  };
}

function retry(labels: LabelsController, again: () => void): unknown {
  return html`<button class="button" type="button" @click=${again}>${labels.term('tryAgain')}</button>`;
}
