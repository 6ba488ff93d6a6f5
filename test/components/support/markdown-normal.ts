/**
 * The structure of rendered markdown as a line of text, the same for a specification's HTML and for our elements where
 * they mean the same: our boxes, buttons and labels are left out, headings are back at their own level, images that stand as
 * links are images, addresses are compared as the browser resolves them.
 */
export function normal(root: Node): string {
  const out = content(root, false)
    .replace(/\s*(<\/?(?:p|ul|ol|li|blockquote|pre|h\d|hr|table|thead|tbody|tr|th|td|section)\b[^>]*>)\s*/g, '$1')
    .replace(/(<(?:br|input[^>]*)>) /g, '$1');
  return out.trim();
}

function content(node: Node, verbatim: boolean): string {
  return [...node.childNodes].map((child) => one(child, verbatim)).join('');
}

function one(node: Node, verbatim: boolean): string {
  if (node instanceof Text) return text(node.data, verbatim);
  if (!(node instanceof Element)) return '';
  const name = node.localName;
  if (name === 'style' || node.matches('.code-head, .back')) return '';
  if (node.matches('.chapter, .code, .table, sup button')) return content(node, verbatim);
  if (name === 'pre') return `<pre${language(node)}>${content(node, true).replace(/\n$/, '')}</pre>`;
  if (name === 'code' && node.parentElement?.localName === 'pre') return content(node, true);
  if (name === 'img') return `<img ${address(node.getAttribute('src'))} alt="${node.getAttribute('alt')}">`;
  if (node.matches('a.image')) return `<img ${address(node.getAttribute('href'))} alt="${node.textContent}">`;
  return `<${name === 'b' ? name : heading(node)}${attributes(node)}>${content(node, verbatim)}${VOID.has(name) ? '' : `</${heading(node)}>`}`;
}

const VOID: ReadonlySet<string> = new Set(['br', 'hr', 'input']);

/** `#` is our third level. */
function heading(node: Element): string {
  const level = /^h(\d)$/.exec(node.localName)?.[1];
  if (level === undefined || !(node.getRootNode() instanceof ShadowRoot)) return node.localName;
  return `h${Number(node.getAttribute('aria-level') ?? level) - 2}`;
}

function attributes(node: Element): string {
  const kept: string[] = [];
  if (node instanceof HTMLAnchorElement) {
    kept.push(address(node.getAttribute('href')));
    if (node.title) kept.push(`title="${node.title}"`);
  }
  if (node instanceof HTMLOListElement && node.start !== 1) kept.push(`start="${node.start}"`);
  if (node instanceof HTMLInputElement) kept.push(node.checked ? 'checked' : 'open');
  const side = node.getAttribute('align') ?? /align-(\w+)/.exec(node.className)?.[1];
  if (side) kept.push(`align="${side}"`);
  return kept.map((attribute) => ` ${attribute}`).join('');
}

function language(pre: Element): string {
  const theirs = /language-(\S+)/.exec(pre.querySelector('code')?.className ?? '')?.[1];
  const ours = pre.closest('.code')?.querySelector('.language')?.textContent;
  const named = theirs ?? (ours === 'Code' ? undefined : ours);
  return named ? ` ${named}` : '';
}

function address(value: string | null): string {
  try {
    return `"${decodeURI(new URL(value ?? '', 'https://base.example/').href)}"`;
  } catch {
    return `"${value}"`;
  }
}

function text(data: string, verbatim: boolean): string {
  const escaped = data.replaceAll('<', '&lt;');
  return verbatim ? escaped : escaped.replace(/[ \t\n]+/g, ' ');
}
