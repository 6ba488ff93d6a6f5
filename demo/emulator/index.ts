/** A Hermes WebUI server without Hermes: one function from Request to Response, and its controls. */

import type { Call } from './calls.js';
import { bad } from './calls.js';
import type { EmulatorClock } from './clock.js';
import { systemClock } from './clock.js';
import { EmulatorControl } from './control.js';
import { controlRequest } from './control-http.js';
import { startDemo } from './demo-life.js';
import { readBody, route, serverPath } from './router.js';
import type { Backend } from './server-state.js';
import { ServerState } from './server-state.js';

export interface EmulatorOptions {
  clock?: EmulatorClock;
  seed?: number;
  password?: string;
  backend?: Backend;
  /** Seeds the living demo sessions. */
  demo?: boolean;
}

export interface Emulator {
  /** Rejects with a TypeError where a network would fail. */
  fetch(request: Request): Promise<Response>;
  readonly control: EmulatorControl;
  /** Ends all streams and clears all timers; nothing happens afterwards. */
  dispose(): void;
}

export function createEmulator(options: EmulatorOptions = {}): Emulator {
  const server = new ServerState({
    clock: options.clock ?? systemClock,
    seed: options.seed ?? 1,
    password: options.password ?? null,
    backend: options.backend ?? 'agent',
  });
  const control = new EmulatorControl(server);
  if (options.demo) startDemo(server);
  let disposed = false;

  async function fetch(request: Request): Promise<Response> {
    if (disposed) throw new TypeError('fetch failed');
    const url = new URL(request.url);
    const path = serverPath(url.pathname);
    if (path === null) return bad('not found', 404);
    const body = await readBody(request);
    if (path.startsWith('/__emulator/')) return controlRequest(control, path, body);
    const target = path + url.search;
    const entry = server.traffic.request(server.timers.now, request.method, target);
    if (server.down) throw new TypeError('fetch failed');
    const call: Call = {
      method: request.method,
      path,
      target,
      query: url.searchParams,
      headers: request.headers,
      url,
      body,
      signal: request.signal,
    };
    const response = await abortable(request.signal, () =>
      server.faults.around(request.method, target, async () => route(server, call)),
    );
    entry.status = response.status;
    return response;
  }

  return {
    fetch,
    control,
    dispose() {
      disposed = true;
      for (const run of [...server.live.values(), ...server.unwinding.values()]) run.kill();
      for (const stream of [...server.traffic.open]) {
        if (stream.stalled) stream.cut();
        else stream.finish();
      }
      server.faults.clear();
      server.timers.close();
    },
  };
}

/** Rejects as soon as the caller gives up; what the server does then is its own business. */
async function abortable(signal: AbortSignal | null, act: () => Promise<Response>): Promise<Response> {
  if (!signal) return act();
  signal.throwIfAborted();
  let giveUp: (() => void) | undefined;
  const aborted = new Promise<never>((_, reject) => {
    giveUp = () => reject(signal.reason as Error);
    signal.addEventListener('abort', giveUp, { once: true });
  });
  try {
    return await Promise.race([act(), aborted]);
  } finally {
    if (giveUp) signal.removeEventListener('abort', giveUp);
  }
}

export type { EmulatorClock } from './clock.js';
export { VirtualClock } from './virtual-clock.js';
export type { BackgroundTask, EmulatorControl, EmulatorState, RunInfo, StartTurn, StreamFilter } from './control.js';
export type { FaultRule } from './faults.js';
export type { StreamFault, StreamFaultKind } from './stream-faults.js';
export type { StreamKind } from './event-stream.js';
export type { Message, Seed, SessionRecord } from './records.js';
export type { Backend, Tuning } from './server-state.js';
export type { ApprovalAsk, ErrorKind, Scenario, ScenarioContext, Script, Step, StepResult } from './steps.js';
export type { Choice } from './approvals.js';
