// Bundles TypeScript for Node (the emulator, node tests), so that no loader or flag is needed on any supported Node.

import { readFile } from 'node:fs/promises';
import { pathToFileURL } from 'node:url';
import { build } from 'esbuild';
import { root } from './paths.mjs';

/** Packages stay imports; project files are bundled. `entryPoints` and `plugins` as for esbuild. */
export async function bundleForNode({ entryPoints, outdir, plugins = [] }) {
  const result = await build({
    absWorkingDir: root,
    entryPoints,
    outdir,
    outbase: root,
    outExtension: { '.js': '.mjs' },
    bundle: true,
    packages: 'external',
    format: 'esm',
    platform: 'node',
    target: 'node20',
    sourcemap: 'inline',
    logLevel: 'silent',
    write: false,
    plugins: [...plugins, keepModuleUrls],
  });
  return result.outputFiles;
}

// A bundled module lies elsewhere than its source, but what it reads next to itself does not.
const keepModuleUrls = {
  name: 'keep-module-urls',
  setup({ onLoad }) {
    onLoad({ filter: /\.(ts|mjs)$/ }, async ({ path }) => {
      const source = await readFile(path, 'utf8');
      if (!source.includes('import.meta.url')) return undefined;
      const contents = source.replaceAll('import.meta.url', JSON.stringify(pathToFileURL(path).href));
      return { contents, loader: path.endsWith('.ts') ? 'ts' : 'js' };
    });
  },
};
