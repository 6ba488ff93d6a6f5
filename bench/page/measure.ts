/** What is on the page, and what it cost the page to get there. */
import { marksIn } from './content.js';

const SKIPPED = new Set(['style', 'script', 'template', 'svg']);

/** Text below a node as it is read, through open shadow roots, from the end; stops after about `most` characters. */
export function textFromEnd(root: Node | null, most = Infinity): string {
  const parts: string[] = [];
  let length = 0;
  const visit = (node: Node): void => {
    if (length >= most) return;
    if (node instanceof Text) {
      // A text may stand in several nodes side by side; other nodes are other words.
      parts.push(node.data, node.previousSibling instanceof Text ? '' : ' ');
      length += node.data.length;
      return;
    }
    if (node instanceof Element && SKIPPED.has(node.localName)) return;
    if (node instanceof HTMLSlotElement) return;
    for (let child = node.lastChild; child && length < most; child = child.previousSibling) visit(child);
    const shadow = node instanceof Element ? node.shadowRoot : null;
    if (shadow && length < most) visit(shadow);
  };
  if (root) visit(root);
  return parts.reverse().join('');
}

export const sleep = (ms: number): Promise<void> => new Promise((resolve) => setTimeout(resolve, ms));

/** Resolves in a task of its own after the next frame was made: what that frame shows is on the page. */
export function nextFrame(): Promise<void> {
  return new Promise((resolve) => {
    requestAnimationFrame(() => {
      const { port1, port2 } = new MessageChannel();
      port1.onmessage = () => {
        port1.close();
        resolve();
      };
      port2.postMessage(null);
    });
  });
}

/** Asks after every frame; the time it took, milliseconds, or null when it did not come about. */
export async function until(
  holds: () => boolean,
  patienceMs: number,
  since = performance.now(),
): Promise<number | null> {
  while (performance.now() - since < patienceMs) {
    await nextFrame();
    if (holds()) return performance.now() - since;
  }
  return null;
}

/** Nothing late and no long task for a while. */
export async function quiet(forMs = 300, patienceMs = 20_000): Promise<void> {
  const began = performance.now();
  let [last, before] = [began, began];
  while (performance.now() - last < forMs && performance.now() - began < patienceMs) {
    await sleep(10);
    const now = performance.now();
    if (now - before > 30) last = now;
    before = now;
  }
}

export interface Pauses {
  /** Longest time between two frames that had something to show, milliseconds. */
  readonly worstFrame: number;
  readonly framesOver50: number;
  readonly longestTask: number;
}

/** Watches for frames and tasks that take long; the returned function ends it. */
export function watchPauses(): () => Promise<Pauses> {
  const found: Record<string, number[]> = { 'long-animation-frame': [], longtask: [] };
  const observers = Object.entries(found).map(([type, durations]) => {
    const observer = new PerformanceObserver((list) =>
      durations.push(...list.getEntries().map((entry) => entry.duration)),
    );
    observer.observe({ type });
    return observer;
  });
  return async () => {
    await sleep(60);
    for (const observer of observers) observer.disconnect();
    const frames = found['long-animation-frame'] ?? [];
    return {
      worstFrame: Math.round(Math.max(0, ...frames)),
      framesOver50: frames.filter((duration) => duration > 50).length,
      longestTask: Math.round(Math.max(0, ...(found['longtask'] ?? []))),
    };
  };
}

/** Looks after each frame in which tokens came how far the text on the page has come, and when that was. */
export class Progress {
  readonly #of: string;
  readonly #root: () => Node | null;
  readonly #seen = new Map<number, number>();
  #newest = -1;
  #looking = false;

  constructor(of: string, root: () => Node | null) {
    this.#of = of;
    this.#root = root;
  }

  get newest(): number {
    return this.#newest;
  }

  readonly lookSoon = (): void => {
    if (this.#looking) return;
    this.#looking = true;
    void nextFrame().then(() => {
      this.#looking = false;
      this.look();
    });
  };

  look(): number {
    const at = performance.timeOrigin + performance.now();
    const marks = marksIn(this.#of, textFromEnd(this.#root(), 800));
    const newest = Math.max(-1, ...marks);
    if (newest > this.#newest) this.#seen.set((this.#newest = newest), at);
    return this.#newest;
  }

  /** From when a mark was sent to when it, or a later one, was seen. */
  delays(sent: ReadonlyMap<number, number>): number[] {
    const seen = [...this.#seen].sort(([a], [b]) => a - b);
    return [...sent].flatMap(([mark, at]) => {
      const shown = seen.find(([newest]) => newest >= mark);
      return shown ? [shown[1] - at] : [];
    });
  }
}

/** The value below which a part of them lies. */
export function quantile(values: readonly number[], part: number): number | null {
  const sorted = [...values].sort((a, b) => a - b);
  return sorted[Math.min(sorted.length - 1, Math.floor(part * sorted.length))] ?? null;
}
