// What was stored of a turn, laid over what was seen of it: same ids, same order as stored, nothing of the stream lost.
import assert from 'node:assert/strict';
import { test } from 'node:test';
import fc from 'fast-check';
import { mapMessages } from '../../runtime/adapters/webui/map-message.js';
import { alignBlocks } from '../../runtime/session/align-blocks.js';
import { composeMessages } from '../../runtime/session/compose-messages.js';
import type { Block, NoticeBlock, ToolCall } from '../../runtime/session/transcript.js';

const text = (id: string, words: string): Block => ({ kind: 'text', id, text: words, note: false });
const thought = (id: string, words: string): Block => ({ kind: 'reasoning', id, text: words });
const notice = (id: string, kind: NoticeBlock['notice']): Block => ({ kind: 'notice', id, notice: kind, text: '' });
const tool = (id: string, over: Partial<ToolCall> = {}): Block => ({
  kind: 'tool',
  id: `t:${id}`,
  tool: { id, name: 'read', preview: null, args: {}, result: 'r', status: 'done', durationMs: null, ...over },
});
const ids = (blocks: readonly Block[]) => blocks.map((block) => block.id);

test('a divider that was seen stays where it was, and what follows keeps its id', () => {
  const seen = [text('b0', 'First.'), notice('b1', 'compressed'), text('b2', 'Then.')];
  const out = alignBlocks([text('b0', 'First.'), text('b1', 'Then.')], seen);
  assert.deepEqual(ids(out), ['b0', 'b1', 'b2']);
  assert.equal(out[1]?.kind, 'notice');
});

test('thinking the server joined is the thinking that was seen first', () => {
  const seen = [thought('b0', 'One. '), tool('x'), thought('b1', 'Two.'), text('b2', 'Answer')];
  const out = alignBlocks([thought('b0', 'One. Two.'), tool('x'), text('b1', 'Answer')], seen);
  assert.deepEqual(ids(out), ['b0', 't:x', 'b2']);
});

test('a call keeps how long it took, and its number where the stream gave no id', () => {
  const seen = [tool('run#0', { durationMs: 12, preview: 'a.md' }), text('b0', 'Done')];
  const [call] = alignBlocks([tool('call_1', { args: { path: 'a.md' } }), text('b0', 'Done')], seen);
  assert.equal(call?.id, 't:run#0');
  assert.deepEqual(call?.kind === 'tool' && [call.tool.durationMs, call.tool.preview, call.tool.args], [
    12,
    'a.md',
    { path: 'a.md' },
  ]);
});

test('words the server changed are shown as it has them, under an id nobody had', () => {
  const out = alignBlocks([text('b0', 'Corrected'), text('b1', 'Same')], [text('b0', 'Wrong'), text('b1', 'Same')]);
  assert.deepEqual(ids(out), ['m:b0', 'b1']);
  assert.equal(out[0]?.kind === 'text' && out[0].text, 'Corrected');
});

test('thinking the server stored with a later row stands where it came', () => {
  const seen = [thought('b0', 'One.'), tool('x'), thought('b1', 'Two.'), tool('y'), text('b2', 'Answer')];
  const stored = [thought('b0', 'One.'), tool('x'), tool('y'), thought('b1', 'Two.'), text('b2', 'Answer')];
  assert.deepEqual(ids(alignBlocks(stored, seen)), ['b0', 't:x', 'b1', 't:y', 'b2']);
});

test('what was not seen of a turn comes behind the thinking that was', () => {
  const seen = [thought('b0', 'One.'), text('b1', 'Beg')];
  const stored = [thought('b0', 'One.'), text('b1', 'Begun.'), tool('x'), thought('b2', 'Two.'), text('b3', 'Done.')];
  assert.deepEqual(ids(alignBlocks(stored, seen)), ['b0', 'm:b1', 't:x', 'm:b2', 'm:b3']);
});

test('a compression that had no end when the turn ended is not under way any more', () => {
  const seen = [text('b0', 'One. '), notice('b1', 'compressing'), text('b2', 'Two.')];
  assert.deepEqual(ids(alignBlocks([text('b0', 'One. Two.')], seen)), ['b0', 'b2']);
});

test('a text stored whole keeps the divider that cut it', () => {
  const seen = [text('b0', 'Long. '), notice('b1', 'compressed'), text('b2', 'Goes on.'), tool('x'), text('b3', 'End')];
  const stored = [{ ...text('b0', 'Long.\n\nGoes on.'), note: true } as Block, tool('x'), text('b1', 'End')];
  const out = alignBlocks(stored, seen);
  assert.deepEqual(ids(out), ['b0', 'b1', 'b2', 't:x', 'b3']);
  assert.deepEqual(
    out.map((block) => block.kind === 'text' && block.note),
    [true, false, true, false, false],
  );
});

