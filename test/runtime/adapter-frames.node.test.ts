/** Frames of a real server, and frames nobody should send, through `mapFrame`. */
import assert from 'node:assert/strict';
import { describe, it } from 'node:test';
import { mapFrame } from '../../runtime/adapters/webui/map-frame.js';
import { mapWatchFrame } from '../../runtime/adapters/webui/map-watch.js';
import type { SessionError } from '../../runtime/session/slices.js';
import type { RunEvent, TransportEvent } from '../../runtime/transport/events.js';
import { chatStream, chatStreams, streamsOf, traceNames } from './support/wire-traces.node.js';

const SESSION = 'sid';
const RUN = 'r1';

function map(event: string, data: unknown, id: string | null = `${RUN}:7`): readonly TransportEvent[] {
  return mapFrame({ id, event, data }, { session: SESSION, run: RUN });
}

function eventsOf(trace: string, name: string, session = SESSION): readonly TransportEvent[] {
  const stream = chatStream(trace, name);
  return stream.frames.flatMap((frame) => mapFrame(frame, { session, run: stream.run }));
}

function seqOf(event: TransportEvent): number | undefined {
  return (event as { seq?: number }).seq;
}

function only<Type extends TransportEvent['type']>(
  events: readonly TransportEvent[],
  type: Type,
): readonly Extract<TransportEvent, { type: Type }>[] {
  return events.filter((event): event is Extract<TransportEvent, { type: Type }> => event.type === type);
}

describe('every recorded chat stream', () => {
  for (const trace of traceNames()) {
    for (const stream of chatStreams(trace)) {
      it(`${trace}: ${stream.name} maps, and keeps its numbers`, () => {
        for (const frame of stream.frames) {
          const events = mapFrame(frame, { session: SESSION, run: stream.run });
          assert.ok(events.length > 0, `${frame.event} became nothing`);
          for (const event of events) {
            assert.equal(event.session, SESSION);
            if ('run' in event) assert.equal(event.run, stream.run);
            assert.notEqual(event.type, 'run.unknown', frame.event);
          }
          const numbered = events.filter((event) => seqOf(event) !== undefined);
          const marker =
            frame.event === 'cancel' || (frame.data as { recovery_control?: boolean }).recovery_control === true;
          assert.equal(numbered.length, marker ? 0 : 1, `${frame.event} carries its number once`);
          if (!marker) {
            assert.equal(numbered[0], events.at(-1));
            assert.equal(`${stream.run}:${String(seqOf(events.at(-1)!))}`, frame.id);
          }
        }
      });
    }
  }
});

describe('text', () => {
  it('is the same in deltas and in the settled transcript', () => {
    const events = eventsOf('plain', 'chat-stream');
    const text = only(events, 'text.delta')
      .map((event) => event.text)
      .join('');
    const settled = only(events, 'run.settled')[0]!;
    // The server strips what it stores on the gateway path.
    assert.equal(settled.transcript.rows.at(-1)!.text, text.trim());
    assert.equal(settled.transcript.total, 2);
    assert.deepEqual(
      settled.transcript.rows.map((row) => row.role),
      ['user', 'assistant'],
    );
    assert.equal(events.at(-1)!.type, 'run.closed');
  });

  it('keeps every character of a torture text cut into pieces of three code points', () => {
    for (const stream of chatStreams('unicode').filter((candidate) =>
      candidate.frames.some((frame) => frame.event === 'done'),
    )) {
      const events = stream.frames.flatMap((frame) => mapFrame(frame, { session: SESSION, run: stream.run }));
      const text = only(events, 'text.delta')
        .map((event) => event.text)
        .join('');
      assert.equal(only(events, 'run.settled')[0]!.transcript.rows.at(-1)!.text, text.trim());
    }
  });

  it('marks what was said before tools, and says whether it came as text already', () => {
    const notes = only(eventsOf('in-process', 'tools'), 'text.boundary');
    assert.deepEqual(
      notes.map((note) => [note.text, note.alreadyStreamed, note.reasoningEcho]),
      [
        ['Let me look at the folder first.', true, false],
        ['Three entries. Reading two of them side by side.', true, false],
      ],
    );
    assert.equal(map('interim_assistant', { text: '  ', already_streamed: true })[0]!.type, 'run.progress');
  });
});

