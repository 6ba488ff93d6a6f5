import assert from 'node:assert/strict';
import { test } from 'node:test';
import fc from 'fast-check';
import { isUnread, queueWaitsFor, statusOf } from '../../runtime/session/derive.js';
import type { SessionEvent } from '../../runtime/session/reducer.js';
import type { Block } from '../../runtime/session/transcript.js';
import {
  A,
  approval,
  failed,
  listed,
  live,
  loaded,
  pending,
  row,
  said,
  settled,
  started,
  stopped,
  Tape,
  thought,
  token,
  tool,
  toolDone,
  user,
} from './support/record-kit.js';

/** state x event -> phase. `send` is our own submit under way. */
const begin: Record<string, (tape: Tape) => Tape> = {
  unknown: (tape) => tape,
  idle: (tape) => tape.play(loaded(tape, [])),
  starting: (tape) => tape.play(loaded(tape, []), { type: 'send.submitted', ref: 's', text: 'hi' }),
  running: (tape) => tape.play(started('r1')),
  stopping: (tape) => tape.play(started('r1'), { type: 'stop.requested' }),
  over: (tape) => tape.play(started('r1'), settled('r1', 1, [user('do it'), said('done')])),
};

const events: Record<string, (tape: Tape) => SessionEvent> = {
  'run.started r1': () => started('r1'),
  'run.started r2': () => started('r2'),
  'token r1': () => token('r1', 1, 'x'),
  'settled r1': () => settled('r1', 1, [user('do it'), said('done')]),
  'stopped r1': () => stopped('r1'),
  'failed r1': () => failed('r1', 1),
  'closed r1': () => ({ type: 'run.closed', session: A, run: 'r1', seq: 1 }),
  'uncertain r1': () => ({ type: 'run.uncertain', session: A, run: 'r1', message: '' }),
  'row idle': (tape) => listed(tape),
  'row running r1': (tape) => listed(tape, { run: 'r1' }),
  'row running r2': (tape) => listed(tape, { run: 'r2' }),
  'read idle': (tape) => loaded(tape, [user('do it'), said('done')]),
  'read running r1': (tape) => loaded(tape, [], live('r1')),
  'read lost r1': (tape) => loaded(tape, [], live('r1', { live: false })),
  'old read idle': (tape) => loaded(tape, [], null, { asOf: 0 }),
  'stop.requested': () => ({ type: 'stop.requested' }),
  'stop.failed': () => ({ type: 'stop.failed', error: { code: 'server', detail: 'no', retryable: true } }),
  'send.accepted r1': () => ({
    type: 'send.accepted',
    ref: 's',
    run: 'r1',
    startedAt: 5,
    title: null,
    input: { text: 'hi', attachments: [] },
  }),
  'send.returned': () => ({
    type: 'send.returned',
    ref: 's',
    error: { code: 'server', detail: 'no', retryable: true },
  }),
  'send.unsure': () => ({ type: 'send.unsure', ref: 's', error: { code: 'network', detail: 'lost', retryable: true } }),
  gone: () => ({ type: 'session.gone', session: A, error: { code: 'not-found', detail: 'gone', retryable: false } }),
};

