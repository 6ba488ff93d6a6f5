/** Recordings of a real server (`test/wire/`, described in its README), read as tests need them. */
import { readFileSync, readdirSync } from 'node:fs';
import { join } from 'node:path';
import type { SseFrame } from '../../../runtime/transport/sse.js';

const FOLDER = join(process.cwd(), 'test/wire');

export interface RecordedStream {
  readonly trace: string;
  readonly name: string;
  readonly path: string;
  readonly status: number;
  readonly frames: readonly SseFrame[];
  /** The body as it was, bytes for bytes apart from chunking. */
  readonly body: string;
  /** The body ended in the middle of something. */
  readonly partial: boolean;
}

export interface RecordedExchange {
  readonly trace: string;
  readonly method: string;
  readonly path: string;
  readonly status: number;
  readonly sent: unknown;
  readonly body: unknown;
}

interface Line {
  readonly kind: string;
  readonly stream?: string;
  readonly path?: string;
  readonly status?: number;
  readonly id?: string;
  readonly event?: string;
  readonly data?: string;
  readonly partial?: string;
  readonly text?: string;
  readonly req?: { readonly method: string; readonly path: string; readonly body?: unknown };
  readonly res?: { readonly status: number; readonly body?: unknown };
}

export function traceNames(): readonly string[] {
  return readdirSync(FOLDER)
    .filter((name) => name.endsWith('.jsonl'))
    .map((name) => name.replace('.jsonl', ''));
}

function lines(trace: string): readonly Line[] {
  return readFileSync(join(FOLDER, `${trace}.jsonl`), 'utf8')
    .split('\n')
    .filter((line) => line !== '')
    .map((line) => JSON.parse(line) as Line);
}

export function streamsOf(trace: string): readonly RecordedStream[] {
  const found = new Map<string, { path: string; status: number; frames: SseFrame[]; body: string; partial: boolean }>();
  for (const line of lines(trace)) {
    if (line.stream === undefined) continue;
    const stream = found.get(line.stream) ?? { path: '', status: 0, frames: [], body: '', partial: false };
    found.set(line.stream, stream);
    if (line.kind === 'open') stream.path = line.path ?? '';
    if (line.kind === 'head') stream.status = line.status ?? 0;
    if (line.kind === 'comment') stream.body += `: ${line.text ?? ''}\n\n`;
    if (line.kind !== 'frame') continue;
    if (line.partial !== undefined) {
      stream.partial = true;
      stream.body += line.partial;
      continue;
    }
    const id = line.id === undefined ? '' : `id: ${line.id}\n`;
    stream.body += `${id}event: ${line.event ?? ''}\ndata: ${line.data ?? ''}\n\n`;
    stream.frames.push({
      id: line.id ?? null,
      event: line.event ?? 'message',
      data: JSON.parse(line.data ?? 'null') as unknown,
    });
  }
  return [...found].map(([name, stream]) => ({ trace, name, ...stream }));
}

/** Streams of runs that were accepted, with the run they are of. */
export function chatStreams(trace: string): readonly (RecordedStream & { readonly run: string })[] {
  return streamsOf(trace)
    .filter((stream) => stream.path.startsWith('/api/chat/stream?') && stream.status === 200)
    .map((stream) => ({ ...stream, run: new URLSearchParams(stream.path.split('?')[1]).get('stream_id') ?? '' }));
}

export function chatStream(trace: string, name: string): RecordedStream & { readonly run: string } {
  const found = chatStreams(trace).find((stream) => stream.name === name);
  if (!found)
    throw new Error(
      `${trace} has no chat stream ${name}: ${chatStreams(trace)
        .map((stream) => stream.name)
        .join(', ')}`,
    );
  return found;
}

export function exchanges(trace: string, path?: string): readonly RecordedExchange[] {
  return lines(trace)
    .filter((line) => line.kind === 'http' && (path === undefined || line.req?.path.split('?')[0] === path))
    .map((line) => ({
      trace,
      method: line.req?.method ?? '',
      path: line.req?.path ?? '',
      status: line.res?.status ?? 0,
      sent: line.req?.body ?? null,
      body: line.res?.body ?? null,
    }));
}
