/** A bare client of the emulator: requests, and event streams read to the last byte. */

import { createEmulator, VirtualClock } from '../../demo/emulator/index.js';
import type { Emulator, EmulatorOptions } from '../../demo/emulator/index.js';

const BASE = 'http://127.0.0.1:8787';

export interface Frame {
  id: string | null;
  event: string | null;
  data: string;
  at: number;
}

export interface Answer {
  status: number;
  // Test code reads these freely.
  body: any;
  headers: Headers;
}

export class OpenStream {
  readonly frames: Frame[] = [];
  readonly comments: string[] = [];
  raw = '';
  status = 0;
  headers = new Headers();
  body: string | null = null;
  ended: 'server' | 'error' | 'client' | null = null;
  readonly #abort = new AbortController();

  get signal(): AbortSignal {
    return this.#abort.signal;
  }

  close(): void {
    this.ended ??= 'client';
    this.#abort.abort();
  }

  events(): string[] {
    return this.frames.map((frame) => frame.event ?? '');
  }

  seqs(): number[] {
    return this.frames.filter((frame) => frame.id).map((frame) => Number((frame.id ?? '').split(':').pop()));
  }

  text(): string {
    return this.frames
      .filter((frame) => frame.event === 'token')
      .map((frame) => (JSON.parse(frame.data) as { text: string }).text)
      .join('');
  }
}

export class Client {
  readonly clock: VirtualClock;
  readonly emulator: Emulator;
  readonly base: string;
  cookie: string | null = null;

  constructor(options: EmulatorOptions & { base?: string } = {}) {
    this.clock = new VirtualClock();
    this.base = options.base ?? BASE;
    this.emulator = createEmulator({ clock: this.clock, seed: 7, ...options });
  }

  get control() {
    return this.emulator.control;
  }

  async call(method: string, path: string, body?: unknown, headers: Record<string, string> = {}): Promise<Answer> {
    const response = await this.emulator.fetch(this.request(method, path, body, headers));
    const text = await response.text();
    let value: unknown = text;
    try {
      value = JSON.parse(text);
    } catch {
      // Pages are not JSON.
    }
    return { status: response.status, body: value, headers: response.headers };
  }

  get(path: string, headers: Record<string, string> = {}): Promise<Answer> {
    return this.call('GET', path, undefined, headers);
  }

  post(path: string, body: unknown = {}, headers: Record<string, string> = {}): Promise<Answer> {
    return this.call('POST', path, body, headers);
  }

  async newSession(): Promise<string> {
    const { body } = await this.post('/api/session/new');
    return body.session.session_id as string;
  }

  async start(session: string, message: string): Promise<string> {
    const { body, status } = await this.post('/api/chat/start', { session_id: session, message });
    if (status !== 200) throw new Error(`chat/start: ${status} ${JSON.stringify(body)}`);
    return body.stream_id as string;
  }

  /** Opens a stream and goes on reading it in the background. */
  async open(path: string, headers: Record<string, string> = {}): Promise<OpenStream> {
    const stream = new OpenStream();
    const response = await this.emulator.fetch(this.request('GET', path, undefined, headers, stream.signal));
    stream.status = response.status;
    stream.headers = response.headers;
    if (!(response.headers.get('content-type') ?? '').startsWith('text/event-stream')) {
      stream.body = await response.text();
      stream.ended = 'server';
      return stream;
    }
    void this.#read(stream, response);
    return stream;
  }

  async #read(stream: OpenStream, response: Response): Promise<void> {
    const decoder = new TextDecoder();
    let pending = '';
    const reader = response.body?.getReader();
    if (!reader) return;
    try {
      for (;;) {
        const { value, done } = await reader.read();
        if (done) break;
        const text = decoder.decode(value, { stream: true });
        stream.raw += text;
        pending += text;
        const blocks = pending.split('\n\n');
        pending = blocks.pop() ?? '';
        for (const block of blocks) this.#block(stream, block);
      }
      stream.ended ??= 'server';
    } catch {
      stream.ended ??= 'error';
    }
  }

  #block(stream: OpenStream, block: string): void {
    const frame: Frame = { id: null, event: null, data: '', at: this.clock.now() };
    for (const line of block.split('\n')) {
      if (line.startsWith(': ')) stream.comments.push(line.slice(2));
      else if (line.startsWith('id: ')) frame.id = line.slice(4);
      else if (line.startsWith('event: ')) frame.event = line.slice(7);
      else if (line.startsWith('data: ')) frame.data = line.slice(6);
    }
    if (frame.event) stream.frames.push(frame);
  }

  request(method: string, path: string, body: unknown, headers: Record<string, string>, signal?: AbortSignal): Request {
    const all = new Headers(headers);
    if (this.cookie && !all.has('x-no-auth')) all.set('cookie', this.cookie);
    return new Request(this.base + path, {
      method,
      headers: all,
      ...(body === undefined ? {} : { body: JSON.stringify(body) }),
      ...(signal ? { signal } : {}),
    });
  }
}
