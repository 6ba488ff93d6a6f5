/** What a row, a gap, and the buttons at either end look like. */
import { html, nothing } from 'lit';
import type { SessionRuntime, TranscriptSlice } from '../../runtime/index.js';
import type { ViewState } from '../controllers/view-states.js';
import { repeat } from '../directives/repeat.js';
import type { Density } from '../hermes-message.js';
import { icon } from '../icons.js';
import type { LabelsController } from '../labels/labels-controller.js';
import type { ImagePolicy } from '../markdown/view.js';
import { causeWords } from '../turn/turn-words.js';
import { visibleText } from '../approval/visible-text.js';
import type { AnsweredLine } from './answered.js';
import type { Piece } from './row-window.js';
import type { Row } from './rows.js';
import { firstLine, isPrompt } from './turns.js';

/** What all rows of a transcript have from it. */
export interface RowContext {
  readonly session: SessionRuntime | null;
  readonly images: ImagePolicy | null;
  readonly density: Density | null;
  readonly labels: LabelsController;
}

/** Stable for a row and for a gap while it is the one before the same row. */
export function pieceKey(piece: Piece, rows: readonly Row[]): string {
  return piece.kind === 'row' ? rows[piece.start]!.key : `gap before ${rows[piece.end]?.key ?? 'the end'}`;
}

export function gapTemplate(piece: Piece): unknown {
  return html`<div class="gap" data-gap=${piece.end - piece.start}></div>`;
}

/**
 * One message. Keys go from row to row, so each can have the focus and has a name; prompts are headings, by which people
 * who hear the page go from turn to turn. Names are attributes: text would be found twice by the browser's search.
 */
export function rowTemplate(
  row: Row,
  view: ViewState,
  { density, labels, session, images }: RowContext,
  answered: readonly AnsweredLine[] = [],
): unknown {
  const { key, message, live } = row;
  const prompt = message !== null && isPrompt(message) ? `${labels.term('you')}: ${firstLine(message)}` : null;
  const woken = message?.role === 'user' && message.origin === 'system';
  const name =
    prompt ??
    (woken
      ? causeWords(message.cause, labels).name
      : labels.term(message === null || message.role === 'assistant' ? 'agent' : 'session'));
  return html`<div
    class=${message === null ? 'row live' : 'row'}
    data-row=${key}
    role="article"
    aria-label=${name}
    tabindex="-1"
  >
    ${prompt === null ? nothing : html`<h3 class="visually-hidden" aria-label=${prompt}></h3>`}
    <hermes-message
      framed
      .message=${message}
      .live=${live}
      .session=${session}
      .view=${view}
      images=${images ?? nothing}
      density=${density ?? nothing}
    ></hermes-message>
    ${repeat(
      answered,
      ({ id }) => id,
      (line) => answeredTemplate(line, labels),
    )}
  </div>`;
}

/** Line breaks of the answer show, and so would any of the template. */
function answeredTemplate({ id, text }: AnsweredLine, labels: LabelsController): unknown {
  const line = labels.term('answeredWith', visibleText(text));
  return html`<p part="answered" class="answered" dir="auto" data-request-id=${id}>${line}</p>`;
}

export function olderButton(slice: TranscriptSlice, labels: LabelsController, press: () => void): unknown {
  return html`<button
    class="button quiet older"
    part="load-older"
    type="button"
    ?disabled=${slice.loadingOlder}
    @click=${press}
  >
    ${icon(slice.loadingOlder ? 'spinner' : 'arrow-up')}${labels.term(slice.loadingOlder ? 'loadingOlder' : 'loadOlder')}
  </button>`;
}

/** The way to the end, with how much is new there. */
export function jumpButton(fresh: number, labels: LabelsController, press: () => void): unknown {
  const name = labels.term('jumpToEnd');
  return html`<button class="button jump" part="jump-to-end" type="button" title=${name} @click=${press}>
    ${icon('arrow-down')}${fresh === 0 ? html`<span class="visually-hidden">${name}</span>` : html`<span>${labels.term('newMessages', fresh)}</span>`}
  </button>`;
}
