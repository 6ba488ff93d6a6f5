/**
 * The event union: everything a transport can say about a session.
 *
 * An adapter turns one server's wire into these; the registry routes each one to the session it names, and the
 * session's reducer is the only reader. Every event names its session; run events also name their run, so that an
 * event can never be given to "whatever is shown" (I-05).
 */
import type { AgentRequest, RequestKind } from '../session/requests.js';
import type { Block, TranscriptRow } from '../session/transcript.js';
import type { SessionError, SessionMeta, Todo, Usage } from '../session/slices.js';

/** Any id a session has ever had. The registry resolves it to the conversation key. */
export type SessionId = string;

/** One agent turn on the server: `stream_id` in Hermes WebUI. Opaque. */
export type RunId = string;

/** Who began a run: a person (here or elsewhere), or the server itself (a background process woke it). */
export type RunOrigin = 'person' | 'system';

/** What a person (or the server) asked in the turn. */
export interface RunInput {
  readonly text: string;
  readonly attachments: readonly string[];
}

/** How a run ended. `lost`: the server restarted and nothing will finish it. */
export type RunOutcome = 'completed' | 'stopped' | 'failed' | 'lost';

interface OfSession {
  readonly session: SessionId;
}

interface OfRun extends OfSession {
  readonly run: RunId;
  /**
   * Position in the run's journal, 1-based. Absent for frames the server does not journal (a live `cancel` reuses the
   * id of the frame before it): those are applied once by their own rule, never dropped by number.
   */
  readonly seq?: number;
}

/** A run is live on the server. Emitted for the answer to a send, and for runs found by other means. */
export interface RunStarted extends OfRun {
  readonly type: 'run.started';
  readonly origin: RunOrigin;
  readonly input: RunInput | null;
  /** Server time, milliseconds since the epoch. */
  readonly startedAt: number | null;
}

/** A journalled frame with nothing to show (metering, context status). It still moves the cursor. */
export interface RunProgress extends OfRun {
  readonly type: 'run.progress';
  readonly usage: Usage | null;
  readonly tokensPerSecond: number | null;
}

export interface TextDelta extends OfRun {
  readonly type: 'text.delta';
  readonly text: string;
}

/** The visible note before a batch of tools is complete. */
export interface TextBoundary extends OfRun {
  readonly type: 'text.boundary';
  readonly text: string;
  /** The text already came as deltas: only mark the boundary. */
  readonly alreadyStreamed: boolean;
  /** The same text was sent as reasoning; it is to be removed there. */
  readonly reasoningEcho: boolean;
}

export interface ReasoningDelta extends OfRun {
  readonly type: 'reasoning.delta';
  readonly text: string;
}

/** `toolId` is null where the server gives none; the reducer then numbers the call itself. */
export interface ToolStarted extends OfRun {
  readonly type: 'tool.started';
  readonly toolId: string | null;
  readonly name: string;
  readonly preview: string | null;
  readonly args: Readonly<Record<string, unknown>>;
}

export interface ToolFinished extends OfRun {
  readonly type: 'tool.finished';
  readonly toolId: string | null;
  readonly name: string;
  readonly result: string | null;
  readonly args: Readonly<Record<string, unknown>>;
  readonly failed: boolean;
  readonly durationMs: number | null;
}

/**
 * A request frame on the run's stream. It may be history (a replay), and it carries the head of the server's queue,
 * not necessarily a new request: it makes things faster, `requests.listed` is the truth (I-10).
 */
export interface RequestOpened extends OfRun {
  readonly type: 'request.opened';
  readonly request: AgentRequest;
  /** Requests of this kind the server says are waiting, this one included. */
  readonly waiting: number;
}

export interface TodosUpdated extends OfRun {
  readonly type: 'todos.updated';
  readonly todos: readonly Todo[];
  /** Server time in milliseconds; an older list never replaces a newer one. */
  readonly at: number;
}

export type NoticeKind =
  | 'compressing'
  | 'compressed'
  | 'warning'
  | 'saved'
  | 'goal'
  | 'background'
  | 'error'
  | 'stopped'
  | 'interrupted'
  | 'system';

/** Something that happened inside the turn and belongs where it happened. */
export interface RunNotice extends OfRun {
  readonly type: 'run.notice';
  readonly notice: NoticeKind;
  readonly text: string;
}

/** Steering text the run never used: it goes back to the person as the next message. */
export interface SteerReturned extends OfRun {
  readonly type: 'steer.returned';
  readonly text: string;
}

/** The turn is over and this is the server's transcript. The connection may stay open for a title. */
export interface RunSettled extends OfRun {
  readonly type: 'run.settled';
  readonly transcript: TranscriptSnapshot;
  readonly meta: SessionMeta | null;
  readonly usage: Usage | null;
}

/** The run ended in some other way than `run.settled`. Without a transcript the session must be read again. */
export interface RunFinished extends OfRun {
  readonly type: 'run.finished';
  readonly outcome: RunOutcome;
  readonly error: SessionError | null;
  readonly transcript: TranscriptSnapshot | null;
  readonly meta: SessionMeta | null;
}

