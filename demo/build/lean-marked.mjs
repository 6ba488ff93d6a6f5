// An esbuild plugin: of marked only its lexer, which is all we use. Its module sets up a parser, a renderer and a shared
// instance when it loads, and a bundler must keep what has an effect.

import { readFile } from 'node:fs/promises';

export const leanMarked = {
  name: 'lean-marked',
  setup({ onLoad }) {
    onLoad({ filter: /[\\/]marked[\\/]lib[\\/]marked\.esm\.js$/ }, async ({ path }) => ({
      contents: lexerOf(await readFile(path, 'utf8')),
      loader: 'js',
    }));
  },
};

/** The module cut down to `Lexer` and `Tokenizer`; as it was where it does not look as expected (another version). */
export function lexerOf(source) {
  const facade = /\b(\w+)\.options=\1\.setOptions=/.exec(source);
  const exported = /export\{([^}]*)\};/.exec(source);
  const marked = /\b(\w+) as Marked\b/.exec(exported?.[1] ?? '');
  const names = exported?.[1].split(',').filter((name) => /^\w+ as (Lexer|Tokenizer)$/.test(name));
  if (!facade || !marked || names.length !== 2 || facade.index > exported.index) return source;
  const kept = source.slice(0, facade.index).replaceAll(`=new ${marked[1]};`, `=/* @__PURE__ */new ${marked[1]};`);
  return `${kept}export{${names.join(',')}};`;
}
