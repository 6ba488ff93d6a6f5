/**
 * One server-sent event stream, read with `fetch` rather than `EventSource`: comments count as signs of life, a refusal
 * has a status and a reason, nothing reconnects behind our back with an old cursor, and it runs anywhere.
 *
 * Calls come in order: `onOpen` once, `onAlive` and `onFrame` many times, `onEnd` once. After the returned detach was
 * called nothing is called any more, and no timer and no connection is left.
 */
import { createParser } from 'eventsource-parser';
import type { Environment, TimerHandle } from '../environment.js';
import type { Detach, StreamEnd } from './transport.js';
import { errorOfBadAnswer, errorOfStatus, looksLikeHtml } from './http-error.js';

export interface SseFrame {
  /** Null where the frame has none. Not remembered from frame to frame: some of the server's have no id of their own. */
  readonly id: string | null;
  readonly event: string;
  /** Parsed JSON; null where it could not be parsed. */
  readonly data: unknown;
}

/** What came over the wire that was no frame. For the inspector and for tests. */
export interface StreamCounts {
  /** Lines that are no field of the format. */
  junk: number;
  /** Frames whose data is not JSON. */
  malformed: number;
}

export interface EventStreamOptions {
  readonly environment: Environment;
  readonly url: string;
  readonly onFrame: (frame: SseFrame) => void;
  /** Headers are here and say that this is an event stream. */
  readonly onOpen?: () => void;
  /** Bytes came, comments too. */
  readonly onAlive?: () => void;
  readonly onEnd: (end: StreamEnd) => void;
  /** Silence after which the connection counts as dead, milliseconds. The server sends a comment every 5 s. */
  readonly stallMs?: number;
  /** Longest line or frame, in characters. `done` carries a whole transcript. */
  readonly maxBuffer?: number;
  readonly counts?: StreamCounts;
}

/** Two comments and a while: whoever waits for words is told within fifteen seconds that none can come. */
const STALL_MS = 12_000;
const MAX_BUFFER = 64 * 1024 * 1024;
/**
 * Frames that come in a rush (a long journal replayed, an answer sent at once) are taken in slices of this, milliseconds,
 * with a task in between: the page draws and answers meanwhile. What is not taken yet waits in the connection.
 */
const SLICE_MS = 12;
/** A wait for the next chunk that is as long as this is time for a frame. */
const IDLE_MS = 4;
/** Characters fed to the parser at once: some hundred frames, a millisecond or two. */
const PIECE = 16 * 1024;
/** Of a refusal's body, characters: enough for its reason. */
const MAX_REFUSAL = 64 * 1024;

export function openEventStream(options: EventStreamOptions): Detach {
  const stream = new EventStream(options);
  stream.start();
  return () => stream.detach();
}

class EventStream {
  readonly #options: EventStreamOptions;
  readonly #environment: Environment;
  readonly #stallMs: number;
  readonly #controller = new AbortController();
  #reader: ReadableStreamDefaultReader<Uint8Array> | null = null;
  #timer: TimerHandle | null = null;
  #lastSign: number;
  #over = false;
  /** Set by the parser: the body turned into something else. Read after each piece. */
  #garbled = false;
  /** Milliseconds of work since the page last had a moment for itself. */
  #worked = 0;
  #pause: { readonly timer: TimerHandle; readonly goOn: () => void } | null = null;

  constructor(options: EventStreamOptions) {
    this.#options = options;
    this.#environment = options.environment;
    this.#stallMs = options.stallMs ?? STALL_MS;
    this.#lastSign = options.environment.now();
  }

  start(): void {
    this.#watch(this.#stallMs);
    void this.#run();
  }

  detach(): void {
    this.#release();
  }

