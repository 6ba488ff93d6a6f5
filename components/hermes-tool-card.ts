/**
 * `<hermes-tool-card>`: one tool call. A quiet line (what, on what, what came of it) that opens to the arguments and the
 * result: a change as a diff, terminal output with its colours, data as a tree, all else as text. What draws these is
 * loaded when a card opens that needs it; until then, and if that fails, it is text.
 *
 * @fires toggle - it was opened or closed by hand (not composed: for the message around it)
 * @fires hermes-file-link - a path is shown: does the host open files?
 * @fires hermes-open-file - a person follows one; cancelable
 * @fires hermes-session-select - a person opens a subagent's session; cancelable
 * @csspart tool - the card; carries data-tool-id, data-name, data-status
 * @csspart file-link - a path the host opens
 * @csspart image - a picture in the result
 */
import { LitElement, html, nothing, type CSSResultGroup, type PropertyValues } from 'lit';
import { property, state } from 'lit/decorators.js';
import type { SessionRuntime, ToolCall } from '../runtime/index.js';
import { charName, visibleRuns } from './approval/visible-text.js';
import { CopyController } from './controllers/copy-controller.js';
import { LazyElements } from './controllers/lazy-elements.js';
import { icon } from './icons.js';
import { LabelsController } from './labels/labels-controller.js';
import type { ImagePolicy } from './markdown/view.js';
import { base } from './styles/base.js';
import { fileLinkStyles } from './styles/file-link.js';
import { focus } from './styles/focus.js';
import { scrollbar } from './styles/scrollbar.js';
import { toolCardStyles } from './styles/tool-card.js';
import { tokens } from './styles/tokens.js';
import { visuallyHidden } from './styles/visually-hidden.js';
import { argumentText, changeCounts, toolIcon, toolSummary, toolTarget } from './tool-text.js';
import { FileLinks } from './tools/file-link.js';
import { imagesIn, loadsByItself, withoutInlineImages, type ResultImage } from './tools/result-images.js';
import { textChunks } from './tools/text-chunks.js';
import { editOf, goalsOf, pathOf, resultView, type Edit, type ResultView } from './tools/tool-views.js';
import { rawText } from './turn/raw-data.js';

/** Characters of an argument or a result shown before "Show all". */
const MOST = 4000;
/** `path:line` at the start of a line, as searches print it. */
const PLACE = /^((?:[\w@.+-]+\/)*[\w@.+-]+\.\w{1,8}):(\d{1,7})\b/;
const MOST_PLACES = 60;
const canBeFound = typeof HTMLElement !== 'undefined' && 'onbeforematch' in HTMLElement.prototype;

export class HermesToolCard extends LitElement {
  static override styles: CSSResultGroup = [
    tokens,
    base,
    focus,
    scrollbar,
    visuallyHidden,
    fileLinkStyles,
    toolCardStyles,
  ];

  @property({ attribute: false }) tool: ToolCall | null = null;
  /** The session it belongs to: for the sessions that work for it. */
  @property({ attribute: false }) session: SessionRuntime | null = null;
  /** Shows arguments and result. */
  @property({ type: Boolean, reflect: true }) open = false;
  /** Closed, its content is still found by the browser's own search, which opens it. */
  @property({ type: Boolean }) findable = false;
  /** Which pictures in a result are loaded; see `ImagePolicy`. */
  @property() images: ImagePolicy = 'click';

  @state() private whole = false;
  /** The person wants the text and not the view of it. */
  @state() private raw = false;
  @state() private wanted: ReadonlySet<string> = new Set();
  @state() private broken: ReadonlySet<string> = new Set();
  /** The picture that is shown over the page, by its address. */
  @state() private enlarged: string | null = null;

  readonly #labels = new LabelsController(this);
  readonly #copy = new CopyController(this, this.#labels);
  readonly #views = new LazyElements(this);
  readonly #links = new FileLinks(this, () => this.session?.id ?? null);
  #edit: Edit | null = null;
  #goals: readonly string[] = [];
  /** What the result is; told once, when it is first shown. */
  #result: { readonly of: string; readonly view: ResultView } | null = null;