// '=' stays as it was. A run that is over (state `over`) is never reopened by anything but another run.
const table: Record<string, Record<keyof typeof begin, string>> = {
  'run.started r1': {
    unknown: 'running',
    idle: 'running',
    starting: 'running',
    running: '=',
    stopping: '=',
    over: '=',
  },
  'run.started r2': {
    unknown: 'running',
    idle: 'running',
    starting: 'running',
    running: 'running',
    stopping: 'running',
    over: 'running',
  },
  'token r1': { unknown: '=', idle: '=', starting: '=', running: '=', stopping: '=', over: '=' },
  'settled r1': { unknown: '=', idle: '=', starting: '=', running: 'idle', stopping: 'idle', over: '=' },
  'stopped r1': { unknown: '=', idle: '=', starting: '=', running: 'idle', stopping: 'idle', over: '=' },
  'failed r1': { unknown: '=', idle: '=', starting: '=', running: 'idle', stopping: 'idle', over: '=' },
  'closed r1': { unknown: '=', idle: '=', starting: '=', running: '=', stopping: '=', over: '=' },
  'uncertain r1': { unknown: '=', idle: '=', starting: '=', running: '=', stopping: '=', over: '=' },
  'row idle': { unknown: 'idle', idle: '=', starting: '=', running: '=', stopping: '=', over: '=' },
  'row running r1': {
    unknown: 'running',
    idle: 'running',
    starting: 'running',
    running: '=',
    stopping: '=',
    over: '=',
  },
  'row running r2': {
    unknown: 'running',
    idle: 'running',
    starting: 'running',
    running: 'running',
    stopping: 'running',
    over: 'running',
  },
  'read idle': { unknown: 'idle', idle: '=', starting: '=', running: 'idle', stopping: 'idle', over: '=' },
  'read running r1': {
    unknown: 'running',
    idle: 'running',
    starting: 'running',
    running: '=',
    stopping: '=',
    over: '=',
  },
  'read lost r1': { unknown: 'idle', idle: 'idle', starting: 'idle', running: 'idle', stopping: 'idle', over: '=' },
  'old read idle': { unknown: 'idle', idle: '=', starting: '=', running: '=', stopping: '=', over: '=' },
  'stop.requested': { unknown: '=', idle: '=', starting: '=', running: 'stopping', stopping: '=', over: '=' },
  'stop.failed': { unknown: '=', idle: '=', starting: '=', running: '=', stopping: 'running', over: '=' },
  'send.accepted r1': {
    unknown: 'running',
    idle: 'running',
    starting: 'running',
    running: '=',
    stopping: '=',
    over: '=',
  },
  'send.returned': { unknown: '=', idle: '=', starting: 'idle', running: '=', stopping: '=', over: '=' },
  'send.unsure': { unknown: '=', idle: '=', starting: 'idle', running: '=', stopping: '=', over: '=' },
  gone: { unknown: 'idle', idle: '=', starting: 'idle', running: 'idle', stopping: 'idle', over: '=' },
};

for (const [name, expected] of Object.entries(table)) {
  for (const [from, phase] of Object.entries(expected)) {
    test(`phase: ${from} + ${name} -> ${phase}`, () => {
      const tape = begin[from]!(new Tape());
      const before = tape.phase;
      tape.play(events[name]!(tape));
      assert.equal(tape.phase, phase === '=' ? before : phase);
    });
  }
}

test('every event has a row in the table and every state a column', () => {
  assert.deepEqual(Object.keys(table).sort(), Object.keys(events).sort());
  for (const expected of Object.values(table)) assert.deepEqual(Object.keys(expected), Object.keys(begin));
});

test('a frame that was applied is not applied again, and a hole asks for a read instead of being skipped', () => {
  const tape = new Tape().play(
    started('r1'),
    token('r1', 1, 'a'),
    token('r1', 2, 'b'),
    token('r1', 2, 'b'),
    token('r1', 1, 'a'),
  );
  assert.equal(tape.state.tailText, 'ab');
  assert.equal(tape.state.counts.duplicate, 2);
  tape.play(token('r1', 4, 'd'));
  assert.equal(tape.state.tailText, 'ab', 'what lies behind a hole is not shown as if nothing were missing');
  assert.equal(tape.state.cursor.seq, 2, 'the cursor moves only with what was applied');
  assert.ok(tape.state.wants.resync > 0 && tape.state.wants.reload > 0);
});

