/**
 * The emulator is held to what a real server said: same statuses, same shapes, same order of
 * events, same cursor behaviour. Known differences are named here one by one, with the reason.
 */

import assert from 'node:assert/strict';
import { test } from 'node:test';
import type { Frame, OpenStream } from './client.js';
import type { RecordedFrame, RecordedLine } from './recording.node.js';
import { framesOf } from './recording.node.js';
import type { Replayed, ReplayOptions } from './replay.node.js';
import { replay, translate } from './replay.node.js';
import { shapeDifferences } from './shape.js';

interface Expectation extends ReplayOptions {
  name: string;
  /** Differences of bodies and payloads that are meant; matched against `where: difference`. */
  allowed?: RegExp[];
  /** Streams whose frames depend on how threads happened to run. */
  skipStreams?: RegExp;
  /** Compare the exact sequence numbers of these streams. */
  exactIds?: RegExp;
}

const RECORDINGS: Expectation[] = [
  { name: 'plain', backend: 'runs', exactIds: /^chat/ },
  { name: 'tools', backend: 'runs' },
  { name: 'reasoning', backend: 'runs' },
  { name: 'approval', backend: 'runs' },
  { name: 'two-approvals', backend: 'runs' },
  {
    name: 'two-approvals-no-identity',
    backend: 'runs',
    before: (client) => client.control.tune({ approvalIdentity: false }),
  },
  { name: 'clarify', backend: 'runs' },
  { name: 'cancel', backend: 'runs' },
  { name: 'busy', backend: 'runs', exactIds: /^chat/ },
  { name: 'error', backend: 'runs' },
  { name: 'slow-first-token', backend: 'runs', exactIds: /^chat/ },
  { name: 'reconnect', backend: 'runs', exactIds: /./ },
  { name: 'second-subscriber', backend: 'runs', exactIds: /./ },
  {
    name: 'restart',
    backend: 'runs',
    at: [{ t: 30441, act: (client) => client.control.restart() }],
    exactIds: /^(chat-stream|after)/,
  },
  { name: 'journal-stream', backend: 'runs', exactIds: /^opened/ },
  { name: 'session-ops', backend: 'runs' },
  { name: 'auth', backend: 'runs', password: 'lab-password', skip: (line) => line.req.path.startsWith('/static/') },
  {
    name: 'in-process',
    backend: 'agent',
    // The recorded stand-in agent could not be steered.
    before: (client) => client.control.tune({ steer: 'lacks' }),
    at: [{ t: 4200, act: (client) => client.control.restart() }],
    // Row ids and timings around a rotation came from that stand-in's own bookkeeping.
    allowed: [/messages\[21\]\.id: missing/, /^1981.*messages\[22\]/],
  },
];

for (const expectation of RECORDINGS) {
  test(`${expectation.name} answers like the recorded server`, async () => {
    const replayed = await replay(expectation.name, expectation);
    const problems = [...httpProblems(replayed), ...streamProblems(replayed, expectation)];
    replayed.client.emulator.dispose();
    const left = problems.filter((problem) => !(expectation.allowed ?? []).some((pattern) => pattern.test(problem)));
    assert.deepEqual(left, []);
  });
}

function httpProblems({ http, ids }: Replayed): string[] {
  const out: string[] = [];
  for (const { recorded, answer } of http) {
    const where = `${recorded.t} ${recorded.req.method} ${recorded.req.path}`;
    if (recorded.res.status === 0 || !answer) {
      if (recorded.res.status !== 0 || answer) out.push(`${where}: refused on one side only`);
      continue;
    }
    if (recorded.res.status !== answer.status) {
      out.push(
        `${where}: recorded ${recorded.res.status}, emulated ${answer.status} ${JSON.stringify(answer.body).slice(0, 200)}`,
      );
      continue;
    }
    if (typeof recorded.res.body !== 'object') continue;
    const [told, got] = comparable(recorded.req.path, recorded.res.body, answer.body, ids);
    out.push(...shapeDifferences(told, got).map((difference) => `${where}: ${difference}`));
    if (answer.status >= 400) {
      const error = (recorded.res.body as { error?: string } | null)?.error;
      if (error && !error.startsWith('Runner returned') && answer.body.error !== error)
        out.push(`${where}: error text ${answer.body.error}`);
    }
  }
  return out;
}

/** Lists hold the sessions of other recordings, too: only those that this one made count. */
function comparable(path: string, recorded: unknown, got: unknown, ids: Map<string, string>): [unknown, unknown] {
  if (!/^\/api\/sessions(\?|$|\/search)/.test(path) || !(got as object | null)?.hasOwnProperty('sessions'))
    return [recorded, got];
  const rows = (value: unknown) => (value as { sessions: { session_id: string }[] }).sessions;
  const told = rows(recorded).filter((row) => ids.has(row.session_id));
  const order = told.map((row) => ids.get(row.session_id));
  const made = rows(got).filter((row) => order.includes(row.session_id));
  return [
    { ...(recorded as object), sessions: told },
    { ...(got as object), sessions: made },
  ];
}

