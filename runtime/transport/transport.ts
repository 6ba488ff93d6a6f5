/**
 * The transport interface: what the runtime needs of a server, and all it knows of one.
 *
 * An adapter holds connections and cursors, never session state. It does not retry, does not decide who is attached
 * and does not schedule: those decisions are made in one place each (`StreamSupervisor`, `ListFollower`).
 */
import type { AgentRequest, RequestAnswer, RequestKind } from '../session/requests.js';
import type { MessageFile } from '../session/transcript.js';
import type { SessionError } from '../session/slices.js';
import type {
  RunId,
  RunInput,
  SessionId,
  SessionListed,
  SessionLoaded,
  TranscriptSnapshot,
  TransportEvent,
} from './events.js';

/** What this backend can do. An element shows what is missing; it never guesses. */
export interface TransportCapabilities {
  /** How a broken stream continues: from a journal cursor, by a new snapshot, or not at all. */
  readonly replay: 'cursor' | 'snapshot' | 'none';
  readonly requests: readonly RequestKind[];
  readonly steer: boolean;
  readonly stop: boolean;
  readonly create: boolean;
  readonly rename: boolean;
  readonly pin: boolean;
  readonly archive: boolean;
  readonly remove: boolean;
  readonly fork: boolean;
  /** The last answer can be thrown away and asked for again. Absent: no. */
  readonly retry?: boolean;
  /** A session can be told to give its approvals by itself. Absent: no. */
  readonly autoApprove?: boolean;
  /** Files can go along with a message. */
  readonly attachments: boolean;
  /** The server tells when the list changed. */
  readonly listPush: boolean;
}

/** Why a stream ended. Only `ended` is the server's own doing after a terminal; all else is reattached. */
export type StreamEnd =
  | { readonly kind: 'ended' }
  | { readonly kind: 'cut' }
  | { readonly kind: 'stalled' }
  | { readonly kind: 'garbled' }
  | { readonly kind: 'refused'; readonly error: SessionError };

/** What an open stream tells its owner. Calls come in order; `closed` is the last and comes once. */
export interface StreamSink {
  event(event: TransportEvent): void;
  /** Headers are here: the server accepted. */
  opened(): void;
  /** Bytes came, comments too. */
  alive(): void;
  closed(end: StreamEnd): void;
}

/** Ends a stream or a subscription now. Calling it again does nothing. No call reaches the sink afterwards. */
export type Detach = () => void;

export interface SessionList {
  readonly rows: readonly SessionListed[];
  /** `to` continues the conversation that `from` began. */
  readonly lineage: readonly { readonly from: SessionId; readonly to: SessionId }[];
  readonly profile: string | null;
  /** Server clock minus ours would need ours: the server's own time, milliseconds. */
  readonly serverTime: number | null;
}

/** A file that the server has. */
export interface UploadedFile {
  readonly name: string;
  /** Where the server put it: what a message refers to it by. */
  readonly path: string;
  /** Bytes. */
  readonly size: number;
  readonly type: string;
  readonly image: boolean;
}

export interface SendOptions {
  readonly model?: string;
  /** Files that go along; `input.attachments` are their names. */
  readonly files?: readonly UploadedFile[];
}

export type SendResult =
  | {
      readonly kind: 'started';
      readonly run: RunId;
      readonly session: SessionId;
      readonly startedAt: number | null;
      readonly title: string | null;
    }
  /** A run is already live (maybe our own, if an answer was lost). */
  | { readonly kind: 'busy'; readonly run: RunId | null }
  /** The server took the text and will show nothing for it. */
  | { readonly kind: 'swallowed' }
  | { readonly kind: 'gone'; readonly error: SessionError }
  | { readonly kind: 'refused'; readonly error: SessionError }
  /** The request may or may not have arrived. Never sent again blindly. */
  | { readonly kind: 'unsure'; readonly error: SessionError };

export type StopResult =
  | { readonly kind: 'stopping' }
  /** Nothing to stop: the run is over. */
  | { readonly kind: 'over' }
  | { readonly kind: 'failed'; readonly error: SessionError };

export type SteerResult =
  | { readonly kind: 'accepted' }
  /** Not delivered: the caller keeps the text. */
  | { readonly kind: 'queue' }
  | { readonly kind: 'refused'; readonly error: SessionError };

export type AnswerResult =
  | { readonly kind: 'accepted' }
  /** Answered elsewhere, expired, or the run is over: nothing was approved by this answer. */
  | { readonly kind: 'gone' }
  | { readonly kind: 'failed'; readonly error: SessionError };