describe('tools', () => {
  it('keep their order, ids, arguments and failures on the gateway path', () => {
    const events = eventsOf('tools', 'chat-stream');
    const started = only(events, 'tool.started');
    assert.deepEqual(
      started.map((tool) => [tool.toolId, tool.name]),
      [
        ['call_a1', 'list_files'],
        ['call_b1', 'read_file'],
        ['call_b2', 'read_file'],
        ['call_c1', 'terminal'],
        [null, 'web_search'],
      ],
    );
    assert.deepEqual(started[0]!.args, { path: 'notes', recursive: true });
    assert.equal(started[0]!.preview, 'notes (recursive)');
    const finished = only(events, 'tool.finished');
    assert.deepEqual(
      finished.map((tool) => tool.toolId),
      ['call_a1', 'call_b2', 'call_b1', 'call_c1', null],
    );
    assert.deepEqual(
      finished.map((tool) => tool.failed),
      [false, true, false, false, false],
    );
    assert.equal(finished[0]!.result, '3 entries: a.md, b.md, img/');
  });

  it('have no preview and stringified arguments in process', () => {
    const events = eventsOf('in-process', 'tools');
    assert.deepEqual(only(events, 'tool.started')[0]!.args, { path: 'notes', recursive: 'True' });
    assert.equal(only(events, 'tool.started')[0]!.preview, null);
    assert.equal(only(events, 'tool.finished')[0]!.result, 'a.md\nb.md\nimg/');
  });

  it('read the id under every name it has had', () => {
    for (const key of ['tid', 'id', 'tool_call_id', 'tool_use_id', 'call_id']) {
      const [event] = only(map('tool', { name: 'x', [key]: 'c9' }), 'tool.started');
      assert.equal(event!.toolId, 'c9', key);
    }
  });

  it('take a duration in seconds', () => {
    assert.equal(only(map('tool_complete', { name: 'x', duration: 1.25 }), 'tool.finished')[0]!.durationMs, 1250);
    assert.equal(only(map('tool_complete', { name: 'x' }), 'tool.finished')[0]!.durationMs, null);
  });

  it('do not show the clarify tool, but move the cursor', () => {
    for (const name of ['tool', 'tool_complete']) {
      assert.deepEqual(map(name, { name: 'clarify', tid: 'c1' }), [
        { type: 'run.progress', session: SESSION, run: RUN, seq: 7, usage: null, tokensPerSecond: null },
      ]);
    }
  });
});

