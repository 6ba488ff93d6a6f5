/** The whole transport against scripted answers: reads in two halves, verbs and what became of them, streams. */
import assert from 'node:assert/strict';
import { describe, it } from 'node:test';
import { createWebuiTransport, type WebuiTransport } from '../../runtime/adapters/webui/webui-transport.js';
import { TransportError } from '../../runtime/transport/transport-error.js';
import type { AgentRequest } from '../../runtime/session/requests.js';
import type { TransportEvent } from '../../runtime/transport/events.js';
import type { StreamEnd, StreamSink } from '../../runtime/transport/transport.js';
import { FakeEnvironment } from './support/fake-environment.js';
import {
  html,
  json,
  never,
  scriptedFetch,
  streamScript,
  type Answer,
  type ScriptedFetch,
  type SeenRequest,
} from './support/scripted-fetch.js';

const SIGNAL = new AbortController().signal;

function setup(options: { baseUrl?: string; profile?: string } = {}): {
  transport: WebuiTransport;
  script: ScriptedFetch;
  environment: FakeEnvironment;
} {
  const script = scriptedFetch();
  const environment = new FakeEnvironment({ fetch: script.fetch });
  return {
    transport: createWebuiTransport({ environment, baseUrl: options.baseUrl ?? '', profile: options.profile }),
    script,
    environment,
  };
}

function session(more: object = {}): Response {
  return json({
    session: {
      session_id: 's',
      title: 'T',
      message_count: 1,
      messages: [{ role: 'user', content: 'hi' }],
      is_streaming: false,
      active_stream_id: null,
      ...more,
    },
  });
}

function half(request: SeenRequest): 'detail' | 'rows' {
  return request.url.searchParams.get('messages') === '0' ? 'detail' : 'rows';
}

const load = (transport: WebuiTransport, id = 's', window = 30): ReturnType<WebuiTransport['loadSession']> =>
  transport.loadSession(id, { window, asOf: 9, signal: SIGNAL });

