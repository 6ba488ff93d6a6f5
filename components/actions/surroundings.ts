/** What stands around an element in the page, out through shadow roots. Asked at a gesture or on connecting, never while rendering. */
import type { HermesPane } from '../hermes-pane.js';

/** The nearest element around `from` that matches, in whatever root. */
export function around(from: Element, selector: string): HTMLElement | null {
  let at: Element | null = from;
  while (at !== null) {
    const found: HTMLElement | null = at.closest<HTMLElement>(selector);
    if (found !== null) return found;
    const root = at.getRootNode();
    at = root instanceof ShadowRoot ? root.host : null;
  }
  return null;
}

export function paneAround(from: Element): HermesPane | null {
  return around(from, 'hermes-pane') as HermesPane | null;
}

/**
 * Shows another session where `from` stands, if what was shown at the gesture still is: whoever went elsewhere meanwhile
 * is not pulled back. True where it is shown.
 */
export function showSession(pane: HermesPane | null, was: string | null, id: string): boolean {
  if (pane === null || !pane.isConnected || pane.sessionId !== was) return false;
  pane.sessionId = id;
  return true;
}

/** The keyboard goes to where one writes, unless it is somewhere outside of the pane by now. */
export async function focusComposer(pane: HermesPane | null): Promise<void> {
  if (pane === null) return;
  await pane.updateComplete;
  const composer = pane.shadowRoot?.querySelector<HTMLElement & { updateComplete?: Promise<unknown> }>(
    'hermes-composer',
  );
  await composer?.updateComplete;
  if (composer && mayTakeFocus(pane)) composer.focus();
}

function mayTakeFocus(pane: HermesPane): boolean {
  const { activeElement, body } = pane.ownerDocument;
  if (activeElement === null || activeElement === body) return true;
  // Seen from outside, focus in a shadow root is on its host.
  const host = activeElement.shadowRoot === null ? null : activeElement;
  return pane.contains(activeElement) || (host !== null && isInside(pane, host));
}

function isInside(element: Element, host: Element): boolean {
  let at: Element | null = element;
  while (at !== null) {
    if (at === host || host.contains(at)) return true;
    const root = at.getRootNode();
    at = root instanceof ShadowRoot ? root.host : null;
  }
  return false;
}