/** Where a run's stream is taken up. `after: 0` asks for everything from the first frame. */
export interface AttachPoint {
  readonly run: RunId;
  readonly after: number;
}

export interface RunProbe {
  readonly live: boolean;
  /** Its journal can be read. */
  readonly replayable: boolean;
  /** Last number in its journal; null where the server does not say. */
  readonly seq: number | null;
}

export interface CreateOptions {
  readonly workspace?: string;
  readonly model?: string;
}

/** Every promise resolves with a value or rejects with a `TransportError`; nothing else is thrown. */
export interface Transport {
  readonly kind: string;
  /** Names the server and the profile: storage is bound to it (I-29). */
  readonly scope: string;
  readonly capabilities: TransportCapabilities;
  /** Where its requests go, absolute; empty when that is not known. */
  readonly address: string;

  listSessions(signal: AbortSignal): Promise<SessionList>;
  /**
   * Reads a session: metadata, the last `window` visible rows, and the run with its snapshot.
   * Follows a continuation to the tip: then `events[0]` is `session.rekeyed`.
   */
  loadSession(
    session: SessionId,
    options: { readonly window: number; readonly asOf: number; readonly signal: AbortSignal },
  ): Promise<{
    readonly loaded: SessionLoaded;
    /** Set when the conversation goes on under another id than the one asked for. */
    readonly rekeyedTo: SessionId | null;
  }>;
  loadOlder(
    session: SessionId,
    options: { readonly before: number; readonly limit: number; readonly signal: AbortSignal },
  ): Promise<TranscriptSnapshot>;
  /** Is this run still owned by a worker, and how far is its journal? */
  probeRun(run: RunId, signal: AbortSignal): Promise<RunProbe>;
  listRequests(
    session: SessionId,
    kind: RequestKind,
    signal: AbortSignal,
  ): Promise<{ readonly head: AgentRequest | null; readonly waiting: number }>;

  /** Opens the stream of a run. One connection until `closed`. */
  attach(session: SessionId, point: AttachPoint, sink: StreamSink): Detach;
  /** Watches an idle session for turns and changes that begin elsewhere. `known`: rows we have. */
  watch(session: SessionId, known: number, sink: StreamSink): Detach;
  /** Watches the list. `changed` fires for any hint; it says nothing of what changed. */
  watchList(sink: ListSink): Detach;

  createSession(options: CreateOptions): Promise<SessionLoaded>;
  /** Gives the server a file for this session. Only where `capabilities.attachments`; never repeated by itself. */
  upload(session: SessionId, file: File, options: { readonly signal: AbortSignal }): Promise<UploadedFile>;
  send(session: SessionId, input: RunInput, options: SendOptions): Promise<SendResult>;
  stop(session: SessionId, run: RunId): Promise<StopResult>;
  steer(session: SessionId, text: string): Promise<SteerResult>;
  answer(session: SessionId, request: AgentRequest, answer: RequestAnswer): Promise<AnswerResult>;
  rename(session: SessionId, title: string): Promise<void>;
  pin(session: SessionId, pinned: boolean): Promise<void>;
  archive(session: SessionId, archived: boolean): Promise<void>;
  remove(session: SessionId): Promise<void>;
  /** Copies the first `keep` rows (all when absent) into a new session and returns its id. */
  fork(session: SessionId, keep?: number): Promise<SessionId>;

  /** Does the server give the approvals of this session by itself? Only where `capabilities.autoApprove`. */
  readAutoApprove?(session: SessionId, signal: AbortSignal): Promise<boolean>;
  /** Switches that, and says how it is now. What waits is let through when it is switched on. */
  setAutoApprove?(session: SessionId, enabled: boolean): Promise<boolean>;

  /** Asks for the last answer again in place of the one there is. Only where `capabilities.retry`; never repeated by itself. */
  retry?(session: SessionId): Promise<SendResult>;
  /**
   * Where a browser gets a file of a message, the likeliest address first; with the browser's own sign-in. Empty: nowhere.
   * `download`: to be kept, not shown.
   */
  fileUrls?(session: SessionId, file: MessageFile, options?: { readonly download?: boolean }): readonly string[];

  /** The server answers at all: used when offline to find the way back. */
  ping(signal: AbortSignal): Promise<void>;
  /** Where a person signs in, for the `auth` state; null where there is no such page. */
  signInUrl(returnTo: string): string | null;
  dispose(): void;
}

export interface ListSink {
  changed(hint: { readonly session: SessionId | null; readonly reason: string }): void;
  opened(): void;
  alive(): void;
  closed(end: StreamEnd): void;
}
