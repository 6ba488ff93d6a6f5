/**
 * One open event stream: a response body that is written to, falls silent, is read slowly, is cut.
 * Released when either side closes; `onClose` runs exactly once.
 */

import type { CancelTimer, Timers } from './clock.js';
import type { StreamFault } from './stream-faults.js';
import { FrameFaults } from './stream-faults.js';

export type StreamKind = 'chat' | 'session' | 'list' | 'journal' | 'approval' | 'clarify';

/** Frames that may wait for a slow reader; beyond that the oldest is lost. */
const SUBSCRIBER_QUEUE = 8192;
const SILENCE_MS = 5000;
const CHUNKS_AHEAD = 64;
const encoder = new TextEncoder();

export interface EventStreamOptions {
  kind: StreamKind;
  path: string;
  sessionId: string | null;
  streamId: string | null;
  signal: AbortSignal | null;
  faults: StreamFault[];
  onClose: (stream: EventStream) => void;
}

export class EventStream {
  readonly kind: StreamKind;
  readonly path: string;
  readonly sessionId: string | null;
  readonly streamId: string | null;
  readonly #timers: Timers;
  readonly #faults: FrameFaults;
  readonly #body: ReadableStream<Uint8Array>;
  readonly #keepalive: string;
  readonly #closers: ((stream: EventStream) => void)[];
  #controller!: ReadableStreamDefaultController<Uint8Array>;
  /** Replayed rows are written like to a socket: never dropped. Live frames are. */
  #replay: string[] = [];
  #live: string[] = [];
  #ending: 'fin' | 'cut' | null = null;
  #stalled = false;
  #closed = false;
  #lastWrite: number;
  #cancelHeartbeat: CancelTimer = () => {};
  framesSent = 0;

  constructor(timers: Timers, options: EventStreamOptions) {
    this.kind = options.kind;
    this.path = options.path;
    this.sessionId = options.sessionId;
    this.streamId = options.streamId;
    this.#timers = timers;
    this.#faults = new FrameFaults(options.faults);
    this.#closers = [options.onClose];
    this.#keepalive = options.kind === 'chat' ? ': heartbeat\n\n' : ': keepalive\n\n';
    this.#lastWrite = timers.now;
    this.#body = new ReadableStream<Uint8Array>(
      {
        start: (controller) => {
          this.#controller = controller;
        },
        pull: () => this.#flush(),
        cancel: () => this.#close(),
      },
      { highWaterMark: CHUNKS_AHEAD },
    );
    const { signal } = options;
    if (signal) {
      const onAbort = () => this.abort(signal.reason);
      if (signal.aborted) onAbort();
      else {
        signal.addEventListener('abort', onAbort, { once: true });
        this.#closers.push(() => signal.removeEventListener('abort', onAbort));
      }
    }
    this.#armHeartbeat(SILENCE_MS);
  }

  get closed(): boolean {
    return this.#closed;
  }

  get stalled(): boolean {
    return this.#stalled;
  }

  onClose(fn: () => void): void {
    if (this.#closed) fn();
    else this.#closers.push(fn);
  }

  response(): Response {
    const close = this.kind === 'chat' || this.kind === 'approval' || this.kind === 'clarify';
    return new Response(this.#body, {
      status: 200,
      headers: {
        'content-type': 'text/event-stream; charset=utf-8',
        'cache-control': 'no-cache',
        'x-accel-buffering': 'no',
        ...(close ? { connection: 'close' } : {}),
      },
    });
  }

  /** A live frame: lost when the reader is 8192 frames behind. */
  send(frame: string): void {
    this.#write(frame, this.#live);
  }

  /** Rows of the journal: written in order, never dropped, in few large chunks. */
  sendAll(frames: readonly string[]): void {
    if (!this.#faults.none) {
      for (const frame of frames) this.#write(frame, this.#replay);
      return;
    }
    this.framesSent += frames.length;
    for (let i = 0; i < frames.length; i += 500) this.#put(frames.slice(i, i + 500).join(''), this.#replay);
  }

  /** Bytes outside of any frame. */
  sendRaw(text: string): void {
    this.#put(text, this.#live);
  }

  comment(): void {
    this.#put(this.#keepalive, this.#live);
  }

  /** The server closes the response: what was written arrives, then the end. */
  finish(): void {
    // Behind a dead network not even the end arrives.
    if (!this.#stalled) this.#end('fin');
  }

  /** The connection breaks: what was written arrives, then an error. */
  cut(): void {
    this.#end('cut');
  }

  /** Open and silent from now on, without keepalives. */
  stall(): void {
    this.#stalled = true;
    this.#cancelHeartbeat();
  }

  abort(reason: unknown): void {
    if (this.#closed) return;
    this.#close();
    this.#controller.error(reason ?? new DOMException('The operation was aborted.', 'AbortError'));
  }

  #write(frame: string, queue: string[]): void {
    if (this.#closed || this.#stalled || this.#ending) return;
    if (this.#faults.none) {
      this.framesSent += 1;
      this.#put(frame, queue);
      return;
    }
    const output = this.#faults.apply(frame);
    for (const text of output.texts) {
      this.framesSent += 1;
      this.#put(text, queue);
    }
    if (output.then === 'stall') this.stall();
    else if (output.then) this.#end(output.then);
  }

  #put(text: string, queue: string[]): void {
    if (this.#closed || this.#stalled || this.#ending) return;
    this.#lastWrite = this.#timers.now;
    const waiting = this.#replay.length + this.#live.length;
    if (waiting === 0 && (this.#controller.desiredSize ?? 0) > 0) {
      this.#controller.enqueue(encoder.encode(text));
      return;
    }
    queue.push(text);
    if (this.#live.length > SUBSCRIBER_QUEUE) this.#live.shift();
  }

  /** Called by the platform whenever the reader took something. */
  #flush(): void {
    if (this.#replay.length > 0) this.#controller.enqueue(encoder.encode(this.#replay.shift()));
    else if (this.#live.length > 0) {
      this.#controller.enqueue(encoder.encode(this.#live.join('')));
      this.#live = [];
    }
    this.#settleEnding();
  }

  #end(how: 'fin' | 'cut'): void {
    if (this.#closed || this.#ending) return;
    this.#ending = how;
    this.#close();
    this.#settleEnding();
  }

  #settleEnding(): void {
    if (!this.#ending || this.#replay.length > 0 || this.#live.length > 0) return;
    if (this.#ending === 'fin') {
      this.#ending = null;
      this.#controller.close();
    } else if (this.#controller.desiredSize === CHUNKS_AHEAD) {
      // An error discards what the reader has not taken yet, so it waits until all is taken.
      this.#ending = null;
      this.#controller.error(new TypeError('network error'));
    }
  }

  #close(): void {
    if (this.#closed) return;
    this.#closed = true;
    this.#cancelHeartbeat();
    for (const fn of this.#closers) fn(this);
  }

  #armHeartbeat(ms: number): void {
    this.#cancelHeartbeat = this.#timers.after(ms, () => {
      const silence = this.#timers.now - this.#lastWrite;
      if (silence >= SILENCE_MS) {
        this.comment();
        this.#armHeartbeat(SILENCE_MS);
      } else {
        this.#armHeartbeat(SILENCE_MS - silence);
      }
    });
  }
}
