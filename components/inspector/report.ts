/**
 * A bug report: an inspection with everything that a person, a model or a server wrote taken out, ready to be shown to
 * strangers. It is built field by field: what is not named here is not in it.
 *
 * A text becomes `t3:12`: the third text of this report, twelve characters. Nothing of it can be computed back (a hash of
 * a short text could), and equal texts still look equal. An id becomes `s1:9af`: numbered in order, with its last three
 * characters, to be found again by those who have the original.
 */
import type {
  ConnectionInspection,
  EventInspection,
  OutboxInspection,
  RegistryInspection,
  RequestInspection,
  SessionError,
  SessionInspection,
} from '../../runtime/index.js';

/** Raised when the form changes. */
const FORM = 1;
const TAIL = 3;

/** Replaces texts and ids, the same one by the same stand-in. Good for one report. */
export class Redaction {
  readonly #texts = new Map<string, string>();
  readonly #ids = new Map<string, Map<string, string>>();

  text(text: string): string;
  text(text: string | null): string | null;
  text(text: string | null): string | null {
    if (text === null) return null;
    let stand = this.#texts.get(text);
    if (stand === undefined) {
      stand = `t${this.#texts.size + 1}:${text.length}`;
      this.#texts.set(text, stand);
    }
    return stand;
  }

  /** `kind`: one letter that says what it is an id of. */
  id(kind: 's' | 'r' | 'q' | 'o' | 'tab', id: string): string;
  id(kind: 's' | 'r' | 'q' | 'o' | 'tab', id: string | null): string | null;
  id(kind: 's' | 'r' | 'q' | 'o' | 'tab', id: string | null): string | null {
    if (id === null) return null;
    const known = this.#ids.get(kind) ?? new Map<string, string>();
    this.#ids.set(kind, known);
    let stand = known.get(id);
    if (stand === undefined) {
      // Whatever else stands in an id, no word of it goes out: letters and digits only, and few.
      const tail = id.length > 2 * TAIL ? id.slice(-TAIL).replaceAll(/[^0-9a-z]/giu, '_') : '';
      stand = `${kind}${known.size + 1}${tail === '' ? '' : `:${tail}`}`;
      known.set(id, stand);
    }
    return stand;
  }

  /** Codes are ours; details and hints are the server's words. */
  error(error: SessionError | null): object | null {
    if (error === null) return null;
    return {
      code: error.code,
      status: error.status ?? null,
      retryable: error.retryable,
      detail: this.text(error.detail),
      hint: this.text(error.hint ?? null),
    };
  }
}

/** The whole report as JSON text. Times are seconds before it was taken, so that no clock is given away. */
export function bugReport(
  inspection: RegistryInspection,
  sessions: readonly SessionInspection[] = inspection.sessions,
): string {
  const redact = new Redaction();
  const ago = (at: number | null): number | null => (at === null ? null : Math.round(inspection.at - at) / 1000);
  const report = {
    form: FORM,
    server: inspection.server === 'webui' ? 'webui' : redact.text(inspection.server),
    tick: inspection.tick,
    recording: inspection.recording,
    link: linkOf(inspection.link, redact, ago),
    listed: inspection.listed,
    page: { visible: inspection.page.visible, focused: inspection.page.focused, online: inspection.page.online },
    budget: inspection.budget,
    reading: inspection.reading,
    timers: {
      leases: inspection.timers.leases,
      streams: inspection.timers.streams,
      reads: inspection.timers.reads,
      list: inspection.timers.list,
      storage: inspection.timers.storage,
    },
    strays: inspection.strays,
    connections: inspection.connections.map((one) => connectionOf(one, redact, ago)),
    sessions: sessions.map((session) => sessionOf(session, redact, ago)),
  };
  return JSON.stringify(report, null, 1);
}

type Ago = (at: number | null) => number | null;

function linkOf(
  link: { status: string; error: SessionError | null; retryAt: number | null },
  redact: Redaction,
  ago: Ago,
): object {
  return { status: link.status, error: redact.error(link.error), retryIn: negated(ago(link.retryAt)) };
}

function negated(seconds: number | null): number | null {
  return seconds === null ? null : 0 - seconds;
}

