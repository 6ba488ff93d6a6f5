/**
 * The one place where elements listen to the page: is it visible, has it focus. Listens only while somebody asks.
 * (Window focus is a part of "seen": a page that is visible on a second screen has not been read.)
 */
const watchers = new Set<() => void>();

/** The page can be seen. True where there is no page. */
export function pageVisible(): boolean {
  return typeof document === 'undefined' || document.visibilityState !== 'hidden';
}

/** The page can be seen and a person works in it. */
export function pageAttended(): boolean {
  return pageVisible() && (typeof document === 'undefined' || document.hasFocus());
}

/** Calls back whenever one of the two may have changed. Returns the unsubscriber. */
export function watchPage(changed: () => void): () => void {
  // A function of its own for each subscription: the same callback given twice is two subscriptions.
  const watcher = () => changed();
  if (watchers.size === 0) {
    document.addEventListener('visibilitychange', tell);
    window.addEventListener('focus', tell);
    window.addEventListener('blur', tell);
  }
  watchers.add(watcher);
  return () => {
    if (!watchers.delete(watcher) || watchers.size > 0) return;
    document.removeEventListener('visibilitychange', tell);
    window.removeEventListener('focus', tell);
    window.removeEventListener('blur', tell);
  };
}

function tell(): void {
  for (const watcher of [...watchers]) watcher();
}
