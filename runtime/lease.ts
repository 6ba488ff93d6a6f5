/**
 * Leases: what an element holds while it shows a session. Counted per record; the last one leaves a grace period behind
 * it, so that moving an element, switching away and coming back, or a re-render restarts nothing.
 */
import { signal, type ReadonlySignal, type Signal } from '@preact/signals-core';
import type { Environment, TimerHandle } from './environment.js';
import type { LeaseInspection } from './inspection.js';
import type { SessionRecord } from './session/record.js';
import type { SessionRuntime } from './session-runtime.js';

export interface Lease {
  /** The session held. Follows when two ids turn out to be one conversation. */
  readonly session: ReadonlySignal<SessionRuntime>;
  /** Visible leases are served first: `false` for an element that is out of sight. */
  setVisible(visible: boolean): void;
  /** Gives it back. Calling it again does nothing. */
  release(): void;
  [Symbol.dispose](): void;
}

/** How long a session nobody holds keeps what it has read. */
export const GRACE_MS = 30_000;

interface Holding {
  /** Whom it holds; a merge changes it. */
  record: SessionRecord;
  visible: boolean;
  readonly target: Signal<SessionRuntime>;
}

export interface LeasesHost {
  readonly environment: Environment;
  runtimeOf(record: SessionRecord): SessionRuntime;
  /** Who holds what has changed for this record. */
  changed(record: SessionRecord): void;
  /** Nobody has held it for the grace period. */
  expired(record: SessionRecord): void;
}

export class Leases {
  readonly #host: LeasesHost;
  readonly #held = new Map<SessionRecord, Set<Holding>>();
  readonly #lingering = new Map<SessionRecord, TimerHandle>();

  constructor(host: LeasesHost) {
    this.#host = host;
  }

  get load(): { readonly leases: number; readonly timers: number } {
    let leases = 0;
    for (const held of this.#held.values()) leases += held.size;
    return { leases, timers: this.#lingering.size };
  }

  inspect(record: SessionRecord): LeaseInspection {
    let visible = 0;
    const held = this.#held.get(record);
    for (const holding of held ?? []) if (holding.visible) visible += 1;
    return { visible, hidden: (held?.size ?? 0) - visible, lingering: this.#lingering.has(record) };
  }

  take(record: SessionRecord): Lease {
    const holding: Holding = { record, visible: true, target: signal(this.#host.runtimeOf(record), { name: 'lease' }) };
    this.#stopLingering(record);
    const held = this.#held.get(record) ?? new Set();
    held.add(holding);
    this.#held.set(record, held);
    this.#host.changed(record);
    const release = (): void => this.#drop(holding);
    return {
      session: holding.target,
      setVisible: (visible) => {
        if (holding.visible === visible) return;
        holding.visible = visible;
        this.#host.changed(holding.record);
      },
      release,
      [Symbol.dispose]: release,
    };
  }

  isHeld(record: SessionRecord): boolean {
    return this.#held.has(record);
  }

  /** Held, or let go only just now. */
  isLeased(record: SessionRecord): boolean {
    return this.#held.has(record) || this.#lingering.has(record);
  }

  isShown(record: SessionRecord): boolean {
    for (const holding of this.#held.get(record) ?? []) if (holding.visible) return true;
    return false;
  }

  records(): Iterable<SessionRecord> {
    return new Set([...this.#held.keys(), ...this.#lingering.keys()]);
  }

  /** Two ids turned out to be one conversation: who held the one now holds the other. */
  move(from: SessionRecord, to: SessionRecord): void {
    this.#stopLingering(from);
    const moving = this.#held.get(from);
    if (!moving) return;
    this.#held.delete(from);
    this.#stopLingering(to);
    const held = this.#held.get(to) ?? new Set();
    this.#held.set(to, held);
    for (const holding of moving) {
      holding.record = to;
      held.add(holding);
      holding.target.value = this.#host.runtimeOf(to);
    }
    this.#host.changed(to);
  }

  /** Forgets all timers; what is held stays held. */
  dispose(): void {
    for (const timer of this.#lingering.values()) this.#host.environment.clearTimeout(timer);
    this.#lingering.clear();
  }

  #drop(holding: Holding): void {
    const { record } = holding;
    const held = this.#held.get(record);
    if (!held?.delete(holding)) return;
    if (held.size === 0) {
      this.#held.delete(record);
      this.#lingering.set(
        record,
        this.#host.environment.setTimeout(() => {
          this.#lingering.delete(record);
          this.#host.expired(record);
        }, GRACE_MS),
      );
    }
    this.#host.changed(record);
  }

  #stopLingering(record: SessionRecord): void {
    const timer = this.#lingering.get(record);
    if (timer) this.#host.environment.clearTimeout(timer);
    this.#lingering.delete(record);
  }
}
