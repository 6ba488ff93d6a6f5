/**
 * `<hermes-request-card>`: one approval. Says what will happen and where, shows the whole command with everything
 * invisible made visible, and offers exactly the choices the server offers.
 *
 * No choice is a default: nothing takes focus, no key works unless focus is inside. "Always" has a second step that
 * shows the rule that would be stored.
 *
 * @csspart choice - a choice; `data-choice` = `once session always deny`
 * @csspart command - the command
 * @csspart session-title - whose request it is
 * @csspart open - shows the session
 * @csspart collapse - folds the card
 * @fires hermes-answer - before the answer is sent; cancel it to answer yourself
 */
import { html, nothing, type PropertyValues, type TemplateResult } from 'lit';
import { state } from 'lit/decorators.js';
import { repeat } from './directives/repeat.js';
import type { ApprovalChoice, ApprovalRequest, SessionRuntime } from '../runtime/index.js';
import { cardStyles } from './approval/card-styles.js';
import { RequestElement } from './approval/request-element.js';
import { charName, visibleRuns, visibleText, type TextRun } from './approval/visible-text.js';
import { icon } from './icons.js';
import { base } from './styles/base.js';
import { focus } from './styles/focus.js';
import { scrollbar } from './styles/scrollbar.js';
import { tokens } from './styles/tokens.js';
import { visuallyHidden } from './styles/visually-hidden.js';

/** From this many lines on a person is told how long a command is: it may not all be in view. */
const LONG = 9;

interface ChoiceButton {
  readonly choice: ApprovalChoice;
  readonly label: string;
  readonly tone: '' | 'primary' | 'deny';
}

export class HermesRequestCard extends RequestElement<ApprovalRequest> {
  static override styles = [tokens, base, focus, scrollbar, visuallyHidden, cardStyles];

  /** The rule of "always" is shown and waits to be confirmed. */
  @state() private confirming = false;

  protected override willUpdate(changed: PropertyValues): void {
    super.willUpdate(changed);
    if (changed.has('request') && (changed.get('request') as ApprovalRequest | undefined)?.id !== this.request?.id)
      this.confirming = false;
    if (changed.has('confirming')) this.gestures.unsettle();
  }

  protected override render(): unknown {
    const { request, session } = this;
    if (request === undefined || session === undefined) return nothing;
    return this.frame('diamond', () => [
      this.#what(request),
      this.outcome(),
      this.isOver ? this.#over(request) : this.#controls(request, session),
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

  #what(request: ApprovalRequest): TemplateResult {
    const { labels, workspace } = this;
    const { description, risk, args, command } = request.approval;
    const text = commandOf(request);
    const runs = visibleRuns(text);
    const lines = text.split('\n').length;
    return html`
      ${
        description === ''
          ? nothing
          : html`<p class="reason" dir="auto">
              <span class="visually-hidden">${labels.term('reason')}: </span
              ><span class="as-written">${visibleText(description)}</span>
            </p>`
      }
      <pre
        part="command"
        data-asked
        class="command scroll"
        dir="ltr"
        tabindex="0"
        role="group"
        aria-label=${labels.term('command')}
      >
${runs.map(shown)}</pre>
      ${runs.some((run) => run.kind === 'hidden') ? warning(labels.term('hiddenCharacters')) : nothing}
      ${runs.some((run) => run.kind === 'lookalike') ? warning(labels.term('lookalikeCharacters')) : nothing}
      ${
        command !== '' && args !== null && Object.keys(args).some((name) => name !== 'command')
          ? html`<details>
              <summary>${labels.term('arguments')}</summary>
              <pre class="command scroll" dir="ltr" tabindex="0" role="group" aria-label=${labels.term('arguments')}>
${visibleRuns(json(args)).map(shown)}</pre>
            </details>`
          : nothing
      }
      <p class="facts">
        ${workspace === null ? nothing : this.#place(workspace)}
        ${risk === null || risk === '' ? nothing : html`<span>${labels.term('risk')}: <bdi>${visibleText(risk)}</bdi></span>`}
        ${lines < LONG ? nothing : html`<span>${labels.term('lines', lines)}</span>`}
      </p>
    `;
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
      ${rules.map((rule) => html`<pre class="command scroll" dir="ltr" tabindex="0" role="group" aria-label=${labels.term('allowAlways')}>${visibleRuns(rule).map(shown)}</pre>`)}
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
    const states = this.labels.table('requestState');
    if (request.state === 'resolved' && request.answer?.kind === 'approval') {
      const { choice } = request.answer;
      return this.ending(this.labels.table('chosen')[choice], choice === 'deny' ? 'close' : 'check');
    }
    return this.ending(
      request.state === 'resolved' ? states.gone : states[request.state],
      request.state === 'expired' ? 'clock' : 'info',
    );
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

  readonly #onBack = (): void => {
    this.confirming = false;
  };
}

/** What runs: the command, or for a tool that has none, its name and arguments. */
function commandOf({ approval }: ApprovalRequest): string {
  if (approval.command !== '') return approval.command;
  return [approval.tool ?? '', approval.args === null ? '' : json(approval.args)]
    .filter((part) => part !== '')
    .join(' ');
}

function json(value: unknown): string {
  try {
    return JSON.stringify(value, null, 2);
  } catch {
    return String(value);
  }
}

function shown(run: TextRun): unknown {
  if (run.kind === 'hidden') return html`<span class="odd">‹${run.text}›</span>`;
  if (run.kind === 'lookalike') return html`<span class="odd">${run.text}‹${charName(run.text)}›</span>`;
  return run.text;
}

function warning(text: string): TemplateResult {
  return html`<p class="told warning">${icon('warning')}<span>${text}</span></p>`;
}

declare global {
  interface HTMLElementTagNameMap {
    'hermes-request-card': HermesRequestCard;
  }
}
