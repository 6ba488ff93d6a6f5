/** A developer's week: the idle sessions of the demo. */

import type { Message, Seed } from './records.js';

const MINUTE = 60_000;
const HOUR = 60 * MINUTE;
const DAY = 24 * HOUR;

function user(content: string): Message {
  return { role: 'user', content };
}

function assistant(content: string, more: Partial<Message> = {}): Message {
  return { role: 'assistant', content, ...more };
}

function toolTurn(id: string, name: string, args: object, output: string, words = '', reasoning = ''): Message[] {
  const call = { id, type: 'function', function: { name, arguments: JSON.stringify(args) } };
  return [
    assistant(words, { tool_calls: [call], ...(reasoning ? { reasoning } : {}) }),
    { role: 'tool', tool_call_id: id, name, content: JSON.stringify({ output }) },
  ];
}

const CHECKLIST = `Here is the list for **2.4**, in the order in which things can still be undone:

| step | who | undo |
|:--|:--|:--|
| freeze \`main\` | Ines | unfreeze |
| tag \`v2.4.0-rc.1\` | CI | delete the tag |
| canary, 5 % for an hour | on call | roll back |
| publish | CI | **no way back** |

- [x] translations are in
- [x] migration tried on a copy
- [ ] changelog read by somebody who did not write it

The one thing I would not do on a Friday is the last row.`;

const FLAKY = `Found it. The test waits for the *first* message, but the server may send a keepalive before it:

\`\`\`ts
// before
const [message] = await once(socket, 'message');

// after: keepalives are not what we wait for
const message = await firstMatching(socket, (m) => m.type !== 'keepalive');
\`\`\`

On a fast machine the keepalive timer never fires in time, which is why it only failed in CI. I ran it **200 times** with the change: no failure.`;

const CSV = `The reader drops the last record when the file does not end with a newline. RFC 4180 allows both, so this is ours to fix:

1. keep the rest of the buffer when the stream ends,
2. parse it as a last record unless it is empty,
3. add a test with and without the final newline, with \`\\r\\n\`, and with a quoted line break.

\`\`\`diff
-    flush() {}
+    flush(controller) {
+      if (rest !== '') controller.enqueue(parseRecord(rest));
+    }
\`\`\``;

const INDEX = `The planner reads the whole table because the filter is on \`lower(email)\` and the index is on \`email\`.

\`\`\`sql
CREATE INDEX CONCURRENTLY users_email_lower ON users (lower(email));
\`\`\`

| | before | after |
|:--|--:|--:|
| rows read | 1,204,331 | 1 |
| time | 840 ms | 0.3 ms |

\`CONCURRENTLY\` takes longer, but nobody waits for it.`;

const LONG_TOPICS = [
  'the TypeScript paths',
  'the worker bundle',
  'source maps in production',
  'the CSS modules',
  'the dev server proxy',
  'tree shaking of the icons',
  'the legacy polyfills',
  'environment variables',
  'the size budget',
  'the CI cache',
];

/** A conversation of more than a hundred rows, with work in between. */
function longTranscript(): Message[] {
  const rows: Message[] = [];
  for (let round = 0; round < 32; round += 1) {
    const topic = LONG_TOPICS[round % LONG_TOPICS.length] ?? 'the build';
    const step = Math.floor(round / LONG_TOPICS.length) + 1;
    rows.push(
      user(step === 1 ? `Next: ${topic}. What has to change for esbuild?` : `Back to ${topic}: is there more to do?`),
    );
    rows.push(
      ...toolTurn(
        `call_m${round}`,
        round % 3 === 0 ? 'terminal' : 'read_file',
        round % 3 === 0 ? { command: `npx esbuild --analyze src/${round}.ts` } : { path: `config/part-${round}.ts` },
        round % 3 === 0
          ? `dist/${round}.js  ${(18 + round * 1.7).toFixed(1)}kb`
          : `export const part = ${round};\n// 40 more lines`,
        '',
        round % 4 === 0 ? `Before touching ${topic} I want to see what it produces today.` : '',
      ),
    );
    rows.push(
      assistant(
        `For **${topic}** (pass ${step}) the change is small:\n\n` +
          `- drop the old loader rule\n- set \`target: es2022\`\n- keep the output name, others rely on it\n\n` +
          `That is ${18 + round} kB instead of ${24 + round} kB.`,
      ),
    );
  }
  return rows;
}

