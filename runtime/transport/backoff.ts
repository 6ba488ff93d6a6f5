/**
 * How long to wait before the next attempt: full jitter under a growing cap, so that many tabs that lost the same server
 * do not come back in step. Pure: chance is passed in.
 */

export interface BackoffOptions {
  /** Upper bound of the first wait, milliseconds. */
  readonly baseMs?: number;
  /** Upper bound of every wait. */
  readonly capMs?: number;
  /** Lower bound of every wait: jitter must not turn a retry into a tight loop. */
  readonly floorMs?: number;
}

/**
 * Milliseconds to wait before attempt `attempt` (0 is the first retry). `random` is in [0, 1). A server's own
 * `Retry-After` is a floor the caller applies.
 */
export function backoffDelay(attempt: number, random: number, options: BackoffOptions = {}): number {
  const { baseMs = 500, capMs = 30_000, floorMs = 100 } = options;
  // Beyond 2^30 the cap has long taken over; the exponent must not overflow on a night-long outage.
  const ceiling = Math.min(capMs, baseMs * 2 ** Math.min(Math.max(0, attempt), 30));
  const floor = Math.min(floorMs, ceiling);
  return Math.round(floor + clampUnit(random) * (ceiling - floor));
}

/** A number in [0, 1) drawn from a random id: the environment gives ids, and they are all the chance there is. */
export function unitFrom(id: string): number {
  let hash = 0x811c9dc5;
  for (let i = 0; i < id.length; i += 1) {
    hash ^= id.charCodeAt(i);
    hash = Math.imul(hash, 0x01000193);
  }
  // One more mixing step: ids that differ only at their end must not give neighbouring numbers.
  hash ^= hash >>> 15;
  hash = Math.imul(hash, 0x2c1b3c6d);
  hash ^= hash >>> 12;
  return (hash >>> 0) / 2 ** 32;
}

function clampUnit(value: number): number {
  return Number.isFinite(value) ? Math.min(Math.max(value, 0), 1) : 0;
}
