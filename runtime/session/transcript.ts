/**
 * Words of the transcript. A *row* is what the server stores (one line of its message list, adapter-neutral); a
 * *message* is what a person reads: a user's prompt, or everything the agent did for it, as ordered *blocks*.
 */
import type { ReadonlySignal } from '@preact/signals-core';
import type { NoticeKind, RunId, RunOrigin } from '../transport/events.js';

/** The key of the turn a run makes: `LiveTurn.key`, then `Message.key` for as long as it was followed here. */
export function turnKey(run: RunId): string {
  return `turn:${run}`;
}

export type ToolStatus = 'running' | 'done' | 'failed' | 'stopped';

export interface ToolCall {
  /** The server's id, or one the reducer gave (`run#n`). Unique within the turn. */
  readonly id: string;
  readonly name: string;
  readonly preview: string | null;
  readonly args: Readonly<Record<string, unknown>>;
  readonly result: string | null;
  readonly status: ToolStatus;
  readonly durationMs: number | null;
  /** Characters of the whole result, where the server sent only its beginning. */
  readonly clippedFrom?: number;
}

/**
 * Why the server began a turn itself. `process`: a background process ended; `watch`: what one printed matched a
 * pattern; `schedule` and `webhook`: the session belongs to such a job; `other`: the server does not say more.
 */
export interface TurnCause {
  readonly kind: 'process' | 'watch' | 'schedule' | 'webhook' | 'other';
  /** The command of the process. */
  readonly command?: string;
  readonly exitCode?: number;
  readonly pattern?: string;
}

export interface TextBlock {
  readonly kind: 'text';
  readonly id: string;
  readonly text: string;
  /** Said on the way, before tools; the answer follows. */
  readonly note: boolean;
}

export interface ReasoningBlock {
  readonly kind: 'reasoning';
  readonly id: string;
  readonly text: string;
}

export interface ToolBlock {
  readonly kind: 'tool';
  readonly id: string;
  readonly tool: ToolCall;
}

export interface NoticeBlock {
  readonly kind: 'notice';
  readonly id: string;
  readonly notice: NoticeKind;
  readonly text: string;
  /** The server's or provider's own words on it, where they are not in `text`. */
  readonly detail?: string;
  /** The server's name for why, e.g. `process_restart` of an interruption. */
  readonly reason?: string;
}

export type Block = TextBlock | ReasoningBlock | ToolBlock | NoticeBlock;

/** A file that goes with a message, as far as the server tells of it. `SessionRuntime.fileUrls` says where to get it. */
export interface MessageFile {
  readonly name: string;
  /** Where the server put it; null where it says the name only. */
  readonly path: string | null;
  /** Bytes; null where the server doesn't say. */
  readonly size: number | null;
  /** Media type; empty where the server doesn't say: the ending of the name is all there is then. */
  readonly type: string;
  /** Address given in the message itself, of an image the model was shown; null for a file on the server. */
  readonly source: string | null;
  /**
   * The agent gave it, by its whole path; absent: an upload. `frozen` names the state it was in then, where the server
   * kept that one.
   */
  readonly given?: { readonly frozen: string | null };
}

/** One stored row, as an adapter hands it over. */
export interface TranscriptRow {
  readonly role: 'user' | 'assistant' | 'tool' | 'system';
  readonly text: string;
  readonly reasoning: string;
  readonly toolCalls: readonly {
    readonly id: string;
    readonly name: string;
    readonly args: Readonly<Record<string, unknown>>;
    readonly result?: string;
    readonly failed?: boolean;
  }[];
  /** For `tool` rows: the call this is the result of. */
  readonly toolCallId: string | null;
  readonly toolName: string | null;
  readonly attachments: readonly string[];
  /** The same files and images, with what is known of each. Absent: none, or their names are all there is. */
  readonly files?: readonly MessageFile[];
  /** Milliseconds, server clock. */
  readonly at: number | null;
  readonly origin: RunOrigin;
  /** The row is a marker (error, stop, interruption), not something the model said. */
  readonly notice: NoticeKind | null;
  /** Text kept from a turn that did not finish. */
  readonly partial: boolean;
  readonly durationMs: number | null;
  readonly model: string | null;
  /** Of a turn the server began. */
  readonly cause?: TurnCause;
  /** Put together by the server after a failure, not written when it happened. */
  readonly recovered?: boolean;
  /** Of a marker: see `NoticeBlock`. */
  readonly detail?: string;
  readonly reason?: string;
  /** Of a tool's result: characters of the whole, where only its beginning is here. */
  readonly clippedFrom?: number;
  /** Tokens per second of the answer. */
  readonly tokensPerSecond?: number;
}

/** What a person reads as one message. Frozen; replaced only when something in it differs. */
export interface Message {
  /** Stable for as long as the message is known here, from live to settled. */
  readonly key: string;
  readonly role: 'user' | 'assistant' | 'system';
  /** Index of its last row in the whole transcript; null while it is not stored. */
  readonly index: number | null;
  readonly blocks: readonly Block[];
  readonly attachments: readonly string[];
  /** The same files, with what is known of each, and images of the message itself. Absent: names are all there is. */
  readonly files?: readonly MessageFile[];
  readonly at: number | null;
  readonly origin: RunOrigin;
  readonly durationMs: number | null;
  readonly model: string | null;
  /** Kept from a turn that did not finish. */
  readonly partial: boolean;
  /** Why the server began the turn that this message opens; absent for a person's. */
  readonly cause?: TurnCause;
  /** The server put it together again after a failure: words may be missing. */
  readonly recovered?: boolean;
  /** Tokens per second of the answer, where the server says. */
  readonly tokensPerSecond?: number;
}

/** The open end of a running turn: the one block whose text still grows. */
export interface LiveTail {
  readonly kind: 'text' | 'reasoning';
  readonly id: string;
  /** Grows with every delta; its identity is stable while the block is open. */
  readonly text: ReadonlySignal<string>;
}

/** The running turn. `blocks` are closed and frozen; only `tail` grows. */
export interface LiveTurn {
  readonly key: string;
  readonly run: RunId;
  readonly blocks: readonly Block[];
  readonly tail: LiveTail | null;
  readonly startedAt: number | null;
  /** The run is over but its stored transcript is not here yet. */
  readonly ended: boolean;
}

/** `unread`: never read. `loading`: being read for the first time. `failed`: could not be read, see `error` slice. */
export type TranscriptStatus = 'unread' | 'loading' | 'ready' | 'failed';

export interface TranscriptSlice {
  readonly status: TranscriptStatus;
  /** Settled messages of the window, oldest first. */
  readonly messages: readonly Message[];
  /** The prompt of the running turn (or one being sent), not yet stored by the server. */
  readonly pending: Message | null;
  readonly live: LiveTurn | null;
  /** Older rows exist on the server. */
  readonly hasOlder: boolean;
  readonly loadingOlder: boolean;
}
