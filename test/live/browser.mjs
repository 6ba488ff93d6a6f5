// Chromium as the other tests start it, with pages that believe they have focus; or Firefox.

import { launch } from 'puppeteer-core';
import { chromiumFlags } from '../support/chromium-flags.mjs';
import { findBrowser, findFirefox } from '../support/find-browser.mjs';

const SIZE = { width: 1440, height: 900 };

/** @param {{ headed: boolean, browser: 'chromium' | 'firefox' }} options */
export async function openBrowser({ headed, browser: name }) {
  const firefox = name === 'firefox';
  const browser = await launch({
    ...(firefox
      ? { browser: 'firefox', executablePath: findFirefox() }
      : { executablePath: findBrowser(), args: chromiumFlags() }),
    headless: !headed,
    defaultViewport: SIZE,
    protocolTimeout: 60_000,
  });
  const newPage = async () => {
    const page = await browser.newPage();
    if (!firefox) await page.emulateFocusedPage(true);
    return page;
  };
  return { page: await newPage(), newPage, close: () => browser.close() };
}
