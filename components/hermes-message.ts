/**
 * `<hermes-message>`: what a person reads as one message: a settled one, or the turn that runs now.
 *
 * A turn is what the agent wrote, thought and did, in the order it came. Work folds behind one line (`density`); what a
 * reader has to know never does. Going from `live` to `message` keeps every node whose block id is the same (I-23): both
 * are drawn by the same templates, the growing tail through `watchSlice`, which renders nothing here. A block that can't
 * be drawn says so and shows what it holds; the others stand.
 *
 * @csspart message - the message; carries data-key, data-role, data-live
 * @csspart activity - the line that work folds behind
 * @csspart live - under a turn that runs: what it does now, for how long, how fast
 */
import { LitElement, html, nothing, type CSSResultGroup, type PropertyValues } from 'lit';
import { property, state } from 'lit/decorators.js';
import type { Block, LiveTurn, Message, NoticeBlock, SessionRuntime } from '../runtime/index.js';
import { repeat } from './directives/repeat.js';
import { LazyElements, type LazyTag } from './controllers/lazy-elements.js';
import { ViewState } from './controllers/view-states.js';
import { watchSlice } from './directives/watch-slice.js';
import { icon, type IconName } from './icons.js';
import { LabelsController } from './labels/labels-controller.js';
import { namedFiles } from './media/kinds.js';
import { base } from './styles/base.js';
import { focus } from './styles/focus.js';
import { messageStyles } from './styles/message.js';
import { printMessage } from './styles/print.js';
import { scrollbar } from './styles/scrollbar.js';
import { tokens } from './styles/tokens.js';
import { visuallyHidden } from './styles/visually-hidden.js';
import type { ImagePolicy } from './markdown/view.js';
import { LiveLine } from './turn/live-line.js';
import { countSteps, isStep, leftOut, piecesOf, withoutSteps, type Piece, type StepCounts } from './turn/pieces.js';
import { rawText } from './turn/raw-data.js';
import { activityLine, causeWords, NOTICE_ICONS, noticeWords, sound } from './turn/turn-words.js';

/**
 * How much of an agent's work is shown. `compact` (the usual): folded behind a line once the turn is over. `stream`:
 * everything as it came, thinking too. `answer`: only what it said in the end, the work behind the line also while it
 * runs. What a person opened or closed stays so.
 */
export type Density = 'compact' | 'stream' | 'answer';

/**
 * Turns that were seen running: their steps stay open when they settle, nothing jumps. By what a transcript keeps of a
 * row: its element goes when it is scrolled away.
 */
const seenLive = new WeakSet<ViewState>();

/** In a pane the session is a heading of level 2, each prompt one of level 3: what an answer is divided into comes below. */
const HEADING_LEVEL = 4;

export class HermesMessage extends LitElement {
  static override styles: CSSResultGroup = [
    tokens,
    base,
    focus,
    scrollbar,
    visuallyHidden,
    messageStyles,
    printMessage,
  ];

  /** A message of the transcript. */
  @property({ attribute: false }) message: Message | null = null;
  /** The running turn, while `message` is null. */
  @property({ attribute: false }) live: LiveTurn | null = null;
  /** The conversation it is of: what a running turn does now, and who works for it. */
  @property({ attribute: false }) session: SessionRuntime | null = null;
  @property({ reflect: true }) density: Density | null = null;
  /** Which pictures in answers and results are fetched. */
  @property() images: ImagePolicy | null = null;
  /** What is around says already whose message it is, and is what the keyboard goes to: it is not said twice. */
  @property({ type: Boolean }) framed = false;
  /** What is opened and closed; given by the transcript so that it outlives this element. */
  @property({ attribute: false }) view: ViewState = new ViewState();

  /** Pages of earlier steps a person asked for, in a turn with very many. */
  @state() private earlier = 0;

  readonly #labels = new LabelsController(this);
  readonly #now = new LiveLine(this.#labels);
  readonly #lazy = new LazyElements(this);
  /** Its steps have been drawn: they are hidden and not removed when they fold. */
  #drawn = false;

  protected override willUpdate(changed: PropertyValues<this>): void {
    if ((changed.has('live') || changed.has('view')) && this.live !== null) seenLive.add(this.view);
    this.#now.show(this.session, this.message === null ? this.live : null);
  }

