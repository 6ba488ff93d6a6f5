/** The composer slice: every piece of text a person wrote is in exactly one place (I-13). */
import type { Attachment } from './attachments.js';
import type { SessionError } from './slices.js';

/**
 * `queued`: waits for the run to end. `submitting`: on its way. `unsure`: the answer was lost; the server is asked
 * before anything else happens. `returned`: did not arrive; the person decides.
 */
export type OutboxState = 'queued' | 'submitting' | 'unsure' | 'returned';

export interface OutboxItem {
  /** Made here, before the first byte is sent. */
  readonly ref: string;
  readonly text: string;
  readonly state: OutboxState;
  readonly error: SessionError | null;
  /** The tab it waits in, where that is another one; absent for what waits here. Only its own tab sends it. */
  readonly owner?: string;
  /** Files that go along. While one of them is uploading, the text waits. */
  readonly attachments?: readonly Attachment[];
}

/** As the record and storage keep it: with the length of the transcript when it was sent, to tell it from older prompts. */
export interface OutboxRecord extends OutboxItem {
  readonly baseTotal: number;
  /** The same when it left for the last time; null where nothing was read of the session, absent before it left. */
  readonly leftTotal?: number | null;
  /** What was said last before it left was something else: where it is said last, it arrived, however rows are counted by then. */
  readonly anew?: boolean;
  /** An answer to it was lost once: it may be on the server, also when a person sends it again. */
  readonly doubtful?: boolean;
}

/** A hint that a run took from here. Every client hears of it when it comes back; only this one sends it again. */
export interface SteeredText {
  readonly run: string;
  readonly text: string;
}

/** A text the server took, until a read has its prompt: some servers forget it. Only who sent it asks for it again. */
export interface SentText {
  readonly run: string;
  /** Id in use when it was sent. */
  readonly session: string;
  /** Our clock, milliseconds. */
  readonly at: number;
  readonly item: OutboxRecord;
  /** Rows that were stored before it; null where that is not known, and all that is in sight is looked through for it. */
  readonly base: number | null;
  /** Why its turn failed, where it did. */
  readonly error: SessionError | null;
}

export interface ComposerSlice {
  readonly draft: string;
  /** Files of the draft, in the order they were chosen. */
  readonly files: readonly Attachment[];
  readonly outbox: readonly OutboxItem[];
  /** What has to happen before a queued text goes out; null where none is queued. */
  readonly waitsFor: QueueWait | null;
}

/** The run has to end, the server to be there and take it, or a person to say so, since the last turn failed or was lost. */
export type QueueWait = 'run' | 'server' | 'person';
