/** What the menu of a message offers: what the session, its server and the message allow, and no more. Pure. */
import type { Message, SessionRuntime } from '../../runtime/index.js';
import type { IconName } from '../icons.js';

export type ActionName = 'copy' | 'copy-turn' | 'copy-conversation' | 'quote' | 'retry' | 'edit' | 'fork' | 'link';

export interface ActionItem {
  readonly name: ActionName;
  readonly icon: IconName;
  readonly label:
    | 'copyMessage'
    | 'copyTurn'
    | 'copyConversation'
    | 'quoteMessage'
    | 'askAgain'
    | 'editInFork'
    | 'forkFromHere'
    | 'copyMessageLink';
  /** Offered, and not possible before the running turn is over. */
  readonly waits: boolean;
}

const RUNNING: ReadonlySet<string> = new Set(['starting', 'running', 'stopping']);

/** Reads the session as it is now and tracks nothing: a menu is made anew each time it is opened. */
export function actionItems(
  message: Message,
  session: SessionRuntime | null,
  readonly: boolean,
): readonly ActionItem[] {
  const item = (name: ActionName, icon: IconName, label: ActionItem['label'], waits = false): ActionItem => ({
    name,
    icon,
    label,
    waits,
  });
  const items = [item('copy', 'copy', 'copyMessage')];
  if (session === null) return items;
  items.push(item('copy-turn', 'copy', 'copyTurn'), item('copy-conversation', 'list', 'copyConversation'));
  const can = session.capabilities.peek();
  const meta = session.meta.peek();
  const gone = session.gone.peek();
  const stored = message.index !== null;
  const running = RUNNING.has(session.run.peek().phase);
  if (!readonly && session.canSend.peek()) items.push(item('quote', 'quote', 'quoteMessage'));
  if (!readonly && !gone && stored) {
    const last = session.transcript.peek().messages.at(-1)?.key === message.key;
    if (message.role === 'assistant' && last && can?.retry === true && !meta.readOnly)
      items.push(item('retry', 'refresh', 'askAgain', running));
    if (message.role === 'user' && message.origin === 'person' && can?.fork === true && !meta.readOnly)
      items.push(item('edit', 'edit', 'editInFork', running));
    if (message.role === 'assistant' && can?.fork === true) items.push(item('fork', 'fork', 'forkFromHere'));
  }
  if (stored) items.push(item('link', 'link', 'copyMessageLink'));
  return items;
}
