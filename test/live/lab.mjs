// The lab's control: kills the server and starts it again.

import { Failure } from './until.mjs';

export class Lab {
  #control;

  /** @param {string} control */
  constructor(control) {
    this.#control = control;
  }

  /** kill -9. */
  kill() {
    return this.#post('webui/kill');
  }

  /** The same port and state; answers when the server does. */
  start() {
    return this.#post('webui/start');
  }

  async #post(path) {
    const response = await fetch(new URL(path, this.#control), { method: 'POST', signal: AbortSignal.timeout(60_000) });
    if (!response.ok) throw new Failure(`the lab's control answered ${response.status} to ${path}`);
  }
}
