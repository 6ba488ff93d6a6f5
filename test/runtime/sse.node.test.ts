/** The event stream reader: any chunking, any rubbish, silence, and nothing left behind. */
import assert from 'node:assert/strict';
import { describe, it } from 'node:test';
import fc from 'fast-check';
import {
  openEventStream,
  type EventStreamOptions,
  type SseFrame,
  type StreamCounts,
} from '../../runtime/transport/sse.js';
import type { Detach, StreamEnd } from '../../runtime/transport/transport.js';
import { FakeEnvironment } from './support/fake-environment.js';
import {
  html,
  json,
  never,
  scriptedFetch,
  streamScript,
  type Answer,
  type StreamScript,
} from './support/scripted-fetch.js';
import { chatStream, chatStreams } from './support/wire-traces.node.js';

interface Seen {
  readonly environment: FakeEnvironment;
  readonly frames: SseFrame[];
  readonly ends: StreamEnd[];
  readonly counts: StreamCounts;
  opened: number;
  alive: number;
  readonly detach: Detach;
}

function open(answer: Answer, options: Partial<EventStreamOptions> = {}): Seen {
  const script = scriptedFetch().on('GET', 'stream', answer);
  const environment = new FakeEnvironment({ fetch: script.fetch });
  const counts: StreamCounts = { junk: 0, malformed: 0 };
  const seen = { environment, frames: [] as SseFrame[], ends: [] as StreamEnd[], counts, opened: 0, alive: 0 };
  const detach = openEventStream({
    environment,
    url: 'http://127.0.0.1:8787/stream',
    counts,
    onOpen: () => (seen.opened += 1),
    onAlive: () => (seen.alive += 1),
    onFrame: (frame) => seen.frames.push(frame),
    onEnd: (end) => seen.ends.push(end),
    ...options,
  });
  return Object.assign(seen, { detach });
}

async function feed(body: string | Uint8Array[], how: 'end' | 'cut' = 'end'): Promise<Seen> {
  const stream = streamScript();
  const seen = open(stream.answer);
  await seen.environment.flush();
  for (const chunk of typeof body === 'string' ? [body] : body) stream.write(chunk);
  stream[how]();
  await seen.environment.flush();
  return seen;
}

/** Bytes cut at the given places, wherever they fall. */
function cutAt(body: string, places: readonly number[]): Uint8Array[] {
  const bytes = new TextEncoder().encode(body);
  const ends = [...new Set(places.map((place) => place % (bytes.length + 1)))].sort((a, b) => a - b);
  return [...ends, bytes.length]
    .map((end, at) => bytes.slice(at === 0 ? 0 : ends[at - 1], end))
    .filter((chunk) => chunk.length > 0);
}

describe('recorded bodies', () => {
  for (const trace of ['plain', 'tools', 'error', 'cancel', 'in-process', 'restart']) {
    it(`${trace}: gives the recorded frames`, async () => {
      for (const stream of chatStreams(trace)) {
        const seen = await feed(stream.body);
        assert.deepEqual(seen.frames, stream.frames);
        assert.deepEqual(seen.ends, [{ kind: 'ended' }]);
        assert.deepEqual(seen.counts, { junk: 0, malformed: 0 });
        assert.equal(seen.environment.held.timers, 0);
      }
    });
  }

  it('give the same frames however the bytes are cut', async () => {
    const { body, frames } = chatStreams('unicode').find((stream) =>
      stream.frames.some((frame) => frame.event === 'done'),
    )!;
    const short = body.slice(0, body.indexOf('\n\n', 40_000) + 2);
    const expected = frames.slice(0, short.split('event: ').length - 1);
    await fc.assert(
      fc.asyncProperty(fc.array(fc.nat(), { maxLength: 60 }), async (places) => {
        assert.deepEqual((await feed(cutAt(short, places))).frames, expected);
      }),
      { seed: 20261122, numRuns: 60 },
    );
    // Every byte on its own, through every character of several bytes.
    const few = short.slice(0, 6_000);
    assert.deepEqual((await feed(cutAt(few, [...Array(8_000).keys()]))).frames, (await feed(few)).frames);
  });

  it('a raw HTTP answer inside the body ends the stream as garbled, and what came before counts', async () => {
    const stream = chatStreams('unicode').find((candidate) => candidate.partial)!;
    for (const chunks of [[0], [40], Array.from({ length: 200 }, (_, at) => at * 997)]) {
      const seen = await feed(cutAt(stream.body, chunks));
      assert.deepEqual(seen.ends, [{ kind: 'garbled' }]);
      assert.deepEqual(seen.frames, stream.frames);
    }
  });
});

