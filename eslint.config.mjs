import lit from 'eslint-plugin-lit';
import litA11y from 'eslint-plugin-lit-a11y';
import wc from 'eslint-plugin-wc';
import tseslint from 'typescript-eslint';

const NODE_GLOBALS = [
  'AbortController',
  'AbortSignal',
  'Buffer',
  'Headers',
  'Request',
  'Response',
  'URL',
  'clearTimeout',
  'console',
  'fetch',
  'process',
  'setTimeout',
];

// Everything that depends on time, chance or the page comes to the runtime through its one Environment.
const AMBIENT = [
  'document',
  'window',
  'navigator',
  'location',
  'localStorage',
  'sessionStorage',
  'indexedDB',
  'fetch',
  'EventSource',
  'WebSocket',
  'BroadcastChannel',
  'setTimeout',
  'setInterval',
  'clearTimeout',
  'clearInterval',
  'requestAnimationFrame',
  'queueMicrotask',
  'performance',
  'crypto',
];

const ban = (selector, message) => ({ selector, message });

const DIALECT = [
  ban('ExportDefaultDeclaration', 'No default exports: a name that is searched for is found.'),
  ban('TSEnumDeclaration', 'No enums: use a union of string literals.'),
  ban('TSModuleDeclaration[kind="namespace"]', 'No namespaces: use modules.'),
  ban('TSParameterProperty', 'No parameter properties: declare the field.'),
];

const MARKUP = [
  ban('Identifier[name=/^unsafe(HTML|SVG|MathML|Static)$/]', 'Nothing from outside is markup: render templates.'),
  ban(
    'MemberExpression > Identifier.property[name=/^(innerHTML|outerHTML|insertAdjacentHTML|setHTMLUnsafe|srcdoc)$/]',
    'Nothing from outside is markup: render templates.',
  ),
  ban(
    'TaggedTemplateExpression[tag.name=/^(html|svg)$/] TemplateElement[value.raw=/<(script|style)\\b/]',
    'No script or style elements in templates: use static styles.',
  ),
  ban(
    'TaggedTemplateExpression[tag.name=/^(svg|mathml)$/] TemplateElement[value.raw=/\\sstyle\\s*=/]',
    'A style attribute is refused by the strict content security policy.',
  ),
];

const CHANCE_AND_TIME = [
  ban(
    'MemberExpression[object.name="Date"][property.name="now"]',
    'Time comes from the Environment, so that simulations can own it.',
  ),
  ban('NewExpression[callee.name="Date"][arguments.length=0]', 'Time comes from the Environment.'),
  ban(
    'MemberExpression[object.name="Math"][property.name="random"]',
    'Chance comes from the Environment, so that runs can be repeated.',
  ),
  ban('MemberExpression[object.name="globalThis"]', 'The surroundings come from the Environment.'),
];

const importBan = (regex, message) => ({ regex, message });

const FROM_RUNTIME = [
  importBan('^(lit|@lit|@lit-labs)(/|$)', 'runtime/ is headless: no Lit.'),
  importBan('/(components|demo|test)/', 'runtime/ imports nothing above it.'),
  importBan('^node:', 'runtime/ also runs in a page.'),
];

const FROM_COMPONENTS = [
  importBan('/runtime/(?!index\\.js$)', 'components/ uses the public surface: runtime/index.js.'),
  importBan('/(demo|test)/', 'components/ imports nothing above it.'),
  importBan('^node:', 'components/ runs in a page.'),
];
const LIT_REPEAT = importBan('^lit/directives/repeat\\.js$', 'It leaves nodes behind: use directives/repeat.js.');

