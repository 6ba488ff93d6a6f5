// Connections that stay open, as intervals of time: how many there were at once.

/** Paths of the server whose answer stays open. */
export const LONG_LIVED =
  /^\/api\/(chat\/stream|session\/stream|sessions\/events|sessions\/[^/]+\/events|approval\/stream|clarify\/stream)$/;

/** Two connections that meet for less than this are one after the other: word of an end comes late. */
const MEET_MS = 20;

/**
 * The most that were open at one time, and what they were.
 *
 * @typedef {{ path: string, scenario: string, from: number, to: number }} Connection times in ms
 * @param {Iterable<Connection>} connections
 * @param {{ since?: number, meet?: number }} [options] `since`: only what began then or later counts as the last to come
 */
export function peakOf(connections, { since = -Infinity, meet = MEET_MS } = {}) {
  const all = [...connections];
  let peak = [];
  let at = 0;
  for (const { from } of all) {
    if (from < since) continue;
    const open = all.filter((one) => one.from <= from && one.to > from + meet);
    if (open.length > peak.length) [peak, at] = [open, from];
  }
  const age = ({ from, to }) => `${Math.round(from - at)} to ${Math.round(to - at)} ms`;
  return { most: peak.length, which: peak.map((one) => `${one.path} (${one.scenario}, ${age(one)})`) };
}

/**
 * The longest time for which more than so many were open, in ms.
 *
 * @param {Iterable<Connection>} connections
 * @param {number} budget
 * @param {{ since?: number }} [options]
 */
export function longestAbove(connections, budget, { since = -Infinity } = {}) {
  const changes = [...connections].flatMap(({ from, to }) => [
    { at: from, by: 1 },
    { at: to, by: -1 },
  ]);
  changes.sort((one, other) => one.at - other.at || one.by - other.by);
  let [open, longest, above] = [0, 0, Infinity];
  for (const { at, by } of changes) {
    if (open > budget && above >= since) longest = Math.max(longest, at - above);
    const before = open;
    open += by;
    if (open > budget && before <= budget) above = at;
  }
  return longest;
}
