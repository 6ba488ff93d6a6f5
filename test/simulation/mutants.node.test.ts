// The bugs `npm run simulate -- --mutants` puts back can be put back: what they change is in the runtime, once.

import assert from 'node:assert/strict';
import { readFile } from 'node:fs/promises';
import { test } from 'node:test';
import { inRoot } from '../../demo/build/paths.mjs';
import { MUTANTS } from './mutants.mjs';

const edits = (MUTANTS as readonly { readonly name: string; readonly edits: string[][] }[]).flatMap(
  ({ name, edits: all }) => all.map(([file, search]) => ({ name, file: file!, search: search! })),
);

for (const { name, file, search } of edits) {
  test(`${name}: ${file} has what is replaced`, async () => {
    assert.equal((await readFile(inRoot(file), 'utf8')).split(search).length - 1, 1, search);
  });
}
