/** A conversation with one of everything a turn can hold: for the demo, and to look at. */

import type { Message, Seed, TodoItem } from './records.js';

const MINUTE = 60_000;
const HOUR = 60 * MINUTE;
const ESC = '\u001b';

interface Call {
  name: string;
  args: object;
  result: string;
  more?: Partial<Message>;
}

let calls = 0;

function step(list: Call[], words = '', reasoning = ''): Message[] {
  const named = list.map((call) => ({ ...call, id: `call_rich_${(calls += 1)}` }));
  return [
    {
      role: 'assistant',
      content: words,
      ...(reasoning ? { reasoning } : {}),
      tool_calls: named.map(({ id, name, args }) => ({
        id,
        type: 'function',
        function: { name, arguments: JSON.stringify(args) },
      })),
    },
    ...named.map(({ id, name, result, more }): Message => ({
      role: 'tool',
      tool_call_id: id,
      name,
      content: result,
      ...more,
    })),
  ];
}

const output = (text: string): string => JSON.stringify({ output: text });

const SOURCE = `import { open } from 'node:fs/promises';

export async function* records(path: string): AsyncGenerator<Row> {
  const file = await open(path);
  for await (const line of file.readLines()) {
    yield parseRow(line.split(','));
  }
}
`;

const TESTS = [
  `${ESC}[1m${ESC}[46m RUN ${ESC}[49m${ESC}[22m ${ESC}[36mv2.1.4${ESC}[39m ${ESC}[90m/workspace/app${ESC}[39m`,
  '',
  ` ${ESC}[32m✓${ESC}[39m test/import/quotes.test.ts ${ESC}[2m(12 tests)${ESC}[22m ${ESC}[33m41 ms${ESC}[39m`,
  ` ${ESC}[31m❯${ESC}[39m test/import/records.test.ts ${ESC}[2m(9 tests | ${ESC}[22m${ESC}[31m1 failed${ESC}[39m${ESC}[2m)${ESC}[22m`,
  `   ${ESC}[31m× a quoted comma is part of its field${ESC}[39m`,
  `     ${ESC}[31m→ expected ${ESC}[32m[ 'Smith, J.', '12' ]${ESC}[31m, got ${ESC}[1m[ '"Smith', ' J."', '12' ]${ESC}[22m${ESC}[39m`,
  '',
  `${ESC}[2m Test Files ${ESC}[22m ${ESC}[1m${ESC}[31m1 failed${ESC}[39m${ESC}[22m${ESC}[2m | ${ESC}[22m${ESC}[1m${ESC}[32m1 passed${ESC}[39m${ESC}[22m${ESC}[90m (2)${ESC}[39m`,
  `${ESC}[2m      Tests ${ESC}[22m ${ESC}[1m${ESC}[31m1 failed${ESC}[39m${ESC}[22m${ESC}[2m | ${ESC}[22m${ESC}[1m${ESC}[32m20 passed${ESC}[39m${ESC}[22m${ESC}[90m (21)${ESC}[39m`,
].join('\n');

const PATCH = `*** Begin Patch
*** Update File: src/import/records.ts
@@ export async function* records(path: string)
   const file = await open(path);
   for await (const line of file.readLines()) {
-    yield parseRow(line.split(','));
+    yield parseRow(fields(line));
   }
 }
*** Add File: src/import/fields.ts
+/** Fields of one line; a quoted comma is part of its field, two quotes are one. */
+export function fields(line: string): string[] {
+  const found = line.match(/("([^"]|"")*"|[^,]*)(,|$)/g) ?? [];
+  return found.slice(0, -1).map(unquoted);
+}
*** End Patch`;

const STATUS = {
  file: 'customers-2025.csv',
  size: { bytes: 734_003_200, readable: '700 MB' },
  passes: [
    { reader: 'readLines', seconds: 41.2, memory: '96 MB' },
    { reader: 'streamed chunks', seconds: 11.8, memory: '34 MB' },
  ],
  settings: { newline: 'auto', quote: '"', strict: false, limit: null },
  note: 'Disk was warm for both.',
};

const SEARCH = [
  { rank: 1, title: 'RFC 4180: Common Format for CSV Files', host: 'rfc-editor.org', score: 0.98 },
  { rank: 2, title: 'CSV on the Web: A Primer', host: 'w3.org', score: 0.91 },
  { rank: 3, title: 'Quoting rules of spreadsheet exports', host: 'example.org', score: 0.77 },
];

