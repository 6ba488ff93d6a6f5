/**
 * Colours in code by highlight.js and the CSS Custom Highlight API: ranges over the text that is there, not one element
 * more. Only blocks near the screen have ranges, since the browser looks at all of them whenever the page changes; a
 * block is lexed when it first comes near, while the page has nothing else to do.
 */
import hljs from 'highlight.js/lib/core';
import type { LanguageFn } from 'highlight.js';
import bash from 'highlight.js/lib/languages/bash';
import cpp from 'highlight.js/lib/languages/cpp';
import css from 'highlight.js/lib/languages/css';
import diff from 'highlight.js/lib/languages/diff';
import go from 'highlight.js/lib/languages/go';
import java from 'highlight.js/lib/languages/java';
import javascript from 'highlight.js/lib/languages/javascript';
import json from 'highlight.js/lib/languages/json';
import python from 'highlight.js/lib/languages/python';
import rust from 'highlight.js/lib/languages/rust';
import sql from 'highlight.js/lib/languages/sql';
import typescript from 'highlight.js/lib/languages/typescript';
import xml from 'highlight.js/lib/languages/xml';
import yaml from 'highlight.js/lib/languages/yaml';
import type { HighlightPack } from './registry.js';

/** A stretch of one colour, in characters of the code. */
export interface ColouredSpan {
  readonly kind: ColourKind;
  readonly start: number;
  readonly end: number;
}

/** Each is a highlight `hermes-<kind>` and a custom property `--hermes-code-<kind>`. */
export type ColourKind =
  'keyword' | 'string' | 'number' | 'comment' | 'title' | 'type' | 'name' | 'meta' | 'addition' | 'deletion';

const KINDS: Readonly<Record<string, ColourKind>> = {
  addition: 'addition',
  attr: 'name',
  attribute: 'name',
  built_in: 'type',
  bullet: 'meta',
  char: 'string',
  class: 'type',
  comment: 'comment',
  deletion: 'deletion',
  doctag: 'comment',
  keyword: 'keyword',
  link: 'string',
  literal: 'number',
  meta: 'meta',
  name: 'keyword',
  number: 'number',
  operator: 'keyword',
  property: 'name',
  quote: 'comment',
  regexp: 'string',
  section: 'title',
  'selector-attr': 'name',
  'selector-class': 'name',
  'selector-id': 'name',
  'selector-pseudo': 'name',
  'selector-tag': 'keyword',
  string: 'string',
  symbol: 'number',
  tag: 'keyword',
  'template-tag': 'keyword',
  'template-variable': 'name',
  title: 'title',
  type: 'type',
  variable: 'name',
};

const LANGUAGES: Readonly<Record<string, LanguageFn>> = {
  bash,
  cpp,
  css,
  diff,
  go,
  java,
  javascript,
  json,
  python,
  rust,
  sql,
  typescript,
  xml,
  yaml,
};

/** Longer code stays as it is: lexing it would be felt. */
const LONGEST = 60_000;
const NEAR = '600px';

/** What the pack needs of the page. */
export interface HighlightSurroundings {
  /** Runs `work` when there is time. @returns what calls it off */
  idle(work: () => void): () => void;
  /** Calls back whenever `element` comes near the screen, where it can be coloured, or leaves it. @returns what ends it */
  near(element: Element, changed: (near: boolean) => void): () => void;
}

/** Where the browser has no highlights, the pack knows no language. */
export function createHighlight(surroundings: HighlightSurroundings = pageSurroundings()): HighlightPack {
  for (const [name, language] of Object.entries(LANGUAGES)) {
    if (!hljs.getLanguage(name)) hljs.registerLanguage(name, language);
  }
  const supported = typeof Highlight === 'function' && typeof CSS !== 'undefined' && 'highlights' in CSS;
  return {
    knows: (language) => supported && hljs.getLanguage(language) !== undefined,
    paint(code, text, language) {
      if (text.length > LONGEST) return () => {};
      const painting = new Painting(code, text, language, surroundings);
      return () => painting.end();
    },
  };
}

/** Spans of one code, without overlaps: the innermost scope that has a colour wins. */
function colouredSpans(text: string, language: string): readonly ColouredSpan[] {
  const { _emitter: emitter } = hljs.highlight(text, { language, ignoreIllegals: true });
  const spans: ColouredSpan[] = [];
  let at = 0;
  const walk = (node: TreeNode | string, kind: ColourKind | undefined): void => {
    if (typeof node === 'string') {
      const end = at + node.length;
      const last = spans.at(-1);
      if (kind && last?.kind === kind && last.end === at) spans[spans.length - 1] = { ...last, end };
      else if (kind && end > at) spans.push({ kind, start: at, end });
      at = end;
      return;
    }
    const inner = kindOf(node.scope) ?? kind;
    for (const child of node.children) walk(child, inner);
  };
  walk((emitter as unknown as { rootNode: TreeNode }).rootNode, undefined);
  return spans;
}

