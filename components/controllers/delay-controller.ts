/**
 * Tells when something has been so for a while, so that what is over in a moment (loading, catching up) never flickers.
 */
import type { ReactiveController, ReactiveControllerHost } from 'lit';

interface Wait {
  readonly timer: ReturnType<typeof setTimeout>;
  passed: boolean;
}

export class DelayController implements ReactiveController {
  readonly #host: ReactiveControllerHost;
  readonly #waits = new Map<string, Wait>();

  constructor(host: ReactiveControllerHost) {
    this.#host = host;
    host.addController(this);
  }

  /** Call in `render`: has `name` been on for `milliseconds`? Asks for an update when it comes to that. */
  passed(name: string, on: boolean, milliseconds: number): boolean {
    const wait = this.#waits.get(name);
    if (!on) {
      clearTimeout(wait?.timer);
      this.#waits.delete(name);
      return false;
    }
    if (wait !== undefined) return wait.passed;
    const next: Wait = {
      passed: false,
      timer: setTimeout(() => {
        next.passed = true;
        this.#host.requestUpdate();
      }, milliseconds),
    };
    this.#waits.set(name, next);
    return false;
  }

  /** Drops what is no longer asked for: names that are not in `names`. */
  keep(names: ReadonlySet<string>): void {
    for (const [name, wait] of this.#waits) {
      if (names.has(name)) continue;
      clearTimeout(wait.timer);
      this.#waits.delete(name);
    }
  }

  hostDisconnected(): void {
    this.keep(new Set());
  }
}
