/** What a turn is drawn from: its blocks and the open tail, in the order they came. Pure. */
import type { Block, LiveTurn, Message, NoticeBlock } from '../../runtime/index.js';

/** One thing to draw: a closed block, or the open tail. */
export type Piece =
  | { readonly id: string; readonly block: Block }
  | { readonly id: string; readonly tail: NonNullable<LiveTurn['tail']> };

/** What a turn's activity line says of its steps. */
export interface StepCounts {
  readonly steps: number;
  readonly tools: number;
  readonly failed: number;
  readonly thoughts: number;
}

/** Steps drawn at once. A turn with more shows its last ones; how many are left out moves in jumps, so that nodes stay. */
const MOST_STEPS = 200;
const JUMP = 100;

/** Notices that are work, not what a reader has to know. */
const QUIET: ReadonlySet<NoticeBlock['notice']> = new Set(['saved', 'goal', 'background']);

export function piecesOf(message: Message | null, live: LiveTurn | null): readonly Piece[] {
  if (message !== null) return message.blocks.map(closed);
  if (live === null) return [];
  const pieces: Piece[] = live.blocks.map(closed);
  if (live.tail !== null) pieces.push({ id: live.tail.id, tail: live.tail });
  return pieces;
}

/** Ids are unique where the runtime made them; whatever a host hands over, two blocks are never drawn as one. */
function closed(block: Block, index: number): Piece {
  const id: unknown = (block as Partial<Block> | null | undefined)?.id;
  return { id: typeof id === 'string' ? id : `#${index}`, block };
}

/** A step on the way to the answer: folds away. What a reader has to know never does. */
export function isStep(piece: Piece): boolean {
  if ('tail' in piece) return piece.tail.kind === 'reasoning';
  const { block } = piece;
  switch ((block as Partial<Block> | null | undefined)?.kind) {
    case 'tool':
    case 'reasoning':
      return true;
    case 'text':
      return (block as Extract<Block, { kind: 'text' }>).note;
    case 'notice':
      return QUIET.has((block as NoticeBlock).notice);
    case undefined:
      return false;
  }
}

export function countSteps(pieces: readonly Piece[]): StepCounts {
  let [steps, tools, failed, thoughts] = [0, 0, 0, 0];
  for (const piece of pieces) {
    if (!isStep(piece)) continue;
    steps += 1;
    if ('tail' in piece || piece.block.kind === 'reasoning') thoughts += 1;
    else if (piece.block.kind === 'tool') {
      tools += 1;
      if (piece.block.tool?.status === 'failed') failed += 1;
    }
  }
  return { steps, tools, failed, thoughts };
}

/**
 * How many steps at the beginning are left out of a turn with so many, `shown` pages of earlier ones having been asked
 * for.
 */
export function leftOut(steps: number, shown: number): number {
  if (steps <= MOST_STEPS) return 0;
  return Math.max(0, Math.ceil((steps - MOST_STEPS) / JUMP) * JUMP - shown * JUMP);
}

/** The pieces without their first `count` steps. */
export function withoutSteps(pieces: readonly Piece[], count: number): readonly Piece[] {
  if (count === 0) return pieces;
  let left = count;
  return pieces.filter((piece) => !(isStep(piece) && left-- > 0));
}
