// Waiting for a state, never for a time.

import { performance } from 'node:perf_hooks';
import { setTimeout as sleep } from 'node:timers/promises';

const LOOK_EVERY_MS = 60;

/** A check of a scenario did not hold. Its message is the sentence that is printed. */
export class Failure extends Error {}

/** This cannot be tried here: nothing failed, and nothing was shown either. */
export class NotPossible extends Error {}

/**
 * Looks again and again until `look` returns something true, and returns that.
 *
 * @template T
 * @param {string} what what is waited for, as it reads after "waited for"
 * @param {() => Promise<T> | T} look
 * @param {{ within?: number, seen?: () => unknown }} [options] `seen`: what to say there was instead
 * @returns {Promise<T>}
 */
export async function until(what, look, { within = 20_000, seen } = {}) {
  const deadline = performance.now() + within;
  for (;;) {
    const found = await look();
    if (found) return found;
    if (performance.now() > deadline) {
      const instead = seen === undefined ? '' : `; there was ${describe(await seen())}`;
      throw new Failure(`waited ${within / 1000} s for ${what}${instead}`);
    }
    await sleep(LOOK_EVERY_MS);
  }
}

/** @param {unknown} condition @param {string} sentence @param {unknown} [seen] */
export function hold(condition, sentence, seen) {
  if (!condition) throw new Failure(seen === undefined ? sentence : `${sentence}; there was ${describe(seen)}`);
}

function describe(seen) {
  const text = typeof seen === 'string' ? seen : JSON.stringify(seen);
  return text.length > 600 ? `${text.slice(0, 600)}…` : text;
}
