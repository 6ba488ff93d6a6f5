/** Small builders for reducer tests: a record driven by hand, with a clock that counts. */
import { initialState, type SessionState } from '../../../runtime/session/state.js';
import { reduceSession, type SessionEvent } from '../../../runtime/session/reducer.js';
import type { SessionLoaded, SessionListed, RunSnapshot } from '../../../runtime/transport/events.js';
import type { SessionMeta } from '../../../runtime/session/slices.js';
import type { AgentRequest } from '../../../runtime/session/requests.js';
import type { TranscriptRow } from '../../../runtime/session/transcript.js';

export const A = 'session-a';

export class Tape {
  state: SessionState = initialState(A);
  tick = 0;

  /** Applies events in order; `asOf` of reads defaults to "asked for just now". */
  play(...events: readonly SessionEvent[]): this {
    for (const event of events)
      this.state = reduceSession(this.state, event, { tick: ++this.tick, now: this.tick * 1_000 });
    return this;
  }

  get phase(): string {
    return this.state.run.phase;
  }
}

export const meta: SessionMeta = initialState(A).meta;

export function row(over: Partial<TranscriptRow>): TranscriptRow {
  return {
    role: 'assistant',
    text: '',
    reasoning: '',
    toolCalls: [],
    toolCallId: null,
    toolName: null,
    attachments: [],
    at: null,
    origin: 'person',
    notice: null,
    partial: false,
    durationMs: null,
    model: null,
    ...over,
  };
}

export const user = (text: string): TranscriptRow => row({ role: 'user', text });
export const said = (text: string): TranscriptRow => row({ text });

export function loaded(
  tape: Tape,
  rows: readonly TranscriptRow[],
  run: RunSnapshot | null = null,
  over: Partial<SessionLoaded> = {},
): SessionLoaded {
  return {
    type: 'session.loaded',
    session: A,
    asOf: ++tape.tick,
    meta: { ...meta, title: 'A' },
    transcript: { offset: 0, rows, total: rows.length },
    run,
    usage: null,
    todos: null,
    ...over,
  };
}

export function listed(tape: Tape, over: Partial<SessionListed> = {}): SessionListed {
  return {
    type: 'session.listed',
    session: A,
    asOf: ++tape.tick,
    meta,
    run: null,
    startedAt: null,
    orphan: null,
    waiting: null,
    ...over,
  };
}

export function live(run: string, over: Partial<RunSnapshot> = {}): RunSnapshot {
  return {
    run,
    live: true,
    startedAt: 5,
    origin: 'person',
    input: { text: 'do it', attachments: [] },
    seq: 0,
    blocks: [],
    exact: true,
    ...over,
  };
}

export const started = (run: string): SessionEvent => ({
  type: 'run.started',
  session: A,
  run,
  origin: 'person',
  input: { text: 'do it', attachments: [] },
  startedAt: 5,
});
export const token = (run: string, seq: number, text: string): SessionEvent => ({
  type: 'text.delta',
  session: A,
  run,
  seq,
  text,
});
export const thought = (run: string, seq: number, text: string): SessionEvent => ({
  type: 'reasoning.delta',
  session: A,
  run,
  seq,
  text,
});
export const tool = (run: string, seq: number, id: string | null, name = 'read_file'): SessionEvent => ({
  type: 'tool.started',
  session: A,
  run,
  seq,
  toolId: id,
  name,
  preview: null,
  args: {},
});
export const toolDone = (
  run: string,
  seq: number,
  id: string | null,
  result: string,
  name = 'read_file',
): SessionEvent => ({
  type: 'tool.finished',
  session: A,
  run,
  seq,
  toolId: id,
  name,
  result,
  args: {},
  failed: false,
  durationMs: null,
});
export const settled = (run: string, seq: number, rows: readonly TranscriptRow[]): SessionEvent => ({
  type: 'run.settled',
  session: A,
  run,
  seq,
  transcript: { offset: 0, rows, total: rows.length },
  meta: null,
  usage: null,
});
export const stopped = (run: string): SessionEvent => ({
  type: 'run.finished',
  session: A,
  run,
  outcome: 'stopped',
  error: null,
  transcript: null,
  meta: null,
});
export const failed = (run: string, seq: number): SessionEvent => ({
  type: 'run.finished',
  session: A,
  run,
  seq,
  outcome: 'failed',
  error: { code: 'run-failed', detail: 'no', retryable: false },
  transcript: null,
  meta: null,
});

export function approval(id: string, run: string | null = 'r1'): AgentRequest {
  return {
    id,
    session: A,
    run,
    kind: 'approval',
    state: 'pending',
    openedAt: 1,
    expiresAt: null,
    closedBy: null,
    error: null,
    answer: null,
    wire: {},
    approval: {
      command: 'rm',
      description: '',
      tool: null,
      args: null,
      risk: null,
      patterns: [],
      choices: ['once', 'deny'],
    },
  };
}

export function pending(tape: Tape, head: AgentRequest | null, waiting = head ? 1 : 0, asOf?: number): SessionEvent {
  return { type: 'requests.listed', session: A, asOf: asOf ?? ++tape.tick, kind: 'approval', head, waiting };
}
