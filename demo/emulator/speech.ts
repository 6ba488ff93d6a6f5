/** Turning text into token steps: made-up words for tests, real sentences at a reading pace. */

import { Randomness } from './random.js';
import type { Script, Step } from './steps.js';

const WORDS = (
  'a quiet morning brings small boats past the harbour wall and each one leaves a line of light on the water ' +
  'while someone counts them from the window above the bakery before the first bread is out and the street ' +
  'fills with bicycles that know their way to work'
).split(' ');

/** `n` repeatable words, with a sentence end now and then. */
export function* words(n: number, seed: number): Generator<string> {
  const random = new Randomness(seed);
  for (let i = 0; i < n; i += 1) {
    const word = WORDS[random.below(WORDS.length)] ?? 'and';
    const shown = i % 17 === 0 ? word.charAt(0).toUpperCase() + word.slice(1) : word;
    yield shown + (i % 85 === 84 ? '.\n\n' : i % 17 === 16 ? '. ' : ' ');
  }
}

/** `rate` tokens per second; 0 for all at once. */
export function* stream(n: number, rate: number, seed: number): Script {
  for (const text of words(n, seed)) {
    if (rate > 0) yield wait(1000 / rate);
    yield { do: 'token', text };
  }
}

/** Text in pieces of `size` code points, without pauses: what a test can count. */
export function* say(text: string, size = 8, pauseMs = 0): Script {
  const points = [...text];
  for (let i = 0; i < points.length; i += size) {
    if (pauseMs > 0) yield wait(pauseMs);
    yield { do: 'token', text: points.slice(i, i + size).join('') };
  }
}

/** Text word by word like a model speaks, a little uneven. */
export function* speak(text: string, rate: number, random: Randomness): Script {
  for (const piece of text.match(/\s*\S+\s*/g) ?? []) {
    yield wait((1000 / rate) * (0.5 + random.next()));
    yield { do: 'token', text: piece };
  }
}

export function* think(text: string, rate: number, random: Randomness): Script {
  for (const piece of text.match(/\s*\S+\s*/g) ?? []) {
    yield wait((1000 / rate) * (0.5 + random.next()));
    yield { do: 'reasoning', text: piece };
  }
}

export function wait(ms: number): Step {
  return { do: 'wait', ms };
}
