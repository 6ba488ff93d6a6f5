/** Session objects, rows, lists and snapshots of a real server, and the rules the protocol notes add to them. */
import assert from 'node:assert/strict';
import { describe, it } from 'node:test';
import { obj, type Json } from '../../runtime/adapters/webui/json.js';
import { mapJournal } from '../../runtime/adapters/webui/map-journal.js';
import { mapList } from '../../runtime/adapters/webui/map-list.js';
import { mapMessages } from '../../runtime/adapters/webui/map-message.js';
import { mapMeta, mapUsage } from '../../runtime/adapters/webui/map-meta.js';
import { mapPending } from '../../runtime/adapters/webui/map-request.js';
import { mapLoaded, mapTranscript } from '../../runtime/adapters/webui/map-session.js';
import type { SessionLoaded } from '../../runtime/transport/events.js';
import type { Block, TranscriptRow } from '../../runtime/session/transcript.js';
import { exchanges, traceNames } from './support/wire-traces.node.js';

/** Every session read of a trace, as if both halves were this answer. */
function reads(trace: string): readonly SessionLoaded[] {
  return exchanges(trace, '/api/session')
    .filter((exchange) => exchange.status === 200)
    .map((exchange) => {
      const session = obj(obj(exchange.body)['session']);
      return mapLoaded(String(session['session_id']), {
        detail: session,
        window: session,
        live: session['is_streaming'] === true,
        asOf: 5,
      });
    });
}

/** A row in one word: who, and what is special about it. */
function word(row: TranscriptRow): string {
  const mark = row.notice ? `!${row.notice}` : row.partial ? '~' : '';
  return `${row.role}${mark}${row.toolCalls.length > 0 ? `+${row.toolCalls.length}` : ''}`;
}

function shape(loaded: SessionLoaded): string {
  const rows = loaded.transcript!.rows.map(word).join(' ');
  const run = loaded.run
    ? ` run(${loaded.run.live ? 'live' : 'lost'} seq ${loaded.run.seq} blocks ${loaded.run.blocks.map((block) => block.kind).join(',')} ${loaded.run.exact ? 'exact' : 'rough'})`
    : '';
  return `${loaded.transcript!.offset}/${loaded.transcript!.total} ${rows}${run}`.trim();
}

const IN_PROCESS_TURNS =
  'user assistant user assistant+1 tool assistant+4 tool tool tool tool assistant user assistant user assistant user assistant~ assistant!stopped user assistant~ assistant!error';

const EXPECTED: Readonly<Record<string, readonly string[]>> = {
  approval: ['0/0  run(live seq 7 blocks text,tool exact)', '0/2 user assistant'],
  busy: ['0/0  run(live seq 7 blocks text exact)', '0/2 user assistant'],
  cancel: ['0/3 user assistant~ assistant!stopped', '0/3 user assistant~+1 assistant!stopped'],
  'chat-backend': ['0/9 user assistant user assistant user assistant user assistant~ assistant!stopped'],
  'gateway-down': ['0/2 user assistant', '0/4 user assistant user assistant!error'],
  'in-process': [
    '0/11 user assistant user assistant+1 tool assistant+4 tool tool tool tool assistant',
    `0/21 ${IN_PROCESS_TURNS}`,
    `0/23 ${IN_PROCESS_TURNS} user assistant`,
    `0/23 ${IN_PROCESS_TURNS} user assistant`,
    '0/0  run(lost seq 0 blocks  exact)',
  ],
  plain: ['0/0  run(live seq 13 blocks text exact)', '0/2 user assistant', '0/0', '2/4 user assistant'],
  reasoning: ['0/2 user assistant'],
  restart: [
    '0/0  run(live seq 21 blocks text exact)',
    '0/0  run(lost seq 0 blocks  exact)',
    '0/0  run(lost seq 0 blocks  exact)',
    '0/0  run(lost seq 0 blocks  exact)',
    '0/3 user assistant~ assistant!interrupted run(live seq 1 blocks  exact)',
    '0/5 user assistant~ assistant!interrupted user assistant',
    '0/0  run(lost seq 0 blocks  exact)',
  ],
  'session-ops': ['8/12 user assistant user assistant', '4/8 user assistant user assistant'],
  tools: ['0/0  run(live seq 19 blocks reasoning,text,tool,text,tool,tool rough)', '0/2 user assistant'],
};