describe('reading a session', () => {
  it('asks for the runtime half and for the window of rows at the same time', async () => {
    const { transport, script } = setup();
    script.on('GET', 'api/session', () => session());
    const { loaded, rekeyedTo } = await load(transport);
    assert.deepEqual(script.seen.map((seen) => seen.url.search).sort(), [
      '?session_id=s&resolve_model=0&messages=0',
      '?session_id=s&resolve_model=0&messages=1&msg_limit=30&expand_renderable=1',
    ]);
    assert.equal(rekeyedTo, null);
    assert.deepEqual([loaded.asOf, loaded.run, loaded.transcript!.rows.length], [9, null, 1]);
  });

  it('asks for everything where the window is larger than the server allows', async () => {
    const { transport, script } = setup();
    script.on('GET', 'api/session', () => session());
    await load(transport, 's', 501);
    assert.ok(script.seen.every((seen) => !seen.url.searchParams.has('msg_limit')));
  });

  it('takes the run from one half and the rows from the other', async () => {
    const { transport, script } = setup();
    const run = {
      active_stream_id: 'r',
      is_streaming: true,
      pending_user_message: 'go',
      pending_user_source: 'process_wakeup',
      pending_started_at: 5,
    };
    script.on('GET', 'api/session', (request) =>
      half(request) === 'detail'
        ? session({
            ...run,
            messages: [],
            message_count: 2,
            runtime_journal_snapshot: { stream_id: 'r', last_seq: 3, last_assistant_text: 'so' },
          })
        : session(run),
    );
    const { loaded } = await load(transport);
    assert.deepEqual(loaded.run, {
      run: 'r',
      live: true,
      startedAt: 5_000,
      origin: 'system',
      input: { text: 'go', attachments: [] },
      seq: 3,
      blocks: [{ kind: 'text', id: 'b0', text: 'so', note: false }],
      exact: true,
    });
    assert.equal(loaded.meta.messageCount, 1);
    assert.equal(script.seen.length, 2, 'no probe where both say that it is live');
  });

  it('reads again when the halves speak of different runs', async () => {
    const { transport, script } = setup();
    let reads = 0;
    script.on('GET', 'api/session', (request) => {
      reads += 1;
      const over = reads > 2 || half(request) === 'rows';
      return session(over ? {} : { active_stream_id: 'r', is_streaming: true });
    });
    const { loaded } = await load(transport);
    assert.equal(reads, 4);
    assert.equal(loaded.run, null);
  });

  it('believes the half with the rows when they keep disagreeing, and replays its run whole', async () => {
    const { transport, script } = setup();
    let reads = 0;
    script.on('GET', 'api/session', (request) => {
      reads += 1;
      const snapshot = { stream_id: `r${reads}`, last_seq: 3, last_assistant_text: 'x' };
      return session({
        active_stream_id: `r${reads}`,
        is_streaming: true,
        ...(half(request) === 'detail' && { runtime_journal_snapshot: snapshot }),
      });
    });
    const { loaded } = await load(transport);
    assert.equal(reads, 4);
    assert.deepEqual([loaded.run!.run, loaded.run!.seq, loaded.run!.live], ['r4', 0, true]);
  });

  it('probes a run that nobody seems to work on', async () => {
    for (const active of [true, false]) {
      const { transport, script } = setup();
      script.on('GET', 'api/session', () => session({ active_stream_id: 'r', is_streaming: false }));
      script.on('GET', 'api/chat/stream/status', json({ active, replay_available: true, journal: { last_seq: 7 } }));
      const { loaded } = await load(transport);
      assert.deepEqual([loaded.run!.live, loaded.run!.seq], [active, 0]);
      assert.deepEqual(await transport.probeRun('r', SIGNAL), { live: active, replayable: true, seq: 7 });
    }
  });

  it('follows continuations to the tip', async () => {
    const { transport, script } = setup();
    const next: Record<string, string> = { a: 'b', b: 'c' };
    script.on('GET', 'api/session', ({ url }) => {
      const id = url.searchParams.get('session_id')!;
      return session({ session_id: id, title: id, continuation_session_id: next[id] });
    });
    const { loaded, rekeyedTo } = await load(transport, 'a');
    assert.deepEqual([rekeyedTo, loaded.session, loaded.meta.id, loaded.meta.title], ['c', 'c', 'c', 'c']);
  });

  it('does not follow them round in circles, nor into nothing', async () => {
    const { transport, script } = setup();
    const next: Record<string, string> = { a: 'b', b: 'a', x: 'gone' };
    script.on('GET', 'api/session', ({ url }) => {
      const id = url.searchParams.get('session_id')!;
      return id === 'gone'
        ? json({ error: 'Session not found' }, 404)
        : session({ session_id: id, continuation_session_id: next[id] ?? `${id}+` });
    });
    assert.equal((await load(transport, 'a')).rekeyedTo, 'b');
    assert.equal((await load(transport, 'x')).rekeyedTo, null);
    assert.equal((await load(transport, 'n')).rekeyedTo, 'n++++++++', 'eight hops and no more');
  });

  const failures: readonly [Answer, string][] = [
    [json({ error: 'Session not found' }, 404), 'not-found'],
    [json({ error: 'x', code: 'session_profile_mismatch' }, 409), 'other-profile'],
    [json({ error: 'Internal server error' }, 500), 'server'],
    [json({ session: [] }), 'bad-answer'],
    [json(null), 'bad-answer'],
  ];
  for (const [answer, code] of failures) {
    it(`fails with ${code}`, async () => {
      const { transport, script } = setup();
      script.on('GET', 'api/session', answer);
      await assert.rejects(
        load(transport),
        (thrown: unknown) => thrown instanceof TransportError && thrown.error.code === code,
      );
    });
  }

  it('pages back by place', async () => {
    const { transport, script } = setup();
    script.on('GET', 'api/session', () => session({ _messages_offset: 4, message_count: 12 }));
    const older = await transport.loadOlder('s', { before: 8, limit: 9_999, signal: SIGNAL });
    assert.deepEqual([older.offset, older.total], [4, 12]);
    assert.match(script.seen[0]!.url.search, /msg_before=8&msg_limit=500/);
  });
});

