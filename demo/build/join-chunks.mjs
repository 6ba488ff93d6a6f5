// What a bundle loads at once, as one file. esbuild makes a chunk of whatever several parts share, by who shares it: the more
// parts are loaded late, the more files must come before anything is shown. Here all that the entry needs becomes
// `chunks/core-<hash>.js`; the entry only hands it on, so that a page may load the entry under any address (`?v=2`) and late
// parts still find the one core.

import { createHash } from 'node:crypto';
import path from 'node:path';
import { build } from 'esbuild';

const STATIC = /\b(import|export)\s*(?:([\w$*{}\s,]+?)\s*from\s*)?"(\.[^"]+\.js)"\s*;?/g;
const HASH = /-[A-Z0-9]{8}\.js$/;

/**
 * @param outputFiles what esbuild made of one entry with `splitting`, minified
 * @param entry the entry's file name in `outdir`
 * @param options how esbuild was called
 */
export async function joinChunks(outputFiles, { entry, outdir, options }) {
  const files = new Map(outputFiles.map(({ path: file, text }) => [path.relative(outdir, file), text]));
  const needed = new Set();
  const follow = (name) => {
    if (needed.has(name)) return;
    needed.add(name);
    for (const to of staticImports(name, files.get(name))) follow(to);
  };
  follow(entry);
  if (needed.size === 1) return outputFiles;

  const hash = createHash('sha256')
    .update([...files.values()].join('\n'))
    .digest('hex')
    .slice(0, 8)
    .toUpperCase();
  const core = `chunks/core-${hash}.js`;
  // Late parts are named anew: each names the core, and what names something must change when that does.
  const renamed = (name) =>
    name.replace(HASH, `-${name.startsWith('chunks/chunk-') ? `${HASH.exec(name)[0].slice(1, 9)}-` : ''}${hash}.js`);

  const wanted = new Map();
  const exportedAs = (chunk, name) => {
    const names = wanted.get(chunk) ?? new Map();
    wanted.set(chunk, names);
    if (!names.has(name)) names.set(name, `_${[...needed].indexOf(chunk)}_${name}`);
    return names.get(name);
  };
  const late = [];
  for (const [name, text] of files) {
    if (needed.has(name)) continue;
    const rewritten = text.replace(STATIC, (whole, kind, what, from) => {
      const to = path.posix.join(path.posix.dirname(name), from);
      if (!needed.has(to)) return whole;
      const toCore = `"./${path.posix.basename(core)}"`;
      if (what === undefined) return `import${toCore};`;
      const names = /^\{(.*)\}$/s.exec(what.trim());
      if (kind === 'export' || names === null) throw new Error(`${name} takes ${what} from ${from}: not understood.`);
      const list = names[1].split(',').map((each) => {
        const [remote, local = remote] = each.trim().split(/\s+as\s+/);
        return `${exportedAs(to, remote)} as ${local}`;
      });
      return `import{${list.join(',')}}from${toCore};`;
    });
    late.push([name, rewritten]);
  }

  const source = [
    `export * from "./${entry}";`,
    ...[...wanted].map(
      ([chunk, names]) => `export {${[...names].map(([name, as]) => `${name} as ${as}`).join(',')}} from "./${chunk}";`,
    ),
  ].join('\n');
  const inMemory = {
    name: 'in-memory',
    setup({ onResolve, onLoad }) {
      onResolve({ filter: /.*/ }, ({ path: to, importer, kind }) => {
        const name = path.posix.join(path.posix.dirname(importer || '.'), to);
        if (kind === 'dynamic-import') return { path: `./${path.posix.basename(renamed(name))}`, external: true };
        return { path: name, namespace: 'built' };
      });
      onLoad({ filter: /.*/, namespace: 'built' }, ({ path: name }) => ({ contents: files.get(name), loader: 'js' }));
    },
  };
  const { outputFiles: joined } = await build({
    ...options,
    splitting: false,
    metafile: false,
    entryPoints: undefined,
    entryNames: undefined,
    stdin: { contents: source, sourcefile: '', loader: 'js' },
    outdir: undefined,
    outfile: path.join(outdir, core),
    plugins: [inMemory],
  });
  const rename = (text) =>
    text.replace(/"(\.\.?\/[^"]+-[A-Z0-9]{8}\.js)"/g, (whole, to) =>
      to.includes('/core-')
        ? whole
        : `"${to.replace(/[^/]+$/, (base) => path.posix.basename(renamed(`chunks/${base}`)))}"`,
    );
  return [
    file(outdir, entry, `export*from"./${core}";\n`),
    ...joined,
    ...late.map(([name, text]) => file(outdir, renamed(name), rename(text))),
  ];
}

function staticImports(name, text) {
  return [...text.matchAll(STATIC)].map(([, , , to]) => path.posix.join(path.posix.dirname(name), to));
}

function file(outdir, name, text) {
  return { path: path.join(outdir, name), text, contents: Buffer.from(text) };
}
