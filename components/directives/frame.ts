/**
 * One callback per frame for everything that waits for one. A hidden page gets no frames, and a frame asked for before
 * it was hidden does not come: so a timer runs beside it and whichever is first serves both.
 */
const HIDDEN_DELAY_MS = 250;

const waiting = new Set<() => void>();
let frame: number | undefined;
let timer: ReturnType<typeof setTimeout> | undefined;

/** Runs `work` once before the next paint. The same function asked for again before that still runs once. */
export function atFrame(work: () => void): void {
  waiting.add(work);
  if (timer !== undefined) return;
  frame = requestAnimationFrame(run);
  timer = setTimeout(run, HIDDEN_DELAY_MS);
  runAll(companions);
}

export function cancelAtFrame(work: () => void): void {
  waiting.delete(work);
}

const companions = new Set<() => void>();

/**
 * Runs `work` whenever a frame is asked for, before that frame: an animation that is set on then is drawn in it, where one
 * that is set on in a frame asks for another. @returns what ends it
 */
export function besideFrames(work: () => void): () => void {
  companions.add(work);
  return () => companions.delete(work);
}

function run(): void {
  if (frame !== undefined) cancelAnimationFrame(frame);
  clearTimeout(timer);
  frame = undefined;
  timer = undefined;
  const works = [...waiting];
  waiting.clear();
  runAll(works);
}

function runAll(works: Iterable<() => void>): void {
  for (const work of works) {
    try {
      work();
    } catch (thrown) {
      // One part that fails must not keep the others from their frame.
      reportError(thrown);
    }
  }
}