describe('sending', () => {
  const send = async (answer: Answer): Promise<unknown> => {
    const { transport, script, environment } = setup();
    script.on('POST', 'api/chat/start', answer);
    const work = transport.send('s', { text: 'hi', attachments: [] }, {});
    await environment.advance(30_000);
    const result = await work;
    assert.equal(script.seen.filter((seen) => seen.url.pathname === '/api/chat/start').length, 1, 'never sent twice');
    return 'error' in result ? [result.kind, result.error.code] : result;
  };

  it('starts a run', async () => {
    assert.deepEqual(
      await send(json({ stream_id: 'r', session_id: 's', pending_started_at: 2, turn_id: 't', title: 'Hi' })),
      {
        kind: 'started',
        run: 'r',
        session: 's',
        startedAt: 2_000,
        title: 'Hi',
      },
    );
  });

  it('says what became of the text otherwise', async () => {
    const table: readonly [Answer, unknown][] = [
      [json({ status: 'suppressed', reason: 'silent_control_message' }), { kind: 'swallowed' }],
      [
        json({ error: 'session already has an active stream', active_stream_id: 'r9' }, 409),
        { kind: 'busy', run: 'r9' },
      ],
      [json({ error: 'Session already has an ACTIVE stream' }, 409), { kind: 'busy', run: null }],
      [json({ error: 'updated', type: 'agent_runtime_stale', retryable: true }, 409), ['refused', 'refused']],
      [json({ error: 'x', code: 'session_profile_mismatch' }, 409), ['refused', 'other-profile']],
      [json({ error: 'Session not found' }, 404), ['gone', 'not-found']],
      [json({ error: 'This session is read-only' }, 403), ['refused', 'read-only']],
      [json({ error: 'Cross-origin mismatch - check reverse proxy headers' }, 403), ['refused', 'forbidden']],
      [json({ error: 'Authentication required' }, 401), ['refused', 'auth']],
      [json({ error: 'message is required' }, 400), ['refused', 'refused']],
      [json({ error: 'Internal server error' }, 500), ['refused', 'server']],
      [json({ error: 'no' }), ['refused', 'refused']],
      [html('<html><input type="password"></html>'), ['refused', 'auth']],
      [new Response(null, { status: 503 }), ['refused', 'server']],
      // From here on nobody knows whether the server has it.
      [json({}), ['unsure', 'bad-answer']],
      [html('<html>?</html>'), ['unsure', 'bad-answer']],
      [html('<html>bad gateway</html>', 502), ['unsure', 'server']],
      [html('<html>timeout</html>', 504), ['unsure', 'timeout']],
      [html('<html>timeout</html>', 524), ['unsure', 'server']],
      [new TypeError('fetch failed'), ['unsure', 'network']],
      [() => never(), ['unsure', 'timeout']],
    ];
    for (const [answer, expected] of table) assert.deepEqual(await send(answer), expected, JSON.stringify(expected));
  });

  it('uploads a file for its session, once, for as long as it takes', async () => {
    const { transport, script, environment } = setup();
    let answered: (response: Response) => void = () => undefined;
    script.on('POST', 'api/upload', () => new Promise<Response>((resolve) => (answered = resolve)));
    const work = transport.upload('s', new File(['abc'], 'a.png', { type: 'image/png' }), {
      signal: new AbortController().signal,
    });
    await environment.advance(120_000);
    answered(json({ filename: 'a-1.png', path: '/w/a-1.png', size: 3, mime: 'image/png', is_image: true }));
    assert.deepEqual(await work, { name: 'a-1.png', path: '/w/a-1.png', size: 3, type: 'image/png', image: true });
    const form = script.seen[0]!.body as FormData;
    assert.equal(form.get('session_id'), 's');
    assert.equal((form.get('file') as File).name, 'a.png');
    assert.equal(script.seen.length, 1);
  });

  it('says why a file was not taken', async () => {
    for (const [answer, code] of [
      [json({ error: 'Request body too large' }, 413), 'refused'],
      [json({ error: 'Session not found' }, 404), 'not-found'],
      [json({ error: 'no' }), 'refused'],
      [json({}), 'bad-answer'],
      [new TypeError('fetch failed'), 'network'],
    ] as const) {
      const { transport, script } = setup();
      script.on('POST', 'api/upload', answer);
      const signal = new AbortController().signal;
      const error = await transport.upload('s', new File(['abc'], 'a.txt'), { signal }).then(
        () => null,
        (thrown: unknown) => (thrown as TransportError).error,
      );
      assert.equal(error?.code, code);
    }
  });

  it('passes on files, model and profile only where there are any', async () => {
    const { transport, script } = setup({ profile: 'work' });
    script.on('POST', 'api/chat/start', json({ stream_id: 'r' }));
    await transport.send('s', { text: 'hi', attachments: ['a.txt'] }, { model: 'm' });
    assert.deepEqual(script.seen[0]!.body, {
      session_id: 's',
      message: 'hi',
      attachments: ['a.txt'],
      model: 'm',
      explicit_model_pick: true,
      profile: 'work',
    });
    const files = setup();
    files.script.on('POST', 'api/chat/start', json({ stream_id: 'r' }));
    const file = { name: 'a.png', path: '/w/a.png', size: 3, type: 'image/png', image: true };
    await files.transport.send('s', { text: 'hi', attachments: ['a.png'] }, { files: [file] });
    assert.deepEqual(files.script.seen[0]!.body, {
      session_id: 's',
      message: 'hi\n\n[Attached files: /w/a.png]',
      attachments: [{ name: 'a.png', path: '/w/a.png', mime: 'image/png', size: 3, is_image: true }],
    });
    const plain = setup();
    plain.script.on('POST', 'api/chat/start', json({ stream_id: 'r' }));
    await plain.transport.send('s', { text: 'hi', attachments: [] }, {});
    assert.deepEqual(plain.script.seen[0]!.body, { session_id: 's', message: 'hi' });
  });
});

