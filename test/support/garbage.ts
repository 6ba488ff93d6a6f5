import { leaveOut } from './leave-out.js';

/** Garbage collection on demand, for tests that ask whether something is still alive. */

/**
 * Collects until none of these is alive, or nothing more is to be expected: finalisers and microtasks between rounds free
 * more, and a busy machine needs more rounds. What is truly held outlasts any number of them; to
 * show that something is held, few `rounds` are enough.
 */
export async function collect(refs: readonly WeakRef<object>[] = [], rounds = 120): Promise<void> {
  const { gc } = globalThis as { gc?: () => void };
  if (!gc) {
    // In Chromium it is there, or the tests are started wrongly.
    if ('chrome' in globalThis) throw new Error('This test needs gc(): start the browser with --js-flags=--expose-gc');
    return leaveOut('no gc() here');
  }
  for (let round = 0; round < rounds && (round < 8 || countSurvivors(refs) > 0); round += 1) {
    gc();
    await new Promise((resolve) => setTimeout(resolve, 20));
  }
}

export function countSurvivors(refs: readonly WeakRef<object>[]): number {
  return refs.filter((ref) => ref.deref() !== undefined).length;
}
