/**
 * The text of a code block, in pieces of some lines each: what is there stays, what is new is appended, and a piece far
 * from the screen is not laid out. So a fence costs what arrives, whatever its length. The first piece is a bare text
 * node, later ones are lines in a box of their own; together their text is the code.
 */
import { noChange } from 'lit';
import { AsyncDirective } from 'lit/async-directive.js';
import { directive } from 'lit/directive.js';
import type { ChildPart } from 'lit/directive.js';
import { beginsWith } from './equal.js';
import type { HighlightPack } from '../packs/registry.js';

const LINES = 64;
const CHARACTERS = 6 * 1024;

class CodeText extends AsyncDirective {
  #text = '';
  #end: Node | null = null;
  #parent: ParentNode | null = null;
  /** The last text node, and how much fits into it still. */
  #last: Text | undefined;
  #lines = 0;
  #nodes: ChildNode[] = [];
  #language = '';
  #highlight: (() => HighlightPack | undefined) | undefined;
  #painted: { readonly pack: HighlightPack; readonly language: string; readonly end: () => void } | undefined;

  /** @param language of finished code, empty while it grows: colours would change under the reader's eyes */
  override update(part: ChildPart, [text, language, highlight]: Parameters<this['render']>): unknown {
    this.#parent = part.parentNode as unknown as ParentNode;
    this.#end = part.endNode;
    this.#language = language;
    this.#highlight = highlight;
    this.#show(text);
    if (this.isConnected) this.#paint();
    return noChange;
  }

  render(_text: string, _language: string, _highlight: () => HighlightPack | undefined): unknown {
    return noChange;
  }

  protected override disconnected(): void {
    this.#unpaint();
  }

  protected override reconnected(): void {
    this.#paint();
  }

  #show(text: string): void {
    if (text === this.#text) return;
    this.#unpaint();
    if (!beginsWith(text, this.#text)) {
      // What streams in may lose its last line for a while (half a closing fence): all before it stays.
      if (!beginsWith(this.#text, text) || !this.#cutTo(text.length)) {
        for (const node of this.#nodes) node.remove();
        this.#nodes = [];
        this.#last = undefined;
        this.#text = '';
      }
    }
    this.#append(text, this.#text.length);
    this.#text = text;
  }

  #append(text: string, from: number): void {
    let at = from;
    while (at < text.length) {
      // A piece ends with a line, however long that is: half a line in another box would be another line.
      if (!this.#last || (this.#isFull(0) && text[at - 1] === '\n')) this.#addPiece();
      let end = at;
      do {
        const newline = text.indexOf('\n', end);
        if (newline >= 0) this.#lines += 1;
        end = newline < 0 ? text.length : newline + 1;
      } while (end < text.length && !this.#isFull(end - at));
      this.#last?.appendData(text.slice(at, end));
      at = end;
    }
  }

  #isFull(added: number): boolean {
    return this.#lines >= LINES || (this.#last?.length ?? 0) + added >= CHARACTERS;
  }

  #addPiece(): void {
    const text = document.createTextNode('');
    let node: ChildNode = text;
    if (this.#last) {
      node = document.createElement('span');
      (node as HTMLElement).className = 'lines';
      node.appendChild(text);
    }
    this.#last = text;
    this.#lines = 0;
    this.#nodes.push(node);
    this.#parent?.insertBefore(node, this.#end);
  }

  /** Takes the end off, where that is within the last piece. */
  #cutTo(length: number): boolean {
    const last = this.#last;
    const surplus = this.#text.length - length;
    if (!last || surplus > last.length) return false;
    const removed = last.data.slice(last.length - surplus);
    this.#lines -= removed.split('\n').length - 1;
    last.deleteData(last.length - surplus, surplus);
    this.#text = this.#text.slice(0, length);
    return true;
  }

  #paint(): void {
    const pack = this.#language === '' ? undefined : this.#highlight?.();
    if (this.#painted && this.#painted.pack === pack && this.#painted.language === this.#language) return;
    this.#unpaint();
    const code = this.#parent;
    if (!pack || !(code instanceof HTMLElement)) return;
    try {
      if (!pack.knows(this.#language)) return;
      this.#painted = { pack, language: this.#language, end: pack.paint(code, this.#text, this.#language) };
    } catch {
      // Colours are not worth a text.
    }
  }

  #unpaint(): void {
    this.#painted?.end();
    this.#painted = undefined;
  }
}

export const codeText = directive(CodeText);
