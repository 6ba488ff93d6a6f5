/**
 * `<hermes-message>`: what a person reads as one message: a settled one, or the turn that runs now.
 *
 * Going from `live` to `message` keeps every node whose block id is the same (I-23): both are drawn by the same
 * templates, the growing tail through `watchSlice`, which renders nothing here.
 *
 * @csspart message - the message; carries data-key, data-role, data-live
 */
import { LitElement, html, nothing, type CSSResultGroup, type PropertyValues } from 'lit';
import { property } from 'lit/decorators.js';
import type { Block, LiveTurn, Message, NoticeBlock, SessionRuntime } from '../runtime/index.js';
import { repeat } from './directives/repeat.js';
import { ViewState } from './controllers/view-states.js';
import { watchSlice } from './directives/watch-slice.js';
import { icon, type IconName } from './icons.js';
import { LabelsController } from './labels/labels-controller.js';
import { namedFiles } from './media/kinds.js';
import { base } from './styles/base.js';
import { focus } from './styles/focus.js';
import { messageStyles } from './styles/message.js';
import { printMessage } from './styles/print.js';
import { tokens } from './styles/tokens.js';
import { visuallyHidden } from './styles/visually-hidden.js';

export type Density = 'compact' | 'stream' | 'answer';

/** Steps a settled turn may have before they fold into one line. */
const FEW_STEPS = 3;

/** One thing to draw: a closed block, or the open tail. */
type Piece =
  | { readonly id: string; readonly block: Block }
  | { readonly id: string; readonly tail: NonNullable<LiveTurn['tail']> };

const NOTICE_ICONS: Readonly<Record<NoticeBlock['notice'], IconName>> = {
  compressing: 'archive',
  compressed: 'archive',
  warning: 'warning',
  saved: 'check',
  goal: 'todo',
  background: 'clock',
  error: 'error',
  stopped: 'stop',
  interrupted: 'warning',
  system: 'info',
};

export class HermesMessage extends LitElement {
  static override styles: CSSResultGroup = [tokens, base, focus, visuallyHidden, messageStyles, printMessage];

  /** A message of the transcript. */
  @property({ attribute: false }) message: Message | null = null;
  /** The running turn, while `message` is null. */
  @property({ attribute: false }) live: LiveTurn | null = null;
  /** The conversation it is of: what a running turn does now, and who works for it. */
  @property({ attribute: false }) session: SessionRuntime | null = null;
  @property({ reflect: true }) density: Density | null = null;
  /** What is opened and closed; given by the transcript so that it outlives this element. */
  @property({ attribute: false }) view: ViewState = new ViewState();

  readonly #labels = new LabelsController(this);
  /** It was seen running: its steps then stay open when it settles, nothing jumps. */
  #wasLive = false;

  protected override willUpdate(changed: PropertyValues<this>): void {
    if (changed.has('live') && this.live !== null) this.#wasLive = true;
  }

  protected override render(): unknown {
    try {
      return this.#render();
    } catch {
      // One message that can't be drawn must not take the conversation with it.
      return html`<p class="broken" part="message" data-key=${this.message?.key ?? this.live?.key ?? ''}>
        ${this.#labels.term('messageBroken')}
      </p>`;
    }
  }

