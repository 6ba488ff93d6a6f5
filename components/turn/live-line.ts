/**
 * The line under a turn that runs: what it does now, for how long, how fast. Its parts are signals, so that time passes
 * in one text of one line and nothing around it is drawn again.
 */
import { computed, signal, type ReadonlySignal } from '@preact/signals-core';
import type { LiveTurn, RunActivity, SessionRuntime } from '../../runtime/index.js';
import { now } from '../controllers/clock.js';
import type { LabelsController } from '../labels/labels-controller.js';
import { workerNeedsYou } from '../sidebar/row-facts.js';

export class LiveLine {
  readonly #session = signal<SessionRuntime | null>(null);
  readonly #startedAt = signal<number | null>(null);
  readonly #labels: LabelsController;
  readonly needsYou: ReadonlySignal<boolean>;
  readonly doing: ReadonlySignal<string>;
  readonly elapsed: ReadonlySignal<string>;
  /** Tokens per second while it writes, where the server says. */
  readonly rate: ReadonlySignal<string>;

  constructor(labels: LabelsController) {
    this.#labels = labels;
    this.needsYou = computed(() => {
      const session = this.#session.value;
      return session !== null && (session.attention.value > 0 || workerNeedsYou(session));
    });
    this.doing = computed(() => this.#doing());
    this.elapsed = computed(() => this.#elapsed());
    this.rate = computed(() => this.#rate());
  }

  /** Which turn it is; called before rendering. */
  show(session: SessionRuntime | null, live: LiveTurn | null): void {
    this.#session.value = session;
    this.#startedAt.value = live?.startedAt ?? null;
  }

  #doing(): string {
    const run = this.#session.value?.run.value;
    const labels = this.#labels;
    if (this.needsYou.value) {
      const own = (this.#session.value?.attention.value ?? 0) > 0;
      return own ? labels.table('status')['needs-you'] : labels.term('childNeedsYou');
    }
    if (run === undefined) return labels.term('working');
    if (run.phase === 'stopping') return labels.table('phase').stopping;
    return activityWords(run.activity, labels) || labels.term('working');
  }

  #elapsed(): string {
    const startedAt = this.#session.value?.run.value.startedAt ?? this.#startedAt.value;
    return startedAt === null ? '' : this.#labels.duration(now(1000) - startedAt);
  }

  #rate(): string {
    const run = this.#session.value?.run.value;
    const rate = run?.activity?.kind === 'writing' ? run.tokensPerSecond : null;
    if (rate === null || rate === undefined || rate <= 0) return '';
    return ` · ${this.#labels.term('tokensPerSecond', rateWords(rate, this.#labels))}`;
  }
}

/** `3.4`, and from ten on without the fraction, which nobody reads as it flickers. */
export function rateWords(rate: number, labels: LabelsController): string {
  return labels.count(rate < 10 ? Math.round(rate * 10) / 10 : Math.round(rate));
}

/** What a running turn does now; empty where nobody knows. */
export function activityWords(activity: RunActivity | null, labels: LabelsController): string {
  switch (activity?.kind) {
    case 'thinking':
      return labels.term('activityThinking');
    case 'writing':
      return labels.term('activityWriting');
    case 'waiting':
      return labels.term('activityWaiting');
    case 'compressing':
      return labels.term('activityCompressing');
    case 'tool':
      return labels.term('activityTool', activity.label ?? labels.term('tool'));
    case undefined:
      return '';
  }
}
