/**
 * The record of one session: everything known of it, as one frozen value. The reducer is its only writer; the session
 * runtime projects it onto signals. What grows with every token (`tailText`, `cursor`) stands apart from what changes
 * rarely, so that a token replaces two fields and nothing that a list or a settled message depends on.
 */
import type { Attachment } from './attachments.js';
import type { RunId, RunInput, RunOrigin, RunOutcome, SessionId } from '../transport/events.js';
import type { OutboxRecord, SentText, SteeredText } from './composer.js';
import type { AgentRequest, ConsentSlice, RequestKind } from './requests.js';
import type { LinkSlice, RunSlice, SessionError, SessionMeta, Todo, Usage } from './slices.js';
import type { Block, Message, TranscriptRow, TranscriptStatus } from './transcript.js';

/** Stamped on every event by the runtime, so that the reducer needs neither clock nor counter. */
export interface Stamp {
  /**
   * Logical time of the registry: grows by one with every event and every request sent. An answer that was asked for
   * at `asOf` may not overrule a change that happened after it (I-04).
   */
  readonly tick: number;
  /** Where `tick` is the time of a question: the time its answer came. */
  readonly arrived?: number;
  /** Our clock, milliseconds. */
  readonly now: number;
}

export interface TranscriptState {
  readonly status: TranscriptStatus;
  readonly rows: readonly TranscriptRow[];
  /** Index of `rows[0]` in the whole transcript. */
  readonly offset: number;
  readonly total: number;
  /** Composed from rows; objects are reused when nothing in them differs. */
  readonly messages: readonly Message[];
  /** Messages of turns that ended while the server's transcript of them is not here yet. */
  readonly provisional: readonly Message[];
  /** Keys that messages had while they were live, by index of their last row: live -> settled keeps the node. */
  readonly keys: ReadonlyMap<number, string>;
  /** Work seen live that the server does not store (tool calls on some backends), by message key. */
  readonly work: ReadonlyMap<string, readonly Block[]>;
  readonly loadingOlder: boolean;
}

/** The running turn, without the text that grows. */
export interface LiveState {
  readonly run: RunId;
  readonly key: string;
  /** Key of the prompt's message. */
  readonly inputKey: string;
  readonly input: RunInput | null;
  readonly origin: RunOrigin;
  readonly startedAt: number | null;
  /** Logical time we heard of it: what was asked for before that may not have known of it. */
  readonly learnedAt: number;
  readonly blocks: readonly Block[];
  readonly tail: { readonly kind: 'text' | 'reasoning'; readonly id: string } | null;
  /** Number of text, reasoning and notice blocks so far: the next one's id. */
  readonly ordinal: number;
  /** Tool calls so far: numbers those the server gives no id. */
  readonly toolCount: number;
  /** Set when the run is over and its stored transcript is not here yet. */
  readonly ended: RunOutcome | null;
}

export interface Cursor {
  readonly run: RunId | null;
  /** Last applied sequence number. */
  readonly seq: number;
  /** Some frames had no number: the journal can't be trusted to fill a hole. */
  readonly unnumbered: boolean;
  /** Frames are missing after this one, and so many reads have confirmed the run since. */
  readonly hole: { readonly after: number; readonly reads: number } | null;
}

/** A frame may be lost on the way more than once. After so many attempts the journal itself has the hole: it is stepped over. */
export const HOLE_READS = 3;

export interface RequestsState {
  readonly open: readonly AgentRequest[];
  readonly closed: readonly (AgentRequest & { readonly closedAt: number })[];
  readonly waiting: Readonly<Record<RequestKind, number>>;
  /** Logical time of the newest reconciliation, by kind. */
  readonly asOf: Readonly<Record<RequestKind, number>>;
  /** What the list row says before the details are here. */
  readonly hint: { readonly kind: RequestKind; readonly count: number } | null;
}

/** Work that the record asks of its owner, as the logical time at which it was asked; 0 when nothing is asked. */
export interface Wants {
  /** Read the session again. */
  readonly reload: number;
  /** Read the pending requests again. */
  readonly requests: number;
  /** A hole was seen: the stream is to be taken up again behind the cursor, after a read. */
  readonly resync: number;
}

export interface Unseen {
  /** Settled rows, as far as known. */
  readonly settled: number;
  /** Settled rows a person has seen. */
  readonly seen: number;
  /** A run ended since a person last looked. */
  readonly ended: boolean;
  /** The person marked it unread by hand. */
  readonly marked: boolean;
  /** A person looked in this page: what was kept of earlier ones, and could be read only now, is older. */
  readonly looked: boolean;
  /** A run that goes on here, whose end a person has seen in another tab. */
  readonly over: RunId | null;
}