describe('frames', () => {
  it('a half frame at the end is dropped', async () => {
    const seen = await feed('id: r:1\nevent: token\ndata: {"text":"a"}\n\nid: r:2\nevent: token\ndata: {"text":"b"}\n');
    assert.deepEqual(seen.frames, [{ id: 'r:1', event: 'token', data: { text: 'a' } }]);
    assert.deepEqual(seen.ends, [{ kind: 'ended' }]);
  });

  it('an id belongs to its own frame only', async () => {
    const seen = await feed('id: r:1\nevent: token\ndata: {}\n\nevent: bg_task_complete\ndata: {}\n\n');
    assert.deepEqual(
      seen.frames.map((frame) => frame.id),
      ['r:1', null],
    );
  });

  it('data that is no JSON is counted and told as null', async () => {
    const seen = await feed(
      'id: r:1\nevent: token\ndata: {"text":\n\nevent: token\ndata: NaN\n\nevent: token\ndata: {}\n\n',
    );
    assert.deepEqual(
      seen.frames.map((frame) => frame.data),
      [null, null, {}],
    );
    assert.equal(seen.counts.malformed, 2);
  });

  it('half a surrogate pair in JSON passes, and the other half completes it', async () => {
    const seen = await feed('event: token\ndata: {"text":"\\ud83d"}\n\nevent: token\ndata: {"text":"\\udc4b"}\n\n');
    assert.equal(seen.frames.map((frame) => (frame.data as { text: string }).text).join(''), '👋');
  });

  it('other line ends, comments, retry fields and a byte order mark are nothing special', async () => {
    const seen = await feed(
      '\ufeff: hello\r\n\r\nretry: 100\r\nid: r:1\r\nevent: token\r\ndata: {"a":1}\r\n\r\nretry: soon\ndata: 1\n\n',
    );
    assert.deepEqual(seen.frames, [
      { id: 'r:1', event: 'token', data: { a: 1 } },
      { id: null, event: 'message', data: 1 },
    ]);
    assert.equal(seen.counts.junk, 0);
  });

  it('junk lines are skipped and counted', async () => {
    const seen = await feed(
      'what: is this\nnonsense\nevent: token\ndata: {}\n\n{"half":\n\nevent: token\ndata: {}\n\n',
    );
    assert.equal(seen.frames.length, 2);
    assert.equal(seen.counts.junk, 3);
    assert.deepEqual(seen.ends, [{ kind: 'ended' }]);
  });

  it('a page inside the body ends the stream', async () => {
    const seen = await feed(
      'event: token\ndata: {}\n\n<!DOCTYPE html><title>502</title>\n<body>\n\nevent: token\ndata: {}\n\n',
    );
    assert.deepEqual(seen.ends, [{ kind: 'garbled' }]);
    assert.equal(seen.frames.length, 1);
  });

  it('a line without end is given up', async () => {
    const stream = streamScript();
    const seen = open(stream.answer, { maxBuffer: 10_000 });
    await seen.environment.flush();
    for (let i = 0; i < 11; i += 1) stream.write('x'.repeat(1_000));
    await seen.environment.flush();
    assert.deepEqual(seen.ends, [{ kind: 'garbled' }]);
    assert.equal(stream.cancelled, true);
    assert.equal(seen.environment.held.timers, 0);
  });

  it('of random rubbish never throw', async () => {
    const piece = fc.oneof(
      fc.string({ unit: 'binary' }),
      fc.constantFrom(
        '\n',
        '\r',
        '\r\n',
        'data: ',
        'id: ',
        'event: ',
        ':',
        'HTTP/1.1 500 x\r\n',
        '<html>',
        '{"a":1}',
        '\0',
      ),
    );
    await fc.assert(
      fc.asyncProperty(
        fc.array(piece, { maxLength: 30 }),
        fc.array(fc.nat(), { maxLength: 8 }),
        async (pieces, places) => {
          const seen = await feed(cutAt(pieces.join(''), places));
          assert.equal(seen.ends.length, 1);
          assert.ok(['ended', 'garbled'].includes(seen.ends[0]!.kind));
        },
      ),
      { seed: 20261122, numRuns: 300 },
    );
  });
});

