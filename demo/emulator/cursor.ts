/**
 * Which rows of a run a client asked for. Presence and validity are separate questions: a client
 * that sent any cursor wants to resume, and a cursor that cannot be honoured means "from the start".
 */

export interface Cursor {
  requested: boolean;
  /** Rows with a higher seq are wanted; 0 for all of them. */
  after: number;
}

export function readCursor(query: URLSearchParams, headers: Headers, streamId: string): Cursor {
  const afterSeq = query.get('after_seq') ?? '';
  const afterEventId = query.get('after_event_id') ?? '';
  const replay = query.get('replay') ?? '';
  if (afterSeq || afterEventId || replay) {
    return { requested: true, after: afterEventId ? seqOf(afterEventId, streamId) : seqNumber(afterSeq) };
  }
  const header = headers.get('last-event-id') ?? '';
  if (header) return { requested: true, after: seqOf(header, streamId) };
  return { requested: false, after: 0 };
}

/** A cursor beyond what exists is answered like no knowledge at all, not with silence. */
export function clampCursor(cursor: Cursor, lastSeq: number): number {
  return cursor.after > lastSeq ? 0 : cursor.after;
}

export function parseEventId(id: string): { run: string; seq: number } | null {
  const colon = id.lastIndexOf(':');
  if (colon <= 0) return null;
  const seq = seqNumber(id.slice(colon + 1), -1);
  return seq < 0 ? null : { run: id.slice(0, colon), seq };
}

function seqOf(id: string, streamId: string): number {
  const parsed = parseEventId(id);
  return parsed && parsed.run === streamId ? parsed.seq : 0;
}

function seqNumber(text: string, otherwise = 0): number {
  return /^\d+$/.test(text) ? Number(text) : otherwise;
}
