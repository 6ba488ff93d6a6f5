// Chromium as the other tests start it, with pages that believe they have focus; or Firefox.

import { launch } from 'puppeteer-core';
import { chromiumFlags } from '../support/chromium-flags.mjs';
import { findBrowser, findFirefox } from '../support/find-browser.mjs';

const SIZE = { width: 1440, height: 900 };

/** A name of this machine that the browser takes for one on the network: over plain http it gives its pages no locks. */
export const LAN_NAME = 'hermes.test';

/** @param {{ headed: boolean, browser: 'chromium' | 'firefox' }} options */
export async function openBrowser({ headed, browser: name }) {
  const firefox = name === 'firefox';
  const browser = await launch({
    ...(firefox
      ? {
          browser: 'firefox',
          executablePath: findFirefox(),
          extraPrefsFirefox: { 'network.dns.localDomains': LAN_NAME },
        }
      : {
          executablePath: findBrowser(),
          args: chromiumFlags([`--host-resolver-rules=MAP ${LAN_NAME} 127.0.0.1`]),
        }),
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
