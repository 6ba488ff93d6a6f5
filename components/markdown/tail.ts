/**
 * What to show of text that is still being written. Only the end can be unfinished, so only the last line (and a
 * table's head) is looked at: markers whose meaning the next character decides wait, emphasis and code left open
 * are closed, a link whose address is still coming shows its text. A guess that is wrong lasts until the line ends.
 */
export interface ShownTail {
  readonly text: string;
  /** How many characters of `text` are the source's own, from the start. */
  readonly same: number;
}

/** A line so far made of nothing but what may become a list, heading, rule, fence, quote, table or setext underline. */
const MARKERS_ONLY = /^(?:[-+*_=~`#|:>![ \t]|\d{1,9}[.)]?(?=[ \t]|$))*$/;
const TASK_BEGUN = /^[ \t>]*(?:[-+*]|\d{1,9}[.)])[ \t]+\[[ xX]?\]?[ \t]*$/;
/** A fence's own line: its language would grow letter by letter, and closing its backticks would undo it. */
const FENCE_BEGUN = /^(?:[ \t]|>|(?:[-*+]|\d{1,9}[.)])[ \t])*(?:`{3,}[^`]*|~{3,}.*)$/;
const TABLE_RULE_BEGUN = /^[ \t>]*[|:\- \t]*$/;
const TABLE_ROW_BEGUN = /^[ \t>]*\|/;
const FENCE_LINE = /^(?:[ \t]|>|(?:[-*+]|\d{1,9}[.)])[ \t])*(`{3,}|~{3,})([^\n]*)$/gm;

/** @param maths whether formulas are marked up: one that is not closed yet is left out */
export function showTail(source: string, maths = false): ShownTail {
  const end = wholeCharacters(source);
  const lineStart = source.lastIndexOf('\n', end - 1) + 1;
  const line = source.slice(lineStart, end);

  const fence = openFence(source.slice(0, lineStart));
  if (fence !== undefined) {
    const closing = line.trim();
    const held = closing !== '' && closing === (fence[0] ?? '').repeat(closing.length);
    return cut(source, held ? lineStart : end);
  }
  const head = tableHeadStart(source, lineStart, line);
  if (head !== undefined) return cut(source, head);
  if (MARKERS_ONLY.test(line) || TASK_BEGUN.test(line) || FENCE_BEGUN.test(line)) return cut(source, lineStart);

  const formula = maths ? openFormula(line) : -1;
  if (formula === 0) return cut(source, lineStart);
  const closed = closeInline(formula > 0 ? line.slice(0, formula).trimEnd() : line);
  return closed === line ? cut(source, end) : { text: source.slice(0, lineStart) + closed, same: lineStart };
}

function cut(source: string, at: number): ShownTail {
  return { text: source.slice(0, at), same: at };
}

/** A high surrogate at the end has its other half still on the way. */
function wholeCharacters(source: string): number {
  const last = source.charCodeAt(source.length - 1);
  return last >= 0xd800 && last <= 0xdbff ? source.length - 1 : source.length;
}

/** The marker of the fence that is open at the end of these complete lines. */
function openFence(lines: string): string | undefined {
  if (!lines.includes('```') && !lines.includes('~~~')) return undefined;
  let open: string | undefined;
  for (const [, marker = '', info = ''] of lines.matchAll(FENCE_LINE)) {
    if (open === undefined) {
      if (marker[0] === '~' || !info.includes('`')) open = marker;
    } else if (marker[0] === open[0] && marker.length >= open.length && info.trim() === '') {
      open = undefined;
    }
  }
  return open;
}

/** A first row could be a table's head or just a line with bars: it waits for the line that tells. */
function tableHeadStart(source: string, lineStart: number, line: string): number | undefined {
  const previousStart = lineStart === 0 ? 0 : source.lastIndexOf('\n', lineStart - 2) + 1;
  const previous = source.slice(previousStart, Math.max(previousStart, lineStart - 1));
  if (TABLE_RULE_BEGUN.test(line) && TABLE_ROW_BEGUN.test(previous)) {
    const beforeStart = previousStart === 0 ? 0 : source.lastIndexOf('\n', previousStart - 2) + 1;
    const before = source.slice(beforeStart, previousStart);
    return before.includes('|') ? undefined : previousStart;
  }
  return TABLE_ROW_BEGUN.test(line) && !previous.includes('|') ? lineStart : undefined;
}

/** Where a formula begins that has not ended: only what cannot well be anything else. */
function openFormula(line: string): number {
  const opener = /\$\$|\\[([]|(?<![\p{L}\p{N}$\\])\$(?=[^\s\d$][^$`]*[\\^_{])/gu;
  let match = opener.exec(line);
  while (match) {
    const closer = { $$: '$$', '\\(': '\\)', '\\[': '\\]', $: '$' }[match[0]] ?? '$';
    const inCode = (line.slice(0, match.index).match(/`/g)?.length ?? 0) % 2 === 1;
    const end = line.indexOf(closer, opener.lastIndex);
    if (end < 0) return inCode ? -1 : match.index;
    opener.lastIndex = end + closer.length;
    match = opener.exec(line);
  }
  return -1;
}

/** The line with its open code span, emphasis and link closed. */
export function closeInline(line: string): string {
  let shown = line;
  // Each pass takes one unfinished address out; nested ones are rare and the rest stays text.
  for (let pass = 0; pass < 4; pass += 1) {
    const scan = scanInline(shown);
    if (scan.address === undefined) {
      // The last markers may be half of a closer (`**bold*`): they are dropped, and what is open closed whole.
      const bare = withoutLastMarkers(shown);
      const closers = bare === shown ? scan.closers : scanInline(bare).closers;
      return bare === shown && closers === '' ? shown : bare.trimEnd() + closers;
    }
    const { bracket, label } = scan.address;
    const start = shown[bracket - 1] === '!' ? bracket - 1 : bracket;
    shown = shown.slice(0, start) + shown.slice(bracket + 1, label);
  }
  return shown;
}

function withoutLastMarkers(line: string): string {
  let end = line.length;
  while (end > 0 && '*_~`'.includes(line[end - 1] ?? ' ')) end -= 1;
  let backslashes = 0;
  while (line[end - 1 - backslashes] === '\\') backslashes += 1;
  return line.slice(0, backslashes % 2 === 1 && end < line.length ? end + 1 : end);
}

interface Delimiter {
  readonly mark: string;
  count: number;
}

interface InlineScan {
  readonly closers: string;
  /** A `[label](` whose address does not end: where its brackets are. */
  readonly address?: { readonly bracket: number; readonly label: number };
}

function scanInline(line: string): InlineScan {
  const open: Delimiter[] = [];
  const brackets: number[] = [];
  let code = '';
  let at = 0;
  while (at < line.length) {
    const mark = line[at] ?? '';
    if (mark === '\\') {
      at += 2;
    } else if (mark === '`') {
      const count = runLength(line, at);
      const close = closingTicks(line, at + count, count);
      if (close < 0) {
        code = mark.repeat(count);
        break;
      }
      at = close + count;
    } else if (mark === '[') {
      brackets.push(at);
      at += 1;
    } else if (mark === ']') {
      const bracket = brackets.pop();
      if (bracket !== undefined && line[at + 1] === '(') {
        const close = line.indexOf(')', at + 2);
        if (close < 0) return { closers: '', address: { bracket, label: at } };
        at = close + 1;
      } else {
        at += 1;
      }
    } else if (mark === '*' || mark === '_' || mark === '~') {
      const count = runLength(line, at);
      pair(open, mark, count, line[at - 1] ?? ' ', line[at + count] ?? ' ');
      at += count;
    } else {
      at += 1;
    }
  }
  return {
    closers:
      code +
      open
        .reverse()
        .map(({ mark, count }) => mark.repeat(count))
        .join(''),
  };
}

function pair(open: Delimiter[], mark: string, count: number, before: string, after: string): void {
  if (count > 3 || (mark === '~' && count > 2)) return;
  const spaceBefore = before.trim() === '';
  const spaceAfter = after.trim() === '';
  let left = count;
  if (!spaceBefore) {
    for (let at = open.length - 1; at >= 0 && left > 0; at -= 1) {
      const opener = open[at];
      if (opener?.mark !== mark) continue;
      const used = opener.count >= 2 && left >= 2 ? 2 : 1;
      if (mark === '~' && opener.count !== left) continue;
      opener.count -= mark === '~' ? left : used;
      left -= mark === '~' ? left : used;
      open.length = opener.count > 0 ? at + 1 : at;
      at = open.length;
    }
  }
  // `2*3` and `a_b` are far more often what they say than the start of emphasis.
  const insideWord = /[\p{L}\p{N}]/u.test(before);
  if (left > 0 && !spaceAfter && !insideWord) open.push({ mark, count: left });
}

function runLength(line: string, at: number): number {
  let end = at + 1;
  while (line[end] === line[at]) end += 1;
  return end - at;
}

function closingTicks(line: string, from: number, count: number): number {
  for (let at = line.indexOf('`', from); at >= 0;) {
    const length = runLength(line, at);
    if (length === count) return at;
    at = line.indexOf('`', at + length);
  }
  return -1;
}
