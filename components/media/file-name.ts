/**
 * Names of files as a person may trust them: what turns the direction of the text, or can't be seen, is named in its place.
 * Spaces of typography and the joiners inside emoji are left alone; systems put them into names by themselves.
 */
import { html, type TemplateResult } from 'lit';
import { visibleRuns, type TextRun } from '../approval/visible-text.js';

/** No-break and thin spaces, variation selectors. */
const HARMLESS = /^U\+(?:00A0|202F|2009|200A|3000|FE0E|FE0F)$/;
const LONGEST = 255;

function runs(name: string): readonly TextRun[] {
  const text = name.length > LONGEST ? `${name.slice(0, LONGEST - 40)}…${name.slice(-39)}` : name;
  return visibleRuns(text.replace(/[\r\n\t]/g, ' ')).map((run, at, all) => {
    if (run.kind !== 'hidden') return { text: run.text, kind: 'plain' };
    const joins = run.text === 'U+200D' && /\p{Extended_Pictographic}\ufe0f?$/u.test(all[at - 1]?.text ?? '');
    return HARMLESS.test(run.text) || joins
      ? { text: String.fromCodePoint(Number.parseInt(run.text.slice(2), 16)), kind: 'plain' }
      : run;
  });
}

/** For attributes and what is read out. */
export function fileNameText(name: string): string {
  return runs(name)
    .map((run) => (run.kind === 'hidden' ? `‹${run.text}›` : run.text))
    .join('');
}

/** For the eye. Isolated: whatever is in it, what follows stays where it is. */
export function fileName(name: string): TemplateResult {
  const text = fileNameText(name);
  return html`<bdi class="name" title=${text}
    >${runs(name).map((run) => (run.kind === 'hidden' ? html`<span class="hidden-character">‹${run.text}›</span>` : run.text))}</bdi
  >`;
}
