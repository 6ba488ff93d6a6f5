/** What of a message is copied and quoted, letter by letter as it was said. */
import type { Message } from '../../runtime/index.js';

/** What a person means by "the message": a prompt, or the answer without what was said on the way. */
export function messageText(message: Message): string {
  const texts = message.blocks.flatMap((block) => (block.kind === 'text' ? [block] : []));
  const said = texts.filter((block) => !block.note);
  return (said.length > 0 ? said : texts).map((block) => block.text).join('\n\n');
}

/** Lines of a quote. Nothing of the text is changed but what stands before its lines. */
export function asQuote(text: string): string {
  return text
    .split(/\r\n|\r|\n/)
    .map((line) => (line === '' ? '>' : `> ${line}`))
    .join('\n');
}
