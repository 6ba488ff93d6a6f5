/** The transport against the emulated server: whole turns, and the summary of a running one against its frames. */
import assert from 'node:assert/strict';
import { afterEach, describe, it } from 'node:test';
import { createEmulator, type Emulator, type EmulatorOptions } from '../../demo/emulator/index.js';
import { createWebuiTransport, type WebuiTransport } from '../../runtime/adapters/webui/webui-transport.js';
import { blocksOf } from '../../runtime/session/live-reducer.js';
import { initialState, type SessionState } from '../../runtime/session/state.js';
import { reduceSession } from '../../runtime/session/reducer.js';
import type { Block } from '../../runtime/session/transcript.js';
import type { RunSnapshot, TransportEvent } from '../../runtime/transport/events.js';
import type { StreamEnd } from '../../runtime/transport/transport.js';
import { FakeEnvironment } from './support/fake-environment.js';

const SIGNAL = new AbortController().signal;
const ORIGIN = 'http://emulator.test/';

interface Bench {
  readonly server: Emulator;
  readonly transport: WebuiTransport;
  readonly environment: FakeEnvironment;
  /** Starts a turn in a new session. */
  start(text: string): Promise<{ readonly session: string; readonly run: string }>;
  attach(
    session: string,
    run: string,
    after?: number,
  ): { readonly events: TransportEvent[]; readonly ends: StreamEnd[]; readonly detach: () => void };
}

const cleanups: (() => void)[] = [];
afterEach(() => cleanups.splice(0).forEach((clean) => clean()));

function bench(options: EmulatorOptions = {}): Bench {
  let server: Emulator | null = null;
  let cookie = '';
  const environment = new FakeEnvironment({
    baseUrl: ORIGIN,
    // What a browser adds by itself: where the page is from, and the cookies of it.
    fetch: async (input, init) => {
      const request = new Request(input, init);
      request.headers.set('origin', ORIGIN.replace(/\/$/, ''));
      if (cookie) request.headers.set('cookie', cookie);
      const response = await server!.fetch(request);
      cookie = response.headers.get('set-cookie')?.split(';')[0] ?? cookie;
      return response;
    },
  });
  server = createEmulator({ seed: 3, ...options, clock: environment.clock });
  const transport = createWebuiTransport({ environment, baseUrl: ORIGIN });
  cleanups.push(() => {
    transport.dispose();
    server.dispose();
  });
  return {
    server,
    transport,
    environment,
    async start(text) {
      const { session } = await transport.createSession({});
      const sent = await transport.send(session, { text, attachments: [] }, {});
      assert.ok(sent.kind === 'started', sent.kind);
      return { session, run: sent.run };
    },
    attach(session, run, after = 0) {
      const events: TransportEvent[] = [];
      const ends: StreamEnd[] = [];
      const detach = transport.attach(
        session,
        { run, after },
        { event: (event) => events.push(event), opened: () => {}, alive: () => {}, closed: (end) => ends.push(end) },
      );
      return { events, ends, detach };
    },
  };
}

/** The blocks that the reducer makes of the frames up to `seq`. */
function blocksUpTo(events: readonly TransportEvent[], session: string, run: string, seq: number): readonly Block[] {
  let tick = 0;
  const play = (state: SessionState, event: TransportEvent): SessionState =>
    reduceSession(state, event, { tick: (tick += 1), now: 1 });
  const begun = play(initialState(session), {
    type: 'run.started',
    session,
    run,
    origin: 'person',
    input: null,
    startedAt: null,
  });
  const state = events.filter((event) => ((event as { seq?: number }).seq ?? Infinity) <= seq).reduce(play, begun);
  return state.live ? blocksOf(state.live, state.tailText) : [];
}

function comparable(blocks: readonly Block[]): unknown[] {
  return blocks.map((block) => {
    if (block.kind === 'tool')
      return [block.id, block.tool.name, block.tool.status, block.tool.result, block.tool.args];
    return [block.kind, block.text.trim()];
  });
}

describe('a whole turn', () => {
  const scenarios = [
    'plain n=12',
    'tools',
    'reasoning n=6',
    'unicode',
    'compress',
    'compress rotate',
    'error kind=quota',
    'error kind=partial',
    'firehose n=200',
    'output-only',
  ];
  for (const backend of ['agent', 'runs'] as const) {
    for (const scenario of scenarios) {
      it(`${backend}: ${scenario} has one end, and is stored as it was shown`, async () => {
        const { transport, environment, start, attach } = bench({ backend });
        const { session, run } = await start(`Go. [[scenario:${scenario}]]`);
        const stream = attach(session, run);
        await environment.advance(120_000);
        assert.deepEqual(stream.ends, [{ kind: 'ended' }]);
        const ends = stream.events.filter((event) => event.type === 'run.settled' || event.type === 'run.finished');
        assert.equal(ends.length, 1);
        assert.ok(stream.events.every((event) => event.type !== 'run.unknown'));
        const [end] = ends;
        const { loaded, rekeyedTo } = await transport.loadSession(session, { window: 500, asOf: 1, signal: SIGNAL });
        assert.equal(loaded.run, null);
        assert.equal(
          rekeyedTo !== null,
          stream.events.some((event) => event.type === 'session.rekeyed'),
        );
        if (end && 'transcript' in end && end.transcript) assert.deepEqual(loaded.transcript, end.transcript);
        const replay = attach(session, run);
        await environment.advance(1_000);
        assert.deepEqual(replay.events, stream.events, 'a replay says the same');
      });
    }
  }
});

