/**
 * Copies text and says so: for a moment to the eye, for the button that was pressed, and once to the ear. The conversation
 * around says it; an element that stands alone has a live region of its own.
 */
import { html, nothing, type LitElement, type ReactiveController } from 'lit';
import { around } from '../actions/surroundings.js';
import type { LabelsController } from '../labels/labels-controller.js';
import { AnnounceEvent } from '../transcript/announce-event.js';
import { writeText } from './write-text.js';

const SHOWN_MS = 1500;

export type CopyState = 'idle' | 'copied' | 'failed';

/** Puts text where a person can paste it from; rejects where that is not allowed. */
export type WriteText = (text: string) => Promise<void>;

export class CopyController implements ReactiveController {
  readonly #host: LitElement;
  readonly #labels: LabelsController;
  readonly #write: WriteText;
  #timer: ReturnType<typeof setTimeout> | undefined;
  /** Nothing around says what is said. */
  #alone = false;
  state: CopyState = 'idle';

  constructor(host: LitElement, labels: LabelsController, write: WriteText = writeText) {
    this.#host = host;
    this.#labels = labels;
    this.#write = write;
    host.addController(this);
  }

  async copy(text: string): Promise<Exclude<CopyState, 'idle'>> {
    let state: Exclude<CopyState, 'idle'> = 'copied';
    try {
      await this.#write(text);
    } catch {
      // No permission.
      state = 'failed';
    }
    clearTimeout(this.#timer);
    if (!this.#alone) this.#host.dispatchEvent(new AnnounceEvent(this.#words(state)));
    this.#show(state);
    this.#timer = setTimeout(() => this.#show('idle'), SHOWN_MS);
    return state;
  }

  /** The live region of an element that stands alone, to be drawn before there is anything to say. */
  region(): unknown {
    if (!this.#alone) return nothing;
    return html`<span class="visually-hidden" role="status">${this.#words(this.state)}</span>`;
  }

  hostConnected(): void {
    this.#alone = around(this.#host, 'hermes-transcript') === null;
  }

  hostDisconnected(): void {
    clearTimeout(this.#timer);
    this.state = 'idle';
  }

  #words(state: CopyState): string {
    return state === 'idle' ? '' : this.#labels.term(state === 'copied' ? 'copied' : 'copyFailed');
  }

  #show(state: CopyState): void {
    this.state = state;
    this.#host.requestUpdate();
  }
}