describe('requests', () => {
  it('carry everything needed to decide and to answer', () => {
    const stream = chatStream('approval', 'chat-stream-A');
    const [opened] = only(eventsOf('approval', 'chat-stream-A'), 'request.opened');
    const { request } = opened!;
    assert.ok(request.kind === 'approval');
    assert.equal(request.id, 'run_0005:appr-1');
    assert.equal(request.run, stream.run, 'the run is the stream, not the run of the gateway behind it');
    assert.deepEqual(request.approval, {
      command: 'rm -r build',
      description: 'Recursive delete',
      tool: 'terminal',
      args: null,
      risk: 'high',
      patterns: ['recursive-delete'],
      choices: ['once', 'session', 'always', 'deny'],
    });
    assert.deepEqual(request.wire, {
      approval_id: 'appr-1',
      run_id: 'run_0005',
      mirror_token: 'a162dcc221ba4abe8167476ba883cc3e',
    });
    assert.equal(opened!.waiting, 1);
  });

  it('offer no rule to store where the server does not', () => {
    const opened = only(eventsOf('two-approvals', 'chat-stream'), 'request.opened');
    assert.deepEqual(
      opened.map((event) => event.request.kind === 'approval' && event.request.approval.choices),
      [
        ['once', 'session', 'deny'],
        ['once', 'session', 'deny'],
      ],
    );
    assert.deepEqual(
      opened.map((event) => event.waiting),
      [1, 2],
    );
    const [first, second] = opened.map((event) => event.request.id);
    assert.match(first!, /:appr-1$/);
    assert.equal(second, first, 'both frames carry the head of the queue');
  });

  // A gateway counted its approvals from 1 in every run. The second one of a session was taken for the first, which was
  // answered: it was never shown, and the agent waited for ever.
  it('of two runs are two, though the gateway gave both the same id', () => {
    const asked = (run: string) => {
      const data = { approval_id: 'appr-1', run_id: run, _gateway_mirror_token: `token of ${run}` };
      return only(map('approval', data), 'request.opened')[0]!.request;
    };
    assert.notEqual(asked('run_0002').id, asked('run_0001').id);
    assert.equal(asked('run_0002').wire['approval_id'], 'appr-1', 'the server is answered with its own id');
  });

  it('take the choices as offered, in the order offered', () => {
    const choices = (data: object): unknown => {
      const [opened] = only(map('approval', { approval_id: 'a', ...data }), 'request.opened');
      return opened!.request.kind === 'approval' && opened!.request.approval.choices;
    };
    assert.deepEqual(choices({ choices: ['deny', 'once', 'perhaps', 7, 'once'] }), ['deny', 'once']);
    assert.deepEqual(choices({}), ['once', 'session', 'always', 'deny']);
    assert.deepEqual(choices({ allow_permanent: false }), ['once', 'session', 'deny']);
    assert.deepEqual(choices({ choices: [], allow_permanent: false }), ['once', 'session', 'deny']);
  });

  it('give both halves of the owner or neither', () => {
    const wire = (data: object): unknown =>
      only(map('approval', { approval_id: 'a', ...data }), 'request.opened')[0]!.request.wire;
    assert.deepEqual(wire({ run_id: 'r' }), {});
    assert.deepEqual(wire({ _gateway_mirror_token: 't' }), {});
    assert.deepEqual(wire({ run_id: '', _gateway_mirror_token: 't' }), {});
    assert.deepEqual(wire({ run_id: 'r', _gateway_mirror_token: 't' }), {
      approval_id: 'a',
      run_id: 'r',
      mirror_token: 't',
    });
  });

  it('are not shown without an id: an answer would go to whichever is oldest by then', () => {
    assert.equal(map('approval', { command: 'rm -rf /' })[0]!.type, 'run.progress');
    assert.equal(only(map('approval', { request_id: 'q' }), 'request.opened')[0]!.request.id, 'q');
  });

  it('know when a question ends', () => {
    const [opened] = only(eventsOf('in-process', 'clarify'), 'request.opened');
    const { request } = opened!;
    assert.ok(request.kind === 'question');
    assert.equal(request.id, '8d6aee2d685c');
    assert.deepEqual(request.question, { text: 'Which colour?', choices: ['amber', 'blue'] });
    assert.equal(request.expiresAt! - request.openedAt!, 3_600_000);
    const [unlimited] = only(
      map('clarify', { clarify_id: 'c', question: 'Q', timeout_seconds: 0, expires_at: 0 }),
      'request.opened',
    );
    assert.equal(unlimited!.request.expiresAt, null);
  });
});

