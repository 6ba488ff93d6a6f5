/**
 * Every string elements show. A language is one file that fills this interface; the type
 * checker lists what is missing. Words: plain, short, second person, no exclamation marks. An error says what happened,
 * what is safe, and what to do.
 */
import type { Translation } from '@shoelace-style/localize';
import type {
  ApprovalChoice,
  AttachmentState,
  ErrorCode,
  EventOutcome,
  LinkStatus,
  NoticeKind,
  OutboxState,
  Phase,
  RequestState,
  SessionStatus,
  StorageStatus,
  Todo,
  ToolStatus,
  TurnCause,
} from '../../runtime/index.js';
import type { MarkdownLabels } from './markdown-labels.js';

/** What a sentence about an error may use. */
export interface ErrorFacts {
  /** The server's own words; may be empty. */
  readonly detail: string;
  readonly hint: string | null;
}

export interface Terms extends Translation {
  // Shared
  readonly untitled: string;
  readonly copy: string;
  readonly copied: string;
  readonly copyFailed: string;
  readonly close: string;
  readonly cancel: string;
  readonly tryAgain: string;
  readonly signIn: string;
  readonly loading: string;
  readonly showAll: (characters: string) => string;
  readonly showLess: string;
  readonly you: string;
  readonly agent: string;
  readonly unread: string;

  /** What a person sees of each status in a row, and what is read out. */
  readonly status: Readonly<Record<SessionStatus, string>>;
  readonly phase: Readonly<Record<Phase, string>>;
  /** Present activity, after "Running": `tool` gets the tool's name. */
  readonly activityWaiting: string;
  readonly activityThinking: string;
  readonly activityWriting: string;
  readonly activityTool: (name: string) => string;
  readonly activityCompressing: string;

  /** The thin line under the header: what happens. Empty: nothing to say. */
  readonly link: Readonly<Record<LinkStatus, string>>;
  /** This browser does not keep what only it knows; one line for the whole page. */
  readonly storage: Readonly<Record<Exclude<StorageStatus, 'ok'>, string>>;
  readonly retryIn: (duration: string) => string;
  /** An error as one or two sentences. */
  readonly error: Readonly<Record<ErrorCode, (facts: ErrorFacts) => string>>;
  /** What the server itself said, after our sentence. */
  readonly serverSaid: (detail: string) => string;

  // Pane
  readonly chooseSession: string;
  readonly chooseSessionHint: string;
  readonly newSession: string;
  readonly newSessionHint: string;
  readonly sessionGone: string;
  readonly sessionGoneHint: string;
  readonly loadFailed: string;
  /** The server lost the turn by a restart; also read out when it happens. */
  readonly runLost: string;
  readonly continueRun: string;
  /** What is sent to the agent by that button: an ordinary message, in the person's words. */
  readonly continueMessage: string;
  readonly model: string;
  readonly workspace: string;
  readonly session: string;
  readonly readOnly: string;

  // Transcript
  readonly conversation: string;
  readonly loadOlder: string;
  readonly loadingOlder: string;
  readonly jumpToEnd: string;
  readonly newMessages: (count: number) => string;
  readonly jumpToStart: string;
  readonly outline: string;
  /** In the outline: a prompt without text (files only). */
  readonly outlineUntitled: string;
  readonly outlineOlder: string;
  readonly find: string;
  readonly findPrevious: string;
  readonly findNext: string;
  readonly findClose: string;
  /** `current` 0: none of them is looked at yet. */
  readonly findCount: (current: number, all: number) => string;
  readonly findNone: string;
  readonly findSearching: string;
  readonly findSearched: (messages: number) => string;
  readonly findOlder: string;
  readonly announceStarted: string;
  readonly announceNeedsYou: string;
  readonly announceFinished: string;
  readonly announceStopped: string;
  readonly announceFailed: string;

  // Message
  readonly thinking: string;
  readonly thought: string;
  readonly note: string;
  readonly partial: string;
  readonly attachments: string;
  readonly toolsUsed: (count: number) => string;
  readonly thoughtFor: (duration: string) => string;
  readonly workedFor: (duration: string) => string;
  readonly worked: string;
  readonly copyMessage: string;
  readonly messageBroken: string;
  readonly notice: Readonly<Record<NoticeKind, string>>;

