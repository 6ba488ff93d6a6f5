/** A text the server took and then forgot, with a turn that brought no answer, is the person's again; any other is not. */
import assert from 'node:assert/strict';
import { test } from 'node:test';
import type { SessionEvent } from '../../runtime/session/reducer.js';
import type { SessionError } from '../../runtime/session/slices.js';
import { World } from '../simulation/world.js';
import { A, loaded, said, Tape, user } from './support/record-kit.js';

const BEFORE = [user('Hello'), said('Hello to you.')];
const ERROR: SessionError = { code: 'run-failed', detail: 'Nothing came back.', retryable: true };

const QUEUED: SessionEvent = { type: 'send.queued', ref: 'r1', text: 'Go on.' };

function sent(run = 'run-1', tape = opened()): Tape {
  return tape.play(
    QUEUED,
    { type: 'send.submitted', ref: 'r1', text: 'Go on.' },
    {
      type: 'send.accepted',
      ref: 'r1',
      run,
      input: { text: 'Go on.', attachments: [] },
      startedAt: 0,
      title: null,
    },
  );
}

function opened(): Tape {
  const tape = new Tape();
  return tape.play(loaded(tape, BEFORE));
}

const failed = (run = 'run-1'): SessionEvent => ({
  type: 'run.finished',
  session: A,
  run,
  outcome: 'failed',
  error: ERROR,
  transcript: null,
  meta: null,
});

const outbox = ({ state }: Tape): unknown[] =>
  state.outbox.map((item) => [item.text, item.state, item.error?.detail ?? null]);

test('a failed turn of which nothing is stored gives the text back, and says why it failed', () => {
  const tape = sent().play(failed());
  assert.deepEqual(outbox(tape), [], 'until a read tells');
  tape.play(loaded(tape, BEFORE));
  assert.deepEqual(outbox(tape), [['Go on.', 'returned', 'Nothing came back.']]);
  tape.play(loaded(tape, BEFORE));
  assert.equal(tape.state.outbox.length, 1, 'once');
});

test('its files come back with it', () => {
  const file = { ref: 'f1', name: 'log.txt', size: 3, type: 'text/plain', image: false, error: null } as const;
  const tape = opened().play(
    { type: 'files.chosen', files: [{ ...file, state: 'uploading', path: null }] },
    { type: 'file.uploaded', ref: 'f1', path: '/uploads/log.txt', image: false },
    { ...QUEUED, fromDraft: true },
  );
  sent('run-1', tape).play(failed());
  tape.play(loaded(tape, BEFORE));
  const [item] = tape.state.outbox;
  assert.deepEqual(item?.attachments, [{ ...file, state: 'ready', path: '/uploads/log.txt' }]);
});

test('so does a turn whose end nobody heard of', () => {
  const tape = sent();
  tape.play(loaded(tape, BEFORE));
  assert.deepEqual(
    tape.state.outbox.map(({ text, state, error }) => [text, state, error?.code, error?.detail]),
    [['Go on.', 'returned', 'not-kept', '']],
    'and says no reason in the name of the server',
  );
});

test('what waited behind it stays behind it', () => {
  const tape = sent().play({ type: 'send.queued', ref: 'r2', text: 'And then this.' });
  tape.play(loaded(tape, BEFORE));
  assert.deepEqual(
    tape.state.outbox.map((item) => [item.text, item.state]),
    [
      ['Go on.', 'returned'],
      ['And then this.', 'queued'],
    ],
  );
});

test('a prompt that is stored stays where it is, answered or not', () => {
  for (const rows of [
    [...BEFORE, user('Go on.'), said('Here.')],
    [...BEFORE, user('Go on.')],
    // Another client took the rows before it away.
    [user('Go on.'), said('Here.')],
  ]) {
    const tape = sent();
    tape.play(loaded(tape, rows));
    assert.deepEqual(outbox(tape), []);
    tape.play(loaded(tape, BEFORE));
    assert.deepEqual(outbox(tape), [], 'what is taken away later was there once');
  }
});

