/** Copies text and says for a moment that it did, for the label of the button that was pressed. */
import type { ReactiveController, ReactiveControllerHost } from 'lit';

const SHOWN_MS = 1500;

export type CopyState = 'idle' | 'copied' | 'failed';

export class CopyController implements ReactiveController {
  readonly #host: ReactiveControllerHost;
  #timer: ReturnType<typeof setTimeout> | undefined;
  state: CopyState = 'idle';

  constructor(host: ReactiveControllerHost) {
    this.#host = host;
    host.addController(this);
  }

  async copy(text: string): Promise<void> {
    let state: CopyState = 'copied';
    try {
      await navigator.clipboard.writeText(text);
    } catch {
      // No permission, or a page without https.
      state = 'failed';
    }
    clearTimeout(this.#timer);
    this.#show(state);
    this.#timer = setTimeout(() => this.#show('idle'), SHOWN_MS);
  }

  hostDisconnected(): void {
    clearTimeout(this.#timer);
    this.state = 'idle';
  }

  #show(state: CopyState): void {
    this.state = state;
    this.#host.requestUpdate();
  }
}
