/**
 * What a person did with a request card short of answering it: what they typed, whether they folded it. Kept by request,
 * so that it survives re-rendering and pointing an element at another session and back (I-13); what was typed outlives the
 * page too, with the session's view.
 */
import type { AgentRequest, JsonValue, SessionRuntime, SessionView } from '../../runtime/index.js';

const ANSWERS = 'answers';
/** Characters kept per session beyond the page; what was typed first makes room. */
const MOST_KEPT = 3_000;

export interface RequestView {
  text: string;
  collapsed: boolean;
}

/** How many cards without typed text are remembered. Those with text are never dropped (I-25). */
const LIMIT = 200;

export function newRequestView(): RequestView {
  return { text: '', collapsed: false };
}

export class RequestViews {
  readonly #views = new Map<string, RequestView>();

  of(key: string, session: SessionRuntime, request: AgentRequest): RequestView {
    const known = this.#views.get(key);
    if (known !== undefined) return known;
    const view = newRequestView();
    if (request.kind === 'question') view.text = keptAnswers(session.view).get(request.id) ?? '';
    this.#views.set(key, view);
    this.#trim();
    return view;
  }

  /** After typing: the text of this request is kept beyond the page, or forgotten once there is none. */
  keep(key: string, session: SessionRuntime, request: AgentRequest): void {
    if (request.kind !== 'question') return;
    const kept = keptAnswers(session.view);
    const text = this.#views.get(key)?.text ?? '';
    if (text === (kept.get(request.id) ?? '')) return;
    kept.delete(request.id);
    if (text !== '') kept.set(request.id, text);
    let size = [...kept].reduce((sum, [id, answer]) => sum + id.length + answer.length, 0);
    for (const [id, answer] of kept) {
      if (size <= MOST_KEPT) break;
      kept.delete(id);
      size -= id.length + answer.length;
    }
    session.view.set(ANSWERS, kept.size === 0 ? undefined : [...kept].map(([id, answer]): JsonValue => [id, answer]));
  }

  /** Something was typed for this request and is nowhere else. */
  hasText(key: string): boolean {
    return (this.#views.get(key)?.text ?? '').trim() !== '';
  }

  #trim(): void {
    for (const [key, view] of this.#views) {
      if (this.#views.size <= LIMIT) return;
      if (view.text.trim() === '') this.#views.delete(key);
    }
  }
}

function keptAnswers(view: SessionView): Map<string, string> {
  const stored = view.get(ANSWERS);
  if (!Array.isArray(stored)) return new Map();
  return new Map(
    (stored as readonly JsonValue[]).flatMap((entry) => {
      if (!Array.isArray(entry)) return [];
      const [id, text] = entry as readonly JsonValue[];
      return typeof id === 'string' && typeof text === 'string' ? [[id, text] as const] : [];
    }),
  );
}
