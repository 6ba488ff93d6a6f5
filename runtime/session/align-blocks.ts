/**
 * What the server stored of a turn, beside what was seen of it live: a block keeps the id under which it was shown, so
 * that nothing settled is built anew (I-23), and keeps the little that only the stream said: how long a tool took, the
 * dividers and passing notes that no store has. Words are always the server's.
 */
import type { Block, NoticeBlock, ToolBlock } from './transcript.js';

/** Notices of the stream that are never stored. */
const PASSING: ReadonlySet<NoticeBlock['notice']> = new Set([
  'compressing',
  'compressed',
  'warning',
  'saved',
  'goal',
  'background',
]);

/** `stored` in its order, under the ids of `seen` where they are the same thing. Ids are unique in the result. */
export function alignBlocks(stored: readonly Block[], seen: readonly Block[]): readonly Block[] {
  const out: Block[] = [];
  let next = 0;
  for (const block of stored) {
    const at = seen.findIndex((other, index) => index >= next && sameThing(block, other));
    const match = seen[at];
    if (match === undefined) {
      // Its ordinal may be that of another block that was seen.
      out.push(block.kind === 'tool' ? block : { ...block, id: `m:${block.id}` });
      continue;
    }
    out.push(...passingIn(seen.slice(next, at)), under(block, match));
    next = at + 1;
  }
  const rest = passingIn(seen.slice(next));
  // A marker of how the turn ended stays the last.
  const end = out.findLastIndex((block) => block.kind !== 'notice' || PASSING.has(block.notice)) + 1;
  return [...out.slice(0, end), ...rest, ...out.slice(end)];
}

function passingIn(blocks: readonly Block[]): readonly Block[] {
  return blocks.filter((block) => block.kind === 'notice' && PASSING.has(block.notice));
}

function sameThing(stored: Block, seen: Block): boolean {
  if (stored.kind === 'tool' && seen.kind === 'tool') return sameCall(stored, seen);
  if (stored.kind === 'notice' && seen.kind === 'notice') return stored.notice === seen.notice;
  if (stored.kind === 'text' && seen.kind === 'text') return letters(stored.text) === letters(seen.text);
  // Some servers join pieces of thinking, or keep the first of them.
  if (stored.kind === 'reasoning' && seen.kind === 'reasoning') {
    const [whole, part] = [letters(stored.text), letters(seen.text)];
    return part !== '' && (whole.startsWith(part) || part.startsWith(whole));
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