test('a hole that is still there after three reads confirmed the run is the journal’s own, and stepped over', () => {
  const tape = new Tape().play(started('r1'), token('r1', 1, 'a'));
  for (let read = 0; read < 3; read += 1) {
    tape.play(token('r1', 4, 'd'));
    assert.equal(tape.state.tailText, 'a', 'a frame may be lost more than once');
    tape.play(loaded(tape, [], live('r1', { seq: 4 })));
  }
  tape.play(token('r1', 4, 'd'), token('r1', 5, 'e'));
  assert.equal(tape.state.tailText, 'ade');
  tape.play(token('r1', 9, 'x'));
  assert.equal(tape.state.tailText, 'ade', 'the next hole is a new question');
  tape.play(loaded(tape, [], live('r1', { seq: 9 })), token('r1', 9, 'x'));
  assert.equal(tape.state.tailText, 'ade', 'and is asked as often');
});

test('events of a run nobody knows are counted and shown nowhere', () => {
  const tape = new Tape().play(started('r1'), token('r1', 1, 'a'), token('other', 1, 'z'), tool('other', 2, 't'));
  assert.equal(tape.state.tailText, 'a');
  assert.equal(tape.state.counts.dropped, 2);
});

test('blocks stand in the order they came, and only the last one grows', () => {
  const tape = new Tape().play(
    started('r1'),
    thought('r1', 1, 'hm '),
    thought('r1', 2, 'so'),
    token('r1', 3, 'Let me '),
    token('r1', 4, 'look.'),
    {
      type: 'text.boundary',
      session: A,
      run: 'r1',
      seq: 5,
      text: 'Let me look.',
      alreadyStreamed: true,
      reasoningEcho: false,
    },
    tool('r1', 6, 'a'),
    tool('r1', 7, 'b'),
    toolDone('r1', 8, 'b', 'two'),
    toolDone('r1', 9, 'a', 'one'),
    token('r1', 10, 'Done'),
  );
  const { blocks, tail } = tape.state.live!;
  assert.deepEqual(
    blocks.map((block) =>
      block.kind === 'tool'
        ? `${block.tool.id}:${block.tool.result}:${block.tool.status}`
        : block.kind === 'text'
          ? `${block.text}${block.note ? ' (note)' : ''}`
          : block.text,
    ),
    ['hm so', 'Let me look. (note)', 'a:one:done', 'b:two:done'],
  );
  assert.equal(tail?.kind, 'text');
  assert.equal(tape.state.tailText, 'Done');
});

test('tools without ids are matched first in, first out by name', () => {
  const tape = new Tape().play(
    started('r1'),
    tool('r1', 1, null),
    tool('r1', 2, null),
    toolDone('r1', 3, null, 'first'),
    toolDone('r1', 4, null, 'second'),
  );
  const results = tape.state.live!.blocks.map((block) => (block.kind === 'tool' ? block.tool.result : ''));
  assert.deepEqual(results, ['first', 'second']);
});

test('a result whose call was never shown becomes a finished call', () => {
  const tape = new Tape().play(started('r1'), toolDone('r1', 1, 'x', 'found'));
  const [block] = tape.state.live!.blocks;
  assert.ok(block?.kind === 'tool' && block.tool.status === 'done' && block.tool.result === 'found');
});

test('from live to settled, the prompt and the turn keep their keys', () => {
  const tape = new Tape();
  tape.play(loaded(tape, [user('one'), said('uno')]), started('r1'), token('r1', 1, 'dos'));
  const { key, inputKey } = tape.state.live!;
  tape.play(settled('r1', 2, [user('one'), said('uno'), user('do it'), said('dos')]));
  const keys = tape.state.transcript.messages.map((message) => message.key);
  assert.deepEqual(keys.slice(2), [inputKey, key]);
  assert.equal(tape.state.live, null);
});

test('a settled message in which nothing changed is the very same object after every later read', () => {
  const tape = new Tape();
  const rows = [user('one'), said('uno'), user('two'), said('dos')];
  tape.play(loaded(tape, rows));
  const [first, second] = tape.state.transcript.messages;
  tape.play(loaded(tape, [...rows, user('three'), said('tres')]));
  assert.equal(tape.state.transcript.messages[0], first);
  assert.equal(tape.state.transcript.messages[1], second);
  assert.equal(tape.state.transcript.messages.length, 6);
});

