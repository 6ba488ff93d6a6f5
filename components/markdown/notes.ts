/**
 * Footnotes of one text: which are defined, and their numbers in the order in which the text first refers to them.
 * The same object as long as nothing of that differs.
 */
import type { Token } from 'marked';
import type { Chapter } from './chapters.js';
import { equal } from './equal.js';
import type { FootnoteToken } from './extensions.js';

export interface Note {
  readonly label: string;
  readonly number: number;
  readonly tokens: readonly Token[];
}

export interface Notes {
  readonly list: readonly Note[];
  /** By label as compared: letter case counts for nothing. */
  readonly numbers: ReadonlyMap<string, number>;
}

export const noNotes: Notes = { list: [], numbers: new Map() };

/** A note nobody refers to is not shown, as on GitHub. */
export function notesOf(chapters: readonly Chapter[], before: Notes): Notes {
  const defined = new Map<string, FootnoteToken>();
  const refs = new Set<string>();
  for (const chapter of chapters) {
    if (!chapter.noted) continue;
    for (const block of chapter.blocks) {
      for (const label of block.refs) refs.add(labelKey(label));
      const note = block.tokens[0] as Partial<FootnoteToken> | undefined;
      if (note?.type !== 'footnote' || note.label === undefined) continue;
      const key = labelKey(note.label);
      if (!defined.has(key)) defined.set(key, note as FootnoteToken);
    }
  }
  const list: Note[] = [];
  const numbers = new Map<string, number>();
  for (const label of refs) {
    const note = defined.get(label);
    if (!note) continue;
    numbers.set(label, list.length + 1);
    const known = before.list[list.length];
    const tokens = known && equal(known.tokens, note.tokens) ? known.tokens : note.tokens;
    list.push({ label, number: list.length + 1, tokens });
  }
  const same =
    list.length === before.list.length &&
    list.every(({ label, tokens }, at) => label === before.list[at]?.label && tokens === before.list[at]?.tokens);
  return same ? before : { list, numbers };
}

export function labelKey(label: string): string {
  return label.toLowerCase();
}
