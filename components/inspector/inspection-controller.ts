/**
 * Looks at a registry for an element: at once when something changed, but no more often than twice a second, and once a
 * second while nothing does, since ages grow. Looks only while the element is on the page and a person can see it.
 *
 * Owns one subscription, one observer and at most one timer; all of them end when the element leaves the page. Events go
 * on being recorded while the element is out of sight: what happened meanwhile is what one comes back for.
 */
import type { ReactiveController } from 'lit';
import type { RegistryInspection, SessionRegistry } from '../../runtime/index.js';
import { pageVisible, watchPage } from '../controllers/page.js';
import { RegistryController, type RegistryHost } from '../controllers/registry-controller.js';

const APART_MS = 500;
const IDLE_MS = 1_000;

export class InspectionController implements ReactiveController {
  /** What was seen last; undefined while there is no registry. */
  current: RegistryInspection | undefined;

  readonly #host: RegistryHost;
  readonly #registry: RegistryController;
  #watched: SessionRegistry | undefined;
  #stop: (() => void) | undefined;
  #unwatchPage: (() => void) | undefined;
  #observer: IntersectionObserver | undefined;
  #inSight = false;
  #paused = false;
  #timer: ReturnType<typeof setTimeout> | undefined;
  #timerAt = 0;
  #lookedAt = Number.NEGATIVE_INFINITY;

  constructor(host: RegistryHost) {
    this.#host = host;
    this.#registry = new RegistryController(host);
    host.addController(this);
  }

  /** While paused what is shown stands still; recording goes on. */
  get paused(): boolean {
    return this.#paused;
  }

  set paused(paused: boolean) {
    this.#paused = paused;
    this.#resume();
    this.#host.requestUpdate();
  }

  /** For a report: this moment, or what stands there while it is paused. */
  take(): RegistryInspection | undefined {
    return this.#paused ? this.current : this.#watched?.inspect();
  }

  hostConnected(): void {
    this.#bind();
    this.#unwatchPage = watchPage(() => this.#resume());
    this.#observer = new IntersectionObserver((entries) => {
      this.#inSight = entries.at(-1)?.isIntersecting ?? false;
      this.#resume();
    });
    this.#observer.observe(this.#host);
  }

  hostUpdate(): void {
    this.#bind();
  }

  hostDisconnected(): void {
    this.#unwatchPage?.();
    this.#observer?.disconnect();
    this.#stop?.();
    this.#clear();
    this.#unwatchPage = this.#observer = this.#stop = this.#watched = undefined;
    this.#inSight = false;
  }

  /** The registry changes by property or by where the element stands. */
  #bind(): void {
    if (!this.#host.isConnected) return;
    const registry = this.#registry.current.peek();
    if (registry === this.#watched) return;
    this.#stop?.();
    this.#watched = registry;
    this.#stop = registry?.startInspecting(() => this.#plan(APART_MS));
    this.current = registry?.inspect();
    this.#lookedAt = performance.now();
    this.#resume();
  }

  get #looking(): boolean {
    return this.#watched !== undefined && this.#inSight && !this.#paused && pageVisible();
  }

  #resume(): void {
    if (this.#looking) this.#plan(APART_MS);
    else this.#clear();
  }

  /** Looks no earlier than this long after the last look; an earlier plan stands. */
  #plan(apart: number): void {
    if (!this.#looking) return;
    const at = Math.max(performance.now(), this.#lookedAt + apart);
    if (this.#timer !== undefined && this.#timerAt <= at) return;
    this.#clear();
    this.#timerAt = at;
    this.#timer = setTimeout(() => {
      this.#timer = undefined;
      this.#look();
    }, at - performance.now());
  }

  #look(): void {
    if (!this.#looking) return;
    this.current = this.#watched?.inspect();
    this.#lookedAt = performance.now();
    this.#host.requestUpdate();
    this.#plan(IDLE_MS);
  }

  #clear(): void {
    clearTimeout(this.#timer);
    this.#timer = undefined;
  }
}
