/** What becomes of the page, told apart for those who hold connections and texts: seen, on the network, left, back again. */
import type { Environment } from './environment.js';

export interface PageWatchHost {
  /** Nobody sees it. Comes after `left` too: a page that is left is hidden after it was told so. */
  hidden(): void;
  /** Somebody sees it again, after so many milliseconds. */
  shown(away: number): void;
  online(): void;
  offline(): void;
  /** It may be frozen or put into the back-forward cache, and may hold nothing meanwhile. */
  left(): void;
  back(): void;
}

/** Watches until what it returns is called. */
export function watchPage(environment: Environment, host: PageWatchHost): () => void {
  const { visibility, online, lifecycle } = environment;
  let hiddenAt: number | null = visibility.visible ? null : environment.now();
  const stops = [
    visibility.subscribe(() => {
      if (!visibility.visible) {
        hiddenAt ??= environment.now();
        host.hidden();
        return;
      }
      const away = hiddenAt === null ? 0 : environment.now() - hiddenAt;
      hiddenAt = null;
      host.shown(away);
    }),
    online.subscribe(() => {
      if (online.online) host.online();
      else host.offline();
    }),
    lifecycle.subscribe((event) => {
      if (event === 'hide' || event === 'freeze') host.left();
      else host.back();
    }),
  ];
  return () => {
    for (const stop of stops) stop();
  };
}
