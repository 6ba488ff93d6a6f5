// What the sources import, read from the sources.

import { readdirSync, readFileSync } from 'node:fs';
import path from 'node:path';
import { fileURLToPath } from 'node:url';
import ts from 'typescript';

export const root = fileURLToPath(new URL('../../../', import.meta.url));

export interface Import {
  /** The importing file, from the project's root. */
  readonly from: string;
  readonly specifier: string;
  /** The imported source from the project's root, or the package's name. */
  readonly to: string;
  /** Erased by the compiler: it creates no dependency at run time. */
  readonly typeOnly: boolean;
}

/** TypeScript sources below `folder`, from the project's root. */
export function sources(folder: string): string[] {
  return readdirSync(path.join(root, folder), { recursive: true, withFileTypes: true })
    .filter((entry) => entry.isFile() && entry.name.endsWith('.ts'))
    .map((entry) => path.relative(root, path.join(entry.parentPath ?? entry.path, entry.name)))
    .map((file) => file.split(path.sep).join('/'))
    .sort();
}

export function importsOf(file: string): Import[] {
  const text = readFileSync(path.join(root, file), 'utf8');
  const typeOnly = typeOnlySpecifiers(file, text);
  // Also finds import(), import types and re-exports.
  return ts.preProcessFile(text).importedFiles.map(({ fileName: specifier }) => ({
    from: file,
    specifier,
    to: target(file, specifier),
    typeOnly: typeOnly.has(specifier),
  }));
}

function target(file: string, specifier: string): string {
  if (specifier.startsWith('.')) {
    return path.posix.join(path.posix.dirname(file), specifier).replace(/\.js$/, '.ts');
  }
  return /^(@[^/]+\/[^/]+|[^/]+)/.exec(specifier)![0];
}

/** The specifiers that only `import type` and `export type` statements name. */
function typeOnlySpecifiers(file: string, text: string): Set<string> {
  const erased = new Set<string>();
  const kept = new Set<string>();
  for (const statement of ts.createSourceFile(file, text, ts.ScriptTarget.ES2022).statements) {
    if (ts.isImportDeclaration(statement)) {
      const isType = statement.importClause?.phaseModifier === ts.SyntaxKind.TypeKeyword;
      (isType ? erased : kept).add(textOf(statement.moduleSpecifier));
    } else if (ts.isExportDeclaration(statement) && statement.moduleSpecifier) {
      (statement.isTypeOnly ? erased : kept).add(textOf(statement.moduleSpecifier));
    }
  }
  return new Set([...erased].filter((specifier) => !kept.has(specifier)));
}

const textOf = (specifier: ts.Expression): string => (specifier as ts.StringLiteral).text;