  // Tool card
  readonly tool: string;
  readonly toolStatus: Readonly<Record<ToolStatus, string>>;
  readonly arguments: string;
  readonly result: string;
  readonly noResult: string;
  readonly copyResult: string;
  readonly lines: (count: number) => string;

  // Turns and tools, opened up
  /** The activity line while the turn runs. */
  readonly working: string;
  readonly toolsFailed: (count: number) => string;
  readonly tokensPerSecond: (rate: string) => string;
  readonly earlierSteps: (count: string) => string;
  readonly partNotLoaded: string;
  readonly blockBroken: string;
  readonly recoveredPrompt: string;
  readonly recoveredText: string;
  /** Why the server began a turn, by its cause. */
  readonly causedBy: Readonly<Record<TurnCause['kind'], string>>;
  readonly causeExit: (code: number) => string;
  readonly causePattern: (pattern: string) => string;
  /** Why the server cut a turn off, by its own name for it; others are shown as they are. */
  readonly interruptedBy: Readonly<Record<'process_restart', string>>;
  readonly details: string;
  readonly clippedResult: (shown: string, all: string) => string;
  readonly viewAsText: string;
  readonly viewFormatted: string;
  readonly changes: string;
  readonly lineAdded: string;
  readonly lineRemoved: string;
  readonly linesAdded: (count: number) => string;
  readonly linesRemoved: (count: number) => string;
  readonly fileChange: Readonly<Record<'added' | 'deleted' | 'renamed' | 'changed', string>>;
  readonly moreLines: (count: string) => string;
  readonly noFinalNewline: string;
  readonly output: string;
  readonly data: string;
  readonly items: (count: number) => string;
  readonly fields: (count: number) => string;
  readonly moreItems: (count: string) => string;
  readonly loadImage: (from: string) => string;
  readonly imageBroken: (name: string) => string;
  readonly imageOf: (name: string) => string;
  readonly workers: (count: number) => string;
  readonly openWorker: (title: string) => string;

  // Composer
  readonly message: string;
  readonly messagePlaceholder: string;
  readonly messagePlaceholderRunning: string;
  readonly send: string;
  readonly queueMessage: string;
  readonly stop: string;
  readonly stopping: string;
  readonly steer: string;
  readonly steerHint: string;
  readonly steerRefused: string;
  readonly steerQueued: string;
  readonly steered: string;
  readonly readOnlyHint: string;
  readonly queue: string;
  readonly outbox: Readonly<Record<OutboxState, string>>;
  /** Said before the hint (of one that is submitting: instead), of a message that waits in another tab of this browser. */
  readonly outboxElsewhere: Readonly<Record<OutboxState, string>>;
  readonly outboxHint: Readonly<Record<OutboxState, string>>;
  readonly editItem: string;
  readonly sendNow: string;
  readonly removeItem: string;
  readonly attachFiles: string;
  /** What became of a file of the draft. */
  readonly fileState: Readonly<Record<AttachmentState, string>>;
  readonly removeFile: (name: string) => string;
  readonly retryFile: (name: string) => string;
  /** Said aloud. */
  readonly filesFailed: (names: string) => string;
  /** On the button, while files of the message are on their way. */
  readonly sendWhenUploaded: string;
  /** Why a message with a file that is not there does not go out. */
  readonly filesBroken: string;
  readonly waitsForFiles: string;
  /** Of a queued text while nothing runs: it goes out by itself, or it does not. */
  readonly waitsForServer: string;
  readonly waitsForPerson: string;

  // Todo, usage
  readonly todos: string;
  readonly todosDone: (done: number, all: number) => string;
  readonly todoStatus: Readonly<Record<Todo['status'], string>>;
  readonly usage: string;
  /** Names of what is counted; then the amounts. */
  readonly usageContext: string;
  readonly usageRead: string;
  readonly usageWritten: string;
  readonly usageCost: string;
  readonly tokenCount: (count: string) => string;
  readonly tokensOf: (used: string, all: string) => string;

