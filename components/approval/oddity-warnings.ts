/** Said below a text that has something odd in it. */
import { html, nothing, type TemplateResult } from 'lit';
import { icon } from '../icons.js';
import type { LabelsController } from '../labels/labels-controller.js';
import { odditiesOf } from './shown-text.js';

export function oddityWarnings(texts: readonly string[], labels: LabelsController): unknown {
  const { hidden, lookalike } = odditiesOf(texts);
  return [
    hidden ? warning(labels.term('hiddenCharacters')) : nothing,
    lookalike ? warning(labels.term('lookalikeCharacters')) : nothing,
  ];
}

export function warning(text: string): TemplateResult {
  return html`<p class="told warning">${icon('warning')}<span>${text}</span></p>`;
}
