/**
 * What a person did with a request card short of answering it: what they typed, whether they folded it. Kept by request,
 * so that it survives re-rendering and pointing an element at another session and back (I-13).
 */

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

  of(key: string): RequestView {
    const known = this.#views.get(key);
    if (known !== undefined) return known;
    const view = newRequestView();
    this.#views.set(key, view);
    this.#trim();
    return view;
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
