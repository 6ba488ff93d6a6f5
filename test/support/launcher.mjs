// Starts Chromium (or Firefox) for the browser tests: with gc() for leak tests, and one browser context for each parallel page.

import { chromeLauncher } from '@web/test-runner-chrome';
import { chromiumFlags } from './chromium-flags.mjs';
import { findBrowser, findFirefox } from './find-browser.mjs';

export function chromium({ concurrency }) {
  return chromeLauncher({
    concurrency,
    launchOptions: {
      executablePath: findBrowser(),
      args: chromiumFlags(['--js-flags=--expose-gc', '--enable-precise-memory-info']),
    },
    createPage: openPage,
  });
}

export function firefox({ concurrency }) {
  return chromeLauncher({
    concurrency,
    launchOptions: { browser: 'firefox', executablePath: findFirefox() },
    createPage: async ({ browser }) => (await browser.createBrowserContext()).newPage(),
  });
}

// Test files run side by side on one origin. A context of its own gives each its own six connections, storage, locks and
// broadcast channels; without it two files that hold streams would starve each other, and tabs would elect across files.
async function openPage({ browser }) {
  const context = await browser.createBrowserContext();
  const page = await context.newPage();
  // Every page believes it has focus, else focus tests would depend on which file ran last.
  await page.emulateFocusedPage(true);
  await giveHistoryOfItsOwn(page);
  return page;
}

// Pages are used for one file after another. Without this a file that walks back through the history could leave its own
// page for what an earlier file left there, and entries would be dropped once the fifty a browser keeps are full.
async function giveHistoryOfItsOwn(page) {
  const session = await page.createCDPSession();
  const open = page.goto.bind(page);
  page.goto = async (url, options) => {
    if (url === 'about:blank') {
      const response = await open(url, options);
      await session.send('Page.resetNavigationHistory');
      return response;
    }
    const [response] = await Promise.all([
      page.waitForNavigation(options),
      page.evaluate((address) => globalThis.location.replace(address), url),
    ]);
    return response;
  };
}
