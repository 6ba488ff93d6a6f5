/** Puts what somebody marked into the draft of a session: behind what is there, of which not a byte is lost. */
import type { SessionRuntime } from '../../runtime/index.js';
import { asQuote } from './message-text.js';

/** A draft with a quote behind it, ready to be answered on the next line. */
export function withQuote(draft: string, text: string): string {
  const gap = draft === '' || draft.endsWith('\n\n') ? '' : draft.endsWith('\n') ? '\n' : '\n\n';
  return `${draft}${gap}${asQuote(text)}\n\n`;
}

/** False where there is nothing to quote or nowhere to write. */
export function quoteInto(session: SessionRuntime, text: string): boolean {
  const quoted = text.replace(/^\s*\n|\s+$/g, '');
  if (quoted === '' || !session.canSend.peek()) return false;
  session.setDraft(withQuote(session.composer.peek().draft, quoted));
  return true;
}
