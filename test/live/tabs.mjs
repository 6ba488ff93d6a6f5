// The tabs of one browser: pages of one profile, all on the demo.

import { DemoPage } from './demo-page.mjs';
import { Traffic } from './traffic.mjs';
import { Failure, until } from './until.mjs';

export class Tabs {
  #newPage;
  #options;
  /** Those open, in the order they were opened. @type {DemoPage[]} */
  all = [];

  /**
   * @param {() => Promise<import('puppeteer-core').Page>} newPage
   * @param {{ url: string, screenshots: string | null }} options
   */
  constructor(newPage, options) {
    this.#newPage = newPage;
    this.#options = options;
  }

  /**
   * @param {string} [query]
   * @param {string} [host] another name of the machine the demo runs on
   */
  async open(query, host) {
    const page = await this.#newPage();
    const url = new URL(this.#options.url);
    if (host !== undefined) url.hostname = host;
    const tab = new DemoPage(page, { ...this.#options, url: url.href, traffic: await Traffic.of(page) });
    this.all.push(tab);
    await tab.open(query);
    return tab;
  }

  /** The one that has the connections, of those given. */
  async leader(among = this.all) {
    return until('one tab to lead', async () => {
      const leads = await Promise.all(among.map((tab) => tab.leads()));
      const leaders = among.filter((_, at) => leads[at]);
      return leaders.length === 1 ? leaders[0] : null;
    });
  }

  /** Ends a tab in one of the ways tabs end. */
  async end(tab, how) {
    const at = this.all.indexOf(tab);
    if (at < 0) throw new Failure('that tab is closed already');
    this.all.splice(at, 1);
    try {
      if (how === 'crashed') await tab.crash();
    } finally {
      await tab.close();
    }
  }

  async closeAll() {
    for (const tab of this.all.splice(0)) await tab.close().catch(() => {});
  }

  /** Nothing went wrong in any of them. */
  mustBeSound() {
    for (const tab of this.all) tab.mustBeSound();
  }
}
