/** Files of a draft: each in exactly one place, with the text it belongs to, whatever happens on the way. */
import assert from 'node:assert/strict';
import { describe, it } from 'node:test';
import { toAttachments, type Attachment } from '../../runtime/session/attachments.js';
import { reduceSession, type SessionEvent } from '../../runtime/session/reducer.js';
import { initialState, type SessionState } from '../../runtime/session/state.js';
import { World, type Tab } from '../simulation/world.js';

const error = { code: 'network', detail: 'gone', retryable: true } as const;

function file(ref: string, part: Partial<Attachment> = {}): Attachment {
  return {
    ref,
    name: `${ref}.txt`,
    size: 3,
    type: 'text/plain',
    state: 'uploading',
    path: null,
    image: false,
    error: null,
    ...part,
  };
}

function play(...events: SessionEvent[]): SessionState {
  let tick = 0;
  return events.reduce(
    (state, event) => reduceSession(state, event, { tick: (tick += 1), now: tick }),
    initialState('s'),
  );
}

/** Where each file is, and as what. */
const places = (state: SessionState): string[] => [
  ...state.files.map((one) => `draft ${one.ref} ${one.state}`),
  ...state.outbox.flatMap((item) =>
    (item.attachments ?? []).map((one) => `${item.ref}/${item.state} ${one.ref} ${one.state}`),
  ),
];

const chosen: SessionEvent = { type: 'files.chosen', files: [file('a'), file('b')] };
const uploaded = (ref: string): SessionEvent => ({ type: 'file.uploaded', ref, path: `/up/${ref}.txt`, image: false });
const queued: SessionEvent = { type: 'send.queued', ref: 'm', text: 'Look', fromDraft: true };

const TABLE: readonly [name: string, events: readonly SessionEvent[], expected: readonly string[]][] = [
  ['chosen', [chosen], ['draft a uploading', 'draft b uploading']],
  ['uploaded', [chosen, uploaded('a')], ['draft a ready', 'draft b uploading']],
  ['failed', [chosen, { type: 'file.failed', ref: 'a', error }], ['draft a failed', 'draft b uploading']],
  [
    'failed and tried again',
    [chosen, { type: 'file.failed', ref: 'a', error }, { type: 'file.retried', ref: 'a' }],
    ['draft a uploading', 'draft b uploading'],
  ],
  ['removed', [chosen, { type: 'file.removed', ref: 'a' }], ['draft b uploading']],
  [
    'removed before it was uploaded',
    [chosen, { type: 'file.removed', ref: 'a' }, uploaded('a')],
    ['draft b uploading'],
  ],
  [
    'sent while uploading: they wait with the text',
    [chosen, uploaded('a'), queued],
    ['m/queued a ready', 'm/queued b uploading'],
  ],
  ['uploaded while the text waits', [chosen, queued, uploaded('b')], ['m/queued a uploading', 'm/queued b ready']],
  [
    'failed while the text waits: both are the person’s again',
    [chosen, queued, { type: 'file.failed', ref: 'b', error }],
    ['m/returned a uploading', 'm/returned b failed'],
  ],
  [
    'taken back: behind what was chosen since',
    [chosen, queued, { type: 'files.chosen', files: [file('c')] }, { type: 'outbox.reclaimed', ref: 'm' }],
    ['draft c uploading', 'draft a uploading', 'draft b uploading'],
  ],
  [
    'submitted, busy, returned, sent again: with the text all the way',
    [
      chosen,
      uploaded('a'),
      uploaded('b'),
      queued,
      { type: 'send.submitted', ref: 'm', text: 'Look' },
      { type: 'send.busy', ref: 'm', run: null },
      { type: 'send.submitted', ref: 'm', text: 'Look' },
      { type: 'send.returned', ref: 'm', error },
      { type: 'send.queued', ref: 'm', text: 'Look' },
    ],
    ['m/queued a ready', 'm/queued b ready'],
  ],
  [
    'accepted: the server has them',
    [
      chosen,
      uploaded('a'),
      uploaded('b'),
      queued,
      { type: 'send.submitted', ref: 'm', text: 'Look' },
      {
        type: 'send.accepted',
        ref: 'm',
        run: 'r',
        startedAt: 1,
        title: null,
        input: { text: 'Look', attachments: ['a.txt', 'b.txt'] },
      },
    ],
    [],
  ],
  ['dropped with the text', [chosen, queued, { type: 'outbox.removed', ref: 'm' }], []],
  [
    'restored, less those that had left with a text',
    [
      {
        type: 'kept.restored',
        draft: '',
        outbox: [
          {
            ref: 'm',
            text: 'Look',
            state: 'returned',
            error: null,
            baseTotal: 0,
            attachments: [file('a', { state: 'ready', path: '/up/a.txt' })],
          },
        ],
        seen: null,
        ended: false,
      },
      {
        type: 'files.restored',
        files: [file('a', { state: 'ready', path: '/up/a.txt' }), file('c', { state: 'interrupted' })],
      },
    ],
    ['draft c interrupted', 'm/returned a ready'],
  ],
  [
    'a text that waited for an upload when the page went away does not leave without it',
    [
      {
        type: 'kept.restored',
        draft: '',
        outbox: [{ ref: 'm', text: 'Look', state: 'queued', error: null, baseTotal: 0, attachments: [file('a')] }],
        seen: null,
        ended: false,
      },
    ],
    ['m/returned a interrupted'],
  ],
];

