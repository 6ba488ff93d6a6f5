/**
 * A recording of a real server (`test/wire/`), played in the page: its frames go through the adapter's mapping and a real
 * record into the signals that elements read. Frame by frame, so that a test can look in between.
 */
import { mapFrame } from '../../../runtime/adapters/webui/map-frame.js';
import { SessionRecord } from '../../../runtime/session/record.js';
import type { SseFrame } from '../../../runtime/transport/sse.js';
import { fakeSession, type FakeSession } from './fake-session.js';

export interface PlayedRun {
  readonly name: string;
  readonly session: FakeSession;
  readonly frames: readonly SseFrame[];
  /** Plays frames up to this number; all of them when absent. */
  play(until?: number): void;
}

interface Line {
  readonly kind: string;
  readonly stream?: string;
  readonly path?: string;
  readonly id?: string;
  readonly event?: string;
  readonly data?: string;
  readonly partial?: string;
}

/** The runs of a recording that begin at their first frame and miss none: at a hole a client reads the session anew. */
export async function runsOf(trace: string): Promise<readonly PlayedRun[]> {
  const text = await (await fetch(`/test/wire/${trace}.jsonl`)).text();
  const streams = new Map<string, { run: string; frames: SseFrame[] }>();
  for (const line of text
    .split('\n')
    .filter(Boolean)
    .map((one) => JSON.parse(one) as Line)) {
    const run =
      line.kind === 'open' ? /\/api\/chat\/stream\?.*stream_id=([0-9a-f]+)/.exec(line.path ?? '')?.[1] : undefined;
    if (run !== undefined && line.stream !== undefined) streams.set(line.stream, { run, frames: [] });
    if (line.kind !== 'frame' || line.partial !== undefined) continue;
    streams.get(line.stream ?? '')?.frames.push({
      id: line.id ?? null,
      event: line.event ?? 'message',
      data: JSON.parse(line.data ?? 'null') as unknown,
    });
  }
  return [...streams]
    .filter(([, { frames }]) => frames.length > 0 && isWhole(frames))
    .map(([name, { run, frames }]) => playable(`${trace} ${name}`, run, frames));
}

function isWhole(frames: readonly SseFrame[]): boolean {
  let last = 0;
  return frames.every(({ id }) => {
    const seq = Number(id?.split(':').at(-1) ?? last);
    const follows = seq === last + 1 || seq === last;
    last = seq;
    return follows;
  });
}

function playable(name: string, run: string, frames: readonly SseFrame[]): PlayedRun {
  let tick = 0;
  const record = new SessionRecord('s', {
    stamp: () => ({ tick: ++tick, now: 1_700_000_000_000 + tick * 100 }),
    changed: () => undefined,
  });
  const session = fakeSession('s');
  // The slices of the record in place of those of the fake.
  const { transcript } = record.projection;
  const slice = record.projection.slice('run', (state) => state.run);
  Object.defineProperties(session, { transcript: { value: transcript }, run: { value: slice } });
  record.dispatch({
    type: 'run.started',
    session: 's',
    run,
    origin: 'person',
    input: promptOf(frames),
    startedAt: 1_700_000_000_000,
  });
  let played = 0;
  return {
    name,
    session,
    frames,
    play(until = frames.length) {
      for (; played < until; played += 1)
        for (const event of mapFrame(frames[played]!, { session: 's', run })) record.dispatch(event);
    },
  };
}

/** What was asked, from the transcript at the end: the run is told by the prompt that it answers. */
function promptOf(frames: readonly SseFrame[]): { text: string; attachments: readonly string[] } | null {
  for (const { data } of frames) {
    const messages = (data as { session?: { messages?: { role: string; content: unknown }[] } } | null)?.session
      ?.messages;
    const prompt = messages?.findLast((message) => message.role === 'user')?.content;
    if (typeof prompt === 'string') return { text: prompt, attachments: [] };
  }
  return null;
}
