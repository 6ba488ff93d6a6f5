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

/** What a session has known of runs. */
interface Life {
  /** Live when last looked. */
  live: string | null;
  /** Live at the last change. */
  last: string | null;
  /** Live again after it was over. */
  again: string | null;
  readonly over: Set<string>;
}

/** Sessions that all have a connection of their own, beside the list. */
const PLENTY = 2;

export class Promises {
  readonly #world: World;
  /** When each session was last ready in a pane of a page. */
  readonly #ready = new WeakMap<Page, Map<SessionRuntime, number>>();
  /** Streams that were open when a pane was moved. */
  readonly #moved = new WeakMap<Page, readonly string[]>();
  readonly #removed = new WeakMap<Page, Set<string>>();
  /** By tab and session: outlives the page, as its storage does. */
  readonly #seen = new Map<string, Seen>();

  readonly #lives = new WeakMap<SessionRuntime, Life>();
  /** The server, or something in between, said of sessions that they are not there: what runs may count as lost. */
  readonly #lied: boolean;

  constructor(world: World, lied: boolean) {
    this.#world = world;
    this.#lied = lied;
  }

  /** Around something that moves panes and nothing else. */
  around(page: Page, move: () => void): void {
    this.#noteReady(page);
    const runs = this.#runs(page);
    const streams = this.#streams(runs);
    // One that was never read is read first, and followed from there.
    const read = this.#runs(page, (session) => session.transcript.value.status === 'ready');
    move();
    const left = this.#streams(runs);
    for (const path of streams) if (!left.includes(path)) throw new Error(`moving a pane closed ${path}`);
    // Streams are planned a moment later; where there is one for each, none has to give way to another.
    if (this.#wanted().size <= PLENTY) this.#moved.set(page, this.#streams(read));
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
    this.#judgeMoved(page, wrong);
    this.#noteReady(page);
    const removed = this.#removed.get(page);
    if (removed)
      for (const session of page.tab.registry.sessions.value)
        // What a person wrote into it all the same is shown.
        if (removed.has(session.meta.value.id) && !holdsText(session))
          wrong(`${session.meta.value.id} was deleted here and is listed again`);
    for (const [key, { session: id, what }] of this.#seen) {
      if (!key.startsWith(`${page.number} `)) continue;
      if (this.#toSee(id) !== what) this.#seen.delete(key);
      else if (page.tab.registry.peek(id)?.unread.value === true) wrong(`${id} was seen and is unread again`);
    }
  }

  #judgeMoved(page: Page, wrong: (what: string) => never): void {
    const moved = this.#moved.get(page) ?? [];
    this.#moved.delete(page);
    // Where a person has to sign in first, or has just stopped the run, its stream has an end of its own.
    if (page.tab.registry.link.value.status === 'auth') return;
    // One that has just begun, or is shown now, may need the connection more.
    if (this.#wanted().size > PLENTY) return;
    const going = this.#runs(page, (session) => session.run.value.phase === 'running');
    const { runs, openStreams } = this.#world.server.control.state();
    for (const path of moved) {
      const run = runs.find(({ streamId }) => path.includes(`stream_id=${streamId}`));
      const live = run?.phase === 'running' && going.includes(run.streamId);
      if (live && !openStreams.paths.includes(path)) wrong(`moving a pane closed ${path}`);
    }
  }

  /** A run that was live stays so until the server says that it is over, and then it is over for good (I-09). */
  judgeRun(session: SessionRuntime, wrong: (what: string) => never): void {
    const { run, end } = session.run.value;
    const known = this.#lives.get(session) ?? this.#follow(session);
    const id = session.meta.value.id;
    if (known.again !== null) wrong(`${id} shows a run as live that was over: ${known.again}`);
    const { live } = known;
    if (live !== null && live !== run && !this.#lied && !session.gone.value) {
      // A message to an id that has just been rotated away starts a run there, beside the conversation.
      const still = this.#world.server.control
        .state()
        .runs.some((one) => one.streamId === live && one.phase === 'running' && one.sessionId === id);
      if (still) wrong(`${id} shows a run as over that is live: ${live}`);
    }
    if (live !== null && live !== run) known.over.add(live);
    if (end) known.over.add(end.run);
    known.live = run;
  }

  /** Every change is seen, also one that is gone before anybody looks. */
  #follow(session: SessionRuntime): Life {
    const life: Life = { live: null, last: null, again: null, over: new Set() };
    this.#lives.set(session, life);
    session.run.subscribe(({ run }) => {
      if (run === life.last) return;
      if (life.last !== null) life.over.add(life.last);
      life.last = run;
      if (run !== null && life.over.has(run) && !this.#lied) life.again = run;
    });
    return life;
  }

  #runs(page: Page, of: (session: SessionRuntime) => boolean = () => true): readonly string[] {
    return [...page.known()].filter(of).flatMap((session) => session.run.value.run ?? []);
  }

  /**
   * What may want a connection of its own: every run there is, also one that only some tab still takes for live, follows to
   * its title or replays; and what is shown without one.
   */
  #wanted(): ReadonlySet<string> {
    const wanted = new Set<string>(this.#world.server.control.state().runs.map(({ streamId }) => streamId));
    for (const { registry } of this.#world.tabs) {
      const { sessions, connections } = registry.inspect();
      for (const { run } of connections) if (run !== null) wanted.add(run);
      for (const { tip, run, live, leases } of sessions) {
        const follows = run ?? live?.run ?? (leases.visible > 0 ? tip : null);
        if (follows !== null) wanted.add(follows);
      }
    }
    return wanted;
  }

  #streams(runs: readonly string[]): readonly string[] {
    const paths = this.#world.server.control.state().openStreams.paths;
    return paths.filter((path) => runs.some((run) => path.includes(`stream_id=${run}`)));
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

function holdsText(session: SessionRuntime): boolean {
  const { draft, files, outbox } = session.composer.value;
  return draft !== '' || files.length > 0 || outbox.length > 0;
}
