/**
 * `<hermes-usage>`: how full the model's context is, and what the session cost so far. A ring and a number; the rest is in
 * a small box that a press opens. Nothing while nothing is known.
 *
 * @csspart usage - the meter, a button
 * @csspart usage-facts - the box with all that is known
 */
import { LitElement, html, nothing, type CSSResultGroup } from 'lit';
import { property } from 'lit/decorators.js';
import type { SessionRegistry, Usage } from '../runtime/index.js';
import { SessionController } from './controllers/session-controller.js';
import { LabelsController } from './labels/labels-controller.js';
import { placePopover } from './sidebar/place-popover.js';
import { base } from './styles/base.js';
import { focus } from './styles/focus.js';
import { tokens } from './styles/tokens.js';
import { usageStyles } from './styles/usage.js';

/** From here on the ring warns. */
const NEARLY_FULL = 0.85;

type Fact = readonly [name: string, value: string];

export class HermesUsage extends LitElement {
  static override styles: CSSResultGroup = [tokens, base, focus, usageStyles];

  @property({ attribute: 'session-id' }) sessionId: string | null = null;
  @property({ attribute: false }) registry?: SessionRegistry;

  readonly #session = new SessionController(this);
  readonly #usage = this.#session.slice((session) => session.usage.value);
  readonly #labels = new LabelsController(this);

  protected override render(): unknown {
    const usage = this.#usage.value ?? null;
    if (usage === null) return nothing;
    const facts = this.#facts(usage);
    const share = shareOf(usage);
    const total = (usage.inputTokens ?? 0) + (usage.outputTokens ?? 0);
    // A session that has not begun has used nothing: a lone "0" would only puzzle.
    if (facts.length === 0 || (share === null && total === 0 && (usage.cost ?? 0) === 0)) return nothing;
    const labels = this.#labels;
    const shown =
      share !== null
        ? labels.percent(share)
        : usage.cost === null
          ? labels.count(total, true)
          : labels.money(usage.cost);
    return html`<button
        class="usage"
        part="usage"
        type="button"
        popovertarget="facts"
        aria-label="${labels.term('usage')}: ${facts.map(([name, value]) => `${name} ${value}`).join(', ')}"
        title=${labels.term('usage')}
        ?data-full=${share !== null && share >= NEARLY_FULL}
      >
        ${share === null ? nothing : ring(Math.round(share * 100))}
        <span aria-hidden="true">${shown}</span>
      </button>
      <dl id="facts" class="facts" part="usage-facts" popover="auto" @toggle=${this.#opened}>
        ${facts.map(
          ([name, value]) =>
            html`<div>
              <dt>${name}</dt>
              <dd>${value}</dd>
            </div>`,
        )}
      </dl>`;
  }

  #facts(usage: Usage): readonly Fact[] {
    const labels = this.#labels;
    const facts: Fact[] = [];
    const share = shareOf(usage);
    if (share !== null) {
      const of = labels.term('tokensOf', labels.count(usage.contextUsed ?? 0), labels.count(usage.contextLength ?? 0));
      facts.push([labels.term('usageContext'), `${labels.percent(share)} · ${of}`]);
    }
    if (usage.inputTokens !== null)
      facts.push([labels.term('usageRead'), labels.term('tokenCount', labels.count(usage.inputTokens))]);
    if (usage.outputTokens !== null)
      facts.push([labels.term('usageWritten'), labels.term('tokenCount', labels.count(usage.outputTokens))]);
    if (usage.cost !== null) facts.push([labels.term('usageCost'), labels.money(usage.cost)]);
    return facts;
  }

  readonly #opened = (event: ToggleEvent): void => {
    if (event.newState !== 'open') return;
    const anchor = this.renderRoot.querySelector('.usage')?.getBoundingClientRect();
    const direction = getComputedStyle(this).direction === 'rtl' ? 'rtl' : 'ltr';
    if (anchor) placePopover(event.target as HTMLElement, anchor, direction);
  };
}

function ring(percent: number): unknown {
  return html`<svg
    class="ring"
    viewBox="0 0 16 16"
    width="14"
    height="14"
    aria-hidden="true"
    fill="none"
    stroke="currentColor"
    stroke-width="2"
  >
    <circle class="track" cx="8" cy="8" r="6" />
    <circle
      class="level"
      cx="8"
      cy="8"
      r="6"
      pathLength="100"
      stroke-dasharray="${percent} 100"
      transform="rotate(-90 8 8)"
    />
  </svg>`;
}

function shareOf(usage: Usage): number | null {
  if (usage.contextLength === null || usage.contextUsed === null || usage.contextLength <= 0) return null;
  return Math.min(1, usage.contextUsed / usage.contextLength);
}

declare global {
  interface HTMLElementTagNameMap {
    'hermes-usage': HermesUsage;
  }
}
