import { esbuildPlugin } from '@web/dev-server-esbuild';
import { defaultReporter } from '@web/test-runner';
import { bundledModules } from './test/support/bundled-modules.mjs';
import { countReporter } from './test/support/count-reporter.mjs';
import { emulatorMiddleware } from './test/support/emulator-middleware.mjs';
import { gesturesPlugin } from './test/support/gestures-plugin.mjs';
import { chromium, firefox } from './test/support/launcher.mjs';
import { mediaPlugin } from './test/support/media-plugin.mjs';

const inFirefox = process.env.HERMES_TEST_BROWSER === 'firefox';
// Only one of Firefox's pages is in front, and the others get no frames.
const concurrency = inFirefox ? 1 : 2;

export default {
  rootDir: '.',
  files: ['test/**/*.test.ts', '!test/**/*.node.test.ts'],
  // 'default' rather than 'development': tests run the Lit that users run.
  nodeResolve: { exportConditions: ['default'] },
  plugins: [
    bundledModules(['anser', 'highlight.js/lib/core']),
    esbuildPlugin({ ts: true, target: 'es2022', tsconfig: 'tsconfig.json' }),
    gesturesPlugin(),
    mediaPlugin(),
  ],
  middleware: [emulatorMiddleware()],
  browsers: [(inFirefox ? firefox : chromium)({ concurrency })],
  concurrency,
  testFramework: { config: { ui: 'bdd', timeout: 20_000 } },
  testsFinishTimeout: 240_000,
  browserStartTimeout: 60_000,
  reporters: [defaultReporter({ reportTestProgress: process.stdout.isTTY === true }), countReporter()],
  testRunnerHtml: (testFramework) => `<!doctype html>
<html lang="en">
  <head><meta charset="utf-8"><title>Hermes Elements tests</title></head>
  <body>
    <script type="module">
      await import('/test/support/fresh-page.mjs');
      await import(${JSON.stringify(testFramework)});
    </script>
  </body>
</html>`,
};
