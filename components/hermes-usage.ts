/**
 * `<hermes-usage>`: how full the model's context is, and what the session cost so far. A ring, a number, and the rest on
 * hover and to assistive technology; nothing while nothing is known.
 *
 * @csspart usage - the meter
 */
import { LitElement, html, nothing, type CSSResultGroup } from 'lit';
import { property } from 'lit/decorators.js';
import type { SessionRegistry, Usage } from '../runtime/index.js';
import { SessionController } from './controllers/session-controller.js';
import { LabelsController } from './labels/labels-controller.js';
import { base } from './styles/base.js';
import { tokens } from './styles/tokens.js';
import { usageStyles } from './styles/usage.js';

/** From here on the ring warns. */
const NEARLY_FULL = 0.85;

export class HermesUsage extends LitElement {
  static override styles: CSSResultGroup = [tokens, base, usageStyles];

  @property({ attribute: 'session-id' }) sessionId: string | null = null;
  @property({ attribute: false }) registry?: SessionRegistry;

  readonly #session = new SessionController(this);
  readonly #usage = this.#session.slice((session) => session.usage.value);
  readonly #labels = new LabelsController(this);

  protected override render(): unknown {
    const usage = this.#usage.value ?? null;
    if (usage === null) return nothing;
    const facts = this.#facts(usage);
    if (facts.length === 0) return nothing;
    const text = facts.join(' · ');
    const share = shareOf(usage);
    if (share === null) {
      const total = (usage.inputTokens ?? 0) + (usage.outputTokens ?? 0);
      // A session that has not begun has used nothing: a lone "0" would only puzzle.
      if (total === 0 && (usage.cost ?? 0) === 0) return nothing;
      return html`<span class="usage" part="usage" role="img" aria-label=${text} title=${text}>
        <span aria-hidden="true"
          >${usage.cost === null ? this.#labels.count(total, true) : this.#labels.money(usage.cost)}</span
        >
      </span>`;
    }
    const percent = Math.round(share * 100);
    return html`<span
      class="usage"
      part="usage"
      role="meter"
      aria-label=${this.#labels.term('usage')}
      aria-valuemin="0"
      aria-valuemax="100"
      aria-valuenow=${percent}
      aria-valuetext=${text}
      title=${text}
      ?data-full=${share >= NEARLY_FULL}
    >
      <svg
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
      </svg>
      <span aria-hidden="true">${this.#labels.percent(share)}</span>
    </span>`;
  }

  #facts(usage: Usage): string[] {
    const labels = this.#labels;
    const facts: string[] = [];
    const share = shareOf(usage);
    if (share !== null)
      facts.push(
        labels.term(
          'contextUsed',
          labels.percent(share),
          labels.count(usage.contextUsed ?? 0),
          labels.count(usage.contextLength ?? 0),
        ),
      );
    if (usage.inputTokens !== null) facts.push(labels.term('tokensIn', labels.count(usage.inputTokens)));
    if (usage.outputTokens !== null) facts.push(labels.term('tokensOut', labels.count(usage.outputTokens)));
    if (usage.cost !== null) facts.push(labels.money(usage.cost));
    return facts;
  }
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
