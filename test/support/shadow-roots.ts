/** Every shadow root of a node and below it, also in roots further in: an outer one comes before what is in it. */
export function shadowRoots(root: ParentNode): ShadowRoot[] {
  const own = (root as Partial<Element>).shadowRoot;
  return [...(own ? [own, ...below(own)] : []), ...below(root)];
}

function below(root: ParentNode): ShadowRoot[] {
  return [...root.querySelectorAll('*')].flatMap(({ shadowRoot }) =>
    shadowRoot === null ? [] : [shadowRoot, ...below(shadowRoot)],
  );
}
