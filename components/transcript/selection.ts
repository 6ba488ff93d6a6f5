/** What is selected in a shadow root, which browsers tell in different ways. */

/** The selection as far as it is in this root: its ends are nodes of the root, or hosts in it. Undefined: nothing is. */
export function selectedIn(root: ShadowRoot): StaticRange | undefined {
  const selection = root.ownerDocument.getSelection();
  if (selection === null || selection.type === 'None') return undefined;
  // A caret in a root further in looks like a range from here.
  if (selection.type !== 'Range' && selection.toString() === '') return undefined;
  if (typeof selection.getComposedRanges !== 'function') return undefined;
  const [range] = selection.getComposedRanges({ shadowRoots: [root] });
  return range !== undefined && !range.collapsed && root.contains(range.startContainer) ? range : undefined;
}
