/**
 * `<hermes-diff>`: a change to files, file by file, one column. What was added and removed is told by sign and word, not
 * by colour alone; words that differ are marked within their line. Text that is no diff is shown as text.
 *
 * @csspart diff - the whole; @csspart diff-file - one file, carries data-path, data-change
 * @csspart diff-line - one line, carries data-kind = same added removed
 */
import { LitElement, html, nothing, type CSSResultGroup, type PropertyValues } from 'lit';
import { property, state } from 'lit/decorators.js';
import { LabelsController } from './labels/labels-controller.js';
import { base } from './styles/base.js';
import { diffStyles } from './styles/diff.js';
import { fileLinkStyles } from './styles/file-link.js';
import { focus } from './styles/focus.js';
import { scrollbar } from './styles/scrollbar.js';
import { tokens } from './styles/tokens.js';
import { visuallyHidden } from './styles/visually-hidden.js';
import { diffFiles, type DiffFile, type DiffHunk, type DiffLine } from './tools/diff-model.js';
import { FileLinks } from './tools/file-link.js';
import type { DiffSource } from './tools/tool-views.js';

/** Lines shown at once; more by pages. */
const PAGE = 300;
const LONGEST_LINE = 2000;

const SIGNS: Readonly<Record<DiffLine['kind'], string>> = { same: ' ', added: '+', removed: '−' };

export class HermesDiff extends LitElement {
  static override styles: CSSResultGroup = [tokens, base, focus, scrollbar, visuallyHidden, fileLinkStyles, diffStyles];

  @property({ attribute: false }) source: DiffSource | null = null;
  /** For the events of its file links. */
  @property({ attribute: 'session-id' }) sessionId: string | null = null;

  @state() private pages = 1;

  readonly #labels = new LabelsController(this);
  readonly #links = new FileLinks(this, () => this.sessionId);
  /** Null: it is no diff. */
  #files: readonly DiffFile[] | null = [];

  protected override willUpdate(changed: PropertyValues): void {
    if (!changed.has('source')) return;
    this.pages = 1;
    this.#files = this.source === null ? [] : read(this.source);
  }

  protected override render(): unknown {
    if (this.#files === null)
      return html`<pre class="scroll plain" tabindex="0" dir="ltr">${textOf(this.source)}</pre>`;
    const budget = { lines: PAGE * this.pages };
    const all = this.#files.reduce(
      (sum, file) => sum + file.hunks.reduce((lines, hunk) => lines + hunk.lines.length, 0),
      0,
    );
    const labels = this.#labels;
    return html`<div class="diff" part="diff">
      ${this.#files.map((file) => (budget.lines > 0 || file.hunks.length === 0 ? this.#file(file, budget) : nothing))}
      ${
        all > PAGE * this.pages
          ? html`<button class="button quiet" type="button" @click=${this.#more}>
              ${labels.term('moreLines', labels.count(all - PAGE * this.pages))}
            </button>`
          : nothing
      }
    </div>`;
  }

  #file(file: DiffFile, budget: { lines: number }): unknown {
    const labels = this.#labels;
    const change = labels.table('fileChange')[file.change];
    const path = file.path || labels.term('changes');
    return html`<section
      class="file"
      part="diff-file"
      data-path=${file.path}
      data-change=${file.change}
      aria-label=${path}
    >
      <div class="head">
        <span class="path" dir="ltr"
          >${file.from === null ? nothing : html`${file.from} → `}${this.#links.render(file.path, firstLine(file), path)}</span
        >
        ${change === '' ? nothing : html`<span class="change">${change}</span>`}
        <span class="counts" dir="ltr">
          ${file.added === 0 ? nothing : html`<span class="added"><span aria-hidden="true">+${file.added}</span><span class="visually-hidden">${labels.term('linesAdded', file.added)}</span></span>`}
          ${file.removed === 0 ? nothing : html`<span class="removed"><span aria-hidden="true">−${file.removed}</span><span class="visually-hidden">${labels.term('linesRemoved', file.removed)}</span></span>`}
        </span>
      </div>
      ${
        file.hunks.length === 0
          ? nothing
          : html`<div
              class="lines scroll"
              dir="ltr"
              tabindex="0"
              role="region"
              aria-label="${labels.term('changes')}: ${path}"
            >
              <div class="width">${file.hunks.map((hunk, at) => this.#hunk(hunk, at, budget))}</div>
            </div>`
      }
    </section>`;
  }

  #hunk(hunk: DiffHunk, at: number, budget: { lines: number }): unknown {
    if (budget.lines <= 0) return nothing;
    const lines = hunk.lines.slice(0, budget.lines);
    budget.lines -= lines.length;
    return html`${hunk.heading === '' && at === 0 ? nothing : html`<div class="hunk">${hunk.heading || '⋯'}</div>`}${lines.map((line) => this.#line(line))}`;
  }

  #line(line: DiffLine): unknown {
    const labels = this.#labels;
    const number = line.newNumber ?? line.oldNumber;
    const word = line.kind === 'same' ? nothing : labels.term(line.kind === 'added' ? 'lineAdded' : 'lineRemoved');
    const text = line.text.length > LONGEST_LINE ? `${line.text.slice(0, LONGEST_LINE)}…` : line.text;
    const words =
      line.marks === null || text !== line.text
        ? text
        : line.marks.map((mark) => (mark.changed ? html`<mark>${mark.text}</mark>` : mark.text));
    // Spelled without spaces between: the line is kept as it is written.
    return html`<div class="line ${line.kind}" part="diff-line" data-kind=${line.kind}>
      <span class="number">${number ?? ''}</span><span class="sign" aria-hidden="true">${SIGNS[line.kind]}</span
      ><span class="visually-hidden">${word} </span
      ><code>${words}</code
      >${line.noNewline ? html`<span class="no-newline">${labels.term('noFinalNewline')}</span>` : nothing}
    </div>`;
  }

  readonly #more = (): void => {
    this.pages += 1;
  };
}

function read(source: DiffSource): readonly DiffFile[] | null {
  try {
    return diffFiles(source);
  } catch {
    return null;
  }
}

function textOf(source: DiffSource | null): string {
  if (source === null) return '';
  if (source.form === 'patch') return source.text;
  return source.form === 'write' ? source.content : `${source.before}\n${source.after}`;
}

function firstLine(file: DiffFile): number | null {
  for (const hunk of file.hunks)
    for (const line of hunk.lines) if (line.kind !== 'same') return line.newNumber ?? line.oldNumber;
  return null;
}

declare global {
  interface HTMLElementTagNameMap {
    'hermes-diff': HermesDiff;
  }
}
