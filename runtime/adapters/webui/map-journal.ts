/**
 * The server's summary of a running turn (`runtime_journal_snapshot`) -> blocks, under the ids the reducer gives out when
 * it reads the same turn frame by frame: `b0, b1…` for texts and thinking, `t:<tool id>` for tools.
 *
 * The summary has one text with marks where tools began, one thinking text, and the tools. That is enough for the order
 * of texts and tools; where thinking stood between them is lost, and then `exact` is false.
 */
import type { RunId } from '../../transport/events.js';
import type { Block, ToolCall } from '../../session/transcript.js';
import { argsOf, toolId } from './content.js';
import { array, child, count, duration, filled, flag, num, obj, objects, str, type Json } from './json.js';

export interface JournalSnapshot {
  /** Last sequence number included; 0 where nothing can be made of it, so that the run is replayed from its start. */
  readonly seq: number;
  readonly blocks: readonly Block[];
  readonly exact: boolean;
}

const NOTHING: JournalSnapshot = { seq: 0, blocks: [], exact: true };

export function mapJournal(snapshot: unknown, run: RunId): JournalSnapshot {
  const from = obj(snapshot);
  const seq = count(from, 'last_seq');
  if (seq === 0 || str(from, 'stream_id') !== run) return NOTHING;
  const segments = segmentsOf(from);
  if (segments === null) return NOTHING;

  const tools = objects(from, 'tool_calls').filter((call) => (filled(call, 'name') ?? 'clarify') !== 'clarify');
  const reasoning = str(from, 'last_reasoning_text') ?? '';
  const thinkingAfter = reasoning === '' ? 0 : toolsBeforeThinking(from);
  const out = new Assembler(run);
  const think = (): void => {
    if (reasoning !== '') out.reasoning(reasoning);
  };
  const place = (call: Json): void => {
    if (out.tools === thinkingAfter) think();
    out.tool(call);
  };

  if (thinkingAfter === 0) think();
  // Tools that began before any text have no mark.
  const marks = new Set(segments.map((segment) => segment.burst));
  tools.filter((call) => burstOf(call) === 0 || !marks.has(burstOf(call))).forEach(place);
  for (const segment of segments) {
    out.text(segment.text, segment.burst !== 0);
    if (segment.burst !== 0) tools.filter((call) => burstOf(call) === segment.burst).forEach(place);
  }
  think();
  return { seq, blocks: out.blocks, exact: reasoning === '' || (tools.length === 0 && thinkingRows(from) <= 1) };
}

class Assembler {
  readonly blocks: Block[] = [];
  /** Calls so far: numbers those without an id. */
  tools = 0;
  #thought = false;
  readonly #run: RunId;
  #ordinal = 0;
  readonly #known = new Set<string>();

  constructor(run: RunId) {
    this.#run = run;
  }

  /** `note`: closed, tools came after it. A last text that is none is open: the next delta continues it. */
  text(text: string, note: boolean): void {
    if (text !== '') this.blocks.push({ kind: 'text', id: this.#nextId(), text, note });
  }

  reasoning(text: string): void {
    if (this.#thought) return;
    this.#thought = true;
    this.blocks.push({ kind: 'reasoning', id: this.#nextId(), text });
  }

  tool(call: Json): void {
    const id = toolId(call) ?? `${this.#run}#${this.tools}`;
    this.tools += 1;
    if (this.#known.has(id)) return;
    this.#known.add(id);
    this.blocks.push({ kind: 'tool', id: `t:${id}`, tool: toolOf(call, id) });
  }

  #nextId(): string {
    return `b${this.#ordinal++}`;
  }
}

function toolOf(call: Json, id: string): ToolCall {
  const done = flag(call, 'done');
  const result = done ? str(call, 'snippet') : null;
  const preview = filled(call, 'preview');
  return {
    id,
    name: filled(call, 'name') ?? 'tool',
    // Where a call began without a preview the server puts the result there.
    preview: done && preview === result ? null : preview,
    args: argsOf(call['args']),
    result,
    status: !done ? 'running' : flag(call, 'is_error') ? 'failed' : 'done',
    durationMs: duration(call, 'duration'),
  };
}

/**
 * The text between the marks; the last piece has burst 0. Marks count Unicode characters, as Python does, not the
 * UTF-16 units of this language. Null where they do not fit the text.
 */
function segmentsOf(from: Json): readonly { readonly text: string; readonly burst: number }[] | null {
  const text = str(from, 'last_assistant_text') ?? '';
  const marks = array(from, 'activity_burst_anchors').map((mark) => ({
    burst: count(obj(mark), 'id'),
    end: num(obj(mark), 'textEnd') ?? -1,
  }));
  const units = unitsAt(
    text,
    marks.map((mark) => mark.end),
  );
  const segments: { text: string; burst: number }[] = [];
  let start = 0;
  for (const [at, mark] of marks.entries()) {
    const end = units[at];
    if (mark.burst === 0 || end === undefined || end < start) return null;
    segments.push({ text: text.slice(start, end), burst: mark.burst });
    start = end;
  }
  segments.push({ text: text.slice(start), burst: 0 });
  return segments;
}

/** UTF-16 positions of rising character counts; undefined for those that do not rise or lie beyond the text. */
function unitsAt(text: string, ends: readonly number[]): readonly (number | undefined)[] {
  const plain = !/[\ud800-\udbff]/.test(text);
  let characters = 0;
  let units = 0;
  return ends.map((end) => {
    if (end < characters || !Number.isInteger(end)) return undefined;
    if (plain) return end <= text.length ? end : undefined;
    while (characters < end && units < text.length) {
      units += (text.codePointAt(units) ?? 0) > 0xffff ? 2 : 1;
      characters += 1;
    }
    return characters === end ? units : undefined;
  });
}

function burstOf(call: Json): number {
  return count(call, 'activityBurstId');
}

/** How many tools the server shows before its thinking row: it puts that row behind the tools that came first. */
function toolsBeforeThinking(from: Json): number {
  const rows = sceneRows(from);
  const thinking = rows.findIndex((row) => str(row, 'role') === 'thinking');
  return thinking === -1 ? 0 : rows.slice(0, thinking).filter((row) => str(row, 'role') === 'tool').length;
}

function thinkingRows(from: Json): number {
  return sceneRows(from).filter((row) => str(row, 'role') === 'thinking').length;
}

function sceneRows(from: Json): readonly Json[] {
  const scene = child(from, 'anchor_activity_scene');
  return scene ? objects(scene, 'activity_rows') : [];
}
