// demo -> components -> runtime's public surface -> session -> transport interface <- adapters. Read from the sources, because
// a lint rule can be switched off by a comment.

import assert from 'node:assert/strict';
import { existsSync, readFileSync } from 'node:fs';
import path from 'node:path';
import { describe, it } from 'node:test';
import { importsOf, root, sources, type Import } from './support/imports.node.js';

const isRelative = ({ specifier }: Import) => specifier.startsWith('.');
const importsIn = (folder: string) => sources(folder).flatMap(importsOf);

function assertNone(imports: Import[], why: string): void {
  const list = imports.map(({ from, specifier }) => `  ${from} imports ${specifier}`).join('\n');
  assert.equal(imports.length, 0, `${why}\n${list}`);
}

describe('import directions', () => {
  const runtime = importsIn('runtime');
  const components = importsIn('components');
  const demo = importsIn('demo');

  it('finds the sources', () => {
    assert.ok(runtime.length > 0 && components.length > 0 && demo.length > 0);
  });

  it('resolves every relative import to a source, by its .js name', () => {
    const broken = [...runtime, ...components, ...demo].filter(
      (one) => isRelative(one) && !(one.specifier.endsWith('.js') && existsSync(path.join(root, one.to))),
    );
    assertNone(broken, 'These do not name a source:');
  });

  it('keeps the runtime headless and below everything', () => {
    const allowed = new Set(['@preact/signals-core', 'eventsource-parser']);
    assertNone(
      runtime.filter((one) => (isRelative(one) ? !one.to.startsWith('runtime/') : !allowed.has(one.to))),
      'The runtime imports only itself, the signals library and the event-stream parser:',
    );
  });

  it('lets an adapter know transports, and nothing but the registry know an adapter', () => {
    const values = runtime.filter((one) => isRelative(one) && !one.typeOnly);
    const layer = (file: string) => /^runtime\/(adapters|session|transport)\//.exec(file)?.[1] ?? 'top';
    const mayImport: Record<string, string[]> = {
      transport: ['transport'],
      session: ['session', 'transport'],
      adapters: ['adapters', 'transport'],
      top: ['top', 'session', 'transport', 'adapters'],
    };
    // The environment is below all of them.
    const upward = values.filter(
      ({ from, to }) => to !== 'runtime/environment.ts' && !mayImport[layer(from)]!.includes(layer(to)),
    );
    assertNone(upward, 'These run against the layers:');
  });

  it('lets components see only the public surface of the runtime', () => {
    assertNone(
      components.filter((one) => isRelative(one) && !one.to.startsWith('components/') && one.to !== 'runtime/index.ts'),
      'Components import themselves and runtime/index.js:',
    );
  });

  it('keeps the definitions of elements out of their classes', () => {
    assertNone(
      [...components, ...runtime].filter(
        ({ from, to }) => to.startsWith('components/define/') && !from.startsWith('components/define/'),
      ),
      'A class module registers nothing, not even by an import:',
    );
  });

  it('keeps the emulator independent of what it is used to test', () => {
    assertNone(
      demo.filter(({ from, to }) => from.startsWith('demo/emulator/') && !to.startsWith('demo/emulator/')),
      'The emulator imports only itself:',
    );
  });

  it('imports no package that is not a dependency', () => {
    const { dependencies } = JSON.parse(readFileSync(path.join(root, 'package.json'), 'utf8')) as {
      dependencies: Record<string, string>;
    };
    const foreign = [...runtime, ...components].filter((one) => !isRelative(one) && !(one.to in dependencies));
    assertNone(foreign, 'Not in dependencies:');
    const used = new Set([...runtime, ...components].map(({ to }) => to));
    assert.deepEqual(
      Object.keys(dependencies).filter((name) => !used.has(name)),
      [],
      'a dependency that nothing imports',
    );
  });
});
