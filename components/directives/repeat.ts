/**
 * Lit's `repeat`, that takes the rows it removes out whole: lit-html 3.3.1 to 3.3.3 leave one comment node behind for each
 * (lit/lit#5298), and a pane that is switched about for months grows by them. Same signature, and nothing to do where
 * Lit has mended it.
 */
import type { ChildPart } from 'lit';
import { directive } from 'lit/directive.js';
import { getCommittedValue, getDirectiveClass } from 'lit/directive-helpers.js';
import { repeat as litRepeat, type RepeatDirective, type RepeatDirectiveFn } from 'lit/directives/repeat.js';

type UpdateArguments<T> = Parameters<typeof RepeatDirective.prototype.update<T>>[1];
type RepeatClass = new (...args: ConstructorParameters<typeof RepeatDirective>) => RepeatDirective;

const LitRepeat = getDirectiveClass(litRepeat([], () => null)) as unknown as RepeatClass;

class WholeRepeat extends LitRepeat {
  override update<T>(container: ChildPart, args: UpdateArguments<T>): ReturnType<RepeatDirective['update']> {
    // Lit crosses out in its own list what it has placed.
    const before = [...rowsOf(container)];
    const result = super.update(container, args);
    if (before.length === 0) return result;
    const kept = new Set(rowsOf(container));
    for (const row of before) if (!kept.has(row)) row.endNode?.remove();
    return result;
  }
}

function rowsOf(container: ChildPart): readonly (ChildPart & { readonly endNode: ChildNode | null })[] {
  const rows = getCommittedValue(container);
  return Array.isArray(rows) ? rows : NONE;
}

const NONE: readonly never[] = [];

/** Renders one template for each item and keeps its nodes by key. */
export const repeat = directive(WholeRepeat) as RepeatDirectiveFn;
