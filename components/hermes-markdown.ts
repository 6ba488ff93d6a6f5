/**
 * `<hermes-markdown>`: one text, growing or settled, shown as markdown and never as markup.
 * Holds no session state: whoever shows it sets `text`. Whatever is set within one task is lexed once, when it renders.
 * Long text is shown in slices of a few milliseconds, from its start; `complete` tells when all is there.
 *
 * @fires hermes-markdown-complete - all of a text that took more than one slice is shown
 * @csspart code - a code block with its head
 * @csspart code-head - language and buttons of a code block
 * @csspart language - the language of a code block
 * @csspart wrap - the button that wraps long lines of a code block
 * @csspart copy - the copy button of a code block
 * @csspart diagram - what the host's `diagrams` made of a code block
 * @csspart table - the box a table scrolls in
 * @csspart image - a shown image, or the link that stands for it
 * @csspart image-button - the button that loads an image
 * @csspart maths - a formula of its own line
 * @csspart html - cleaned markup, where the host has turned it on
 * @csspart notes - the footnotes
 */
import { LitElement } from 'lit';
import type { PropertyValues } from 'lit';
import { property, state } from 'lit/decorators.js';
import { MarkdownCompleteEvent } from './events.js';
import { LabelsController } from './labels/labels-controller.js';
import type { MarkdownLabels } from './labels/markdown-labels.js';
import { MarkdownBlocks } from './markdown/blocks.js';
import { renderMarkdown } from './markdown/render.js';
import { SliceBudget, markdownSlices } from './markdown/slices.js';
import type { SliceScheduler } from './markdown/slices.js';
import type { ImagePolicy, MarkdownView } from './markdown/view.js';
import { markdownPacks } from './packs/registry.js';
import type { MarkdownPacks } from './packs/registry.js';
import { codeColours } from './styles/code-colours.js';
import { markdownStyles } from './styles/markdown.js';

/** Properties that do not change how text is shown. */
const OF_TEXT: ReadonlySet<PropertyKey> = new Set(['text', 'settled', 'slices']);
const POLICIES: ReadonlySet<string> = new Set<ImagePolicy>(['none', 'click', 'same-origin', 'all']);

export class HermesMarkdown extends LitElement {
  static override styles = [markdownStyles, codeColours];

  /** The whole text so far. When it only grows, what is finished is neither lexed nor rendered again. */
  @property({ attribute: false }) text = '';

  /** No more text will come: nothing is guessed at the end, links defined further down work everywhere. */
  @property({ type: Boolean }) settled = false;

  /**
   * Which images may load: `none` (they are links), `click` (those a person asks for, the default), `same-origin` (those
   * of the page's own origin and those a person asks for), `all`. Anything else means `click`.
   */
  @property() images: ImagePolicy = 'click';

  /** Level of a `#` heading, 1 to 6: one below that of the heading this text stands under. */
  @property({ type: Number, attribute: 'heading-level' }) headingLevel = 3;

  /** Its words; those of the language it stands in if none are given. */
  @property({ attribute: false }) labels: MarkdownLabels | undefined;

  /** Where colours, formulas, HTML and diagrams come from. */
  @property({ attribute: false }) packs: MarkdownPacks = markdownPacks;

  /** When the next slice of a long text runs. */
  @property({ attribute: false }) slices: SliceScheduler = markdownSlices;

  @state() private imageStates: ReadonlyMap<string, 'wanted' | 'failed'> = new Map();

  readonly #terms = new LabelsController(this);
  readonly #blocks = new MarkdownBlocks();
  #view: MarkdownView | undefined;
  #cancelSlice: (() => void) | undefined;
  #endWatch: (() => void) | undefined;
  #complete: PromiseWithResolvers | undefined;
  #sliced = false;
  #packsSeen = -1;

