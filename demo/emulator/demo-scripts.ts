/** What the living demo sessions do. */

import { speak, think, wait } from './speech.js';
import type { Scenario, Script } from './steps.js';

const RATE = 22;

interface Stage {
  thought: string;
  note: string;
  tool: string;
  args: Record<string, unknown>;
  result: string;
  ms: number;
}

const STAGES: Stage[] = [
  {
    thought: 'Before cutting anything I want to know who calls the module.',
    note: 'First, who uses the module.',
    tool: 'search_files',
    args: { pattern: 'from "../payment', path: 'src' },
    result: 'src/cart/total.ts:4\nsrc/cart/checkout.ts:9\nsrc/orders/refund.ts:2',
    ms: 2200,
  },
  {
    thought: 'Three callers; two of them only want an amount. The refund is the odd one out.',
    note: 'Three places, and only one needs more than an amount. Reading that one.',
    tool: 'read_file',
    args: { path: 'src/orders/refund.ts', limit: 120 },
    result: 'export async function refund(order: Order) {\n  const provider = pickProvider(order.cart);\n  …',
    ms: 1600,
  },
  {
    thought: 'If Invoice is a plain value the refund can carry it around without the cart.',
    note: 'Now the new value type and the interface.',
    tool: 'write_file',
    args: {
      path: 'src/payment/invoice.ts',
      content: 'export interface Invoice {\n  readonly amount: Money;\n  readonly reference: string;\n}\n',
    },
    result: 'wrote 5 lines',
    ms: 1200,
  },
  {
    thought: 'The type checker will find the rest of the callers for me.',
    note: 'Letting the compiler point at what is left.',
    tool: 'terminal',
    args: { command: 'npx tsc --noEmit' },
    result: 'src/cart/checkout.ts(31,9): error TS2345\nsrc/orders/refund.ts(12,3): error TS2345',
    ms: 4800,
  },
  {
    thought: 'Two errors, both where expected. Then the tests.',
    note: 'Both are where we want them. Running the tests after the change.',
    tool: 'terminal',
    args: { command: 'npx vitest run src/payment src/orders' },
    result:
      '\u001b[32m✓\u001b[39m src/payment \u001b[2m(61 tests)\u001b[22m\n\u001b[32m✓\u001b[39m src/orders \u001b[2m(35 tests)\u001b[22m\n\nTest Files  \u001b[1;32m14 passed\u001b[0m\nTests  \u001b[1;32m96 passed\u001b[0m',
    ms: 6500,
  },
];

const INTERLUDES = [
  'The cart now hands over an `Invoice` and forgets about it. What I like about this cut is that it can be *tested without a cart*: an amount, a reference, a fake provider, done.\n\n',
  'One thing to decide later: rounding. Today the cart rounds per line and the provider rounds the sum, which differs by a cent now and then. I leave it as it is and write it down.\n\n> Rounding: per line or per sum? Ask finance.\n\n',
  'The provider interface has become small enough to read in one breath:\n\n```ts\nexport interface PaymentProvider {\n  charge(invoice: Invoice): Promise<Receipt>;\n  refund(receipt: Receipt, amount?: Money): Promise<Receipt>;\n}\n```\n\n',
];

/** Works for some minutes: thoughts, notes, tools, a plan, long text. */
export const refactorScript: Scenario = function* (c): Script {
  const plan = STAGES.map((stage) => stage.note.replace(/\.$/, ''));
  for (let round = 0; round < 2; round += 1) {
    for (const [index, stage] of STAGES.entries()) {
      yield* think(stage.thought, 30, c.random);
      yield wait(400);
      yield* speak(`${stage.note}\n\n`, RATE, c.random);
      yield {
        do: 'todo',
        todos: plan.map((content, at) => ({
          id: String(at + 1),
          content,
          status: at < index ? 'completed' : at === index ? 'in_progress' : 'pending',
        })),
      };
      const id = `call_r${round}_${index}`;
      yield {
        do: 'tool',
        id,
        name: stage.tool,
        args: stage.args,
        preview: Object.values(stage.args).map(String)[0] ?? null,
      };
      yield wait(stage.ms);
      yield { do: 'tool_done', id, name: stage.tool, preview: stage.result };
      for (const text of c.steers()) yield* speak(`Noted: _${text}_\n\n`, RATE, c.random);
      yield wait(700);
      yield* speak(INTERLUDES[(index + round) % INTERLUDES.length] ?? '', RATE, c.random);
      yield wait(1500);
    }
  }
  yield* speak(
    'That was the last caller. The module has one way in and one way out now, and **96 tests** agree.',
    RATE,
    c.random,
  );
  yield { do: 'usage', input: 18_400, output: 2_900 };
};

export const REFACTOR_PROMPTS = [
  'Do it, step by step, and keep the tests green.',
  'Now the same for the refund path.',
  'Look over the result once more and tidy up.',
];

/** Stops at something that cannot be undone. */
export const cleanupScript: Scenario = function* (c): Script {
  yield* think(
    'A clean build means removing the output directory. That deletes files, so it is not mine to decide.',
    60,
    c.random,
  );
  yield* speak('I will remove the output and build again.\n\n', 30, c.random);
  const command = 'rm -rf build && npm run build';
  yield { do: 'tool', id: 'call_clean', name: 'terminal', args: { command }, preview: command };
  const answer = yield {
    do: 'approvals',
    asks: [{ command, description: 'Recursive delete', patternKey: 'recursive-delete', riskLevel: 'high' }],
  };
  const allowed = Array.isArray(answer) && answer[0] !== 'deny';
  yield wait(allowed ? 2500 : 200);
  yield {
    do: 'tool_done',
    id: 'call_clean',
    name: 'terminal',
    preview: allowed ? 'removed build\nbuilt 214 files in 2.1 s' : 'blocked by user',
    isError: !allowed,
  };
  yield* speak(
    allowed
      ? 'Built from nothing: **214 files** instead of 231. The 17 that are gone are the ones you had deleted.'
      : 'All right, nothing was deleted. You can also build into a new directory and compare:\n\n```sh\nnpm run build -- --outdir build-clean\ndiff -rq build build-clean\n```',
    30,
    c.random,
  );
  yield { do: 'usage', input: 2_100, output: 140 };
};

/** Wants to know something before it goes on. */
export const changelogScript: Scenario = function* (c): Script {
  yield* think('The order of the sections depends on who reads it.', 60, c.random);
  yield* speak('Before I write it out, one thing.\n\n', 30, c.random);
  const answer = yield {
    do: 'clarify',
    question: 'Who is the changelog for?',
    choices: ['Users of the app', 'People who run the server', 'Both, in two parts'],
  };
  const audience = typeof answer === 'string' && answer ? answer : 'Both, in two parts';
  yield wait(600);
  yield* speak(
    `For **${audience.toLowerCase()}** then:\n\n## 2.4\n\n- Imports keep the last line of a file.\n- Logging in is fast again.\n` +
      '- Sessions can be pinned.\n\nEverything else is internal and stays out.',
    30,
    c.random,
  );
  yield { do: 'usage', input: 3_200, output: 120 };
};

/** Is about done when the page opens. */
export const paintScript: Scenario = function* (c): Script {
  yield* speak('Measured both, one at a time.\n\n', 60, c.random);
  yield { do: 'hold', name: 'seen' };
  yield* speak(
    'It is the **font**: 640 ms until text shows. With `font-display: swap` and a preload it is 90 ms, and the script hardly matters.',
    16,
    c.random,
  );
  yield { do: 'usage', input: 1_400, output: 60 };
};
