/**
 * `<hermes-answer-all>`: the approvals of one session that wait, under each other, and one answer for all of them. Used by
 * `<hermes-approval>` where a session has several.
 *
 * Opened, it takes the requests that wait at that moment and shows each of them whole; what comes later is not among
 * them. A press counts as on a card, and only when every one of them has been in view. They are answered one after the
 * other, each after the server took the one before; at the first that fails it stops. The only choices are once and
 * deny, where every one of them offers it: nothing that lasts is given to many at a time.
 *
 * @csspart toggle - shows and hides the summary
 * @csspart choice - answers all; `data-choice` = `once deny`
 * @csspart item - one of them; `data-request-id`
 * @csspart command - its command
 * @csspart arguments - what its tool is given, one row per name
 * @fires hermes-answer - before each answer is sent; cancel it to answer that one yourself
 */
import { html, LitElement, nothing, type PropertyValues, type TemplateResult } from 'lit';
import { property, state } from 'lit/decorators.js';
import type { ApprovalRequest, SessionRuntime } from '../runtime/index.js';
import { answerAllStyles } from './approval/answer-all-styles.js';
import { argumentsOf, asks, canAnswer, commandOf, isOpen } from './approval/asked.js';
import { cardStyles } from './approval/card-styles.js';
import { strictGuard, type GestureGuard, type GestureVerdict } from './approval/gesture.js';
import { GestureWatch } from './approval/gesture-watch.js';
import { oddityWarnings } from './approval/oddity-warnings.js';
import { ShellColours } from './approval/shell-colours.js';
import { shownText } from './approval/shown-text.js';
import { visibleText } from './approval/visible-text.js';
import { SchemeController } from './controllers/scheme-controller.js';
import { repeat } from './directives/repeat.js';
import { HermesAnswerEvent } from './events.js';
import { icon } from './icons.js';
import { LabelsController } from './labels/labels-controller.js';
import { failureReason } from './sidebar/failure.js';
import { base } from './styles/base.js';
import { codeColours } from './styles/code-colours.js';
import { focus } from './styles/focus.js';
import { scrollbar } from './styles/scrollbar.js';
import { tokens } from './styles/tokens.js';
import { visuallyHidden } from './styles/visually-hidden.js';

const FOR_ALL = ['once', 'deny'] as const;
type ForAll = (typeof FOR_ALL)[number];

interface Progress {
  readonly choice: ForAll;
  /** From 1. */
  readonly index: number;
  readonly count: number;
}

export class HermesAnswerAll extends LitElement {
  static override styles = [tokens, base, focus, scrollbar, visuallyHidden, codeColours, cardStyles, answerAllStyles];

  @property({ attribute: false }) session: SessionRuntime | undefined = undefined;

  /** All approvals of the session that are open. */
  @property({ attribute: false }) requests: readonly ApprovalRequest[] = [];

  /** As of `<hermes-approval>`. */
  @property({ attribute: false }) gestureGuard: GestureGuard = strictGuard;

  /** What the summary shows and an answer goes to; null: it is shut. */
  @state() private asked: readonly ApprovalRequest[] | null = null;
  @state() private progress: Progress | null = null;
  /** Why the last press of a person did not count. */
  @state() private refused: Exclude<GestureVerdict, 'consent' | 'ignored'> | null = null;
  @state() private problem: string | null = null;

  readonly #labels = new LabelsController(this);
  readonly #colours = new ShellColours(this);
  readonly #internals = this.attachInternals();
  readonly #gestures = new GestureWatch(this, () => this.gestureGuard);

  constructor() {
    super();
    new SchemeController(this, this.#internals);
    this.#internals.role = 'group';
  }

  override connectedCallback(): void {
    super.connectedCallback();
    if (this.hasUpdated) this.#gestures.start();
  }

  override disconnectedCallback(): void {
    super.disconnectedCallback();
    this.#gestures.stop();
  }

  protected override willUpdate(changed: PropertyValues): void {
    if (changed.has('session')) this.#shut();
    if (changed.has('requests') && this.asked !== null) this.#follow(this.asked);
  }

  /** Those that no longer wait, or ask something else now, leave; none ever comes in. */
  #follow(asked: readonly ApprovalRequest[]): void {
    const left = asked.flatMap((one) => {
      const now = this.requests.find(({ id }) => id === one.id);
      return now !== undefined && isOpen(now) && asks(now) === asks(one) ? [now] : [];
    });
    if (left.length === 0 && this.progress === null) this.#shut();
    else this.asked = left;
    if (left.length !== asked.length) this.#gestures.replaced();
  }

