/**
 * The workloads, as they run in the page on whatever `window.bench` is. Each tells what it saw; what it cost the main thread
 * the runner reads between `begin` and `end`. One that was not shown in full throws: its figures would count for nothing.
 */
import { answer, conversation, LAST, mark, marksIn } from './content.js';
import type { BenchDriver } from './driver.js';
import { nextFrame, Progress, quantile, quiet, sleep, textFromEnd, until, watchPauses } from './measure.js';

declare global {
  interface Window {
    /** The runner's: takes the browser's own figures. */
    benchMark?: (name: 'begin' | 'end') => Promise<void>;
    workloads?: typeof workloads;
  }
}

type Figures = Readonly<Record<string, number | boolean | null>>;

const bench = (): BenchDriver => window.bench!;
const root = (): Node | null => bench().transcript();
const begin = (): Promise<void> | undefined => window.benchMark?.('begin');
const end = (): Promise<void> | undefined => window.benchMark?.('end');

type Token = readonly [id: string, token: string, sentAt: number, last: boolean];

/** Gives tokens to sessions at a pace. */
function stream(
  lanes: readonly { readonly id: string; readonly tokens: readonly string[] }[],
  perSecond: number,
  heard: (token: Token) => void = () => {},
): { readonly done: Promise<void>; stop(): void } {
  const worker = new Worker(new URL('./token-source.js', import.meta.url), { type: 'module' });
  let left = lanes.length;
  let resolve = (): void => {};
  const done = new Promise<void>((settle) => (resolve = settle));
  worker.onmessage = ({ data }: MessageEvent<Token>) => {
    const [id, token, , last] = data;
    bench().streamToken(id, token);
    heard(data);
    if (!last) return;
    bench().streamEnd(id);
    left -= 1;
    if (left === 0) resolve();
  };
  worker.postMessage({ lanes, perSecond });
  return {
    done,
    stop: () => {
      worker.postMessage(null);
      worker.terminate();
      resolve();
    },
  };
}

async function opened(id: string, length: number): Promise<void> {
  await bench().appendHistory(id, conversation(id, length));
  await bench().openSession(id);
  if ((await until(() => textFromEnd(root(), 3000).includes(mark(id, length - 1)), 20_000)) === null)
    throw new Error(`${id} was not shown.`);
  await quiet();
}

/** All that was sent is on the page, in order. */
function checkAll(of: string, tokens: readonly string[]): void {
  const sent = marksIn(of, tokens.join(''));
  const shown = marksIn(of, textFromEnd(root()));
  if (shown.length !== sent.length || shown.some((found, at) => found !== sent[at]))
    throw new Error(`${shown.length} of ${sent.length} marks are shown in order.`);
}

async function shownToTheEnd(progress: Progress, patienceMs: number): Promise<void> {
  if ((await until(() => progress.look() === LAST, patienceMs)) === null)
    throw new Error(`Shown up to mark ${progress.newest} only.`);
}

/** Which marks went out when. A mark may come in pieces: it is out with its last one. */
function noteMarks(of: string): { readonly sent: Map<number, number>; heard(token: Token): void } {
  const sent = new Map<number, number>();
  let tail = '';
  return {
    sent,
    heard: ([, token, sentAt]) => {
      tail = (tail + token).slice(-64);
      for (const found of marksIn(of, tail)) if (!sent.has(found)) sent.set(found, sentAt);
    },
  };
}

