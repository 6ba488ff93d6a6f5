/** The turns of a conversation, as a person would list them: by what they said (pure). */
import type { Message } from '../../runtime/index.js';
import type { Row } from './rows.js';

const LONGEST = 120;

export interface Turn {
  readonly key: string;
  /** First line of the prompt; empty: it has no text. */
  readonly title: string;
  /** Milliseconds, server clock. */
  readonly at: number | null;
}

/** A person's own prompts among these rows, first to last. */
export function turnsOf(rows: readonly Row[]): readonly Turn[] {
  return rows.flatMap(({ key, message }) =>
    message === null || !isPrompt(message) ? [] : [{ key, title: firstLine(message), at: message.at }],
  );
}

export function isPrompt(message: Message): boolean {
  return message.role === 'user' && message.origin !== 'system';
}

/** What a message begins with, as one line. */
export function firstLine(message: Message): string {
  for (const block of message.blocks ?? []) {
    if (block.kind !== 'text') continue;
    const line = /\S[^\n]*/.exec(block.text)?.[0].trim() ?? '';
    if (line !== '') return line.length > LONGEST ? `${line.slice(0, LONGEST - 1).trimEnd()}…` : line;
  }
  return '';
}
