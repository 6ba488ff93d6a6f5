// Chromium as the other tests start it, with one page that believes it has focus.

import { launch } from 'puppeteer-core';
import { findBrowser } from '../support/find-browser.mjs';

// As in test/support/launcher.mjs.
const FLAGS = [
  '--disable-quic',
  '--disable-background-networking',
  '--disable-component-update',
  '--disable-sync',
  '--no-first-run',
  '--disable-gpu',
  '--disable-dev-shm-usage',
];

const SIZE = { width: 1440, height: 900 };

/** @param {{ headed: boolean }} options */
export async function openBrowser({ headed }) {
  const browser = await launch({
    executablePath: findBrowser(),
    headless: !headed,
    args: process.getuid?.() === 0 ? [...FLAGS, '--no-sandbox'] : FLAGS,
    defaultViewport: SIZE,
    protocolTimeout: 60_000,
  });
  const page = await browser.newPage();
  await page.emulateFocusedPage(true);
  return { page, close: () => browser.close() };
}