export const workloads = {
  /** One answer, token by token. */
  async stream({ tokens, perSecond }: { tokens: number; perSecond: number }): Promise<Figures> {
    await opened('s', 4);
    const text = answer('a', 5, tokens);
    const [progress, marks] = [new Progress('a', root), noteMarks('a')];
    await begin();
    const pauses = watchPauses();
    await bench().streamStart('s');
    const source = stream([{ id: 's', tokens: text }], perSecond, (token) => {
      marks.heard(token);
      progress.lookSoon();
    });
    await source.done;
    await shownToTheEnd(progress, 15_000);
    await sleep(150);
    await end();
    const seen = await pauses();
    source.stop();
    checkAll('a', text);
    const delays = progress.delays(marks.sent);
    return { ...seen, delayMedian: quantile(delays, 0.5), delayP95: quantile(delays, 0.95) };
  },

  /** One answer, all of it in one task: a journal replayed, a model that is fast, a page that was asleep. */
  async burst({ tokens }: { tokens: number }): Promise<Figures> {
    await opened('s', 4);
    const text = answer('a', 5, tokens);
    const progress = new Progress('a', root);
    await bench().streamStart('s');
    await nextFrame();
    await begin();
    const pauses = watchPauses();
    const since = performance.now();
    for (const token of text) bench().streamToken('s', token);
    const taken = performance.now() - since;
    bench().streamEnd('s');
    await shownToTheEnd(progress, 15_000);
    const shown = performance.now() - since;
    await quiet(200);
    await end();
    const seen = await pauses();
    checkAll('a', text);
    return { ...seen, taken, shown };
  },

  /** What the next tokens cost when the answer is long already. */
  async growth({
    already,
    tokens,
    perSecond,
  }: {
    already: number;
    tokens: number;
    perSecond: number;
  }): Promise<Figures> {
    await opened('s', 4);
    const before = new Progress('b', root);
    await bench().streamStart('s');
    bench().streamToken('s', `${answer('b', 6, already).join('')}\n\n`);
    await shownToTheEnd(before, 20_000);
    await quiet();
    const text = answer('a', 5, tokens);
    const progress = new Progress('a', root);
    await begin();
    const pauses = watchPauses();
    const source = stream([{ id: 's', tokens: text }], perSecond, progress.lookSoon);
    await until(() => progress.look() === LAST, 20_000);
    await end();
    const seen = await pauses();
    source.stop();
    if (progress.newest !== LAST) throw new Error('The end was not shown.');
    return { ...seen };
  },

  /** A conversation is opened. */
  async open({ messages }: { messages: number }): Promise<Figures> {
    const history = conversation('o', messages);
    await quiet();
    await begin();
    const pauses = watchPauses();
    const since = performance.now();
    await bench().appendHistory('o', history);
    const opening = bench().openSession('o');
    const wanted = mark('o', messages - 1);
    const painted = await until(() => textFromEnd(root(), 3000).includes(wanted), 30_000, since);
    if (painted === null) throw new Error('The last message was not shown.');
    await opening;
    await quiet(400);
    await end();
    const seen = await pauses();
    return { ...seen, painted, messagesInPage: new Set(marksIn('o', textFromEnd(root()))).size };
  },

  /** From one conversation to another and back, both running. */
  async switching({ messages, perSecond }: { messages: number; perSecond: number }): Promise<Figures> {
    await bench().appendHistory('c', conversation('c', messages));
    await opened('b', messages);
    await opened('a', messages);
    const lanes = ['a', 'b', 'c'].map((id, at) => ({ id, tokens: answer(`${id}live`, at, perSecond * 60) }));
    for (const { id } of lanes) await bench().streamStart(id);
    const source = stream(lanes, perSecond);
    await sleep(2_000);
    await begin();
    const pauses = watchPauses();
    const visit = async (id: string): Promise<number> => {
      const since = performance.now();
      const going = bench().switchTo(id);
      const took = await until(() => marksIn(`${id}live`, textFromEnd(root(), 2500)).length > 0, 10_000, since);
      if (took === null) throw new Error(`${id} was not shown within 10 s.`);
      await going;
      await sleep(800);
      return took;
    };
    const again = [await visit('b'), await visit('a'), await visit('b'), await visit('a')];
    const first = await visit('c');
    await end();
    const seen = await pauses();
    source.stop();
    return { ...seen, again: quantile(again, 0.5), worstAgain: Math.max(...again), first };
  },

  /** Many conversations run, one is shown. */
  async running({ sessions, perSecond }: { sessions: number; perSecond: number }): Promise<Figures> {
    const ids = Array.from({ length: sessions }, (_, at) => `r${at}`);
    for (const id of ids.slice(1)) await bench().appendHistory(id, conversation(id, 20));
    await opened('r0', 20);
    for (const id of ids) await bench().streamStart(id);
    const lanes = ids.map((id, at) => ({ id, tokens: answer(`${id}live`, at, perSecond * 30) }));
    const source = stream(lanes, perSecond);
    await sleep(1_500);
    await begin();
    const pauses = watchPauses();
    await sleep(4_000);
    await end();
    const seen = await pauses();
    const shown = marksIn('r0live', textFromEnd(root(), 3000)).length > 0;
    source.stop();
    if (!shown) throw new Error('What is shown does not grow.');
    return seen as unknown as Figures;
  },

  /** A short answer: what was loaded for it the runner counts. */
  async short(): Promise<Figures> {
    await opened('s', 4);
    await bench().streamStart('s');
    const progress = new Progress('a', root);
    const source = stream([{ id: 's', tokens: answer('a', 5, 200) }], 400, progress.lookSoon);
    await source.done;
    await shownToTheEnd(progress, 10_000);
    await sleep(500);
    source.stop();
    return {};
  },
};

window.workloads = workloads;
