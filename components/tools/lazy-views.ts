/**
 * The views that cost something to load: fetched with the first card that opens and has use for one. Until one is here,
 * and where it can not be loaded, its content is shown as text.
 */
import type { ReactiveController, ReactiveControllerHost } from 'lit';

export type HeavyView = 'diff' | 'terminal' | 'json';

const LOADERS: Readonly<Record<HeavyView, () => Promise<unknown>>> = {
  diff: () => import('../define/hermes-diff.js'),
  terminal: () => import('../define/hermes-terminal.js'),
  json: () => import('../define/hermes-json.js'),
};

export class LazyViews implements ReactiveController {
  readonly #host: ReactiveControllerHost;
  readonly #asked = new Set<HeavyView>();

  constructor(host: ReactiveControllerHost) {
    this.#host = host;
    host.addController(this);
  }

  hostDisconnected(): void {
    // A view that could not be had is asked for again by whoever shows this next.
    this.#asked.clear();
  }

  /** Is it here? Asks for it if not, and updates the host when it comes. */
  has(view: HeavyView): boolean {
    if (customElements.get(`hermes-${view}`) !== undefined) return true;
    if (!this.#asked.has(view)) {
      this.#asked.add(view);
      const again = (): void => this.#host.requestUpdate();
      void LOADERS[view]().then(again, () => undefined);
    }
    return false;
  }
}
