/**
 * Schedules: what a person, other clients, the server and the network do, in order, as plain data. A schedule that
 * failed is printed as JSON and played again with `play(JSON)`. `generate.ts` makes them, `shrink.ts` makes them small.
 */
import type { FaultRule } from '../../demo/emulator/index.js';
import type { StorageHealth } from './tab-environment.js';

/**
 * Sessions, panes and tabs are small numbers: the player knows which ones they are at that moment. What a person does
 * happens in a tab of one browser, the first when none is named; in a tab that is not open nothing happens.
 */
export type Step =
  | PersonStep
  | TabStep
  // Other clients, and the server itself.
  | { readonly do: 'turn'; readonly of: number; readonly script: string }
  | { readonly do: OthersDeed; readonly of: number }
  | { readonly do: 'restart'; readonly downMs: number }
  | { readonly do: 'tune'; readonly unwindMs: number; readonly titleMs: number; readonly withhold: boolean }
  /** Every login is over; only where the schedule has a password. */
  | { readonly do: 'expire' }
  // The network.
  | { readonly do: 'fault'; readonly rule: FaultRule }
  /** The next two requests to a path are held under two names, so that the second can be answered first. */
  | { readonly do: 'hold-two'; readonly path: string }
  | { readonly do: 'streams'; readonly how: 'cut' | 'end' | 'stall'; readonly kind: 'chat' | 'session' | 'list' | null }
  /** Answers held under `held`, or under another name, are let go. */
  | { readonly do: 'let-go'; readonly name?: 'held' | 'later' }
  | { readonly do: 'wait'; readonly ms: number };

export type OthersDeed =
  | 'wake'
  | 'task'
  | 'answer-elsewhere'
  | 'cancel-elsewhere'
  | 'rotate'
  | 'release'
  | 'rename-elsewhere'
  | 'pin-elsewhere'
  | 'unpin-elsewhere'
  | 'archive-elsewhere'
  | 'unarchive-elsewhere'
  | 'delete-elsewhere'
  | 'fork-elsewhere';

interface InTab {
  readonly tab?: number;
}

/** A person in a page. */
export type PersonStep = InTab &
  (
    | { readonly do: 'show'; readonly pane: number; readonly of: number; readonly byOldId?: boolean }
    | { readonly do: 'unmount'; readonly pane: number }
    | { readonly do: 'scroll-away'; readonly pane: number; readonly visible: boolean }
    | { readonly do: 'create'; readonly script: string }
    | { readonly do: 'sign-in' }
    | { readonly do: 'send'; readonly of: number; readonly script: string }
    | { readonly do: 'stop' | 'type' | 'send-draft' | 'steer'; readonly of: number }
    /** A file is chosen for the draft, or the first of them removed. */
    | { readonly do: 'attach' | 'detach'; readonly of: number }
    | { readonly do: 'seen' | 'older' | 'rename' | 'remove' | 'fork'; readonly of: number }
    | { readonly do: 'pin' | 'archive'; readonly of: number; readonly on: boolean }
    | { readonly do: 'answer'; readonly of: number; readonly allow: boolean }
    | { readonly do: 'outbox'; readonly of: number; readonly what: 'resend' | 'reclaim' | 'discard' }
  );

/** What happens to a page, or to the browser it is in. */
export type TabStep =
  | (InTab & { readonly do: 'page'; readonly what: PageChange })
  /** `crash`: dies, and is opened again as the same tab. */
  | (InTab & { readonly do: 'reload' | 'crash' })
  | (InTab & { readonly do: 'open-tab' | 'close-tab' | 'kill-tab' | 'freeze-tab' | 'thaw-tab' })
  | { readonly do: 'storage'; readonly health: StorageHealth }
  /** The wall clock of the browser's machine is set, by so much. */
  | { readonly do: 'clock'; readonly byMs: number };

export type PageChange = 'hide' | 'show' | 'offline' | 'online' | 'freeze' | 'resume' | 'restore' | 'refresh';

export interface Schedule {
  readonly backend: 'agent' | 'runs';
  /** Sessions at the beginning. The first has many rows. */
  readonly sessions: number;
  /** The server asks for a login. */
  readonly password?: boolean;
  /** The browser tells of an answer with its first byte, as Firefox does. */
  readonly lateAnswers?: boolean;
  readonly steps: readonly Step[];
}

/** Tabs a browser has at most. */
export const TABS = 3;

/** The tab a step happens in. */
export function tabOf(step: Step): number {
  return 'tab' in step && typeof step.tab === 'number' ? step.tab % TABS : 0;
}

/** More than one tab is open at some time. */
export function hasTabs(schedule: Schedule): boolean {
  return schedule.steps.some((step) => step.do === 'open-tab' && tabOf(step) !== 0);
}

const CALM: ReadonlySet<Step['do']> = new Set<Step['do']>([
  ...([
    'show',
    'unmount',
    'create',
    'send',
    'stop',
    'type',
    'attach',
    'detach',
    'send-draft',
    'seen',
    'older',
    'answer',
    'wait',
  ] as const),
  ...(['turn', 'wake', 'task', 'answer-elsewhere', 'cancel-elsewhere', 'release', 'let-go'] as const),
]);

/** Reads of sessions, where they are held on their way: what streams tell is shown all the same. */
export const SLOW_READS = '/api/session\\?';

/** Nothing goes wrong in it: what is shown is then never far behind. */
export function isCalm(step: Step): boolean {
  return CALM.has(step.do);
}

/** Nothing goes wrong in it but slow reads. */
export function isQuiet(step: Step): boolean {
  return isCalm(step) || (step.do === 'fault' && step.rule.kind === 'hold' && step.rule.path === SLOW_READS);
}