export function demoSeeds(): Seed[] {
  return [
    {
      title: 'Release checklist 2.4',
      pinned: true,
      createdAgo: 5 * DAY,
      updatedAgo: 3 * HOUR,
      messages: [
        user('We ship 2.4 this week. Make me a checklist that somebody tired can follow.'),
        assistant(CHECKLIST, { reasoning: 'A release list is about order and about what can be undone.' }),
        user('Add who signs off.'),
        assistant(
          'Done: Ines signs the freeze, the person on call signs the canary, and **two people** sign the publishing.',
        ),
      ],
    },
    {
      title: 'Flaky websocket test',
      createdAgo: 2 * DAY,
      updatedAgo: 5 * HOUR,
      messages: [
        user('`socket.test.ts` fails about one time in thirty, only in CI. Find out why.'),
        ...toolTurn(
          'call_w1',
          'terminal',
          { command: 'for i in $(seq 30); do npx vitest run socket.test.ts || break; done' },
          'run 17 failed: expected "hello", got {"type":"keepalive"}',
          'I will run it until it breaks.',
          'A failure of one in thirty smells of timing. First make it happen.',
        ),
        ...toolTurn(
          'call_w2',
          'read_file',
          { path: 'test/socket.test.ts' },
          "const [message] = await once(socket, 'message');",
        ),
        assistant(FLAKY),
      ],
    },
    {
      title: 'CSV import drops the last line',
      createdAgo: 3 * DAY,
      updatedAgo: 26 * HOUR,
      messages: [user('Customers say the import loses one row. Only some files.'), assistant(CSV)],
    },
    {
      title: 'Slow login query',
      createdAgo: 4 * DAY,
      updatedAgo: 3 * DAY,
      messages: [
        user('Login takes almost a second. Here is the plan: Seq Scan on users, Filter: (lower(email) = $1)'),
        assistant(INDEX),
        user('And on the replica?'),
        assistant(
          'It follows by itself; an index is part of what is replicated. Watch the lag while it is being built.',
        ),
      ],
    },
    {
      title: 'Moving the build to esbuild',
      createdAgo: 6 * DAY,
      updatedAgo: 28 * HOUR,
      messages: longTranscript(),
    },
  ];
}

export interface LivingSeeds {
  refactor: Seed;
  cleanup: Seed;
  changelog: Seed;
  paint: Seed;
}

/** The sessions in which something goes on. */
export function livingSeeds(): LivingSeeds {
  return {
    refactor: {
      title: 'Refactor the payment module',
      createdAgo: 4 * HOUR,
      updatedAgo: 20 * MINUTE,
      messages: [
        user('The payment module knows too much about the cart. Where would you cut?'),
        assistant(
          'Between *what is owed* and *how it is paid*. The cart gives an amount and a reference; everything after that is payment.\n\n' +
            '1. `Invoice` is a plain value\n2. providers implement one interface\n3. the cart never sees a provider',
        ),
      ],
    },
    cleanup: {
      title: 'Clean build from scratch',
      createdAgo: 90 * MINUTE,
      updatedAgo: 40 * MINUTE,
      messages: [
        user('The bundle still contains files I deleted. What is going on?'),
        assistant(
          'Old output. The build only adds to `build/`, it never removes anything. A clean build would prove it.',
        ),
      ],
    },
    changelog: {
      title: 'Changelog for 2.4',
      createdAgo: 3 * HOUR,
      updatedAgo: 50 * MINUTE,
      messages: [
        user('Collect what changed since 2.3.'),
        assistant('41 commits, of which **9** are visible to users. I have grouped them.'),
      ],
    },
    paint: {
      title: 'Why is the first paint slow?',
      createdAgo: 70 * MINUTE,
      updatedAgo: 30 * MINUTE,
      messages: [
        user('First paint went from 0.9 s to 1.8 s last week.'),
        assistant('Two suspects: the new font and the analytics script. Both block rendering.'),
      ],
    },
  };
}
