/**
 * Tokens to templates: blocks. Everything that came from outside ends in a text node or in one of a few attributes
 * (a checked address, `start`, `title`, labels); there is no way from here to markup. Nesting is bounded by the lexer,
 * and once more here.
 */
import { html, nothing } from 'lit';
import type { TemplateResult } from 'lit';
import { guard } from 'lit/directives/guard.js';
import { repeat } from '../directives/repeat.js';
import type { MarkedToken, Token, Tokens } from 'marked';
import type { HtmlPack } from '../packs/registry.js';
import type { Chapter } from './chapters.js';
import { offScreen } from './off-screen.js';
import type { FootnoteToken, MathsToken } from './extensions.js';
import type { Notes } from './notes.js';
import { renderCode } from './render-code.js';
import { plainText, renderInline, renderInlines } from './render-inline.js';
import { renderMaths } from './render-maths.js';
import { DEEPEST, deeper, direction } from './view.js';
import type { MarkdownView, Place } from './view.js';

/** Chapters and blocks that did not change are not even looked into: `guard` compares them by identity. */
export function renderMarkdown(chapters: readonly Chapter[], notes: Notes, view: MarkdownView): unknown {
  return html`${repeat(
    chapters,
    ({ key }) => key,
    (chapter, at) => {
      const last = at === chapters.length - 1;
      return guard([chapter, last, view, chapter.noted ? notes : null], () =>
        renderChapter(chapter, last, notes, view),
      );
    },
  )}${notes.list.length > 0 ? guard([notes, view], () => renderNotes(notes, view)) : nothing}`;
}

function renderChapter(chapter: Chapter, last: boolean, notes: Notes, view: MarkdownView): TemplateResult {
  const blocks = repeat(
    chapter.blocks,
    (block) => block.key,
    ({ tokens, refs, finished }) =>
      guard([tokens, view, finished, refs.length > 0 ? notes : null], () =>
        renderBlocks(tokens, { view, notes, depth: 0, inLink: false, finished }),
      ),
  );
  const { bulk, length } = chapter;
  const group = { finished: !last, bulk, length, blocks: chapter.blocks.length };
  return html`<div class="chapter" ${offScreen(group)}>${blocks}</div>`;
}

type AnyToken = MarkedToken | FootnoteToken | MathsToken;

function renderBlocks(tokens: readonly Token[], place: Place): unknown {
  return tokens.map((token) => renderBlock(token as AnyToken, place));
}