test('what the server does not store of a turn (tools on some backends) stays with its message', () => {
  const tape = new Tape().play(
    started('r1'),
    token('r1', 1, 'Look. '),
    tool('r1', 2, 'a'),
    toolDone('r1', 3, 'a', 'one'),
    token('r1', 4, 'Found.'),
  );
  tape.play(settled('r1', 5, [user('do it'), said('Look. Found.')]));
  const kinds = tape.state.transcript.messages[1]!.blocks.map((block) => block.kind);
  assert.deepEqual(kinds, ['text', 'tool', 'text']);
});

test('a run that ends without a transcript stays on screen and is read again', () => {
  const tape = new Tape().play(started('r1'), token('r1', 1, 'half'), tool('r1', 2, 'a'), failed('r1', 3));
  assert.equal(tape.state.live?.ended, 'failed');
  assert.ok(tape.state.wants.reload > 0);
  const toolBlock = tape.state.live?.blocks.at(-1);
  assert.ok(
    toolBlock?.kind === 'tool' && toolBlock.tool.status === 'stopped',
    'tools of a run that is over do not spin',
  );
  tape.play(loaded(tape, [user('do it'), said('half'), row({ text: 'no', notice: 'error' })]));
  assert.equal(tape.state.live, null);
  assert.equal(tape.state.run.end?.outcome, 'failed');
});

test('a read asked for before the run began does not end it, and is asked for again', () => {
  const tape = new Tape();
  const early = loaded(tape, []);
  tape.play(started('r1'), token('r1', 1, 'a'), early);
  assert.equal(tape.phase, 'running');
  assert.ok(tape.state.wants.reload > 0);
});

test('an older read never replaces a newer one', () => {
  const tape = new Tape();
  const early = loaded(tape, [user('old')]);
  tape.play(loaded(tape, [user('old'), said('new')]), early);
  assert.equal(tape.state.transcript.messages.length, 2);
});

test('a fresh client and a continuous one have the same transcript and phase after the end', () => {
  const rows = [
    user('do it'),
    row({ toolCalls: [{ id: 'a', name: 'read_file', args: {} }] }),
    row({ role: 'tool', toolCallId: 'a', text: 'one' }),
    said('Done'),
  ];
  const continuous = new Tape().play(
    started('r1'),
    tool('r1', 1, 'a'),
    toolDone('r1', 2, 'a', 'one'),
    token('r1', 3, 'Done'),
    settled('r1', 4, rows),
  );
  const fresh = new Tape();
  fresh.play(loaded(fresh, rows));
  const view = (tape: Tape) =>
    tape.state.transcript.messages.map(({ role, blocks, index }) => ({ role, blocks, index }));
  assert.deepEqual(view(continuous), view(fresh));
  assert.equal(continuous.phase, fresh.phase);
});

test('a snapshot that ends in the middle of a sentence goes on in the same block', () => {
  const tape = new Tape();
  const blocks = [
    { kind: 'text', id: 'b0', text: 'Let me look.', note: true },
    {
      kind: 'tool',
      id: 't:a',
      tool: { id: 'a', name: 'read_file', preview: null, args: {}, result: 'one', status: 'done', durationMs: null },
    },
    { kind: 'text', id: 'b1', text: 'It is stea', note: false },
  ] as const;
  tape.play(
    loaded(tape, [], live('r1', { seq: 9, blocks })),
    token('r1', 10, 'dy.'),
    settled('r1', 11, [user('do it'), said('x')]),
  );
  const fresh = new Tape();
  fresh.play(loaded(fresh, [], live('r1', { seq: 9, blocks })), token('r1', 10, 'dy.'));
  assert.deepEqual(
    fresh.state.live!.blocks.map((block) => block.id),
    ['b0', 't:a'],
  );
  assert.equal(fresh.state.live!.tail?.id, 'b1');
  assert.equal(fresh.state.tailText, 'It is steady.');
});

