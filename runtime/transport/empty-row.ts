import type { TranscriptRow } from '../session/transcript.js';

/** A row that holds its place and shows nothing; what makes rows begins with it. */
export const EMPTY_ROW: TranscriptRow = Object.freeze({
  role: 'system',
  text: '',
  reasoning: '',
  toolCalls: [],
  toolCallId: null,
  toolName: null,
  attachments: [],
  at: null,
  origin: 'person',
  notice: null,
  partial: false,
  durationMs: null,
  model: null,
});
