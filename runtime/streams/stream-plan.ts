/**
 * Who is connected: the one decision, as a pure function. The list comes first, then shown sessions with a live run, then
 * shown ones whose turn is over but whose stream may still bring a title, then other live runs (those connected already
 * before those that are not, so that nothing flaps), then what is not shown and over, then shown sessions that are idle
 * and only watched for turns begun elsewhere.
 *
 * Runs beyond the budget share its last connection in turns: none of them stands still.
 */
import type { StreamKind } from './stream-wish.js';

export interface Candidate {
  readonly key: string;
  readonly kind: StreamKind;
  readonly shown: boolean;
  /** It has a connection of its own now. */
  readonly attached: boolean;
  readonly since: number;
}

export interface StreamPlan {
  /** Keys with a connection of their own, best first. */
  readonly fixed: readonly string[];
  /** Keys of runs that share one connection; empty, or the budget has one left for them. */
  readonly turns: readonly string[];
}

export function planStreams(candidates: readonly Candidate[], budget: number): StreamPlan {
  const ranked = candidates
    // What is over is followed to its end where it is connected; nobody connects to it.
    .filter((candidate) => candidate.kind !== 'tail' || candidate.attached)
    .sort((a, b) => rank(a) - rank(b) || Number(b.attached) - Number(a.attached) || b.since - a.since);
  const places = Math.max(1, budget);
  const beyond = ranked.slice(places).some((candidate) => candidate.kind === 'run');
  if (!beyond) return { fixed: ranked.slice(0, places).map(keyOf), turns: [] };
  const fixed = ranked.slice(0, places - 1);
  const turns = ranked.slice(places - 1).filter((candidate) => candidate.kind === 'run');
  return { fixed: fixed.map(keyOf), turns: turns.map(keyOf) };
}

function rank(candidate: Candidate): number {
  switch (candidate.kind) {
    case 'list':
      return 0;
    case 'run':
      return candidate.shown ? 1 : 3;
    case 'tail':
      return candidate.shown ? 2 : 4;
    case 'watch':
      return candidate.shown ? 5 : 6;
  }
}

function keyOf(candidate: Candidate): string {
  return candidate.key;
}
