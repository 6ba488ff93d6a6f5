/**
 * Terminal output as text, without what a terminal would act on. Small and without a parser of looks, which `ansi.ts`
 * brings along for the one view that draws them.
 */
const ESC = '\u001b';
const BELL = '\u0007';

/**
 * Everything that begins with an escape: a string that ends with a bell or ESC and a backslash (window titles, links), a
 * control sequence with its parameters and its end, or a short one such as a character set. An unfinished one goes as far
 * as it came.
 */
const SEQUENCES = new RegExp(
  `${ESC}(?:[\\]PX^_][^${BELL}${ESC}]*(?:${BELL}|${ESC}\\\\)?|\\[([0-?]*)([ -/]*[@-~])?|[ -/]*[0-~]?)`,
  'g',
);
const OVERSTRUCK = new RegExp(`[^\\n]${String.fromCharCode(8)}`, 'g');

/** Does the text hold anything this module would change? */
export function hasAnsi(text: string): boolean {
  return text.includes(`${ESC}[`) || text.includes(`${ESC}]`);
}

/** What a person would read in the terminal. */
export function withoutAnsi(text: string): string {
  return hasAnsi(text) ? overwritten(text).replace(SEQUENCES, '') : text;
}

/** The same with its looks: of all sequences only those that set one stay, spelled with semicolons. */
export function looksOnly(text: string): string {
  return overwritten(text).replace(SEQUENCES, (_all, parameters: string | undefined, end: string | undefined) =>
    end === 'm' && parameters !== undefined && /^[\d;:]*$/.test(parameters)
      ? `${ESC}[${parameters.replace(':2::', ':2:').replaceAll(':', ';')}m`
      : '',
  );
}

/** A line a program wrote over (progress bars) as it ended. */
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
