/**
 * `<hermes-composer>`: where a person writes to one session.
 *
 * Owns no text. The draft lives in the session; the textarea shows it and hands every keystroke back to the session it
 * was typed for. Each session gets a textarea of its own, so neither text, undo history nor an unfinished composition
 * (Japanese, Chinese, Korean) ever crosses over.
 *
 * @fires hermes-send - before a message is sent or given to the live run; cancelable
 * @fires hermes-stop - before the run is stopped; cancelable
 * @csspart input - the textarea
 * @csspart send - the button that sends (or queues, while a run is live)
 * @csspart stop - the button that stops the run; there while one is live
 * @csspart queue - list of messages not sent yet
 * @csspart queue-item - one of them; carries data-state, and data-elsewhere where it waits in another tab
 * @csspart attach - the button that chooses files; there where the server takes some
 * @csspart files - list of the files that go with the next message
 * @csspart file - one of them; carries data-state (uploading, ready, failed, interrupted)
 */
import { LitElement, html, nothing, type CSSResultGroup, type PropertyValues } from 'lit';
import { property, query, state } from 'lit/decorators.js';
import { keyed } from 'lit/directives/keyed.js';
import { repeat } from './directives/repeat.js';
import type { OutboxItem, QueueWait, SessionRegistry, SessionRuntime } from '../runtime/index.js';
import {
  attachButton,
  attachmentList,
  failedFiles,
  filesState,
  type AttachmentActs,
} from './composer/attachment-list.js';
import { FileIntake } from './composer/file-intake.js';
import { DelayController } from './controllers/delay-controller.js';
import { SessionController } from './controllers/session-controller.js';
import { HermesSendEvent, HermesStopEvent } from './events.js';
import { icon } from './icons.js';
import { LabelsController } from './labels/labels-controller.js';
import { base } from './styles/base.js';
import { composerStyles } from './styles/composer.js';
import { focus } from './styles/focus.js';
import { scrollbar } from './styles/scrollbar.js';
import { tokens } from './styles/tokens.js';
import { visuallyHidden } from './styles/visually-hidden.js';

/** A message that is on its way for less than this is not worth a row that comes and goes. */
const SUBMITTING_SHOWN_MS = 400;

export class HermesComposer extends LitElement {
  static override styles: CSSResultGroup = [tokens, base, focus, scrollbar, visuallyHidden, composerStyles];

  @property({ attribute: 'session-id' }) sessionId: string | null = null;
  @property({ attribute: false }) registry?: SessionRegistry;

  /** What became of a steer, in words. */
  @state() private outcome = '';
  @state() private steering = false;

  @query('textarea') private input!: HTMLTextAreaElement | null;

