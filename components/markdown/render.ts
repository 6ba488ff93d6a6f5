/**
 * Tokens to templates. Everything that came from outside ends in a text node or in one of a few attributes
 * (a checked link, `start`, `title`, labels); there is no way from here to markup. Nesting is bounded by the lexer,
 * and once more here.
 */
import { html, nothing } from 'lit';
import type { TemplateResult } from 'lit';
import { guard } from 'lit/directives/guard.js';
import { repeat } from '../directives/repeat.js';
import type { MarkedToken, Token, Tokens } from 'marked';
import type { MarkdownLabels } from '../labels/markdown-labels.js';
import type { MarkdownBlock } from './blocks.js';
import { copyButton } from './copy-button.js';
import { decodeEntities } from './entities.js';
import { LINK_REL, safeLink } from './links.js';

interface Place {
  readonly labels: MarkdownLabels;
  readonly depth: number;
  /** A link holds no link. */
  readonly inLink: boolean;
}

const DEEPEST = 48;

/** Blocks that did not change are not even looked into: `guard` compares their tokens by identity. */
export function renderMarkdown(blocks: readonly MarkdownBlock[], labels: MarkdownLabels): unknown {
  return repeat(
    blocks,
    (block) => block.key,
    (block) => guard([block.tokens, labels], () => renderBlocks(block.tokens, { labels, depth: 0, inLink: false })),
  );
}

function renderBlocks(tokens: readonly Token[], place: Place): unknown {
  return tokens.map((token) => renderBlock(token as MarkedToken, place));
}

function deeper(place: Place): Place {
  return { ...place, depth: place.depth + 1 };
}

/** Direction is found once per top-level block; what is inside follows it (the style sheet treats paragraphs one by one). */
function direction(place: Place): 'auto' | typeof nothing {
  return place.depth === 0 ? 'auto' : nothing;
}

function renderBlock(token: MarkedToken, place: Place): unknown {
  if (place.depth > DEEPEST) return token.raw;
  switch (token.type) {
    case 'space':
    case 'def':
      return nothing;
    case 'heading':
      return renderHeading(token, place);
    case 'paragraph':
      return html`<p dir=${direction(place)}>${renderInlines(token.tokens, place)}</p>`;
    case 'text':
      return renderText(token, place);
    case 'code':
      return renderCode(token, place);
    case 'blockquote':
      return html`<blockquote dir=${direction(place)}>${renderBlocks(token.tokens, deeper(place))}</blockquote>`;
    case 'list':
      return renderList(token, place);
    case 'table':
      return renderTable(token, place);
    case 'hr':
      return html`<hr />`;
    case 'html':
      return token.text.trim() === ''
        ? nothing
        : html`<p class="plain" dir=${direction(place)}>${token.text.trimEnd()}</p>`;
    default:
      return renderInline(token, place);
  }
}

/** Text of a list item, or text that is not to be read as markdown. */
function renderText(token: Tokens.Text, place: Place): unknown {
  if (token.tokens) {
    const inlines = renderInlines(token.tokens, place);
    return place.depth === 0 ? html`<p dir="auto">${inlines}</p>` : inlines;
  }
  return html`<p class="plain" dir=${direction(place)}>${token.text}</p>`;
}

/** The page's own headings come first: `#` starts at the third level. */
function renderHeading(token: Tokens.Heading, place: Place): TemplateResult {
  const text = renderInlines(token.tokens, place);
  const dir = direction(place);
  switch (token.depth) {
    case 1:
      return html`<h3 dir=${dir}>${text}</h3>`;
    case 2:
      return html`<h4 dir=${dir}>${text}</h4>`;
    case 3:
      return html`<h5 dir=${dir}>${text}</h5>`;
    default:
      return html`<h6 dir=${dir}>${text}</h6>`;
  }
}

function renderCode(token: Tokens.Code, { labels }: Place): TemplateResult {
  const language =
    decodeEntities(token.lang ?? '')
      .trim()
      .split(/\s/, 1)[0] ?? '';
  return html`<div class="code" part="code">
    <div class="code-head" part="code-head">
      <span class="language" part="language">${language || labels.code}</span>
      ${copyButton(token.text, labels)}
    </div>
    <pre dir="ltr" tabindex="0" role="group" aria-label=${language ? `${labels.code}: ${language}` : labels.code}><code
      >${token.text}</code></pre>
  </div>`;
}

function renderList(token: Tokens.List, place: Place): TemplateResult {
  const inner = deeper(place);
  const items = token.items.map((item) => renderItem(item, inner));
  if (!token.ordered)
    return html`<ul dir=${direction(place)}>
      ${items}
    </ul>`;
  const start = typeof token.start === 'number' && token.start !== 1 ? token.start : nothing;
  return html`<ol dir=${direction(place)} start=${start}>
    ${items}
  </ol>`;
}

function renderItem(item: Tokens.ListItem, place: Place): TemplateResult {
  return html`<li class=${item.task ? 'task' : nothing}>${renderBlocks(item.tokens, place)}</li>`;
}

function renderTable(token: Tokens.Table, place: Place): TemplateResult {
  const inner = deeper(place);
  return html`<div class="table" part="table" role="region" tabindex="0" aria-label=${tableLabel(token, place)}>
    <table dir=${direction(place)}>
      <thead>
        <tr>
          ${token.header.map((cell) => html`<th scope="col" class=${align(cell)}>${renderInlines(cell.tokens, inner)}</th>`)}
        </tr>
      </thead>
      <tbody>
        ${token.rows.map(
          (row) =>
            html`<tr>
              ${row.map((cell) => html`<td class=${align(cell)}>${renderInlines(cell.tokens, inner)}</td>`)}
            </tr>`,
        )}
      </tbody>
    </table>
  </div>`;
}

/** Landmarks want names that tell them apart: the columns do. */
function tableLabel(token: Tokens.Table, { labels }: Place): string {
  const columns = token.header.map((cell) => plainText(cell.tokens, 0).trim()).filter((text) => text !== '');
  const named = columns.join(', ');
  return named === '' ? labels.table : `${labels.table}: ${named.length > 80 ? `${named.slice(0, 80)}…` : named}`;
}

function align(cell: Tokens.TableCell): string | typeof nothing {
  return cell.align ? `align-${cell.align}` : nothing;
}

function renderInlines(tokens: readonly Token[] | undefined, place: Place): unknown {
  const inner = deeper(place);
  return tokens?.map((token) => renderInline(token as MarkedToken, inner));
}

function renderInline(token: MarkedToken, place: Place): unknown {
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
      return renderImage(token, place);
    default:
      return token.raw;
  }
}

function renderCheckbox(token: Tokens.Checkbox, { labels }: Place): TemplateResult {
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

/** An image is an address somebody else chose to have fetched: it is offered, never loaded. */
function renderImage(token: Tokens.Image, place: Place): unknown {
  const alt = plainText(token.tokens, 0).trim() || place.labels.image;
  const link = place.inLink ? undefined : safeLink(decodeEntities(token.href));
  if (!link) return alt;
  return html`<a
    class="image"
    part="image"
    href=${link.href}
    rel=${LINK_REL}
    target=${link.absolute ? '_blank' : nothing}
    aria-label="${place.labels.image}: ${alt}"
    >${alt}</a
  >`;
}

function plainText(tokens: readonly Token[] | undefined, depth: number): string {
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
