/** The short sentences of a turn. */
import type { Message, NoticeBlock, TurnCause } from '../../runtime/index.js';
import type { IconName } from '../icons.js';
import type { LabelsController } from '../labels/labels-controller.js';
import type { StepCounts } from './pieces.js';

export const NOTICE_ICONS: Readonly<Record<NoticeBlock['notice'], IconName>> = {
  compressing: 'archive',
  compressed: 'archive',
  warning: 'warning',
  saved: 'check',
  goal: 'todo',
  background: 'clock',
  error: 'error',
  stopped: 'stop',
  interrupted: 'warning',
  system: 'info',
};

/** `Thought for 8 s`, `Worked for 42 s · 4 tools · 1 failed`. A turn that runs has its time elsewhere. */
export function activityLine(counts: StepCounts, message: Message | null, labels: LabelsController): string {
  const parts: string[] = [];
  if (message === null) parts.push(labels.term('working'));
  else if (message.durationMs === null) parts.push(labels.term(counts.tools === 0 ? 'thought' : 'worked'));
  else parts.push(labels.term(counts.tools === 0 ? 'thoughtFor' : 'workedFor', labels.duration(message.durationMs)));
  if (counts.tools > 0) parts.push(labels.term('toolsUsed', counts.tools));
  if (counts.failed > 0) parts.push(labels.term('toolsFailed', counts.failed));
  return parts.join(' · ');
}

/** What happened that the server began a turn: a name for it, and what it is about, as text. */
export function causeWords(
  cause: TurnCause | undefined,
  labels: LabelsController,
): { readonly name: string; readonly about: string; readonly ended: string } {
  const name = labels.table('causedBy')[cause?.kind ?? 'other'];
  const ended =
    cause?.exitCode === undefined
      ? cause?.pattern === undefined
        ? ''
        : labels.term('causePattern', cause.pattern)
      : labels.term('causeExit', cause.exitCode);
  return { name, about: cause?.command ?? '', ended };
}

/** The server's marker of a stop says no more than that it was one. */
const ONLY_STOPPED = /^\W*task cancell?ed\W*$/i;

/** What a notice says: in a word, in words, and what is behind it for who wants to know. Throws where it is no text. */
export function noticeWords(
  block: NoticeBlock,
  name: string,
  labels: LabelsController,
): { readonly title: string; readonly text: string; readonly detail: string } {
  const said = sound(block.text);
  const detail = sound(block.detail ?? '');
  const known = labels.table('interruptedBy') as Readonly<Record<string, string>>;
  const reason = block.reason !== undefined && Object.hasOwn(known, block.reason) ? known[block.reason] : undefined;
  if (reason !== undefined) return { title: reason, text: '', detail: [said, detail].filter(Boolean).join('\n\n') };
  const empty = said === name || (block.notice === 'stopped' && ONLY_STOPPED.test(said));
  return { title: name, text: empty ? '' : said, detail: ONLY_STOPPED.test(detail) ? '' : detail };
}

/** A text that is none is a fault to be shown, not to be drawn as whatever it is. */
export function sound(text: string): string {
  if (typeof text !== 'string') throw new TypeError('not a text');
  return text;
}
