import assert from 'node:assert/strict';
import { spawnSync } from 'node:child_process';
import { existsSync, readFileSync, writeFileSync } from 'node:fs';
import path from 'node:path';
import { after, before, describe, it } from 'node:test';
import { build } from 'esbuild';
import { buildPackage, runInPackage, type BuiltPackage } from './support/built-package.node.js';
import { root, sources } from './support/imports.node.js';

const tags = sources('components/define')
  .map((file) => path.basename(file, '.ts'))
  .filter((name) => name !== 'all');

const entries = [
  'hermes-elements',
  'hermes-elements/runtime',
  'hermes-elements/signals',
  'hermes-elements/hermes-elements.js',
  'hermes-elements/hermes-inspector.js',
  'hermes-elements/define/all',
  ...['ar', 'de', 'en', 'es', 'fr', 'ja', 'zh'].map((code) => `hermes-elements/labels/${code}`),
  ...tags.map((tag) => `hermes-elements/define/${tag}`),
  ...tags.map((tag) => `hermes-elements/${tag}`),
];

/** For browsers: bundle.test.ts loads it in one. */
const isBundled = (file: string): boolean => /^dist\/(hermes-\w+|chunks\/[\w-]+)\.js$/.test(file);

describe('the built package', () => {
  let built: BuiltPackage;

  before(() => {
    built = buildPackage();
  });

  after(() => built.remove());

  const run = (code: string) => {
    const { status, output } = runInPackage(built, code);
    assert.equal(status, 0, output);
    return output.trim();
  };

  it('has an entry for every element', () => {
    assert.ok(tags.length > 0);
    for (const tag of ['hermes-pane', 'hermes-sidebar', 'hermes-approval', 'hermes-connection']) {
      assert.ok(tags.includes(tag), tag);
    }
  });

  it('resolves every entry, to a module and to its types', () => {
    const resolved = run(
      `for (const entry of ${JSON.stringify(entries)}) console.log(import.meta.resolve(entry).replace(/^file:\\/\\//, ''));`,
    ).split('\n');
    assert.equal(resolved.length, entries.length);
    for (const file of resolved) {
      assert.ok(existsSync(file), file);
      assert.ok(existsSync(file.replace(/\.js$/, '.d.ts')), `types of ${file}`);
    }
  });

  it('lets no one import its insides', () => {
    for (const inside of ['runtime/index.js', 'dist/runtime/index.js', 'session-registry']) {
      const code = `await import('hermes-elements/${inside}').then(() => process.exit(9), (e) => console.log(e.code));`;
      assert.equal(run(code), 'ERR_PACKAGE_PATH_NOT_EXPORTED');
    }
  });

  it('gives types that a strict consumer can compile against', () => {
    const consumer = path.join(built.folder, 'consumer.ts');
    const lines = entries.map((entry, i) => `import * as m${i} from '${entry}';\nexport type T${i} = typeof m${i};`);
    writeFileSync(
      consumer,
      `${lines.join('\n')}\nexport { sessionRegistry } from 'hermes-elements/hermes-elements.js';\n`,
    );
    const options = ['--noEmit', '--strict', '--module', 'nodenext', '--target', 'es2022', '--skipLibCheck'];
    const tsc = path.join(root, 'node_modules/typescript/bin/tsc');
    const { status, stdout } = spawnSync(process.execPath, [tsc, ...options, '--ignoreConfig', consumer], {
      cwd: built.folder,
      encoding: 'utf8',
    });
    assert.equal(status, 0, stdout);
  });

  it('can be imported in plain Node, module by module, with nothing left running', () => {
    const modules = built.files.filter((file) => file.endsWith('.js') && !isBundled(file));
    const code = `
      const before = new Set(Object.getOwnPropertyNames(globalThis));
      for (const file of ${JSON.stringify(modules)}) await import('./' + file);
      const added = Object.getOwnPropertyNames(globalThis).filter((name) => !before.has(name));
      console.log(JSON.stringify(added));
    `;
    const added = JSON.parse(run(code)) as string[];
    // Lit's own version lists and its stand-ins for a DOM; nothing of ours.
    const lit =
      /^(lit\w*|reactiveElement\w*|HTMLElement|Element|CustomEvent|customElements|Event|EventTarget|\w*Signal\w*)$/;
    assert.deepEqual(
      added.filter((name) => !lit.test(name)),
      [],
    );
  });

  it('registers elements in define modules only', () => {
    const classes = built.files.filter((file) => file.endsWith('.js') && !/\/define\//.test(file) && !isBundled(file));
    const code = `
      const defined = [];
      globalThis.HTMLElement ??= class {};
      globalThis.customElements = { get: (tag) => defined.includes(tag) || undefined, define: (tag) => defined.push(tag) };
      for (const file of ${JSON.stringify(classes)}) await import('./' + file);
      if (defined.length) throw new Error('registered by a class module: ' + defined);
      for (const tag of ${JSON.stringify(tags)}) {
        await import('hermes-elements/define/' + tag);
        if (!defined.includes(tag)) throw new Error('not registered: ' + tag);
      }
      const count = defined.length;
      await import('hermes-elements/define/all');
      if (defined.length !== count) throw new Error('registered again: ' + defined.slice(count));
      console.log(count);
    `;
    assert.equal(Number(run(code)), tags.length);
  });

  it('has one page registry, whichever entry it is taken from', () => {
    const code = `
      const [a, b] = await Promise.all([import('hermes-elements'), import('hermes-elements/runtime')]);
      if (typeof a.sessionRegistry !== 'object' || a.sessionRegistry !== b.sessionRegistry) throw new Error('two registries');
    `;
    run(code);
  });

  it('lets a bundler drop what a consumer does not use, and keep the definitions', async () => {
    const bundle = async (contents: string) => {
      const result = await build({
        stdin: { contents, resolveDir: built.folder },
        bundle: true,
        format: 'esm',
        write: false,
        logLevel: 'silent',
      });
      return result.outputFiles[0]!.text;
    };
    const unused = await bundle(`import { HermesPane, sessionRegistry } from 'hermes-elements';`);
    assert.ok(!unused.includes('customElements.define'), 'a class import must register nothing');
    assert.ok(!/class Hermes/.test(unused), 'an unused class must go');
    const defined = await bundle(`import 'hermes-elements/define/hermes-connection';`);
    assert.ok(defined.includes('hermes-connection'), 'a definition must stay');
  });

  it('publishes compiled modules and nothing that names the machine it was built on', () => {
    for (const file of built.files) {
      assert.match(
        file,
        /^dist\/(chunks\/[\w-]+\.js|(runtime|components|hermes-elements|hermes-inspector)[\w./-]*\.(js|d\.ts))$/,
      );
      const text = readFileSync(path.join(built.folder, file), 'utf8');
      assert.ok(!text.includes(root), `${file} names a folder of this machine`);
      assert.ok(!/sourceMappingURL/.test(text), `${file} names a source map that is not there`);
    }
  });

  it('packs only dist, docs and the papers', () => {
    const npm = process.platform === 'win32' ? 'npm.cmd' : 'npm';
    const args = ['pack', '--dry-run', '--json', '--ignore-scripts'];
    const { stdout, status, stderr } = spawnSync(npm, args, {
      cwd: root,
      encoding: 'utf8',
      shell: process.platform === 'win32',
    });
    assert.equal(status, 0, stderr);
    const [pack] = JSON.parse(stdout) as [{ files: { path: string }[] }];
    const paths = pack.files.map((file) => file.path);
    for (const file of paths) assert.match(file, /^(dist|docs)\/|^(README\.md|LICENSE|CHANGELOG\.md|package\.json)$/);
    assert.ok(paths.includes('LICENSE') && paths.includes('package.json'));
  });
});
