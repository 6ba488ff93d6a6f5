/**
 * Rows -> messages: what the server stores, line by line, becomes what a person reads: a prompt, then one message with
 * everything the agent did for it, in order. Pure; messages in which nothing differs keep their identity, so that
 * settled DOM is never rebuilt (I-23).
 */
import { alignBlocks } from './align-blocks.js';
import type { Block, Message, MessageFile, NoticeBlock, ToolBlock, TranscriptRow } from './transcript.js';

export interface Composition {
  readonly rows: readonly TranscriptRow[];
  readonly offset: number;
  readonly keys: ReadonlyMap<number, string>;
  readonly work: ReadonlyMap<string, readonly Block[]>;
}

/** Messages of a window of rows. `previous` are the ones shown until now, for identity. */
export function composeMessages(from: Composition, previous: readonly Message[]): readonly Message[] {
  const before = new Map(previous.map((message) => [message.key, message]));
  const out: Message[] = [];
  let turn: TurnBuilder | null = null;

  const close = (): void => {
    if (!turn) return;
    const message = turn.finish(from.keys, from.work);
    if (message) out.push(reuse(before.get(message.key), message));
    turn = null;
  };

  from.rows.forEach((row, at) => {
    const index = from.offset + at;
    if (row.role === 'system') {
      // Rows that mean nothing to a reader only hold their place in the numbering.
      if (row.text === '' && row.notice === null) return;
      close();
      out.push(reuse(before.get(keyOf(index, from.keys)), systemMessage(row, index, keyOf(index, from.keys))));
      return;
    }
    if (row.role === 'user') {
      close();
      out.push(reuse(before.get(keyOf(index, from.keys)), userMessage(row, index, keyOf(index, from.keys))));
      return;
    }
    turn ??= new TurnBuilder();
    turn.add(row, index);
  });
  close();
  return out.length === previous.length && out.every((message, at) => message === previous[at]) ? previous : out;
}

function keyOf(index: number, keys: ReadonlyMap<number, string>): string {
  return keys.get(index) ?? `m${index}`;
}

function userMessage(row: TranscriptRow, index: number, key: string): Message {
  return {
    key,
    role: 'user',
    index,
    blocks: [{ kind: 'text', id: 'b0', text: row.text, note: false }],
    attachments: row.attachments,
    ...(row.files ? { files: row.files } : {}),
    at: row.at,
    origin: row.origin,
    durationMs: null,
    model: null,
    partial: false,
    ...(row.cause ? { cause: row.cause } : {}),
    ...(row.recovered ? { recovered: true } : {}),
  };
}

function noticeBlock(row: TranscriptRow, id: string): NoticeBlock {
  return {
    kind: 'notice',
    id,
    notice: row.notice ?? 'system',
    text: row.text,
    ...(row.detail ? { detail: row.detail } : {}),
    ...(row.reason ? { reason: row.reason } : {}),
  };
}

function systemMessage(row: TranscriptRow, index: number, key: string): Message {
  return {
    ...userMessage(row, index, key),
    role: 'system',
    blocks: [noticeBlock(row, 'b0')],
  };
}

/** Collects the rows between two prompts. Block ids are ordinals, the same ones the live turn gave out. */
class TurnBuilder {
  readonly #blocks: Block[] = [];
  readonly #tools = new Map<string, number>();
  #ordinal = 0;
  #last = 0;
  #at: number | null = null;
  #durationMs: number | null = null;
  #model: string | null = null;
  #partial = false;
  #recovered = false;
  #rate: number | undefined;
  #reasoning = '';
  #files: readonly MessageFile[] = [];

