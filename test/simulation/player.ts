/**
 * Plays a schedule: the tabs of one browser in front of one server under one virtual clock. After every step it looks
 * whether something is shown that can't be, after the last one it lets everything come to rest and compares every page
 * with the server and with a page that has just been opened in another browser.
 */
import type { SessionRuntime } from '../../runtime/index.js';
import { HOLE_READS } from '../../runtime/session/state.js';
import { happen } from './elsewhere.js';
import { assertShowsTruth, difference, journalText, liveText } from './oracles.js';
import { Pages, type Conversation, type Page } from './pages.js';
import { act, changePage, type Stage } from './person.js';
import { assertAbreast } from './abreast.js';
import { Promises } from './promises.js';
import { hasTabs, isCalm, isQuiet, tabOf, type Schedule, type Step } from './schedule.js';
import { marksIn, Texts } from './texts.js';
import { readable, type Tab, World } from './world.js';

/** Long-lived connections all tabs of one browser may hold together. */
const STREAM_BUDGET = 3;
/** Virtual time in which everything comes to rest once nothing is broken any more. */
const REST_MS = 400_000;
const STIR_MS = 2_500;
/** Long enough for everything to be shown where nothing goes wrong. */
const PROMPT_MS = 6_000;
/** Within which every page knows again what is the case. */
const CATCH_UP_MS = 120_000;
/** Once all is calm it is looked at less often, for a minute longer than what may be old for a minute. */
const CALM_STEP_MS = 11_000;
const CALM_STEPS = 6;
const PASSWORD = 'open sesame';

export async function play(schedule: Schedule): Promise<void> {
  const player = new Player(schedule);
  try {
    await player.begin();
    for (const step of schedule.steps) {
      await player.take(step);
      player.look(() => JSON.stringify(step));
      if (step.do === 'wait' && step.ms >= PROMPT_MS) player.lookPromptly();
    }
    await player.catchUp();
    await player.rest();
    await player.judge();
  } finally {
    await player.close();
  }
  player.judgeRemains();
}

class Player {
  readonly #world: World;
  readonly #schedule: Schedule;
  readonly #conversations: Conversation[] = [];
  readonly #pages: Pages;
  readonly #texts: Texts;
  readonly #promises: Promises;
  readonly #stage: Stage;
  readonly #faults: unknown[] = [];
  readonly #stopListening: () => void;
  #ended: readonly Tab[] = [];
  /**
   * A frame that is lost again and again is taken for one the journal does not have: the turn then goes on without it
   * until its transcript is here.
   */
  readonly #holey: boolean;
  /** A server that said of a session that it is not there made a text come back that had arrived, until the next read. */
  readonly #lied: boolean;

