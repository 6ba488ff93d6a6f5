/** A status as a shape, told apart without colour, with its word for assistive technology. */
import { html, nothing, type TemplateResult } from 'lit';
import type { SessionStatus } from '../../runtime/index.js';
import { icon, type IconName } from '../icons.js';

const shapes: Readonly<Record<SessionStatus, IconName | null>> = {
  'needs-you': 'diamond',
  failed: 'triangle',
  running: 'spinner',
  unread: 'dot',
  draft: 'pencil',
  idle: null,
};

/** `word` is read out; idle is what is not worth a word. */
export function statusShape(status: SessionStatus, word: string): TemplateResult {
  const shape = shapes[status];
  return html`<span part="row-status" class="status ${status}" title=${shape === null ? nothing : word}
    >${shape === null ? nothing : icon(shape)}<span class="visually-hidden">${word}</span></span
  >`;
}
