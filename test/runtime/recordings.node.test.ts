/**
 * Every recording of a real server, cut at every frame and taken up again, ends in the same record as uncut: whatever
 * is delivered twice counts once, and nothing is lost between two connections.
 */
import assert from 'node:assert/strict';
import { readdirSync, readFileSync } from 'node:fs';
import { test } from 'node:test';
import { mapFrame } from '../../runtime/adapters/webui/map-frame.js';
import type { SessionState } from '../../runtime/session/state.js';
import { blocksOf } from '../../runtime/session/live-reducer.js';
import { SessionRecord } from '../../runtime/session/record.js';
import type { SessionEvent } from '../../runtime/session/reducer.js';
import { A, Tape } from './support/record-kit.js';

interface Recorded {
  readonly name: string;
  readonly run: string;
  /** The events of each frame, in order. */
  readonly frames: readonly (readonly SessionEvent[])[];
}

const FOLDER = 'test/wire';

/** Streams of the recording that begin at the run's first frame. */
function streamsOf(file: string): readonly Recorded[] {
  const lines = readFileSync(`${FOLDER}/${file}`, 'utf8')
    .split('\n')
    .filter(Boolean)
    .map((line) => JSON.parse(line) as Record<string, string>);
  const runs = new Map<string, string>();
  for (const line of lines) {
    const run =
      line['kind'] === 'open'
        ? /\/api\/chat\/stream\?.*stream_id=([0-9a-f]+)/.exec(line['path'] ?? '')?.[1]
        : undefined;
    if (run && line['stream']) runs.set(line['stream'], run);
  }
  return [...runs].flatMap(([stream, run]) => {
    const frames = lines.filter((line) => line['kind'] === 'frame' && line['stream'] === stream);
    if (!frames[0]?.['id']?.endsWith(':1')) return [];
    const mapped = frames.map((frame) =>
      mapFrame(
        { id: frame['id'] ?? null, event: frame['event'] ?? 'message', data: parse(frame['data'] ?? '') },
        { session: A, run },
      ),
    );
    return [{ name: `${file} ${stream}`, run, frames: mapped }];
  });
}

function parse(data: string): unknown {
  try {
    return JSON.parse(data) as unknown;
  } catch {
    return null;
  }
}

function begun(run: string): SessionEvent {
  return {
    type: 'run.started',
    session: A,
    run,
    origin: 'person',
    input: { text: 'hi', attachments: [] },
    startedAt: 1,
  };
}

function begin(run: string): Tape {
  return new Tape().play(begun(run));
}

/** What a person could tell apart. */
function view(state: SessionState): unknown {
  const { meta, aliases, run, transcript, live, usage, todos, cursor } = state;
  return {
    meta,
    aliases,
    phase: run.phase,
    end: run.end && { outcome: run.end.outcome, error: run.end.error },
    messages: transcript.messages,
    live: live && { blocks: blocksOf(live, state.tailText), ended: live.ended },
    usage,
    todos,
    seq: cursor.seq,
  };
}

function tellsWhatChanged(name: string, events: readonly SessionEvent[]): void {
  let told = 0;
  let tick = 0;
  const record = new SessionRecord(A, {
    stamp: () => ({ tick: (tick += 1), now: tick }),
    changed: () => (told += 1),
  });
  const { transcript } = record.projection;
  for (const event of events) {
    const [before, toldBefore] = [record.state, told];
    record.dispatch(event);
    const { state } = record;
    const changed = Object.entries(state).filter(([key, value]) => before[key as keyof SessionState] !== value);
    const untold = changed.map(([key]) => key).filter((key) => key !== 'cursor' && key !== 'tailText');
    if (told === toldBefore) assert.deepEqual(untold, [], `${name} ${event.type}`);
    const open = transcript.value.live?.tail;
    assert.equal(open?.text.value ?? '', state.live?.tail ? state.tailText : '', `${name} ${event.type}`);
  }
}

const recordings = readdirSync(FOLDER).filter((file) => file.endsWith('.jsonl'));

test('there are recordings to test with', () => assert.ok(recordings.length >= 20));

for (const file of recordings) {
  const streams = streamsOf(file);
  if (streams.length === 0) continue;
  test(`${file}: cut at every frame and resumed is the same as uncut`, () => {
    for (const { name, run, frames } of streams) {
      const whole = view(begin(run).play(...frames.flat()).state);
      const uncut = JSON.stringify(whole);
      const growing = begin(run);
      for (let cut = 0; cut <= frames.length; cut += 1) {
        for (const from of [Math.max(0, cut - 3), 0]) {
          const resumed = new Tape();
          resumed.state = growing.state;
          resumed.tick = growing.tick;
          const state = resumed.play(...frames.slice(from).flat()).state;
          if (JSON.stringify(view(state)) !== uncut)
            assert.deepEqual(view(state), whole, `${name} cut at ${cut}, taken up at ${from}`);
        }
        growing.play(...(frames[cut] ?? []));
      }
    }
  });

  test(`${file}: an event that tells nobody but the reader of the open text changed nothing else`, () => {
    for (const { name, run, frames } of streams) {
      // As they were recorded, each twice, and with a hole.
      const doubled = frames.flatMap((frame) => [frame, frame]);
      const holed = frames.filter((_, at) => at !== frames.length >> 1);
      for (const events of [frames, doubled, holed]) tellsWhatChanged(name, [begun(run), ...events.flat()]);
    }
  });

  test(`${file}: a frame that never arrives is never passed over in silence`, () => {
    for (const { name, run, frames } of streams) {
      const numbered = frames.findIndex(
        (frame, at) =>
          at > 0 && at < frames.length - 1 && frame.some((event) => 'seq' in event && event.seq !== undefined),
      );
      if (numbered < 1) continue;
      const holed = begin(run).play(
        ...frames.slice(0, numbered).flat(),
        ...frames.slice(numbered + 1, numbered + 2).flat(),
      );
      const next = frames[numbered + 1]?.some((event) => 'seq' in event && event.seq !== undefined);
      if (next) assert.ok(holed.state.wants.resync > 0, `${name} without frame ${numbered}`);
    }
  });
}
