/**
 * `<hermes-request-card>`: one approval. Says what will happen and where, shows the whole command with everything
 * invisible made visible, and offers exactly the choices the server offers.
 *
 * No choice is a default: nothing takes focus, no key works unless focus is inside. "Always" has a second step that
 * shows the rule that would be stored.
 *
 * @csspart choice - a choice; `data-choice` = `once session always deny`
 * @csspart command - the command
 * @csspart show-all - shows the rest of a very long one
 * @csspart arguments - what the tool is given, one row per name
 * @csspart auto-approve - the switch with which the session is never asked again; `data-on` while it is on
 * @csspart auto-approve-confirm - turns it on
 * @csspart session-title - whose request it is
 * @csspart open - shows the session
 * @csspart collapse - folds the card
 * @fires hermes-answer - before the answer is sent; cancel it to answer yourself
 */
import { html, nothing, type PropertyValues, type TemplateResult } from 'lit';
import { state } from 'lit/decorators.js';
import { repeat } from './directives/repeat.js';
import type { ApprovalChoice, ApprovalRequest, SessionRuntime } from '../runtime/index.js';
import { argumentsOf, commandOf } from './approval/asked.js';
import { cardStyles } from './approval/card-styles.js';
import { warning } from './approval/oddity-warnings.js';
import { RequestElement } from './approval/request-element.js';
import { ShellColours } from './approval/shell-colours.js';
import { FIRST_CHARACTERS, odditiesOf, shownText, type Oddities } from './approval/shown-text.js';
import { visibleText } from './approval/visible-text.js';
import { LazyElements } from './controllers/lazy-elements.js';
import { icon } from './icons.js';
import { base } from './styles/base.js';
import { codeColours } from './styles/code-colours.js';
import { focus } from './styles/focus.js';
import { scrollbar } from './styles/scrollbar.js';
import { tokens } from './styles/tokens.js';
import { visuallyHidden } from './styles/visually-hidden.js';
import { editOf, type DiffSource } from './tools/tool-views.js';

/** From this many lines on a person is told how long a command is: it may not all be in view. */
const LONG = 9;

interface ChoiceButton {
  readonly choice: ApprovalChoice;
  readonly label: string;
  readonly tone: '' | 'primary' | 'deny';
}

export class HermesRequestCard extends RequestElement<ApprovalRequest> {
  static override styles = [tokens, base, focus, scrollbar, visuallyHidden, codeColours, cardStyles];

  /** The rule of "always" is shown and waits to be confirmed. */
  @state() private confirming = false;
  /** What it means never to be asked again in this session is shown and waits to be confirmed. */
  @state() private opening = false;
  /** All of a very long command is shown. */
  @state() private whole = false;

  readonly #lazy = new LazyElements(this);
  readonly #colours = new ShellColours(this);
  /** Of the request shown; worked out once, for a command may be a megabyte. */
  #text = '';
  #oddities: Oddities = { hidden: false, lookalike: false };
  #edit: { readonly source: DiffSource; readonly args: readonly string[] } | null = null;

  protected override willUpdate(changed: PropertyValues): void {
    super.willUpdate(changed);
    const last = changed.get('request') as ApprovalRequest | undefined;
    if (changed.has('request') && last?.id !== this.request?.id) {
      this.confirming = false;
      this.opening = false;
      this.whole = false;
    }
    if (changed.has('request') && last?.approval !== this.request?.approval) this.#read();
    if (changed.has('confirming')) this.gestures.unsettle();
  }

  protected override render(): unknown {
    const { request, session } = this;
    if (request === undefined || session === undefined) return nothing;
    return this.frame('diamond', () => [
      this.#what(request),
      this.outcome(),
      this.isOver ? this.#over(request) : this.#controls(request, session),
      this.isOver ? nothing : this.#autoApprove(session),
    ]);
  }

  protected override heading(): string {
    const tool = this.request?.approval.tool ?? null;
    return tool === null ? this.labels.term('approvalTitle') : this.labels.term('approvalTitleTool', visibleText(tool));
  }

  protected override summary(): unknown {
    const { request } = this;
    return request === undefined
      ? nothing
      : html`<p class="summary"><code dir="ltr">${visibleText(commandOf(request))}</code></p>`;
  }

