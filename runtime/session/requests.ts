/** Requests: what the agent waits for, and the answers a person can give. */
import type { RunId, SessionId } from '../transport/events.js';

export type RequestKind = 'approval' | 'question';

/** `failed`: the answer did not arrive; the request still waits and can be answered again. */
export type RequestState = 'pending' | 'submitting' | 'resolved' | 'expired' | 'gone' | 'failed';

export type ApprovalChoice = 'once' | 'session' | 'always' | 'deny';

/**
 * What closed a request: an answer given here, one given in another tab or client, its deadline, or the end of its run.
 * Null while it is open, and where it left without a word.
 */
export type RequestClosing = 'here' | 'elsewhere' | 'deadline' | 'run';

/** What a person decided. */
export type RequestAnswer =
  { readonly kind: 'approval'; readonly choice: ApprovalChoice } | { readonly kind: 'question'; readonly text: string };

export interface ApprovalDetails {
  /** Whole command, exactly as the server gave it. */
  readonly command: string;
  /** Why it was flagged. */
  readonly description: string;
  readonly tool: string | null;
  readonly args: Readonly<Record<string, unknown>> | null;
  readonly risk: string | null;
  /** Rules that `always` would store. */
  readonly patterns: readonly string[];
  /** Exactly the choices the server offers, in its order. */
  readonly choices: readonly ApprovalChoice[];
}

export interface QuestionDetails {
  readonly text: string;
  readonly choices: readonly string[];
}

interface RequestBase {
  /** The server's id of the request; unique within the session. */
  readonly id: string;
  readonly session: SessionId;
  readonly run: RunId | null;
  readonly state: RequestState;
  /** Milliseconds, server clock where it says, else ours. */
  readonly openedAt: number | null;
  readonly expiresAt: number | null;
  readonly closedBy: RequestClosing | null;
  /** Why the last answer did not arrive. */
  readonly error: string | null;
  /** What was answered here; null when it was answered elsewhere. */
  readonly answer: RequestAnswer | null;
  /** What the adapter needs to answer it (mirror token and the like). Opaque to everyone else. */
  readonly wire: Readonly<Record<string, string>>;
}

export interface ApprovalRequest extends RequestBase {
  readonly kind: 'approval';
  readonly approval: ApprovalDetails;
}

export interface QuestionRequest extends RequestBase {
  readonly kind: 'question';
  readonly question: QuestionDetails;
}

export type AgentRequest = ApprovalRequest | QuestionRequest;

/** Whether the agent asks at all. */
export interface ConsentSlice {
  /**
   * Every approval of this session is given by the server itself, unasked. Null: not known yet, or the server has no
   * such switch. The server's word as of the last read; kept nowhere else.
   */
  readonly autoApprove: boolean | null;
  /** A change is on its way. */
  readonly changing: boolean;
  /** Why the last change did not arrive. */
  readonly error: string | null;
}

export interface RequestsSlice {
  /** Oldest first; those that wait for an answer or for the answer's acknowledgement. */
  readonly open: readonly AgentRequest[];
  /** How many the server says are waiting; can be more than it has shown us. */
  readonly waiting: number;
  /** Closed in this page, newest last, for "handled elsewhere" and the like. Bounded. */
  readonly closed: readonly AgentRequest[];
}
