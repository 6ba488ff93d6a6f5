/** The tabs of the one browser a schedule is about, and the panes in each. A tab that is closed keeps its panes in mind. */
import type { Lease, SessionRuntime } from '../../runtime/index.js';
import { TABS } from './schedule.js';
import type { Tab, World } from './world.js';

/** A conversation, by the id it began with. */
export interface Conversation {
  readonly id: string;
}

export interface Pane {
  readonly of: Conversation;
  readonly lease: Lease;
}

/** An open tab. */
export class Page {
  readonly number: number;
  readonly tab: Tab;
  readonly panes = new Map<number, Pane>();
  frozen = false;
  readonly #world: World;
  readonly #conversations: readonly Conversation[];

  constructor(world: World, number: number, conversations: readonly Conversation[]) {
    this.#world = world;
    this.#conversations = conversations;
    this.number = number;
    this.tab = world.openTab({ tab: `tab ${number}` });
  }

  show(number: number, of: Conversation, byOldId: boolean): void {
    const before = this.panes.get(number);
    const id = byOldId ? of.id : this.#world.server.control.tip(of.id);
    this.panes.set(number, { of, lease: this.tab.registry.retain(id) });
    before?.lease.release();
  }

  unmount(number: number): void {
    this.panes.get(number)?.lease.release();
    this.panes.delete(number);
  }

  session(conversation: Conversation): SessionRuntime | undefined {
    const { registry } = this.tab;
    return registry.peek(conversation.id) ?? registry.peek(this.#world.server.control.tip(conversation.id));
  }

  /** Every session this page has something of. */
  known(): ReadonlySet<SessionRuntime> {
    const seen = new Set<SessionRuntime>(this.tab.registry.sessions.value);
    for (const { lease } of this.panes.values()) seen.add(lease.session.value);
    for (const conversation of this.#conversations) {
      const session = this.session(conversation);
      if (session) seen.add(session);
    }
    return seen;
  }
}

export class Pages {
  readonly #world: World;
  readonly #conversations: readonly Conversation[];
  readonly #open = new Map<number, Page>();
  /** What a tab showed when it went away: it is shown again when it is opened again. */
  readonly #left = new Map<number, ReadonlyMap<number, Conversation>>();
  /** Tabs that were open at some time. */
  readonly #ever = new Set<number>();

  constructor(world: World, conversations: readonly Conversation[]) {
    this.#world = world;
    this.#conversations = conversations;
  }

  get open(): readonly Page[] {
    return [...this.#open.values()];
  }

  get(number: number): Page | undefined {
    return this.#open.get(number);
  }

  /** Opens it, or does nothing when it is open. */
  openTab(number: number): void {
    if (this.#open.has(number) || number >= TABS) return;
    const page = new Page(this.#world, number, this.#conversations);
    this.#open.set(number, page);
    this.#ever.add(number);
    // The first pane by the id it had: a deep link, or what the host page remembers.
    for (const [pane, of] of this.#left.get(number) ?? []) page.show(pane, of, pane === 0);
  }

  closeTab(number: number): void {
    const page = this.#leave(number);
    if (!page) return;
    page.tab.close();
    for (const { lease } of page.panes.values()) lease.release();
  }

  /** Elements go first, then the page: of this nothing may be left. Gives the pages that were open. */
  end(): readonly Tab[] {
    return this.open.map(({ number, tab, panes }) => {
      for (const { lease } of panes.values()) lease.release();
      this.#open.delete(number);
      tab.close();
      return tab;
    });
  }

  killTab(number: number): void {
    this.#leave(number)?.tab.crash();
  }

  reopenAll(): void {
    for (const number of this.#ever) this.openTab(number);
  }

  #leave(number: number): Page | undefined {
    const page = this.#open.get(number);
    if (!page) return undefined;
    this.#open.delete(number);
    this.#left.set(number, new Map([...page.panes].map(([pane, { of }]) => [pane, of])));
    return page;
  }
}
