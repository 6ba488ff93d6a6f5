/**
 * Says what in a tree could run, load or lead astray. Used with the corpus wherever text from outside is shown. Works on
 * trees of another window.
 */
export interface Allowed {
  /** Names of elements that may be there; all if absent. */
  readonly elements?: ReadonlySet<string>;
  readonly attributes?: ReadonlySet<string>;
  /** Whether formulas may be there. */
  readonly mathml?: boolean;
  /** Whether our own drawings may be there: shapes, and nothing that refers, moves or holds. */
  readonly icons?: boolean;
  /** Whether elements may have been placed by script: with numbers, and nothing that covers or loads. */
  readonly placed?: boolean;
}

const FORBIDDEN: ReadonlySet<string> = new Set(
  `applet area base body embed fencedframe form frame frameset head iframe image isindex link marquee meta noembed
  noscript object param picture plaintext portal script source style template title track xmp`.split(/\s+/),
);
const LOADING: ReadonlySet<string> = new Set(
  `action archive background cite classid codebase data formaction href longdesc manifest ping poster profile src srcdoc
  srcset usemap xlink:href`.split(/\s+/),
);
const SCHEMES: ReadonlySet<string> = new Set(['http:', 'https:', 'mailto:', 'tel:']);
const HTML = 'http://www.w3.org/1999/xhtml';
const MATHML = 'http://www.w3.org/1998/Math/MathML';
const SVG = 'http://www.w3.org/2000/svg';
const SHAPES: ReadonlySet<string> = new Set('circle ellipse g line path polygon polyline rect svg'.split(' '));

/** @returns what is wrong, one line each; empty when nothing is */
export function harmIn(
  root: ParentNode,
  { elements, attributes, mathml = false, icons = false, placed = false }: Allowed = {},
): readonly string[] {
  const harm: string[] = [];
  for (const node of root.querySelectorAll('*')) {
    const name = node.localName;
    // Lit's own sheets, where constructed ones are missing.
    if (name === 'style' && node.parentNode === root) continue;
    const known =
      node.namespaceURI === HTML
        ? !elements || elements.has(name)
        : (mathml && node.namespaceURI === MATHML) || (icons && node.namespaceURI === SVG && SHAPES.has(name));
    if (FORBIDDEN.has(name) || !known) harm.push(`<${name}>`);
    for (const { name: attribute, value } of node.attributes) {
      // Formulas are styled through the object model, which no policy refuses.
      const styled = attribute === 'style' && !(mathml && node.namespaceURI === MATHML && !/url|-\d{2,}em/.test(value));
      const byScript =
        placed && attribute === 'style' && /^(?:[\w-]+: [-\w.% ,()]+; ?)*$/.test(value) && !/url|fixed/.test(value);
      if (/^on/i.test(attribute) || (styled && !byScript) || attribute === 'is') harm.push(`<${name} ${attribute}>`);
      if (node.namespaceURI === HTML && attributes && !attributes.has(attribute)) harm.push(`<${name} ${attribute}>`);
      if (LOADING.has(attribute) && !isSafe(value, node.baseURI)) harm.push(`<${name} ${attribute}="${value}">`);
      if (LOADING.has(attribute) && attribute !== 'href' && /\bevil\b/.test(value)) harm.push(`loads ${value}`);
    }
    if (name === 'a' && node.querySelector('a, button')) harm.push('<a> in <a>');
  }
  return harm;
}

function isSafe(address: string, base: string): boolean {
  try {
    return SCHEMES.has(new URL(address, base).protocol);
  } catch {
    return false;
  }
}
