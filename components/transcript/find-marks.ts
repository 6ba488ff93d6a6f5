/**
 * Marks what was found, in the rows that are drawn, by CSS Custom Highlights: no node is added or changed. Where the
 * browser has none (Firefox before 140), what was found is gone to but not coloured.
 */
const FOUND = 'hermes-found';
const CURRENT = 'hermes-found-current';

/** Shared by all transcripts of the page: a highlight goes by its name, and text is coloured by the root it is in. */
const sheet = typeof CSSStyleSheet === 'function' ? new CSSStyleSheet() : undefined;
sheet?.replaceSync(`
  ::highlight(${FOUND}) { background-color: #ffe08a; color: #1a1a1a; }
  ::highlight(${CURRENT}) { background-color: #ff9632; color: #000; }
  @media (forced-colors: active) {
    ::highlight(${FOUND}) { background-color: Mark; color: MarkText; }
    ::highlight(${CURRENT}) { background-color: Highlight; color: HighlightText; text-decoration: underline 2px; }
  }
`);

/** What is no text of the conversation, or is not searched. */
const SKIPPED = 'style, script, template, svg, button, footer, h3, input, select, textarea, .visually-hidden';
const INLINE = 'a, abbr, b, bdi, code, del, em, i, ins, kbd, mark, s, span, strong, sub, sup, u';

export class FindMarks {
  readonly #marked = new Set<Range>();
  readonly #dressed = new Set<ShadowRoot>();

  /** Marks these and nothing else; `current` in its own colour. */
  show(ranges: readonly Range[], current: Range | null): void {
    this.clear();
    if (sheet === undefined || typeof Highlight !== 'function' || CSS.highlights === undefined) return;
    const found = highlight(FOUND, 0);
    const now = highlight(CURRENT, 1);
    for (const range of ranges) {
      const root = range.startContainer.getRootNode();
      if (root instanceof ShadowRoot && !root.adoptedStyleSheets.includes(sheet)) {
        root.adoptedStyleSheets = [...root.adoptedStyleSheets, sheet];
        this.#dressed.add(root);
      }
      (range === current ? now : found).add(range);
      this.#marked.add(range);
    }
  }

  clear(): void {
    if (this.#marked.size === 0) return;
    for (const range of this.#marked) for (const name of [FOUND, CURRENT]) CSS.highlights.get(name)?.delete(range);
    this.#marked.clear();
    // Sheets stay where they are until a root goes: they colour nothing by themselves, and taking them is a restyle.
    for (const root of this.#dressed) if (!root.host.isConnected) this.#dressed.delete(root);
  }
}

function highlight(name: string, priority: number): Highlight {
  const known = CSS.highlights.get(name);
  if (known !== undefined) return known;
  const made = new Highlight();
  made.priority = priority;
  CSS.highlights.set(name, made);
  return made;
}

/** Where the pattern is in what is shown of a row, in order. */
export function rangesIn(row: Element, pattern: RegExp): readonly Range[] {
  const runs: Text[][] = [[]];
  gather(row.shadowRoot ?? row, runs);
  return runs.flatMap((run) => rangesInRun(run, pattern));
}

/** What shows a block of a row; null where it is not drawn. */
export function blockIn(row: Element, block: string): Element | null {
  const root = row.querySelector('hermes-message')?.shadowRoot;
  return (
    [...(root?.querySelectorAll<HTMLElement>('[data-block]') ?? [])].find((one) => one.dataset['block'] === block) ??
    null
  );
}

/** Text that reads as one: up to the next block, or the edge of a root. */
function gather(parent: Element | ShadowRoot, runs: Text[][]): void {
  for (const node of parent.childNodes) {
    if (node instanceof Text) runs.at(-1)!.push(node);
    if (!(node instanceof Element) || node.matches(SKIPPED)) continue;
    const inline = node.matches(INLINE);
    if (!inline) {
      if (!node.checkVisibility()) continue;
      if (runs.at(-1)!.length > 0) runs.push([]);
    }
    gather(node.shadowRoot ?? node, runs);
    if (!inline && runs.at(-1)!.length > 0) runs.push([]);
  }
}

function rangesInRun(run: readonly Text[], pattern: RegExp): readonly Range[] {
  if (run.length === 0) return [];
  const text = run.map((node) => node.data).join('');
  return [...text.matchAll(pattern)].map((match) => {
    const range = new Range();
    const [start, from] = at(run, match.index);
    const [end, to] = at(run, match.index + match[0].length - 1);
    range.setStart(start, from);
    range.setEnd(end, to + 1);
    return range;
  });
}

function at(run: readonly Text[], offset: number): readonly [Text, number] {
  let left = offset;
  for (const node of run) {
    if (left < node.length) return [node, left];
    left -= node.length;
  }
  const last = run.at(-1)!;
  return [last, Math.max(0, last.length - 1)];
}