describe('ends', () => {
  it('a stop is not numbered, because it reuses the number of the frame before it', () => {
    const stream = chatStream('in-process', 'cancel');
    const ids = stream.frames.map((frame) => frame.id);
    assert.equal(ids.at(-1), ids.at(-2), 'the recording shows the reuse');
    const end = eventsOf('in-process', 'cancel', '40c8bdbed715').at(-1)!;
    assert.ok(end.type === 'run.finished');
    assert.equal(end.outcome, 'stopped');
    assert.equal(seqOf(end), undefined);
    assert.deepEqual(
      end.transcript!.rows.slice(-3).map((row) => [row.role, row.notice, row.partial]),
      [
        ['user', null, false],
        ['assistant', null, true],
        ['assistant', 'stopped', false],
      ],
    );
  });

  it('a stop without the session, or with another one, has no transcript', () => {
    for (const data of [{ message: 'Cancelled by gateway' }, { session: { session_id: 'other', messages: [] } }]) {
      const [end] = only(map('cancel', data), 'run.finished');
      assert.equal(end!.transcript, null);
      assert.equal(seqOf(end!), undefined);
    }
  });

  const kinds: readonly [string, string, SessionError['code'], boolean][] = [
    ['error', 'chat-failed', 'run-failed', true],
    ['error', 'chat-partial', 'run-failed', true],
    ['error', 'chat-quota', 'quota', true],
    ['error', 'chat-auth', 'model', true],
    ['error', 'chat-http500', 'run-failed', true],
    ['error', 'chat-http401', 'model', true],
    ['error', 'chat-empty', 'run-failed', false],
    ['error', 'chat-completed-error', 'run-failed', true],
    ['in-process', 'quota', 'quota', false],
    ['gateway-down', 'chat-stream-down', 'run-failed', true],
  ];
  for (const [trace, name, code, whole] of kinds) {
    it(`${trace} ${name} ends as ${code}`, () => {
      const events = eventsOf(trace, name);
      const end = events.at(-1)!;
      assert.ok(end.type === 'run.finished');
      assert.equal(end.outcome, 'failed');
      assert.equal(end.error!.code, code);
      assert.ok(end.error!.detail.length > 0);
      assert.equal(end.transcript !== null, whole);
      if (whole) assert.equal(end.transcript!.rows.at(-1)!.notice, 'error');
      assert.equal(seqOf(end), Number(chatStream(trace, name).frames.at(-1)!.id!.split(':')[1]));
    });
  }

  const types: readonly [string, SessionError['code']][] = [
    ['quota_exhausted', 'quota'],
    ['credential_pool_empty', 'quota'],
    ['rate_limit', 'rate-limited'],
    ['auth_mismatch', 'model'],
    ['gateway_auth_error', 'model'],
    ['model_not_found', 'model'],
    ['compression_exhausted', 'context-full'],
    ['compression_snapshot_stale', 'run-failed'],
    ['tool_limit_reached', 'run-failed'],
    ['no_response', 'run-failed'],
    ['gateway_http_error', 'run-failed'],
    ['something_new', 'run-failed'],
    ['constructor', 'run-failed'],
  ];
  for (const [type, code] of types) {
    it(`an error of type ${type} is ${code}`, () => {
      const [end] = only(map('apperror', { type, message: 'm', hint: 'h' }), 'run.finished');
      assert.deepEqual(
        [end!.outcome, end!.error!.code, end!.error!.detail, end!.error!.hint, end!.seq],
        ['failed', code, 'm', 'h', 7],
      );
    });
  }

  it('an error of type cancelled or interrupted is a stop', () => {
    for (const type of ['cancelled', 'interrupted']) {
      const [end] = only(map('apperror', { type, message: 'm' }), 'run.finished');
      assert.deepEqual([end!.outcome, end!.error, end!.seq], ['stopped', null, 7]);
    }
  });

  it('a restart leaves the run uncertain, without the number that is in no journal', () => {
    for (const [trace, name] of [
      ['restart', 'after-restart after_seq=10'],
      ['in-process', 'after-restart'],
    ] as const) {
      const events = eventsOf(trace, name);
      const last = events.at(-1)!;
      assert.equal(last.type, 'run.uncertain');
      assert.equal(seqOf(last), undefined);
      assert.ok(events.slice(0, -1).every((event) => event.type !== 'run.finished'));
    }
  });

  it('a rotation is told before the transcript that is under the new id', () => {
    const events = eventsOf('in-process', 'rotate', '40c8bdbed715');
    const at = events.findIndex((event) => event.type === 'session.rekeyed');
    assert.deepEqual(events[at], { type: 'session.rekeyed', session: '40c8bdbed715', to: '40c8bdbed7ff' });
    const settled = events[at + 1]!;
    assert.ok(settled.type === 'run.settled');
    assert.equal(settled.meta!.id, '40c8bdbed7ff');
    assert.equal(settled.meta!.parent, null, 'what it was before is no parent');
    assert.equal(settled.seq, 13);
    assert.ok(
      events.every((event) => event.session === '40c8bdbed715'),
      'the stream keeps the id it was opened for',
    );
    assert.deepEqual(
      events.filter((event) => event.type === 'run.notice').map((event) => event.type === 'run.notice' && event.notice),
      ['compressing', 'compressed'],
    );
    assert.deepEqual(
      events.slice(at + 2).map((event) => event.type),
      ['run.progress', 'run.progress', 'run.closed'],
    );
  });

  it('an error after a rotation is told after it', () => {
    const events = map('apperror', {
      type: 'error',
      message: 'm',
      old_session_id: SESSION,
      new_session_id: 'sid2',
      session: { session_id: 'sid2', messages: [] },
    });
    assert.deepEqual(
      events.map((event) => [event.type, seqOf(event)]),
      [
        ['session.rekeyed', undefined],
        ['run.finished', 7],
      ],
    );
    assert.equal(map('apperror', { type: 'error', new_session_id: SESSION }).length, 1);
  });

  it('a named error frame ends the run', () => {
    const [end] = only(map('error', { error: 'runner gone' }), 'run.finished');
    assert.deepEqual([end!.outcome, end!.error!.detail], ['failed', 'runner gone']);
  });

  it('the end of a side question ends nothing', () => {
    assert.deepEqual(
      map('done', { ephemeral: true, answer: 'x', session: { session_id: 'e', messages: [] } }).map(
        (event) => event.type,
      ),
      ['run.progress'],
    );
  });

  it('an end without a transcript asks for a read instead of showing an empty one', () => {
    for (const data of [
      {},
      { session: null },
      { session: { session_id: SESSION } },
      { session: { session_id: SESSION, messages: 'many' } },
    ]) {
      const [end] = only(map('done', data), 'run.finished');
      assert.deepEqual([end!.outcome, end!.transcript, end!.seq], ['completed', null, 7]);
    }
  });

  it('a run cut short by its gateway looks complete: nothing on the wire says otherwise', () => {
    assert.equal(only(eventsOf('error', 'chat-drop'), 'run.settled').length, 1);
  });
});

