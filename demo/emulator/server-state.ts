/**
 * Everything one emulated server holds. The store and the journals are its disk; the rest is the
 * memory of a process and goes at `restart`. Handlers get this object and nothing else.
 */

import { Approvals } from './approvals.js';
import { Auth } from './auth.js';
import { Clarifies } from './clarifies.js';
import type { EmulatorClock } from './clock.js';
import { Timers } from './clock.js';
import { StoredFiles } from './stored-files.js';
import { EventStream } from './event-stream.js';
import type { StreamKind } from './event-stream.js';
import { Faults } from './faults.js';
import type { Journal } from './journal.js';
import { ListEvents } from './list-events.js';
import { Randomness } from './random.js';
import type { WireObject } from './records.js';
import type { Run } from './run.js';
import { SessionList } from './session-list.js';
import { SessionStore } from './session-store.js';
import { StreamGroups } from './stream-groups.js';
import { Traffic } from './traffic.js';

export type Backend = 'agent' | 'runs';

/** Timings and refusals of the things behind the server. */
export interface Tuning {
  /** How long a cancelled worker needs to get out; chat/start is refused meanwhile. */
  unwindMs: number;
  /** From `done` to `stream_end` when a title is being made. */
  titleMs: number;
  /** How long the gateway takes to accept an answer. */
  relayMs: number;
  approvalRelay: 'ok' | 'fail';
  stop: 'ok' | 'fail';
  steer: 'accept' | 'lacks';
  /** Whether the gateway lets approvals be answered out of order. */
  approvalIdentity: boolean;
  /** A run that never sends a terminal frame: its stream only heartbeats. */
  withholdTerminal: boolean;
}

export interface Project {
  project_id: string;
  name: string;
  color: string | null;
  profile: string;
  created_at: number;
}

export interface OpenRequest {
  kind: StreamKind;
  path: string;
  method: string;
  signal: AbortSignal | null;
  sessionId?: string | null;
  streamId?: string | null;
}

/** A turn whose first words are on their way to the disk is refused for this long after a crash. */
export const LOST_RUN_GRACE_SECONDS = 30;

export class ServerState {
  readonly timers: Timers;
  readonly random: Randomness;
  readonly backend: Backend;
  readonly store: SessionStore;
  readonly journals = new Map<string, Journal>();
  readonly live = new Map<string, Run>();
  /** Cancelled workers that are not out yet, by session. */
  readonly unwinding = new Map<string, Run>();
  /** Turns the server wants to start itself once a session is idle. */
  readonly wakeups = new Map<string, WireObject[]>();
  readonly approvalStreams = new StreamGroups();
  readonly clarifyStreams = new StreamGroups();
  readonly sessionStreams = new StreamGroups();
  readonly approvals: Approvals;
  readonly clarifies: Clarifies;
  readonly list: SessionList;
  readonly listEvents: ListEvents;
  readonly faults: Faults;
  readonly traffic = new Traffic();
  readonly auth: Auth;
  readonly projects: Project[] = [];
  readonly files = new StoredFiles();
  readonly settings: WireObject;
  readonly tuning: Tuning = {
    unwindMs: 40,
    titleMs: 30,
    relayMs: 0,
    approvalRelay: 'ok',
    stop: 'ok',
    steer: 'accept',
    approvalIdentity: true,
    withholdTerminal: false,
  };
  startedAt: number;
  lastRunFinishedAt: number | null = null;
  runCounter = 0;
  /** Told of every list read; the demo waits for the first one. */
  onListRead: (() => void) | null = null;
  /** While set, requests fail as if nothing listened. */
  down = false;

  constructor(options: { clock: EmulatorClock; seed: number; password: string | null; backend: Backend }) {
    this.timers = new Timers(options.clock);
    this.random = new Randomness(options.seed);
    this.backend = options.backend;
    this.store = new SessionStore(this.timers, this.random);
    this.faults = new Faults(this.timers);
    this.auth = new Auth(options.password, options.seed);
    this.list = new SessionList(this);
    this.listEvents = new ListEvents(() => this.list.invalidate());
    this.approvals = new Approvals(this.approvalStreams);
    this.clarifies = new Clarifies(this.timers, this.clarifyStreams, () =>
      this.listEvents.publish('attention_cleared'),
    );
    this.startedAt = this.timers.seconds;
    this.settings = {
      default_message_mode: 'steer',
      show_cli_sessions: false,
      show_cron_sessions: false,
      pinned_sessions_limit: 3,
      api_redact_enabled: true,
      bot_name: 'Hermes',
      webui_version: 'emulator',
      auth_enabled: options.password !== null,
    };
  }

  /** Where an uploaded file goes: two of one name do not overwrite each other. */
  placeForUpload(folder: string, name: string): string {
    const dot = name.lastIndexOf('.');
    const [stem, end] = dot > 0 ? [name.slice(0, dot), name.slice(dot)] : [name, ''];
    let path = `${folder}${name}`;
    for (let number = 1; this.files.has(path); number += 1) path = `${folder}${stem}-${number}${end}`;
    return path;
  }

  openStream(request: OpenRequest): EventStream {
    const stream = new EventStream(this.timers, {
      kind: request.kind,
      path: request.path,
      sessionId: request.sessionId ?? null,
      streamId: request.streamId ?? null,
      signal: request.signal,
      faults: this.faults.takeForStream(request.method, request.path),
      onClose: (closed) => this.traffic.closed(closed),
    });
    if (!stream.closed) this.traffic.opened(stream);
    return stream;
  }

  /** The run that keeps a session busy, whichever of its ids is asked for. */
  runOf(sessionId: string): Run | undefined {
    for (const run of this.live.values()) {
      if (run.sessionId === sessionId || run.settledSessionId === sessionId) return run;
    }
    return undefined;
  }

  isLive(streamId: string | null): boolean {
    return streamId !== null && this.live.has(streamId);
  }
}
