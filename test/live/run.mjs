// `npm run test:live`: the six scenarios and more in the real page, in front of a real Hermes WebUI. Not a part of `npm test`,
// which needs no server. Each scenario makes its own sessions; a failed one does not stop those after it.

import { mkdir } from 'node:fs/promises';
import { openBrowser } from './browser.mjs';
import { startDemo } from './demo-process.mjs';
import { DemoPage } from './demo-page.mjs';
import { Gate } from './gate.mjs';
import { Lab } from './lab.mjs';
import { OptionError, readOptions, USAGE } from './options.mjs';
import { SCENARIOS, SIGN_IN } from './scenarios/index.mjs';
import { Tabs } from './tabs.mjs';
import { Traffic } from './traffic.mjs';
import { Failure, NotPossible } from './until.mjs';
import { WebUi } from './webui.mjs';

const count = { ok: 0, FAILED: 0, 'not possible': 0 };

try {
  await run(readOptions(process.argv.slice(2)));
} catch (error) {
  console.error(error instanceof OptionError || error instanceof Failure ? error.message : error);
  process.exitCode = 1;
}

async function run(options) {
  if (options.help) {
    console.log(USAGE);
    return;
  }
  if (options.screenshots) await mkdir(options.screenshots, { recursive: true });
  const gate = await Gate.before(options.server);
  const demo = await startDemo(gate.url).catch((error) => {
    gate.close();
    throw error;
  });
  const browser = await openBrowser(options).catch((error) => {
    demo.stop();
    gate.close();
    throw error;
  });
  try {
    await playAll(options, { demo, gate, browser });
  } finally {
    await browser.close();
    demo.stop();
    gate.close();
  }
}

async function playAll(options, { demo, gate, browser }) {
  const traffic = await Traffic.of(browser.page);
  const { screenshots } = options;
  const page = new DemoPage(browser.page, { url: demo.url, screenshots, traffic });
  const tabs = new Tabs(browser.newPage, { url: demo.url, screenshots });
  const server = new WebUi(options.server);
  const lab = options.control === null ? null : new Lab(options.control);
  const stage = { page, tabs, gate, traffic, server, lab, backend: null, parallel: true, password: options.password };

  await page.open();
  await play(SIGN_IN, stage);
  const backend = await server.backend();
  stage.backend = backend.name;
  stage.parallel = backend.parallel;
  const wait = backend.parallel ? '' : '; turns of different sessions wait for each other there';
  console.log(`(the server’s backend is “${backend.name}”${wait})`);
  for (const scenario of SCENARIOS) {
    if (options.only && !options.only.some((name) => scenario.name.startsWith(name))) continue;
    await page.open();
    await play(scenario, stage);
  }

  console.log(`${count.ok} passed, ${count.FAILED} failed, ${count['not possible']} not possible`);
  if (count.FAILED > 0 || count.ok === 0) process.exitCode = 1;
}

async function play({ name, play: act }, stage) {
  const { page, tabs, gate } = stage;
  stage.traffic.scenario = name;
  gate.scenario = name;
  try {
    const seen = await act(stage);
    page.mustBeSound();
    tabs.mustBeSound();
    report('ok', name, seen);
  } catch (error) {
    if (error instanceof NotPossible) {
      report('not possible', name, error.message);
      return;
    }
    report('FAILED', name, error instanceof Failure ? error.message : error.stack);
    for (const one of [page, ...tabs.all]) {
      for (const fault of one.faults.splice(0)) console.log(`  the page said: ${fault}`);
      await one.shoot(`FAILED-${name.replaceAll(' ', '-')}`).catch(() => {});
    }
    // What it left running would be in the way of the next.
    await stage.server.stop(gate.sends.map(({ session }) => session)).catch(() => {});
  } finally {
    gate.release();
    await tabs.closeAll();
  }
}

function report(outcome, name, sentence) {
  count[outcome] += 1;
  console.log(`${outcome.padEnd(12)}  ${name.padEnd(34)}  ${sentence}`);
}
