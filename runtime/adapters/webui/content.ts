/** The texts, tool calls and files inside one stored message: several generations of formats, one reading. */
import type { MessageFile, TranscriptRow } from '../../session/transcript.js';
import { array, child, filled, firstFilled, flag, id, num, obj, objects, parse, str, type Json } from './json.js';

export type RowToolCall = TranscriptRow['toolCalls'][number];

const TOOL_ID_KEYS = ['tid', 'id', 'tool_call_id', 'tool_use_id', 'call_id'] as const;
const MAX_ARGS = 200;

/** The id of a tool call under any of the names that servers and agents have used. */
export function toolId(from: Json): string | null {
  return id(from, ...TOOL_ID_KEYS);
}

/** Text of a message: a string, or the text parts of a list. */
export function contentText(message: Json): string {
  const whole = str(message, 'content');
  if (whole !== null) return whole;
  return array(message, 'content')
    .map(partText)
    .filter((text) => text !== '')
    .join('\n\n');
}

/** Thinking of a message: its own field, or the thinking parts of its content. */
export function contentReasoning(message: Json): string {
  const own = str(message, 'reasoning');
  if (own !== null && own.trim() !== '') return own;
  return objects(message, 'content')
    .filter((part) => /^(?:thinking|reasoning)$/.test(str(part, 'type') ?? ''))
    .map((part) => firstFilled(part, 'thinking', 'reasoning', 'text') ?? '')
    .filter((text) => text !== '')
    .join('\n\n');
}

/** Tool calls in either form: OpenAI's list, or `tool_use` parts. `prefix` names those without an id. */
export function contentToolCalls(message: Json, prefix: string): readonly RowToolCall[] {
  const listed = objects(message, 'tool_calls').map((call) => {
    const fn = child(call, 'function') ?? call;
    return {
      id: toolId(call),
      name: firstFilled(fn, 'name'),
      args: argsOf(fn['arguments'] ?? fn['args'] ?? fn['input']),
    };
  });
  const parts = objects(message, 'content')
    .filter((part) => str(part, 'type') === 'tool_use')
    .map((part) => ({ id: toolId(part), name: filled(part, 'name'), args: argsOf(part['input']) }));
  const calls = listed.length > 0 ? listed : parts;
  return calls.map((call, n) => ({ id: call.id ?? `${prefix}#${n}`, name: call.name ?? 'tool', args: call.args }));
}

/** Arguments as an object: they also come as JSON text, and as a list or text where there are none. */
export function argsOf(value: unknown): Readonly<Record<string, unknown>> {
  const args = typeof value === 'string' ? obj(parse(value)) : obj(value);
  const entries = Object.entries(args);
  return entries.length > MAX_ARGS ? Object.fromEntries(entries.slice(0, MAX_ARGS)) : args;
}

