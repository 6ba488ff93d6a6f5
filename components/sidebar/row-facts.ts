/**
 * What a row says of its session, read from that session's slices alone: an event of another session can't change it.
 * Pure reads, to be called in a selector.
 */
import type { AgentRequest, RunSlice, SessionRuntime, SessionStatus } from '../../runtime/index.js';

/** Runs, and that is all there is to say. */
export type RowLevel = 'thinking' | 'writing' | 'compressing' | 'model' | 'running' | 'starting' | 'stopping';

/** What the second line tells. */
export type RowDoing =
  | { readonly kind: 'approval'; readonly command: string }
  | { readonly kind: 'question'; readonly text: string }
  /** Waits for a person, and the list does not say for what. */
  | { readonly kind: 'waiting' }
  | { readonly kind: 'child-waiting' }
  | { readonly kind: 'tool'; readonly name: string }
  | { readonly kind: RowLevel }
  | { readonly kind: 'failed' | 'stopped' | 'finished' }
  | { readonly kind: 'draft' }
  | { readonly kind: 'idle' };

export interface RowFacts {
  readonly title: string;
  /** The ladder, with what children need taken in (I-18). */
  readonly status: SessionStatus;
  readonly doing: RowDoing;
  /** When it began to do that, or when it last did something. Milliseconds; null: nobody knows. */
  readonly at: number | null;
  readonly pinned: boolean;
  readonly archived: boolean;
  readonly readOnly: boolean;
  readonly unread: boolean;
  readonly live: boolean;
}

/** Sessions that work for this one. A fork is a conversation of its own and stays in the list. */
export function workersOf(session: SessionRuntime): readonly SessionRuntime[] {
  return session.children.value.filter((child) => child.meta.value.relation === 'child');
}

export function workerNeedsYou(session: SessionRuntime, seen: ReadonlySet<SessionRuntime> = new Set()): boolean {
  if (seen.has(session)) return false;
  const path = new Set(seen).add(session);
  return workersOf(session).some((child) => child.status.value === 'needs-you' || workerNeedsYou(child, path));
}

/** The status a row shows: its own, or that a session working for it needs somebody. */
export function rowStatus(session: SessionRuntime): SessionStatus {
  const own = session.status.value;
  return own !== 'needs-you' && workerNeedsYou(session) ? 'needs-you' : own;
}

export function rowFacts(session: SessionRuntime): RowFacts {
  const meta = session.meta.value;
  const run = session.run.value;
  const status = rowStatus(session);
  const ofChild = status === 'needs-you' && session.status.value !== 'needs-you';
  const request = session.requests.value.open[0];
  const doing: RowDoing = ofChild ? { kind: 'child-waiting' } : doingNow(status, run, request);
  return {
    title: meta.title,
    status,
    doing,
    at: sinceWhen(doing, run, request, meta.updatedAt ?? meta.createdAt),
    pinned: meta.pinned,
    archived: meta.archived,
    readOnly: meta.readOnly,
    unread: session.unread.value,
    live: isLive(run),
  };
}

export function sameFacts(a: RowFacts | undefined, b: RowFacts | undefined): boolean {
  if (a === undefined || b === undefined) return a === b;
  return (Object.keys(a) as (keyof RowFacts)[]).every((key) =>
    key === 'doing' ? sameDoing(a.doing, b.doing) : Object.is(a[key], b[key]),
  );
}

function sameDoing(a: RowDoing, b: RowDoing): boolean {
  return a.kind === b.kind && detailOf(a) === detailOf(b);
}

function detailOf(doing: RowDoing): string {
  if (doing.kind === 'approval') return doing.command;
  if (doing.kind === 'question') return doing.text;
  return doing.kind === 'tool' ? doing.name : '';
}

function isLive(run: RunSlice): boolean {
  return run.phase === 'starting' || run.phase === 'running' || run.phase === 'stopping';
}

function doingNow(status: SessionStatus, run: RunSlice, request: AgentRequest | undefined): RowDoing {
  if (status === 'needs-you') {
    if (request?.kind === 'approval')
      return { kind: 'approval', command: request.approval.command || request.approval.tool || '' };
    if (request?.kind === 'question') return { kind: 'question', text: request.question.text };
    return { kind: 'waiting' };
  }
  if (run.phase === 'starting' || run.phase === 'stopping') return { kind: run.phase };
  if (run.phase === 'running' || status === 'running') return activity(run);
  if (status === 'failed') return { kind: 'failed' };
  if (status === 'draft') return { kind: 'draft' };
  if (run.end === null) return { kind: 'idle' };
  return { kind: run.end.outcome === 'completed' ? 'finished' : run.end.outcome === 'stopped' ? 'stopped' : 'failed' };
}

function activity(run: RunSlice): RowDoing {
  const now = run.activity;
  if (now === null) return { kind: 'running' };
  if (now.kind === 'tool') return now.label === null ? { kind: 'running' } : { kind: 'tool', name: now.label };
  return { kind: now.kind === 'waiting' ? 'model' : now.kind };
}

function sinceWhen(
  doing: RowDoing,
  run: RunSlice,
  request: AgentRequest | undefined,
  touched: number | null,
): number | null {
  if (doing.kind === 'approval' || doing.kind === 'question') return request?.openedAt ?? touched;
  if (doing.kind === 'failed' || doing.kind === 'stopped' || doing.kind === 'finished') return run.end?.at ?? touched;
  return isLive(run) ? (run.startedAt ?? touched) : touched;
}
