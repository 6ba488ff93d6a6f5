/**
 * Events of the elements. Each one bubbles and crosses shadow roots; those that come before a verb are cancelable, and
 * `preventDefault()` means: the host does it itself.
 */
import type {
  AgentRequest,
  Message,
  RequestAnswer,
  RequestKind,
  SessionError,
  SessionRuntime,
  SessionStatus,
} from '../runtime/index.js';

type EndOutcome = 'completed' | 'stopped' | 'failed' | 'lost';

const told = { bubbles: true, composed: true } as const;
const asked = { bubbles: true, composed: true, cancelable: true } as const;

/** What happened, or is about to, in one session. */
abstract class OfSessionEvent extends Event {
  readonly session: SessionRuntime;
  readonly sessionId: string;

  constructor(type: string, init: EventInit, session: SessionRuntime) {
    super(type, init);
    this.session = session;
    this.sessionId = session.id;
  }
}

/** A person chose a session. Cancel it to keep the selection. */
export class HermesSessionSelectEvent extends Event {
  static readonly type = 'hermes-session-select';
  readonly sessionId: string;

  constructor(sessionId: string) {
    super(HermesSessionSelectEvent.type, asked);
    this.sessionId = sessionId;
  }
}

/** A person sends a message. `kind: 'steer'` goes into the run that is live, all else waits for its end. */
export class HermesSendEvent extends OfSessionEvent {
  static readonly type = 'hermes-send';
  readonly text: string;
  readonly kind: 'send' | 'steer';

  constructor(session: SessionRuntime, text: string, kind: 'send' | 'steer' = 'send') {
    super(HermesSendEvent.type, asked, session);
    this.text = text;
    this.kind = kind;
  }
}

/** A person stops the live run. */
export class HermesStopEvent extends OfSessionEvent {
  static readonly type = 'hermes-stop';

  constructor(session: SessionRuntime) {
    super(HermesStopEvent.type, asked, session);
  }
}

/** A person answers a request. */
export class HermesAnswerEvent extends OfSessionEvent {
  static readonly type = 'hermes-answer';
  readonly requestId: string;
  readonly answer: RequestAnswer;

  constructor(session: SessionRuntime, requestId: string, answer: RequestAnswer) {
    super(HermesAnswerEvent.type, asked, session);
    this.requestId = requestId;
    this.answer = answer;
  }
}

/** A person wants the last answer asked for again. */
export class HermesRetryEvent extends OfSessionEvent {
  static readonly type = 'hermes-retry';
  readonly message: Message;

  constructor(session: SessionRuntime, message: Message) {
    super(HermesRetryEvent.type, asked, session);
    this.message = message;
  }
}

/** A person wants to say a prompt otherwise. Uncancelled, a fork that ends before it takes its words as a draft. */
export class HermesEditEvent extends OfSessionEvent {
  static readonly type = 'hermes-edit';
  readonly message: Message;

  constructor(session: SessionRuntime, message: Message) {
    super(HermesEditEvent.type, asked, session);
    this.message = message;
  }
}

/** A person forks the conversation behind a message. `keep`: stored rows the fork begins with. */
export class HermesForkEvent extends OfSessionEvent {
  static readonly type = 'hermes-fork';
  readonly message: Message;
  readonly keep: number;

  constructor(session: SessionRuntime, message: Message, keep: number) {
    super(HermesForkEvent.type, asked, session);
    this.message = message;
    this.keep = keep;
  }
}

/**
 * A person wants a link to a message. A host with addresses of its own sets `url`; cancelled, nothing is copied. `index` is
 * what a pane's `message` attribute takes.
 */
export class HermesPermalinkEvent extends OfSessionEvent {
  static readonly type = 'hermes-permalink';
  readonly index: number;
  url: string;

  constructor(session: SessionRuntime, index: number, url: string) {
    super(HermesPermalinkEvent.type, asked, session);
    this.index = index;
    this.url = url;
  }
}

/** The status a row shows changed. */
export class HermesStatusChangeEvent extends OfSessionEvent {
  static readonly type = 'hermes-status-change';
  readonly status: SessionStatus;

  constructor(session: SessionRuntime, status: SessionStatus) {
    super(HermesStatusChangeEvent.type, told, session);
    this.status = status;
  }
}

/** The agent waits for a person. Once per request, for the host's notifications. */
export class HermesAttentionEvent extends OfSessionEvent {
  static readonly type = 'hermes-attention';
  readonly requestId: string;
  readonly kind: RequestKind;

