/**
 * `hermes-elements/attention`: tells a person outside the page that something waits for them. Two helpers, each off until
 * it is called, each undone by what it returns. No element needs them, and this module imports nothing.
 */
import type { AgentRequest, InboxEntry, SessionRegistry, SessionRuntime } from '../runtime/index.js';

export interface AttentionMarks {
  /** Puts the count before the title of the page: `(2) My page`. Default true. */
  readonly title?: boolean;
  /** Sets the badge of the installed app, where there is one (`navigator.setAppBadge`). Default true. */
  readonly badge?: boolean;
}

type BadgeNavigator = Navigator & { setAppBadge?(count: number): Promise<void>; clearAppBadge?(): Promise<void> };

/**
 * Keeps the title and the badge of the page at the number of sessions that need a person. A title that the page sets
 * meanwhile is kept, with the count before it. Returns what ends it: the title and the badge are then as without it.
 */
export function markAttention(
  registry: Pick<SessionRegistry, 'summary'>,
  { title = true, badge = true }: AttentionMarks = {},
): () => void {
  let waiting = 0;
  let shown: string | null = null;
  let base = document.title;

  const write = (): void => {
    // Whoever wrote another title since has the newer word on what the page is called.
    if (shown === null || document.title !== shown) base = document.title;
    shown = waiting > 0 ? `(${waiting}) ${base}` : base;
    if (document.title !== shown) document.title = shown;
  };
  const observer = title ? new MutationObserver(write) : null;
  observer?.observe(document.head, { childList: true, characterData: true, subtree: true });

  const stop = registry.summary.subscribe(({ needsYou }) => {
    if (needsYou === waiting) return;
    waiting = needsYou;
    if (title) write();
    if (badge) setBadge(waiting);
  });

  return () => {
    stop();
    observer?.disconnect();
    if (title && shown !== null && document.title === shown) document.title = base;
    if (badge && waiting > 0) setBadge(0);
    waiting = 0;
  };
}

/** Not every page may have a badge, and none depends on it. */
function setBadge(count: number): void {
  const target: BadgeNavigator = navigator;
  const done = count > 0 ? target.setAppBadge?.(count) : target.clearAppBadge?.();
  done?.catch(() => undefined);
}

/** What a notification says: the title of the session and one of these. Never what would run, nor what is asked. */
export interface AttentionWords {
  readonly approval: string;
  readonly question: string;
  /** For a session without a title. */
  readonly untitled: string;
}

const ENGLISH: AttentionWords = {
  approval: 'Waits for your approval.',
  question: 'Has a question for you.',
  untitled: 'Untitled',
};

export interface AttentionNotices {
  readonly words?: Partial<AttentionWords>;
  /** Also while a person looks at the page. Default false. */
  readonly always?: boolean;
  /** A person clicked the notification; the window has been focused. */
  readonly onSelect?: (session: SessionRuntime, request: AgentRequest) => void;
}

/**
 * Shows a notification of the system for each request that comes while nobody looks at the page, and takes it away when
 * the request is answered, wherever that was. Tabs that show the same request show one notification. Nothing is shown
 * until the person has allowed it: ask with `Notification.requestPermission()` in a click. Returns what ends it, and takes
 * away what is still shown.
 */
export function notifyAttention(
  registry: Pick<SessionRegistry, 'inbox' | 'onNews'>,
  { words = {}, always = false, onSelect }: AttentionNotices = {},
): () => void {
  const text = { ...ENGLISH, ...words };
  const shown = new Map<string, Notification>();

  const close = (key: string): void => {
    shown.get(key)?.close();
    shown.delete(key);
  };
  const show = (session: SessionRuntime, request: AgentRequest): void => {
    const key = keyOf({ session, request });
    const looked = document.visibilityState === 'visible' && document.hasFocus();
    if (shown.has(key) || (looked && !always)) return;
    const notice = notification(session.meta.value.title || text.untitled, text[request.kind], key);
    if (notice === null) return;
    shown.set(key, notice);
    notice.addEventListener('click', () => {
      close(key);
      globalThis.focus();
      onSelect?.(session, request);
    });
    notice.addEventListener('close', () => shown.delete(key));
  };

  const stopNews = registry.onNews((news) => {
    if (news.kind === 'attention') show(news.session, news.request);
  });
  const stopInbox = registry.inbox.subscribe((entries) => {
    const waiting = new Set(entries.map(keyOf));
    for (const key of [...shown.keys()]) if (!waiting.has(key)) close(key);
  });

  return () => {
    stopNews();
    stopInbox();
    for (const key of [...shown.keys()]) close(key);
  };
}

function keyOf({ session, request }: InboxEntry): string {
  return `hermes ${session.id} ${request.id}`;
}

/** Null where the person has not allowed it, or a page may show none by itself (Chrome on Android). */
function notification(title: string, body: string, tag: string): Notification | null {
  if (typeof Notification === 'undefined' || Notification.permission !== 'granted') return null;
  try {
    return new Notification(title, { body, tag, dir: 'auto' });
  } catch {
    return null;
  }
}