  readonly #session = new SessionController(this);
  readonly #composer = this.#session.slice((session) => session.composer.value);
  readonly #phase = this.#session.slice((session) => session.run.value.phase);
  readonly #canSend = this.#session.slice((session) => session.canSend.value);
  readonly #canStop = this.#session.slice((session) => session.canStop.value);
  readonly #readOnly = this.#session.slice((session) => session.meta.value.readOnly);
  readonly #canSteer = this.#session.slice(
    () => this.#session.currentRegistry.value?.capabilities.value?.steer === true,
  );
  readonly #canAttach = this.#session.slice(
    () => this.#session.currentRegistry.value?.capabilities.value?.attachments === true,
  );
  readonly #intake = new FileIntake(this, {
    taking: () => (this.#canAttach.value === true && this.#shown?.canSend.peek() === true ? this.#shown : undefined),
    attach: (session, files) => {
      this.outcome = '';
      session.attachFiles(files);
      if (session === this.#shown) this.input?.focus({ preventScroll: true });
    },
  });
  readonly #labels = new LabelsController(this);
  readonly #delay = new DelayController(this);

  /** The session whose text is in the textarea: what is typed belongs to it and to no other. */
  #shown: SessionRuntime | undefined;
  /** The draft as it last came from the session; only a change of it may touch the textarea. */
  #draft = '';
  #composing = false;
  #refocus = false;
  #empty = true;

  protected override update(changed: PropertyValues): void {
    const session = this.#session.session;
    if (session !== this.#shown) {
      this.#refocus = this.#shown !== undefined && this.renderRoot.querySelector('textarea:focus') !== null;
      this.#shown = session;
      this.#draft = '';
      this.#empty = true;
      this.#composing = false;
      this.outcome = '';
      this.steering = false;
      this.#intake.dragging = false;
    }
    super.update(changed);
  }

  protected override render(): unknown {
    const session = this.#shown;
    if (session === undefined) return nothing;
    const phase = this.#phase.value ?? 'unknown';
    const running = phase === 'starting' || phase === 'running' || phase === 'stopping';
    const labels = this.#labels;
    const canSend = this.#canSend.value === true;
    const files = this.#composer.value?.files ?? [];
    const attached = filesState(files);
    const empty = this.#empty && attached === 'none';
    const sends = labels.term(attached === 'uploading' ? 'sendWhenUploaded' : running ? 'queueMessage' : 'send');
    const placeholder = labels.term(
      this.#readOnly.value === true ? 'readOnlyHint' : running ? 'messagePlaceholderRunning' : 'messagePlaceholder',
    );
    return html`<div
      class="composer"
      @dragover=${this.#intake.draggedOver}
      @dragleave=${this.#intake.draggedOut}
      @drop=${this.#intake.dropped}
    >
      ${this.#queue()}
      <div class="outcome" role="status">${this.outcome}</div>
      <div class="visually-hidden" role="status">${failedFiles(files, labels)}</div>
      <div class="box ${this.#intake.dragging ? 'dragging' : ''}">
        ${attachmentList(files, labels, this.#fileActs)}
        ${keyed(
          session.id,
          html`<textarea
            class="scroll"
            part="input"
            rows="1"
            dir="auto"
            aria-label=${labels.term('message')}
            placeholder=${placeholder}
            enterkeyhint="send"
            ?readonly=${!canSend}
            @input=${this.#typed}
            @keydown=${this.#keyPressed}
            @paste=${this.#intake.pasted}
            @compositionstart=${this.#compositionStarted}
            @compositionend=${this.#compositionEnded}
          ></textarea>`,
        )}
        <div class="actions">
          ${this.#canAttach.value === true && canSend ? attachButton(labels, this.#intake) : nothing}
          ${
            running && this.#canSteer.value === true
              ? html`<button
                  class="button quiet"
                  part="steer"
                  type="button"
                  title=${labels.term('steerHint')}
                  ?disabled=${this.#empty || files.length > 0 || !canSend || this.steering}
                  @click=${this.#steer}
                >
                  ${icon('steer')}${labels.term('steer')}
                </button>`
              : nothing
          }
          ${
            running
              ? html`<button
                  class="button"
                  part="stop"
                  type="button"
                  ?disabled=${this.#canStop.value !== true || phase === 'stopping'}
                  @click=${this.#stop}
                >
                  ${icon(phase === 'stopping' ? 'spinner' : 'stop')}${labels.term(phase === 'stopping' ? 'stopping' : 'stop')}
                </button>`
              : nothing
          }
          <button
            class="button primary ${running ? '' : 'icon-only'}"
            part="send"
            type="button"
            aria-label=${sends}
            title=${sends}
            ?hidden=${running && empty}
            ?disabled=${empty || !canSend}
            @click=${this.#send}
          >
            ${running ? html`${icon('queue')}${sends}` : icon(attached === 'uploading' ? 'clock' : 'arrow-up')}
          </button>
        </div>
      </div>
    </div>`;
  }

  protected override updated(_changed: PropertyValues): void {
    const { input } = this;
    const draft = this.#composer.value?.draft;
    if (input === null || draft === undefined) return;
    // A draft that changed elsewhere (another pane, another tab, a message taken back) is shown; an unfinished
    // composition is not disturbed, its end writes what is here.
    if (draft !== this.#draft && !this.#composing) {
      this.#draft = draft;
      if (input.value !== draft) {
        input.value = draft;
        this.#grow();
      }
      this.#noteEmpty();
    }
    if (this.#refocus) {
      this.#refocus = false;
      input.focus({ preventScroll: true });
    }
  }

  override focus(options?: FocusOptions): void {
    this.input?.focus(options);
  }

  #queue(): unknown {
    const { outbox = [], waitsFor = null } = this.#composer.value ?? {};
    const submitting = new Set(outbox.filter((item) => item.state === 'submitting').map((item) => item.ref));
    this.#delay.keep(submitting);
    const items = outbox.filter(
      (item) => item.state !== 'submitting' || this.#delay.passed(item.ref, true, SUBMITTING_SHOWN_MS),
    );
    if (items.length === 0) return nothing;
    return html`<ul class="queue scroll" part="queue" aria-label=${this.#labels.term('queue')}>
      ${repeat(
        items,
        (item) => item.ref,
        (item) => this.#queueItem(item, waitsFor),
      )}
    </ul>`;
  }

  #queueItem(item: OutboxItem, waitsFor: QueueWait | null): unknown {
    const labels = this.#labels;
    const ours = item.state === 'queued' || item.state === 'returned';
    const files = item.attachments ?? [];
    const waits = item.state === 'queued' && filesState(files) === 'uploading';
    const elsewhere = item.owner !== undefined;
    const hint = waits
      ? labels.term('waitsForFiles')
      : item.state === 'queued' && waitsFor === 'server'
        ? labels.term('waitsForServer')
        : item.state === 'queued' && waitsFor === 'person'
          ? labels.term('waitsForPerson')
          : labels.table('outboxHint')[item.state];
    const hintOrError = item.error === null ? hint : labels.error(item.error);
    const place = elsewhere ? labels.table('outboxElsewhere')[item.state] : '';
    // Of one on its way, where from is all there is to say.
    const why = elsewhere && item.state === 'submitting' ? place : `${place} ${hintOrError}`.trim();
    const button = (
      name: 'editItem' | 'sendNow' | 'removeItem',
      shape: 'edit' | 'arrow-up' | 'close',
      act: (session: SessionRuntime) => void,
    ) =>
      html`<button
        class="button quiet icon-only"
        type="button"
        data-action=${name}
        aria-label="${labels.term(name)}: ${item.text.slice(0, 60)}"
        title=${labels.term(name)}
        @click=${() => {
          if (name !== 'editItem') this.#leaveItem(item.ref, name);
          this.#withShown(act);
        }}
      >
        ${icon(shape)}
      </button>`;
    return html`<li part="queue-item" data-ref=${item.ref} data-state=${item.state} ?data-elsewhere=${elsewhere}>
      ${icon(item.state === 'queued' ? 'clock' : item.state === 'returned' ? 'warning' : 'spinner')}
      <div class="words">
        ${item.text === '' ? nothing : html`<p class="text" dir="auto">${item.text}</p>`}
        ${files.length === 0 ? nothing : html`<p class="why">${icon('attach')} <bdi>${files.map((file) => file.name).join(', ')}</bdi></p>`}
        <p class="why" role=${item.state === 'returned' ? 'alert' : nothing}>
          <strong>${labels.table('outbox')[item.state]}</strong> ${why}
        </p>
      </div>
      ${
        ours
          ? html`<div class="item-actions">
              ${button('editItem', 'edit', (session) => {
                session.reclaim(item.ref);
                this.input?.focus();
              })}
              ${['none', 'ready'].includes(filesState(files)) ? button('sendNow', 'arrow-up', (session) => session.resend(item.ref)) : nothing}
              ${button('removeItem', 'close', (session) => session.discard(item.ref))}
            </div>`
          : nothing
      }
    </li>`;
  }

  /** The button is about to go: the keyboard goes on with the next message, or with the text. */
  #leaveItem(ref: string, name: string): void {
    const buttons = [...this.renderRoot.querySelectorAll<HTMLElement>(`[part="queue-item"] [data-action="${name}"]`)];
    const at = buttons.findIndex(
      (button) => button.closest<HTMLElement>('[part="queue-item"]')?.dataset['ref'] === ref,
    );
    (buttons[at + 1] ?? buttons[at - 1] ?? this.input)?.focus();
  }

  readonly #typed = (): void => {
    const { input } = this;
    if (input === null) return;
    this.#draft = input.value;
    this.#withShown((session) => session.setDraft(input.value));
    this.outcome = '';
    this.#grow();
    this.#noteEmpty();
  };

  readonly #keyPressed = (event: KeyboardEvent): void => {
    if (event.key !== 'Enter' || event.shiftKey || event.altKey || event.repeat) return;
    // Enter that ends a composition belongs to it. Safari ends it first and marks the key 229.
    if (event.isComposing || this.#composing || event.keyCode === 229) return;
    event.preventDefault();
    this.#send();
  };

  readonly #compositionStarted = (): void => {
    this.#composing = true;
  };

  readonly #compositionEnded = (): void => {
    this.#composing = false;
    this.#typed();
  };

  readonly #fileActs: AttachmentActs = {
    retry: (ref) => this.#withShown((session) => session.retryFile(ref)),
    remove: (ref) => {
      const buttons = [...this.renderRoot.querySelectorAll<HTMLElement>('[part~="file"] [data-action="remove"]')];
      const at = buttons.findIndex((button) => button.closest<HTMLElement>('[part~="file"]')?.dataset['ref'] === ref);
      this.#withShown((session) => session.removeFile(ref));
      // The button is about to go: the keyboard goes on with the next file, or with the text.
      (buttons[at + 1] ?? buttons[at - 1] ?? this.input)?.focus();
    },
  };

  readonly #send = (): void => {
    const taken = this.#taken();
    if (taken === undefined) return;
    const { session, text } = taken;
    if (filesState(session.composer.peek().files) === 'broken') {
      this.outcome = this.#labels.term('filesBroken');
      return;
    }
    if (!this.dispatchEvent(new HermesSendEvent(session, text))) return;
    void Promise.resolve(session.sendDraft()).catch(() => undefined);
    this.#noteEmpty();
    this.input?.focus({ preventScroll: true });
  };

  readonly #steer = (): void => {
    const taken = this.#taken();
    if (taken === undefined || this.steering || taken.session.composer.peek().files.length > 0) return;
    const { session, text } = taken;
    if (!this.dispatchEvent(new HermesSendEvent(session, text, 'steer'))) return;
    this.steering = true;
    void Promise.resolve(session.steer(text))
      .catch(() => 'refused' as const)
      .then((outcome) => {
        // Delivered or queued, it is there and no longer here; unless the person has written on in the meantime.
        if (outcome !== 'refused' && session.composer.peek().draft === text) session.setDraft('');
        if (session !== this.#shown) return;
        this.steering = false;
        this.outcome = this.#labels.term(
          outcome === 'accepted' ? 'steered' : outcome === 'queued' ? 'steerQueued' : 'steerRefused',
        );
      });
  };

  readonly #stop = (): void => {
    this.#withShown((session) => {
      if (!this.dispatchEvent(new HermesStopEvent(session))) return;
      void Promise.resolve(session.stop()).catch(() => undefined);
      this.input?.focus({ preventScroll: true });
    });
  };

  /** The session and its text at the moment of the gesture (I-03); the session has the text before anything is sent. */
  #taken(): { readonly session: SessionRuntime; readonly text: string } | undefined {
    const session = this.#shown;
    const text = this.input?.value ?? '';
    if (session === undefined || !session.canSend.peek()) return undefined;
    if (text.trim() === '' && session.composer.peek().files.length === 0) return undefined;
    if (session.composer.peek().draft !== text) this.#withShown((shown) => shown.setDraft(text));
    return { session, text };
  }

  /** Runs a gesture on the session shown; a verb that fails must not take the composer with it. */
  #withShown(act: (session: SessionRuntime) => void): void {
    const session = this.#shown;
    if (session === undefined) return;
    try {
      act(session);
    } catch (thrown) {
      reportError(thrown);
    }
  }

  #noteEmpty(): void {
    const empty = (this.input?.value ?? '').trim() === '';
    if (empty === this.#empty) return;
    this.#empty = empty;
    this.requestUpdate();
  }

  /** For browsers without `field-sizing: content`. */
  #grow(): void {
    const { input } = this;
    if (input === null || CSS.supports('field-sizing', 'content')) return;
    input.style.blockSize = 'auto';
    input.style.blockSize = `${input.scrollHeight}px`;
  }
}

declare global {
  interface HTMLElementTagNameMap {
    'hermes-composer': HermesComposer;
  }
}
