/**
 * `<hermes-approval>`: the requests that wait for a person. With `session-id` those of one session, without it all of
 * the registry, oldest first. Works with no pane on the page.
 *
 * The requests are the runtime's; this element owns which cards are still on screen after their request was closed, what
 * was typed into them, and what it has announced. A card stands for one request from its first showing to its last, so
 * that what was pressed on one can never answer another.
 *
 * @csspart card - a card; `data-request-id`, `data-session-id`, `data-kind`, `data-state`
 * @csspart choice - a choice; `data-choice`
 * @csspart free-text - room for an answer to a question
 * @csspart submit - sends it
 * @csspart skip - passes over a question
 * @csspart answer-all - one answer for several approvals of the session; its `toggle`, `item`, `choice`
 * @csspart previous - to the card before, in an inbox with several
 * @csspart next - to the card after
 * @slot empty - shown while nothing waits
 * @fires hermes-answer - before an answer is sent; cancel it to answer yourself
 * @fires hermes-session-select - a person wants to see the session of a request
 */
import { signal } from '@preact/signals-core';
import { html, LitElement, nothing, type PropertyValues, type TemplateResult } from 'lit';
import { property, state } from 'lit/decorators.js';
import { repeat } from './directives/repeat.js';
import type { AgentRequest, SessionRegistry, SessionRuntime } from '../runtime/index.js';
import { claimAnnouncement } from './approval/announced-requests.js';
import { isOpen } from './approval/asked.js';
import { approvalStyles } from './approval/approval-styles.js';
import { CardSet, cardKey, type Card, type Entry } from './approval/card-set.js';
import { strictGuard, type GestureGuard } from './approval/gesture.js';
import { RequestCardEvent, type RequestElement } from './approval/request-element.js';
import { RequestViews } from './approval/request-views.js';
import { visibleText } from './approval/visible-text.js';
import { LazyElements } from './controllers/lazy-elements.js';
import { SchemeController } from './controllers/scheme-controller.js';
import { SessionController } from './controllers/session-controller.js';
import { SliceController } from './controllers/slice-controller.js';
import { setStates } from './controllers/states.js';
import { HermesSessionSelectEvent } from './events.js';
import { icon } from './icons.js';
import { LabelsController } from './labels/labels-controller.js';
import { pointAt } from './sidebar/point-at.js';
import { base } from './styles/base.js';
import { focus } from './styles/focus.js';
import { tokens } from './styles/tokens.js';
import { visuallyHidden } from './styles/visually-hidden.js';

/** How long what was said stays for assistive technology to read again. */
const ANNOUNCED_MS = 5_000;
/** Ids remembered as announced. */
const ANNOUNCED_LIMIT = 1_000;
const CARD_PARTS =
  'choice, command, free-text, submit, skip, session-title, session-parent, open, collapse, move-to-message, discard, show-all, arguments, auto-approve, auto-approve-confirm, toggle, item';

interface Announcement {
  readonly key: string;
  readonly text: string;
  readonly urgent: boolean;
}

export class HermesApproval extends LitElement {
  static override styles = [tokens, base, focus, visuallyHidden, approvalStyles];

  /** The session whose requests are shown; absent: all sessions. */
  @property({ attribute: 'session-id', reflect: true }) sessionId: string | null = null;

  /** Id of a pane or sidebar, in the same document or shadow root, that "Open session" points. */
  @property({ attribute: 'for' }) for: string | null = null;

  /** Else the nearest `<hermes-connection>`, else the page's default. */
  @property({ attribute: false }) registry: SessionRegistry | undefined = undefined;

  /**
   * Who counts as a person. The strict one takes only what the browser says a person did; a host that drives its own
   * page by script may put another, and thereby lets script consent.
   */
  @property({ attribute: false }) gestureGuard: GestureGuard = strictGuard;

  @state() private announcements: readonly Announcement[] = [];