describe('stopping and steering', () => {
  it('a stop is a GET for one run', async () => {
    const table: readonly [Answer, string][] = [
      [json({ ok: true, cancelled: true }), 'stopping'],
      [json({ ok: true, cancelled: false }), 'over'],
      [json({ ok: false, cancelled: false, error: 'Gateway stop failed' }, 502), 'failed'],
      [json({ error: 'not found' }, 404), 'over'],
    ];
    for (const [answer, kind] of table) {
      const { transport, script } = setup();
      script.on('GET', 'api/chat/cancel', answer);
      const result = await transport.stop('s', 'r1');
      assert.equal(result.kind, kind);
      if (result.kind === 'failed') assert.equal(result.error.detail, 'Gateway stop failed');
      assert.equal(script.seen[0]!.url.search, '?stream_id=r1');
    }
  });

  it('steering is accepted, to be queued, or not delivered', async () => {
    const table: readonly [Answer, unknown][] = [
      [json({ accepted: true, fallback: null }), ['accepted', null]],
      [json({ accepted: false, fallback: 'gateway_steer_queued' }), ['queue', null]],
      [json({ accepted: false, fallback: 'agent_lacks_steer' }), ['refused', 'unsupported']],
      [json({ accepted: false, fallback: 'not_running' }), ['refused', 'refused']],
      [json({ accepted: false, fallback: 'session_not_found' }), ['refused', 'not-found']],
      [json({ accepted: false }), ['refused', 'refused']],
      [new TypeError('fetch failed'), ['refused', 'network']],
    ];
    for (const [answer, expected] of table) {
      const { transport, script } = setup();
      script.on('POST', 'api/chat/steer', answer);
      const result = await transport.steer('s', 'Be brief');
      assert.deepEqual([result.kind, result.kind === 'refused' ? result.error.code : null], expected);
    }
  });
});