describe('small frames', () => {
  it('measure', () => {
    const [first, last] = [
      eventsOf('in-process', 'plain').find((event) => event.type === 'run.progress' && event.usage !== null),
      eventsOf('in-process', 'plain')
        .filter((event) => event.type === 'run.progress')
        .at(-2),
    ];
    assert.ok(first?.type === 'run.progress' && last?.type === 'run.progress');
    assert.deepEqual(first.usage, {
      inputTokens: 0,
      outputTokens: 0,
      cost: 0,
      contextLength: 200000,
      contextUsed: 1200,
    });
    assert.equal(first.tokensPerSecond, null);
    assert.equal(last.tokensPerSecond, 102.9);
    assert.equal(last.usage, null, 'the last one has no usage');
  });

  const notices: readonly [string, object, string, string][] = [
    ['compressing', { message: 'Compressing context' }, 'compressing', 'Compressing context'],
    ['compressed', { message: 'Compression finished' }, 'compressed', 'Compression finished'],
    ['warning', { type: 'fallback', message: 'Other model' }, 'warning', 'Other model'],
    ['state_saved', { kind: 'memory', action: 'saved', name: 'tea' }, 'saved', 'memory saved tea'],
    ['goal', { state: 'evaluating', message: 'Checking' }, 'goal', 'Checking'],
    ['goal_continue', { continuation_prompt: 'Go on' }, 'goal', 'Go on'],
  ];
  for (const [name, data, notice, text] of notices) {
    it(`${name} is a notice`, () => {
      const [event] = only(map(name, data), 'run.notice');
      assert.deepEqual([event!.notice, event!.text, event!.seq], [notice, text, 7]);
    });
  }

  it('a background note is not numbered, and comes once although it is sent under two names', () => {
    const data = { session_id: SESSION, task_id: 't', event_id: 'e', summary: 'build done' };
    const events = [...map('bg_task_complete', data), ...map('process_complete', data)];
    assert.deepEqual(events, [
      { type: 'run.notice', session: SESSION, run: RUN, notice: 'background', text: 'build done' },
    ]);
  });

  it('todos are a whole list; an empty one is valid', () => {
    const [event] = only(
      map('todo_state', {
        ts: 12.5,
        todos: [{ id: 1, content: 'a', status: 'done?' }, { content: 'b', status: 'completed' }, 4],
      }),
      'todos.updated',
    );
    assert.deepEqual(event!.todos, [
      { id: '1', content: 'a', status: 'pending' },
      { id: '1', content: 'b', status: 'completed' },
    ]);
    assert.equal(event!.at, 12_500);
    assert.deepEqual(only(map('todo_state', { todos: [] }), 'todos.updated')[0]!.todos, []);
    assert.equal(map('todo_state', {})[0]!.type, 'run.progress');
  });

  it('steering that was not used goes back; a title is the session’s; the rest is unknown but counted', () => {
    assert.deepEqual(map('pending_steer_leftover', { text: 'Be brief' }), [
      { type: 'steer.returned', session: SESSION, run: RUN, seq: 7, text: 'Be brief' },
    ]);
    assert.deepEqual(map('title', { session_id: 'sid2', title: 'Tea' }), [
      { type: 'session.titled', session: SESSION, run: RUN, seq: 7, title: 'Tea', of: 'sid2' },
    ]);
    assert.deepEqual(map('brand_new', { a: 1 }), [
      { type: 'run.unknown', session: SESSION, run: RUN, seq: 7, name: 'brand_new' },
    ]);
  });
});