  async #run(): Promise<void> {
    let response: Response;
    try {
      response = await this.#environment.fetch(this.#options.url, {
        headers: { Accept: 'text/event-stream' },
        credentials: 'same-origin',
        cache: 'no-store',
        signal: this.#controller.signal,
      });
    } catch {
      this.#end({ kind: 'cut' });
      return;
    }
    if (this.#over) {
      // It was given up while the headers were on their way, and this `fetch` did not notice.
      void response.body?.cancel().catch(() => {});
      return;
    }
    this.#sign();
    const type = response.headers.get('content-type') ?? '';
    if (response.status !== 200 || !/^\s*text\/event-stream\b/i.test(type)) {
      await this.#refuse(response);
      return;
    }
    this.#options.onOpen?.();
    if (this.#over) return;
    if (!response.body) {
      this.#end({ kind: 'ended' });
      return;
    }
    this.#reader = response.body.getReader();
    await this.#read(this.#reader);
  }

  async #read(reader: ReadableStreamDefaultReader<Uint8Array>): Promise<void> {
    const decoder = new TextDecoder();
    const parser = this.#createParser();
    for (;;) {
      let chunk: ReadableStreamReadResult<Uint8Array>;
      const from = this.#environment.now();
      try {
        chunk = await reader.read();
      } catch {
        this.#end({ kind: 'cut' });
        return;
      }
      if (this.#over) return;
      if (chunk.done) {
        // Half a frame at the end was never sent in full: dropped.
        this.#end({ kind: 'ended' });
        return;
      }
      // It had to be waited for: others had their turn.
      if (this.#environment.now() - from >= IDLE_MS) this.#worked = 0;
      this.#sign();
      this.#options.onAlive?.();
      if (this.#over) return;
      const text = decoder.decode(chunk.value, { stream: true });
      for (let at = 0; at < text.length; at += PIECE) {
        // Nobody looks at a hidden page, and its timers hardly run.
        if (this.#worked >= SLICE_MS && this.#environment.visibility.visible) await this.#nextTask();
        if (this.#over) return;
        const from = this.#environment.now();
        try {
          parser.feed(text.slice(at, at + PIECE));
        } catch (fault) {
          // Our own reader threw. Its owner must not wait for this stream, and the fault must be seen.
          this.#end({ kind: 'cut' });
          throw fault;
        }
        this.#worked += Math.max(0, this.#environment.now() - from);
        if (this.#garbled) this.#end({ kind: 'garbled' });
        if (this.#over) return;
      }
    }
  }

  #nextTask(): Promise<void> {
    return new Promise((resolve) => {
      const goOn = (): void => {
        this.#pause = null;
        this.#worked = 0;
        resolve();
      };
      this.#pause = { timer: this.#environment.setTimeout(goOn, 0), goOn };
    });
  }

  #createParser(): ReturnType<typeof createParser> {
    const { counts, onFrame } = this.#options;
    return createParser({
      maxBufferSize: this.#options.maxBuffer ?? MAX_BUFFER,
      onEvent: (message) => {
        // A chunk holds many frames, and any of them may have ended the stream for its owner.
        if (this.#over || this.#garbled) return;
        const data = parseData(message.data);
        if (data === undefined && counts) counts.malformed += 1;
        onFrame({ id: message.id ?? null, event: message.event ?? 'message', data: data ?? null });
      },
      onError: (error) => {
        if (error.type === 'max-buffer-size-exceeded' || isForeign(error.line ?? '')) this.#garbled = true;
        else if (error.type === 'unknown-field' && counts) counts.junk += 1;
      },
    });
  }

  /** The answer is no event stream: an error with a reason, or something that has no business here. */
  async #refuse(response: Response): Promise<void> {
    let text: string;
    try {
      text = (await response.text()).slice(0, MAX_REFUSAL);
    } catch {
      this.#end({ kind: 'cut' });
      return;
    }
    if (response.status >= 400) {
      const error = errorOfStatus(
        response.status,
        parseData(text) ?? null,
        response.headers.get('retry-after'),
        this.#environment.now(),
      );
      this.#end({ kind: 'refused', error });
      return;
    }
    const error = errorOfBadAnswer(response, response.status, text);
    this.#end(error.code === 'auth' ? { kind: 'refused', error } : { kind: 'garbled' });
  }

  #sign(): void {
    this.#lastSign = this.#environment.now();
  }

  /** One timer, set anew when it fires: thousands of chunks a second must not mean thousands of timers. */
  #watch(ms: number): void {
    this.#timer = this.#environment.setTimeout(() => {
      this.#timer = null;
      const silent = this.#environment.now() - this.#lastSign;
      if (silent >= this.#stallMs) this.#end({ kind: 'stalled' });
      // A clock that was set back must not stretch the wait.
      else this.#watch(Math.min(this.#stallMs - silent, this.#stallMs));
    }, ms);
  }

  #end(end: StreamEnd): void {
    if (this.#over) return;
    this.#release();
    this.#options.onEnd(end);
  }

  #release(): void {
    if (this.#over) return;
    this.#over = true;
    if (this.#timer) this.#environment.clearTimeout(this.#timer);
    this.#timer = null;
    if (this.#pause) {
      this.#environment.clearTimeout(this.#pause.timer);
      this.#pause.goOn();
    }
    this.#controller.abort();
    void this.#reader?.cancel().catch(() => {});
  }
}

/** A raw HTTP answer or a page inside the body: the server's encoder failed in mid-stream (lab README, lone surrogates). */
function isForeign(line: string): boolean {
  return /^HTTP\/\d/.test(line) || looksLikeHtml(line);
}

function parseData(text: string): unknown {
  try {
    return JSON.parse(text) as unknown;
  } catch {
    return undefined;
  }
}
