// `npm run bench:page`: bench/dist/, the pages a bench loads. main.js is the contender (see README.md).

import { rm } from 'node:fs/promises';
import { pathToFileURL } from 'node:url';
import { build } from 'esbuild';
import { inRoot, root } from '../demo/build/paths.mjs';
import { writeOutputs } from '../demo/build/write-if-changed.mjs';

export const benchDist = inRoot('bench', 'dist');

export async function buildBench() {
  await rm(benchDist, { recursive: true, force: true });
  const { outputFiles } = await build({
    absWorkingDir: root,
    entryPoints: { main: inRoot('bench', 'page', 'main.ts') },
    outdir: benchDist,
    bundle: true,
    splitting: true,
    format: 'esm',
    target: 'es2022',
    platform: 'browser',
    minify: !process.env.BENCH_READABLE,
    chunkNames: 'chunks/[name]-[hash]',
    legalComments: 'none',
    charset: 'utf8',
    logLevel: 'silent',
    write: false,
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
