/** Comparing what a page shows with what the server stores: word for word, without markdown's signs. */
import type { TestEmulator } from './emulator.js';

interface StoredMessage {
  readonly role: string;
  readonly content: unknown;
}

interface StoredSession {
  readonly session_id: string;
  readonly messages: readonly StoredMessage[];
}

/** One space between words, no markup signs: what reading aloud would keep. */
export function inWords(text: string): string {
  return text
    .replace(/[`*_#]/g, '')
    .replace(/\s+/g, ' ')
    .trim();
}

/** The conversation in the server's store, in words. */
export async function storedWords(emulator: TestEmulator, id: string): Promise<string> {
  const session = await emulator.control<StoredSession>('session', id);
  const said = session.messages.filter(
    ({ role, content }) => /^(user|assistant)$/.test(role) && typeof content === 'string',
  );
  return inWords(said.map(({ content }) => content as string).join(' '));
}

interface JournalRow {
  readonly event: string;
  readonly payload: { readonly text?: string };
}

/** What a run has said so far, from its journal, in words. */
export async function journalWords(emulator: TestEmulator, run: string): Promise<string> {
  const rows = await emulator.control<readonly JournalRow[]>('journal', run);
  return inWords(rows.map(({ event, payload }) => (event === 'token' ? (payload.text ?? '') : '')).join(''));
}
