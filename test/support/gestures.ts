/** A real wheel and a real finger on an element: what the browser makes of them is not up to the test. */
import { executeServerCommand } from '@web/test-runner-commands';
import { leaveOut } from './leave-out.js';

/** Turns the wheel over the middle of an element, so many pixels each; up is negative. */
export async function turnWheel(over: Element, ...deltas: number[]): Promise<void> {
  await executeServerCommand('hermes:wheel', { ...middle(over), deltas });
  await frames();
}

/** Drags the content of an element by a finger, so many pixels; up is negative (and shows what is further down). */
export async function dragFinger(over: Element, by: number): Promise<void> {
  const { x, y } = middle(over);
  const moved = await executeServerCommand<boolean, object>('hermes:finger', {
    x,
    from: y - by / 2,
    to: y + by / 2,
    steps: 8,
  });
  if (!moved) leaveOut('no finger here');
  await frames();
  await rest(over);
}

/** Scrolling goes on for a while: of what was thrown, and smoothly after keys. Until the box stands still. */
export async function rest(box: Element): Promise<void> {
  for (let still = 0, last = box.scrollTop; still < 12; last = box.scrollTop) {
    await frames(1);
    still = box.scrollTop === last ? still + 1 : 0;
  }
}

function middle(element: Element): { readonly x: number; readonly y: number } {
  const { left, top, width, height } = element.getBoundingClientRect();
  return { x: Math.round(left + width / 2), y: Math.round(top + height / 2) };
}

/** Scrolling goes on in the compositor; the page hears of it in a frame. */
async function frames(many = 6): Promise<void> {
  for (let count = 0; count < many; count += 1)
    await new Promise((resolve) => requestAnimationFrame(() => setTimeout(resolve)));
}
