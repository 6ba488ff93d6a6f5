/** A formula: as the text it is until the pack is there, and for good where the pack cannot show it. */
import { html } from 'lit';
import { guard } from 'lit/directives/guard.js';
import type { MathsPack } from '../packs/registry.js';
import type { MathsToken } from './extensions.js';
import type { Place } from './view.js';

export function renderMaths(token: MathsToken, place: Place): unknown {
  const pack = place.view.maths();
  const shown = guard([pack, token.text, token.display], () => (pack && drawn(pack, token)) ?? token.raw.trim());
  if (token.block) return html`<div class="maths display" part="maths" dir="ltr" tabindex="0">${shown}</div>`;
  return html`<span class="maths ${token.display ? 'display' : ''}" dir="ltr">${shown}</span>`;
}

/** What a pack throws must not take the text with it. */
function drawn(pack: MathsPack, { text, display }: MathsToken): Node | null {
  try {
    return pack.render(text, display);
  } catch {
    return null;
  }
}
