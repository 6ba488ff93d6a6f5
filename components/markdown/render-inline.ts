/** Tokens to templates: what is inside of blocks. */
import { html, nothing } from 'lit';
import type { TemplateResult } from 'lit';
import type { MarkedToken, Token, Tokens } from 'marked';
import { decodeEntities } from './entities.js';
import type { FootnoteRefToken, MathsToken } from './extensions.js';
import { renderImage } from './render-image.js';
import { renderMarkup } from './render-markup.js';
import { renderMaths } from './render-maths.js';
import { LINK_REL, safeLink } from './links.js';
import { labelKey } from './notes.js';
import { DEEPEST, deeper } from './view.js';
import type { Place } from './view.js';

type AnyInline = MarkedToken | FootnoteRefToken | MathsToken;

export function renderInlines(tokens: readonly Token[] | undefined, place: Place): unknown {
  const inner = deeper(place);
  const plain = (some: readonly Token[], where: Place): unknown =>
    some.map((token) => renderInline(token as AnyInline, where));
  const markup = place.finished && tokens?.some(({ type }) => type === 'html') && place.view.html();
  return tokens && (markup ? renderMarkup(tokens, inner, plain) : plain(tokens, inner));
}

export function renderInline(token: AnyInline, place: Place): unknown {
  if (place.depth > DEEPEST) return token.raw;
  switch (token.type) {
    case 'text':
      return token.tokens
        ? renderInlines(token.tokens, place)
        : token.escaped
          ? token.text
          : decodeEntities(token.text);
    case 'escape':
    case 'html':
      return token.text;
    case 'strong':
      return html`<strong>${renderInlines(token.tokens, place)}</strong>`;
    case 'em':
      return html`<em>${renderInlines(token.tokens, place)}</em>`;
    case 'del':
      return html`<del>${renderInlines(token.tokens, place)}</del>`;
    case 'codespan':
      return html`<code dir="ltr">${token.text}</code>`;
    case 'br':
      return html`<br />`;
    case 'checkbox':
      return renderCheckbox(token, place);
    case 'link':
      return renderLink(token, place);
    case 'image':
      return renderImage(token, plainText(token.tokens, 0).trim(), place);
    case 'maths':
      return renderMaths(token, place);
    case 'footnoteRef':
      return renderRef(token, place);
    default:
      return token.raw;
  }
}

function renderCheckbox(token: Tokens.Checkbox, { view: { labels } }: Place): TemplateResult {
  return html`<input
    type="checkbox"
    disabled
    ?checked=${token.checked}
    aria-label=${token.checked ? labels.taskDone : labels.taskOpen}
  />`;
}

function renderLink(token: Tokens.Link, place: Place): unknown {
  const inner = { ...place, inLink: true };
  const text = token.autolink ? token.text : renderInlines(token.tokens, inner);
  const link = place.inLink ? undefined : safeLink(token.autolink ? token.href : decodeEntities(token.href));
  if (!link) return text;
  const title = token.title ? decodeEntities(token.title) : nothing;
  return html`<a href=${link.href} rel=${LINK_REL} target=${link.absolute ? '_blank' : nothing} title=${title}
    >${text}</a
  >`;
}

/** A reference to a note that is not there (yet) is what was typed. A button: the page's address is not ours to change. */
function renderRef(token: FootnoteRefToken, { view, notes, inLink }: Place): unknown {
  const number = notes.numbers.get(labelKey(token.label));
  if (number === undefined || inLink) return token.raw;
  const name = `${view.labels.note} ${number}`;
  // prettier-ignore
  return html`<sup class="note"><button class="ref" type="button" data-note=${number} aria-label=${name} aria-describedby="note-${number}" @click=${view.goToNote}>${number}</button></sup>`;
}

export function plainText(tokens: readonly Token[] | undefined, depth: number): string {
  if (!tokens || depth > DEEPEST) return '';
  return tokens
    .map((token) => {
      if ('tokens' in token && token.tokens) return plainText(token.tokens, depth + 1);
      if (token.type === 'br') return ' ';
      if (token.type === 'text') return decodeEntities(String((token as Tokens.Text).text));
      return 'text' in token ? String((token as Tokens.Escape).text) : '';
    })
    .join('');
}
