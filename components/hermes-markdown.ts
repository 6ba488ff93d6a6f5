/**
 * `<hermes-markdown>`: one text, growing or settled, shown as markdown and never as markup.
 * Holds no session state: whoever shows it sets `text`. Whatever is set within one task is lexed once, when it renders.
 *
 * @csspart code - a code block with its head
 * @csspart code-head - language and copy button of a code block
 * @csspart language - the language of a code block
 * @csspart copy - the copy button of a code block
 * @csspart table - the box a table scrolls in
 * @csspart image - the link that stands for an image
 */
import { LitElement } from 'lit';
import type { PropertyValues } from 'lit';
import { property } from 'lit/decorators.js';
import { markdownLabels } from './labels/markdown-labels.js';
import type { MarkdownLabels } from './labels/markdown-labels.js';
import { MarkdownBlocks } from './markdown/blocks.js';
import { renderMarkdown } from './markdown/render.js';
import { markdownStyles } from './styles/markdown.js';

export class HermesMarkdown extends LitElement {
  static override styles = markdownStyles;

  /** The whole text so far. When it only grows, what is finished is neither lexed nor rendered again. */
  @property({ attribute: false }) text = '';

  /** No more text will come: nothing is guessed at the end, links defined further down work everywhere. */
  @property({ type: Boolean }) settled = false;

  @property({ attribute: false }) labels: MarkdownLabels = markdownLabels;

  readonly #blocks = new MarkdownBlocks();

  protected override willUpdate(changed: PropertyValues<this>): void {
    if (changed.has('text') || changed.has('settled')) this.#blocks.update(this.text ?? '', this.settled);
  }

  protected override render(): unknown {
    return renderMarkdown(this.#blocks.blocks, this.labels);
  }
}

declare global {
  interface HTMLElementTagNameMap {
    'hermes-markdown': HermesMarkdown;
  }
}