function connectionOf(one: ConnectionInspection, redact: Redaction, ago: Ago): object {
  return {
    kind: one.kind,
    session: redact.id('s', one.session),
    run: redact.id('r', one.run),
    state: one.state,
    openFor: ago(one.openSince),
    silentFor: ago(one.aliveAt),
    failures: one.failures,
    retryIn: negated(ago(one.retryAt)),
    tab: redact.id('tab', one.tab),
    leading: one.leading,
  };
}

function sessionOf(session: SessionInspection, redact: Redaction, ago: Ago): object {
  const { live, cursor, transcript, waiting, unseen, wants, counts, leases, reads, end } = session;
  return {
    key: redact.id('s', session.key),
    tip: redact.id('s', session.tip),
    aliases: session.aliases.map((id) => redact.id('s', id)),
    title: redact.text(session.title),
    model: redact.text(session.model),
    listed: session.listed,
    gone: session.gone,
    status: session.status,
    phase: session.phase,
    run: redact.id('r', session.run),
    origin: session.origin,
    startedAgo: ago(session.startedAt),
    activity: session.activity && { kind: session.activity.kind, label: redact.text(session.activity.label) },
    end: end && {
      run: redact.id('r', end.run),
      outcome: end.outcome,
      error: redact.error(end.error),
      ago: ago(end.at),
    },
    orphaned: session.orphaned,
    over: session.over,
    live: live && {
      run: redact.id('r', live.run),
      blocks: live.blocks,
      tail: live.tail,
      tailCharacters: live.tailCharacters,
      ended: live.ended,
    },
    cursor: {
      run: redact.id('r', cursor.run),
      seq: cursor.seq,
      unnumbered: cursor.unnumbered,
      hole: cursor.hole,
    },
    transcript: {
      status: transcript.status,
      rows: transcript.rows,
      offset: transcript.offset,
      total: transcript.total,
      messages: transcript.messages,
      provisional: transcript.provisional,
    },
    requests: session.requests.map((request) => requestOf(request, redact, ago)),
    waiting: { approval: waiting.approval, question: waiting.question },
    closedRequests: session.closedRequests,
    draftCharacters: session.draftCharacters,
    outbox: session.outbox.map((item) => outboxOf(item, redact)),
    unseen: { settled: unseen.settled, seen: unseen.seen, ended: unseen.ended, marked: unseen.marked },
    link: linkOf(session.link, redact, ago),
    error: redact.error(session.error),
    wants: { reload: wants.reload, requests: wants.requests, resync: wants.resync },
    changedAt: session.changedAt,
    loadedAt: session.loadedAt,
    counts: { dropped: counts.dropped, duplicate: counts.duplicate, gaps: counts.gaps, unknown: counts.unknown },
    leases: { visible: leases.visible, hidden: leases.hidden, lingering: leases.lingering },
    reads: { session: reads.session, requests: reads.requests, fruitless: reads.fruitless },
    // One line each: a report is read by people.
    events: session.events.map((event) => eventOf(event, redact, ago)),
  };
}

function requestOf(request: RequestInspection, redact: Redaction, ago: Ago): object {
  return {
    id: redact.id('q', request.id),
    kind: request.kind,
    state: request.state,
    run: redact.id('r', request.run),
    openedAgo: ago(request.openedAt),
    expiresIn: negated(ago(request.expiresAt)),
    failed: request.failed,
  };
}

function outboxOf(item: OutboxInspection, redact: Redaction): object {
  return {
    ref: redact.id('o', item.ref),
    state: item.state,
    characters: item.characters,
    error: redact.error(item.error),
    doubtful: item.doubtful,
    owner: redact.id('tab', item.owner),
  };
}

function eventOf(event: EventInspection, redact: Redaction, ago: Ago): string {
  const seq = event.seq === null ? '-' : event.seq === event.seqTo ? `${event.seq}` : `${event.seq}..${event.seqTo}`;
  const times = event.times === 1 ? '' : ` x${event.times}`;
  return `-${ago(event.at)}s ${event.type}${times} ${redact.id('r', event.run) ?? '-'} ${seq} @${event.cursor} ${event.outcome}`;
}
