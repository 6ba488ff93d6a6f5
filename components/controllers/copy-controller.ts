/** Copies text and says for a moment that it did, for the label of the button that was pressed. */
import type { ReactiveController, ReactiveControllerHost } from 'lit';

const SHOWN_MS = 1500;

export type CopyState = 'idle' | 'copied' | 'failed';

/** Puts text where a person can paste it from; rejects where that is not allowed. */
export type WriteText = (text: string) => Promise<void>;

const toClipboard: WriteText = (text) => navigator.clipboard.writeText(text);

export class CopyController implements ReactiveController {
  readonly #host: ReactiveControllerHost;
  readonly #write: WriteText;
  #timer: ReturnType<typeof setTimeout> | undefined;
  state: CopyState = 'idle';

  constructor(host: ReactiveControllerHost, write: WriteText = toClipboard) {
    this.#host = host;
    this.#write = write;
    host.addController(this);
  }

  async copy(text: string): Promise<Exclude<CopyState, 'idle'>> {
    let state: Exclude<CopyState, 'idle'> = 'copied';
    try {
      await this.#write(text);
    } catch {
      // No permission, or a page without https.
      state = 'failed';
    }
    clearTimeout(this.#timer);
    this.#show(state);
    this.#timer = setTimeout(() => this.#show('idle'), SHOWN_MS);
    return state;
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
