/**
 * `<hermes-session-row>`: one session in a list: title, status, what it does now, and what one can do with it.
 *
 * Subscribes to the slices of its own session and of the sessions that work for it, nothing else. Takes no lease: a list
 * shows what the registry knows, it makes nobody read a session. Owns what a person is doing with the row (renaming,
 * the open menu, a deletion asked about); all of it goes with the element.
 *
 * @csspart row-main - the button that is the row
 * @csspart row-status - shape and word of the status
 * @csspart row-title - the title
 * @csspart row-detail - the second line
 * @csspart row-menu - the menu
 */
import { computed, signal } from '@preact/signals-core';
import { html, LitElement, nothing, type PropertyValues, type TemplateResult } from 'lit';
import { property, state } from 'lit/decorators.js';
import type { SessionRuntime, SessionStatus, TransportCapabilities } from '../runtime/index.js';
import { now } from './controllers/clock.js';
import { SchemeController } from './controllers/scheme-controller.js';
import { SliceController } from './controllers/slice-controller.js';
import { visibleText } from './approval/visible-text.js';
import { HermesSessionSelectEvent } from './events.js';
import { icon, type IconName } from './icons.js';
import { LabelsController } from './labels/labels-controller.js';
import { failureReason } from './sidebar/failure.js';
import { matchPieces } from './sidebar/find-session.js';
import { placePopover } from './sidebar/place-popover.js';
import { RowActionEvent } from './sidebar/row-action.js';
import { levelWords } from './sidebar/level-words.js';
import { rowFacts, sameFacts, type RowFacts } from './sidebar/row-facts.js';
import { rowStyles } from './sidebar/row-styles.js';
import { statusShape } from './sidebar/status-shape.js';
import { base } from './styles/base.js';
import { focus } from './styles/focus.js';
import { tokens } from './styles/tokens.js';
import { visuallyHidden } from './styles/visually-hidden.js';

/** What a person does with the row. Other than `rest`, the list keeps its place. */
export type RowMode = 'rest' | 'menu' | 'rename' | 'confirm';

const MINUTE = 60_000;
/** As much of a command as a row can ever show. */
const LONGEST_PREVIEW = 200;

interface MenuItem {
  readonly name: string;
  readonly icon: IconName;
  readonly label: string;
  readonly danger?: boolean;
  readonly act: () => void;
}

export class HermesSessionRow extends LitElement {
  static override styles = [tokens, base, focus, visuallyHidden, rowStyles];

  /** The session shown. */
  @property({ attribute: false }) session: SessionRuntime | undefined = undefined;

  @property({ type: Boolean, reflect: true }) selected = false;
  @property({ type: Boolean, reflect: true }) compact = false;

  /** What the server can do; the menu offers no more. */
  @property({ attribute: false }) capabilities: TransportCapabilities | null = null;

  /** 1 for a conversation, deeper for a session that works for the one above. */
  @property({ attribute: false }) level = 1;
  /** How many sessions work for this one. More than none: the row can be opened. */
  @property({ attribute: false }) workers = 0;
  @property({ attribute: false }) expanded = false;

  /** Folded words to mark in the title. */
  @property({ attribute: false }) words: readonly string[] = [];

  /** In a list one row at a time is in the tab order. */
  @property({ attribute: false }) reachable = true;

  @state() mode: RowMode = 'rest';
  /** A title on its way to the server. */
  @state() private renamingTo: string | null = null;
  /** What the field began with. It is a person's from then on, whatever title the server sends. */
  @state() private renameText = '';
  @state() private pending = false;
  @state() private problem: string | null = null;

