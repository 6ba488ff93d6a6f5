/**
 * The shapes of the small slices: what elements and hosts read of a session. Every object is frozen once published and
 * replaced, never changed in place.
 */
import type { RunId, RunInput, RunOrigin, RunOutcome, SessionId } from '../transport/events.js';

/** Server-derived level of a session. `unknown`: nothing has been read yet. */
export type Phase = 'unknown' | 'idle' | 'starting' | 'running' | 'stopping';

/** State of the transport for one session: a separate axis that never ends a run or locks text (I-22). */
export type LinkStatus = 'live' | 'catching-up' | 'reconnecting' | 'offline' | 'stale' | 'auth' | 'refused';

/** The ladder rows show, strongest first. */
export type SessionStatus = 'needs-you' | 'failed' | 'running' | 'unread' | 'draft' | 'idle';

/** What went wrong, in words a program can branch on. Elements turn the code into a sentence with what to do. */
export type ErrorCode =
  | 'network'
  | 'timeout'
  | 'auth'
  | 'forbidden'
  | 'not-found'
  | 'other-profile'
  | 'busy'
  | 'rate-limited'
  | 'server'
  | 'bad-answer'
  | 'read-only'
  | 'refused'
  | 'unsupported'
  | 'run-failed'
  | 'quota'
  | 'model'
  | 'context-full'
  | 'run-lost'
  | 'not-kept'
  | 'internal';

export interface SessionError {
  readonly code: ErrorCode;
  /** The server's own words, or ours where it had none. Text, never markup. */
  readonly detail: string;
  /** The server's advice, if it gave one. */
  readonly hint?: string;
  /** HTTP status, where there was one. */
  readonly status?: number;
  readonly retryable: boolean;
  /** Milliseconds the server asked to wait. */
  readonly retryAfterMs?: number;
}

export interface SessionMeta {
  /** The canonical id: the tip that reads and writes go to. */
  readonly id: SessionId;
  readonly title: string;
  readonly model: string | null;
  readonly workspace: string | null;
  readonly profile: string | null;
  readonly pinned: boolean;
  readonly archived: boolean;
  /** The server takes no message and no change for this session. */
  readonly readOnly: boolean;
  readonly project: string | null;
  /** Milliseconds since the epoch, server clock. */
  readonly createdAt: number | null;
  readonly updatedAt: number | null;
  /** Settled rows as the server counts them. */
  readonly messageCount: number;
  /** Session this one was forked from or works for. Compression predecessors are aliases, not parents. */
  readonly parent: SessionId | null;
  readonly relation: 'fork' | 'child' | null;
  /** Where it comes from: `webui`, `cli`, `cron`, `subagent`... null for the server's own. */
  readonly source: string | null;
}

/** What a running turn does at this moment. */
export interface RunActivity {
  readonly kind: 'waiting' | 'thinking' | 'writing' | 'tool' | 'compressing';
  /** The tool's name for `tool`. */
  readonly label: string | null;
}

/** The last run's end. Kept until the next run starts. */
export interface RunEnd {
  readonly run: RunId;
  readonly outcome: RunOutcome;
  readonly error: SessionError | null;
  /** Milliseconds, our clock. */
  readonly at: number;
}

export interface RunSlice {
  readonly phase: Phase;
  readonly run: RunId | null;
  readonly origin: RunOrigin;
  readonly input: RunInput | null;
  readonly startedAt: number | null;
  readonly activity: RunActivity | null;
  readonly tokensPerSecond: number | null;
  readonly end: RunEnd | null;
}

export interface LinkSlice {
  readonly status: LinkStatus;
  readonly error: SessionError | null;
  /** When the next attempt is made, our clock in milliseconds; null when none is planned. */
  readonly retryAt: number | null;
}

export interface Usage {
  readonly inputTokens: number | null;
  readonly outputTokens: number | null;
  /** US dollars. */
  readonly cost: number | null;
  /** Tokens the model can hold, and tokens the last prompt took. */
  readonly contextLength: number | null;
  readonly contextUsed: number | null;
}

export interface Todo {
  readonly id: string;
  readonly content: string;
  readonly status: 'pending' | 'in_progress' | 'completed' | 'cancelled';
}
