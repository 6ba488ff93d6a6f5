/** Searching the list: words of a title, or the id of a session, bare or in a link that was copied from somewhere. */
import type { SessionMeta, SessionRuntime } from '../../runtime/index.js';

export interface Search {
  /** As typed, trimmed. */
  readonly text: string;
  /** Folded; all of them must be in the title. */
  readonly words: readonly string[];
  /** The id that `text` is, or that a link in it names. */
  readonly reference: string | null;
  /** The id of a session that may be opened though no row has it; null: `text` is rather a word. */
  readonly opens: string | null;
  /** A link: it is no title, so only its id is looked for. */
  readonly isLink: boolean;
}

export function parseSearch(input: string): Search | null {
  const text = input.trim();
  if (text === '') return null;
  const link = linkedId(text);
  const bare = /^[\w.:-]{4,128}$/u.test(text) ? text : null;
  const opens = link ?? (bare !== null && bare.length >= 8 && /\d/u.test(bare) ? bare : null);
  return { text, words: fold(text).split(/\s+/u), reference: link ?? bare, opens, isLink: isLink(text) };
}

/** In list order; a session that is named by its id comes first. */
export function findSessions(sessions: readonly SessionRuntime[], search: Search): readonly SessionRuntime[] {
  const named: SessionRuntime[] = [];
  const titled: SessionRuntime[] = [];
  for (const session of sessions) {
    if (search.reference !== null && answersTo(session, search.reference)) named.push(session);
    else if (!search.isLink && titleHas(session.meta.value, search.words)) titled.push(session);
  }
  return [...named, ...titled];
}

/** The id belongs to this conversation, now or once. */
function answersTo(session: SessionRuntime, id: string): boolean {
  return session.id === id || session.meta.value.id === id || session.aliases.value.includes(id);
}

/** The title cut where the words are found, for showing the match. Odd pieces are matches. */
export function matchPieces(title: string, words: readonly string[]): readonly string[] {
  const hits: boolean[] = [];
  const { folded, origin } = foldWithOrigin(title);
  for (const word of words) {
    const start = folded.indexOf(word);
    if (word === '' || start < 0) continue;
    for (let index = start; index < start + word.length; index += 1) hits[origin[index]!] = true;
  }
  const pieces = [''];
  let index = 0;
  for (const char of title) {
    const inMatch = hits[index] === true;
    if (inMatch !== (pieces.length % 2 === 0)) pieces.push('');
    pieces[pieces.length - 1] += char;
    index += char.length;
  }
  return pieces;
}

/** Case and accents don't matter. */
function fold(text: string): string {
  return text.normalize('NFKD').replace(/\p{M}/gu, '').toLowerCase();
}

/** Folded text, and for each of its units the index of the character it comes from. */
function foldWithOrigin(text: string): { readonly folded: string; readonly origin: readonly number[] } {
  let folded = '';
  const origin: number[] = [];
  let index = 0;
  for (const char of text) {
    const part = fold(char);
    folded += part;
    for (let unit = 0; unit < part.length; unit += 1) origin.push(index);
    index += char.length;
  }
  return { folded, origin };
}

const foldedTitles = new WeakMap<SessionMeta, string>();

function titleHas(meta: SessionMeta, words: readonly string[]): boolean {
  let title = foldedTitles.get(meta);
  if (title === undefined) {
    title = fold(meta.title);
    foldedTitles.set(meta, title);
  }
  return words.every((word) => title.includes(word));
}

function isLink(text: string): boolean {
  return /^(https?:\/\/|\/)\S+$/iu.test(text);
}

function linkedId(text: string): string | null {
  if (!isLink(text)) return null;
  let url: URL;
  try {
    url = new URL(text, 'http://link.invalid/');
  } catch {
    return null;
  }
  const asked = url.searchParams.get('session_id') ?? url.searchParams.get('session');
  const inPath = /\/sessions?\/([^/#?]+)/u.exec(`${url.pathname}${url.hash}`)?.[1] ?? null;
  return asked ?? (inPath === null ? null : decoded(inPath));
}

function decoded(part: string): string {
  try {
    return decodeURIComponent(part);
  } catch {
    return part;
  }
}
