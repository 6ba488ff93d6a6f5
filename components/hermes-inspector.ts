/**
 * `<hermes-inspector>`: what the registry is doing, for those who look for a fault: sessions with their slices and last
 * events, connections, leases, reads and timers; and all of it as a bug report that gives no text away. Reads
 * `registry.inspect()` and nothing else; changes nothing.
 *
 * Events are recorded from when it comes onto the page. It is not in `hermes-elements.js`: load `hermes-inspector.js`
 * beside it, or import `hermes-elements/define/hermes-inspector`.
 *
 * @csspart inspector - the whole
 * @csspart pause - stops what is shown; recording goes on
 * @csspart copy - copies the bug report
 * @csspart report - the bug report, to be copied by hand where the clipboard is refused
 * @csspart connection - a row; `data-kind`, `data-state`
 * @csspart session - a session; `data-session-id`, `data-phase`
 * @csspart event - a row; `data-type`, `data-outcome`
 */
import { LitElement, html, nothing, type CSSResultGroup } from 'lit';
import { property, state } from 'lit/decorators.js';
import { repeat } from './directives/repeat.js';
import type { RegistryInspection, SessionInspection, SessionRegistry } from '../runtime/index.js';
import { SchemeController } from './controllers/scheme-controller.js';
import { writeText } from './controllers/write-text.js';
import { InspectionController } from './inspector/inspection-controller.js';
import { bugReport } from './inspector/report.js';
import { counts, sessionFacts } from './inspector/session-facts.js';
import { connectionTable, eventTable } from './inspector/tables.js';
import { LabelsController } from './labels/labels-controller.js';
import { base } from './styles/base.js';
import { focus } from './styles/focus.js';
import { inspectorStyles } from './styles/inspector.js';
import { scrollbar } from './styles/scrollbar.js';
import { tokens } from './styles/tokens.js';

export class HermesInspector extends LitElement {
  static override styles: CSSResultGroup = [tokens, base, focus, scrollbar, inspectorStyles];

  /** Only this session, by any id it ever had; absent: all. */
  @property({ attribute: 'session-id' }) sessionId: string | null = null;
  @property({ attribute: false }) registry?: SessionRegistry;

  @state() private said: 'nothing' | 'copied' | 'refused' = 'nothing';
  /** The report, while it has to be copied by hand. */
  @state() private byHand: string | null = null;

  readonly #inspection = new InspectionController(this);
  readonly #labels = new LabelsController(this);
  /** Sessions a person opened or closed. */
  readonly #toggled = new Map<string, boolean>();

  constructor() {
    super();
    new SchemeController(this, this.attachInternals());
  }

  protected override render(): unknown {
    const terms = this.#labels.table('inspector');
    const seen = this.#inspection.current;
    return html`<section class="inspector scroll" part="inspector" aria-label=${terms.name} tabindex="0">
      <div class="head">
        <h2>${terms.name}</h2>
        <button type="button" class="button" part="pause" @click=${this.#onPause}>
          ${this.#inspection.paused ? terms.resume : terms.pause}
        </button>
        <button
          type="button"
          class="button"
          part="copy"
          aria-describedby="hint"
          ?disabled=${seen === undefined}
          @click=${this.#onCopy}
        >
          ${terms.copyReport}
        </button>
      </div>
      <p class="quiet-text" id="hint">${terms.copyHint}</p>
      <p class="said" role="status" .textContent=${this.#saying()}></p>
      ${
        this.byHand === null
          ? nothing
          : html`<textarea
              part="report"
              class="scroll"
              readonly
              dir="ltr"
              spellcheck="false"
              aria-label=${terms.report}
              .value=${this.byHand}
            ></textarea>`
      }
      ${seen === undefined ? html`<p>${terms.noRegistry}</p>` : this.#body(seen)}
    </section>`;
  }

