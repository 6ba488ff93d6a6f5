// A command for tests: what the browser says of the person's screen, forced colours included. Called through
// test/support/media.ts. The runner's own command of that kind knows nothing of forced colours, and says nothing then.

import { isChromium } from './is-chromium.mjs';

const COMMAND = 'hermes:media';
const FEATURES = {
  colorScheme: 'prefers-color-scheme',
  reducedMotion: 'prefers-reduced-motion',
  forcedColors: 'forced-colors',
};

/** @returns {import('@web/test-runner').TestRunnerPlugin} */
export function mediaPlugin() {
  // What a session emulates ends with it.
  const clients = new WeakMap();
  return {
    name: 'hermes-media',
    async executeCommand({ command, payload, session }) {
      if (command !== COMMAND) return undefined;
      const page = session.browser.getPage(session.id);
      if (!isChromium(page)) return false;
      if (!clients.has(page)) clients.set(page, await page.createCDPSession());
      const { media = '', ...wanted } = payload;
      const features = Object.entries(wanted).map(([name, value]) => ({ name: FEATURES[name], value }));
      await clients.get(page).send('Emulation.setEmulatedMedia', { media, features });
      return true;
    },
  };
}