describe('every recorded read of a session', () => {
  for (const trace of traceNames()) {
    it(`${trace}: maps`, () => {
      const shapes = reads(trace).map(shape);
      if (EXPECTED[trace])
        assert.deepEqual(
          shapes,
          EXPECTED[trace].map((line) => line.trim()),
        );
      for (const loaded of reads(trace)) {
        assert.equal(loaded.asOf, 5);
        assert.equal(loaded.meta.id, loaded.session);
        assert.ok(loaded.meta.title.length > 0);
        assert.ok(loaded.meta.createdAt! > 1.5e12);
        assert.equal(loaded.meta.profile, 'default');
      }
    });
  }

  it('the errors each have their marker', () => {
    const notices = reads('error').map((loaded) => loaded.transcript!.rows.at(-1)?.notice ?? null);
    assert.deepEqual(notices, ['error', 'error', 'error', 'error', 'error', 'error', null, null, 'error']);
    assert.deepEqual(reads('error')[7]!.transcript!.rows, [], 'an empty answer loses the prompt on the server');
  });

  it('a running turn brings its prompt and when it began', () => {
    const [running] = reads('tools');
    assert.deepEqual(running!.run!.input, { text: 'Check the notes. [[scenario:tools]]', attachments: [] });
    assert.equal(running!.run!.origin, 'person');
    assert.equal(running!.run!.startedAt, 1795328063254);
    assert.equal(running!.meta.updatedAt, 1795328063254);
  });
});

