/**
 * Tags within a line, where the host has turned HTML on: pairs of a few harmless names become elements without any
 * attribute of theirs but a link's address; all others, and halves of pairs, stay text.
 */
import { html } from 'lit';
import type { TemplateResult } from 'lit';
import type { Token } from 'marked';
import { decodeEntities } from './entities.js';
import { LINK_REL, safeLink } from './links.js';
import type { Place } from './view.js';

type Element = (inside: unknown) => TemplateResult;

const ELEMENTS: ReadonlyMap<string, Element> = new Map<string, Element>([
  ['abbr', (inside) => html`<abbr>${inside}</abbr>`],
  ['b', (inside) => html`<b>${inside}</b>`],
  ['cite', (inside) => html`<cite>${inside}</cite>`],
  ['code', (inside) => html`<code dir="ltr">${inside}</code>`],
  ['del', (inside) => html`<del>${inside}</del>`],
  ['em', (inside) => html`<em>${inside}</em>`],
  ['i', (inside) => html`<i>${inside}</i>`],
  ['ins', (inside) => html`<ins>${inside}</ins>`],
  ['kbd', (inside) => html`<kbd dir="ltr">${inside}</kbd>`],
  ['mark', (inside) => html`<mark>${inside}</mark>`],
  ['q', (inside) => html`<q>${inside}</q>`],
  ['s', (inside) => html`<s>${inside}</s>`],
  ['samp', (inside) => html`<samp>${inside}</samp>`],
  ['small', (inside) => html`<small>${inside}</small>`],
  ['strong', (inside) => html`<strong>${inside}</strong>`],
  ['sub', (inside) => html`<sub>${inside}</sub>`],
  ['sup', (inside) => html`<sup>${inside}</sup>`],
  ['u', (inside) => html`<u>${inside}</u>`],
  ['var', (inside) => html`<var>${inside}</var>`],
]);
const OPEN = /^<([a-z][a-z\d]*)(?:\s[^]*)?>$/i;
const ADDRESS = /\shref\s*=\s*(?:"([^"]*)"|'([^']*)'|([^\s"'>]+))/i;

export type RenderAll = (tokens: readonly Token[], place: Place) => unknown;

/** @param render what becomes of tokens between two tags */
export function renderMarkup(tokens: readonly Token[], place: Place, render: RenderAll): unknown {
  const shown: unknown[] = [];
  for (let at = 0; at < tokens.length; at += 1) {
    const token = tokens[at];
    if (!token) continue;
    const name = token.type === 'html' ? OPEN.exec(token.raw)?.[1]?.toLowerCase() : undefined;
    if (name === 'br' || name === 'wbr') {
      shown.push(name === 'br' ? html`<br />` : html`<wbr />`);
      continue;
    }
    const end = name === undefined || token.raw.endsWith('/>') ? -1 : closing(tokens, at, name);
    const made = end < 0 ? undefined : pair(name ?? '', token.raw, tokens.slice(at + 1, end), place, render);
    if (made === undefined) {
      shown.push(render([token], place));
    } else {
      shown.push(made);
      at = end;
    }
  }
  return shown;
}

function pair(name: string, tag: string, inside: readonly Token[], place: Place, render: RenderAll): unknown {
  if (name === 'a') {
    const [, double, single, bare] = ADDRESS.exec(tag) ?? [];
    const link = place.inLink ? undefined : safeLink(decodeEntities(double ?? single ?? bare ?? ''));
    if (!link) return undefined;
    const text = renderMarkup(inside, { ...place, inLink: true }, render);
    return html`<a href=${link.href} rel=${LINK_REL} target=${link.absolute ? '_blank' : '_self'}>${text}</a>`;
  }
  return ELEMENTS.get(name)?.(renderMarkup(inside, place, render));
}

function closing(tokens: readonly Token[], from: number, name: string): number {
  let depth = 0;
  for (let at = from; at < tokens.length; at += 1) {
    const token = tokens[at];
    if (token?.type !== 'html') continue;
    const raw = token.raw.toLowerCase();
    if (OPEN.exec(raw)?.[1] === name && !raw.endsWith('/>')) depth += 1;
    else if (raw.startsWith(`</${name}`) && !/[a-z\d]/.test(raw[name.length + 2] ?? '')) depth -= 1;
    if (depth === 0 && at > from) return at;
  }
  return -1;
}
