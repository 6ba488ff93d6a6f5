// `npm run bench:page`: bench/dist/, the pages a bench loads. main.js is the contender (see README.md).

import { rm } from 'node:fs/promises';
import { pathToFileURL } from 'node:url';
import { build } from 'esbuild';
import { leanBundle } from '../demo/build/bundle.mjs';
import { inRoot, root } from '../demo/build/paths.mjs';
import { writeOutputs } from '../demo/build/write-if-changed.mjs';

export const benchDist = inRoot('bench', 'dist');

export async function buildBench() {
  await rm(benchDist, { recursive: true, force: true });
  const { outputFiles } = await build({
    ...leanBundle,
    entryPoints: { main: inRoot('bench', 'page', 'main.ts') },
    outdir: benchDist,
    // The bytes of licences are counted nowhere else either.
    legalComments: 'none',
    ...(process.env.BENCH_READABLE && { minify: false }),
  });
  await writeOutputs(outputFiles);
  return outputFiles.map(({ path, contents }) => ({ path, bytes: contents.length }));
}

if (process.argv[1] && import.meta.url === pathToFileURL(process.argv[1]).href) {
  try {
    for (const { path, bytes } of await buildBench()) console.log(`${path.slice(root.length)} ${bytes} bytes`);
  } catch (error) {
    console.error(error.message);
    process.exit(1);
  }
}
