/**
 * Elements that not every conversation needs: fetched when the first one is drawn that has use for one. Where one can not
 * be loaded, what needs it shows the same in a plainer way and offers to try again.
 */
import type { ReactiveController, ReactiveControllerHost } from 'lit';

export type LazyTag =
  | 'hermes-answer-all'
  | 'hermes-attachments'
  | 'hermes-diff'
  | 'hermes-json'
  | 'hermes-terminal'
  | 'hermes-todo'
  | 'hermes-tool-card'
  | 'hermes-usage';

/** `coming`: it is being loaded, or nobody said from where; an element of that name is upgraded once it is here. */
export type LazyState = 'here' | 'coming' | 'failed';

const loaders = new Map<LazyTag, () => Promise<unknown>>();
const loading = new Map<LazyTag, Promise<unknown>>();

/**
 * Says where an element's definition comes from. Called by what defines elements: a class registers nothing, not even by
 * loading something that does.
 */
export function provideElement(tag: LazyTag, load: () => Promise<unknown>): void {
  loaders.set(tag, load);
}

function load(tag: LazyTag, from: () => Promise<unknown>): Promise<unknown> {
  let promise = loading.get(tag);
  if (promise === undefined) {
    // One that failed is not the answer to the next who asks.
    promise = from().finally(() => loading.delete(tag));
    loading.set(tag, promise);
  }
  return promise;
}

export class LazyElements implements ReactiveController {
  readonly #host: ReactiveControllerHost;
  readonly #asked = new Set<LazyTag>();
  readonly #failed = new Set<LazyTag>();

  constructor(host: ReactiveControllerHost) {
    this.#host = host;
    host.addController(this);
  }

  hostDisconnected(): void {
    // What could not be had is asked for again by whoever shows this next.
    this.#asked.clear();
    this.#failed.clear();
  }

  /** Is it here? Asks for it if not, and updates the host when it comes, or can't. */
  of(tag: LazyTag): LazyState {
    if (customElements.get(tag) !== undefined) return 'here';
    const from = loaders.get(tag);
    if (from !== undefined && !this.#asked.has(tag)) {
      this.#asked.add(tag);
      void load(tag, from).then(
        () => this.#host.requestUpdate(),
        () => {
          this.#failed.add(tag);
          this.#host.requestUpdate();
        },
      );
    }
    return this.#failed.has(tag) ? 'failed' : 'coming';
  }

  has(tag: LazyTag): boolean {
    return this.of(tag) === 'here';
  }

  /** Asks once more for what could not be had. */
  retry(tag: LazyTag): void {
    this.#asked.delete(tag);
    this.#failed.delete(tag);
    this.#host.requestUpdate();
  }
}
