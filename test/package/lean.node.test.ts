/** What the bundle leaves out is for readers only: styles mean the same, templates show the same, the lexer lexes the same. */
import assert from 'node:assert/strict';
import { readFileSync, writeFileSync, mkdirSync, rmSync } from 'node:fs';
import path from 'node:path';
import { describe, it } from 'node:test';
import { pathToFileURL } from 'node:url';
import { transform } from 'esbuild';
import { Lexer } from 'marked';
import { lexerOf } from '../../demo/build/lean-marked.mjs';
import { leanCss, leanMarkup, leanSource } from '../../demo/build/lean-templates.mjs';
import { root, sources } from './support/imports.node.js';

describe('lean styles', () => {
  // What esbuild does not know it leaves as it is, some spaces after a colon or a comma among it.
  const minified = async (css: string): Promise<string> =>
    (await transform(css, { loader: 'css', minify: true })).code.trim().replace(/([:,]) /g, '$1');

  it('mean what they meant, in every element', async () => {
    let sheets = 0;
    for (const file of sources('components')) {
      for (const [, sheet = ''] of readFileSync(path.join(root, file), 'utf8').matchAll(/\bcss`([^`]*)`/g)) {
        // What is put in is a value.
        const css = sheet.replace(/\$\{[^}]*\}/g, '1px');
        const lean = leanCss(css);
        assert.ok(lean.length < css.length || css.trim() === '', file);
        assert.equal(await minified(lean), await minified(css), file);
        sheets += 1;
      }
    }
    assert.ok(sheets > 15, `${sheets} sheets`);
  });

  it('keep strings as they are, and the spaces that mean something', () => {
    assert.equal(leanCss('a::before { content: "  a; /* b */ {" ; }'), 'a::before{content:"  a; /* b */ {"}');
    assert.equal(
      leanCss(`/* it's a note */\n  .a :hover > b , c { margin: calc(1px + 2px) }`),
      ' .a :hover > b,c{margin:calc(1px + 2px)}',
    );
  });
});

describe('lean templates', () => {
  it('keep one space where there was any', () => {
    assert.equal(leanMarkup('<p>a\n      b</p>\n  <p></p><!-- c -->'), '<p>a b</p> <p></p>');
  });

  it('keep what is preformatted as it is: a command is shown to the letter', () => {
    const source = 'const a = (b: string) => html`<pre dir="ltr">\n${b}</pre>\n   <p>  c</p>`;';
    assert.equal(leanSource(source), source);
  });

  it('keep every expression, also where templates stand in templates', () => {
    const source = 'const a = (b: string) => html`<p>\n  ${b.map((c) => html`<i>\n   ${c + `x\n  y`}\n</i>`)}\n</p>`;';
    assert.equal(
      leanSource(source),
      'const a = (b: string) => html`<p> ${b.map((c) => html`<i> ${c + `x\n  y`} </i>`)} </p>`;',
    );
  });

  it('leave other strings alone', () => {
    const source = 'const a = `html   b`; const c = css2`d   e`;';
    assert.equal(leanSource(source), source);
  });
});

describe('lean marked', () => {
  const file = path.join(root, 'node_modules/marked/lib/marked.esm.js');
  const source = readFileSync(file, 'utf8');

  it('is its lexer, and lexes the same', async () => {
    const folder = path.join(root, 'build', `lean-marked-${process.pid}`);
    mkdirSync(folder, { recursive: true });
    try {
      const lean = lexerOf(source);
      assert.ok(lean.length < source.length, 'this version looks otherwise: see lean-marked.mjs');
      const copy = path.join(folder, 'marked.mjs');
      writeFileSync(copy, lean);
      const module = (await import(pathToFileURL(copy).href)) as { Lexer: typeof Lexer; Tokenizer: unknown };
      assert.deepEqual(Object.keys(module).sort(), ['Lexer', 'Tokenizer']);
      const text = readFileSync(path.join(root, 'docs/architecture.md'), 'utf8');
      assert.deepEqual([...new module.Lexer().lex(text)], [...new Lexer().lex(text)]);
    } finally {
      rmSync(folder, { recursive: true, force: true });
    }
  });

  it('is the whole of it where it does not look as expected', () => {
    assert.equal(lexerOf('export { a as Lexer };'), 'export { a as Lexer };');
  });
});
