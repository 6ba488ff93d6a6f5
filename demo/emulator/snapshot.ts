/**
 * `runtime_journal_snapshot`: the state of a live run after its last journaled event, so that a
 * client can paint it and attach behind it. Computed from the journal at read time.
 */

import type { Journal } from './journal.js';
import type { WireObject } from './records.js';

interface Anchor {
  id: number;
  textEnd: number;
}

interface SnapshotCall extends WireObject {
  name: string;
  preview: string;
  done: boolean;
  snippet?: string;
  tid?: string;
  activityBurstId?: number;
}

export function runtimeSnapshot(journal: Journal): WireObject {
  let text = '';
  let reasoning = '';
  let fresh = true;
  const anchors: Anchor[] = [];
  const calls: SnapshotCall[] = [];
  /** Words end here: what follows belongs to the next burst of activity. */
  const mark = () => {
    // The server counts code points.
    const end = [...text].length;
    if (end > (anchors.at(-1)?.textEnd ?? 0)) anchors.push({ id: anchors.length + 1, textEnd: end });
  };
  for (const { event, payload } of journal.rows) {
    if (event === 'token') {
      text += String(payload['text'] ?? '');
      fresh = false;
    } else if (event === 'reasoning') {
      reasoning += String(payload['text'] ?? '');
    } else if (event === 'interim_assistant') {
      const note = String(payload['text'] ?? '').trim();
      if (!payload['already_streamed']) text = text ? `${text}\n\n${note}` : note;
      mark();
      fresh = true;
    } else if (event === 'tool' && payload['name'] !== 'clarify') {
      mark();
      calls.push(startedCall(payload, journal.streamId, anchors.length));
      fresh = true;
    } else if (event === 'tool_complete') {
      completeCall(calls, payload);
    }
  }
  const visible = anchors.filter((anchor) => anchor.textEnd < [...text].length).length + (text ? 1 : 0);
  return {
    session_id: journal.sessionId,
    stream_id: journal.streamId,
    last_seq: journal.lastSeq,
    last_event_id: journal.lastEventId,
    event_count: journal.rows.length,
    fresh_segment: fresh,
    messages: [],
    tool_calls: calls,
    last_assistant_text: text,
    last_reasoning_text: reasoning,
    ...(text ? { last_message_ts: journal.rows.at(-1)?.createdAt ?? null } : {}),
    activity_burst_anchors: anchors,
    current_activity_burst_id: anchors.length,
    current_live_segment_seq: Math.max(visible, anchors.length),
    anchor_activity_scene: {
      version: 'activity_scene_v1',
      mode: 'compact_worklog',
      identity: {
        session_id: journal.sessionId,
        stream_id: journal.streamId,
        run_id: journal.streamId,
        source_message_refs: [],
      },
      lifecycle: { status: 'running', terminal_state: null },
      final_answer: '',
      final_message_ref: null,
      terminal_state: null,
      activity_rows: activityRows(journal, text, reasoning, anchors, calls),
    },
  };
}

function startedCall(payload: WireObject, streamId: string, burst: number): SnapshotCall {
  return {
    name: String(payload['name']),
    preview: String(payload['preview'] ?? ''),
    args: payload['args'],
    done: false,
    _live: true,
    _journal_snapshot: true,
    _journal_stream_id: streamId,
    ...(payload['tid'] ? { tid: String(payload['tid']) } : {}),
    ...(burst ? { activityBurstId: burst, activitySegmentSeq: burst } : {}),
  };
}

function completeCall(calls: SnapshotCall[], payload: WireObject): void {
  const tid = payload['tid'];
  const call = calls.findLast((item) => !item.done && (tid ? item.tid === tid : item.name === payload['name']));
  if (!call) return;
  call.done = true;
  call.snippet = String(payload['preview'] ?? '');
  call.preview ||= call.snippet;
  if (payload['duration'] !== undefined) call['duration'] = payload['duration'];
  call['is_error'] = Boolean(payload['is_error']);
}

