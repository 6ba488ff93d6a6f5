/** Addresses of messages: `?session=<id>&message=<index>`, the form the pane of the demo page reads. Pure. */

/**
 * A link to the message stored at `index`. `from` is the page's address: what else is in it is kept, but for the panes it
 * shows beside. Null where `from` is no address.
 */
export function messageLink(from: string, sessionId: string, index: number): string | null {
  if (!URL.canParse(from)) return null;
  const url = new URL(from);
  for (const name of ['session', 'session_id', 'panes', 'message']) url.searchParams.delete(name);
  url.searchParams.set('session', sessionId);
  url.searchParams.set('message', String(index));
  url.hash = '';
  return url.href;
}

/** What a `message` attribute says: a place in the whole transcript, or null. */
export function messageIndex(value: string | number | null): number | null {
  const index = typeof value === 'string' && /^\d{1,9}$/.test(value.trim()) ? Number(value) : value;
  return typeof index === 'number' && Number.isInteger(index) && index >= 0 ? index : null;
}
