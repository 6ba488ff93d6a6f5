/**
 * `<hermes-terminal>`: what a program printed, with its colours in the palette of the page. Left to right, one scrolling
 * box; a long text is laid out as far as it is seen.
 *
 * @csspart terminal - the box that scrolls
 */
import { LitElement, html, type CSSResultGroup } from 'lit';
import { property } from 'lit/decorators.js';
import { LabelsController } from './labels/labels-controller.js';
import { base } from './styles/base.js';
import { focus } from './styles/focus.js';
import { scrollbar } from './styles/scrollbar.js';
import { terminalStyles } from './styles/terminal.js';
import { tokens } from './styles/tokens.js';
import { withoutAnsi } from './tools/ansi-text.js';
import { ansiRuns, type AnsiRun } from './tools/ansi.js';
import { textChunks } from './tools/text-chunks.js';

/** Changes of look beyond which a text is shown without any: a picture drawn in characters. */
const MOST_RUNS = 20_000;

export class HermesTerminal extends LitElement {
  static override styles: CSSResultGroup = [tokens, base, focus, scrollbar, terminalStyles];

  @property() text = '';

  readonly #labels = new LabelsController(this);

  protected override render(): unknown {
    const runs = ansiRuns(this.text);
    const plain = runs.length > MOST_RUNS ? [{ text: withoutAnsi(this.text), look: '' }] : runs;
    return html`<pre
      class="terminal scroll"
      part="terminal"
      dir="ltr"
      tabindex="0"
      role="region"
      aria-label=${this.#labels.term('output')}
    >
${plain.map(run)}</pre>`;
  }
}

function run({ text, look }: AnsiRun): unknown {
  if (look === '') return text.length > 16_000 ? textChunks(text) : text;
  return html`<span class=${look}>${text}</span>`;
}

declare global {
  interface HTMLElementTagNameMap {
    'hermes-terminal': HermesTerminal;
  }
}
