/**
 * `<hermes-pane>`: one session: header, conversation, what it asks, and where to write to it. A projection: mounting,
 * moving, re-pointing or removing a pane starts nothing and stops nothing (I-02).
 *
 * @fires hermes-send - from the composer, and before a lost turn is continued; cancelable
 * @fires hermes-stop - from the composer; cancelable
 * @csspart header - title, facts and phase
 * @csspart auto-approve - said while the server runs everything of this session unasked, with a way back
 * @csspart title - the session's title
 * @csspart phase - what it is doing now, and for how long
 * @csspart notice - what happened and what one can do; carries data-kind (link, error, info)
 * @csspart continue - in a notice: the button that lets a turn the server lost go on
 * @csspart transcript - the conversation
 * @csspart composer - where to write
 * @cssstate running - a run is live
 * @cssstate needs-you - a request waits for a person
 * @cssstate empty - nothing to show: no session, or one without messages
 * @cssstate offline - the connection of this session is not live
 */
import { computed } from '@preact/signals-core';
import { LitElement, html, nothing, type CSSResultGroup, type PropertyValues } from 'lit';
import { property, state } from 'lit/decorators.js';
import type { LinkSlice, Phase, SessionError, SessionRegistry, SessionRuntime } from '../runtime/index.js';
import { LinkedMessage } from './actions/linked-message.js';
import { now } from './controllers/clock.js';
import { DelayController } from './controllers/delay-controller.js';
import { LazyElements } from './controllers/lazy-elements.js';
import { pageAttended, watchPage } from './controllers/page.js';
import { PaneRoom } from './controllers/pane-room.js';
import { SchemeController } from './controllers/scheme-controller.js';
import { SessionController } from './controllers/session-controller.js';
import { SliceController } from './controllers/slice-controller.js';
import { setStates } from './controllers/states.js';
import { watchSlice } from './directives/watch-slice.js';
import { HermesSendEvent } from './events.js';
import type { Density } from './hermes-message.js';
import type { Follow, HermesTranscript } from './hermes-transcript.js';
import { icon } from './icons.js';
import { LabelsController } from './labels/labels-controller.js';
import { base } from './styles/base.js';
import { focus } from './styles/focus.js';
import { paneStyles } from './styles/pane.js';
import { printPane } from './styles/print.js';
import { tokens } from './styles/tokens.js';
import { visuallyHidden } from './styles/visually-hidden.js';
import { isFindKey } from './transcript/keys.js';
import { activityWords } from './turn/live-line.js';
import type { ImagePolicy } from './markdown/view.js';

const SKELETON_AFTER_MS = 200;
/** Catching up is over in a moment as a rule. */
const CATCHING_UP_AFTER_MS = 800;

/** A line under the header: it says what happens, offers what one can do, and locks nothing (I-22). */
interface Notice {
  readonly kind: 'link' | 'error' | 'info';
  readonly text: string;
  readonly retry?: boolean;
  readonly signIn?: boolean;
  /** Offers to let the lost turn go on. */
  readonly goOn?: boolean;
}

/** What of the transcript decides how the pane looks; the transcript itself is followed by its own element. */
type Body = 'none' | 'unread' | 'loading' | 'failed' | 'empty' | 'filled';

export class HermesPane extends LitElement {
  static override styles: CSSResultGroup = [tokens, base, focus, visuallyHidden, paneStyles, printPane];

  @property({ attribute: 'session-id', reflect: true }) sessionId: string | null = null;
  @property({ reflect: true }) density: Density | null = null;
  /** Which pictures in answers and results are fetched; see `ImagePolicy`. */
  @property() images: ImagePolicy | null = null;
  /** Shows the session and offers nothing that changes it. */
  @property({ type: Boolean, reflect: true }) readonly = false;
  @property({ type: Boolean, attribute: 'no-composer' }) noComposer = false;
  @property({ type: Boolean, attribute: 'no-approval' }) noApproval = false;
  /** Whether the conversation's end is followed while the reader is there: `auto`, or `off`. */
  @property({ reflect: true }) follow: Follow = 'auto';
  /** Ctrl+F (Cmd+F) in the pane finds text in all of the conversation. */
  @property({ type: Boolean, reflect: true }) find = false;
  /** Opens at the message stored at this place (`Message.index`) and marks it; taken off once it was followed. */
  @property({ reflect: true }) message: string | null = null;
  @property({ attribute: false }) registry?: SessionRegistry;

  @state() private renaming = false;

