// The browser bundle: everything registered, everything public exported, in one file and the chunks that are loaded when
// they are first needed.

import path from 'node:path';
import { build } from 'esbuild';
import { joinChunks } from './join-chunks.mjs';
import { leanMarked } from './lean-marked.mjs';
import { leanTemplates } from './lean-templates.mjs';
import { root } from './paths.mjs';

// A page that wants an effect over a slice needs this very copy of the signals library (two copies do not track each
// other), so the bundle hands it out.
export const bundleEntry = `
export * from './components/define/all.js';
export { batch, computed, effect, signal, untracked } from '@preact/signals-core';
`;

const shared = {
  absWorkingDir: root,
  bundle: true,
  format: 'esm',
  target: 'es2022',
  platform: 'browser',
  // Licences ask that their notice stays.
  legalComments: 'eof',
  charset: 'utf8',
  logLevel: 'silent',
  write: false,
};

/** What a bundle of elements that is loaded by pages is made with; its chunks lie in `chunks/` beside it. */
export const leanBundle = {
  ...shared,
  minify: true,
  splitting: true,
  chunkNames: 'chunks/[name]-[hash]',
  plugins: [leanTemplates, leanMarked],
};

/** Bundles hermes-elements.js to the folder, with its core and what is loaded late in chunks/; answers the files. */
export async function bundleElements({ outdir }) {
  const { outputFiles } = await build({
    ...leanBundle,
    stdin: { contents: bundleEntry, resolveDir: root, sourcefile: 'hermes-elements.ts', loader: 'ts' },
    entryNames: 'hermes-elements',
    outdir,
  });
  return joinChunks(outputFiles, { entry: 'hermes-elements.js', outdir, options: leanBundle });
}

/** Bundles hermes-inspector.js to `outfile`: it works beside hermes-elements.js, on the registry of that. */
export async function bundleInspector({ outfile }) {
  const result = await build({
    ...shared,
    entryPoints: [path.join(root, 'components/define/hermes-inspector.ts')],
    outfile,
    minify: true,
    plugins: [elementsAreExternal('./hermes-elements.js'), leanTemplates],
  });
  return result.outputFiles;
}

/** Bundles the scripts of demo pages; what the elements' bundle exports is imported from it, never copied. */
export async function bundlePages({ entryPoints, outdir, elementsUrl }) {
  if (entryPoints.length === 0) return [];
  const result = await build({
    ...shared,
    entryPoints,
    outdir,
    plugins: [elementsAreExternal(elementsUrl)],
  });
  return result.outputFiles;
}

// Two copies of the registry or of the signals library on one page would not know of each other.
function elementsAreExternal(elementsUrl) {
  return {
    name: 'elements-are-external',
    setup({ onResolve }) {
      onResolve({ filter: /^@preact\/signals-core$/ }, () => ({ path: elementsUrl, external: true }));
      // The context by which elements find their registry is a symbol: there must be one.
      onResolve({ filter: /\/registry-context\.js$/ }, () => ({ path: elementsUrl, external: true }));
      // One set of languages, each loaded once, and none of them in here.
      onResolve({ filter: /\/labels-controller\.js$/ }, () => ({ path: elementsUrl, external: true }));
      onResolve({ filter: /\/define\/hermes-inspector\.[jt]s$/ }, ({ kind }) =>
        kind === 'entry-point'
          ? undefined
          : { path: elementsUrl.replace('hermes-elements.js', 'hermes-inspector.js'), external: true },
      );
      onResolve({ filter: /^\.\.?\/.*\b(components|runtime)\// }, ({ path }) => {
        if (/\/components\/signals\.[jt]s$/.test(path)) return undefined;
        if (/\/(components\/define\/[\w-]+|components\/index|runtime\/index)\.[jt]s$/.test(path)) {
          return { path: elementsUrl, external: true };
        }
        const text = `A demo page may import components/define/all.js, not ${path}: the bundle does not export its insides.`;
        return { errors: [{ text }] };
      });
    },
  };
}