function streamProblems(replayed: Replayed, expectation: Expectation): string[] {
  const out: string[] = [];
  for (const [name, stream] of replayed.streams) {
    if (expectation.skipStreams?.test(name)) continue;
    const head = replayed.lines.find((line) => line.kind === 'head' && line.stream === name);
    if (!head || head.kind !== 'head') continue;
    if (head.status !== stream.status) {
      out.push(`${name}: recorded status ${head.status}, emulated ${stream.status}`);
      continue;
    }
    for (const key of ['content-type', 'cache-control', 'connection', 'x-accel-buffering']) {
      const told = head.headers[key] ?? null;
      if (told !== stream.headers.get(key))
        out.push(`${name}: header ${key} recorded ${told}, emulated ${stream.headers.get(key)}`);
    }
    const recorded = framesOf(replayed.lines, name);
    out.push(...orderProblems(name, recorded, stream));
    out.push(...payloadProblems(name, recorded, stream.frames));
    if (expectation.exactIds?.test(name)) out.push(...idProblems(name, recorded, stream, replayed));
    else out.push(...contiguityProblems(name, stream));
    const closed = closedBy(replayed.lines, name);
    // Where the recorder left first, the server had no time to close.
    if (closed && closed !== stream.ended && closed !== 'client')
      out.push(`${name}: recorded closed by ${closed}, emulated ${stream.ended}`);
  }
  return out;
}

function closedBy(lines: readonly RecordedLine[], name: string): string | null {
  const close = lines.find((line) => line.kind === 'close' && line.stream === name);
  return close && close.kind === 'close' ? close.by : null;
}

const REPEATABLE = new Set(['token', 'reasoning', 'metering', 'sessions_changed', 'approval:null']);

/** Repeats of the same kind count once: their number depends on timing and on wording. */
function outline(frames: readonly { event?: string | null | undefined; data: string }[]): string[] {
  const out: string[] = [];
  for (const frame of frames) {
    let label = frame.event ?? 'message';
    const payload = JSON.parse(frame.data) as Record<string, unknown>;
    if (label === 'approval' && 'pending' in payload)
      label = payload['pending'] === null ? 'approval:null' : 'approval:card';
    // A rate is a sample: when one comes between two words is chance.
    if (label === 'metering') continue;
    if (out.at(-1) === label && REPEATABLE.has(label)) continue;
    out.push(label);
  }
  return out;
}

function orderProblems(name: string, recorded: RecordedFrame[], stream: OpenStream): string[] {
  const told = outline(recorded).join(' ');
  const got = outline(stream.frames).join(' ');
  return told === got ? [] : [`${name}: order recorded [${told}] emulated [${got}]`];
}

/** The n-th frame of each kind has the same shape, as far as both sides have one. */
function payloadProblems(name: string, recorded: RecordedFrame[], frames: Frame[]): string[] {
  const out = new Set<string>();
  const counts = new Map<string, number>();
  for (const frame of frames) {
    const event = frame.event ?? '';
    const index = counts.get(event) ?? 0;
    counts.set(event, index + 1);
    if (event === 'sessions_changed' || event === 'metering') continue;
    const told = recorded.filter((other) => other.event === event)[index];
    if (!told) continue;
    for (const difference of shapeDifferences(JSON.parse(told.data), JSON.parse(frame.data))) {
      out.add(`${name}: ${event} ${difference}`);
    }
  }
  return [...out];
}

function idProblems(name: string, recorded: RecordedFrame[], stream: OpenStream, replayed: Replayed): string[] {
  const told = recorded.filter((frame) => frame.id).map((frame) => translate(frame.id ?? '', replayed.ids));
  const got = stream.frames.filter((frame) => frame.id).map((frame) => frame.id ?? '');
  if (told.join() === got.join()) return [];
  const span = (list: string[]) => `${list.length}: ${list[0] ?? '-'} .. ${list.at(-1) ?? '-'}`;
  return [`${name}: ids recorded ${span(told)}, emulated ${span(got)}`];
}

function contiguityProblems(name: string, stream: OpenStream): string[] {
  const seqs = stream.seqs();
  const broken = seqs.findIndex((seq, index) => {
    if (index === 0) return false;
    const step = seq - (seqs[index - 1] ?? 0);
    // The live cancel repeats the id of the event before it.
    return step !== 1 && !(step === 0 && stream.frames.filter((frame) => frame.id)[index]?.event === 'cancel');
  });
  return broken < 0 ? [] : [`${name}: sequence broken at ${seqs[broken]}`];
}
