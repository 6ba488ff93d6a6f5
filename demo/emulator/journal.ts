/**
 * The journal of one run: every event, numbered from 1 without holes, kept after the run and
 * across restarts. It is what reconnecting clients are served from.
 */

import type { WireObject } from './records.js';

export interface JournalRow {
  seq: number;
  event: string;
  payload: WireObject;
  /** The encoded frame; built once, sent to every subscriber. */
  frame: string;
  createdAt: number;
}

export type TerminalState =
  'running' | 'completed' | 'interrupted-by-user' | 'errored' | 'tool_limit_reached' | 'lost-worker-bookkeeping';

/** The relay closes the response after any of these; `done` is not among them. */
export const RELAY_CLOSING = new Set(['stream_end', 'cancel', 'apperror', 'error']);

export function encodeFrame(event: string, payload: unknown, id?: string): string {
  return `${id ? `id: ${id}\n` : ''}event: ${event}\ndata: ${JSON.stringify(payload)}\n\n`;
}

export class Journal {
  readonly streamId: string;
  readonly sessionId: string;
  readonly rows: JournalRow[] = [];
  #terminal = false;

  constructor(streamId: string, sessionId: string) {
    this.streamId = streamId;
    this.sessionId = sessionId;
  }

  get lastSeq(): number {
    return this.rows.at(-1)?.seq ?? 0;
  }

  get lastEventId(): string | null {
    return this.lastSeq ? `${this.streamId}:${this.lastSeq}` : null;
  }

  append(event: string, payload: WireObject, createdAt: number): JournalRow {
    const seq = this.lastSeq + 1;
    const row: JournalRow = {
      seq,
      event,
      payload,
      createdAt,
      frame: encodeFrame(event, payload, `${this.streamId}:${seq}`),
    };
    this.rows.push(row);
    if (event === 'done' || RELAY_CLOSING.has(event)) this.#terminal = true;
    return row;
  }

  /** Rows after `seq`, at most up to `max`. Sequence numbers have no holes, so this is a slice. */
  after(seq: number, max = this.lastSeq): JournalRow[] {
    return this.rows.slice(Math.max(0, seq), Math.max(0, max));
  }

  get terminal(): boolean {
    return this.#terminal;
  }

  summary(live: boolean): WireObject {
    return {
      session_id: this.sessionId,
      run_id: this.streamId,
      last_seq: this.lastSeq,
      last_event_id: this.lastEventId,
      last_event: this.rows.at(-1)?.event ?? null,
      terminal: this.terminal,
      terminal_state: this.#terminalState(live),
    };
  }

  #terminalState(live: boolean): TerminalState {
    if (!this.terminal) return live ? 'running' : 'lost-worker-bookkeeping';
    const last = this.rows.at(-1)?.event;
    if (last === 'cancel') return 'interrupted-by-user';
    if (last === 'apperror' || last === 'error') return 'errored';
    return 'completed';
  }
}