test('a lost run says so, keeps its text, and its replay fills in what was missed', () => {
  const tape = new Tape().play(started('r1'), token('r1', 1, 'a'));
  tape.play(loaded(tape, [], live('r1', { live: false })));
  assert.equal(tape.state.run.end?.outcome, 'lost');
  tape.play(token('r1', 2, 'b'));
  const texts = tape.state.live!.blocks.map((block) => (block.kind === 'text' ? block.text : ''));
  assert.equal(texts.join('') + tape.state.tailText, 'ab');
  assert.equal(tape.phase, 'idle');
});

test('requests are what the server lists: heads come and go by id, in any order of frames', () => {
  const tape = new Tape().play(started('r1'));
  tape.play(pending(tape, approval('q1'), 2));
  assert.equal(statusOf(tape.state), 'needs-you');
  tape.play({ type: 'answer.submitted', request: 'q1', answer: { kind: 'approval', choice: 'once' } });
  const early = pending(tape, approval('q1'), 2);
  tape.play({ type: 'answer.accepted', request: 'q1' }, early);
  assert.deepEqual(
    tape.state.requests.open.map((open) => open.id),
    [],
    'a read asked for before the answer does not bring the card back',
  );
  tape.play(pending(tape, approval('q2'), 1), pending(tape, null));
  assert.equal(tape.state.requests.open.length, 0);
  assert.equal(tape.state.requests.closed.at(-1)?.state, 'gone');
});

test('an answered request is never shown again, whatever the server still lists', () => {
  const tape = new Tape().play(started('r1'));
  tape.play(
    pending(tape, approval('q1')),
    { type: 'answer.submitted', request: 'q1', answer: { kind: 'approval', choice: 'deny' } },
    { type: 'answer.accepted', request: 'q1' },
  );
  tape.play(pending(tape, approval('q1')));
  assert.equal(tape.state.requests.open.length, 0);
});

test('a failed answer puts the request back with its reason; a second answer while one is under way is ignored', () => {
  const tape = new Tape().play(started('r1'));
  tape.play(pending(tape, approval('q1')), {
    type: 'answer.submitted',
    request: 'q1',
    answer: { kind: 'approval', choice: 'once' },
  });
  tape.play({ type: 'answer.submitted', request: 'q1', answer: { kind: 'approval', choice: 'deny' } });
  const submitting = tape.state.requests.open[0]!;
  assert.deepEqual(submitting.answer, { kind: 'approval', choice: 'once' });
  tape.play({
    type: 'answer.failed',
    request: 'q1',
    error: { code: 'server', detail: 'relay failed', retryable: true },
  });
  assert.equal(tape.state.requests.open[0]?.state, 'failed');
  assert.equal(tape.state.requests.open[0]?.error, 'relay failed');
});

test('the end of a run closes its requests; a server that lists them until the worker is out does not bring them back', () => {
  const tape = new Tape().play(started('r1'));
  tape.play(pending(tape, approval('q1', null)), stopped('r1'));
  assert.equal(tape.state.requests.open.length, 0);
  tape.play(pending(tape, approval('q1', null)));
  assert.equal(tape.state.requests.open.length, 0);
});

test('a turn that ends unseen is unread until somebody looks, and the first sight of a session is not', () => {
  const tape = new Tape();
  tape.play(listed(tape, { meta: { ...tape.state.meta, messageCount: 4 } }));
  assert.equal(isUnread(tape.state), false);
  tape.play(
    listed(tape, { run: 'r1', meta: { ...tape.state.meta, messageCount: 4 } }),
    settled('r1', 1, [user('a'), said('b'), user('c'), said('d'), user('e'), said('f')]),
  );
  assert.equal(statusOf(tape.state), 'unread');
  tape.play({ type: 'seen.marked' });
  assert.equal(statusOf(tape.state), 'idle');
});

