/**
 * Formulas as MathML, by temml. Its tree is built with DOM calls, no markup is parsed; what comes out is copied through
 * an allow-list all the same, so that nothing a formula says can be more than maths.
 */
import temml from 'temml';
import type { MathsPack } from './registry.js';

/** The library's types know its parts by other names than its module does. */
const toTree = (temml as unknown as { __renderToMathMLTree: (formula: string, options: object) => { toNode(): Node } })
  .__renderToMathMLTree;

const MATHML = 'http://www.w3.org/1998/Math/MathML';
const ELEMENTS: ReadonlySet<string> = new Set(
  `math merror mfrac mi mmultiscripts mn mo mover mpadded mphantom mprescripts mroot mrow ms mspace msqrt mstyle msub
  msubsup msup mtable mtd mtext mtr munder munderover none semantics menclose`.split(/\s+/),
);
const ATTRIBUTES: ReadonlySet<string> = new Set(
  `accent accentunder class columnalign columnlines columnspacing columnspan depth dir display displaystyle fence form
  frame height largeop linethickness lspace mathcolor mathbackground mathsize mathvariant maxsize minsize movablelimits
  notation rowalign rowlines rowspacing rowspan rspace scriptlevel separator stretchy symmetric voffset width`.split(
    /\s+/,
  ),
);
const STYLES: readonly string[] = [
  'color',
  'background-color',
  'border',
  'border-bottom',
  'border-left',
  'border-right',
  'border-top',
  'font-weight',
  'height',
  'margin',
  'margin-left',
  'margin-right',
  'math-depth',
  'math-style',
  'padding',
  'padding-left',
  'padding-right',
  'text-align',
  'width',
];
const DEEPEST = 200;

export function createMaths(): MathsPack {
  return {
    render(formula, display) {
      try {
        const tree = toTree(formula, {
          displayMode: display,
          throwOnError: true,
          trust: false,
          maxSize: [20, 20],
          maxExpand: 500,
        });
        return copy(tree.toNode(), 0);
      } catch {
        // Not a formula, or one it does not know: the text is what can be shown.
        return null;
      }
    },
  };
}

function copy(node: Node, depth: number): Node | null {
  if (node instanceof Text) return document.createTextNode(node.data);
  if (depth > DEEPEST) return null;
  if (node instanceof DocumentFragment) return copyChildren(node, document.createDocumentFragment(), depth);
  if (!(node instanceof Element) || !ELEMENTS.has(node.localName)) return null;
  const made = document.createElementNS(MATHML, node.localName) as MathMLElement;
  for (const { name, value } of node.attributes) {
    if (ATTRIBUTES.has(name) && isModest(value)) made.setAttribute(name, value);
  }
  const { style } = node as MathMLElement;
  for (const name of STYLES) {
    const value = style.getPropertyValue(name);
    if (value !== '' && !/url|image/i.test(value) && isModest(value)) made.style.setProperty(name, value);
  }
  return copyChildren(node, made, depth);
}

/** No length in it reaches out of the formula, over other text or over the page. */
function isModest(value: string): boolean {
  for (const [, number, unit] of value.matchAll(/(-?\d*\.?\d+)(em|ex|px|pt|mu|cm|mm|in|%)/g)) {
    const size = Number(number) / (unit === 'em' || unit === 'ex' ? 1 : 16);
    if (size > 40 || size < -2) return false;
  }
  return true;
}

function copyChildren(from: Node, to: Node, depth: number): Node {
  for (const child of from.childNodes) {
    const copied = copy(child, depth + 1);
    if (copied) to.appendChild(copied);
  }
  return to;
}
