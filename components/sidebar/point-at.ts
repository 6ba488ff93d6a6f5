/** Points the element named by a `for` attribute at a session. */

/**
 * By attribute, so that it also works for an element that is not upgraded yet. `onlyIfUnset`: a page that said which
 * session the other element shows meant it.
 */
export function pointAt(
  from: Element,
  id: string | null,
  sessionId: string,
  options: { readonly onlyIfUnset?: boolean } = {},
): void {
  if (!id) return;
  const root = from.getRootNode() as Document | ShadowRoot;
  // An element that is on no page has no neighbours.
  const target = typeof root.getElementById === 'function' ? root.getElementById(id) : null;
  if (target === null || target === from) return;
  if (options.onlyIfUnset && (target.hasAttribute('session-id') || (target as { sessionId?: string | null }).sessionId))
    return;
  target.setAttribute('session-id', sessionId);
}
