/**
 * The language of the scripted agent. A scenario is a generator of steps; a step that waits for
 * somebody (approval, question) gives the answer back to the generator.
 */

import type { Randomness } from './random.js';
import type { TodoItem, WireObject } from './records.js';
import type { Backend } from './server-state.js';

export interface ApprovalAsk {
  id?: string;
  command: string;
  description: string;
  patternKey: string;
  riskLevel?: string;
  choices?: string[];
  allowPermanent?: boolean;
  tool?: string;
}

export type ErrorKind =
  'failed' | 'partial' | 'quota' | 'auth' | 'http500' | 'http401' | 'drop' | 'empty' | 'completed-error' | 'rate_limit';

export type Step =
  | { do: 'wait'; ms: number }
  | { do: 'token'; text: string }
  | { do: 'reasoning'; text: string }
  /** A visible note that was not streamed as tokens before. */
  | { do: 'interim'; text: string }
  | { do: 'tool'; id?: string; name: string; args: WireObject; preview?: string | null }
  | {
      do: 'tool_done';
      id?: string;
      name: string;
      preview?: string;
      output?: string;
      isError?: boolean;
      duration?: number;
    }
  /** All at once; gives the choices back in order. */
  | { do: 'approvals'; asks: ApprovalAsk[] }
  | { do: 'clarify'; question: string; choices: string[]; timeoutSeconds?: number }
  | { do: 'todo'; todos: TodoItem[] }
  | { do: 'hold'; name?: string; orMs?: number }
  | { do: 'compressing' }
  | { do: 'compressed'; rotate: boolean }
  | { do: 'warning'; type: string; message: string }
  | { do: 'state_saved'; kind: 'memory' | 'skill'; action: string; name?: string }
  | { do: 'steer_leftover'; text: string }
  | { do: 'title'; title: string; afterMs?: number }
  | { do: 'output'; text: string }
  | { do: 'usage'; input: number; output: number }
  | { do: 'fail'; kind: ErrorKind; message?: string }
  /** Any event, as it is. */
  | { do: 'emit'; event: string; payload: WireObject };

export type StepResult = string[] | string | boolean | undefined;
export type Script = Generator<Step, void, StepResult>;

export interface ScenarioContext {
  prompt: string;
  backend: Backend;
  random: Randomness;
  flag(name: string): boolean;
  number(name: string, otherwise: number): number;
  text(name: string, otherwise: string): string;
  /** Steering texts that arrived since the last look; taking them marks them as applied. */
  steers(): string[];
}

export type Scenario = (context: ScenarioContext) => Script;

export interface ScenarioTag {
  name: string;
  options: Record<string, string | true>;
}

const TAG = /\[\[scenario:([a-z0-9-]+)((?:\s+[a-z0-9_-]+(?:=[^\s\]]*)?)*)\s*\]\]/i;

export function readTag(text: string): ScenarioTag | null {
  const match = TAG.exec(text);
  if (!match) return null;
  const options: Record<string, string | true> = {};
  for (const part of (match[2] ?? '').trim().split(/\s+/)) {
    if (!part) continue;
    const [key = '', ...value] = part.split('=');
    options[key] = part.includes('=') ? value.join('=') : true;
  }
  return { name: (match[1] ?? '').toLowerCase(), options };
}

/** Frames that count when a run is driven step by step from outside. */
export function isVisible(step: Step): boolean {
  return (
    step.do === 'token' ||
    step.do === 'reasoning' ||
    step.do === 'tool' ||
    step.do === 'tool_done' ||
    step.do === 'emit'
  );
}