describe('answering', () => {
  const base = {
    session: 's',
    run: 'r',
    state: 'pending',
    openedAt: null,
    expiresAt: null,
    closedBy: null,
    error: null,
    answer: null,
  } as const;
  const approval: AgentRequest = {
    ...base,
    kind: 'approval',
    id: 'a1',
    wire: { run_id: 'gw', mirror_token: 't' },
    approval: {
      command: 'rm',
      description: '',
      tool: null,
      args: null,
      risk: null,
      patterns: [],
      choices: ['once', 'deny'],
    },
  };
  const question: AgentRequest = {
    ...base,
    kind: 'question',
    id: 'q1',
    wire: {},
    question: { text: 'Q', choices: [] },
  };

  it('reads and switches whether a session gives its approvals by itself', async () => {
    const { transport, script } = setup();
    script
      .on('GET', 'api/session/yolo', json({ yolo_enabled: false }))
      .on('POST', 'api/session/yolo', json({ ok: true, yolo_enabled: true, choice: 'once' }));
    assert.equal(await transport.readAutoApprove?.('s', new AbortController().signal), false);
    assert.equal(await transport.setAutoApprove?.('s', true), true);
    assert.deepEqual(
      script.seen.map(({ url, body }) => [url.pathname, url.searchParams.get('session_id'), body]),
      [
        ['/api/session/yolo', 's', null],
        ['/api/session/yolo', null, { session_id: 's', enabled: true }],
      ],
    );
  });

  it('names the request, and both halves of its owner', async () => {
    const { transport, script } = setup();
    script
      .on('POST', 'api/approval/respond', json({ ok: true, choice: 'once', relayed: true }))
      .on('POST', 'api/clarify/respond', json({ ok: true, response: 'blue' }));
    assert.deepEqual(await transport.answer('tip', approval, { kind: 'approval', choice: 'once' }), {
      kind: 'accepted',
    });
    assert.deepEqual(await transport.answer('tip', { ...approval, wire: {} }, { kind: 'approval', choice: 'deny' }), {
      kind: 'accepted',
    });
    assert.deepEqual(await transport.answer('tip', question, { kind: 'question', text: 'blue' }), { kind: 'accepted' });
    assert.deepEqual(
      script.seen.map((seen) => seen.body),
      [
        { session_id: 'tip', approval_id: 'a1', choice: 'once', run_id: 'gw', mirror_token: 't' },
        { session_id: 'tip', approval_id: 'a1', choice: 'deny' },
        { session_id: 'tip', clarify_id: 'q1', response: 'blue' },
      ],
    );
  });

  it('an answer that did not count is gone, one that did not arrive has failed', async () => {
    const table: readonly [Answer, unknown][] = [
      [json({ ok: true, choice: 'once', stale_cleared: true }), ['gone', null]],
      [json({ ok: false, choice: 'once' }), ['gone', null]],
      [json({ ok: false, code: 'gateway_run_unavailable', error: 'x' }, 409), ['gone', null]],
      [json({ ok: false, code: 'gateway_approval_in_progress', error: 'x' }, 409), ['gone', null]],
      [json({ error: 'Session not found' }, 404), ['gone', null]],
      [
        json({ ok: false, code: 'gateway_approval_relay_failed', error: 'Runner returned HTTP 503' }, 502),
        ['failed', 'Runner returned HTTP 503'],
      ],
      [json({ error: 'Invalid choice: perhaps' }, 400), ['failed', 'Invalid choice: perhaps']],
      [new TypeError('fetch failed'), ['failed', 'The server could not be reached.']],
    ];
    for (const [answer, expected] of table) {
      const { transport, script } = setup();
      script.on('POST', 'api/approval/respond', answer);
      const result = await transport.answer('s', approval, { kind: 'approval', choice: 'once' });
      assert.deepEqual([result.kind, result.kind === 'failed' ? result.error.detail : null], expected);
    }
    const { transport, script } = setup();
    script.on('POST', 'api/clarify/respond', json({ ok: false, error: 'expired', stale: true }, 409));
    assert.deepEqual(await transport.answer('s', question, { kind: 'question', text: 'x' }), { kind: 'gone' });
  });

  it('an answer of the wrong kind is not sent', async () => {
    const { transport, script } = setup();
    assert.equal((await transport.answer('s', approval, { kind: 'question', text: 'yes' })).kind, 'failed');
    assert.equal(script.seen.length, 0);
  });
});

