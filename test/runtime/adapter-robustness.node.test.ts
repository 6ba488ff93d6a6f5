/** Nothing from the wire can make a mapper throw, and what it makes is always what the types promise. */
import assert from 'node:assert/strict';
import { describe, it } from 'node:test';
import fc from 'fast-check';
import { mapFrame } from '../../runtime/adapters/webui/map-frame.js';
import { mapJournal } from '../../runtime/adapters/webui/map-journal.js';
import { mapList } from '../../runtime/adapters/webui/map-list.js';
import { mapMessages } from '../../runtime/adapters/webui/map-message.js';
import { mapPending } from '../../runtime/adapters/webui/map-request.js';
import { mapLoaded } from '../../runtime/adapters/webui/map-session.js';
import { mapWatchFrame } from '../../runtime/adapters/webui/map-watch.js';
import { obj, objects } from '../../runtime/adapters/webui/json.js';
import type { TranscriptRow } from '../../runtime/session/transcript.js';
import { chatStreams, exchanges, traceNames } from './support/wire-traces.node.js';

const RUNS = { seed: 20261122, numRuns: 400 } as const;

/** Keys that mean something, so that random objects are not only ignored ones. */
const KEYS = [
  'session_id',
  'title',
  'messages',
  'role',
  'content',
  'tool_calls',
  'function',
  'arguments',
  'name',
  'args',
  'tid',
  'id',
  'text',
  'preview',
  'usage',
  'session',
  'new_session_id',
  'type',
  'recovery_control',
  'message',
  'approval_id',
  'choices',
  'pending',
  'clarify_id',
  'active_stream_id',
  'stream_id',
  'last_seq',
  'last_assistant_text',
  'last_reasoning_text',
  'activity_burst_anchors',
  'textEnd',
  'activityBurstId',
  'anchor_activity_scene',
  'activity_rows',
  'runtime_journal_snapshot',
  'sessions',
  'parent_session_id',
  '_lineage_root_id',
  '_lineage_tip_id',
  'pre_compression_snapshot',
  'attention',
  'kind',
  'count',
  'todos',
  'todo_state',
  'attachments',
  '_error',
  '_partial',
  '_partial_tool_calls',
  'timestamp',
  'pending_user_message',
  'assistant_msg_idx',
  'snippet',
  '_messages_offset',
  'is_streaming',
  'pattern_keys',
  '__proto__',
  'constructor',
] as const;

const EVENTS = [
  'token',
  'reasoning',
  'interim_assistant',
  'tool',
  'tool_complete',
  'approval',
  'clarify',
  'metering',
  'context_status',
  'title_status',
  'todo_state',
  'compressing',
  'compressed',
  'warning',
  'goal',
  'goal_continue',
  'state_saved',
  'pending_steer_leftover',
  'bg_task_complete',
  'process_complete',
  'title',
  'done',
  'cancel',
  'apperror',
  'error',
  'stream_end',
  'server_turn_started',
  'session-updated',
  'initial',
  'toString',
  '',
] as const;

const { json } = fc.letrec<{ json: unknown }>((tie) => ({
  json: fc.oneof(
    { depthSize: 'medium', withCrossShrink: true },
    fc.constantFrom<unknown>(
      null,
      true,
      false,
      0,
      1,
      -1,
      3,
      1e308,
      Number.NaN,
      '',
      'r',
      'user',
      'assistant',
      'tool',
      'done',
      'running',
      '{"output":1}',
      '{',
    ),
    fc.string({ unit: 'binary', maxLength: 12 }),
    fc.double(),
    fc.array(tie('json'), { maxLength: 5 }),
    fc
      .array(fc.tuple(fc.oneof(fc.constantFrom(...KEYS), fc.string()), tie('json')), { maxLength: 8 })
      .map((entries) => Object.fromEntries(entries)),
  ),
}));

function checkRow(row: TranscriptRow): void {
  assert.ok(['user', 'assistant', 'tool', 'system'].includes(row.role));
  assert.equal(typeof row.text, 'string');
  assert.equal(typeof row.reasoning, 'string');
  assert.ok(row.at === null || Number.isFinite(row.at));
  for (const call of row.toolCalls) {
    assert.equal(typeof call.id, 'string');
    assert.equal(typeof call.name, 'string');
    assert.ok(typeof call.args === 'object' && call.args !== null && !Array.isArray(call.args));
  }
  for (const name of row.attachments) assert.equal(typeof name, 'string');
}

