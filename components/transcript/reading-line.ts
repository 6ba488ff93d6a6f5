/**
 * The line somebody reads: the element at the top edge of the box, as deep in the rows as needed to name one line of a
 * long answer. Where it was is kept, so that it can be put back there when what is above it changes its height; browsers
 * do that themselves at best in part.
 */

/** An element, and where its top was, in pixels below the top of the window. */
export interface Line {
  readonly element: Element;
  readonly top: number;
  /** The row it is in, and where that was: what is left when the element goes (a card is closed). */
  readonly row: Element;
  readonly rowTop: number;
}

/** Deeper than this nothing is gained. */
const DEEPEST = 24;
/** Among more children than this, the line is looked for by halving. */
const FEW = 24;

/** The line at `edge` (pixels below the top of the window) among these rows, which lie below each other. */
export function lineAt(rows: readonly Element[], edge: number): Line | undefined {
  const row = firstBelow(rows, edge);
  if (row === undefined) return undefined;
  let element = row;
  for (let depth = 0; depth < DEEPEST && element.getBoundingClientRect().top < edge; depth += 1) {
    const child = firstBelow(childrenOf(element), edge);
    if (child === undefined) break;
    element = child;
  }
  return lineOf(element, row);
}

export function lineOf(element: Element, row: Element): Line {
  return { element, top: element.getBoundingClientRect().top, row, rowTop: row.getBoundingClientRect().top };
}

/** How far down the line has moved, 0 if it is no more. */
export function drift(line: Line): number {
  if (isThere(line.element)) return line.element.getBoundingClientRect().top - line.top;
  return isThere(line.row) ? line.row.getBoundingClientRect().top - line.rowTop : 0;
}

/** It is drawn. */
export function isThere(element: Element): boolean {
  return element.isConnected && element.getClientRects().length > 0;
}

/** The first of these, from top to bottom, whose bottom is below the edge. */
export function firstBelow<T extends Element>(elements: readonly T[], edge: number): T | undefined {
  let low = 0;
  let high = elements.length;
  let found: T | undefined;
  while (high - low > FEW) {
    const middle = (low + high) >> 1;
    let at = middle;
    // What is not drawn has no place; the next one that is stands for it.
    while (at < high && isEmpty(elements[at]!.getBoundingClientRect())) at += 1;
    if (at < high && elements[at]!.getBoundingClientRect().bottom <= edge) low = at + 1;
    else {
      if (at < high) found = elements[at];
      high = middle;
    }
  }
  for (let at = low; at < high; at += 1) {
    const rect = elements[at]!.getBoundingClientRect();
    if (!isEmpty(rect) && rect.bottom > edge) return elements[at];
  }
  return found;
}

function childrenOf(element: Element): readonly Element[] {
  return [...(element.shadowRoot ?? element).children];
}

function isEmpty(rect: DOMRect): boolean {
  return rect.width === 0 && rect.height === 0;
}
