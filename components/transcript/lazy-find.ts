/**
 * The search in a conversation, loaded when it is first opened. Where it can't be, a bar in its place says so and offers to
 * try again; it can be closed, and the browser's own search is as near as ever.
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

  /** True: it is open, and drawn with the next update. False: it could not be loaded, or was closed meanwhile. */
  async open(load = loadFind): Promise<boolean> {
    this.#isWanted = true;
    this.#hasFailed = false;
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
    return true;
  }

  close(): void {
    this.#isWanted = false;
    if (this.#hasFailed) this.#host.requestUpdate();
    this.#hasFailed = false;
    this.#controller?.close();
  }

  /** @param again opens it once more */
  render(labels: LabelsController, hasOlder: boolean, close: () => void, again: () => void): unknown {
    if (this.#module !== undefined && this.#controller !== undefined)
      return this.#module.findBar(this.#controller, labels, hasOlder, close);
    if (!this.#hasFailed) return nothing;
    return html`<div class="find" part="find" role="search">
      <div class="find-line">
        <span class="find-count" role="status">${labels.term('partNotLoaded')}</span>
        <button class="button" type="button" @click=${again}>${labels.term('tryAgain')}</button>
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
    </div>`;
  }
}
