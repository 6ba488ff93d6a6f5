/**
 * A whole world under one virtual clock: a server (the emulator), and any number of browser tabs in front of it, each
 * with a registry and an adapter of its own. Nothing here waits for real time.
 */
import { createEmulator, type Emulator, type EmulatorOptions } from '../../demo/emulator/index.js';
import { createWebuiTransport, SessionRegistry, type SessionRuntime } from '../../runtime/index.js';
import { FakeBrowser } from '../runtime/support/fake-browser.js';
import { FakeClock } from '../runtime/support/fake-clock.js';
import { FakeEnvironment, MemoryStorage } from '../runtime/support/fake-environment.js';

const ORIGIN = 'http://emulator.test/';

export class World {
  readonly clock = new FakeClock();
  readonly server: Emulator;
  readonly storage = new MemoryStorage();
  readonly browser = new FakeBrowser(this.clock);
  readonly tabs = new Set<Tab>();
  #tabs = 0;

  constructor(options: EmulatorOptions = {}) {
    this.server = createEmulator({ seed: 7, ...options, clock: this.clock });
  }

  /**
   * Opens a page: a registry with storage shared between the tabs of this browser, or in another browser. Without a name
   * of its own it is the same tab again, as after a reload.
   */
  openTab(
    options: {
      readonly connections?: number;
      readonly browser?: 'this' | 'another';
      readonly tab?: string;
      readonly protocol?: string;
    } = {},
  ): Tab {
    const another = options.browser === 'another';
    const storage = another ? new MemoryStorage() : this.storage;
    const browser = another ? new FakeBrowser(this.clock) : this.browser;
    const tab = new Tab(this, `tab${(this.#tabs += 1)}`, { ...options, storage, browser });
    this.tabs.add(tab);
    return tab;
  }

  advance(ms: number): Promise<void> {
    return this.clock.advance(ms);
  }

  /** Advances in small steps until it is so; fails loudly after `withinMs` of virtual time. */
  async until(what: string, holds: () => boolean, withinMs = 60_000): Promise<void> {
    for (let waited = 0; waited <= withinMs; waited += 50) {
      await this.clock.flush();
      if (holds()) return;
      await this.clock.advance(50);
    }
    throw new Error(`not within ${withinMs} ms of virtual time: ${what}`);
  }

  dispose(): void {
    for (const tab of [...this.tabs]) tab.close();
    this.server.dispose();
  }
}

export class Tab {
  readonly environment: FakeEnvironment;
  readonly registry: SessionRegistry;
  readonly #world: World;
  readonly #disconnect: () => void;

  constructor(
    world: World,
    name: string,
    {
      connections,
      tab,
      protocol,
      storage,
      browser,
    }: {
      readonly connections?: number;
      readonly tab?: string;
      readonly protocol?: string;
      readonly storage: MemoryStorage;
      readonly browser: FakeBrowser;
    },
  ) {
    this.#world = world;
    this.environment = new FakeEnvironment({
      clock: world.clock,
      storage,
      browser,
      baseUrl: ORIGIN,
      name,
      tab,
      protocol,
      fetch: (input, init) => world.server.fetch(new Request(input, init)),
    });
    this.registry = new SessionRegistry({ environment: this.environment, connections });
    this.#disconnect = this.registry.connect(createWebuiTransport({ environment: this.environment, baseUrl: ORIGIN }));
  }

  session(id: string): SessionRuntime {
    const session = this.registry.peek(id);
    if (!session) throw new Error(`no session ${id}`);
    return session;
  }

  /** The tab crashes: nothing is written, nothing is told. */
  kill(): void {
    this.environment.kill();
    this.#world.tabs.delete(this);
  }

  /** The page goes away, as a reload or a closed tab does: what was noted is written, nothing else survives. */
  close(): void {
    this.environment.emitLifecycle('hide');
    this.#disconnect();
    this.registry.dispose();
    this.#world.tabs.delete(this);
  }
}

/** All the text a person can read of a session, in order: settled, then live. */
export function readable(session: SessionRuntime): string {
  const { messages, live, pending } = session.transcript.value;
  const settled = messages.flatMap((message) =>
    message.blocks.map((block) => (block.kind === 'tool' ? `[${block.tool.name}]` : block.text)),
  );
  const blocks = live?.blocks.map((block) => (block.kind === 'tool' ? `[${block.tool.name}]` : block.text)) ?? [];
  const prompt = pending?.blocks.map((block) => (block.kind === 'text' ? block.text : '')) ?? [];
  return [...settled, ...prompt, ...blocks, live?.tail?.text.value ?? ''].join('\n');
}
