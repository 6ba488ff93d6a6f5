/** Waits for something to become so, looking once per frame; says what did not come when it doesn't. */
export async function until(what: string, holds: () => boolean, withinMs = 8_000): Promise<void> {
  const deadline = performance.now() + withinMs;
  while (!holds()) {
    if (performance.now() > deadline) throw new Error(`not within ${withinMs} ms: ${what}`);
    await new Promise((resolve) => requestAnimationFrame(resolve));
  }
}
