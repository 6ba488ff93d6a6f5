/**
 * The line between the tabs that show the same server under the same profile: who is on it, who is gone, and words to
 * all or one of them. A tab holds a lock under its name for as long as it lives, so that its death is known without any
 * heartbeat; a duplicated tab, which begins with the name of another, finds it taken and takes a new one.
 */
import type { Environment, TabChannel, TabLocks, Tabs, TimerHandle } from '../environment.js';
import type { TabMessage } from './tab-messages.js';

export interface LineHost {
  readonly environment: Environment;
  /** On the line, under a name no other living tab has. */
  joined(): void;
  /** There is no line here: locks are forbidden. */
  alone(): void;
  heard(message: TabMessage, from: string): void;
}

interface Envelope {
  readonly from: string;
  readonly to: string | null;
  readonly message: TabMessage;
}

/** Raised when what is said changes: tabs with an older page open do not understand, and are not spoken to. */
const VERSION = 1;
/** The page before a reload gives its name back a moment late; a tab that lives keeps it. */
const CLAIM_MS = 400;

export class TabLine {
  readonly #host: LineHost;
  readonly #tabs: Tabs;
  readonly #locks: TabLocks;
  readonly #prefix: string;
  #channel: TabChannel | null = null;
  #name: string;
  #release: (() => void) | null = null;
  readonly #mourned = new Map<string, () => void>();
  #joined = false;
  #timer: TimerHandle | null = null;

  constructor(host: LineHost, tabs: Tabs, locks: TabLocks, scope: string) {
    this.#host = host;
    this.#tabs = tabs;
    this.#locks = locks;
    this.#prefix = `hermes-elements/${VERSION}/${scope}`;
    this.#name = host.environment.tab();
  }

  get name(): string {
    return this.#name;
  }

  get load(): { readonly timers: number } {
    return { timers: this.#timer ? 1 : 0 };
  }

  get joined(): boolean {
    return this.#joined;
  }

  /** Takes the line up; `joined` is called when the name is ours. */
  join(): void {
    if (this.#release) return;
    this.#claim();
  }

  /** Leaves the line and gives the name free: the page goes away, or is put to sleep. */
  leave(): void {
    this.#joined = false;
    this.#clearTimer();
    this.#release?.();
    this.#release = null;
    for (const stop of this.#mourned.values()) stop();
    this.#mourned.clear();
    this.#channel?.close();
    this.#channel = null;
  }

  say(message: TabMessage, to: string | null = null): void {
    if (!this.#joined) return;
    const envelope: Envelope = { from: this.#name, to, message };
    this.#channel?.post(envelope);
  }

  /** Calls back once when the tab of this name is no more (closed, crashed, or left the line). One for each purpose. */
  mourn(name: string, why: string, gone: () => void): void {
    const key = `${why}/${name}`;
    if (!this.#joined || this.#mourned.has(key) || name === this.#name) return;
    const stop = this.#locks.request(this.#lockOf(name), 'wait', {
      granted: () => {
        this.#mourned.delete(key);
        stop();
        gone();
      },
      refused: () => this.#mourned.delete(key),
    });
    this.#mourned.set(key, stop);
  }

  /** Calls back if no living tab has this name now. */
  ifGone(name: string, gone: () => void): void {
    if (!this.#joined || name === this.#name) return;
    const stop = this.#locks.request(this.#lockOf(name), 'if-free', {
      granted: () => {
        stop();
        if (this.#joined) gone();
      },
    });
  }

  /** A lock all tabs of the line compete for. */
  compete(name: string, how: 'wait' | 'steal', told: { granted: () => void; stolen: () => void }): () => void {
    return this.#locks.request(`${this.#prefix}/${name}`, how, told);
  }

  #claim(): void {
    const { environment } = this.#host;
    this.#timer = environment.setTimeout(() => {
      // A living tab has it, the one this was duplicated from.
      this.#timer = null;
      this.#release?.();
      this.#name = environment.renameTab();
      this.#claim();
    }, CLAIM_MS);
    this.#release = this.#locks.request(this.#lockOf(this.#name), 'wait', {
      granted: () => {
        this.#clearTimer();
        this.#channel = this.#tabs.open(this.#prefix, (message) => this.#hear(message));
        this.#joined = true;
        this.#host.joined();
      },
      refused: () => {
        this.leave();
        this.#host.alone();
      },
    });
  }

  #clearTimer(): void {
    if (this.#timer) this.#host.environment.clearTimeout(this.#timer);
    this.#timer = null;
  }

  #hear(message: unknown): void {
    if (!isEnvelope(message) || message.from === this.#name) return;
    if (message.to !== null && message.to !== this.#name) return;
    this.#host.heard(message.message, message.from);
  }

  #lockOf(name: string): string {
    return `${this.#prefix}/tab/${name}`;
  }
}

function isEnvelope(message: unknown): message is Envelope {
  if (typeof message !== 'object' || message === null) return false;
  const { from, to, message: said } = message as Record<string, unknown>;
  return (
    typeof from === 'string' && (to === null || typeof to === 'string') && typeof said === 'object' && said !== null
  );
}
