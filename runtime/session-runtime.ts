/**
 * What the world sees of one session: its slices as read-only signals, and verbs bound to it. There is no "active
 * session" anywhere: whoever holds this object holds exactly this conversation, whatever ids the server gives it.
 */
import { computed, type ReadonlySignal } from '@preact/signals-core';
import type { SessionView } from './kept-views.js';
import type { ComposerSlice } from './session/composer.js';
import { canContinue, canSend, canStop, isUnread, statusOf } from './session/derive.js';
import type { SessionRecord } from './session/record.js';
import type { ConsentSlice, RequestAnswer, RequestsSlice } from './session/requests.js';
import { waitingCount } from './session/requests-reducer.js';
import type { LinkSlice, RunSlice, SessionError, SessionMeta, SessionStatus, Todo, Usage } from './session/slices.js';
import type { MessageFile, TranscriptSlice } from './session/transcript.js';
import type { SessionNews } from './session-news.js';
import type { SessionConsent } from './session-consent.js';
import type { CollectOptions, Collected } from './session-pages.js';
import type { SessionUploads } from './session-uploads.js';
import type { SendOutcome, SessionVerbs } from './session-verbs.js';
import type { SessionId } from './transport/events.js';
import type { TransportCapabilities } from './transport/transport.js';

/** What a session reads of the registry it lives in. */
export interface SessionSurroundings {
  readonly verbs: SessionVerbs;
  readonly consent: SessionConsent;
  readonly uploads: SessionUploads;
  readonly capabilities: ReadonlySignal<TransportCapabilities | null>;
  /** The session's own link, with that of the whole transport laid over it. */
  linkOf(record: SessionRecord): ReadonlySignal<LinkSlice>;
  childrenOf(record: SessionRecord): ReadonlySignal<readonly SessionRuntime[]>;
  onNews(record: SessionRecord, listener: (news: SessionNews) => void): () => void;
  viewOf(record: SessionRecord): SessionView;
}

export class SessionRuntime {
  readonly #record: SessionRecord;
  readonly #around: SessionSurroundings;
  #link: ReadonlySignal<LinkSlice> | undefined;
  #children: ReadonlySignal<readonly SessionRuntime[]> | undefined;
  #view: SessionView | undefined;

  /** Made by the registry; see `SessionRegistry.retain` and `peek`. */
  constructor(record: SessionRecord, around: SessionSurroundings) {
    this.#record = record;
    this.#around = around;
  }

  /** The conversation key: never changes, whatever ids the server rotates to. */
  get id(): SessionId {
    return this.#record.key;
  }

  /** Every id this conversation has had, the one in use last. */
  get aliases(): ReadonlySignal<readonly SessionId[]> {
    return this.#record.projection.slice('aliases', (state) => state.aliases);
  }

  get meta(): ReadonlySignal<SessionMeta> {
    return this.#record.projection.slice('meta', (state) => state.meta);
  }

  get run(): ReadonlySignal<RunSlice> {
    return this.#record.projection.slice('run', (state) => state.run);
  }

  get transcript(): ReadonlySignal<TranscriptSlice> {
    return this.#record.projection.transcript;
  }

  get requests(): ReadonlySignal<RequestsSlice> {
    return this.#record.projection.requests;
  }

  get consent(): ReadonlySignal<ConsentSlice> {
    return this.#record.projection.consent;
  }

  get composer(): ReadonlySignal<ComposerSlice> {
    return this.#record.projection.composer;
  }