describe('messages', () => {
  const inProcess = (): readonly TranscriptRow[] => reads('in-process')[2]!.transcript!.rows;

  it('carry calls with real arguments, results by id, and what failed', () => {
    const rows = inProcess();
    assert.deepEqual(rows[3]!.toolCalls, [
      { id: 'call_a1', name: 'list_files', args: { path: 'notes', recursive: true } },
    ]);
    assert.deepEqual(
      [rows[4]!.toolCallId, rows[4]!.toolName, rows[4]!.text],
      ['call_a1', 'list_files', 'a.md\nb.md\nimg/'],
    );
    assert.deepEqual(
      rows[5]!.toolCalls.map((call) => [call.id, call.failed === true]),
      [
        ['call_b1', false],
        ['call_b2', true],
        ['call_c1', false],
        ['call_auto_5_3', false],
      ],
    );
    assert.equal(rows[3]!.reasoning.startsWith('The user wants'), true);
    assert.equal(rows[10]!.durationMs, 465);
    assert.equal(rows[10]!.model, 'fake-model');
  });

  it('markers are text', () => {
    const stopped = inProcess()[17]!;
    assert.equal(
      stopped.text,
      'Task cancelled: Task cancelled.\n\nThe run was cancelled by the user before Hermes finished. No provider failure occurred.',
    );
    const lost = reads('restart').at(-2)!.transcript!.rows[2]!;
    assert.match(lost.text, /^Response interrupted\./);
  });

  it('keep their places: what means nothing to a reader leaves an empty row', () => {
    const rows = mapMessages(
      [
        { role: 'user', content: '[CONTEXT COMPACTION — REFERENCE ONLY] earlier…' },
        { content: 'no role' },
        null,
        'text',
        { role: 'assistant', content: 'context compaction: summary' },
        { role: 'user', content: 'context compaction is what?' },
        { role: 'narrator', content: 'x' },
        { role: 'system', content: 'You are kind.' },
        { role: 'system', content: '' },
      ],
      10,
    );
    assert.deepEqual(
      rows.map((row) => [row.role, row.text, row.notice]),
      [
        ['system', '', null],
        ['system', '', null],
        ['system', '', null],
        ['system', '', null],
        ['system', '', null],
        ['user', 'context compaction is what?', null],
        ['system', '', null],
        ['system', 'You are kind.', 'system'],
        ['system', '', null],
      ],
    );
  });

  it('come as text or as parts', () => {
    const [user, assistant, result] = mapMessages(
      [
        {
          role: 'user',
          content: [
            { type: 'text', text: 'Look' },
            { type: 'image_url', image_url: { url: 'data:…' } },
            { type: 'input_text', text: 'here' },
          ],
          attachments: ['a.png', { name: 'b.txt' }, { path: '/x/c.md' }, 7, {}],
        },
        {
          role: 'assistant',
          content: [
            { type: 'thinking', thinking: 'hm' },
            { type: 'text', text: 'Yes' },
            { type: 'tool_use', id: 'u1', name: 'read', input: { path: 'a' } },
          ],
        },
        { role: 'user', content: [{ type: 'tool_result', tool_use_id: 'u1', content: 'inside' }] },
      ],
      0,
    );
    assert.equal(user!.text, 'Look\n\nhere');
    assert.deepEqual(user!.attachments, ['a.png', 'b.txt', 'c.md']);
    assert.deepEqual(
      [assistant!.text, assistant!.reasoning, assistant!.toolCalls],
      ['Yes', 'hm', [{ id: 'u1', name: 'read', args: { path: 'a' } }]],
    );
    assert.deepEqual([result!.role, result!.toolCallId, result!.text], ['tool', 'u1', 'inside']);
  });

  it('the note about attached files is not what a person wrote', () => {
    const [withFile, without] = mapMessages(
      [
        { role: 'user', content: 'Look\n\n[Attached files: /tmp/a.png]', attachments: ['a.png'] },
        { role: 'user', content: 'Look\n\n[Attached files: /tmp/a.png]' },
      ],
      0,
    );
    assert.equal(withFile!.text, 'Look');
    assert.equal(without!.text, 'Look\n\n[Attached files: /tmp/a.png]');
  });

  it('of a turn the server began are told apart', () => {
    const [row] = mapMessages([{ role: 'user', content: '[IMPORTANT: done]', _source: 'process_wakeup' }], 0);
    assert.equal(row!.origin, 'system');
  });

  it('cut turns keep their calls', () => {
    const [row] = mapMessages(
      [
        {
          role: 'assistant',
          content: 'So',
          _partial: true,
          _partial_tool_calls: [
            { name: 'a', args: { x: '1' }, done: true, tid: 't1', snippet: 'ok', is_error: true },
            { name: 'b', done: false },
            { name: 'clarify' },
          ],
        },
      ],
      4,
    );
    assert.equal(row!.partial, true);
    assert.deepEqual(row!.toolCalls, [
      { id: 't1', name: 'a', args: { x: '1' }, result: 'ok', failed: true },
      { id: 'row4#1', name: 'b', args: {} },
    ]);
  });

  it('the session’s own list of calls is used only where the messages have none', () => {
    const summaries = [
      { name: 'read', snippet: 'text', tid: 'c1', assistant_msg_idx: 1, args: { path: 'a' } },
      { name: 'list', snippet: '', assistant_msg_idx: -1, args: {} },
    ];
    const bare = [
      { role: 'user', content: 'q' },
      { role: 'assistant', content: 'a' },
      { role: 'assistant', content: 'b' },
    ];
    const filled = mapMessages(bare, 0, summaries);
    assert.deepEqual(filled[1]!.toolCalls, [{ id: 'c1', name: 'read', args: { path: 'a' }, result: 'text' }]);
    assert.deepEqual(filled[2]!.toolCalls, [{ id: 'call#1', name: 'list', args: {}, result: '' }]);
    const told = [...bare, { role: 'tool', tool_call_id: 'z', content: 'r' }];
    assert.ok(mapMessages(told, 0, summaries).every((row) => row.toolCalls.length === 0));
  });

  it('a running prompt that is stored already is shown with the run, not twice', () => {
    const rows = [
      { role: 'user', content: 'a' },
      { role: 'assistant', content: 'b' },
    ];
    const prompt = { role: 'user', content: 'running', _active_turn_user: true };
    const atEnd = mapTranscript({ messages: [...rows, prompt], message_count: 3, _messages_offset: 0 }, 'tail');
    assert.deepEqual([atEnd.rows.length, atEnd.total], [2, 2]);
    const inside = mapTranscript({ messages: [prompt, ...rows], message_count: 3 }, 'tail');
    assert.deepEqual(
      inside.rows.map((row) => row.role),
      ['system', 'user', 'assistant'],
    );
    assert.equal(inside.total, 3);
  });

  it('an older page knows how many there are in all', () => {
    const page = mapTranscript(
      { messages: [{ role: 'user', content: 'a' }], _messages_offset: 4, message_count: 12 },
      'older',
    );
    assert.deepEqual([page.offset, page.rows.length, page.total], [4, 1, 12]);
  });
});

