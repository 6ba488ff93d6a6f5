/**
 * `<hermes-transcript>`: the conversation of one session, growing at its end.
 *
 * Rows are keyed by message, and the running turn is one of them: when it settles under the same key its nodes stay.
 * Tokens render nothing here (see hermes-message). Of a long conversation only the rows in and near view are drawn
 * (transcript/row-window.ts), so that its cost does not depend on its length. Owns view state only: where the reader is
 * and what is opened, one record per conversation; what a person did last of it is kept over a reload (`session.view`).
 *
 * Keys, in the conversation: Alt+Up and Alt+Down go from message to message, Home and End to the first and last of those
 * that are loaded, Ctrl+F (Cmd+F) opens the search where `find` is set.
 *
 * @csspart scroller - the box that scrolls
 * @csspart load-older - button that loads earlier messages
 * @csspart jump-to-end - button that goes to the end; says how much is new
 * @csspart answered - what a person answered to a question; `data-request-id`
 * @csspart outline - button that opens the list of what the person asked
 * @csspart find - the bar to find text in the conversation
 */
import { LitElement, html, nothing, type CSSResultGroup, type PropertyValues } from 'lit';
import { property, query } from 'lit/decorators.js';
import type { SessionRegistry, SessionRuntime } from '../runtime/index.js';
import { ScrollFollower } from './controllers/scroll-follower.js';
import { SessionController } from './controllers/session-controller.js';
import type { ReadingPlace } from './controllers/view-states.js';
import { repeat } from './directives/repeat.js';
import type { Density } from './hermes-message.js';
import { LabelsController } from './labels/labels-controller.js';
import { base } from './styles/base.js';
import { focus } from './styles/focus.js';
import { printTranscript } from './styles/print.js';
import { scrollbar } from './styles/scrollbar.js';
import { findStyles } from './styles/transcript-find.js';
import type { ImagePolicy } from './markdown/view.js';
import { tokens } from './styles/tokens.js';
import { transcriptStyles } from './styles/transcript.js';
import { visuallyHidden } from './styles/visually-hidden.js';
import { answeredLines, type AnsweredLine } from './transcript/answered.js';
import { Announcer } from './transcript/announcer.js';
import { deedOf, isFindKey } from './transcript/keys.js';
import { LazyFind } from './transcript/lazy-find.js';
import { Newcomers } from './transcript/newcomers.js';
import { OlderPages } from './transcript/older-pages.js';
import { OutlineController } from './transcript/outline.js';
import { ReadingMemory } from './transcript/reading-memory.js';
import { gapTemplate, jumpButton, olderButton, pieceKey, rowTemplate } from './transcript/row-templates.js';
import { RowWindowController } from './transcript/row-window-controller.js';
import type { Aim, Piece } from './transcript/row-window.js';
import { rowIndex, rowsOf, type Row } from './transcript/rows.js';

/** `off`: the box stays where it is when more comes, also at the end. */
export type Follow = 'auto' | 'off';

/** A message gone to stands this far below the top edge, in pixels: what is above it shows that there is more. */
const CLEARANCE = 24;

export class HermesTranscript extends LitElement {
  static override styles: CSSResultGroup = [
    tokens,
    base,
    focus,
    scrollbar,
    visuallyHidden,
    transcriptStyles,
    findStyles,
    printTranscript,
  ];

  @property({ attribute: 'session-id' }) sessionId: string | null = null;
  @property({ reflect: true }) density: Density | null = null;
  /** Which pictures in answers and results are fetched; see `ImagePolicy`. */
  @property() images: ImagePolicy | null = null;
  /** Whether the end is followed while the reader is there. */
  @property({ reflect: true }) follow: Follow = 'auto';
  /** Ctrl+F (Cmd+F) in the conversation finds text in all of it, also in what the browser's own search can't see. */
  @property({ type: Boolean, reflect: true }) find = false;
  @property({ attribute: false }) registry?: SessionRegistry;

  @query('.scroller') private scroller!: HTMLElement | null;
  @query('.content') private content!: HTMLElement | null;

