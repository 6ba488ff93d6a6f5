/**
 * HTML in a text, cleaned by DOMPurify. Off unless the host turns it on. Under Trusted Types it needs the one policy
 * `hermes-elements`; where the page's policy does not allow that, the pack fails and markup stays text.
 */
import createDOMPurify from 'dompurify';
import type { Config } from 'dompurify';
import { LINK_REL, safeLink } from '../markdown/links.js';
import type { HtmlPack } from './registry.js';

interface Policy {
  createHTML(markup: string): string;
  createScriptURL(url: string): string;
}

interface TrustedTypes {
  createPolicy(name: string, rules: Policy): Policy;
}

const ALLOWED_TAGS =
  `a abbr b bdi bdo blockquote br cite code dd del details dfn div dl dt em figcaption figure h3 h4 h5 h6
  hr i ins kbd li mark ol p pre q rp rt ruby s samp small span strong sub summary sup table tbody td tfoot th thead tr u ul
  var wbr`.split(/\s+/);
const ALLOWED_ATTR = ['href', 'title', 'lang', 'dir', 'colspan', 'rowspan', 'scope', 'start', 'open', 'datetime'];

/** One for the page, however many registries load this: a policy's name can be taken only once. */
let policy: Policy | undefined;

/** Only DOMPurify gets to use it, and only on what goes to an inert document. */
function newPolicy(): Policy | undefined {
  const { trustedTypes } = globalThis as { trustedTypes?: TrustedTypes };
  return trustedTypes?.createPolicy('hermes-elements', {
    createHTML: (markup) => markup,
    createScriptURL: () => {
      throw new TypeError('No scripts.');
    },
  });
}

export function createHtml(): HtmlPack {
  const purify = createDOMPurify(window);
  policy ??= newPolicy();
  const config: Config = {
    ALLOWED_TAGS,
    ALLOWED_ATTR,
    ALLOW_DATA_ATTR: false,
    ALLOW_ARIA_ATTR: false,
    RETURN_DOM_FRAGMENT: true,
    ...(policy ? { TRUSTED_TYPES_POLICY: policy as never } : {}),
  };
  purify.addHook('afterSanitizeAttributes', (node) => {
    if (!node.hasAttribute('href')) return;
    const link = safeLink(node.getAttribute('href') ?? '');
    if (!link) {
      node.removeAttribute('href');
      return;
    }
    node.setAttribute('href', link.href);
    node.setAttribute('rel', LINK_REL);
    if (link.absolute) node.setAttribute('target', '_blank');
  });
  return {
    clean(markup) {
      const fragment = purify.sanitize(markup, config) as unknown as DocumentFragment | null;
      if (!fragment) return null;
      return fragment.textContent?.trim() === '' && !fragment.querySelector('hr, br') ? null : fragment;
    },
  };
}
