/** The floor with markdown: marked and DOMPurify, once per frame, of the block that is still open only. */
import DOMPurify from 'dompurify';
import { lexer, parser, type TokensList } from 'marked';
import { box, FloorDriver, type LiveText } from './floor.js';

function put(element: HTMLElement, tokens: TokensList): void {
  element.replaceChildren(DOMPurify.sanitize(parser(tokens), { RETURN_DOM_FRAGMENT: true }));
}

class LastBlock implements LiveText {
  readonly element = box('assistant', false);
  #open: HTMLElement | null = null;
  /** Source of the open block. */
  #source = '';

  grow(text: string): void {
    this.#source += text;
    const tokens = lexer(this.#source);
    let last = tokens.length - 1;
    while (last >= 0 && tokens[last]!.type === 'space') last -= 1;
    for (let at = 0; at <= last; at += 1) {
      const token = tokens[at]!;
      if (token.type === 'space' && at < last) {
        this.#source = this.#source.slice(token.raw.length);
        continue;
      }
      if (!this.#open) this.element.append((this.#open = document.createElement('div')));
      put(this.#open, Object.assign([token], { links: tokens.links }));
      if (at === last) return;
      this.#source = this.#source.slice(token.raw.length);
      this.#open = null;
    }
  }
}

window.bench = new FloorDriver({
  name: 'floor-markdown',
  markdown: true,
  settled: ({ role, text }) => {
    const element = box(role, role === 'user');
    if (role === 'user') element.textContent = text;
    else put(element, lexer(text));
    return element;
  },
  live: () => new LastBlock(),
});
