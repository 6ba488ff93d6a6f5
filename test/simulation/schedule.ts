/**
 * Schedules: what a person, other clients, the server and the network do, in order, as plain data. A schedule that
 * failed is printed as JSON and played again with `play(JSON)`. `generate.ts` makes them, `shrink.ts` makes them small.
 */
import type { FaultRule } from '../../demo/emulator/index.js';

/** Sessions and panes are small numbers: the player knows which ones they are at that moment. */
export type Step =
  // A person in the page.
  | { readonly do: 'show'; readonly pane: number; readonly of: number; readonly byOldId?: boolean }
  | { readonly do: 'unmount'; readonly pane: number }
  | { readonly do: 'scroll-away'; readonly pane: number; readonly visible: boolean }
  | { readonly do: 'send'; readonly of: number; readonly script: string }
  | { readonly do: 'type'; readonly of: number }
  | { readonly do: 'send-draft'; readonly of: number }
  | { readonly do: 'stop'; readonly of: number }
  | { readonly do: 'answer'; readonly of: number; readonly allow: boolean }
  | { readonly do: 'outbox'; readonly of: number; readonly what: 'resend' | 'reclaim' | 'discard' }
  | { readonly do: 'seen'; readonly of: number }
  | { readonly do: 'older'; readonly of: number }
  | { readonly do: 'rename'; readonly of: number }
  | { readonly do: 'create'; readonly script: string }
  | { readonly do: 'reload' }
  | { readonly do: 'page'; readonly what: PageChange }
  // Others, and the server itself.
  | { readonly do: 'turn'; readonly of: number; readonly script: string }
  | { readonly do: 'wake'; readonly of: number }
  | { readonly do: 'task'; readonly of: number }
  | { readonly do: 'answer-elsewhere'; readonly of: number }
  | { readonly do: 'cancel-elsewhere'; readonly of: number }
  | { readonly do: 'rotate'; readonly of: number }
  | { readonly do: 'release'; readonly of: number }
  | { readonly do: 'restart'; readonly downMs: number }
  | { readonly do: 'tune'; readonly unwindMs: number; readonly titleMs: number; readonly withhold: boolean }
  // The network.
  | { readonly do: 'fault'; readonly rule: FaultRule }
  | { readonly do: 'streams'; readonly how: 'cut' | 'end' | 'stall'; readonly kind: 'chat' | 'session' | 'list' | null }
  | { readonly do: 'let-go' }
  | { readonly do: 'wait'; readonly ms: number };

export type PageChange = 'hide' | 'show' | 'offline' | 'online' | 'freeze' | 'resume' | 'restore' | 'refresh';

export interface Schedule {
  readonly backend: 'agent' | 'runs';
  /** Sessions at the beginning. The first has many rows. */
  readonly sessions: number;
  readonly steps: readonly Step[];
}