test('a turn that ended well has its prompt, in whatever words it is stored', () => {
  const tape = sent();
  tape.play(loaded(tape, [...BEFORE, user('/go on'), said('Here.')]));
  assert.deepEqual(outbox(tape), []);
});

test('rows of a turn before it do not count as its own, once it is known to have failed', () => {
  const late = [...BEFORE, user('Earlier.'), said('An answer that was stored late.')];
  const tape = sent().play(failed());
  tape.play(loaded(tape, late));
  assert.deepEqual(outbox(tape), [['Go on.', 'returned', 'Nothing came back.']]);
});

test('of a failed turn too long for the window nothing is concluded', () => {
  const tape = sent().play(failed());
  tape.play(loaded(tape, [], null, { transcript: { offset: 60, rows: [said('Much later.')], total: 61 } }));
  assert.deepEqual(outbox(tape), []);
});

test('while the server puts a run away, or has lost it in a restart, nothing is concluded', () => {
  for (const live of [true, false]) {
    const tape = sent();
    if (live) tape.play(failed());
    const run = {
      run: 'run-1',
      live,
      startedAt: 0,
      origin: 'person',
      input: null,
      seq: 0,
      blocks: [],
      exact: true,
    } as const;
    tape.play(loaded(tape, BEFORE, run));
    assert.deepEqual(outbox(tape), []);
    tape.play(loaded(tape, [...BEFORE, user('Go on.')]));
    assert.deepEqual(outbox(tape), []);
  }
});

test('sent again it is the prompt of the new run, and nothing of the old one brings it back', () => {
  const tape = sent().play(failed());
  tape.play(loaded(tape, BEFORE));
  sent('run-2', tape);
  assert.deepEqual(outbox(tape), []);
  tape.play(loaded(tape, [...BEFORE, user('Go on.'), said('Here.')]));
  assert.deepEqual(outbox(tape), []);
});

async function world(act: (world: World, id: string) => Promise<void>): Promise<void> {
  const world = new World({ backend: 'runs' });
  const messages = [
    { role: 'user' as const, content: 'Hello' },
    { role: 'assistant' as const, content: 'Hello to you.' },
  ];
  try {
    await act(world, world.server.control.seed({ title: 'A', messages }));
  } finally {
    world.dispose();
  }
}

test('a page that was loaded anew in the middle of the turn gives it back all the same', () =>
  world(async (world, id) => {
    const first = world.openTab({ tab: 'one' });
    await world.advance(100);
    await first.session(id).send('Go. [[scenario:error kind=empty]]');
    first.close();
    const again = world.openTab({ tab: 'one' });
    await world.until('it is back', () => again.session(id).composer.value.outbox.length === 1);
    assert.equal(again.session(id).composer.value.outbox[0]?.state, 'returned');
  }));

test('of two tabs that know of it one has it, and it is discarded in both', () =>
  world(async (world, id) => {
    const first = world.openTab({ tab: 'one' });
    await world.advance(100);
    void first.session(id).send('Go. [[scenario:error kind=empty]]');
    const second = world.openTab({ tab: 'two' });
    second.registry.retain(id);
    await world.advance(5_000);
    const items = [first, second].map((tab) => tab.session(id).composer.value.outbox);
    assert.deepEqual(
      items.map((one) => one.map(({ text, state }) => [text, state])),
      [first, second].map(() => [['Go. [[scenario:error kind=empty]]', 'returned']]),
    );
    second.session(id).discard(items[1]?.[0]?.ref ?? '');
    await world.advance(5_000);
    for (const tab of [first, second]) assert.deepEqual(tab.session(id).composer.value.outbox, []);
    second.close();
    const again = world.openTab({ tab: 'two' });
    again.registry.retain(id);
    await world.advance(5_000);
    assert.deepEqual(again.session(id).composer.value.outbox, [], 'nor is it in storage');
  }));
