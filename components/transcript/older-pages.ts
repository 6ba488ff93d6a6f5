/**
 * Reads earlier messages when somebody comes near them, and all of them when somebody goes to the start. Nothing is read
 * because a pane is shown, and after a failure only when a person asks.
 */
import type { ReactiveController, ReactiveControllerHost } from 'lit';
import type { SessionRuntime } from '../../runtime/index.js';

/** Boxes' heights from the first row at which more are read. */
const NEAR = 1.5;
/** Pages read for one wish to go to the start; a wish again goes on. */
const MOST_PAGES = 200;

export class OlderPages implements ReactiveController {
  readonly #host: ReactiveControllerHost;
  #session: SessionRuntime | undefined;
  /** The last page that was asked for did not come. */
  #failed = false;
  /** Set while somebody is on the way to the start; another wish has another one. */
  #wish: object | undefined;

  constructor(host: ReactiveControllerHost) {
    this.#host = host;
    host.addController(this);
  }

  hostDisconnected(): void {
    this.cancel();
  }

  begin(session: SessionRuntime | undefined): void {
    this.cancel();
    this.#session = session;
    this.#failed = false;
  }

  /** On the way to the start. */
  get isSeeking(): boolean {
    return this.#wish !== undefined;
  }

  /** One page. False: nothing came. */
  async load(): Promise<boolean> {
    const session = this.#session;
    if (session === undefined) return false;
    const before = session.transcript.peek();
    if (!before.hasOlder || before.loadingOlder) return false;
    const first = before.messages[0]?.key;
    try {
      await session.loadOlder();
    } catch {
      // Said by the link line; the button is there again.
    }
    const came = session.transcript.peek().messages[0]?.key !== first || !session.transcript.peek().hasOlder;
    if (session === this.#session) this.#failed = !came;
    return came;
  }

  /** Somebody went up and is `above` pixels from the first row, in a box so tall. True: a page is being read for that. */
  approached(above: number, room: number): boolean {
    if (this.#failed || above > NEAR * room) return false;
    const slice = this.#session?.transcript.peek();
    if (slice?.status !== 'ready' || !slice.hasOlder || slice.loadingOlder) return false;
    void this.load();
    return true;
  }

  /** Page after page, until there is no more, one fails, or it is cancelled. */
  async seekStart(): Promise<void> {
    const wish = {};
    this.#wish = wish;
    this.#host.requestUpdate();
    for (let page = 0; page < MOST_PAGES && this.#wish === wish; page += 1) if (!(await this.load())) break;
    if (this.#wish === wish) this.cancel();
  }

  cancel(): void {
    if (this.#wish === undefined) return;
    this.#wish = undefined;
    this.#host.requestUpdate();
  }
}