  protected override firstUpdated(): void {
    this.#gestures.start();
  }

  protected override updated(): void {
    this.#gestures.watch();
    this.#internals.ariaLabel = this.#labels.term('answerAll', this.#waiting().length);
  }

  protected override render(): unknown {
    const waiting = this.#waiting();
    if (this.asked === null)
      return waiting.length < 2 || this.#choices(waiting).length === 0
        ? nothing
        : html`<button type="button" part="toggle" class="button quiet" aria-expanded="false" @click=${this.#onOpen}>
            ${this.#labels.term('answerAll', waiting.length)}
          </button>`;
    return this.#summary(this.asked, waiting);
  }

  #summary(asked: readonly ApprovalRequest[], waiting: readonly ApprovalRequest[]): TemplateResult {
    const labels = this.#labels;
    const later = waiting.filter(({ id }) => !asked.some((one) => one.id === id)).length;
    const title = this.session?.meta.peek().title ?? '';
    return html`<div class="card">
      <div class="head">
        <span class="shape">${icon('diamond')}</span>
        <h3>${labels.term('answerAllTitle', asked.length)}</h3>
        <p class="session"><bdi>${title === '' ? labels.term('untitled') : title}</bdi></p>
        <button
          type="button"
          part="toggle"
          class="button quiet icon-only fold"
          aria-expanded="true"
          aria-label=${labels.term('close')}
          title=${labels.term('close')}
          @click=${this.#onShut}
        >
          ${icon('close')}
        </button>
      </div>
      <div class="body">
        <ol class="items scroll" tabindex="0">
          ${repeat(
            asked,
            ({ id }) => id,
            (request) => this.#item(request),
          )}
        </ol>
        ${later === 0 ? nothing : html`<p class="told" role="status">${icon('info')}<span>${labels.term('answerAllLater', later)}</span></p>`}
        ${this.#told()}
        <div class="choices">
          ${repeat(
            this.#choices(asked),
            // The count is part of what is pressed: a button for fewer is another button.
            (choice) => `${choice} ${asked.length}`,
            (choice) => this.#button(choice, asked),
          )}
        </div>
      </div>
    </div>`;
  }

  #item(request: ApprovalRequest): TemplateResult {
    const { tool, description, risk } = request.approval;
    const text = commandOf(request);
    const args = argumentsOf(request).filter(([, value]) => value !== request.approval.command);
    const labels = this.#labels;
    return html`<li part="item" data-request-id=${request.id} data-state=${request.state}>
      ${tool === null ? nothing : html`<h4><bdi>${visibleText(tool)}</bdi></h4>`}
      ${description === '' ? nothing : html`<p class="reason as-written" dir="auto">${visibleText(description)}</p>`}
      <pre
        part="command"
        data-asked
        class="command scroll"
        dir="ltr"
        tabindex="0"
        role="group"
        aria-label=${labels.term('command')}
        ${this.#colours.of(request.approval.command)}
      >
${shownText(text, true)}</pre>
      ${
        args.length === 0
          ? nothing
          : html`<table part="arguments" class="arguments" aria-label=${labels.term('arguments')}>
              ${args.map(
                ([name, value]) =>
                  html`<tr>
                    <th scope="row" dir="ltr">${visibleText(name)}</th>
                    <td><pre class="value scroll" dir="ltr">${shownText(value, true)}</pre></td>
                  </tr>`,
              )}
            </table>`
      }
      ${oddityWarnings([text, ...args.flat()], labels)}
      ${
        risk === null || risk === ''
          ? nothing
          : html`<p class="facts">
              <span>${labels.term('risk')}: <bdi>${visibleText(risk)}</bdi></span>
            </p>`
      }
    </li>`;
  }

  #button(choice: ForAll, asked: readonly ApprovalRequest[]): TemplateResult {
    const busy = this.progress?.choice === choice;
    return html`<button
      type="button"
      part="choice"
      class="button ${choice === 'deny' ? 'deny' : 'primary'}"
      data-choice=${choice}
      ?disabled=${this.progress !== null || !asked.every(canAnswer)}
      aria-busy=${busy ? 'true' : 'false'}
      @pointerdown=${this.#onBegin}
      @keydown=${this.#onBegin}
      @click=${(event: Event) => this.#onChoose(event, choice, asked)}
    >
      ${busy ? icon('spinner') : nothing}${this.#labels.term(choice === 'once' ? 'allowAllOnce' : 'denyAll', asked.length)}
    </button>`;
  }

  #told(): unknown {
    const labels = this.#labels;
    if (this.problem !== null)
      return html`<p class="told error" role="alert">${icon('error')}<span>${this.problem}</span></p>`;
    if (this.progress !== null) {
      const { index, count } = this.progress;
      const said = `${labels.table('requestState').submitting} (${labels.term('position', index, count)})`;
      return html`<p class="told" role="status">${icon('info')}<span>${said}</span></p>`;
    }
    if (this.refused !== null)
      return html`<p class="told" role="status">
        ${icon('info')}<span>${labels.table('pressRefused')[this.refused]}</span>
      </p>`;
    return nothing;
  }

  /** What a person can still answer. */
  #waiting(): readonly ApprovalRequest[] {
    return this.requests.filter(canAnswer);
  }

  #choices(requests: readonly ApprovalRequest[]): readonly ForAll[] {
    return FOR_ALL.filter((choice) => requests.every(({ approval }) => approval.choices.includes(choice)));
  }

  #shut(): void {
    this.asked = null;
    this.progress = null;
    this.refused = null;
    this.problem = null;
  }

  #onChoose(event: Event, choice: ForAll, asked: readonly ApprovalRequest[]): void {
    const { session } = this;
    if (session === undefined || this.progress !== null || asked !== this.asked) return;
    const verdict = this.#gestures.ended(event);
    if (verdict === 'ignored') return;
    const refused = verdict === 'consent' ? null : verdict;
    // The note pushes the controls to another place.
    if (refused !== this.refused) this.#gestures.unsettle();
    this.refused = refused;
    if (verdict === 'consent') void this.#answer(session, choice, asked);
  }

  /** The consent was to all of them, wherever this element is by then; a session shown next is not concerned. */
  async #answer(session: SessionRuntime, choice: ForAll, asked: readonly ApprovalRequest[]): Promise<void> {
    const count = asked.length;
    this.problem = null;
    for (const [at, { id, approval }] of asked.entries()) {
      if (this.session === session) this.progress = { choice, index: at + 1, count };
      const now = session.requests.peek().open.find((request) => request.id === id);
      // Answered elsewhere meanwhile, or another question by now: neither was consented to.
      if (now?.kind !== 'approval' || !canAnswer(now) || now.approval !== approval) continue;
      const answer = { kind: 'approval', choice } as const;
      if (!this.dispatchEvent(new HermesAnswerEvent(session, id, answer))) continue;
      try {
        await session.answer(id, answer);
      } catch (thrown) {
        if (this.session !== session) return;
        this.progress = null;
        this.problem = this.#labels.term('answerAllStopped', at, count, failureReason(thrown, this.#labels));
        this.#gestures.unsettle();
        return;
      }
    }
    if (this.session === session) this.#shut();
  }

  readonly #onBegin = (event: PointerEvent | KeyboardEvent): void => {
    this.#gestures.began(event);
  };

  readonly #onOpen = (): void => {
    this.refused = null;
    this.asked = this.#waiting();
    this.#gestures.replaced();
  };

  readonly #onShut = (): void => {
    if (this.progress === null) this.#shut();
  };
}

declare global {
  interface HTMLElementTagNameMap {
    'hermes-answer-all': HermesAnswerAll;
  }
}