describe('changes', () => {
  it('go to their endpoints', async () => {
    const { transport, script } = setup();
    for (const path of ['rename', 'pin', 'archive', 'delete'])
      script.on('POST', `api/session/${path}`, json({ ok: true }));
    script.on('POST', 'api/session/branch', json({ session_id: 'f' }));
    await transport.rename('s', 'Tea');
    await transport.pin('s', true);
    await transport.archive('s', false);
    await transport.remove('s');
    assert.equal(await transport.fork('s', 0), 'f');
    await transport.fork('s');
    assert.deepEqual(
      script.seen.map((seen) => [seen.url.pathname, seen.body]),
      [
        ['/api/session/rename', { session_id: 's', title: 'Tea' }],
        ['/api/session/pin', { session_id: 's', pinned: true }],
        ['/api/session/archive', { session_id: 's', archived: false }],
        ['/api/session/delete', { session_id: 's' }],
        ['/api/session/branch', { session_id: 's', keep_count: 0 }],
        ['/api/session/branch', { session_id: 's' }],
      ],
    );
  });

  it('that are refused say so, even with status 200', async () => {
    const { transport, script } = setup();
    script
      .on('POST', 'api/session/pin', json({ error: 'Up to 3 can be pinned' }, 400))
      .on('POST', 'api/session/rename', json({ error: 'Nothing' }));
    await assert.rejects(transport.pin('s', true), /Up to 3/);
    await assert.rejects(transport.rename('s', ''), /Nothing/);
    script.on('POST', 'api/session/branch', json({}));
    await assert.rejects(transport.fork('s'), TransportError);
  });

  it('a new session has nothing in it', async () => {
    const { transport, script } = setup({ profile: 'work' });
    script.on('POST', 'api/session/new', json({ session: { session_id: 'n', title: 'Untitled', messages: [] } }));
    const loaded = await transport.createSession({ workspace: '/w' });
    assert.deepEqual([loaded.session, loaded.run, loaded.transcript], ['n', null, { offset: 0, rows: [], total: 0 }]);
    assert.deepEqual(script.seen[0]!.body, { workspace: '/w', profile: 'work' });
  });
});