/** What a stored tool result says: tools wrap it in JSON, and the live stream shows the inside. */
export function toolResult(text: string): { readonly text: string; readonly failed: boolean } {
  if (!/^\s*\{/.test(text)) return { text, failed: false };
  const inside = obj(parse(text));
  const error = filled(inside, 'error');
  return {
    text: firstFilled(inside, 'output', 'result') ?? error ?? text,
    failed: error !== null || flag(inside, 'is_error'),
  };
}

/** Names of attached files: plain names after the turn is stored, objects before. */
export function attachmentNames(from: Json, key: string): readonly string[] {
  return array(from, key)
    .map((item) =>
      typeof item === 'string'
        ? item
        : (firstFilled(obj(item), 'name', 'filename') ?? filled(obj(item), 'path')?.split('/').at(-1) ?? ''),
    )
    .filter((name) => name.trim() !== '');
}

/** Parts an image is carried in within the message; data of more characters than this is not kept. */
const MOST_IMAGE_CHARACTERS = 8 * 1024 * 1024;

/**
 * Files of a prompt and images inside it. Names, types and sizes where the row has objects (recovered and eager rows);
 * else the names, with the paths that the note under the prompt gives (http-api 5.3, 7.1).
 */
export function messageFiles(from: Json, key: string, text: string): readonly MessageFile[] {
  const noted = notedPaths(text);
  const listed = array(from, key);
  // In the order they were sent: where there is one path for each they belong together, whatever they are called there.
  const pathOf = (name: string, at: number): string | null =>
    (noted.length === listed.length ? noted[at] : noted.find((path) => lastStep(path) === keptName(name))) ?? null;
  const files = listed.flatMap((item, at): MessageFile[] => {
    const told = typeof item === 'string' ? { name: item } : obj(item);
    const [name] = attachmentNames({ one: [item] }, 'one');
    if (name === undefined) return [];
    const size = num(told, 'size');
    return [
      {
        name,
        path: filled(told, 'path') ?? pathOf(name, at),
        size: size !== null && size >= 0 ? size : null,
        type: firstFilled(told, 'mime', 'type') ?? (flag(told, 'is_image') ? 'image/*' : ''),
        source: null,
      },
    ];
  });
  const images = objects(from, 'content').flatMap((part, at): MessageFile[] => {
    if (str(part, 'type') !== 'image_url' && str(part, 'type') !== 'input_image') return [];
    const source = filled(child(part, 'image_url') ?? {}, 'url') ?? filled(part, 'image_url');
    if (source === null || source.length > MOST_IMAGE_CHARACTERS) return [];
    const type = /^data:(image\/[a-z0-9.+-]+)[;,]/i.exec(source)?.[1]?.toLowerCase() ?? 'image/*';
    return [{ name: imageName(source, type, at), path: null, size: null, type, source }];
  });
  return [...files, ...images];
}

/** What names a file in an answer: as the server reads it, less the signs that end a sentence or a quotation. */
const GIVEN = /(?<![\p{L}\p{N}_])MEDIA:([^\s)\]`'"<>|*]+)/gu;
const MOST_GIVEN = 40;

/** Files an agent gives in its answer, as `MEDIA:` and a whole path or an address; what is given twice counts once. */
export function givenFiles(from: Json, text: string): readonly MessageFile[] {
  if (!text.includes('MEDIA:')) return [];
  const frozen = child(from, '_media_snapshots') ?? {};
  const files = new Map<string, MessageFile>();
  for (const [, named = ''] of text.matchAll(GIVEN)) {
    const place = named.replace(/[.,;:!?]+$/, '');
    if (files.has(place) || files.size === MOST_GIVEN) continue;
    const file = { name: lastStep(place.replace(/[?#].*$/s, '')) || place, size: null, type: '' };
    if (/^https?:\/\/[^/]/i.test(place)) files.set(place, { ...file, path: null, source: place });
    else if (/^(?:\/|[a-z]:[\\/])/i.test(place))
      files.set(place, { ...file, path: place, source: null, given: { frozen: filled(frozen, place) } });
  }
  return [...files.values()];
}

function notedPaths(text: string): readonly string[] {
  return /(?:^|\n\n)\[Attached files: ([^\n]*)\]\s*$/.exec(text)?.[1]?.split(', ') ?? [];
}

/** The name the server keeps an upload under (its `_sanitize_upload_name`), a number for the second of one name aside. */
export function keptName(name: string): string {
  return lastStep(name)
    .replace(/[^\p{L}\p{N}_.-]/gu, '_')
    .slice(0, 200);
}

export function lastStep(path: string): string {
  return path.split(/[\\/]/).at(-1) ?? path;
}

function imageName(source: string, type: string, at: number): string {
  if (source.startsWith('data:'))
    return `image-${at + 1}.${type === 'image/*' ? 'img' : type.slice(6).replace(/\W.*$/, '')}`;
  return lastStep(source.replace(/[?#].*$/s, '')) || `image-${at + 1}`;
}

/** The server's client appends the paths of attached files to the prompt; a person did not write that. */
export function withoutFileNote(text: string, attachments: readonly string[]): string {
  return attachments.length === 0 ? text : text.replace(/(?:^|\n\n)\[Attached files: [^\n]*\]\s*$/, '');
}

/** Markers are stored as Markdown of a fixed form; a notice is text. */
export function plainText(markdown: string): string {
  return markdown.replace(/\*\*([^*\n]+)\*\*/g, '$1').replace(/^\*([^*\n]+)\*$/gm, '$1');
}

function partText(part: unknown): string {
  if (typeof part === 'string') return part;
  const from = obj(part);
  const type = str(from, 'type');
  if (type !== null && !/^(?:text|input_text|output_text|tool_result)$/.test(type)) return '';
  return str(from, 'text') ?? str(from, 'content') ?? '';
}
