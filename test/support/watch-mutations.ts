import { shadowRoots } from './shadow-roots.js';

/** Every change of the document within an element, shadow roots included, that happens from now on. */
export interface MutationWatch {
  /** What changed, one line each, in words for a failure's message. */
  seen(): string[];
  stop(): void;
}

/** `ignore` says which places may change: it is asked with the element a change was in. */
export function watchMutations(root: Element, ignore: (place: Element) => boolean): MutationWatch {
  const seen: string[] = [];
  const take = (records: readonly MutationRecord[]): void => {
    for (const record of records) {
      const { target } = record;
      const place =
        target.nodeType === Node.ELEMENT_NODE ? (target as Element) : (target.parentElement ?? hostOf(target));
      if (place && ignore(place)) continue;
      const what = record.type === 'attributes' ? attributeChange(record) : record.type;
      seen.push(`${place ? path(place) : '?'} ${what}`);
    }
  };
  const observer = new MutationObserver(take);
  for (const node of [root, ...shadowRoots(root)]) {
    observer.observe(node, {
      subtree: true,
      childList: true,
      characterData: true,
      attributes: true,
      attributeOldValue: true,
    });
  }
  return {
    seen() {
      take(observer.takeRecords());
      return [...seen];
    },
    stop: () => observer.disconnect(),
  };
}

function attributeChange({ target, attributeName, oldValue }: MutationRecord): string {
  return `@${attributeName}: ${oldValue} -> ${(target as Element).getAttribute(attributeName ?? '')}`;
}

function hostOf(node: Node): Element | null {
  return (node as { host?: Element }).host ?? null;
}

function path(element: Element): string {
  const own = `${element.localName}${element.getAttribute('part') ? `[${element.getAttribute('part')}]` : ''}`;
  const root = element.getRootNode() as { host?: Element };
  return root.host ? `${root.host.localName} > ${own}` : own;
}