describe('the summary of a running turn', () => {
  const running = (trace: string, at = 0): { blocks: readonly Block[]; seq: number; exact: boolean } =>
    reads(trace)[at]!.run!;

  it('becomes the blocks that its frames would have become', () => {
    const { blocks, seq, exact } = running('tools');
    assert.equal(seq, 19);
    assert.equal(exact, false, 'thinking between tools loses its place');
    assert.deepEqual(
      blocks.map((block) =>
        block.kind === 'tool'
          ? [block.id, block.tool.name, block.tool.status, block.tool.result]
          : [block.id, block.kind === 'notice' ? '' : block.text],
      ),
      [
        ['b0', 'The user wants the notes checked. First look at the folder, then read the one file that matters.'],
        ['b1', 'Let me look at the folder first. '],
        ['t:call_a1', 'list_files', 'done', '3 entries: a.md, b.md, img/'],
        ['b2', 'Three entries. Reading two of them side by side.\n\n'],
        ['t:call_b1', 'read_file', 'running', null],
        ['t:call_b2', 'read_file', 'running', null],
      ],
    );
    assert.deepEqual(running('approval').blocks[0], {
      kind: 'text',
      id: 'b0',
      text: 'This needs your consent. ',
      note: true,
    });
    assert.deepEqual(running('plain').blocks, [
      { kind: 'text', id: 'b0', text: 'The the is in that next a moves small list over steady ', note: false },
    ]);
  });

  const journal = (more: object): ReturnType<typeof mapJournal> =>
    mapJournal({ stream_id: 'r', last_seq: 9, ...more }, 'r');
  const texts = (blocks: readonly Block[]): readonly string[] =>
    blocks.map((block) => (block.kind === 'tool' ? block.tool.id : block.kind === 'notice' ? '!' : block.text));

  it('has marks that count characters, not the units of this language', () => {
    const { blocks } = journal({
      last_assistant_text: '👋🏽 a b',
      activity_burst_anchors: [{ id: 1, textEnd: 4 }],
      tool_calls: [{ name: 'x', tid: 't', activityBurstId: 1 }],
    });
    assert.deepEqual(texts(blocks), ['👋🏽 a', 't', ' b']);
  });

  it('puts tools before any text first, and thinking where the server shows it', () => {
    const tool = (tid: string, activityBurstId?: number): object => ({
      name: 'x',
      tid,
      ...(activityBurstId && { activityBurstId }),
    });
    const snapshot = {
      last_assistant_text: 'ab',
      last_reasoning_text: 'hm',
      activity_burst_anchors: [{ id: 1, textEnd: 1 }],
      tool_calls: [tool('t0'), tool('t1', 1), tool('t2', 1)],
    };
    assert.deepEqual(texts(journal(snapshot).blocks), ['hm', 't0', 'a', 't1', 't2', 'b']);
    const scene = {
      activity_rows: [{ role: 'tool' }, { role: 'prose' }, { role: 'tool' }, { role: 'thinking' }, { role: 'tool' }],
    };
    assert.deepEqual(texts(journal({ ...snapshot, anchor_activity_scene: scene }).blocks), [
      't0',
      'a',
      't1',
      'hm',
      't2',
      'b',
    ]);
    assert.equal(journal(snapshot).exact, false);
    assert.equal(journal({ ...snapshot, tool_calls: [] }).exact, true);
    assert.equal(journal({ ...snapshot, last_reasoning_text: '' }).exact, true);
  });

  it('numbers calls without an id as the reducer does, and leaves out the clarify tool', () => {
    const { blocks } = journal({
      tool_calls: [
        { name: 'clarify' },
        { name: 'a', done: true, preview: 'same', snippet: 'same' },
        { name: 'b', done: true, is_error: true, snippet: 'no', duration: 0.5 },
        {},
      ],
    });
    assert.deepEqual(
      blocks.map(
        (block) =>
          block.kind === 'tool' && [
            block.tool.id,
            block.tool.preview,
            block.tool.result,
            block.tool.status,
            block.tool.durationMs,
          ],
      ),
      [
        ['r#0', null, 'same', 'done', null],
        ['r#1', null, 'no', 'failed', 500],
      ],
    );
  });

  it('that makes no sense is left aside, so that the run is replayed from its start', () => {
    const nothing = { seq: 0, blocks: [], exact: true };
    const odd = [
      null,
      { last_seq: 9 },
      { stream_id: 'other', last_seq: 9 },
      { stream_id: 'r', last_seq: 'many' },
      { stream_id: 'r', last_seq: 9, last_assistant_text: 'ab', activity_burst_anchors: [{ id: 1, textEnd: 3 }] },
      {
        stream_id: 'r',
        last_seq: 9,
        last_assistant_text: 'ab',
        activity_burst_anchors: [
          { id: 1, textEnd: 2 },
          { id: 2, textEnd: 1 },
        ],
      },
      { stream_id: 'r', last_seq: 9, last_assistant_text: 'ab', activity_burst_anchors: ['x'] },
    ];
    for (const snapshot of odd) assert.deepEqual(mapJournal(snapshot, 'r'), nothing, JSON.stringify(snapshot));
  });
});