describe('streams', () => {
  const sink = (): StreamSink & { events: TransportEvent[]; ends: StreamEnd[]; marks: string[] } => {
    const seen = { events: [] as TransportEvent[], ends: [] as StreamEnd[], marks: [] as string[] };
    return {
      ...seen,
      event: (event) => seen.events.push(event),
      opened: () => seen.marks.push('opened'),
      alive: () => seen.marks.push('alive'),
      closed: (end) => seen.ends.push(end),
    };
  };

  it('of a run are taken up with a cursor, always', async () => {
    const { transport, script, environment } = setup({ baseUrl: '/hermes/' });
    script.on('GET', 'hermes/api/chat/stream', json({ error: 'stream not found' }, 404));
    const [fresh, later] = [sink(), sink()];
    transport.attach('s', { run: 'r', after: 0 }, fresh);
    transport.attach('s', { run: 'r', after: 12 }, later);
    await environment.flush();
    assert.deepEqual(
      script.seen.map((seen) => seen.url.search),
      ['?stream_id=r&replay=1&after_seq=0', '?stream_id=r&replay=1&after_seq=12&after_event_id=r%3A12'],
    );
    const [end] = fresh.ends;
    assert.ok(end?.kind === 'refused');
    assert.equal(end.error.code, 'not-found');
    assert.equal(later.ends.length, 1);
  });

  it('deliver in order, count what is not theirs, and stop in the middle of a frame', async () => {
    const { transport, script, environment } = setup();
    const stream = streamScript();
    script.on('GET', 'api/chat/stream', stream.answer);
    const seen = sink();
    const detach = transport.attach(
      's',
      { run: 'r', after: 0 },
      {
        ...seen,
        event: (event) => {
          seen.events.push(event);
          if (event.type === 'session.rekeyed') detach();
        },
      },
    );
    await environment.flush();
    stream.write(
      ': heartbeat\n\nid: r:1\nevent: token\ndata: {"text":"a"}\n\nid: q:2\nevent: token\ndata: {"text":"b"}\n\nid: r:2\nevent: token\ndata: {\n\n',
    );
    stream.write('id: r:3\nevent: done\ndata: {"session":{"session_id":"s2","messages":[]}}\n\n');
    await environment.flush();
    assert.deepEqual(
      seen.events.map((event) => event.type),
      ['text.delta', 'session.rekeyed'],
    );
    assert.deepEqual(transport.counts, { junk: 0, malformed: 1, foreign: 1 });
    assert.deepEqual(seen.marks.slice(0, 2), ['opened', 'alive']);
    assert.deepEqual(seen.ends, []);
    assert.equal(environment.held.timers, 0);
  });

  it('of a session say what we have', async () => {
    const { transport, script, environment } = setup();
    const stream = streamScript();
    script.on('GET', 'api/session/stream', stream.answer);
    const seen = sink();
    transport.watch('s', 4, seen);
    await environment.flush();
    assert.equal(script.seen[0]!.url.search, '?session_id=s&known_count=4');
    stream.write('event: initial\ndata: {"session_id":"s"}\n\nevent: session-updated\ndata: {"session_id":"s"}\n\n');
    await environment.flush();
    assert.deepEqual(seen.events, [{ type: 'session.stale', session: 's' }]);
  });

  it('of the list leave out other profiles', async () => {
    const { transport, script, environment } = setup();
    const stream = streamScript();
    script
      .on('GET', 'api/sessions/events', stream.answer)
      .on('GET', 'api/sessions', json({ sessions: [], active_profile: 'work' }));
    const changes: unknown[] = [];
    transport.watchList({ changed: (hint) => changes.push(hint), opened: () => {}, alive: () => {}, closed: () => {} });
    await transport.listSessions(SIGNAL);
    const change = (more: object): void =>
      stream.write(`event: sessions_changed\ndata: ${JSON.stringify({ reason: 'session_new', ...more })}\n\n`);
    change({ profile: 'home', session_id: 'x' });
    change({ profile: 'work', session_id: 'y' });
    change({});
    stream.write('event: other\ndata: {}\n\nevent: sessions_changed\ndata: nonsense\n\n');
    await environment.flush();
    assert.deepEqual(changes, [
      { session: 'y', reason: 'session_new' },
      { session: null, reason: 'session_new' },
      { session: null, reason: 'unknown' },
    ]);
  });

  it('to no address are refused, later', async () => {
    const environment = new FakeEnvironment({ baseUrl: '' });
    const transport = createWebuiTransport({ environment, baseUrl: 'nowhere' });
    const seen = sink();
    transport.attach('s', { run: 'r', after: 0 }, seen);
    assert.equal(seen.ends.length, 0);
    await environment.advance(0);
    assert.equal(seen.ends[0]!.kind, 'refused');
  });
});

