/** Counts what the page still listens to and which intervals still run, so that a test can ask for the base again. */
export interface Held {
  /** Listeners on window, document and the root element that were added and not removed. */
  readonly listeners: number;
  readonly intervals: number;
}

export interface HeldCounter {
  readonly now: Held;
  /** Puts the page's own functions back. */
  stop(): void;
}

/** Counts from here on. One counter at a time. */
export function countHeld(): HeldCounter {
  const added = new Map<string, number>();
  const ids = new WeakMap<object, number>();
  let nextId = 0;
  const intervals = new Set<number>();
  const keyOf = (target: EventTarget, type: string, listener: unknown, options: unknown): string => {
    const of = (value: object): number => {
      const known = ids.get(value) ?? (nextId += 1);
      ids.set(value, known);
      return known;
    };
    const capture =
      typeof options === 'object' && options !== null
        ? (options as AddEventListenerOptions).capture === true
        : options === true;
    return `${of(target)} ${type} ${typeof listener === 'object' || typeof listener === 'function' ? of(listener as object) : 0} ${capture}`;
  };
  const watched = new Set<EventTarget>([window, document, document.documentElement, document.body]);
  const { addEventListener, removeEventListener } = EventTarget.prototype;
  const { setInterval: realSet, clearInterval: realClear } = globalThis;

  EventTarget.prototype.addEventListener = function (this: EventTarget, ...args: Parameters<typeof addEventListener>) {
    const target = this ?? window;
    if (watched.has(target) && args[1]) added.set(keyOf(target, args[0], args[1], args[2]), 1);
    return addEventListener.apply(target, args);
  };
  EventTarget.prototype.removeEventListener = function (
    this: EventTarget,
    ...args: Parameters<typeof removeEventListener>
  ) {
    const target = this ?? window;
    if (watched.has(target) && args[1]) added.delete(keyOf(target, args[0], args[1], args[2]));
    return removeEventListener.apply(target, args);
  };
  globalThis.setInterval = ((...args: Parameters<typeof setInterval>) => {
    const id = realSet(...args) as unknown as number;
    intervals.add(id);
    return id;
  }) as typeof setInterval;
  globalThis.clearInterval = (id) => {
    intervals.delete(id as unknown as number);
    realClear(id);
  };

  return {
    get now() {
      return { listeners: added.size, intervals: intervals.size };
    },
    stop() {
      EventTarget.prototype.addEventListener = addEventListener;
      EventTarget.prototype.removeEventListener = removeEventListener;
      globalThis.setInterval = realSet;
      globalThis.clearInterval = realClear;
    },
  };
}
