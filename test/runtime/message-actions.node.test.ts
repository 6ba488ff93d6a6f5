/** Retry, edit, fork, reading it all, and where files are: what a person can do with a message that is there. */
import assert from 'node:assert/strict';
import { describe, it } from 'node:test';
import type { Message } from '../../demo/emulator/index.js';
import { mapMessage } from '../../runtime/adapters/webui/map-message.js';
import { fileUrls } from '../../runtime/adapters/webui/file-urls.js';
import { TransportError } from '../../runtime/transport/transport-error.js';
import { World, type Tab } from '../simulation/world.js';

const said = (role: 'user' | 'assistant', content: string): Message => ({ role, content });

async function inWorld(messages: Message[], act: (world: World, tab: Tab, id: string) => Promise<void>): Promise<void> {
  const world = new World();
  try {
    const id = world.server.control.seed({ title: 'A', messages });
    const tab = world.openTab({ tab: 'one' });
    await world.until('the list is read', () => tab.registry.listed.value);
    tab.registry.retain(id);
    await world.until('it is read', () => tab.session(id).run.value.phase === 'idle');
    await act(world, tab, id);
  } finally {
    world.dispose();
  }
}

const code = (thrown: unknown): string => (thrown instanceof TransportError ? thrown.error.code : String(thrown));
const refused = async (asked: Promise<unknown>): Promise<string> => {
  try {
    await asked;
    return 'accepted';
  } catch (thrown) {
    return code(thrown);
  }
};
const words = (tab: Tab, id: string): string[] =>
  tab
    .session(id)
    .transcript.value.messages.map((message) =>
      message.blocks.map((block) => (block.kind === 'text' ? block.text : '')).join(''),
    );
const posts = (world: World, path: string): number => world.server.control.state().posts[path] ?? 0;

describe('retry', () => {
  const talk = [
    said('user', 'First'),
    said('assistant', 'One'),
    said('user', 'Again [[scenario:plain n=3]]'),
    said('assistant', 'Old'),
  ];

  it('puts a new answer in the place of the last one, and asks once however often it is pressed', () =>
    inWorld(talk, async (world, tab, id) => {
      const session = tab.session(id);
      const both = [session.retry(), session.retry()];
      assert.deepEqual(await Promise.all(both), ['accepted', 'accepted']);
      await world.until('it runs', () => session.run.value.phase === 'running');
      assert.equal(await refused(session.retry()), 'busy');
      await world.until('it is over', () => session.run.value.phase === 'idle' && words(tab, id).length === 4);
      assert.deepEqual(words(tab, id).slice(0, 3), ['First', 'One', 'Again [[scenario:plain n=3]]']);
      assert.notEqual(words(tab, id)[3], 'Old');
      assert.equal(posts(world, '/api/chat/start'), 1);
    }));

  it('is never asked for twice when the answer is lost: a read tells what became of it', () =>
    inWorld(talk, async (world, tab, id) => {
      const session = tab.session(id);
      world.server.control.fault({ kind: 'network', path: '/api/chat/start', phase: 'after' });
      const outcome = await refused(session.retry().then((told) => assert.equal(told, 'unsure')));
      assert.equal(outcome, 'accepted');
      await world.until('the read found the run', () => session.run.value.phase === 'running');
      assert.equal(posts(world, '/api/chat/start'), 1);
    }));

  it('is refused in words where there is nothing to ask again', () =>
    inWorld([said('user', 'Nobody answered')], async (world, tab, id) => {
      assert.equal(await refused(tab.session(id).retry()), 'refused');
      assert.equal(posts(world, '/api/chat/start'), 0);
    }));
});

describe('edit', () => {
  const note = '\n\n[Attached files: /workspace/app/.uploads/a.txt]';
  const talk: Message[] = [
    said('user', 'First'),
    said('assistant', 'One'),
    { role: 'user', content: `Second${note}`, attachments: ['a.txt'] },
    said('assistant', 'Two'),
  ];

  it('forks before the prompt and gives the fork its words and files; nothing here changes', () =>
    inWorld(talk, async (world, tab, id) => {
      const session = tab.session(id);
      session.setDraft('mine');
      const fork = await session.editAndFork(2);
      assert.notEqual(fork.id, session.id);
      assert.equal(fork.composer.value.draft, 'Second');
      assert.deepEqual(
        fork.composer.value.files.map(({ name, path, state }) => [name, path, state]),
        [['a.txt', '/workspace/app/.uploads/a.txt', 'ready']],
      );
      assert.equal(session.composer.value.draft, 'mine');
      tab.registry.retain(fork.id);
      await world.until('the fork is read', () => fork.transcript.value.status === 'ready');
      assert.deepEqual(words(tab, fork.id), ['First', 'One']);
      assert.equal(words(tab, id).length, 4);
    }));

  it('of an answer, or while a turn runs, is refused and asks nothing of the server', () =>
    inWorld(talk, async (world, tab, id) => {
      const session = tab.session(id);
      assert.equal(await refused(session.editAndFork(3)), 'refused');
      await session.send('Go [[scenario:plain n=40]]');
      assert.equal(await refused(session.editAndFork(2)), 'busy');
      assert.equal(posts(world, '/api/session/branch'), 0);
    }));

  it('pressed twice makes one fork', () =>
    inWorld(talk, async (world, tab, id) => {
      const session = tab.session(id);
      const [one, two] = await Promise.all([session.editAndFork(2), session.editAndFork(2)]);
      assert.equal(one, two);
      assert.equal(one.composer.value.draft, 'Second', 'once, not twice');
      assert.equal(posts(world, '/api/session/branch'), 1);
    }));
});

