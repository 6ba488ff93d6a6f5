/**
 * A stage: a server of its own (the emulator, in this page), a registry in front of it, and real elements. Reloading it
 * is what a browser does: elements, registry and connections are gone, the server and this browser's storage stay.
 */
import { createEmulator, type Emulator } from '../emulator/index.js';
import {
  browserEnvironment,
  createWebuiTransport,
  SessionRegistry,
  type Environment,
  type HermesPane,
  type HermesSidebar,
  type SessionRuntime,
} from '../../components/define/all.js';

export interface StageOptions {
  /** Tokens per second of the scripted agent. */
  readonly rate: number;
  /** Side by side instead of a sidebar and a pane. */
  readonly panes: number;
}

export class Stage {
  readonly server: Emulator;
  readonly rate: number;
  readonly a: string;
  readonly b: string;
  readonly #place: HTMLElement;
  readonly #panes: number;
  readonly #environment: Environment;
  registry!: SessionRegistry;
  panes: readonly HermesPane[] = [];
  sidebar: HermesSidebar | null = null;

  constructor(place: HTMLElement, options: StageOptions) {
    this.#place = place;
    this.#panes = options.panes;
    this.rate = options.rate;
    this.server = createEmulator({ seed: 11 });
    const talk = (name: string) => ({
      title: `Session ${name}`,
      messages: [
        { role: 'user' as const, content: `Are you there, ${name}?` },
        { role: 'assistant' as const, content: 'Here, and ready.' },
      ],
    });
    this.b = this.server.control.seed(talk('B'));
    this.a = this.server.control.seed(talk('A'));
    const kept = new Map<string, string>();
    this.#environment = {
      ...browserEnvironment(),
      // This server lives in this page only: other tabs have one of their own.
      tabs: null,
      fetch: (input, init) => this.server.fetch(new Request(input, init)),
      storage: {
        get: (key) => kept.get(key) ?? null,
        set: (key, value) => kept.set(key, value),
        remove: (key) => kept.delete(key),
        keys: () => [...kept.keys()],
      },
    };
    this.#open();
  }

  get A(): SessionRuntime {
    return this.session(this.a);
  }

  get B(): SessionRuntime {
    return this.session(this.b);
  }

  session(id: string): SessionRuntime {
    const found = this.registry.peek(id);
    if (!found) throw new Error(`session ${id} is not known`);
    return found;
  }

  /** Points a pane, as a click on a row does. */
  show(id: string, pane = 0): void {
    const target = this.panes[pane];
    if (!target) return;
    target.sessionId = id;
    if (this.sidebar) this.sidebar.sessionId = id;
  }

  reload(): void {
    this.#close();
    this.#open();
  }

  dispose(): void {
    this.#close();
    this.server.dispose();
  }

  /** `data-status` of the row of a session, and how many rows there are for it. */
  rows(id: string): readonly string[] {
    const rows = [...(this.sidebar?.shadowRoot?.querySelectorAll<HTMLElement>('[part~="row"]') ?? [])];
    const key = this.registry.peek(id)?.id;
    return rows.filter((row) => row.dataset['sessionId'] === key).map((row) => row.dataset['status'] ?? '');
  }

  get rowCount(): number {
    return this.sidebar?.shadowRoot?.querySelectorAll('[part~="row"]').length ?? 0;
  }

  /** What the server has stored of a session, as one string without white space. */
  stored(id: string): string {
    const messages = this.server.control.session(id)?.messages ?? [];
    return squeeze(
      messages
        .filter((message) => message.role !== 'tool')
        .map((message) => (typeof message.content === 'string' ? message.content : '')),
    );
  }

  /** What the elements were given of it. */
  shown(session: SessionRuntime): string {
    return squeeze(
      session.transcript.value.messages.flatMap((message) =>
        message.blocks.map((block) => (block.kind === 'text' ? block.text : '')),
      ),
    );
  }

  #open(): void {
    this.registry = new SessionRegistry({ environment: this.#environment });
    this.registry.connect(
      createWebuiTransport({ environment: this.#environment, baseUrl: new URL('./', location.href).href }),
    );
    this.panes = Array.from({ length: this.#panes }, () => {
      const pane = document.createElement('hermes-pane');
      pane.registry = this.registry;
      return pane;
    });
    if (this.#panes === 1) {
      this.sidebar = document.createElement('hermes-sidebar');
      this.sidebar.registry = this.registry;
      this.sidebar.addEventListener('hermes-session-select', (event) => this.show(event.sessionId));
      this.#place.append(this.sidebar);
    }
    this.#place.append(...this.panes);
  }

  #close(): void {
    this.#place.replaceChildren();
    this.registry.dispose();
    this.sidebar = null;
  }
}

function squeeze(texts: readonly string[]): string {
  return texts.join('').replace(/\s+/g, '');
}
