/**
 * Plays a schedule: one page in front of one server under one virtual clock. After every step it looks whether
 * something is shown that can't be, after the last one it lets everything come to rest and compares the page with the
 * server and with a page that has just been opened.
 */
import type { Lease, SessionRuntime } from '../../runtime/index.js';
import { assertShowsTruth, difference, journalText, liveText } from './oracles.js';
import type { PageChange, Schedule, Step } from './schedule.js';
import { readable, type Tab, World } from './world.js';

interface Conversation {
  /** The id it began with. */
  readonly id: string;
}

interface Pane {
  readonly of: Conversation;
  lease: Lease;
}

/** A text a person wrote, known by the number in it. */
interface Written {
  dropped: boolean;
}

const STREAM_BUDGET = 3;
/** Virtual time in which everything comes to rest once nothing is broken any more. */
const REST_MS = 400_000;

export async function play(schedule: Schedule): Promise<void> {
  const player = new Player(schedule);
  try {
    for (const step of schedule.steps) {
      await player.take(step);
      player.look(JSON.stringify(step));
    }
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
  readonly #panes = new Map<number, Pane>();
  readonly #written = new Map<number, Written>();
  readonly #faults: unknown[] = [];
  readonly #stopListening: () => void;
  /**
   * A frame that is lost twice at the same place is taken for one the journal does not have: the turn then goes on
   * without it until its transcript is here.
   */
  readonly #holey: boolean;
  /** A server that said of a session that it is not there made a text come back that had arrived, until the next read. */
  readonly #lied: boolean;
  #tab: Tab;

  constructor(schedule: Schedule) {
    this.#schedule = schedule;
    this.#holey = holesIn(schedule) > 1;
    this.#lied = schedule.steps.some((step) => step.do === 'fault' && step.rule.status === 404);
    this.#world = new World({ backend: schedule.backend });
    this.#stopListening = collectFaults(this.#faults);
    for (let at = 0; at < schedule.sessions; at += 1) {
      const messages = Array.from({ length: at === 0 ? 130 : at * 2 }, (_, row) => ({
        role: row % 2 === 0 ? ('user' as const) : ('assistant' as const),
        content: `${row % 2 === 0 ? 'Question' : 'Answer'} ${row} of ${at}`,
      }));
      this.#conversations.push({ id: this.#world.server.control.seed({ title: `Session ${at}`, messages }) });
    }
    this.#tab = this.#world.openTab();
  }

  async take(step: Step): Promise<void> {
    await this.#perform(step);
    await this.#world.clock.flush();
  }

  /** True after every step, whatever the network does. */
  look(after: string): void {
    const { control } = this.#world.server;
    const wrong = (what: string): never => {
      throw new Error(`after ${after}: ${what}`);
    };
    if (this.#faults.length > 0) wrong(`a fault was reported: ${String(this.#faults[0])}`);
    const streams = control.state().openStreams;
    if (streams.total > STREAM_BUDGET) wrong(`${streams.total} streams are open: ${streams.paths.join(' ')}`);
    for (const conversation of this.#conversations) {
      const session = this.#session(conversation);
      if (!session) continue;
      const shown = readable(session);
      for (const mark of marksIn(shown)) {
        if (shown.split(`§${mark}§`).length > 2) wrong(`${conversation.id} shows the text §${mark}§ twice`);
      }
      const { run } = session.transcript.value.live ?? {};
      if (run !== undefined && !this.#holey) {
        const [live, journal] = [liveText(session), journalText(control, run)];
        if (!journal.startsWith(live))
          wrong(`${conversation.id} shows a turn other than the journal has it:\n  ${live}\n  ${journal}`);
      }
      const tip = this.#tab.registry.peek(session.meta.value.id);
      if (tip !== session) wrong(`the id in use of ${conversation.id} leads elsewhere`);
    }
    this.#countTexts(wrong, !this.#lied);
  }

  /** Nothing is broken any more, people answer, runs go on to their end: everything comes to rest. */
  async rest(): Promise<void> {
    const { control } = this.#world.server;
    const { environment } = this.#tab;
    control.clearFaults();
    control.tune({ unwindMs: 40, titleMs: 30, withholdTerminal: false });
    environment.setOnline(true);
    environment.setVisible(true);
    let calm = 0;
    for (let waited = 0; waited < REST_MS; waited += 2_500) {
      // A request that was delayed is held only now.
      control.releaseHeld('held');
      for (const run of control.state().runs) {
        control.release(run.streamId);
        control.approve(run.sessionId);
        control.answer(run.sessionId, 'amber');
      }
      // A person who is told to sign in does; one who is told that something could not be read tries again.
      if (this.#tab.registry.link.value.status === 'auth') this.#tab.registry.refresh();
      for (const session of this.#known()) if (session.error.value?.retryable === false) session.refresh();
      await this.#world.advance(2_500);
      this.look('rest');
      calm = this.#unrest() === null ? calm + 1 : 0;
      // A minute longer than what may be old for a minute.
      if (calm * 2_500 > 65_000) return;
    }
    throw new Error(`no rest: ${this.#unrest() ?? 'it comes and goes'}`);
  }

  /** What still moves, or should have moved; null when all is quiet. */
  #unrest(): string | null {
    const { control } = this.#world.server;
    const { registry } = this.#tab;
    const { runs, down } = control.state();
    if (down) return 'the server is down';
    if (runs.length > 0)
      return `runs ${runs.map((run) => `${run.scenario} ${run.phase} ${String(run.waitingFor)}`).join()}`;
    if (registry.link.value.status !== 'live') return `the link is ${registry.link.value.status}`;
    if (registry.load.reads > 0) return 'reads are under way';
    for (const session of this.#known()) {
      const { phase } = session.run.value;
      const { outbox } = session.composer.value;
      const name = session.id;
      if (phase !== 'idle' && phase !== 'unknown') return `${name} is ${phase}`;
      if (session.requests.value.open.length > 0 || session.attention.value > 0) return `${name} waits for a person`;
      if (outbox.some((item) => item.state === 'submitting' || item.state === 'unsure'))
        return `${name} has ${outbox.map((item) => item.state).join()}`;
      if (outbox[0]?.state === 'queued' && !endedBadly(session)) return `${name} does not send what is queued`;
    }
    for (const [number, { lease }] of this.#panes) {
      const session = lease.session.value;
      const { status, live, pending, loadingOlder } = session.transcript.value;
      const name = `pane ${number} (${session.id})`;
      if (session.gone.value) {
        if (control.session(session.meta.value.id)) return `${name} says the session is gone`;
        continue;
      }
      if (status !== 'ready') return `${name} is ${status}`;
      if (live || pending) return `${name} shows a turn`;
      if (loadingOlder) return `${name} loads older rows`;
      if (session.link.value.status !== 'live') return `${name} has a link that is ${session.link.value.status}`;
      if (session.error.value) return `${name} shows an error: ${session.error.value.detail}`;
    }
    return null;
  }

  /** The page, the server, and a page that was just opened: all three say the same. */
  async judge(): Promise<void> {
    const { control } = this.#world.server;
    const { backend } = this.#schedule;
    const other = this.#world.openTab({ browser: 'another' });
    await this.#world.advance(2_000);
    for (const pane of this.#panes.values()) {
      const session = pane.lease.session.value;
      const id = session.meta.value.id;
      if (this.#tab.registry.peek(id) !== session) throw new Error(`two panes show ${id} as two sessions`);
      if (!control.session(id)) continue;
      if (control.tip(id) !== id)
        throw new Error(`pane stays at ${id}, the conversation went on to ${control.tip(id)}`);
      assertShowsTruth(control, session);
      const lease = other.registry.retain(id);
      await this.#world.advance(1_000);
      const found = difference(session, lease.session.value, backend);
      if (found !== null) throw new Error(`${id}: the page and a new page differ in ${found}`);
      if (session.meta.value.title !== control.session(id)?.title)
        throw new Error(`${id} has the title ${session.meta.value.title}`);
      lease.release();
    }
    this.#judgeList(other);
    other.close();
    this.#countTexts((what) => {
      throw new Error(`in the end ${what}`);
    }, true);
  }

  #judgeList(other: Tab): void {
    const rows = (tab: Tab): string[] => tab.registry.sessions.value.map((session) => session.meta.value.id);
    const [ours, theirs] = [rows(this.#tab), rows(other)];
    if (new Set(ours).size !== ours.length) throw new Error(`a conversation is listed twice: ${ours.join()}`);
    const listed = ours.filter((id) => theirs.includes(id));
    if (listed.join() !== theirs.join())
      throw new Error(`the list is ${ours.join()} and for a new page ${theirs.join()}`);
    for (const id of theirs) {
      const [mine, fresh] = [this.#tab.session(id), other.session(id)];
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
    for (const { lease } of this.#panes.values()) lease.release();
    this.#panes.clear();
    for (const tab of [...this.#world.tabs]) tab.close();
    this.#world.server.dispose();
    await this.#world.clock.flush();
    this.#stopListening();
  }

  /** Nothing is left of a page that went away. */
  judgeRemains(): void {
    const { load } = this.#tab.registry;
    const { held } = this.#tab.environment;
    const left = Object.entries({ ...load, ...held }).filter(([, count]) => count > 0);
    if (left.length > 0) throw new Error(`left behind: ${left.map(([what, count]) => `${count} ${what}`).join()}`);
    if (this.#faults.length > 0) throw new Error(`a fault was reported: ${String(this.#faults[0])}`);
  }

  /** Every text a person wrote is somewhere, and at most once with the server (I-13). */
  #countTexts(wrong: (what: string) => never, inOnePlace: boolean): void {
    const { control } = this.#world.server;
    const ids = control.sessionIds();
    const [written, underWay]: [string[], string[]] = [[], []];
    for (const session of this.#known()) {
      const { draft, outbox } = session.composer.value;
      written.push(draft);
      for (const { state, text } of outbox)
        (state === 'submitting' || state === 'unsure' ? underWay : written).push(text);
    }
    // A rotation copies the transcript: each id is counted by itself.
    const sent = ids.map((id) => {
      const session = control.session(id);
      const prompts = (session?.messages ?? [])
        .filter((message) => message.role === 'user')
        .map((message) => String(message.content));
      return [...prompts, session?.pending_user_message ?? ''].join('\n');
    });
    for (const [mark, { dropped }] of this.#written) {
      const name = `§${mark}§`;
      if (sent.some((texts) => texts.split(name).length > 2)) wrong(`the server has the text ${name} twice`);
      const here = written.filter((text) => text.includes(name)).length;
      const between = underWay.filter((text) => text.includes(name)).length;
      const there = sent.some((texts) => texts.includes(name));
      if (here + between > 1) wrong(`the text ${name} is in two places here`);
      if (inOnePlace && here > 0 && there) wrong(`the text ${name} is here and with the server`);
      if (here + between === 0 && !there && !dropped) wrong(`the text ${name} is lost`);
    }
  }

  *#known(): Iterable<SessionRuntime> {
    const seen = new Set<SessionRuntime>(this.#tab.registry.sessions.value);
    for (const { lease } of this.#panes.values()) seen.add(lease.session.value);
    for (const conversation of this.#conversations) {
      const session = this.#session(conversation);
      if (session) seen.add(session);
    }
    yield* seen;
  }

  #session(conversation: Conversation): SessionRuntime | undefined {
    return (
      this.#tab.registry.peek(conversation.id) ??
      this.#tab.registry.peek(this.#world.server.control.tip(conversation.id))
    );
  }

  #conversation(at: number): Conversation {
    const found = this.#conversations[at % this.#conversations.length];
    if (!found) throw new Error('a schedule has at least one session');
    return found;
  }

  #write(): string {
    const mark = this.#written.size + 1;
    this.#written.set(mark, { dropped: false });
    return `§${mark}§`;
  }

  async #perform(step: Step): Promise<void> {
    const { control } = this.#world.server;
    switch (step.do) {
      case 'wait':
        return this.#world.advance(step.ms);
      case 'show':
        return this.#show(step.pane, this.#conversation(step.of), step.byOldId === true);
      case 'unmount':
        this.#panes.get(step.pane)?.lease.release();
        this.#panes.delete(step.pane);
        return;
      case 'scroll-away':
        this.#panes.get(step.pane)?.lease.setVisible(step.visible);
        return;
      case 'create':
        return this.#create(step.script);
      case 'reload':
        return this.#reload();
      case 'page':
        return this.#changePage(step.what);
      case 'restart':
        return control.restart(step.downMs);
      case 'tune':
        return control.tune({ unwindMs: step.unwindMs, titleMs: step.titleMs, withholdTerminal: step.withhold });
      case 'fault':
        control.fault(step.rule);
        return;
      case 'streams': {
        const filter = step.kind === null ? {} : { kind: step.kind };
        if (step.how === 'cut') control.cutStreams(filter);
        else if (step.how === 'end') control.endStreams(filter);
        else control.stallStreams(filter);
        return;
      }
      case 'let-go':
        control.releaseHeld('held');
        return;
      case 'turn':
      case 'wake':
      case 'task':
      case 'answer-elsewhere':
      case 'cancel-elsewhere':
      case 'rotate':
      case 'release':
        return this.#others(step);
      default: {
        const session = this.#session(this.#conversation(step.of));
        if (session) this.#person(session, step);
      }
    }
  }

  #show(number: number, of: Conversation, byOldId: boolean): void {
    const before = this.#panes.get(number);
    const { control } = this.#world.server;
    this.#panes.set(number, { of, lease: this.#tab.registry.retain(byOldId ? of.id : control.tip(of.id)) });
    before?.lease.release();
  }

  #reload(): void {
    this.#tab.close();
    this.#tab = this.#world.openTab();
    for (const [number, { of, lease }] of [...this.#panes]) {
      lease.release();
      this.#panes.delete(number);
      this.#show(number, of, number === 0);
    }
  }

  #create(script: string): void {
    const tab = this.#tab;
    const text = `${this.#write()} [[scenario:${script}]]`;
    const mark = this.#written.size;
    tab.registry.createSession().then(
      (session) => {
        // The page this was asked in may be gone.
        if (this.#tab !== tab) return this.#drop(mark);
        this.#conversations.push({ id: session.id });
        void session.send(text);
      },
      () => this.#drop(mark),
    );
    // Until there is a session the text is the form's, not the runtime's.
    this.#drop(mark);
  }

  #drop(mark: number): void {
    const text = this.#written.get(mark);
    if (text) text.dropped = true;
  }

  #changePage(what: PageChange): void {
    const { environment, registry } = this.#tab;
    if (what === 'hide' || what === 'show') environment.setVisible(what === 'show');
    else if (what === 'offline' || what === 'online') environment.setOnline(what === 'online');
    else if (what === 'refresh') registry.refresh();
    else environment.emitLifecycle(what);
  }

  #person(session: SessionRuntime, step: Extract<Step, { readonly of: number }>): void {
    const report = (error: unknown): void => void this.#faults.push(error);
    switch (step.do) {
      case 'send':
        if (session.canSend.value) session.send(`${this.#write()} [[scenario:${step.script}]]`).catch(report);
        return;
      case 'type':
        session.setDraft(`${session.composer.value.draft} ${this.#write()} [[scenario:plain n=5]]`.trim());
        return;
      case 'send-draft':
        session.sendDraft().catch(report);
        return;
      case 'stop':
        session.stop().catch(report);
        return;
      case 'answer': {
        const request = session.requests.value.open[0];
        if (!request) return;
        const answer =
          request.kind === 'approval'
            ? ({ kind: 'approval', choice: step.allow ? 'once' : 'deny' } as const)
            : ({ kind: 'question', text: step.allow ? 'blue' : 'amber' } as const);
        session.answer(request.id, answer).catch(report);
        return;
      }
      case 'outbox': {
        const item = session.composer.value.outbox[0];
        if (!item) return;
        if (step.what === 'discard' && (item.state === 'queued' || item.state === 'returned'))
          for (const mark of marksIn(item.text)) this.#drop(mark);
        session[step.what](item.ref);
        return;
      }
      case 'seen':
        return session.markSeen();
      case 'older':
        session.loadOlder().catch(report);
        return;
      case 'rename':
        // A refusal is the person's to see.
        session.rename(`Renamed ${this.#written.size}`).catch(() => undefined);
        return;
    }
  }

  #others(step: Extract<Step, { readonly of: number }>): void {
    const { control } = this.#world.server;
    const id = control.tip(this.#conversation(step.of).id);
    const stored = control.session(id);
    const run = control.state().runs.find((live) => live.sessionId === id);
    const idle = stored !== undefined && stored.active_stream_id === null && !run;
    switch (step.do) {
      case 'turn':
        if (idle) attempt(() => control.startTurn(id, { text: `Elsewhere [[scenario:${step.script}]]` }));
        return;
      case 'wake':
        if (idle) attempt(() => control.startServerTurn(id));
        return;
      case 'task':
        if (stored) control.completeBackgroundTask(id);
        return;
      case 'answer-elsewhere':
        if (!control.approve(id)) control.answer(id, 'blue');
        return;
      case 'cancel-elsewhere':
        if (run) control.cancel(run.streamId);
        return;
      case 'rotate':
        if (idle && stored.messages.length > 0) control.rotate(id);
        return;
      case 'release':
        if (run) control.release(run.streamId);
        return;
    }
  }
}

/** A cancelled worker that is not out yet keeps its session busy; that is no fault of the schedule. */
function attempt(action: () => void): void {
  try {
    action();
  } catch (error) {
    if (!/is busy/.test(String(error))) throw error;
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

function marksIn(text: string): ReadonlySet<number> {
  return new Set([...text.matchAll(/§(\d+)§/g)].map((match) => Number(match[1])));
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
