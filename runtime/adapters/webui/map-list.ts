/**
 * The session list -> one row per conversation, and which ids belong to the same one.
 *
 * Compression gives a conversation a new id; the list may then have several of its ids, or one whose predecessor is not
 * there. The rule which rows are one conversation is the shipped client's (client-rules 6, lineage collapse).
 */
import type { SessionId, SessionListed } from '../../transport/events.js';
import type { SessionList } from '../../transport/transport.js';
import { count, filled, flag, id, millis, obj, objects, type Json } from './json.js';
import { relationOf } from './map-meta.js';
import { mapRow } from './map-row.js';

interface Member {
  readonly row: Json;
  readonly listed: SessionListed;
}

export function mapList(answer: unknown): SessionList {
  const from = obj(answer);
  const members = new Map<SessionId, Member>();
  for (const row of objects(from, 'sessions')) {
    const listed = mapRow(row);
    // The list may be merged from two stores; the first of two rows with one id is the newer.
    if (listed && !members.has(listed.session)) members.set(listed.session, { row, listed });
  }
  const known = knownRows(from, members);
  const roots = new Map<SessionId, SessionId>();
  const groups = new Map<SessionId, Member[]>();
  for (const member of members.values()) {
    const key = lineageKey(member, known, roots);
    const group = groups.get(key);
    if (group) group.push(member);
    else groups.set(key, [member]);
  }

  const rows: SessionListed[] = [];
  const lineage: { from: SessionId; to: SessionId }[] = [];
  for (const group of groups.values()) {
    const tip = tipOf(group);
    if (tip.listed.meta.archived || flag(tip.row, 'default_hidden')) continue;
    rows.push(group.length === 1 ? tip.listed : merged(tip, group));
    for (const earlier of earlierIds(group, known)) {
      if (earlier !== tip.listed.session) lineage.push({ from: earlier, to: tip.listed.session });
    }
  }
  return { rows, lineage, profile: filled(from, 'active_profile'), serverTime: millis(from, 'server_time') };
}

/** Rows that can be somebody's parent: those of the list, and the hidden ones the server adds for just that. */
function knownRows(from: Json, members: ReadonlyMap<SessionId, Member>): ReadonlyMap<SessionId, Json> {
  const known = new Map<SessionId, Json>([...members].map(([session, member]) => [session, member.row]));
  for (const row of objects(from, 'sidebar_reference_sessions')) {
    const session = id(row, 'session_id');
    if (session !== null && !known.has(session)) known.set(session, row);
  }
  return known;
}

/** What rows of one conversation have in common: the oldest id of it that is known. Forks and children begin their own. */
function lineageKey(
  { row, listed }: Member,
  known: ReadonlyMap<SessionId, Json>,
  roots: Map<SessionId, SessionId>,
): SessionId {
  if (relationOf(row) !== null) return listed.session;
  const told = id(row, '_lineage_root_id', 'lineage_root_id');
  if (told !== null) return told;
  const walked = [listed.session];
  let root = listed.session;
  for (const earlier of predecessors(row, known)) {
    // The rest of a long chain was walked for an earlier row.
    root = roots.get(earlier) ?? earlier;
    if (roots.has(earlier)) break;
    walked.push(earlier);
  }
  for (const session of walked) roots.set(session, root);
  return root;
}

/**
 * Ids this row continues, nearest first: its parent while that is not listed or a snapshot from before a compression.
 * A parent that is listed and no snapshot is another conversation.
 */
function* predecessors(row: Json, known: ReadonlyMap<SessionId, Json>): Generator<SessionId> {
  const seen = new Set<SessionId | null>([id(row, 'session_id')]);
  let at: Json | undefined = row;
  while (at && relationOf(at) === null) {
    const parent: SessionId | null = id(at, 'parent_session_id');
    if (parent === null || seen.has(parent)) return;
    const parentRow = known.get(parent);
    if (parentRow && !flag(parentRow, 'pre_compression_snapshot') && !flag(at, 'pre_compression_snapshot')) return;
    seen.add(parent);
    yield parent;
    at = parentRow;
  }
}

function earlierIds(group: readonly Member[], known: ReadonlyMap<SessionId, Json>): ReadonlySet<SessionId> {
  const ids = new Set<SessionId>();
  const walked = new Set<SessionId>();
  for (const { row, listed } of group) {
    if (group.length > 1) ids.add(listed.session);
    if (relationOf(row) !== null) continue;
    const root = id(row, '_lineage_root_id', 'lineage_root_id');
    if (root !== null) ids.add(root);
    for (const earlier of predecessors(row, known)) {
      if (walked.has(earlier)) break;
      walked.add(earlier);
      ids.add(earlier);
    }
  }
  return ids;
}

/** The member that some member names as the tip; else the one with most segments, then no snapshot, then the newest. */
function tipOf(group: readonly Member[]): Member {
  for (const { row } of group) {
    const named = id(row, '_lineage_tip_id', '_parent_lineage_tip_id');
    const tip = group.find((member) => member.listed.session === named);
    if (tip) return tip;
  }
  const [first, ...rest] = group;
  if (!first) throw new RangeError('A group has at least one row.');
  return rest.reduce((best, member) => (isLater(member, best) ? member : best), first);
}

function isLater(a: Member, b: Member): boolean {
  const segments = count(a.row, '_compression_segment_count') - count(b.row, '_compression_segment_count');
  if (segments !== 0) return segments > 0;
  const snapshot = Number(flag(b.row, 'pre_compression_snapshot')) - Number(flag(a.row, 'pre_compression_snapshot'));
  if (snapshot !== 0) return snapshot > 0;
  return (a.listed.meta.updatedAt ?? 0) > (b.listed.meta.updatedAt ?? 0);
}

/** What hidden members do is shown on the row that stands for them. */
function merged(tip: Member, group: readonly Member[]): SessionListed {
  const all = [tip, ...group.filter((member) => member !== tip)].map((member) => member.listed);
  const running = all.find((listed) => listed.run !== null);
  const orphan = all.find((listed) => listed.orphan !== null);
  const waiting =
    all.find((listed) => listed.waiting?.kind === 'approval') ?? all.find((listed) => listed.waiting !== null);
  return {
    ...tip.listed,
    run: running?.run ?? null,
    startedAt: running?.startedAt ?? tip.listed.startedAt,
    orphan: running ? null : (orphan?.orphan ?? null),
    waiting: waiting?.waiting ?? null,
  };
}
