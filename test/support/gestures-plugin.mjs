// Commands for tests: a real wheel and a real finger, sent to the page as the browser gets them from a device. Called
// through test/support/gestures.ts.

import { isChromium } from './is-chromium.mjs';

const WHEEL = 'hermes:wheel';
const DRAG = 'hermes:finger';

/** @returns {import('@web/test-runner').TestRunnerPlugin} */
export function gesturesPlugin() {
  return {
    name: 'hermes-gestures',
    async executeCommand({ command, payload, session }) {
      if (command !== WHEEL && command !== DRAG) return undefined;
      const page = session.browser.getPage(session.id);
      if (!isChromium(page)) {
        if (command === WHEEL) await wheelOf(page, payload);
        // Elsewhere a finger made by a program scrolls nothing.
        return command === WHEEL;
      }
      const client = await page.createCDPSession();
      try {
        await (command === WHEEL ? wheel : finger)(client, payload);
      } finally {
        await client.detach();
      }
      return true;
    },
  };
}

async function wheelOf(page, { x, y, deltas }) {
  await page.mouse.move(x, y);
  for (const deltaY of deltas) await page.mouse.wheel({ deltaY });
}

async function wheel(client, { x, y, deltas }) {
  for (const deltaY of deltas)
    await client.send('Input.dispatchMouseEvent', {
      type: 'mouseWheel',
      x,
      y,
      deltaX: 0,
      deltaY,
      pointerType: 'mouse',
    });
}

async function finger(client, { x, from, to, steps }) {
  const touch = (type, y) =>
    client.send('Input.dispatchTouchEvent', { type, touchPoints: type === 'touchEnd' ? [] : [{ x, y }] });
  await touch('touchStart', from);
  for (let step = 1; step <= steps; step += 1) await touch('touchMove', from + ((to - from) * step) / steps);
  // Held still before it is lifted: it is put down somewhere, not thrown.
  for (let still = 0; still < 6; still += 1) {
    await new Promise((resolve) => setTimeout(resolve, 20));
    await touch('touchMove', to);
  }
  await touch('touchEnd', to);
}
