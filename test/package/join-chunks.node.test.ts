// What a page loads of the bundle: the entry, its core, and nothing else before something is shown.
import assert from 'node:assert/strict';
import { mkdtemp, rm } from 'node:fs/promises';
import os from 'node:os';
import path from 'node:path';
import { after, before, describe, it } from 'node:test';
import { pathToFileURL } from 'node:url';
import { build } from 'esbuild';
import { bundleElements } from '../../demo/build/bundle.mjs';
import { joinChunks } from '../../demo/build/join-chunks.mjs';
import { writeOutputs } from '../../demo/build/write-if-changed.mjs';

interface Output {
  readonly path: string;
  readonly contents: Uint8Array;
}

describe('joined chunks', () => {
  let folder: string;
  before(async () => (folder = await mkdtemp(path.join(os.tmpdir(), 'joined-'))));
  after(() => rm(folder, { recursive: true }));

  const modules: Readonly<Record<string, string>> = {
    'entry.js': `import { shared } from './shared.js'; import { other } from './other.js'; export { shared };
      export const early = () => [shared.count, other]; export const one = () => import('./one.js'); export const two = () => import('./two.js');`,
    'shared.js': `export const shared = { count: 0 }; export let live = 1; export const grow = () => { live += 1; };`,
    'other.js': `export const other = 'other';`,
    'late.js': `export const late = { count: 0 };`,
    'one.js': `import { shared, live, grow } from './shared.js'; import { late } from './late.js'; late.count += 1; shared.count += 1; grow();
      export const said = () => [live, late.count]; export const further = () => import('./two.js');`,
    'two.js': `import './shared.js'; import { other as that } from './other.js'; import { late } from './late.js'; late.count += 1; export const name = that;`,
  };

  async function joined(outdir: string, change: (text: string) => string = (text) => text): Promise<readonly Output[]> {
    const options = {
      bundle: true,
      splitting: true,
      format: 'esm',
      minify: true,
      write: false,
      chunkNames: 'chunks/[name]-[hash]',
    } as const;
    const { outputFiles } = await build({
      ...options,
      outdir,
      entryPoints: ['entry.js'],
      plugins: [
        {
          name: 'memory',
          setup({ onResolve, onLoad }) {
            onResolve({ filter: /.*/ }, ({ path: to }) => ({ path: path.posix.normalize(to), namespace: 'memory' }));
            onLoad({ filter: /.*/ }, ({ path: name }) => ({ contents: change(modules[name]!) }));
          },
        },
      ],
    });
    return joinChunks(outputFiles, { entry: 'entry.js', outdir, options });
  }

  it('are one file for all that is needed at once; late parts share its state, and that of each other', async () => {
    const outputs = await joined(folder);
    await writeOutputs(outputs);
    const names = outputs.map((output) => path.basename(output.path).replace(/-.*/, '')).sort();
    assert.deepEqual(names, ['chunk', 'core', 'entry.js', 'one', 'two']);
    const entry = await import(pathToFileURL(path.join(folder, 'entry.js')).href);
    // Under another address it is still the same.
    const again = await import(`${pathToFileURL(path.join(folder, 'entry.js')).href}?v=2`);
    assert.equal(again.shared, entry.shared);
    const one = await entry.one();
    assert.deepEqual(entry.early(), [1, 'other']);
    assert.equal((await one.further()).name, 'other');
    assert.deepEqual(one.said(), [2, 2]);
  });

  it('have other names when anything in any of them changes', async () => {
    const namesOf = async (change?: (text: string) => string) =>
      new Set((await joined('/out', change)).map((output) => path.basename(output.path)));
    const before = await namesOf();
    const changed = await namesOf((text) => text.replace("'other'", "'another'"));
    assert.deepEqual(
      [...before].filter((name) => changed.has(name)),
      ['entry.js'],
    );
  });

  it('of the elements: the entry is two files, and every part names files that are there', async () => {
    const outputs: readonly Output[] = await bundleElements({ outdir: '/out' });
    const files = new Map(outputs.map((output) => [output.path, Buffer.from(output.contents).toString()]));
    const entry = files.get('/out/hermes-elements.js')!;
    assert.match(entry, /^export\*from"\.\/chunks\/core-[A-Z0-9]+\.js";\n$/);
    for (const [file, text] of files) {
      for (const [, to] of text.matchAll(/(?:from|import\(?)"(\.{1,2}\/[^"]+\.js)"/g))
        assert.ok(files.has(path.join(path.dirname(file), to!)), `${file} names ${to}`);
      if (file.includes('/core-')) assert.doesNotMatch(text, /\bfrom"\.|\bimport"\./);
    }
  });
});