function activityRows(
  journal: Journal,
  text: string,
  reasoning: string,
  anchors: Anchor[],
  calls: SnapshotCall[],
): WireObject[] {
  const { streamId } = journal;
  const createdAt = journal.rows.at(-1)?.createdAt ?? null;
  const rows: WireObject[] = [];
  let thought = false;
  const add = (row: WireObject) => {
    rows.push(row);
    if (thought || !reasoning.trim()) return;
    thought = true;
    rows.push(thinkingRow(streamId, createdAt, reasoning));
  };
  let from = 0;
  const points = [...text];
  for (const anchor of anchors) {
    const words = points.slice(from, anchor.textEnd).join('').trim();
    if (words) add(proseRow(streamId, createdAt, words, anchor.id, anchor.id, 'completed'));
    calls.forEach((call, index) => {
      if (call.activityBurstId === anchor.id) add(toolRow(call, index, createdAt));
    });
    from = anchor.textEnd;
  }
  const tail = points.slice(from).join('').trim();
  if (tail) add(proseRow(streamId, createdAt, tail, anchors.length + 1, null, 'running'));
  calls.forEach((call, index) => {
    if (!call.activityBurstId) add(toolRow(call, index, createdAt));
  });
  if (!thought && reasoning.trim()) rows.push(thinkingRow(streamId, createdAt, reasoning));
  if (rows.length === 0 && journal.rows.length > 0) rows.push(lifecycleRow(streamId, createdAt));
  return rows;
}

function proseRow(
  streamId: string,
  createdAt: number | null,
  text: string,
  segment: number,
  burst: number | null,
  status: string,
): WireObject {
  const id = `live-prose:${streamId}:${segment}`;
  return {
    row_id: id,
    local_id: id,
    kind: 'process_prose',
    role: 'prose',
    source_event_type: 'token',
    status,
    created_at: createdAt,
    group: group(segment, burst),
    text,
  };
}

function thinkingRow(streamId: string, createdAt: number | null, text: string): WireObject {
  const id = `live-thinking:${streamId}:1`;
  return {
    row_id: id,
    local_id: id,
    kind: 'reasoning',
    role: 'thinking',
    source_event_type: 'reasoning',
    status: 'running',
    created_at: createdAt,
    group: { group_key: 'activity:0' },
    text,
  };
}

function toolRow(call: SnapshotCall, index: number, createdAt: number | null): WireObject {
  const id = call.tid ?? `${call.name}-${index}`;
  const burst = call.activityBurstId ?? null;
  return {
    row_id: `tool:${id}:${index}`,
    local_id: id,
    kind: call.done ? 'tool_completed' : 'tool_started',
    role: 'tool',
    source_event_type: call.done ? 'tool_complete' : 'tool',
    status: call.done ? 'completed' : 'running',
    created_at: createdAt,
    group: burst === null ? { group_key: 'activity:0' } : group(burst, burst),
    tool_call_id: id,
    tool: {
      id,
      name: call.name,
      args: call['args'],
      preview: call.preview,
      snippet: call.snippet ?? '',
      done: call.done,
      is_error: call['is_error'] ?? false,
      duration: call['duration'] ?? null,
      started_at: null,
    },
  };
}

function lifecycleRow(streamId: string, createdAt: number | null): WireObject {
  const id = `lifecycle:${streamId}:running`;
  return {
    row_id: id,
    local_id: id,
    kind: 'lifecycle_status',
    role: 'lifecycle',
    source_event_type: 'runtime_journal_snapshot',
    status: 'running',
    created_at: createdAt,
    group: { group_key: 'activity:0' },
    text: 'Working',
  };
}

function group(segment: number, burst: number | null): WireObject {
  return {
    group_key: `segment:${segment}`,
    activity_segment_seq: segment,
    ...(burst === null ? {} : { activity_burst_id: burst }),
  };
}
