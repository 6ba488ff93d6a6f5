/**
 * The list as it is shown: which rows, under which headings, in which order. A pure function of the sessions' slices and
 * of what the person chose (I-16), to be called in a selector. Within a group the registry's order holds.
 */
import type { SessionRuntime, SessionStatus } from '../../runtime/index.js';
import { findSessions, type Search } from './find-session.js';
import { rowStatus, workersOf } from './row-facts.js';

/** `auto`: what needs somebody, what runs, what is pinned, then by date. */
export type GroupBy = 'auto' | 'status' | 'date' | 'none';

export type GroupName = SessionStatus | 'pinned' | 'today' | 'yesterday' | 'week' | 'month' | 'older';

export interface RowItem {
  readonly kind: 'row';
  /** Unique in the list: a session that works for two shows under both. */
  readonly key: string;
  readonly session: SessionRuntime;
  /** 1 for conversations, deeper for sessions that work for the row above. */
  readonly level: number;
  readonly workers: number;
  readonly expanded: boolean;
}

export interface HeadingItem {
  readonly kind: 'heading';
  readonly key: string;
  readonly group: GroupName;
  readonly count: number;
}

export type ListItem = RowItem | HeadingItem;

export interface Arrangement {
  readonly groupBy: GroupBy;
  readonly search: Search | null;
  /** Conversation keys of the rows whose workers are shown. */
  readonly expanded: ReadonlySet<string>;
  /** Milliseconds; only the day matters. */
  readonly now: number;
}

const ORDER: Readonly<Record<GroupBy, readonly GroupName[]>> = {
  auto: ['needs-you', 'running', 'pinned', 'today', 'yesterday', 'week', 'month', 'older'],
  status: ['needs-you', 'failed', 'running', 'unread', 'draft', 'idle'],
  date: ['today', 'yesterday', 'week', 'month', 'older'],
  none: [],
};

export function arrange(sessions: readonly SessionRuntime[], by: Arrangement): readonly ListItem[] {
  const workers = new Set<SessionRuntime>();
  for (const session of sessions) for (const worker of workersOf(session)) workers.add(worker);
  if (by.search !== null) {
    const all = [...new Set([...sessions, ...workers])];
    return findSessions(all, by.search).map((session) => row(session, by, [], true));
  }
  const tops = topsOf(sessions, workers);
  if (by.groupBy === 'none') return tops.flatMap((session) => rows(session, by, []));
  const days = dayBounds(by.now);
  const groups = new Map<GroupName, SessionRuntime[]>();
  for (const session of tops) {
    const name = groupOf(session, by.groupBy, days);
    const group = groups.get(name);
    if (group === undefined) groups.set(name, [session]);
    else group.push(session);
  }
  return ORDER[by.groupBy].flatMap((name) => {
    const group = groups.get(name);
    if (group === undefined) return [];
    const heading: HeadingItem = { kind: 'heading', key: `group ${name}`, group: name, count: group.length };
    return [heading, ...group.flatMap((session) => rows(session, by, []))];
  });
}

export function sameItems(a: readonly ListItem[] | undefined, b: readonly ListItem[] | undefined): boolean {
  if (a === undefined || b === undefined) return a === b;
  return a.length === b.length && a.every((item, index) => sameItem(item, b[index]!));
}

function sameItem(a: ListItem, b: ListItem): boolean {
  if (a.kind === 'heading' || b.kind === 'heading') {
    return a.kind === b.kind && a.key === b.key && (a as HeadingItem).count === (b as HeadingItem).count;
  }
  return a.key === b.key && a.session === b.session && a.workers === b.workers && a.expanded === b.expanded;
}

/** Sessions that are nobody's workers; and one of each circle, which would otherwise be under nothing at all (I-16). */
function topsOf(sessions: readonly SessionRuntime[], workers: ReadonlySet<SessionRuntime>): readonly SessionRuntime[] {
  const tops = sessions.filter((session) => !workers.has(session));
  if (workers.size === 0) return tops;
  const reached = new Set<SessionRuntime>();
  const reach = (session: SessionRuntime): void => {
    if (reached.has(session)) return;
    reached.add(session);
    for (const worker of workersOf(session)) reach(worker);
  };
  for (const top of tops) reach(top);
  for (const session of sessions) {
    if (reached.has(session)) continue;
    tops.push(session);
    reach(session);
  }
  return tops;
}

/** `above`: the sessions it works for, outermost first. */
function rows(session: SessionRuntime, by: Arrangement, above: readonly SessionRuntime[]): readonly ListItem[] {
  const item = row(session, by, above, false);
  if (!item.expanded) return [item];
  const path = [...above, session];
  return [item, ...workersBelow(session, above).flatMap((worker) => rows(worker, by, path))];
}

function row(session: SessionRuntime, by: Arrangement, above: readonly SessionRuntime[], flat: boolean): RowItem {
  const workers = flat ? 0 : workersBelow(session, above).length;
  return {
    kind: 'row',
    key: [...above, session].map(({ id }) => id).join(' '),
    session,
    level: above.length + 1,
    workers,
    expanded: workers > 0 && by.expanded.has(session.id),
  };
}

/** Without those that are above already: a server that sends a circle must not hang the page. */
function workersBelow(session: SessionRuntime, above: readonly SessionRuntime[]): readonly SessionRuntime[] {
  return workersOf(session).filter((worker) => worker !== session && !above.includes(worker));
}

function groupOf(session: SessionRuntime, by: GroupBy, days: DayBounds): GroupName {
  if (by === 'status') return rowStatus(session);
  if (by === 'auto') {
    const status = rowStatus(session);
    if (status === 'needs-you' || status === 'running') return status;
    if (session.meta.value.pinned) return 'pinned';
  }
  const meta = session.meta.value;
  const at = meta.updatedAt ?? meta.createdAt ?? 0;
  if (at >= days.today) return 'today';
  if (at >= days.yesterday) return 'yesterday';
  if (at >= days.week) return 'week';
  return at >= days.month ? 'month' : 'older';
}

type DayBounds = Readonly<Record<'today' | 'yesterday' | 'week' | 'month', number>>;

/** Days as the person counts them: from midnight, where they are, however long the day was. */
function dayBounds(now: number): DayBounds {
  const day = (back: number): number => {
    const date = new Date(now);
    return new Date(date.getFullYear(), date.getMonth(), date.getDate() - back).getTime();
  };
  return { today: day(0), yesterday: day(1), week: day(6), month: day(29) };
}
