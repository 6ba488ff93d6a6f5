// `npm run build`: dist/ as it is published. One module per source file with its types, and the bundles for pages that
// have no build step.
// Another folder may be named as the argument.

import { spawnSync } from 'node:child_process';
import { rm } from 'node:fs/promises';
import path from 'node:path';
import { bundleElements, bundleEntry, bundleInspector } from './bundle.mjs';
import { inRoot, root } from './paths.mjs';
import { writeIfChanged, writeOutputs } from './write-if-changed.mjs';

const dist = path.resolve(root, process.argv[2] ?? 'dist');
// What a removed source left behind must not be published.
await rm(dist, { recursive: true, force: true });

const tsc = inRoot('node_modules', 'typescript', 'bin', 'tsc');
const args = [tsc, '-p', 'tsconfig.build.json', '--outDir', dist];
const { status } = spawnSync(process.execPath, args, { cwd: root, stdio: 'inherit' });
if (status !== 0) process.exit(1);

try {
  await writeOutputs(await bundleElements({ outdir: dist }));
  await writeOutputs(await bundleInspector({ outfile: path.join(dist, 'hermes-inspector.js') }));
} catch (error) {
  console.error(error.message);
  process.exit(1);
}
// The bundle's types are its entry: the per-module types lie next to it.
await writeIfChanged(path.join(dist, 'hermes-elements.d.ts'), bundleEntry.trimStart());
await writeIfChanged(path.join(dist, 'hermes-inspector.d.ts'), "import './components/define/hermes-inspector.js';\n");