  constructor(session: SessionRuntime, request: AgentRequest) {
    super(HermesAttentionEvent.type, told, session);
    this.requestId = request.id;
    this.kind = request.kind;
  }
}

/** A run ended. */
export class HermesCompleteEvent extends OfSessionEvent {
  static readonly type = 'hermes-complete';
  readonly outcome: EndOutcome;
  readonly error: SessionError | null;

  constructor(session: SessionRuntime, outcome: EndOutcome, error: SessionError | null) {
    super(HermesCompleteEvent.type, told, session);
    this.outcome = outcome;
    this.error = error;
  }
}

/** Something failed that a host may want to log. The elements show it themselves where a person can act on it. */
export class HermesErrorEvent extends Event {
  static readonly type = 'hermes-error';
  readonly error: SessionError;
  /** The session it happened in, or null for the connection as a whole. */
  readonly sessionId: string | null;

  constructor(error: SessionError, sessionId: string | null = null) {
    super(HermesErrorEvent.type, told);
    this.error = error;
    this.sessionId = sessionId;
  }
}

/** The server wants a sign-in. */
export class HermesAuthRequiredEvent extends Event {
  static readonly type = 'hermes-auth-required';
  /** Where a person signs in and comes back from; null where the server has no such page. */
  readonly signInUrl: string | null;

  constructor(signInUrl: string | null) {
    super(HermesAuthRequiredEvent.type, told);
    this.signInUrl = signInUrl;
  }
}

/** A `<hermes-markdown>` shows all of a text that took more than one slice. Its height may have changed with each. */
export class MarkdownCompleteEvent extends Event {
  static readonly type = 'hermes-markdown-complete';

  constructor() {
    super(MarkdownCompleteEvent.type, told);
  }
}

/**
 * An element is about to show a file's path and asks whether the host opens such files. Answer in the listener, at
 * once: `event.offer(href)` makes it a link to there, `event.offer()` one that only fires `hermes-open-file`. Without an
 * answer the path is text.
 */
export class HermesFileLinkEvent extends Event {
  static readonly type = 'hermes-file-link';
  /** As the tool named it: absolute, or relative to the session's workspace. */
  readonly path: string;
  readonly line: number | null;
  readonly sessionId: string | null;
  #offered = false;
  #href: string | null = null;

  constructor(path: string, line: number | null, sessionId: string | null) {
    super(HermesFileLinkEvent.type, told);
    this.path = path;
    this.line = line;
    this.sessionId = sessionId;
  }

  get offered(): boolean {
    return this.#offered;
  }

  get href(): string | null {
    return this.#href;
  }

  offer(href: string | null = null): void {
    this.#offered = true;
    this.#href = href;
  }
}

/** A person opens a file the host offered to open. Cancel it to keep a link from being followed. */
export class HermesOpenFileEvent extends Event {
  static readonly type = 'hermes-open-file';
  readonly path: string;
  readonly line: number | null;
  readonly sessionId: string | null;

  constructor(path: string, line: number | null, sessionId: string | null) {
    super(HermesOpenFileEvent.type, asked);
    this.path = path;
    this.line = line;
    this.sessionId = sessionId;
  }
}

export interface HermesEventMap {
  'hermes-file-link': HermesFileLinkEvent;
  'hermes-open-file': HermesOpenFileEvent;
  'hermes-session-select': HermesSessionSelectEvent;
  'hermes-send': HermesSendEvent;
  'hermes-stop': HermesStopEvent;
  'hermes-answer': HermesAnswerEvent;
  'hermes-retry': HermesRetryEvent;
  'hermes-edit': HermesEditEvent;
  'hermes-fork': HermesForkEvent;
  'hermes-permalink': HermesPermalinkEvent;
  'hermes-status-change': HermesStatusChangeEvent;
  'hermes-attention': HermesAttentionEvent;
  'hermes-complete': HermesCompleteEvent;
  'hermes-error': HermesErrorEvent;
  'hermes-auth-required': HermesAuthRequiredEvent;
  'hermes-markdown-complete': MarkdownCompleteEvent;
}

declare global {
  // Elements, documents and windows all hear them.
  // eslint-disable-next-line @typescript-eslint/no-empty-object-type
  interface GlobalEventHandlersEventMap extends HermesEventMap {}
}
