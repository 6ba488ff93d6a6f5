/**
 * The one element of the demo that is written with TC39 signals, as a host would that uses them already: slices cross
 * the border through `toSignal`.
 */
import { watch } from '@lit-labs/signals';
import { css, html, LitElement, type CSSResultGroup } from 'lit';
import { computed } from '@preact/signals-core';
import { sessionRegistry } from '../../components/define/all.js';
import { toSignal } from '../../components/signals.js';

const sentence = toSignal(
  computed(() => {
    const { needsYou, failed, unread } = sessionRegistry.summary.value;
    // As the rows say it: a run that waits for a person counts there only.
    const running = sessionRegistry.sessions.value.filter((session) => session.status.value === 'running').length;
    const parts = [
      [needsYou, 'need you'],
      [failed, 'failed'],
      [running, 'running'],
      [unread, 'unread'],
    ] as const;
    return parts
      .filter(([count]) => count > 0)
      .map(([count, word]) => `${count} ${count === 1 && word === 'need you' ? 'needs you' : word}`)
      .join(' · ');
  }),
);

class DemoSummary extends LitElement {
  static override styles: CSSResultGroup = css`
    :host {
      color: light-dark(#53565e, #b0b3ba);
      font-size: 13px;
    }
  `;

  protected override render(): unknown {
    return html`<span role="status">${watch(sentence)}</span>`;
  }
}

/** A call, not an import for its effect: a bundler may drop those. */
export function defineSummary(): void {
  if (!customElements.get('demo-summary')) customElements.define('demo-summary', DemoSummary);
}