  readonly #internals = this.attachInternals();
  readonly #session = new SessionController(this);
  readonly #linked = new LinkedMessage(this, this.#session);
  readonly #meta = this.#session.slice((session) => session.meta.value);
  readonly #run = this.#session.slice((session) => session.run.value);
  readonly #link = this.#session.slice((session) => session.link.value);
  readonly #error = this.#session.slice((session) => session.error.value);
  readonly #runsUnasked = this.#session.slice((session) => session.consent.value.autoApprove === true);
  readonly #canContinue = this.#session.slice((session) => session.canContinue.value);
  readonly #attention = this.#session.slice((session) => session.attention.value > 0);
  readonly #body = this.#session.slice((session) => bodyOf(session));
  readonly #ownsError = this.#session.slice((session) => endsWithError(session));
  readonly #givesBack = this.#session.slice((session) => givesBackWithError(session));
  readonly #unread = this.#session.slice((session) => session.unread.value, { changed: () => this.#look() });
  readonly #canRename = new SliceController(
    this,
    () => this.#session.currentRegistry.value?.capabilities.value?.rename === true,
  );
  readonly #hasTodos = this.#session.slice((session) => session.todos.value.length > 0);
  readonly #hasUsage = this.#session.slice((session) => session.usage.value !== null);
  readonly #lazy = new LazyElements(this);
  readonly #labels = new LabelsController(this);
  readonly #delay = new DelayController(this);
  /** Time since the run began: moves the one text it stands in, once a second, only while it is shown. */
  readonly #elapsed = computed(() => {
    const startedAt = this.#session.current.value?.run.value.startedAt ?? null;
    return startedAt === null ? '' : this.#labels.duration(now(1000) - startedAt);
  });

  #shown: SessionRuntime | undefined;
  #unwatchPage: (() => void) | undefined;

  constructor() {
    super();
    new SchemeController(this, this.#internals);
    new PaneRoom(this);
  }

  override connectedCallback(): void {
    super.connectedCallback();
    this.#unwatchPage ??= watchPage(() => this.#look());
  }

  override disconnectedCallback(): void {
    super.disconnectedCallback();
    this.#unwatchPage?.();
    this.#unwatchPage = undefined;
  }

  protected override update(changed: PropertyValues): void {
    const session = this.#session.session;
    if (session !== this.#shown) {
      this.#shown = session;
      this.renaming = false;
    }
    super.update(changed);
  }

  protected override render(): unknown {
    const session = this.#shown;
    const id = this.sessionId || nothing;
    const { registry } = this.#session;
    return html`<div class="pane" @keydown=${this.#keyed}>
      ${session === undefined ? nothing : this.#header(session)}
      ${session === undefined ? nothing : this.#notice(session)}
      <div class="body">
        <hermes-transcript
          part="transcript"
          session-id=${id}
          density=${this.density ?? nothing}
          follow=${this.follow}
          ?find=${this.find}
          images=${this.images ?? nothing}
          .registry=${registry}
          exportparts="load-older,jump-to-end,outline,find"
        ></hermes-transcript>
        ${this.#state(session)}
        ${this.noComposer || this.readonly || session === undefined ? nothing : html`<hermes-quote .session=${session}></hermes-quote>`}
      </div>
      ${
        session === undefined
          ? nothing
          : html`<div class="foot">
              ${this.#todo()}
              ${this.noApproval ? nothing : html`<hermes-approval session-id=${id} .registry=${registry}></hermes-approval>`}
              ${
                this.noComposer || this.readonly
                  ? nothing
                  : html`<hermes-composer
                      part="composer"
                      session-id=${id}
                      .registry=${registry}
                      exportparts="input,send,stop,queue,queue-item,attach,files,file"
                    ></hermes-composer>`
              }
            </div>`
      }
    </div>`;
  }

  protected override updated(_changed: PropertyValues): void {
    const session = this.#session.session;
    const phase: Phase = this.#run.value?.phase ?? 'unknown';
    const link = this.#link.value?.status;
    const body = session === undefined ? 'none' : (this.#body.value ?? 'none');
    setStates(this.#internals, {
      running: isLive(phase),
      'needs-you': this.#attention.value === true,
      empty: body === 'none' || body === 'empty',
      offline: link !== undefined && link !== 'live' && link !== 'catching-up',
    });
    reflect(this, 'data-phase', session === undefined ? null : phase);
    reflect(this, 'data-link', link ?? null);
    this.#look();
  }

  #header(session: SessionRuntime): unknown {
    const meta = this.#meta.value;
    const labels = this.#labels;
    const title = meta?.title || labels.term('untitled');
    return html`<header class="header" part="header">
      <div class="heading">
        ${
          this.renaming
            ? html`<input
                class="rename"
                dir="auto"
                aria-label=${labels.term('renameLabel')}
                .value=${meta?.title ?? ''}
                @keydown=${(event: KeyboardEvent) => this.#renameKey(event, session)}
                @blur=${(event: FocusEvent) => this.#renameDone(event.target as HTMLInputElement, session)}
              />`
            : html`<h2 class="title" part="title" dir="auto" title=${title}>${title}</h2>
                ${
                  this.#canRename.value && !this.readonly && meta?.readOnly === false
                    ? html`<button
                        class="button quiet icon-only edit"
                        type="button"
                        aria-label=${labels.term('rename')}
                        title=${labels.term('rename')}
                        @click=${this.#renameStart}
                      >
                        ${icon('pencil')}
                      </button>`
                    : nothing
                }`
        }
        ${this.#usage()}
      </div>
      <div class="facts">
        ${this.#phase()}
        ${
          this.#runsUnasked.value === true
            ? html`<span class="fact unasked" part="auto-approve"
                >${icon('warning')} ${labels.term('autoApproveOn')}
                <button
                  class="button"
                  type="button"
                  ?hidden=${this.readonly}
                  @click=${() => void session.setAutoApprove(false)}
                >
                  ${labels.term('autoApproveOff')}
                </button></span
              >`
            : nothing
        }
        ${meta?.readOnly === true ? html`<span class="fact">${labels.term('readOnly')}</span>` : nothing}
        ${meta?.model ? html`<span class="fact model" title="${labels.term('model')}: ${meta.model}"><bdi dir="ltr">${meta.model}</bdi></span>` : nothing}
        ${meta?.workspace ? html`<span class="fact workspace" title="${labels.term('workspace')}: ${meta.workspace}"><bdi dir="ltr">${lastStep(meta.workspace)}</bdi></span>` : nothing}
      </div>
    </header>`;
  }

  /** Nothing that matters is lost without it: the next pane that shows a session asks for it again. */
  #usage(): unknown {
    if (this.#hasUsage.value !== true || this.#lazy.of('hermes-usage') === 'failed') return nothing;
    return html`<hermes-usage
      session-id=${this.sessionId || nothing}
      .registry=${this.#session.registry}
    ></hermes-usage>`;
  }

  #todo(): unknown {
    if (this.#hasTodos.value !== true) return nothing;
    if (this.#lazy.of('hermes-todo') !== 'failed')
      return html`<hermes-todo
        session-id=${this.sessionId || nothing}
        .registry=${this.#session.registry}
      ></hermes-todo>`;
    const labels = this.#labels;
    return html`<div class="notice" part="notice" data-kind="info">
      ${icon('offline')}
      <span class="notice-text">${labels.term('todos')}: ${labels.term('partNotLoaded')}</span>
      <button class="button" type="button" @click=${() => this.#lazy.retry('hermes-todo')}>
        ${labels.term('tryAgain')}
      </button>
    </div>`;
  }

  #phase(): unknown {
    const run = this.#run.value;
    if (run === undefined || !isLive(run.phase)) return nothing;
    const labels = this.#labels;
    const needsYou = this.#attention.value === true;
    const doing = activityWords(run.activity, labels);
    return html`<span class="fact phase" part="phase" data-phase=${run.phase} ?data-needs-you=${needsYou}>
      ${icon(needsYou ? 'diamond' : 'spinner')}
      <span>${needsYou ? labels.table('status')['needs-you'] : labels.table('phase')[run.phase]}</span>
      ${run.startedAt === null ? nothing : html`<span class="step elapsed"><bdi>${watchSlice(this.#elapsed)}</bdi></span>`}
      ${doing === '' ? nothing : html`<span class="step doing"><bdi>${doing}</bdi></span>`}
    </span>`;
  }

  /** Whatever there is to say about the connection and the session, the most pressing first; one line each. */
  #notice(session: SessionRuntime): unknown {
    const link = this.#linkNotice();
    const notices = [link, this.#errorNotice(link !== null), this.#endNotice(), this.#linkedNotice()].filter(
      (notice) => notice !== null,
    );
    return notices.map((notice) => this.#noticeLine(notice, session));
  }

  #linkNotice(): Notice | null {
    const link: LinkSlice | undefined = this.#link.value;
    const settled = this.#body.value === 'filled' || this.#body.value === 'empty';
    const late = this.#delay.passed('catching-up', link?.status === 'catching-up' && settled, CATCHING_UP_AFTER_MS);
    if (link === undefined || link.status === 'live' || (link.status === 'catching-up' && !late)) return null;
    const text = this.#labels.table('link')[link.status];
    return {
      kind: 'link',
      text,
      retry: link.status !== 'auth' && link.status !== 'catching-up',
      signIn: link.status === 'auth',
    };
  }

  #errorNotice(linkSaid: boolean): Notice | null {
    const error = this.#error.value ?? null;
    // The body says it, where there is nothing else to show; the link line says it, where it mends with the link.
    if (error === null || this.#body.value !== 'filled') return null;
    if (linkSaid && (error.retryable || error.code === 'auth')) return null;
    return this.#sayError(error);
  }

  #endNotice(): Notice | null {
    const run = this.#run.value;
    const end = run?.end ?? null;
    if (run === undefined || isLive(run.phase)) return null;
    // A page loaded since knows it from the transcript only, which names no run.
    const canContinue = this.#canContinue.value === true;
    if (canContinue || end?.outcome === 'lost')
      return { kind: 'info', text: this.#labels.term('runLost'), goOn: canContinue && !this.readonly };
    if (end === null) return null;
    if (end.outcome !== 'failed' || end.error === null || this.#ownsError.value === true) return null;
    // The text that came back says it, right where it is sent again.
    if (this.#givesBack.value === true && !this.noComposer && !this.readonly) return null;
    return { ...this.#sayError(end.error), retry: false };
  }

  #linkedNotice(): Notice | null {
    return this.#linked.missing ? { kind: 'info', text: this.#labels.term('linkedMessageMissing') } : null;
  }

  #sayError(error: SessionError): Notice {
    return {
      kind: 'error',
      text: this.#labels.error(error),
      retry: error.retryable || error.code === 'not-found',
      signIn: error.code === 'auth',
    };
  }

  #noticeLine(notice: Notice, session: SessionRuntime): unknown {
    const labels = this.#labels;
    const signInUrl = notice.signIn === true ? this.#signInUrl() : null;
    // That a turn was lost is said by the transcript, once for all panes that show it.
    const role = notice.kind === 'error' ? 'alert' : notice.kind === 'link' ? 'status' : nothing;
    return html`<div class="notice" part="notice" data-kind=${notice.kind} role=${role}>
      ${icon(notice.kind === 'link' ? 'offline' : notice.kind === 'error' ? 'error' : 'info')}
      <span class="notice-text" dir="auto">${notice.text}</span>
      ${signInUrl === null ? nothing : html`<a class="button" href=${signInUrl}>${labels.term('signIn')}</a>`}
      ${notice.goOn === true ? html`<button class="button" part="continue" type="button" @click=${() => this.#continue(session)}>${labels.term('continueRun')}</button>` : nothing}
      ${notice.retry === true ? html`<button class="button" type="button" @click=${() => session.refresh()}>${labels.term('tryAgain')}</button>` : nothing}
    </div>`;
  }

  #continue(session: SessionRuntime): void {
    const text = this.#labels.term('continueMessage');
    if (!this.dispatchEvent(new HermesSendEvent(session, text))) return;
    // The button is about to go: the keyboard stays in the conversation, where the answer comes.
    this.renderRoot.querySelector<HTMLElement>('hermes-transcript')?.focus({ preventScroll: true });
    void session.continueRun(text).catch(() => undefined);
  }

  /** What stands in the body while there is no conversation to show. */
  #state(session: SessionRuntime | undefined): unknown {
    const labels = this.#labels;
    const body = this.#body.value ?? 'none';
    const error = this.#error.value ?? null;
    const loading = session !== undefined && error === null && (body === 'loading' || body === 'unread');
    const skeleton = this.#delay.passed('skeleton', loading, SKELETON_AFTER_MS);
    if (session === undefined)
      return statePage(labels.term('chooseSession'), labels.term('chooseSessionHint'), nothing);
    if (loading) return skeleton ? this.#skeleton() : nothing;
    if (error !== null && body !== 'filled') {
      const gone = error.code === 'not-found';
      const signInUrl = error.code === 'auth' ? this.#signInUrl() : null;
      const actions = html`<div class="state-actions">
        ${signInUrl === null ? nothing : html`<a class="button primary" href=${signInUrl}>${labels.term('signIn')}</a>`}
        <button class="button" type="button" @click=${() => session.refresh()}>${labels.term('tryAgain')}</button>
      </div>`;
      return html`<div class="state" part="notice" data-kind="error" role="alert">
        <p class="state-title">${labels.term(gone ? 'sessionGone' : 'loadFailed')}</p>
        <p class="state-hint" dir="auto">${gone ? labels.term('sessionGoneHint') : labels.error(error)}</p>
        ${actions}
      </div>`;
    }
    if (body === 'empty')
      return statePage(
        labels.term('newSession'),
        this.noComposer || this.readonly ? '' : labels.term('newSessionHint'),
        nothing,
      );
    return nothing;
  }

  #skeleton(): unknown {
    return html`<div class="skeleton" role="status">
      <span class="visually-hidden">${this.#labels.term('loading')}</span>
      <div class="bone said"></div>
      <div class="bone"></div>
      <div class="bone"></div>
      <div class="bone short"></div>
    </div>`;
  }

  #signInUrl(): string | null {
    const url = this.#session.registry?.signInUrl(location.href) ?? null;
    if (url === null) return null;
    try {
      // A link a person presses goes to a web page or nowhere.
      const { protocol, href } = new URL(url, this.baseURI);
      return protocol === 'https:' || protocol === 'http:' ? href : null;
    } catch {
      return null;
    }
  }

  /** Read is what a person had before their eyes: shown, in a page they look at (I-19). */
  #look(): void {
    const session = this.#session.session;
    if (session === undefined || this.#unread.value !== true || !session.unread.peek()) return;
    if (!this.isConnected || !pageAttended() || !this.checkVisibility()) return;
    session.markSeen();
  }

  readonly #keyed = (event: KeyboardEvent): void => {
    if (!this.find || !isFindKey(event)) return;
    event.preventDefault();
    void this.renderRoot.querySelector<HermesTranscript>('hermes-transcript')?.openFind();
  };

  readonly #renameStart = async (): Promise<void> => {
    this.renaming = true;
    await this.updateComplete;
    const input = this.renderRoot.querySelector<HTMLInputElement>('.rename');
    input?.focus();
    input?.select();
  };

  #renameKey(event: KeyboardEvent, session: SessionRuntime): void {
    if (event.isComposing || event.keyCode === 229) return;
    if (event.key === 'Escape') {
      this.renaming = false;
    } else if (event.key === 'Enter') {
      event.preventDefault();
      this.#renameDone(event.target as HTMLInputElement, session);
    }
  }

  #renameDone(input: HTMLInputElement, session: SessionRuntime): void {
    if (!this.renaming || session !== this.#shown) return;
    this.renaming = false;
    const title = input.value.trim();
    if (title === '' || title === session.meta.peek().title) return;
    void Promise.resolve(session.rename(title)).catch(() => undefined);
  }
}

function statePage(title: string, hint: string, actions: unknown): unknown {
  return html`<div class="state">
    <p class="state-title">${title}</p>
    ${hint === '' ? nothing : html`<p class="state-hint">${hint}</p>`} ${actions}
  </div>`;
}

function bodyOf(session: SessionRuntime): Body {
  const { status, messages, pending, live } = session.transcript.value;
  if (messages.length > 0 || pending !== null || live !== null) return 'filled';
  return status === 'ready' ? 'empty' : status;
}

/** The conversation itself says that the run failed: the line above it need not. */
function endsWithError(session: SessionRuntime): boolean {
  const { messages, live } = session.transcript.value;
  const blocks = live?.blocks ?? messages.at(-1)?.blocks ?? [];
  return blocks.some((block) => block.kind === 'notice' && block.notice === 'error');
}

function givesBackWithError(session: SessionRuntime): boolean {
  const why = session.run.value.end?.error?.detail;
  return session.composer.value.outbox.some(
    ({ state, owner, error }) => state === 'returned' && owner === undefined && error !== null && error.detail === why,
  );
}

function isLive(phase: Phase): boolean {
  return phase === 'starting' || phase === 'running' || phase === 'stopping';
}

function lastStep(path: string): string {
  return (
    path
      .replace(/[/\\]+$/, '')
      .split(/[/\\]/)
      .pop() || path
  );
}

function reflect(element: HTMLElement, name: string, value: string | null): void {
  if (value === null) element.removeAttribute(name);
  else if (element.getAttribute(name) !== value) element.setAttribute(name, value);
}

declare global {
  interface HTMLElementTagNameMap {
    'hermes-pane': HermesPane;
  }
}
