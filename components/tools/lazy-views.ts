/**
 * The views that cost something to load: fetched with the first card that opens and has use for one. Until one is here,
 * and where it can not be loaded, its content is shown as text.
 */
import type { ReactiveController, ReactiveControllerHost } from 'lit';

export type HeavyView = 'diff' | 'terminal' | 'json';

const loaders = new Map<HeavyView, () => Promise<unknown>>();

/**
 * Says where a view's definition comes from. Called by what defines elements: a class registers nothing, not even by
 * loading something that does. Without it, content stays text.
 */
export function provideView(view: HeavyView, load: () => Promise<unknown>): void {
  loaders.set(view, load);
}

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
    const load = loaders.get(view);
    if (load !== undefined && !this.#asked.has(view)) {
      this.#asked.add(view);
      const again = (): void => this.#host.requestUpdate();
      void load().then(again, () => undefined);
    }
    return false;
  }
}
