/**
 * `<hermes-subagents>`: the sessions that work for one call of a conversation, each with what it does now, and that it
 * needs somebody. A press opens the session.
 *
 * @fires hermes-session-select - before a session is opened; cancelable
 * @csspart worker - one session; carries data-session-id, data-status
 */
import { signal } from '@preact/signals-core';
import { LitElement, html, nothing, type CSSResultGroup } from 'lit';
import { property } from 'lit/decorators.js';
import { repeat } from './directives/repeat.js';
import type { SessionRuntime } from '../runtime/index.js';
import { now } from './controllers/clock.js';
import { SliceController } from './controllers/slice-controller.js';
import { icon } from './icons.js';
import { LabelsController } from './labels/labels-controller.js';
import { levelWords } from './sidebar/level-words.js';
import { rowFacts, sameFacts, type RowFacts } from './sidebar/row-facts.js';
import { statusShape } from './sidebar/status-shape.js';
import { base } from './styles/base.js';
import { focus } from './styles/focus.js';
import { subagentsStyles } from './styles/subagents.js';
import { tokens } from './styles/tokens.js';
import { visuallyHidden } from './styles/visually-hidden.js';
import { openSession } from './tools/open-session.js';
import { workersFor } from './tools/workers.js';

interface Worker {
  readonly id: string;
  readonly facts: RowFacts;
  /** For how long it has been at it, in words. */
  readonly since: string;
}

const NONE: readonly Worker[] = [];

export class HermesSubagents extends LitElement {
  static override styles: CSSResultGroup = [tokens, base, focus, visuallyHidden, subagentsStyles];

  /** The session whose call this is. */
  @property({ attribute: false }) session: SessionRuntime | null = null;
  /** What the call asked for, one text per worker: a worker is titled after it. */
  @property({ attribute: false }) goals: readonly string[] = [];

  readonly #labels = new LabelsController(this);
  readonly #source = signal<{ readonly session: SessionRuntime; readonly goals: readonly string[] } | null>(null);
  readonly #workers = new SliceController<readonly Worker[]>(this, () => this.#read(), { equals: sameWorkers });

  protected override willUpdate(): void {
    const known = this.#source.peek();
    if (this.session === (known?.session ?? null) && this.goals === known?.goals) return;
    this.#source.value = this.session === null ? null : { session: this.session, goals: this.goals };
  }

  protected override render(): unknown {
    const workers = this.#workers.value ?? NONE;
    if (workers.length === 0) return nothing;
    return html`<ul aria-label=${this.#labels.term('workers', workers.length)}>
      ${repeat(
        workers,
        (worker) => worker.id,
        (worker) => this.#worker(worker),
      )}
    </ul>`;
  }

  #read(): readonly Worker[] {
    const source = this.#source.value;
    if (source === null) return NONE;
    return workersFor(source.session, source.goals).map((session): Worker => {
      const facts = rowFacts(session);
      const since = facts.live && facts.at !== null ? this.#labels.duration(now(1000) - facts.at) : '';
      return { id: session.id, facts, since };
    });
  }

  #worker({ id, facts, since }: Worker): unknown {
    const labels = this.#labels;
    const title = facts.title || labels.term('untitled');
    return html`<li>
      <button
        class="worker"
        part="worker"
        type="button"
        data-session-id=${id}
        data-status=${facts.status}
        title=${labels.term('openWorker', title)}
        @click=${() => openSession(this, id)}
      >
        ${statusShape(facts.status, labels.table('status')[facts.status])}
        <span class="title" dir="auto">${title}</span>
        <span class="doing"><bdi>${this.#doing(facts)}</bdi></span>
        <span class="since">${since}</span>
        ${icon('chevron-right')}
      </button>
    </li>`;
  }

  #doing({ doing }: RowFacts): string {
    const labels = this.#labels;
    switch (doing.kind) {
      case 'approval':
        return labels.term('wantsToRun', doing.command.split('\n', 1)[0] ?? '');
      case 'question':
        return labels.term('asks', doing.text);
      case 'waiting':
        return labels.table('status')['needs-you'];
      case 'child-waiting':
        return labels.term('childNeedsYou');
      case 'tool':
        return labels.term('activityTool', doing.name);
      case 'thinking':
      case 'writing':
      case 'compressing':
      case 'model':
      case 'running':
      case 'starting':
      case 'stopping':
        return levelWords(doing.kind, labels);
      case 'failed':
        return labels.table('toolStatus').failed;
      case 'stopped':
        return labels.table('toolStatus').stopped;
      case 'finished':
        return labels.table('toolStatus').done;
      case 'draft':
      case 'idle':
        return '';
    }
  }
}

function sameWorkers(a: readonly Worker[], b: readonly Worker[]): boolean {
  return (
    a.length === b.length &&
    a.every((worker, at) => {
      const other = b[at];
      return other?.id === worker.id && other.since === worker.since && sameFacts(worker.facts, other.facts);
    })
  );
}

declare global {
  interface HTMLElementTagNameMap {
    'hermes-subagents': HermesSubagents;
  }
}
