/**
 * What a workload asks of a chat page, whichever it is: our elements, a floor, or (in the shared bench) somebody else's.
 * Each method may return a promise, which is awaited, except `streamToken`: that is called as tokens come in.
 */
export interface BenchTool {
  readonly id: string;
  readonly name: string;
  readonly args?: Readonly<Record<string, unknown>>;
  readonly result?: string;
}

export interface BenchMessage {
  readonly id: string;
  readonly role: 'user' | 'assistant';
  readonly text: string;
  readonly tools?: readonly BenchTool[];
}

export interface BenchDriver {
  readonly name: string;
  readonly caps: {
    readonly chat: boolean;
    readonly markdown: boolean;
    readonly tools: boolean;
    readonly sessionList: boolean;
    /** What a session costs that runs and is not shown, in words. */
    readonly background: string;
  };
  mount(root: HTMLElement): void | Promise<void>;
  appendHistory(id: string, messages: readonly BenchMessage[]): void | Promise<void>;
  openSession(id: string): void | Promise<void>;
  switchTo(id: string): void | Promise<void>;
  streamStart(id: string): void | Promise<void>;
  streamToken(id: string, text: string): void;
  streamTool(id: string, tool: BenchTool): void;
  streamEnd(id: string): void;
  /** Below it the messages are in document order, through open shadow roots. */
  transcript(): Node | null;
}

declare global {
  interface Window {
    bench?: BenchDriver;
  }
}