  #read(): void {
    const { request } = this;
    this.#text = request === undefined ? '' : commandOf(request);
    this.#oddities = odditiesOf([this.#text, ...argumentsOf(request).map(([name, value]) => `${name} ${value}`)]);
    const args = request?.approval.args;
    const edit = args ? editOf({ name: request.approval.tool ?? '', args }) : null;
    this.#edit = edit === null ? null : { ...edit, source: visibleSource(edit.source) };
  }

  #what(request: ApprovalRequest): TemplateResult {
    const { labels, workspace } = this;
    const { description, risk } = request.approval;
    const text = this.#text;
    const lines = text.split('\n').length;
    return html`
      ${
        description === ''
          ? nothing
          : html`<div class="reason">
              <span class="visually-hidden">${labels.term('reason')}: </span>
              <p class="as-written" dir="auto">${visibleText(description)}</p>
            </div>`
      }
      <pre
        part="command"
        data-asked
        class="command scroll"
        dir="ltr"
        tabindex="0"
        role="group"
        aria-label=${labels.term('command')}
        ${this.#colours.of(request.approval.command)}
      >
${shownText(text, this.whole)}</pre>
      ${
        this.whole || text.length <= FIRST_CHARACTERS
          ? nothing
          : html`<button type="button" part="show-all" class="button quiet start" @click=${this.#onWhole}>
              ${labels.term('showAll', labels.count(text.length))}
            </button>`
      }
      ${this.#change()} ${this.#oddities.hidden ? warning(labels.term('hiddenCharacters')) : nothing}
      ${this.#oddities.lookalike ? warning(labels.term('lookalikeCharacters')) : nothing} ${this.#arguments(request)}
      <p class="facts">
        ${workspace === null ? nothing : this.#place(workspace)}
        ${risk === null || risk === '' ? nothing : html`<span>${labels.term('risk')}: <bdi>${visibleText(risk)}</bdi></span>`}
        ${lines < LONG ? nothing : html`<span>${labels.term('lines', lines)}</span>`}
      </p>
    `;
  }

  /** What an edit changes, file by file. Until that can be drawn the arguments say the same. */
  #change(): unknown {
    if (this.#edit === null || !this.#lazy.has('hermes-diff')) return nothing;
    return html`<hermes-diff
      class="change"
      .source=${this.#edit.source}
      session-id=${this.session?.id ?? nothing}
    ></hermes-diff>`;
  }

  #arguments(request: ApprovalRequest): unknown {
    const drawn = this.#edit !== null && this.#lazy.of('hermes-diff') === 'here' ? this.#edit.args : [];
    const rows = argumentsOf(request).filter(
      ([name, value]) => !drawn.includes(name) && value !== request.approval.command,
    );
    if (rows.length === 0) return nothing;
    return html`<table part="arguments" class="arguments" aria-label=${this.labels.term('arguments')}>
      ${rows.map(
        ([name, value]) =>
          html`<tr>
            <th scope="row" dir="ltr">${visibleText(name)}</th>
            <td>
              <pre class="value scroll" dir="ltr" tabindex=${value.length > 400 ? '0' : nothing}>