  #saying(): string {
    const terms = this.#labels.table('inspector');
    return this.said === 'copied' ? terms.reportCopied : this.said === 'refused' ? terms.reportByHand : '';
  }

  #body(seen: RegistryInspection): unknown {
    const terms = this.#labels.table('inspector');
    const sessions = this.#shown(seen);
    const keys = new Set(sessions.map((session) => session.key));
    const connections = this.sessionId
      ? seen.connections.filter((one) => one.session !== null && keys.has(one.session))
      : seen.connections;
    return html`
      ${this.#registryFacts(seen)}
      ${connections.length === 0 ? nothing : connectionTable(connections, seen.at, this.#labels)}
      ${
        sessions.length === 0
          ? html`<p>${this.sessionId ? terms.notFound(this.sessionId) : terms.noSessions}</p>`
          : html`<h3>${terms.sessions} (${this.#labels.count(sessions.length)})</h3>
              <div class="sessions">
                ${repeat(
                  sessions,
                  (session) => session.key,
                  (session) => this.#session(session, seen),
                )}
              </div>`
      }
    `;
  }

  #shown(seen: RegistryInspection): readonly SessionInspection[] {
    const { sessionId } = this;
    return sessionId ? seen.sessions.filter((session) => session.aliases.includes(sessionId)) : seen.sessions;
  }

  #registryFacts(seen: RegistryInspection): unknown {
    const labels = this.#labels;
    const terms = labels.table('inspector');
    const open = seen.connections.filter((one) => one.state !== 'waiting').length;
    const leases = seen.sessions.reduce((sum, { leases: { visible, hidden } }) => sum + visible + hidden, 0);
    const lingering = seen.sessions.filter((session) => session.leases.lingering).length;
    const timers = (['leases', 'streams', 'reads', 'list', 'storage'] as const)
      .filter((name) => seen.timers[name] > 0)
      .map((name) => `${labels.count(seen.timers[name])} ${terms.timersBy[name]}`);
    const { error, retryAt } = seen.link;
    return html`<dl class="facts">
      <div>
        <dt>${terms.link}</dt>
        <dd>
          <bdi>
            <code>${seen.server ?? '–'} ${seen.link.status}</code>
            ${error === null ? nothing : html`<code>${error.code}</code> <bdi>${error.detail}</bdi>`}
            ${retryAt === null ? nothing : labels.term('retryIn', labels.duration(retryAt - seen.at))}
          </bdi>
        </dd>
      </div>
      <div>
        <dt>${terms.connections}</dt>
        <dd><bdi>${terms.connectionsOf(open, seen.budget)}</bdi></dd>
      </div>
      <div>
        <dt>${terms.leases}</dt>
        <dd>
          <bdi
            >${labels.count(leases)}${lingering === 0 ? nothing : `, ${labels.count(lingering)} ${terms.lingering}`}</bdi
          >
        </dd>
      </div>
      <div>
        <dt>${terms.reads}</dt>
        <dd><bdi>${labels.count(seen.reading)}</bdi></dd>
      </div>
      <div>
        <dt>${terms.timers}</dt>
        <dd><bdi>${timers.join(', ') || terms.none}</bdi></dd>
      </div>
      <div>
        <dt>${terms.strays}</dt>
        <dd><bdi>${labels.count(seen.strays)}</bdi></dd>
      </div>
    </dl>`;
  }

  #session(session: SessionInspection, seen: RegistryInspection): unknown {
    const terms = this.#labels.table('inspector');
    const connection = seen.connections.find((one) => one.session === session.key);
    const open = this.#isOpen(session.key);
    const odd = Object.values(session.counts).some((count) => count > 0);
    return html`<details
      part="session"
      data-session-id=${session.key}
      data-phase=${session.phase}
      ?open=${open}
      @toggle=${(event: Event) => this.#onToggle(session.key, event)}
    >
      <summary>
        <bdi class="title">${session.title || this.#labels.term('untitled')}</bdi>
        <code>${session.phase}</code>
        ${connection === undefined ? nothing : html`<code>${connection.kind} ${connection.state}</code>`}
        ${odd ? html`<span class="odd">${counts(session, this.#labels)}</span>` : nothing}
      </summary>
      ${
        open
          ? html`<div class="body">
              ${sessionFacts(session, connection, seen.at, this.#labels)}
              ${
                session.events.length === 0
                  ? html`<p class="quiet-text">${terms.noEvents}</p>`
                  : eventTable(session.events, this.#labels)
              }
            </div>`
          : nothing
      }
    </details>`;
  }

  /** One that was asked for by its id is open until a person closes it. */
  #isOpen(key: string): boolean {
    return this.#toggled.get(key) ?? Boolean(this.sessionId);
  }

  #onToggle(key: string, event: Event): void {
    const { open } = event.currentTarget as HTMLDetailsElement;
    if (open === this.#isOpen(key)) return;
    this.#toggled.set(key, open);
    this.requestUpdate();
  }

  readonly #onPause = (): void => {
    this.#inspection.paused = !this.#inspection.paused;
  };

  readonly #onCopy = async (): Promise<void> => {
    const seen = this.#inspection.take();
    if (seen === undefined) return;
    const report = bugReport(seen, this.sessionId ? this.#shown(seen) : seen.sessions);
    // Emptied first: what is said twice is then read out twice.
    this.said = 'nothing';
    try {
      await writeText(report);
      this.byHand = null;
      this.said = 'copied';
    } catch {
      // No permission.
      this.byHand = report;
      this.said = 'refused';
      await this.updateComplete;
      const field = this.renderRoot.querySelector('textarea');
      field?.focus();
      field?.select();
    }
  };
}

declare global {
  interface HTMLElementTagNameMap {
    'hermes-inspector': HermesInspector;
  }
}
