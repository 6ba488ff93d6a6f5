/**
 * `<hermes-sidebar>`: the list of sessions, who needs somebody first.
 *
 * Reads the registry; takes no lease, so showing a list makes nobody read a session. Owns view state only: what is
 * selected, searched, opened, and which row is in the tab order. Each row subscribes to its own session, the list to
 * what decides order and grouping, so an event of one session touches no other row.
 *
 * While a person does something with a row (renames it, has its menu open), every row keeps its place.
 *
 * @csspart search - the search field
 * @csspart new-session - the button that makes a session
 * @csspart row - a row; `data-session-id`, `data-status`, `aria-current`
 * @csspart row-title - title of a row
 * @csspart row-status - status of a row
 * @csspart notice - what is the matter with the connection or this browser's storage, and what one can do; data-kind
 * @fires hermes-session-select - a session was chosen; cancel it to keep the selection
 */
import { signal } from '@preact/signals-core';
import { html, LitElement, nothing, type PropertyValues, type TemplateResult } from 'lit';
import { property, state } from 'lit/decorators.js';
import { repeat } from './directives/repeat.js';
import type { RegistryLink, SessionRegistry, SessionRuntime } from '../runtime/index.js';
import { now } from './controllers/clock.js';
import { RegistryController } from './controllers/registry-controller.js';
import { SchemeController } from './controllers/scheme-controller.js';
import { SliceController } from './controllers/slice-controller.js';
import { HermesSessionSelectEvent } from './events.js';
import type { HermesSessionRow } from './hermes-session-row.js';
import { icon, type IconName } from './icons.js';
import { LabelsController } from './labels/labels-controller.js';
import {
  arrange,
  sameItems,
  type GroupBy,
  type GroupName,
  type HeadingItem,
  type ListItem,
  type RowItem,
} from './sidebar/arrange.js';
import { failureReason } from './sidebar/failure.js';
import { parseSearch, type Search } from './sidebar/find-session.js';
import { pointAt } from './sidebar/point-at.js';
import { workersOf } from './sidebar/row-facts.js';
import { RowActionEvent } from './sidebar/row-action.js';
import { sidebarStyles } from './sidebar/sidebar-styles.js';
import { dismissStorageTrouble, storageTrouble } from './sidebar/storage-line.js';
import { TypeAhead } from './sidebar/type-ahead.js';
import { base } from './styles/base.js';
import { focus } from './styles/focus.js';
import { scrollbar } from './styles/scrollbar.js';
import { tokens } from './styles/tokens.js';
import { visuallyHidden } from './styles/visually-hidden.js';

const MINUTE = 60_000;
/** A list that comes at once needs no placeholder; one that flashes up is worse than none. */
const SKELETON_AFTER_MS = 200;
/** How long "Try again" shows that it was pressed when nothing else comes of it. */
const RETRY_SHOWN_MS = 4_000;
/** Rows are made as far as somebody scrolls. */
const CHUNK = 300;

interface Choice {
  readonly groupBy: GroupBy;
  readonly search: Search | null;
  readonly expanded: ReadonlySet<string>;
  readonly selected: string | null;
}

export class HermesSidebar extends LitElement {
  static override styles = [tokens, base, focus, scrollbar, visuallyHidden, sidebarStyles];

  /** The selected session, by any id it ever had. */
  @property({ attribute: 'session-id', reflect: true }) sessionId: string | null = null;

  /** Id of a pane or an approval, in the same document or shadow root, that shows what is selected here. */
  @property({ attribute: 'for' }) for: string | null = null;

  /** `status`, `date` or `none`; else what needs somebody, what runs, what is pinned, then by date. */
  @property({ attribute: 'group-by' }) groupBy: GroupBy = 'auto';

  /** What the list is narrowed to: words of a title, an id, a link. Typing in the search field changes it. */
  @property() filter = '';

  /** One line per row. */
  @property({ type: Boolean, reflect: true }) compact = false;

  /** Else the nearest `<hermes-connection>`, else the page's default. */
  @property({ attribute: false }) registry: SessionRegistry | undefined = undefined;

