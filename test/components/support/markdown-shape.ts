/** Elements, attributes and text of a tree; not how Lit keeps its places, nor what is not drawn just now. */
export function shape(node: Node): unknown {
  if (!(node instanceof Element || node instanceof DocumentFragment)) return node.nodeValue;
  const children: unknown[] = [];
  for (const child of node.childNodes) {
    if (child instanceof Comment || child instanceof HTMLStyleElement) continue;
    const last = children.length - 1;
    if (child instanceof Text) {
      if (child.data === '') continue;
      if (typeof children[last] === 'string') children[last] += child.data;
      else children.push(child.data);
    } else {
      children.push(shape(child));
    }
  }
  const attributes =
    node instanceof Element
      ? Object.fromEntries([...node.attributes].map(({ name, value }) => [name, value.replace(/ off-screen$/, '')]))
      : {};
  return { name: node.nodeName, attributes, children };
}
