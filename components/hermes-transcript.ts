/**
 * `<hermes-transcript>`: the conversation of one session, growing at its end.
 *
 * Rows are keyed by message, and the running turn is one of them: when it settles under the same key its nodes stay.
 * Tokens render nothing here (see hermes-message). Owns view state only: where the reader is and what is opened, one
 * record per conversation; what a person did last of it is kept over a reload (`session.view`).
 *
 * @csspart scroller - the box that scrolls
 * @csspart load-older - button that loads earlier messages
 * @csspart jump-to-end - button that goes to the end; says how much is new
 */
import { LitElement, html, nothing, type CSSResultGroup, type PropertyValues } from 'lit';
import { property, query, state } from 'lit/decorators.js';
import { repeat } from './directives/repeat.js';
import type {
  LiveTurn,
  Message,
  SessionNews,
  SessionRegistry,
  SessionRuntime,
  TranscriptSlice,
} from '../runtime/index.js';
import { claimAnnouncement } from './approval/announced-requests.js';
import {
  findRow,
  keepOpened,
  keepPlace,
  keptOpened,
  keptPlace,
  nameRow,
  rowsBefore,
  type KeptOpened,
  type KeptPlace,
} from './controllers/kept-view.js';
import { isDrawn, ScrollFollower } from './controllers/scroll-follower.js';
import { SessionController } from './controllers/session-controller.js';
import { ViewState, ViewStates, type ReadingPlace } from './controllers/view-states.js';
import type { Density, HermesMessage } from './hermes-message.js';
import { icon } from './icons.js';
import { LabelsController } from './labels/labels-controller.js';
import { base } from './styles/base.js';
import { focus } from './styles/focus.js';
import { printTranscript } from './styles/print.js';
import { scrollbar } from './styles/scrollbar.js';
import { tokens } from './styles/tokens.js';
import { transcriptStyles } from './styles/transcript.js';
import { visuallyHidden } from './styles/visually-hidden.js';

interface Row {
  readonly key: string;
  readonly message: Message | null;
  readonly live: LiveTurn | null;
}

/** A place further up than this many rows, or pages of them, is not looked for: it opens at the end. */
const REACH_ROWS = 180;
const REACH_PAGES = 3;

/** Above a message that is gone to. */
const CLEARANCE = 16;

/** News already said aloud: two panes on one session announce it once. */
const announced = new WeakSet<SessionNews>();

export class HermesTranscript extends LitElement {
  static override styles: CSSResultGroup = [
    tokens,
    base,
    focus,
    scrollbar,
    visuallyHidden,
    transcriptStyles,
    printTranscript,
  ];

  @property({ attribute: 'session-id' }) sessionId: string | null = null;
  @property({ reflect: true }) density: Density | null = null;
  @property({ attribute: false }) registry?: SessionRegistry;

  /** What was last said to assistive technology. */
  @state() private saying = '';

  @query('.scroller') private scroller!: HTMLElement | null;
  @query('.content') private content!: HTMLElement | null;