  /** Resolves when all of `text` is shown; at once when it is. `updateComplete` resolves when its first slice is. */
  get complete(): Promise<void> {
    if (!this.isUpdatePending && !this.#blocks.pending) return Promise.resolve();
    this.#complete ??= withResolvers();
    return this.#complete.promise;
  }

  override connectedCallback(): void {
    super.connectedCallback();
    this.#watchPacks();
    if (this.#blocks.pending) this.#schedule();
  }

  override disconnectedCallback(): void {
    super.disconnectedCallback();
    this.#cancelSlice?.();
    this.#cancelSlice = undefined;
    this.#endWatch?.();
    this.#endWatch = undefined;
    this.packs.forget(this.#packReady);
  }

  protected override willUpdate(changed: PropertyValues<this>): void {
    if (changed.has('packs') && this.isConnected) this.#watchPacks();
    if ([...changed.keys()].some((name) => !OF_TEXT.has(name))) this.#view = undefined;
    this.#view ??= this.#newView();
    const maths = this.packs.has('maths');
    const added = changed.has('text') ? (this.text?.length ?? 0) - (changed.get('text')?.length ?? 0) : 0;
    const budget = new SliceBudget(this.slices, added);
    this.#blocks.update(this.text ?? '', this.settled, budget.left, maths);
  }

  protected override render(): unknown {
    return renderMarkdown(this.#blocks.chapters, this.#blocks.notes, this.#currentView());
  }

  protected override updated(): void {
    if (this.#blocks.pending) {
      this.#sliced = true;
      if (this.isConnected) this.#schedule();
      return;
    }
    this.#cancelSlice?.();
    this.#cancelSlice = undefined;
    this.#complete?.resolve();
    this.#complete = undefined;
    if (this.#sliced) this.dispatchEvent(new MarkdownCompleteEvent());
    this.#sliced = false;
  }

  #schedule(): void {
    this.#cancelSlice?.();
    this.#cancelSlice = this.slices.next(() => this.requestUpdate());
  }

  #words(): MarkdownLabels {
    return this.labels ?? this.#terms.table('markdown');
  }

  /** A new one for new words: which language it is, is known for an update only from `render` on. */
  #currentView(): MarkdownView {
    if (this.#view?.labels !== this.#words()) this.#view = this.#newView();
    return this.#view!;
  }

  #newView(): MarkdownView {
    const level = Math.trunc(Number(this.headingLevel));
    return {
      labels: this.#words(),
      headingLevel: level >= 1 && level <= 6 ? level : 3,
      images: POLICIES.has(this.images) ? this.images : 'click',
      imageStates: this.imageStates,
      highlight: () => this.packs.get('highlight', this.#packReady),
      maths: () => this.packs.get('maths', this.#packReady),
      html: () => this.packs.get('html', this.#packReady),
      diagrams: this.packs.diagrams,
      loadImage: (address) => this.#setImage(address, 'wanted'),
      imageFailed: (address) => this.#setImage(address, 'failed'),
      goToNote: this.#goToNote,
      goToRef: this.#goToRef,
    };
  }

  #watchPacks(): void {
    this.#endWatch?.();
    this.#endWatch = this.packs.watch(this.#packReady);
    // Packs may have come or gone while nobody listened.
    if (this.#packsSeen !== this.packs.version) this.#packReady();
  }

  readonly #packReady = (): void => {
    this.#packsSeen = this.packs.version;
    this.#view = undefined;
    this.requestUpdate();
  };

  #setImage(address: string, to: 'wanted' | 'failed'): void {
    this.imageStates = new Map(this.imageStates).set(address, to);
  }

  readonly #goToNote = (event: Event): void => {
    const ref = event.currentTarget as HTMLElement;
    const number = ref.dataset['note'];
    // Back leads to where the reader came from.
    for (const each of this.renderRoot.querySelectorAll('.ref[data-from]')) each.removeAttribute('data-from');
    ref.setAttribute('data-from', '');
    this.#go(this.renderRoot.querySelector(`#note-${number}`));
  };

  readonly #goToRef = (event: Event): void => {
    const refs = `.ref[data-note="${(event.currentTarget as HTMLElement).dataset['note']}"]`;
    this.#go(this.renderRoot.querySelector(`${refs}[data-from]`) ?? this.renderRoot.querySelector(refs));
  };

  #go(target: Element | null): void {
    if (!(target instanceof HTMLElement)) return;
    target.scrollIntoView({ block: 'nearest' });
    target.focus({ preventScroll: true });
  }
}

interface PromiseWithResolvers {
  readonly promise: Promise<void>;
  readonly resolve: () => void;
}

function withResolvers(): PromiseWithResolvers {
  let resolve = (): void => {};
  const promise = new Promise<void>((done) => {
    resolve = done;
  });
  return { promise, resolve };
}

declare global {
  interface HTMLElementTagNameMap {
    'hermes-markdown': HermesMarkdown;
  }
}
