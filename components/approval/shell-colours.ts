/**
 * The colours of a shell for a command a person is asked about: ranges over the text that is there, so that what is shown,
 * selected and copied stays exactly the command. Nothing is coloured where no pack is there, nor where a text has
 * something odd in it: then the warnings are the only colour.
 */
import { nothing } from 'lit';
import { AsyncDirective } from 'lit/async-directive.js';
import { directive } from 'lit/directive.js';
import type { DirectiveResult, ElementPart } from 'lit/directive.js';
import type { ReactiveController, ReactiveControllerHost } from 'lit';
import { markdownPacks, type HighlightPack } from '../packs/registry.js';
import { odditiesOf } from './shown-text.js';

const LANGUAGE = 'bash';
/** Longer ones are shown in pieces; the colours of their beginning would say nothing. Characters. */
const LONGEST = 8_000;

export class ShellColours implements ReactiveController {
  readonly #host: ReactiveControllerHost;

  constructor(host: ReactiveControllerHost) {
    this.#host = host;
    host.addController(this);
  }

  hostDisconnected(): void {
    markdownPacks.forget(this.#ready);
  }

  /** Stands in the tag of the element that shows this command and nothing else. */
  of(command: string): DirectiveResult {
    if (command === '' || command.length > LONGEST) return paintShell(null, undefined);
    const { hidden, lookalike } = odditiesOf([command]);
    return hidden || lookalike
      ? paintShell(null, undefined)
      : paintShell(command, markdownPacks.get('highlight', this.#ready));
  }

  readonly #ready = (): void => this.#host.requestUpdate();
}

class PaintShell extends AsyncDirective {
  #element: Element | undefined;
  #text: string | null = null;
  #pack: HighlightPack | undefined;
  #end: (() => void) | undefined;

  /** @param text what the element shows; null: it is not to be coloured */
  override update({ element }: ElementPart, [text, pack]: Parameters<this['render']>): unknown {
    if (element === this.#element && text === this.#text && pack === this.#pack) return nothing;
    this.#unpaint();
    this.#element = element;
    this.#text = text;
    this.#pack = pack;
    if (this.isConnected) this.#paint();
    return nothing;
  }

  render(_text: string | null, _pack: HighlightPack | undefined): unknown {
    return nothing;
  }

  protected override disconnected(): void {
    this.#unpaint();
  }

  protected override reconnected(): void {
    this.#paint();
  }

  #paint(): void {
    const element = this.#element;
    if (this.#text === null || this.#pack === undefined || !(element instanceof HTMLElement)) return;
    try {
      if (this.#pack.knows(LANGUAGE)) this.#end = this.#pack.paint(element, this.#text, LANGUAGE);
    } catch {
      // Colours are not worth a text.
    }
  }

  #unpaint(): void {
    this.#end?.();
    this.#end = undefined;
  }
}

const paintShell = directive(PaintShell);
