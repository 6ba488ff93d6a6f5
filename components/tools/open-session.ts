/** A person opens a session from inside a conversation. */
import { HermesSessionSelectEvent } from '../events.js';

/**
 * Asks the page, then points the pane around `from` there. What shows the list follows `hermes-session-select`, as for
 * any other choice. Without a pane around it, the event is all.
 */
export function openSession(from: HTMLElement, sessionId: string): void {
  const pane = paneAround(from);
  if (!from.dispatchEvent(new HermesSessionSelectEvent(sessionId))) return;
  pane?.setAttribute('session-id', sessionId);
}

function paneAround(element: Element): Element | null {
  let node: Element | null = element;
  while (node !== null) {
    const found: Element | null = node.closest('hermes-pane');
    if (found !== null) return found;
    const root = node.getRootNode();
    node = root instanceof ShadowRoot ? root.host : null;
  }
  return null;
}
