/** What only some browsers let a test do. */

let running: { pending?: boolean } | undefined;

beforeEach(function () {
  running = this.currentTest;
});

/** Ends the running test here, as one that this browser can't play. */
export function leaveOut(why: string): never {
  if (running) running.pending = true;
  throw new Error(`left out: ${why}`);
}