function renderBlock(token: AnyToken, place: Place): unknown {
  if (place.depth > DEEPEST) return token.raw;
  switch (token.type) {
    case 'space':
    case 'def':
      return nothing;
    case 'footnote':
      // Shown at the end, by number; one that stands inside of something is just text.
      return place.depth === 0 ? nothing : html`<p class="plain">${token.raw.trimEnd()}</p>`;
    case 'heading':
      return renderHeading(token, place);
    case 'paragraph':
      return html`<p dir=${direction(place)}>${renderInlines(token.tokens, place)}</p>`;
    case 'text':
      return renderText(token, place);
    case 'code':
      return renderCode(token, place);
    case 'maths':
      return renderMaths(token, place);
    case 'blockquote':
      return html`<blockquote dir=${direction(place)}>${renderBlocks(token.tokens, deeper(place))}</blockquote>`;
    case 'list':
      return renderList(token, place);
    case 'table':
      return renderTable(token, place);
    case 'hr':
      return html`<hr />`;
    case 'html':
      return renderHtml(token, place);
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

/** Markup is text, unless the host has turned it on and what is left of it after cleaning is something. */
function renderHtml(token: Tokens.HTML | Tokens.Tag, place: Place): unknown {
  if (token.text.trim() === '') return nothing;
  const pack = place.finished ? place.view.html() : undefined;
  // The end of something that began in another block: nothing of it is left to show.
  if (pack && /^(?:\s*<\/[a-z\d]+\s*>)+\s*$/i.test(token.text)) return nothing;
  const plain = html`<p class="plain" dir=${direction(place)}>${token.text.trimEnd()}</p>`;
  return guard([pack, token.text], () => {
    const clean = pack && cleaned(pack, token.text);
    return clean ? html`<div class="html" part="html" dir=${direction(place)}>${clean}</div>` : plain;
  });
}

/** What a pack throws must not take the text with it. */
function cleaned(pack: HtmlPack, markup: string): DocumentFragment | null {
  try {
    return pack.clean(markup);
  } catch {
    return null;
  }
}

/**
 * The page's own headings come first; what lies beyond the sixth level is told to assistive technology all the same. It
 * looks as deep as it was written, wherever it stands.
 */
function renderHeading(token: Tokens.Heading, place: Place): TemplateResult {
  const text = renderInlines(token.tokens, place);
  const dir = direction(place);
  const level = place.view.headingLevel + token.depth - 1;
  switch (level) {
    case 1:
      return html`<h1 dir=${dir} data-depth=${token.depth}>${text}</h1>`;
    case 2:
      return html`<h2 dir=${dir} data-depth=${token.depth}>${text}</h2>`;
    case 3:
      return html`<h3 dir=${dir} data-depth=${token.depth}>${text}</h3>`;
    case 4:
      return html`<h4 dir=${dir} data-depth=${token.depth}>${text}</h4>`;
    case 5:
      return html`<h5 dir=${dir} data-depth=${token.depth}>${text}</h5>`;
    default:
      return html`<h6 dir=${dir} data-depth=${token.depth} aria-level=${level > 6 ? level : nothing}>${text}</h6>`;
  }
}

function renderList(token: Tokens.List, place: Place): TemplateResult {
  const inner = deeper(place);
  // Items and rows that were there before are the same objects: see growing.ts.
  const items = token.items.map((item) =>
    guard([item, place.view, place.notes, place.finished], () => renderItem(item, inner)),
  );
  const tasks = token.items.some(({ task }) => task) ? 'tasks' : nothing;
  if (!token.ordered)
    return html`<ul class=${tasks} dir=${direction(place)}>
      ${items}
    </ul>`;
  const start = typeof token.start === 'number' && token.start !== 1 ? token.start : nothing;
  return html`<ol class=${tasks} dir=${direction(place)} start=${start}>
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
      ${
        token.rows.length === 0
          ? nothing
          : html`<tbody>
              ${token.rows.map((row) =>
                guard(
                  [row, place.view, place.notes, place.finished],
                  () =>
                    html`<tr>
                      ${row.map((cell) => html`<td class=${align(cell)}>${renderInlines(cell.tokens, inner)}</td>`)}
                    </tr>`,
                ),
              )}
            </tbody>`
      }
    </table>
  </div>`;
}

/** Landmarks want names that tell them apart: the columns do. */
function tableLabel(token: Tokens.Table, { view: { labels } }: Place): string {
  const columns = token.header.map((cell) => plainText(cell.tokens, 0).trim()).filter((text) => text !== '');
  const named = columns.join(', ');
  return named === '' ? labels.table : `${labels.table}: ${named.length > 80 ? `${named.slice(0, 80)}…` : named}`;
}

function align(cell: Tokens.TableCell): string | typeof nothing {
  return cell.align ? `align-${cell.align}` : nothing;
}

/** Ids are the shadow root's own, so they cannot meet those of another text. */
function renderNotes(notes: Notes, view: MarkdownView): TemplateResult {
  const place: Place = { view, notes, depth: 1, inLink: false, finished: true };
  return html`<section class="notes" part="notes" role="doc-endnotes" aria-label=${view.labels.notes}>
    <ol>
      ${notes.list.map(
        ({ number, tokens }) =>
          html`<li id="note-${number}" tabindex="-1" dir="auto">
            ${renderBlocks(tokens, place)}
            <button
              class="back"
              type="button"
              data-note=${number}
              aria-label="${view.labels.noteBack} ${number}"
              @click=${view.goToRef}
            >
              ↩︎
            </button>
          </li>`,
      )}
    </ol>
  </section>`;
}
