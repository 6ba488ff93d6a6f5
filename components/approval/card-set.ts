/**
 * Which cards are on screen: those of open requests, and for a moment those whose request was closed, so that a person
 * sees what became of it. One that holds typed text stays until the person has decided about the text.
 *
 * Owned by one `<hermes-approval>`; its timers end with `stop()`.
 */
import type { AgentRequest, SessionRuntime } from '../../runtime/index.js';
import type { RequestViews } from './request-views.js';

/** Answered here: the person knows. Closed by somebody else: it must be read. */
const OWN_MS = 1_200;
const OTHER_MS = 4_000;

export interface Entry {
  readonly session: SessionRuntime;
  readonly request: AgentRequest;
}

export interface Card {
  /** Names the request in the whole registry. */
  readonly key: string;
  readonly session: SessionRuntime;
  request: AgentRequest;
  place: { readonly index: number; readonly count: number } | null;
  closed: boolean;
  timer: ReturnType<typeof setTimeout> | undefined;
  /** It has been shown closed for long enough. */
  seen: boolean;
}

/** Names a request in the whole registry. */
export function cardKey(session: SessionRuntime, request: AgentRequest): string {
  return `${session.id}\n${request.id}`;
}

export class CardSet {
  readonly #cards = new Map<string, Card>();
  readonly #views: RequestViews;
  readonly #changed: () => void;

  constructor(views: RequestViews, changed: () => void) {
    this.#views = views;
    this.#changed = changed;
  }

  /** In the order they were asked. */
  list(): readonly Card[] {
    return [...this.#cards.values()];
  }

  /** `open`: what waits now. `session`: the one session shown, for text that was typed into a question closed since. */
  show(open: readonly Entry[], session: SessionRuntime | undefined): void {
    const openKeys = new Set(open.map((entry) => cardKey(entry.session, entry.request)));
    for (const card of this.#cards.values()) {
      if (openKeys.has(card.key)) continue;
      this.#close(card, closedRequest(card));
    }
    for (const request of session?.requests.peek().closed ?? []) {
      const key = cardKey(session!, request);
      if (!this.#cards.has(key) && !openKeys.has(key) && this.#views.hasText(key))
        this.#close(this.#make(key, session!, request), request);
    }
    const before = [...this.#cards.values()];
    const next = open.map((entry) => this.#opened(entry));
    // What was asked first stays first; a closed one leaves from where it stood.
    for (const [index, card] of before.entries()) {
      if (!card.closed) continue;
      if (!card.seen || this.#views.hasText(card.key)) next.splice(index, 0, card);
      else clearTimeout(card.timer);
    }
    this.#cards.clear();
    for (const card of next) this.#cards.set(card.key, card);
  }

  /** Another session is shown: nothing of the last one stays. What was typed is kept by the views. */
  clear(): void {
    this.stop();
    this.#cards.clear();
  }

  stop(): void {
    for (const card of this.#cards.values()) {
      clearTimeout(card.timer);
      // It was leaving, and nobody looks.
      if (card.closed) card.seen = true;
    }
  }

  #opened({ session, request }: Entry): Card {
    const key = cardKey(session, request);
    const card = this.#cards.get(key) ?? this.#make(key, session, request);
    clearTimeout(card.timer);
    card.request = request;
    card.closed = false;
    card.seen = false;
    return card;
  }

  #make(key: string, session: SessionRuntime, request: AgentRequest): Card {
    const card: Card = { key, session, request, place: null, closed: false, timer: undefined, seen: false };
    this.#cards.set(key, card);
    return card;
  }

  #close(card: Card, request: AgentRequest): void {
    if (card.closed) {
      // The server's word on how it ended may come after it left the list.
      if (card.request.state === 'gone' && request.state !== 'gone') card.request = request;
      return;
    }
    card.request = request;
    card.closed = true;
    card.timer = setTimeout(
      () => {
        card.seen = true;
        this.#changed();
      },
      request.answer === null ? OTHER_MS : OWN_MS,
    );
  }
}

function closedRequest(card: Card): AgentRequest {
  const closed = card.session.requests.peek().closed.findLast((request) => request.id === card.request.id);
  if (closed !== undefined) return closed;
  return isClosed(card.request) ? card.request : { ...card.request, state: 'gone' };
}

function isClosed(request: AgentRequest): boolean {
  return request.state === 'resolved' || request.state === 'expired' || request.state === 'gone';
}
