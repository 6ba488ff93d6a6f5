/** What a key means in a conversation (pure). */

/** `first`, `last`: of the messages that are loaded. `up`: scrolled by the browser, but there may be nothing to scroll. */
export type KeyDeed = 'first' | 'last' | 'previous' | 'next' | 'up';

export function deedOf(event: KeyboardEvent): KeyDeed | null {
  if (event.defaultPrevented || event.isComposing || isTyping(event)) return null;
  const { key, altKey, ctrlKey, metaKey, shiftKey } = event;
  if (ctrlKey || metaKey || shiftKey) return null;
  if (altKey) return key === 'ArrowUp' ? 'previous' : key === 'ArrowDown' ? 'next' : null;
  switch (key) {
    case 'Home':
      return 'first';
    case 'End':
      return 'last';
    case 'ArrowUp':
    case 'PageUp':
      return 'up';
    default:
      return null;
  }
}

/** Ctrl+F, or Cmd+F where that is the key for such things. */
export function isFindKey(event: KeyboardEvent): boolean {
  const { key, ctrlKey, metaKey, altKey, shiftKey, defaultPrevented, isComposing } = event;
  return !defaultPrevented && !isComposing && key.toLowerCase() === 'f' && ctrlKey !== metaKey && !altKey && !shiftKey;
}

/** What was pressed is where keys mean something else. */
function isTyping(event: KeyboardEvent): boolean {
  const [target] = event.composedPath();
  return (
    target instanceof Element &&
    target.matches('input:not([type=checkbox]), textarea, select, [contenteditable], audio, video')
  );
}
