// What is run: the workloads, how long each may take, and what the goals are.

/**
 * `run` names a function of page/workloads.ts, `with` are its arguments. `cpu`: main-thread time is measured. A goal has a
 * limit and says how to come to its figure: `ours` and the `floors` are medians of the rounds.
 */
export const PLAN = [
  { key: 'W1a', what: '4,000 tokens at 100/s', run: 'stream', with: { tokens: 4000, perSecond: 100 } },
  { key: 'W1b', what: '20,000 tokens in one task', run: 'burst', with: { tokens: 20_000 } },
  {
    key: 'W2 1k',
    what: '200 tokens more, after 1,000',
    run: 'growth',
    with: { already: 1000, tokens: 200, perSecond: 100 },
  },
  {
    key: 'W2 16k',
    what: '200 tokens more, after 16,000',
    run: 'growth',
    with: { already: 16_000, tokens: 200, perSecond: 100 },
  },
  { key: 'W3 1000', what: 'open 1,000 messages', run: 'open', with: { messages: 1000 }, heap: true },
  { key: 'W3 5000', what: 'open 5,000 messages', run: 'open', with: { messages: 5000 }, heap: true },
  {
    key: 'W4',
    what: 'switch between running sessions of 1,000 messages',
    run: 'switching',
    with: { messages: 1000, perSecond: 50 },
  },
  { key: 'W5 1', what: '1 running session, shown', run: 'running', with: { sessions: 1, perSecond: 20 } },
  { key: 'W5 50', what: '50 running sessions, one shown', run: 'running', with: { sessions: 50, perSecond: 20 } },
  { key: 'W7', what: 'loaded for a short answer', run: 'short', with: {}, bytes: true },
];

/** Every workload, shorter: to see that all of it works. */
export const QUICK = {
  W1a: { tokens: 500, perSecond: 100 },
  W1b: { tokens: 4000 },
};

const ratio = (key, figure) => (of) => of('ours', key, figure) / of('floor-markdown', key, figure);
const own = (key, figure) => (of) => of('ours', key, figure);

export const GOALS = [
  { key: 'W1a', what: 'CPU', unit: '× floor', limit: 1.15, figure: ratio('W1a', 'cpu') },
  { key: 'W1a', what: 'frames over 50 ms', unit: '', limit: 0, figure: own('W1a', 'framesOver50') },
  { key: 'W1a', what: 'token to page, p95', unit: 'ms', limit: 25, figure: own('W1a', 'delayP95') },
  { key: 'W1b', what: 'CPU', unit: '× floor', limit: 1.3, figure: ratio('W1b', 'cpu') },
  { key: 'W1b', what: 'worst frame', unit: 'ms', limit: 100, figure: own('W1b', 'worstFrame') },
  { key: 'W2', what: 'CPU at 16k', unit: '× floor', limit: 1, figure: ratio('W2 16k', 'cpu') },
  {
    key: 'W2',
    what: 'CPU at 16k',
    unit: '× own at 1k',
    limit: 1.2,
    figure: (of) => of('ours', 'W2 16k', 'cpu') / of('ours', 'W2 1k', 'cpu'),
  },
  { key: 'W3', what: '1,000 painted', unit: '× floor', limit: 0.25, figure: ratio('W3 1000', 'painted') },
  { key: 'W3', what: '5,000 painted', unit: '× floor', limit: 0.08, figure: ratio('W3 5000', 'painted') },
  { key: 'W3', what: 'longest task at 5,000', unit: 'ms', limit: 50, figure: own('W3 5000', 'longestTask') },
  {
    key: 'W3',
    what: 'nodes at 5,000',
    unit: '× own at 1,000',
    limit: 1.1,
    figure: (of) => of('ours', 'W3 5000', 'nodes') / of('ours', 'W3 1000', 'nodes'),
  },
  { key: 'W4', what: 'session seen before', unit: 'ms', limit: 50, figure: own('W4', 'again') },
  { key: 'W4', what: 'first visit', unit: 'ms', limit: 120, figure: own('W4', 'first') },
  { key: 'W4', what: 'longest task', unit: 'ms', limit: 50, figure: own('W4', 'longestTask') },
  { key: 'W5', what: 'CPU of 50', unit: '× floor', limit: 1.2, figure: ratio('W5 50', 'cpu') },
  {
    key: 'W5',
    what: 'CPU of 50',
    unit: '× own of 1',
    limit: 1.2,
    figure: (of) => of('ours', 'W5 50', 'cpu') / of('ours', 'W5 1', 'cpu'),
  },
  { key: 'W7', what: 'gzip', unit: 'KiB', limit: 60, figure: own('W7', 'gzip') },
];