describe('meta', () => {
  it('tells forks, children and continuations apart', () => {
    const meta = (row: Json): unknown[] => {
      const { parent, relation, source } = mapMeta({ session_id: 's', ...row }, 's');
      return [parent, relation, source];
    };
    assert.deepEqual(meta({ parent_session_id: 'p', session_source: 'fork' }), ['p', 'fork', null]);
    assert.deepEqual(meta({ parent_session_id: 'p', relationship_type: 'child_session', session_source: 'subagent' }), [
      'p',
      'child',
      'subagent',
    ]);
    assert.deepEqual(meta({ parent_session_id: 'p' }), [null, null, null]);
    assert.deepEqual(meta({ session_source: 'webui' }), [null, null, null]);
    assert.deepEqual(meta({ is_cli_session: true }), [null, null, 'cli']);
  });

  it('dates a session by what was said, not by what was done to it', () => {
    const at = (row: Json): number | null => mapMeta(row, 's').updatedAt;
    assert.equal(at({ last_message_at: 10, updated_at: 20 }), 10_000);
    assert.equal(at({ updated_at: 20 }), 20_000);
    assert.equal(at({ created_at: 5 }), 5_000);
    assert.equal(at({ last_message_at: 10, pending_started_at: 30 }), 30_000);
    assert.equal(at({}), null);
  });

  it('does not take a length of zero for a length', () => {
    assert.deepEqual(
      mapUsage({ input_tokens: 0, output_tokens: 3, estimated_cost: null, context_length: 0, last_prompt_tokens: 0 }),
      {
        inputTokens: 0,
        outputTokens: 3,
        cost: null,
        contextLength: null,
        contextUsed: null,
      },
    );
  });
});

describe('pending requests', () => {
  it('recorded: head and count', () => {
    const listed = exchanges('clarify', '/api/approval/pending').map(({ body }) => mapPending(body, 'approval', 's'));
    assert.deepEqual(
      listed.map(({ head, waiting }) => [head?.id, waiting]),
      [
        ['e69f27a6d0174275947f4a60b26d3f32', 2],
        ['6611ef44542d402490f10c8ba6f20887', 1],
      ],
    );
    const [question, none] = exchanges('clarify', '/api/clarify/pending').map(({ body }) =>
      mapPending(body, 'question', 's'),
    );
    assert.deepEqual([question!.head?.id, question!.waiting], ['98deb9b6a9a9', 1]);
    assert.deepEqual(none, { head: null, waiting: 0 });
    assert.deepEqual(mapPending({ pending: null, pending_count: 3 }, 'approval', 's'), { head: null, waiting: 0 });
  });
});

