/**
 * The texts a person wrote, each known by the number in it, and where they are: in a page, on their way, with the server.
 * Each is somewhere, in one place of the whole browser, and at most once with the server (I-13).
 */
import type { EmulatorControl } from '../../demo/emulator/index.js';
import type { Page } from './pages.js';

/** What was written this long before a page died may not have been stored. */
const UNSAVED_MS = 300;

interface Written {
  /** The tab it was written in. */
  readonly tab: number;
  /** Let go on purpose: discarded, or never the runtime's. It may be anywhere or nowhere. */
  dropped: boolean;
  /** Where it was when last looked, and when that last changed, virtual time. */
  place: string;
  changedAt: number;
  /** The storage did not work when its place last changed. */
  unstored: boolean;
  /** The server had it when last looked, or it was on its way there. */
  givenAway: boolean;
  /** Its page went away before its place could be stored: it may be lost, or be where it was before. */
  shaken: boolean;
  /** A person made it a draft again, or sent it again, told that it had not arrived. */
  takenBack: boolean;
  /** The server took it for an id that was history already: what it forgets there is forgotten. */
  astray: boolean;
  /** The server forgets it with its turn, which brings no answer. */
  readonly forgettable: boolean;
  /** It is the name of a file: the server may say it in several ways. */
  readonly file: boolean;
}

interface Places {
  /** Drafts and items that rest, by what makes them one. */
  readonly here: Set<string>;
  readonly underWay: Set<string>;
}

export class Texts {
  readonly #control: EmulatorControl;
  readonly #written = new Map<number, Written>();
  readonly #sent = new Map<number, { readonly tab: number; readonly at: number }>();
  #deletions = false;
  #elsewhere = false;

  constructor(control: EmulatorControl) {
    this.#control = control;
  }

  get count(): number {
    return this.#written.size;
  }

  /** A new text; what it is known by stands in it. */
  write(tab: number, now: number, script = ''): string {
    return this.#note({ tab, now, forgettable: script.includes('kind=empty'), file: false });
  }

  /** The name of a new file. */
  writeFile(tab: number, now: number): string {
    return `${this.#note({ tab, now, forgettable: false, file: true })}.txt`;
  }

