/**
 * What a person answered to a question, as a line at the end of the turn that asked: the server keeps the answer in a
 * tool's result at best, so that after the card is gone nothing would say what was decided. Pure.
 */
import { turnKey, type AgentRequest, type Block } from '../../runtime/index.js';
import { rowIndex, type Row } from './rows.js';

export interface AnsweredLine {
  /** The request's id. */
  readonly id: string;
  readonly text: string;
}

const NONE: ReadonlyMap<string, readonly AnsweredLine[]> = new Map();

/**
 * The lines of each row, by row key. `closed`: the session's closed requests. `at`: where requests that name no run were
 * first seen answered; written here.
 */
export function answeredLines(
  closed: readonly AgentRequest[],
  rows: readonly Row[],
  at: Map<string, string>,
): ReadonlyMap<string, readonly AnsweredLine[]> {
  if (closed.length === 0) return NONE;
  const lines = new Map<string, AnsweredLine[]>();
  for (const request of closed) {
    // One that is answered elsewhere too has our answer, which the agent did not get.
    if (request.state !== 'resolved' || request.closedBy === 'elsewhere' || request.answer?.kind !== 'question')
      continue;
    const key = request.run === null ? placeOf(request.id, rows, at) : turnKey(request.run);
    const { text } = request.answer;
    const index = key === undefined ? -1 : rowIndex(rows, key);
    if (key === undefined || index < 0 || holds(rows, index, text)) continue;
    lines.set(key, [...(lines.get(key) ?? []), { id: request.id, text }]);
  }
  return lines;
}

function placeOf(id: string, rows: readonly Row[], at: Map<string, string>): string | undefined {
  const known = at.get(id);
  if (known !== undefined) return known;
  const live = rows.findLast((row) => row.live !== null && !row.live.ended);
  if (live !== undefined) at.set(id, live.key);
  return live?.key;
}

/** What the server stored says the answer itself: in the tool that asked, or as a message that follows. */
function holds(rows: readonly Row[], index: number, text: string): boolean {
  const { message } = rows[index]!;
  if (message === null) return false;
  if (message.blocks.some((block) => block.kind === 'tool' && saysAnswer(block.tool, text))) return true;
  const after = rows[index + 1]?.message;
  return after?.role === 'user' && textOf(after.blocks) === text;
}

function saysAnswer(tool: { readonly name: string; readonly result: string | null }, text: string): boolean {
  if (tool.name !== 'clarify' || tool.result === null) return false;
  return tool.result.includes(text) || tool.result.includes(JSON.stringify(text).slice(1, -1));
}

function textOf(blocks: readonly Block[]): string {
  return blocks.flatMap((block) => (block.kind === 'text' ? [block.text] : [])).join('\n');
}
