// `npm run bench`: our elements beside the floors, in one browser, and what came out against the goals. See README.md.

import { mkdir, readFile, writeFile } from 'node:fs/promises';
import { createServer } from 'node:http';
import os from 'node:os';
import path from 'node:path';
import { parseArgs } from 'node:util';
import { gzipSync } from 'node:zlib';
import { launch } from 'puppeteer-core';
import { inRoot } from '../demo/build/paths.mjs';
import { chromiumFlags } from '../test/support/chromium-flags.mjs';
import { findBrowser } from '../test/support/find-browser.mjs';
import { benchDist, buildBench } from './build.mjs';
import { runPeers } from './peers.mjs';
import { PLAN, QUICK } from './plan.mjs';
import { medians, report } from './report.mjs';

const CONTENDERS = { ours: 'main', 'floor-markdown': 'floor-markdown', 'floor-text': 'floor-text' };

const USAGE = `Usage: npm run bench -- [options]
  --rounds <n>    3 by default; figures are medians
  --only <keys>   workloads, such as W1a,W3 (W3 means all that begin so)
  --of <names>    contenders: ${Object.keys(CONTENDERS).join(',')}
  --quick         shorter workloads, one round: does it work?
  --query <q>     for our page, such as connections=24
  --out <file>    every single figure as JSON lines; bench/results/<time>.jsonl by default
  --peers <dir>   a folder of the shared bench with its dependencies: runs that one, with ours in it, and prints its report`;

const { values: options } = parseArgs({
  options: {
    rounds: { type: 'string' },
    only: { type: 'string' },
    of: { type: 'string' },
    quick: { type: 'boolean' },
    query: { type: 'string' },
    out: { type: 'string' },
    peers: { type: 'string' },
    help: { type: 'boolean' },
  },
});
if (options.help) {
  console.log(USAGE);
  process.exit(0);
}

/** One measurement may take this long, milliseconds. */
const PATIENCE = 120_000;
const rounds = Number(options.rounds ?? (options.quick ? 1 : 3));
const chosen = options.only?.split(',');
const plan = PLAN.filter(({ key }) => !chosen || chosen.some((name) => key === name || key.startsWith(`${name} `)));
const contenders = options.of?.split(',') ?? Object.keys(CONTENDERS);

await buildBench();
if (options.peers !== undefined)
  process.exit(await runPeers(options.peers, { page: benchDist, only: options.only, rounds }));

const server = createServer(answer);
await new Promise((resolve) => server.listen(0, '127.0.0.1', resolve));
const origin = `http://127.0.0.1:${server.address().port}`;
const flags = [
  '--js-flags=--expose-gc',
  '--enable-precise-memory-info',
  '--disable-background-timer-throttling',
  '--disable-renderer-backgrounding',
  '--disable-backgrounding-occluded-windows',
];
let browser = await open();
const machine = {
  at: new Date().toISOString(),
  browser: await browser.version(),
  cpus: os.cpus().length,
  cpu: os.cpus()[0]?.model.trim(),
  node: process.version,
};
const records = [];

for (let round = 1; round <= rounds; round += 1) {
  for (const work of plan) {
    // Another one begins each round: whatever else the machine does hits all of them alike.
    const order = contenders.map((_, at) => contenders[(at + round - 1) % contenders.length]);
    for (const name of order) {
      const record = { round, name, key: work.key, load: os.loadavg()[0], ...(await measure(name, work)) };
      records.push(record);
      const { error, figures } = record;
      const said = error
        ? `FAILED ${error}`
        : Object.entries(figures)
            .map(([what, value]) => `${what} ${short(value)}`)
            .join('  ');
      console.log(`${round} ${work.key.padEnd(8)} ${name.padEnd(15)} ${said}`);
      if (!error) continue;
      // A page that hangs may take its browser along.
      await browser.close().catch(() => browser.process()?.kill());
      browser = await open();
    }
  }
}

await browser.close();
server.close();
server.closeAllConnections();
const out = path.resolve(options.out ?? inRoot('bench', 'results', `${machine.at.replaceAll(/[:.]/g, '-')}.jsonl`));
await mkdir(path.dirname(out), { recursive: true });
await writeFile(out, [machine, ...records].map((line) => `${JSON.stringify(line)}\n`).join(''));
console.log(`\n${report({ machine, records, plan, contenders, rounds, quick: options.quick === true })}`);
process.exit(Object.keys(medians(records)).length > 0 ? 0 : 1);

async function measure(name, work) {
  let context;
  try {
    context = await browser.createBrowserContext();
    return { figures: await within(PATIENCE, figuresOf(context, name, work)) };
  } catch (thrown) {
    return { error: String(thrown?.message ?? thrown).slice(0, 200) };
  } finally {
    await within(10_000, context?.close()).catch(() => {});
  }
}