  #note({ tab, now, ...of }: Pick<Written, 'tab' | 'forgettable' | 'file'> & { readonly now: number }): string {
    const mark = this.#written.size + 1;
    this.#written.set(mark, {
      tab,
      dropped: false,
      place: '',
      changedAt: now,
      unstored: false,
      givenAway: false,
      shaken: false,
      takenBack: false,
      astray: false,
      ...of,
    });
    return `§${mark}§`;
  }

  /** As a draft, from another tab, a moment ago: word of it has not come here yet. If not, it is from now on. */
  isBeingSent(draft: string, tab: number, now: number): boolean {
    const marks = [...marksIn(draft)];
    const elsewhere = marks.some((mark) => {
      const sent = this.#sent.get(mark);
      return sent !== undefined && sent.tab !== tab && now - sent.at < UNSAVED_MS;
    });
    if (!elsewhere) for (const mark of marks) this.#sent.set(mark, { tab, at: now });
    return elsewhere;
  }

  /** It is nobody's loss if these are gone. */
  drop(text: string): void {
    for (const mark of marksIn(text)) {
      const written = this.#written.get(mark);
      if (written) written.dropped = true;
    }
  }

  /** Somebody deletes a session: what the server had, or was being given, may go with it. */
  sessionDeleted(): void {
    this.#deletions = true;
    // What the server forgot, and nobody has heard of yet, goes with it.
    for (const written of this.#forgotten()) written.dropped = true;
  }

  /** Another client says something: of a turn whose end nobody heard that is all there is to be seen. */
  saidElsewhere(): void {
    this.#elsewhere = true;
  }

  /** What the server forgot under the id before, nobody can tell from the rows of the next. */
  rotated(): void {
    for (const written of this.#forgotten()) written.astray = true;
  }

  #forgotten(): readonly Written[] {
    return [...this.#written.values()].filter(({ forgettable, place }) => forgettable && place === '');
  }

  takenBack(text: string): void {
    for (const mark of marksIn(text)) {
      const written = this.#written.get(mark);
      if (written) written.takenBack = true;
    }
  }

  /** The storage fails from now on: what changed a moment ago is not in it yet. */
  storageFails(now: number): void {
    for (const written of this.#written.values()) if (now - written.changedAt < UNSAVED_MS) written.unstored = true;
  }

  /** A page was opened that can't read what the tab stored: until the next one these texts are out of sight. */
  unreadable(): void {
    for (const written of this.#written.values()) {
      written.shaken = true;
      written.unstored = true;
    }
  }

  /** A page went away. `told`: it could write what it had noted. */
  pageGone(told: boolean, now: number): void {
    for (const written of this.#written.values()) {
      if (written.unstored || (!told && now - written.changedAt < UNSAVED_MS)) written.shaken = true;
    }
  }

  /** Looks where everything is. `strict`: nothing may be in a page and with the server. `final`: nothing is under way. */
  judge(
    pages: readonly Page[],
    how: {
      readonly now: number;
      readonly strict: boolean;
      readonly final: boolean;
      readonly stores: boolean;
      readonly stored: () => string;
    },
    wrong: (what: string) => never,
  ): void {
    // A page that sleeps shows what it had when it fell asleep; it counts only for what is nowhere else.
    const awake = pages.filter((page) => !page.frozen);
    const [found, asleep] = [awake, pages.filter((page) => page.frozen)].map((some) => this.#find(some, wrong));
    // A rotation copies the transcript: each id is counted by itself.
    const ids = this.#control.sessionIds();
    const sent = ids.map((id) => this.#stored(id));
    const tips = ids.map((id) => this.#control.tip(id) === id);
    // A server that takes a text for an id it rotated away a moment ago shows it nowhere: there it is as good as not sent.
    const shown = sent.filter((_, at) => tips[at]);
    const astray = ids.filter((_, at) => !tips[at]).map((id) => this.#control.session(id)?.pending_user_message ?? '');
    const open = new Set(pages.map((page) => page.number));
    for (const [mark, written] of this.#written) {
      const name = `§${mark}§`;
      const there = sent.some((texts) => texts.includes(name));
      written.astray ||= astray.some((text) => text.includes(name));
      const { here, underWay } = found?.get(mark) ?? (there ? undefined : asleep?.get(mark)) ?? NOWHERE;
      const place = [...here, ...underWay, there ? 'server' : ''].join();
      if (place !== written.place) {
        written.place = place;
        written.changedAt = how.now;
        written.unstored = !how.stores;
      }
      // What only a page that sleeps still shows is as gone as if it did not.
      const onlyAsleep = found?.get(mark) === undefined;
      if (this.#deletions && written.givenAway && !there && onlyAsleep) written.dropped = true;
      written.givenAway = there || underWay.size > 0;
      if (!this.isExcused(mark) && !written.file && sent.some((texts) => texts.split(name).length > 2))
        wrong(`the server has the text ${name} twice`);
      if (written.shaken) continue;
      // Word of it takes a moment from tab to tab.
      const lasts = how.now - written.changedAt >= UNSAVED_MS;
      const places = here.size + [...underWay].filter((item) => !here.has(item)).length;
      // What sleeps has not heard where it went.
      if (places > 1 && lasts && !onlyAsleep) wrong(`the text ${name} is in two places here`);
      if (how.strict && !written.takenBack && lasts && here.size > 0 && shown.some((texts) => texts.includes(name)))
        wrong(`the text ${name} is here and with the server`);
      if (places > 0 || there || written.dropped) continue;
      const stored = how.stored().includes(name);
      // Of a page that is closed the browser keeps what it wrote; where another had it last, word of it is on its way.
      const kept = stored && (!open.has(written.tab) || !lasts);
      if (kept || (written.forgettable && this.#mayComeBack(written, { name, pages, stored, lasts, final: how.final })))
        continue;
      wrong(`the text ${name} is lost`);
    }
  }

  /**
   * Its turn brings nothing, and the server drops it: until a read tells it is a prompt on a page, or remembered. It does not
   * come back where decision 0009 says so.
   */
  #mayComeBack(
    written: Written,
    of: {
      readonly name: string;
      readonly pages: readonly Page[];
      readonly stored: boolean;
      readonly lasts: boolean;
      readonly final: boolean;
    },
  ): boolean {
    if (written.astray || this.#elsewhere) return true;
    return !of.final && (!of.lasts || of.stored || isShown(of.pages, of.name));
  }

  #find(pages: readonly Page[], wrong: (what: string) => never): ReadonlyMap<number, Places> {
    const found = new Map<number, Places>();
    const note = (text: string, kind: keyof Places, item: string): void => {
      for (const mark of marksIn(text)) {
        const places = found.get(mark) ?? { here: new Set(), underWay: new Set() };
        found.set(mark, places);
        places[kind].add(item);
      }
    };
    for (const page of pages) {
      for (const session of page.known()) {
        const { draft, files, outbox } = session.composer.value;
        for (const file of files) note(file.name, 'here', `files of ${session.meta.value.id}`);
        const items = new Set<string>();
        if (draft !== '') note(draft, 'here', `draft of ${session.meta.value.id}`);
        for (const item of outbox) {
          // The server was busy: that is no reason to give a text back.
          if (item.state === 'returned' && item.error?.code === 'busy')
            wrong(`"${item.text}" came back from a busy server`);
          const kind = item.state === 'submitting' || item.state === 'unsure' ? 'underWay' : 'here';
          // The same item in two tabs is one; twice in one tab it is two.
          const again = items.has(item.ref) ? ' again' : '';
          items.add(item.ref);
          const attached = (item.attachments ?? []).map((file) => file.name);
          note([item.text, ...attached].join(' '), kind, item.ref + again);
        }
      }
    }
    return found;
  }

  /**
   * It may be there twice: a page that could not read what is stored may send again what it finds there later, and so may
   * a person who was told that it had not arrived.
   */
  isExcused(mark: number): boolean {
    const written = this.#written.get(mark);
    return written !== undefined && ((written.shaken && written.unstored) || written.takenBack);
  }

  #stored(id: string): string {
    const session = this.#control.session(id);
    const prompts = (session?.messages ?? [])
      .filter((message) => message.role === 'user')
      .flatMap((message) => [String(message.content), JSON.stringify(message['attachments'] ?? '')]);
    const pending = [session?.pending_user_message ?? '', JSON.stringify(session?.pending_attachments ?? '')];
    return [...prompts, ...pending].join('\n');
  }
}

export function marksIn(text: string): ReadonlySet<number> {
  if (!text.includes('§')) return NONE;
  return new Set([...text.matchAll(/§(\d+)§/g)].map((match) => Number(match[1])));
}

const NONE: ReadonlySet<number> = new Set();
const NOWHERE: Places = { here: new Set(), underWay: new Set() };

/** As a prompt, or as that of the turn that was last heard of. */
function isShown(pages: readonly Page[], name: string): boolean {
  return pages
    .flatMap((page) => [...page.known()])
    .some(({ transcript, run }) => {
      const prompts = transcript.value.messages.filter(({ role }) => role === 'user').flatMap(({ blocks }) => blocks);
      return (
        run.value.input?.text.includes(name) === true ||
        prompts.some((block) => block.kind === 'text' && block.text.includes(name))
      );
    });
}
