/**
 * A file that goes along with a text. Its bytes go to the server when it is chosen; what is kept and sent with the text is
 * the reference. Like the text it is in exactly one place: the draft, or one item of the outbox (I-13).
 */
import type { SessionError } from './slices.js';

/**
 * `uploading`: on its way to the server, or waiting for its turn. `ready`: it is there. `failed`: it is not, see `error`;
 * try again or remove it. `interrupted`: the page went away while it was under way and its bytes with it: choose it again.
 */
export type AttachmentState = 'uploading' | 'ready' | 'failed' | 'interrupted';

export interface Attachment {
  /** Made here, when it was chosen. */
  readonly ref: string;
  readonly name: string;
  /** Bytes. */
  readonly size: number;
  /** Media type; empty when not known. */
  readonly type: string;
  readonly state: AttachmentState;
  /** Where the server put it; null until it is there. */
  readonly path: string | null;
  readonly image: boolean;
  readonly error: SessionError | null;
}

/** Files one message takes (http-api 7.1). */
export const MOST_ATTACHMENTS = 20;

export type AttachmentsReady = 'ready' | 'uploading' | 'broken';

/** Whether a text may go out with these: what is broken is for a person to decide, never left out in silence. */
export function readiness(files: readonly Attachment[]): AttachmentsReady {
  if (files.length > MOST_ATTACHMENTS) return 'broken';
  if (files.some((file) => file.state === 'failed' || file.state === 'interrupted')) return 'broken';
  return files.some((file) => file.state === 'uploading') ? 'uploading' : 'ready';
}

/** What was kept of them. Stored by this very code, and still read as if by anybody. */
export function toAttachments(stored: unknown): readonly Attachment[] {
  if (!Array.isArray(stored)) return [];
  return (stored as unknown[]).flatMap((entry) => {
    if (typeof entry !== 'object' || entry === null) return [];
    const { ref, name, size, type, state, path, image } = entry as Record<string, unknown>;
    if (typeof ref !== 'string' || typeof name !== 'string') return [];
    const there = typeof path === 'string' && state === 'ready';
    const kept: Attachment = {
      ref,
      name,
      size: typeof size === 'number' ? size : 0,
      type: typeof type === 'string' ? type : '',
      state: there ? 'ready' : 'interrupted',
      path: there ? path : null,
      image: image === true,
      error: null,
    };
    return [kept];
  });
}
