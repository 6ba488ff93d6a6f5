/**
 * Light or dark for an element that stands in a page: the nearest `data-theme` around it, else the page's own
 * `color-scheme`, else (a page that says neither) the person's preference. See styles/tokens.ts.
 *
 * One observer of the document element for all hosts, alive while there is one: that is where pages switch themes.
 */
import type { ReactiveController, ReactiveControllerHost } from 'lit';

const hosts = new Set<SchemeController>();
let observer: MutationObserver | undefined;

export class SchemeController implements ReactiveController {
  readonly #host: ReactiveControllerHost & HTMLElement;
  readonly #internals: ElementInternals;

  constructor(host: ReactiveControllerHost & HTMLElement, internals: ElementInternals) {
    this.#host = host;
    this.#internals = internals;
    host.addController(this);
  }

  hostConnected(): void {
    // Inside another element of ours the scheme is inherited from it.
    if (this.#host.getRootNode() instanceof ShadowRoot && hasHost((this.#host.getRootNode() as ShadowRoot).host))
      return;
    hosts.add(this);
    if (observer === undefined) {
      observer = new MutationObserver(() => {
        for (const host of hosts) host.look();
      });
      observer.observe(document.documentElement, {
        attributes: true,
        attributeFilter: ['data-theme', 'class', 'style'],
      });
    }
    this.look();
  }

  hostDisconnected(): void {
    hosts.delete(this);
    if (hosts.size > 0) return;
    observer?.disconnect();
    observer = undefined;
  }

  look(): void {
    const around = this.#host.parentElement ?? (this.#host.getRootNode() as Partial<ShadowRoot>).host;
    const theme = around?.closest('[data-theme]')?.getAttribute('data-theme');
    const states = this.#internals.states;
    set(states, 'theme-light', theme === 'light');
    set(states, 'theme-dark', theme === 'dark');
    set(states, 'follows-preference', around !== undefined && getComputedStyle(around).colorScheme === 'normal');
  }
}

function hasHost(element: Element): boolean {
  return element.localName.startsWith('hermes-');
}

function set(states: CustomStateSet, name: string, on: boolean): void {
  if (on) states.add(name);
  else states.delete(name);
}
