/** Output rate of one run, and the `metering` events that the in-process path makes of it. */

import type { SessionRecord, WireObject } from './records.js';

const EVERY_MS = 100;

export class Metering {
  readonly #startedAt: number;
  #lastEmit = Number.NEGATIVE_INFINITY;
  #firstToken: number | null = null;
  #deltas = 0;
  #high: number | null = null;
  #low: number | null = null;

  constructor(startedAt: number) {
    this.#startedAt = startedAt;
  }

  get timeToFirstToken(): number | null {
    return this.#firstToken === null ? null : Math.round(this.#firstToken - this.#startedAt);
  }

  countToken(now: number): void {
    this.#firstToken ??= now;
    this.#deltas += 1;
  }

  countReasoning(): void {
    this.#deltas += 1;
  }

  due(now: number): boolean {
    return now - this.#lastEmit >= EVERY_MS;
  }

  rate(now: number): number | null {
    const seconds = (now - this.#startedAt) / 1000;
    return this.#deltas > 1 && seconds > 0 ? Math.round((this.#deltas / seconds) * 10) / 10 : null;
  }

  event(now: number, session: SessionRecord, active: number, withUsage: boolean): WireObject {
    this.#lastEmit = now;
    const tps = this.rate(now);
    if (tps !== null) {
      this.#high = Math.max(this.#high ?? tps, tps);
      this.#low = Math.min(this.#low ?? tps, tps);
    }
    return {
      tps,
      tps_available: tps !== null,
      estimated: false,
      high: this.#high,
      low: this.#low,
      active,
      ...(this.timeToFirstToken === null ? {} : { ttft_ms: this.timeToFirstToken }),
      session_id: session.session_id,
      ...(withUsage ? { usage: liveUsage(session) } : {}),
    };
  }
}

export function liveUsage(session: SessionRecord): WireObject {
  return {
    input_tokens: session.input_tokens,
    output_tokens: session.output_tokens,
    estimated_cost: session.estimated_cost ?? 0,
    cache_read_tokens: 0,
    cache_write_tokens: 0,
    cache_hit_percent: null,
    context_length: session.context_length ?? 200000,
    threshold_tokens: session.threshold_tokens ?? 160000,
    last_prompt_tokens: session.last_prompt_tokens ?? 1200,
    post_compression_context_tokens_estimate: null,
  };
}
