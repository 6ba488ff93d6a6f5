/**
 * Terminal output -> runs of text with a look, read by `anser` (its data, never its HTML). Colours become names of our
 * palette, never colours: a program's own 256 or 16 million are drawn in the nearest of the sixteen, which are readable in
 * both schemes.
 *
 * Ours around it: what is no look goes before (`ansi-text.ts`), because anser shows titles and links as text and forgets the
 * look behind a move of the cursor.
 */
import Anser from 'anser';
import { looksOnly } from './ansi-text.js';

export interface AnsiRun {
  readonly text: string;
  /** Class names: `fg-red`, `bg-blue`, `bold`... Empty for plain text. */
  readonly look: string;
}

type Colour = string | null;

const NAMES = ['black', 'red', 'green', 'yellow', 'blue', 'magenta', 'cyan', 'white'] as const;
/** As xterm draws them: what an arbitrary colour is nearest to. */
const SIXTEEN: readonly (readonly [number, number, number])[] = [
  [0, 0, 0],
  [205, 0, 0],
  [0, 205, 0],
  [205, 205, 0],
  [0, 0, 238],
  [205, 0, 205],
  [0, 205, 205],
  [229, 229, 229],
  [127, 127, 127],
  [255, 0, 0],
  [0, 255, 0],
  [255, 255, 0],
  [92, 92, 255],
  [255, 0, 255],
  [0, 255, 255],
  [255, 255, 255],
];
const CUBE = [0, 95, 135, 175, 215, 255];
/** Those that are drawn. Text that hides itself is shown, and nothing blinks. */
const MARKS: Readonly<Partial<Record<Anser.DecorationName, string>>> = {
  bold: 'bold',
  dim: 'dim',
  italic: 'italic',
  underline: 'underline',
  strikethrough: 'strike',
};

/**
 * One sequence at a time, as `ansiToJson` does inside, for two reasons: that gives an inverse its black and white, where the
 * reader's own colours are meant; and a mark that is set again would be noted again, so that one end would not end it and a
 * long output of them would cost its square.
 */
class Looks extends Anser {
  declare decorations: Anser.DecorationName[];

  /** @param chunk what follows ESC and `[`: the codes, `m`, and the text behind. */
  read(chunk: string): AnsiRun {
    const entry = this.processChunkJson(chunk, { json: true, use_classes: true }, true);
    this.decorations = [...new Set(this.decorations)];
    return {
      text: entry.content,
      look: lookName(colour(entry.fg, entry.fg_truecolor), colour(entry.bg, entry.bg_truecolor), this.decorations),
    };
  }
}

export function ansiRuns(text: string): readonly AnsiRun[] {
  const runs: { text: string; look: string }[] = [];
  const looks = new Looks();
  looksOnly(text)
    .split('\u001b[')
    .forEach((part, index) => {
      const run = index === 0 ? { text: part, look: '' } : looks.read(part);
      const last = runs.at(-1);
      if (run.text === '') return;
      if (last?.look === run.look) last.text += run.text;
      else runs.push({ ...run });
    });
  return runs;
}

/** `ansi-red`, `ansi-bright-red`, `ansi-palette-196` or `ansi-truecolor` -> one of the sixteen: `red`, `red bright`. */
function colour(name: Colour, truecolor: Colour): Colour {
  if (name === null) return null;
  if (name === 'ansi-truecolor') return nearest(truecolor?.split(',').map(Number) ?? []);
  const palette = /^ansi-palette-(\d+)$/.exec(name);
  if (palette) return nearest(ofPalette(Number(palette[1])));
  const [, bright, own = ''] = /^ansi-(bright-)?(.+)$/.exec(name) ?? [];
  return bright === undefined ? own : `${own} bright`;
}

/** 16 to 231 are a cube of six by six by six, the rest are greys. */
function ofPalette(index: number): readonly number[] {
  if (index >= 232) {
    const grey = 8 + (index - 232) * 10;
    return [grey, grey, grey];
  }
  const at = index - 16;
  return [Math.floor(at / 36), Math.floor(at / 6) % 6, at % 6].map((step) => CUBE[step] ?? 0);
}

function nearest([red = 0, green = 0, blue = 0]: readonly number[]): string {
  let best = 0;
  let least = Number.POSITIVE_INFINITY;
  SIXTEEN.forEach(([r, g, b], index) => {
    const distance = (r - red) ** 2 + (g - green) ** 2 + (b - blue) ** 2;
    if (distance < least) {
      least = distance;
      best = index;
    }
  });
  const name = NAMES[best % 8] ?? 'white';
  return best < 8 ? name : `${name} bright`;
}

function lookName(fg: Colour, bg: Colour, marks: readonly Anser.DecorationName[]): string {
  const inverse = marks.includes('reverse');
  const names = marks.map((mark) => MARKS[mark]).filter((name) => name !== undefined);
  // Inverse of nothing is the reader's own text on the reader's own background, swapped.
  if (inverse && fg === null && bg === null) names.push('inverse');
  const [front, back] = inverse ? [bg, fg] : [fg, bg];
  if (front !== null) names.push(`fg-${front.split(' ', 1)[0] ?? ''}`);
  if (back !== null) names.push(`bg-${back.split(' ', 1)[0] ?? ''}`);
  if (front?.endsWith(' bright')) names.push('bright');
  return names.join(' ');
}