/** Rows of lists lag behind a change of the title, and so does a read that was asked for before it. */
export interface Titled {
  /** Our clock, milliseconds. */
  readonly at: number;
  /** Logical time. */
  readonly tick: number;
  /** What it was called until then, newest last: whoever still says so is late. */
  readonly before: readonly string[];
  /** The last list row that said something new: when it was asked for, logical time, and what it was called until then. */
  readonly row: { readonly tick: number; readonly was: string } | null;
}

export interface SessionState {
  readonly meta: SessionMeta;
  readonly aliases: readonly SessionId[];
  /** Logical time of the last change of run facts: older reads may not overrule them. */
  readonly changedAt: number;
  /** The last change of the title by anything but a list row. */
  readonly titled: Titled;
  /** Logical time of the newest read applied. */
  readonly loadedAt: number;
  readonly run: RunSlice;
  /** Runs known to be over, newest last; nothing reopens them (I-09). */
  readonly over: readonly RunId[];
  /** The server still carries the id of a run nobody works on (30 s after a restart). */
  readonly orphaned: boolean;
  readonly transcript: TranscriptState;
  readonly live: LiveState | null;
  readonly tailText: string;
  readonly cursor: Cursor;
  readonly requests: RequestsState;
  readonly consent: ConsentSlice & { /** Logical time of the newest word. */ readonly asOf: number };
  readonly draft: string;
  /** Files of the draft. */
  readonly files: readonly Attachment[];
  readonly outbox: readonly OutboxRecord[];
  /** Hints given from here that their runs have not answered for. */
  readonly steered: readonly SteeredText[];
  /** What the server took from here, and no read has had since. */
  readonly sent: readonly SentText[];
  readonly usage: Usage | null;
  readonly todos: readonly Todo[];
  readonly todosAt: number;
  readonly unseen: Unseen;
  /** Rows the list counted last while idle; null when unknown. */
  readonly listedCount: number | null;
  readonly link: LinkSlice;
  readonly error: SessionError | null;
  /** Deleted, or not ours: no verbs, nothing is read. */
  readonly gone: boolean;
  readonly wants: Wants;
  /** Counted, never shown to the wrong session: for the inspector and for tests. */
  readonly counts: Readonly<{ dropped: number; duplicate: number; gaps: number; unknown: number }>;
}

const NO_MAP: ReadonlyMap<never, never> = new Map<never, never>();

export const EMPTY_TRANSCRIPT: TranscriptState = {
  status: 'unread',
  rows: [],
  offset: 0,
  total: 0,
  messages: [],
  provisional: [],
  keys: NO_MAP,
  work: NO_MAP,
  loadingOlder: false,
};

export function initialState(id: SessionId): SessionState {
  return {
    meta: {
      id,
      title: '',
      model: null,
      workspace: null,
      profile: null,
      pinned: false,
      archived: false,
      readOnly: false,
      project: null,
      createdAt: null,
      updatedAt: null,
      messageCount: 0,
      parent: null,
      relation: null,
      source: null,
    },
    aliases: [id],
    changedAt: 0,
    titled: { at: Number.NEGATIVE_INFINITY, tick: 0, before: [], row: null },
    loadedAt: 0,
    run: {
      phase: 'unknown',
      run: null,
      origin: 'person',
      input: null,
      startedAt: null,
      activity: null,
      tokensPerSecond: null,
      end: null,
    },
    over: [],
    orphaned: false,
    transcript: EMPTY_TRANSCRIPT,
    live: null,
    tailText: '',
    cursor: { run: null, seq: 0, unnumbered: false, hole: null },
    requests: {
      open: [],
      closed: [],
      waiting: { approval: 0, question: 0 },
      asOf: { approval: 0, question: 0 },
      hint: null,
    },
    consent: { autoApprove: null, changing: false, error: null, asOf: 0 },
    draft: '',
    files: [],
    outbox: [],
    steered: [],
    sent: [],
    usage: null,
    todos: [],
    todosAt: 0,
    unseen: { settled: 0, seen: -1, ended: false, marked: false, looked: false, over: null },
    listedCount: null,
    link: { status: 'catching-up', error: null, retryAt: null },
    error: null,
    gone: false,
    wants: { reload: 0, requests: 0, resync: 0 },
    counts: { dropped: 0, duplicate: 0, gaps: 0, unknown: 0 },
  };
}
