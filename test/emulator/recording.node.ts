/** Reads the recorded traces. Paths are relative to the working directory, the repository's root. */

import { readFileSync } from 'node:fs';

export interface RecordedHttp {
  kind: 'http';
  t: number;
  client: string;
  req: { method: string; path: string; headers?: Record<string, string>; body?: unknown };
  res: { status: number; headers?: Record<string, string>; body: unknown };
}

export interface RecordedOpen {
  kind: 'open';
  t: number;
  stream: string;
  path: string;
  reqHeaders?: Record<string, string>;
}

export interface RecordedHead {
  kind: 'head';
  t: number;
  stream: string;
  status: number;
  headers: Record<string, string>;
}

export interface RecordedClose {
  kind: 'close';
  t: number;
  stream: string;
  by: string;
}

export interface RecordedFrame {
  kind: 'frame';
  t: number;
  stream: string;
  id?: string;
  event?: string;
  data: string;
}

export interface RecordedOther {
  kind: 'note' | 'comment' | 'control' | 'summary';
  t: number;
  stream?: string;
  text?: string;
  what?: string;
}

export type RecordedLine = RecordedHttp | RecordedOpen | RecordedHead | RecordedClose | RecordedFrame | RecordedOther;

export function readRecording(name: string): RecordedLine[] {
  return readFileSync(`test/wire/${name}.jsonl`, 'utf8')
    .split('\n')
    .filter((line) => line !== '')
    .map((line) => JSON.parse(line) as RecordedLine);
}

export function framesOf(lines: readonly RecordedLine[], stream: string): RecordedFrame[] {
  return lines.filter((line): line is RecordedFrame => line.kind === 'frame' && line.stream === stream);
}
