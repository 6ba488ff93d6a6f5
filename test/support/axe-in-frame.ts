/** axe-core on a whole page in a frame, in light and dark. It has to run in the frame's own document. */
import type { AxeResults } from 'axe-core';
import type { PageFrame } from './page-frame.js';
import { shadowRoots } from './shadow-roots.js';
import { until } from './until.js';

type AxeWindow = Window & {
  axe?: { run(context: Document | { include: string[] }, options: object): Promise<AxeResults> };
};

/** What axe finds on the page, or in the elements `include` names; one line per rule and place. Empty is good. */
export async function axeFindings(frame: PageFrame, include?: string[]): Promise<string[]> {
  const window = frame.window as unknown as AxeWindow;
  if (!window.axe) loadAxe(frame);
  await until('axe is there', () => window.axe !== undefined);
  await standStill(frame.document);
  const { violations } = await window.axe!.run(include ? { include } : frame.document, { resultTypes: ['violations'] });
  return violations.flatMap(({ id, nodes }) =>
    nodes.map(({ target, failureSummary, any }) => {
      const why = any[0]?.message ?? failureSummary ?? '';
      return `${id}: ${target.flat().join(' > ')}: ${why}`;
    }),
  );
}

/** Colours on their way from one theme to the other are neither. */
async function standStill(page: Document): Promise<void> {
  for (let frames = 0; frames < 2; frames += 1) await new Promise((resolve) => requestAnimationFrame(resolve));
  const moving = [page, ...shadowRoots(page)]
    .flatMap((root) => root.getAnimations())
    .filter(({ effect }) => Number.isFinite(effect?.getComputedTiming().endTime));
  await Promise.allSettled(moving.map((animation) => animation.finished));
}

/** The page's policy takes scripts of its own origin; the name of the trusted types policy is the one it allows. */
function loadAxe({ document, window }: PageFrame): void {
  const { trustedTypes } = window as unknown as {
    trustedTypes: { createPolicy(name: string, rules: object): { createScriptURL(url: string): string } };
  };
  const policy = trustedTypes.createPolicy('lit-html', { createScriptURL: (url: string) => url });
  const script = document.createElement('script');
  script.src = policy.createScriptURL('/node_modules/axe-core/axe.min.js');
  document.head.append(script);
}