describe('ends', () => {
  it('a broken connection is a cut', async () => {
    const seen = await feed('event: token\ndata: {}\n\n', 'cut');
    assert.deepEqual(seen.ends, [{ kind: 'cut' }]);
    assert.equal((await openAndFlush(new TypeError('fetch failed'))).ends[0]!.kind, 'cut');
  });

  const refusals: readonly [string, Answer, StreamEnd['kind'], string?][] = [
    ['401', json({ error: 'Authentication required' }, 401), 'refused', 'auth'],
    ['403', json({ error: 'Profile access forbidden' }, 403), 'refused', 'forbidden'],
    ['404', json({ error: 'stream not found' }, 404), 'refused', 'not-found'],
    ['429', json({ error: 'slow down' }, 429, { 'retry-after': '3' }), 'refused', 'rate-limited'],
    ['503 without a body', new Response(null, { status: 503 }), 'refused', 'server'],
    ['502 with a page', html('<html><body>Bad gateway <b>nginx</b></body></html>', 502), 'refused', 'server'],
    ['a page with status 200', html('<!doctype html><p>hello</p>'), 'garbled'],
    ['a sign-in page with status 200', html('<!doctype html><form><input type="password"></form>'), 'refused', 'auth'],
    ['JSON with status 200', json({ ok: true }), 'garbled'],
    ['no content', new Response(null, { status: 204 }), 'garbled'],
  ];
  for (const [name, answer, kind, code] of refusals) {
    it(`${name} is ${code ?? kind}`, async () => {
      const { ends, opened, environment } = await openAndFlush(answer);
      assert.equal(ends.length, 1);
      const [end] = ends;
      assert.equal(end!.kind, kind);
      if (end!.kind === 'refused') {
        assert.equal(end!.error.code, code);
        assert.doesNotMatch(end!.error.detail, /</, 'no markup is quoted');
      }
      assert.equal(opened, 0);
      assert.equal(environment.held.timers, 0);
    });
  }

  it('a server that asks to wait is quoted', async () => {
    const [end] = (await openAndFlush(json({ error: 'slow down' }, 429, { 'retry-after': '3' }))).ends;
    assert.ok(end?.kind === 'refused');
    assert.equal(end.error.retryAfterMs, 3_000);
  });

  async function openAndFlush(answer: Answer): Promise<Seen> {
    const seen = open(answer);
    await seen.environment.flush();
    return seen;
  }
});

describe('silence', () => {
  it('of 12 s ends the stream; comments are signs of life', async () => {
    const stream = streamScript();
    const seen = open(stream.answer);
    await seen.environment.flush();
    for (let i = 0; i < 20; i += 1) {
      stream.write(': heartbeat\n\n');
      await seen.environment.advance(5_000);
    }
    assert.deepEqual(seen.ends, []);
    assert.equal(seen.alive, 20);
    await seen.environment.advance(6_999);
    assert.deepEqual(seen.ends, []);
    await seen.environment.advance(1);
    assert.deepEqual(seen.ends, [{ kind: 'stalled' }]);
    assert.equal(stream.cancelled, true);
    assert.equal(seen.environment.held.timers, 0);
  });

  it('before the headers counts too', async () => {
    const seen = open(() => never());
    await seen.environment.advance(12_000);
    assert.deepEqual(seen.ends, [{ kind: 'stalled' }]);
  });

  it('is noticed at once after a sleep', async () => {
    const stream = streamScript();
    const seen = open(stream.answer);
    await seen.environment.advance(1_000);
    seen.environment.clock.jump(3_600_000);
    await seen.environment.advance(0);
    assert.deepEqual(seen.ends, [{ kind: 'stalled' }]);
  });

  it('needs one timer however much comes', async () => {
    const stream = streamScript();
    const seen = open(stream.answer);
    await seen.environment.flush();
    for (let i = 0; i < 500; i += 1) stream.write('event: token\ndata: {}\n\n');
    await seen.environment.flush();
    assert.equal(seen.frames.length, 500);
    assert.equal(seen.environment.held.timers, 1);
    seen.detach();
    assert.equal(seen.environment.held.timers, 0);
  });
});