${shownText(value, true)}</pre>
            </td>
          </tr>`,
      )}
    </table>`;
  }

  #place(workspace: string): TemplateResult {
    const [before = '', after = ''] = this.labels.term('runsIn', '\u{e000}').split('\u{e000}');
    return html`<span>${before}<code dir="ltr">${visibleText(workspace)}</code>${after}</span>`;
  }

  #controls(request: ApprovalRequest, session: SessionRuntime): TemplateResult {
    const { labels } = this;
    if (!this.confirming) return this.#choices(this.#offered(request), request, session);
    const rules = request.approval.patterns;
    return html`<div class="rule" role="group" aria-label=${labels.term('allowAlways')}>
      <p>${labels.term(rules.length === 0 ? 'alwaysUnknown' : 'alwaysStores')}</p>
      ${rules.map((rule) => html`<pre class="command scroll" dir="ltr" tabindex="0" role="group" aria-label=${labels.term('allowAlways')}>${shownText(rule, true)}</pre>`)}
      ${this.#choices([{ choice: 'always', label: labels.term('alwaysConfirm'), tone: 'primary' }], request, session, 'confirm')}
    </div>`;
  }

  #offered(request: ApprovalRequest): readonly ChoiceButton[] {
    const { labels } = this;
    const label = { once: 'allowOnce', session: 'allowSession', always: 'allowAlways', deny: 'deny' } as const;
    return request.approval.choices.map((choice) => ({
      choice,
      label: labels.term(label[choice]),
      tone: choice === 'once' ? 'primary' : choice === 'deny' ? 'deny' : '',
    }));
  }

  /** Keyed by request and step: a button that means something else is another button, and a press never carries over. */
  #choices(
    buttons: readonly ChoiceButton[],
    request: ApprovalRequest,
    session: SessionRuntime,
    step: 'offer' | 'confirm' = 'offer',
  ): TemplateResult {
    const answering = this.answering;
    const chosen = answering?.kind === 'approval' ? answering.choice : null;
    return html`<div class="choices">
      ${repeat(
        buttons,
        ({ choice }) => `${request.id} ${step} ${choice}`,
        ({ choice, label, tone }) =>
          html`<button
            type="button"
            part="choice"
            class="button ${tone}"
            data-choice=${choice}
            ?disabled=${this.locked}
            aria-busy=${chosen === choice ? 'true' : 'false'}
            @pointerdown=${this.#onBegin}
            @keydown=${this.#onBegin}
            @click=${(event: Event) => this.#onChoose(event, choice, step, request, session)}
          >
            ${chosen === choice ? icon('spinner') : nothing}${label}
          </button>`,
      )}
      ${
        step === 'confirm'
          ? html`<button type="button" class="button" ?disabled=${this.locked} @click=${this.#onBack}>
              ${this.labels.term('alwaysBack')}
            </button>`
          : nothing
      }
      <span class="visually-hidden" role="status"
        >${chosen === null ? '' : this.labels.table('requestState').submitting}</span
      >
    </div>`;
  }

  #over(request: ApprovalRequest): TemplateResult {
    // An answer of ours that the server had no use for allowed nothing.
    if (request.state === 'resolved' && request.closedBy !== 'elsewhere' && request.answer?.kind === 'approval') {
      const { choice } = request.answer;
      return this.ending(this.labels.table('chosen')[choice], choice === 'deny' ? 'close' : 'check');
    }
    return this.endingUnanswered(request);
  }

  /**
   * The switch after which this session is never asked again: off until a person confirms it with a press of its own,
   * lit while on. What it is now is the server's word; nothing of it is kept here.
   */
  #autoApprove(session: SessionRuntime): unknown {
    const { consent, labels } = this;
    if (consent === undefined || consent.autoApprove === null) return nothing;
    const failed =
      consent.error === null
        ? nothing
        : html`<p class="told error" role="alert">
            ${icon('error')}<span>${labels.term('autoApproveFailed', consent.error)}</span>
          </p>`;
    if (consent.autoApprove)
      return html`<div part="auto-approve" class="auto on" data-on>
        <p class="told warning">${icon('warning')}<span>${labels.term('autoApproveOn')}</span></p>
        <button
          type="button"
          class="button"
          ?disabled=${consent.changing}
          @click=${(event: Event) => this.#onAskAgain(event, session)}
        >
          ${labels.term('autoApproveOff')}
        </button>
        ${failed}
      </div>`;
    if (!this.opening)
      return html`<div part="auto-approve" class="auto">
        <button type="button" class="button quiet" ?disabled=${consent.changing} @click=${this.#onAutoApprove}>
          ${labels.term('autoApprove')}
        </button>
        ${failed}
      </div>`;
    return html`<div part="auto-approve" class="auto rule" role="group" aria-label=${labels.term('autoApprove')}>
      <p class="told warning">${icon('warning')}<span>${labels.term('autoApproveWarning')}</span></p>
      <div class="choices">
        <button
          type="button"
          part="auto-approve-confirm"
          class="button deny"
          ?disabled=${consent.changing}
          @pointerdown=${this.#onBegin}
          @keydown=${this.#onBegin}
          @click=${(event: Event) => this.#onAutoApproveConfirm(event, session)}
        >
          ${labels.term('autoApproveConfirm')}
        </button>
        <button type="button" class="button" @click=${this.#onBack}>${labels.term('alwaysBack')}</button>
      </div>
    </div>`;
  }

  readonly #onBegin = (event: PointerEvent | KeyboardEvent): void => {
    this.gestures.began(event);
  };

  #onChoose(
    event: Event,
    choice: ApprovalChoice,
    step: 'offer' | 'confirm',
    request: ApprovalRequest,
    session: SessionRuntime,
  ): void {
    if (this.locked || !this.accepted(this.gestures.ended(event))) return;
    if (choice === 'always' && step === 'offer') this.confirming = true;
    else this.submit({ kind: 'approval', choice }, session, request);
  }

  readonly #onWhole = (): void => {
    this.whole = true;
    // The controls have just moved.
    this.gestures.unsettle();
  };

  readonly #onAutoApprove = (): void => {
    this.opening = true;
    this.gestures.unsettle();
  };

  #onAutoApproveConfirm(event: Event, session: SessionRuntime): void {
    if (!this.accepted(this.gestures.ended(event)) || session !== this.session) return;
    this.opening = false;
    void session.setAutoApprove(true);
  }

  /** To be asked again takes no waiting, only a person. */
  #onAskAgain(event: Event, session: SessionRuntime): void {
    if (this.gestureGuard.accepts(event)) void session.setAutoApprove(false);
  }

  readonly #onBack = (): void => {
    this.confirming = false;
    this.opening = false;
  };
}

/** A change with everything invisible in it named. */
function visibleSource(source: DiffSource): DiffSource {
  switch (source.form) {
    case 'patch':
      return { ...source, text: visibleText(source.text) };
    case 'replace':
      return {
        ...source,
        path: visibleText(source.path),
        before: visibleText(source.before),
        after: visibleText(source.after),
      };
    case 'write':
      return { ...source, path: visibleText(source.path), content: visibleText(source.content) };
  }
}

declare global {
  interface HTMLElementTagNameMap {
    'hermes-request-card': HermesRequestCard;
  }
}