test('the end of a turn that was seen in another tab is not unread where it is heard of later', () => {
  const there = { type: 'seen.elsewhere', marked: false } as const;
  const running = () => new Tape().play(loaded(new Tape(), [user('1')]), started('r1'));
  const end = (tape: Tape, rows: number) => {
    tape.play(stopped('r1'));
    return tape.play(
      loaded(
        tape,
        Array.from({ length: rows }, (_, at) => user(String(at))),
      ),
    );
  };
  const isUnreadAfter = (mark: { seen: number; idle: boolean; over: string | null }, rows = 3) =>
    isUnread(end(running().play({ ...there, ...mark }), rows).state);
  assert.equal(isUnreadAfter({ seen: 3, idle: true, over: null }), false, 'its rows were seen at rest');
  assert.equal(isUnreadAfter({ seen: 1, idle: true, over: 'r1' }, 1), false, 'its end was seen, and it left no row');
  assert.equal(isUnreadAfter({ seen: 2, idle: false, over: null }, 2), true, 'it still ran there');
  assert.equal(isUnreadAfter({ seen: 1, idle: true, over: null }, 1), true, 'nothing of it was seen there');
  assert.equal(isUnreadAfter({ seen: 2, idle: true, over: null }), true, 'more came after that');
});

test('a turn that is taken over in the middle of its words is writing, not waiting, from then on', () => {
  const read = (blocks: readonly Block[]) => {
    const tape = new Tape();
    return tape.play(loaded(tape, [user('do it')], live('r1', { seq: 3, blocks })));
  };
  const text: Block = { kind: 'text', id: 'b0', text: 'Once upon', note: false };
  const writing = read([text]);
  assert.equal(writing.state.run.activity?.kind, 'writing');
  assert.equal(writing.play(token('r1', 4, ' a time')).state.run.activity?.kind, 'writing');
  assert.equal(read([{ kind: 'reasoning', id: 'b0', text: 'Well' }]).state.run.activity?.kind, 'thinking');
  assert.equal(read([]).state.run.activity?.kind, 'waiting');
});

test('a hint is remembered until its run is over: then it was used, or has come back', () => {
  const hint = { type: 'steer.accepted', run: 'r1', text: 'Be brief.' } as const;
  const running = () => new Tape().play(loaded(new Tape(), [user('1')]), started('r1'), hint);
  assert.equal(running().state.steered.length, 1);
  assert.deepEqual(running().play(settled('r1', 1, [user('1'), said('2')])).state.steered, []);
  const back = running().play({ type: 'steer.returned', session: A, run: 'r1', seq: 1, text: 'Be brief.' });
  assert.deepEqual(
    back.play(settled('r1', 2, [user('1'), said('2')])).state.outbox.map(({ text, state }) => [text, state]),
    [['Be brief.', 'queued']],
  );
  // Of a run nobody heard the end of, and of one that was over before the answer came.
  const tape = running();
  assert.deepEqual(tape.play(loaded(tape, [user('1'), said('2')])).state.steered, []);
  tape.play(hint);
  assert.deepEqual(tape.play(loaded(tape, [user('1'), said('2')])).state.steered, []);
});

test('a queued text says what it waits for', () => {
  const queued = (tape: Tape) => tape.play({ type: 'send.queued', ref: 'q', text: 'next', fromDraft: false });
  const wait = (tape: Tape) => queueWaitsFor(queued(tape).state);
  const running = () => new Tape().play(loaded(new Tape(), [user('1')]), started('r1'));
  assert.equal(queueWaitsFor(running().state), null);
  assert.equal(wait(running()), 'run');
  assert.equal(wait(running().play(stopped('r1'))), 'server');
  assert.equal(wait(running().play(settled('r1', 1, [user('1'), said('2')]))), 'server');
  assert.equal(wait(running().play(failed('r1', 1))), 'person');
});

