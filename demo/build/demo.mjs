// Builds what the demo's pages load: hermes-elements.js, hermes-inspector.js, and pages/<name>.js for each demo/pages/<name>.ts.

import { readdir } from 'node:fs/promises';
import { bundleElements, bundleInspector, bundlePages } from './bundle.mjs';
import { inRoot } from './paths.mjs';
import { writeOutputs } from './write-if-changed.mjs';

/** Where a script of the demo is built to. */
export const demoBuild = (...parts) => inRoot('build', 'demo', ...parts);

export async function buildDemo() {
  const names = await readdir(inRoot('demo', 'pages')).catch(() => []);
  const scripts = names.filter((name) => name.endsWith('.ts') && !name.endsWith('.d.ts'));
  const outputs = await Promise.all([
    bundleElements({ outdir: demoBuild() }),
    bundleInspector({ outfile: demoBuild('hermes-inspector.js') }),
    bundlePages({
      entryPoints: scripts.map((name) => inRoot('demo', 'pages', name)),
      outdir: demoBuild('pages'),
      elementsUrl: '../hermes-elements.js',
    }),
  ]);
  await writeOutputs(outputs.flat());
}
