/**
 * A long text in pieces that are laid out only when they come into view: a megabyte in one text node is a second of
 * layout, in pieces it is what is seen of it. The pieces joined are the text.
 */
import { html, nothing } from 'lit';

/** Characters of a piece; it ends at the next line's end after that, if one comes soon. */
const PIECE = 8_000;
const SOON = 2_000;

export function pieces(text: string): readonly string[] {
  const out: string[] = [];
  let from = 0;
  while (from < text.length) {
    let to = Math.min(text.length, from + PIECE);
    if (to < text.length) {
      const end = text.indexOf('\n', to);
      if (end !== -1 && end - to < SOON) to = end + 1;
      // Not between the two halves of one character.
      else if (/[\ud800-\udbff]/.test(text[to - 1] ?? '')) to += 1;
    }
    out.push(text.slice(from, to));
    from = to;
  }
  return out;
}

/** Inside a `pre`: its style sheet gives `.piece` its containment. */
export function textChunks(text: string): unknown {
  if (text === '') return nothing;
  if (text.length <= PIECE + SOON) return text;
  return pieces(text).map((piece) => html`<span class="piece">${piece}</span>`);
}