  constructor(schedule: Schedule) {
    this.#schedule = schedule;
    this.#holey = holesIn(schedule) > HOLE_READS;
    this.#lied = schedule.steps.some((step) => step.do === 'fault' && step.rule.status === 404);
    this.#world = new World({
      backend: schedule.backend,
      ...(schedule.password === true ? { password: PASSWORD } : {}),
      lateAnswers: schedule.lateAnswers === true,
    });
    this.#pages = new Pages(this.#world, this.#conversations);
    this.#texts = new Texts(this.#world.server.control);
    this.#promises = new Promises(this.#world, this.#lied);
    this.#stage = {
      world: this.#world,
      pages: this.#pages,
      texts: this.#texts,
      promises: this.#promises,
      conversations: this.#conversations,
      tabs: hasTabs(schedule),
      lied: this.#lied,
      fault: (error) => void this.#faults.push(error),
      conversation: (at) => this.#conversation(at),
    };
    this.#stopListening = collectFaults(this.#faults);
  }

  async begin(): Promise<void> {
    for (let at = 0; at < this.#schedule.sessions; at += 1) {
      const messages = Array.from({ length: at === 0 ? 130 : at * 2 }, (_, row) => ({
        role: row % 2 === 0 ? ('user' as const) : ('assistant' as const),
        content: `${row % 2 === 0 ? 'Question' : 'Answer'} ${row} of ${at}`,
      }));
      this.#conversations.push({ id: this.#world.server.control.seed({ title: `Session ${at}`, messages }) });
    }
    await this.#world.signIn();
    this.#pages.openTab(0);
  }

  async take(step: Step): Promise<void> {
    await this.#perform(step);
    await this.#world.clock.flush();
  }

  /** True after every step, whatever the network does. */
  look(after: () => string): void {
    const { control } = this.#world.server;
    const wrong = (what: string): never => {
      throw new Error(`after ${after()}: ${what}`);
    };
    if (this.#faults.length > 0) wrong(`a fault was reported: ${String(this.#faults[0])}`);
    const streams = control.state().openStreams;
    if (streams.total > STREAM_BUDGET) wrong(`${streams.total} streams are open: ${streams.paths.join(' ')}`);
    for (const page of this.#pages.open) {
      for (const conversation of this.#conversations) {
        const session = page.session(conversation);
        if (session) this.#lookAt(page, session, wrong);
      }
      this.#promises.judge(page, wrong);
    }
    this.#judgeTexts(wrong, { strict: !this.#lied, final: false });
  }

  /** Where nothing goes wrong, what is shown is up to date: titles too, which the list may bring much later. */
  lookPromptly(): void {
    if (!this.#schedule.steps.every(isQuiet)) return;
    // The title may be in a read that is slow.
    const calm = this.#schedule.steps.every(isCalm);
    const { control } = this.#world.server;
    for (const page of this.#pages.open) {
      const sessions = new Set([...page.panes.values()].map(({ lease }) => lease.session.value));
      // More than there are streams for.
      if (sessions.size > 2) continue;
      for (const { meta, run, transcript } of sessions) {
        const stored = control.session(meta.value.id);
        if (!stored || stored.active_stream_id !== null || stored.updated_at > this.#world.clock.now() / 1000 - 3)
          continue;
        const { phase } = run.value;
        if (transcript.value.status === 'ready' && (phase === 'running' || phase === 'stopping'))
          throw new Error(`${meta.value.id} shows a run as live that was over long since: ${run.value.run}`);
        if (calm && stored.title !== meta.value.title)
          throw new Error(`${meta.value.id} is still called ${meta.value.title}, and long since ${stored.title}`);
      }
    }
  }

  #lookAt(page: Page, session: SessionRuntime, wrong: (what: string) => never): void {
    const id = session.meta.value.id;
    const shown = readable(session);
    for (const mark of marksIn(shown)) {
      if (shown.split(`§${mark}§`).length > 2 && !this.#texts.isExcused(mark))
        wrong(`${id} shows the text §${mark}§ twice`);
    }
    const { run } = session.transcript.value.live ?? {};
    // With a session its journal is deleted.
    if (run !== undefined && !this.#holey && this.#world.server.control.session(id)) {
      const [live, journal] = [liveText(session), journalText(this.#world.server.control, run)];
      if (!journal.startsWith(live))
        wrong(`${id} shows a turn other than the journal has it:\n  ${live}\n  ${journal}`);
    }
    this.#promises.judgeRun(session, wrong);
    const tip = page.tab.registry.peek(id);
    if (tip !== session) wrong(`the id in use of ${id} leads elsewhere`);
  }

  /** Nothing is broken any more, but nobody answers and no run is let go: soon all pages know what is the case. */
  async catchUp(): Promise<void> {
    this.#mend();
    let behind: string | null = null;
    for (let waited = 0; waited < CATCH_UP_MS; waited += STIR_MS) {
      await this.#help(false);
      await this.#world.advance(STIR_MS);
      this.look(() => 'catching up');
      behind = await assertAbreast(this.#world, this.#pages.open);
      if (behind === null) return;
    }
    throw new Error(`not caught up: ${behind}`);
  }

  #mend(): void {
    const { control } = this.#world.server;
    control.clearFaults();
    control.tune({ unwindMs: 40, titleMs: 30, withholdTerminal: false });
    this.#world.browser.storageHealth = 'fine';
    this.#pages.reopenAll();
    for (const page of this.#pages.open) {
      const { tab } = page;
      if (page.frozen) tab.environment.wake();
      page.frozen = false;
      tab.environment.setOnline(true);
      tab.environment.setVisible(true);
    }
  }

  /** People answer, runs go on to their end: everything comes to rest. */
  async rest(): Promise<void> {
    let calm = 0;
    for (let waited = 0; waited < REST_MS;) {
      await this.#help(true);
      const ms = calm > 0 ? CALM_STEP_MS : STIR_MS;
      waited += ms;
      await this.#world.advance(ms);
      this.look(() => 'rest');
      calm = this.#unrest() === null ? calm + 1 : 0;
      if (calm > CALM_STEPS) return;
    }
    throw new Error(`no rest: ${this.#unrest() ?? 'it comes and goes'}`);
  }

  /** What everybody does who wants to get on; `goOn`: agents and those they wait for, too. */
  async #help(goOn: boolean): Promise<void> {
    const { control } = this.#world.server;
    // A request that was delayed is held only now.
    control.releaseHeld('held');
    control.releaseHeld('later');
    for (const run of goOn ? control.state().runs : []) {
      control.release(run.streamId);
      control.approve(run.sessionId);
      control.answer(run.sessionId, 'amber');
    }
    // A person who is told to sign in does; one who is told that something could not be read tries again.
    for (const page of this.#pages.open) {
      if (page.tab.registry.link.value.status === 'auth') {
        await this.#world.signIn();
        page.tab.registry.refresh();
      }
      for (const session of page.known()) {
        if (session.error.value?.retryable === false) session.refresh();
      }
    }
  }

  /** What still moves, or should have moved; null when all is quiet. */
  #unrest(): string | null {
    const { runs: live, down } = this.#world.server.control.state();
    if (down) return 'the server is down';
    // Of a session that was deleted under it a run may not end.
    const runs = live.filter((run) => this.#world.server.control.session(run.sessionId));
    if (runs.length > 0)
      return `runs ${runs.map((run) => `${run.scenario} ${run.phase} ${String(run.waitingFor)}`).join()}`;
    for (const page of this.#pages.open) {
      const moves = this.#unrestOf(page);
      if (moves !== null) return page.number === 0 ? moves : `tab ${page.number}: ${moves}`;
    }
    return null;
  }

  #unrestOf(page: Page): string | null {
    const { control } = this.#world.server;
    const { registry } = page.tab;
    if (registry.link.value.status !== 'live') return `the link is ${registry.link.value.status}`;
    if (registry.load.reads > 0) return 'reads are under way';
    for (const session of page.known()) {
      const { phase } = session.run.value;
      const { outbox } = session.composer.value;
      const name = session.id;
      if (phase !== 'idle' && phase !== 'unknown') return `${name} is ${phase}`;
      if (outbox.some((item) => item.state === 'submitting' || item.state === 'unsure'))
        return `${name} has ${outbox.map((item) => item.state).join()}`;
      if (session.gone.value) continue;
      if (session.requests.value.open.length > 0 || session.attention.value > 0) return `${name} waits for a person`;
      if (outbox[0]?.state === 'queued' && outbox[0].owner === undefined && !endedBadly(session))
        return `${name} does not send what is queued`;
    }
    for (const [number, { lease }] of page.panes) {
      const session = lease.session.value;
      const { status, live, pending, loadingOlder } = session.transcript.value;
      const name = `pane ${number} (${session.id})`;
      const stored = control.session(session.meta.value.id) !== undefined;
      if (session.gone.value) {
        if (stored) return `${name} says the session is gone`;
        continue;
      }
      if (!stored) return `${name} does not say that the session is gone`;
      if (status !== 'ready') return `${name} is ${status}`;
      if (live || pending) return `${name} shows a turn`;
      if (loadingOlder) return `${name} loads older rows`;
      if (session.link.value.status !== 'live') return `${name} has a link that is ${session.link.value.status}`;
      if (session.error.value) return `${name} shows an error: ${session.error.value.detail}`;
    }
    return null;
  }

  /** Every page, the server, and a page that was just opened elsewhere: all say the same. */
  async judge(): Promise<void> {
    const other = this.#world.openTab({ browser: await this.#world.openBrowser() });
    await this.#world.advance(2_000);
    for (const page of this.#pages.open) {
      for (const { lease } of page.panes.values()) await this.#judgePane(page, lease.session.value, other);
      this.#judgeList(page.tab, other);
    }
    other.close();
    this.#judgeTexts(
      (what) => {
        throw new Error(`in the end ${what}`);
      },
      { strict: true, final: true },
    );
  }

  async #judgePane(page: Page, session: SessionRuntime, other: Tab): Promise<void> {
    const { control } = this.#world.server;
    const id = session.meta.value.id;
    if (page.tab.registry.peek(id) !== session) throw new Error(`two panes show ${id} as two sessions`);
    if (!control.session(id)) return;
    if (control.tip(id) !== id) throw new Error(`pane stays at ${id}, the conversation went on to ${control.tip(id)}`);
    assertShowsTruth(control, session);
    const lease = other.registry.retain(id);
    await this.#world.advance(1_000);
    const found = difference(session, lease.session.value, this.#schedule.backend);
    if (found !== null) throw new Error(`${id}: the page and a new page differ in ${found}`);
    if (session.meta.value.title !== control.session(id)?.title)
      throw new Error(`${id} has the title ${session.meta.value.title}`);
    lease.release();
  }

  #judgeList(tab: Tab, other: Tab): void {
    const rows = (of: Tab): string[] => of.registry.sessions.value.map((session) => session.meta.value.id);
    const [ours, theirs] = [rows(tab), rows(other)];
    if (new Set(ours).size !== ours.length) throw new Error(`a conversation is listed twice: ${ours.join()}`);
    const listed = ours.filter((id) => theirs.includes(id));
    if (listed.join() !== theirs.join())
      throw new Error(`the list is ${ours.join()} and for a new page ${theirs.join()}`);
    for (const id of theirs) {
      const [mine, fresh] = [tab.session(id), other.session(id)];
      for (const slice of ['title', 'pinned', 'archived'] as const)
        if (mine.meta.value[slice] !== fresh.meta.value[slice])
          throw new Error(
            `row ${id}: ${slice} ${String(mine.meta.value[slice])}, for a new page ${String(fresh.meta.value[slice])}`,
          );
      if (mine.attention.value !== fresh.attention.value)
        throw new Error(`row ${id}: attention ${mine.attention.value}`);
    }
  }

  async close(): Promise<void> {
    this.#ended = this.#pages.end();
    for (const tab of [...this.#world.tabs]) tab.close();
    this.#world.server.dispose();
    await this.#world.clock.flush();
    this.#stopListening();
  }

  /** Nothing is left of pages that went away. */
  judgeRemains(): void {
    for (const { registry, environment } of this.#ended) {
      const left = Object.entries({ ...registry.load, ...environment.held }).filter(([, count]) => count > 0);
      if (left.length > 0) throw new Error(`left behind: ${left.map(([what, count]) => `${count} ${what}`).join()}`);
    }
    if (this.#faults.length > 0) throw new Error(`a fault was reported: ${String(this.#faults[0])}`);
  }

  #judgeTexts(wrong: (what: string) => never, of: { readonly strict: boolean; readonly final: boolean }): void {
    const { browser, clock, storage } = this.#world;
    const how = {
      now: clock.now(),
      ...of,
      stores: browser.storageHealth === 'fine',
      stored: () =>
        storage
          .keys()
          .map((key) => storage.get(key))
          .join(),
    };
    this.#texts.judge(this.#pages.open, how, wrong);
  }

  #conversation(at: number): Conversation {
    const found = this.#conversations.at(at % this.#conversations.length);
    if (!found) throw new Error('a schedule has at least one session');
    return found;
  }

  async #perform(step: Step): Promise<void> {
    const { control } = this.#world.server;
    const { browser } = this.#world;
    const number = tabOf(step);
    const page = this.#pages.get(number);
    switch (step.do) {
      case 'wait':
        return this.#world.advance(step.ms);
      case 'restart':
        return control.restart(step.downMs);
      case 'tune':
        return control.tune({ unwindMs: step.unwindMs, titleMs: step.titleMs, withholdTerminal: step.withhold });
      case 'expire':
        return control.expireLogins();
      case 'fault':
        control.fault(step.rule);
        return;
      case 'hold-two':
        control.fault({ kind: 'hold', name: 'held', path: step.path });
        control.fault({ kind: 'hold', name: 'later', path: step.path, skip: 1 });
        return;
      case 'streams': {
        const filter = step.kind === null ? {} : { kind: step.kind };
        if (step.how === 'cut') control.cutStreams(filter);
        else if (step.how === 'end') control.endStreams(filter);
        else control.stallStreams(filter);
        return;
      }
      case 'let-go':
        control.releaseHeld(step.name ?? 'held');
        return;
      case 'storage':
        browser.storageHealth = step.health;
        if (step.health !== 'fine') this.#texts.storageFails(this.#world.clock.now());
        return;
      case 'clock':
        browser.skewMs += step.byMs;
        return;
      case 'open-tab':
        return this.#openPage(number);
      case 'close-tab':
      case 'kill-tab':
        return this.#endPage(number, step.do === 'close-tab');
      case 'reload':
      case 'crash':
        if (!page) return;
        this.#endPage(number, step.do === 'reload');
        return this.#openPage(number);
      case 'freeze-tab':
        if (page) page.frozen = true;
        return page?.tab.environment.sleep();
      case 'thaw-tab':
        if (page) page.frozen = false;
        return page?.tab.environment.wake();
      case 'page':
        return page && changePage(page, step.what);
      case 'turn':
      case 'wake':
      case 'task':
      case 'answer-elsewhere':
      case 'cancel-elsewhere':
      case 'rotate':
      case 'release':
      case 'rename-elsewhere':
      case 'pin-elsewhere':
      case 'unpin-elsewhere':
      case 'archive-elsewhere':
      case 'unarchive-elsewhere':
      case 'delete-elsewhere':
      case 'fork-elsewhere':
        return happen(this.#stage, step);
      default:
        // Nobody does anything in a page that is closed or stands still.
        if (page && !page.frozen) act(this.#stage, page, step);
    }
  }

  #openPage(number: number): void {
    if (this.#pages.get(number)) return;
    if (this.#world.browser.storageHealth === 'broken') this.#texts.unreadable();
    this.#pages.openTab(number);
  }

  #endPage(number: number, told: boolean): void {
    if (!this.#pages.get(number)) return;
    this.#promises.pageGone(number, told, this.#world.browser.storageHealth === 'fine');
    this.#texts.pageGone(told, this.#world.clock.now());
    if (told) this.#pages.closeTab(number);
    else this.#pages.killTab(number);
  }
}

/** After a failed turn nothing goes out by itself: the person decides. */
function endedBadly(session: SessionRuntime): boolean {
  const { end } = session.run.value;
  if (end) return end.outcome === 'failed' || end.outcome === 'lost';
  const last = session.transcript.value.messages.at(-1)?.blocks.at(-1);
  return last?.kind === 'notice' && (last.notice === 'error' || last.notice === 'interrupted');
}

function holesIn(schedule: Schedule): number {
  let holes = 0;
  for (const step of schedule.steps)
    if (step.do === 'fault' && (step.rule.kind === 'hole' || step.rule.kind === 'reorder'))
      holes += step.rule.times ?? 1;
  return holes;
}

/** What the runtime reports as a fault of a subscriber would otherwise only be printed. */
function collectFaults(into: unknown[]): () => void {
  const page = globalThis as { reportError?: (error: unknown) => void };
  const before = page.reportError;
  page.reportError = (error) => void into.push(error);
  return () => {
    if (before) page.reportError = before;
    else delete page.reportError;
  };
}
