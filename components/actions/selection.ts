/**
 * What a person has marked inside one element. Selections do not cross shadow roots in one way only: some browsers tell of
 * them per root, some by composed ranges, some as if there were no roots. Each is asked for, and none is taken that
 * reaches outside.
 */

interface WithSelection {
  getSelection?(): Selection | null;
}

/** The range marked within `element`, in whatever root below it; null where nothing is, or not only there. */
export function rangeIn(element: Element): Range | null {
  const roots = rootsIn(element);
  for (const root of roots) {
    const own = (root as WithSelection).getSelection?.();
    if (own && !own.isCollapsed && own.rangeCount > 0 && root.contains(own.anchorNode) && root.contains(own.focusNode))
      return own.getRangeAt(0);
  }
  const selection = element.ownerDocument.getSelection();
  if (selection === null || selection.rangeCount === 0) return null;
  const range = composedRange(selection, roots) ?? selection.getRangeAt(0);
  return !range.collapsed && isWithin(range.startContainer, element) && isWithin(range.endContainer, element)
    ? range
    : null;
}

/** Its text, as it would be copied. */
export function selectedIn(element: Element): string {
  const range = rangeIn(element);
  if (range === null) return '';
  const selection = element.ownerDocument.getSelection()?.toString() ?? '';
  const own = range.toString();
  // The browser's text has the line breaks of the layout; it is ours if it says the same.
  return selection !== '' && squeezed(selection) === squeezed(own) ? selection : own;
}

function composedRange(selection: Selection, shadowRoots: ShadowRoot[]): Range | null {
  const ask = (selection as Selection & { getComposedRanges?(options: { shadowRoots: ShadowRoot[] }): StaticRange[] })
    .getComposedRanges;
  if (ask === undefined) return null;
  try {
    const [found] = ask.call(selection, { shadowRoots });
    if (found === undefined) return null;
    const range = new Range();
    range.setStart(found.startContainer, found.startOffset);
    range.setEnd(found.endContainer, found.endOffset);
    return range;
  } catch {
    return null;
  }
}

/** Shadow roots of the element and of those inside it. */
function rootsIn(element: Element): ShadowRoot[] {
  const found: ShadowRoot[] = [];
  const visit = (from: Element | ShadowRoot): void => {
    if (from instanceof Element && from.shadowRoot !== null) {
      found.push(from.shadowRoot);
      visit(from.shadowRoot);
    }
    for (const inside of from.querySelectorAll('*')) if (inside.shadowRoot !== null) visit(inside);
  };
  visit(element);
  return found;
}

function isWithin(node: Node, element: Element): boolean {
  let at: Node | null = node;
  while (at !== null) {
    if (element.contains(at)) return true;
    const root = at.getRootNode();
    at = root instanceof ShadowRoot ? root.host : null;
  }
  return false;
}

function squeezed(text: string): string {
  return text.replace(/\s+/g, '');
}