describe('the summary of a running turn', () => {
  for (const backend of ['agent', 'runs'] as const) {
    for (const scenario of ['plain n=30', 'tools', 'reasoning n=20', 'unicode']) {
      it(`${backend}: ${scenario} agrees with its frames wherever it is taken`, async () => {
        const { server, transport, environment, start, attach } = bench({ backend });
        const { session, run } = await start(`Go. [[scenario:${scenario} step]]`);
        const snapshots: RunSnapshot[] = [];
        for (let i = 0; i < 80; i += 1) {
          server.control.step(run);
          await environment.flush();
          const work = transport.loadSession(session, { window: 40, asOf: 1, signal: SIGNAL });
          await environment.flush();
          const { loaded } = await work;
          if (loaded.run?.live) snapshots.push(loaded.run);
        }
        server.control.resume(run);
        await environment.advance(120_000);
        const { events } = attach(session, run);
        await environment.advance(1_000);
        assert.ok(snapshots.length > 3, `${snapshots.length} snapshots`);
        for (const { seq, blocks, exact } of snapshots) {
          const expected = comparable(blocksUpTo(events, session, run, seq));
          if (exact) assert.deepEqual(comparable(blocks), expected, `at ${seq}`);
          else {
            const tools = (all: unknown[]): unknown[] =>
              all.filter((block) => String((block as unknown[])[0]).startsWith('t:'));
            assert.deepEqual(tools(comparable(blocks)), tools(expected), `tools at ${seq}`);
          }
        }
      });
    }
  }
});

describe('what people do', () => {
  it('an approval is listed, answered once, and gone for the second', async () => {
    const { transport, environment, start, attach } = bench({ backend: 'runs' });
    const { session, run } = await start('Clean. [[scenario:approval]]');
    const stream = attach(session, run);
    await environment.advance(2_000);
    const { head, waiting } = await transport.listRequests(session, 'approval', SIGNAL);
    assert.ok(head?.kind === 'approval');
    assert.equal(waiting, 1);
    const opened = stream.events.find((event) => event.type === 'request.opened');
    assert.ok(opened?.type === 'request.opened');
    assert.equal(opened.request.id, head.id);
    const [row] = (await transport.listSessions(SIGNAL)).rows;
    assert.deepEqual([row!.run, row!.waiting], [run, { kind: 'approval', count: 1 }]);
    assert.deepEqual(await transport.answer(session, head, { kind: 'approval', choice: 'once' }), { kind: 'accepted' });
    assert.deepEqual(await transport.answer(session, head, { kind: 'approval', choice: 'deny' }), { kind: 'gone' });
    await environment.advance(60_000);
    assert.equal(
      stream.events.some((event) => event.type === 'run.settled'),
      true,
    );
  });

  it('a question is answered in words', async () => {
    const { transport, environment, start } = bench();
    const { session } = await start('Ask. [[scenario:clarify wait]]');
    await environment.advance(2_000);
    const { head } = await transport.listRequests(session, 'question', SIGNAL);
    assert.ok(head?.kind === 'question');
    assert.deepEqual(await transport.answer(session, head, { kind: 'question', text: 'blue' }), { kind: 'accepted' });
    assert.deepEqual(await transport.answer(session, head, { kind: 'question', text: 'red' }), { kind: 'gone' });
  });

  it('a stop ends the run, and is over when asked again', async () => {
    const { transport, environment, start, attach } = bench();
    const { session, run } = await start('Talk. [[scenario:long rate=20]]');
    const stream = attach(session, run);
    await environment.advance(1_000);
    assert.deepEqual(await transport.send(session, { text: 'and?', attachments: [] }, {}), { kind: 'busy', run });
    assert.deepEqual(await transport.stop(session, run), { kind: 'stopping' });
    await environment.advance(1_000);
    const end = stream.events.at(-1);
    assert.ok(end?.type === 'run.finished');
    assert.equal(end.outcome, 'stopped');
    assert.deepEqual(await transport.stop(session, run), { kind: 'over' });
  });

  it('after a restart the run is lost, then put right', async () => {
    const { server, transport, environment, start, attach } = bench();
    const { session, run } = await start('Hold. [[scenario:hold n=6]]');
    await environment.advance(3_000);
    server.control.restart();
    await environment.advance(100);
    const { loaded } = await transport.loadSession(session, { window: 40, asOf: 1, signal: SIGNAL });
    assert.deepEqual([loaded.run?.run, loaded.run?.live], [run, false]);
    const [row] = (await transport.listSessions(SIGNAL)).rows;
    assert.deepEqual([row!.run, row!.orphan], [null, run]);
    const stream = attach(session, run);
    await environment.advance(1_000);
    assert.equal(stream.events.at(-1)!.type, 'run.uncertain');
    await environment.advance(40_000);
    const after = await transport.loadSession(session, { window: 40, asOf: 2, signal: SIGNAL });
    assert.equal(after.loaded.run, null);
    assert.equal(after.loaded.transcript!.rows.at(-1)!.notice, 'interrupted');
  });

  it('with a password: signed out is told as such, and changes find their token', async () => {
    const { transport, environment } = bench({ password: 'tea' });
    await assert.rejects(
      transport.listSessions(SIGNAL),
      (thrown: { error?: { code?: string } }) => thrown.error?.code === 'auth',
    );
    await environment.fetch(`${ORIGIN}api/auth/login`, { method: 'POST', body: JSON.stringify({ password: 'tea' }) });
    const { session } = await transport.createSession({});
    assert.equal(
      (await transport.send(session, { text: 'Hi [[scenario:plain n=2]]', attachments: [] }, {})).kind,
      'started',
    );
    await environment.advance(30_000);
    await transport.rename(session, 'Tea');
    assert.equal((await transport.listSessions(SIGNAL)).rows[0]!.meta.title, 'Tea');
  });
});