  readonly #internals = this.attachInternals();
  readonly #labels = new LabelsController(this);
  readonly #isInbox = signal(true, { name: 'approval.inbox' });
  readonly #session = new SessionController(this);
  readonly #requests = this.#session.slice((session) => session.requests.value);
  readonly #inbox = new SliceController(this, () =>
    this.#isInbox.value ? this.#session.currentRegistry.value?.inbox.value : undefined,
  );
  /** Titles of those that subagents with open requests work for. */
  readonly #parents = new SliceController(this, () => this.#parentTitles(), { equals: sameTitles });
  readonly #views = new RequestViews();
  readonly #cards = new CardSet(this.#views, () => this.requestUpdate());
  readonly #announced = new Set<string>();
  readonly #lazy = new LazyElements(this);
  /** Several approvals waited here at once. */
  #several = false;
  #announceTimer: ReturnType<typeof setTimeout> | undefined;
  /** Where focus came from into the cards; it goes back there when the last one leaves. */
  #cameFrom: HTMLElement | null = null;
  #focusedKey: string | undefined;
  /** The card that had focus last. */
  #visited: string | undefined;

  constructor() {
    super();
    new SchemeController(this, this.#internals);
  }

  /** The cards on screen; kept for hosts that count them. */
  get pending(): number {
    return this.#entries().length;
  }

  override disconnectedCallback(): void {
    super.disconnectedCallback();
    this.#cards.stop();
    clearTimeout(this.#announceTimer);
    this.#cameFrom = null;
  }

  protected override willUpdate(changed: PropertyValues): void {
    if (changed.has('sessionId')) {
      this.#isInbox.value = !this.sessionId;
      this.#cards.clear();
    }
    this.#focusedKey = this.#cardWithFocus()?.key;
  }

  /** Controllers take up a new session between `willUpdate` and here. */
  protected override update(changed: PropertyValues): void {
    this.#cards.show(this.#entries(), this.sessionId ? this.#session.session : undefined);
    super.update(changed);
  }

  protected override render(): unknown {
    const cards = this.#cards.list();
    const open = cards.filter((card) => isOpen(card.request));
    const labels = this.#labels;
    const waiting = this.#isInbox.peek() ? open.length : Math.max(open.length, this.#requests.value?.waiting ?? 0);
    return html`
      ${
        this.#isInbox.peek() && cards.length > 0
          ? html`<div class="head">
              <h2>${labels.term('inbox')} <span class="count">${labels.count(open.length)}</span></h2>
              ${open.length > 1 ? this.#steps() : nothing}
            </div>`
          : nothing
      }
      ${this.#answerAll()}
      <div class="cards" @hermes-request-card=${this.#onCard} @focusin=${this.#onFocusIn}>
        ${repeat(
          cards,
          (card) => card.key,
          (card) => this.#card(card, open.indexOf(card) + 1, waiting),
        )}
      </div>
      ${waiting > open.length && open.length > 0 ? html`<p class="more">${labels.term('moreWaiting', waiting - open.length)}</p>` : nothing}
      <slot name="empty" ?hidden=${cards.length > 0}></slot>
      <div class="visually-hidden" role="alert" aria-atomic="false">${this.#spoken(true)}</div>
      <div class="visually-hidden" role="status" aria-atomic="false">${this.#spoken(false)}</div>
    `;
  }

  protected override updated(): void {
    setStates(this.#internals, { empty: this.#cards.list().length === 0, 'needs-you': this.#entries().length > 0 });
    this.#announce();
    this.#returnFocus();
  }

  #entries(): readonly Entry[] {
    if (this.#isInbox.peek()) return this.#inbox.value ?? [];
    const session = this.#session.session;
    return session === undefined ? [] : (this.#requests.value?.open ?? []).map((request) => ({ session, request }));
  }

  /** One answer for several approvals of one session: stays while cards do, for it may be at work. */
  #answerAll(): unknown {
    const { session } = this.#session;
    const open = (this.#requests.value?.open ?? []).filter((request) => request.kind === 'approval');
    this.#several = !this.#isInbox.peek() && (open.length > 1 || (this.#several && this.#cards.list().length > 0));
    if (!this.#several || !this.#lazy.has('hermes-answer-all')) return nothing;
    // An element of ours is never the child of a root of ours itself: see styles/tokens.ts.
    return html`<div>
      <hermes-answer-all
        part="answer-all"
        exportparts=${CARD_PARTS}
        .session=${session}
        .requests=${open}
        .gestureGuard=${this.gestureGuard}
      ></hermes-answer-all>
    </div>`;
  }

  #card(card: Card, index: number, count: number): TemplateResult {
    const { session, request, key } = card;
    const place = index === 0 ? null : { index, count };
    const openable = this.#isInbox.peek();
    const parent = this.#parents.value?.get(session);
    return request.kind === 'approval'
      ? html`<hermes-request-card
          part="card"
          exportparts=${CARD_PARTS}
          .session=${session}
          .request=${request}
          .place=${this.#placeOf(card, place)}
          .view=${this.#views.of(key, session, request)}
          .gestureGuard=${this.gestureGuard}
          .parentTitle=${parent === '' ? this.#labels.term('untitled') : (parent ?? null)}
          ?openable=${openable}
        ></hermes-request-card>`
      : html`<hermes-question
          part="card"
          exportparts=${CARD_PARTS}
          .session=${session}
          .request=${request}
          .place=${this.#placeOf(card, place)}
          .view=${this.#views.of(key, session, request)}
          .gestureGuard=${this.gestureGuard}
          .parentTitle=${parent === '' ? this.#labels.term('untitled') : (parent ?? null)}
          ?openable=${openable}
        ></hermes-question>`;
  }

  /** The same object while it says the same, so that a card of A does not render because B got one. */
  #placeOf(card: Card, place: { readonly index: number; readonly count: number } | null): Card['place'] {
    if (card.place?.index !== place?.index || card.place?.count !== place?.count) card.place = place;
    return card.place;
  }

  #parentTitles(): ReadonlyMap<SessionRuntime, string> {
    const registry = this.#session.currentRegistry.value;
    const titles = new Map<SessionRuntime, string>();
    for (const { session } of (this.#isInbox.value ? registry?.inbox.value : undefined) ?? []) {
      const { parent, relation } = session.meta.value;
      const of = parent === null || relation !== 'child' ? undefined : registry?.peek(parent);
      if (of !== undefined && of !== session) titles.set(session, of.meta.value.title);
    }
    return titles;
  }

  #steps(): TemplateResult {
    const step = (by: 1 | -1) => {
      const name = this.#labels.term(by < 0 ? 'previous' : 'next');
      return html`<button
        type="button"
        part=${by < 0 ? 'previous' : 'next'}
        class="button quiet icon-only"
        aria-label=${name}
        title=${name}
        @click=${() => this.#step(by)}
      >
        ${icon(by < 0 ? 'arrow-up' : 'arrow-down')}
      </button>`;
    };
    return html`<div class="steps" role="group" aria-label=${this.#labels.term('inbox')}>${step(-1)}${step(1)}</div>`;
  }

  /** From card to card, round: the one after that which was gone to last, as long as it is open. */
  #step(by: 1 | -1): void {
    const open = this.#elements().filter(({ request }) => request !== undefined && isOpen(request));
    if (open.length === 0) return;
    const from = open.findIndex(
      ({ session, request }) => session && request && cardKey(session, request) === this.#visited,
    );
    const at = from < 0 ? (by > 0 ? 0 : open.length - 1) : (from + by + open.length) % open.length;
    const { session, request, shadowRoot } = open[at]!;
    this.#visited = cardKey(session!, request!);
    open[at]!.scrollIntoView({ block: 'nearest' });
    shadowRoot?.querySelector<HTMLElement>('.card')?.focus({ preventScroll: true });
  }

  #spoken(urgent: boolean): unknown {
    return repeat(
      this.announcements.filter((one) => one.urgent === urgent),
      (one) => one.key,
      (one) => html`<p>${one.text}</p>`,
    );
  }

  /** Each request once, whoever else shows it; approvals at once, questions when there is a pause. */
  #announce(): void {
    const fresh = this.#cards.list().filter(({ key, request }) => isOpen(request) && !this.#announced.has(key));
    if (fresh.length === 0) return;
    for (const { key } of fresh) this.#announced.add(key);
    for (const key of this.#announced) {
      if (this.#announced.size <= ANNOUNCED_LIMIT) break;
      this.#announced.delete(key);
    }
    // Out of sight is out of hearing: another element may have somebody who listens.
    if (!this.checkVisibility()) return;
    const unsaid = fresh.filter(({ session, request }) => claimAnnouncement(session, request));
    if (unsaid.length === 0) return;
    const said = unsaid.map(({ key, session, request }) => ({
      key,
      text: this.#sentence(session, request),
      urgent: request.kind === 'approval',
    }));
    this.announcements = [...this.announcements, ...said];
    clearTimeout(this.#announceTimer);
    this.#announceTimer = setTimeout(() => {
      this.announcements = [];
    }, ANNOUNCED_MS);
  }

  #sentence(session: SessionRuntime, request: AgentRequest): string {
    const title = session.meta.peek().title || this.#labels.term('untitled');
    if (request.kind === 'question')
      return this.#labels.term('announceQuestion', title, request.question.choices.length);
    const { tool, choices } = request.approval;
    return this.#labels.term('announceApproval', title, tool === null ? null : visibleText(tool), choices.length);
  }

  #elements(): readonly RequestElement[] {
    return [...this.renderRoot.querySelectorAll<RequestElement>('[part="card"]')];
  }

  #cardWithFocus(): Card | undefined {
    const active = (this.renderRoot as ShadowRoot | undefined)?.activeElement as RequestElement | null | undefined;
    return this.#cards
      .list()
      .find((card) => card.request.id === active?.request?.id && card.session === active.session);
  }

  /** The card that had focus is gone: on to the next one as a whole, never to a button of it; else back where it was. */
  #returnFocus(): void {
    const key = this.#focusedKey;
    this.#focusedKey = undefined;
    if (key === undefined || this.#cards.list().some((card) => card.key === key)) return;
    const next = this.#elements()[0];
    if (next !== undefined)
      void next.updateComplete.then(() =>
        next.shadowRoot?.querySelector<HTMLElement>('.card')?.focus({ preventScroll: true }),
      );
    else if (this.#cameFrom?.isConnected === true) this.#cameFrom.focus({ preventScroll: true });
    if (next === undefined) this.#cameFrom = null;
  }

  readonly #onFocusIn = (event: FocusEvent): void => {
    const from = event.relatedTarget;
    if (from instanceof HTMLElement && !this.renderRoot.contains(from)) this.#cameFrom = from;
    this.#visited = this.#cardWithFocus()?.key ?? this.#visited;
  };

  readonly #onCard = (event: Event): void => {
    if (!(event instanceof RequestCardEvent)) return;
    const { session, request } = event.target as RequestElement;
    if (event.action === 'view') {
      if (session !== undefined && request !== undefined) this.#views.keep(cardKey(session, request), session, request);
      this.requestUpdate();
    } else if (session !== undefined && this.dispatchEvent(new HermesSessionSelectEvent(session.id)))
      pointAt(this, this.for, session.id);
  };
}

function sameTitles(a: ReadonlyMap<SessionRuntime, string>, b: ReadonlyMap<SessionRuntime, string>): boolean {
  return a.size === b.size && [...a].every(([session, title]) => b.get(session) === title);
}

declare global {
  interface HTMLElementTagNameMap {
    'hermes-approval': HermesApproval;
  }
}