export default tseslint.config(
  { ignores: ['dist/', 'build/', 'coverage/', 'bench/dist/', 'bench/results/', 'node_modules/'] },
  {
    linterOptions: { reportUnusedDisableDirectives: 'error' },
  },
  ...tseslint.configs.strict,
  {
    rules: {
      'prefer-const': 'error',
      'no-var': 'error',
      eqeqeq: ['error', 'always', { null: 'ignore' }],
      'no-async-promise-executor': 'error',
      'no-cond-assign': 'error',
      'no-console': 'error',
      'no-constant-binary-expression': 'error',
      'no-constant-condition': ['error', { checkLoops: false }],
      'no-control-regex': 'error',
      'no-empty': 'error',
      'no-self-compare': 'error',
      'no-unsafe-finally': 'error',
      'no-useless-escape': 'error',
      'use-isnan': 'error',
      'no-eval': 'error',
      'no-implied-eval': 'error',
      'no-new-func': 'error',
      'no-script-url': 'error',
      'no-restricted-syntax': ['error', ...DIALECT],
      '@typescript-eslint/consistent-type-imports': ['error', { fixStyle: 'separate-type-imports' }],
      '@typescript-eslint/no-unused-vars': ['error', { argsIgnorePattern: '^_', varsIgnorePattern: '^_' }],
      // With noUncheckedIndexedAccess an index that is known to be there needs it.
      '@typescript-eslint/no-non-null-assertion': 'off',
      '@typescript-eslint/no-dynamic-delete': 'off',
      // Exhaustive checks and ports to platform events need an empty body now and then.
      '@typescript-eslint/no-empty-function': 'off',
    },
  },

  {
    files: ['runtime/**/*.ts'],
    ignores: ['runtime/environment.ts'],
    rules: {
      'no-restricted-globals': [
        'error',
        ...AMBIENT.map((name) => ({ name, message: 'It comes in through runtime/environment.ts.' })),
      ],
      'no-restricted-syntax': ['error', ...DIALECT, ...CHANCE_AND_TIME],
    },
  },
  {
    files: ['runtime/**/*.ts'],
    rules: { 'no-restricted-imports': ['error', { patterns: FROM_RUNTIME }] },
  },

  {
    files: ['components/**/*.ts', 'demo/pages/**/*.ts'],
    extends: [lit.configs['flat/recommended'], wc.configs['flat/recommended'], litA11y.configs.recommended],
    rules: {
      'no-restricted-syntax': ['error', ...DIALECT, ...MARKUP],
      // A style attribute is refused by the strict content security policy. MARKUP has the same for svg templates.
      'lit/ban-attributes': ['error', 'style'],
      'lit/no-template-bind': 'error',
      'lit/no-this-assign-in-render': 'error',
      'lit/no-private-properties': 'error',
      'wc/guard-define-call': 'error',
      'wc/no-self-class': 'off',
    },
  },
  {
    files: ['components/**/*.ts'],
    rules: {
      'no-restricted-imports': ['error', { patterns: [...FROM_COMPONENTS, LIT_REPEAT] }],
      'no-restricted-globals': [
        'error',
        ...['fetch', 'EventSource', 'WebSocket', 'XMLHttpRequest', 'localStorage', 'sessionStorage', 'indexedDB'].map(
          (name) => ({ name, message: 'Elements read slices and call verbs; input and output belong to the runtime.' }),
        ),
      ],
    },
  },

  {
    files: ['components/directives/repeat.ts'],
    rules: { 'no-restricted-imports': ['error', { patterns: FROM_COMPONENTS }] },
  },

  {
    files: ['test/**/*.ts'],
    rules: {
      // A test may reach for a wrong type on purpose, and chai asserts by property.
      '@typescript-eslint/no-explicit-any': 'off',
      '@typescript-eslint/no-unused-expressions': 'off',
      '@typescript-eslint/no-extraneous-class': 'off',
      // Hostile input is what some tests are about.
      'no-control-regex': 'off',
      'no-script-url': 'off',
    },
  },

  {
    files: ['**/*.mjs'],
    languageOptions: { globals: Object.fromEntries(NODE_GLOBALS.map((name) => [name, 'readonly'])) },
    rules: { 'no-console': 'off', 'no-undef': 'error' },
  },
  {
    // Tools load their configuration by default export; fresh-page.mjs runs in the page.
    files: ['*.config.mjs'],
    rules: { 'no-restricted-syntax': 'off' },
  },
  {
    files: ['test/support/fresh-page.mjs'],
    languageOptions: { globals: { indexedDB: 'readonly', localStorage: 'readonly', sessionStorage: 'readonly' } },
  },
);
