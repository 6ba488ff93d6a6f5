/**
 * What the server stored of a turn, beside what was seen of it live: a block keeps the id under which it was shown, so
 * that nothing settled is built anew (I-23), and keeps the little that only the stream said: how long a tool took, the
 * dividers and passing notes that no store has. Words are always the server's.
 */
import type { Block, NoticeBlock, TextBlock, ToolBlock } from './transcript.js';

/** Notices of the stream that are never stored. */
const PASSING: ReadonlySet<NoticeBlock['notice']> = new Set([
  'compressing',
  'compressed',
  'warning',
  'saved',
  'goal',
  'background',
]);

interface Placed {
  readonly block: Block;
  /** Among what was seen. */
  at: number;
  /** `words`: seen, in the server's order. `unseen`: between two that were. `aside`: wherever it came. */
  readonly how: 'words' | 'unseen' | 'aside';
}

/**
 * What is stored, under the ids of `seen` where it is the same thing. Words and calls keep the server's order. Thinking
 * stands where it came: some servers store all of it with the row behind. Ids are unique in the result.
 */
export function alignBlocks(stored: readonly Block[], seen: readonly Block[]): readonly Block[] {
  const placed: Placed[] = [];
  const used = new Set<number>();
  let next = 0;
  /** Behind the thinking that is stored before it; more is not known of what was not seen. */
  let behind = -1;
  for (const block of stored) {
    const at = find(block, seen, used, block.kind === 'reasoning' ? 0 : next);
    const match = seen[at];
    const parts = match === undefined && block.kind === 'text' ? partsOf(block.text, seen, next) : [];
    if (block.kind === 'text' && parts.length > 0) {
      for (const { part, at: place } of parts) {
        used.add(place);
        placed.push({ block: { ...part, note: block.note }, at: place, how: 'words' });
        next = place + 1;
      }
      continue;
    }
    if (match === undefined) {
      // Its ordinal may be that of another block that was seen. A marker of how the turn ended stays the last.
      const own = block.kind === 'tool' ? block : { ...block, id: `m:${block.id}` };
      if (block.kind === 'notice') placed.push({ block: own, at: seen.length, how: 'aside' });
      else placed.push({ block: own, at: Math.max(next - 0.5, behind - 0.25), how: 'unseen' });
      continue;
    }
    used.add(at);
    if (block.kind === 'reasoning') behind = Math.max(behind, at + 1);
    else next = at + 1;
    placed.push({ block: under(block, match), at, how: block.kind === 'reasoning' ? 'aside' : 'words' });
  }
  beforeTheNext(placed);
  seen.forEach((block, at) => {
    // What was under way when the turn ended is so no more.
    if (block.kind !== 'notice' || block.notice === 'compressing' || used.has(at)) return;
    if (PASSING.has(block.notice)) placed.push({ block, at, how: 'aside' });
  });
  return placed.sort((one, other) => one.at - other.at).map(({ block }) => block);
}

/** What was not seen stands before the next words that were: thinking never puts words in another order. */
function beforeTheNext(placed: Placed[]): void {
  let words = Infinity;
  for (const one of placed.toReversed()) {
    if (one.how === 'words') words = one.at;
    else if (one.how === 'unseen') one.at = Math.min(one.at, words - 0.25);
  }
}

function find(block: Block, seen: readonly Block[], used: ReadonlySet<number>, from: number): number {
  const words = block.kind === 'text' || block.kind === 'reasoning' ? letters(block.text) : '';
  for (let at = from; at < seen.length; at += 1) {
    const other = seen[at];
    if (other !== undefined && !used.has(at) && sameThing(block, words, other)) return at;
  }
  return -1;
}

/** A text that is stored whole and was cut by a divider while it came: its parts, one after the other, from `from` on. */
function partsOf(
  text: string,
  seen: readonly Block[],
  from: number,
): readonly { readonly part: TextBlock; readonly at: number }[] {
  const whole = letters(text);
  for (let first = from; first < seen.length; first += 1) {
    if (seen[first]?.kind !== 'text') continue;
    const parts: { part: TextBlock; at: number }[] = [];
    let sofar = '';
    for (let at = first; at < seen.length; at += 1) {
      const block = seen[at];
      if (block?.kind === 'text') {
        sofar += letters(block.text);
        parts.push({ part: block, at });
      } else if (block?.kind !== 'notice' || !PASSING.has(block.notice)) break;
      if (sofar === whole && parts.length > 1) return parts;
      if (!whole.startsWith(sofar)) break;
    }
  }
  return [];
}

function sameThing(stored: Block, words: string, seen: Block): boolean {
  if (stored.kind === 'tool' && seen.kind === 'tool') return sameCall(stored, seen);
  if (stored.kind === 'notice' && seen.kind === 'notice') return stored.notice === seen.notice;
  if (stored.kind === 'text' && seen.kind === 'text') return words === letters(seen.text);
  // Some servers join pieces of thinking, or keep the first of them.
  if (stored.kind === 'reasoning' && seen.kind === 'reasoning') {
    const part = letters(seen.text);
    return part !== '' && (words.startsWith(part) || part.startsWith(words));
  }
  return false;
}

/** By id; calls that the stream gave none are told apart by name and order. */
function sameCall(stored: ToolBlock, seen: ToolBlock): boolean {
  if (stored.tool.id === seen.tool.id) return true;
  return seen.tool.id.includes('#') && stored.tool.name === seen.tool.name;
}

function under(block: Block, seen: Block): Block {
  if (block.kind !== 'tool' || seen.kind !== 'tool') return { ...block, id: seen.id };
  return {
    ...block,
    id: seen.id,
    tool: {
      ...block.tool,
      id: seen.tool.id,
      preview: block.tool.preview ?? seen.tool.preview,
      durationMs: block.tool.durationMs ?? seen.tool.durationMs,
    },
  };
}

function letters(text: string): string {
  return text.replace(/\s+/g, '');
}
