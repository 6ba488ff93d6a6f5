/** Waiting, in tests. */

import { collect, countSurvivors } from '../../support/garbage.js';

export const microtasks = (): Promise<void> => new Promise((resolve) => setTimeout(resolve));

export const frame = (): Promise<void> => new Promise((resolve) => requestAnimationFrame(() => setTimeout(resolve)));

/** Deep: every element of ours under `root`, through shadow roots, has rendered. */
export async function settled(root: Element): Promise<void> {
  for (let round = 0; round < 4; round += 1) {
    for (const element of deepElements(root)) await (element as { updateComplete?: Promise<unknown> }).updateComplete;
    await frame();
  }
}

function deepElements(root: Element | ShadowRoot): Element[] {
  const found: Element[] = root instanceof Element ? [root] : [];
  const inside =
    root instanceof Element ? [...(root.shadowRoot?.children ?? []), ...root.children] : [...root.children];
  for (const child of inside) found.push(...deepElements(child));
  return found;
}

/** First match in the element or any shadow root in it. */
export function deep<T extends Element = HTMLElement>(root: Element, selector: string): T {
  const found = deepAll<T>(root, selector)[0];
  if (found === undefined) throw new Error(`nothing matches ${selector}`);
  return found;
}

export function deepAll<T extends Element = HTMLElement>(root: Element, selector: string): T[] {
  return deepElements(root).filter((element): element is T => element.matches(selector));
}

/** How many of these can still be reached after several collections. */
export async function aliveAfterGc(refs: readonly WeakRef<object>[]): Promise<number> {
  await collect(refs);
  return countSurvivors(refs);
}

/**
 * Puts `count` elements on the page and takes them off again, and says how many are still alive. The elements are made
 * in a function of their own: a local variable would hold the last one.
 */
export async function aliveAfterRemoval(
  count: number,
  make: () => Element,
  shown: () => void | Promise<void> = () => undefined,
): Promise<number> {
  const parent = document.createElement('div');
  document.body.append(parent);
  const refs = fill(parent, count, make);
  await microtasks();
  await shown();
  await frame();
  parent.replaceChildren();
  parent.remove();
  await microtasks();
  return aliveAfterGc(refs);
}

function fill(parent: Element, count: number, make: () => Element): WeakRef<object>[] {
  return Array.from({ length: count }, () => {
    const element = make();
    parent.append(element);
    return new WeakRef(element);
  });
}
