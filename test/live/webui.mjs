// The witness: asks the server itself, past the proxy and the page, what it has.

import { URLSearchParams } from 'node:url';
import { Failure } from './until.mjs';

export class WebUi {
  #base;
  #cookie = null;

  /** @param {string} base */
  constructor(base) {
    this.#base = base;
  }

  async needsPassword() {
    const status = await this.#json('api/auth/status');
    return status.auth_enabled === true;
  }

  /** @param {string} password */
  async signIn(password) {
    const response = await this.#fetch('api/auth/login', { password });
    if (!response.ok) throw new Failure(`the server refused the password (${response.status})`);
    this.#cookie = response.headers
      .getSetCookie()
      .map((cookie) => cookie.split(';')[0])
      .join('; ');
  }

  /** A session with all its messages. */
  async session(id) {
    const query = new URLSearchParams({ session_id: id, messages: '1', resolve_model: '0' });
    return (await this.#json(`api/session?${query}`)).session;
  }

  /**
   * Which way to its agent the server goes: `agent` (in its own process) or `runs` (over the gateway). They differ on the
   * wire: only the first one meters. `parallel`: turns of two sessions run at one time; with an agent of the older kind
   * the server lets the second one wait, silently. Throws when the agent is not the lab's.
   *
   * @returns {Promise<{ name: 'agent' | 'runs', parallel: boolean }>}
   */
  async backend() {
    const slow = await this.#start('Does another wait for this one? [[scenario:plain n=40 rate=8]]');
    const quick = await this.#start('Which backend is this? [[scenario:plain n=3 rate=0]]');
    const wire = await this.#wireOf(quick.run);
    const parallel = (await this.#json(`api/chat/stream/status?stream_id=${slow.run}`)).active === true;
    await this.#wireOf(slow.run);
    const { messages } = await this.session(quick.session);
    if (messages.at(-1)?.content?.trim().split(/\s+/).length !== 3) {
      throw new Failure('the agent behind this server is not the lab’s: it did not play [[scenario:plain n=3]]');
    }
    return { name: /^event: metering$/m.test(wire) ? 'agent' : 'runs', parallel };
  }

  /** Ends what still runs in these sessions. */
  async stop(sessions) {
    for (const id of new Set(sessions)) {
      const { active_stream_id: run } = await this.session(id);
      if (run) await this.#json(`api/chat/cancel?stream_id=${run}`);
    }
  }

  /** A new session whose first turn this is; its id. */
  async begin(message) {
    return (await this.#start(message)).session;
  }

  /** A session with these stored messages; its id. */
  async import(title, messages) {
    return (await this.#json('api/session/import', { title, messages })).session.session_id;
  }

  /** Begins a turn, as another client would. */
  async send(session, message) {
    return (await this.#json('api/chat/start', { session_id: session, message })).stream_id;
  }

  /** None of these sessions runs. */
  async areIdle(sessions) {
    const all = await Promise.all(sessions.map((id) => this.session(id)));
    return all.every(({ active_stream_id: run }) => !run);
  }

  async #start(message) {
    const { session } = await this.#json('api/session/new', {});
    return { session: session.session_id, run: await this.send(session.session_id, message) };
  }

  /** Everything on the stream of a run, to its end. */
  async #wireOf(run) {
    return (await this.#fetch(`api/chat/stream?stream_id=${run}&replay=1&after_seq=0`)).text();
  }

  async #json(path, body) {
    const response = await this.#fetch(path, body);
    const text = await response.text();
    if (!response.ok) throw new Failure(`the server answered ${response.status} to ${path}: ${text.slice(0, 200)}`);
    return JSON.parse(text);
  }

  #fetch(path, body) {
    const headers = {
      ...(this.#cookie && { Cookie: this.#cookie }),
      ...(body && { 'Content-Type': 'application/json' }),
    };
    return fetch(new URL(path, this.#base), {
      method: body ? 'POST' : 'GET',
      headers,
      body: body && JSON.stringify(body),
      signal: AbortSignal.timeout(30_000),
    });
  }
}
