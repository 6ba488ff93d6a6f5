/**
 * A process that plays seeds for `npm run simulate`. It is told `{from, to}`, `{schedule}` or `{stories}` and answers with what it
 * found; before each seed it says which one, so that whoever waits knows where it hangs.
 */
import { describeFailure, playSeed, verdictOf, type Failure } from './campaign.js';
import type { Schedule } from './schedule.js';
import { kindOf, shrink } from './shrink.js';
import { STORIES } from './stories.js';

export type Order =
  | { readonly from: number; readonly to: number; readonly shrink: boolean }
  | { readonly schedule: Schedule; readonly shrink: boolean }
  /** What was found before, one after the other. */
  | { readonly stories: true };

export type Report =
  | { readonly playing: number }
  | { readonly failure: Failure; readonly kind: string; readonly text: string }
  | { readonly done: true };

// A promise nobody waits for is a fault of whoever dropped it: the schedule under way fails.
process.on('unhandledRejection', (error) => {
  (globalThis as { reportError?: (error: unknown) => void }).reportError?.(error);
});

process.on('message', (order: Order) => {
  void obey(order).then(() => report({ done: true }));
});

async function obey(order: Order): Promise<void> {
  if ('stories' in order) return retell();
  if ('schedule' in order) return replay(order.schedule, order.shrink);
  for (let seed = order.from; seed < order.to; seed += 1) {
    report({ playing: seed });
    const failure = await playSeed(seed, { shrink: order.shrink });
    if (failure) found(failure);
  }
}

async function retell(): Promise<void> {
  for (const [at, [, schedule]] of STORIES.entries()) {
    report({ playing: at });
    const error = await verdictOf(schedule);
    if (error !== null) found({ seed: at, error, schedule });
  }
}

async function replay(schedule: Schedule, small: boolean): Promise<void> {
  const error = await verdictOf(schedule);
  if (error === null) return;
  const shrunk = small ? await shrink(schedule, error, verdictOf) : { schedule, error };
  found({ seed: -1, error: shrunk.error, schedule: shrunk.schedule });
}

function found(failure: Failure): void {
  report({ failure, kind: kindOf(failure.error), text: describeFailure(failure) });
}

function report(what: Report): void {
  process.send?.(what);
}