describe('the whole conversation', () => {
  const long = Array.from({ length: 700 }, (_, at) => [said('user', `q${at}`), said('assistant', `a${at}`)]).flat();

  it('is read beside what is shown, in order, and tells how far it is', () =>
    inWorld(long, async (_world, tab, id) => {
      const session = tab.session(id);
      const shown = session.transcript.value.messages;
      const told: string[] = [];
      const { messages, whole } = await session.collect({
        signal: new AbortController().signal,
        progress: (read, total) => told.push(`${read}/${total}`),
      });
      assert.equal(whole, true);
      assert.deepEqual(
        messages.map((message) => (message.blocks[0]?.kind === 'text' ? message.blocks[0].text : '')),
        long.map((row) => row.content),
      );
      assert.equal(session.transcript.value.messages, shown, 'the record did not grow');
      assert.equal(told.at(-1), '1400/1400');
      assert.ok(told.length > 2);
    }));

  it('stops when cancelled', () =>
    inWorld(long, async (_world, tab, id) => {
      const stop = new AbortController();
      const reading = tab.session(id).collect({ signal: stop.signal, progress: () => stop.abort() });
      await assert.rejects(reading, { name: 'AbortError' });
    }));
});

describe('files of a message', () => {
  const row = (message: object) => mapMessage(message, 0).files;

  it('are what the server tells of them: objects, names with the note of their paths, images inside', () => {
    assert.deepEqual(
      row({
        role: 'user',
        content: 'x',
        attachments: [
          { name: 'a.png', path: '/u/a.png', mime: 'image/png', size: 3, is_image: true },
          'b, c.txt',
          { path: '/u/d.bin', size: -1 },
        ],
      }),
      [
        { name: 'a.png', path: '/u/a.png', size: 3, type: 'image/png', source: null },
        { name: 'b, c.txt', path: null, size: null, type: '', source: null },
        { name: 'd.bin', path: '/u/d.bin', size: null, type: '', source: null },
      ],
    );
    assert.deepEqual(
      row({
        role: 'user',
        // The second of its name, and one whose name the server would not keep.
        content: 'x\n\n[Attached files: /u/a-1.png, /u/b_c_.txt]',
        attachments: ['a.png', 'b c?.txt'],
      })?.map((file) => file.path),
      ['/u/a-1.png', '/u/b_c_.txt'],
    );
    assert.deepEqual(
      row({
        role: 'user',
        content: 'x\n\n[Attached files: /u/räume_1.txt]',
        attachments: ['a.png', 'räume 1.txt'],
      })?.map((file) => file.path),
      [null, '/u/räume_1.txt'],
    );
    assert.deepEqual(
      row({
        role: 'user',
        content: [
          { type: 'text', text: 'x' },
          { type: 'image_url', image_url: { url: 'data:image/png;base64,AA==' } },
        ],
      }),
      [{ name: 'image-2.png', path: null, size: null, type: 'image/png', source: 'data:image/png;base64,AA==' }],
    );
    assert.equal(row({ role: 'user', content: 'x' }), undefined);
  });

  it('of an answer are those it gives by a whole path or an address, as they were then', () => {
    const content =
      'Here: MEDIA:/w/a b.png\n\nMEDIA:/w/shot.png.\n(MEDIA:https://x.test/p/c.webm?t=1) `MEDIA:/w/shot.png` MEDIA:d.png ' +
      'NOMEDIA:/w/e.png MEDIA:javascript:alert(1) MEDIA:C:\\w\\f.pdf';
    const files = row({ role: 'assistant', content, _media_snapshots: { '/w/shot.png': 'ab12' } });
    assert.deepEqual(
      files?.map(({ name, path, source, given }) => [name, path ?? source, given?.frozen]),
      [
        ['a', '/w/a', null],
        ['shot.png', '/w/shot.png', 'ab12'],
        ['c.webm', 'https://x.test/p/c.webm?t=1', undefined],
        ['f.pdf', 'C:\\w\\f.pdf', null],
      ],
    );
    assert.equal(row({ role: 'user', content }), undefined);
  });

  it('are found by name and by path, whatever is in either, and never outside the server', () => {
    const url = (path: string, query: Readonly<Record<string, string | number | null>> = {}): string => {
      const at = new URL(path, 'https://h.test/sub/');
      for (const [key, value] of Object.entries(query)) if (value !== null) at.searchParams.set(key, String(value));
      return at.href;
    };
    const file = { name: '../x?#&.png', path: '/u/x y.png', size: null, type: '', source: null };
    assert.deepEqual(fileUrls({ url }, 's', file, false), [
      'https://h.test/sub/api/file/raw?session_id=s&path=x+y.png',
      'https://h.test/sub/api/media?path=%2Fu%2Fx+y.png&session_id=s&inline=1',
    ]);
    assert.deepEqual(fileUrls({ url }, 's', { ...file, path: null }, false), [
      'https://h.test/sub/api/file/raw?session_id=s&path=..%2Fx%3F%23%26.png',
      'https://h.test/sub/api/file/raw?session_id=s&path=x___.png',
    ]);
    assert.deepEqual(fileUrls({ url }, 's', { ...file, path: 'https://evil.test/x' }, true), [
      'https://h.test/sub/api/file/raw?session_id=s&path=x&download=1',
    ]);
    const given = { ...file, given: { frozen: 'ab12' } };
    assert.deepEqual(fileUrls({ url }, 's', given, false), [
      'https://h.test/sub/api/media?path=%2Fu%2Fx+y.png&session_id=s&inline=1&snap=ab12',
    ]);
    assert.deepEqual(fileUrls({ url }, 's', { ...file, source: 'https://evil.test/x' }, false), []);
  });
});
