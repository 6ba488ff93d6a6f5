/**
 * What markdown can do beyond itself: colours in code, formulas, HTML, diagrams. Each is a pack that is loaded when a
 * text first needs it, and that a host may replace or switch off. A pack that fails to load leaves plain text.
 */

/** Colours code without adding an element to it. */
export interface HighlightPack {
  /** Whether it would colour code of this language. */
  knows(language: string): boolean;
  /** @returns what ends it: called when the code changes or goes */
  paint(code: HTMLElement, text: string, language: string): () => void;
}

export interface MathsPack {
  /** A node of its own for each call, or null when it is no formula it can show. */
  render(formula: string, display: boolean): Node | null;
}

export interface HtmlPack {
  /** What of this markup is safe to show, or null. */
  clean(markup: string): DocumentFragment | null;
}

/**
 * Shows a finished code block as something else: a diagram of a `mermaid` block, say. Called once per block, with its
 * language and text; null leaves it code.
 */
export type Diagrams = (language: string, text: string) => Node | null;

export interface PackTypes {
  highlight: HighlightPack;
  maths: MathsPack;
  html: HtmlPack;
}

export type PackName = keyof PackTypes;
export type PackLoader<Name extends PackName> = () => PackTypes[Name] | Promise<PackTypes[Name]>;

interface Slot {
  loader: PackLoader<PackName> | null;
  pack: PackTypes[PackName] | undefined;
  waiting: Set<() => void> | undefined;
}

export class MarkdownPacks {
  readonly #slots: Record<PackName, Slot> = { highlight: noPack(), maths: noPack(), html: noPack() };
  readonly #watchers = new Set<() => void>();
  #diagrams: Diagrams | null = null;
  #version = 0;

  /** Differs whenever a pack or the diagrams were replaced. */
  get version(): number {
    return this.#version;
  }

  /** How to load a pack, or null for none. Everything shown is shown anew. */
  use<Name extends PackName>(name: Name, loader: PackLoader<Name> | null): void {
    this.#slots[name] = { ...noPack(), loader: loader as PackLoader<PackName> | null };
    this.#tell();
  }

  /** Whether a pack is there to be loaded, or has failed. */
  has(name: PackName): boolean {
    return this.#slots[name].loader !== null;
  }

  /** The pack, or undefined while it loads: then `ready` is called once when it is there, and never if it fails. */
  get<Name extends PackName>(name: Name, ready?: () => void): PackTypes[Name] | undefined {
    const slot = this.#slots[name];
    if (slot.pack || !slot.loader) return slot.pack as PackTypes[Name] | undefined;
    if (slot.waiting) {
      if (ready) slot.waiting.add(ready);
      return undefined;
    }
    slot.waiting = new Set(ready ? [ready] : []);
    void this.#load(slot, slot.loader);
    return undefined;
  }

  /** Nobody waits for `ready` any more. */
  forget(ready: () => void): void {
    for (const { waiting } of Object.values(this.#slots)) waiting?.delete(ready);
  }

  get diagrams(): Diagrams | null {
    return this.#diagrams;
  }

  set diagrams(diagrams: Diagrams | null) {
    this.#diagrams = diagrams;
    this.#tell();
  }

  /** Called whenever a pack or the diagrams are replaced. @returns what ends it */
  watch(changed: () => void): () => void {
    this.#watchers.add(changed);
    return () => this.#watchers.delete(changed);
  }

  async #load(slot: Slot, loader: PackLoader<PackName>): Promise<void> {
    try {
      slot.pack = await loader();
    } catch {
      // Offline, blocked by the page's policy, or not deployed: the text is readable as it is.
      slot.waiting?.clear();
      return;
    }
    const waiting = [...(slot.waiting ?? [])];
    slot.waiting?.clear();
    for (const ready of waiting) ready();
  }

  #tell(): void {
    this.#version += 1;
    for (const changed of [...this.#watchers]) changed();
  }
}

function noPack(): Slot {
  return { loader: null, pack: undefined, waiting: undefined };
}

/** The page's packs: empty until a host or `define/all` says which. */
export const markdownPacks = new MarkdownPacks();