describe('a rush of frames', () => {
  /** As many of them as a run of 20,000 tokens, each of which costs the reader something. */
  const FRAMES = 20_000;
  const body = Array.from({ length: FRAMES }, (_, at) => `id: r:${at + 1}\nevent: token\ndata: {"at":${at}}\n\n`).join(
    '',
  );
  const COST_MS = 0.02;

  /** Of each frame's cost the clock of the reader knows, and `pauses` says how many frames were here at each. */
  function costly(stream: StreamScript, costMs: number): Seen & { readonly pauses: number[] } {
    let worked = 0;
    const pauses: number[] = [];
    const seen: Seen = open(stream.answer, {
      onFrame: (frame) => {
        seen.frames.push(frame);
        worked += costMs;
      },
    });
    const { environment } = seen;
    const { setTimeout } = environment;
    environment.now = () => environment.clock.now() + worked;
    environment.setTimeout = (fn, ms) => {
      if (ms === 0) pauses.push(seen.frames.length);
      return setTimeout.call(environment, fn, ms);
    };
    return Object.assign(seen, { pauses });
  }

  it('is taken in slices that leave room for a frame, in order and to the end', async () => {
    const stream = streamScript();
    const seen = costly(stream, COST_MS);
    await seen.environment.flush();
    stream.write(body);
    stream.end();
    await seen.environment.advance(0);
    assert.deepEqual(
      seen.frames.map((frame) => (frame.data as { at: number }).at),
      Array.from({ length: FRAMES }, (_, at) => at),
    );
    const slices = [...seen.pauses, FRAMES].map((end, at) => (end - (seen.pauses[at - 1] ?? 0)) * COST_MS);
    assert.ok(slices.length > 10, `${slices.length} slices`);
    assert.ok(Math.max(...slices) < 30, `${Math.max(...slices)} ms`);
    assert.deepEqual(seen.ends, [{ kind: 'ended' }]);
    assert.equal(seen.environment.held.timers, 0);
  });

  it('is taken at once where nobody looks: a hidden page has no frames, and its timers hardly run', async () => {
    const stream = streamScript();
    const seen = costly(stream, COST_MS);
    seen.environment.setVisible(false);
    await seen.environment.flush();
    stream.write(body);
    await seen.environment.flush();
    assert.equal(seen.frames.length, FRAMES);
    assert.deepEqual(seen.pauses, []);
  });

  it('can be let go of between two slices', async () => {
    const stream = streamScript();
    const seen = costly(stream, COST_MS);
    await seen.environment.flush();
    stream.write(body);
    await seen.environment.flush();
    const taken = seen.frames.length;
    assert.ok(taken > 0 && taken < FRAMES);
    seen.detach();
    await seen.environment.advance(60_000);
    assert.equal(seen.frames.length, taken);
    assert.deepEqual(seen.ends, []);
    assert.equal(stream.cancelled, true);
    assert.equal(seen.environment.held.timers, 0);
  });

  it('is none where frames come one by one, however dear each is: none of them waits', async () => {
    const stream = streamScript();
    const seen = costly(stream, 11);
    await seen.environment.flush();
    for (let at = 1; at <= 50; at += 1) {
      await seen.environment.advance(5);
      stream.write('event: token\ndata: {}\n\n');
      await seen.environment.flush();
      assert.equal(seen.frames.length, at);
    }
    assert.deepEqual(seen.pauses, []);
  });
});

describe('detach', () => {
  it('leaves no timer and no connection, and nothing is called any more', async () => {
    const stream = streamScript();
    const seen = open(stream.answer);
    await seen.environment.flush();
    stream.write('event: token\ndata: {}\n\n');
    await seen.environment.flush();
    seen.detach();
    seen.detach();
    stream.write('event: token\ndata: {}\n\n');
    stream.end();
    await seen.environment.advance(60_000);
    assert.equal(seen.frames.length, 1);
    assert.deepEqual(seen.ends, []);
    assert.equal(stream.cancelled, true);
    assert.equal(seen.environment.held.timers, 0);
  });

  it('works before the headers, and from inside a frame', async () => {
    const early = open(() => never());
    early.detach();
    await early.environment.advance(60_000);
    assert.deepEqual([early.ends, early.opened, early.environment.held.timers], [[], 0, 0]);

    const stream: StreamScript = streamScript();
    const frames: SseFrame[] = [];
    const seen = open(stream.answer, {
      onFrame: (frame) => {
        frames.push(frame);
        seen.detach();
      },
    });
    await seen.environment.flush();
    stream.write('event: a\ndata: {}\n\nevent: b\ndata: {}\n\nHTTP/1.1 500 x\r\n');
    await seen.environment.flush();
    assert.deepEqual(
      frames.map((frame) => frame.event),
      ['a'],
    );
    assert.deepEqual(seen.ends, []);
  });

  it('sends the cookie of this origin and asks for an event stream', async () => {
    const script = scriptedFetch().on('GET', 'stream', streamScript().answer);
    const environment = new FakeEnvironment({ fetch: script.fetch });
    openEventStream({ environment, url: 'http://127.0.0.1:8787/stream', onFrame: () => {}, onEnd: () => {} })();
    await environment.flush();
    assert.equal(script.seen[0]!.credentials, 'same-origin');
    assert.equal(script.seen[0]!.headers.get('accept'), 'text/event-stream');
  });
});

it('a recorded stream read to its end needs no wait', async () => {
  const stream = chatStream('plain', 'chat-stream');
  assert.equal((await feed(stream.body)).frames.at(-1)!.event, 'stream_end');
});