  readonly #internals = this.attachInternals();
  readonly #labels = new LabelsController(this);
  readonly #shown = signal<SessionRuntime | undefined>(undefined, { name: 'row.session' });
  readonly #read = computed(() => (this.#shown.value === undefined ? undefined : rowFacts(this.#shown.value)));
  readonly #facts = new SliceController(this, () => this.#read.value, { equals: sameFacts });
  /** Changes when what the row says of its age does. */
  readonly #ago = new SliceController(this, () => {
    const at = this.#read.value?.at ?? null;
    return at === null ? '' : this.#labels.ago(at, now(MINUTE));
  });
  /** What had focus inside when the row was told to do something else. */
  #focusAfter: 'main' | 'rename' | 'cancel' | 'menu' | null = null;
  #menuAnchor: DOMRect | undefined;

  constructor() {
    super();
    new SchemeController(this, this.#internals);
    this.addEventListener('click', this.#onClick);
    this.addEventListener('keydown', this.#onKeydown);
    this.addEventListener('contextmenu', this.#onContextMenu);
  }

  /** The status shown: the session's own, or that one working for it needs somebody. */
  get status(): SessionStatus | undefined {
    return this.#facts.value?.status;
  }

  override focus(options?: FocusOptions): void {
    this.renderRoot.querySelector<HTMLElement>('.main')?.focus(options);
  }

  /** Begins renaming in place. */
  startRename(): void {
    if (!this.#can('rename')) return;
    this.problem = null;
    this.renameText = this.#facts.value?.title ?? '';
    this.#enter('rename', 'rename');
  }

  /** Asks whether to delete. */
  askRemove(): void {
    if (!this.#can('remove')) return;
    this.problem = null;
    this.#enter('confirm', 'cancel');
  }

  protected override willUpdate(changed: PropertyValues<this>): void {
    if (changed.has('session')) {
      this.#shown.value = this.session;
      if (changed.get('session') !== undefined) this.#forget();
    }
  }

  protected override render(): unknown {
    const facts = this.#facts.value;
    if (facts === undefined || this.session === undefined) return nothing;
    const labels = this.#labels;
    const title = this.renamingTo ?? facts.title;
    const shape = statusShape(facts.status, labels.table('status')[facts.status]);
    return html`
      <div class="row">
        ${
          this.mode === 'rename' || this.mode === 'confirm'
            ? this.#panel(facts, shape)
            : html`<button
                  type="button"
                  part="row-main"
                  class="main"
                  tabindex=${this.reachable ? 0 : -1}
                  aria-current=${this.selected ? 'true' : nothing}
                  aria-busy=${this.pending ? 'true' : nothing}
                >
                  ${shape}
                  <span class="text">${this.#title(title, facts)}${this.#detail(facts)}</span>
                </button>
                ${this.#toggle(title)} ${this.#menuButton(title)}`
        }
      </div>
      ${
        this.problem === null
          ? nothing
          : html`<p class="problem" role="alert" data-control>
              <span>${this.problem}</span>
              <button type="button" class="toggle" aria-label=${labels.term('close')} @click=${this.#dismissProblem}>
                ${icon('close')}
              </button>
            </p>`
      }
    `;
  }

  protected override updated(changed: PropertyValues<this>): void {
    const facts = this.#facts.value;
    setAttribute(this, 'data-session-id', this.session?.id ?? null);
    setAttribute(this, 'data-status', facts?.status ?? null);
    setAttribute(this, 'aria-current', this.selected ? 'true' : null);
    if (changed.has('level')) this.style.setProperty('--hermes-row-level', String(this.level));
    if (this.#focusAfter === null) return;
    const target = this.#focusAfter;
    this.#focusAfter = null;
    if (target === 'menu') this.#showMenu();
    else if (target === 'main') this.focus();
    else if (target === 'cancel') this.renderRoot.querySelector<HTMLElement>('.confirm .cancel')?.focus();
    else {
      const input = this.renderRoot.querySelector<HTMLInputElement>('.rename');
      input?.focus();
      input?.select();
    }
  }

  #title(title: string, facts: RowFacts): TemplateResult {
    const shown = title === '' ? this.#labels.term('untitled') : title;
    const classes = `title${facts.unread ? ' unread' : ''}${title === '' ? ' untitled' : ''}${this.renamingTo === null ? '' : ' pending'}`;
    const pieces = title === '' || this.words.length === 0 ? [shown] : matchPieces(shown, this.words);
    return html`<span class="line"
      ><span part="row-title" class=${classes} dir="auto" title=${shown}
        >${pieces.map((piece, index) => (index % 2 === 1 ? html`<mark>${piece}</mark>` : piece))}</span
      ></span
    >`;
  }

  #detail(facts: RowFacts): TemplateResult {
    const ago = this.#ago.value;
    const { at } = facts;
    const pin = facts.pinned
      ? html`<span class="pin" title=${this.#labels.term('groupPinned')}>${icon('pin')}</span>`
      : nothing;
    const stamp = at === null ? nothing : new Date(at).toISOString();
    const full = at === null ? nothing : this.#labels.time(at);
    const sentence = this.#ended(facts, ago);
    return html`<span part="row-detail" class="detail">
      ${
        sentence === null
          ? html`<span class="doing ${facts.status === 'needs-you' ? 'asking' : ''}">${this.#doing(facts)}</span>${
                at === null ? nothing : html`<time datetime=${stamp} title=${full}>${ago}</time>`
              }`
          : html`<time class="doing" datetime=${stamp} title=${full}>${this.compact ? ago : sentence}</time>`
      }${pin}
    </span>`;
  }

  /** What ended says when it ended in the same breath; null where time stands apart. */
  #ended(facts: RowFacts, ago: string): string | null {
    if (facts.at === null) return null;
    const { kind } = facts.doing;
    if (kind === 'finished') return this.#labels.term('finishedAgo', ago);
    if (kind === 'stopped') return this.#labels.term('stoppedAgo', ago);
    if (kind === 'failed') return this.#labels.term('failedAgo', ago);
    return kind === 'idle' ? ago : null;
  }

  #doing({ doing, status }: RowFacts): unknown {
    const labels = this.#labels;
    switch (doing.kind) {
      case 'approval':
        return around(
          (mark) => labels.term('wantsToRun', mark),
          html`<code dir="ltr">${oneLine(doing.command)}</code>`,
        );
      case 'question':
        return around((mark) => labels.term('asks', mark), html`<bdi>${oneLine(doing.text)}</bdi>`);
      case 'child-waiting':
        return labels.term('childNeedsYou');
      case 'tool':
        return around((mark) => labels.term('runningTool', mark), html`<bdi>${doing.name}</bdi>`);
      case 'thinking':
      case 'writing':
      case 'compressing':
      case 'model':
      case 'running':
      case 'starting':
      case 'stopping':
        return levelWords(doing.kind, labels);
      case 'draft':
        return labels.term('hasDraft');
      case 'waiting':
      case 'failed':
      case 'stopped':
      case 'finished':
        return labels.table('status')[status];
      case 'idle':
        return nothing;
    }
  }

  #toggle(title: string): TemplateResult | typeof nothing {
    if (this.workers === 0) return nothing;
    const count = this.#labels.term('childSessions', this.workers);
    return html`<button
      type="button"
      class="toggle"
      data-control
      tabindex="-1"
      aria-expanded=${this.expanded ? 'true' : 'false'}
      aria-label="${count}: ${title || this.#labels.term('untitled')}"
      title=${count}
      @click=${this.#onToggle}
    >
      ${icon('chevron-right')}${this.#labels.count(this.workers)}
    </button>`;
  }

  #menuButton(title: string): TemplateResult | typeof nothing {
    const items = this.#menuItems();
    if (items.length === 0) return nothing;
    const label = this.#labels.term('rowMenu', title || this.#labels.term('untitled'));
    return html`<button
        type="button"
        class="menu-button"
        data-control
        tabindex=${this.reachable ? 0 : -1}
        aria-haspopup="menu"
        aria-expanded=${this.mode === 'menu' ? 'true' : 'false'}
        aria-label=${label}
        @click=${this.#onMenuButton}
      >
        ${icon('more')}
      </button>
      ${
        this.mode === 'menu'
          ? html`<div
              part="row-menu"
              class="menu"
              role="menu"
              popover="auto"
              data-control
              aria-label=${label}
              @toggle=${this.#onMenuToggle}
              @keydown=${this.#onMenuKeydown}
            >
              ${items.map(
                (item) =>
                  html`<button
                    type="button"
                    role="menuitem"
                    tabindex="-1"
                    class=${item.danger ? 'danger' : ''}
                    data-item=${item.name}
                    @click=${item.act}
                  >
                    ${icon(item.icon)}${item.label}
                  </button>`,
              )}
            </div>`
          : nothing
      }`;
  }

  #menuItems(): readonly MenuItem[] {
    const facts = this.#facts.value;
    if (facts === undefined) return [];
    const labels = this.#labels;
    const items: (MenuItem | false)[] = [
      this.#can('rename') && { name: 'rename', icon: 'edit', label: labels.term('rename'), act: this.#pickRename },
      this.#can('pin') && {
        name: 'pin',
        icon: 'pin',
        label: labels.term(facts.pinned ? 'unpin' : 'pin'),
        act: this.#pickPin,
      },
      { name: 'read', icon: 'dot', label: labels.term(facts.unread ? 'markRead' : 'markUnread'), act: this.#pickRead },
      this.#can('archive') && {
        name: 'archive',
        icon: 'archive',
        label: labels.term(facts.archived ? 'unarchive' : 'archive'),
        act: this.#pickArchive,
      },
      this.#can('remove') && {
        name: 'remove',
        icon: 'trash',
        label: labels.term('remove'),
        danger: true,
        act: this.#pickRemove,
      },
    ];
    return items.filter((item) => item !== false);
  }

  #panel(facts: RowFacts, shape: TemplateResult): TemplateResult {
    const labels = this.#labels;
    if (this.mode === 'rename') {
      return html`<div class="panel" data-control>
        ${shape}
        <input
          class="rename"
          type="text"
          dir="auto"
          autocomplete="off"
          spellcheck="false"
          data-1p-ignore
          data-lpignore="true"
          aria-label=${labels.term('renameLabel')}
          .value=${this.renameText}
          @keydown=${this.#onRenameKeydown}
          @blur=${this.#onRenameBlur}
        />
      </div>`;
    }
    const ask = labels.term(facts.live ? 'removeConfirmRunning' : 'removeConfirm');
    return html`<div class="panel" data-control>
      ${shape}${this.#title(facts.title, facts)}
      <div class="confirm" role="group" aria-label=${ask} @keydown=${this.#onConfirmKeydown}>
        <p>${ask}</p>
        <button
          type="button"
          class="button danger"
          data-item="confirm-remove"
          aria-disabled=${this.pending}
          @click=${this.#onRemove}
        >
          ${labels.term('remove')}
        </button>
        <button type="button" class="button cancel" @click=${this.#onRest}>${labels.term('cancel')}</button>
      </div>
    </div>`;
  }

  #can(verb: 'rename' | 'pin' | 'archive' | 'remove'): boolean {
    return this.capabilities?.[verb] === true && this.#facts.value?.readOnly === false;
  }

  #enter(mode: RowMode, focusAfter: 'main' | 'rename' | 'cancel' | 'menu' | null): void {
    this.#focusAfter = focusAfter;
    if (this.mode === mode) {
      this.requestUpdate();
      return;
    }
    this.mode = mode;
    this.dispatchEvent(new RowActionEvent('mode'));
  }

  /** The row shows another session now: what was begun was begun with the one before. */
  #forget(): void {
    this.renamingTo = null;
    this.pending = false;
    this.problem = null;
    if (this.mode !== 'rest') this.#enter('rest', null);
  }

  /** Runs a verb of the session it was chosen for; says so if it was refused. */
  async #run(verb: () => Promise<unknown>): Promise<boolean> {
    const session = this.session;
    this.problem = null;
    this.pending = true;
    try {
      await verb();
      return true;
    } catch (thrown) {
      if (session === this.session)
        this.problem = this.#labels.term('changeFailed', failureReason(thrown, this.#labels));
      return false;
    } finally {
      if (session === this.session) this.pending = false;
    }
  }

  readonly #onClick = (event: MouseEvent): void => {
    if (this.mode !== 'rest' || event.defaultPrevented || this.session === undefined) return;
    const path = event.composedPath();
    const inside = path.slice(0, Math.max(0, path.indexOf(this)));
    if (inside.some((node) => node instanceof HTMLElement && node.dataset.control !== undefined)) return;
    this.#activate();
  };

  #activate(): void {
    if (this.session === undefined) return;
    // A list around it takes over; alone it tells the page.
    if (!this.dispatchEvent(new RowActionEvent('activate'))) return;
    this.dispatchEvent(new HermesSessionSelectEvent(this.session.id));
  }

  readonly #onKeydown = (event: KeyboardEvent): void => {
    if (this.mode !== 'rest' || event.defaultPrevented) return;
    const onMain = event.composedPath().some((node) => node instanceof HTMLElement && node.classList.contains('main'));
    if (!onMain && event.composedPath()[0] !== this) return;
    if (event.key === 'F2') this.startRename();
    else if (event.key === 'Delete') this.askRemove();
    else if (event.key === 'Enter' && !event.repeat && !event.isComposing) this.#activate();
    else return;
    event.preventDefault();
  };

  /** Right button, long press, the context-menu key, Shift+F10. */
  readonly #onContextMenu = (event: MouseEvent): void => {
    if (this.mode !== 'rest' || this.#menuItems().length === 0) return;
    event.preventDefault();
    const byPointer = event.clientX !== 0 || event.clientY !== 0;
    this.#menuAnchor = byPointer && event.button === 2 ? new DOMRect(event.clientX, event.clientY, 0, 0) : undefined;
    this.#enter('menu', 'menu');
  };

  readonly #onMenuButton = (): void => {
    this.#menuAnchor = undefined;
    this.#enter(this.mode === 'menu' ? 'rest' : 'menu', this.mode === 'menu' ? 'main' : 'menu');
  };

  #showMenu(): void {
    const menu = this.renderRoot.querySelector<HTMLElement>('.menu');
    const button = this.renderRoot.querySelector('.menu-button');
    if (menu === null || button === null) return;
    if (!menu.matches(':popover-open')) menu.showPopover();
    const direction = getComputedStyle(this).direction === 'rtl' ? 'rtl' : 'ltr';
    placePopover(menu, this.#menuAnchor ?? button.getBoundingClientRect(), direction);
    menu.querySelector('button')?.focus();
  }

  readonly #onMenuToggle = (event: Event): void => {
    if ((event as ToggleEvent).newState === 'closed' && this.mode === 'menu') this.#enter('rest', null);
  };

  readonly #onMenuKeydown = (event: KeyboardEvent): void => {
    event.stopPropagation();
    const items = [...this.renderRoot.querySelectorAll<HTMLElement>('.menu button')];
    const current = items.indexOf(event.target as HTMLElement);
    const to = { ArrowDown: current + 1, ArrowUp: current - 1, Home: 0, End: items.length - 1 }[event.key];
    if (to !== undefined) items.at(to % items.length)?.focus();
    else if (event.key === 'Escape' || event.key === 'Tab') this.#enter('rest', 'main');
    else return;
    event.preventDefault();
  };

  readonly #onToggle = (): void => {
    this.dispatchEvent(new RowActionEvent('toggle'));
  };

  readonly #pickRename = (): void => {
    this.startRename();
  };

  readonly #pickRemove = (): void => {
    this.askRemove();
  };

  readonly #pickPin = (): void => {
    const { session } = this;
    const pinned = this.#facts.value?.pinned === true;
    this.#enter('rest', 'main');
    if (session !== undefined) void this.#run(() => session.pin(!pinned));
  };

  readonly #pickArchive = (): void => {
    const { session } = this;
    const archived = this.#facts.value?.archived === true;
    this.#enter('rest', 'main');
    if (session !== undefined) void this.#run(() => session.archive(!archived));
  };

  readonly #pickRead = (): void => {
    const { session } = this;
    const unread = this.#facts.value?.unread === true;
    this.#enter('rest', 'main');
    if (unread) session?.markSeen();
    else session?.markUnread();
  };

  readonly #onRest = (): void => {
    this.#enter('rest', 'main');
  };

  readonly #dismissProblem = (): void => {
    this.problem = null;
  };

  readonly #onConfirmKeydown = (event: KeyboardEvent): void => {
    if (event.key !== 'Escape') return;
    event.preventDefault();
    this.#enter('rest', 'main');
  };

  readonly #onRemove = async (): Promise<void> => {
    const { session } = this;
    if (session === undefined || this.pending) return;
    await this.#run(() => session.remove());
    if (session === this.session) this.#enter('rest', this.matches(':focus-within') ? 'main' : null);
  };

  readonly #onRenameKeydown = (event: KeyboardEvent): void => {
    event.stopPropagation();
    // Enter that ends a composition is not Enter (229: browsers that say so late).
    if (event.isComposing || event.keyCode === 229) return;
    if (event.key === 'Enter') void this.#commitRename(event.target as HTMLInputElement, 'main');
    else if (event.key === 'Escape') this.#enter('rest', 'main');
    else return;
    event.preventDefault();
  };

  readonly #onRenameBlur = (event: FocusEvent): void => {
    // The window lost focus, not the field.
    if (!this.isConnected || !document.hasFocus() || this.mode !== 'rename') return;
    void this.#commitRename(event.target as HTMLInputElement, null);
  };

  /** The new title shows at once, as one on its way; refused, it comes back into the field. */
  async #commitRename(input: HTMLInputElement, focusAfter: 'main' | null): Promise<void> {
    const { session } = this;
    const title = input.value.trim();
    if (session === undefined || this.pending) return;
    const unchanged = title === '' || title === this.#facts.value?.title;
    this.renamingTo = unchanged ? null : title;
    this.#enter('rest', focusAfter);
    if (unchanged) return;
    const done = await this.#run(() => session.rename(title));
    if (session !== this.session) return;
    this.renamingTo = null;
    if (done) return;
    this.renameText = title;
    this.#enter('rename', focusAfter === null ? null : 'rename');
  }
}

const MARK = '\u{e000}';

/** A term with something richer than text in it. */
function around(term: (mark: string) => string, inside: TemplateResult): unknown {
  const [before = '', after = ''] = term(MARK).split(MARK);
  return html`${before}${inside}${after}`;
}

/** Attributes others rely on, touched only when they change. */
function setAttribute(element: Element, name: string, value: string | null): void {
  if (element.getAttribute(name) === value) return;
  if (value === null) element.removeAttribute(name);
  else element.setAttribute(name, value);
}

function oneLine(text: string): string {
  return visibleText(text.slice(0, LONGEST_PREVIEW).replaceAll(/\s*\n\s*/gu, ' ⏎ '));
}

declare global {
  interface HTMLElementTagNameMap {
    'hermes-session-row': HermesSessionRow;
  }
}
