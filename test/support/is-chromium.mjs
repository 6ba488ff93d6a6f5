/** Or a browser that says what Chromium says. @param {import('puppeteer-core').Page} page */
export function isChromium(page) {
  return !/firefox/i.test(page.browser().process()?.spawnfile ?? '');
}
