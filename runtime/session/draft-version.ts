/**
 * A draft that several tabs write. Each version says which one it was made from, so that a tab knows whether another's is
 * newer than its own or was written beside it; those that were written beside each other are merged, and not a word of
 * either is lost. Pure.
 */

export interface DraftVersion {
  readonly text: string;
  /** Orders versions; unique. */
  readonly rev: DraftRev;
  /** What it was made from, newest first: as far back as another tab may be behind. */
  readonly from: readonly DraftRev[];
}

/** Milliseconds, or one more than what it replaces where clocks disagree; then the tab. */
export type DraftRev = readonly [at: number, by: string];

/** What a tab has: the text in its composer, the last version it shares with others, and those before it. */
export interface DraftBranch {
  readonly text: string;
  readonly shared: DraftVersion;
  readonly before: readonly DraftVersion[];
}

export const NO_DRAFT: DraftVersion = { text: '', rev: [0, ''], from: [] };

const REMEMBERED = 24;
const KEPT = 6;

/** The composer's text becomes a version that others are told of. `now` in milliseconds. */
export function writeDraft(branch: DraftBranch, now: number, by: string): DraftBranch {
  const { text, shared, before } = branch;
  const rev: DraftRev = [Math.max(now, shared.rev[0] + 1), by];
  return {
    text,
    shared: { text, rev, from: [shared.rev, ...shared.from].slice(0, REMEMBERED) },
    before: [shared, ...before].slice(0, KEPT),
  };
}

/** Takes another tab's version in. `text` of the answer is what the composer shows now. */
export function takeDraft(mine: DraftBranch, theirs: DraftVersion): DraftBranch {
  const { shared } = mine;
  if (sameRev(theirs.rev, shared.rev) || has(shared.from, theirs.rev)) return mine;
  const typed = mine.text !== shared.text;
  const before = [shared, ...mine.before].slice(0, KEPT);
  if (has(theirs.from, shared.rev)) {
    const text = typed ? mergeDrafts(shared.text, mine.text, theirs.text) : theirs.text;
    return { text, shared: theirs, before };
  }
  // Written beside ours: every tab merges the two in the same order, and comes to the same text.
  const base = mine.before.find((version) => has(theirs.from, version.rev)) ?? NO_DRAFT;
  const [older, newer] = isNewer(theirs.rev, shared.rev) ? [shared, theirs] : [theirs, shared];
  const both = mergeDrafts(base.text, older.text, newer.text);
  const text = typed ? mergeDrafts(shared.text, mine.text, both) : both;
  const from = [...newer.from, older.rev, ...older.from].sort((a, b) => (isNewer(a, b) ? -1 : 1)).slice(0, REMEMBERED);
  return { text, shared: { ...newer, from }, before };
}

function sameRev(one: DraftRev, other: DraftRev): boolean {
  return one[0] === other[0] && one[1] === other[1];
}

function isNewer(one: DraftRev, other: DraftRev): boolean {
  return one[0] !== other[0] ? one[0] > other[0] : one[1] > other[1];
}

function has(revs: readonly DraftRev[], rev: DraftRev): boolean {
  return revs.some((known) => sameRev(known, rev));
}

/**
 * Two texts made from one: what either put in is in the result, what either took out is not, and where both changed the
 * same place both stand there.
 */
export function mergeDrafts(base: string, one: string, other: string): string {
  if (one === base || one === other) return other;
  if (other === base) return one;
  const [a, b] = [changeOf(base, one), changeOf(base, other)];
  const [first, second] = a.from < b.from || (a.from === b.from && a.to <= b.to) ? [a, b] : [b, a];
  if (first.to <= second.from) {
    const touching = first.to === second.from && first.from === second.from;
    const between = touching ? gap(first.text, second.text) : base.slice(first.to, second.from);
    return base.slice(0, first.from) + first.text + between + second.text + base.slice(second.to);
  }
  const text = first.text + gap(first.text, second.text) + second.text;
  return base.slice(0, first.from) + text + base.slice(Math.max(first.to, second.to));
}

interface Change {
  readonly from: number;
  readonly to: number;
  readonly text: string;
}

/** The one place in which two texts differ; it cuts no word of the first in two. */
function changeOf(base: string, text: string): Change {
  const most = Math.min(base.length, text.length);
  let from = 0;
  while (from < most && base[from] === text[from]) from += 1;
  while (cutsWord(base, from)) from -= 1;
  let end = 0;
  while (end < most - from && base[base.length - 1 - end] === text[text.length - 1 - end]) end += 1;
  while (end > 0 && cutsWord(base, base.length - end)) end -= 1;
  return { from, to: base.length - end, text: text.slice(from, text.length - end) };
}

function cutsWord(text: string, at: number): boolean {
  return at > 0 && at < text.length && /\S/.test(text[at - 1] ?? '') && /\S/.test(text[at] ?? '');
}

function gap(one: string, other: string): string {
  return one === '' || other === '' || /\s$/.test(one) || /^\s/.test(other) ? '' : '\n\n';
}
