/**
 * What a card of an approval and a card of a question share: which request it is, whose, until when, and the one way in
 * which an answer leaves it.
 *
 * A card is bound to one session and one request. Answers go to those two, whatever the page shows by then (I-03), at
 * most once (I-11), and only by a gesture that began on this card while it stood still (I-12; see gesture.ts).
 */
import { signal } from '@preact/signals-core';
import { html, LitElement, nothing, type PropertyValues, type TemplateResult } from 'lit';
import { property, state } from 'lit/decorators.js';
import type { AgentRequest, ConsentSlice, RequestAnswer, SessionRuntime } from '../../runtime/index.js';
import { now } from '../controllers/clock.js';
import { SchemeController } from '../controllers/scheme-controller.js';
import { SliceController } from '../controllers/slice-controller.js';
import { HermesAnswerEvent } from '../events.js';
import { icon, type IconName } from '../icons.js';
import { LabelsController } from '../labels/labels-controller.js';
import { failureReason } from '../sidebar/failure.js';
import { asks, canAnswer, isOpen } from './asked.js';
import { strictGuard, type GestureGuard, type GestureVerdict } from './gesture.js';
import { GestureWatch } from './gesture-watch.js';
import { newRequestView, type RequestView } from './request-views.js';

const SECOND = 1000;

/** What a card tells the list it stands in, and nobody else. */
export class RequestCardEvent extends Event {
  static readonly type = 'hermes-request-card';
  /** `open`: show the session. `view`: what was typed or folded changed. */
  readonly action: 'open' | 'view';

  constructor(action: 'open' | 'view') {
    super(RequestCardEvent.type, { bubbles: true, composed: false });
    this.action = action;
  }
}

export abstract class RequestElement<R extends AgentRequest = AgentRequest> extends LitElement {
  @property({ attribute: false }) session: SessionRuntime | undefined = undefined;
  @property({ attribute: false }) request: R | undefined = undefined;

  /** Its place among the requests that wait, from 1; null: not said. */
  @property({ attribute: false }) place: { readonly index: number; readonly count: number } | null = null;

  /** Offers to show the session (in an inbox). */
  @property({ type: Boolean }) openable = false;

  /** The title of the session this one's session works for; null: it works for nobody, or that is not known. */
  @property({ attribute: false }) parentTitle: string | null = null;

  /** What was typed and folded; a list hands in its own, which outlives the card. */
  @property({ attribute: false }) view: RequestView = newRequestView();

  /** Who counts as a person, and what time it is. The strict one unless a host or a test drives the page by script. */
  @property({ attribute: false }) gestureGuard: GestureGuard = strictGuard;

  /** The answer that left this card and of which nothing has been heard. */
  @state() protected sending: RequestAnswer | null = null;
  /** Why the last press of a person did not count. */
  @state() protected refused: Exclude<GestureVerdict, 'consent' | 'ignored'> | null = null;
  @state() protected problem: string | null = null;

  protected readonly labels = new LabelsController(this);
  protected readonly gestures = new GestureWatch(this, () => this.gestureGuard);

