// Serves modules that are CommonJS inside as the one module a build makes of them: browsers load no CommonJS.

import { build } from 'esbuild';

const PREFIX = '/__bundled__/';

export function bundledModules(names) {
  return {
    name: 'bundled-modules',
    resolveImport({ source }) {
      return names.includes(source) ? `${PREFIX}${source}.js` : undefined;
    },
    async serve({ path }) {
      if (!path.startsWith(PREFIX)) return undefined;
      const name = path.slice(PREFIX.length, -'.js'.length);
      const { outputFiles } = await build({
        stdin: { contents: `export { default } from '${name}';`, resolveDir: process.cwd() },
        bundle: true,
        format: 'esm',
        write: false,
      });
      return { body: outputFiles[0].text, type: 'js' };
    },
  };
}
