/**
 * The verbs: a person's gesture becomes a request to the server, for the session it was made on (I-03). State changes
 * when the server says so; the one thing that moves at once is the text itself, which is in exactly one place.
 */
import type { Environment } from './environment.js';
import { readiness, type Attachment } from './session/attachments.js';
import type { OutboxItem } from './session/composer.js';
import { canContinue, goesOn } from './session/derive.js';
import type { SessionRecord } from './session/record.js';
import type { SessionError } from './session/slices.js';
import type { SessionState } from './session/state.js';
import type { MessageFile } from './session/transcript.js';
import { collectMessages, type CollectOptions, type Collected } from './session-pages.js';
import type { SessionRuntime } from './session-runtime.js';
import type { RunInput, SessionId } from './transport/events.js';
import { asSessionError, TransportError } from './transport/transport-error.js';
import type { SendResult, Transport, UploadedFile } from './transport/transport.js';

/** What became of a send. The text is never lost: on all but `accepted` it is in `composer.outbox`. */
export type SendOutcome = 'accepted' | 'queued' | 'returned' | 'unsure';

/** What `continueRun()` says where the caller has no words of its own. */
const CONTINUE_TEXT = 'Continue where you left off.';

/** Rows per page of `loadOlder()`. */
const OLDER_ROWS = 60;

/** Ids a file of a message is looked for under. */
const MOST_FILE_PLACES = 3;

/** After Stop the end is expected on the stream; when it does not come, the session is read. */
const STOP_PATIENCE_MS = 5_000;

/** A server that is busy with nothing we know of (a stopped run unwinding, a restart) is asked again after these. */
const BUSY_DELAYS_MS: readonly number[] = [700, 1_500, 3_000, 4_000];

/** What verbs need of the registry. */
export interface VerbsHost {
  readonly environment: Environment;
  transport(): Transport | null;
  /** Takes a session the server made for us into the registry. */
  adopt(id: SessionId): SessionRuntime;
  /** Begins the draft of a session that was just made, behind what may be there. */
  beginDraft(id: SessionId, text: string, files: readonly Attachment[]): void;
  /** The conversation goes on under another id. */
  rekey(record: SessionRecord, to: SessionId): void;
  /** It was removed on the server; `before` is how it was when that was asked for. */
  removed(record: SessionRecord, before: SessionState): void;
  /** What waits here is this tab's for certain: until then nothing of it goes out by itself. */
  ready(): boolean;
  /** A text waits in another tab: that tab is asked. */
  askOwner(record: SessionRecord, owner: string, ref: string, what: 'resend' | 'reclaim' | 'discard'): void;
  /** Files that go nowhere any more. */
  dropFiles(refs: readonly string[]): void;
  /** The list changed by our own doing. */
  listChanged(): void;
}

export class SessionVerbs {
  readonly #host: VerbsHost;
  readonly #busy = new Map<SessionRecord, { attempts: number; timer: ReturnType<Environment['setTimeout']> | null }>();
  /** A fork or a retry under way: a second press of the button is the same one. */
  readonly #asked = new Map<SessionRecord, Map<string, Promise<unknown>>>();
  readonly #stops = new Map<SessionRecord, ReturnType<Environment['setTimeout']>>();

  constructor(host: VerbsHost) {
    this.#host = host;
  }

  send(record: SessionRecord, text: string): Promise<SendOutcome> {
    return this.#take(record, text, false);
  }

  /** A person wants a turn that was lost to go on: an ordinary message, seen by everybody. */
  continueRun(record: SessionRecord, text = CONTINUE_TEXT): Promise<SendOutcome | 'refused'> {
    return canContinue(record.state) ? this.#take(record, text, false) : Promise.resolve('refused');
  }

  sendDraft(record: SessionRecord): Promise<SendOutcome> {
    return this.#take(record, record.state.draft, true);
  }

