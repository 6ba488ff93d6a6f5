/**
 * `<hermes-question>`: one question of the agent, with the choices it offers and room for another answer.
 *
 * What is typed belongs to the person until the server has it: it is kept while the card is folded, re-rendered or
 * pointed elsewhere, and when the question is closed by somebody else it is offered as a message (I-13).
 *
 * @csspart choice - a choice; `data-choice` is its text
 * @csspart free-text - room for another answer
 * @csspart submit - sends what is typed
 * @csspart skip - passes over the question, with an answer that says so: servers know no other way
 * @fires hermes-answer - before the answer is sent; cancel it to answer yourself
 */
import { html, nothing, type PropertyValues, type TemplateResult } from 'lit';
import { repeat } from './directives/repeat.js';
import type { QuestionRequest, SessionRuntime } from '../runtime/index.js';
import { cardStyles } from './approval/card-styles.js';
import { RequestElement } from './approval/request-element.js';
import { visibleText } from './approval/visible-text.js';
import { icon } from './icons.js';
import { base } from './styles/base.js';
import { focus } from './styles/focus.js';
import { scrollbar } from './styles/scrollbar.js';
import { tokens } from './styles/tokens.js';
import { visuallyHidden } from './styles/visually-hidden.js';

export class HermesQuestion extends RequestElement<QuestionRequest> {
  static override styles = [tokens, base, focus, scrollbar, visuallyHidden, cardStyles];

  protected override willUpdate(changed: PropertyValues): void {
    super.willUpdate(changed);
    const { request } = this;
    // What arrived is no longer only here.
    if (request?.state !== 'resolved' || request.answer?.kind !== 'question') return;
    if (this.view.text === '' || this.view.text.trim() !== request.answer.text.trim()) return;
    this.view.text = '';
    // The list forgets it too, once this update is through.
    queueMicrotask(() => this.viewChanged());
  }

  protected override render(): unknown {
    const { request, session } = this;
    if (request === undefined || session === undefined) return nothing;
    return this.frame('question', () => [
      html`<p class="question" data-asked dir="auto">${visibleText(request.question.text)}</p>`,
      this.outcome(),
      this.isOver ? this.#over(request, session) : this.#controls(request, session),
    ]);
  }

  protected override heading(): string {
    return this.labels.term('question');
  }

  protected override summary(): unknown {
    return html`<p class="summary" dir="auto">${visibleText(this.request?.question.text ?? '')}</p>`;
  }

