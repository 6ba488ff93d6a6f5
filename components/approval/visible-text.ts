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
  'u',
);

const WORD = /[\p{L}\p{N}\p{M}_]+/gu;
const FOREIGN_LETTER = /(?!\p{Script=Latin})\p{L}/u;
const LATIN = /\p{Script=Latin}|[0-9_]/u;
/** Scripts whose letters pass for Latin ones. Others in one word with Latin are plain foreign text. */
const CONFUSABLE_SCRIPT = /[\p{Script=Cyrillic}\p{Script=Greek}\p{Script=Armenian}\p{Script=Cherokee}\p{Script=Lisu}]/u;
/** Full-width forms and mathematical alphabets are Latin by script or by compatibility, and never what a shell reads. */
const STYLED = /[\uff01-\uff5e\u{1d400}-\u{1d7ff}]/u;
/** Cyrillic and Greek letters drawn like Latin ones: a word of only these reads as Latin. */
const TWINS = /^[аеорсухіјѕԁһӏԛԝАВЕКМНОРСТУХІЈЅᴦοινΑΒΕΖΗΙΚΜΝΟΡΤΥΧ]+$/u;

export function charName(char: string): string {
  return `U+${(char.codePointAt(0) ?? 0).toString(16).toUpperCase().padStart(4, '0')}`;
}

/** The text in runs, in order. Joining `plain` and `lookalike` runs and the characters named gives the text back. */
export function visibleRuns(text: string): readonly TextRun[] {
  const suspects = lookalikes(text);
  const runs: TextRun[] = [];
  let plain = '';
  let index = 0;
  const flush = (): void => {
    if (plain !== '') runs.push({ text: plain, kind: 'plain' });
    plain = '';
  };
  for (const char of text) {
    const hidden = HIDDEN.test(char);
    if (hidden || suspects.has(index)) {
      flush();
      runs.push(hidden ? { text: charName(char), kind: 'hidden' } : { text: char, kind: 'lookalike' });
    } else {
      plain += char;
    }
    index += char.length;
  }
  flush();
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

/** Indexes of the letters that may be taken for other ones. */
function lookalikes(text: string): ReadonlySet<number> {
  const found = new Set<number>();
  for (const match of text.matchAll(WORD)) {
    const word = match[0];
    const mixed = LATIN.test(word) && FOREIGN_LETTER.test(word);
    const twins = TWINS.test(word);
    let index = match.index;
    for (const char of word) {
      if (STYLED.test(char) || ((mixed || twins) && CONFUSABLE_SCRIPT.test(char))) found.add(index);
      index += char.length;
    }
  }
  return found;
}
