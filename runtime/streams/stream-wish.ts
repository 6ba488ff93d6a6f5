/**
 * What a registry wishes of the connections, and what it hears of them. A wish is a level, said whole each time and plain
 * data, so that it can be told to another tab over a channel on which a word may get lost.
 */
import type { RunId, SessionId, TransportEvent } from '../transport/events.js';
import type { StreamEnd } from '../transport/transport.js';

/** `tail`: the run is over, its stream may still bring the title. `watch`: an idle session, for turns begun elsewhere. */
export type StreamKind = 'list' | 'run' | 'tail' | 'watch';

export interface StreamWish {
  /** Names the stream: wishes with the same key are served by one connection. */
  readonly key: string;
  readonly kind: StreamKind;
  /** The id in use; empty for the list. */
  readonly session: SessionId;
  readonly run: RunId | null;
  /** Grows each time its owner begins anew at `after`: news told to it before mean nothing to it now. */
  readonly join: number;
  /** Of a run: the last number of its journal that is applied. Of a watch: the rows known. */
  readonly after: number;
  /** A visible element shows it. */
  readonly shown: boolean;
  /** Logical time it was last shown or became live; later is more interesting. */
  readonly since: number;
}

/** What became of a stream. `shared`: it has no connection of its own, and is served in turns. */
export type StreamNews =
  | { readonly type: 'opened' }
  | { readonly type: 'event'; readonly event: TransportEvent }
  /** Of the list only: something changed. */
  | { readonly type: 'changed'; readonly session: SessionId | null }
  /** It broke, and is tried again at `retryAt` (our clock, milliseconds). */
  | { readonly type: 'ended'; readonly end: StreamEnd; readonly retryAt: number };

/** Calls come in the order things happened. `join` is that of the wish the news is for. */
export type StreamListener = (key: string, news: StreamNews, join: number) => void;

export const LIST_KEY = 'list';

export function runKey(run: RunId): string {
  return `run:${run}`;
}

export function watchKey(session: SessionId): string {
  return `watch:${session}`;
}

/** The same but for the place it has come to, which moves with every event. */
export function sameWish(one: StreamWish, other: StreamWish): boolean {
  return (
    one.key === other.key &&
    one.kind === other.kind &&
    one.join === other.join &&
    one.session === other.session &&
    one.shown === other.shown &&
    one.since === other.since
  );
}