  // Sidebar
  readonly sessions: string;
  readonly searchSessions: string;
  readonly clearSearch: string;
  readonly newSessionButton: string;
  readonly noSessions: string;
  readonly noSessionsHint: string;
  readonly noMatch: (query: string) => string;
  readonly groupNeedsYou: string;
  readonly groupRunning: string;
  readonly groupPinned: string;
  readonly groupToday: string;
  readonly groupYesterday: string;
  readonly groupWeek: string;
  readonly groupMonth: string;
  readonly groupOlder: string;
  readonly rowMenu: (title: string) => string;
  readonly rename: string;
  readonly renameLabel: string;
  readonly pin: string;
  readonly unpin: string;
  readonly archive: string;
  readonly unarchive: string;
  readonly fork: string;
  readonly exportSession: string;
  readonly remove: string;
  readonly removed: (title: string) => string;
  readonly undo: string;
  readonly markUnread: string;
  readonly nextNeedsYou: string;
  readonly childSessions: (count: number) => string;
  readonly wantsToRun: (command: string) => string;
  readonly asks: (question: string) => string;
  readonly finishedAgo: (ago: string) => string;
  readonly stoppedAgo: (ago: string) => string;
  readonly failedAgo: (ago: string) => string;
  readonly hasDraft: string;
  readonly runningTool: (tool: string) => string;
  readonly childNeedsYou: string;
  readonly markRead: string;
  readonly removeConfirm: string;
  readonly removeConfirmRunning: string;
  readonly changeFailed: (reason: string) => string;
  readonly createFailed: (reason: string) => string;
  readonly needYou: (count: number) => string;
  readonly runningCount: (count: number) => string;
  readonly sessionsFound: (count: number) => string;
  readonly openReference: (id: string) => string;
  readonly notConnected: string;
  readonly listFailed: string;

  // Approvals and questions
  readonly inbox: string;
  readonly approval: string;
  readonly question: string;
  readonly approvalTitle: string;
  readonly approvalTitleTool: (tool: string) => string;
  readonly openSession: string;
  readonly command: string;
  readonly reason: string;
  readonly risk: string;
  readonly runsIn: (place: string) => string;
  readonly allowOnce: string;
  readonly allowSession: string;
  readonly allowAlways: string;
  readonly deny: string;
  readonly alwaysStores: string;
  readonly alwaysConfirm: string;
  readonly alwaysBack: string;
  readonly requestState: Readonly<Record<RequestState, string>>;
  readonly requestFailed: (detail: string) => string;
  readonly expiresIn: (duration: string) => string;
  readonly position: (index: number, count: number) => string;
  readonly previous: string;
  readonly next: string;
  readonly answer: string;
  readonly answerPlaceholder: string;
  readonly submitAnswer: string;
  readonly skipQuestion: string;
  readonly answeredWith: (answer: string) => string;
  readonly hiddenCharacters: string;
  /** Whose it is, which tool it is about where the server says, and among how many answers one can choose. */
  readonly announceApproval: (title: string, tool: string | null, choices: number) => string;
  /** `choices`: 0 where the answer is written. */
  readonly announceQuestion: (title: string, choices: number) => string;
  readonly lookalikeCharacters: string;
  readonly showRequest: string;
  readonly hideRequest: string;
  readonly timeUp: string;
  readonly moreWaiting: (count: number) => string;
  /** How it was closed, where that is not by an answer given here. */
  readonly closedBy: Readonly<Record<'elsewhere' | 'deadline' | 'run', string>>;
  /** What skipping a question sends: there is nothing else a server would understand. */
  readonly skipAnswer: string;
  readonly skipSends: (answer: string) => string;
  readonly autoApprove: string;
  readonly autoApproveWarning: string;
  readonly autoApproveConfirm: string;
  readonly autoApproveOn: string;
  readonly autoApproveOff: string;
  readonly autoApproveFailed: (detail: string) => string;
  /** Why a press of a person did not count. */
  readonly pressRefused: Readonly<Record<'early' | 'changed' | 'covered' | 'unread', string>>;
  readonly alwaysUnknown: string;
  /** What was chosen, once it is settled. */
  readonly chosen: Readonly<Record<ApprovalChoice, string>>;
  readonly questionClosed: string;
  readonly moveToMessage: string;
  readonly discardText: string;
  /** Said of a subagent's request: whose it is. */
  readonly workerOf: (title: string) => string;
  /** One answer for several requests of a session. */
  readonly answerAll: (count: number) => string;
  readonly answerAllTitle: (count: number) => string;
  readonly answerAllLater: (count: number) => string;
  readonly allowAllOnce: (count: number) => string;
  readonly denyAll: (count: number) => string;
  readonly answerAllStopped: (answered: number, count: number, detail: string) => string;

