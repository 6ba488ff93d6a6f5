/**
 * `<hermes-json>`: a JSON value as a table where it is a list of alike rows, else as a tree: arrows move, open and close,
 * Home and End go to the ends, one stop for Tab. Only what is open is in the document.
 *
 * @csspart json - the whole
 */
import { LitElement, html, nothing, type CSSResultGroup, type PropertyValues } from 'lit';
import { property, state } from 'lit/decorators.js';
import { repeat } from './directives/repeat.js';
import { icon } from './icons.js';
import { LabelsController } from './labels/labels-controller.js';
import { base } from './styles/base.js';
import { focus } from './styles/focus.js';
import { jsonStyles } from './styles/json.js';
import { scrollbar } from './styles/scrollbar.js';
import { tokens } from './styles/tokens.js';
import { firstOpen, jsonNodes, PAGE, tableOf, type JsonNode, type JsonTable } from './tools/json-nodes.js';

/** Characters of one text shown in its line. */
const LONGEST = 1000;

export class HermesJson extends LitElement {
  static override styles: CSSResultGroup = [tokens, base, focus, scrollbar, jsonStyles];

  /** Any JSON value; an object or a list has something to open. */
  @property({ attribute: false }) value: unknown = null;
  @property() label = '';

  @state() private open: ReadonlySet<string> = new Set();
  @state() private pages: ReadonlyMap<string, number> = new Map();
  /** The line the keyboard is on. */
  @state() private current = '';

  readonly #labels = new LabelsController(this);
  #nodes: readonly JsonNode[] = [];

