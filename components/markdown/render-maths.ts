/** A formula: as the text it is until the pack is there, and for good where the pack cannot show it. */
import { html } from 'lit';
import { guard } from 'lit/directives/guard.js';
import type { MathsToken } from './extensions.js';
import type { Place } from './view.js';

export function renderMaths(token: MathsToken, place: Place): unknown {
  const pack = place.view.maths();
  const shown = guard(
    [pack, token.text, token.display],
    () => pack?.render(token.text, token.display) ?? token.raw.trim(),
  );
  if (token.block) return html`<div class="maths display" part="maths" dir="ltr" tabindex="0">${shown}</div>`;
  return html`<span class="maths ${token.display ? 'display' : ''}" dir="ltr">${shown}</span>`;
}
