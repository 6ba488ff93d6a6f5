/** Elements of ours below a node, through shadow roots, whose design tokens came to nothing: see components/styles/tokens.ts. */
export function withoutTokens(root: ParentNode): readonly string[] {
  return [...root.querySelectorAll<HTMLElement>('*')].flatMap((element) => {
    const inner = element.shadowRoot;
    if (!inner) return [];
    const lacks =
      element.localName.startsWith('hermes-') &&
      inner.querySelector('*') !== null &&
      element.checkVisibility() &&
      getComputedStyle(element).getPropertyValue('--_border') === '';
    return [...(lacks ? [element.localName] : []), ...withoutTokens(inner)];
  });
}
