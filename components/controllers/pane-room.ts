/**
 * How much room a pane has, for the styles of what stands in it. By a ResizeObserver and not by a CSS container: a
 * container has the style of everything in it looked at whenever anything in it is laid out, which is 40 ms for each
 * letter that is typed beside an answer of 2 MB. Observed while the element is connected.
 */
import type { ReactiveController, ReactiveControllerHost } from 'lit';
import { atFrame, cancelAtFrame } from '../directives/frame.js';

/** Widths in CSS pixels below which a pane is called so. */
const WIDTHS = { narrow: 480, medium: 560 } as const;

export class PaneRoom implements ReactiveController {
  readonly #host: ReactiveControllerHost & HTMLElement;
  #observer: ResizeObserver | undefined;
  #width = 0;
  #height = 0;

  constructor(host: ReactiveControllerHost & HTMLElement) {
    this.#host = host;
    host.addController(this);
  }

  hostConnected(): void {
    this.#observer ??= new ResizeObserver(([entry]) => {
      if (entry === undefined) return;
      const [box] = entry.borderBoxSize;
      this.#width = box?.inlineSize ?? 0;
      this.#height = Math.round(box?.blockSize ?? 0);
      // Changed while sizes are told it would change what others observe, and the browser calls that an error.
      atFrame(this.#tell);
    });
    this.#observer.observe(this.#host);
  }

  hostDisconnected(): void {
    cancelAtFrame(this.#tell);
    this.#observer?.disconnect();
    this.#observer = undefined;
  }

  hostUpdated(): void {
    // Right from the first frame on.
    if (this.#height === 0) {
      const box = this.#host.getBoundingClientRect();
      this.#width = box.width;
      this.#height = Math.round(box.height);
    }
    this.#tell();
  }

  readonly #tell = (): void => {
    const root = this.#host.shadowRoot;
    const pane = root?.querySelector<HTMLElement>('.pane');
    // Out of sight it has none, and is as it was.
    if (!root || !pane || this.#height === 0) return;
    const words = Object.entries(WIDTHS).flatMap(([word, most]) => (this.#width < most ? [word] : []));
    if (pane.dataset['width'] !== words.join(' ')) pane.dataset['width'] = words.join(' ');
    // Only those that take a share of the height are told of it.
    const foot = root.querySelector<HTMLElement>('.foot');
    const room = `${this.#height}px`;
    if (foot && foot.style.getPropertyValue('--_room') !== room) foot.style.setProperty('--_room', room);
  };
}
