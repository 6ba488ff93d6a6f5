/**
 * Bugs the simulation has found and nobody has mended yet, each with a switch that keeps its schedules from failing.
 * Whoever mends one takes its switch away, and the simulation then holds the runtime to it.
 */
export const KNOWN = {
  /** A queued text whose sending began less than a quarter of a second before the page died is sent again. */
  crashSendsAgain: false,
  /** A steer that came too late comes back to every client that follows the run, and each of them sends it. */
  steerComesBackToAll: false,
  /** A session the list does not have (archived) is not read again when another client begins a turn in it. */
  unlistedGoesStale: false,
  /** One 404, and a session the list does not have counts as deleted until the page is loaded anew. */
  unlistedStaysGone: false,
} as const satisfies Record<string, boolean>;
