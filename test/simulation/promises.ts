/**
 * What a page has done once and must not undo by itself: a stream that is in use stays open when a pane is moved, what was
 * shown a moment ago is there at once, what was deleted stays deleted, what was seen stays seen.
 */
import type { SessionRuntime } from '../../runtime/index.js';
import { assertShowsTruth } from './oracles.js';
import type { Page } from './pages.js';
import type { World } from './world.js';

/** The runtime keeps what nobody shows for 30 s; a little less, for the last moment is anybody's. */
const KEPT_MS = 25_000;

interface Seen {
  readonly session: string;
  /** What there was to see. */
  readonly what: string;
}

export class Promises {
  readonly #world: World;
  /** When each session was last ready in a pane of a page. */
  readonly #ready = new WeakMap<Page, Map<SessionRuntime, number>>();
  readonly #removed = new WeakMap<Page, Set<string>>();
  /** By tab and session: outlives the page, as its storage does. */
  readonly #seen = new Map<string, Seen>();

  constructor(world: World) {
    this.#world = world;
  }

  /** Around something that moves panes and nothing else. */
  around(page: Page, move: () => void): void {
    this.#noteReady(page);
    move();
    const now = this.#world.clock.now();
    for (const { lease } of page.panes.values()) {
      const session = lease.session.value;
      const at = this.#ready.get(page)?.get(session);
      const { status } = session.transcript.value;
      if (at !== undefined && now - at < KEPT_MS && status !== 'ready' && !session.gone.value)
        throw new Error(`${session.id} was shown ${now - at} ms ago and is ${status}`);
    }
  }

  /** A person has deleted it, and the server agreed. */
  removed(page: Page, id: string): void {
    const removed = this.#removed.get(page) ?? new Set();
    this.#removed.set(page, removed.add(id));
  }

  /** A person has seen all there is. */
  seen(page: Page, session: SessionRuntime): void {
    const id = session.meta.value.id;
    const what = this.#toSee(id);
    if (what === null || session.transcript.value.status !== 'ready' || session.run.value.phase !== 'idle') return;
    try {
      assertShowsTruth(this.#world.server.control, session);
    } catch {
      // There is more to see than the page knows of.
      return;
    }
    this.#seen.set(`${page.number} ${id}`, { session: id, what });
  }

  /** A page that could not write what was seen has not promised anything. */
  pageGone(tab: number, told: boolean, stores: boolean): void {
    if (told && stores) return;
    for (const key of [...this.#seen.keys()]) if (key.startsWith(`${tab} `)) this.#seen.delete(key);
  }

  judge(page: Page, wrong: (what: string) => never): void {
    this.#noteReady(page);
    const removed = this.#removed.get(page);
    if (removed)
      for (const session of page.tab.registry.sessions.value)
        if (removed.has(session.meta.value.id)) wrong(`${session.meta.value.id} was deleted here and is listed again`);
    for (const [key, { session: id, what }] of this.#seen) {
      if (!key.startsWith(`${page.number} `)) continue;
      if (this.#toSee(id) !== what) this.#seen.delete(key);
      else if (page.tab.registry.peek(id)?.unread.value === true) wrong(`${id} was seen and is unread again`);
    }
  }

  #noteReady(page: Page): void {
    const ready = this.#ready.get(page) ?? new Map<SessionRuntime, number>();
    this.#ready.set(page, ready);
    for (const { lease } of page.panes.values()) {
      const session = lease.session.value;
      if (session.transcript.value.status === 'ready') ready.set(session, this.#world.clock.now());
      else ready.delete(session);
    }
  }

  /** Null while a run is live: there will be more in a moment. */
  #toSee(id: string): string | null {
    const { control } = this.#world.server;
    const stored = control.session(id);
    if (!stored || stored.active_stream_id !== null || control.tip(id) !== id) return null;
    if (control.state().runs.some((run) => run.sessionId === id)) return null;
    return `${stored.messages.length} ${stored.updated_at}`;
  }
}
