/**
 * Consent: a person's answer to one request, and the switch that has the server give the approvals of a session by
 * itself. What a gesture is, is the elements' business; that an answer goes to that request, of that session, and at most
 * once at a time in the whole browser, is decided here (I-03, I-11).
 */
import type { Environment } from './environment.js';
import type { SessionRecord } from './session/record.js';
import type { AgentRequest, RequestAnswer } from './session/requests.js';
import { AnswerLocks } from './tabs/answer-locks.js';
import { asSessionError } from './transport/transport-error.js';
import type { Transport } from './transport/transport.js';

export interface ConsentHost {
  readonly environment: Environment;
  transport(): Transport | null;
}

export class SessionConsent {
  readonly #host: ConsentHost;
  readonly #locks: AnswerLocks;

  constructor(host: ConsentHost) {
    this.#host = host;
    this.#locks = new AnswerLocks(host.environment);
  }

  get load(): { readonly timers: number } {
    return this.#locks.load;
  }

  async answer(record: SessionRecord, id: string, answer: RequestAnswer): Promise<void> {
    const transport = this.#host.transport();
    const request = record.state.requests.open.find((open) => open.id === id);
    if (!transport || !request || request.state === 'submitting') return;
    record.dispatch({ type: 'answer.submitted', request: id, answer });
    const claim = await this.#locks.claim(`${transport.scope}|answer|${id}`);
    // Another tab told of its answer while the lock was asked for, or another server is connected by now.
    const still = record.state.requests.open.find((open) => open.id === id)?.state === 'submitting';
    const goes = claim.kind !== 'taken' && still && this.#host.transport() === transport;
    const counted = goes && (await this.#send(transport, record, request, answer));
    if (!goes) record.dispatch({ type: 'answer.deferred', request: id });
    if (claim.kind === 'held') claim.lock.giveBack(counted);
  }

  async setAutoApprove(record: SessionRecord, enabled: boolean): Promise<void> {
    const transport = this.#host.transport();
    if (transport?.setAutoApprove === undefined || record.state.consent.changing) return;
    record.dispatch({ type: 'consent.changing' });
    try {
      record.dispatch({ type: 'consent.changed', autoApprove: await transport.setAutoApprove(record.tip, enabled) });
    } catch (thrown) {
      record.dispatch({ type: 'consent.failed', error: asSessionError(thrown) });
      // It may have arrived: a read tells.
      record.dispatch({ type: 'requests.wanted' });
    }
  }

  /** Gives back what is held: the server is disconnected. */
  release(): void {
    this.#locks.close();
  }

  /** True where this answer counted. */
  async #send(
    transport: Transport,
    record: SessionRecord,
    request: AgentRequest,
    answer: RequestAnswer,
  ): Promise<boolean> {
    try {
      const result = await transport.answer(record.tip, request, answer);
      if (result.kind === 'failed')
        record.dispatch({ type: 'answer.failed', request: request.id, error: result.error });
      else
        record.dispatch({ type: result.kind === 'accepted' ? 'answer.accepted' : 'answer.gone', request: request.id });
      return result.kind === 'accepted';
    } catch (thrown) {
      record.dispatch({ type: 'answer.failed', request: request.id, error: asSessionError(thrown) });
      return false;
    }
  }
}
