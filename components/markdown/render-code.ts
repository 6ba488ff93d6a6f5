/** A code block: what language, copy, wrap, and the code, always left to right. */
import { html } from 'lit';
import type { TemplateResult } from 'lit';
import { guard } from 'lit/directives/guard.js';
import type { Tokens } from 'marked';
import { codeText } from './code-text.js';
import { copyButton } from './copy-button.js';
import { decodeEntities } from './entities.js';
import type { Place } from './view.js';

export function renderCode(token: Tokens.Code, { view, finished }: Place): TemplateResult {
  const { labels } = view;
  const language =
    decodeEntities(token.lang ?? '')
      .trim()
      .split(/\s/, 1)[0] ?? '';
  // The lexer gives a block that ends with an empty line one more, for HTML to drop.
  const text = token.text.endsWith('\n') ? token.text.slice(0, -1) : token.text;
  const diagrams = finished && language !== '' ? view.diagrams : null;
  const code = (): TemplateResult =>
    html`<pre
      dir="ltr"
      tabindex="0"
      role="group"
      aria-label=${language ? `${labels.code}: ${language}` : labels.code}
    ><code
      >${codeText(text, finished ? language : '', view.highlight)}</code></pre>`;
  return html`<div class="code" part="code">
    <div class="code-head" part="code-head">
      <span class="language" part="language">${language || labels.code}</span>
      <button class="tool" part="wrap" type="button" aria-pressed="false" @click=${toggleWrap}>${labels.wrap}</button>
      ${copyButton(text, labels)}
    </div>
    ${
      diagrams
        ? guard([diagrams, language, text], () => {
            const diagram = drawn(diagrams, language, text);
            return diagram ? html`<div class="diagram" part="diagram">${diagram}</div>` : code();
          })
        : code()
    }
  </div>`;
}

/** What a host's function throws must not take the text with it. */
function drawn(diagrams: NonNullable<Place['view']['diagrams']>, language: string, text: string): Node | null {
  try {
    return diagrams(language, text);
  } catch {
    return null;
  }
}

/** The choice is in the button, which lives as long as the block. */
function toggleWrap(event: Event): void {
  const button = event.currentTarget as HTMLElement;
  const wraps = button.getAttribute('aria-pressed') !== 'true';
  button.setAttribute('aria-pressed', String(wraps));
  button.closest('.code')?.toggleAttribute('data-wrap', wraps);
}
