/**
 * A button that copies one code block. Its label is its state: it says "Copied" where it said "Copy", so assistive
 * technology hears it from the control that has focus, and nothing else on the page is told. The timer ends with the node.
 */
import { html, nothing } from 'lit';
import { AsyncDirective } from 'lit/async-directive.js';
import { directive } from 'lit/directive.js';
import { writeText } from '../controllers/write-text.js';
import type { MarkdownLabels } from '../labels/markdown-labels.js';

type CopyState = 'copy' | 'copied' | 'copyFailed';

const SHOWN_FOR = 2000;

class CopyButton extends AsyncDirective {
  #text = '';
  #labels: MarkdownLabels | undefined;
  #state: CopyState = 'copy';
  #timer: ReturnType<typeof setTimeout> | undefined;

  render(text: string, labels: MarkdownLabels): unknown {
    this.#text = text;
    this.#labels = labels;
    return this.#button();
  }

  protected override disconnected(): void {
    clearTimeout(this.#timer);
    this.#state = 'copy';
  }

  protected override reconnected(): void {
    this.setValue(this.#button());
  }

  #button(): unknown {
    if (!this.#labels) return nothing;
    return html`<button class="copy" part="copy" type="button" data-state=${this.#state} @click=${this.#copy}>
      ${this.#labels[this.#state]}
    </button>`;
  }

  readonly #copy = async (): Promise<void> => {
    let state: CopyState = 'copied';
    try {
      await writeText(this.#text);
    } catch {
      state = 'copyFailed';
    }
    if (!this.isConnected) return;
    this.#show(state);
    clearTimeout(this.#timer);
    this.#timer = setTimeout(() => this.#show('copy'), SHOWN_FOR);
  };

  #show(state: CopyState): void {
    this.#state = state;
    this.setValue(this.#button());
  }
}

export const copyButton = directive(CopyButton);