describe('the transport', () => {
  it('is bound to a server and a profile', () => {
    assert.equal(setup({ baseUrl: '/hermes' }).transport.scope, 'http://127.0.0.1:8787/hermes/|');
    assert.equal(setup({ profile: 'work' }).transport.scope, 'http://127.0.0.1:8787/|work');
  });

  it('knows where to sign in, and leads nowhere else', () => {
    const { transport } = setup({ baseUrl: '/hermes/' });
    const next = (to: string): string | null => new URL(transport.signInUrl(to)!).searchParams.get('next');
    assert.equal(
      transport.signInUrl('http://127.0.0.1:8787/hermes/session/a?b=1#c'),
      'http://127.0.0.1:8787/hermes/login?next=%2Fhermes%2Fsession%2Fa%3Fb%3D1',
    );
    for (const evil of [
      'https://evil.example/',
      '//evil.example/x',
      'javascript:alert(1)',
      'http://[',
      '/hermes/login?next=/x',
    ])
      assert.equal(next(evil), '/hermes/', evil);
  });

  it('a ping is answered by anything the server itself says', async () => {
    const table: readonly [Answer, boolean][] = [
      [json({ status: 'ok' }), true],
      [json({ status: 'degraded' }, 503), true],
      [json({ error: 'Authentication required' }, 401), true],
      [html('<html>bad gateway</html>', 502), false],
      [html('<html>captive portal</html>'), false],
      [new TypeError('fetch failed'), false],
    ];
    for (const [answer, alive] of table) {
      const { transport, script } = setup();
      script.on('GET', 'health', answer);
      assert.equal(
        await transport.ping(SIGNAL).then(
          () => true,
          () => false,
        ),
        alive,
      );
      assert.equal(script.seen.length, 1);
    }
  });

  it('reads the list and the pending requests', async () => {
    const { transport, script } = setup();
    script.on('GET', 'api/sessions', json({ sessions: [{ session_id: 'a', title: 'A' }], server_time: 3 }));
    script
      .on('GET', 'api/approval/pending', json({ pending: { approval_id: 'x' }, pending_count: 2 }))
      .on('GET', 'api/clarify/pending', json({ pending: null }));
    const list = await transport.listSessions(SIGNAL);
    assert.deepEqual([list.rows.length, list.serverTime, list.rows[0]!.asOf], [1, 3_000, 0]);
    assert.equal((await transport.listRequests('a', 'approval', SIGNAL)).waiting, 2);
    assert.deepEqual(await transport.listRequests('a', 'question', SIGNAL), { head: null, waiting: 0 });
  });

  it('ends its reads and streams when it is disposed, and lets a change arrive', async () => {
    const { transport, script, environment } = setup();
    const stream = streamScript();
    let arrive: (answer: Response) => void = () => {};
    script.on('GET', 'api/sessions', () => never()).on('GET', 'api/sessions/events', stream.answer);
    script.on('POST', 'api/chat/start', () => new Promise<Response>((resolve) => (arrive = resolve)));
    let closed = 0;
    transport.watchList({ changed: () => {}, opened: () => {}, alive: () => {}, closed: () => (closed += 1) });
    const reading = transport.listSessions(SIGNAL);
    const sending = transport.send('s', { text: 'x', attachments: [] }, {});
    reading.catch(() => {});
    await environment.flush();
    transport.dispose();
    transport.dispose();
    await assert.rejects(reading, { name: 'AbortError' });
    await assert.rejects(transport.listSessions(SIGNAL), { name: 'AbortError' });
    arrive(json({ stream_id: 'r' }));
    assert.equal((await sending).kind, 'started');
    assert.equal(stream.cancelled, true);
    assert.equal(closed, 0);
    assert.equal(environment.held.timers, 0);
  });
});
