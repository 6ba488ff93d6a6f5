/** `POST __emulator/<verb>`: the control for browsers in tests. Bodies and answers are JSON. */

import type { Choice } from './approvals.js';
import { json } from './calls.js';
import type { BackgroundTask, EmulatorControl, StreamFilter } from './control.js';
import type { FaultRule } from './faults.js';
import type { Seed, WireObject } from './records.js';
import type { Tuning } from './server-state.js';
import type { Step } from './steps.js';

type Verb = (control: EmulatorControl, body: WireObject) => unknown;

const VERBS: Record<string, Verb> = {
  state: (control) => control.state(),
  seed: (control, body) => ({ session_id: control.seed(body as Seed) }),
  'seed-many': (control, body) => ({
    session_ids: control.seedMany(Number(body['count'] ?? 10), number(body['rows'])),
  }),
  session: (control, body) => control.session(word(body['session']) ?? '') ?? null,
  rotate: (control, body) => ({ session_id: control.rotate(word(body['session']) ?? '') }),
  run: (control, body) => control.run(word(body['run'])) ?? null,
  'start-turn': (control, body) => ({
    stream_id: control.startTurn(word(body['session']) ?? '', { text: word(body['text']) ?? 'Hello' }),
  }),
  'start-server-turn': (control, body) => ({
    stream_id: control.startServerTurn(word(body['session']) ?? '', body['text'] ? { text: String(body['text']) } : {}),
  }),
  'complete-background-task': (control, body) =>
    control.completeBackgroundTask(word(body['session']) ?? '', body as BackgroundTask),
  emit: (control, body) => control.emit(word(body['run']) ?? 'latest', body['step'] as Step),
  release: (control, body) => control.release(word(body['run']), word(body['name'])),
  pause: (control, body) => control.pause(word(body['run'])),
  resume: (control, body) => control.resume(word(body['run'])),
  step: (control, body) => control.step(word(body['run']), number(body['n'])),
  cancel: (control, body) => ({ cancelled: control.cancel(word(body['run'])) }),
  approve: (control, body) => ({
    answered: control.approve(word(body['session']) ?? '', (word(body['choice']) ?? 'once') as Choice),
  }),
  answer: (control, body) => ({ answered: control.answer(word(body['session']) ?? '', word(body['text']) ?? '') }),
  publish: (control, body) =>
    control.publish(word(body['reason']) ?? 'session_new', {
      sessionId: word(body['session']),
      profile: word(body['profile']),
    }),
  restart: (control, body) => control.restart(number(body['downMs'])),
  down: (control) => control.goDown(),
  'expire-logins': (control) => control.expireLogins(),
  tune: (control, body) => control.tune(body as Partial<Tuning>),
  fault: (control, body) => ({ id: control.fault(body as unknown as FaultRule) }),
  'clear-faults': (control, body) => control.clearFaults(number(body['id'])),
  'release-held': (control, body) => ({ released: control.releaseHeld(word(body['name'])) }),
  'cut-streams': (control, body) => ({ streams: control.cutStreams(body as StreamFilter) }),
  'end-streams': (control, body) => ({ streams: control.endStreams(body as StreamFilter) }),
  'stall-streams': (control, body) => ({ streams: control.stallStreams(body as StreamFilter) }),
  'inject-bytes': (control, body) => ({
    streams: control.injectBytes(String(body['text'] ?? ''), body as StreamFilter),
  }),
  'inject-frame': (control, body) => ({
    streams: control.injectFrame(String(body['event']), (body['payload'] ?? {}) as WireObject, body as StreamFilter),
  }),
  'reset-counters': (control) => control.resetCounters(),
  journal: (control, body) => ({ rows: control.journal(word(body['stream']) ?? '') }),
};

const CONTROL_VERBS: readonly string[] = Object.keys(VERBS);

export function controlRequest(control: EmulatorControl, path: string, body: WireObject): Response {
  const verb = VERBS[path.slice('/__emulator/'.length)];
  if (!verb) return json({ error: 'no such verb', verbs: CONTROL_VERBS }, 404);
  try {
    return json(verb(control, body) ?? { ok: true });
  } catch (error) {
    return json({ error: error instanceof Error ? error.message : String(error) }, 400);
  }
}

function word(value: unknown): string | undefined {
  return typeof value === 'string' ? value : undefined;
}

function number(value: unknown): number | undefined {
  return typeof value === 'number' ? value : undefined;
}
