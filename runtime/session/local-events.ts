/**
 * Events that begin on our side: a person's gestures, the answers to our own requests, deadlines, link health. They go
 * through the same reducer as the server's, so that there is one place where a record changes.
 */
import type { RunId, RunInput, SessionId } from '../transport/events.js';
import type { Attachment } from './attachments.js';
import type { OutboxRecord, SentText, SteeredText } from './composer.js';
import type { RequestAnswer } from './requests.js';
import type { LinkSlice, SessionError } from './slices.js';

export type LocalEvent =
  /** Text left the composer. `fromDraft`: it was the draft, which is empty from this moment on, its files too. */
  | { readonly type: 'send.queued'; readonly ref: string; readonly text: string; readonly fromDraft?: boolean }
  | { readonly type: 'send.submitted'; readonly ref: string; readonly text: string }
  | {
      readonly type: 'send.accepted';
      readonly ref: string;
      readonly run: RunId;
      readonly startedAt: number | null;
      readonly title: string | null;
      readonly input: RunInput;
    }
  /** A turn was begun in another tab, with what the transcript held then. */
  | {
      readonly type: 'began.elsewhere';
      readonly ref: string;
      readonly run: RunId;
      readonly input: RunInput;
      readonly startedAt: number | null;
      readonly baseTotal: number;
    }
  /** The server took the text and starts no run for it. */
  | { readonly type: 'send.swallowed'; readonly ref: string }
  /** A run is live; the text waits for it to end. */
  | { readonly type: 'send.busy'; readonly ref: string; readonly run: RunId | null }
  | { readonly type: 'send.returned'; readonly ref: string; readonly error: SessionError }
  /** The answer was lost. A read decides what became of it. */
  | { readonly type: 'send.unsure'; readonly ref: string; readonly error: SessionError }
  | { readonly type: 'outbox.removed'; readonly ref: string }
  /** The person took the text back: it is the draft's again. */
  | { readonly type: 'outbox.reclaimed'; readonly ref: string }
  /** What waits in another tab, as that tab has it now. */
  | { readonly type: 'outbox.others'; readonly owner: string; readonly items: readonly OutboxRecord[] }
  /** The tab a text waited in is no more, or is this one after its reload: it waits here now. */
  | { readonly type: 'outbox.adopted'; readonly owner: string }
  | { readonly type: 'draft.changed'; readonly text: string }
  /** Files were chosen for the draft; their upload begins. */
  | { readonly type: 'files.chosen'; readonly files: readonly Attachment[] }
  | { readonly type: 'file.uploaded'; readonly ref: string; readonly path: string; readonly image: boolean }
  | { readonly type: 'file.failed'; readonly ref: string; readonly error: SessionError }
  | { readonly type: 'file.retried'; readonly ref: string }
  | { readonly type: 'file.removed'; readonly ref: string }
  /** Files of the draft that this browser kept. */
  | { readonly type: 'files.restored'; readonly files: readonly Attachment[]; readonly elsewhere?: boolean }
  /** Drafts, queue and marks this browser kept; applied once, before anything else. */
  | {
      readonly type: 'kept.restored';
      /** Null: the draft stays as it is. */
      readonly draft: string | null;
      readonly outbox: readonly OutboxRecord[];
      readonly seen: number | null;
      readonly ended: boolean;
      readonly steered?: readonly SteeredText[];
      readonly sent?: readonly SentText[];
    }
  /** An id the conversation had before the one in use. */
  | { readonly type: 'alias.learned'; readonly id: SessionId }
  /** It is another conversation's. */
  | { readonly type: 'alias.parted'; readonly id: SessionId }
  | { readonly type: 'stop.requested' }
  | { readonly type: 'stop.failed'; readonly error: SessionError }
  /** The server knew nothing to stop. */
  | { readonly type: 'stop.over' }
  | { readonly type: 'answer.submitted'; readonly request: string; readonly answer: RequestAnswer }
  /** `elsewhere`: what another tab answered. Absent: the answer that was submitted here. */
  | { readonly type: 'answer.accepted'; readonly request: string; readonly elsewhere?: RequestAnswer }
  | { readonly type: 'answer.gone'; readonly request: string }
  | { readonly type: 'answer.failed'; readonly request: string; readonly error: SessionError }
  /** Another tab is answering it: nothing was sent from here, and a read tells what becomes of it. */
  | { readonly type: 'answer.deferred'; readonly request: string }
  /** The server's word on whether it asks at all, as of the time it was asked for. */
  | { readonly type: 'consent.read'; readonly asOf: number; readonly autoApprove: boolean }
  | { readonly type: 'consent.changing' }
  /** How it is now; a server that can't do it leaves it as it was. */
  | { readonly type: 'consent.changed'; readonly autoApprove: boolean; readonly asked: boolean }
  | { readonly type: 'consent.failed'; readonly error: SessionError }
  /** The server took a hint for the run. If the run does not use it, it comes back. */
  | { readonly type: 'steer.accepted'; readonly run: RunId; readonly text: string }
  | { readonly type: 'seen.marked' }
  | { readonly type: 'unread.marked' }
  /** A person saw it in another tab, up to a row; or marked it unread there. */
  | {
      readonly type: 'seen.elsewhere';
      readonly seen: number;
      readonly marked: boolean;
      readonly idle: boolean;
      readonly over: RunId | null;
    }
  | { readonly type: 'link.changed'; readonly link: LinkSlice }
  /** Somebody began to look: what is not read is to be read. */
  | { readonly type: 'read.wanted' }
  /** The pending requests may have changed. */
  | { readonly type: 'requests.wanted' }
  /** All kinds were read, each of them asked for after `asOf`. */
  | { readonly type: 'requests.read'; readonly asOf: number }
  | { readonly type: 'older.wanted' }
  | { readonly type: 'older.failed' }
  /** Nobody looks any more: the rows can be read again when somebody does. */
  | { readonly type: 'transcript.dropped' }
  | { readonly type: 'meta.changed'; readonly title?: string; readonly pinned?: boolean; readonly archived?: boolean };