test('a marker of how it ended stays the last', () => {
  const seen = [text('b0', 'Half'), notice('b1', 'saved')];
  assert.deepEqual(ids(alignBlocks([text('b0', 'Half'), notice('b1', 'stopped')], seen)), ['b0', 'b1', 'm:b1']);
});

test('ids stay unique and every stored block is there once, whatever was seen', () => {
  const some = fc.array(
    fc.oneof(
      fc.constantFrom('a', 'b', 'c').map((words) => ({ kind: 'text', words })),
      fc.constantFrom('a', 'b').map((words) => ({ kind: 'reasoning', words })),
      fc.constantFrom('compressed', 'error').map((words) => ({ kind: 'notice', words })),
      fc.constantFrom('x', 'y').map((words) => ({ kind: 'tool', words })),
    ),
    { maxLength: 8 },
  );
  const build = (parts: readonly { kind: string; words: string }[]): Block[] => {
    let n = 0;
    return parts.flatMap(({ kind, words }, at): Block[] => {
      if (kind === 'tool')
        return parts.findIndex((other) => other.kind === 'tool' && other.words === words) === at ? [tool(words)] : [];
      const id = `b${n++}`;
      if (kind === 'text') return [text(id, words)];
      return [kind === 'reasoning' ? thought(id, words) : notice(id, words as NoticeBlock['notice'])];
    });
  };
  const stays = (block: Block) => block.kind !== 'notice' || block.notice === 'error';
  const words = (block: Block) => JSON.stringify({ ...block, id: '' });
  fc.assert(
    fc.property(some, some, (one, other) => {
      const stored = build(one).filter(stays);
      const out = alignBlocks(stored, build(other));
      assert.equal(new Set(ids(out)).size, out.length);
      const others = (blocks: readonly Block[]) =>
        blocks
          .filter((block) => block.kind !== 'text')
          .map(words)
          .sort();
      assert.deepEqual(others(out.filter(stays)), others(stored));
      const inOrder = (blocks: readonly Block[]) =>
        blocks.map((block) => (block.kind === 'text' ? block.text : block.kind === 'tool' ? block.id : '')).join('');
      assert.deepEqual(inOrder(out), inOrder(stored));
    }),
  );
});

test('rows say what happened to them: who began, what was put together again, why it ended', () => {
  const rows = mapMessages(
    [
      {
        role: 'user',
        content: '[IMPORTANT: done]',
        _source: 'process_wakeup',
        _wakeup_meta: { type: 'completion', task_id: 'p1', command: 'npm test', exit_code: 1 },
      },
      { role: 'assistant', content: 'Seen.', _turnTps: 42.5, _turnDuration: 2 },
      { role: 'user', content: 'Go', _recovered: true },
      { role: 'assistant', content: 'Half', _recovered_from_run_journal: true },
      {
        role: 'assistant',
        content: '**Response interrupted.**',
        _error: true,
        type: 'interrupted',
        interruption_cause: 'process_restart',
      },
      {
        role: 'user',
        content: 'Look',
        _source: 'process_wakeup',
        _wakeup_meta: { type: 'watch_match', pattern: 'ERR' },
      },
      { role: 'assistant', content: 'No credit.', _error: true, provider_details: 'Error code: 429' },
      { role: 'user', content: 'From a messenger', _source: 'telegram' },
    ],
    0,
  );
  const messages = composeMessages({ rows, offset: 0, keys: new Map(), work: new Map() }, []);
  const [woken, seen, recovered, cut, watch, failed, person] = messages;
  assert.deepEqual(woken?.cause, { kind: 'process', command: 'npm test', exitCode: 1 });
  assert.equal(seen?.tokensPerSecond, 42.5);
  assert.equal(recovered?.recovered, true);
  assert.deepEqual([cut?.partial, cut?.recovered], [true, true]);
  const end = cut?.blocks.at(-1);
  assert.deepEqual(end?.kind === 'notice' && [end.notice, end.reason], ['interrupted', 'process_restart']);
  assert.deepEqual(watch?.cause, { kind: 'watch', pattern: 'ERR' });
  const error = failed?.blocks[0];
  assert.equal(error?.kind === 'notice' && error.detail, 'Error code: 429');
  assert.deepEqual([person?.origin, person?.cause], ['person', undefined]);
});

test('a result of which the server sent the beginning says how long it is', () => {
  const rows = mapMessages(
    [
      { role: 'assistant', content: '', tool_calls: [{ id: 'c', function: { name: 'read', arguments: '{}' } }] },
      {
        role: 'tool',
        tool_call_id: 'c',
        content: 'beginning',
        _content_truncated: true,
        _content_original_chars: 90_000,
      },
    ],
    0,
  );
  const [message] = composeMessages({ rows, offset: 0, keys: new Map(), work: new Map() }, []);
  const block = message?.blocks[0];
  assert.equal(block?.kind === 'tool' && block.tool.clippedFrom, 90_000);
});