  readonly #internals = this.attachInternals();
  readonly #asked = signal<{ readonly session: SessionRuntime | undefined; readonly request: R | undefined }>({
    session: undefined,
    request: undefined,
  });
  readonly #title = new SliceController(this, () => this.#asked.value.session?.meta.value.title ?? '');
  readonly #workspace = new SliceController(this, () => this.#asked.value.session?.meta.value.workspace ?? null);
  readonly #consent = new SliceController(this, () => this.#asked.value.session?.consent.value);
  readonly #left = new SliceController(this, () => {
    const { request } = this.#asked.value;
    if (request === undefined || request.expiresAt === null || !isOpen(request)) return null;
    return Math.max(0, Math.ceil((request.expiresAt - now(SECOND)) / SECOND));
  });
  #hadFocus = false;

  constructor() {
    super();
    new SchemeController(this, this.#internals);
    this.#internals.role = 'group';
  }

  override connectedCallback(): void {
    super.connectedCallback();
    if (this.hasUpdated) this.gestures.start();
  }

  override disconnectedCallback(): void {
    super.disconnectedCallback();
    this.gestures.stop();
  }

  protected override willUpdate(changed: PropertyValues): void {
    this.#hadFocus = (this.shadowRoot?.activeElement ?? null) !== null;
    const lastPlace = changed.get('place') as typeof this.place | undefined;
    if (lastPlace && this.place && lastPlace.index !== this.place.index) this.gestures.unsettle();
    if (!changed.has('request') && !changed.has('session')) return;
    const last = this.#asked.peek();
    const { session, request } = this;
    this.#asked.value = { session, request };
    if (last.request?.id !== request?.id || last.session !== session) {
      this.sending = null;
      this.problem = null;
      this.refused = null;
      this.gestures.replaced();
    } else if (last.request !== undefined && request !== undefined && asks(last.request) !== asks(request)) {
      this.refused = null;
      this.gestures.replaced();
    } else if (last.request?.state !== request?.state && request !== undefined && canAnswer(request)) {
      // It came back: what it says is new, and so is the consent to it.
      this.sending = null;
      this.gestures.unsettle();
    }
  }

  protected override firstUpdated(): void {
    this.gestures.start();
  }

  protected override updated(_changed: PropertyValues): void {
    this.gestures.watch();
    const { request, session } = this;
    const hooks = {
      'data-request-id': request?.id,
      'data-session-id': session?.id ?? request?.session,
      'data-kind': request?.kind,
      'data-state': this.shownState,
    };
    for (const [name, value] of Object.entries(hooks)) {
      if (value === undefined) this.removeAttribute(name);
      else if (this.getAttribute(name) !== value) this.setAttribute(name, value);
    }
    const parent = this.parentTitle === null ? '' : ` ${this.labels.term('workerOf', this.parentTitle)}`;
    this.#internals.ariaLabel = `${this.heading()} ${this.sessionTitle}${parent}`;
    // The control that had focus is gone: stay in the card, on nothing that can be pressed.
    if (this.#hadFocus && this.shadowRoot?.activeElement === null) this.#focusCard();
  }

  #focusCard(): void {
    this.renderRoot.querySelector<HTMLElement>('.card')?.focus({ preventScroll: true });
  }

  /** The question in the head of the card. */
  protected abstract heading(): string;

  protected get sessionTitle(): string {
    return this.#title.value === '' ? this.labels.term('untitled') : (this.#title.value ?? '');
  }

  protected get workspace(): string | null {
    return this.#workspace.value ?? null;
  }

  /** The switch with which a session is never asked again; undefined: not known. */
  protected get consent(): ConsentSlice | undefined {
    return this.#consent.value;
  }

  protected get shownState(): AgentRequest['state'] | undefined {
    const state = this.request?.state;
    return this.sending !== null && (state === 'pending' || state === 'failed') ? 'submitting' : state;
  }

  /** Nothing can be answered here now: an answer is under way, or all is over. */
  protected get locked(): boolean {
    return this.sending !== null || this.request === undefined || !canAnswer(this.request);
  }

  protected get isOver(): boolean {
    return this.request !== undefined && !isOpen(this.request);
  }

  /** What is being sent, here or as the runtime tells it. */
  protected get answering(): RequestAnswer | null {
    return this.sending ?? (this.request?.state === 'submitting' ? this.request.answer : null);
  }

  /** Takes a verdict to the person, who is told why a press of theirs did not count. What no person did is not told. */
  protected accepted(verdict: GestureVerdict): boolean {
    if (verdict === 'ignored') return false;
    const refused = verdict === 'consent' ? null : verdict;
    // The note pushes the controls to another place.
    if (refused !== this.refused) this.gestures.unsettle();
    this.refused = refused;
    return verdict === 'consent';
  }

  /** Sends the answer to the session and the request it was given for. */
  protected submit(answer: RequestAnswer, session: SessionRuntime, request: AgentRequest): void {
    if (this.locked || session !== this.session || request.id !== this.request?.id) return;
    // Cancelled: the host answers it itself.
    if (!this.dispatchEvent(new HermesAnswerEvent(session, request.id, answer))) return;
    this.sending = answer;
    this.problem = null;
    // The focused button is about to be disabled; focus stays in the card, on nothing that can be pressed.
    if (this.shadowRoot?.activeElement) this.#focusCard();
    this.#send(answer, session, request).catch(() => undefined);
  }

  async #send(answer: RequestAnswer, session: SessionRuntime, request: AgentRequest): Promise<void> {
    try {
      await session.answer(request.id, answer);
    } catch (thrown) {
      if (request.id !== this.request?.id || session !== this.session) return;
      this.sending = null;
      this.problem = this.labels.term('requestFailed', failureReason(thrown, this.labels));
      this.gestures.unsettle();
    }
  }

  /** The card around what a kind of request shows. */
  protected frame(shape: IconName, body: () => unknown): TemplateResult {
    const { labels, view, place } = this;
    const fold = labels.term(view.collapsed ? 'showRequest' : 'hideRequest');
    return html`<div class="card" tabindex="-1">
      <div class="head">
        <span class="shape">${icon(shape)}</span>
        <h3>${this.heading()}</h3>
        <p class="session">
          <bdi part="session-title">${this.sessionTitle}</bdi>
          ${
            this.parentTitle === null
              ? nothing
              : html`<bdi part="session-parent">${labels.term('workerOf', this.parentTitle)}</bdi>`
          }
          ${
            place === null || place.count < 2 || this.isOver
              ? nothing
              : html`<span class="place">${labels.term('position', place.index, place.count)}</span>`
          }
          ${this.#countdown()}
        </p>
        ${
          this.openable
            ? html`<button type="button" part="open" class="button quiet" @click=${this.#onOpen}>
                ${labels.term('openSession')}
              </button>`
            : nothing
        }
        <button
          type="button"
          part="collapse"
          class="button quiet icon-only fold"
          aria-expanded=${view.collapsed ? 'false' : 'true'}
          aria-label=${fold}
          title=${fold}
          @click=${this.#onFold}
        >
          ${icon('chevron-down')}
        </button>
      </div>
      ${view.collapsed ? this.summary() : html`<div class="body">${body()}</div>`}
    </div>`;
  }

  /** One line in place of a folded card. */
  protected abstract summary(): unknown;

  /** What became of it, or why it is still here. */
  protected outcome(): unknown {
    const { labels, request } = this;
    if (request === undefined) return nothing;
    if (this.problem !== null)
      return html`<p class="told error" role="alert">${icon('error')}<span>${this.problem}</span></p>`;
    if (request.state === 'failed' && this.sending === null) {
      return html`<p class="told error" role="alert">
        ${icon('error')}<span>${labels.term('requestFailed', request.error ?? '')}</span>
      </p>`;
    }
    if (this.refused !== null) {
      const why = labels.table('pressRefused')[this.refused];
      return html`<p class="told" role="status">${icon('info')}<span>${why}</span></p>`;
    }
    return nothing;
  }

  /** How it was closed, where nobody answered it here. */
  protected endingUnanswered(request: AgentRequest): TemplateResult {
    const { labels } = this;
    const { closedBy, state } = request;
    const states = labels.table('requestState');
    const by = closedBy === null || closedBy === 'here' ? null : closedBy;
    const shape = by === 'deadline' || state === 'expired' ? 'clock' : 'info';
    const fallback = state === 'expired' ? states.expired : states.gone;
    return this.ending(by === null ? fallback : labels.table('closedBy')[by], shape);
  }

  /** Written where the controls were, once it is over. */
  protected ending(text: string, shape: IconName): TemplateResult {
    return html`<p class="told ending" role="status">${icon(shape)}<span>${text}</span></p>`;
  }

  #countdown(): unknown {
    const left = this.#left.value ?? null;
    if (left === null || this.isOver) return nothing;
    const text =
      left === 0 ? this.labels.term('timeUp') : this.labels.term('expiresIn', this.labels.duration(left * SECOND));
    return html`<span class="countdown ${left <= 30 ? 'soon' : ''}" role="timer">${text}</span>`;
  }

  protected viewChanged(): void {
    this.dispatchEvent(new RequestCardEvent('view'));
    this.requestUpdate();
  }

  readonly #onOpen = (): void => {
    this.dispatchEvent(new RequestCardEvent('open'));
  };

  readonly #onFold = (): void => {
    this.view.collapsed = !this.view.collapsed;
    // What is unfolded has just appeared.
    this.gestures.unsettle();
    this.viewChanged();
  };
}