/** A chart of two bars, 240 by 96. */
const PICTURE =
  'data:image/png;base64,iVBORw0KGgoAAAANSUhEUgAAAPAAAABgCAIAAACsUWiGAAABJUlEQVR42u3cQQ3AIBBFQYygoRZwUhPV0oQbknCzPfZSC6QEJnkK/s55U8QjLVMygYCWgJaAloAW0BLQ0hag79osK6AloCWgBTTQAloCWgJaGgz6OLu2DWgBDbSABlpAAy2g3RVooAU00AIaaAENtIAW0EALaKAFNNACGmgBLaCBFtBAC2igBTTQAlpAAy2ggRbQQAtoj2bkc5IEtAS0gAZaQAMtoCWgJaAFNNACGmgBLQEtAS2ggRbQltVqoPNVZsu9gQZaQAMtoIEW0EALaAENtIAGWkADLaCBFtACGmgBDbSABlpAAw000AIaaAENtIAGWkADDTTQAhpoAQ20gAZav4OWgJaAloAW0EALaAloCWhpDGgJaAloCWgBLQEtAS0BLX29mvCaFwU/C5IAAAAASUVORK5CYII=';

const PLAN: TodoItem[] = [
  { id: '1', content: 'See how the file is read today', status: 'completed' },
  { id: '2', content: 'Measure on the largest file', status: 'completed' },
  { id: '3', content: 'Keep quoted commas together', status: 'completed' },
  { id: '4', content: 'Write down what the new reader does not do', status: 'in_progress' },
  { id: '5', content: 'Ask for a review', status: 'pending' },
];

const RICH_GOALS = ['Measure the reader on the largest file we have', 'Find out how others treat quoted commas'];

const ANSWER = `The import is **3.5 times as fast** and keeps quoted commas together.

| reader | time | memory |
|:--|--:|--:|
| lines, as it was | 41.2 s | 96 MB |
| chunks, as it is | 11.8 s | 34 MB |

What changed, in \`src/import\`:

1. \`fields()\` splits a line by the rules of RFC 4180,
2. \`records()\` reads chunks and keeps the rest of a line for the next one.

> It does not read files in UTF-16. Nobody has sent one so far; it now says so instead of guessing.`;

function turn(): Message[] {
  return [
    ...step(
      [
        {
          name: 'search_files',
          args: { pattern: 'readLines', path: 'src' },
          result: output(
            'src/import/records.ts:5: for await (const line of file.readLines()) {\nsrc/import/legacy.ts:12: readLines(path)',
          ),
        },
        { name: 'read_file', args: { path: 'src/import/records.ts', offset: 1, limit: 200 }, result: output(SOURCE) },
      ],
      'First, how the file is read today.',
      'Seven hundred megabytes in 41 seconds is slow but not absurd. Before I touch anything I want to know two things: how a line becomes fields, and whether the time goes into reading or into splitting.',
    ),
    ...step(
      [
        {
          name: 'delegate_task',
          args: { tasks: RICH_GOALS.map((goal) => ({ goal, toolsets: ['terminal', 'web'] })) },
          result: JSON.stringify({
            results: RICH_GOALS.map((_, at) => ({
              task_index: at,
              status: 'completed',
              duration_seconds: 41 - at * 12,
            })),
          }),
        },
      ],
      'Two questions that do not depend on each other: I let two helpers look.',
    ),
    ...step(
      [
        {
          name: 'terminal',
          args: { command: 'npx vitest run test/import --reporter=verbose', timeout: 120 },
          result: output(TESTS),
        },
        { name: 'web_search', args: { query: 'csv quoted comma rules' }, result: JSON.stringify(SEARCH) },
      ],
      'One test fails already, and it is about quotes.',
      'A quoted comma. `split(",")` can not know about quotes. So the reader is slow *and* wrong; one change can mend both.',
    ),
    ...step([
      {
        name: 'patch',
        args: { mode: 'patch', patch: PATCH },
        result: JSON.stringify({
          success: true,
          files_modified: ['src/import/records.ts'],
          files_created: ['src/import/fields.ts'],
        }),
      },
      {
        name: 'edit_file',
        args: {
          path: 'test/import/records.test.ts',
          old_string: "  const rows = await all(records('fixtures/simple.csv'));\n  expect(rows).toHaveLength(3);",
          new_string:
            "  const rows = await all(records('fixtures/quoted.csv'));\n  expect(rows).toHaveLength(3);\n  expect(rows[0].name).toBe('Smith, J.');",
        },
        result: output('1 replacement'),
      },
      {
        name: 'write_file',
        args: { path: 'fixtures/quoted.csv', content: 'name,age\n"Smith, J.",12\n"said ""no""",40\n' },
        result: output('wrote 3 lines'),
      },
    ]),
    ...step(
      [
        {
          name: 'benchmark',
          args: { file: 'customers-2025.csv', readers: ['readLines', 'chunks'], options: { warm: true, runs: 3 } },
          result: JSON.stringify(STATUS),
        },
        {
          name: 'render_chart',
          args: { title: 'Seconds per file', data: [41.2, 11.8] },
          result: JSON.stringify({ image: PICTURE, width: 240, height: 96 }),
        },
        {
          name: 'read_file',
          args: { path: 'logs/import.log' },
          result: `${'2026-03-04 11:20:31 info  read chunk 00018 of 44800 (16 kB)\n'.repeat(60)}`,
          more: { _content_truncated: true, _content_original_chars: 2_734_003 },
        },
        {
          name: 'terminal',
          args: { command: 'git push origin faster-import' },
          result: JSON.stringify({
            error: 'remote: permission to shop/app.git denied\nfatal: unable to access the repository',
          }),
        },
      ],
      'The tests pass. Now the same file once more, with both readers.',
    ),
    { role: 'assistant', content: ANSWER, _turnDuration: 184, _turnTps: 48.6, _usedModel: 'hermes-4-70b' },
  ];
}

