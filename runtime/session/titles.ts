/**
 * Which of two titles is the newer one. The server's list may carry an old title for 45 s while anything runs
 * (http-api 4.1), also in answers to questions asked since.
 */
import type { SessionState, Stamp, Titled } from './state.js';

const LATE_MS = 60_000;
/** More changes than this within a minute are of no person. */
const KEPT = 4;

/** It is called `title` now: by a person, an event or a read. */
export function retitled({ meta, titled }: SessionState, title: string, { now, tick }: Stamp): Titled {
  const known = now - titled.at < LATE_MS ? titled.before : [];
  return { at: now, tick, before: [...known, meta.title].filter((old) => old !== title).slice(-KEPT), row: null };
}

/** A list row that says so was made before the last change; any other title is one that somebody gave it since. */
export function isOldTitle(titled: Titled, title: string, now: number): boolean {
  return now - titled.at < LATE_MS && titled.before.includes(title);
}
