/**
 * What the workloads say: markdown of a fixed seed, the same for everybody. Every few words stands a mark, a word that says
 * how far the text has come, so that what is on the page can be told from what was sent.
 */
import type { BenchMessage } from './driver.js';

const WORDS = (
  'reader panel branch release server queue window status answer figure corner signal lantern harbour engine letter ' +
  'garden ladder mirror button folder record turn slice lease cursor anchor margin shadow folder widget border column'
).split(' ');

/** Numbers from 0 up to 1, always the same ones for a seed. */
export function dice(seed: number): () => number {
  let state = seed * 2_654_435_761 + 1;
  return () => {
    state = (Math.imul(state, 1_664_525) + 1_013_904_223) >>> 0;
    return state / 2 ** 32;
  };
}

export const LAST = 999_999;

export const mark = (of: string, at: number): string => `zq${of}q${String(at).padStart(6, '0')}q`;

/** All marks of a text, in order. */
export function marksIn(of: string, text: string): number[] {
  return [...text.matchAll(new RegExp(`zq${of}q(\\d{6})q`, 'g'))].map((found) => Number(found[1]));
}

class Writer {
  readonly #roll: () => number;
  readonly #of: string;
  #marks = 0;
  #since = 0;

  constructor(seed: number, of: string) {
    this.#roll = dice(seed);
    this.#of = of;
  }

  /** Paragraphs, lists, code, tables and headings in turn. */
  block(kind: number): string {
    switch (kind % 7) {
      case 0:
        return `## ${this.#some(3)}`;
      case 2:
        return this.#lines(4, () => `- ${this.#sentence(9)}`);
      case 4:
        return [
          '```js',
          this.#lines(7, () => `const ${this.#word()} = ${this.#word()}(${this.#number()});`),
          '```',
        ].join('\n');
      case 5:
        return [
          '| one | two | three |',
          '|---|:-:|--:|',
          this.#lines(4, () => `| ${this.#some(2)} | \`${this.#word()}\` | ${this.#number()} |`),
        ].join('\n');
      case 6:
        return this.#lines(3, (at) => `${at + 1}. ${this.#sentence(10)}`);
      default:
        return `${this.#sentence(18)} ${this.#sentence(14)}`;
    }
  }

  #sentence(length: number): string {
    const words: string[] = [];
    for (let at = 0; at < length; at += 1) {
      const roll = this.#roll();
      const word = this.#word();
      words.push(
        roll < 0.04
          ? `**${word}**`
          : roll < 0.07
            ? `\`${word}\``
            : roll < 0.09
              ? `[${word}](https://example.invalid/${word})`
              : word,
      );
      this.#since += word.length + 1;
      if (this.#since < 50) continue;
      this.#since = 0;
      words.push(mark(this.#of, (this.#marks += 1)));
    }
    return `${words.join(' ')}.`;
  }

  #lines(count: number, line: (at: number) => string): string {
    return Array.from({ length: count }, (_, at) => line(at)).join('\n');
  }

  #some(count: number): string {
    return this.#lines(count, () => this.#word()).replaceAll('\n', ' ');
  }

  #word(): string {
    return WORDS[Math.floor(this.#roll() * WORDS.length)]!;
  }

  #number(): number {
    return Math.floor(this.#roll() * 1000);
  }
}

/** An answer of so many tokens, of four characters on average; it ends with the mark `LAST`. */
export function answer(of: string, seed: number, tokens: number): readonly string[] {
  const writer = new Writer(seed, of);
  const roll = dice(seed + 1);
  const out: string[] = [];
  let text = '';
  for (let kind = 0; out.length < tokens - 1; kind += 1) {
    text += `${writer.block(kind)}\n\n`;
    while (text.length > 16 && out.length < tokens - 1) {
      const length = 1 + Math.floor(roll() * 7);
      out.push(text.slice(0, length));
      text = text.slice(length);
    }
  }
  const fences = out.join('').match(/^```/gm)?.length ?? 0;
  out.push(`${fences % 2 === 1 ? '\n```' : ''}\n\nThat is all: ${mark(of, LAST)}`);
  return out;
}

/** A conversation: questions and answers by turns, every tenth answer with a tool call; each ends with its own mark. */
export function conversation(of: string, length: number): readonly BenchMessage[] {
  const seed = [...of].reduce((sum, letter) => sum + letter.charCodeAt(0), length);
  const writer = new Writer(seed, `${of}x`);
  return Array.from({ length }, (_, at): BenchMessage => {
    const id = `${of}-${at}`;
    const end = mark(of, at);
    if (at % 2 === 0) return { id, role: 'user', text: `${writer.block(1)} ${end}` };
    const text = [writer.block(1), writer.block(at >> 1), `${writer.block(1)} ${end}`].join('\n\n');
    if (at % 20 !== 19) return { id, role: 'assistant', text };
    const tool = { id: `${id}-t`, name: 'read_file', args: { path: `src/${at}.ts` }, result: writer.block(1) };
    return { id, role: 'assistant', text, tools: [tool] };
  });
}