test('a read that takes its time does not bring back the title a row asked for since has left behind', () => {
  const tape = new Tape();
  tape.play(titledRow(tape, 'Old'));
  const slow = titledRead(tape, 'Old');
  tape.play(titledRow(tape, 'New'), slow);
  assert.equal(tape.state.meta.title, 'New');
  tape.play(titledRead(tape, 'Old'));
  assert.equal(tape.state.meta.title, 'Old', 'one that was asked for later is believed');
});

test('rows that lag behind do not bring an old title back, whoever said the new one', () => {
  const changes: Record<string, (tape: Tape) => void> = {
    'an event': (tape) => tape.play({ type: 'session.titled', session: A, title: 'New' }),
    'a person': (tape) => tape.play({ type: 'meta.changed', title: 'New' }),
    'a read': (tape) => tape.play(titledRead(tape, 'New')),
  };
  for (const [who, change] of Object.entries(changes)) {
    const tape = new Tape();
    tape.play(titledRead(tape, 'Old'));
    change(tape);
    tape.play(titledRow(tape, 'Old'));
    assert.equal(tape.state.meta.title, 'New', who);
    tape.play(titledRow(tape, 'Renamed elsewhere'));
    assert.equal(tape.state.meta.title, 'Renamed elsewhere', who);
    tape.play(titledRow(tape, 'Old'));
    assert.equal(tape.state.meta.title, 'Renamed elsewhere', who);
    tape.tick += 60;
    tape.play(titledRow(tape, 'Old'));
    assert.equal(tape.state.meta.title, 'Old', `${who}, long since`);
  }
});

test('a title that comes while a read is under way is newer than what the read says', () => {
  const tape = new Tape();
  tape.play(titledRead(tape, 'Old'));
  const late = titledRead(tape, 'Old');
  tape.play({ type: 'session.titled', session: A, title: 'New' }, late);
  assert.equal(tape.state.meta.title, 'New');
  tape.play(titledRead(tape, 'Newer'));
  assert.equal(tape.state.meta.title, 'Newer');
});

test('a title for an id the conversation has left is asked for, not taken, and rows of the next id are no old ones', () => {
  const tape = new Tape();
  tape.play(titledRead(tape, 'Old'));
  tape.play({ type: 'session.titled', session: A, title: 'New', of: A });
  tape.play({ type: 'session.rekeyed', session: A, to: 'a2' });
  const asked = tape.state.wants.reload;
  tape.play({ type: 'session.titled', session: A, title: 'Late', of: A });
  assert.equal(tape.state.meta.title, 'New');
  assert.notEqual(tape.state.wants.reload, asked);
  tape.play({ type: 'session.titled', session: A, title: 'Next', of: 'a2' });
  assert.equal(tape.state.meta.title, 'Next');

  const rotated = new Tape();
  rotated.play(titledRead(rotated, 'Old'));
  rotated.play({ type: 'session.titled', session: A, title: 'New', of: A });
  rotated.play({ type: 'session.rekeyed', session: A, to: 'a2' });
  rotated.play(titledRow(rotated, 'Old'));
  assert.equal(rotated.state.meta.title, 'Old');
});

function titledRead(tape: Tape, title: string): ReturnType<typeof loaded> {
  return { ...loaded(tape, []), meta: { ...tape.state.meta, title } };
}

function titledRow(tape: Tape, title: string): ReturnType<typeof listed> {
  return listed(tape, { meta: { ...tape.state.meta, title } });
}

test('after an unsure send, a read returns the text or finds it accepted, never both', () => {
  for (const arrived of [true, false]) {
    const tape = new Tape();
    tape.play(
      loaded(tape, [user('before'), said('x')]),
      { type: 'send.queued', ref: 's', text: 'hi' },
      { type: 'send.submitted', ref: 's', text: 'hi' },
    );
    tape.play({ type: 'send.unsure', ref: 's', error: { code: 'network', detail: 'lost', retryable: true } });
    tape.play(
      loaded(
        tape,
        [user('before'), said('x')],
        arrived ? live('r1', { input: { text: 'hi', attachments: [] } }) : null,
      ),
    );
    assert.deepEqual(
      tape.state.outbox.map((item) => item.state),
      arrived ? [] : ['returned'],
    );
    assert.equal(tape.phase, arrived ? 'running' : 'idle');
  }
});