async function figuresOf(context, name, work) {
  const page = await context.newPage();
  await page.setViewport({ width: 1280, height: 800 });
  await page.emulateFocusedPage(true);
  const errors = [];
  page.on('pageerror', (error) => errors.push(error.message));
  const session = await page.createCDPSession();
  await session.send('Performance.enable', { timeDomain: 'timeTicks' });
  await session.send('HeapProfiler.enable');
  const metrics = async () => {
    const { metrics: all } = await session.send('Performance.getMetrics');
    return Object.fromEntries(all.map(({ name: what, value }) => [what, value]));
  };
  const collected = async () => {
    for (let times = 0; times < 2; times += 1) await session.send('HeapProfiler.collectGarbage');
    return metrics();
  };
  const marks = {};
  await page.exposeFunction('benchMark', async (mark) => {
    marks[mark] = await metrics();
  });
  const query = name === 'ours' && options.query ? `?${options.query}` : '';
  await page.goto(`${origin}/${CONTENDERS[name]}/${query}`, { waitUntil: 'load' });
  await page.waitForFunction('window.bench && window.workloads');
  await page.evaluate('window.bench.mount(document.querySelector("#root"))');
  await new Promise((resolve) => setTimeout(resolve, 150));
  const base = work.heap ? await collected() : null;
  const args = (options.quick && QUICK[work.key]) || work.with;
  const seen = await page.evaluate((run, given) => globalThis.workloads[run](given), work.run, args);
  if (errors.length > 0) throw new Error(`The page threw: ${errors[0]}`);
  const figures = { ...seen };
  if (marks.begin && marks.end) {
    const spent = (what) => (marks.end[what] - marks.begin[what]) * 1000;
    figures.cpu = spent('ThreadTime');
    figures.script = spent('ScriptDuration');
    figures.layout = spent('LayoutDuration') + spent('RecalcStyleDuration');
    figures.busy = (100 * figures.cpu) / spent('Timestamp');
  }
  if (base) {
    const after = await collected();
    figures.nodes = after.Nodes - base.Nodes;
    figures.heapMB = (after.JSHeapUsedSize - base.JSHeapUsedSize) / 2 ** 20;
  }
  if (work.bytes) Object.assign(figures, await loadedBy(page));
  return figures;
}

/** Code and styles the page loaded, without the workloads' own. KiB. */
async function loadedBy(page) {
  const urls = await page.evaluate(() => globalThis.performance.getEntriesByType('resource').map(({ name }) => name));
  const own = urls.filter((url) => /\.(js|css)$/.test(url) && !/\/(workloads|token-source)\.js$/.test(url));
  const files = await Promise.all(
    [...new Set(own)].map((url) => readFile(path.join(benchDist, new URL(url).pathname))),
  );
  const kib = (sizes) => sizes.reduce((sum, size) => sum + size, 0) / 1024;
  return {
    files: files.length,
    minified: kib(files.map((file) => file.length)),
    gzip: kib(files.map((file) => gzipSync(file, { level: 9 }).length)),
  };
}

function open() {
  return launch({
    executablePath: findBrowser(),
    args: chromiumFlags(flags),
    protocolTimeout: PATIENCE + 30_000,
    pipe: true,
  });
}

async function answer({ url }, response) {
  const { pathname } = new URL(url, 'http://localhost');
  const [, page] = /^\/([\w-]+)\/$/.exec(pathname) ?? [];
  if (page) {
    response.writeHead(200, { 'content-type': 'text/html; charset=utf-8' });
    response.end(`<!doctype html><html lang="en"><meta charset="utf-8"><title>bench</title>
<link rel="icon" href="data:,"><style>html, body { height: 100%; margin: 0 } #root { height: 100vh; overflow: hidden }</style>
<div id="root"></div><script type="module" src="/workloads.js"></script><script type="module" src="/${page}.js"></script>`);
    return;
  }
  const file =
    /^\/(chunks\/)?[\w-]+\.(js|css)$/.test(pathname) &&
    (await readFile(path.join(benchDist, pathname)).catch(() => null));
  response.writeHead(file ? 200 : 404, { 'content-type': pathname.endsWith('.css') ? 'text/css' : 'text/javascript' });
  response.end(file || undefined);
}

function within(ms, promise) {
  let timer;
  const late = new Promise((_, reject) => {
    timer = setTimeout(() => reject(new Error(`not done within ${ms / 1000} s`)), ms);
  });
  return Promise.race([promise, late]).finally(() => clearTimeout(timer));
}

function short(value) {
  return typeof value === 'number' ? String(Math.round(value * 10) / 10) : String(value);
}
