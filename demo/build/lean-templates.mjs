// An esbuild plugin: styles and templates of our elements without the white space and comments that are for readers only.
//
// What a page shows stays the same: between words and tags one space stays where there was any, strings in styles stay as
// they are. A template that shows its own line breaks must write them as an expression.

import { readFile } from 'node:fs/promises';
import path from 'node:path';
import ts from 'typescript';
import { inRoot } from './paths.mjs';

const components = inRoot('components') + path.sep;

const TAGS = { css: leanCss, html: leanMarkup, svg: leanMarkup };

export const leanTemplates = {
  name: 'lean-templates',
  setup({ onLoad }) {
    onLoad({ filter: /\.ts$/ }, async ({ path: file }) => {
      if (!file.startsWith(components)) return undefined;
      const source = await readFile(file, 'utf8');
      if (!/\b(css|html|svg)`/.test(source)) return undefined;
      return { contents: leanSource(source), loader: 'ts' };
    });
  },
};

/** The same module with lean templates. */
export function leanSource(source) {
  const edits = [];
  const file = ts.createSourceFile('module.ts', source, ts.ScriptTarget.ES2022);
  const visit = (node) => {
    if (ts.isTaggedTemplateExpression(node) && ts.isIdentifier(node.tag)) {
      const lean = TAGS[node.tag.text];
      // Preformatted: the line break after its tag is not shown, a space would be.
      const verbatim = lean === leanMarkup && /<(pre|textarea)\b/.test(node.template.getText(file));
      if (lean && !verbatim) for (const piece of piecesOf(node.template)) edits.push({ ...piece, lean });
    }
    ts.forEachChild(node, visit);
  };
  visit(file);
  edits.sort((a, b) => b.start - a.start);
  let out = source;
  for (const { start, end, lean } of edits) out = out.slice(0, start) + lean(out.slice(start, end)) + out.slice(end);
  return out;
}

/** Where the template's own text stands, without the marks around it: `…${`, `}…${`, `}…` and the quotes. */
function piecesOf(template) {
  if (ts.isNoSubstitutionTemplateLiteral(template))
    return [{ start: template.end - template.rawText.length - 1, end: template.end - 1 }];
  const { head, templateSpans } = template;
  const spans = templateSpans.map(({ literal }) => literal);
  return [head, ...spans].map((piece) => {
    const closing = ts.isTemplateTail(piece) ? 1 : 2;
    return { start: piece.end - closing - piece.rawText.length, end: piece.end - closing };
  });
}

export function leanCss(text) {
  // Strings first: nothing in them is touched.
  return text.replace(/("(?:[^"\\]|\\.)*"|'(?:[^'\\]|\\.)*')|\/\*[^]*?\*\/|[^"'/]+|\//g, (part, string) => {
    if (string !== undefined) return part;
    if (part.startsWith('/*')) return '';
    return part
      .replace(/\s+/g, ' ')
      .replace(/ ?([{};,]) ?/g, '$1')
      .replace(/: /g, ':')
      .replace(/;}/g, '}');
  });
}

export function leanMarkup(text) {
  return text.replace(/<!--[^]*?-->/g, '').replace(/\s+/g, ' ');
}
