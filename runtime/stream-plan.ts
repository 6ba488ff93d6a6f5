/**
 * Who is attached: the one decision, as a pure function. Shown sessions with a live run come first, then other live
 * runs (those attached already before those that are not, so that nothing flaps), then streams whose turn is over but
 * which may still bring a title, then shown sessions that are idle and only watched for turns begun elsewhere.
 */
export type StreamKind = 'run' | 'tail' | 'watch';

export interface Candidate<T> {
  readonly of: T;
  readonly kind: StreamKind;
  /** A visible element shows it. */
  readonly shown: boolean;
  /** It has a stream of this kind now. */
  readonly attached: boolean;
  /** Logical time it was last shown or last became live; later is more interesting. */
  readonly since: number;
}

/** The candidates that get a stream, at most `budget`. */
export function planStreams<T>(candidates: readonly Candidate<T>[], budget: number): readonly Candidate<T>[] {
  const ranked = [...candidates].sort(
    (a, b) => rank(a) - rank(b) || Number(b.attached) - Number(a.attached) || b.since - a.since,
  );
  return ranked.slice(0, Math.max(0, budget));
}

function rank(candidate: Candidate<unknown>): number {
  if (candidate.kind === 'run') return candidate.shown ? 0 : 1;
  if (candidate.kind === 'tail') return 2;
  return candidate.shown ? 3 : 4;
}
