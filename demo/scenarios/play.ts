/** What a scenario is, and the means to play one: steps that a person sees ticked off, and checks that make the verdict. */
import { Stage } from './stage.js';

export interface Play {
  readonly stage: Stage;
  /** Announces a step and does it. */
  step(text: string, action: () => void | Promise<void>): Promise<void>;
  /** Waits until it is so; the scenario breaks when it does not come. */
  until(what: string, holds: () => boolean): Promise<void>;
  /** One fact the verdict rests on. */
  check(what: string, holds: boolean): void;
  /** Time for a person to look. None in fast mode. */
  look(ms: number): Promise<void>;
}

export interface Scenario {
  readonly id: string;
  readonly title: string;
  readonly expected: string;
  /** Panes side by side; 1 comes with a sidebar. */
  readonly panes: number;
  run(play: Play): Promise<void>;
}

export interface Verdict {
  readonly held: boolean;
  /** Why it broke; empty when it held. */
  readonly why: string;
}

/** Tells the page how it goes. */
export interface Teller {
  step(text: string): void;
  stepped(): void;
  checked(what: string, held: boolean): void;
}

const PATIENCE_MS = 30_000;

export async function playScenario(
  scenario: Scenario,
  place: HTMLElement,
  fast: boolean,
  teller: Teller,
  ended: AbortSignal,
): Promise<Verdict> {
  const stage = new Stage(place, { rate: fast ? 400 : 25, panes: scenario.panes });
  ended.addEventListener('abort', () => stage.dispose(), { once: true });
  const broken: string[] = [];
  const play: Play = {
    stage,
    async step(text, action) {
      teller.step(text);
      await action();
      teller.stepped();
    },
    async until(what, holds) {
      const deadline = performance.now() + PATIENCE_MS;
      while (!holds()) {
        if (ended.aborted) throw new Error('ended');
        if (performance.now() > deadline) throw new Error(`waited in vain: ${what}`);
        await pause(16);
      }
    },
    check(what, holds) {
      teller.checked(what, holds);
      if (!holds) broken.push(what);
    },
    look: (ms) => pause(fast ? 30 : ms),
  };
  try {
    await play.until('the list', () => stage.registry.listed.value);
    await scenario.run(play);
  } catch (error) {
    broken.push(error instanceof Error ? error.message : String(error));
  }
  return { held: broken.length === 0, why: broken.join('; ') };
}

function pause(ms: number): Promise<void> {
  return new Promise((resolve) => setTimeout(resolve, ms));
}
