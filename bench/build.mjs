// `npm run bench:page`: bench/dist/, the pages a bench loads. main.js is the contender (see README.md).

import { rm } from 'node:fs/promises';
import { pathToFileURL } from 'node:url';
import { build } from 'esbuild';
import { leanBundle } from '../demo/build/bundle.mjs';
import { joinChunks } from '../demo/build/join-chunks.mjs';
import { inRoot, root } from '../demo/build/paths.mjs';
import { writeOutputs } from '../demo/build/write-if-changed.mjs';

export const benchDist = inRoot('bench', 'dist');

/** Each page and worker is bundled by itself: a page loads what is its own and nothing of another. */
const PAGES = ['main', 'floor-text', 'floor-markdown', 'workloads', 'token-source'];

export async function buildBench() {
  await rm(benchDist, { recursive: true, force: true });
  const outputs = [];
  for (const name of PAGES) {
    const options = {
      ...leanBundle,
      entryPoints: { [name]: inRoot('bench', 'page', `${name}.ts`) },
      outdir: benchDist,
      // Licences are not counted for the others either.
      legalComments: 'none',
      // A floor uses more of marked than its lexer.
      ...(name.startsWith('floor') && { plugins: [] }),
      ...(process.env.BENCH_READABLE && { minify: false }),
    };
    const { outputFiles } = await build(options);
    outputs.push(...(await joinChunks(outputFiles, { entry: `${name}.js`, outdir: benchDist, options })));
  }
  await writeOutputs(outputs);
  return outputs.map(({ path, contents }) => ({ path, bytes: contents.length }));
}

if (process.argv[1] && import.meta.url === pathToFileURL(process.argv[1]).href) {
  try {
    for (const { path, bytes } of await buildBench()) console.log(`${path.slice(root.length)} ${bytes} bytes`);
  } catch (error) {
    console.error(error.message);
    process.exit(1);
  }
}
