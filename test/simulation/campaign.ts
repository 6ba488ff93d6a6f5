/** Plays the schedules of seeds, one after another, and says of each what became of it. */
import { scheduleOf } from './generate.js';
import { play } from './player.js';
import type { Schedule } from './schedule.js';
import { shrink } from './shrink.js';

export interface Failure {
  readonly seed: number;
  readonly error: string;
  /** The smallest schedule found that fails in the same way; as generated when it was not shrunk. */
  readonly schedule: Schedule;
}

/** What goes wrong with a schedule, as text; null when nothing does. */
export async function verdictOf(schedule: Schedule): Promise<string | null> {
  try {
    await play(schedule);
    return null;
  } catch (error) {
    return error instanceof Error ? error.message : String(error);
  }
}

/** Plays the schedule of one seed. A failing one is made small, unless that is not wanted. */
export async function playSeed(seed: number, options: { readonly shrink?: boolean } = {}): Promise<Failure | null> {
  const schedule = scheduleOf(seed);
  const error = await verdictOf(schedule);
  if (error === null) return null;
  if (options.shrink === false) return { seed, error, schedule };
  const small = await shrink(schedule, error, verdictOf);
  return { seed, error: small.error, schedule: small.schedule };
}

/** A failure as it is printed: what went wrong, and a line that can be put into a regression test as it is. */
export function describeFailure({ seed, error, schedule }: Failure): string {
  const again = seed < 0 ? '' : `\n  npm run simulate -- --seed ${seed} --seeds 1`;
  return `${seed < 0 ? '' : `seed ${seed}: `}${error}\n  await play(${JSON.stringify(schedule)});${again}`;
}
