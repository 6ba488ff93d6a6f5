/**
 * What an inspector sees: plain data, made anew at every look, with no way back into the runtime.
 *
 * Texts that a person or a model wrote are here as their lengths; what remains in words (titles, error details, names of
 * models and tools) is for the screen of the person whose sessions these are. Every time is in milliseconds of our clock
 * unless it says otherwise.
 */
import type { EventInspection } from './event-trace.js';
import type { RegistryLink } from './registry-link.js';
import { statusOf } from './session/derive.js';
import type { OutboxState } from './session/composer.js';
import type { RequestKind, RequestState } from './session/requests.js';
import type { LinkSlice, Phase, RunActivity, RunEnd, SessionError, SessionStatus } from './session/slices.js';
import type { Cursor, SessionState, TranscriptState, Unseen, Wants } from './session/state.js';
import type { RunId, RunOrigin, RunOutcome, SessionId } from './transport/events.js';

/** One long-lived connection, open or to be opened again. */
export interface ConnectionInspection {
  /** `run`: a live turn. `tail`: its turn is over, a title may come. `watch`: an idle session. `list`: hints of the list. */
  readonly kind: 'run' | 'tail' | 'watch' | 'list';
  /** Whose it is; null for the list. */
  readonly session: SessionId | null;
  readonly run: RunId | null;
  /** `opening`: asked for, no headers yet. `waiting`: broken, tried again at `retryAt`. */
  readonly state: 'opening' | 'open' | 'waiting';
  readonly openSince: number | null;
  /** When its last bytes came, comments too. */
  readonly aliveAt: number | null;
  /** Ends in a row with nothing between them. */
  readonly failures: number;
  readonly retryAt: number | null;
  /** The tab it serves, and whether this tab holds it for others; null where tabs do not share. */
  readonly tab: string | null;
  readonly leading: boolean | null;
}

export interface LeaseInspection {
  readonly visible: number;
  /** Held by elements that are out of sight. */
  readonly hidden: number;
  /** Held by nobody, and not let go yet. */
  readonly lingering: boolean;
}

export type ReadState = 'none' | 'planned' | 'queued' | 'reading';

export interface ReadInspection {
  readonly session: ReadState;
  readonly requests: ReadState;
  /** Reads in a row that did not settle what was wanted. */
  readonly fruitless: number;
}

export interface OutboxInspection {
  readonly ref: string;
  readonly state: OutboxState;
  readonly characters: number;
  readonly error: SessionError | null;
  readonly doubtful: boolean;
  /** The tab whose text it is, where it says. */
  readonly owner: string | null;
}

export interface RequestInspection {
  readonly id: string;
  readonly kind: RequestKind;
  readonly state: RequestState;
  readonly run: RunId | null;
  readonly openedAt: number | null;
  readonly expiresAt: number | null;
  /** An answer did not arrive. */
  readonly failed: boolean;
}

export interface LiveInspection {
  readonly run: RunId;
  readonly blocks: number;
  readonly tail: 'text' | 'reasoning' | null;
  readonly tailCharacters: number;
  readonly ended: RunOutcome | null;
}

/** What one record holds. */
export interface RecordInspection {
  /** The conversation key. */
  readonly key: SessionId;
  /** The id reads and writes go to. */
  readonly tip: SessionId;
  readonly aliases: readonly SessionId[];
  readonly title: string;
  readonly model: string | null;
  readonly gone: boolean;
  readonly status: SessionStatus;
  readonly phase: Phase;
  readonly run: RunId | null;
  readonly origin: RunOrigin;
  /** Server clock. */
  readonly startedAt: number | null;
  readonly activity: RunActivity | null;
  readonly end: RunEnd | null;
  readonly orphaned: boolean;
  /** Runs remembered as over. */
  readonly over: number;
  readonly live: LiveInspection | null;
  readonly cursor: Cursor;
  readonly transcript: {
    readonly status: TranscriptState['status'];
    readonly rows: number;
    readonly offset: number;
    readonly total: number;
    readonly messages: number;
    readonly provisional: number;
  };
  readonly requests: readonly RequestInspection[];
  readonly waiting: Readonly<Record<RequestKind, number>>;
  readonly closedRequests: number;
  readonly draftCharacters: number;
  readonly outbox: readonly OutboxInspection[];
  readonly unseen: Unseen;
  readonly link: LinkSlice;
  readonly error: SessionError | null;
  /** Logical times; 0 is never. */
  readonly wants: Wants;
  readonly changedAt: number;
  readonly loadedAt: number;
  readonly counts: SessionState['counts'];
}

export interface SessionInspection extends RecordInspection {
  /** In the list as shown. */
  readonly listed: boolean;
  readonly leases: LeaseInspection;
  readonly reads: ReadInspection;
  /** Oldest first, bounded; empty while nobody inspects. */
  readonly events: readonly EventInspection[];
}

/** Timers planned, by who planned them. */
export interface TimersInspection {
  readonly leases: number;
  readonly streams: number;
  readonly reads: number;
  readonly list: number;
  readonly storage: number;
}

export interface RegistryInspection {
  /** When this was taken, and the logical time then. */
  readonly at: number;
  readonly tick: number;
  /** Somebody inspects: events are recorded. */
  readonly recording: boolean;
  /** Kind of the connected server; null while none is. */
  readonly server: string | null;
  readonly link: RegistryLink;
  readonly listed: boolean;
  /** What the browser says of the page. */
  readonly page: { readonly visible: boolean; readonly focused: boolean; readonly online: boolean };
  /** Long-lived connections that may be held. */
  readonly budget: number;
  /** Requests the reader has under way now. */
  readonly reading: number;
  readonly timers: TimersInspection;
  readonly connections: readonly ConnectionInspection[];
  /** In list order, unlisted ones after them. */
  readonly sessions: readonly SessionInspection[];
  /** Events that named no session we know, and were dropped (I-05). Counted while somebody inspects. */
  readonly strays: number;
}

export function inspectRecord(key: SessionId, state: SessionState): RecordInspection {
  const { meta, run, live, transcript, requests } = state;
  return {
    key,
    tip: meta.id,
    aliases: state.aliases,
    title: meta.title,
    model: meta.model,
    gone: state.gone,
    status: statusOf(state),
    phase: run.phase,
    run: run.run,
    origin: run.origin,
    startedAt: run.startedAt,
    activity: run.activity,
    end: run.end,
    orphaned: state.orphaned,
    over: state.over.length,
    live: live && {
      run: live.run,
      blocks: live.blocks.length,
      tail: live.tail?.kind ?? null,
      tailCharacters: state.tailText.length,
      ended: live.ended,
    },
    cursor: state.cursor,
    transcript: {
      status: transcript.status,
      rows: transcript.rows.length,
      offset: transcript.offset,
      total: transcript.total,
      messages: transcript.messages.length,
      provisional: transcript.provisional.length,
    },
    requests: requests.open.map((request) => ({
      id: request.id,
      kind: request.kind,
      state: request.state,
      run: request.run,
      openedAt: request.openedAt,
      expiresAt: request.expiresAt,
      failed: request.error !== null,
    })),
    waiting: requests.waiting,
    closedRequests: requests.closed.length,
    draftCharacters: state.draft.length,
    outbox: state.outbox.map((item) => ({
      ref: item.ref,
      state: item.state,
      characters: item.text.length,
      error: item.error,
      doubtful: item.doubtful ?? false,
      owner: item.owner ?? null,
    })),
    unseen: state.unseen,
    link: state.link,
    error: state.error,
    wants: state.wants,
    changedAt: state.changedAt,
    loadedAt: state.loadedAt,
    counts: state.counts,
  };
}
