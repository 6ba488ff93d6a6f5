/**
 * Terminal output -> runs of text with a look. Colours become names of our palette, never colours: a program's own 256 or
 * 16 million are drawn in the nearest of the sixteen, which are readable in both schemes.
 *
 * Everything a terminal would act on besides looks (cursor, window title, links) is left out; a line a program wrote over
 * (progress bars) is shown as it ended.
 */
export interface AnsiRun {
  readonly text: string;
  /** Class names: `fg-red`, `bg-blue`, `bold`... Empty for plain text. */
  readonly look: string;
}

const ESC = '\u001b';
const BELL = '\u0007';
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

const CONTROL_SEQUENCE = new RegExp('^\\[([0-?]*)[ -/]*([@-~])');
/** Character sets and other short ones: an intermediate or none, then one character. */
const SHORT_SEQUENCE = new RegExp('^[ -/]*[0-~]?');
const OVERSTRUCK = new RegExp(`[^\\n]${String.fromCharCode(8)}`, 'g');

interface Look {
  readonly fg: number | null;
  readonly bg: number | null;
  readonly marks: ReadonlySet<string>;
}

const PLAIN: Look = { fg: null, bg: null, marks: new Set() };

/** Does the text hold anything this module would change? */
export function hasAnsi(text: string): boolean {
  return text.includes(`${ESC}[`) || text.includes(`${ESC}]`);
}

export function ansiRuns(text: string): readonly AnsiRun[] {
  const runs: { text: string; look: string }[] = [];
  let look = PLAIN;
  let skipString = false;
  const put = (words: string): void => {
    if (words === '') return;
    const name = lookName(look);
    const last = runs.at(-1);
    if (last?.look === name) last.text += words;
    else runs.push({ text: words, look: name });
  };
  overwritten(text)
    .split(ESC)
    .forEach((part, index) => {
      if (index === 0) {
        put(part);
        return;
      }
      if (skipString) {
        // The end of a title or a link: ESC and a backslash.
        skipString = false;
        put(part.startsWith('\\') ? part.slice(1) : part);
        return;
      }
      const sequence = CONTROL_SEQUENCE.exec(part);
      if (sequence) {
        if (sequence[2] === 'm') look = withCodes(look, sequence[1] ?? '');
        put(part.slice(sequence[0].length));
      } else if (/^[\]PX^_]/.test(part)) {
        const end = part.indexOf(BELL);
        if (end === -1) skipString = true;
        else put(part.slice(end + 1));
      } else if (!part.startsWith('[')) {
        put(part.slice(SHORT_SEQUENCE.exec(part)?.[0].length ?? 0));
      }
    });
  return runs;
}

/** The same as text, without any look. */
export function withoutAnsi(text: string): string {
  return hasAnsi(text)
    ? ansiRuns(text)
        .map((run) => run.text)
        .join('')
    : text;
}

function overwritten(text: string): string {
  const struck = text.includes('\b') ? text.replace(OVERSTRUCK, '') : text;
  if (!struck.includes('\r')) return struck;
  return struck
    .replaceAll('\r\n', '\n')
    .split('\n')
    .map((line) => {
      if (!line.includes('\r')) return line;
      return line.split('\r').findLast((part) => part !== '') ?? '';
    })
    .join('\n');
}

function withCodes(look: Look, list: string): Look {
  const codes = list === '' ? [0] : list.split(/[;:]/).map((code) => (code === '' ? 0 : Number(code)));
  let { fg, bg } = look;
  const marks = new Set(look.marks);
  for (let at = 0; at < codes.length; at += 1) {
    const code = codes[at] ?? 0;
    if (code === 0) {
      fg = null;
      bg = null;
      marks.clear();
    } else if (code === 38 || code === 48) {
      const { colour, used } = extended(codes.slice(at + 1));
      if (code === 38) fg = colour;
      else bg = colour;
      at += used;
    } else if (code === 39) fg = null;
    else if (code === 49) bg = null;
    else if (code >= 30 && code <= 37) fg = code - 30;
    else if (code >= 40 && code <= 47) bg = code - 40;
    else if (code >= 90 && code <= 97) fg = code - 82;
    else if (code >= 100 && code <= 107) bg = code - 92;
    else mark(marks, code);
  }
  return { fg, bg, marks };
}

const MARKS: Readonly<Record<number, string>> = {
  1: 'bold',
  2: 'dim',
  3: 'italic',
  4: 'underline',
  7: 'inverse',
  9: 'strike',
};
const UNMARKS: Readonly<Record<number, readonly string[]>> = {
  22: ['bold', 'dim'],
  23: ['italic'],
  24: ['underline'],
  27: ['inverse'],
  29: ['strike'],
};

function mark(marks: Set<string>, code: number): void {
  const name = MARKS[code];
  if (name !== undefined) marks.add(name);
  for (const off of UNMARKS[code] ?? []) marks.delete(off);
}

/** `5;n` and `2;r;g;b`, in the nearest of the sixteen. */
function extended(codes: readonly number[]): { readonly colour: number | null; readonly used: number } {
  if (codes[0] === 5) return { colour: ofPalette(codes[1] ?? 0), used: 2 };
  if (codes[0] === 2) return { colour: nearest(codes[1] ?? 0, codes[2] ?? 0, codes[3] ?? 0), used: 4 };
  return { colour: null, used: 0 };
}

function ofPalette(index: number): number | null {
  if (!(index >= 0 && index <= 255)) return null;
  if (index < 16) return index;
  if (index >= 232) {
    const grey = 8 + (index - 232) * 10;
    return nearest(grey, grey, grey);
  }
  const at = index - 16;
  return nearest(CUBE[Math.floor(at / 36)] ?? 0, CUBE[Math.floor(at / 6) % 6] ?? 0, CUBE[at % 6] ?? 0);
}

function nearest(red: number, green: number, blue: number): number {
  let best = 0;
  let least = Number.POSITIVE_INFINITY;
  SIXTEEN.forEach(([r, g, b], index) => {
    const distance = (r - red) ** 2 + (g - green) ** 2 + (b - blue) ** 2;
    if (distance < least) {
      least = distance;
      best = index;
    }
  });
  return best;
}

function lookName({ fg, bg, marks }: Look): string {
  const inverse = marks.has('inverse');
  const names = [...marks].filter((name) => name !== 'inverse');
  // Inverse of nothing is the reader's own text on the reader's own background, swapped.
  if (inverse && fg === null && bg === null) names.push('inverse');
  const [front, back] = inverse ? [bg, fg] : [fg, bg];
  if (front !== null) names.push(`fg-${NAMES[front % 8] ?? 'white'}`);
  if (back !== null) names.push(`bg-${NAMES[back % 8] ?? 'white'}`);
  if (front !== null && front >= 8) names.push('bright');
  return names.join(' ');
}