  protected override render(): unknown {
    try {
      return this.#render();
    } catch {
      // One message that can't be drawn must not take the conversation with it.
      return html`<div class="broken" part="message" data-key=${this.message?.key ?? this.live?.key ?? ''}>
        <p>${this.#labels.term('messageBroken')}</p>
        ${raw(this.message ?? this.live)}
      </div>`;
    }
  }

  #render(): unknown {
    const { message, live } = this;
    const key = message?.key ?? live?.key;
    if (key === undefined) return nothing;
    const role = message?.role ?? 'assistant';
    const isLive = message === null;
    const labels = this.#labels;
    const pieces = piecesOf(message, live);
    const woken = role === 'user' && message?.origin === 'system';
    const name = woken
      ? causeWords(message?.cause, labels).name
      : labels.term(role === 'user' ? 'you' : role === 'assistant' ? 'agent' : 'session');
    return html`<article
      class="message ${woken ? 'woken' : ''}"
      part="message"
      data-key=${key}
      data-role=${role}
      ?data-live=${isLive}
      role=${this.framed ? 'presentation' : nothing}
      aria-label=${this.framed ? nothing : name}
    >
      ${woken ? this.#woken(pieces, message) : role === 'user' ? this.#bubble(pieces, message!) : this.#turn(pieces, message)}
      ${isLive ? this.#liveLine() : woken || role === 'system' ? nothing : this.#footer(message)}
    </article>`;
  }

  #bubble(pieces: readonly Piece[], message: Message): unknown {
    const files = message.files ?? namedFiles(message.attachments);
    return html`<div class="bubble">
        ${repeat(
          pieces,
          (piece) => piece.id,
          (piece) => this.#guarded(piece, () => html`<p class="said" dir="auto">${textOf(piece)}</p>`),
        )}
      </div>
      ${message.recovered === true ? html`<p class="aside">${icon('undo')}${this.#labels.term('recoveredPrompt')}</p>` : nothing}
      ${
        files.length === 0
          ? nothing
          : this.#lazy.of('hermes-attachments') === 'failed'
            ? this.#notLoaded('hermes-attachments', files.map(({ name }) => name).join('\n'))
            : html`<hermes-attachments align="end" .items=${files} .session=${this.session}></hermes-attachments>`
      }`;
  }

  /** A turn the server began itself: what made it, quiet, openable to what the agent was told. */
  #woken(pieces: readonly Piece[], message: Message | null): unknown {
    const open = this.view.isOpen('woken') ?? this.density === 'stream';
    const { name, about, ended } = causeWords(message?.cause, this.#labels);
    // Blanks stand beside letters: one alone between two elements is no part of the name the button has.
    const words = html`${`${name} `}${about === '' ? nothing : html`<code class="about" dir="ltr">${about}</code>`}${ended === '' ? nothing : html`<span class="ended"> · <bdi>${ended}</bdi></span>`}`;
    const shape = message?.cause?.exitCode ? 'warning' : message?.cause?.kind === 'webhook' ? 'link' : 'clock';
    return html`${this.#disclosure('woken', open, shape, words)}
    ${open ? html`<p class="reasoning" dir="auto">${pieces.map(textOf).join('\n')}</p>` : nothing}`;
  }

  #turn(pieces: readonly Piece[], message: Message | null): unknown {
    const counts = countSteps(pieces);
    const foldable = this.#isFoldable(counts, pieces, message);
    const open = !foldable || this.#isOpen(pieces, message);
    this.#drawn ||= open;
    const drawn = this.#drawn ? pieces : pieces.filter((piece) => !isStep(piece));
    const missing = this.#drawn ? leftOut(counts.steps, this.earlier) : 0;
    return html`${
        foldable
          ? this.#disclosure(
              'steps',
              open,
              counts.tools > 0 ? 'list' : 'brain',
              activityLine(counts, message, this.#labels),
              'activity',
            )
          : nothing
      }
      <div class="blocks" ?data-folded=${!open}>
        ${missing > 0 && open ? this.#earlierSteps(missing) : nothing}
        ${repeat(
          withoutSteps(drawn, missing),
          (piece) => piece.id,
          (piece) => this.#guarded(piece, () => this.#piece(piece, message)),
        )}
      </div>
      ${
        message?.files === undefined
          ? nothing
          : html`<hermes-attachments .items=${message.files} .session=${this.session}></hermes-attachments>`
      }
      ${this.#unfinished(message)}`;
  }

  /** A single step is one line itself: a line to hide it behind would only be in the way. */
  #isFoldable(counts: StepCounts, pieces: readonly Piece[], message: Message | null): boolean {
    if (counts.steps === 0) return false;
    if (this.density === 'answer') return true;
    // Thinking that stands alone is a line that opens already; so is one call.
    return counts.steps > 1 || (message !== null && pieces.some((piece) => 'block' in piece && isNote(piece.block)));
  }

  #isOpen(pieces: readonly Piece[], message: Message | null): boolean {
    const byHand = this.view.isOpen('steps');
    if (byHand !== undefined) return byHand;
    if (this.density === 'stream') return true;
    if (this.density === 'answer') return false;
    // A turn that was cut off before it answered has nothing else to show.
    if (!pieces.some((piece) => 'block' in piece && piece.block.kind === 'text' && !isStep(piece))) return true;
    // Whoever opened something in it wants to see it.
    return message === null || seenLive.has(this.view) || pieces.some((piece) => this.view.isOpen(piece.id) === true);
  }

  #earlierSteps(count: number): unknown {
    return html`<button class="button quiet earlier" type="button" @click=${() => (this.earlier += 1)}>
      ${icon('arrow-up')}${this.#labels.term('earlierSteps', this.#labels.count(count))}
    </button>`;
  }

  #guarded(piece: Piece, draw: () => unknown): unknown {
    try {
      return draw();
    } catch {
      return html`<div class="broken" data-block=${piece.id}>
        <p>${icon('warning')}${this.#labels.term('blockBroken')}</p>
        ${raw('block' in piece ? piece.block : piece.tail)}
      </div>`;
    }
  }

  #piece(piece: Piece, message: Message | null): unknown {
    if ('tail' in piece) {
      return piece.tail.kind === 'text'
        ? this.#text(piece.id, watchSlice(piece.tail.text), false, false)
        : this.#reasoning(piece.id, watchSlice(piece.tail.text), true);
    }
    const { block } = piece;
    switch (block.kind) {
      case 'text':
        return this.#text(piece.id, withoutGiven(sound(block.text), message?.files), true, block.note);
      case 'reasoning':
        return this.#reasoning(piece.id, sound(block.text), false);
      case 'tool':
        if (this.#lazy.of('hermes-tool-card') === 'failed')
          return html`<div class="step" data-block=${piece.id}>
            ${this.#notLoaded('hermes-tool-card', `${block.tool.name}\n${rawText(block.tool)}`)}
          </div>`;
        return html`<hermes-tool-card
          class="step"
          data-block=${piece.id}
          .tool=${block.tool}
          .session=${this.session}
          images=${this.images ?? 'click'}
          .open=${this.view.isOpen(piece.id) ?? false}
          .findable=${this.density === 'stream'}
          @toggle=${(event: Event) => this.view.setOpen(piece.id, (event.target as HTMLElement & { open: boolean }).open)}
        ></hermes-tool-card>`;
      case 'notice':
        return this.#notice(block, message);
    }
    throw new TypeError('no block of a kind that is known');
  }

  /** The chunk an element lies in did not come: what it would show, as text. */
  #notLoaded(tag: LazyTag, text: string): unknown {
    const labels = this.#labels;
    return html`<div class="broken">
      <p>${icon('offline')}${labels.term('partNotLoaded')}</p>
      <button class="button" type="button" @click=${() => this.#lazy.retry(tag)}>${labels.term('tryAgain')}</button>
      <pre class="raw scroll" tabindex="0" dir="auto">${text}</pre>
    </div>`;
  }

  #text(id: string, text: unknown, settled: boolean, note: boolean): unknown {
    return html`<div class="text ${note ? 'note step' : ''}" data-block=${id} dir="auto">
      <hermes-markdown
        .text=${text}
        .settled=${settled}
        images=${this.images ?? 'click'}
        heading-level=${HEADING_LEVEL}
      ></hermes-markdown>
    </div>`;
  }

  #reasoning(id: string, text: unknown, growing: boolean): unknown {
    const open = this.view.isOpen(id) ?? this.density === 'stream';
    // The text is in the document only when it is shown: a growing one would cost a layout per frame for nobody.
    return html`<div class="step" data-block=${id}>
      ${this.#disclosure(id, open, 'brain', this.#labels.term(growing ? 'thinking' : 'thought'))}
      ${open ? html`<p class="reasoning" dir="auto">${text}</p>` : nothing}
    </div>`;
  }

  #notice(block: NoticeBlock, message: Message | null): unknown {
    const labels = this.#labels;
    const name = labels.table('notice')[block.notice];
    const divider = block.notice === 'compressed' || block.notice === 'compressing';
    const { title, text, detail } = noticeWords(block, name, labels);
    return html`<div
      class="${divider ? 'divider' : 'notice'} ${isQuiet(block) ? 'step' : ''}"
      data-block=${block.id}
      data-notice=${block.notice}
      ?data-live=${message === null}
    >
      ${icon(NOTICE_ICONS[block.notice])}<bdi class="notice-name">${title}</bdi
      >${text === '' ? nothing : html`<span class="notice-text" dir="auto">${text}</span>`}
      ${detail === '' ? nothing : this.#detail(block.id, detail)}
    </div>`;
  }

  #detail(id: string, text: string): unknown {
    const open = this.view.isOpen(`${id}:detail`) ?? false;
    return html`<div class="detail">
      ${this.#disclosure(`${id}:detail`, open, null, this.#labels.term('details'))}
      ${open ? html`<pre class="scroll" dir="auto" tabindex="0">${text}</pre>` : nothing}
    </div>`;
  }

  /** What is missing at the end of the turn, where no marker says so. */
  #unfinished(message: Message | null): unknown {
    if (message === null) return nothing;
    const labels = this.#labels;
    const recovered =
      message.recovered === true ? html`<p class="aside">${icon('undo')}${labels.term('recoveredText')}</p>` : nothing;
    const partial =
      message.partial && message.recovered !== true && !message.blocks.some((block) => block.kind === 'notice')
        ? html`<p class="partial">${icon('warning')}${labels.term('partial')}</p>`
        : nothing;
    return html`${recovered}${partial}`;
  }

  #liveLine(): unknown {
    if (this.live?.ended === true) return html`<div class="live" part="live"></div>`;
    const now = this.#now;
    return html`<div class="live" part="live">
      ${watchSlice(now.needsYou, (needsYou) => html`<span class="shape" ?data-needs-you=${needsYou}>${icon(needsYou ? 'diamond' : 'spinner')}</span>`)}
      <span class="doing"><bdi>${watchSlice(now.doing)}</bdi></span>
      <span class="facts"><span class="elapsed">${watchSlice(now.elapsed)}</span>${watchSlice(now.rate)}</span>
    </div>`;
  }

  #disclosure(id: string, open: boolean, name: IconName | null, words: unknown, part?: string): unknown {
    return html`<button
      class="disclosure"
      part=${part ?? nothing}
      type="button"
      aria-expanded=${open ? 'true' : 'false'}
      @click=${() => this.#setOpen(id, !open)}
    >
      ${name === null ? nothing : icon(name)}<span class="words">${words}</span
      ><span class="chevron">${icon('chevron-right')}</span>
    </button>`;
  }

  #footer(message: Message): unknown {
    return html`<footer>
      <hermes-message-actions .message=${message} .session=${this.session}></hermes-message-actions>
    </footer>`;
  }

  #setOpen(id: string, open: boolean): void {
    this.view.setOpen(id, open);
    this.requestUpdate();
  }
}

function isNote(block: Block): boolean {
  return block?.kind === 'text' && block.note;
}

function isQuiet(block: NoticeBlock): boolean {
  return isStep({ id: block.id, block });
}

/** The lines that only name a file for the program that shows it: the file itself stands below. */
function withoutGiven(text: string, files: Message['files']): string {
  return files === undefined ? text : text.replace(/^[ \t]*MEDIA:\S+[ \t]*(?:\n|$)/gm, '');
}

function textOf(piece: Piece): string {
  return 'block' in piece && 'text' in piece.block ? sound(piece.block.text) : '';
}

function raw(value: unknown): unknown {
  return html`<pre class="raw scroll" tabindex="0" dir="ltr">${rawText(value)}</pre>`;
}

declare global {
  interface HTMLElementTagNameMap {
    'hermes-message': HermesMessage;
  }
}