/**
 * The stream can't say what became of the run (the server restarted, or frames were dropped). Not a terminal: the
 * session is read again and that decides.
 */
export interface RunUncertain extends OfRun {
  readonly type: 'run.uncertain';
  readonly message: string;
}

/** Nothing more will come on this run's stream. Without a terminal before it, the session is read again. */
export interface RunClosed extends OfRun {
  readonly type: 'run.closed';
}

/** A frame this version does not know. It moves the cursor and is counted. */
export interface UnknownFrame extends OfRun {
  readonly type: 'run.unknown';
  readonly name: string;
}

/** Settled rows of the transcript from `offset` to its end (or to where older rows begin, see `transcript.older`). */
export interface TranscriptSnapshot {
  /** Index of the first row in the whole transcript. */
  readonly offset: number;
  readonly rows: readonly TranscriptRow[];
  /** Rows in the whole transcript. */
  readonly total: number;
}

/** The run a snapshot speaks of. */
export interface RunSnapshot {
  readonly run: RunId;
  /** False: the id is still on the session but no worker owns it (server restart); nothing will finish it. */
  readonly live: boolean;
  readonly startedAt: number | null;
  readonly origin: RunOrigin;
  readonly input: RunInput | null;
  /** Last journalled sequence number the snapshot includes; 0 where it has no partial output. */
  readonly seq: number;
  /** What the run produced up to `seq`, in order. */
  readonly blocks: readonly Block[];
  /** Blocks are exact (true), or rebuilt from a summary that lost the order of some (false). */
  readonly exact: boolean;
}

/** One authoritative read of a session. */
export interface SessionLoaded extends OfSession {
  readonly type: 'session.loaded';
  /** Logical time at which the read was asked for; see `Stamp`. */
  readonly asOf: number;
  readonly meta: SessionMeta;
  readonly transcript: TranscriptSnapshot | null;
  readonly run: RunSnapshot | null;
  readonly usage: Usage | null;
  readonly todos: readonly Todo[] | null;
}

/** Older rows, asked for by `loadOlder()`. */
export interface TranscriptOlder extends OfSession {
  readonly type: 'transcript.older';
  readonly transcript: TranscriptSnapshot;
}

/** The read failed. What was there stays. */
export interface SessionLoadFailed extends OfSession {
  readonly type: 'session.load-failed';
  readonly asOf: number;
  readonly error: SessionError;
}

/** What a list row says of a session. Rows are levels, never edges. */
export interface SessionListed extends OfSession {
  readonly type: 'session.listed';
  readonly asOf: number;
  readonly meta: SessionMeta;
  /** The live run, by the server's live overlay. */
  readonly run: RunId | null;
  readonly startedAt: number | null;
  /** An id without a worker behind it (finishing, or lost at a restart): probe, don't trust. */
  readonly orphan: RunId | null;
  readonly waiting: { readonly kind: RequestKind; readonly count: number } | null;
}

/** The session is deleted, or belongs to somebody else. */
export interface SessionGone extends OfSession {
  readonly type: 'session.gone';
  readonly error: SessionError;
  /** A person of this browser deleted it, with all that was sent to it. Else the server says that it is not there. */
  readonly deleted?: boolean;
}

/** The conversation goes on under another id (compression). */
export interface SessionRekeyed extends OfSession {
  readonly type: 'session.rekeyed';
  readonly to: SessionId;
}

export interface SessionTitled extends OfSession {
  readonly type: 'session.titled';
  readonly title: string;
  /** The id that was given it, where the server says so: after a rotation it may be an older one. */
  readonly of?: SessionId;
  /** Present when the title came on the run's stream: it then moves the cursor. */
  readonly run?: RunId;
  readonly seq?: number;
}

/** Something changed on the server outside a run: read the session again. */
export interface SessionStale extends OfSession {
  readonly type: 'session.stale';
}

/** The pending requests of one kind: the truth about them. The server shows the head of its queue and a count. */
export interface RequestsListed extends OfSession {
  readonly type: 'requests.listed';
  readonly asOf: number;
  readonly kind: RequestKind;
  readonly head: AgentRequest | null;
  readonly waiting: number;
}

/** Events about one run, in journal order. */
export type RunEvent =
  | RunStarted
  | RunProgress
  | TextDelta
  | TextBoundary
  | ReasoningDelta
  | ToolStarted
  | ToolFinished
  | RequestOpened
  | TodosUpdated
  | RunNotice
  | SteerReturned
  | RunSettled
  | RunFinished
  | RunUncertain
  | RunClosed
  | UnknownFrame;

export type TransportEvent =
  | RunEvent
  | SessionLoaded
  | SessionLoadFailed
  | TranscriptOlder
  | SessionListed
  | SessionGone
  | SessionRekeyed
  | SessionTitled
  | SessionStale
  | RequestsListed;
