/**
 * Makes what a person can't see in a text visible: control, bidirectional, zero-width and odd space characters, and
 * letters that only look like Latin ones. A command is consented to as it reads, so it must read as it runs (I-26).
 */

export interface TextRun {
  readonly text: string;
  /** `hidden`: `text` is the name of a character, shown in its place. `lookalike`: shown as is, with its name after it. */
  readonly kind: 'plain' | 'hidden' | 'lookalike';
}

/**
 * Everything of these classes but line feed and tab: control (Cc), format (Cf: bidi marks and overrides, zero-width,
 * tags), unassigned-looking separators (Zl, Zp), lone surrogates (Cs), private use (Co), and all spaces but U+0020.
 * The last line: blank letters, and marks that select or join without showing (variation selectors, fillers).
 */
const HIDDEN = new RegExp(
  '[' +
    '\\u0000-\\u0008\\u000b-\\u001f\\u007f-\\u009f' +
    '\\p{Cf}\\p{Zl}\\p{Zp}\\p{Cs}\\p{Co}' +
    '\\u00a0\\u1680\\u2000-\\u200a\\u202f\\u205f\\u3000' +
    '\\u034f\\u115f\\u1160\\u17b4\\u17b5\\u180b-\\u180f\\u2800\\u3164\\uffa0\\ufe00-\\ufe0f\\u{e0100}-\\u{e01ef}' +
    ']',
  'gu',
);
/** Nothing in it can be odd: most commands, found out at the speed of the browser. */
const PLAIN = /^[\t\n\x20-\x7e]*$/;

const WORD = /[\p{L}\p{N}\p{M}_]+/gu;
const FOREIGN_LETTER = /(?!\p{Script=Latin})\p{L}/u;
const LATIN = /\p{Script=Latin}|[0-9_]/u;
/** Scripts whose letters pass for Latin ones. Others in one word with Latin are plain foreign text. */
const CONFUSABLE_SCRIPT = /[\p{Script=Cyrillic}\p{Script=Greek}\p{Script=Armenian}\p{Script=Cherokee}\p{Script=Lisu}]/u;
/** Full-width forms, mathematical, letter-like and enclosed alphabets are Latin by script or by compatibility, and never what a shell reads. */
const STYLED = /[\uff01-\uff5e\u{1d400}-\u{1d7ff}\u2100-\u214f\u2460-\u24ff\u{1f130}-\u{1f189}]/gu;
/** Cyrillic and Greek letters drawn like Latin ones: a word of only these reads as Latin. */
const TWINS = /^[аеорсухіјѕԁһӏԛԝАВЕКМНОРСТУХІЈЅᴦοινΑΒΕΖΗΙΚΜΝΟΡΤΥΧ]+$/u;

/** Signs drawn like a slash, dot, colon, hyphen, quote or at sign of ASCII: in a path or a host they lead elsewhere. */
const SIGN_TWINS =
  /[\u2044\u2215\u29f8\u27cb\u2571\u2024\ua4f8\u0589\u05c3\u2236\ua789\u02d0\u2010-\u2012\u2212\u2043\u01c3\u02b9\u02bc\u2032\u201a\ufe52\ufe55\ufe63\ufe6b\u29f5\u2216]/gu;

export function charName(char: string): string {
  return `U+${(char.codePointAt(0) ?? 0).toString(16).toUpperCase().padStart(4, '0')}`;
}

/** The text in runs, in order. Joining `plain` and `lookalike` runs and the characters named gives the text back. */
export function visibleRuns(text: string): readonly TextRun[] {
  if (PLAIN.test(text)) return text === '' ? [] : [{ text, kind: 'plain' }];
  const odd = new Map<number, { readonly char: string; readonly hidden: boolean }>();
  for (const [index, char] of lookalikes(text)) odd.set(index, { char, hidden: false });
  for (const match of text.matchAll(HIDDEN)) odd.set(match.index, { char: match[0], hidden: true });
  const runs: TextRun[] = [];
  let from = 0;
  for (const index of [...odd.keys()].sort((a, b) => a - b)) {
    const { char, hidden } = odd.get(index)!;
    if (index > from) runs.push({ text: text.slice(from, index), kind: 'plain' });
    runs.push(hidden ? { text: charName(char), kind: 'hidden' } : { text: char, kind: 'lookalike' });
    from = index + char.length;
  }
  if (from < text.length) runs.push({ text: text.slice(from), kind: 'plain' });
  return runs;
}

/** The same as one line of text, for rows and announcements: `‹U+202E›` in place of the character. */
export function visibleText(text: string): string {
  return visibleRuns(text)
    .map((run) =>
      run.kind === 'hidden'
        ? `‹${run.text}›`
        : run.kind === 'lookalike'
          ? `${run.text}‹${charName(run.text)}›`
          : run.text,
    )
    .join('');
}

/** The characters that may be taken for other ones, by index. */
function lookalikes(text: string): ReadonlyMap<number, string> {
  const found = new Map<number, string>();
  for (const match of text.matchAll(SIGN_TWINS)) found.set(match.index, match[0]);
  for (const match of text.matchAll(STYLED)) found.set(match.index, match[0]);
  for (const match of text.matchAll(WORD)) {
    const word = match[0];
    if (!CONFUSABLE_SCRIPT.test(word)) continue;
    if (!(LATIN.test(word) && FOREIGN_LETTER.test(word)) && !TWINS.test(word)) continue;
    let index = match.index;
    for (const char of word) {
      if (CONFUSABLE_SCRIPT.test(char)) found.set(index, char);
      index += char.length;
    }
  }
  return found;
}