describe('numbers', () => {
  it('of another run drop the frame', () => {
    assert.deepEqual(map('token', { text: 'x' }, 'r2:7'), []);
    assert.deepEqual(map('done', { session: { session_id: 'z', messages: [] } }, 'r1:x:7'), []);
  });

  it('that are none leave the frame unnumbered', () => {
    for (const id of [
      null,
      'opaque',
      `${RUN}:`,
      `${RUN}:x`,
      `${RUN}:0`,
      `${RUN}:-1`,
      `${RUN}:1.5`,
      `${RUN}:99999999999999999`,
    ]) {
      const [event] = map('token', { text: 'x' }, id);
      assert.equal(event!.type, 'text.delta', String(id));
      assert.equal((event as RunEvent).seq, undefined, String(id));
    }
  });

  it('of a frame that can’t be read are not taken: the hole makes the runtime look', () => {
    for (const data of [null, 7, 'text', [1]]) assert.deepEqual(map('token', data), []);
  });
});

describe('the channel of an idle session', () => {
  it('names a run that began elsewhere', () => {
    const late = streamsOf('journal-stream').find((stream) => stream.name === 'session-stream-late')!;
    const events = late.frames.flatMap((frame) => mapWatchFrame(frame, 'b4d9d20949ba'));
    assert.deepEqual(events, [
      {
        type: 'run.started',
        session: 'b4d9d20949ba',
        run: '04e5c0c9c5bb4393a651accc8ebb6d7d',
        origin: 'person',
        input: null,
        startedAt: 1795328154412,
      },
    ]);
    assert.deepEqual(
      late.frames.flatMap((frame) => mapWatchFrame(frame, 'other')),
      [],
    );
  });

  it('says that there is more to read', () => {
    const back = streamsOf('journal-stream').find((stream) => stream.name === 'session-stream-back')!;
    assert.deepEqual(
      back.frames.flatMap((frame) => mapWatchFrame(frame, 'b4d9d20949ba')),
      [{ type: 'session.stale', session: 'b4d9d20949ba' }],
    );
  });

  it('tells a turn of the server from one of a person', () => {
    const [event] = mapWatchFrame(
      { id: null, event: 'server_turn_started', data: { stream_id: 'r', source: 'process_wakeup' } },
      SESSION,
    );
    assert.ok(event?.type === 'run.started');
    assert.equal(event.origin, 'system');
    assert.deepEqual(mapWatchFrame({ id: null, event: 'server_turn_started', data: {} }, SESSION), []);
    assert.deepEqual(mapWatchFrame({ id: null, event: 'bg_task_complete', data: { session_id: SESSION } }, SESSION), [
      { type: 'session.stale', session: SESSION },
    ]);
  });
});