  protected override willUpdate(changed: PropertyValues): void {
    if (changed.has('value')) {
      this.open = firstOpen(this.value);
      this.pages = new Map();
    }
    this.#nodes = jsonNodes(this.value, this.open, this.pages);
    if (!this.#nodes.some((node) => node.path === this.current)) this.current = this.#nodes[0]?.path ?? '';
  }

  protected override render(): unknown {
    const label = this.label || this.#labels.term('data');
    const table = tableOf(this.value);
    if (table !== null) return this.#table(table, label);
    if (this.#nodes.length === 0)
      return html`<code class="alone" part="json" dir="ltr">${JSON.stringify(this.value) ?? ''}</code>`;
    return html`<div
      class="tree scroll"
      part="json"
      role="tree"
      dir="ltr"
      aria-label=${label}
      @keydown=${this.#key}
      @click=${this.#click}
    >
      ${repeat(
        this.#nodes,
        (node) => node.path,
        (node) => this.#node(node),
      )}
    </div>`;
  }

  #node(node: JsonNode): unknown {
    const labels = this.#labels;
    const current = node.path === this.current;
    const more = node.name === null;
    // Its name is what it holds.
    // eslint-disable-next-line lit-a11y/accessible-name
    return html`<div
      class="node level-${Math.min(node.level, 12)}"
      role="treeitem"
      data-path=${node.path}
      tabindex=${current ? '0' : '-1'}
      aria-level=${node.level}
      aria-selected=${current ? 'true' : 'false'}
      aria-posinset=${node.position}
      aria-setsize=${node.siblings}
      aria-expanded=${node.size === null || node.size === 0 ? nothing : node.open ? 'true' : 'false'}
    >
      <span class="twist">${node.size === null || node.size === 0 ? nothing : icon('chevron-right')}</span>
      ${
        more
          ? html`<span class="more"
              >${labels.term('moreItems', labels.count(Math.min(PAGE, Number(node.value))))}</span
            >`
          : html`<span class="name">${node.name}</span><span class="colon">:</span>${this.#value(node)}`
      }
    </div>`;
  }

  #value(node: JsonNode): unknown {
    const { value, size } = node;
    const labels = this.#labels;
    if (size !== null) {
      const list = Array.isArray(value);
      if (size === 0) return html`<span class="size">${list ? '[ ]' : '{ }'}</span>`;
      return html`<span class="size">${labels.term(list ? 'items' : 'fields', size)}</span>`;
    }
    if (typeof value === 'string')
      return html`<span class="text" dir="auto"
        >${value.length > LONGEST ? `${value.slice(0, LONGEST)}…` : value}</span
      >`;
    return html`<span class="atom">${String(value)}</span>`;
  }

  #table(table: JsonTable, label: string): unknown {
    const labels = this.#labels;
    const shown = PAGE * (this.pages.get('') ?? 1);
    const rest = table.rows.length - shown;
    return html`<div class="table scroll" part="json" tabindex="0" role="region" aria-label=${label}>
        <table>
          <thead>
            <tr>
              ${table.columns.map((name) => html`<th scope="col" dir="auto" class=${typeof table.rows[0]?.[name] === 'number' ? 'number' : ''}>${name}</th>`)}
            </tr>
          </thead>
          <tbody>
            ${table.rows.slice(0, shown).map(
              (row) =>
                html`<tr>
                  ${table.columns.map((name) => html`<td dir="auto" class=${typeof row[name] === 'number' ? 'number' : ''}>${cell(row[name])}</td>`)}
                </tr>`,
            )}
          </tbody>
        </table>
      </div>
      ${rest > 0 ? html`<button class="button quiet" type="button" @click=${() => this.#morePages('')}>${labels.term('moreItems', labels.count(Math.min(PAGE, rest)))}</button>` : nothing}`;
  }

  readonly #click = (event: MouseEvent): void => {
    const path = (event.target as Element).closest<HTMLElement>('[role=treeitem]')?.dataset['path'];
    const node = this.#nodes.find((one) => one.path === path);
    if (node === undefined) return;
    this.current = node.path;
    // Whoever marks text with the mouse wants the text.
    if (event.detail === 0 || (getSelection()?.isCollapsed ?? true)) this.#activate(node);
  };

  readonly #key = (event: KeyboardEvent): void => {
    if (event.ctrlKey || event.metaKey || event.altKey) return;
    const at = this.#nodes.findIndex((node) => node.path === this.current);
    const node = this.#nodes[at];
    if (node === undefined) return;
    const go = (to: JsonNode | undefined): void => {
      if (to !== undefined) void this.#focus(to.path);
    };
    const opens = node.size !== null && node.size > 0;
    switch (event.key) {
      case 'ArrowDown':
        go(this.#nodes[at + 1]);
        break;
      case 'ArrowUp':
        go(this.#nodes[at - 1]);
        break;
      case 'Home':
        go(this.#nodes[0]);
        break;
      case 'End':
        go(this.#nodes.at(-1));
        break;
      case 'ArrowRight':
        if (opens && !node.open) this.#setOpen(node.path, true);
        else if (opens) go(this.#nodes[at + 1]);
        break;
      case 'ArrowLeft':
        if (opens && node.open) this.#setOpen(node.path, false);
        else go(this.#nodes.find((one) => one.path === node.parent));
        break;
      case 'Enter':
      case ' ':
        this.#activate(node);
        break;
      default:
        return;
    }
    event.preventDefault();
    event.stopPropagation();
  };

  #activate(node: JsonNode): void {
    if (node.name === null) this.#morePages(node.parent);
    else if (node.size !== null && node.size > 0) this.#setOpen(node.path, !node.open);
  }

  #setOpen(path: string, open: boolean): void {
    const next = new Set(this.open);
    if (open) next.add(path);
    else next.delete(path);
    this.open = next;
  }

  #morePages(path: string): void {
    this.pages = new Map(this.pages).set(path, (this.pages.get(path) ?? 1) + 1);
  }

  async #focus(path: string): Promise<void> {
    this.current = path;
    await this.updateComplete;
    this.renderRoot.querySelector<HTMLElement>('[role=treeitem][tabindex="0"]')?.focus();
  }
}

function cell(value: unknown): string {
  return value === undefined ? '' : value === null ? 'null' : String(value as string | number | boolean);
}

declare global {
  interface HTMLElementTagNameMap {
    'hermes-json': HermesJson;
  }
}
