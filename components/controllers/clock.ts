/**
 * Time that moves on screen. One timer per interval for the whole page, alive only while a selector that read it is.
 */
import { signal, type Signal } from '@preact/signals-core';

const ticks = new Map<number, Signal<number>>();

/**
 * The time now, in milliseconds. Read in a selector or a computed, it makes that run again every `interval`
 * milliseconds: `computed(() => labels.duration(now(1000) - startedAt))`.
 */
export function now(interval: number): number {
  let tick = ticks.get(interval);
  if (tick === undefined) {
    tick = makeTick(interval);
    ticks.set(interval, tick);
  }
  void tick.value;
  return Date.now();
}

function makeTick(interval: number): Signal<number> {
  let timer: ReturnType<typeof setInterval> | undefined;
  const tick = signal(0, {
    name: `clock.${interval}`,
    watched() {
      timer ??= setInterval(() => {
        tick.value += 1;
      }, interval);
    },
    unwatched() {
      clearInterval(timer);
      timer = undefined;
    },
  });
  return tick;
}
