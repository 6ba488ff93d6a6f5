// Dividers of a running turn: a compression that ended is one line, wherever the words went on meanwhile.
import assert from 'node:assert/strict';
import { test } from 'node:test';
import type { SessionEvent } from '../../runtime/session/reducer.js';
import { A, started, Tape, token } from './support/record-kit.js';

const notice = (seq: number, kind: 'compressing' | 'compressed'): SessionEvent => ({
  type: 'run.notice',
  session: A,
  run: 'r1',
  seq,
  notice: kind,
  text: kind,
});
const notices = (tape: Tape) =>
  tape.state.live?.blocks.flatMap((block) => (block.kind === 'notice' ? [[block.id, block.notice]] : []));

test('a compression under way gives way to its end, with words between them too', () => {
  const tape = new Tape().play(started('r1'), token('r1', 1, 'One. '), notice(2, 'compressing'));
  const begun = notices(tape);
  assert.deepEqual(
    begun?.map(([, kind]) => kind),
    ['compressing'],
  );
  tape.play(token('r1', 3, 'Two.'), notice(4, 'compressed'));
  assert.deepEqual(notices(tape), [[begun[0]?.[0], 'compressed']]);
});

test('each compression of a turn has its own line', () => {
  const tape = new Tape().play(
    started('r1'),
    notice(1, 'compressing'),
    notice(2, 'compressed'),
    token('r1', 3, 'One.'),
    notice(4, 'compressing'),
    notice(5, 'compressed'),
    notice(6, 'compressed'),
  );
  assert.deepEqual(
    notices(tape)?.map(([, kind]) => kind),
    ['compressed', 'compressed', 'compressed'],
  );
  assert.equal(new Set(notices(tape)?.map(([id]) => id)).size, 3);
});
