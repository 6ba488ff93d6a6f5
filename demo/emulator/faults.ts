/**
 * What can go wrong between client and server, by rule. A rule matches requests by method and a
 * regular expression over path and query, and is used up after `times` matches.
 */

import type { Timers } from './clock.js';
import type { StreamFault, StreamFaultKind } from './stream-faults.js';

export type RequestFaultKind = 'status' | 'html' | 'network' | 'delay' | 'hold';

export interface FaultRule {
  kind: RequestFaultKind | StreamFaultKind;
  /** Regular expression over `/api/...?query`; all requests if absent. */
  path?: string;
  method?: string;
  /** How many matching requests are affected; default 1, -1 for all until cleared. */
  times?: number;
  /** Matching requests that pass first. */
  skip?: number;
  /** `status`: the code, and a body instead of the server's usual one. */
  status?: number;
  body?: unknown;
  /** `delay`: how long. */
  ms?: number;
  /** `hold`: the name under which it is released. */
  name?: string;
  /**
   * `network`, `delay`, `hold`: whether the server acts first. After (the default for delay and
   * hold) makes stale answers; `network` before it means that nothing happened at all.
   */
  phase?: 'before' | 'after';
  /** Stream faults: frames that pass on that connection first. */
  afterFrames?: number;
}

interface ActiveRule extends FaultRule {
  id: number;
  left: number;
  toSkip: number;
}

const STREAM_KINDS: ReadonlySet<string> = new Set<StreamFaultKind>([
  'cut',
  'fin',
  'stall',
  'half-frame',
  'http-error',
  'junk',
  'duplicate',
  'reorder',
  'hole',
]);

const STATUS_BODIES: Record<number, unknown> = {
  401: { error: 'Authentication required' },
  403: { error: 'Session expired - reload the page' },
  404: { error: 'not found' },
  409: { error: 'session already has an active stream', active_stream_id: null },
  429: { error: 'Too many attempts. Try again in a minute.' },
  500: { error: 'Internal server error' },
  502: { error: 'Gateway stop failed' },
  503: null,
};

export class Faults {
  readonly #timers: Timers;
  #rules: ActiveRule[] = [];
  #nextId = 1;
  #held = new Map<string, (() => void)[]>();

  constructor(timers: Timers) {
    this.#timers = timers;
  }

  add(rule: FaultRule): number {
    const id = this.#nextId;
    this.#nextId += 1;
    this.#rules.push({ ...rule, id, left: rule.times ?? 1, toSkip: rule.skip ?? 0 });
    return id;
  }

  remove(id: number): void {
    this.#rules = this.#rules.filter((rule) => rule.id !== id);
  }

  /** Forgets all rules and lets everything held go. */
  clear(): void {
    this.#rules = [];
    for (const name of [...this.#held.keys()]) this.release(name);
  }

  /** Lets held requests go; returns how many there were. */
  release(name = 'hold'): number {
    const waiting = this.#held.get(name) ?? [];
    this.#held.delete(name);
    for (const go of waiting) go();
    return waiting.length;
  }

  get held(): Record<string, number> {
    return Object.fromEntries([...this.#held].map(([name, waiting]) => [name, waiting.length]));
  }

  takeForStream(method: string, path: string): StreamFault[] {
    return this.#take(method, path, true).map((rule) => ({
      kind: rule.kind as StreamFaultKind,
      afterFrames: rule.afterFrames ?? 0,
    }));
  }

  /** Runs `handle` under the rules that match, in the order in which they were added. */
  async around(method: string, path: string, handle: () => Promise<Response>): Promise<Response> {
    const rules = this.#take(method, path, false);
    for (const rule of rules) {
      if (rule.kind === 'status') return statusResponse(rule);
      if (rule.kind === 'html') return htmlResponse();
      if (phaseOf(rule) === 'before') await this.#suffer(rule);
    }
    const response = await handle();
    for (const rule of rules) {
      if (phaseOf(rule) !== 'after') continue;
      if (rule.kind === 'network') await response.body?.cancel();
      await this.#suffer(rule);
    }
    return response;
  }

  async #suffer(rule: FaultRule): Promise<void> {
    if (rule.kind === 'network') throw new TypeError('fetch failed');
    if (rule.kind === 'delay') await this.#timers.sleep(rule.ms ?? 1000);
    if (rule.kind === 'hold') {
      const name = rule.name ?? 'hold';
      await new Promise<void>((resolve) => {
        this.#held.set(name, [...(this.#held.get(name) ?? []), resolve]);
      });
    }
  }

  #take(method: string, path: string, stream: boolean): ActiveRule[] {
    const taken: ActiveRule[] = [];
    for (const rule of this.#rules) {
      if (STREAM_KINDS.has(rule.kind) !== stream || rule.left === 0) continue;
      if (rule.method && rule.method.toUpperCase() !== method) continue;
      if (rule.path && !new RegExp(rule.path).test(path)) continue;
      if (rule.toSkip > 0) {
        rule.toSkip -= 1;
        continue;
      }
      if (rule.left > 0) rule.left -= 1;
      taken.push(rule);
    }
    this.#rules = this.#rules.filter((rule) => rule.left !== 0);
    return taken;
  }
}

function phaseOf(rule: FaultRule): 'before' | 'after' {
  return rule.phase ?? (rule.kind === 'network' ? 'before' : 'after');
}

function statusResponse(rule: FaultRule): Response {
  const status = rule.status ?? 500;
  const body = rule.body === undefined ? (STATUS_BODIES[status] ?? { error: `HTTP ${status}` }) : rule.body;
  const text = body === null ? null : typeof body === 'string' ? body : JSON.stringify(body, null, 2);
  return new Response(text, {
    status,
    headers: text === null ? {} : { 'content-type': 'application/json; charset=utf-8', 'cache-control': 'no-store' },
  });
}

/** What a proxy or a captive portal says instead of the server. */
function htmlResponse(): Response {
  return new Response('<!doctype html><title>Sign in</title><p>Please sign in to continue.</p>', {
    status: 200,
    headers: { 'content-type': 'text/html; charset=utf-8' },
  });
}