  #render(): unknown {
    const { message, live } = this;
    const key = message?.key ?? live?.key;
    if (key === undefined) return nothing;
    const role = message?.role ?? 'assistant';
    const isLive = message === null;
    const labels = this.#labels;
    const pieces =
      message === null
        ? live!.blocks.map((block): Piece => ({ id: block.id, block }))
        : message.blocks.map((block): Piece => ({ id: block.id, block }));
    if (isLive && live!.tail !== null) pieces.push({ id: live!.tail.id, tail: live!.tail });
    const woken = role === 'user' && message?.origin === 'system';
    const name = labels.term(role === 'user' ? (woken ? 'woken' : 'you') : role === 'assistant' ? 'agent' : 'session');
    return html`<article
      class="message ${woken ? 'woken' : ''}"
      part="message"
      data-key=${key}
      data-role=${role}
      ?data-live=${isLive}
      aria-label=${name}
    >
      ${woken ? this.#woken(pieces) : role === 'user' ? this.#bubble(pieces, message!) : this.#turn(pieces, message)}
      ${message !== null && !woken && role !== 'system' ? this.#footer(message) : nothing}
    </article>`;
  }

  #bubble(pieces: readonly Piece[], message: Message): unknown {
    const files = message.files ?? namedFiles(message.attachments);
    return html`<div class="bubble">
        ${repeat(
          pieces,
          (piece) => piece.id,
          (piece) =>
            'block' in piece && 'text' in piece.block
              ? html`<p class="said" dir="auto">${piece.block.text}</p>`
              : nothing,
        )}
      </div>
      ${
        files.length === 0
          ? nothing
          : html`<hermes-attachments align="end" .items=${files} .session=${this.session}></hermes-attachments>`
      }`;
  }

  /** A turn the server began itself: what woke the agent, quiet, openable. */
  #woken(pieces: readonly Piece[]): unknown {
    const open = this.view.isOpen('woken') ?? false;
    const text = pieces.map((piece) => ('block' in piece && 'text' in piece.block ? piece.block.text : '')).join('\n');
    return html`${this.#disclosure('woken', open, 'clock', this.#labels.term('woken'))}
    ${open ? html`<p class="reasoning" dir="auto">${text}</p>` : nothing}`;
  }

  #turn(pieces: readonly Piece[], message: Message | null): unknown {
    const steps = pieces.filter(isStep);
    const foldable = message !== null && (steps.length > FEW_STEPS || (this.density === 'answer' && steps.length > 0));
    const open =
      !foldable ||
      (this.view.isOpen('steps') ?? (this.density === 'stream' || (this.#wasLive && this.density !== 'answer')));
    return html`${foldable ? this.#disclosure('steps', open, 'list', this.#stepsLine(steps, message!)) : nothing}
      <div class="blocks" ?data-folded=${!open}>
        ${repeat(
          pieces,
          (piece) => piece.id,
          (piece) => this.#piece(piece, message),
        )}
      </div>
      ${message?.partial === true && !message.blocks.some((block) => block.kind === 'notice') ? html`<p class="partial">${icon('warning')}${this.#labels.term('partial')}</p>` : nothing}`;
  }

  #stepsLine(steps: readonly Piece[], message: Message): string {
    const labels = this.#labels;
    const tools = steps.filter((piece) => 'block' in piece && piece.block.kind === 'tool').length;
    const parts = [
      message.durationMs === null
        ? labels.term('worked')
        : labels.term('workedFor', labels.duration(message.durationMs)),
    ];
    if (tools > 0) parts.push(labels.term('toolsUsed', tools));
    return parts.join(' · ');
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
        return this.#text(block.id, block.text, true, block.note);
      case 'reasoning':
        return this.#reasoning(block.id, block.text, false);
      case 'tool':
        return html`<hermes-tool-card
          class="step"
          .tool=${block.tool}
          .open=${this.view.isOpen(block.id) ?? false}
          @toggle=${(event: Event) => this.view.setOpen(block.id, (event.target as HTMLElement & { open: boolean }).open)}
        ></hermes-tool-card>`;
      case 'notice':
        return this.#notice(block, message);
    }
  }

  #text(id: string, text: unknown, settled: boolean, note: boolean): unknown {
    return html`<div class="text ${note ? 'note step' : ''}" data-block=${id} dir="auto">
      <hermes-markdown .text=${text} .settled=${settled}></hermes-markdown>
    </div>`;
  }

  #reasoning(id: string, text: unknown, growing: boolean): unknown {
    const open = this.view.isOpen(id) ?? false;
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
    const text =
      block.text === '' || block.text === name
        ? nothing
        : html`<span class="notice-text" dir="auto">${block.text}</span>`;
    return html`<div
      class=${divider ? 'divider' : 'notice'}
      data-block=${block.id}
      data-notice=${block.notice}
      ?data-live=${message === null}
    >
      ${icon(NOTICE_ICONS[block.notice])}<span class="notice-name">${name}</span>${text}
    </div>`;
  }

  #disclosure(id: string, open: boolean, name: IconName, text: string): unknown {
    return html`<button
      class="disclosure"
      type="button"
      aria-expanded=${open ? 'true' : 'false'}
      @click=${() => this.#setOpen(id, !open)}
    >
      ${icon(name)}<span>${text}</span><span class="chevron">${icon('chevron-right')}</span>
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

/** A step on the way to the answer: folds away. Notices and the answer never do. */
function isStep(piece: Piece): boolean {
  if ('tail' in piece) return piece.tail.kind === 'reasoning';
  const { block } = piece;
  return block.kind === 'tool' || block.kind === 'reasoning' || (block.kind === 'text' && block.note);
}

declare global {
  interface HTMLElementTagNameMap {
    'hermes-message': HermesMessage;
  }
}