  get link(): ReadonlySignal<LinkSlice> {
    return (this.#link ??= this.#around.linkOf(this.#record));
  }

  /** What the server this session lives on can do; null while none is connected. */
  get capabilities(): ReadonlySignal<TransportCapabilities | null> {
    return this.#around.capabilities;
  }

  /** The last thing that went wrong with reading or stopping this session, until a read succeeds. */
  get error(): ReadonlySignal<SessionError | null> {
    return this.#record.projection.slice('error', (state) => state.error);
  }

  /** Deleted on the server, or of another profile: what was read stays, verbs do nothing. */
  get gone(): ReadonlySignal<boolean> {
    return this.#record.projection.slice('gone', (state) => state.gone);
  }

  get usage(): ReadonlySignal<Usage | null> {
    return this.#record.projection.slice('usage', (state) => state.usage);
  }

  get todos(): ReadonlySignal<readonly Todo[]> {
    return this.#record.projection.slice('todos', (state) => state.todos);
  }

  /** Derived: the ladder rows show. */
  get status(): ReadonlySignal<SessionStatus> {
    return this.#record.projection.slice('status', statusOf);
  }

  /** Derived: requests waiting for a person, by the server's count. */
  get attention(): ReadonlySignal<number> {
    return this.#record.projection.slice('attention', (state) => waitingCount(state.requests));
  }

  get unread(): ReadonlySignal<boolean> {
    return this.#record.projection.slice('unread', isUnread);
  }

  /** Derived: a message is taken now (and queued while a run is live). False: read-only or gone. */
  get canSend(): ReadonlySignal<boolean> {
    return this.#record.projection.slice('canSend', canSend);
  }

  get canStop(): ReadonlySignal<boolean> {
    return this.#record.projection.slice('canStop', canStop);
  }

  /** Derived: the last turn was lost (a restart of the server) and nothing followed it; see `continueRun()`. */
  get canContinue(): ReadonlySignal<boolean> {
    return this.#record.projection.slice('canContinue', canContinue);
  }

  /** Sessions forked from this one or working for it. */
  get children(): ReadonlySignal<readonly SessionRuntime[]> {
    return (this.#children ??= this.#around.childrenOf(this.#record));
  }

  /**
   * View state of elements on this conversation (what was opened, where it was read), kept in this browser over a reload.
   * Never sent anywhere. The last writer wins; one conversation has 4,000 characters of JSON.
   */
  get view(): SessionView {
    return (this.#view ??= this.#around.viewOf(this.#record));
  }

  /**
   * Sends text; while a run is live it is queued and sent when the run ends. Never throws: where it did not arrive the
   * text is in `composer.outbox`, with the reason.
   */
  send(text: string): Promise<SendOutcome> {
    return this.#around.verbs.send(this.#record, text);
  }

  /**
   * Sends the draft as it is now and leaves the draft empty, in one step: the text is never in two places. Where the
   * session takes no message at all the draft stays as it is.
   */
  sendDraft(): Promise<SendOutcome> {
    return this.#around.verbs.sendDraft(this.#record);
  }

  /**
   * Asks the agent to go on with a turn that was lost: sends `text`, by default a short English sentence, as an ordinary
   * message. Only by a person's gesture, and once: `refused` where `canContinue` is false. Never throws.
   */
  continueRun(text?: string): Promise<SendOutcome | 'refused'> {
    return this.#around.verbs.continueRun(this.#record, text);
  }

  /** Asks the server to stop the run that is live now. The run ends when the server says so. */
  stop(): Promise<void> {
    return this.#around.verbs.stop(this.#record);
  }

  /** Gives the running turn a hint. `queued`: it could not be delivered and waits as the next message. */
  steer(text: string): Promise<'accepted' | 'queued' | 'refused'> {
    return this.#around.verbs.steer(this.#record, text);
  }

  /**
   * Answers one request: the caller has a person's consent to exactly this. One answer at a time in the whole browser: a
   * call while another is under way, here or in another tab, sends nothing. Never throws: what became of it is in
   * `requests`.
   */
  answer(requestId: string, answer: RequestAnswer): Promise<void> {
    return this.#around.consent.answer(this.#record, requestId, answer);
  }

  /**
   * Has the server give every approval of this session by itself, also those that wait now, until it is switched off or
   * the server restarts. Only where `capabilities.autoApprove`. Never throws: what became of it is in `consent`.
   */
  setAutoApprove(enabled: boolean): Promise<void> {
    return this.#around.consent.setAutoApprove(this.#record, enabled);
  }

  setDraft(text: string): void {
    this.#record.dispatch({ type: 'draft.changed', text });
  }

  /**
   * Attaches files to the draft: they are uploaded at once and go out with the next `sendDraft()`, which waits for them.
   * See `composer.files` for what became of each. Nothing happens where the server takes none.
   */
  attachFiles(files: Iterable<File>): void {
    this.#around.uploads.choose(this.#record, [...files]);
  }

  /** Takes a file out of the draft; its upload ends. */
  removeFile(ref: string): void {
    this.#around.uploads.remove(this.#record, ref);
  }

  /** Uploads a failed file of the draft once more. */
  retryFile(ref: string): void {
    this.#around.uploads.retry(this.#record, ref);
  }

  /** Takes a queued or returned text back into the draft. */
  reclaim(ref: string): void {
    this.#around.verbs.reclaim(this.#record, ref);
  }

  /** Sends a returned or waiting text now. */
  resend(ref: string): void {
    this.#around.verbs.resend(this.#record, ref);
  }

  /** Drops a queued or returned text for good. */
  discard(ref: string): void {
    this.#around.verbs.discard(this.#record, ref);
  }

  /** Rejects with a `TransportError` when the server refuses; so do the verbs below. */
  rename(title: string): Promise<void> {
    return this.#around.verbs.rename(this.#record, title);
  }

  pin(pinned: boolean): Promise<void> {
    return this.#around.verbs.pin(this.#record, pinned);
  }

  archive(archived: boolean): Promise<void> {
    return this.#around.verbs.archive(this.#record, archived);
  }

  remove(): Promise<void> {
    return this.#around.verbs.remove(this.#record);
  }

  /**
   * Copies the first `keep` stored rows (all when absent) into a new session. Asked again while it is under way it is the
   * same copy. Only where `capabilities.fork`.
   */
  fork(keep?: number): Promise<SessionRuntime> {
    return this.#around.verbs.fork(this.#record, keep);
  }

  /**
   * To say it otherwise: a fork that ends before the prompt stored at `index` (`Message.index`), with the prompt and its
   * files as the fork's draft. Nothing here changes. Rejects with a `TransportError`: `busy` while a turn runs.
   */
  editAndFork(index: number): Promise<SessionRuntime> {
    return this.#around.verbs.editAndFork(this.#record, index);
  }

  /**
   * Asks for the last answer again, in place of the one there is. Only where `capabilities.retry`. `unsure`: the answer of
   * the server was lost, the session is read to see what became of it, and nothing is asked twice. Rejects with a
   * `TransportError` when refused: `busy` while a turn runs.
   */
  retry(): Promise<'accepted' | 'unsure'> {
    return this.#around.verbs.retry(this.#record);
  }

  /** Reads the whole conversation for its text, beside what is shown; bounded, see `Collected.whole`. */
  collect(options: CollectOptions): Promise<Collected> {
    return this.#around.verbs.collect(this.#record, options);
  }

  /** Where a browser gets a file of a message, the likeliest address first; empty where it can't. */
  fileUrls(file: MessageFile, options: { readonly download?: boolean } = {}): readonly string[] {
    return this.#around.verbs.fileUrls(this.#record, file, options.download === true);
  }

  /** Reads the rows before the first one shown. Resolves also when there are none. */
  loadOlder(): Promise<void> {
    return this.#around.verbs.loadOlder(this.#record);
  }

  /** Reads the session again now: the person pressed "Try again". */
  refresh(): void {
    this.#around.verbs.refresh(this.#record);
  }

  /** A person has seen everything there is. */
  markSeen(): void {
    this.#record.dispatch({ type: 'seen.marked' });
  }

  markUnread(): void {
    this.#record.dispatch({ type: 'unread.marked' });
  }

  /** Calls back for this session's edges, each once. Returns the unsubscriber. */
  onNews(listener: (news: SessionNews) => void): () => void {
    return this.#around.onNews(this.#record, listener);
  }
}

/** The link of the transport laid over the session's own: a broken transport is what a person has to know first. */
export function overlayLink(
  own: ReadonlySignal<LinkSlice>,
  whole: ReadonlySignal<{ status: string; error: SessionError | null; retryAt: number | null }>,
): ReadonlySignal<LinkSlice> {
  return computed(
    () => {
      const { status, error, retryAt } = whole.value;
      if (status === 'offline' || status === 'auth' || status === 'refused') return { status, error, retryAt };
      return own.value;
    },
    { name: 'link' },
  );
}