  /** Rendered markdown, which may also be given a table of its own. */
  readonly markdown: MarkdownLabels;

  /** The inspector. Phases, kinds and names of events are shown as the program has them. */
  readonly inspector: InspectorTerms;

  // What one can do with a message
  readonly messageActions: string;
  readonly copyTurn: string;
  readonly copyConversation: string;
  /** While earlier messages are read for it. */
  readonly copyingConversation: (read: string, all: string) => string;
  /** Read, but the browser wants one more press before it gives the clipboard. */
  readonly copyNow: string;
  readonly conversationCut: string;
  readonly attached: string;
  readonly quote: string;
  readonly quoteMessage: string;
  readonly askAgain: string;
  readonly editInFork: string;
  readonly forkFromHere: string;
  readonly copyMessageLink: string;
  readonly waitsForTurn: string;
  /** The answer of the server to a retry was lost. */
  readonly retryUnsure: string;
  readonly linkedMessageMissing: string;

  // Files of a message
  readonly openImage: (name: string) => string;
  readonly imageViewer: string;
  readonly imageCount: (current: number, all: number) => string;
  readonly previousImage: string;
  readonly nextImage: string;
  readonly actualSize: string;
  readonly fitWindow: string;
  readonly openInTab: string;
  readonly download: string;
  readonly load: string;
  readonly loadMedia: (name: string) => string;
  readonly loadMediaFrom: (host: string) => string;
  readonly mediaBroken: string;
  /** What kind of file it is, where its name ends in nothing. */
  readonly unknownKind: string;
  readonly mediaKind: Readonly<Record<'image' | 'audio' | 'video' | 'file', string>>;
}

export interface InspectorTerms {
  readonly name: string;
  readonly pause: string;
  readonly resume: string;
  readonly copyReport: string;
  /** What is in the report and what is not. */
  readonly copyHint: string;
  readonly reportCopied: string;
  /** The clipboard was refused: the text stands there to be copied by hand. */
  readonly reportByHand: string;
  readonly report: string;
  readonly noRegistry: string;
  readonly noSessions: string;
  readonly noEvents: string;
  readonly notFound: (id: string) => string;
  readonly link: string;
  readonly connections: string;
  readonly connectionsOf: (open: number, budget: number) => string;
  readonly sessions: string;
  readonly events: string;
  readonly requests: string;
  readonly outbox: string;
  readonly reads: string;
  readonly timers: string;
  readonly timersBy: Readonly<Record<'leases' | 'streams' | 'reads' | 'list' | 'storage', string>>;
  readonly strays: string;
  readonly kind: string;
  readonly session: string;
  readonly run: string;
  readonly state: string;
  readonly open: string;
  readonly alive: string;
  readonly failures: string;
  readonly retry: string;
  readonly tab: string;
  readonly leading: string;
  readonly key: string;
  readonly aliases: string;
  readonly phase: string;
  readonly status: string;
  readonly activity: string;
  readonly lastEnd: string;
  readonly live: string;
  readonly liveFacts: (blocks: number, characters: string) => string;
  readonly cursor: string;
  readonly transcript: string;
  readonly transcriptFacts: (rows: number, offset: number, total: number) => string;
  readonly error: string;
  readonly draft: string;
  readonly characters: (count: number, text: string) => string;
  readonly waiting: (shown: number, server: number) => string;
  readonly wants: string;
  readonly counts: string;
  readonly countsBy: Readonly<Record<'dropped' | 'duplicate' | 'gaps' | 'unknown', string>>;
  readonly leases: string;
  readonly leasesOf: (visible: number, hidden: number) => string;
  readonly lingering: string;
  readonly listed: string;
  readonly unlisted: string;
  readonly gone: string;
  readonly orphaned: string;
  readonly fruitless: (count: number) => string;
  readonly none: string;
  readonly time: string;
  readonly event: string;
  readonly number: string;
  readonly outcome: string;
  readonly outcomeBy: Readonly<Record<EventOutcome, string>>;
}
