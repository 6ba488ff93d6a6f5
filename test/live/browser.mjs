// Chromium as the other tests start it, with pages that believe they have focus.

import { launch } from 'puppeteer-core';
import { chromiumFlags } from '../support/chromium-flags.mjs';
import { findBrowser } from '../support/find-browser.mjs';

const SIZE = { width: 1440, height: 900 };

/** @param {{ headed: boolean }} options */
export async function openBrowser({ headed }) {
  const browser = await launch({
    executablePath: findBrowser(),
    headless: !headed,
    args: chromiumFlags(),
    defaultViewport: SIZE,
    protocolTimeout: 60_000,
  });
  const newPage = async () => {
    const page = await browser.newPage();
    await page.emulateFocusedPage(true);
    return page;
  };
  return { page: await newPage(), newPage, close: () => browser.close() };
}
