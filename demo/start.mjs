// `npm start`: builds and serves the demo, on the built-in emulator or in front of a real Hermes WebUI.

import { loadEmulator } from './build/emulator.mjs';
import { OptionError, readOptions, USAGE } from './server/options.mjs';
import { ProbeError, probeWebUi } from './server/probe.mjs';
import { ListenError, serveDemo } from './server/serve.mjs';
import { demoSite } from './server/site.mjs';

const EXPECTED = [OptionError, ProbeError, ListenError];

try {
  await start(readOptions(process.argv.slice(2)));
} catch (error) {
  // What a person can mend is one sentence; anything else is a defect, and its stack is needed.
  console.error(EXPECTED.some((kind) => error instanceof kind) ? error.message : error);
  process.exit(1);
}

async function start({ help, host, port, server }) {
  if (help) {
    console.log(USAGE);
    return;
  }
  if (server) await probeWebUi(server);
  const [site, emulator] = await Promise.all([demoSite(), server ? undefined : startEmulator()]);
  const { url, close } = await serveDemo({ host, port, site, server, emulator });
  console.log(`Hermes Elements demo: ${url}`);

  const stop = () => {
    close();
    emulator?.dispose();
    process.exit(0);
  };
  process.once('SIGINT', stop);
  process.once('SIGTERM', stop);
}

async function startEmulator() {
  const { createEmulator } = await loadEmulator();
  return createEmulator({ demo: true });
}