  @state() private limit = CHUNK;
  @state() private slow = false;
  @state() private creating = false;
  @state() private retrying = false;
  @state() private problem: string | null = null;
  /** The row in the tab order. */
  @state() private activeKey: string | null = null;
  @state() private expanded: ReadonlySet<string> = new Set();
  /** The list as it stood when a person began to do something with a row. */
  @state() private held: readonly ListItem[] | null = null;

  readonly #internals = this.attachInternals();
  readonly #labels = new LabelsController(this);
  readonly #registry = new RegistryController(this);
  readonly #choice = signal<Choice>(
    { groupBy: 'auto', search: null, expanded: new Set(), selected: null },
    { name: 'sidebar.choice' },
  );
  readonly #items = new SliceController<readonly ListItem[]>(this, () => this.#arrange(), { equals: sameItems });
  readonly #link = new SliceController<RegistryLink | undefined>(this, () => this.#registry.current.value?.link.value, {
    changed: () => this.#onLinkChanged(),
  });
  readonly #listed = new SliceController(this, () => this.#registry.current.value?.listed.value ?? false);
  readonly #needYou = new SliceController(this, () => this.#registry.current.value?.summary.value.needsYou ?? 0);
  readonly #running = new SliceController(this, () => this.#registry.current.value?.summary.value.running ?? 0);
  readonly #capabilities = new SliceController(this, () => this.#registry.current.value?.capabilities.value ?? null);
  readonly #storage = new SliceController(this, () => {
    const registry = this.#registry.current.value;
    return registry === undefined ? null : storageTrouble(registry);
  });
  readonly #typeAhead = new TypeAhead();
  #skeletonTimer: ReturnType<typeof setTimeout> | undefined;
  #retryTimer: ReturnType<typeof setTimeout> | undefined;
  #endWatch: IntersectionObserver | undefined;
  /** The row that had focus before this update, and its place. */
  #focused: { readonly key: string; readonly index: number } | undefined;
  #scrollTo: string | null = null;

  constructor() {
    super();
    new SchemeController(this, this.#internals);
  }

  /** Selects a session as if a person had: the host is asked, then `for` is pointed. False: the host said no. */
  select(sessionId: string): boolean {
    if (!this.dispatchEvent(new HermesSessionSelectEvent(sessionId))) return false;
    this.sessionId = sessionId;
    pointAt(this, this.for, sessionId);
    return true;
  }

  /**
   * Selects the next session, after the selected one, that waits for a person, and returns it. For a host's shortcut:
   * the sidebar itself takes no key that was not pressed in it.
   */
  nextNeedingYou(): SessionRuntime | undefined {
    const all = this.#everySession();
    const from = all.findIndex((session) => this.#isSelected(session));
    const waiting = [...all.slice(from + 1), ...all.slice(0, from + 1)].find(
      (session) => session.status.peek() === 'needs-you',
    );
    if (waiting === undefined || !this.select(waiting.id)) return undefined;
    this.#open(waiting);
    this.#scrollTo = waiting.id;
    this.requestUpdate();
    return waiting;
  }

  override connectedCallback(): void {
    super.connectedCallback();
    this.#onLinkChanged();
  }

  override disconnectedCallback(): void {
    super.disconnectedCallback();
    clearTimeout(this.#skeletonTimer);
    clearTimeout(this.#retryTimer);
    this.#skeletonTimer = undefined;
    this.#endWatch?.disconnect();
    this.#endWatch = undefined;
  }

  protected override willUpdate(changed: PropertyValues): void {
    if (changed.has('filter')) this.limit = CHUNK;
    if (['groupBy', 'filter', 'expanded', 'sessionId'].some((name) => changed.has(name))) {
      const groupBy = ['status', 'date', 'none'].includes(this.groupBy) ? this.groupBy : 'auto';
      this.#choice.value = {
        groupBy,
        search: parseSearch(this.filter ?? ''),
        expanded: this.expanded,
        selected: this.sessionId,
      };
    }
    this.#noteFocus();
  }

  protected override firstUpdated(): void {
    // Named in the markup and not yet shown anywhere.
    if (this.sessionId !== null && this.for !== null) pointAt(this, this.for, this.sessionId, { onlyIfUnset: true });
  }

  protected override render(): unknown {
    const labels = this.#labels;
    const items = this.#shownItems();
    return html`
      <nav aria-label=${labels.term('sessions')}>
        <header>
          <div class="head">
            <h2>${labels.term('sessions')}</h2>
            ${this.#summary()} ${this.#newButton('icon-only')}
          </div>
          ${this.#search()}
        </header>
        ${this.#notice(items)}
        <div
          class="list scroll"
          role="list"
          aria-busy=${this.#loading() ? 'true' : 'false'}
          ?hidden=${items.length === 0}
          @keydown=${this.#onListKeydown}
          @focusin=${this.#onFocusIn}
          @hermes-row-action=${this.#onRowAction}
        >
          ${repeat(
            items.slice(0, this.limit),
            (item) => item.key,
            (item) => (item.kind === 'heading' ? this.#heading(item) : this.#row(item, items)),
          )}
          ${items.length > this.limit ? html`<div class="end" role="presentation"></div>` : nothing}
        </div>
        ${items.length === 0 ? this.#nothingToList() : nothing}
        <p class="visually-hidden" role="status">
          ${this.#choice.peek().search === null ? '' : labels.term('sessionsFound', items.length)}
        </p>
      </nav>
    `;
  }

  protected override updated(): void {
    this.#returnFocus();
    this.#watchEnd();
    if (this.#scrollTo !== null) {
      const key = this.#scrollTo;
      this.#scrollTo = null;
      this.#rowElements()
        .find((row) => row.session?.id === key)
        ?.scrollIntoView({ block: 'nearest' });
    }
  }

  #arrange(): readonly ListItem[] {
    const registry = this.#registry.current.value;
    if (registry === undefined) return [];
    const { selected, ...choice } = this.#choice.value;
    const listed = registry.sessions.value;
    // A session made here is in nobody's list before its first turn, and it is what the person looks at.
    const open = selected === null || choice.search !== null ? undefined : registry.peek(selected);
    const unlisted =
      open !== undefined &&
      !listed.includes(open) &&
      open.error.value?.code !== 'not-found' &&
      !open.meta.value.archived;
    return arrange(unlisted ? [open, ...listed] : listed, { ...choice, now: now(MINUTE) });
  }

  #shownItems(): readonly ListItem[] {
    const current = this.#items.value ?? [];
    if (this.held === null) return current;
    const keys = new Set(current.map((item) => item.key));
    return this.held.filter((item) => item.kind === 'heading' || keys.has(item.key));
  }

  #heading(item: HeadingItem): TemplateResult {
    return html`<div class="heading" role="listitem">
      <h3>${this.#groupLabel(item.group)}</h3>
      <span aria-hidden="true">${this.#labels.count(item.count)}</span>
    </div>`;
  }

  #row(item: RowItem, items: readonly ListItem[]): TemplateResult {
    const { search } = this.#choice.peek();
    return html`<hermes-session-row
      part="row"
      role="listitem"
      exportparts="row-main, row-title, row-status, row-detail, row-menu"
      aria-level=${item.level}
      .session=${item.session}
      .capabilities=${this.#capabilities.value}
      .level=${item.level}
      .workers=${item.workers}
      .expanded=${item.expanded}
      .words=${search === null || search.isLink ? none : search.words}
      .reachable=${item.key === this.#reachableKey(items)}
      ?selected=${this.#isSelected(item.session)}
      ?compact=${this.compact}
    ></hermes-session-row>`;
  }

  #summary(): TemplateResult | typeof nothing {
    const labels = this.#labels;
    const needYou = this.#needYou.value;
    if (needYou > 0) {
      return html`<button type="button" class="summary" title=${labels.term('nextNeedsYou')} @click=${this.#onNext}>
        ${icon('diamond')}${labels.term('needYou', needYou)}
      </button>`;
    }
    const running = this.#running.value;
    return running > 0 ? html`<span class="summary">${labels.term('runningCount', running)}</span>` : nothing;
  }

  #newButton(kind: 'icon-only' | 'with-text'): TemplateResult | typeof nothing {
    if (this.#capabilities.value?.create !== true) return nothing;
    const label = this.#labels.term('newSessionButton');
    const shape = icon(this.creating ? 'spinner' : 'plus');
    // The one in the header is the part; a list that is empty offers the same a second time.
    return kind === 'icon-only'
      ? html`<button
          type="button"
          part="new-session"
          class="button quiet icon-only"
          aria-label=${label}
          title=${label}
          aria-busy=${this.creating ? 'true' : 'false'}
          @click=${this.#onNew}
        >
          ${shape}
        </button>`
      : html`<button type="button" class="button" @click=${this.#onNew}>${shape}${label}</button>`;
  }

  #search(): TemplateResult {
    const labels = this.#labels;
    return html`<div class="search" role="search">
      ${icon('search')}
      <input
        part="search"
        type="search"
        dir="auto"
        autocomplete="off"
        autocapitalize="off"
        spellcheck="false"
        data-1p-ignore
        data-lpignore="true"
        data-form-type="other"
        aria-label=${labels.term('searchSessions')}
        placeholder=${labels.term('searchSessions')}
        .value=${this.filter ?? ''}
        @input=${this.#onSearchInput}
        @keydown=${this.#onSearchKeydown}
      />
      ${
        this.filter
          ? html`<button
              type="button"
              class="button quiet icon-only"
              aria-label=${labels.term('clearSearch')}
              @click=${this.#onClearSearch}
            >
              ${icon('close')}
            </button>`
          : nothing
      }
    </div>`;
  }

  /** Above a list that stays: what is the matter. An empty one says it itself. */
  #notice(items: readonly ListItem[]): unknown {
    const trouble = items.length === 0 && this.#choice.peek().search === null ? null : this.#trouble();
    return html`
      ${
        this.problem === null
          ? nothing
          : html`<div class="notice error" role="alert">
              ${icon('error')}
              <p>${this.problem}</p>
              <button type="button" class="button" @click=${this.#onDismissProblem}>
                ${this.#labels.term('close')}
              </button>
            </div>`
      }
      ${
        trouble === null
          ? nothing
          : html`<div part="notice" class="notice" role="status" data-kind=${trouble.kind}>
              ${icon(trouble.icon)}
              <p>${trouble.text}</p>
              ${trouble.action}
            </div>`
      }
      ${
        this.#storage.value === null
          ? nothing
          : html`<div part="notice" class="notice" role="status" data-kind="storage">
              ${icon('info')}
              <p>${this.#labels.table('storage')[this.#storage.value]}</p>
              <button type="button" class="button" @click=${this.#onDismissStorage}>
                ${this.#labels.term('close')}
              </button>
            </div>`
      }
    `;
  }

  #nothingToList(): unknown {
    const labels = this.#labels;
    const { search } = this.#choice.peek();
    if (search !== null) {
      return html`<div class="state">
        <p>${labels.term('noMatch', search.text)}</p>
        ${
          search.opens === null
            ? nothing
            : html`<button type="button" class="button" data-item="open-reference" @click=${this.#onOpenReference}>
                ${labels.term('openReference', search.opens)}
              </button>`
        }
        <button type="button" class="button" @click=${this.#onClearSearch}>${labels.term('clearSearch')}</button>
      </div>`;
    }
    const trouble = this.#trouble();
    if (trouble !== null) {
      return html`<div part="notice" class="state" role="status" data-kind=${trouble.kind}>
        ${icon(trouble.icon)}
        <p>${trouble.text}</p>
        ${trouble.action}
      </div>`;
    }
    if (this.#loading()) return this.slow ? this.#skeleton() : nothing;
    return html`<div class="state">
      <strong>${labels.term('noSessions')}</strong>
      <p>${labels.term('noSessionsHint')}</p>
      ${this.#newButton('with-text')}
    </div>`;
  }

  #skeleton(): TemplateResult {
    return html`<div class="list" role="status">
      <span class="visually-hidden">${this.#labels.term('loading')}</span>
      ${Array.from({ length: 8 }, () => html`<div class="skeleton" aria-hidden="true"><i></i><i></i></div>`)}
    </div>`;
  }

  #trouble(): {
    readonly kind: 'link' | 'error';
    readonly icon: IconName;
    readonly text: string;
    readonly action: unknown;
  } | null {
    const link = this.#link.value;
    const labels = this.#labels;
    switch (link?.status) {
      case 'none':
        return { kind: 'link', icon: 'offline', text: labels.term('notConnected'), action: nothing };
      case 'auth':
        return { kind: 'link', icon: 'shield', text: labels.table('link').auth, action: this.#signIn() };
      case 'offline':
      case 'reconnecting':
        return { kind: 'link', icon: 'offline', text: labels.table('link')[link.status], action: this.#retry() };
      case 'refused': {
        const text = link.error === null ? labels.table('link').refused : labels.error(link.error);
        return { kind: 'error', icon: 'error', text, action: this.#retry() };
      }
      case 'connecting':
        return link.error === null
          ? null
          : {
              kind: 'error',
              icon: 'error',
              text: `${labels.term('listFailed')}. ${labels.error(link.error)}`,
              action: this.#retry(),
            };
      default:
        return null;
    }
  }

  #signIn(): TemplateResult | typeof nothing {
    const url = this.#registry.current.peek()?.signInUrl(window.location.href) ?? null;
    return url === null || !isPage(url)
      ? nothing
      : html`<a class="button" href=${url}>${this.#labels.term('signIn')}</a>`;
  }

  #retry(): TemplateResult {
    return html`<button
      type="button"
      class="button"
      aria-busy=${this.retrying ? 'true' : 'false'}
      @click=${this.#onRetry}
    >
      ${this.retrying ? icon('spinner') : nothing}${this.#labels.term('tryAgain')}
    </button>`;
  }

  #loading(): boolean {
    return !this.#listed.value;
  }

  #groupLabel(group: GroupName): string {
    const labels = this.#labels;
    switch (group) {
      case 'needs-you':
        return labels.term('groupNeedsYou');
      case 'running':
        return labels.term('groupRunning');
      case 'pinned':
        return labels.term('groupPinned');
      case 'today':
        return labels.term('groupToday');
      case 'yesterday':
        return labels.term('groupYesterday');
      case 'week':
        return labels.term('groupWeek');
      case 'month':
        return labels.term('groupMonth');
      case 'older':
        return labels.term('groupOlder');
      default:
        return labels.table('status')[group];
    }
  }

  #isSelected(session: SessionRuntime): boolean {
    const id = this.sessionId;
    return id !== null && (session.id === id || session.aliases.peek().includes(id));
  }

  /** One row is in the tab order: the one last used, else the selected one, else the first. */
  #reachableKey(items: readonly ListItem[]): string | undefined {
    if (
      this.#reachable?.items === items &&
      this.#reachable.active === this.activeKey &&
      this.#reachable.selected === this.sessionId
    ) {
      return this.#reachable.key;
    }
    const rows = items.slice(0, this.limit).filter((item) => item.kind === 'row');
    const row =
      rows.find((item) => item.key === this.activeKey) ??
      rows.find((item) => this.#isSelected(item.session)) ??
      rows[0];
    this.#reachable = { items, active: this.activeKey, selected: this.sessionId, key: row?.key };
    return row?.key;
  }

  #reachable:
    | {
        readonly items: readonly ListItem[];
        readonly active: string | null;
        readonly selected: string | null;
        readonly key: string | undefined;
      }
    | undefined;

  #rowElements(): readonly HermesSessionRow[] {
    return [...this.renderRoot.querySelectorAll<HermesSessionRow>('hermes-session-row')];
  }

  #rowItems(): readonly RowItem[] {
    return this.#shownItems().filter((item) => item.kind === 'row');
  }

  /** Sessions in the order of the list with everything opened, whatever is searched. */
  #everySession(): readonly SessionRuntime[] {
    const registry = this.#registry.current.peek();
    if (registry === undefined) return [];
    const everything = { ...this.#choice.peek(), search: null, now: now(MINUTE) };
    const tops = arrange(registry.sessions.peek(), { ...everything, expanded: new Set() }).flatMap((item) =>
      item.kind === 'row' ? [item.session] : [],
    );
    const seen = new Set<SessionRuntime>();
    const visit = (session: SessionRuntime): void => {
      if (seen.has(session)) return;
      seen.add(session);
      for (const worker of workersOf(session)) visit(worker);
    };
    for (const session of tops) visit(session);
    return [...seen];
  }

  /** Opens the rows above a session, so that it has a row. */
  #open(session: SessionRuntime): void {
    const above = this.#everySession().filter((one) => workersOf(one).includes(session));
    const closed = above.filter((one) => !this.expanded.has(one.id));
    if (closed.length === 0) return;
    this.expanded = new Set([...this.expanded, ...closed.map((one) => one.id)]);
    for (const one of closed) this.#open(one);
  }

  async #focusRow(key: string): Promise<void> {
    const index = this.#shownItems().findIndex((item) => item.key === key);
    if (index < 0) return;
    if (index >= this.limit) this.limit = Math.ceil((index + 1) / CHUNK) * CHUNK;
    this.activeKey = key;
    await this.updateComplete;
    this.#rowOf(key)?.focus();
  }

  #rowOf(key: string): HermesSessionRow | undefined {
    const rows = this.#rowItems();
    const index = rows.findIndex((item) => item.key === key);
    return index < 0 ? undefined : this.#rowElements()[index];
  }

  #keyOf(row: HermesSessionRow): string | undefined {
    return this.#rowItems()[this.#rowElements().indexOf(row)]?.key;
  }

  #noteFocus(): void {
    this.#focused = undefined;
    const active = (this.renderRoot as ShadowRoot | undefined)?.activeElement;
    if (active?.localName !== 'hermes-session-row' || this.activeKey === null) return;
    this.#focused = { key: this.activeKey, index: this.#rowElements().indexOf(active as HermesSessionRow) };
  }

  /** A row that moves in the document loses focus, one that leaves takes it along: neither may happen to a person. */
  #returnFocus(): void {
    const focused = this.#focused;
    this.#focused = undefined;
    if (focused === undefined || (this.renderRoot as ShadowRoot).activeElement !== null) return;
    const row =
      this.#rowOf(focused.key) ?? this.#rowElements()[Math.min(focused.index, this.#rowElements().length - 1)];
    if (row === undefined) this.renderRoot.querySelector<HTMLElement>('[part="search"]')?.focus();
    else void row.updateComplete.then(() => row.focus({ preventScroll: true }));
  }

  #watchEnd(): void {
    const end = this.renderRoot.querySelector('.end');
    this.#endWatch?.disconnect();
    this.#endWatch = undefined;
    if (end === null) return;
    this.#endWatch = new IntersectionObserver(
      (entries) => {
        if (entries.some((entry) => entry.isIntersecting)) this.limit += CHUNK;
      },
      { root: this.renderRoot.querySelector('.list'), rootMargin: '600px 0px' },
    );
    this.#endWatch.observe(end);
  }

  #onLinkChanged(): void {
    this.retrying = false;
    clearTimeout(this.#skeletonTimer);
    this.slow = false;
    if (this.#listed.value) return;
    this.#skeletonTimer = setTimeout(() => {
      this.slow = true;
    }, SKELETON_AFTER_MS);
  }

  readonly #onSearchInput = (event: Event): void => {
    const input = event.target as HTMLInputElement;
    // A password manager's guess is nobody's search.
    if (input.matches(':autofill')) input.value = this.filter;
    else this.filter = input.value;
  };

  readonly #onSearchKeydown = (event: KeyboardEvent): void => {
    if (event.isComposing || event.keyCode === 229) return;
    const first = this.#rowItems()[0];
    if (event.key === 'ArrowDown' && first !== undefined) void this.#focusRow(first.key);
    else if (event.key === 'Escape' && this.filter !== '') this.filter = '';
    else if (event.key === 'Enter' && this.filter !== '' && first !== undefined) this.select(first.session.id);
    else if (event.key === 'Enter' && first === undefined) this.#onOpenReference();
    else return;
    event.preventDefault();
  };

  readonly #onClearSearch = (): void => {
    this.filter = '';
    this.renderRoot.querySelector<HTMLElement>('[part="search"]')?.focus();
  };

  readonly #onOpenReference = (): void => {
    const opens = this.#choice.peek().search?.opens ?? null;
    if (opens !== null && this.select(opens)) this.filter = '';
  };

  readonly #onNext = (): void => {
    this.nextNeedingYou();
  };

  readonly #onNew = async (): Promise<void> => {
    const registry = this.#registry.current.peek();
    if (registry === undefined || this.creating) return;
    this.creating = true;
    this.problem = null;
    try {
      this.select((await registry.createSession()).id);
    } catch (thrown) {
      this.problem = this.#labels.term('createFailed', failureReason(thrown, this.#labels));
    } finally {
      this.creating = false;
    }
  };

  readonly #onDismissProblem = (): void => {
    this.problem = null;
  };

  readonly #onDismissStorage = (): void => {
    const registry = this.#registry.current.peek();
    const trouble = this.#storage.value;
    if (registry === undefined || trouble === null) return;
    dismissStorageTrouble(registry, trouble);
    // The button is about to go: the keyboard stays in the sidebar.
    this.renderRoot.querySelector<HTMLElement>('[part~="search"]')?.focus();
  };

  readonly #onRetry = (): void => {
    if (this.retrying) return;
    this.retrying = true;
    clearTimeout(this.#retryTimer);
    this.#retryTimer = setTimeout(() => {
      this.retrying = false;
    }, RETRY_SHOWN_MS);
    this.#registry.current.peek()?.refresh();
  };

  readonly #onRowAction = (event: Event): void => {
    if (!(event instanceof RowActionEvent)) return;
    const row = event.target as HermesSessionRow;
    const session = row.session;
    if (session === undefined) return;
    if (event.action === 'activate') {
      event.preventDefault();
      this.select(session.id);
    } else if (event.action === 'toggle') {
      this.#toggle(session.id);
    } else {
      const busy = this.#rowElements().some((one) => one.mode !== 'rest');
      this.held = busy ? (this.held ?? this.#items.value ?? []) : null;
    }
  };

  #toggle(id: string): void {
    const expanded = new Set(this.expanded);
    if (!expanded.delete(id)) expanded.add(id);
    this.expanded = expanded;
  }

  readonly #onFocusIn = (event: FocusEvent): void => {
    const key = this.#keyOf(event.target as HermesSessionRow);
    if (key !== undefined) this.activeKey = key;
  };

  readonly #onListKeydown = (event: KeyboardEvent): void => {
    const row = event.target as HermesSessionRow;
    if (event.defaultPrevented || row.localName !== 'hermes-session-row' || row.mode !== 'rest') return;
    if (event.altKey || event.ctrlKey || event.metaKey) return;
    const rows = this.#rowItems();
    const index = rows.findIndex((item) => item.key === this.#keyOf(row));
    const item = rows[index];
    if (item === undefined) return;
    const to = this.#keyTarget(event, rows, index);
    if (to === undefined) return;
    event.preventDefault();
    if (to !== null) void this.#focusRow(to.key);
  };

  /** Where a key leads: a row, nowhere (the key did something else), or undefined: not a key of the list. */
  #keyTarget(event: KeyboardEvent, rows: readonly RowItem[], index: number): RowItem | null | undefined {
    const item = rows[index]!;
    const inward = getComputedStyle(this).direction === 'rtl' ? 'ArrowLeft' : 'ArrowRight';
    const outward = inward === 'ArrowLeft' ? 'ArrowRight' : 'ArrowLeft';
    switch (event.key) {
      case 'ArrowDown':
        return rows[index + 1] ?? null;
      case 'ArrowUp':
        return rows[index - 1] ?? null;
      case 'Home':
        return rows[0] ?? null;
      case 'End':
        return rows.at(-1) ?? null;
      case inward:
        if (item.workers === 0) return null;
        if (item.expanded) return rows[index + 1] ?? null;
        this.#toggle(item.session.id);
        return null;
      case outward:
        if (item.expanded) {
          this.#toggle(item.session.id);
          return null;
        }
        return rows.slice(0, index).findLast((above) => above.level < item.level) ?? null;
      default:
        return this.#typeAhead.next(event, rows, index, ({ session }) => session.meta.peek().title);
    }
  }
}

const none: readonly string[] = [];

/** A sign-in page is a page: nothing that runs when it is opened. */
function isPage(url: string): boolean {
  try {
    return /^https?:$/u.test(new URL(url, document.baseURI).protocol);
  } catch {
    return false;
  }
}

declare global {
  interface HTMLElementTagNameMap {
    'hermes-sidebar': HermesSidebar;
  }
}
