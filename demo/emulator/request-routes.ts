/** Approvals and questions: what is pending, answering, and the loopback hooks that make cards. */

import type { ApprovalEntry, Choice } from './approvals.js';
import type { Call } from './calls.js';
import { bad, json, text } from './calls.js';
import type { WireObject } from './records.js';
import type { ServerState } from './server-state.js';

const CHOICES = new Set(['once', 'session', 'always', 'deny']);
const UNAVAILABLE =
  'Gateway approval could not be relayed because the active run is unavailable. Reopen the session or retry after it reconnects.';

export function approvalPending(server: ServerState, call: Call): Response {
  return json(server.approvals.pending(call.query.get('session_id') ?? ''));
}

export async function approvalRespond(server: ServerState, call: Call): Promise<Response> {
  const { body } = call;
  const id = text(body['session_id']);
  if (!id) return bad('session_id is required');
  const choice = body['choice'] === undefined ? 'deny' : String(body['choice']);
  if (!CHOICES.has(choice)) return bad(`Invalid choice: ${choice}`);
  if (body['yolo'] === true) return enableYolo(server, id, choice as Choice);
  return answer(server, id, choice as Choice, body);
}

async function answer(server: ServerState, id: string, choice: Choice, body: WireObject): Promise<Response> {
  const approvalId = text(body['approval_id']);
  const runId = text(body['run_id']);
  const token = text(body['mirror_token']);
  const queue = server.approvals.queue(id);
  if (runId || token) {
    const exact = queue.find(
      (entry) =>
        entry.approvalId === approvalId && entry.runId !== null && entry.runId === runId && entry.token === token,
    );
    return exact ? relay(server, id, exact, choice) : unavailable(choice);
  }
  const entry = approvalId ? queue.find((item) => item.approvalId === approvalId) : queue[0];
  if (entry) return entry.runId === null ? resolveLocal(server, id, entry, choice) : relay(server, id, entry, choice);
  if (queue.length === 0) {
    server.approvals.announce(id);
    return json({ ok: true, choice, stale_cleared: true });
  }
  return queue[0]?.runId === null ? json({ ok: false, choice }) : unavailable(choice);
}

function resolveLocal(server: ServerState, id: string, entry: ApprovalEntry, choice: Choice): Response {
  settle(server, id, entry, choice);
  return json({ ok: true, choice });
}

/** The gateway decides whether the answer counts; until then the card stays. */
async function relay(server: ServerState, id: string, entry: ApprovalEntry, choice: Choice): Promise<Response> {
  if (!server.tuning.approvalIdentity && server.approvals.queue(id)[0] !== entry) return unavailable(choice);
  if (entry.relaying) {
    return json(
      {
        ok: false,
        choice,
        relayed: false,
        code: 'gateway_approval_in_progress',
        error: 'Another answer is on its way.',
      },
      409,
    );
  }
  if (server.tuning.relayMs > 0) {
    entry.relaying = true;
    await server.timers.sleep(server.tuning.relayMs);
    entry.relaying = false;
  }
  if (server.tuning.approvalRelay === 'fail') {
    const error = 'Runner returned HTTP 503: {"error":"the gateway refused the answer"}';
    return json({ ok: false, choice, relayed: true, code: 'gateway_approval_relay_failed', error }, 502);
  }
  if (!server.approvals.queue(id).includes(entry)) return unavailable(choice);
  settle(server, id, entry, choice);
  server.approvals.announce(id);
  return json({ ok: true, choice, relayed: true });
}

function settle(server: ServerState, id: string, entry: ApprovalEntry, choice: Choice): void {
  server.approvals.remove(id, entry);
  server.approvals.announce(id);
  server.listEvents.publish('attention_resolved');
  entry.resolve(choice);
}

function unavailable(choice: Choice): Response {
  return json({ ok: false, choice, relayed: false, code: 'gateway_run_unavailable', error: UNAVAILABLE }, 409);
}

export function getYolo(server: ServerState, call: Call): Response {
  return json({ yolo_enabled: server.approvals.yolo(call.query.get('session_id') ?? '') });
}

export function setYolo(server: ServerState, call: Call): Response {
  const id = text(call.body['session_id']);
  if (!id) return bad('session_id is required');
  if (call.body['enabled'] === false) {
    server.approvals.setYolo(id, false);
    return json({ ok: true, yolo_enabled: false });
  }
  return enableYolo(server, id, null);
}

/** Everything parked goes through once, and nothing is asked any more. */
function enableYolo(server: ServerState, id: string, choice: Choice | null): Response {
  const parked = [...server.approvals.queue(id)];
  server.approvals.setYolo(id, true);
  for (const entry of parked) settle(server, id, entry, 'once');
  const released = parked.length > 0;
  const relayed = parked.some((entry) => entry.runId !== null);
  return json({
    ok: true,
    yolo_enabled: true,
    ...(choice ? { choice } : released ? { choice: 'once' } : {}),
    ...(relayed ? { relayed: true } : {}),
    ...(choice && !released ? { stale_cleared: true } : {}),
  });
}

export function injectApproval(server: ServerState, call: Call): Response {
  const id = call.query.get('session_id') ?? '';
  if (!id) return bad('session_id is required');
  const patternKey = call.query.get('pattern_key') ?? 'test';
  const approvalId = server.random.hex(32);
  server.approvals.add(id, {
    approvalId,
    runId: null,
    token: null,
    streamId: null,
    relaying: false,
    resolve: () => {},
    wire: {
      command: call.query.get('command') ?? 'true',
      pattern_key: patternKey,
      pattern_keys: [patternKey],
      description: 'test pattern',
      approval_id: approvalId,
    },
  });
  server.listEvents.publish('attention_pending');
  return json({ ok: true, session_id: id });
}

export function clarifyPending(server: ServerState, call: Call): Response {
  return json({ pending: server.clarifies.pending(call.query.get('session_id') ?? '') });
}

export function clarifyRespond(server: ServerState, call: Call): Response {
  const { body } = call;
  const id = text(body['session_id']);
  if (!id) return bad('session_id is required');
  const response = text(body['response']) || text(body['answer']) || text(body['choice']);
  if (!response) return bad('response is required');
  const resume = server.clarifies.answer(id, text(body['clarify_id']) || null, response);
  if (!resume) {
    return json(
      {
        ok: false,
        error: 'Clarification prompt expired or not found. The agent may have already proceeded.',
        stale: true,
      },
      409,
    );
  }
  server.listEvents.publish('attention_resolved');
  resume();
  return json({ ok: true, response });
}

export function injectClarify(server: ServerState, call: Call): Response {
  const id = call.query.get('session_id') ?? '';
  if (!id) return bad('session_id is required');
  server.clarifies.ask(
    id,
    server.random.hex(12),
    {
      question: call.query.get('question') ?? 'Which one?',
      choices: call.query.getAll('choices'),
      timeoutSeconds: 120,
      streamId: null,
    },
    () => {},
  );
  server.listEvents.publish('attention_pending');
  return json({ ok: true, session_id: id });
}
