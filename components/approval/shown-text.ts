/**
 * A text a person consents to, as a template: everything invisible named in its place, long ones in pieces that are laid
 * out only when they come into view.
 */
import { html, type TemplateResult } from 'lit';
import { pieces } from '../tools/text-chunks.js';
import { charName, visibleRuns, type TextRun } from './visible-text.js';

/** What of a long text is shown before a person asks for all of it. Characters. */
export const FIRST_CHARACTERS = 8_000;

/** What is odd in a text, all of it, shown or not. */
export interface Oddities {
  readonly hidden: boolean;
  readonly lookalike: boolean;
}

export function odditiesOf(texts: readonly string[]): Oddities {
  const runs = texts.flatMap((text) => visibleRuns(text));
  return {
    hidden: runs.some((run) => run.kind === 'hidden'),
    lookalike: runs.some((run) => run.kind === 'lookalike'),
  };
}

/** Goes inside a `pre`. `whole`: all of it, else its beginning. */
export function shownText(text: string, whole: boolean): unknown {
  if (text.length <= FIRST_CHARACTERS) return visibleRuns(text).map(shownRun);
  const parts = pieces(text);
  return (whole ? parts : parts.slice(0, 1)).map(
    (piece): TemplateResult => html`<span class="piece">${visibleRuns(piece).map(shownRun)}</span>`,
  );
}

function shownRun(run: TextRun): unknown {
  if (run.kind === 'hidden') return html`<span class="odd">‹${run.text}›</span>`;
  if (run.kind === 'lookalike') return html`<span class="odd">${run.text}‹${charName(run.text)}›</span>`;
  return run.text;
}