  readonly #session = new SessionController(this);
  readonly #transcript = this.#session.slice((session) => session.transcript.value);
  readonly #closed = this.#session.slice((session) => session.requests.value.closed);
  readonly #labels = new LabelsController(this);
  readonly #announcer = new Announcer(this, this.#labels);
  readonly #memory = new ReadingMemory();
  readonly #older = new OlderPages(this);
  readonly #newcomers = new Newcomers();
  readonly #follower = new ScrollFollower(this, {
    line: () => this.#window.line(),
    moved: (personal, by) => this.#moved(personal, by),
    returned: () => this.#goBack(),
  });
  readonly #window = new RowWindowController(this, (): boolean => {
    const again = this.#follower.resized();
    this.#finder.changed();
    return again;
  });
  readonly #finder = new LazyFind(
    this,
    {
      rows: () => this.#window.rows,
      drawn: () => this.#window.elements.filter((element) => element.dataset['row'] !== undefined),
      reading: () => this.#window.place()?.key,
      show: (key) => this.showMessage(key),
      open: (key, names) => this.#open(key, names),
      reveal: (range) => this.#reveal(range),
    },
    this.#older,
  );
  readonly #outline = new OutlineController(this, this.#labels, {
    rows: () => this.#window.rows,
    reading: () => this.#window.place()?.key,
    hasOlder: () => this.#transcript.value?.hasOlder === true,
    go: (key) => void this.showMessage(key, { focus: true }),
    start: () => void this.jumpToStart(),
  });

  #shown: SessionRuntime | undefined;
  /** Requests that name no run: the turn they were answered in. */
  readonly #answeredAt = new Map<string, string>();
  /** The place to return to, once the rows of a session just chosen are drawn. */
  #restoring = false;
  /** Where somebody wished to go, until it is drawn. */
  #aim: Aim | null = null;
  /** Somebody went to the start: it stays in sight while earlier rows come above. */
  #atStart = false;

  /** The keyboard goes to the box that scrolls. */
  override focus(options?: FocusOptions): void {
    this.scroller?.focus(options);
  }

  /**
   * Shows a message that is loaded, near the top edge. False: it is not, and nothing was done.
   * `focus`: the keyboard goes there too.
   */
  async showMessage(key: string, options: { readonly focus?: boolean } = {}): Promise<boolean> {
    const index = this.#window.indexOf(key);
    if (index < 0) return false;
    this.#goTo(index, CLEARANCE);
    await this.updateComplete;
    if (options.focus === true) this.#window.element(key)?.focus({ preventScroll: true });
    return true;
  }

  /** Goes to the end, and follows it unless `follow` is off. */
  jumpToEnd(): void {
    this.#aim = 'end';
    this.#atStart = false;
    this.#older.cancel();
    this.requestUpdate();
    this.#follower.toEnd();
    this.#memory.remember({ at: 'end' }, true);
    this.#newcomers.clear();
  }

  /** Goes to the start of the conversation; what is not loaded of it is read, until it is there or somebody scrolls. */
  async jumpToStart(): Promise<void> {
    this.#atStart = true;
    this.#aim = { index: 0, offset: 0 };
    this.requestUpdate();
    this.#follower.hold(() => 0);
    await this.#older.seekStart();
    await this.updateComplete;
    this.#memory.remember(this.#placeNow(), true);
  }

  /** Opens the search, whatever `find` says. */
  async openFind(): Promise<void> {
    const ready = this.#finder.open();
    await this.updateComplete;
    const input = this.renderRoot.querySelector<HTMLInputElement>('.find-input');
    input?.focus({ preventScroll: true });
    input?.select();
    if (await ready) await this.updateComplete;
  }

  protected override update(changed: PropertyValues): void {
    this.#changeSession(this.#session.session);
    this.#follower.enabled = this.follow !== 'off';
    super.update(changed);
  }

  protected override render(): unknown {
    const slice = this.#transcript.value;
    const rows = slice === undefined ? [] : rowsOf(slice, this.#window.rows);
    if (slice !== undefined) this.#memory.take(slice, rows);
    const answered = answeredLines(this.#closed.value ?? [], rows, this.#answeredAt);
    const drawn = this.#window.take(rows, this.#aimNow(rows), this.#follower.following);
    const labels = this.#labels;
    return html`<div class="frame" ?data-away=${!this.#follower.following} @keydown=${this.#keyedAround}>
      ${this.#finder.render(labels, slice?.hasOlder === true, this.#closeFind, this.#openFind)}
      ${this.#outline.render()}
      <div
        class="scroller scroll"
        part="scroller"
        role="log"
        aria-live="off"
        aria-label=${labels.term('conversation')}
        tabindex="0"
        @keydown=${this.#keyed}
        @wheel=${this.#wheeled}
      >
        <div class="content">
          ${slice?.hasOlder === true && rows.length > 0 ? olderButton(slice, labels, this.#loadOlder) : nothing}
          ${repeat(
            drawn,
            (piece) => pieceKey(piece, rows),
            (piece) => this.#piece(piece, rows, answered),
          )}
        </div>
      </div>
      ${this.#jump(rows)}
      <div class="visually-hidden" role="status">${this.#announcer.saying}</div>
    </div>`;
  }

  protected override updated(_changed: PropertyValues): void {
    const { scroller, content } = this;
    if (scroller === null || content === null) return;
    this.#aim = null;
    this.#follower.attach(scroller, content);
    this.#window.drawn(scroller, content);
    if (this.#restoring) this.#restore();
  }

  #aimNow(rows: readonly Row[]): Aim | null {
    if (this.#atStart && !this.#follower.holding) this.#atStart = false;
    if (this.#atStart) return { index: 0, offset: 0 };
    if (this.#aim !== null) return this.#aim;
    if (!this.#restoring) return null;
    const place = this.#memory.nearest();
    return place.at === 'end' ? 'end' : { index: rowIndex(rows, place.key), offset: place.offset };
  }

  #piece(piece: Piece, rows: readonly Row[], answered: ReadonlyMap<string, readonly AnsweredLine[]>): unknown {
    const row = rows[piece.start];
    if (piece.kind === 'gap' || row === undefined) return gapTemplate(piece);
    const context = {
      density: this.density,
      images: this.images,
      labels: this.#labels,
      session: this.#shown ?? null,
    };
    return rowTemplate(row, this.#memory.rowView(row.key), context, answered.get(row.key));
  }

  #open(key: string, names: readonly string[]): void {
    const view = this.#memory.rowView(key);
    const closed = names.filter((name) => view.isOpen(name) !== true);
    if (closed.length === 0) return;
    for (const name of closed) view.setOpen(name, true);
    const row = this.#window.elements.find((element) => element.dataset['row'] === key);
    row?.querySelector('hermes-message')?.requestUpdate();
  }

  #jump(rows: readonly Row[]): unknown {
    const { following, atEnd } = this.#follower;
    if (following || (this.follow === 'off' && atEnd)) {
      this.#newcomers.clear();
      return nothing;
    }
    return jumpButton(this.#newcomers.count(rows), this.#labels, this.#jumpToEnd);
  }

  #changeSession(session: SessionRuntime | undefined): void {
    if (session === this.#shown) return;
    this.#shown = session;
    this.#answeredAt.clear();
    this.#restoring = true;
    this.#aim = null;
    this.#atStart = false;
    this.#memory.begin(session);
    this.#older.begin(session);
    this.#window.begin();
    this.#follower.begin(this.#memory.place?.at !== 'message');
    this.#newcomers.clear();
    this.#announcer.begin(session);
    this.#finder.close();
    this.#outline.close();
  }

  /** The box was scrolled, by somebody or by layout. */
  #moved(personal: boolean, by: number): void {
    // Whoever moves while the place is still looked for has chosen another one.
    if (this.#restoring && personal && this.#memory.isLooking) this.#restoring = false;
    if (this.#restoring) return;
    if (personal) this.#older.cancel();
    const place = this.#placeNow();
    const blank = this.#window.isBlank;
    const drawing = this.#window.scrolled();
    if (drawing && blank && place?.at === 'message') this.#holdAt(place.key, place.offset);
    this.#memory.remember(place, personal);
    if (personal && by < 0) this.#approach();
  }

  /** Drawn again: where the reader left it. Only a person's gestures change that (I-24). */
  #goBack(): void {
    this.#restoring = true;
    this.requestUpdate();
  }

  #placeNow(): ReadingPlace | undefined {
    if (this.#follower.following) return { at: 'end' };
    const place = this.#window.place();
    return place === undefined ? undefined : { at: 'message', ...place };
  }

  #restore(): void {
    const slice = this.#transcript.value;
    if (slice === undefined) return;
    // A turn followed in the background is there before the conversation it belongs to: what comes above it then is not
    // something a reader asked for, and the place is not found yet.
    if (slice.status !== 'ready' && slice.status !== 'failed') return;
    const place = this.#memory.wanted(slice, () => this.requestUpdate());
    if (place === 'later') return;
    this.#restoring = false;
    this.#memory.remember(place, false);
    if (place.at === 'end') this.#follower.toEnd();
    else this.#holdAt(place.key, place.offset);
  }

  /** Somebody goes to a row: it is drawn there, and stays there until they move. */
  #goTo(index: number, offset: number): void {
    const key = this.#window.rows[index]?.key;
    if (key === undefined) return;
    this.#restoring = false;
    this.#atStart = false;
    this.#older.cancel();
    if (this.#window.element(key) === undefined) this.#aim = { index, offset };
    this.requestUpdate();
    this.#holdAt(key, offset);
    this.#memory.remember({ at: 'message', key, offset }, true);
  }

  #holdAt(key: string, offset: number): void {
    this.#follower.hold(() => {
      const { scroller } = this;
      const row = this.#window.element(key);
      if (scroller === null || row === undefined || !row.isConnected) return scroller?.scrollTop ?? 0;
      return scroller.scrollTop + row.getBoundingClientRect().top - scroller.getBoundingClientRect().top - offset;
    });
  }

  /** So that this is in sight, in the upper half; nothing moves where it is already. */
  #reveal(range: Range): void {
    const { scroller } = this;
    if (scroller === null) return;
    const box = scroller.getBoundingClientRect();
    const from = (): number => range.getBoundingClientRect().top - box.top;
    const away = from() < CLEARANCE || from() > scroller.clientHeight - 2 * CLEARANCE;
    if (away) this.#follower.hold(() => scroller.scrollTop + from() - scroller.clientHeight / 3);
    else this.#follower.stay();
    this.#memory.remember(this.#placeNow(), true);
  }

  /** Somebody goes up: earlier messages are read before they are there. */
  #approach(): void {
    const { scroller } = this;
    if (scroller !== null) this.#older.approached(scroller.scrollTop, scroller.clientHeight);
  }

  readonly #wheeled = {
    passive: true,
    handleEvent: ({ deltaY }: WheelEvent): void => {
      // At the top the box does not scroll any more, and says nothing.
      if (deltaY < 0 && this.scroller?.scrollTop === 0) this.#approach();
    },
  };

  readonly #keyedAround = (event: KeyboardEvent): void => {
    if (!this.find || !isFindKey(event)) return;
    event.preventDefault();
    void this.openFind();
  };

  readonly #openFind = (): void => void this.openFind();

  readonly #closeFind = (): void => {
    this.#finder.close();
    this.scroller?.focus({ preventScroll: true });
  };

  readonly #keyed = (event: KeyboardEvent): void => {
    const deed = deedOf(event);
    if (deed === null) return;
    if (deed === 'first') this.#goTo(0, 2 * CLEARANCE);
    else if (deed === 'last') this.jumpToEnd();
    else if (deed !== 'up') this.#step(deed === 'previous' ? -1 : 1);
    if (deed === 'first' || (deed === 'up' && this.scroller?.scrollTop === 0)) this.#approach();
    if (deed !== 'up') event.preventDefault();
  };

  /** To the next or previous message: from the one that has the focus, else from the one at the top edge. */
  #step(by: 1 | -1): void {
    const { rows } = this.#window;
    const focused = this.renderRoot instanceof ShadowRoot ? this.renderRoot.activeElement : null;
    const held = focused?.closest<HTMLElement>('[data-row]')?.dataset['row'];
    const place = this.#window.place();
    const at = held === undefined ? rowIndex(rows, place?.key ?? '') : rowIndex(rows, held) + by;
    const next = held === undefined && by < 0 && (place?.offset ?? 0) >= 0 ? at - 1 : at;
    const key = rows[Math.max(0, Math.min(next, rows.length - 1))]?.key;
    if (key !== undefined) void this.showMessage(key, { focus: true });
    if (next <= 0) this.#approach();
  }

  readonly #loadOlder = (): void => {
    // Whoever asks for earlier messages is reading there.
    this.#follower.stay();
    void this.#older.load();
  };

  readonly #jumpToEnd = (): void => {
    this.jumpToEnd();
    // The button is about to go: the keyboard stays in the conversation.
    this.scroller?.focus({ preventScroll: true });
  };
}

declare global {
  interface HTMLElementTagNameMap {
    'hermes-transcript': HermesTranscript;
  }
}
