/**
 * Faults inside one event stream. Each fires once, at the frame after `afterFrames` delivered ones
 * on that connection, and changes what goes out instead of that frame.
 */

export type StreamFaultKind =
  'cut' | 'fin' | 'stall' | 'half-frame' | 'http-error' | 'junk' | 'duplicate' | 'reorder' | 'hole';

export interface StreamFault {
  kind: StreamFaultKind;
  afterFrames: number;
}

export type StreamEnding = 'cut' | 'fin' | 'stall';

export interface FaultedOutput {
  texts: string[];
  then?: StreamEnding;
}

/** Comments, an unknown field, a bare line, a byte-order mark: everything a parser must step over. */
const JUNK_LINES = ':\n: junk\nnonsense without a colon\nfoo: bar\nretry: soon\n\n\n\ufeff\n';

/** What a broken server writes when it fails after the head was sent. */
const RAW_HTTP_ERROR =
  'HTTP/1.1 500 Internal Server Error\r\nContent-Type: application/json; charset=utf-8\r\nContent-Length: 38\r\n' +
  'Connection: close\r\n\r\n{\n  "error": "Internal server error"\n}';

export class FrameFaults {
  readonly #faults: StreamFault[];
  #frames = 0;
  #withheld: string | null = null;

  constructor(faults: StreamFault[]) {
    this.#faults = [...faults].sort((a, b) => a.afterFrames - b.afterFrames);
  }

  get none(): boolean {
    return this.#faults.length === 0 && this.#withheld === null;
  }

  apply(frame: string): FaultedOutput {
    const due = this.#faults[0];
    const index = this.#frames;
    this.#frames += 1;
    if (this.#withheld !== null) {
      const texts = [frame, this.#withheld];
      this.#withheld = null;
      return { texts };
    }
    if (!due || due.afterFrames > index) return { texts: [frame] };
    this.#faults.shift();
    switch (due.kind) {
      case 'cut':
      case 'fin':
      case 'stall':
        return { texts: [], then: due.kind };
      case 'half-frame':
        return { texts: [frame.slice(0, Math.ceil(frame.length / 2))], then: 'fin' };
      case 'http-error':
        return { texts: [`${frame.split('\n')[0] ?? ''}\n${RAW_HTTP_ERROR}`], then: 'fin' };
      case 'junk':
        return { texts: [JUNK_LINES, frame] };
      case 'duplicate':
        return { texts: [frame, frame] };
      case 'reorder':
        this.#withheld = frame;
        return { texts: [] };
      case 'hole':
        return { texts: [] };
    }
  }
}