export function richSeed(): Seed {
  // Every server gives the same ids.
  calls = 0;
  return {
    title: 'Faster imports',
    createdAgo: 2 * HOUR,
    updatedAgo: 35 * MINUTE,
    todos: PLAN,
    messages: [
      {
        role: 'user',
        content:
          'Importing the customers takes most of a minute, and names with commas come out broken. Make it fast and right.',
      },
      ...turn(),
      {
        role: 'user',
        content:
          '[IMPORTANT: Background process proc_7f finished with exit code 1.]\nnpm run import -- --all\n\nlast lines:\nrow 88412: expected 14 fields, found 13',
        _source: 'process_wakeup',
        _wakeup_meta: { type: 'completion', task_id: 'proc_7f', command: 'npm run import -- --all', exit_code: 1 },
      },
      ...step([
        {
          name: 'terminal',
          args: { command: 'sed -n 88410,88413p customers-2025.csv' },
          result: output('one line has no city'),
        },
      ]),
      {
        role: 'assistant',
        content:
          'The full import stopped at row **88412**: it has no city. That is the file and not the reader; I have left it as it is.',
        _turnDuration: 9,
      },
      { role: 'user', content: 'Skip such rows and count them.' },
      {
        role: 'assistant',
        content: 'I will add a counter next to the reader and',
        _partial: true,
        _partial_tool_calls: [
          { name: 'read_file', args: { path: 'src/import/report.ts' }, done: false, tid: 'call_rich_cut' },
        ],
      },
      {
        role: 'assistant',
        content: '*Task cancelled.*',
        _error: true,
        provider_details: 'Task cancelled.',
        provider_details_label: 'Cancellation details',
      },
      { role: 'user', content: 'Go on, please.', _recovered: true },
      {
        role: 'assistant',
        content: 'The counter is in `report.ts`. What is left is to show it',
        _recovered_from_run_journal: true,
      },
      {
        role: 'assistant',
        content: '**Response interrupted.**\n\nThe server restarted before the turn was over.',
        _error: true,
        type: 'interrupted',
        interruption_cause: 'process_restart',
      },
      { role: 'user', content: 'And now?' },
      {
        role: 'assistant',
        content: '**Quota exceeded:** the provider refused the request.',
        _error: true,
        provider_details: 'Error code: 429 - insufficient_quota: You exceeded your current quota',
        provider_details_label: 'Provider details',
      },
    ],
  };
}

/** The sessions of the two helpers. */
export function richWorkers(parent: string): Seed[] {
  const answers = [
    '41.2 s with lines, 11.8 s with chunks of 64 kB. Memory falls from 96 to 34 MB.',
    'Two quotes inside quotes are one; a line may end within quotes. RFC 4180, section 2.',
  ];
  return RICH_GOALS.map((goal, at) => ({
    title: goal,
    createdAgo: 110 * MINUTE,
    updatedAgo: (100 - at * 5) * MINUTE,
    parentSessionId: parent,
    relationshipType: 'child_session',
    sessionSource: 'subagent',
    readOnly: true,
    messages: [
      { role: 'user', content: goal },
      { role: 'assistant', content: answers[at] ?? '' },
    ],
  }));
}