describe('files in the record', () => {
  for (const [name, events, expected] of TABLE) it(name, () => assert.deepEqual(places(play(...events)), expected));

  it('a file alone makes a draft, and a prompt that starts shows what goes along', () => {
    assert.equal(play(chosen).files.length, 2);
    assert.deepEqual(
      toAttachments([file('a'), { ref: 1 }, null, 'x', file('b', { state: 'ready', path: '/b' })]).map(
        (one) => one.state,
      ),
      ['interrupted', 'ready'],
    );
    assert.deepEqual(toAttachments({ not: 'a list' }), []);
  });
});

describe('files on their way', () => {
  async function inWorld(act: (world: World, tab: Tab, id: string) => Promise<void>): Promise<void> {
    const world = new World();
    try {
      const id = world.server.control.seed({ title: 'A', messages: [{ role: 'user', content: 'Hi' }] });
      const tab = world.openTab({ tab: 'one' });
      await world.until('the list is read', () => tab.registry.listed.value);
      tab.registry.retain(id);
      await world.until('it is read', () => tab.session(id).run.value.phase === 'idle');
      await act(world, tab, id);
    } finally {
      world.dispose();
    }
  }

  const text = (name: string, content = 'abc'): File => new File([content], name, { type: 'text/plain' });
  const states = (tab: Tab, id: string): string[] =>
    tab.session(id).composer.value.files.map((one) => `${one.name} ${one.state}`);

  it('are uploaded when chosen and go out with the next message of their session, once', () =>
    inWorld(async (world, tab, id) => {
      const session = tab.session(id);
      session.attachFiles([text('a.txt'), text('a.txt')]);
      assert.deepEqual(states(tab, id), ['a.txt uploading', 'a.txt uploading']);
      assert.equal(session.status.value, 'draft');
      await world.until('both are there', () => states(tab, id).every((one) => one.endsWith('ready')));
      const paths = session.composer.value.files.map((one) => one.path);
      assert.equal(new Set(paths).size, 2, 'neither overwrote the other');
      session.setDraft('Look at these. [[scenario:plain n=3]]');
      assert.equal(await session.sendDraft(), 'accepted');
      assert.deepEqual(session.composer.value, { draft: '', files: [], outbox: [], waitsFor: null });
      assert.deepEqual(session.transcript.value.pending?.attachments, ['a.txt', 'a.txt']);
      await world.until('the turn is stored', () => session.transcript.value.messages.length === 3);
      const prompt = session.transcript.value.messages[1]!;
      assert.deepEqual(prompt.attachments, ['a.txt', 'a.txt']);
      assert.deepEqual(
        prompt.blocks.map((block) => 'text' in block && block.text),
        ['Look at these. [[scenario:plain n=3]]'],
        'the note of the paths is not what the person wrote',
      );
      session.setDraft('And now? [[scenario:plain n=3]]');
      await session.sendDraft();
      await world.until('that too', () => session.transcript.value.messages.length === 5);
      assert.deepEqual(session.transcript.value.messages[3]!.attachments, []);
    }));

  it('may go without a word', () =>
    inWorld(async (world, tab, id) => {
      const session = tab.session(id);
      session.attachFiles([text('a.txt')]);
      await world.until('it is there', () => states(tab, id)[0] === 'a.txt ready');
      assert.equal(await session.sendDraft(), 'accepted');
      await world.until('the turn is stored', () => session.transcript.value.messages.length === 3);
      const prompt = session.transcript.value.messages[1]!;
      assert.deepEqual(prompt.attachments, ['a.txt']);
      assert.deepEqual(
        prompt.blocks.map((block) => 'text' in block && block.text),
        [''],
      );
    }));

  it('a message sent before they are there waits for them, also when another session is looked at', () =>
    inWorld(async (world, tab, id) => {
      world.server.control.fault({ kind: 'hold', name: 'slow', path: '/api/upload', times: 1 });
      const session = tab.session(id);
      session.attachFiles([text('a.txt')]);
      session.setDraft('Look. [[scenario:plain n=3]]');
      assert.equal(await session.sendDraft(), 'queued');
      await world.advance(5_000);
      assert.equal(session.composer.value.outbox[0]?.state, 'queued');
      assert.equal(session.run.value.phase, 'idle');
      world.server.control.releaseHeld('slow');
      await world.until('the turn is stored', () => session.transcript.value.messages.length === 3);
      assert.deepEqual(session.transcript.value.messages[1]!.attachments, ['a.txt']);
      assert.equal(session.composer.value.outbox.length, 0);
    }));

  it('that fail say why, keep the message, and can be tried again or removed', () =>
    inWorld(async (world, tab, id) => {
      world.server.control.fault({ kind: 'html', path: '/api/upload', times: 1 });
      const session = tab.session(id);
      session.attachFiles([text('a.txt')]);
      await world.until('it failed', () => states(tab, id)[0] === 'a.txt failed');
      session.setDraft('Look');
      assert.equal(await session.sendDraft(), 'returned');
      assert.equal(session.composer.value.draft, 'Look');
      const { ref } = session.composer.value.files[0]!;
      session.retryFile(ref);
      await world.until('it is there', () => states(tab, id)[0] === 'a.txt ready');
      session.removeFile(ref);
      assert.deepEqual(states(tab, id), []);

      session.attachFiles([new File([new Uint8Array(21 * 1024 * 1024)], 'big.bin')]);
      await world.until('the server refuses it', () => states(tab, id)[0] === 'big.bin failed');
      assert.equal(session.composer.value.files[0]!.error?.status, 413);
      session.removeFile(session.composer.value.files[0]!.ref);
      session.attachFiles(Array.from({ length: 22 }, (_, at) => text(`${at}.txt`)));
      await world.until('all are looked at', () => states(tab, id).every((one) => !one.endsWith('uploading')));
      assert.equal(states(tab, id).filter((one) => one.endsWith('failed')).length, 2, 'twenty go with a message');
    }));

  it('survive a reload; one that was under way is to be chosen again; a rotation takes them along', () =>
    inWorld(async (world, tab, id) => {
      tab.session(id).attachFiles([text('there.txt')]);
      await world.until('one is there', () => states(tab, id)[0] === 'there.txt ready');
      world.server.control.fault({ kind: 'hold', name: 'slow', path: '/api/upload', times: 1 });
      tab.session(id).attachFiles([text('underway.txt')]);
      await world.advance(10);
      // A crash: nothing is written when the page goes away.
      const next = world.openTab({ tab: 'one' });
      await world.until('the list is read', () => next.registry.listed.value);
      assert.deepEqual(states(next, id), ['there.txt ready', 'underway.txt interrupted']);
      assert.equal(await next.session(id).sendDraft(), 'returned');
      next.registry.route({ type: 'session.rekeyed', session: id, to: 'tip-2' });
      assert.deepEqual(states(next, id), ['there.txt ready', 'underway.txt interrupted']);
      next.session(id).removeFile(next.session(id).composer.value.files[1]!.ref);
      const keys = world.storage.keys().filter((key) => key.startsWith('hermes-elements/files/'));
      assert.deepEqual(
        keys.map((key) => key.split('/').at(-1)),
        ['tip-2'],
      );
      world.server.control.releaseHeld('slow');
    }));

  it('of a message that is dropped are not uploaded any further', () =>
    inWorld(async (world, tab, id) => {
      world.server.control.fault({ kind: 'hold', name: 'slow', path: '/api/upload', times: 1 });
      const session = tab.session(id);
      session.attachFiles([text('a.txt'), text('b.txt')]);
      await session.sendDraft();
      session.discard(session.composer.value.outbox[0]!.ref);
      world.server.control.releaseHeld('slow');
      await world.advance(1_000);
      assert.deepEqual(session.composer.value, { draft: '', files: [], outbox: [], waitsFor: null });
      assert.equal(session.status.value, 'idle');
    }));

  /** The same session shown in another tab of the browser. */
  async function another(world: World, id: string): Promise<Tab> {
    const tab = world.openTab({ tab: 'two' });
    await world.until('the list is read', () => tab.registry.listed.value);
    tab.registry.retain(id);
    await world.until('it is read', () => tab.session(id).run.value.phase === 'idle');
    return tab;
  }

  it('are in the draft of every tab within a second, and leave it with what one tab does', () =>
    inWorld(async (world, one, id) => {
      const two = await another(world, id);
      one.session(id).attachFiles([text('a.txt'), text('b.txt')]);
      await world.advance(1_000);
      assert.deepEqual(states(two, id), ['a.txt ready', 'b.txt ready']);

      two.session(id).removeFile(two.session(id).composer.value.files[0]!.ref);
      await world.advance(1_000);
      assert.deepEqual(states(one, id), ['b.txt ready']);

      two.session(id).setDraft('Look. [[scenario:plain n=3]]');
      assert.equal(await two.session(id).sendDraft(), 'accepted');
      await world.advance(1_000);
      assert.deepEqual(states(one, id), []);
      await world.until('the turn is stored', () => one.session(id).transcript.value.messages.length === 3);
      assert.deepEqual(one.session(id).transcript.value.messages[1]!.attachments, ['b.txt']);

      const next = world.openTab({ tab: 'three' });
      await world.until('the list is read', () => next.registry.listed.value);
      assert.deepEqual(states(next, id), [], 'what left stays away');
    }));

  it('that a text waited with are in the draft of every tab when it is taken back', () =>
    inWorld(async (world, one, id) => {
      const two = await another(world, id);
      world.server.control.startTurn(id, { text: 'Go. [[scenario:hold]]' });
      await world.until('it runs', () => one.session(id).run.value.phase === 'running');
      one.session(id).attachFiles([text('a.txt')]);
      await world.until('it is there', () => states(one, id)[0] === 'a.txt ready');
      one.session(id).setDraft('Look');
      assert.equal(await one.session(id).sendDraft(), 'queued');
      await world.advance(1_000);
      assert.deepEqual([states(two, id), two.session(id).composer.value.outbox.length], [[], 1]);

      one.session(id).reclaim(one.session(id).composer.value.outbox[0]!.ref);
      await world.advance(1_000);
      assert.deepEqual([states(two, id), two.session(id).composer.value.outbox.length], [['a.txt ready'], 0]);
      assert.equal(two.session(id).composer.value.draft, 'Look');
    }));

  it('that were sent or removed while a tab slept are not in its draft when it wakes up', () =>
    inWorld(async (world, one, id) => {
      const two = await another(world, id);
      one.session(id).attachFiles([text('a.txt'), text('b.txt')]);
      await world.advance(1_000);
      assert.deepEqual(states(two, id), ['a.txt ready', 'b.txt ready']);
      two.environment.emitLifecycle('hide');
      two.environment.sleep();
      one.session(id).removeFile(one.session(id).composer.value.files[0]!.ref);
      one.session(id).attachFiles([text('c.txt')]);
      await world.advance(1_000);
      two.environment.wake();
      two.environment.emitLifecycle('restore');
      await world.advance(1_000);
      assert.deepEqual(states(two, id).sort(), ['b.txt ready', 'c.txt ready']);
    }));

  it('of two tabs that hear nothing of each other are both there after a reload', () =>
    inWorld(async (world, one, id) => {
      const two = await another(world, id);
      one.environment.freeze();
      two.session(id).attachFiles([text('two.txt')]);
      await world.until('it is there', () => states(two, id)[0] === 'two.txt ready');
      one.session(id).attachFiles([text('one.txt')]);
      await world.advance(5_000);
      one.crash();
      two.crash();
      const next = world.openTab({ tab: 'three' });
      await world.until('the list is read', () => next.registry.listed.value);
      assert.deepEqual(
        next
          .session(id)
          .composer.value.files.map((file) => file.name)
          .sort(),
        ['one.txt', 'two.txt'],
      );
    }));

  it('that wait in a draft are not pushed out of storage by those that left others', () =>
    inWorld(async (world, tab, id) => {
      tab.session(id).attachFiles([text('waits.txt')]);
      await world.until('it is there', () => states(tab, id)[0] === 'waits.txt ready');
      for (let at = 0; at < 130; at += 1) {
        const other = world.server.control.seed({ title: `Other ${at}`, messages: [{ role: 'user', content: 'Hi' }] });
        const { session } = tab.registry.retain(other);
        await world.until('it is read', () => session.value.run.value.phase === 'idle');
        session.value.attachFiles([text('gone.txt')]);
        await world.until('it is there', () => session.value.composer.value.files[0]?.state === 'ready');
        session.value.removeFile(session.value.composer.value.files[0]!.ref);
        await world.advance(10);
      }
      tab.crash();
      const next = world.openTab({ tab: 'next' });
      await world.until('the list is read', () => next.registry.listed.value);
      assert.deepEqual(states(next, id), ['waits.txt ready']);
      const gone = world.storage.keys().filter((key) => key.startsWith('hermes-elements/files-gone/'));
      assert.ok(gone.length <= 80, `${gone.length} are remembered`);
    }));
});