describe('the list', () => {
  it('recorded: every list maps, with a row for every session', () => {
    for (const trace of traceNames()) {
      for (const { body, status } of exchanges(trace, '/api/sessions')) {
        if (status !== 200) continue;
        const list = mapList(body);
        assert.equal(list.rows.length, (obj(body)['sessions'] as unknown[]).length, trace);
        assert.equal(list.profile, 'default');
        assert.ok(list.serverTime! > 1.5e12);
      }
    }
  });

  it('recorded: what waits, what runs, what was lost, what goes on', () => {
    const lists = (trace: string): ReturnType<typeof mapList>[] =>
      exchanges(trace, '/api/sessions').map(({ body }) => mapList(body));
    const [asking, rotated] = lists('in-process');
    assert.deepEqual(asking!.rows[0]!.waiting, { kind: 'question', count: 1 });
    assert.equal(asking!.rows[0]!.run, '1f0c30d103304e2582a38fd34fdb6f83');
    assert.deepEqual(rotated!.lineage, [{ from: '40c8bdbed715', to: '40c8bdbed7ff' }]);
    assert.equal(rotated!.rows[0]!.meta.parent, null);
    assert.deepEqual(lists('approval')[0]!.rows[0]!.waiting, { kind: 'approval', count: 1 });
    const lost = lists('restart')[0]!.rows[0]!;
    assert.deepEqual([lost.run, lost.orphan], [null, '041ca8924e8b4e60a75f14fc4ce17f46']);
  });

  const list = (sessions: readonly object[], more: object = {}): { rows: string[]; lineage: string[] } => {
    const mapped = mapList({ sessions, ...more });
    return {
      rows: mapped.rows.map((row) => row.session),
      lineage: mapped.lineage.map(({ from, to }) => `${from}>${to}`).sort(),
    };
  };
  const row = (session_id: string, more: object = {}): object => ({ session_id, title: session_id, ...more });

  it('shows a chain of compressions as its tip', () => {
    const chain = [
      row('a', { pre_compression_snapshot: true }),
      row('b', { pre_compression_snapshot: true, parent_session_id: 'a' }),
      row('c', { parent_session_id: 'b' }),
    ];
    for (const order of [chain, chain.toReversed(), [chain[1]!, chain[2]!, chain[0]!]]) {
      assert.deepEqual(list(order), { rows: ['c'], lineage: ['a>c', 'b>c'] });
    }
    assert.deepEqual(list([chain[2]!]), { rows: ['c'], lineage: ['b>c'] });
  });

  it('believes the lineage the agent knows', () => {
    const rows = [
      row('a', { _lineage_root_id: 'root', _lineage_tip_id: 'b', _compression_segment_count: 9 }),
      row('b', { _lineage_root_id: 'root', parent_session_id: 'a' }),
    ];
    assert.deepEqual(list(rows), { rows: ['b'], lineage: ['a>b', 'root>b'] });
    assert.deepEqual(list([row('root'), row('x', { _lineage_root_id: 'root', _compression_segment_count: 2 })]), {
      rows: ['x'],
      lineage: ['root>x'],
    });
  });

  it('keeps forks and children apart from what they came from', () => {
    const rows = [
      row('p'),
      row('f', { parent_session_id: 'p', session_source: 'fork' }),
      row('k', { parent_session_id: 'p', relationship_type: 'child_session', _lineage_root_id: 'p' }),
      row('n', { parent_session_id: 'p' }),
    ];
    assert.deepEqual(list(rows), { rows: ['p', 'f', 'k', 'n'], lineage: [] });
    assert.deepEqual(list([row('f', { parent_session_id: 'gone', session_source: 'fork' })]), {
      rows: ['f'],
      lineage: [],
    });
  });

  it('knows hidden parents the server adds for reference', () => {
    const child = row('n', { parent_session_id: 'p' });
    assert.deepEqual(list([child], { sidebar_reference_sessions: [row('p', { archived: true })] }).lineage, []);
    assert.deepEqual(
      list([child], { sidebar_reference_sessions: [row('p', { pre_compression_snapshot: true })] }).lineage,
      ['p>n'],
    );
  });

  it('shows what hidden members do on the row that stands for them', () => {
    const mapped = mapList({
      sessions: [
        row('a', {
          pre_compression_snapshot: true,
          is_streaming: true,
          active_stream_id: 'r',
          pending_started_at: 3,
          attention: { kind: 'approval', count: 2 },
        }),
        row('b', { parent_session_id: 'a', attention: { kind: 'clarify', count: 1 } }),
      ],
    });
    const [shown] = mapped.rows;
    assert.deepEqual(
      [shown!.session, shown!.run, shown!.startedAt, shown!.waiting],
      ['b', 'r', 3_000, { kind: 'approval', count: 2 }],
    );
  });

  it('leaves out archived rows and those that only project chips show; survives loops and rubbish', () => {
    assert.deepEqual(
      list([
        row('a', { archived: true }),
        row('b', { default_hidden: true }),
        row('c'),
        {},
        { session_id: 7 },
        row('c'),
      ]).rows,
      ['c', '7'],
    );
    const loop = [
      row('a', { parent_session_id: 'b', pre_compression_snapshot: true }),
      row('b', { parent_session_id: 'a', pre_compression_snapshot: true }),
    ];
    assert.equal(list(loop).rows.length > 0, true);
    assert.deepEqual(list([row('s', { parent_session_id: 's' })]), { rows: ['s'], lineage: [] });
    for (const answer of [null, [], 'x', { sessions: {} }]) assert.deepEqual(mapList(answer).rows, []);
  });
});
