// Which test files there are. No glob library, and Node 20 has no fs.glob.

import { readdirSync } from 'node:fs';
import path from 'node:path';
import { inRoot, root } from '../../demo/build/paths.mjs';

export const isNodeTest = (file) => file.endsWith('.node.test.ts');
export const isBrowserTest = (file) => file.endsWith('.test.ts') && !isNodeTest(file);

/** Files under test/ as sorted paths from the project's root, `/` between the parts. */
export function testFiles({ kind, files }) {
  const wanted = files ? globToPattern(files) : /(?:)/;
  return readdirSync(inRoot('test'), { recursive: true, withFileTypes: true })
    .filter((entry) => entry.isFile())
    .map((entry) => path.relative(root, path.join(entry.parentPath ?? entry.path, entry.name)))
    .map((file) => file.split(path.sep).join('/'))
    .filter((file) => kind(file) && wanted.test(file))
    .sort();
}

/** `**` any folders, `*` within a name, `{a,b}` either. */
function globToPattern(glob) {
  const tokens = { '**/': '(?:.*/)?', '**': '.*', '*': '[^/]*', '?': '[^/]', '{': '(?:', ',': '|', '}': ')' };
  const pattern = glob
    .replace(/^\.\//, '')
    .replace(/\*\*\/|\*\*|[*?{},.+^$()|[\]\\]/g, (token) => tokens[token] ?? `\\${token}`);
  return new RegExp(`^${pattern}$`);
}