describe('random JSON', () => {
  it('as frames', () => {
    fc.assert(
      fc.property(
        fc.constantFrom(...EVENTS),
        fc.constantFrom(null, 'r:1', 'q:1', 'r:x', 'r'),
        json,
        (event, id, data) => {
          for (const mapped of mapFrame({ id, event, data }, { session: 's', run: 'r' })) {
            assert.equal(mapped.session, 's');
            assert.equal(typeof mapped.type, 'string');
            if (mapped.type === 'run.settled') mapped.transcript.rows.forEach(checkRow);
            if (mapped.type === 'text.delta') assert.equal(typeof mapped.text, 'string');
            if (mapped.type === 'request.opened') assert.ok(mapped.request.id.length > 0 && mapped.waiting >= 1);
          }
          mapWatchFrame({ id, event, data }, 's');
        },
      ),
      { ...RUNS, numRuns: 2_000 },
    );
  });

  it('as messages: row for row', () => {
    fc.assert(
      fc.property(
        fc.array(json, { maxLength: 8 }),
        fc.nat(50),
        fc.array(json, { maxLength: 4 }),
        (messages, offset, summaries) => {
          const rows = mapMessages(messages, offset, objects({ summaries }, 'summaries'));
          assert.equal(rows.length, messages.length);
          rows.forEach(checkRow);
        },
      ),
      RUNS,
    );
  });

  it('as sessions, lists, snapshots and pending requests', () => {
    fc.assert(
      fc.property(json, json, fc.boolean(), (detail, window, live) => {
        const loaded = mapLoaded('s', { detail: obj(detail), window: obj(window), live, asOf: 1 });
        assert.equal(loaded.meta.id, 's');
        assert.ok(loaded.transcript!.total >= loaded.transcript!.rows.length);
        mapList(detail);
        mapList({ sessions: [detail, window] });
        mapJournal(detail, 'r');
        mapPending(detail, live ? 'approval' : 'question', 's');
      }),
      RUNS,
    );
  });
});

describe('recordings with one value made wrong', () => {
  const wrong = fc.constantFrom<unknown>(null, 7, -1, true, 'x', '', [], [null], {}, { text: 1 }, Number.MAX_VALUE);

  it('still map', () => {
    const frames = traceNames().flatMap((trace) =>
      chatStreams(trace).flatMap(({ run, frames: all }) =>
        all
          .slice(0, 40)
          .concat(all.slice(-3))
          .map((frame) => ({ run, frame })),
      ),
    );
    const bodies = traceNames().flatMap((trace) =>
      [...exchanges(trace, '/api/session'), ...exchanges(trace, '/api/sessions')].map(({ body }) => body),
    );
    fc.assert(
      fc.property(
        fc.constantFrom(...frames),
        fc.constantFrom(...bodies),
        fc.array(fc.nat(), { minLength: 1, maxLength: 5 }),
        wrong,
        ({ run, frame }, body, path, value) => {
          mapFrame({ ...frame, data: withWrong(frame.data, path, value) }, { session: 's', run });
          const damaged = obj(withWrong(body, path, value));
          mapList(damaged);
          const session = obj(damaged['session']);
          mapLoaded('s', { detail: session, window: session, live: true, asOf: 0 });
        },
      ),
      { ...RUNS, numRuns: 1_500 },
    );
  });

  /** Goes down into the value along `path` (as far as it goes) and puts the wrong one there. */
  function withWrong(value: unknown, path: readonly number[], put: unknown): unknown {
    const [step, ...rest] = path;
    if (step === undefined) return put;
    if (Array.isArray(value) && value.length > 0) {
      const copy = [...(value as unknown[])];
      copy[step % copy.length] = withWrong(copy[step % copy.length], rest, put);
      return copy;
    }
    const keys = Object.keys(obj(value));
    if (keys.length === 0) return put;
    const key = keys[step % keys.length]!;
    return { ...obj(value), [key]: withWrong(obj(value)[key], rest, put) };
  }
});

describe('absurd sizes', () => {
  it('are cut, and cost no time worth mentioning', () => {
    const long = 'x'.repeat(5_000_000);
    const [row] = mapMessages(
      [
        {
          role: 'assistant',
          content: long,
          tool_calls: [
            {
              id: long,
              function: {
                name: 'a',
                arguments: JSON.stringify(Object.fromEntries(Array.from({ length: 900 }, (_, n) => [`k${n}`, n]))),
              },
            },
          ],
        },
      ],
      0,
    );
    assert.equal(row!.text.length, 4_000_000);
    assert.equal(row!.toolCalls[0]!.id, 'row0#0');
    assert.equal(Object.keys(row!.toolCalls[0]!.args).length, 200);
    const question = mapPending(
      { pending: { clarify_id: 'c', choices_offered: Array.from({ length: 5_000 }, String) } },
      'question',
      's',
    ).head;
    assert.ok(question?.kind === 'question' && question.question.choices.length === 100);
    const list = mapList({
      sessions: Array.from({ length: 5_000 }, (_, n) => ({
        session_id: `s${n}`,
        parent_session_id: `s${n + 1}`,
        pre_compression_snapshot: true,
      })),
    });
    assert.equal(list.rows.length, 1);
  });

  it('a name from the prototype is not a field', () => {
    const [row] = mapMessages([Object.create({ role: 'user', content: 'inherited' })], 0);
    assert.equal(row!.role, 'system');
    const [polluted] = mapMessages(
      [
        JSON.parse(
          '{"role":"assistant","content":"a","__proto__":{"_error":true},"tool_calls":[{"id":"c","function":{"name":"n","arguments":"{\\"__proto__\\":{\\"x\\":1}}"}}]}',
        ),
      ],
      0,
    );
    assert.equal(polluted!.notice, null);
    assert.equal((polluted!.toolCalls[0]!.args as { x?: number }).x, undefined);
    assert.equal(({} as { x?: number }).x, undefined);
  });
});
