/**
 * The contender: `<hermes-pane>` over a registry of its own, whose transport is a server in the page. Nothing here batches,
 * waits or chooses what is drawn: that is the elements' and the registry's doing, as on any host's page.
 *
 * `?connections=n` sets the registry's budget of streams; without it the default holds, three, one of them the list's.
 */
import '../../components/define/hermes-pane.js';
import type { HermesPane } from '../../components/hermes-pane.js';
import { SessionRegistry } from '../../runtime/index.js';
import { BenchServer } from './bench-server.js';
import type { BenchDriver, BenchMessage, BenchTool } from './driver.js';

const connections = Number(new URLSearchParams(location.search).get('connections')) || undefined;
const PROMPT = 'Go on.';

class Contender implements BenchDriver {
  readonly name = 'hermes-elements';
  readonly caps = {
    chat: true,
    markdown: true,
    tools: true,
    sessionList: false,
    background:
      connections === undefined
        ? 'records; two streams at once, the others by turns'
        : `records; ${connections - 1} streams at once`,
  };
  // Every visit is the first one: nothing kept by an earlier page is found.
  readonly #server = new BenchServer(`bench ${Math.random()}`);
  readonly #registry = new SessionRegistry(connections === undefined ? {} : { connections });
  readonly #pane: HermesPane = document.createElement('hermes-pane');

  async mount(root: HTMLElement): Promise<void> {
    this.#registry.connect(this.#server);
    this.#pane.registry = this.#registry;
    root.append(this.#pane);
    await this.#pane.updateComplete;
  }

  appendHistory(id: string, messages: readonly BenchMessage[]): void {
    this.#server.append(id, messages);
  }

  async openSession(id: string): Promise<void> {
    this.#pane.sessionId = id;
    await this.#pane.updateComplete;
  }

  switchTo(id: string): Promise<void> {
    return this.openSession(id);
  }

  /** In the session that is shown a person writes; in others a turn begins on the server. */
  async streamStart(id: string): Promise<void> {
    if (this.#pane.sessionId !== id) this.#server.begin(id, PROMPT);
    else await this.#registry.peek(id)?.send(PROMPT);
    if (!this.#server.isRunning(id)) throw new Error(`No turn began in ${id}.`);
  }

  streamToken(id: string, text: string): void {
    this.#server.text(id, text);
  }

  streamTool(id: string, tool: BenchTool): void {
    this.#server.tool(id, tool);
  }

  streamEnd(id: string): void {
    this.#server.end(id);
  }

  transcript(): Node | null {
    return this.#pane.shadowRoot?.querySelector('hermes-transcript') ?? null;
  }
}

window.bench = new Contender();
