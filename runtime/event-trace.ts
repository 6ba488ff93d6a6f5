/**
 * The last events of each session, kept only while somebody inspects: the registry has a trace then and none otherwise.
 *
 * Bounded per session; what follows itself (rows of a list, text with its metering in between) is one entry that counts. Records are held
 * weakly, and with the last inspector the whole trace goes.
 */
import { reportFault } from './environment.js';
import type { SessionRecord } from './session/record.js';
import type { SessionEvent } from './session/reducer.js';
import type { SessionState } from './session/state.js';
import type { RunId } from './transport/events.js';

/**
 * What became of an event. `unchanged`: it said nothing new (a late word of a run that is over, a row as it was).
 * `unknown`: a frame this version does not know, its number taken.
 */
export type EventOutcome = 'applied' | 'unchanged' | 'duplicate' | 'gap' | 'dropped' | 'unknown';

export interface EventInspection {
  readonly type: SessionEvent['type'];
  readonly run: RunId | null;
  /**
   * Numbers in the run's journal, first and last of those counted here (those between may be another entry's); null where
   * they have none.
   */
  readonly seq: number | null;
  readonly seqTo: number | null;
  /** The record's cursor after it. */
  readonly cursor: number;
  readonly outcome: EventOutcome;
  /** When it came, our clock; the last of those counted here. */
  readonly at: number;
  readonly times: number;
}

/** Entries kept of one session. */
export const TRACE_LENGTH = 64;

export class EventTrace {
  readonly #events = new WeakMap<SessionRecord, EventInspection[]>();
  readonly #listeners = new Set<() => void>();
  #strays = 0;

  get strays(): number {
    return this.#strays;
  }

  /** Nobody listens: the trace is to be let go. */
  get idle(): boolean {
    return this.#listeners.size === 0;
  }

  /** Calls back after every change that an inspection would show, often: the caller throttles. */
  subscribe(listener: () => void): () => void {
    const mine = (): void => listener();
    this.#listeners.add(mine);
    return () => this.#listeners.delete(mine);
  }

  of(record: SessionRecord): readonly EventInspection[] {
    return [...(this.#events.get(record) ?? [])];
  }

  note(record: SessionRecord, event: SessionEvent, before: SessionState, after: SessionState, at: number): void {
    const events = this.#events.get(record) ?? [];
    this.#events.set(record, events);
    const entry = entryOf(event, before, after, at);
    const known = foldInto(events, entry);
    const [last] = known === -1 ? [] : events.splice(known, 1);
    events.push(last ? { ...entry, seq: last.seq, times: last.times + 1 } : entry);
    if (events.length > TRACE_LENGTH) events.shift();
    this.tell();
  }

  stray(): void {
    this.#strays += 1;
    this.tell();
  }

  tell(): void {
    for (const listener of [...this.#listeners]) {
      // We are in the middle of an event: who looks may not stop it.
      try {
        listener();
      } catch (thrown) {
        reportFault(thrown);
      }
    }
  }
}

function entryOf(event: SessionEvent, before: SessionState, after: SessionState, at: number): EventInspection {
  const seq = 'seq' in event ? (event.seq ?? null) : null;
  return {
    type: event.type,
    run: 'run' in event && typeof event.run === 'string' ? event.run : null,
    seq,
    seqTo: seq,
    cursor: after.cursor.seq,
    outcome: outcomeOf(before, after),
    at,
    times: 1,
  };
}

function outcomeOf(before: SessionState, after: SessionState): EventOutcome {
  if (after === before) return 'unchanged';
  const was = before.counts;
  const is = after.counts;
  if (is === was) return 'applied';
  if (is.dropped > was.dropped) return 'dropped';
  if (is.duplicate > was.duplicate) return 'duplicate';
  if (is.gaps > was.gaps) return 'gap';
  if (is.unknown > was.unknown) return 'unknown';
  return 'applied';
}

/** Events that come many in a second, one kind between the other. */
const FLOW: ReadonlySet<EventInspection['type']> = new Set(['text.delta', 'reasoning.delta', 'run.progress']);

/** The entry that counts this one too: what it follows at once, or, of a flow, the last of its kind in it; -1: none. */
function foldInto(events: readonly EventInspection[], next: EventInspection): number {
  for (let at = events.length - 1; at >= 0; at -= 1) {
    const entry = events[at];
    if (!entry) return -1;
    const same = entry.type === next.type && entry.run === next.run && entry.outcome === next.outcome;
    const flows = isFlow(entry) && isFlow(next) && entry.run === next.run;
    if (same && (flows || follows(entry, next))) return at;
    if (!flows) return -1;
  }
  return -1;
}

function isFlow({ type, outcome }: EventInspection): boolean {
  return FLOW.has(type) && outcome === 'applied';
}

function follows(last: EventInspection, next: EventInspection): boolean {
  return last.seqTo === null ? next.seq === null : next.seq === last.seqTo + 1;
}
