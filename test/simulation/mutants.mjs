// Bugs of other front ends, put back into the runtime one at a time: what the simulation does not notice, it does not test.
// Each is a few replacements of text; one whose text is no longer there fails loudly and has to be written anew.

import { readFile } from 'node:fs/promises';
import path from 'node:path';
import { root } from '../../demo/build/paths.mjs';

const REDUCER = 'runtime/session/reducer.ts';
const REGISTRY = 'runtime/session-registry.ts';
const RUNS = 'runtime/session/run-reducer.ts';
const LOADED = 'runtime/session/load-reducer.ts';
const ROWS = 'runtime/session/row-reducer.ts';
const VERBS = 'runtime/adapters/webui/verbs.ts';
const SUPERVISOR = 'runtime/streams/stream-supervisor.ts';

/** `is`: what a person would see, in the words of the catalogue. `edits`: `[file, search, replacement]`. */
export const MUTANTS = [
  {
    name: 'busy flag of the whole page',
    is: 'the end of a turn in one session ends the turn of every other',
    edits: [
      [
        REGISTRY,
        'else record.dispatch(event);\n  }',
        `else record.dispatch(event);
    if (event.type === 'run.settled') for (const other of this.#records) if (other !== record && other.state.live)
      other.dispatch({ type: 'run.finished', session: other.key, run: other.state.live.run, outcome: 'completed', error: null, transcript: null, meta: null });
  }`,
      ],
    ],
  },
  {
    name: 'cursor moved at receipt',
    is: 'a frame behind a hole moves the cursor before it is applied',
    edits: [
      [
        REDUCER,
        "return { apply: false, state: counted(asked, 'gaps') };",
        "return { apply: false, state: counted({ ...asked, cursor: { ...cursor, seq: event.seq } }, 'gaps') };",
      ],
    ],
  },
  {
    name: 'dedupe by id alone',
    is: 'a live cancel repeats the id of the frame before it and is dropped',
    edits: [
      ['runtime/adapters/webui/map-frame.ts', 'return [mapCancel(data, bare)];', 'return [mapCancel(data, scope)];'],
    ],
  },
  {
    name: 'stream closed at done',
    is: 'the title, which comes after the end of a turn, is not heard',
    edits: [
      [
        SUPERVISOR,
        "if (wish && wish.kind !== 'watch' && open === true && !live) return { ...wish, ...shared, kind: 'tail' };",
        '',
      ],
    ],
  },
  {
    name: 'stream opened anew on every switch',
    is: 'moving a pane closes the stream of the session it shows',
    edits: [
      [
        SUPERVISOR,
        "return { ...shared, key: runKey(live.run), kind: 'run', run: live.run, after: cursor.seq };",
        "return { ...shared, key: runKey(live.run) + shared.shown, kind: 'run', run: live.run, after: cursor.seq };",
      ],
    ],
  },
  {
    name: 'newest list wins',
    is: 'a list that was asked for before a turn began says that nothing runs, and is believed',
    edits: [
      [ROWS, 'if (event.asOf < state.changedAt) return next;', ''],
      [
        ROWS,
        'if (running || orphan) return wantRead(state, event.asOf);',
        'if (running) return wantRead({ ...state, run: idleRun(state.run) }, event.asOf);',
      ],
    ],
  },
  {
    name: 'reads overrule later events',
    is: 'a slow read of a session overrules what its stream has told since',
    edits: [
      [
        LOADED,
        'if (event.asOf < state.changedAt || overlaps(state, event.run?.run ?? null, event.asOf))',
        'if (event.asOf < 0)',
      ],
    ],
  },
  {
    name: 'holes ignored',
    is: 'a frame is missing and the text goes on without it',
    edits: [[REDUCER, 'if (event.seq > cursor.seq + 1 && !stepOver) {', 'if (event.seq < 0) {']],
  },
  {
    name: 'ended runs opened again',
    is: 'late evidence of a run that is over makes it live again',
    edits: [
      [RUNS, 'if (state.over.includes(begin.run)) return state;\n', ''],
      [ROWS, 'if (state.over.includes(run)) return state;\n', ''],
      [
        LOADED,
        'if (state.over.includes(run.run)) return { ...state, wants: { ...state.wants, reload: stamp.tick } };',
        '',
      ],
    ],
  },
  {
    name: 'requests never reconciled',
    is: 'an approval answered elsewhere stays open',
    edits: [
      [
        'runtime/session/requests-reducer.ts',
        "(open) => open.kind === event.kind && open.state !== 'submitting' && !stays(open, head, waiting),",
        '(open) => stays(open, null, 0) && head === null && waiting < 0,',
      ],
    ],
  },
  {
    name: 'unsure send repeated',
    is: 'a POST whose answer was lost is sent again, blindly',
    edits: [
      [
        VERBS,
        'body)), session);\n  } catch (thrown) {\n    return mapStartFailure(thrown);\n',
        `body)), session);
  } catch (thrown) {
    if (!(thrown instanceof HttpError)) try { return mapStarted(obj(await http.post('api/chat/start', body)), session); } catch (again) { return mapStartFailure(again); }
    return mapStartFailure(thrown);\n`,
      ],
    ],
  },
  {
    name: 'busy taken for a failure',
    is: 'a 409 gives the text back instead of keeping it in the queue',
    edits: [
      [VERBS, "return { kind: 'busy', run: id(body, 'active_stream_id') };", "return { kind: 'refused', error };"],
    ],
  },
  {
    name: 'draft left behind at rotation',
    is: 'a new id, and what was typed is gone',
    edits: [[REDUCER, 'meta: { ...state.meta, id: to },\n', "meta: { ...state.meta, id: to },\n    draft: '',\n"]],
  },
  {
    name: 'tombstones ignored',
    is: 'a list that was under way brings a deleted session back',
    edits: [
      [
        'runtime/session-list.ts',
        'if (buried && (asOf < buried.at || this.#host.now() < buried.until)) continue;',
        'if (buried && asOf < 0) continue;',
      ],
      [
        'runtime/session-list.ts',
        'if (record && !record.state.gone && !this.#tombstones.has(id)) listed.add(record);',
        'if (record) listed.add(record);',
      ],
    ],
  },
  {
    name: 'no grace for what nobody shows',
    is: 'switching away for a moment drops what was read',
    edits: [['runtime/lease.ts', 'export const GRACE_MS = 30_000;', 'export const GRACE_MS = 0;']],
  },
  {
    name: 'seen mark goes back',
    is: 'after a reload what was seen is unread again',
    edits: [
      [
        'runtime/session/outbox-reducer.ts',
        'seen: kept.seen ?? unseen.seen,',
        'seen: kept.seen === null ? unseen.seen : 0,',
      ],
    ],
  },
  {
    name: 'outbox restored twice',
    is: 'after a reload a queued text is in the queue twice',
    edits: [
      [
        REGISTRY,
        'this.#listWritten();\n    this.#follower',
        'this.#listWritten();\n    for (const record of this.#records) this.#restore(record);\n    this.#follower',
      ],
      [
        'runtime/session/outbox-reducer.ts',
        '.filter((item) => !known.has(item.ref))',
        '.filter((item) => known.size >= 0 || item)',
      ],
    ],
  },
  {
    name: 'news of before taken for news of now',
    is: 'words on their way to a tab that lost its place are applied after it found it again',
    edits: [[SUPERVISOR, 'if (!following || following.join !== join) return;', 'if (!following) return;']],
  },
  {
    name: 'every tab has connections of its own',
    is: 'two tabs use up what the browser has, and a POST waits behind a stream',
    edits: [
      ['runtime/tabs/tab-group.ts', 'const { tabs } = environment;', 'const tabs = null as typeof environment.tabs;'],
    ],
  },
  {
    name: 'what waits elsewhere is sent here',
    is: 'a text that waits in one tab is sent by every tab',
    edits: [
      [
        'runtime/session-verbs.ts',
        'const first = record.state.outbox.find((item) => item.owner === undefined);',
        'const first = record.state.outbox[0];',
      ],
    ],
  },
  {
    name: 'a page that wakes up trusts what it had',
    is: 'a page that slept sends what another tab has taken over and sent',
    edits: [
      ['runtime/kept-records.ts', 'if (state.outbox.length === 0) return;', 'if (state.outbox.length >= 0) return;'],
    ],
  },
  {
    name: 'the last tab to write has the draft',
    is: 'of what was typed in two tabs one is gone',
    edits: [
      [
        'runtime/session/draft-version.ts',
        'const text = typed ? mergeDrafts(shared.text, mine.text, theirs.text) : theirs.text;\n    return',
        'const { text } = theirs;\n    return',
      ],
    ],
  },
  {
    name: 'what leaves is not written first',
    is: 'a page that dies while it sends sends again when it is opened anew',
    edits: [
      [REGISTRY, "if (event.type === 'send.submitted' || event.type === 'send.queued') this.#kept?.flush();", ''],
    ],
  },
  {
    name: 'accepted is kept for good',
    is: 'a text the server took, and forgot with a turn that brought no answer, is nowhere',
    edits: [
      [
        LOADED,
        'return event.transcript ? settleSent(loaded, event.transcript, event.run?.run ?? null) : loaded;',
        'return loaded;',
      ],
    ],
  },
];

/** An esbuild plugin which bundles the runtime with one mutant in it. */
export function mutation({ name, edits }) {
  return {
    name: 'mutation',
    setup({ onLoad }) {
      for (const file of new Set(edits.map(([file]) => file))) {
        const filter = new RegExp(`${file.replace(/[./]/g, (c) => (c === '/' ? '[\\\\/]' : '\\.'))}$`);
        onLoad({ filter }, async () => ({
          contents: mutate(name, file, await readFile(path.join(root, file), 'utf8'), edits),
          loader: 'ts',
        }));
      }
    },
  };
}

function mutate(name, file, source, edits) {
  let contents = source;
  for (const [where, search, replacement] of edits) {
    if (where !== file) continue;
    if (contents.split(search).length !== 2) throw new Error(`mutant "${name}": its text is not in ${file} once`);
    contents = contents.replace(search, () => replacement);
  }
  return contents;
}