  readonly #session = new SessionController(this);
  readonly #transcript = this.#session.slice((session) => session.transcript.value);
  readonly #labels = new LabelsController(this);
  readonly #follower = new ScrollFollower(
    this,
    (personal) => this.#rememberPlace(personal),
    () => this.#goBack(),
  );
  readonly #views = new ViewStates();

  #shown: SessionRuntime | undefined;
  #view = new ViewState();
  /** The place to return to, once the rows of a session just chosen are drawn. */
  #restoring = false;
  /** What an earlier page left of it: the place, while it is looked for, and the disclosures of rows not seen yet. */
  #keptPlace: KeptPlace | null = null;
  #keptOpened: KeptOpened = [];
  /** Pages of earlier rows read on the way to the place. */
  #reached = 0;
  #rows: readonly Row[] = [];
  #hush: (() => void) | undefined;
  /** Requests to be said if nobody has by then who says more of them. */
  #asked: Extract<SessionNews, { kind: 'attention' }>[] = [];
  #askedTimer: ReturnType<typeof setTimeout> | undefined;
  /** Rows there were when the reader left the end: what is not among them is new. */
  #known: ReadonlySet<string> | undefined;
  #first: string | undefined;
  #anchor: { readonly row: HTMLElement; readonly top: number } | undefined;

  override connectedCallback(): void {
    super.connectedCallback();
    if (this.#shown !== undefined) this.#listen(this.#shown);
  }

  override disconnectedCallback(): void {
    super.disconnectedCallback();
    this.#stopListening();
  }

  /** The keyboard goes to the box that scrolls. */
  override focus(options?: FocusOptions): void {
    this.scroller?.focus(options);
  }

  /** Shows a message that is loaded, near the top edge. False: it is not, and nothing was done. */
  async showMessage(key: string): Promise<boolean> {
    if (!this.#rows.some((row) => row.key === key)) return false;
    this.#keptPlace = null;
    this.#view.place = { at: 'message', key, offset: CLEARANCE };
    this.#goBack();
    await this.updateComplete;
    this.#keepPlace();
    return true;
  }

  protected override update(changed: PropertyValues): void {
    this.#changeSession(this.#session.session);
    super.update(changed);
  }

  protected override render(): unknown {
    const slice = this.#transcript.value;
    const rows = this.#take(slice);
    const labels = this.#labels;
    return html`<div class="frame">
      <div
        class="scroller scroll"
        part="scroller"
        role="log"
        aria-live="off"
        aria-label=${labels.term('conversation')}
        tabindex="0"
      >
        <div class="content">
          ${slice?.hasOlder === true && rows.length > 0 ? this.#older(slice) : nothing}
          ${repeat(
            rows,
            (row) => row.key,
            (row) => this.#row(row),
          )}
        </div>
      </div>
      ${this.#jump(rows)}
      <div class="visually-hidden" role="status">${this.saying}</div>
    </div>`;
  }

  protected override updated(_changed: PropertyValues): void {
    const { scroller, content } = this;
    if (scroller === null || content === null) return;
    this.#follower.attach(scroller, content);
    if (this.#restoring) this.#restore();
    else if (this.#anchor !== undefined) {
      this.#follower.shift(this.#anchor.row.getBoundingClientRect().top - this.#anchor.top);
      this.#rememberPlace(true);
    } else this.#follower.settle();
    this.#anchor = undefined;
  }

  #take(slice: TranscriptSlice | undefined): readonly Row[] {
    const rows = slice === undefined ? [] : rowsOf(slice);
    this.#rows = rows;
    this.#holdAnchor(rows);
    if (slice !== undefined) this.#seed(slice, rows);
    return rows;
  }

  #row(row: Row): unknown {
    return html`<hermes-message
      class=${row.message === null ? 'row live' : 'row'}
      data-row=${row.key}
      .message=${row.message}
      .live=${row.live}
      .session=${this.#shown ?? null}
      .view=${this.#rowView(row.key)}
      density=${this.density ?? nothing}
    ></hermes-message>`;
  }

  /** The disclosures of one row: ids of blocks are unique within their turn only. */
  #rowView(key: string): ViewState {
    return this.#view.row(key, this.#openedByHand);
  }

  readonly #openedByHand = (row: string, id: string, open: boolean): void => {
    const view = this.#shown?.view;
    if (view !== undefined) keepOpened(view, this.#rows, this.#isWhole(), row, id, open);
  };

  /** What was opened before the page was loaded anew, for the rows that are here by now. */
  #seed(slice: TranscriptSlice, rows: readonly Row[]): void {
    if (this.#keptOpened.length === 0 || slice.status !== 'ready') return;
    this.#keptOpened = this.#keptOpened.filter(([name, opened]) => {
      const row = findRow(rows, name, !slice.hasOlder);
      if (row !== undefined) this.#view.seedRow(row.key, opened, this.#openedByHand);
      return row === undefined;
    });
  }

  /** The first row is the first of the conversation. */
  #isWhole(): boolean {
    return this.#transcript.value?.hasOlder === false;
  }

  #older(slice: TranscriptSlice): unknown {
    const labels = this.#labels;
    return html`<button
      class="button quiet older"
      part="load-older"
      type="button"
      ?disabled=${slice.loadingOlder}
      @click=${this.#loadOlder}
    >
      ${icon(slice.loadingOlder ? 'spinner' : 'arrow-up')}${labels.term(slice.loadingOlder ? 'loadingOlder' : 'loadOlder')}
    </button>`;
  }

  #jump(rows: readonly Row[]): unknown {
    if (this.#follower.following) {
      this.#known = undefined;
      return nothing;
    }
    this.#known ??= new Set(rows.map((row) => row.key));
    const fresh = rows.filter((row) => !this.#known?.has(row.key)).length;
    const labels = this.#labels;
    const name = labels.term('jumpToEnd');
    return html`<button class="button jump" part="jump-to-end" type="button" title=${name} @click=${this.#jumpToEnd}>
      ${icon('arrow-down')}${fresh === 0 ? html`<span class="visually-hidden">${name}</span>` : html`<span>${labels.term('newMessages', fresh)}</span>`}
    </button>`;
  }

  #changeSession(session: SessionRuntime | undefined): void {
    if (session === this.#shown) return;
    this.#shown = session;
    this.#view = session === undefined ? new ViewState() : this.#views.of(session.id);
    this.#restoring = true;
    this.#keptPlace = null;
    this.#keptOpened = [];
    this.#reached = 0;
    this.#recall(session);
    this.#follower.begin(this.#view.place?.at !== 'message');
    this.#known = undefined;
    this.#first = undefined;
    this.saying = '';
    this.#stopListening();
    if (session !== undefined && this.isConnected) this.#listen(session);
  }

  /** A conversation this pane has not shown yet begins as it was left, here or in another page. */
  #recall(session: SessionRuntime | undefined): void {
    if (session === undefined || this.#view.place !== undefined) return;
    this.#keptPlace = keptPlace(session.view);
    this.#keptOpened = keptOpened(session.view);
  }

  #listen(session: SessionRuntime): void {
    this.#hush ??= session.onNews((news) => this.#announce(news));
  }

  #stopListening(): void {
    this.#hush?.();
    this.#hush = undefined;
    clearTimeout(this.#askedTimer);
    this.#askedTimer = undefined;
    this.#asked = [];
  }

  #announce(news: SessionNews): void {
    // Out of sight is out of hearing: another pane may have somebody who listens.
    if (announced.has(news) || !this.checkVisibility()) return;
    if (news.kind === 'attention') {
      // The cards say which session and what for: they are drawn first, and speak for all.
      this.#asked.push(news);
      this.#askedTimer ??= setTimeout(() => {
        this.#askedTimer = undefined;
        const unsaid = this.#asked.filter(({ session, request }) => claimAnnouncement(session, request));
        this.#asked = [];
        if (unsaid.length > 0) this.#say(this.#labels.term('announceNeedsYou'));
      });
      return;
    }
    const text = this.#sentence(news);
    if (text === '') return;
    announced.add(news);
    this.#say(text);
  }

  #say(text: string): void {
    // The same sentence twice in a row is news again, and only a change is read out.
    this.saying = this.saying === text ? `${text}\u00a0` : text;
  }

  #sentence(news: SessionNews): string {
    const labels = this.#labels;
    switch (news.kind) {
      case 'started':
        return labels.term('announceStarted');
      case 'ended':
        return labels.term(
          news.outcome === 'completed'
            ? 'announceFinished'
            : news.outcome === 'stopped'
              ? 'announceStopped'
              : news.outcome === 'lost'
                ? 'runLost'
                : 'announceFailed',
        );
      case 'attention':
      case 'status':
        return '';
    }
  }

  /** Rows are about to come above the one that was first: note where the reader's line is. */
  #holdAnchor(rows: readonly Row[]): void {
    const first = rows[0]?.key;
    const before = this.#first;
    this.#first = first;
    if (before === undefined || before === first || this.#restoring) return;
    if (!rows.some((row) => row.key === before)) return;
    const row = this.#firstVisible();
    if (row !== undefined) this.#anchor = { row, top: row.getBoundingClientRect().top };
    // Whoever asked for earlier messages is reading there.
    if (this.#anchor !== undefined && this.scroller !== null && this.scroller.scrollHeight > this.scroller.clientHeight)
      this.#follower.following = false;
  }

  #firstVisible(): HTMLElement | undefined {
    const { scroller, content } = this;
    if (scroller === null || content === null || !isDrawn(scroller)) return undefined;
    const edge = scroller.getBoundingClientRect().top;
    const rows = content.querySelectorAll<HermesMessage>('[data-row]');
    // Rows are in order from top to bottom.
    let low = 0;
    let high = rows.length - 1;
    while (low < high) {
      const middle = (low + high) >> 1;
      if (rows[middle]!.getBoundingClientRect().bottom > edge) high = middle;
      else low = middle + 1;
    }
    return rows[low];
  }

  #rememberPlace(personal: boolean): void {
    // Whoever moves while the place is still looked for has chosen another one.
    if (this.#restoring && personal && this.#reached > 0) this.#restoring = false;
    if (this.#restoring) return;
    this.#view.place = this.#placeNow() ?? this.#view.place;
    if (personal) this.#keepPlace();
  }

  /** Drawn again: where the reader left it. Only a person's gestures change that (I-24). */
  #goBack(): void {
    this.#restoring = true;
    this.requestUpdate();
  }

  #placeNow(): ReadingPlace | undefined {
    if (this.#follower.following) return { at: 'end' };
    const row = this.#firstVisible();
    if (row === undefined || this.scroller === null) return undefined;
    const offset = row.getBoundingClientRect().top - this.scroller.getBoundingClientRect().top;
    return { at: 'message', key: row.dataset['row'] ?? '', offset };
  }

  #keepPlace(): void {
    const { place } = this.#view;
    const view = this.#shown?.view;
    if (view === undefined || place === undefined) return;
    const at = place.at === 'end' ? -1 : this.#rows.findIndex((row) => row.key === place.key);
    keepPlace(view, place.at === 'end' || at < 0 ? null : { row: nameRow(this.#rows, at), offset: place.offset });
  }

  #restore(): void {
    const slice = this.#transcript.value;
    if (slice === undefined) return;
    // A turn followed in the background is there before the conversation it belongs to: what comes above it then is not
    // something a reader asked for, and the place is not found yet.
    if (slice.status !== 'ready' && slice.status !== 'failed') {
      this.#follower.settle();
      return;
    }
    // The id may have turned out to be an older one of the conversation, whose view is kept under the newer.
    if (this.#keptPlace === null && this.#keptOpened.length === 0) {
      this.#recall(this.#shown);
      if (this.#keptOpened.length > 0) this.requestUpdate();
    }
    const place = this.#wantedPlace(slice);
    if (place === 'later') {
      this.#follower.settle();
      return;
    }
    this.#restoring = false;
    this.#view.place = place;
    const row =
      place.at === 'end'
        ? undefined
        : this.content?.querySelector<HTMLElement>(`[data-row="${CSS.escape(place.key)}"]`);
    if (place.at === 'end' || !row) {
      this.#view.place = { at: 'end' };
      this.#follower.toEnd();
      return;
    }
    this.#follower.hold(() => {
      const { scroller } = this;
      if (scroller === null || !row.isConnected) return scroller?.scrollTop ?? 0;
      const offset = row.getBoundingClientRect().top - scroller.getBoundingClientRect().top;
      return scroller.scrollTop + offset - place.offset;
    });
  }

  /** Where to open: as this pane left it, else as it was kept. `later`: rows on the way there are still being read. */
  #wantedPlace(slice: TranscriptSlice): ReadingPlace | 'later' {
    if (this.#view.place !== undefined) return this.#view.place;
    const kept = this.#keptPlace;
    if (kept === null) return { at: 'end' };
    const row = findRow(this.#rows, kept.row, !slice.hasOlder);
    if (row !== undefined) return { at: 'message', key: row.key, offset: kept.offset };
    const missing = rowsBefore(this.#rows, kept.row);
    if (missing === null || missing > REACH_ROWS || !slice.hasOlder) return { at: 'end' };
    if (slice.loadingOlder) return 'later';
    if (this.#reached === REACH_PAGES) return { at: 'end' };
    this.#reached += 1;
    const again = (): void => this.requestUpdate();
    void this.#shown?.loadOlder().then(again, again);
    return 'later';
  }

  readonly #loadOlder = (): void => {
    void this.#shown?.loadOlder().catch(() => undefined);
  };

  readonly #jumpToEnd = (): void => {
    this.#follower.toEnd();
    this.#rememberPlace(true);
    // The button is about to go: the keyboard stays in the conversation.
    this.scroller?.focus({ preventScroll: true });
  };
}

/** Settled messages, then what the running turn answers, then the turn. One row per key, whatever comes. */
function rowsOf(slice: TranscriptSlice): readonly Row[] {
  const rows = new Map<string, Row>();
  for (const message of slice.messages) rows.set(message.key, { key: message.key, message, live: null });
  if (slice.pending !== null && !rows.has(slice.pending.key))
    rows.set(slice.pending.key, { key: slice.pending.key, message: slice.pending, live: null });
  if (slice.live !== null && !rows.has(slice.live.key))
    rows.set(slice.live.key, { key: slice.live.key, message: null, live: slice.live });
  return [...rows.values()];
}

declare global {
  interface HTMLElementTagNameMap {
    'hermes-transcript': HermesTranscript;
  }
}
