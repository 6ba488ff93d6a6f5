// Builds the emulator for Node and loads it: `{ createEmulator }`.

import { pathToFileURL } from 'node:url';
import { bundleForNode } from './node-bundle.mjs';
import { buildFolder, inRoot } from './paths.mjs';
import { writeOutputs } from './write-if-changed.mjs';

let loading;

export function loadEmulator() {
  loading ??= buildAndImport();
  return loading;
}

async function buildAndImport() {
  const outputs = await bundleForNode({ entryPoints: [inRoot('demo/emulator/index.ts')], outdir: buildFolder });
  await writeOutputs(outputs);
  return import(pathToFileURL(outputs[0].path).href);
}
