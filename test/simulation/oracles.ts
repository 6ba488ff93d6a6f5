/**
 * What must be true of a page in front of a server, whatever happened: said in the words of the public slices and of
 * the server's own store, never of the runtime's insides.
 */
import type { EmulatorControl, Message as StoredMessage } from '../../demo/emulator/index.js';
import type { Block, Message, SessionRuntime } from '../../runtime/index.js';

type Backend = 'agent' | 'runs';

/** Letters, digits and marks of prompts: what is left when nobody cares for space and markup. */
export function letters(text: string): string {
  return text.replace(/[^\p{L}\p{N}§]/gu, '');
}

/** The conversation as the server stores it, in letters. */
export function storedText(control: EmulatorControl, id: string): string {
  return (control.session(id)?.messages ?? []).map(storedLine).join('');
}

function storedLine(message: StoredMessage): string {
  if (message.role !== 'user' && message.role !== 'assistant') return '';
  if (typeof message.content !== 'string') return '';
  // Where the files lie is said to the agent, and no word of the person's.
  const told = message.role === 'user' && message['attachments'] ? message.content.replace(FILES, '') : message.content;
  return letters(told);
}

const FILES = /(?:^|\n\n)\[Attached files: [^\n]*\]\s*$/;

const MARKERS: ReadonlySet<string> = new Set(['error', 'stopped', 'interrupted', 'system']);

/** What a message says, without what the server does not store (thinking, tool cards, passing notices). */
function saidIn(message: Message): string {
  return letters(message.blocks.map(wordsOf).join(''));
}

function wordsOf(block: Block): string {
  if (block.kind === 'text') return block.text;
  return block.kind === 'notice' && MARKERS.has(block.notice) ? block.text : '';
}

/** The settled conversation as the page shows it, in letters. */
export function shownText(session: SessionRuntime): string {
  return session.transcript.value.messages.map(saidIn).join('');
}

/** The running turn as the page shows it, in letters. */
export function liveText(session: SessionRuntime): string {
  const { live } = session.transcript.value;
  if (!live) return '';
  const tail = live.tail?.kind === 'text' ? live.tail.text.value : '';
  return letters(live.blocks.map((block) => (block.kind === 'text' ? block.text : '')).join('') + tail);
}

/** The running turn as the server journalled it, in letters. */
export function journalText(control: EmulatorControl, run: string): string {
  let text = '';
  for (const { event, payload } of control.journal(run)) {
    if (event === 'token') text += String(payload['text']);
    else if (event === 'interim_assistant' && payload['already_streamed'] === false) text += String(payload['text']);
  }
  return letters(text);
}

/** Everything of a session that two pages must agree on once nothing moves any more. */
export function agreed(session: SessionRuntime, backend: Backend): Record<string, unknown> {
  const { messages, pending, live, status } = session.transcript.value;
  const { id, title, pinned, archived } = session.meta.value;
  return {
    id,
    title,
    pinned,
    archived,
    phase: session.run.value.phase,
    status,
    pending: pending !== null,
    live: live !== null,
    requests: session.requests.value.open.map((request) => request.id),
    waiting: session.requests.value.waiting,
    messages: messages.map((message) => comparable(message, backend)),
  };
}

/** On the gateway path, and of a turn that was cut, the server stores only the words; what was seen live is a bonus. */
function comparable(message: Message, backend: Backend): unknown {
  const { role, index, origin, partial, at, attachments, blocks } = message;
  const shared = { role, index, origin, partial, at, attachments };
  if (backend === 'runs' || partial) return { ...shared, said: saidIn(message) };
  // Where in the turn it was thought, only who watched knows.
  const thoughts = blocks.filter((block) => block.kind === 'reasoning');
  const others = blocks.filter((block) => block.kind !== 'reasoning');
  return { ...shared, blocks: joined([...others.flatMap(storedOf), ...thoughts.flatMap(storedOf)]) };
}

/** A divider that was seen cuts a text that is stored as one. */
function joined(blocks: readonly Block[]): readonly unknown[] {
  const out: Block[] = [];
  for (const block of blocks) {
    const last = out.at(-1);
    if (block.kind === 'text' && last?.kind === 'text' && block.note === last.note)
      out[out.length - 1] = { ...last, text: letters(last.text + block.text) };
    else out.push(block.kind === 'text' ? { ...block, text: letters(block.text) } : block);
  }
  return out;
}

/** Of what stands there, what the server stores too: ids, passing notes and how long a tool took are known to who watched. */
function storedOf(block: Block): readonly Block[] {
  if (block.kind === 'notice') return MARKERS.has(block.notice) ? [{ ...block, id: '' }] : [];
  if (block.kind !== 'tool') return [{ ...block, id: '' }];
  return [{ ...block, id: '', tool: { ...block.tool, id: '', preview: null, durationMs: null } }];
}

/** The first difference of two slices records, or null. Windows of different length are compared at their common end. */
export function difference(one: SessionRuntime, other: SessionRuntime, backend: Backend): string | null {
  const [a, b] = [agreed(one, backend), agreed(other, backend)];
  const [left, right] = [a['messages'] as unknown[], b['messages'] as unknown[]];
  const windowed = one.transcript.value.hasOlder || other.transcript.value.hasOlder;
  if (windowed) {
    // A window may begin inside a turn: its first message then has only a part of it.
    const common = Math.max(0, Math.min(left.length, right.length) - 1);
    a['messages'] = left.slice(left.length - common);
    b['messages'] = right.slice(right.length - common);
  }
  for (const key of Object.keys(a)) {
    const [x, y] = [JSON.stringify(a[key]), JSON.stringify(b[key])];
    if (x !== y) return `${key}:\n  ${shorten(x, y)}\n  ${shorten(y, x)}`;
  }
  return null;
}

/** Both texts from a little before the place where they part. */
function shorten(text: string, other: string): string {
  let at = 0;
  while (at < text.length && text[at] === other[at]) at += 1;
  return `…${text.slice(Math.max(0, at - 160), at + 240)}`;
}

/** Throws with the first thing that is shown otherwise than the server stores it. */
export function assertShowsTruth(control: EmulatorControl, session: SessionRuntime): void {
  const id = session.meta.value.id;
  const stored = storedText(control, id);
  const shown = shownText(session);
  const whole = !session.transcript.value.hasOlder;
  if (whole ? stored === shown : stored.endsWith(shown) && shown !== '') return;
  throw new Error(
    `${id} shows other words than the server stores:\n  shown  ${shorten(shown, stored)}\n  stored ${shorten(stored, shown)}`,
  );
}