interface TreeNode {
  readonly scope?: string;
  readonly children: readonly (TreeNode | string)[];
}

/** `title.function_` is a kind of `title`. */
function kindOf(scope: string | undefined): ColourKind | undefined {
  if (scope === undefined) return undefined;
  return KINDS[scope] ?? KINDS[scope.split('.', 1)[0] ?? ''];
}

/** One code block's colours, from `paint()` to its end. */
class Painting {
  readonly #code: HTMLElement;
  readonly #text: string;
  readonly #language: string;
  readonly #surroundings: HighlightSurroundings;
  readonly #endWatch: () => void;
  #spans: readonly ColouredSpan[] | undefined;
  #ranges: (readonly [ColourKind, StaticRange])[] = [];
  #cancel: (() => void) | undefined;

  constructor(code: HTMLElement, text: string, language: string, surroundings: HighlightSurroundings) {
    this.#code = code;
    this.#text = text;
    this.#language = language;
    this.#surroundings = surroundings;
    this.#endWatch = surroundings.near(code, (near) => (near ? this.#come() : this.#leave()));
  }

  end(): void {
    this.#endWatch();
    this.#leave();
  }

  #come(): void {
    if (this.#cancel || this.#ranges.length > 0) return;
    this.#cancel = this.#surroundings.idle(() => {
      this.#cancel = undefined;
      this.#spans ??= colouredSpans(this.#text, this.#language);
      this.#ranges = rangesOf(this.#code, this.#spans);
      for (const [kind, range] of this.#ranges) highlightOf(kind).add(range);
    });
  }

  #leave(): void {
    this.#cancel?.();
    this.#cancel = undefined;
    for (const [kind, range] of this.#ranges) highlightOf(kind).delete(range);
    this.#ranges = [];
  }
}

function highlightOf(kind: ColourKind): Highlight {
  const name = `hermes-${kind}`;
  let highlight = CSS.highlights.get(name);
  if (!highlight) {
    highlight = new Highlight();
    CSS.highlights.set(name, highlight);
  }
  return highlight;
}

function rangesOf(code: HTMLElement, spans: readonly ColouredSpan[]): (readonly [ColourKind, StaticRange])[] {
  const walker = document.createTreeWalker(code, NodeFilter.SHOW_TEXT);
  const ranges: (readonly [ColourKind, StaticRange])[] = [];
  let node = walker.nextNode() as Text | null;
  let from = 0;
  const find = (offset: number): readonly [Text, number] | undefined => {
    while (node && offset - from > node.length) {
      from += node.length;
      node = walker.nextNode() as Text | null;
    }
    return node ? [node, offset - from] : undefined;
  };
  for (const { kind, start, end } of spans) {
    const first = find(start);
    const last = find(end);
    if (!first || !last) break;
    ranges.push([
      kind,
      new StaticRange({
        startContainer: first[0],
        startOffset: first[1],
        endContainer: last[0],
        endOffset: last[1],
      }),
    ]);
  }
  return ranges;
}

function pageSurroundings(): HighlightSurroundings {
  const followed = new Map<Element, { readonly changed: (near: boolean) => void; near: boolean }>();
  // There browsers mark a range as if it were selected, whatever colour it is given.
  const forced = matchMedia('(forced-colors: active)');
  const tell = (element: Element): void => {
    const one = followed.get(element);
    one?.changed(one.near && !forced.matches);
  };
  const tellAll = (): void => [...followed.keys()].forEach(tell);
  const come = (element: Element, near: boolean): void => {
    const one = followed.get(element);
    if (one) one.near = near;
    tell(element);
  };
  const observer =
    typeof IntersectionObserver === 'function'
      ? new IntersectionObserver(
          (entries) => {
            for (const { target, isIntersecting } of entries) come(target, isIntersecting);
          },
          { rootMargin: NEAR },
        )
      : undefined;
  return {
    idle(work) {
      if (typeof requestIdleCallback !== 'function') {
        const timer = setTimeout(work, 50);
        return () => clearTimeout(timer);
      }
      const handle = requestIdleCallback(work, { timeout: 500 });
      return () => cancelIdleCallback(handle);
    },
    near(element, changed) {
      if (followed.size === 0) forced.addEventListener('change', tellAll);
      followed.set(element, { changed, near: !observer });
      if (observer) observer.observe(element);
      else tell(element);
      return () => {
        observer?.unobserve(element);
        followed.delete(element);
        if (followed.size === 0) forced.removeEventListener('change', tellAll);
      };
    },
  };
}
