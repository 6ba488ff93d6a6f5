// What was seen of each session, and whether it all fits what the server has in the end: nothing lost, nothing twice.

import { Failure } from './until.mjs';

/** Blanks and marks of Markdown carry nothing here: some are drawn, some are not, the words must be the same. */
const plain = (text) => text.replace(/[\s*_`#>|~\\]+/g, '');

/**
 * Who said what, in order; what one side says in several messages is one turn.
 *
 * @typedef {{ role: 'user' | 'assistant', text: string }} Turn
 * @param {{ role: string, text: string }[]} messages
 * @returns {Turn[]}
 */
function turnsOf(messages) {
  const turns = [];
  for (const { role, text } of messages) {
    if (role !== 'user' && role !== 'assistant') continue;
    const said = plain(text);
    // A turn may begin with work, and a page may know of a run before it has read its prompt.
    if (said === '') continue;
    if (turns.at(-1)?.role === role) turns.at(-1).text += said;
    else turns.push({ role, text: said });
  }
  return turns;
}

/** @param {import('./page-reader.mjs').Pane} pane */
function turnsOfPane(pane) {
  return turnsOf(pane.said);
}

/** Rows in which the server says how a turn ended are shown as notices, not as words of the agent. */
export function turnsOfServer(session) {
  const rows = session.messages.filter((row) => !row._error && (row.role === 'user' || row.role === 'assistant'));
  return turnsOf(rows.map(({ role, content }) => ({ role, text: withoutFileNote(textOf(content)) })));
}

/** Where the files of a prompt lie is said to the agent, under it, and no word of the person's. */
function withoutFileNote(text) {
  return text.replace(/\n\n\[Attached files: [^\n]*\]\s*$/, '');
}

function textOf(content) {
  if (typeof content === 'string') return content;
  return (content ?? []).map((part) => part.text ?? '').join('');
}

export class Story {
  /** @type {Map<string, { turns: Turn[], said: import('./page-reader.mjs').Said[] }[]>} */
  #seen = new Map();

  /** @param {import('./page-reader.mjs').Look} look */
  note(look) {
    for (const pane of look.panes) {
      if (pane.session === null || pane.said.length === 0 || pane.said.some(({ folded }) => folded)) continue;
      const seen = this.#seen.get(pane.session) ?? [];
      const turns = turnsOfPane(pane);
      if (JSON.stringify(seen.at(-1)?.turns) !== JSON.stringify(turns)) seen.push({ turns, said: pane.said });
      this.#seen.set(pane.session, seen);
    }
  }

  /** What was seen of this session so far is not held against what the server will have. */
  forget(session) {
    this.#seen.delete(session);
  }

  /**
   * Every sight of this session there ever was is the beginning of what the server has now.
   *
   * @param {string} session
   * @param {Turn[]} truth
   * @returns {number} how many different sights there were
   */
  mustFit(session, truth) {
    const seen = this.#seen.get(session) ?? [];
    for (const { turns, said } of seen) {
      if (turns.length === 1 && isRunAlone(said) && truth.some((turn) => fits(turns[0], turn, true))) continue;
      const odd = turns.findIndex((turn, index) => !fits(turn, truth[index], index === turns.length - 1));
      if (odd < 0) continue;
      const keys = said.map(
        ({ key, role, live, text }) => `${role} ${key}${live ? ' (live)' : ''}: ${text.length} characters`,
      );
      throw new Failure(`at one moment the page ${difference(turns[odd], truth[odd])}: ${keys.join(', ')}`);
    }
    return seen.length;
  }
}

/** A page that has just come may show a run, which it follows, before it has read the conversation. */
function isRunAlone(said) {
  return said.length === 1 && said[0].live && said[0].role === 'assistant';
}

function fits(turn, truth, isLast) {
  if (truth === undefined || turn.role !== truth.role) return false;
  return isLast ? truth.text.startsWith(turn.text) : truth.text === turn.text;
}

/** @param {import('./page-reader.mjs').Pane} pane @param {Turn[]} truth */
export function mustEqual(pane, truth) {
  const turns = turnsOfPane(pane);
  for (let index = 0; index < Math.max(turns.length, truth.length); index += 1) {
    const [shown, stored] = [turns[index], truth[index]];
    if (shown?.role === stored?.role && shown?.text === stored?.text) continue;
    throw new Failure(`the page ${difference(shown, stored)}`);
  }
}

export function equals(pane, truth) {
  return JSON.stringify(turnsOfPane(pane)) === JSON.stringify(truth);
}

function difference(shown, stored) {
  if (shown === undefined) return `lacks a turn of the ${stored.role}: “${stored.text.slice(0, 80)}”`;
  if (stored === undefined)
    return `has a turn of the ${shown.role} which the server has not: “${shown.text.slice(0, 80)}”`;
  let same = 0;
  while (same < shown.text.length && shown.text[same] === stored.text[same]) same += 1;
  const around = (text) => `“${text.slice(Math.max(0, same - 20), same + 40)}” (${text.length})`;
  return `shows ${around(shown.text)} as ${shown.role} where the server has ${around(stored.text)} as ${stored.role}`;
}