  add(row: TranscriptRow, index: number): void {
    this.#last = index;
    if (row.role === 'tool') {
      this.#addResult(row);
      return;
    }
    this.#at = row.at ?? this.#at;
    this.#durationMs = row.durationMs ?? this.#durationMs;
    this.#model = row.model ?? this.#model;
    this.#partial ||= row.partial;
    this.#recovered ||= row.recovered === true;
    this.#rate = row.tokensPerSecond ?? this.#rate;
    if (row.files) this.#files = [...this.#files, ...row.files];
    // Some servers repeat the same thinking on the tool-call row and on the answer.
    if (row.reasoning !== '' && row.reasoning !== this.#reasoning) {
      this.#reasoning = row.reasoning;
      this.#blocks.push({ kind: 'reasoning', id: this.#nextId(), text: row.reasoning });
    }
    if (row.notice !== null) this.#blocks.push(noticeBlock(row, this.#nextId()));
    else if (row.text !== '') {
      this.#blocks.push({ kind: 'text', id: this.#nextId(), text: row.text, note: row.toolCalls.length > 0 });
    }
    for (const call of row.toolCalls) {
      this.#addTool({
        kind: 'tool',
        id: `t:${call.id}`,
        tool: {
          id: call.id,
          name: call.name,
          preview: null,
          args: call.args,
          result: call.result ?? null,
          status: call.failed === true ? 'failed' : row.partial && call.result === undefined ? 'stopped' : 'done',
          durationMs: null,
        },
      });
    }
  }

  finish(keys: ReadonlyMap<number, string>, work: ReadonlyMap<string, readonly Block[]>): Message | null {
    if (this.#blocks.length === 0) return null;
    const key = keyOf(this.#last, keys);
    const seen = work.get(key);
    return {
      key,
      role: 'assistant',
      index: this.#last,
      blocks: seen ? this.#withSeen(seen) : this.#blocks,
      attachments: [],
      ...(this.#files.length > 0 ? { files: this.#files } : {}),
      at: this.#at,
      origin: 'person',
      durationMs: this.#durationMs,
      model: this.#model,
      partial: this.#partial,
      ...(this.#recovered ? { recovered: true } : {}),
      ...(this.#rate === undefined ? {} : { tokensPerSecond: this.#rate }),
    };
  }

  #withSeen(seen: readonly Block[]): readonly Block[] {
    const onlyWords = this.#tools.size === 0 && seen.some((block) => block.kind === 'tool');
    return onlyWords ? withWork(this.#blocks, seen) : alignBlocks(this.#blocks, seen);
  }

  #nextId(): string {
    return `b${this.#ordinal++}`;
  }

  #addTool(block: ToolBlock): void {
    const known = this.#tools.get(block.tool.id);
    if (known === undefined) {
      this.#tools.set(block.tool.id, this.#blocks.length);
      this.#blocks.push(block);
    }
  }

  #addResult(row: TranscriptRow): void {
    const at = row.toolCallId === null ? undefined : this.#tools.get(row.toolCallId);
    if (at === undefined) {
      // A result without its call (the window begins between them): shown as a call of its own.
      const id = row.toolCallId ?? `row-${this.#last}`;
      this.#addTool({
        kind: 'tool',
        id: `t:${id}`,
        tool: {
          id,
          name: row.toolName ?? 'tool',
          preview: null,
          args: {},
          result: row.text,
          status: 'done',
          durationMs: null,
          ...clipped(row),
        },
      });
      return;
    }
    const block = this.#blocks[at];
    if (block?.kind === 'tool')
      this.#blocks[at] = { ...block, tool: { ...block.tool, result: row.text, ...clipped(row) } };
  }
}

function clipped(row: TranscriptRow): { readonly clippedFrom?: number } {
  return row.clippedFrom === undefined ? {} : { clippedFrom: row.clippedFrom };
}

/**
 * Some backends store only the text of a turn. What was seen live then stays with the message: in its own order when
 * the texts agree, else before the stored text (which is always the server's).
 */
function withWork(stored: readonly Block[], seen: readonly Block[]): readonly Block[] {
  const words = stored.filter((block) => block.kind === 'text' || block.kind === 'reasoning');
  const markers = stored.slice(words.length);
  const apart = words.every((block, at) => block === stored[at]);
  // Block ids are counted in the words that were seen; a marker behind them is counted apart.
  if (apart && textOf(words) === textOf(seen))
    return [...seen, ...markers.map((block) => ({ ...block, id: `end:${block.id}` }))];
  const tools = seen.filter((block) => block.kind === 'tool');
  return [...tools, ...stored];
}

function textOf(blocks: readonly Block[]): string {
  return blocks
    .filter((block) => block.kind === 'text')
    .map((block) => block.text)
    .join('')
    .replace(/\s+/g, '');
}

/** The earlier object when nothing in it differs: identity is what tells an element that there is nothing to do. */
function reuse(previous: Message | undefined, next: Message): Message {
  if (!previous) return next;
  const blocks = reuseBlocks(previous.blocks, next.blocks);
  const same =
    blocks === previous.blocks &&
    previous.role === next.role &&
    previous.index === next.index &&
    previous.at === next.at &&
    previous.origin === next.origin &&
    previous.durationMs === next.durationMs &&
    previous.model === next.model &&
    previous.partial === next.partial &&
    previous.recovered === next.recovered &&
    previous.tokensPerSecond === next.tokensPerSecond &&
    JSON.stringify(previous.cause) === JSON.stringify(next.cause) &&
    JSON.stringify(previous.files) === JSON.stringify(next.files) &&
    previous.attachments.join('\n') === next.attachments.join('\n');
  return same ? previous : { ...next, blocks };
}

function reuseBlocks(previous: readonly Block[], next: readonly Block[]): readonly Block[] {
  const merged = next.map((block, at) => {
    const old = previous[at];
    return old && sameBlock(old, block) ? old : block;
  });
  return merged.length === previous.length && merged.every((block, at) => block === previous[at]) ? previous : merged;
}

function sameBlock(a: Block, b: Block): boolean {
  if (a.kind !== b.kind || a.id !== b.id) return false;
  if (a.kind === 'tool' && b.kind === 'tool') return JSON.stringify(a.tool) === JSON.stringify(b.tool);
  if (a.kind === 'text' && b.kind === 'text') return a.text === b.text && a.note === b.note;
  if (a.kind === 'notice' && b.kind === 'notice')
    return a.text === b.text && a.notice === b.notice && a.detail === b.detail && a.reason === b.reason;
  return a.kind === 'reasoning' && b.kind === 'reasoning' && a.text === b.text;
}