  async #take(record: SessionRecord, text: string, fromDraft: boolean): Promise<SendOutcome> {
    const files = fromDraft ? record.state.files : [];
    if (text.trim() === '' && files.length === 0) return 'returned';
    // A file that is not there is for the person to decide: the text does not leave without it.
    if (readiness(files) === 'broken') return 'returned';
    const ref = this.#host.environment.randomId();
    const shut = closedTo(record.state);
    if (shut) {
      // A draft stays the draft it is; any other text has no place yet.
      if (fromDraft) return 'returned';
      record.dispatch({ type: 'send.queued', ref, text });
      record.dispatch({ type: 'send.returned', ref, error: shut });
      return 'returned';
    }
    record.dispatch({ type: 'send.queued', ref, text, fromDraft });
    // What waits already goes first.
    const next = this.#next(record);
    const behind = this.#busy.get(record)?.timer || (next !== null && next !== ref);
    return this.#free(record) && !behind && readiness(files) === 'ready' ? this.#submit(record, ref) : 'queued';
  }

  /**
   * Sends the first waiting text when the session is free. After a failed or lost run, and behind a text that came
   * back, nothing goes out by itself: what was meant to follow may make no sense any more.
   */
  drain(record: SessionRecord): void {
    if (!this.#host.ready() || !this.#free(record) || this.#busy.get(record)?.timer) return;
    const next = this.#next(record);
    if (next !== null) void this.#submit(record, next);
    else this.#lookFirst(record);
  }

  /** Whether a text may go out by itself is known from how the last turn ended: of a session never read, nothing is. */
  #lookFirst(record: SessionRecord): void {
    const { outbox, run, transcript, wants } = record.state;
    const waits = outbox.some((item) => item.owner === undefined && item.state === 'queued');
    const unknown = run.phase === 'idle' && run.end === null && transcript.status === 'unread' && wants.reload === 0;
    if (waits && unknown) record.dispatch({ type: 'session.stale', session: record.key });
  }

  #next(record: SessionRecord): string | null {
    const first = record.state.outbox.find((item) => item.owner === undefined);
    if (first?.state !== 'queued' || !goesOn(record.state)) return null;
    if (readiness(first.attachments ?? []) !== 'ready') return null;
    // It may be the very text the server is busy with: a read tells.
    if (first.doubtful === true && record.state.wants.reload > 0) return null;
    return first.ref;
  }

  resend(record: SessionRecord, ref: string): void {
    const item = record.state.outbox.find((known) => known.ref === ref);
    if (item && this.#waitsElsewhere(record, item, 'resend')) return;
    if (!item || (item.state !== 'queued' && item.state !== 'returned')) return;
    if (readiness(item.attachments ?? []) !== 'ready') return;
    record.dispatch({ type: 'send.queued', ref, text: item.text });
    if (this.#free(record)) void this.#submit(record, ref);
  }

  /** Takes a text that waits back into the draft. */
  reclaim(record: SessionRecord, ref: string): void {
    const item = record.state.outbox.find((known) => known.ref === ref);
    if (item && this.#waitsElsewhere(record, item, 'reclaim')) return;
    record.dispatch({ type: 'outbox.reclaimed', ref });
  }

  discard(record: SessionRecord, ref: string): void {
    const item = record.state.outbox.find((known) => known.ref === ref);
    if (item && this.#waitsElsewhere(record, item, 'discard')) return;
    // What is on its way can't be unsent; its answer will remove or return it.
    if (item?.state !== 'queued' && item?.state !== 'returned') return;
    record.dispatch({ type: 'outbox.removed', ref });
    this.#host.dropFiles((item.attachments ?? []).map((file) => file.ref));
  }

  /** The tab it waits in is asked to do it; what is on its way from there is nobody's to touch. */
  #waitsElsewhere(record: SessionRecord, item: OutboxItem, what: 'resend' | 'reclaim' | 'discard'): boolean {
    if (item.owner === undefined) return false;
    if (item.state === 'queued' || item.state === 'returned') this.#host.askOwner(record, item.owner, item.ref, what);
    return true;
  }

  async stop(record: SessionRecord): Promise<void> {
    const transport = this.#host.transport();
    const run = record.state.run.run;
    if (!transport || run === null || record.state.run.phase !== 'running') return;
    record.dispatch({ type: 'stop.requested' });
    try {
      const result = await transport.stop(record.tip, run);
      if (record.state.run.run !== run) return;
      if (result.kind === 'failed') record.dispatch({ type: 'stop.failed', error: result.error });
      else if (result.kind === 'over') record.dispatch({ type: 'stop.over' });
      else this.#expectEnd(record, run);
    } catch (thrown) {
      if (record.state.run.run === run) record.dispatch({ type: 'stop.failed', error: asSessionError(thrown) });
    }
  }

  async steer(record: SessionRecord, text: string): Promise<'accepted' | 'queued' | 'refused'> {
    const transport = this.#host.transport();
    if (!transport?.capabilities.steer || text.trim() === '') return 'refused';
    const { run } = record.state.run;
    try {
      const result = await transport.steer(record.tip, text);
      if (result.kind === 'accepted') {
        if (run !== null) record.dispatch({ type: 'steer.accepted', run, text });
        return 'accepted';
      }
      if (result.kind === 'refused') return 'refused';
    } catch {
      return 'refused';
    }
    record.dispatch({ type: 'send.queued', ref: this.#host.environment.randomId(), text });
    return 'queued';
  }

  async rename(record: SessionRecord, title: string): Promise<void> {
    await this.#connected().rename(record.tip, title);
    record.dispatch({ type: 'meta.changed', title });
    this.#host.listChanged();
  }

  async pin(record: SessionRecord, pinned: boolean): Promise<void> {
    await this.#connected().pin(record.tip, pinned);
    record.dispatch({ type: 'meta.changed', pinned });
    this.#host.listChanged();
  }

  async archive(record: SessionRecord, archived: boolean): Promise<void> {
    await this.#connected().archive(record.tip, archived);
    record.dispatch({ type: 'meta.changed', archived });
    this.#host.listChanged();
  }

  async remove(record: SessionRecord): Promise<void> {
    const before = record.state;
    await this.#connected().remove(record.tip);
    this.#host.removed(record, before);
    this.#host.listChanged();
  }

  fork(record: SessionRecord, keep?: number): Promise<SessionRuntime> {
    return this.#once(record, `fork ${keep ?? ''}`, async () => {
      try {
        return this.#host.adopt(await this.#connected().fork(record.tip, keep));
      } finally {
        // Also where the answer was lost: the copy may be there, and the list knows.
        this.#host.listChanged();
      }
    });
  }

  /** A fork that ends before the prompt at `index`, with the prompt as its draft. */
  editAndFork(record: SessionRecord, index: number): Promise<SessionRuntime> {
    return this.#once(record, `edit ${index}`, async () => {
      this.#mustRest(record);
      const { rows, offset } = record.state.transcript;
      const row = rows[index - offset];
      if (row?.role !== 'user')
        throw new TransportError({ code: 'refused', detail: 'There is no such message to edit.', retryable: false });
      const { text } = row;
      const files = draftFiles(row.files ?? [], () => this.#host.environment.randomId());
      const fork = await this.fork(record, index);
      this.#host.beginDraft(fork.id, text, files);
      return fork;
    });
  }

  /** Asks for the last answer again. The transcript changes when the server's does: a read follows either way. */
  retry(record: SessionRecord): Promise<'accepted' | 'unsure'> {
    return this.#once(record, 'retry', async () => {
      this.#mustRest(record);
      const transport = this.#connected();
      if (transport.capabilities.retry !== true || !transport.retry)
        throw new TransportError({ code: 'unsupported', detail: 'This server can not do that.', retryable: false });
      let result: SendResult;
      try {
        result = await transport.retry(record.tip);
      } catch (thrown) {
        result = { kind: 'unsure', error: asSessionError(thrown) };
      }
      // A refusal may mean that somebody else was faster; a lost answer, that it was taken.
      record.dispatch({ type: 'read.wanted' });
      this.#host.listChanged();
      switch (result.kind) {
        case 'started':
          return 'accepted';
        case 'unsure':
        case 'swallowed':
          return 'unsure';
        case 'busy':
          throw new TransportError({ code: 'busy', detail: 'A turn is running.', retryable: true });
        case 'gone':
        case 'refused':
          throw new TransportError(result.error);
      }
    });
  }

  collect(record: SessionRecord, options: CollectOptions): Promise<Collected> {
    return collectMessages(record, this.#connected(), options);
  }

  fileUrls(record: SessionRecord, file: MessageFile, download: boolean): readonly string[] {
    const transport = this.#host.transport();
    // What came before a rotation lies with the id of that time; the newest one is the likeliest.
    const ids = [...new Set([record.tip, ...[...record.state.aliases].reverse()])].slice(0, MOST_FILE_PLACES);
    return [...new Set(ids.flatMap((id) => transport?.fileUrls?.(id, file, { download }) ?? []))];
  }

  /** What changes the last turn waits for none: it is refused, and the person decides. */
  #mustRest(record: SessionRecord): void {
    const shut = closedTo(record.state);
    if (shut) throw new TransportError(shut);
    const { phase } = record.state.run;
    const unresolved = record.state.outbox.some((item) => item.state === 'submitting' || item.state === 'unsure');
    if (unresolved || (phase !== 'idle' && phase !== 'unknown'))
      throw new TransportError({ code: 'busy', detail: 'A turn is running.', retryable: true });
  }

  #once<T>(record: SessionRecord, what: string, ask: () => Promise<T>): Promise<T> {
    const asked = this.#asked.get(record) ?? new Map<string, Promise<unknown>>();
    const under = asked.get(what) as Promise<T> | undefined;
    if (under) return under;
    const over = (): void => {
      asked.delete(what);
      if (asked.size === 0) this.#asked.delete(record);
    };
    const answer = ask();
    asked.set(what, answer);
    this.#asked.set(record, asked);
    answer.then(over, over);
    return answer;
  }

  async loadOlder(record: SessionRecord): Promise<void> {
    const transport = this.#host.transport();
    const { offset, loadingOlder, status } = record.state.transcript;
    if (!transport || offset === 0 || loadingOlder || status !== 'ready') return;
    record.dispatch({ type: 'older.wanted' });
    try {
      const transcript = await transport.loadOlder(record.tip, {
        before: offset,
        limit: OLDER_ROWS,
        signal: new AbortController().signal,
      });
      record.dispatch({ type: 'transcript.older', session: record.key, transcript });
    } catch {
      // The button is there again; the link line says what is wrong with the server.
      record.dispatch({ type: 'older.failed' });
    }
  }

  refresh(record: SessionRecord): void {
    record.dispatch({ type: 'read.wanted' });
  }

  /** Ends everything that waits for this session. */
  release(record: SessionRecord): void {
    const { environment } = this.#host;
    const stop = this.#stops.get(record);
    if (stop) environment.clearTimeout(stop);
    this.#stops.delete(record);
    const busy = this.#busy.get(record);
    if (busy?.timer) environment.clearTimeout(busy.timer);
    this.#busy.delete(record);
  }

  #free(record: SessionRecord): boolean {
    const { run, outbox, gone } = record.state;
    const unresolved = outbox.some((item) => item.state === 'submitting' || item.state === 'unsure');
    return !gone && !unresolved && this.#host.transport() !== null && (run.phase === 'idle' || run.phase === 'unknown');
  }

  async #submit(record: SessionRecord, ref: string): Promise<SendOutcome> {
    const transport = this.#host.transport();
    const item = record.state.outbox.find((known) => known.ref === ref);
    if (!transport || !item) return 'queued';
    record.dispatch({ type: 'send.submitted', ref, text: item.text });
    let result: SendResult;
    try {
      result = await transport.send(record.tip, inputOf(item), { files: filesOf(item) });
      const { status, total } = record.state.transcript;
      if (result.kind === 'gone' && status === 'ready' && total === 0)
        result = await this.#sendAnew(record, transport, item, result);
    } catch (thrown) {
      result = { kind: 'unsure', error: asSessionError(thrown) };
    }
    return this.#settle(record, item, result);
  }

  #settle(record: SessionRecord, item: OutboxItem, result: SendResult): SendOutcome {
    const { ref } = item;
    if (result.kind !== 'busy') this.#busy.delete(record);
    switch (result.kind) {
      case 'started':
        record.dispatch({
          type: 'send.accepted',
          ref,
          run: result.run,
          startedAt: result.startedAt,
          title: result.title,
          input: inputOf(item),
        });
        this.#host.listChanged();
        return 'accepted';
      case 'swallowed':
        record.dispatch({ type: 'send.swallowed', ref });
        return 'accepted';
      case 'busy':
        record.dispatch({ type: 'send.busy', ref, run: result.run });
        this.#askAgain(record, ref);
        return 'queued';
      case 'unsure':
        record.dispatch({ type: 'send.unsure', ref, error: result.error });
        return 'unsure';
      case 'gone':
      case 'refused':
        record.dispatch({ type: 'send.returned', ref, error: result.error });
        return 'returned';
    }
  }

  /**
   * An empty session lives only in the server's memory: a restart before its first message forgets it. The message is
   * its first, so a new session takes it, and this conversation goes on as that one.
   */
  async #sendAnew(
    record: SessionRecord,
    transport: Transport,
    item: OutboxItem,
    gone: SendResult,
  ): Promise<SendResult> {
    if (!transport.capabilities.create) return gone;
    const created = await transport.createSession({});
    this.#host.rekey(record, created.session);
    return transport.send(record.tip, inputOf(item), { files: filesOf(item) });
  }

  /**
   * Busy with a run we do not follow (one that was stopped and unwinds, one that a restart lost): nothing will tell when it
   * is out, so this very text is offered again. The person sent it knowing how the last run ended.
   */
  #askAgain(record: SessionRecord, ref: string): void {
    if (record.state.run.phase === 'running' || record.state.run.phase === 'stopping') return;
    const busy = this.#busy.get(record) ?? { attempts: 0, timer: null };
    const delay = BUSY_DELAYS_MS[Math.min(busy.attempts, BUSY_DELAYS_MS.length - 1)] ?? 0;
    busy.attempts += 1;
    busy.timer = this.#host.environment.setTimeout(() => {
      busy.timer = null;
      const waits = record.state.outbox.some((item) => item.ref === ref && item.state === 'queued');
      if (waits && this.#host.ready() && this.#free(record)) void this.#submit(record, ref);
      else this.drain(record);
    }, delay);
    this.#busy.set(record, busy);
  }

  #expectEnd(record: SessionRecord, run: string): void {
    const { environment } = this.#host;
    const known = this.#stops.get(record);
    if (known) environment.clearTimeout(known);
    this.#stops.set(
      record,
      environment.setTimeout(() => {
        this.#stops.delete(record);
        if (record.state.run.run === run) record.dispatch({ type: 'stop.over' });
      }, STOP_PATIENCE_MS),
    );
  }

  #connected(): Transport {
    const transport = this.#host.transport();
    if (!transport) throw new TransportError({ code: 'network', detail: 'No server is connected.', retryable: true });
    return transport;
  }
}

/** Files of a prompt, to go along with it once more: those whose place on the server is known. */
function draftFiles(files: readonly MessageFile[], randomId: () => string): readonly Attachment[] {
  return files.flatMap(({ name, path, size, type }): Attachment[] =>
    path === null
      ? []
      : [
          {
            ref: randomId(),
            name,
            size: size ?? 0,
            type: type === 'image/*' ? '' : type,
            state: 'ready',
            path,
            image: type.startsWith('image/'),
            error: null,
          },
        ],
  );
}

/** Why a session takes no message at all, in the words its text comes back with; null where it does. */
function closedTo(state: SessionState): SessionError | null {
  if (state.gone)
    return state.error ?? { code: 'not-found', detail: 'The session does not exist any more.', retryable: false };
  if (state.meta.readOnly) return { code: 'read-only', detail: 'This session takes no messages.', retryable: false };
  return null;
}

function inputOf(item: OutboxItem): RunInput {
  return { text: item.text, attachments: (item.attachments ?? []).map((file) => file.name) };
}

function filesOf(item: OutboxItem): readonly UploadedFile[] {
  return (item.attachments ?? []).flatMap(({ name, path, size, type, image }) =>
    path === null ? [] : [{ name, path, size, type, image }],
  );
}