  protected override willUpdate(changed: PropertyValues<this>): void {
    if (!changed.has('tool')) return;
    if (changed.get('tool')?.id !== this.tool?.id) {
      this.whole = false;
      this.raw = false;
      this.wanted = new Set();
      this.broken = new Set();
      this.enlarged = null;
    }
    try {
      this.#edit = this.tool === null ? null : editOf(this.tool);
      const goals = this.tool === null ? [] : goalsOf(this.tool);
      if (goals.join('\n') !== this.#goals.join('\n')) this.#goals = goals;
    } catch {
      // Drawing it says what is wrong.
      this.#edit = null;
      this.#goals = [];
    }
  }

  protected override render(): unknown {
    const { tool } = this;
    if (tool === null) return nothing;
    try {
      return this.#render(tool);
    } catch {
      return html`<div class="tool broken" part="tool">
        <p>${this.#labels.term('blockBroken')}</p>
        <pre class="scroll" tabindex="0" dir="ltr">${rawText(tool)}</pre>
      </div>`;
    }
  }

  #render(tool: ToolCall): unknown {
    const target = toolTarget(tool);
    return html`<div class="tool" part="tool" data-tool-id=${tool.id} data-name=${tool.name} data-status=${tool.status}>
      <button class="line" type="button" aria-expanded=${this.open ? 'true' : 'false'} @click=${this.#toggle}>
        ${icon(toolIcon(tool.name))}
        <span class="name" dir="ltr">${visible(tool.name)}</span>
        <code class="target" dir="ltr">${visible(target)}</code>
        <span class="summary" dir="auto">${this.#summary(tool, target)}</span>
        ${this.#status(tool)}
        <span class="chevron">${icon('chevron-right')}</span>
      </button>
      ${this.#goals.length > 0 && this.session !== null ? html`<hermes-subagents .session=${this.session} .goals=${this.#goals}></hermes-subagents>` : nothing}
      ${this.#body(tool)}
    </div>`;
  }

  #summary(tool: ToolCall, target: string): unknown {
    if (this.#edit !== null && tool.status !== 'failed') {
      const { added, removed } = changeCounts(this.#edit.source);
      const labels = this.#labels;
      return html`<span class="counts" dir="ltr"
        >${added === 0 ? nothing : html`<span class="added"><span aria-hidden="true">+${added}</span><span class="visually-hidden">${labels.term('linesAdded', added)}</span></span>`}${removed === 0 ? nothing : html`<span class="removed"><span aria-hidden="true">−${removed}</span><span class="visually-hidden">${labels.term('linesRemoved', removed)}</span></span>`}</span
      >`;
    }
    if (tool.status === 'running') return '';
    const labels = this.#labels;
    if (this.#goals.length > 0 && tool.status === 'done') return labels.term('workers', this.#goals.length);
    const summary = toolSummary(tool);
    if ('items' in summary) return labels.term('items', summary.items);
    if ('fields' in summary) return labels.term('fields', summary.fields);
    return summary.text === target ? '' : summary.text;
  }

  #status(tool: ToolCall): unknown {
    const text = this.#labels.table('toolStatus')[tool.status];
    const shape =
      tool.status === 'running'
        ? 'spinner'
        : tool.status === 'failed'
          ? 'triangle'
          : tool.status === 'stopped'
            ? 'stop'
            : 'check';
    // Done is the usual: its word is read out, and the eye gets the duration instead.
    const word = html`<span class=${tool.status === 'done' ? 'visually-hidden' : 'word'}>${text}</span>`;
    const duration =
      tool.durationMs === null || tool.durationMs < 1000
        ? nothing
        : html`<span class="duration">${this.#labels.duration(tool.durationMs)}</span>`;
    return html`<span class="status">${duration}${word}${icon(shape)}</span>`;
  }

  #body(tool: ToolCall): unknown {
    if (this.open) return html`<div class="details">${this.#details(tool)}</div>`;
    if (!this.findable || !canBeFound) return nothing;
    return html`<div class="details" hidden="until-found" @beforematch=${this.#toggle}>${this.#details(tool)}</div>`;
  }

  #details(tool: ToolCall): unknown {
    const labels = this.#labels;
    const command = typeof tool.args['command'] === 'string' ? tool.args['command'] : null;
    const shown = this.#edit?.args ?? [];
    const entries = Object.entries(tool.args).filter(
      ([name]) => !(name === 'command' && command !== null) && (this.raw || !shown.includes(name)),
    );
    return html`
      ${command === null ? nothing : html`<pre class="command scroll" dir="ltr" tabindex="0" role="region" aria-label=${labels.term('command')}><span class="prompt" aria-hidden="true">$ </span>${visible(this.#shown(command))}</pre>`}
      ${
        entries.length === 0
          ? nothing
          : html`<table>
              <caption class="visually-hidden">
                ${labels.term('arguments')}
              </caption>
              <tbody>
                ${entries.map(
                  ([name, value]) =>
                    html`<tr>
                      <th scope="row"><bdi dir="ltr">${visible(name)}</bdi></th>
                      <td dir="ltr">${this.#argument(name, value, tool)}</td>
                    </tr>`,
                )}
              </tbody>
            </table>`
      }
      ${this.#edit !== null && !this.raw ? this.#diff(this.#edit) : nothing} ${this.#output(tool)}
      ${this.#actions(tool)}
    `;
  }

  #argument(name: string, value: unknown, tool: ToolCall): unknown {
    if (
      typeof value === 'object' &&
      value !== null &&
      !this.raw &&
      this.open &&
      isSound(value) &&
      this.#views.has('hermes-json')
    )
      return html`<hermes-json .value=${value} label=${name}></hermes-json>`;
    const text = visible(this.#shown(argumentText(value)));
    return value === pathOf(tool.args) && typeof value === 'string'
      ? this.#links.render(value, null, text, value)
      : text;
  }

  #diff(edit: Edit): unknown {
    const { source } = edit;
    if (this.open && this.#views.has('hermes-diff'))
      return html`<hermes-diff .source=${source} session-id=${this.session?.id ?? nothing}></hermes-diff>`;
    const text =
      source.form === 'patch'
        ? source.text
        : source.form === 'write'
          ? source.content
          : `${source.before}\n\n${source.after}`;
    return html`<pre class="scroll" dir="ltr" tabindex="0" role="region" aria-label=${this.#labels.term('changes')}>
${this.#shown(text)}</pre>`;
  }

  #output(tool: ToolCall): unknown {
    const labels = this.#labels;
    const result = tool.result ?? '';
    if (result === '')
      return tool.status === 'running' ? nothing : html`<p class="none">${labels.term('noResult')}</p>`;
    const images = this.open ? imagesIn(result, location.origin, (path) => this.#onServer(path)) : [];
    return html`<div class="result" data-failed=${tool.status === 'failed' || nothing}>
      ${this.#resultView(result, images.length > 0)} ${this.#corner(result)}
      ${
        images.length === 0
          ? nothing
          : html`<ul class="images">
                ${images.map((image) => this.#image(image))}
              </ul>
              ${this.#lightbox(images)}`
      }
      ${tool.clippedFrom === undefined ? nothing : html`<p class="none">${labels.term('clippedResult', labels.count(result.length), labels.count(tool.clippedFrom))}</p>`}
    </div>`;
  }

  #resultView(result: string, hasImages: boolean): unknown {
    const labels = this.#labels;
    const text = hasImages ? withoutInlineImages(result) : result;
    const found = this.open && !this.raw ? this.#viewOf(text) : null;
    if (found?.view === 'diff' && this.#views.has('hermes-diff'))
      return html`<hermes-diff .source=${found.source} session-id=${this.session?.id ?? nothing}></hermes-diff>`;
    if (found?.view === 'json' && this.#views.has('hermes-json'))
      return html`<hermes-json .value=${found.value} label=${labels.term('result')}></hermes-json>`;
    if (found?.view === 'terminal' && this.#views.has('hermes-terminal'))
      return html`<hermes-terminal .text=${this.#shown(text)}></hermes-terminal>`;
    return html`<pre class="scroll" dir="ltr" tabindex="0" role="region" aria-label=${labels.term('result')}>
${this.#text(text)}</pre>`;
  }

  #viewOf(result: string): ResultView {
    const text = withoutInlineImages(result);
    if (this.#result?.of !== text) this.#result = { of: text, view: resultView(text) };
    return this.#result.view;
  }

  /** Text of a result; the places a search found in files become links where the host opens files. */
  #text(text: string): unknown {
    const shown = this.#shown(text);
    if (shown.length > MOST + 1) return textChunks(shown);
    if (!this.open || !PLACE.test(shown)) return shown;
    let places = 0;
    return shown.split('\n').map((line, at) => {
      const place = PLACE.exec(line);
      const start = at === 0 ? '' : '\n';
      if (place === null || places++ >= MOST_PLACES) return start + line;
      const [found, path = '', number = ''] = place;
      return [start, this.#links.render(path, Number(number), found, found), line.slice(found.length)];
    });
  }

  #image(image: ResultImage): unknown {
    const labels = this.#labels;
    const { src, name, from } = image;
    if (this.broken.has(src)) return html`<li class="none">${labels.term('imageBroken', name)}</li>`;
    const loads = loadsByItself(image, this.images) || this.wanted.has(src);
    if (loads)
      return html`<li>
        <button
          class="picture"
          type="button"
          aria-haspopup="dialog"
          aria-label=${labels.term('openImage', name)}
          @click=${() => (this.enlarged = src)}
        >
          <img
            part="image"
            src=${src}
            alt=${labels.term('imageOf', name)}
            loading="lazy"
            decoding="async"
            referrerpolicy="no-referrer"
            @error=${() => (this.broken = new Set([...this.broken, src]))}
          />
        </button>
      </li>`;
    if (this.images === 'none') return nothing;
    return html`<li>
      <button class="button" type="button" @click=${() => (this.wanted = new Set([...this.wanted, src]))}>
        ${icon('image')}${labels.term('loadImage', from)}
      </button>
    </li>`;
  }

  #lightbox(images: readonly ResultImage[]): unknown {
    const shown = images.filter(
      (image) => !this.broken.has(image.src) && (this.wanted.has(image.src) || loadsByItself(image, this.images)),
    );
    const at = shown.findIndex(({ src }) => src === this.enlarged);
    if (at < 0) return nothing;
    return html`<hermes-lightbox
      .images=${shown.map(({ src, name }) => ({ key: src, src, name, link: /^https?:/i.test(src) ? src : null }))}
      .at=${at}
      @hermes-lightbox-move=${(event: CustomEvent<number>) => (this.enlarged = shown[event.detail]?.src ?? null)}
      @hermes-lightbox-close=${this.#closed}
    ></hermes-lightbox>`;
  }

  readonly #closed = async (): Promise<void> => {
    const src = this.enlarged;
    this.enlarged = null;
    await this.updateComplete;
    const images = [...this.renderRoot.querySelectorAll<HTMLImageElement>('.picture img')];
    images
      .find((image) => image.getAttribute('src') === src)
      ?.closest('button')
      ?.focus({ preventScroll: true });
  };

  #onServer(path: string): string | null {
    const file = { name: path, path, size: null, type: '', source: null, given: { frozen: null } };
    return this.session?.fileUrls(file)[0] ?? null;
  }

  /** Over the corner of the result: its other form, and a copy of it. */
  #corner(result: string): unknown {
    const labels = this.#labels;
    const formatted = this.raw || this.#edit !== null || (this.open && this.#viewOf(result).view !== 'text');
    const { state } = this.#copy;
    return html`<div class="corner">
      ${
        formatted
          ? html`<button class="button quiet" type="button" @click=${this.#toggleRaw}>
              ${labels.term(this.raw ? 'viewFormatted' : 'viewAsText')}
            </button>`
          : nothing
      }
      <button
        class="button quiet icon-only copy"
        type="button"
        aria-label=${labels.term('copyResult')}
        title=${labels.term('copyResult')}
        @click=${this.#copyResult}
      >
        ${icon(state === 'copied' ? 'check' : 'copy')}
      </button>
      ${this.#copy.region()}
    </div>`;
  }

  #actions(tool: ToolCall): unknown {
    const labels = this.#labels;
    const result = tool.result ?? '';
    const texts = Object.values(tool.args).map(argumentText);
    const longest = Math.max(result.length, ...texts.map((text) => text.length));
    const drawn = this.open && !this.raw && result !== '' && ['diff', 'json'].includes(this.#viewOf(result).view);
    const cuts = drawn ? texts.some((text) => text.length > MOST) : longest > MOST;
    if (!cuts) return nothing;
    return html`<div class="actions">
      <button
        class="button quiet"
        type="button"
        aria-expanded=${this.whole ? 'true' : 'false'}
        @click=${this.#toggleWhole}
      >
        ${this.whole ? labels.term('showLess') : labels.term('showAll', labels.count(longest))}
      </button>
    </div>`;
  }

  #shown(text: string): string {
    return this.whole || text.length <= MOST ? text : `${text.slice(0, MOST)}…`;
  }

  readonly #toggle = (): void => {
    this.open = !this.open;
    this.dispatchEvent(new Event('toggle'));
  };

  readonly #toggleWhole = (): void => {
    this.whole = !this.whole;
  };

  readonly #toggleRaw = (): void => {
    this.raw = !this.raw;
  };

  readonly #copyResult = (): void => {
    void this.#copy.copy(this.tool?.result ?? '');
  };
}

/** Can it be drawn as a tree: no circle, nothing JSON has no word for. */
function isSound(value: object): boolean {
  try {
    JSON.stringify(value);
    return true;
  } catch {
    return false;
  }
}

/** What is run must read as it runs (I-26): a hidden character is shown by its name, a look-alike with its name. */
function visible(text: string): unknown {
  return visibleRuns(text).map((run) => {
    if (run.kind === 'plain') return run.text;
    const name = html`<mark class="hidden-character"
      >${`‹${run.kind === 'hidden' ? run.text : charName(run.text)}›`}</mark
    >`;
    return run.kind === 'hidden' ? name : [run.text, name];
  });
}

declare global {
  interface HTMLElementTagNameMap {
    'hermes-tool-card': HermesToolCard;
  }
}