  #controls(request: QuestionRequest, session: SessionRuntime): TemplateResult {
    const { labels } = this;
    const answering = this.answering;
    const sent = answering?.kind === 'question' ? answering.text : null;
    const { choices } = request.question;
    const byChoice = sent !== null && choices.includes(sent);
    return html`
      ${
        choices.length === 0
          ? nothing
          : html`<div class="answers">
              ${repeat(
                choices,
                (choice, index) => `${request.id} ${index} ${choice}`,
                (choice) =>
                  html`<button
                    type="button"
                    part="choice"
                    class="button"
                    dir="auto"
                    data-choice=${choice}
                    ?disabled=${this.locked}
                    aria-busy=${byChoice && sent === choice ? 'true' : 'false'}
                    @pointerdown=${this.#onBegin}
                    @keydown=${this.#onBegin}
                    @click=${(event: Event) => this.#onChoose(event, choice, request, session)}
                  >
                    ${byChoice && sent === choice ? icon('spinner') : nothing}<span>${visibleText(choice)}</span>
                  </button>`,
              )}
            </div>`
      }
      <div class="write">
        <textarea
          part="free-text"
          rows="1"
          dir="auto"
          autocomplete="off"
          data-1p-ignore
          data-lpignore="true"
          aria-label=${labels.term('answer')}
          placeholder=${labels.term('answerPlaceholder')}
          .value=${this.view.text}
          ?readonly=${this.locked}
          @input=${this.#onInput}
          @keydown=${(event: KeyboardEvent) => this.#onTextKeydown(event, request, session)}
        ></textarea>
        <button
          type="button"
          part="submit"
          class="button primary"
          ?disabled=${this.locked || this.view.text.trim() === ''}
          aria-busy=${sent !== null && !byChoice ? 'true' : 'false'}
          @pointerdown=${this.#onBegin}
          @keydown=${this.#onBegin}
          @click=${(event: Event) => this.#onSubmit(event, request, session)}
        >
          ${sent !== null && !byChoice ? icon('spinner') : nothing}${labels.term('submitAnswer')}
        </button>
        <button
          type="button"
          part="skip"
          class="button quiet"
          aria-describedby="skip-sends"
          ?disabled=${this.locked}
          @pointerdown=${this.#onBegin}
          @keydown=${this.#onBegin}
          @click=${(event: Event) => this.#onSkip(event, request, session)}
        >
          ${labels.term('skipQuestion')}
        </button>
      </div>
      <p class="facts" id="skip-sends">${labels.term('skipSends', labels.term('skipAnswer'))}</p>
      <span class="visually-hidden" role="status">${sent === null ? '' : labels.table('requestState').submitting}</span>
    `;
  }

  #over(request: QuestionRequest, session: SessionRuntime): TemplateResult {
    const { labels } = this;
    const text = this.view.text.trim();
    if (text === '') {
      return request.state === 'resolved' && request.closedBy !== 'elsewhere' && request.answer?.kind === 'question'
        ? this.ending(labels.term('answeredWith', visibleText(request.answer.text)), 'check')
        : this.endingUnanswered(request);
    }
    return html`
      ${this.ending(labels.term('questionClosed'), 'info')}
      <p class="kept" dir="auto">${this.view.text}</p>
      <div class="choices">
        <button type="button" part="move-to-message" class="button" @click=${() => this.#onMove(session)}>
          ${labels.term('moveToMessage')}
        </button>
        <button type="button" part="discard" class="button quiet" @click=${this.#onDiscard}>
          ${labels.term('discardText')}
        </button>
      </div>
    `;
  }

  readonly #onBegin = (event: PointerEvent | KeyboardEvent): void => {
    this.gestures.began(event);
  };

  #onChoose(event: Event, choice: string, request: QuestionRequest, session: SessionRuntime): void {
    if (this.locked || !this.accepted(this.gestures.ended(event))) return;
    this.submit({ kind: 'question', text: choice }, session, request);
  }

  #onSubmit(event: Event, request: QuestionRequest, session: SessionRuntime): void {
    const text = this.view.text.trim();
    if (this.locked || text === '' || !this.accepted(this.gestures.ended(event))) return;
    this.submit({ kind: 'question', text }, session, request);
  }

  /** What is typed stays here: it was not sent. */
  #onSkip(event: Event, request: QuestionRequest, session: SessionRuntime): void {
    if (this.locked || !this.accepted(this.gestures.ended(event))) return;
    this.submit({ kind: 'question', text: this.labels.term('skipAnswer') }, session, request);
  }

  readonly #onInput = (event: Event): void => {
    this.view.text = (event.target as HTMLTextAreaElement).value;
    this.viewChanged();
  };

  #onTextKeydown(event: KeyboardEvent, request: QuestionRequest, session: SessionRuntime): void {
    // Enter that ends a composition is not Enter (229: browsers that say so late).
    if (event.key !== 'Enter' || event.shiftKey || event.isComposing || event.keyCode === 229) return;
    event.preventDefault();
    const text = this.view.text.trim();
    if (this.locked || text === '' || !this.accepted(this.gestures.key(event))) return;
    this.submit({ kind: 'question', text }, session, request);
  }

  #onMove(session: SessionRuntime): void {
    const draft = session.composer.peek().draft;
    session.setDraft(draft === '' ? this.view.text : `${draft}\n\n${this.view.text}`);
    this.#onDiscard();
  }

  readonly #onDiscard = (): void => {
    this.view.text = '';
    this.viewChanged();
  };
}

declare global {
  interface HTMLElementTagNameMap {
    'hermes-question': HermesQuestion;
  }
}
