/**
 * What a page costs at the least that shows the same texts by hand: no components, no state but the texts. `LiveText` says
 * how a growing answer becomes nodes, and is called once per frame.
 */
import type { BenchDriver, BenchMessage, BenchTool } from './driver.js';

export interface LiveText {
  readonly element: HTMLElement;
  grow(text: string): void;
}

export interface FloorKind {
  readonly name: string;
  readonly markdown: boolean;
  settled(message: BenchMessage): HTMLElement;
  live(): LiveText;
}

interface Floor {
  readonly messages: BenchMessage[];
  running: string | null;
}

const SHEET = `
  .pane { height: 100%; overflow: auto; padding: 8px; box-sizing: border-box; font: 15px/1.6 sans-serif }
  .message { max-width: 736px; margin: 0 auto 16px; overflow-wrap: anywhere }
  .plain { white-space: pre-wrap }
  pre { overflow: auto; padding: 8px; background: #f3f3f3 }
  table { border-collapse: collapse }
  td, th { border: 1px solid #ccc; padding: 2px 8px }`;

export class FloorDriver implements BenchDriver {
  readonly name: string;
  readonly caps: BenchDriver['caps'];
  readonly #kind: FloorKind;
  readonly #sessions = new Map<string, Floor>();
  readonly #pane = document.createElement('div');
  #shown: string | null = null;
  #live: LiveText | null = null;
  #waiting = '';
  #frame = false;

  constructor(kind: FloorKind) {
    this.#kind = kind;
    this.name = kind.name;
    this.caps = { chat: true, markdown: kind.markdown, tools: true, sessionList: false, background: 'a string' };
  }

  mount(root: HTMLElement): void {
    const sheet = new CSSStyleSheet();
    sheet.replaceSync(SHEET);
    document.adoptedStyleSheets = [...document.adoptedStyleSheets, sheet];
    this.#pane.className = 'pane';
    root.append(this.#pane);
  }

  appendHistory(id: string, messages: readonly BenchMessage[]): void {
    const session = this.#of(id);
    for (const message of messages) session.messages.push(message);
    if (id === this.#shown) this.openSession(id);
  }

  openSession(id: string): void {
    const { messages, running } = this.#of(id);
    this.#shown = id;
    this.#waiting = '';
    this.#live = null;
    this.#pane.replaceChildren(...messages.map((message) => this.#draw(message)));
    if (running !== null) this.#begin().grow(running);
    this.#toEnd();
  }

  switchTo(id: string): void {
    this.openSession(id);
  }

  streamStart(id: string): void {
    this.#of(id).running = '';
    if (id === this.#shown) this.#begin();
  }

  streamToken(id: string, text: string): void {
    const session = this.#of(id);
    session.running = (session.running ?? '') + text;
    if (id !== this.#shown) return;
    this.#waiting += text;
    if (this.#frame) return;
    this.#frame = true;
    requestAnimationFrame(() => this.#flush());
  }

  streamTool(id: string, tool: BenchTool): void {
    if (id === this.#shown) this.#live?.element.append(drawTool(tool));
  }

  streamEnd(id: string): void {
    const session = this.#of(id);
    if (id === this.#shown) this.#flush();
    session.messages.push({ id: `${id}-${session.messages.length}`, role: 'assistant', text: session.running ?? '' });
    session.running = null;
    if (id === this.#shown) this.#live = null;
  }

  transcript(): Node {
    return this.#pane;
  }

  #of(id: string): Floor {
    let session = this.#sessions.get(id);
    if (!session) this.#sessions.set(id, (session = { messages: [], running: null }));
    return session;
  }

  #begin(): LiveText {
    this.#live = this.#kind.live();
    this.#pane.append(this.#live.element);
    return this.#live;
  }

  #flush(): void {
    this.#frame = false;
    const text = this.#waiting;
    this.#waiting = '';
    if (text === '' || !this.#live) return;
    this.#live.grow(text);
    this.#toEnd();
  }

  #draw(message: BenchMessage): HTMLElement {
    const element = this.#kind.settled(message);
    element.append(...(message.tools ?? []).map(drawTool));
    return element;
  }

  #toEnd(): void {
    this.#pane.scrollTop = this.#pane.scrollHeight;
  }
}

function drawTool({ name, args, result }: BenchTool): HTMLElement {
  const [details, summary, body] = (['details', 'summary', 'pre'] as const).map((tag) => document.createElement(tag));
  summary!.textContent = `${name} ${JSON.stringify(args ?? {})}`;
  body!.textContent = result ?? '';
  details!.append(summary!, body!);
  return details!;
}

export function box(role: string, plain: boolean): HTMLElement {
  const element = document.createElement('div');
  element.className = `message ${role}${plain ? ' plain' : ''}`;
  return element;
}
