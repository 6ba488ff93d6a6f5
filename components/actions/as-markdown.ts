/**
 * Messages as Markdown, for the clipboard. What was said is copied letter by letter as it was said; of what was done only
 * a short note, fenced so that nothing in it turns into markup. Thinking is not copied: it was not said to anybody.
 */
import type { Block, LiveTurn, Message } from '../../runtime/index.js';
import { toolTarget } from '../tool-text.js';
import { asQuote } from './message-text.js';

/** Words of the language the element speaks. */
export interface MarkdownWords {
  readonly you: string;
  readonly agent: string;
  readonly attached: string;
  readonly tool: Readonly<Record<'running' | 'done' | 'failed' | 'stopped', string>>;
}

/** A message with everything done in it, under a heading that says whose it is. */
export function messageMarkdown(message: Message, words: MarkdownWords): string {
  const files =
    message.attachments.length === 0 ? [] : [`${words.attached}: ${message.attachments.map(inlineCode).join(', ')}`];
  const body = [...blocksMarkdown(message.blocks, words), ...files];
  if (body.length === 0) return '';
  if (message.role === 'system') return body.join('\n\n');
  return [`## ${message.role === 'user' ? words.you : words.agent}`, ...body].join('\n\n');
}

/** The prompt and what the agent did for it. */
export function turnMarkdown(messages: readonly Message[], of: Message, words: MarkdownWords): string {
  const at = messages.findIndex((message) => message.key === of.key);
  if (at < 0) return messageMarkdown(of, words);
  let first = at;
  while (first > 0 && messages[first]?.role !== 'user') first -= 1;
  let end = at + 1;
  while (end < messages.length && messages[end]?.role !== 'user') end += 1;
  return joined(messages.slice(first, end).map((message) => messageMarkdown(message, words)));
}

export function conversationMarkdown(
  from: { readonly title: string; readonly messages: readonly Message[]; readonly live: LiveTurn | null },
  words: MarkdownWords,
): string {
  const live = from.live === null ? [] : blocksMarkdown(from.live.blocks, words);
  const tail = from.live?.tail?.kind === 'text' ? [from.live.tail.text.peek()] : [];
  const running = [...live, ...tail];
  return `${joined([
    `# ${from.title.replace(/\s+/g, ' ').trim()}`,
    ...from.messages.map((message) => messageMarkdown(message, words)),
    ...(running.length > 0 ? [`## ${words.agent}`, ...running] : []),
  ])}\n`;
}

function blocksMarkdown(blocks: readonly Block[], words: MarkdownWords): readonly string[] {
  return blocks.flatMap((block): string[] => {
    switch (block.kind) {
      case 'text':
        return block.text === '' ? [] : [block.text];
      case 'tool': {
        const target = toolTarget(block.tool);
        return [fenced(`${block.tool.name}${target === '' ? '' : `: ${target}`}\n${words.tool[block.tool.status]}`)];
      }
      case 'notice':
        return block.text.trim() === '' ? [] : [asQuote(block.text)];
      case 'reasoning':
        return [];
    }
  });
}

/** A fence longer than any run of its own character inside. */
function fenced(text: string): string {
  const longest = Math.max(2, ...[...text.matchAll(/`+/g)].map((run) => run[0].length));
  const fence = '`'.repeat(longest + 1);
  return `${fence}tool\n${text}\n${fence}`;
}

function inlineCode(text: string): string {
  const longest = Math.max(0, ...[...text.matchAll(/`+/g)].map((run) => run[0].length));
  const fence = '`'.repeat(longest + 1);
  const space = longest > 0 ? ' ' : '';
  return `${fence}${space}${text.replace(/[\r\n]+/g, ' ')}${space}${fence}`;
}

function joined(parts: readonly string[]): string {
  return parts.filter((part) => part !== '').join('\n\n');
}