test('where rows were taken away meanwhile, an unsure text counts as arrived only if it is said last and was not before', () => {
  for (const [before, after, arrived] of [
    ['something else', 'go on', true],
    ['go on', 'go on', false],
    ['something else', 'from elsewhere', false],
  ] as const) {
    const tape = new Tape();
    tape.play(
      loaded(tape, [user('first'), said('x'), user(before), said('y')]),
      { type: 'send.queued', ref: 's', text: 'go on' },
      { type: 'send.submitted', ref: 's', text: 'go on' },
    );
    tape.play({ type: 'send.unsure', ref: 's', error: { code: 'network', detail: 'lost', retryable: true } });
    tape.play(loaded(tape, [user(after), said('z')]));
    assert.deepEqual(
      tape.state.outbox.map((item) => item.state),
      arrived ? [] : ['returned'],
      `${before}, then ${after}`,
    );
  }
});

test('every piece of text is in exactly one place, whatever happens in whatever order', () => {
  const step = fc.oneof(
    fc.record({ do: fc.constant('type' as const), text: fc.string({ minLength: 1, maxLength: 4 }) }),
    ...(['send', 'submit', 'accept', 'busy', 'return', 'unsure', 'reclaim', 'read', 'end'] as const).map((name) =>
      fc.record({ do: fc.constant(name), text: fc.constant('') }),
    ),
  );
  fc.assert(
    fc.property(fc.array(step, { maxLength: 60 }), (steps) => {
      const tape = new Tape();
      tape.play(loaded(tape, []));
      const accepted: string[] = [];
      let written = 0;
      let drafted: string[] = [];
      for (const { do: name } of steps) {
        const item = tape.state.outbox[0];
        if (name === 'type') {
          const piece = `<${written++}>`;
          drafted = [...drafted, piece];
          tape.play({ type: 'draft.changed', text: tape.state.draft + piece });
        } else if (name === 'send' && tape.state.draft !== '') {
          tape.play({
            type: 'send.queued',
            ref: `ref${written}-${tape.tick}`,
            text: tape.state.draft,
            fromDraft: true,
          });
        } else if (name === 'submit' && item?.state === 'queued')
          tape.play({ type: 'send.submitted', ref: item.ref, text: item.text });
        else if (name === 'accept' && item?.state === 'submitting') {
          accepted.push(item.text);
          tape.play({
            type: 'send.accepted',
            ref: item.ref,
            run: `r${tape.tick}`,
            startedAt: null,
            title: null,
            input: { text: item.text, attachments: [] },
          });
        } else if (name === 'busy' && item?.state === 'submitting')
          tape.play({ type: 'send.busy', ref: item.ref, run: null });
        else if (name === 'return' && item?.state === 'submitting')
          tape.play({ type: 'send.returned', ref: item.ref, error: { code: 'server', detail: '', retryable: true } });
        else if (name === 'unsure' && item?.state === 'submitting')
          tape.play({ type: 'send.unsure', ref: item.ref, error: { code: 'network', detail: '', retryable: true } });
        else if (name === 'reclaim' && item) tape.play({ type: 'outbox.reclaimed', ref: item.ref });
        else if (name === 'read') tape.play(loaded(tape, []));
        else if (name === 'end' && tape.state.live) tape.play(stopped(tape.state.live.run));
        const everywhere = [tape.state.draft, ...tape.state.outbox.map((known) => known.text), ...accepted].join('');
        for (const piece of drafted) assert.equal(everywhere.split(piece).length - 1, 1, `${piece} after ${name}`);
      }
    }),
    { seed: 20261122, numRuns: 400 },
  );
});
