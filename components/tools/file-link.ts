/**
 * Paths as links, where the host opens files: it is asked by an event when a path is shown, and told by another when a
 * person follows it. What the host does not offer stays text.
 */
import { html, type ReactiveController, type ReactiveControllerHost } from 'lit';
import { HermesFileLinkEvent, HermesOpenFileEvent } from '../events.js';

/** Addresses a host may give: its own, the web's, an editor's. Never one that runs in this page. */
const REFUSED = /^[\s\u00a0]*(?:javascript|data|vbscript|blob)\s*:/i;

type Host = ReactiveControllerHost & HTMLElement;

export class FileLinks implements ReactiveController {
  readonly #host: Host;
  readonly #sessionId: () => string | null;
  #answers = new Map<string, HermesFileLinkEvent>();

  constructor(host: Host, sessionId: () => string | null) {
    this.#host = host;
    this.#sessionId = sessionId;
    host.addController(this);
  }

  /** Elsewhere on the page somebody else may answer. */
  hostDisconnected(): void {
    this.#answers.clear();
  }

  /** The path as a link, or what stands for it as text. */
  render(path: string, line: number | null, shown: unknown = path, label?: string): unknown {
    const answer = this.#ask(path, line);
    if (answer === null) return shown;
    const open = (event: MouseEvent): void => {
      event.stopPropagation();
      const asked = new HermesOpenFileEvent(path, line, this.#sessionId());
      if (!this.#host.dispatchEvent(asked)) event.preventDefault();
    };
    const { href } = answer;
    const title = label ?? path;
    // It may stand in preformatted text: no space that is not its own.
    if (href === null || REFUSED.test(href))
      // prettier-ignore
      return html`<button class="file-link" part="file-link" type="button" title=${title} @click=${open}>${shown}</button>`;
    // prettier-ignore
    return html`<a class="file-link" part="file-link" href=${href} rel="noopener" title=${title} @click=${open}>${shown}</a>`;
  }

  #ask(path: string, line: number | null): HermesFileLinkEvent | null {
    if (path === '' || path.length > 4096 || !this.#host.isConnected) return null;
    const key = `${line ?? ''}:${path}`;
    let event = this.#answers.get(key);
    if (event === undefined) {
      event = new HermesFileLinkEvent(path, line, this.#sessionId());
      this.#host.dispatchEvent(event);
      this.#answers.set(key, event);
    }
    return event.offered ? event : null;
  }
}
