/** The default scenario: a believable answer to whatever was asked, in words, a list and code. */

import type { Randomness } from './random.js';
import { speak, think, wait } from './speech.js';
import type { Scenario, Script } from './steps.js';

const RATE = 40;

export const answerScenario: Scenario = function* (c): Script {
  const topic = topicOf(c.prompt);
  const rate = c.number('rate', RATE);
  yield* think(`The question is about ${topic}. A short plan with an example serves better than theory.`, 90, c.random);
  yield wait(150);
  const opening = pick(c.random, [
    `Happy to help with **${topic}**.`,
    `Good question. For **${topic}** I would go in small steps.`,
    `Here is how I would approach **${topic}**.`,
  ]);
  yield* speak(`${opening} Three things matter most:\n\n`, rate, c.random);
  yield* speak(
    `1. **Make it observable.** Write down what should happen for ${topic} and what happens now.\n` +
      '2. **Change one thing at a time.** A small step that can be undone beats a clever one.\n' +
      '3. **Keep the proof.** A test that fails without the change stays in the suite.\n\n',
    rate,
    c.random,
  );
  yield* speak('As a start, something like this:\n\n', rate, c.random);
  const name = identifier(topic);
  yield* speak(
    '```ts\n' +
      `export function ${name}(input: string): string {\n` +
      '  const steps = input.split("\\n").map((line) => line.trim());\n' +
      '  // Empty lines carry no meaning here.\n' +
      '  return steps.filter((line) => line !== "").join(" → ");\n' +
      '}\n```\n\n',
    rate,
    c.random,
  );
  for (const text of c.steers()) yield* speak(`You added: _${text}_. I will keep to that.\n\n`, rate, c.random);
  yield* speak('Shall I apply this to your project, or do you want to see a variant first?', rate, c.random);
  yield { do: 'usage', input: 900 + c.prompt.length, output: 180 };
  yield { do: 'title', title: titleOf(topic), afterMs: 600 };
};

/** The few words of a prompt that say what it is about. */
function topicOf(prompt: string): string {
  const clean = prompt
    .replaceAll(/\[\[.*?\]\]/g, '')
    .replaceAll(/[`*_#>]/g, '')
    .replaceAll(/\s+/g, ' ')
    .trim();
  const sentence = clean.split(/[.?!\n]/)[0]?.trim() ?? '';
  const bare = sentence.replace(
    /^(please|can you|could you|how do i|how can i|help me( with)?|i want to|let us|let's)\s+/i,
    '',
  );
  const words = bare.split(' ').slice(0, 8).join(' ');
  return words || 'this';
}

export function titleOf(topic: string): string {
  const title = topic.charAt(0).toUpperCase() + topic.slice(1);
  return title.length > 48 ? `${title.slice(0, 47).trimEnd()}…` : title;
}

function identifier(topic: string): string {
  const parts = topic.toLowerCase().match(/[a-z]+/g) ?? [];
  const [head = 'apply', ...rest] = parts.slice(0, 3);
  return head + rest.map((part) => part.charAt(0).toUpperCase() + part.slice(1)).join('');
}

function pick(random: Randomness, choices: string[]): string {
  return choices[random.below(choices.length)] ?? '';
}
