/** What tabs say to each other: plain data, whole levels where possible, so that a word that got lost does no harm. */
import type { Attachment } from '../session/attachments.js';
import type { OutboxRecord } from '../session/composer.js';
import type { DraftVersion } from '../session/draft-version.js';
import type { RequestAnswer } from '../session/requests.js';
import type { RunId, RunInput, SessionId } from '../transport/events.js';
import type { StreamNews, StreamWish } from '../streams/stream-wish.js';

/** News of streams for some of the tabs. */
export interface StreamNewsItem {
  /** Names of tabs, and which of their wishes it is for. */
  readonly to: readonly (readonly [tab: string, join: number])[];
  readonly key: string;
  readonly news: StreamNews;
}

/** What a tab did or learned that the server tells others late or not at all. */
export type TabDeed =
  | {
      readonly did: 'began';
      readonly ref: string;
      readonly run: RunId;
      readonly input: RunInput;
      readonly startedAt: number | null;
      readonly baseTotal: number;
    }
  | { readonly did: 'answered'; readonly request: string; readonly answer: RequestAnswer }
  | { readonly did: 'consented'; readonly autoApprove: boolean }
  | {
      readonly did: 'saw';
      readonly seen: number;
      readonly marked: boolean;
      /** Nothing ran as far as that tab knew, and the last run it knew to be over. */
      readonly idle: boolean;
      readonly over: RunId | null;
    }
  | { readonly did: 'changed'; readonly title?: string; readonly pinned?: boolean; readonly archived?: boolean }
  /** Files of the draft that the server has now, and files that left the draft. */
  | { readonly did: 'filed'; readonly ready: readonly Attachment[]; readonly gone: readonly string[] }
  | { readonly did: 'removed' }
  | { readonly did: 'followed'; readonly to: SessionId };

export type TabMessage =
  /** Somebody joined the line. */
  | { readonly kind: 'hello' }
  /** I hold the connections: say what you wish. Also the answer to `hello` and `ping`. */
  | { readonly kind: 'lead'; readonly visible: boolean; readonly term: string }
  | { readonly kind: 'ping' }
  | { readonly kind: 'want'; readonly wishes: readonly StreamWish[] }
  | { readonly kind: 'renew' }
  | { readonly kind: 'news'; readonly items: readonly StreamNewsItem[] }
  | { readonly kind: 'deed'; readonly session: SessionId; readonly deed: TabDeed }
  /** Texts of one session as this tab has them: the draft, and what waits to be sent from here. */
  | {
      readonly kind: 'texts';
      readonly session: SessionId;
      readonly draft: DraftVersion;
      readonly outbox: readonly OutboxRecord[];
    }
  /** Somebody pressed a button on a text that waits in another tab. */
  | {
      readonly kind: 'outbox';
      readonly session: SessionId;
      readonly ref: string;
      readonly what: 'resend' | 'reclaim' | 'discard';
    };
