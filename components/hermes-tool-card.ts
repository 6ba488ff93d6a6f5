/**
 * `<hermes-tool-card>`: one tool call. A quiet line (what, on what, what came of it) that opens to the arguments and the
 * result, as text.
 *
 * @fires toggle - it was opened or closed by hand (not composed: for the message around it)
 * @csspart tool - the card; carries data-tool-id, data-name, data-status
 */
import { LitElement, html, nothing, type CSSResultGroup, type PropertyValues } from 'lit';
import { property, state } from 'lit/decorators.js';
import type { ToolCall } from '../runtime/index.js';
import { charName, visibleRuns } from './approval/visible-text.js';
import { CopyController } from './controllers/copy-controller.js';
import { icon } from './icons.js';
import { LabelsController } from './labels/labels-controller.js';
import { base } from './styles/base.js';
import { focus } from './styles/focus.js';
import { scrollbar } from './styles/scrollbar.js';
import { toolCardStyles } from './styles/tool-card.js';
import { tokens } from './styles/tokens.js';
import { visuallyHidden } from './styles/visually-hidden.js';
import { argumentText, toolIcon, toolSummary, toolTarget } from './tool-text.js';

/** Characters of an argument or a result shown before "Show all". */
const MOST = 4000;

export class HermesToolCard extends LitElement {
  static override styles: CSSResultGroup = [tokens, base, focus, scrollbar, visuallyHidden, toolCardStyles];

  @property({ attribute: false }) tool: ToolCall | null = null;
  /** Shows arguments and result. */
  @property({ type: Boolean, reflect: true }) open = false;

  @state() private whole = false;

  readonly #labels = new LabelsController(this);
  readonly #copy = new CopyController(this);

  protected override willUpdate(changed: PropertyValues<this>): void {
    if (changed.has('tool') && changed.get('tool')?.id !== this.tool?.id) this.whole = false;
  }

  protected override render(): unknown {
    const { tool } = this;
    if (tool === null) return nothing;
    const target = toolTarget(tool);
    const summary = tool.status === 'running' ? '' : toolSummary(tool);
    const labels = this.#labels;
    return html`<div class="tool" part="tool" data-tool-id=${tool.id} data-name=${tool.name} data-status=${tool.status}>
      <button class="line" type="button" aria-expanded=${this.open ? 'true' : 'false'} @click=${this.#toggle}>
        ${icon(toolIcon(tool.name))}
        <span class="name" dir="ltr">${visible(tool.name)}</span>
        <code class="target" dir="ltr">${visible(target)}</code>
        ${summary === '' || summary === target ? html`<span class="summary"></span>` : html`<span class="summary" dir="auto">${summary}</span>`}
        ${this.#status(tool)}
        <span class="chevron">${icon('chevron-right')}</span>
      </button>
      ${this.open ? this.#details(tool) : nothing}
      <span class="visually-hidden" role="status"
        >${this.#copy.state === 'idle' ? '' : labels.term(this.#copy.state === 'copied' ? 'copied' : 'copyFailed')}</span
      >
    </div>`;
  }

  #status(tool: ToolCall): unknown {
    const text = this.#labels.table('toolStatus')[tool.status];
    const shape =
      tool.status === 'running'
        ? 'spinner'
        : tool.status === 'failed'
          ? 'triangle'
          : tool.status === 'stopped'
            ? 'stop'
            : 'check';
    // Done is the usual: its word is read out, and the eye gets the duration instead.
    const word = html`<span class=${tool.status === 'done' ? 'visually-hidden' : 'word'}>${text}</span>`;
    const duration =
      tool.durationMs === null || tool.durationMs < 1000
        ? nothing
        : html`<span class="duration">${this.#labels.duration(tool.durationMs)}</span>`;
    return html`<span class="status">${duration}${word}${icon(shape)}</span>`;
  }

  #details(tool: ToolCall): unknown {
    const labels = this.#labels;
    const entries = Object.entries(tool.args);
    return html`<div class="details">
      ${
        entries.length === 0
          ? nothing
          : html`<table>
              <caption class="visually-hidden">
                ${labels.term('arguments')}
              </caption>
              <tbody>
                ${entries.map(
                  ([name, value]) =>
                    html`<tr>
                      <th scope="row" dir="ltr">${visible(name)}</th>
                      <td dir="ltr">${visible(this.#shown(argumentText(value)))}</td>
                    </tr>`,
                )}
              </tbody>
            </table>`
      }
      ${this.#result(tool)}
    </div>`;
  }

  #result(tool: ToolCall): unknown {
    const labels = this.#labels;
    const result = tool.result ?? '';
    if (result === '')
      return tool.status === 'running' ? nothing : html`<p class="none">${labels.term('noResult')}</p>`;
    const longest = Math.max(result.length, ...Object.values(tool.args).map((value) => argumentText(value).length));
    const copied = this.#copy.state === 'copied';
    return html`<div class="result">
      <pre class="scroll" dir="ltr" tabindex="0" role="region" aria-label=${labels.term('result')}>
${this.#shown(result)}</pre>
      <div class="actions">
        ${
          longest > MOST
            ? html`<button
                class="button quiet"
                type="button"
                aria-expanded=${this.whole ? 'true' : 'false'}
                @click=${this.#toggleWhole}
              >
                ${this.whole ? labels.term('showLess') : labels.term('showAll', labels.count(longest))}
              </button>`
            : nothing
        }
        <button
          class="button quiet icon-only copy"
          type="button"
          aria-label=${labels.term('copyResult')}
          title=${labels.term('copyResult')}
          @click=${this.#copyResult}
        >
          ${icon(copied ? 'check' : 'copy')}
        </button>
      </div>
    </div>`;
  }

  #shown(text: string): string {
    return this.whole || text.length <= MOST ? text : `${text.slice(0, MOST)}…`;
  }

  readonly #toggle = (): void => {
    this.open = !this.open;
    this.dispatchEvent(new Event('toggle'));
  };

  readonly #toggleWhole = (): void => {
    this.whole = !this.whole;
  };

  readonly #copyResult = (): void => {
    void this.#copy.copy(this.tool?.result ?? '');
  };
}

/** What is run must read as it runs (I-26): a hidden character is shown by its name, a look-alike with its name. */
function visible(text: string): unknown {
  return visibleRuns(text).map((run) => {
    if (run.kind === 'plain') return run.text;
    const name = html`<mark class="hidden-character"
      >${`‹${run.kind === 'hidden' ? run.text : charName(run.text)}›`}</mark
    >`;
    return run.kind === 'hidden' ? name : [run.text, name];
  });
}

declare global {
  interface HTMLElementTagNameMap {
    'hermes-tool-card': HermesToolCard;
  }
}
